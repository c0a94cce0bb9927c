"""What every eval suite takes and gives: options in, figures with intervals and one row for each case out.

A suite is anything with a `name` and a `run(options)`. It measures; it does not judge, print or write: bars are read from
`thresholds.toml` by `evals/bars.py`, and reports are written by `evals/report.py`, so that a suite can be imported and run
against another system. Rows hold ids and figures, never the text of a case: people bring their own data.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal, Protocol

Better = Literal["higher", "lower", "neither"]
Interval = tuple[float, float]
Progress = Callable[[int, int, str], None]


def silent(done: int, total: int, what: str) -> None:
    """A progress callback that shows nothing."""


@dataclass(frozen=True, slots=True)
class Metric:
    """One figure. `name` is its key in the JSON object; `value` is None when it was skipped, with the reason in `skipped`.

    `interval` is the 95% interval (Wilson for shares, bootstrap for means). `baseline` is what a simpler system got on the same
    cases, and `difference_interval` is the paired interval of the difference where both were measured case by case.
    """

    name: str
    value: float | None
    interval: Interval | None = None
    baseline: float | None = None
    difference_interval: Interval | None = None
    better: Better = "higher"
    skipped: str = ""

    @property
    def difference(self) -> float | None:
        """Value minus baseline."""
        return None if self.value is None or self.baseline is None else self.value - self.baseline


@dataclass(frozen=True, slots=True)
class Row:
    """One case: its id, its figures by metric name (for paired comparison of runs), and JSON-ready details without case text."""

    id: str
    figures: Mapping[str, float]
    details: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Measurement:
    """What a suite found. `worst_by` names the figures that order the worst cases, the first counting most.

    `data` names the data set in words a reader knows, `corpus_digest` identifies it; `breakdowns` are tables of figures by group
    (`{"kind": {"fact": {"answer_recall": 0.9, "n": 40}}}`); `notes` are sentences for the reader; `form` tells
    kinds of input apart where one suite takes several (`spans`, `tab`).
    """

    metrics: tuple[Metric, ...]
    rows: tuple[Row, ...]
    n: int
    corpus_digest: str = ""
    data: str = ""
    worst_by: tuple[str, ...] = ()
    breakdowns: Mapping[str, Mapping[str, Mapping[str, float]]] = field(default_factory=dict)
    notes: tuple[str, ...] = ()
    form: str = ""

    def metric(self, name: str) -> Metric:
        """The named figure; KeyError when it was not measured."""
        found = {metric.name: metric for metric in self.metrics}
        return found[name]

    def worst(self, count: int = 5) -> list[Row]:
        """The cases with the lowest figures. Metrics where lower is better are turned round; cases without fault are left out."""
        better = {metric.name: metric.better for metric in self.metrics}
        sign = {name: -1.0 if better.get(name) == "lower" else 1.0 for name in self.worst_by}
        best = {name: 0.0 if sign[name] < 0 else 1.0 for name in self.worst_by}
        faulty = [row for row in self.rows if any(row.figures.get(name, best[name]) != best[name] for name in self.worst_by)]
        key = {row.id: tuple(sign[name] * row.figures.get(name, best[name]) for name in self.worst_by) for row in faulty}
        return sorted(faulty, key=lambda row: (key[row.id], row.id))[:count]


@dataclass(frozen=True, slots=True)
class Options:
    """What the command line passes on. None means the suite's own data; `sample` asks for the small frozen one."""

    beir: Path | None = None
    cases: Path | None = None
    spans: Path | None = None
    tab: Path | None = None
    claims: Path | None = None
    url: str | None = None
    sample: bool = False
    quick: bool = False
    progress: Progress = silent


class Suite(Protocol):
    """Measures one ability."""

    name: str

    def run(self, options: Options) -> Measurement:
        """Measure. Raises BadInput when the data does not hold together, Unavailable when a part is missing."""
        ...


@dataclass(frozen=True, slots=True)
class Check:
    """One line of the release bar and whether it held."""

    metric: str
    bar: str
    value: float | None
    passed: bool


@dataclass(frozen=True, slots=True)
class RunReport:
    """A measurement with what it was measured on and with. `versions` are package versions; `settings` hold no secrets."""

    suite: str
    measurement: Measurement
    checks: Sequence[Check]
    settings_hash: str
    settings: Mapping[str, Any]
    versions: Mapping[str, str]
    started: str
    seconds: float
    seed: int

    @property
    def passed(self) -> bool:
        return all(check.passed for check in self.checks)

    def as_json(self) -> dict[str, Any]:
        """The flat object that `--json` prints: each figure under its own key, then what it rests on."""
        found = self.measurement
        rounded = {metric.name: _rounded(metric.value) for metric in found.metrics}
        return {
            "suite": self.suite,
            "n": found.n,
            **rounded,
            "intervals": {m.name: [_rounded(end) for end in m.interval] for m in found.metrics if m.interval},
            "baselines": {m.name: _rounded(m.baseline) for m in found.metrics if m.baseline is not None},
            "differences": {m.name: _rounded(m.difference) for m in found.metrics if m.difference is not None},
            "skipped": {m.name: m.skipped for m in found.metrics if m.skipped},
            "checks": [{"metric": c.metric, "bar": c.bar, "value": _rounded(c.value), "passed": c.passed} for c in self.checks],
            "passed": self.passed,
            "breakdowns": found.breakdowns,
            "worst": [row.id for row in found.worst()],
            "notes": list(found.notes),
            "data": found.data,
            "settings_hash": self.settings_hash,
            "corpus_digest": found.corpus_digest,
            "seed": self.seed,
            "started": self.started,
            "seconds": round(self.seconds, 2),
        }


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 5)
