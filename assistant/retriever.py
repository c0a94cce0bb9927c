"""Query to scored passages: dense and BM25 propose, every leg scores every candidate, one weighted sum decides.

Reciprocal rank fusion loses to plain BM25 on two of our five datasets; a convex sum of min-max scores in which both legs score
the whole union of candidates does not, late interaction over the same candidates wins again on all five, and a share of the best
score in the same document on all three measured (docs/decisions/0003-fusion.md). Ties are broken by passage id, so that the same
query always gives the same order.

A question may be searched in several forms: as typed, with its acronyms spelled out, and, when it is a long situation or asks several
things, part by part. Standing, nation and kind weigh softly here; the hard filters are inside the store's query.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from assistant.lexicon import words_of
from assistant.ports import Leg, PassageStore
from assistant.query import Query, QueryReader
from assistant.types import Document, Filters, Kind, LegScore, Passage, ScoredPassage, Status
from assistant.vectors import LEGS, VectorEncoder
from assistant.wording import read_wording

PROPOSING = ("dense", "bm25", "units")
PER_SIDE = 2  # passages of each side of a comparison that come first
PART_CANDIDATES = 10  # passages that a part proposes; each leg of the whole question proposes `Fusion.candidates`
PART_SHARE = 0.9  # a part of a question counts a little less than the whole
# Soft weights: passages are moved within a result, never removed. Set on the development cases.
OTHER_NATION = 0.8  # the question names a nation and the passage is not about it
OLD_TEXT = 1.0  # superseded text, searched only when the question asks about editions or years
EXAMPLE = 0.55  # a lesson, unless the question asks for examples
DUPLICATE = 0.85  # share of word triples in common from which two passages say the same
OLD = (Status.SUPERSEDED, Status.WITHDRAWN)


@dataclass(frozen=True, slots=True)
class Fusion:
    """Shares of the final score.

    `dense_weight` is the dense share of the convex sum, `rerank_weight` the late-interaction share of what a passage scores itself,
    and `document_weight` the share of the best passage of the same document.
    """

    candidates: int
    dense_weight: float
    rerank_weight: float
    document_weight: float = 0.3


class Retriever:
    """Searches one store with one encoder. `reader` turns a question into what is searched for."""

    def __init__(self, store: PassageStore, encoder: VectorEncoder, fusion: Fusion, reader: QueryReader | None = None) -> None:
        self._store, self._encoder, self._fusion = store, encoder, fusion
        self._reader = reader or QueryReader()
        self._kinds: tuple[object, Mapping[str, Document]] = (None, {})

    def read(self, text: str, filters: Filters) -> Query:
        """How `text` is understood: what is searched for, and what the reader must be told about it."""
        return self._reader.read(text, filters)

    def search(self, text: str, filters: Filters, limit: int, *, terms: str | None = None, editions: bool = False) -> list[ScoredPassage]:
        """The best `limit` passages for `text` within `filters`; `terms` are the words for BM25 where they differ.

        With `editions`, a question about an edition or a year is searched in text that is no longer current too: the reply says so.
        """
        query = self.read(text, filters)
        if terms is not None:
            query = replace(query, forms=(query.text,), terms=((terms, 1.0),), parts=())
        within = filters
        if editions and query.wording.old and filters.as_at is None and not filters.include_superseded:
            within = replace(filters, include_superseded=True)
        texts = [*query.forms, *(part.asked for part in query.parts)]
        legs = self._encoder.encode_queries(texts, query.terms)
        return self._ranked(query, legs, within, limit)

    def _ranked(self, query: Query, legs: Sequence[Mapping[str, Leg]], filters: Filters, limit: int) -> list[ScoredPassage]:
        """Candidates of every form and part, scored by all of them, in their final order."""
        proposing = [(number, name) for number in range(len(legs)) for name in PROPOSING if _proposes(query, number, name)]
        found = self._store.search([legs[number][name] for number, name in proposing], filters, self._fusion.candidates)
        rows = {
            (number, name): hits[:PART_CANDIDATES] if _is_part(query, number) else hits
            for (number, name), hits in zip(proposing, found, strict=True)
        }
        union = sorted({hit.passage_id for hits in rows.values() for hit in hits})
        passages = {passage.id: passage for passage in self._store.fetch(union, asked=False)}
        union = [key for key in union if key in passages]
        asked = [(number, name) for number, own in enumerate(legs) for name in own]
        scored = dict(zip(asked, self._store.score([legs[number][name] for number, name in asked], union), strict=True))
        tables = [{name: scored.get((number, name), scored[0, name]) for name in LEGS} for number in range(len(legs))]
        forms = len(query.forms)
        main = {name: {key: max(table[name][key] for table in tables[:forms]) for key in union} for name in LEGS}
        documents = {key: passage.document_id for key, passage in passages.items()}
        final = fuse(main, union, self._fusion, documents)
        for asked_part, table in zip(query.parts, tables[forms:], strict=True):
            part = fuse(table, union, self._fusion, documents)
            nations = set() if filters.nation else set(read_wording(asked_part.text).nations)
            near = {key: part[key] * (1.0 if not nations or nations & set(passages[key].nations) else OTHER_NATION) for key in union}
            final = {key: max(value, PART_SHARE * near[key]) for key, value in final.items()}
            if query.wording.compares:  # what is said of the one side must not crowd out the other
                best = max(final.values(), default=0.0)
                final.update(
                    {key: max(final[key], PART_SHARE * best) for key in sorted(union, key=lambda key: (-near[key], key))[:PER_SIDE]}
                )
        standing = {key: self._standing(query, passages[key], filters) for key in union}
        final = {key: value * standing[key] for key, value in final.items()}
        order = sorted(union, key=lambda key: (-final[key], -standing[key], key))
        by = {name: 0 if (0, name) in rows else forms - 1 for name in PROPOSING}
        ranks = {name: {hit.passage_id: rank for rank, hit in enumerate(rows[by[name], name], 1)} for name in PROPOSING}
        chosen = self._store.fetch([passage.id for passage in distinct([passages[key] for key in order], limit)])
        return [_explained(passage, final[passage.id], main, ranks) for passage in chosen]

    def _standing(self, query: Query, passage: Passage, filters: Filters) -> float:
        """How much a passage is held back for its nation, its edition or its kind."""
        weight = 1.0
        nations = () if filters.nation else query.wording.nations
        if nations and not set(nations) & set(passage.nations):
            weight *= OTHER_NATION
        if passage.status in OLD and filters.as_at is None:
            weight *= OLD_TEXT
        if not filters.kinds and not query.wording.examples and self._kind(passage) is Kind.LESSON:
            weight *= EXAMPLE
        return weight

    def _kind(self, passage: Passage) -> Kind | None:
        document = self._reader.documents().get(passage.document_id)
        return document.kind if document else None


def fuse(
    scores: Mapping[str, Mapping[str, float]], union: Sequence[str], fusion: Fusion, documents: Mapping[str, str] | None = None
) -> dict[str, float]:
    """Final scores in [0, 1]: convex sum of min-max dense (the better of passage and unit) and BM25, blended with MaxSim.

    `documents` names each passage's document; its best passage lends it a share, because guidance answers in neighbouring passages.
    """
    small_to_big = {key: max(scores["dense"][key], scores["units"][key]) for key in union}
    dense, terms, tokens = scaled(small_to_big), scaled(scores["bm25"]), scaled(scores["tokens"])
    weight, rerank = fusion.dense_weight, fusion.rerank_weight
    own = {key: (1 - rerank) * (weight * dense[key] + (1 - weight) * terms[key]) + rerank * tokens[key] for key in union}
    if not documents:
        return own
    best: dict[str, float] = {}
    for key in union:
        best[documents[key]] = max(best.get(documents[key], 0.0), own[key])
    lent = scaled({key: best[documents[key]] for key in union})
    return {key: (1 - fusion.document_weight) * own[key] + fusion.document_weight * lent[key] for key in union}


def scaled(values: Mapping[str, float]) -> dict[str, float]:
    """Min-max to [0, 1]; all zero when every value is the same."""
    if not values:
        return {}
    low, high = min(values.values()), max(values.values())
    width = high - low
    return {key: (value - low) / width if width > 0 else 0.0 for key, value in values.items()}


def distinct(passages: Sequence[Passage], limit: int) -> list[Passage]:
    """The first `limit` passages that do not repeat, nearly word for word, one of another document with the same standing."""
    kept: list[tuple[Passage, frozenset[tuple[str, ...]]]] = []
    for passage in passages:
        triples = _triples(passage.text)
        if not any(_same(passage, triples, other, held) for other, held in kept):
            kept.append((passage, triples))
        if len(kept) == limit:
            break
    return [passage for passage, _ in kept]


def _triples(text: str) -> frozenset[tuple[str, ...]]:
    words = words_of(text)
    return frozenset(zip(words, words[1:], words[2:], strict=False))


def _same(passage: Passage, triples: frozenset[tuple[str, ...]], other: Passage, held: frozenset[tuple[str, ...]]) -> bool:
    if not triples or passage.document_id == other.document_id or (passage.status, passage.nations) != (other.status, other.nations):
        return False  # a document does not repeat itself: two of its passages that look alike are two things to know
    return len(triples & held) >= DUPLICATE * len(triples | held)


def _is_part(query: Query, number: int) -> bool:
    return number >= len(query.forms)  # forms come first


def _proposes(query: Query, number: int, leg: str) -> bool:
    """Whether a leg of a form or part looks through the whole store; the others only score what was found.

    The one by words does for the question as typed, and the one by units, which are many (some 16 a passage), for its fullest form.
    """
    if leg == "dense":
        return True
    return number == (0 if leg == "bm25" else len(query.forms) - 1)


def _explained(
    passage: Passage, score: float, scores: Mapping[str, Mapping[str, float]], ranks: Mapping[str, Mapping[str, int]]
) -> ScoredPassage:
    legs = {name: LegScore(ranks.get(name, {}).get(passage.id), values[passage.id]) for name, values in scores.items()}
    return ScoredPassage(passage, score, legs)
