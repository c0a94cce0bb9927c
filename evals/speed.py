"""How fast, how large: replies on the built-in corpus by stage, first events of streamed replies over HTTP, and searches over an
index grown to 100,000 passages.

Growth is synthetic: each new passage mixes the vectors of two real ones with noise, so that an index of any size can be made
without embedding its text. Scores over it mean nothing; times, memory and disk do.
"""

from __future__ import annotations

import hashlib
import resource
import shutil
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np

from assistant.adapters import records
from assistant.bootstrap import Parts, open_parts
from assistant.ports import IndexedPassage, PassageStore, SparseVector
from assistant.settings import Settings
from assistant.types import Document, Filters, Kind, Nation, Passage, Policy, Question, Status
from evals.answer_cases import DEVELOPMENT, read_cases
from evals.beir import digest_of
from evals.statistics import percentile
from evals.streaming import first_events
from evals.suite import Measurement, Metric, Options, Progress, Row
from evals.temporary_index import make_retriever

SIZES, QUICK_SIZES = (1_000, 10_000, 100_000), (1_000,)
QUESTIONS, QUICK_QUESTIONS = 100, 25
STREAMED = 50  # questions streamed over HTTP
REAL = 256  # real passages whose vectors are mixed
DOCUMENT = 1_000  # synthetic passages a document
NOISE = 0.05
LIMIT = 8


class SpeedSuite:
    """Times the product on this machine."""

    name = "speed"

    def __init__(self, settings: Settings) -> None:
        self._settings = settings

    def run(self, options: Options) -> Measurement:
        sizes = QUICK_SIZES if options.quick or options.sample else SIZES
        count = QUICK_QUESTIONS if options.quick or options.sample else QUESTIONS
        questions = [case.question for case in read_cases(DEVELOPMENT)][:count]
        with open_parts(self._settings) as parts:
            start = time.perf_counter()
            assistant = parts.assistant
            metrics = [Metric("start_s", time.perf_counter() - start, better="lower")]
            stages, rows = _time_replies(assistant.ask, questions, options.progress)
            for stage, times in stages.items():
                metrics += [
                    Metric(f"{stage}_p50_ms", percentile(times, 50), better="lower"),
                    Metric(f"{stage}_p95_ms", percentile(times, 95), better="lower"),
                    Metric(f"{stage}_p99_ms", percentile(times, 99), better="lower"),
                ]
            for event, times in first_events(parts, questions[:STREAMED]).items():
                metrics += [
                    Metric(f"first_{event}_p50_ms", percentile(times, 50), better="lower"),
                    Metric(f"first_{event}_p95_ms", percentile(times, 95), better="lower"),
                ]
            metrics.append(Metric("memory_mb", _memory_mb(), better="lower"))
            metrics += _grow(parts, self._settings, [question.text for question in questions], sizes, options.progress)
        notes = ("Sizes above the built-in corpus are synthetic: mixed vectors of real passages, for time and space only.",)
        return Measurement(tuple(metrics), tuple(rows), len(rows), digest_of([DEVELOPMENT]), "the built-in corpus", notes=notes)


def _time_replies(ask: object, questions: Sequence[Question], progress: Progress) -> tuple[dict[str, list[float]], list[Row]]:
    """Milliseconds of each stage for each question; the first two questions warm up and are asked again."""
    assert callable(ask)
    for question in questions[:2]:
        ask(question)
    stages: dict[str, list[float]] = {"reply": []}
    rows = []
    for done, question in enumerate(questions, 1):
        start = time.perf_counter()
        reply = ask(question)
        total = (time.perf_counter() - start) * 1000
        stages["reply"].append(total)
        for stage, taken in reply.trace.timings_ms.items():
            stages.setdefault(stage, []).append(taken)
        rows.append(
            Row(f"question-{done}", {"reply_ms": total, **{f"{stage}_ms": taken for stage, taken in reply.trace.timings_ms.items()}})
        )
        progress(done, len(questions), "questions")
    return stages, rows


