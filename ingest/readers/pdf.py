"""PDF with pdfminer.six, page by page: what the file says of itself, and the blocks on its pages.

Pages are read in batches: what a batch and the pages before it show decides how its lines are taken (see `pdf_blocks`).
Memory holds one batch, however long the file is.
"""

from __future__ import annotations

from collections.abc import Iterator
from io import BytesIO
from itertools import islice
from typing import TYPE_CHECKING

from assistant.errors import UnreadableFile
from assistant.settings import IngestSettings
from ingest.readers.blocks import HEADING, Block, Reading, clean_metadata, visible
from ingest.readers.pdf_blocks import Flow, close_paragraph, heading_key, learn, page_blocks
from ingest.readers.pdf_layout import Page, lay_out

if TYPE_CHECKING:
    from pdfminer.pdfdocument import PDFDocument

_BATCH_PAGES = 40
_UNFILLED = frozenset({"anonymous", "unspecified", "untitled"})
# More letters without a meaning than this and the text is a riddle.
_UNMAPPED_SHARE = 0.2


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
    flow = Flow(_outline(document))
    blocks = tuple(_blocks(_pages(document, limits), flow, limits.max_chars))
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
        return {key: level for level, title, *_ in entries if (key := heading_key(visible(title)))}
    except (PDFException, RecursionError, TypeError, ValueError, AttributeError):
        return {}  # without bookmarks, or with broken ones


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


def _blocks(pages: Iterator[Page], flow: Flow, max_chars: int) -> Iterator[Block]:
    while batch := list(islice(pages, _BATCH_PAGES)):
        learn(batch, flow)
        if flow.letters > max_chars:
            raise UnreadableFile(f"The PDF holds more than {max_chars} characters of text. Split it, or raise ingest.max_chars.")
        for page in batch:
            yield from page_blocks(page, flow)
    yield from close_paragraph(flow)
    if flow.unmapped > _UNMAPPED_SHARE * max(flow.letters, 1):
        raise UnreadableFile("The letters of this PDF cannot be read as text: its fonts do not say what they are. Run OCR first.")
