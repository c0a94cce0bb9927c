"""Reading requests: strict JSON, one media type a route, no query parameter that nobody asked for."""

from __future__ import annotations

from email.message import Message
from typing import Any

import msgspec
from litestar import Request
from litestar.connection import ASGIConnection
from litestar.handlers.base import BaseRouteHandler

from assistant.api.problems import Problem, describe, unreadable_body

JSON = "application/json"
MULTIPART = "multipart/form-data"
EVENTS = "text/event-stream"


class StrictRequest(Request[Any, Any, Any]):
    """Decodes a JSON body straight into the type its route declares: no coercion, unknown fields refused."""

    async def json(self) -> Any:
        data = self.route_handler.parsed_data_field
        wanted = data.annotation if data else Any
        try:
            return msgspec.json.decode(await self.body(), type=wanted)
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
            raise unreadable_body(error) from None


def takes_json(connection: ASGIConnection[Any, Any, Any, Any], _: BaseRouteHandler) -> None:
    """A guard: the body must be declared as JSON. This also keeps other sites' forms out, which cannot declare it."""
    _takes(connection, JSON)


def takes_upload(connection: ASGIConnection[Any, Any, Any, Any], _: BaseRouteHandler) -> None:
    """A guard: the body must be a multipart form."""
    _takes(connection, MULTIPART)


def _takes(connection: ASGIConnection[Any, Any, Any, Any], wanted: str) -> None:
    if media_type(connection.headers.get("content-type", "")) != wanted:
        raise Problem(415, "unsupported-media-type", "Unsupported media type", f"Send the body as {wanted} and say so in Content-Type.")


def same_origin(connection: ASGIConnection[Any, Any, Any, Any], _: BaseRouteHandler) -> None:
    """A guard for what changes the library: a browser may not send it from another site. Clients that are no browser pass."""
    site, origin = connection.headers.get("sec-fetch-site"), connection.headers.get("origin")
    foreign = site not in ("same-origin", "none") if site else bool(origin) and origin != str(connection.base_url).rstrip("/")
    if foreign:
        raise Problem(403, "cross-site", "From another site", "A browser may change the library only from this service's own pages.")


def known_query(*names: str) -> Any:
    """A guard: the query string may hold these parameters only, because a filter that is misspelt would hold nothing back."""

    def check(connection: ASGIConnection[Any, Any, Any, Any], _: BaseRouteHandler) -> None:
        for name in connection.query_params:
            if name not in names:
                problem = describe(f"Object contains unknown field `{name}`")
                problem.detail = f"{problem.detail.split('.')[0]}. Known: {', '.join(names) or 'none'}."
                raise problem

    return check


def media_type(header: str) -> str:
    """The media type in a Content-Type header, without its parameters."""
    message = Message()
    message["content-type"] = header[:200]
    return message.get_content_type() if header else ""


def wants(request: Request[Any, Any, Any], wanted: str) -> bool:
    """Whether the Accept header names `wanted` and does not rule it out."""
    for entry in request.headers.get("accept", "").split(","):
        name, *parameters = (part.strip().lower() for part in entry.split(";"))
        if name == wanted:
            return not any(parameter.replace(" ", "") in ("q=0", "q=0.0", "q=0.00", "q=0.000") for parameter in parameters)
    return False
