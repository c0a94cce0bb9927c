"""The shapes on the wire that a client gets. No web framework here, so that the command line can print the same."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

from msgspec import Meta, Struct

from assistant.types import Kind, Nation, NoticeKind, Outcome, Policy, Reason, Status, Strength


class SourceOut(Struct, frozen=True):
    """A published original."""

    id: str
    title: str
    publisher: str
    url: str
    status: Status
    licence: str
    published: str | None
    superseded_by: str | None


class CitationOut(Struct, frozen=True):
    """A quote copied by the server from a stored passage: `text[start:end] == quote`, counted in Unicode code points."""

    passage_id: str
    document_id: str
    title: str
    heading_path: list[str]
    page: int | None
    quote: str
    start: int
    end: int
    sha256: Annotated[str, Meta(description="SHA-256 of the quote in UTF-8.")]
    status: Status
    nations: list[Nation]
    url: str
    sources: list[SourceOut]


class StatementOut(Struct, frozen=True):
    """One checked sentence, the force it carries and where it stands."""

    text: str
    strength: Annotated[Strength, Meta(description="From the modal verb in the quote and the standing of the document; never raised.")]
    citations: list[CitationOut]


class NoticeOut(Struct, frozen=True):
    kind: NoticeKind
    text: str
    document_id: str | None


class ContactOut(Struct, frozen=True):
    name: str
    number: str
    when: str
    checked_on: date


class TraceOut(Struct, frozen=True):
    """How the reply came about; it never holds the question."""

    index: str
    models: dict[str, str]
    prompt: str | None
    timings_ms: dict[str, float]
    passage_ids: list[str]
    signals: dict[str, float]


class LegOut(Struct, frozen=True):
    rank: Annotated[int | None, Meta(description="From 1; null where this way of searching did not propose the passage.")]
    score: float


class PassageOut(Struct, frozen=True):
    """A passage that was found, and why it stands where it does."""

    id: str
    document_id: str
    title: str
    text: str
    heading_path: list[str]
    page: int | None
    status: Status
    nations: list[Nation]
    url: str
    sources: list[SourceOut]
    score: Annotated[float, Meta(description="Between 0 and 1; comparable within one search only.")]
    legs: Annotated[dict[str, LegOut], Meta(description="Rank and score of each way of searching: dense, bm25, units, tokens.")]
    why: Annotated[str, Meta(description="The rank in words.")]


class ReplyOut(Struct, frozen=True):
    """What the assistant replies. Read `outcome` first; every outcome is HTTP 200."""

    outcome: Outcome
    statements: list[StatementOut]
    notices: list[NoticeOut]
    reason: Reason | None
    message: Annotated[str | None, Meta(description="What the person reads when there is no answer.")]
    contacts: Annotated[list[ContactOut], Meta(description="Whom to ring; show them first when the outcome is `signposted`.")]
    nearest: Annotated[list[PassageOut], Meta(description="With `abstained`: the nearest passages, which do not answer the question.")]
    trace: TraceOut


class SearchOut(Struct, frozen=True):
    """Ranked passages."""

    outcome: Literal["found", "nothing", "refused", "signposted"]
    passages: list[PassageOut]
    notices: list[NoticeOut]
    reason: Reason | None
    message: str | None
    contacts: list[ContactOut]
    trace: TraceOut


class DocumentOut(Struct, frozen=True):
    """What the library holds about one title."""

    id: str
    title: str
    kind: Kind
    nations: list[Nation]
    status: Status
    policy: Policy
    effective_from: date | None
    effective_to: date | None
    published: date | None
    checked_on: date | None
    superseded_by: str | None
    audience: list[str]
    themes: list[str]
    agencies: list[str]
    age_bands: list[str]
    licence: str
    sources: list[SourceOut]
    digest: str


class LessonOut(Struct, frozen=True):
    document: DocumentOut
    passages: list[PassageOut]
    summary: Annotated[list[StatementOut], Meta(description="Verified statements for training; empty unless `summarise` was set.")]


class CasesOut(Struct, frozen=True):
    """Lessons by document. A theme that fewer than two of them share is not counted, because it could point at one case."""

    outcome: Literal["found", "nothing", "refused", "signposted"]
    lessons: list[LessonOut]
    themes: dict[str, int]
    notices: list[NoticeOut]
    reason: Reason | None
    message: str | None
    contacts: list[ContactOut]
    trace: Annotated[TraceOut | None, Meta(description="With `summarise`: which model and prompt wrote, and what was dropped.")]


class QuoteOut(Struct, frozen=True):
    """Whether the words stand in the library exactly, and where. A quote over several passages gives one occurrence for each."""

    outcome: Literal["checked", "refused"]
    verified: bool
    occurrences: list[CitationOut]
    reason: Reason | None
    message: str | None
    contacts: list[ContactOut]


class HeldPassageOut(Struct, frozen=True):
    """A stored passage."""

    id: str
    document_id: str
    text: str
    heading_path: list[str]
    page: int | None
    ordinal: int
    digest: Annotated[str, Meta(description="SHA-256 of the text in UTF-8.")]
    status: Status
    nations: list[Nation]
    url: str
    sources: list[SourceOut]


class NeighboursOut(Struct, frozen=True):
    before: list[HeldPassageOut]
    after: list[HeldPassageOut]


class PassageViewOut(Struct, frozen=True):
    """A stored passage with its document and the passages around it."""

    passage: HeldPassageOut
    document: DocumentOut
    neighbours: NeighboursOut


class DocumentsOut(Struct, frozen=True):
    documents: list[DocumentOut]
    count: int
    themes: Annotated[list[str], Meta(description="Every theme in use, for filters.")]


class DocumentViewOut(Struct, frozen=True):
    document: DocumentOut
    passages: list[HeldPassageOut]


class IntakeOut(Struct, frozen=True):
    """What became of an added document, and what the index holds now."""

    outcome: Literal["created", "updated", "skipped", "quarantined", "rejected"]
    created: int
    updated: int
    skipped: int
    quarantined: int
    failed: int
    erased: int
    documents: int
    passages: int
    problems: list[str]


class CertificateOut(Struct, frozen=True):
    """Proof of erasure: what was removed where, and what a search of every store found afterwards."""

    document_id: str
    erased_at: str
    removed: dict[str, int]
    remaining: dict[str, int]


class ReviewOut(Struct, frozen=True):
    """A document in quarantine, as a reviewer sees it: anonymised."""

    id: str
    document_id: str
    held_at: str
    risk: float
    bar: float
    reasons: list[str]
    counts: dict[str, int]
    text: str


class ReviewsOut(Struct, frozen=True):
    reviews: list[ReviewOut]


class LiveOut(Struct, frozen=True):
    status: Literal["live"]


class ReadyOut(Struct, frozen=True):
    status: Literal["ready"]
    checks: dict[str, bool | str]


class ProblemOut(Struct, frozen=True):
    """An error, as RFC 9457 problem details. `type` is stable; `detail` says what to do and never repeats what was sent."""

    type: Annotated[str, Meta(examples=["urn:assistant:problem:unknown-field"])]
    title: str
    status: int
    detail: str
