"""PowerPoint: unstructured reads the shapes in order; each slide's title heads it, and speaker notes follow it.

The page of an element is the number of its slide.
"""

from __future__ import annotations

from collections.abc import Iterator
from io import BytesIO
from itertools import groupby
from typing import TYPE_CHECKING, Any

from assistant.errors import UnreadableFile
from assistant.settings import IngestSettings
from ingest.readers.blocks import HEADING, ITEM, TEXT, Block, Reading, clean, clean_metadata
from ingest.readers.tables import are_labels, table_blocks

if TYPE_CHECKING:
    from pptx.slide import Slide

NOTES = "Speaker notes"


def read(data: bytes, limits: IngestSettings) -> Reading:
    """Blocks of a .pptx file. Raises UnreadableFile beyond `limits.max_pages` slides."""
    import pptx

    presentation = pptx.Presentation(BytesIO(data))
    slides = list(presentation.slides)
    if len(slides) > limits.max_pages:
        raise UnreadableFile(f"The presentation has more than {limits.max_pages} slides. Split it, or raise ingest.max_pages.")
    properties = presentation.core_properties
    names = ("title", "subject", "author", "last_modified_by", "keywords", "category", "comments")
    metadata = clean_metadata({name: getattr(properties, name) for name in names})
    title = _title(slides[0]) if slides else ""
    return Reading(tuple(_blocks(data, slides)), metadata, title or metadata.get("title"))


def _title(slide: Slide) -> str:
    shape = slide.shapes.title
    return clean(shape.text_frame.text) if shape is not None and shape.has_text_frame else ""


def _blocks(data: bytes, slides: list[Slide]) -> Iterator[Block]:
    from ingest.readers.offline import partition_pptx

    found = partition_pptx(data)
    shown = {page: list(elements) for page, elements in groupby(found, key=lambda element: element.metadata.page_number)}
    for page, slide in enumerate(slides, start=1):
        title = _title(slide)
        yield Block(HEADING, title or f"Slide {page}", level=1, page=page)
        left = {clean(p.text) for p in slide.shapes.title.text_frame.paragraphs} if title and slide.shapes.title is not None else set()
        for element in shown.get(page, []):
            text = clean(element.text, keep_lines=True)
            if type(element).__name__ == "Title" and clean(text) in left:
                left.discard(clean(text))
                continue
            yield from _block(element, text, page)
        notes = slide.notes_slide.notes_text_frame if slide.has_notes_slide else None
        texts = [clean(paragraph.text, keep_lines=True) for paragraph in notes.paragraphs] if notes is not None else []
        if any(texts):
            yield Block(HEADING, NOTES, level=2, page=page)
            yield from (Block(TEXT, text, page=page) for text in texts if text)


def _block(element: Any, text: str, page: int) -> Iterator[Block]:
    if type(element).__name__ == "Table":
        from lxml import html as lxml_html  # type: ignore[import-untyped]

        rows = [
            [clean(cell.text_content()) for cell in row.iter("td", "th")]
            for row in lxml_html.fragment_fromstring(element.metadata.text_as_html).iter("tr")
        ]
        has_header = len(rows) > 1 and len(rows[0]) > 2 and are_labels(rows[0])
        yield from table_blocks(rows[1:] if has_header else rows, header=rows[0] if has_header else None, page=page)
    else:
        is_item = type(element).__name__ == "ListItem" or (element.metadata.category_depth or 0) > 0
        yield Block(ITEM if is_item else TEXT, text, page=page)
