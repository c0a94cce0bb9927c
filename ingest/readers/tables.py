"""A table becomes lines of text that stand alone: `Column: value; Column: value.`, one line for each row."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from ingest.readers.blocks import TABLE, TABLE_CHARS, Block, clean

Row = Sequence[str]
_FIGURES = re.compile(r"[\d\s.,:/%£$€+()-]+")
# A column name is a label, not a sentence: longer first rows are data.
_LABEL_CHARS = 80


def looks_like_header(rows: Sequence[Row]) -> bool:
    """Whether the first of several rows names the columns, for tables that do not say so.

    Two columns without a marked header are read as label and value, since that is what forms look like.
    """
    if len(rows) < 2 or len(rows[0]) < 3:
        return False
    return are_labels(rows[0])


def are_labels(row: Row) -> bool:
    """Whether every cell is a short, distinct piece of text that is no figure, date or address."""
    cells = [clean(cell) for cell in row]
    return (
        all(cells)
        and len(set(cells)) == len(cells)
        and not any(len(cell) > _LABEL_CHARS or cell.endswith(".") or "@" in cell or _FIGURES.fullmatch(cell) for cell in cells)
    )


def render_rows(rows: Sequence[Row], header: Row | None = None) -> Iterator[str]:
    """One line a row; empty rows and cells are left out. A row that is a single cell stands as it is."""
    names = [clean(name) for name in header or ()]
    for row in rows:
        cells = [(index, cell) for index, cell in enumerate(map(clean, row)) if cell]
        if not cells:
            continue
        if names:
            parts = [f"{names[i]}: {cell}" if i < len(names) and names[i] else cell for i, cell in cells]
        elif len(row) == 2 and len(cells) == 2:
            parts = [f"{cells[0][1].removesuffix(':')}: {cells[1][1]}"]
        else:
            parts = [cell for _, cell in cells]
        yield _join(parts)


def table_blocks(rows: Sequence[Row], header: Row | None = None, caption: str = "", page: int | None = None) -> Iterator[Block]:
    """Table Blocks: normally one, more when the text is longer than TABLE_CHARS. The caption is the first line of each."""
    lines = list(render_rows(rows, header))
    if not lines and header and any(header):
        lines = [_join([cell for cell in map(clean, header) if cell])]
    first = [clean(caption)] if clean(caption) else []
    if not lines and not first:
        return
    batch, size = list(first), 0
    for line in lines:
        if size and size + len(line) > TABLE_CHARS:
            yield Block(TABLE, "\n".join(batch), page=page)
            batch, size = list(first), 0
        batch.append(line)
        size += len(line) + 1
    yield Block(TABLE, "\n".join(batch), page=page)


def _join(parts: Sequence[str]) -> str:
    text = parts[0]
    for part in parts[1:]:
        text += (" " if text.endswith((".", "!", "?", ";")) else "; ") + part
    return text if text.endswith((".", "!", "?")) else text + "."
