"""Word: tracked changes settled and hidden text removed, then unstructured reads paragraphs, lists and tables.

There are no page numbers: where a page ends is decided by the printer, not by the file.
"""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Iterator
from copy import deepcopy
from io import BytesIO
from typing import TYPE_CHECKING, Any

from ingest.readers.blocks import CODE, FOOTER, HEADER, HEADING, ITEM, TEXT, Block, Reading, clean, clean_metadata
from ingest.readers.tables import are_labels, table_blocks

if TYPE_CHECKING:
    from docx.document import Document

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_UNWRAP = frozenset(_W + name for name in ("ins", "moveTo", "smartTag", "customXml", "fldSimple", "dir", "bdo"))
_DROP = frozenset({_W + name for name in ("del", "moveFrom", "delText", "instrText", "commentReference")} | {_MC + "Fallback"})
_HEADING_STYLE = re.compile(r"heading (\d)", re.IGNORECASE)
_CONTENTS_STYLE = re.compile(r"(?:toc|table of figures)\b", re.IGNORECASE)
# A paragraph in bold that no style calls a heading still is one when it is short and ends in no stop.
_BOLD_HEADING_CHARS = 100
_UNDER_STYLED = 7
# A cell is an answer to be read as text when it has several paragraphs or more characters than this.
_LONG_ANSWER_CHARS, _ANSWER_LEVEL = 300, 8


def read(data: bytes) -> Reading:
    """Blocks of a .docx file. Raises whatever python-docx or unstructured raise on a damaged one."""
    import docx

    document = docx.Document(BytesIO(data))
    for part in _story_parts(document):
        _settle(part)
    _show_notes(document)
    _open_forms(document)
    headings = deque(_headings(document))
    saved = BytesIO()
    document.save(saved)
    properties = document.core_properties
    metadata = {
        name: getattr(properties, name) for name in ("title", "subject", "author", "last_modified_by", "keywords", "category", "comments")
    } | _company(document)
    title = next((text for text, level in headings if level == 0), None) or clean(properties.title or "") or None
    if title is None:
        title = next((text for text, level in headings if level == 1), None)
    return Reading(tuple(_blocks(saved.getvalue(), headings)), clean_metadata(metadata), title)


def _story_parts(document: Document) -> Iterator[Any]:
    yield document.element.body
    for section in document.sections:
        for story in (section.header, section.footer, section.first_page_header, section.first_page_footer):
            if not story.is_linked_to_previous:
                yield story._element


def _settle(root: Any) -> None:
    """Insertions become text, deletions and hidden runs go, contents lists go, text boxes become paragraphs."""
    for node in list(root.iter(*_DROP)):
        _remove(node)
    for run in list(root.iter(_W + "r")):
        hidden = run.find(f"{_W}rPr/{_W}vanish")
        if hidden is not None and hidden.get(_W + "val", "1") not in ("0", "false", "off"):
            _remove(run)
    for sdt in list(root.iter(_W + "sdt")):
        gallery = sdt.find(f"{_W}sdtPr/{_W}docPartObj/{_W}docPartGallery")
        content = sdt.find(_W + "sdtContent")
        if content is None or (gallery is not None and gallery.get(_W + "val") == "Table of Contents"):
            _remove(sdt)
        else:
            _unwrap(sdt, content)
    for node in list(root.iter(*_UNWRAP)):
        _unwrap(node, node)
    for box in reversed(list(root.iter(_W + "txbxContent"))):
        # The outermost paragraph that holds the box, which may itself lie in another box.
        host = next(reversed(list(box.iterancestors(_W + "p"))), None)
        if host is not None:
            for paragraph in reversed(list(box)):
                host.addnext(paragraph)


def _remove(node: Any) -> None:
    if node.getparent() is not None:
        node.getparent().remove(node)


