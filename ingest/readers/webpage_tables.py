"""Tables of an HTML page: data becomes rows of text, mere layout becomes plain blocks."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from ingest.readers.blocks import Block, clean
from ingest.readers.tables import looks_like_header, table_blocks

if TYPE_CHECKING:
    from lxml.html import HtmlElement  # type: ignore[import-untyped]

# The private character that stands for a line break while white space is being joined.
BREAK = "\ue002"
_HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
# Cells that hold these are parts of a page, not of a table.
_BLOCKS_IN_CELLS = " | ".join(f".//td//{name}" for name in (*_HEADINGS, "ul", "ol", "table", "blockquote", "pre", "form"))


def hold_tables(body: HtmlElement) -> list[tuple[Block, ...]]:
    """Take data tables out as text, leaving a mark; tables that only lay out the page become plain blocks."""
    held: list[tuple[Block, ...]] = []
    for table in [table for table in body.iter("table") if table is not body]:
        if _is_layout(table):
            for part in list(table.iter("table", "tbody", "thead", "tfoot", "tr", "td", "th", "caption")):
                if next(part.iterancestors("table"), None) in (table, None) or part is table:
                    part.tag = "div"
    for table in list(body.iter("table")):
        if next(table.iterancestors("table"), None) is None:
            held.append(tuple(_table(table)))
            mark = table.makeelement("p")
            mark.text = f"\ue000{len(held) - 1}\ue001"
            mark.tail = table.tail
            table.getparent().replace(table, mark)
    return held


def _is_layout(table: HtmlElement) -> bool:
    if table.get("role") in ("presentation", "none"):
        return True
    if table.xpath(".//th | .//caption"):
        return False
    rows = [[cell for cell in row if cell.tag in ("td", "th")] for row in table.xpath("./tr | ./tbody/tr | ./thead/tr | ./tfoot/tr")]
    return max(map(len, rows), default=0) < 2 or bool(table.xpath(_BLOCKS_IN_CELLS))


def _table(table: HtmlElement) -> Iterator[Block]:
    header: list[str] = []
    rows: list[list[str]] = []
    spans: dict[int, tuple[int, str]] = {}  # column -> rows still covered by a cell above, and its text
    for row in table.xpath("./tr | ./thead/tr | ./tbody/tr | ./tfoot/tr"):
        cells: list[str] = []
        tags: set[str] = set()
        for cell in (cell for cell in row if cell.tag in ("td", "th")):
            _fill(cells, spans)
            text = _cell_text(cell)
            tags.add(cell.tag)
            across, down = min(whole_number(cell.get("colspan"), 1), 100), min(whole_number(cell.get("rowspan"), 1), 1000)
            for column in range(max(across, 1)):
                if down > 1:
                    spans[len(cells)] = (down - 1, text if column == 0 else "")
                cells.append(text if column == 0 or tags == {"th"} else "")
        _fill(cells, spans)
        is_header = (tags == {"th"} or next(row.iterancestors("thead", "table")).tag == "thead") and not rows
        if is_header:
            width = max(len(header), len(cells))
            header = [" ".join(dict.fromkeys(part for part in (_at(header, i), _at(cells, i)) if part)) for i in range(width)]
        else:
            rows.append(cells)
    if not header and looks_like_header(rows):
        header, rows = rows[0], rows[1:]
    caption = table.find("caption")
    yield from table_blocks(rows, header or None, caption.text_content() if caption is not None else "")


def _fill(cells: list[str], spans: dict[int, tuple[int, str]]) -> None:
    while len(cells) in spans:
        column = len(cells)
        left, text = spans.pop(column)
        cells.append(text)
        if left > 1:
            spans[column] = (left - 1, text)


def _at(values: list[str], index: int) -> str:
    return values[index] if index < len(values) else ""


def _cell_text(cell: HtmlElement) -> str:
    for node in cell.iter("p", "div", "li", "br", "tr", "td", "th"):
        node.tail = " " + (node.tail or "")
        if node is not cell:
            node.text = " " + (node.text or "")
    return clean(cell.text_content().replace(BREAK, " "))


def whole_number(text: str | None, otherwise: int) -> int:
    """The number an attribute gives, or another when it gives none."""
    return int(text) if text and re.fullmatch(r"-?\d{1,6}", text.strip()) else otherwise