def _grow(parts: Parts, settings: Settings, queries: Sequence[str], sizes: Sequence[int], progress: Progress) -> list[Metric]:
    """Index throughput, search times, memory and disk at each size."""
    passages = [passage for _, passage in zip(range(REAL), parts.store.passages(), strict=False)]
    titles = {key: document.title for key, document in parts.library.documents().items()}
    start = time.perf_counter()
    real = parts.index.encoder.encode_passages(passages, titles)
    metrics = [Metric("embedded_passages_per_s", len(real) / (time.perf_counter() - start))]
    cache = settings.data_dir / "cache"
    cache.mkdir(parents=True, exist_ok=True)
    folder = Path(tempfile.mkdtemp(prefix="speed-", dir=cache))
    try:
        metrics += _measure_growth(parts, settings, real, queries, sizes, folder, progress)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    return metrics


def _measure_growth(
    parts: Parts,
    settings: Settings,
    real: Sequence[IndexedPassage],
    queries: Sequence[str],
    sizes: Sequence[int],
    folder: Path,
    progress: Progress,
) -> list[Metric]:
    from assistant.adapters.edge_store import EdgeStore

    store = EdgeStore(folder / "index", parts.embedder.dimensions, real[0].dense["tokens"].shape[1])
    metrics: list[Metric] = []
    try:
        retriever = make_retriever(store, parts.index.encoder, settings, parts.query_reader)
        held = 0
        for size in sizes:
            start = time.perf_counter()
            held, added = _extend(store, real, held, size, progress), size - held
            metrics.append(Metric(f"stored_passages_per_s_{size}", added / max(time.perf_counter() - start, 1e-9)))
            times = []
            for query in (*queries[:2], *queries):
                start = time.perf_counter()
                retriever.search(query, Filters(), LIMIT)
                times.append((time.perf_counter() - start) * 1000)
            times = times[2:]
            metrics += [
                Metric(f"query_p50_ms_{size}", percentile(times, 50), better="lower"),
                Metric(f"query_p95_ms_{size}", percentile(times, 95), better="lower"),
                Metric(f"memory_mb_{size}", _memory_mb(), better="lower"),
                Metric(f"disk_mb_{size}", _disk_mb(folder), better="lower"),
            ]
    finally:
        store.close()
    return metrics


def _extend(store: PassageStore, real: Sequence[IndexedPassage], held: int, size: int, progress: Progress) -> int:
    """Add synthetic passages until the store holds `size`."""
    while held < size:
        count = min(DOCUMENT, size - held)
        name = f"synthetic-{held // DOCUMENT}-{held}"
        digest = hashlib.sha256(name.encode()).hexdigest()
        document = Document(name, "Synthetic", Kind.GUIDANCE, tuple(Nation), Status.CURRENT, Policy.PUBLISHED, digest)
        store.replace(document, list(_synthetic(real, document, count, held)))
        held += count
        progress(held, size, "synthetic passages")
    return held


def _synthetic(real: Sequence[IndexedPassage], document: Document, count: int, seed: int) -> Iterator[IndexedPassage]:
    rng = np.random.default_rng(seed)
    for ordinal in range(count):
        first, second = (real[int(index)] for index in rng.integers(0, len(real), 2))
        dense = {}
        for name, array in first.dense.items():
            mixed = array + NOISE * rng.standard_normal(array.shape, np.float32)
            other = second.dense[name]
            mixed = mixed + 0.5 * (other if other.ndim == 1 else other[rng.integers(0, len(other), len(array))])
            dense[name] = np.asarray(mixed / np.linalg.norm(mixed, axis=-1, keepdims=True), np.float32)
        weights = dict(zip(second.sparse.indices, second.sparse.values, strict=True))
        terms = {**dict(list(weights.items())[::2]), **dict(zip(first.sparse.indices, first.sparse.values, strict=True))}
        key = records.passage_id(document.id, document.digest, ordinal)
        source = first.passage
        passage = Passage(key, document.id, source.text, source.heading_path, None, ordinal, source.digest, Status.CURRENT, tuple(Nation))
        yield IndexedPassage(passage, dense, SparseVector(tuple(terms), tuple(terms.values())))


def _memory_mb() -> float:
    """Resident memory now where the system tells, else its peak."""
    try:
        for line in Path("/proc/self/status").read_text(encoding="ascii").splitlines():
            if line.startswith("VmRSS:"):
                return int(line.split()[1]) / 1024
    except OSError:
        pass
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak / (1024 * 1024 if sys.platform == "darwin" else 1024)


def _disk_mb(folder: Path) -> float:
    """Space the files take; sparse files count what they hold."""
    return sum(path.stat().st_blocks * 512 for path in folder.rglob("*") if path.is_file()) / 1024**2