def _unwrap(node: Any, content: Any) -> None:
    parent = node.getparent()
    if parent is not None:
        for child in reversed(list(content)):
            if not child.tag.endswith("Pr"):
                node.addnext(child)
        parent.remove(node)


def _show_notes(document: Document) -> None:
    """Footnotes and endnotes become paragraphs after the one that calls them."""
    from docx.oxml import parse_xml

    for name in ("footnote", "endnote"):
        notes: dict[str, Any] = {}
        for relation in document.part.rels.values():
            if relation.reltype.endswith(f"/{name}s") and not relation.is_external:
                root = parse_xml(relation.target_part.blob)
                _settle(root)
                notes.update({note.get(_W + "id"): note for note in root.iter(_W + name) if note.get(_W + "type") is None})
        for call in list(document.element.body.iter(f"{_W}{name}Reference")):
            note = notes.pop(call.get(_W + "id"), None)
            host = next(call.iterancestors(_W + "p"), None)
            if note is not None and host is not None and host.getparent() is document.element.body:
                for paragraph in reversed(list(note.iter(_W + "p"))):
                    host.addnext(paragraph)


def _open_forms(document: Document) -> None:
    """Forms that hold a whole text in a table of labels: a long answer becomes paragraphs under its label as a heading."""
    from docx.oxml import parse_xml
    from docx.oxml.ns import nsdecls

    for table in list(document.element.body.iterchildren(_W + "tbl")):
        rows = [list(row.iterchildren(_W + "tc")) for row in table.iterchildren(_W + "tr")]
        if any(len(cells) != 2 for cells in rows) or next(table.iter(_W + "vMerge"), None) is not None:
            continue
        opened = False  # from the first long answer on, every row is text, or short ones would stand under its label
        rest = table  # the table that the rows not yet looked at belong to
        for label, answer in rows:
            texts = [text for paragraph in answer.iter(_W + "p") if (text := _text(paragraph).strip())]
            name = clean(_text(label))
            opened = opened or len(texts) > 1 or sum(map(len, texts)) > _LONG_ANSWER_CHARS
            if not opened or not name or len(name) > _BOLD_HEADING_CHARS:
                continue
            row = label.getparent()
            after = deepcopy(rest)
            for part in list(after.iterchildren(_W + "tr")):
                after.remove(part)
            for later in list(row.itersiblings(_W + "tr")):
                after.append(later)
            heading = parse_xml(f'<w:p {nsdecls("w")}><w:pPr><w:outlineLvl w:val="{_ANSWER_LEVEL - 1}"/></w:pPr><w:r><w:t/></w:r></w:p>')
            next(heading.iter(_W + "t")).text = name
            rest.addnext(after)
            for block in reversed([heading, *(child for child in answer if not child.tag.endswith("Pr"))]):
                rest.addnext(block)
            _remove(row)
            if next(rest.iterchildren(_W + "tr"), None) is None:
                _remove(rest)
            rest = after
        if next(rest.iterchildren(_W + "tr"), None) is None:
            _remove(rest)


def _text(node: Any) -> str:
    return "".join(text.text or "" for text in node.iter(_W + "t"))


def _headings(document: Document) -> Iterator[tuple[str, int]]:
    """Headings the styles declare, in order, with levels: 0 for the title, 1 to 9; contents lists are taken out on the way."""
    levels: dict[str | None, int | None] = {}
    for paragraph in list(document.paragraphs):
        identity = paragraph._p.style
        if identity not in levels:
            levels[identity] = _style_level(paragraph.style)
        level = levels[identity]
        if level == -1:
            _remove(paragraph._p)
            continue
        own = paragraph._p.find(f"{_W}pPr/{_W}outlineLvl")
        if own is not None and (own.get(_W + "val") or "").isdigit():
            level = int(own.get(_W + "val")) + 1 if int(own.get(_W + "val")) < 9 else None
        text = clean(paragraph.text)
        if level is not None and text:
            yield text, level


