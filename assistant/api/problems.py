"""Every error as one RFC 9457 problem: a stable `type`, what happened, and what to do. Nothing that was sent is ever repeated.

`type` is `urn:assistant:problem:<slug>`. Messages of the framework and of msgspec are rewritten here, because some of them hold
the value that was wrong.
"""

from __future__ import annotations

import logging
import re
import traceback
from collections.abc import Mapping
from enum import StrEnum
from http import HTTPStatus
from typing import Any

import msgspec
from litestar import Response
from litestar.exceptions import HTTPException, ValidationException

from assistant.errors import AssistantError, Unavailable
from assistant.types import Kind, Nation, Policy, Status

PREFIX = "urn:assistant:problem:"
MEDIA_TYPE = "application/problem+json"
RETRY_SECONDS = 5  # a part that is down or busy is worth another try after this long
log = logging.getLogger("assistant.errors")

_CHOICES: Mapping[str, type[StrEnum]] = {
    "nation": Nation,
    "nations": Nation,
    "kind": Kind,
    "kinds": Kind,
    "status": Status,
    "policy": Policy,
}
_DECISIONS = "release, edit, reject"
_READABLE = re.compile(r"[A-Za-z_][A-Za-z0-9_]{0,39}")
_PATH = re.compile(r" - at `\$\.?(.*?)`$")
_PLAIN_TYPES = {
    "str": "text",
    "int": "a whole number",
    "bool": "true or false",
    "array": "a list",
    "object": "an object",
    "float": "a number",
}
_TITLES = {
    "not-found": ("Nothing at this address", "There is no such page or route. GET /schema lists the routes."),
    "method-not-allowed": ("Method not allowed", "This address does not take this method. The Allow header lists those it takes."),
    "too-large": ("Too large", "The body is larger than this service takes. Send less text, or a smaller file."),
    "unsupported-media-type": ("Unsupported media type", "Send the body in the media type that the route takes; GET /schema shows it."),
    "not-acceptable": ("Not acceptable", "This address cannot give that media type."),
}
_SLUGS = {
    400: "bad-input",
    404: "not-found",
    405: "method-not-allowed",
    406: "not-acceptable",
    413: "too-large",
    415: "unsupported-media-type",
}


class Problem(Exception):
    """An error on its way to the client."""

    def __init__(
        self,
        status: int,
        slug: str,
        title: str,
        detail: str,
        *,
        headers: Mapping[str, str] | None = None,
        extra: Mapping[str, Any] | None = None,
    ) -> None:
        super().__init__(slug)
        self.status, self.slug, self.title, self.detail = status, slug, title, detail
        self.headers, self.extra = dict(headers or {}), dict(extra or {})

    @property
    def body(self) -> dict[str, Any]:
        return {"type": PREFIX + self.slug, "title": self.title, "status": self.status, "detail": self.detail, **self.extra}


def problem_of(error: BaseException) -> Problem:
    """The problem that tells a client about `error`. An unexpected one becomes a 500 that says nothing about it."""
    if isinstance(error, Problem):
        return error
    if isinstance(error, AssistantError):
        return _from_assistant(error)
    if isinstance(error, ValidationException):
        return _from_validation(error)
    if isinstance(error, HTTPException) and error.status_code < 500:
        slug = _SLUGS.get(error.status_code, "bad-input")
        title, detail = _TITLES.get(slug, ("The request cannot be read", "Check the request against GET /schema and send it again."))
        allow = {key: value for key, value in (error.headers or {}).items() if key.lower() == "allow"}
        return Problem(error.status_code, slug, title, detail, headers=allow)
    detail = "Something went wrong here, not with your request. Try again; if it goes on, tell whoever looks after this service."
    return Problem(500, "internal", "Internal error", detail)


def respond(error: Exception) -> Response[Any]:
    """The exception handler of the JSON routes."""
    problem = report(error)
    return Response(problem.body, status_code=problem.status, media_type=MEDIA_TYPE, headers=problem.headers)


def report(error: Exception) -> Problem:
    """The problem for `error`; one that is nobody's request is logged by type and place, never by message."""
    problem = problem_of(error)
    if problem.status == 500:
        frames = traceback.extract_tb(error.__traceback__)[-4:]
        places = " < ".join(f"{frame.filename.rsplit('/', 1)[-1]}:{frame.lineno} {frame.name}" for frame in reversed(frames))
        log.error("%s at %s", type(error).__name__, places)
    elif problem.status == 503:
        log.warning("unavailable: %s", problem.slug)
    return problem


