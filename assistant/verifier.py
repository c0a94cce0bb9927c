"""Draft to Answer or nothing: the only maker of Answer.

A quote passes when it stands in the passage it names, character for character after Unicode (NFKC) and white-space normalisation;
never by likeness. What is shown is then copied from the passage. A statement whose words are not its quote's is replaced by the
quote, so that no unchecked sentence is ever shown.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from assistant.ports import LabelledPassage
from assistant.types import Answer, Citation, Document, Draft, DraftQuote, Kind, Passage, Source, Statement, Status, Strength

MIN_QUOTE_WORDS = 3  # shorter quotes are found in too many places to prove anything
BINDING = (Kind.LAW, Kind.STATUTORY_GUIDANCE, Kind.GUIDANCE)
_MODALS = (
    (Strength.MUST, re.compile(r"\b(must|is required to|are required to|has a duty to|have a duty to|shall)\b", re.I)),
    (Strength.SHOULD, re.compile(r"\b(should|is expected to|are expected to|expects?)\b", re.I)),
    # "may be at risk" tells how likely something is, not what is allowed; "May 2024" is a month.
    (Strength.MAY, re.compile(r"\b(may|can)\b(?! (?:be|have|not)\b)(?!\s+\d)", re.I)),
)


@dataclass(frozen=True, slots=True)
class Verified:
    """What is left of a draft: the answer, or None when nothing held, and how many statements were dropped and why."""

    answer: Answer | None
    dropped: Mapping[str, int]


class Verifier:
    """Checks drafts against the passages that were shown. `documents` gives identity, standing and sources by id."""

    def verify(self, draft: Draft, shown: Sequence[LabelledPassage], documents: Mapping[str, Document], limit: int) -> Verified:
        """Keep up to `limit` statements with at least one verified quote, in the draft's order, each quote once."""
        passages = {item.label: item.passage for item in shown}
        statements: list[Statement] = []
        dropped: dict[str, int] = {}
        seen: set[str] = set()
        for proposed in draft.statements:
            citations = [citation for quote in proposed.quotes if (citation := self._cite(quote, passages, documents))]
            fresh = [citation for citation in citations if canonical(citation.quote) not in seen]
            reason = "no_verified_quote" if not citations else "repeated" if not fresh else "over_limit" if len(statements) >= limit else None
            if reason:
                dropped[reason] = dropped.get(reason, 0) + 1
                continue
            seen.update(canonical(citation.quote) for citation in fresh)
            quote = fresh[0]
            document = documents[quote.document_id]
            statements.append(Statement(quote.quote, strength_of(quote.quote, document.kind, quote.status), tuple(fresh)))
        return Verified(Answer(tuple(statements)) if statements else None, dropped)

    def _cite(self, quote: DraftQuote, passages: Mapping[str, Passage], documents: Mapping[str, Document]) -> Citation | None:
        passage = passages.get(quote.label)
        if passage is None or passage.document_id not in documents or len(quote.quote.split()) < MIN_QUOTE_WORDS:
            return None
        found = find_quote(passage.text, quote.quote)
        return cite(passage, documents[passage.document_id], *found) if found else None


def cite(passage: Passage, document: Document, start: int, end: int) -> Citation:
    """The citation of `passage.text[start:end]`."""
    quote = passage.text[start:end]
    sources = sources_of(passage, document)
    return Citation(
        passage_id=passage.id,
        document_id=document.id,
        title=document.title,
        heading_path=passage.heading_path,
        page=passage.page,
        quote=quote,
        start=start,
        end=end,
        sha256=hashlib.sha256(quote.encode("utf-8")).hexdigest(),
        status=passage.status,
        nations=passage.nations,
        sources=sources,
        url=sources[0].url if sources else "",
    )


def sources_of(passage: Passage, document: Document) -> tuple[Source, ...]:
    """The sources that the passage's own text names, or all of the document's where it names none."""
    held = {source.id: source for source in document.sources}
    named = tuple(held[name] for name in passage.sources if name in held)
    return named or document.sources


def find_quote(text: str, quote: str) -> tuple[int, int] | None:
    """Offsets of `quote` in `text` after normalisation of both, on whole words; None when it is not there."""
    wanted = canonical(quote)
    if not wanted:
        return None
    plain, origin = canonical_map(text)
    start = plain.find(wanted)
    while start >= 0:
        end = start + len(wanted)
        if _whole(plain, start, end):
            return origin[start], origin[end - 1] + 1
        start = plain.find(wanted, start + 1)
    return None


def canonical(text: str) -> str:
    """NFKC, typographic quotes and dashes made plain, every run of white space one space, none at the ends."""
    return canonical_map(text)[0]


_PLAIN = str.maketrans({"‘": "'", "’": "'", "“": '"', "”": '"', "–": "-", "—": "-", "‑": "-", "‐": "-", "\u00ad": None, "\u200b": None})


def canonical_map(text: str) -> tuple[str, list[int]]:
    """The canonical form, and for each of its characters the offset in `text` that it came from."""
    out: list[str] = []
    origin: list[int] = []
    index = 0
    while index < len(text):
        end = index + 1
        while end < len(text) and unicodedata.combining(text[end]):
            end += 1
        for character in unicodedata.normalize("NFKC", text[index:end]).translate(_PLAIN):
            if character.isspace():
                if not out or out[-1] == " ":
                    continue
                character = " "
            out.append(character)
            origin.append(index)
        index = end
    if out and out[-1] == " ":
        out.pop()
        origin.pop()
    return "".join(out), origin


def _whole(text: str, start: int, end: int) -> bool:
    before = start == 0 or not (text[start - 1].isalnum() and text[start].isalnum())
    after = end == len(text) or not (text[end - 1].isalnum() and text[end].isalnum())
    return before and after


def strength_of(quote: str, kind: Kind, status: Status) -> Strength:
    """The force of the first modal verb in `quote`, lowered where its document cannot bind.

    Only law and guidance that is current can say "must"; elsewhere it is shown as "should". Text that is superseded, withdrawn,
    a draft or not in force asks nothing of anyone.
    """
    if status is not Status.CURRENT:
        return Strength.NONE
    found = [(match.start(), strength) for strength, pattern in _MODALS if (match := pattern.search(quote))]
    if not found:
        return Strength.NONE
    strength = min(found)[1]
    return Strength.SHOULD if strength is Strength.MUST and kind not in BINDING else strength
