"""CSV and Excel: every row becomes a line that names its columns; nothing is turned into another number on the way."""

from __future__ import annotations

import csv
import datetime
from collections.abc import Iterator, Sequence
from io import BytesIO, StringIO
from typing import Any

from assistant.errors import UnreadableFile
from ingest.readers.blocks import HEADING, TEXT, Block, Reading, clean, clean_metadata
from ingest.readers.decode import decode
from ingest.readers.tables import are_labels, table_blocks

_DELIMITERS = (",", ";", "\t", "|")
# One cell with more than this is no cell of a table (the longest Excel can hold is 32,767 characters).
_CELL_CHARS = 1_000_000


def read_csv(data: bytes) -> Reading:
    """Table blocks of a CSV file with commas, semicolons, tabs or bars."""
    text = decode(data)
    csv.field_size_limit(_CELL_CHARS)
    try:
        rows = list(csv.reader(StringIO(text, newline=""), delimiter=_delimiter(text), skipinitialspace=True))
    except csv.Error:
        raise UnreadableFile("The CSV file has a cell that does not end, or one that is far too long. Check its quotation marks.") from None
    return Reading(tuple(_tables(rows, two_columns=True)))


def _delimiter(text: str) -> str:
    """The delimiter that gives the first lines the most columns, and most of them the same number."""
    lines = [line for line in text.splitlines()[:200] if line.strip()][:50]
    best, score = ",", 0.0
    for delimiter in _DELIMITERS:
        widths = [len(row) for row in csv.reader(lines, delimiter=delimiter, skipinitialspace=True)]
        usual = max(set(widths), key=widths.count, default=1)
        if usual > 1 and (value := widths.count(usual) / len(widths) * min(usual, 3)) > score:
            best, score = delimiter, value
    return best


def read_xlsx(data: bytes) -> Reading:
    """Table blocks of the visible sheets of a workbook, each under its sheet's name; formulas give their last result."""
    import openpyxl  # type: ignore[import-untyped]

    book = openpyxl.load_workbook(BytesIO(data), data_only=True, keep_links=False)
    properties = book.properties
    metadata = clean_metadata(
        {
            "title": properties.title,
            "subject": properties.subject,
            "author": properties.creator,
            "last_modified_by": properties.lastModifiedBy,
            "keywords": properties.keywords,
            "category": properties.category,
            "comments": properties.description,
        }
    )
    blocks: list[Block] = []
    for sheet in book.worksheets:
        if sheet.sheet_state == "visible":
            found = tuple(_tables(list(_rows(sheet)), two_columns=True))
            if found:
                blocks += [Block(HEADING, clean(sheet.title), level=1), *found]
    book.close()
    return Reading(tuple(blocks), metadata, metadata.get("title"))


def _rows(sheet: Any) -> Iterator[list[str]]:
    from openpyxl.utils import get_column_letter  # type: ignore[import-untyped]

    hidden = {letter for letter, column in sheet.column_dimensions.items() if column.hidden}
    for index, row in enumerate(sheet.iter_rows(), start=1):
        if not sheet.row_dimensions[index].hidden:
            yield [_shown(cell.value, cell.number_format) for i, cell in enumerate(row, 1) if get_column_letter(i) not in hidden]


def _shown(value: object, number_format: str) -> str:
    """The value as a person would read it. Excel errors (#N/A) say nothing and are left out."""
    if value is None or (isinstance(value, str) and value.startswith("#") and value.rstrip("!?").isupper()):
        return ""
    if isinstance(value, bool):
        return "Yes" if value else "No"
    if isinstance(value, datetime.datetime):
        day = _day(value.date(), number_format)
        return day if value.time() == datetime.time() else f"{day} {value:%H:%M}"
    if isinstance(value, datetime.date):
        return _day(value, number_format)
    if isinstance(value, datetime.time):
        return f"{value:%H:%M}"
    if isinstance(value, int | float):
        if "%" in number_format:
            return f"{round(value * 100, 6):g}%"
        return str(int(value)) if float(value).is_integer() and abs(value) < 1e15 else repr(value)
    return str(value)


def _day(value: datetime.date, number_format: str) -> str:
    return f"{value:%d/%m/%Y}" if number_format.lower().lstrip('"[$-]0123456789').startswith("d") else value.isoformat()


def _tables(rows: Sequence[Sequence[str]], two_columns: bool) -> Iterator[Block]:
    """Tables are parted by empty rows; a row of one cell above a table is its caption, and elsewhere a paragraph."""
    group: list[list[str]] = []
    for row in [*rows, []]:
        cells = list(row)
        if any(clean(cell) for cell in cells):
            group.append(cells)
        elif group:
            yield from _table(_trim(group), two_columns)
            group = []


def _trim(rows: list[list[str]]) -> list[list[str]]:
    """Without columns that are empty in every row."""
    used = [i for i in range(max(map(len, rows))) if any(i < len(row) and clean(row[i]) for row in rows)]
    return [[row[i] if i < len(row) else "" for i in used] for row in rows]


def _table(rows: list[list[str]], two_columns: bool) -> Iterator[Block]:
    captions: list[str] = []
    while len(rows) > 1 and len(rows[0]) > 1 and sum(bool(clean(cell)) for cell in rows[0]) == 1:
        captions.append(next(clean(cell) for cell in rows[0] if clean(cell)))
        rows = rows[1:]
    if max(map(len, rows)) == 1 and len(rows) == 1:
        yield Block(TEXT, clean(rows[0][0]))
        return
    enough = len(rows[0]) > (1 if two_columns else 2) or len(rows) > 2
    if len(rows) > 1 and enough and are_labels(rows[0]):
        yield from table_blocks(rows[1:], header=rows[0], caption=" ".join(captions))
    else:
        yield from table_blocks(rows, caption=" ".join(captions))
