"""The product's nouns as wire shapes. Pure functions; `to_json` gives the bytes that every door prints."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import msgspec

from assistant.api.schemas import (
    CasesOut,
    CertificateOut,
    CitationOut,
    ContactOut,
    DocumentOut,
    DocumentViewOut,
    HeldPassageOut,
    IntakeOut,
    LegOut,
    LessonOut,
    NeighboursOut,
    NoticeOut,
    PassageOut,
    PassageViewOut,
    QuoteOut,
    ReplyOut,
    ReviewOut,
    SearchOut,
    SourceOut,
    StatementOut,
    TraceOut,
)
from assistant.library import CaseExamples, PassageView, QuoteCheck
from assistant.ports import ErasureCertificate, Intake, ReviewItem
from assistant.service import SearchReply
from assistant.types import (
    Abstention,
    Answer,
    Citation,
    Contact,
    Document,
    LegScore,
    Notice,
    Outcome,
    Passage,
    Refusal,
    Reply,
    ScoredPassage,
    Signpost,
    Source,
    Statement,
    Trace,
)
from assistant.verifier import sources_of

NOTHING = "Nothing held here fits. Use other words, or take a filter away."
_LEG_WORDS = {
    "dense": "by meaning",
    "bm25": "by the words used",
    "units": "by its closest sentences",
}


def to_json(value: object) -> bytes:
    """The wire form of any shape in `schemas`, as UTF-8 JSON."""
    return msgspec.json.encode(value)


def outcome_of(reply: Reply) -> Outcome:
    if isinstance(reply, Answer):
        return Outcome.ANSWERED
    if isinstance(reply, Abstention):
        return Outcome.ABSTAINED
    return Outcome.REFUSED if isinstance(reply, Refusal) else Outcome.SIGNPOSTED


def reply_out(reply: Reply, documents: Mapping[str, Document]) -> ReplyOut:
    """The wire form of a reply; `documents` gives the titles of nearest passages."""
    return ReplyOut(
        outcome=outcome_of(reply),
        statements=[statement_out(item) for item in (reply.statements if isinstance(reply, Answer | Signpost) else ())],
        notices=notices_out(reply.notices),
        reason=None if isinstance(reply, Answer) else reply.reason,
        message=None if isinstance(reply, Answer) else reply.message,
        contacts=contacts_out(reply.contacts),
        nearest=passages_out(reply.nearest, documents) if isinstance(reply, Abstention) else [],
        trace=trace_out(reply.trace),
    )


def search_out(reply: SearchReply, documents: Mapping[str, Document]) -> SearchOut:
    guarded = reply.guarded
    outcome: str = "found" if reply.passages else "nothing"
    if guarded:
        outcome = outcome_of(guarded).value
    return SearchOut(
        outcome=outcome,  # type: ignore[arg-type]  # one of the four literals by construction
        passages=passages_out(reply.passages, documents),
        notices=notices_out(guarded.notices) if guarded else [],
        reason=guarded.reason if guarded else None,
        message=guarded.message if guarded else None if reply.passages else NOTHING,
        contacts=contacts_out(guarded.contacts) if guarded else [],
        trace=trace_out(reply.trace),
    )


def cases_out(found: CaseExamples, documents: Mapping[str, Document]) -> CasesOut:
    guarded = found.guarded
    outcome: str = "found" if found.lessons else "nothing"
    if guarded:
        outcome = outcome_of(guarded).value
    return CasesOut(
        outcome=outcome,  # type: ignore[arg-type]  # one of the four literals by construction
        lessons=[
            LessonOut(
                document_out(lesson.document), passages_out(lesson.passages, documents), [statement_out(item) for item in lesson.summary]
            )
            for lesson in found.lessons
        ],
        themes=dict(found.themes),
        notices=notices_out((*(guarded.notices if guarded else ()), *found.notices)),
        reason=guarded.reason if guarded else None,
        message=guarded.message if guarded else None if found.lessons else NOTHING,
        contacts=contacts_out(guarded.contacts) if guarded else [],
        trace=trace_out(found.trace) if found.trace else None,
    )


def quote_out(checked: QuoteCheck | Refusal) -> QuoteOut:
    if isinstance(checked, Refusal):
        return QuoteOut("refused", False, [], checked.reason, checked.message, contacts_out(checked.contacts))
    return QuoteOut("checked", checked.verified, [citation_out(item) for item in checked.occurrences], None, None, [])


def statement_out(statement: Statement) -> StatementOut:
    return StatementOut(statement.text, statement.strength, [citation_out(item) for item in statement.citations])


def citation_out(item: Citation) -> CitationOut:
    return CitationOut(
        passage_id=item.passage_id,
        document_id=item.document_id,
        title=item.title,
        heading_path=list(item.heading_path),
        page=item.page,
        quote=item.quote,
        start=item.start,
        end=item.end,
        sha256=item.sha256,
        status=item.status,
        nations=list(item.nations),
        url=item.url,
        sources=sources_out(item.sources),
    )


def sources_out(sources: Iterable[Source]) -> list[SourceOut]:
    return [
        SourceOut(item.id, item.title, item.publisher, item.url, item.status, item.licence, item.published, item.superseded_by)
        for item in sources
    ]


def notices_out(notices: Iterable[Notice]) -> list[NoticeOut]:
    return [NoticeOut(item.kind, item.text, item.document_id) for item in notices]


def contacts_out(contacts: Iterable[Contact]) -> list[ContactOut]:
    return [ContactOut(item.name, item.number, item.when, item.checked_on) for item in contacts]


def trace_out(trace: Trace) -> TraceOut:
    return TraceOut(trace.index, dict(trace.models), trace.prompt, dict(trace.timings_ms), list(trace.passage_ids), dict(trace.signals))


def passages_out(found: Iterable[ScoredPassage], documents: Mapping[str, Document]) -> list[PassageOut]:
    """Ranked passages in order; a passage whose document has just been erased is left out."""
    held = [item for item in found if item.passage.document_id in documents]
    return [_passage_out(item, documents[item.passage.document_id], rank) for rank, item in enumerate(held, 1)]


def _passage_out(item: ScoredPassage, document: Document, rank: int) -> PassageOut:
    passage, sources = item.passage, sources_of(item.passage, document)
    return PassageOut(
        id=passage.id,
        document_id=passage.document_id,
        title=document.title,
        text=passage.text,
        heading_path=list(passage.heading_path),
        page=passage.page,
        status=passage.status,
        nations=list(passage.nations),
        url=sources[0].url if sources else "",
        sources=sources_out(sources),
        score=round(item.score, 4),
        legs={name: LegOut(leg.rank, round(leg.score, 4)) for name, leg in item.legs.items()},
        why=why(rank, item.legs),
    )


def why(rank: int, legs: Mapping[str, LegScore]) -> str:
    """The place of a passage in words, such as "Ranked 1st overall: 2nd by meaning and 1st by the words used."."""
    ranked = [f"{_ordinal(leg.rank)} {_LEG_WORDS[name]}" for name, leg in legs.items() if name in _LEG_WORDS and leg.rank]
    if not ranked:
        return "Listed because its document fits the filters."
    absent = "" if "bm25" not in legs or legs["bm25"].rank else " It shares few of your words."
    listed = ranked[0] if len(ranked) == 1 else ", ".join(ranked[:-1]) + " and " + ranked[-1]
    return f"Ranked {_ordinal(rank)} overall: {listed}.{absent}"


def _ordinal(number: int) -> str:
    ending = "th" if number % 100 in (11, 12, 13) else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return f"{number}{ending}"


def document_out(item: Document) -> DocumentOut:
    return DocumentOut(
        id=item.id,
        title=item.title,
        kind=item.kind,
        nations=list(item.nations),
        status=item.status,
        policy=item.policy,
        effective_from=item.effective_from,
        effective_to=item.effective_to,
        published=item.published,
        checked_on=item.checked_on,
        superseded_by=item.superseded_by,
        audience=list(item.audience),
        themes=list(item.themes),
        agencies=list(item.agencies),
        age_bands=list(item.age_bands),
        licence=item.licence,
        sources=sources_out(item.sources),
        digest=item.digest,
    )


def held_passage_out(passage: Passage, document: Document) -> HeldPassageOut:
    sources = sources_of(passage, document)
    return HeldPassageOut(
        id=passage.id,
        document_id=passage.document_id,
        text=passage.text,
        heading_path=list(passage.heading_path),
        page=passage.page,
        ordinal=passage.ordinal,
        digest=passage.digest,
        status=passage.status,
        nations=list(passage.nations),
        url=sources[0].url if sources else "",
        sources=sources_out(sources),
    )


def passage_view_out(view: PassageView) -> PassageViewOut:
    return PassageViewOut(
        held_passage_out(view.passage, view.document),
        document_out(view.document),
        NeighboursOut(
            [held_passage_out(item, view.document) for item in view.before],
            [held_passage_out(item, view.document) for item in view.after],
        ),
    )


def document_view_out(document: Document, passages: Iterable[Passage]) -> DocumentViewOut:
    return DocumentViewOut(document_out(document), [held_passage_out(item, document) for item in passages])


def intake_out(intake: Intake) -> IntakeOut:
    counts = {name: getattr(intake, name) for name in ("quarantined", "created", "updated")}
    outcome = next((name for name, count in counts.items() if count), "rejected" if intake.erased else "skipped")
    return IntakeOut(
        outcome,  # type: ignore[arg-type]  # one of the five literals by construction
        intake.created,
        intake.updated,
        intake.skipped,
        intake.quarantined,
        intake.failed,
        intake.erased,
        intake.documents,
        intake.passages,
        list(intake.problems),
    )


def certificate_out(item: ErasureCertificate) -> CertificateOut:
    return CertificateOut(item.document_id, item.erased_at, dict(item.removed), dict(item.remaining))


def review_out(item: ReviewItem) -> ReviewOut:
    return ReviewOut(item.id, item.document_id, item.held_at, item.risk, item.bar, list(item.reasons), dict(item.counts), item.text)
