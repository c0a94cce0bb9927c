"""The report of a run as one HTML page that a manager or trainer can read: no script, no external file, plots as inline SVG."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape

from evals.suite import Check, Metric, Row, RunReport
from evals.words import meaning

TITLES = {
    "retrieval": "Finding the right passage",
    "answers": "Answering practitioners' questions",
    "refusals": "Refusing questions about identifiable people",
    "anonymisation": "Removing people from local text",
    "faithfulness": "Telling supported claims from the rest",
    "phrasing": "Answering in a language model's words",
    "speed": "Speed and size",
}
STYLE = """
:root{--ink:#1d2530;--soft:#5a6675;--line:#d6dce4;--good:#1b7f4d;--bad:#b3261e;--bar:#2f6db3;--base:#9aa7b6;--back:#ffffff;--tint:#f4f6f9}
@media (prefers-color-scheme:dark){:root{--ink:#e8ecf1;--soft:#a5b0bd;--line:#3a4552;--good:#5cc48d;--bad:#ff8a80;--bar:#7fb2ea;
--base:#6d7a89;--back:#151a20;--tint:#1e252d}}
body{font:16px/1.5 system-ui,sans-serif;color:var(--ink);background:var(--back);max-width:62rem;margin:2rem auto;padding:0 1rem}
h1{font-size:1.6rem;margin-bottom:.2rem}h2{font-size:1.15rem;margin-top:2rem}p.lead{color:var(--soft);margin-top:0}
table{border-collapse:collapse;width:100%;font-size:.92rem}
th,td{text-align:left;padding:.35rem .6rem;border-bottom:1px solid var(--line);vertical-align:top}
td.n,th.n{text-align:right;font-variant-numeric:tabular-nums;white-space:nowrap}.good{color:var(--good);font-weight:600}.bad{color:var(--bad);font-weight:600}
.verdict{padding:.7rem 1rem;border-radius:.4rem;background:var(--tint);margin:1rem 0}.wide{overflow-x:auto}
svg text{fill:var(--ink);font:13px system-ui,sans-serif}svg .soft{fill:var(--soft)}code{font-size:.85rem}
"""


def render(report: RunReport) -> str:
    """The whole page."""
    found = report.measurement
    title = TITLES.get(report.suite, report.suite)
    shares = [metric for metric in found.metrics if _is_share(metric)]
    parts = [
        f"<h1>{escape(title)}</h1>",
        f'<p class="lead">{found.n} cases from {escape(found.data or "the built-in set")}, measured {escape(report.started[:10])}.</p>',
        _verdict(report.checks),
        "<h2>The figures at a glance</h2>" + _bars(shares, report.checks) if shares else "",
        "<h2>All figures</h2>" + _table(found.metrics, report.checks),
        _histogram(found.worst_by, found.rows),
        *(_breakdown(name, table) for name, table in found.breakdowns.items()),
        _worst(found.worst()),
        "".join(f"<p>{escape(note)}</p>" for note in found.notes),
        _made_with(report),
    ]
    head = (
        '<meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1">'
        f"<title>{escape(title)}</title><style>{STYLE}</style>"
    )
    return f'<!doctype html>\n<html lang="en-GB"><head>{head}</head><body><main>{"".join(parts)}</main></body></html>\n'


def _verdict(checks: Sequence[Check]) -> str:
    if not checks:
        return '<p class="verdict">No release bar is set for this data, so nothing passed or failed.</p>'
    missed = [check for check in checks if not check.passed]
    if not missed:
        return f'<p class="verdict"><span class="good">Passed.</span> All {len(checks)} lines of the release bar hold.</p>'
    lines = "".join(f"<li>{escape(_label(c.metric))}: {_figure(c.value, c.metric)}, should be {escape(c.bar)}.</li>" for c in missed)
    return (
        f'<div class="verdict"><span class="bad">Not passed.</span> {len(missed)} of {len(checks)} lines were missed:<ul>{lines}</ul></div>'
    )


def _bars(metrics: Sequence[Metric], checks: Sequence[Check]) -> str:
    """One horizontal bar for each share, with its 95% interval, the baseline as a tick and the release bar as a dashed line."""
    left, width, step = 210, 480, 34
    height = step * len(metrics) + 30
    goals = {check.metric: float(check.bar.split()[-1]) for check in checks if check.bar.startswith(("at least", "at most"))}
    shapes = []
    for place, metric in enumerate(metrics):
        assert metric.value is not None
        y = 10 + place * step
        shapes.append(f'<text x="{left - 10}" y="{y + 15}" text-anchor="end">{escape(_label(metric.name))}</text>')
        shapes.append(f'<rect x="{left}" y="{y}" width="{width}" height="20" fill="var(--tint)"/>')
        shapes.append(f'<rect x="{left}" y="{y}" width="{metric.value * width:.1f}" height="20" fill="var(--bar)"/>')
        if metric.interval:
            low, high = (left + min(max(end, 0.0), 1.0) * width for end in metric.interval)
            shapes.append(
                f'<path d="M{low:.1f} {y + 10}H{high:.1f}M{low:.1f} {y + 6}v8M{high:.1f} {y + 6}v8" stroke="var(--ink)" fill="none"/>'
            )
        if metric.baseline is not None:
            x = left + metric.baseline * width
            shapes.append(f'<path d="M{x:.1f} {y - 2}v24" stroke="var(--base)" stroke-width="3"/>')
        if metric.name in goals and goals[metric.name] <= 1:
            x = left + goals[metric.name] * width
            shapes.append(f'<path d="M{x:.1f} {y - 3}v26" stroke="var(--bad)" stroke-width="2" stroke-dasharray="3 2"/>')
        shapes.append(f'<text x="{left + width + 10}" y="{y + 15}">{metric.value:.3f}</text>')
    key = "Bar: value. Thin line: 95% interval. Grey tick: baseline. Dashed line: release bar."
    shapes.append(f'<text class="soft" x="{left}" y="{height - 4}">{key}</text>')
    label = "Each figure as a bar from 0 to 1 with its interval"
    svg = f'<svg role="img" aria-label="{label}" viewBox="0 0 {left + width + 70} {height}" width="100%">{"".join(shapes)}</svg>'
    return f'<div class="wide">{svg}</div>'


def _table(metrics: Sequence[Metric], checks: Sequence[Check]) -> str:
    verdicts = {check.metric: check for check in checks}
    lines = []
    for metric in metrics:
        check = verdicts.get(metric.name)
        passed = (
            "" if check is None else f'<span class="{"good" if check.passed else "bad"}">{"held" if check.passed else "missed"}</span> '
        )
        bar = f"{passed}{escape(check.bar)}" if check else ""
        value = f"skipped: {escape(metric.skipped)}" if metric.value is None else _figure(metric.value, metric.name)
        interval = f"{_figure(metric.interval[0], metric.name)} to {_figure(metric.interval[1], metric.name)}" if metric.interval else ""
        difference = "" if metric.difference is None else f"{metric.difference:+.3f}"
        baseline = "" if metric.baseline is None else _figure(metric.baseline, metric.name)
        words = escape(meaning(metric.name))
        lines.append(
            f'<tr><td>{escape(_label(metric.name))}<br><small>{words}</small></td><td class="n">{value}</td><td class="n">{interval}</td>'
            f'<td class="n">{baseline}</td><td class="n">{difference}</td><td>{bar}</td></tr>'
        )
    numbers = "".join(f'<th class="n">{name}</th>' for name in ("Value", "95% interval", "Baseline", "Difference"))
    head = f"<th>Figure</th>{numbers}<th>Release bar</th>"
    return f'<div class="wide"><table><thead><tr>{head}</tr></thead><tbody>{"".join(lines)}</tbody></table></div>'


def _histogram(names: Sequence[str], rows: Sequence[Row]) -> str:
    """How the cases spread over the first of the figures that order them, in ten steps from 0 to 1."""
    if not names:
        return ""
    values = [row.figures[names[0]] for row in rows if names[0] in row.figures]
    if len(values) < 10 or not all(0 <= value <= 1 for value in values):
        return ""
    counts = [0] * 10
    for value in values:
        counts[min(int(value * 10), 9)] += 1
    top, width = max(counts), 60
    shapes = []
    for place, count in enumerate(counts):
        height = 120 * count / top
        x = 20 + place * width
        shapes.append(f'<rect x="{x}" y="{145 - height:.1f}" width="{width - 6}" height="{height:.1f}" fill="var(--bar)"/>')
        shapes.append(f'<text x="{x + 27}" y="{140 - height:.1f}" text-anchor="middle">{count}</text>')
        shapes.append(f'<text class="soft" x="{x + 27}" y="162" text-anchor="middle">{place / 10:.1f} to {(place + 1) / 10:.1f}</text>')
    label = f"How many cases reached which {_label(names[0])}"
    return (
        f'<h2>{escape(label)}</h2><div class="wide"><svg role="img" aria-label="{escape(label)}" viewBox="0 0 640 170" width="100%">'
        f"{''.join(shapes)}</svg></div>"
    )


def _breakdown(name: str, table: Mapping[str, Mapping[str, float]]) -> str:
    columns = list(dict.fromkeys(column for line in table.values() for column in line))
    head = "".join(f'<th class="n">{escape(_label(column))}</th>' for column in columns)
    lines = "".join(
        f"<tr><td>{escape(group)}</td>" + "".join(f'<td class="n">{_cell(line, column)}</td>' for column in columns) + "</tr>"
        for group, line in table.items()
    )
    title = escape(_label(name).lower())
    return f'<h2>By {title}</h2><div class="wide"><table><thead><tr><th>{title}</th>{head}</tr></thead><tbody>{lines}</tbody></table></div>'


def _cell(line: Mapping[str, float], column: str) -> str:
    if column not in line:
        return ""
    return f"{line[column]:.0f}" if column == "n" else _figure(line[column], column)


def _worst(rows: Sequence[Row]) -> str:
    if not rows:
        return ""
    lines = []
    for row in rows:
        figures = ", ".join(f"{_label(name)} {_figure(value, name)}" for name, value in row.figures.items())
        lines.append(f"<tr><td>{escape(row.id)}</td><td>{escape(figures)}</td></tr>")
    return f'<h2>Where to look first: the worst cases</h2><div class="wide"><table><tbody>{"".join(lines)}</tbody></table></div>'


def _made_with(report: RunReport) -> str:
    found = report.measurement
    facts = {
        "settings": report.settings_hash,
        "data": found.corpus_digest,
        "seed": str(report.seed),
        "seconds": f"{report.seconds:.1f}",
        **report.versions,
    }
    return f"<h2>Made with</h2><p><code>{escape(', '.join(f'{name} {value}' for name, value in facts.items()))}</code></p>"


def _is_share(metric: Metric) -> bool:
    return (
        metric.value is not None and 0 <= metric.value <= 1 and not metric.name.endswith(("_ms", "_per_s", "_mb", "_as_current", "failed"))
    )


def _label(name: str) -> str:
    plain = name.replace("_at_", " at ").replace("_per_s", " per second").replace("_ms", " (ms)").replace("_", " ")
    plain = plain.replace("ndcg", "nDCG").replace("mrr", "MRR").replace("auroc", "AUROC")
    return plain[:1].upper() + plain[1:] if not plain.startswith("nDCG") else plain


def _figure(value: float | None, name: str) -> str:
    if value is None:
        return ""
    if float(value).is_integer() and abs(value) > 1:
        return f"{value:,.0f}"
    return f"{value:,.1f}" if abs(value) >= 10 or name.endswith("_ms") else f"{value:.3f}"
