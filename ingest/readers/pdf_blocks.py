"""The lines of PDF pages become blocks: paragraphs, lists, tables and headings from where and how letters stand.

What the pages so far have shown (the size of body text, the distance between lines, lines that come back at the same place
on every page) decides how a line is taken, so pages are first learned from and then read.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from ingest.readers.blocks import FOOTER, HEADER, HEADING, ITEM, TEXT, Block, clean
from ingest.readers.pdf_layout import Page
from ingest.readers.pdf_tables import Line
from ingest.readers.plain import BULLET, NUMBER
from ingest.readers.tables import looks_like_header, table_blocks

# Running lines live in the outer 12% of a page and come back on at least this share of the pages of a batch.
_EDGE, _RUNNING_SHARE = 0.12, 0.3
_PAGE_NUMBER = re.compile(r"[-–—\s|]*(?:page\s*)?(?:#|[ivxlc]{1,6})(?:\s*(?:of|/)\s*#)?[-–—\s|]*", re.IGNORECASE)
_DIGITS = re.compile(r"\d+")
_HEADING_NUMBER = re.compile(r"(?:(?:chapter|section|part|annex|appendix)\s+)?(\d{1,2}(?:\.\d{1,2}){0,4})[.):]?\s+\S", re.IGNORECASE)
# A heading in body size is bold or in capitals and no longer than this; larger letters may go on for a whole title page.
_HEADING_CHARS, _LARGE_CHARS = 110, 250
_LARGER = 1.12
_SENTENCE_END = (".", "!", "?", ":", ";", ".”", '."', ".’", ".)")
# Both halves of a word broken at a hyphen are words of their own above the first Zipf frequency (wordfreq); together
# they are one word above the second.
_HALF_WORD, _WHOLE_WORD = 3.0, 2.0


@dataclass(slots=True)
class _Heading:
    """An open heading: `weight` orders headings by look, `numbers` by their own number, `outline` by the bookmarks."""

    weight: float
    numbers: int
    outline: int
    is_first: bool = False

    def is_above(self, other: _Heading) -> bool:
        if self.outline and other.outline:
            return self.outline < other.outline
        if self.numbers and other.numbers:
            return self.numbers < other.numbers
        if self.is_first and other.numbers:
            return self.weight > other.weight - 0.3  # the title, over chapters set like it
        return self.weight > other.weight + 0.2


@dataclass(slots=True)
class Flow:
    """What is known while the lines of a file go by."""

    outline: Mapping[str, int]
    sizes: Counter[float] = field(default_factory=Counter)
    running: dict[tuple[str, str], int] = field(default_factory=dict)
    shown: set[str] = field(default_factory=set)
    path: list[_Heading] = field(default_factory=list)
    open_lines: list[Line] = field(default_factory=list)
    category: str = TEXT
    page: int = 1
    has_heading: bool = False
    gap: float = 3.0
    letters: int = 0
    unmapped: int = 0

    @property
    def body(self) -> float:
        return max(self.sizes, key=lambda size: self.sizes[size], default=10.0)


def learn(batch: list[Page], flow: Flow) -> None:
    """Take in body size, line distance and running lines of the next pages."""
    seen: Counter[tuple[str, str]] = Counter()
    gaps: Counter[float] = Counter()
    for page in batch:
        flow.letters += page.letters
        flow.unmapped += page.unmapped
        for line in page.lines:
            flow.sizes[line.size] += len(line.text) + sum(map(len, line.cells)) // 2
        seen.update({key for line in _outermost(page) if (key := _running_key(line, page))})
        for above, line in zip(page.lines, page.lines[1:], strict=False):
            if 0 <= above.y0 - line.y1 < 2 * line.size and above.size == line.size:
                gaps[round(above.y0 - line.y1, 1)] += 1
    if gaps:
        flow.gap = max(gaps, key=lambda gap: gaps[gap])
    for key, count in seen.items():
        if count >= 2 and (count >= _RUNNING_SHARE * len(batch) or key in flow.running):
            flow.running[key] = count


def _outermost(page: Page) -> list[Line]:
    """The three highest and the three lowest lines of a page."""
    ordered = sorted(page.lines, key=lambda line: line.y0)
    return ordered[:3] + ordered[-3:]


def _running_key(line: Line, page: Page) -> tuple[str, str] | None:
    """Place and wording of a line at the edge of a page, with its figures blanked."""
    middle = (line.y0 + line.y1) / 2
    where = FOOTER if middle < _EDGE * page.height else HEADER if middle > (1 - _EDGE) * page.height else None
    text = line.text or " ".join(line.cells)
    return (where, f"{round(middle / 8)} {_DIGITS.sub('#', text)}") if where else None


def page_blocks(page: Page, flow: Flow) -> Iterator[Block]:
    """The blocks of a page that has been learned from. Its last paragraph stays open, since it may go on over the page."""
    index = 0
    lines = page.lines
    while index < len(lines):
        line = lines[index]
        key = _running_key(line, page)
        if key and (key in flow.running or (_PAGE_NUMBER.fullmatch(_DIGITS.sub("#", line.text)) and index in (0, len(lines) - 1))):
            text = line.text or " ".join(line.cells)
            wording = key[1].split(" ", 1)[1]
            if wording not in flow.shown and not _PAGE_NUMBER.fullmatch(wording):
                flow.shown.add(wording)
                yield Block(key[0], text, page=page.number)
            index += 1
        elif line.cells:
            yield from close_paragraph(flow)
            end = next((i for i in range(index, len(lines)) if lines[i].table != line.table), len(lines))
            yield from _table(lines[index:end], page.number)
            index = end
        elif taken := _heading_lines(lines, index, flow):
            yield from close_paragraph(flow)
            yield _heading(lines[index : index + taken], flow, page.number)
            index += taken
        else:
            yield from _add(line, flow, page.number)
            index += 1


def _table(rows: list[Line], page: int) -> Iterator[Block]:
    cells = [list(row.cells) for row in rows]
    has_header = len(rows) > 1 and ((rows[0].header and not all(row.header for row in rows)) or looks_like_header(cells))
    yield from table_blocks(cells[1:] if has_header else cells, header=cells[0] if has_header else None, page=page)


def heading_key(text: str) -> str:
    """What a bookmark and the heading it points to have in common, however each is spaced and set."""
    return "".join(c for c in text.casefold() if c.isalnum())


def _heading_lines(lines: list[Line], index: int, flow: Flow) -> int:
    """How many lines from `index` on make one heading; 0 for none."""
    first = lines[index]
    if heading_key(first.text) in flow.outline and len(first.text) <= _LARGE_CHARS:
        return 1
    end, text = index, ""
    while end < len(lines) and not lines[end].cells:
        line = lines[end]
        if end > index and (
            _HEADING_NUMBER.match(line.text)
            or line.size != first.size
            or line.bold != first.bold
            or lines[end - 1].y0 - line.y1 > 0.9 * line.size
            or line.column != first.column
        ):
            break
        text = f"{text} {line.text}".strip()
        end += 1
        if heading_key(text) in flow.outline:
            return end - index
        if len(text) > _LARGE_CHARS:
            return 0
    if not any(c.isalpha() for c in text) or BULLET.match(text):
        return 0
    if first.size >= _LARGER * flow.body:
        return end - index
    if first.size < 0.95 * flow.body or len(text) > _HEADING_CHARS or (text[-1] in ".,;:?!" and not (first.bold and text[-1] == "?")):
        return 0
    capitals = sum(c.isalpha() for c in text) >= 4 and text.upper() == text and not any(c.isdigit() for c in text[4:])
    stands_alone = end - index <= 2 and _stands_apart(lines, index, flow)
    return end - index if (first.bold or capitals) and stands_alone else 0


def _stands_apart(lines: list[Line], index: int, flow: Flow) -> bool:
    """Whether there is more space above than between lines, or nothing above that could go on here."""
    if index == 0 or not flow.open_lines:
        return True
    above = lines[index - 1]
    return above.y0 - lines[index].y1 > flow.gap + 0.25 * lines[index].size or above.text.endswith(_SENTENCE_END) or above.bold


def _heading(lines: list[Line], flow: Flow, page: int) -> Block:
    text = _joined(lines)
    first = lines[0]
    number = _HEADING_NUMBER.match(text)
    capitals = text.upper() == text
    heading = _Heading(
        weight=first.size + 0.5 * first.bold + 0.25 * capitals,
        numbers=number[1].count(".") + 1 if number else 0,
        outline=flow.outline.get(heading_key(text), 0),
        is_first=not flow.has_heading,
    )
    flow.has_heading = True
    while flow.path and not flow.path[-1].is_above(heading):
        flow.path.pop()
    flow.path.append(heading)
    return Block(HEADING, text, level=len(flow.path), page=page)


def _add(line: Line, flow: Flow, page: int) -> Iterator[Block]:
    """Take a line of text: it goes on with the open paragraph, or closes it and opens the next."""
    bullet, number = BULLET.match(line.text), NUMBER.match(line.text)
    if flow.open_lines and _goes_on(flow, line, page, bool(bullet or number)):
        flow.open_lines.append(line)
        return
    yield from close_paragraph(flow)
    flow.category = ITEM if bullet or number else TEXT
    flow.page = page
    if bullet:
        line.text = line.text[bullet.end() :]
    flow.open_lines = [line]


def _goes_on(flow: Flow, line: Line, page: int, is_item: bool) -> bool:
    last = flow.open_lines[-1]
    ended = last.text.endswith(_SENTENCE_END)
    gap = last.y0 - line.y1
    if (page != flow.page and gap < 0) or line.column != last.column or gap < -line.size:
        # Over the edge of a column or page only an unfinished sentence goes on.
        return not ended and not is_item and (line.text[0].islower() or line.text[0].isdigit() or last.text.endswith("-"))
    if is_item and not (NUMBER.match(line.text) and not ended and line.x0 >= flow.open_lines[0].x0 + 2 and flow.category == ITEM):
        return False
    if gap > max(0.6 * line.size, flow.gap + 0.3 * line.size) or abs(line.size - last.size) > 1.5:
        return False
    if flow.category == ITEM and not _hangs(line, flow.open_lines, ended):
        return False
    is_short = last.x1 < last.x0 + 0.75 * (last.right - last.x0)
    is_indented = flow.category == TEXT and line.x0 > last.x0 + 6
    return not (ended and (is_short or is_indented))


def _hangs(line: Line, item: list[Line], ended: bool) -> bool:
    """Whether a line stands where the lines of this list item stand: under its text, or under its mark mid-sentence."""
    if len(item) > 1 and item[1].column == line.column and item[1].x0 > item[0].x0 + 2:
        return line.x0 > item[0].x0 + 2
    return line.x0 > item[0].x0 + 2 or (line.x0 > item[0].x0 - 2 and not ended)


def close_paragraph(flow: Flow) -> Iterator[Block]:
    """The paragraph or list item still open, where there is one, as a block."""
    if flow.open_lines:
        text = _joined(flow.open_lines)
        if text:
            yield Block(flow.category, text, page=flow.page)
        flow.open_lines = []


def _joined(lines: list[Line]) -> str:
    text = lines[0].text
    for line in lines[1:]:
        if text.endswith("-") and text[-2:-1].isalpha() and line.text[0].islower():
            head, tail = re.split(r"[^A-Za-z'’]+", text[:-1])[-1], re.split(r"[^A-Za-z'’]+", line.text)[0]
            text = (text if _keeps_hyphen(head.lower(), tail.lower()) else text[:-1]) + line.text
        else:
            text += " " + line.text
    return clean(text)


@cache
def _keeps_hyphen(head: str, tail: str) -> bool:
    """Whether a word broken after a hyphen has that hyphen of its own (multi-agency) or only at the margin (safe-guarding)."""
    from wordfreq import zipf_frequency

    whole: Any = zipf_frequency(head + tail, "en")
    return bool(whole < _WHOLE_WORD and min(zipf_frequency(head, "en"), zipf_frequency(tail, "en")) >= _HALF_WORD)
