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
from ingest.readers.pdf_tables import Line, Rule, drawn_rules, ruled_tables, unruled_end, unruled_rows
from ingest.readers.plain import BULLET, NUMBER

if TYPE_CHECKING:
    from pdfminer.layout import LTPage

_UNMAPPED = re.compile(r"\(cid:\d+\)")
_OPENING_UNMAPPED = re.compile(r"^\s*(?:\(cid:\d+\)|[\uf0a7\uf0b7\uf0d8\uf0fc\uf076\uf02d])\s*")
_LIGATURES = str.maketrans({"ﬀ": "ff", "ﬁ": "fi", "ﬂ": "fl", "ﬃ": "ffi", "ﬄ": "ffl", "ﬅ": "st", "ﬆ": "st"})
_BOLD = re.compile(r"bold|black|heavy|semibold|demi", re.IGNORECASE)
_LABEL = re.compile(r"[•●○◦▪▫■□‣⁃∙·–—*o-]|\(?(?:\d{1,3}(?:\.\d{1,3})*|[a-z]|[ivx]{1,5})[.)]?", re.IGNORECASE)
# Two columns: a gutter in the middle third that at most this share of the lines cross, with this many lines on each side.
_CROSSING, _COLUMN_LINES, _COLUMN_CHARS = 0.2, 6, 18


@dataclass(slots=True, weakref_slot=True)
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
    rules = list(drawn_rules(page))
    uprights = [rule for rule in rules if rule[2] - rule[0] <= 2]
    for found in _text_lines(page):
        for characters in _split(list(found), uprights):
            text = "".join(c.get_text() for c in characters)
            letters += sum(c.isalnum() for c in text)
            unmapped += len(_UNMAPPED.findall(_OPENING_UNMAPPED.sub("", text)))
            line = _line(characters, text)
            if line and -1 <= (line.x0 + line.x1) / 2 <= page.width + 1 and -1 <= line.y0 <= page.height + 1:
                segments.append(line)
    tables, rest = ruled_tables(segments, rules)
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
        end = unruled_end(rows, index)
        if end > index:
            table += 1
            lines += unruled_rows(rows[index:end], table)
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


def _margin(lines: list[Line]) -> list[Line]:
    """Note on each line where its column's right margin is."""
    right = max((line.x1 for line in lines), default=0.0)
    for line in lines:
        line.right = right
    return lines
