"""PDF with pdfminer.six, page by page: paragraphs, lists, tables and headings from where and how letters stand.

Pages are read in batches: what a batch and the pages before it show (the size of body text, lines that come back at the
same place on every page) decides how its lines are taken. Memory holds one batch, however long the file is.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from io import BytesIO
from itertools import islice
from typing import TYPE_CHECKING, Any

from assistant.errors import UnreadableFile
from assistant.settings import IngestSettings
from ingest.readers.blocks import FOOTER, HEADER, HEADING, ITEM, TEXT, Block, Reading, clean, clean_metadata, visible
from ingest.readers.pdf_layout import Page, lay_out
from ingest.readers.pdf_tables import Line
from ingest.readers.plain import BULLET, NUMBER
from ingest.readers.tables import looks_like_header, table_blocks

if TYPE_CHECKING:
    from pdfminer.pdfdocument import PDFDocument

_BATCH_PAGES = 40
# Running lines live in the outer 12% of a page and come back on at least this share of the pages of a batch.
_EDGE, _RUNNING_SHARE = 0.12, 0.3
_PAGE_NUMBER = re.compile(r"[-–—\s|]*(?:page\s*)?(?:#|[ivxlc]{1,6})(?:\s*(?:of|/)\s*#)?[-–—\s|]*", re.IGNORECASE)
_UNFILLED = frozenset({"anonymous", "unspecified", "untitled"})
_DIGITS = re.compile(r"\d+")
_HEADING_NUMBER = re.compile(r"(?:(?:chapter|section|part|annex|appendix)\s+)?(\d{1,2}(?:\.\d{1,2}){0,4})[.):]?\s+\S", re.IGNORECASE)
# A heading in body size is bold or in capitals and no longer than this; larger letters may go on for a whole title page.
_HEADING_CHARS, _LARGE_CHARS = 110, 250
_LARGER = 1.12
_SENTENCE_END = (".", "!", "?", ":", ";", ".”", '."', ".’", ".)")
# More letters without a meaning than this and the text is a riddle.
_UNMAPPED_SHARE = 0.2
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
class _State:
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


def read(data: bytes, limits: IngestSettings) -> Reading:
    """Blocks of a PDF. Raises UnreadableFile for encrypted files, pictures of pages and files beyond the limits."""
    from pdfminer.pdfdocument import PDFDocument, PDFEncryptionError, PDFPasswordIncorrect
    from pdfminer.pdfparser import PDFParser, PDFSyntaxError

    try:
        document = PDFDocument(PDFParser(BytesIO(data)))
    except (PDFPasswordIncorrect, PDFEncryptionError):
        raise UnreadableFile("This PDF is encrypted. Remove its password and try again.") from None
    except PDFSyntaxError:
        raise UnreadableFile("This PDF is damaged. Open it in a PDF reader, save or print it to PDF again, and try once more.") from None
    metadata = _metadata(document)
    state = _State(_outline(document))
    blocks = tuple(_blocks(_pages(document, limits), state, limits.max_chars))
    title = metadata.get("title")
    first = next((b.text for b in blocks if b.category == HEADING and b.page == 1), None)
    return Reading(blocks, metadata, first or title)


def _metadata(document: PDFDocument) -> dict[str, str]:
    from pdfminer.pdftypes import resolve1
    from pdfminer.utils import decode_text

    found: dict[str, object | None] = {}
    names = {
        "Title": "title",
        "Author": "author",
        "Subject": "subject",
        "Keywords": "keywords",
        "Creator": "creator",
        "Producer": "producer",
    }
    for entry in document.info:
        for key, name in names.items():
            value = resolve1(entry.get(key))
            if isinstance(value, bytes):
                found[name] = decode_text(value)
    # What programs write when nobody filled the field in.
    return {name: value for name, value in clean_metadata(found).items() if value.strip("()").lower() not in _UNFILLED}


def _outline(document: PDFDocument) -> dict[str, int]:
    from pdfminer.pdfexceptions import PDFException

    try:
        entries = islice(document.get_outlines(), 20_000)
        return {key: level for level, title, *_ in entries if (key := _key(visible(title)))}
    except (PDFException, RecursionError, TypeError, ValueError, AttributeError):
        return {}  # without bookmarks, or with broken ones


def _key(text: str) -> str:
    return "".join(c for c in text.casefold() if c.isalnum())


def _pages(document: PDFDocument, limits: IngestSettings) -> Iterator[Page]:
    from pdfminer.converter import PDFPageAggregator
    from pdfminer.layout import LAParams
    from pdfminer.pdfinterp import PDFPageInterpreter, PDFResourceManager
    from pdfminer.pdfpage import PDFPage

    resources = PDFResourceManager(caching=True)
    # boxes_flow=None: reading order is ours; all_texts: text inside figures counts.
    device = PDFPageAggregator(resources, laparams=LAParams(boxes_flow=None, all_texts=True, line_margin=0.3))
    interpreter = PDFPageInterpreter(resources, device)
    gutter: float | None = None
    for number, page in enumerate(PDFPage.create_pages(document), start=1):
        if number > limits.max_pages:
            raise UnreadableFile(f"The PDF has more than {limits.max_pages} pages. Split it, or raise ingest.max_pages.")
        interpreter.process_page(page)
        laid_out = lay_out(device.get_result(), number, gutter)
        gutter = laid_out.gutter
        yield laid_out


def _blocks(pages: Iterator[Page], state: _State, max_chars: int) -> Iterator[Block]:
    while batch := list(islice(pages, _BATCH_PAGES)):
        _learn(batch, state)
        if state.letters > max_chars:
            raise UnreadableFile(f"The PDF holds more than {max_chars} characters of text. Split it, or raise ingest.max_chars.")
        for page in batch:
            yield from _page(page, state)
    yield from _flush(state)
    if state.unmapped > _UNMAPPED_SHARE * max(state.letters, 1):
        raise UnreadableFile("The letters of this PDF cannot be read as text: its fonts do not say what they are. Run OCR first.")


def _learn(batch: list[Page], state: _State) -> None:
    """Take in body size, line distance and running lines of the next pages."""
    seen: Counter[tuple[str, str]] = Counter()
    gaps: Counter[float] = Counter()
    for page in batch:
        state.letters += page.letters
        state.unmapped += page.unmapped
        for line in page.lines:
            state.sizes[line.size] += len(line.text) + sum(map(len, line.cells)) // 2
        seen.update({key for line in _outermost(page) if (key := _running_key(line, page))})
        for above, line in zip(page.lines, page.lines[1:], strict=False):
            if 0 <= above.y0 - line.y1 < 2 * line.size and above.size == line.size:
                gaps[round(above.y0 - line.y1, 1)] += 1
    if gaps:
        state.gap = max(gaps, key=lambda gap: gaps[gap])
    for key, count in seen.items():
        if count >= 2 and (count >= _RUNNING_SHARE * len(batch) or key in state.running):
            state.running[key] = count


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


def _page(page: Page, state: _State) -> Iterator[Block]:
    index = 0
    lines = page.lines
    while index < len(lines):
        line = lines[index]
        key = _running_key(line, page)
        if key and (key in state.running or (_PAGE_NUMBER.fullmatch(_DIGITS.sub("#", line.text)) and index in (0, len(lines) - 1))):
            text = line.text or " ".join(line.cells)
            wording = key[1].split(" ", 1)[1]
            if wording not in state.shown and not _PAGE_NUMBER.fullmatch(wording):
                state.shown.add(wording)
                yield Block(key[0], text, page=page.number)
            index += 1
        elif line.cells:
            yield from _flush(state)
            end = next((i for i in range(index, len(lines)) if lines[i].table != line.table), len(lines))
            yield from _table(lines[index:end], page.number)
            index = end
        elif taken := _heading_lines(lines, index, state):
            yield from _flush(state)
            yield _heading(lines[index : index + taken], state, page.number)
            index += taken
        else:
            yield from _add(line, state, page.number)
            index += 1


def _table(rows: list[Line], page: int) -> Iterator[Block]:
    cells = [list(row.cells) for row in rows]
    has_header = len(rows) > 1 and ((rows[0].header and not all(row.header for row in rows)) or looks_like_header(cells))
    yield from table_blocks(cells[1:] if has_header else cells, header=cells[0] if has_header else None, page=page)


def _heading_lines(lines: list[Line], index: int, state: _State) -> int:
    """How many lines from `index` on make one heading; 0 for none."""
    first = lines[index]
    if _key(first.text) in state.outline and len(first.text) <= _LARGE_CHARS:
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
        if _key(text) in state.outline:
            return end - index
        if len(text) > _LARGE_CHARS:
            return 0
    if not any(c.isalpha() for c in text) or BULLET.match(text):
        return 0
    if first.size >= _LARGER * state.body:
        return end - index
    if first.size < 0.95 * state.body or len(text) > _HEADING_CHARS or (text[-1] in ".,;:?!" and not (first.bold and text[-1] == "?")):
        return 0
    capitals = sum(c.isalpha() for c in text) >= 4 and text.upper() == text and not any(c.isdigit() for c in text[4:])
    stands_alone = end - index <= 2 and _stands_apart(lines, index, state)
    return end - index if (first.bold or capitals) and stands_alone else 0


def _stands_apart(lines: list[Line], index: int, state: _State) -> bool:
    """Whether there is more space above than between lines, or nothing above that could go on here."""
    if index == 0 or not state.open_lines:
        return True
    above = lines[index - 1]
    return above.y0 - lines[index].y1 > state.gap + 0.25 * lines[index].size or above.text.endswith(_SENTENCE_END) or above.bold


def _heading(lines: list[Line], state: _State, page: int) -> Block:
    text = _joined(lines)
    first = lines[0]
    number = _HEADING_NUMBER.match(text)
    capitals = text.upper() == text
    heading = _Heading(
        weight=first.size + 0.5 * first.bold + 0.25 * capitals,
        numbers=number[1].count(".") + 1 if number else 0,
        outline=state.outline.get(_key(text), 0),
        is_first=not state.has_heading,
    )
    state.has_heading = True
    while state.path and not state.path[-1].is_above(heading):
        state.path.pop()
    state.path.append(heading)
    return Block(HEADING, text, level=len(state.path), page=page)


def _add(line: Line, state: _State, page: int) -> Iterator[Block]:
    """Take a line of text: it goes on with the open paragraph, or closes it and opens the next."""
    bullet, number = BULLET.match(line.text), NUMBER.match(line.text)
    if state.open_lines and _goes_on(state, line, page, bool(bullet or number)):
        state.open_lines.append(line)
        return
    yield from _flush(state)
    state.category = ITEM if bullet or number else TEXT
    state.page = page
    if bullet:
        line.text = line.text[bullet.end() :]
    state.open_lines = [line]


def _goes_on(state: _State, line: Line, page: int, is_item: bool) -> bool:
    last = state.open_lines[-1]
    ended = last.text.endswith(_SENTENCE_END)
    gap = last.y0 - line.y1
    if (page != state.page and gap < 0) or line.column != last.column or gap < -line.size:
        # Over the edge of a column or page only an unfinished sentence goes on.
        return not ended and not is_item and (line.text[0].islower() or line.text[0].isdigit() or last.text.endswith("-"))
    if is_item and not (NUMBER.match(line.text) and not ended and line.x0 >= state.open_lines[0].x0 + 2 and state.category == ITEM):
        return False
    if gap > max(0.6 * line.size, state.gap + 0.3 * line.size) or abs(line.size - last.size) > 1.5:
        return False
    if state.category == ITEM and not _hangs(line, state.open_lines, ended):
        return False
    is_short = last.x1 < last.x0 + 0.75 * (last.right - last.x0)
    is_indented = state.category == TEXT and line.x0 > last.x0 + 6
    return not (ended and (is_short or is_indented))


def _hangs(line: Line, item: list[Line], ended: bool) -> bool:
    """Whether a line stands where the lines of this list item stand: under its text, or under its mark mid-sentence."""
    if len(item) > 1 and item[1].column == line.column and item[1].x0 > item[0].x0 + 2:
        return line.x0 > item[0].x0 + 2
    return line.x0 > item[0].x0 + 2 or (line.x0 > item[0].x0 - 2 and not ended)


def _flush(state: _State) -> Iterator[Block]:
    if state.open_lines:
        text = _joined(state.open_lines)
        if text:
            yield Block(state.category, text, page=state.page)
        state.open_lines = []


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
