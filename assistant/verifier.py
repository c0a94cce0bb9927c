"""Draft to Answer or nothing: the only maker of Answer.

A quote passes when it stands in the passage it names, character for character after Unicode (NFKC) and white-space normalisation;
never by likeness. What is shown is then copied from the passage, widened to whole sentences. A statement in other words than its
quote's is shown only where it says the same with less (`claims.objection`) and the support check agrees; otherwise the quote is
shown in its place, so that no unchecked sentence is ever shown.
"""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Protocol

from assistant.claims import nearest_sentence, objection
from assistant.instructions import addresses_machine, hides_text
from assistant.ports import LabelledPassage
from assistant.quotes import canonical as canonical
from assistant.quotes import canonical_map as canonical_map
from assistant.quotes import find_quote as find_quote
from assistant.quotes import whole_sentences
from assistant.sentences import split_sentences
from assistant.types import (
    Answer,
    Citation,
    Document,
    Draft,
    DraftQuote,
    DraftStatement,
    Kind,
    Passage,
    Source,
    Statement,
    Status,
    Strength,
)

MIN_QUOTE_WORDS = 3  # shorter quotes are found in too many places to prove anything
MAX_QUOTES = 6  # of one statement; more is a model emptying its context
MAX_SHOWN_SENTENCES = 2  # of a quote that stands in for a statement; beyond that the nearest sentence is enough
BINDING = (Kind.LAW, Kind.STATUTORY_GUIDANCE, Kind.GUIDANCE)
_MODALS = (
    (Strength.MUST, re.compile(r"\b(must|is required to|are required to|has a duty to|have a duty to|shall)\b", re.I)),
    (Strength.SHOULD, re.compile(r"\b(should|is expected to|are expected to|expects?)\b", re.I)),
    # "may be at risk" tells how likely something is, not what is allowed; "May 2024" is a month.
    (Strength.MAY, re.compile(r"\b(may|can)\b(?! (?:be|have|not)\b)(?!\s+\d)", re.I)),
)
_FORCE = (Strength.NONE, Strength.MAY, Strength.SHOULD, Strength.MUST)


class Verdict(Protocol):
    """What a support check says of a claim."""

    @property
    def supported(self) -> bool: ...


class Support(Protocol):
    """Judges whether evidence supports a claim (`assistant.support.SupportCheck`). It can hold a statement back, never vouch for one."""

    def judge(self, claim: str, evidence: Sequence[str]) -> Verdict: ...


@dataclass(frozen=True, slots=True)
class Verified:
    """What is left of a draft: the answer, or None when nothing held; how many statements were dropped, and how many replaced
    by their quotes, each by reason."""

    answer: Answer | None
    dropped: Mapping[str, int]
    replaced: Mapping[str, int]

    @property
    def figures(self) -> dict[str, float]:
        """The counts as signals of a trace."""
        counts = {f"dropped_{reason}": float(count) for reason, count in sorted(self.dropped.items())}
        return counts | {f"replaced_{reason}": float(count) for reason, count in sorted(self.replaced.items())}


class Verifier:
    """Checks drafts against the passages that were shown. Without `support` the wording rule alone decides about paraphrase."""

    def __init__(self, support: Support | None = None) -> None:
        self._support = support

    def verify(self, draft: Draft, shown: Sequence[LabelledPassage], documents: Mapping[str, Document], limit: int) -> Verified:
        """Keep up to `limit` statements with at least one verified quote, in the draft's order, each quote once.

        `documents` gives identity, standing and sources by id.
        """
        passages = {item.label: item.passage for item in shown}
        statements: list[Statement] = []
        dropped: Counter[str] = Counter()
        replaced: Counter[str] = Counter()
        seen: set[str] = set()
        for proposed in draft.statements:
            found = [self._cite(quote, passages, documents) for quote in proposed.quotes[:MAX_QUOTES]]
            citations = [citation for citation in found if isinstance(citation, Citation)]
            fresh = list({key: item for item in citations if (key := canonical(item.quote)) not in seen}.values())
            if not fresh or len(statements) >= limit:
                faults = [fault for fault in found if isinstance(fault, str)] or ["no_quote"]
                dropped["over_limit" if fresh else "repeated" if citations else faults[0]] += 1
                continue
            why = self._objection(proposed, citations)
            made = list(self._shown(proposed, fresh, why, documents))[: limit - len(statements)]
            replaced.update([why] if why else [])
            seen.update(canonical(citation.quote) for citation in fresh)
            statements += made
        return Verified(Answer(tuple(statements)) if statements else None, dict(dropped), dict(replaced))

    def _objection(self, proposed: DraftStatement, citations: Sequence[Citation]) -> str | None:
        """Why the statement's own words may not be shown, or None."""
        quotes = [citation.quote for citation in citations]
        if canonical(proposed.text) in map(canonical, quotes):
            return None
        if why := "marks" if hides_text(proposed.text) else objection(proposed.text, quotes):
            return why
        if self._support is not None and not self._support.judge(proposed.text, quotes).supported:
            return "support"
        return None

    def _shown(
        self, proposed: DraftStatement, citations: Sequence[Citation], why: str | None, documents: Mapping[str, Document]
    ) -> Iterator[Statement]:
        wording = canonical(proposed.text)
        verbatim = next((citation for citation in citations if canonical(citation.quote) == wording), None)
        if verbatim:
            yield Statement(verbatim.quote, _strength(verbatim.quote, [verbatim], documents), tuple(citations))
        elif why is None:
            yield Statement(" ".join(proposed.text.split()), _strength(wording, citations, documents), tuple(citations))
        else:
            for citation in {item.quote: item for item in (_narrowed(proposed.text, citation) for citation in citations)}.values():
                yield Statement(citation.quote, _strength(citation.quote, [citation], documents), (citation,))

    def _cite(self, quote: DraftQuote, passages: Mapping[str, Passage], documents: Mapping[str, Document]) -> Citation | str:
        """The citation of a quote, or what is wrong with it."""
        passage = passages.get(quote.label)
        if passage is None or passage.document_id not in documents:
            return "unknown_label"
        if len(quote.quote.split()) < MIN_QUOTE_WORDS:
            return "short_quote"
        found = find_quote(passage.text, quote.quote)
        if found is None:
            return "invented_quote"
        citation = cite(passage, documents[passage.document_id], *whole_sentences(passage.text, *found))
        if hides_text(passage.text):
            return "hidden_text"
        return "instruction" if addresses_machine(passage.text) else citation


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


def _strength(text: str, citations: Sequence[Citation], documents: Mapping[str, Document]) -> Strength:
    """The force of a text by the weakest of the documents it rests on."""
    return min((strength_of(text, documents[item.document_id].kind, item.status) for item in citations), key=_FORCE.index)


def _narrowed(claim: str, citation: Citation) -> Citation:
    """The citation, or where its quote is long, only its sentence nearest to what was claimed."""
    if len(split_sentences(citation.quote)) <= MAX_SHOWN_SENTENCES:
        return citation
    low, high = nearest_sentence(claim, citation.quote)
    quote = citation.quote[low:high]
    digest = hashlib.sha256(quote.encode("utf-8")).hexdigest()
    return replace(citation, quote=quote, start=citation.start + low, end=citation.start + high, sha256=digest)
