"""Ranking figures for one query, as trec_eval defines them."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence


def ndcg(ranked: Sequence[str], relevant: Mapping[str, float], depth: int) -> float:
    """Normalised discounted cumulative gain: linear gain, log2 discount, ideal order over all relevant passages."""
    gained = sum(relevant.get(key, 0.0) / math.log2(rank + 1) for rank, key in enumerate(ranked[:depth], 1))
    ideal = sum(grade / math.log2(rank + 1) for rank, grade in enumerate(sorted(relevant.values(), reverse=True)[:depth], 1))
    return gained / ideal if ideal else 0.0


def recall(ranked: Sequence[str], relevant: Mapping[str, float], depth: int) -> float:
    """Share of the relevant passages among the first `depth`."""
    return len(set(ranked[:depth]) & relevant.keys()) / len(relevant) if relevant else 0.0


def reciprocal_rank(ranked: Sequence[str], relevant: Mapping[str, float], depth: int) -> float:
    """One over the rank of the first relevant passage within `depth`, else 0."""
    return next((1 / rank for rank, key in enumerate(ranked[:depth], 1) if key in relevant), 0.0)


def figures(ranked: Sequence[str], relevant: Mapping[str, float]) -> dict[str, float]:
    """The four figures that every retrieval report here shows."""
    return {
        "ndcg_at_10": ndcg(ranked, relevant, 10),
        "recall_at_5": recall(ranked, relevant, 5),
        "recall_at_20": recall(ranked, relevant, 20),
        "mrr_at_10": reciprocal_rank(ranked, relevant, 10),
    }
