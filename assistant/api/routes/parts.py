"""What every route is handed, and the errors it declares."""

from __future__ import annotations

from typing import Any

from litestar import Request
from litestar.di import NamedDependency
from litestar.openapi.datastructures import ResponseSpec
from litestar.openapi.spec import Example
from litestar.params import SkipValidation

from assistant.api.desk import Desk, Visit
from assistant.api.door import who_of
from assistant.api.problems import MEDIA_TYPE, PREFIX
from assistant.api.schemas import ProblemOut

TheDesk = SkipValidation[NamedDependency[Desk]]
TheVisit = SkipValidation[NamedDependency[Visit]]

_PROBLEMS = {
    400: ("unknown-value", "Unknown value", "'nation' must be one of: england, wales, scotland, northern_ireland."),
    401: ("unauthorised", "A token is needed", "Send a token of this service, as 'Authorization: Bearer <token>'."),
    404: ("unknown-item", "Unknown item", "No document has that id. GET /v1/documents lists those held."),
    413: ("too-large", "Too large", "The body is larger than this service takes. Send less text, or a smaller file."),
    415: ("unsupported-media-type", "Unsupported media type", "Send the body as application/json and say so in Content-Type."),
    422: ("unreadable-file", "Unreadable file", "The file cannot be turned into text. Check that it opens, and send it again."),
    429: ("too-many-requests", "Too many requests", "This client has asked 120 times within a minute. Try again in 12 seconds."),
    503: ("store-unavailable", "Store unavailable", "The index cannot be reached. Try again in a few seconds."),
}


def visit_of(request: Request[Any, Any, Any]) -> Visit:
    """Who came, and by which route."""
    return Visit(who_of(request.scope), f"{request.method} {request.scope['path_template']}")


def problems(*statuses: int) -> dict[int, ResponseSpec]:
    """The problem documents of a route, for OpenAPI; 401, 429 and 503 belong to all."""
    specs = {}
    for status in sorted({*statuses, 401, 429, 503}):
        slug, title, detail = _PROBLEMS[status]
        value = {"type": PREFIX + slug, "title": title, "status": status, "detail": detail}
        specs[status] = ResponseSpec(
            ProblemOut, generate_examples=False, media_type=MEDIA_TYPE, description=title, examples=[Example(summary=title, value=value)]
        )
    return specs
