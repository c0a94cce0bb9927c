"""The pages a person sees. They work without JavaScript, and what a person types is never in an address."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

from litestar import MediaType, Request, Response, get, post
from litestar.connection import ASGIConnection
from litestar.handlers.base import BaseRouteHandler
from litestar.params import FromPath

from assistant.api.bodies import DEFAULT_LIMIT
from assistant.api.door import OPEN
from assistant.api.problems import Problem, problem_of
from assistant.api.reading import media_type
from assistant.api.routes.holdings import select
from assistant.api.routes.parts import TheDesk, TheVisit
from assistant.api.wire import outcome_of, why
from assistant.errors import BadInput
from assistant.service import SearchReply
from assistant.types import Document, Filters, Kind, Nation, Outcome, Question, Reply, Status
from assistant.web.highlight import highlight
from assistant.web.render import render

EXAMPLES = (
    "When can I share information without consent?",
    "Who do I tell about an allegation against a member of staff?",
    "How do we share lessons from a case without identifying anyone?",
)
_STATIC = {path.name: path.read_bytes() for path in sorted(Path(__file__).with_name("static").iterdir()) if path.is_file()}
_TYPES = {".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml"}


def takes_form(connection: ASGIConnection[Any, Any, Any, Any], _: BaseRouteHandler) -> None:
    """A guard: the ask box sends an ordinary form."""
    if media_type(connection.headers.get("content-type", "")) != "application/x-www-form-urlencoded":
        detail = "Send the form as application/x-www-form-urlencoded, or use POST /v1/questions."
        raise Problem(415, "unsupported-media-type", "Unsupported media type", detail)


@get("/", include_in_schema=False, media_type=MediaType.HTML)
async def show_home(desk: TheDesk) -> str:
    """The ask box."""
    return render("home.html", **_form(desk), examples=EXAMPLES)


@post("/", status_code=200, include_in_schema=False, media_type=MediaType.HTML, guards=[takes_form])
async def show_reply(request: Request[Any, Any, Any], desk: TheDesk, visit: TheVisit) -> Response[str]:
    """The reply, or the passages when the other button was pressed."""
    form = await request.form()
    values = {name: str(form.get(name, "")) for name in ("question", "nation", "as_at", "include_superseded", "action")}
    try:
        filters = _filters(values)
        question = Question(values["question"], filters)
        if values["action"] == "search":
            return _page(await desk.search(visit, question, DEFAULT_LIMIT, lambda found, held: _search_page(desk, found, held, values)))
        return _page(await desk.ask(visit, question, (), lambda reply, held: _reply_page(desk, reply, held, values)))
    except BadInput as error:
        problem = problem_of(error)
        page = render("home.html", **_form(desk, values, keep=False), examples=EXAMPLES, error=problem.detail)
        return _page(page, problem.status)


@get("/passages/{passage_id:str}", include_in_schema=False, media_type=MediaType.HTML)
async def show_passage(request: Request[Any, Any, Any], passage_id: FromPath[str], desk: TheDesk) -> str:
    """A passage in context, with a quote highlighted when the address names one exactly."""
    view = await desk.read(lambda: desk.assistant.library.passage(passage_id))
    query = request.query_params
    asked = any(name in query for name in ("start", "end", "sha256"))
    numbers = [query.get(name, "") for name in ("start", "end")]
    marked = None
    if asked and all(number.isascii() and number.isdigit() and len(number) < 10 for number in numbers):
        marked = highlight(view.passage.text, int(numbers[0]), int(numbers[1]), query.get("sha256", ""))
    return render("passage.html", view=view, marked=marked, inexact=asked and marked is None)


@get("/documents", include_in_schema=False, media_type=MediaType.HTML)
async def show_documents(request: Request[Any, Any, Any], desk: TheDesk) -> str:
    """The documents held, with filters."""
    query = {name: request.query_params.get(name, "") for name in ("nation", "kind", "status", "theme")}
    nation, kind, status = _choice(Nation, query["nation"]), _choice(Kind, query["kind"]), _choice(Status, query["status"])
    library = desk.assistant.library
    found, themes = await desk.read(lambda: select(library, nation, kind, status, query["theme"] or None))
    total = await desk.read(lambda: len(library.documents()))
    chosen = {"nation": nation, "kind": kind, "status": status, "theme": query["theme"] if query["theme"] in themes else ""}
    return render("documents.html", found=found, themes=themes, chosen=chosen, total=total)


@get("/documents/{document_id:str}", include_in_schema=False, media_type=MediaType.HTML)
async def show_document(document_id: FromPath[str], desk: TheDesk) -> str:
    """One document with all its passages."""
    library = desk.assistant.library
    document, passages = await desk.read(lambda: library.document(document_id))
    successor = (await desk.read(library.documents)).get(document.superseded_by or "")
    return render("document.html", document=document, passages=passages, successor=successor)


@get("/static/{name:str}", include_in_schema=False, opt={OPEN: True})
async def show_static(name: FromPath[str]) -> Response[bytes]:
    """Style sheet, script and icon."""
    if name not in _STATIC:
        raise Problem(404, "not-found", "Nothing at this address", "There is no such file.")
    return Response(_STATIC[name], media_type=_TYPES[Path(name).suffix], headers={"Cache-Control": "no-cache"})


def page_routes() -> list[Any]:
    return [show_home, show_reply, show_passage, show_documents, show_document, show_static]


def _page(text: str, status: int = 200) -> Response[str]:
    return Response(text, status_code=status, media_type=MediaType.HTML)


def _form(desk: TheDesk, values: Mapping[str, str] | None = None, *, keep: bool = True) -> dict[str, object]:
    """What the ask box shows: `keep` says whether the words typed may be shown again."""
    values = values or {}
    return {
        "question": values.get("question", "") if keep else "",
        "nation": _choice(Nation, values.get("nation", ""), strict=False),
        "as_at": _day(values.get("as_at", "")),
        "old": bool(values.get("include_superseded")),
        "longest": desk.assistant.limits.question_chars,
    }


def _reply_page(desk: TheDesk, reply: Reply, documents: Mapping[str, Document], values: Mapping[str, str]) -> str:
    outcome = outcome_of(reply)
    keep = outcome in (Outcome.ANSWERED, Outcome.ABSTAINED)  # a question about a person is not shown again
    return render("reply.html", **_form(desk, values, keep=keep), reply=reply, outcome=outcome.value, documents=documents)


def _search_page(desk: TheDesk, found: SearchReply, documents: Mapping[str, Document], values: Mapping[str, str]) -> str:
    shown = [
        (item, documents[item.passage.document_id], why(rank, item.legs))
        for rank, item in enumerate(found.passages, 1)
        if item.passage.document_id in documents
    ]
    return render("search.html", **_form(desk, values, keep=found.guarded is None), guarded=found.guarded, shown=shown)


def _filters(values: Mapping[str, str]) -> Filters:
    nation = _choice(Nation, values["nation"])
    as_at = values["as_at"]
    if as_at and _day(as_at) is None:
        raise BadInput("The date cannot be read. Write it as year, month and day, such as 2026-03-31.")
    return Filters(nation=nation, as_at=_day(as_at), include_superseded=bool(values["include_superseded"]))


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text) if len(text) == 10 else None
    except ValueError:
        return None


def _choice(kind: Any, text: str, *, strict: bool = True) -> Any:
    """The member of an enumeration, None for nothing chosen. Raises BadInput for anything else, unless not strict."""
    if not text:
        return None
    try:
        return kind(text)
    except ValueError:
        if not strict:
            return None
        allowed = ", ".join(item.value for item in kind)
        raise BadInput(f"'{kind.__name__.lower()}' must be one of: {allowed}.") from None