def unreadable_body(error: Exception) -> Problem:
    """What is wrong with a JSON body, from msgspec's error."""
    if isinstance(error, msgspec.ValidationError):
        return describe(str(error))
    return Problem(
        400, "malformed-json", "Not JSON", "The body is not valid JSON in UTF-8. Check commas, quotes and brackets, and send it again."
    )


def describe(message: str, field: str = "") -> Problem:
    """A validation message in words of our own. Field names are repeated only where they look like one."""
    place = _PATH.search(message)
    text = message[: place.start()] if place else message
    name = _readable(field or (place[1] if place else ""))
    where = f"'{name}'" if name else "The body"
    if found := re.match(r"Object contains unknown field `(.*)`", text, re.S):
        unknown = _readable(found[1])
        named = f"The field '{unknown}' is not known here" if unknown else "A field is not known here, and its name cannot be shown"
        return Problem(400, "unknown-field", "Unknown field", f"{named}. Take it out; GET /schema lists the fields.", extra=_field(unknown))
    if found := re.match(r"Object missing required field `(.*)`", text):
        missing = _readable(found[1])
        return Problem(400, "missing-field", "Missing field", f"The field '{missing}' is needed. Add it.", extra=_field(missing))
    if text.startswith("Invalid enum value"):
        return _not_a_choice(name)
    if "encoded date" in text or "date" in text.lower().split("`")[1:2]:
        return Problem(400, "bad-date", "Not a date", f"{where} must be a date such as 2026-03-31.", extra=_field(name))
    if found := re.match(r"Expected `(.+?)` of length (<=|>=) (\d+)", text):
        most = "at most" if found[2] == "<=" else "at least"
        what = "entries" if found[1] == "array" else "characters"
        return Problem(400, "bad-length", "Wrong length", f"{where} must hold {most} {found[3]} {what}.", extra=_field(name))
    if found := re.match(r"Expected `(?:int|float)` (<=|>=) (-?\d+)", text):
        most = "at most" if found[1] == "<=" else "at least"
        return Problem(400, "out-of-range", "Out of range", f"{where} must be {most} {found[2]}.", extra=_field(name))
    if found := re.match(r"Expected `(.+?)`(?:, got `(.+?)`)?$", text):
        wanted = " or ".join(
            _PLAIN_TYPES.get(part.strip(), "empty" if part.strip() == "null" else "another type") for part in found[1].split("|")
        )
        if "date" in found[1]:
            wanted = "a date such as 2026-03-31"
        return Problem(400, "wrong-type", "Wrong type", f"{where} must be {wanted}.", extra=_field(name))
    return Problem(400, "bad-value", "Wrong value", f"{where} cannot be read. GET /schema shows what it may hold.", extra=_field(name))


def _not_a_choice(name: str) -> Problem:
    last = name.split("[")[0]
    kinds = _CHOICES.get(last)
    allowed = ", ".join(item.value for item in kinds) if kinds else _DECISIONS if last == "decision" else "those in GET /schema"
    return Problem(400, "unknown-value", "Unknown value", f"'{name}' must be one of: {allowed}.", extra=_field(name))


def _from_validation(error: ValidationException) -> Problem:
    details = error.extra if isinstance(error.extra, list) else []
    for item in details:
        if isinstance(item, dict):
            key, message = str(item.get("key", "")), str(item.get("message", ""))
            if key == "data" and message == "'data'":
                return Problem(400, "missing-body", "No body", "Send a body; GET /schema shows what it holds.")
            return describe(message, "" if key == "data" else key.removeprefix("data."))
    return Problem(
        400, "bad-value", "Wrong value", "A part of the request is missing or cannot be read. GET /schema shows what it may hold."
    )


def _from_assistant(error: AssistantError) -> Problem:
    title = re.sub(r"(?<!^)(?=[A-Z])", " ", type(error).__name__).capitalize()
    headers = {"Retry-After": str(RETRY_SECONDS)} if isinstance(error, Unavailable) else None
    return Problem(error.status_code, error.slug, title, str(error) or HTTPStatus(error.status_code).phrase, headers=headers)


def _field(name: str) -> dict[str, str]:
    return {"field": name} if name else {}


def _readable(name: str) -> str:
    """The name of a field as it may be shown: a plain identifier with an optional index, otherwise nothing."""
    first = re.match(r"([^.\[]*)(\[[\d.]*\])?", name)
    if first is None or not _READABLE.fullmatch(first[1]):
        return ""
    return first[1] + (first[2] or "") if (first[2] or "[0]") != "[...]" else first[1]
