"""A run as text for a terminal: one line for each figure, then the worst five cases by id."""

from __future__ import annotations

from evals.runs import Comparison
from evals.suite import RunReport


def as_text(report: RunReport) -> str:
    """Metric, value, 95% interval, baseline, difference, verdict."""
    found = report.measurement
    lines = [f"{report.suite}: {found.n} cases from {found.data or 'the built-in set'} ({report.seconds:.1f} s)", ""]
    lines.append(f"{'metric':<30}{'value':>10}  {'95% interval':<19}{'baseline':>10}{'difference':>12}  bar")
    verdicts = {check.metric: check for check in report.checks}
    for metric in found.metrics:
        if metric.value is None:
            lines.append(f"{metric.name:<30}{'skipped':>10}  {metric.skipped}")
            continue
        interval = f"[{_figure(metric.interval[0])}, {_figure(metric.interval[1])}]" if metric.interval else ""
        baseline = "" if metric.baseline is None else _figure(metric.baseline)
        difference = "" if metric.difference is None else f"{metric.difference:+.4f}"
        check = verdicts.get(metric.name)
        verdict = f"{'pass' if check.passed else 'FAIL'} ({check.bar})" if check else ""
        lines.append(f"{metric.name:<30}{_figure(metric.value):>10}  {interval:<19}{baseline:>10}{difference:>12}  {verdict}".rstrip())
    worst = found.worst()
    if worst:
        lines += ["", "worst cases:"]
        lines += [
            f"  {row.id}  " + "  ".join(f"{name} {_figure(row.figures[name])}" for name in found.worst_by if name in row.figures)
            for row in worst
        ]
    lines += ["", *found.notes] if found.notes else []
    return "\n".join(lines)


def comparison_text(found: Comparison) -> str:
    """Both runs' means, the difference with its interval and p value, and the cases that changed most."""
    lines = [
        f"{found.suite}: {found.shared} shared cases ({found.only_first} only in the first run, {found.only_second} only in the second)"
    ]
    if not found.same_data:
        lines.append("The runs were made on different data; only cases with the same id are compared.")
    lines += ["", f"{'figure':<30}{'first':>10}{'second':>10}{'difference':>12}  {'95% interval':<21}p"]
    for name, item in found.figures.items():
        first = found.first_means[name]
        interval = f"[{item.interval[0]:+.4f}, {item.interval[1]:+.4f}]"
        lines.append(
            f"{name:<30}{_figure(first):>10}{_figure(first + item.difference):>10}{item.difference:>+12.4f}  {interval:<21}{item.p:.4f}"
        )
    for name, (down, up) in found.changed.items():
        if down or up:
            lines.append(f"{name}: down in {', '.join(down) or 'none'}; up in {', '.join(up) or 'none'}")
    return "\n".join(lines)


def _figure(value: float) -> str:
    if float(value).is_integer() and abs(value) > 1:
        return f"{value:.0f}"
    return f"{value:.1f}" if abs(value) >= 10 else f"{value:.4f}"