def _style_level(style: Any) -> int | None:
    """0 for the title style, 1 to 9 for headings, -1 for contents lists, None for the rest; looked up along the style chain."""
    seen = 0
    while style is not None and seen < 20:
        name = style.name or ""
        if _CONTENTS_STYLE.match(name):
            return -1
        if name.lower() == "title":
            return 0
        if found := _HEADING_STYLE.match(name):
            return int(found[1])
        level = style.element.find(f"{_W}pPr/{_W}outlineLvl")
        if level is not None and (level.get(_W + "val") or "").isdigit():
            return int(level.get(_W + "val")) + 1 if int(level.get(_W + "val")) < 9 else None
        style, seen = style.base_style, seen + 1
    return None


def _company(document: Document) -> dict[str, object | None]:
    for relation in document.part.package.rels.values():
        if relation.reltype.endswith("/extended-properties") and not relation.is_external:
            blob = relation.target_part.blob.decode("utf-8", "ignore")
            found = {name.lower(): re.search(rf"<{name}>([^<]*)</{name}>", blob) for name in ("Company", "Manager")}
            return {name: match[1] if match else None for name, match in found.items()}
    return {}


def _blocks(data: bytes, headings: deque[tuple[str, int]]) -> Iterator[Block]:
    from ingest.readers.offline import partition_docx

    asides: set[str] = set()
    for found in partition_docx(data):
        category = type(found).__name__
        text = clean(found.text)
        if category in (HEADER, FOOTER):
            # Sections repeat them; once is enough for whoever reads or anonymises.
            if text and text not in asides:
                asides.add(text)
                yield Block(category, clean(found.text, keep_lines=True))
        elif category == "Table":
            yield from _table(found.metadata.text_as_html or "", text)
        elif headings and text and _same(text, headings[0][0]):
            yield Block(HEADING, text, level=headings.popleft()[1])
        elif _is_bold_heading(found, text):
            yield Block(HEADING, text, level=_UNDER_STYLED)
        elif category == "CodeSnippet":
            yield Block(CODE, text)
        else:
            yield Block(ITEM if category == "ListItem" else TEXT, clean(found.text, keep_lines=True))


def _same(text: str, heading: str) -> bool:
    """unstructured writes a heading's automatic number before its text, and leaves bullets out."""
    return text == heading or text.endswith(" " + heading) or heading.endswith(" " + text)


def _is_bold_heading(found: Any, text: str) -> bool:
    if type(found).__name__ == "ListItem" or not text or len(text) > _BOLD_HEADING_CHARS or text[-1] in ".,;:!?":
        return False
    bold = [
        content
        for content, tag in zip(found.metadata.emphasized_text_contents or (), found.metadata.emphasized_text_tags or (), strict=False)
        if tag == "b"
    ]
    return "".join("".join(bold).split()) == "".join(text.split())


def _table(html: str, text: str) -> Iterator[Block]:
    from lxml import html as lxml_html  # type: ignore[import-untyped]

    if not html:
        yield from table_blocks([[text]])
        return
    rows: list[list[str]] = []
    above: dict[int, tuple[int, str]] = {}
    for row in lxml_html.fragment_fromstring(html).iter("tr"):
        cells: list[str] = []
        for cell in row.iter("td", "th"):
            while len(cells) in above:
                left, value = above.pop(column := len(cells))
                cells.append(value)
                if left > 1:
                    above[column] = (left - 1, value)
            value = clean(cell.text_content())
            across, down = int(cell.get("colspan", "1")), int(cell.get("rowspan", "1"))
            if down > 1:
                above[len(cells)] = (down - 1, value)
            cells += [value] + [""] * (across - 1)
        rows.append(cells)
    # Word's own mark for a header row does not come through; a first row of labels over three or more columns is one.
    if len(rows) > 1 and len(rows[0]) > 2 and are_labels(rows[0]):
        yield from table_blocks(rows[1:], header=rows[0])
    else:
        yield from table_blocks(rows)
