"""The front door: who comes in, how often, and what every response carries. It logs route templates, never addresses.

`Door` runs for every request that has a route. `finish` sees every response there is, also those of requests without a route.
"""

from __future__ import annotations

import logging
import time
from typing import TYPE_CHECKING, Any

from litestar.datastructures import MutableScopeHeaders
from litestar.enums import ScopeType

from assistant.api.auth import Tokens
from assistant.api.limits import Allowance, RateLimiter
from assistant.api.metrics import Metrics
from assistant.api.problems import Problem

if TYPE_CHECKING:
    from litestar.types import ASGIApp, Message, Receive, Scope, Send

access_log = logging.getLogger("assistant.access")
OPEN = "open"  # the `opt` of routes that ask for no token and are not counted
STATE = "assistant.visit"
METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")  # any other name is the client's own words
CONTENT_POLICY = (
    "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; connect-src 'self'; form-action 'self'; "
    "base-uri 'none'; frame-ancestors 'none'"
)
HEADERS = {
    "Content-Security-Policy": CONTENT_POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}
CHALLENGE = {"WWW-Authenticate": 'Bearer realm="assistant", Basic realm="assistant", charset="UTF-8"'}


class Door:
    """Builds the middleware around an app, and the hook that finishes responses."""

    def __init__(self, tokens: Tokens, limiter: RateLimiter, metrics: Metrics) -> None:
        self._tokens, self._limiter, self._metrics = tokens, limiter, metrics

    def middleware(self, app: ASGIApp) -> ASGIApp:
        async def enter(scope: Scope, receive: Receive, send: Send) -> None:
            if scope["type"] == ScopeType.HTTP:
                scope["state"][STATE] = visit = {"began": time.perf_counter()}
                if not scope["route_handler"].opt.get(OPEN):
                    self._admit(scope, visit)
            await app(scope, receive, send)

        return enter

    def _admit(self, scope: Scope, visit: dict[str, Any]) -> None:
        """Raises 401 or 429. Somebody without a good token is counted by address, so that tokens cannot be tried out."""
        headers = dict(scope["headers"])
        who = self._tokens.identify(headers.get(b"authorization", b"").decode("latin-1"))
        client = scope.get("client")
        by_name = bool(self._tokens) and who is not None
        allowance: Allowance = self._limiter.take(f"name:{who}" if by_name else f"address:{client[0] if client else ''}")
        visit["headers"] = allowance.headers()
        if not allowance.allowed:
            detail = f"This client has asked {allowance.limit} times within a minute. Try again in {allowance.reset} seconds."
            raise Problem(429, "too-many-requests", "Too many requests", detail)
        if who is None:
            detail = "Send a token of this service, as 'Authorization: Bearer <token>'. Whoever looks after the service gives them out."
            raise Problem(401, "unauthorised", "A token is needed", detail, headers=CHALLENGE)
        visit["who"] = who

    async def finish(self, message: Message, scope: Scope) -> None:
        """Put the headers on, count the response and log it."""
        if message["type"] != "http.response.start" or scope["type"] != ScopeType.HTTP:
            return
        visit = scope.get("state", {}).get(STATE, {})
        headers = MutableScopeHeaders(message)
        for name, value in (HEADERS | visit.get("headers", {})).items():
            headers[name] = value
        headers.setdefault("Cache-Control", "no-store")
        seconds = time.perf_counter() - visit["began"] if "began" in visit else None
        route = str(scope.get("path_template") or "none")
        status = message["status"]
        method = scope["method"] if scope["method"] in METHODS else "other"
        self._metrics.count_request(method, route, status, seconds)
        spent = f"{seconds * 1000:.1f} ms" if seconds is not None else "-"
        access_log.info("%s %s %d %s %s", method, route, status, spent, visit.get("who", "-"))


def who_of(scope: Scope) -> str:
    """The name that the door let in."""
    return str(scope["state"][STATE].get("who", "-"))
