"""Query to scored passages: dense and BM25 propose, every leg scores every candidate, one weighted sum decides.

Reciprocal rank fusion loses to plain BM25 on two of our five datasets; a convex sum of min-max scores in which both legs score
the whole union of candidates does not, and late interaction over the same candidates wins again on all five
(docs/decisions/0003-fusion.md). Ties are broken by passage id, so that the same query always gives the same order.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from assistant.ports import Hit, PassageStore
from assistant.types import Filters, LegScore, Passage, ScoredPassage
from assistant.vectors import LEGS, VectorEncoder

PROPOSING = ("dense", "bm25", "units")


@dataclass(frozen=True, slots=True)
class Fusion:
    """`dense_weight` is the dense share of the convex sum, `rerank_weight` the late-interaction share of the final score."""

    candidates: int
    dense_weight: float
    rerank_weight: float


class Retriever:
    """Searches one store with one encoder."""

    def __init__(self, store: PassageStore, encoder: VectorEncoder, fusion: Fusion) -> None:
        self._store, self._encoder, self._fusion = store, encoder, fusion

    def search(self, text: str, filters: Filters, limit: int, *, terms: str | None = None) -> list[ScoredPassage]:
        """The best `limit` passages for `text` within `filters`; `terms` are the words for BM25 where they differ."""
        legs = self._encoder.encode_query(text, terms)
        proposed = dict(zip(PROPOSING, self._store.search([legs[name] for name in PROPOSING], filters, self._fusion.candidates), strict=True))
        union = sorted({hit.passage_id for hits in proposed.values() for hit in hits})
        scores = dict(zip(LEGS, self._store.score([legs[name] for name in LEGS], union), strict=True))
        final = fuse(scores, union, self._fusion)
        order = sorted(union, key=lambda key: (-final[key], key))[:limit]
        passages = {passage.id: passage for passage in self._store.fetch(order)}
        return [_explained(passages[key], final[key], scores, proposed) for key in order if key in passages]


def fuse(scores: Mapping[str, Mapping[str, float]], union: Sequence[str], fusion: Fusion) -> dict[str, float]:
    """Final scores in [0, 1]: convex sum of min-max dense (the better of passage and unit) and BM25, blended with MaxSim."""
    small_to_big = {key: max(scores["dense"][key], scores["units"][key]) for key in union}
    dense, terms, tokens = scaled(small_to_big), scaled(scores["bm25"]), scaled(scores["tokens"])
    weight, rerank = fusion.dense_weight, fusion.rerank_weight
    return {key: (1 - rerank) * (weight * dense[key] + (1 - weight) * terms[key]) + rerank * tokens[key] for key in union}


def scaled(values: Mapping[str, float]) -> dict[str, float]:
    """Min-max to [0, 1]; all zero when every value is the same."""
    if not values:
        return {}
    low, high = min(values.values()), max(values.values())
    width = high - low
    return {key: (value - low) / width if width > 0 else 0.0 for key, value in values.items()}


def _explained(
    passage: Passage, score: float, scores: Mapping[str, Mapping[str, float]], proposed: Mapping[str, Sequence[Hit]]
) -> ScoredPassage:
    ranks = {name: {hit.passage_id: rank for rank, hit in enumerate(hits, 1)} for name, hits in proposed.items()}
    legs = {name: LegScore(ranks.get(name, {}).get(passage.id), values[passage.id]) for name, values in scores.items()}
    return ScoredPassage(passage, score, legs)
