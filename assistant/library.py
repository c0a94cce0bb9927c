"""What the library holds, looked up without a question: documents, passages with their neighbours, quotes and lessons."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from assistant.errors import UnknownItem
from assistant.ports import Leg, PassageStore, TermEncoder
from assistant.types import Citation, Document, Filters, Notice, Passage, Refusal, ScoredPassage, Signpost, Statement, Trace
from assistant.verifier import canonical, canonical_map, cite

FACET_FLOOR = 2  # a theme shared by fewer lessons is not counted out loud: it could point at one case
CATALOGUE_SECONDS = 5.0  # another process may ingest into the same server; the embedded store is refreshed at once
QUOTE_CANDIDATES = 100
_EPOCH = date(1970, 1, 1)


@dataclass(frozen=True, slots=True)
class PassageView:
    """A passage with its document and the passages before and after it."""

    passage: Passage
    document: Document
    before: tuple[Passage, ...]
    after: tuple[Passage, ...]


@dataclass(frozen=True, slots=True)
class QuoteCheck:
    """Where a quote stands word for word; empty when it stands nowhere."""

    occurrences: tuple[Citation, ...]

    @property
    def verified(self) -> bool:
        return bool(self.occurrences)


@dataclass(frozen=True, slots=True)
class Lesson:
    """A document with the passages of it that fit; `summary` are verified statements, where notes were asked for."""

    document: Document
    passages: tuple[ScoredPassage, ...]
    summary: tuple[Statement, ...] = ()


@dataclass(frozen=True, slots=True)
class CaseExamples:
    """Lessons by document, and how many of those shown share each theme."""

    lessons: tuple[Lesson, ...]
    themes: Mapping[str, int]
    guarded: Refusal | Signpost | None = None
    notices: tuple[Notice, ...] = ()
    trace: Trace | None = None


class Library:
    """Reads one store. The catalogue of documents is kept for a few seconds."""

    def __init__(self, store: PassageStore, terms: TermEncoder) -> None:
        self._store, self._terms = store, terms
        self._catalogue: dict[str, Document] = {}
        self._read_at = float("-inf")

    def documents(self) -> Mapping[str, Document]:
        """Documents by id."""
        if time.monotonic() - self._read_at > CATALOGUE_SECONDS:
            self._catalogue, self._read_at = self._store.documents(), time.monotonic()
        return self._catalogue

    def refresh(self) -> None:
        """Forget the catalogue, because an ingest has changed it."""
        self._read_at = float("-inf")

    def document(self, document_id: str) -> tuple[Document, list[Passage]]:
        """A document and its passages in order. Raises UnknownItem."""
        document = self.documents().get(document_id)
        if document is None:
            raise UnknownItem("No document has that id. GET /v1/documents lists those held.")
        return document, list(self._store.passages(document_id))

    def passage(self, passage_id: str, around: int = 1) -> PassageView:
        """A passage with `around` neighbours on each side. Raises UnknownItem."""
        try:
            found = self._store.fetch([str(UUID(passage_id))])  # what is no id at all is unknown, never a damaged store
        except ValueError:
            found = []
        if not found or found[0].document_id not in self.documents():
            raise UnknownItem("No passage has that id. It may have changed with its document: search again.")
        passage = found[0]
        others = list(self._store.passages(passage.document_id))
        before = tuple(other for other in others if passage.ordinal - around <= other.ordinal < passage.ordinal)
        after = tuple(other for other in others if passage.ordinal < other.ordinal <= passage.ordinal + around)
        return PassageView(passage, self.documents()[passage.document_id], before, after)

    def check_quote(self, quote: str, document_id: str | None) -> QuoteCheck:
        """Every place where `quote` stands, also across passages that follow each other."""
        if document_id is not None and document_id not in self.documents():
            raise UnknownItem("No document has that id. GET /v1/documents lists those held.")
        filters = Filters(document_id=document_id, include_superseded=True)
        (hits,) = self._store.search([Leg("bm25", self._terms.encode_query(quote))], filters, QUOTE_CANDIDATES)
        candidates = self._store.fetch([hit.passage_id for hit in hits])
        occurrences: list[Citation] = []
        for name in dict.fromkeys(passage.document_id for passage in candidates):
            if document := self.documents().get(name):
                occurrences += _occurrences(canonical(quote), document, list(self._store.passages(name)))
        return QuoteCheck(tuple(occurrences))

    def case_examples(self, filters: Filters, limit: int) -> CaseExamples:
        """Lessons within `filters`, newest first, each with its first passages."""
        wanted = [document for document in self.documents().values() if document.kind in filters.kinds and _within(document, filters)]
        wanted.sort(
            key=lambda document: (
                document.published is None,
                -(document.published or document.checked_on or _EPOCH).toordinal(),
                document.id,
            )
        )
        scored = [ScoredPassage(passage, 0.0) for document in wanted[:limit] for passage in list(self._store.passages(document.id))[:3]]
        return self.group_lessons(scored, limit, None)

    def group_lessons(self, found: Sequence[ScoredPassage], limit: int, guarded: Refusal | Signpost | None) -> CaseExamples:
        """Passages by document, best document first."""
        groups: dict[str, list[ScoredPassage]] = {}
        for item in found:
            groups.setdefault(item.passage.document_id, []).append(item)
        documents = self.documents()
        lessons = tuple(Lesson(documents[name], tuple(group)) for name, group in groups.items() if name in documents)[:limit]
        counts = Counter(theme for lesson in lessons for theme in lesson.document.themes)
        return CaseExamples(lessons, {theme: count for theme, count in sorted(counts.items()) if count >= FACET_FLOOR}, guarded)


def _within(document: Document, filters: Filters) -> bool:
    return (
        (filters.nation is None or filters.nation in document.nations)
        and (not filters.themes or bool(set(filters.themes) & set(document.themes)))
        and (not filters.agencies or bool(set(filters.agencies) & set(document.agencies)))
        and (not filters.age_bands or bool(set(filters.age_bands) & set(document.age_bands)))
    )


def _occurrences(wanted: str, document: Document, passages: Sequence[Passage]) -> list[Citation]:
    """The quote in the document's passages read one after the other; a quote over several passages gives one citation each."""
    joined: list[str] = []
    origin: list[tuple[Passage, int]] = []
    for passage in passages:
        plain, offsets = canonical_map(passage.text)
        if joined and plain:
            joined.append(" ")
            origin.append((passage, -1))
        joined.append(plain)
        origin += [(passage, offset) for offset in offsets]
    text = "".join(joined)
    found: list[Citation] = []
    start = text.find(wanted) if wanted else -1
    while start >= 0:
        end = start + len(wanted)
        if (start == 0 or not text[start - 1].isalnum()) and (end == len(text) or not text[end].isalnum()):
            spans: dict[str, tuple[Passage, int, int]] = {}
            for passage, offset in origin[start:end]:
                if offset >= 0:
                    _, low, _ = spans.get(passage.id, (passage, offset, offset))
                    spans[passage.id] = (passage, low, offset + 1)
            found += [cite(passage, document, low, high) for passage, low, high in spans.values()]
        start = text.find(wanted, start + 1)
    return found
