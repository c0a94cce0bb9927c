"""One PDF page becomes lines in reading order: columns told apart, cells of tables gathered into rows.

Coordinates are PDF points from the lower left corner, so a larger `y` is higher up the page.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from ingest.readers.blocks import clean
from ingest.readers.plain import BULLET, NUMBER

if TYPE_CHECKING:
    from pdfminer.layout import LTPage

_UNMAPPED = re.compile(r"\(cid:\d+\)")
_OPENING_UNMAPPED = re.compile(r"^\s*(?:\(cid:\d+\)|[\uf0a7\uf0b7\uf0d8\uf0fc\uf076\uf02d])\s*")
_LIGATURES = str.maketrans({"ﬀ": "ff", "ﬁ": "fi", "ﬂ": "fl", "ﬃ": "ffi", "ﬄ": "ffl", "ﬅ": "st", "ﬆ": "st"})
_BOLD = re.compile(r"bold|black|heavy|semibold|demi", re.IGNORECASE)
_LABEL = re.compile(r"[•●○◦▪▫■□‣⁃∙·–—*o-]|\(?(?:\d{1,3}(?:\.\d{1,3})*|[a-z]|[ivx]{1,5})[.)]?", re.IGNORECASE)  # noqa: RUF001
# Points by which things that line up may differ.
_NEAR = 4.0
# Two columns: a gutter in the middle third that at most this share of the lines cross, with this many lines on each side.
_CROSSING, _COLUMN_LINES, _COLUMN_CHARS = 0.2, 6, 18
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


@dataclass(slots=True)
class Page:
    """The lines of a page in reading order. `unmapped` counts letters whose font does not say what they are."""

    number: int
    height: float
    lines: list[Line]
    letters: int
    unmapped: int
    gutter: float | None = None


def lay_out(page: LTPage, number: int, gutter: float | None = None) -> Page:
    """Read one page as pdfminer analysed it. `gutter` is where the page before had the gap between its two columns."""
    segments, letters, unmapped = [], 0, 0
    rules = list(_rules(page))
    uprights = [rule for rule in rules if rule[2] - rule[0] <= 2]
    for found in _text_lines(page):
        for characters in _split(list(found), uprights):
            text = "".join(c.get_text() for c in characters)
            letters += sum(c.isalnum() for c in text)
            unmapped += len(_UNMAPPED.findall(_OPENING_UNMAPPED.sub("", text)))
            line = _line(characters, text)
            if line and -1 <= (line.x0 + line.x1) / 2 <= page.width + 1 and -1 <= line.y0 <= page.height + 1:
                segments.append(line)
    tables, rest = _ruled_tables(segments, rules)
    gutter = _gutter(rest, page.width) or (gutter if gutter and _parts(rest + [r for t in tables for r in t], gutter) else None)
    lines = _in_columns(rest, gutter)
    for number_of_table, rows in enumerate(tables, start=1):
        _insert(lines, rows, number_of_table, int(gutter is not None and rows[0].x0 >= gutter))
    return Page(number, page.height, lines, letters, unmapped, gutter)


def _text_lines(container: Iterable[Any]) -> Iterator[Any]:
    from pdfminer.layout import LTFigure, LTTextBox, LTTextLine

    for item in container:
        if isinstance(item, LTTextLine):
            yield item
        elif isinstance(item, LTTextBox | LTFigure):
            yield from _text_lines(item)


def _split(found: list[Any], uprights: Sequence[Rule]) -> Iterator[list[Any]]:
    """Cut a line that pdfminer ran together where a rule crosses it or a gap is wider than a letter is high."""
    from pdfminer.layout import LTChar

    part: list[Any] = []
    last: Any = None
    for item in found:
        if isinstance(item, LTChar) and not item.get_text().isspace():
            if last is not None:
                middle = (item.y0 + item.y1) / 2
                crossed = any(last.x1 - 1 <= x0 and x1 <= item.x0 + 1 and y0 <= middle <= y1 for x0, y0, x1, y1 in uprights)
                if crossed or item.x0 - last.x1 > max(item.size, last.size):
                    yield part
                    part = []
            last = item
        part.append(item)
    yield part


def _line(segment: Sequence[Any], text: str) -> Line | None:
    from pdfminer.layout import LTChar

    characters = [c for c in segment if isinstance(c, LTChar) and not c.get_text().isspace()]
    text = clean(_UNMAPPED.sub("", _OPENING_UNMAPPED.sub("• ", text.replace("\xad\n", "\x02-")).translate(_LIGATURES)))
    if not characters or not text or not characters[0].upright:
        return None
    sizes = Counter(round(c.size * 2) / 2 for c in characters)
    bold = sum(bool(_BOLD.search(c.fontname)) for c in characters) > 0.6 * len(characters)
    return Line(
        text,
        min(c.x0 for c in characters),
        max(c.x1 for c in characters),
        min(c.y0 for c in characters),
        max(c.y1 for c in characters),
        sizes.most_common(1)[0][0],
        bold,
    )


def _rules(page: LTPage) -> Iterator[Rule]:
    from pdfminer.layout import LTCurve

    for item in page:
        if isinstance(item, LTCurve) and len(item.pts) <= 5:
            x0, y0, x1, y1 = item.x0, item.y0, item.x1, item.y1
            if min(x1 - x0, y1 - y0) <= 2 and max(x1 - x0, y1 - y0) > 8:
                yield x0, y0, x1, y1
            elif x1 - x0 > 12 and y1 - y0 > 8:
                yield from ((x0, y0, x1, y0), (x0, y1, x1, y1), (x0, y0, x0, y1), (x1, y0, x1, y1))


def _ruled_tables(segments: list[Line], rules: Sequence[Rule]) -> tuple[list[list[Line]], list[Line]]:
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


def _insert(lines: list[Line], rows: list[Line], table: int, column: int) -> None:
    """Put a table among the lines of its column where its top edge stands."""
    top = rows[0].y1
    for row in rows:
        row.table, row.column = table, column
    place = next((i for i, line in enumerate(lines) if line.y1 < top and line.column == column), len(lines))
    lines[place:place] = rows


def _in_columns(segments: list[Line], gutter: float | None) -> list[Line]:
    if gutter is None:
        return _rows(segments)
    ordered: list[Line] = []
    band: list[Line] = []
    for segment in sorted(segments, key=lambda s: -s.y1):
        if segment.x0 < gutter < segment.x1:
            ordered += _band(band, gutter)
            band = []
            ordered.append(_margin([segment])[0])
        else:
            band.append(segment)
    return ordered + _band(band, gutter)


def _band(segments: list[Line], gutter: float) -> list[Line]:
    left, right = [s for s in segments if s.x1 <= gutter], [s for s in segments if s.x1 > gutter]
    lines = _rows(left) + (second := _rows(right))
    for line in second:
        line.column = 1
    return lines


def _parts(segments: Sequence[Line], gutter: float) -> bool:
    """Whether a gutter that held on the page before still has text on both sides and next to none across."""
    crossing = sum(s.x0 < gutter < s.x1 for s in segments)
    return any(s.x0 >= gutter for s in segments) and crossing <= max(2, 0.1 * len(segments))


def _gutter(segments: Sequence[Line], width: float) -> float | None:
    """The x of a gap between two columns of prose, if the page has two."""
    best: tuple[int, float] | None = None
    for step in range(35, 66):
        x = width * step / 100
        left, right = [s for s in segments if s.x1 <= x], [s for s in segments if s.x0 >= x]
        crossing = len(segments) - len(left) - len(right)
        if crossing > _CROSSING * len(segments) or min(len(left), len(right)) < _COLUMN_LINES:
            continue
        if min(sum(len(s.text) for s in side) / len(side) for side in (left, right)) >= _COLUMN_CHARS:
            # Prose fills its column: the right edges of most lines on the left come near each other.
            reach = max(s.x1 for s in left) - min(s.x0 for s in left)
            if sum(s.x1 - s.x0 > 0.7 * reach for s in left) >= 0.5 * len(left):
                best = min(best or (crossing, x), (crossing, x))
    return best[1] if best else None


def _rows(segments: Sequence[Line]) -> list[Line]:
    """Segments on one base line become one line, or a row of an unruled table."""
    baselines: list[list[Line]] = []
    for segment in sorted(segments, key=lambda s: (-s.y0, s.x0)):
        last = baselines[-1] if baselines else None
        if last and abs(last[0].y0 - segment.y0) < 0.4 * min(last[0].size, segment.size) + 1:
            last.append(segment)
        else:
            baselines.append([segment])
    rows = [_join_labels(sorted(row, key=lambda s: s.x0)) for row in baselines]
    lines: list[Line] = []
    index, table = 0, 100
    while index < len(rows):
        end = _unruled_end(rows, index)
        if end > index:
            table += 1
            lines += _unruled(rows[index:end], table)
            index = end
        else:
            lines.append(_join(rows[index]))
            index += 1
    return _margin(lines)


def _join_labels(row: list[Line]) -> list[Line]:
    """A bullet or number that stands apart belongs to the text on its right."""
    if len(row) > 1 and (_LABEL.fullmatch(row[0].text) or BULLET.fullmatch(row[0].text + " x") or NUMBER.fullmatch(row[0].text + " x")):
        return [_join(row[:2]), *row[2:]]
    return row


def _join(row: Sequence[Line]) -> Line:
    if len(row) == 1:
        return row[0]
    widest = max(row, key=lambda s: len(s.text))
    return Line(
        " ".join(s.text for s in row), row[0].x0, row[-1].x1, min(s.y0 for s in row), max(s.y1 for s in row), widest.size, widest.bold
    )


def _unruled_end(rows: Sequence[Sequence[Line]], start: int) -> int:
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


def _unruled(rows: Sequence[Sequence[Line]], table: int) -> list[Line]:
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


def _margin(lines: list[Line]) -> list[Line]:
    """Note on each line where its column's right margin is."""
    right = max((line.x1 for line in lines), default=0.0)
    for line in lines:
        line.right = right
    return lines
