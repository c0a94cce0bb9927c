"""What is held: passages and documents, and adding and erasing them."""

from __future__ import annotations

import re
import tempfile
from datetime import date
from pathlib import Path
from typing import Annotated, Any

import msgspec
from litestar import Response, delete, get, post
from litestar.datastructures import UploadFile
from litestar.enums import RequestEncodingType
from litestar.params import Body, FromPath, QueryParameter
from msgspec import Meta

from assistant.api.bodies import Input
from assistant.api.desk import Decision, of_intake
from assistant.api.problems import Problem
from assistant.api.reading import known_query, same_origin, takes_upload
from assistant.api.routes.parts import TheDesk, TheVisit, problems
from assistant.api.schemas import CertificateOut, DocumentsOut, DocumentViewOut, IntakeOut, PassageViewOut
from assistant.api.wire import certificate_out, document_out, document_view_out, intake_out, passage_view_out
from assistant.library import Library
from assistant.ports import Intake, Librarian
from assistant.types import Document, Kind, Nation, Policy, Status

Listed = Annotated[str | None, Meta(description="Several are separated by commas.")]


class UploadInput(Input, frozen=True):
    """A document to add: the file, and what the manifest would say about it."""

    file: Annotated[UploadFile, Meta(description="Markdown, text, HTML, Word, PowerPoint, PDF, e-mail, CSV or Excel.")]
    title: Annotated[str, Meta(min_length=3, max_length=200, description="Its title. Adding the same title again replaces the document.")]
    kind: Kind | None = None
    policy: Annotated[
        Policy | None, Meta(description="`local` text is anonymised in full; `published` text is kept as it is and scanned.")
    ] = None
    nations: Listed = None
    status: Status | None = None
    effective_from: date | None = None
    effective_to: date | None = None
    published: date | None = None
    checked_on: date | None = None
    superseded_by: str | None = None
    audience: Listed = None
    themes: Listed = None
    agencies: Listed = None
    age_bands: Listed = None
    licence: str | None = None
    publisher: str | None = None
    url: str | None = None


@get(
    "/v1/passages/{passage_id:str}",
    tags=["Library"],
    summary="Read a passage",
    guards=[known_query("around")],
    responses=problems(400, 404),
)
async def read_passage(
    passage_id: FromPath[str],
    desk: TheDesk,
    around: Annotated[int, QueryParameter(ge=0, le=10, description="Neighbours on each side.")] = 1,
) -> PassageViewOut:
    """A stored passage with its document, its standing, its sources and the passages around it."""
    return passage_view_out(await desk.read(lambda: desk.assistant.library.passage(passage_id, around)))


@get(
    "/v1/documents",
    tags=["Library"],
    summary="List documents",
    guards=[known_query("nation", "kind", "status", "theme")],
    responses=problems(400),
)
async def list_documents(
    desk: TheDesk,
    nation: Annotated[Nation | None, QueryParameter(description="Documents that apply in this nation.")] = None,
    kind: Annotated[Kind | None, QueryParameter(description="Documents of this kind.")] = None,
    status: Annotated[Status | None, QueryParameter(description="Documents of this standing.")] = None,
    theme: Annotated[str | None, QueryParameter(max_length=100, description="Documents with this theme.")] = None,
) -> DocumentsOut:
    """The documents held, by title."""
    found, themes = await desk.read(lambda: select(desk.assistant.library, nation, kind, status, theme))
    return DocumentsOut([document_out(item) for item in found], len(found), themes)


@get("/v1/documents/{document_id:str}", tags=["Library"], summary="Read a document", guards=[known_query()], responses=problems(404))
async def read_document(document_id: FromPath[str], desk: TheDesk) -> DocumentViewOut:
    """A document with all its passages in order."""
    document, passages = await desk.read(lambda: desk.assistant.library.document(document_id))
    return document_view_out(document, passages)


@delete(
    "/v1/documents/{document_id:str}",
    status_code=200,
    tags=["Library"],
    summary="Erase a document",
    guards=[same_origin],
    response_description="The certificate: what was removed, and that nothing remains.",
    responses=problems(404),
)
async def erase_document(document_id: FromPath[str], desk: TheDesk, visit: TheVisit) -> CertificateOut:
    """Remove a document from every store and prove it."""
    certificate = await desk.change(
        visit, lambda librarian: librarian.erase(document_id), lambda proof: Decision("erased", item=proof.document_id)
    )
    return certificate_out(certificate)


async def add_document(
    data: Annotated[UploadInput, Body(media_type=RequestEncodingType.MULTI_PART)], desk: TheDesk, visit: TheVisit
) -> Response[IntakeOut]:
    """Take a file through the whole ingest journey: read, anonymise, weigh the residual risk, index or hold for review."""
    content = await data.file.read()
    name = _file_name(data.title, data.file.filename)
    details = _details(data)

    def add(librarian: Librarian) -> Intake:
        with tempfile.TemporaryDirectory(prefix="assistant-upload-") as folder:
            path = Path(folder) / name
            path.write_bytes(content)
            return librarian.add(path, details)

    intake = await desk.change(visit, add, of_intake)
    if intake.failed:
        detail = " ".join(intake.problems[:3]) or "The file cannot be turned into text. Check that it opens, and send it again."
        raise Problem(422, "unreadable-file", "Unreadable file", detail)
    wire = intake_out(intake)
    return Response(wire, status_code={"created": 201, "quarantined": 202}.get(wire.outcome, 200))


def holding_routes(max_bytes: int) -> list[Any]:
    """The routes; an uploaded body may have `max_bytes`."""
    upload = post(
        "/v1/documents",
        status_code=201,
        tags=["Library"],
        summary="Add a document",
        guards=[same_origin, takes_upload],
        request_max_body_size=max_bytes,
        response_description="What became of it: 201 created, 200 updated or unchanged, 202 held for review.",
        responses=problems(400, 413, 415, 422),
    )
    return [read_passage, list_documents, read_document, upload(add_document), erase_document]


def select(
    library: Library, nation: Nation | None, kind: Kind | None, status: Status | None, theme: str | None
) -> tuple[list[Document], list[str]]:
    """The documents that fit, by title, and every theme in use."""
    documents = library.documents().values()
    themes = sorted({name for document in documents for name in document.themes})
    found = [
        document
        for document in documents
        if (nation is None or nation in document.nations)
        and (kind is None or document.kind is kind)
        and (status is None or document.status is status)
        and (theme is None or theme in document.themes)
    ]
    return sorted(found, key=lambda document: (document.title.casefold(), document.id)), themes


def _file_name(title: str, sent: str) -> str:
    """A name made of the title, because the name a file has on somebody's desk may be a person's."""
    stem = re.sub(r"[^a-z0-9]+", "-", title.lower()).strip("-")[:80] or "document"
    suffix = Path(sent).suffix.lower()
    return stem + (suffix if re.fullmatch(r"\.[a-z0-9]{1,10}", suffix) else "")


def _details(data: UploadInput) -> dict[str, str]:
    values = {name: getattr(data, name) for name in data.__struct_fields__ if name != "file"}
    return {name: str(msgspec.to_builtins(value)) for name, value in values.items() if value is not None}
