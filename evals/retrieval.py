"""Retrieval on BEIR data: does the right passage come up, how high and how fast?

The baseline is BM25 alone over the same index, because a hybrid that loses to it is not worth its cost.
"""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from pathlib import Path

from assistant.learned_weights import MINIMUM
from assistant.ports import Leg
from assistant.settings import Settings
from assistant.types import Filters, ScoredPassage
from evals.beir import Collection, read_collection
from evals.learned import folded
from evals.ranking import figures
from evals.statistics import auroc, auroc_interval, bootstrap, paired, percentile
from evals.suite import Measurement, Metric, Options, Progress, Row
from evals.temporary_index import TemporaryIndex, open_index

SAMPLE = Path(__file__).parent / "cases" / "samples" / "retrieval"
DEPTH = 20
WARM_UP = 5  # queries not timed: the first ones load pages and compile kernels
RANKING = ("ndcg_at_10", "recall_at_5", "recall_at_20", "mrr_at_10")
SIGNALS = ("dense", "units", "tokens", "bm25")
READ = 8  # passages a decision is made on, as in the product


class RetrievalSuite:
    """Runs every judged query through the product's retriever."""

    name = "retrieval"

    def __init__(self, settings: Settings) -> None:
        self._settings = settings

    def run(self, options: Options) -> Measurement:
        collection = read_collection(options.beir or SAMPLE)
        with open_index(collection, self._settings, options.progress) as index:
            return measure(collection, index, options.progress)


def measure(collection: Collection, index: TemporaryIndex, progress: Progress) -> Measurement:
    """Figures for every judged query, with BM25 alone as the baseline."""
    judged = collection.judged
    for query in judged[:WARM_UP]:
        index.retriever.search(query.text, Filters(), DEPTH)
    rows: list[Row] = []
    times: list[float] = []
    contexts: list[dict[str, float]] = []
    tops: dict[str, dict[str, float]] = {}
    for done, query in enumerate(judged, 1):
        start = time.perf_counter()
        found = index.retriever.search(query.text, Filters(), DEPTH)
        times.append((time.perf_counter() - start) * 1000)
        ranked = _named(found, index)
        relevant = collection.relevant[query.id]
        plain = figures(_terms_only(query.text, index), relevant)
        own = figures(ranked, relevant)
        baseline = {f"baseline_{name}": value for name, value in plain.items()}
        rows.append(Row(query.id, {**own, **baseline}, {"expected": sorted(relevant)[:10], "retrieved": ranked[:5]}))
        if query.context:
            wider = _named(index.retriever.search(f"{query.context} {query.text}", Filters(), DEPTH), index)
            contexts.append(figures(wider, relevant))
        tops[query.id] = _signals(found)
        progress(done, len(judged), "queries")
    metrics = [_ranking_metric(name, rows) for name in RANKING]
    metrics += [
        Metric("passages_per_s", index.built_per_s),
        Metric("query_p50_ms", percentile(times, 50), better="lower"),
        Metric("query_p95_ms", percentile(times, 95), better="lower"),
    ]
    if contexts:
        values = [item["ndcg_at_10"] for item in contexts]
        metrics.append(Metric("ndcg_at_10_with_context", sum(values) / len(values), bootstrap(values)))
    metrics += _answerable(collection, tops, index, progress)
    notes = ("Baseline: BM25 alone over the same index. passages_per_s is from when the index was built (it is cached).",)
    return Measurement(
        tuple(metrics), tuple(rows), len(rows), collection.digest, collection.name, ("ndcg_at_10", "recall_at_20"), notes=notes
    )


def _ranking_metric(name: str, rows: Sequence[Row]) -> Metric:
    own = [row.figures[name] for row in rows]
    plain = [row.figures[f"baseline_{name}"] for row in rows]
    return Metric(name, sum(own) / len(own), bootstrap(own), sum(plain) / len(plain), paired(plain, own).interval)


def _named(found: Sequence[ScoredPassage], index: TemporaryIndex) -> list[str]:
    return [index.names[item.passage.id] for item in found]


def _terms_only(text: str, index: TemporaryIndex) -> list[str]:
    legs: Mapping[str, Leg] = index.encoder.encode_query(text)
    (hits,) = index.store.search([legs["bm25"]], Filters(), DEPTH)
    return [index.names[hit.passage_id] for hit in hits]


def _signals(found: Sequence[ScoredPassage]) -> dict[str, float]:
    """The best score of each leg: what an abstention could be decided by."""
    return {leg: max((item.legs[leg].score for item in found if leg in item.legs), default=0.0) for leg in SIGNALS}


def _answerable(collection: Collection, tops: Mapping[str, Mapping[str, float]], index: TemporaryIndex, progress: Progress) -> list[Metric]:
    """How well the best scores, and the product's own decision, tell queries that the corpus answers from those it does not.

    Only where the data say which is which. The decision knows of this corpus what any index knows of its own: the scale of closeness.
    `near_miss_auroc` is the same decision as it stands after `ingest calibrate --questions` on other questions of these data.
    """
    without = [query for query in collection.queries if query.answerable is False and query.id not in tops]
    if not without:
        return []
    absent = [_signals(index.retriever.search(query.text, Filters(), DEPTH)) for query in without]
    labels = [True] * len(tops) + [False] * len(absent)
    metrics = []
    for leg in SIGNALS:
        scores = [signals[leg] for signals in (*tops.values(), *absent)]
        metrics.append(Metric(f"answerable_auroc_{leg}", auroc(scores, labels), auroc_interval(scores, labels)))
    judge = index.judge()
    decided: list[float] = []
    rows: list[dict[str, float]] = []
    for done, query in enumerate((*collection.judged, *without), 1):
        found = index.retriever.search(query.text, Filters(), READ)
        read = judge.signals(query.text, Filters(), found)
        decided.append(1 - read.pop("no_answer"))
        rows.append(read)
        progress(done, len(labels), "decisions")
    return [
        _near_miss(rows, labels),
        Metric("answerable_auroc_decision", auroc(decided, labels), auroc_interval(decided, labels)),
        *metrics,
    ]


def _near_miss(rows: Sequence[Mapping[str, float]], labels: Sequence[bool]) -> Metric:
    """How well the decision tells answerable from not once it has learned from other questions (five folds)."""
    if min(labels.count(True), labels.count(False)) < MINIMUM:
        return Metric("near_miss_auroc", None, skipped=f"fewer than {MINIMUM} questions of either kind, too few to learn from")
    learned = folded(rows, labels)
    return Metric("near_miss_auroc", auroc(learned, labels), auroc_interval(learned, labels))
