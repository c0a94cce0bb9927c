"""Markdown, with the provenance marks of our own documents (see `markdown_marks`); all other comments vanish."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import TYPE_CHECKING

from ingest.readers.blocks import CODE, HEADING, ITEM, LINE_MARK, TEXT, Block, Reading, clean, clean_code
from ingest.readers.markdown_marks import COMMENT, Marker, Marks
from ingest.readers.tables import table_blocks

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.token import Token

_FRONT = re.compile(r"\A---[ \t]*\n(.*?)\n(?:---|\.\.\.)[ \t]*(?:\n|\Z)", re.DOTALL)
_FRONT_ENTRY = re.compile(r"([A-Za-z][\w -]*)\s*:\s*[\"']?(.*?)[\"']?\s*")
_TAG = re.compile(r"<\s*(/?)\s*([A-Za-z][A-Za-z0-9-]*)([^>]*)>")
_HIDDEN = re.compile(r"\bhidden\b|display\s*:\s*none|visibility\s*:\s*hidden|aria-hidden\s*=\s*[\"']?true", re.IGNORECASE)
# Inline HTML that Markdown authors use; any other <word> is text that somebody typed, such as a placeholder.
_INLINE_TAGS = frozenset(
    "a abbr b bdi bdo big br cite code del dfn em font i img ins kbd mark q s samp small span strike strong sub sup time tt u var wbr script style button input label center div p h1 h2 h3 h4 h5 h6 li ol ul table tr td th tbody thead hr pre details summary section article blockquote".split()
)


def read(text: str) -> Reading:
    """Blocks of a Markdown file; front matter becomes metadata, and the first heading of level 1 the title."""
    metadata, body, offset = _split_front_matter(text)
    marks = Marks()
    blocks = tuple(_blocks(body, marks, offset))
    title = metadata.get("title") or marks.title
    return Reading(blocks, metadata, title)


def read_markers(markdown_text: str) -> tuple[Marker, ...]:
    """Every provenance marker of a document, in order."""
    return tuple(_marks(markdown_text).markers)


def check_comments(markdown_text: str) -> tuple[str, ...]:
    """What is wrong with a document's comments, one line each (`line 12: …`); empty when all of them are marks in place."""
    return tuple(_marks(markdown_text).problems)


def _marks(markdown_text: str) -> Marks:
    """The marks of a whole document."""
    _, body, offset = _split_front_matter(markdown_text)
    marks = Marks()
    for _ in _blocks(body, marks, offset):
        pass
    return marks


def _split_front_matter(text: str) -> tuple[dict[str, str], str, int]:
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    found = _FRONT.match(text)
    if not found:
        return {}, text, 0
    entries = (_FRONT_ENTRY.fullmatch(line) for line in found[1].split("\n"))
    metadata = {entry[1].strip().lower().replace(" ", "_"): clean(entry[2]) for entry in entries if entry and entry[2]}
    return metadata, text[found.end() :], found[0].count("\n")


@cache
def _parser() -> MarkdownIt:
    from markdown_it import MarkdownIt

    return MarkdownIt("commonmark").enable("table")


def _blocks(text: str, marks: Marks, offset: int) -> Iterator[Block]:
    tokens = _parser().parse(text)
    numbers: list[str] = []
    fresh = False  # whether the next paragraph opens its list item, and so carries the item's number
    index = 0
    while index < len(tokens):
        token = tokens[index]
        line = offset + (token.map[0] if token.map else 0) + 1
        if token.type == "heading_open":
            heading, comments = _inline(tokens[index + 1])
            marks.enter(int(token.tag[1]), heading)
            marks.mark(comments, line, heading)
            yield Block(HEADING, heading, level=int(token.tag[1]))
            index += 2
        elif token.type == "list_item_open":
            numbers.append(token.info + token.markup + " " if token.info else "")
            fresh = True
        elif token.type == "list_item_close":
            numbers.pop()
        elif token.type == "inline":
            written, comments = _inline(token)
            if written and fresh:
                written, fresh = numbers[-1] + written, False
            yield from _marked(Block(ITEM if numbers else TEXT, written), comments, marks, line)
        elif token.type in ("fence", "code_block"):
            yield from _marked(Block(CODE, clean_code(token.content)), [], marks, line)
        elif token.type == "table_open":
            end = next(i for i in range(index, len(tokens)) if tokens[i].type == "table_close")
            yield from _table(tokens[index:end], marks, line)
            index = end
        elif token.type == "html_block":
            yield from _html(token.content, marks, line)
        index += 1


def _marked(block: Block, comments: list[str], marks: Marks, line: int) -> Iterator[Block]:
    if not block.text:
        marks.mark_section(comments, line)
        return
    sources = marks.mark(comments, line, block.text)
    marks.after_heading = False
    yield Block(block.category, block.text, sources=sources, status=marks.section.status, nations=marks.section.nations)


def _table(tokens: list[Token], marks: Marks, line: int) -> Iterator[Block]:
    rows: list[list[str]] = []
    comments: list[str] = []
    for token in tokens:
        if token.type == "tr_open":
            rows.append([])
        elif token.type == "inline":
            cell, inside = _inline(token)
            rows[-1].append(cell)
            comments += inside
    for block in table_blocks(rows[1:], header=rows[0]):
        yield from _marked(block, comments, marks, line)


def _html(content: str, marks: Marks, line: int) -> Iterator[Block]:
    comments = COMMENT.findall(content)
    rest = COMMENT.sub("", content)
    if "<" not in rest:
        # CommonMark takes the whole line as HTML when it begins with a comment; what stands beside it is a paragraph.
        text = " ".join(_inline(inline)[0] for inline in _parser().parseInline(rest.strip()))
        yield from _marked(Block(TEXT, text), comments, marks, line)
        return
    from ingest.readers.webpage import visible_paragraphs

    for paragraph in visible_paragraphs(rest):
        yield from _marked(Block(TEXT, paragraph), comments, marks, line)
        comments = []


def _inline(token: Token) -> tuple[str, list[str]]:
    """The text a reader sees in an inline token, on one line except for hard breaks, and its comments."""
    parts: list[str] = []
    comments: list[str] = []
    hidden = ""  # the name of the open inline element whose content is hidden
    for child in token.children or ():
        if child.type == "html_inline":
            if child.content.startswith("<!--"):
                comments += COMMENT.findall(child.content)
                continue
            tag = _TAG.fullmatch(child.content)
            name = tag[2].lower() if tag else ""
            if hidden:
                hidden = "" if tag and tag[1] and name == hidden else hidden
            elif tag and not tag[1] and (name in ("script", "style") or _HIDDEN.search(tag[3])):
                hidden = name
            elif name == "br":
                parts.append(LINE_MARK)
            elif tag and name not in _INLINE_TAGS:
                parts.append(child.content)
        elif hidden:
            continue
        elif child.type == "softbreak":
            parts.append(" ")
        elif child.type == "hardbreak":
            parts.append(LINE_MARK)
        elif child.type == "image":
            parts.append(_inline(child)[0])
        else:
            parts.append(child.content)
    return _lines("".join(parts)), comments


def _lines(text: str) -> str:
    return "\n".join(line for part in text.split(LINE_MARK) if (line := clean(part)))
