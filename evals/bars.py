"""The release bar: reads `thresholds.toml` and says which lines of it a measurement keeps."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from assistant.errors import BadSettings
from evals.suite import Check, Measurement

THRESHOLDS = Path(__file__).with_name("thresholds.toml")
KEYS = frozenset({"suite", "metric", "at_least", "at_most", "not_below_baseline", "data", "form", "sample"})


@dataclass(frozen=True, slots=True)
class Bar:
    """One line of the release bar; exactly one of `at_least`, `at_most` and `not_below_baseline` is set."""

    suite: str
    metric: str
    at_least: float | None
    at_most: float | None
    not_below_baseline: bool
    data: str | None
    form: str | None
    sample: bool


def read_bars(path: Path = THRESHOLDS) -> list[Bar]:
    """Read and check the file. Raises BadSettings naming the bar that is wrong."""
    try:
        tables = tomllib.loads(path.read_text(encoding="utf-8")).get("bar", [])
    except (OSError, tomllib.TOMLDecodeError) as error:
        raise BadSettings(f"The thresholds file {path} cannot be read: {error}.") from None
    return [_bar(table, number, path) for number, table in enumerate(tables, 1)]


def check(suite: str, found: Measurement, bars: Sequence[Bar], *, sample: bool = False) -> list[Check]:
    """Every bar that applies, and whether it held. A metric that was skipped or not measured has no check.

    A small sample cannot tell .90 from .95, so there a figure with an interval misses its bar when the whole 95% interval does (of ten
    cases, when three are wrong); the full suites are held to the bar itself.
    """
    checks = []
    for bar in bars:
        if (
            bar.suite != suite
            or (bar.sample and not sample)
            or bar.data not in (None, found.corpus_digest)
            or bar.form not in (None, found.form)
        ):
            continue
        metric = next((item for item in found.metrics if item.name == bar.metric), None)
        if metric is None or metric.value is None:
            continue
        low, high = metric.interval if sample and metric.interval else (metric.value, metric.value)
        if bar.not_below_baseline:
            if metric.difference_interval is not None:
                checks.append(Check(bar.metric, "not below the baseline", metric.value, metric.difference_interval[1] >= 0))
        elif bar.at_least is not None:
            checks.append(Check(bar.metric, f"at least {bar.at_least:g}", metric.value, high >= bar.at_least))
        elif bar.at_most is not None:
            checks.append(Check(bar.metric, f"at most {bar.at_most:g}", metric.value, low <= bar.at_most))
    return checks


def _bar(table: Mapping[str, Any], number: int, path: Path) -> Bar:
    if unknown := table.keys() - KEYS:
        raise BadSettings(f"Bar {number} in {path} has unknown keys: {', '.join(sorted(unknown))}.")
    kinds = [key for key in ("at_least", "at_most", "not_below_baseline") if key in table]
    if len(kinds) != 1 or not table.get("suite") or not table.get("metric"):
        raise BadSettings(f"Bar {number} in {path} needs a suite, a metric and one of at_least, at_most and not_below_baseline.")
    return Bar(
        suite=str(table["suite"]),
        metric=str(table["metric"]),
        at_least=_number(table, "at_least", number, path),
        at_most=_number(table, "at_most", number, path),
        not_below_baseline=bool(table.get("not_below_baseline", False)),
        data=table.get("data"),
        form=table.get("form"),
        sample=bool(table.get("sample", False)),
    )


def _number(table: Mapping[str, Any], key: str, number: int, path: Path) -> float | None:
    value = table.get(key)
    if value is not None and (isinstance(value, bool) or not isinstance(value, int | float)):
        raise BadSettings(f"Bar {number} in {path}: '{key}' must be a number.")
    return value
