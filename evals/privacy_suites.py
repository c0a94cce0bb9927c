"""The two suites about people, behind the common protocol: refusals (also of a system at an address) and anonymisation."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, cast

from assistant.errors import BadInput
from assistant.guard import Decision, Guard
from assistant.settings import Settings
from assistant.types import Question
from evals import anonymisation, refusals
from evals.beir import digest_of
from evals.statistics import wilson
from evals.suite import Measurement, Metric, Options, Progress, Row
from evals.systems import RemoteSystem, System

DECISIONS = {"refused": "refuse", "signposted": "signpost"}
Scorer = Callable[[Sequence[Mapping[str, Any]]], Mapping[str, Any]]


class RemoteGuard:
    """Decides as a system behind the HTTP contract does; what it answers or abstains on, it allows."""

    def __init__(self, system: System) -> None:
        self._system = system

    def decide(self, text: str) -> Decision:
        outcome = DECISIONS.get(self._system.ask(Question(text)).outcome, "allow")
        return Decision(cast("Any", outcome))


class RefusalsSuite:
    """Asks the product's guard, or the system at `--url`."""

    name = "refusals"

    def __init__(self, settings: Settings) -> None:
        self._settings = settings

    def run(self, options: Options) -> Measurement:
        guard = cast("Guard", RemoteGuard(RemoteSystem(options.url))) if options.url else None
        return refusals.RefusalsSuite(self._settings, guard).run(options)


class AnonymisationSuite:
    """Runs records through the product's anonymiser: spans, or the Text Anonymization Benchmark's own JSON."""

    name = "anonymisation"

    def __init__(self, settings: Settings) -> None:
        self._settings = settings

    def run(self, options: Options) -> Measurement:
        from assistant.privacy.detector import load_detector

        detector = load_detector()
        if options.tab and options.spans:
            raise BadInput("Give --spans or --tab, not both: they are different data.")
        if options.tab:
            documents = _documents(options.tab)
            return measure_tab(documents, lambda held: anonymisation.score_tab(held, detector), options.tab, options.progress)
        path = options.spans or anonymisation.CASES / "anonymisation.heldout.jsonl"
        records = _records(path)
        return measure_spans(records, lambda held: anonymisation.score_spans(held, detector), path, options.progress)


def measure_spans(records: Sequence[Mapping[str, Any]], score: Scorer, path: Path, progress: Progress) -> Measurement:
    """Score record by record, so that each is a row, and add up."""
    rows: list[Row] = []
    seconds = 0.0
    for done, record in enumerate(records, 1):
        start = time.perf_counter()
        found = score([record])
        seconds += time.perf_counter() - start
        figures = {name: float(found[name]) for name in ("direct_recall", "quasi_recall", "keep_survival") if found[name] is not None}
        counts = {name: float(found[f"{name}_n"]) for name in ("direct_recall", "quasi_recall", "keep_survival")}
        leak = {"leak": float(found["documents_with_leak"])} if found["documents_with_direct"] else {}
        details = {"missed_by_type": dict(found["missed_by_type"]), "kind": str(record.get("kind", "unstated")), "counts": counts}
        rows.append(Row(str(record.get("id", f"line-{done}")), {**figures, **leak}, details))
        progress(done, len(records), "records")
    leaks = [row.figures["leak"] for row in rows if "leak" in row.figures]
    metrics = (
        _pooled("direct_recall", rows),
        _pooled("quasi_recall", rows),
        Metric("documents_with_leak", sum(leaks), better="lower"),
        Metric("leak_rate", sum(leaks) / len(leaks) if leaks else None, wilson(int(sum(leaks)), len(leaks)), better="lower"),
        _pooled("keep_survival", rows),
        Metric("chars_per_s", sum(len(str(record["text"])) for record in records) / max(seconds, 1e-9)),
    )
    worst = ("direct_recall", "keep_survival", "quasi_recall")
    return Measurement(metrics, tuple(rows), len(rows), digest_of([path]), path.name, worst, {"missed": _missed(rows)}, form="spans")


def measure_tab(documents: Sequence[Mapping[str, Any]], score: Scorer, path: Path, progress: Progress) -> Measurement:
    """The benchmark's entity recall and token precision, one row a document."""
    names = {
        "direct_recall": "tab_entity_recall_direct",
        "quasi_recall": "tab_entity_recall_quasi",
        "token_precision": "tab_token_precision",
    }
    rows: list[Row] = []
    seconds = 0.0
    for done, document in enumerate(documents, 1):
        start = time.perf_counter()
        found = score([document])
        seconds += time.perf_counter() - start
        figures = {name: float(found[key]) for name, key in names.items() if found[key] is not None}
        counts = {name: float(found[f"{key}_n"]) for name, key in names.items()}
        rows.append(Row(str(document.get("doc_id", f"document-{done}")), figures, {"counts": counts}))
        progress(done, len(documents), "documents")
    speed = Metric("chars_per_s", sum(len(str(document["text"])) for document in documents) / max(seconds, 1e-9))
    shares = {name: _pooled(name, rows) for name in names}
    entities = [replace(shares[f"{level}_recall"], name=f"entity_recall_{level}") for level in ("direct", "quasi")]  # the benchmark's names
    metrics = (*shares.values(), *entities, speed)
    return Measurement(metrics, tuple(rows), len(rows), digest_of([path]), path.name, ("direct_recall", "quasi_recall"), form="tab")


def _pooled(name: str, rows: Sequence[Row]) -> Metric:
    """A share over all spans of all records."""
    counted = [(row.figures[name], row.details["counts"][name]) for row in rows if name in row.figures]
    total = round(sum(count for _, count in counted))
    if not total:
        return Metric(name, None, skipped="no such spans in the file")
    hits = round(sum(share * count for share, count in counted))
    return Metric(name, hits / total, wilson(hits, total))


def _missed(rows: Sequence[Row]) -> dict[str, dict[str, float]]:
    counts: dict[str, float] = {}
    for row in rows:
        for kind, count in row.details["missed_by_type"].items():
            counts[kind] = counts.get(kind, 0.0) + count
    return {kind: {"n": count} for kind, count in sorted(counts.items())}


def _records(path: Path) -> list[dict[str, Any]]:
    from evals.beir import read_jsonl

    records = []
    for line, record in read_jsonl(path):
        text = record.get("text")
        if not isinstance(text, str):
            raise BadInput(f"{path} line {line}: the field 'text' is missing or not text.")
        for span in record.get("spans", ()):
            if not isinstance(span, dict) or not all(isinstance(span.get(key), int) for key in ("start", "end")):
                raise BadInput(f"{path} line {line}: each span needs whole numbers 'start' and 'end'.")
            if not 0 <= span["start"] < span["end"] <= len(text):
                raise BadInput(f"{path} line {line}: a span lies outside the text.")
            if span.get("level", "direct") not in ("direct", "quasi"):
                raise BadInput(f"{path} line {line}: a span's 'level' must be direct or quasi.")
        records.append(record)
    if not records:
        raise BadInput(f"{path} holds no records.")
    return records


def _documents(path: Path) -> list[dict[str, Any]]:
    import json

    try:
        found = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        raise BadInput(f"{path} cannot be read as JSON.") from None
    if not isinstance(found, list) or not all(isinstance(item, dict) and {"text", "annotations"} <= item.keys() for item in found):
        raise BadInput(f"{path} is not in the Text Anonymization Benchmark's form: a list of documents with 'text' and 'annotations'.")
    if not found:
        raise BadInput(f"{path} holds no documents.")
    return found
