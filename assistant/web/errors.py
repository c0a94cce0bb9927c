"""Errors for whoever reads them: a page for a browser on a page's address, a problem document for everybody else."""

from __future__ import annotations

from typing import Any

from litestar import MediaType, Request, Response

from assistant.api.problems import report, respond
from assistant.api.reading import wants
from assistant.web.render import render

_MACHINE = ("/v1/", "/health/", "/metrics", "/schema")


def respond_anywhere(request: Request[Any, Any, Any], error: Exception) -> Response[Any]:
    """The exception handler of the whole application."""
    if request.url.path.startswith(_MACHINE) or not wants(request, MediaType.HTML):
        return respond(error)
    problem = report(error)
    page = render("error.html", title=problem.title, detail=problem.detail, status=problem.status)
    return Response(page, status_code=problem.status, media_type=MediaType.HTML, headers=problem.headers)
