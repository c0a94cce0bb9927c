"""Tables on a PDF page: those drawn with lines, and those that only line up.

A table is a list of Lines with `cells`, one for each row, from the top.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pdfminer.layout import LTPage

# Points by which things that line up may differ.
_NEAR = 4.0
# Cells are phrases. Above this many words on average two "columns" are columns of prose.
_CELL_WORDS = 7

Rule = tuple[float, float, float, float]  # x0, y0, x1, y1 of a straight line that is drawn


@dataclass(slots=True)
class Line:
    """A printed line, or a table row when `cells` is set (then `text` is empty and `header` tells a row of bold cells)."""

    text: str
    x0: float
    x1: float
    y0: float
    y1: float
    size: float
    bold: bool
    right: float = 0.0
    cells: tuple[str, ...] = ()
    header: bool = False
    table: int = 0
    column: int = 0


def drawn_rules(page: LTPage) -> Iterator[Rule]:
    from pdfminer.layout import LTCurve

    for item in page:
        if isinstance(item, LTCurve) and len(item.pts) <= 5:
            x0, y0, x1, y1 = item.x0, item.y0, item.x1, item.y1
            if min(x1 - x0, y1 - y0) <= 2 and max(x1 - x0, y1 - y0) > 8:
                yield x0, y0, x1, y1
            elif x1 - x0 > 12 and y1 - y0 > 8:
                yield from ((x0, y0, x1, y0), (x0, y1, x1, y1), (x0, y0, x0, y1), (x1, y0, x1, y1))


def ruled_tables(segments: list[Line], rules: Sequence[Rule]) -> tuple[list[list[Line]], list[Line]]:
    """Tables drawn with lines: each a list of rows; and the segments that are in none."""
    tables: list[list[Line]] = []
    rest = list(segments)
    for group in _touching(rules):
        levels = _merge(y for _, y0, _, y1 in group for y in (y0, y1) if y1 - y0 <= 2)
        left, right = min(x0 for x0, *_ in group), max(x1 for _, _, x1, _ in group)
        if len(levels) < 3:
            continue
        inside = [s for s in rest if left - 2 <= (s.x0 + s.x1) / 2 <= right + 2 and levels[0] <= (s.y0 + s.y1) / 2 <= levels[-1]]
        edges = _merge(x for x0, y0, x1, y1 in group for x in (x0, x1) if x1 - x0 <= 2 and y1 - y0 > 2)
        columns = edges[:-1] if len(edges) >= 3 else _starts(inside)
        rows = _grid(inside, levels, columns, right)
        if len(columns) >= 2 and len(rows) >= 2:
            tables.append(rows)
            taken = set(map(id, inside))
            rest = [s for s in rest if id(s) not in taken]
    return tables, rest


def _touching(rules: Sequence[Rule]) -> list[list[Rule]]:
    """Rules grouped into drawings: those that meet, and horizontal ones of the same width below each other."""
    groups: list[tuple[list[float], list[Rule]]] = []
    # A page with thousands of rules is a drawing; looking for tables in it would take for ever.
    for rule in sorted(rules, key=lambda r: -r[3])[:2000]:
        box, members = [rule[0] - 3, rule[1] - 3, rule[2] + 3, rule[3] + 3], [rule]
        apart = []
        for other, found in groups:
            meets = box[0] <= other[2] and other[0] <= box[2] and box[1] <= other[3] and other[1] <= box[3]
            below = abs(box[0] - other[0]) < _NEAR and abs(box[2] - other[2]) < _NEAR and other[1] - box[3] < 60
            if meets or below:
                box = [min(box[0], other[0]), min(box[1], other[1]), max(box[2], other[2]), max(box[3], other[3])]
                members = found + members
            else:
                apart.append((other, found))
        groups = [*apart, (box, members)]
    return [members for _, members in groups]


def _merge(values: Iterable[float]) -> list[float]:
    merged: list[float] = []
    for value in sorted(values):
        if not merged or value - merged[-1] > _NEAR:
            merged.append(value)
    return merged


def _starts(segments: Sequence[Line]) -> list[float]:
    """Where columns begin: left edges that at least two segments share."""
    edges = Counter(round(s.x0 / _NEAR) for s in segments)
    return _merge(edge * _NEAR - 2 * _NEAR for edge, count in edges.items() if count > 1)


def _grid(segments: Sequence[Line], levels: Sequence[float], columns: Sequence[float], right: float) -> list[Line]:
    rows: list[Line] = []
    for low, high in zip(reversed(levels[:-1]), reversed(levels[1:]), strict=True):
        inside = [s for s in segments if low <= (s.y0 + s.y1) / 2 < high]
        if inside:
            rows.append(_row(inside, columns, right))
    return rows


def _row(segments: Sequence[Line], columns: Sequence[float], right: float) -> Line:
    cells = [""] * max(len(columns), 1)
    for segment in sorted(segments, key=lambda s: (-round(s.y0 / 3), s.x0)):
        column = max(sum(segment.x0 + _NEAR >= edge for edge in columns) - 1, 0)
        cells[column] = f"{cells[column]} {segment.text}".strip()
    first = segments[0]
    return Line(
        "",
        min(s.x0 for s in segments),
        max(s.x1 for s in segments),
        min(s.y0 for s in segments),
        max(s.y1 for s in segments),
        first.size,
        all(s.bold for s in segments),
        right,
        tuple(cells),
        header=all(s.bold for s in segments),
    )


def unruled_end(rows: Sequence[Sequence[Line]], start: int) -> int:
    """Where a table without lines that begins at `start` ends (exclusive); `start` when there is none."""
    if len(rows[start]) < 2:
        return start
    starts = [s.x0 for s in rows[start]]
    end, full, texts = start, 0, list[str]()
    for index in range(start, len(rows)):
        row = rows[index]
        fits = all(any(abs(s.x0 - x) <= 2 * _NEAR for x in starts) for s in row)
        close = index == start or rows[index - 1][0].y0 - row[0].y1 < 2.2 * row[0].size
        if not fits or not close or (len(row) == 1 and abs(row[0].x0 - starts[0]) <= 2 * _NEAR and row[0].x1 > starts[1]):
            break
        texts += [s.text for s in row]
        if len(row) >= 2:
            full, end = full + 1, index + 1
        elif abs(row[0].x0 - starts[0]) > 2 * _NEAR:
            end = index + 1  # a cell that goes on
    words = sum(len(text.split()) for text in texts) / max(len(texts), 1)
    return end if full >= 3 and words <= _CELL_WORDS else start


def unruled_rows(rows: Sequence[Sequence[Line]], table: int) -> list[Line]:
    columns = [s.x0 - _NEAR for s in rows[0]]
    gathered: list[list[Line]] = []
    for row in rows:
        opens = abs(row[0].x0 - rows[0][0].x0) <= 2 * _NEAR
        if opens or not gathered:
            gathered.append(list(row))
        else:
            gathered[-1] += row
    lines = [_row(row, columns, 0.0) for row in gathered]
    for line in lines:
        line.table = table
    return lines
