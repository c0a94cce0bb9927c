"""Markdown, and the provenance markers our own documents carry in comments.

Two kinds of comment mean something; all others vanish.
* `<!-- D12.03 WT2023 check -->` in a paragraph, list item or table: the fact it states, that fact's source, and whether a
  person must check it. The block's `sources` gets the source.
* `<!-- status: draft -->` and `<!-- nations: wales, scotland -->`, alone on the line after a heading: they hold for that
  section and what lies below it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING

from assistant.types import Nation, Status
from ingest.readers.blocks import CODE, HEADING, ITEM, LINE_MARK, TEXT, Block, Reading, clean, clean_code
from ingest.readers.tables import table_blocks

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.token import Token

_COMMENT = re.compile(r"<!--(.*?)-->", re.DOTALL)
_MARKER = re.compile(r"(?P<fact>[A-Z]{1,4}\d+\.\d+[a-z]?)\s+(?P<source>[A-Za-z0-9][\w.-]*)(?P<check>\s+check)?")
_SCOPE = re.compile(r"(?P<key>status|nations)\s*:\s*(?P<value>.*)", re.IGNORECASE | re.DOTALL)
_FRONT = re.compile(r"\A---[ \t]*\n(.*?)\n(?:---|\.\.\.)[ \t]*(?:\n|\Z)", re.DOTALL)
_FRONT_ENTRY = re.compile(r"([A-Za-z][\w -]*)\s*:\s*[\"']?(.*?)[\"']?\s*")
_TAG = re.compile(r"<\s*(/?)\s*([A-Za-z][A-Za-z0-9-]*)([^>]*)>")
_HIDDEN = re.compile(r"\bhidden\b|display\s*:\s*none|visibility\s*:\s*hidden|aria-hidden\s*=\s*[\"']?true", re.IGNORECASE)
# Inline HTML that Markdown authors use; any other <word> is text that somebody typed, such as a placeholder.
_INLINE_TAGS = (
    frozenset(
        {"a", "abbr", "b", "bdi", "bdo", "big", "br", "cite", "code", "del", "dfn", "em", "font", "i", "img", "ins", "kbd", "mark", "q"}
    )
    | {
        "s",
        "samp",
        "small",
        "span",
        "strike",
        "strong",
        "sub",
        "sup",
        "time",
        "tt",
        "u",
        "var",
        "wbr",
        "script",
        "style",
        "button",
        "input",
    }
    | {
        "label",
        "center",
        "div",
        "p",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "li",
        "ol",
        "ul",
        "table",
        "tr",
        "td",
        "th",
        "tbody",
        "thead",
        "hr",
    }
    | {"pre", "details", "summary", "section", "article", "blockquote"}
)


@dataclass(frozen=True, slots=True)
class Marker:
    """One provenance marker: which fact, from which source, whether to check it, and the block that states it.

    `line` counts from 1 and is the block's first line; `text` is the block's text without Markdown.
    """

    fact_id: str
    source_id: str
    check: bool
    heading_path: tuple[str, ...]
    line: int
    text: str


@dataclass(slots=True)
class _Scope:
    """What a section's marks say, for headings of `level` and below."""

    level: int
    heading: str
    status: Status | None = None
    nations: tuple[Nation, ...] = ()


@dataclass(slots=True)
class _Walk:
    """State while the blocks of one file are read."""

    scopes: list[_Scope] = field(default_factory=lambda: [_Scope(0, "")])
    markers: list[Marker] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)
    title: str | None = None
    after_heading: bool = True

    def enter(self, level: int, heading: str) -> None:
        while self.scopes[-1].level >= level:
            self.scopes.pop()
        above = self.scopes[-1]
        self.scopes.append(_Scope(level, heading, above.status, above.nations))
        self.after_heading = True

    def mark(self, comments: list[str], line: int, text: str) -> tuple[str, ...]:
        """Take the markers among the comments of a block; returns the block's sources, in order and once each."""
        sources: list[str] = []
        path = tuple(scope.heading for scope in self.scopes[1:])
        for comment in comments:
            found = _MARKER.fullmatch(comment.strip())
            if found:
                sources.append(found["source"])
                self.markers.append(Marker(found["fact"], found["source"], bool(found["check"]), path, line, text))
            else:
                self.problems.append(f"line {line}: a comment inside a block that is no marker")
        return tuple(dict.fromkeys(sources))

    def narrow(self, comment: str, line: int) -> bool:
        """Take a section mark; False when the comment is none. A mark that cannot be understood is a problem."""
        found = _SCOPE.fullmatch(comment.strip())
        if not found:
            return False
        scope, values = self.scopes[-1], [value.strip().lower() for value in found["value"].split(",")]
        if not self.after_heading:
            self.problems.append(f"line {line}: a {found['key']} mark must follow its heading")
        elif found["key"].lower() == "status" and len(values) == 1 and values[0] in set(Status):
            scope.status = Status(values[0])
        elif found["key"].lower() == "nations" and all(value in set(Nation) for value in values):
            scope.nations = tuple(dict.fromkeys(Nation(value) for value in values))
        else:
            self.problems.append(f"line {line}: a {found['key']} mark with an unknown value")
        return True


def read(text: str) -> Reading:
    """Blocks of a Markdown file; front matter becomes metadata, and the first heading of level 1 the title."""
    metadata, body, offset = _split_front_matter(text)
    walk = _Walk()
    blocks = tuple(_blocks(body, walk, offset))
    title = metadata.get("title") or walk.title
    return Reading(blocks, metadata, title)


def marked_facts(markdown_text: str) -> set[str]:
    """The facts that a document is marked with, wherever the marks stand."""
    found = (_MARKER.fullmatch(comment.strip()) for comment in _COMMENT.findall(markdown_text))
    return {marker["fact"] for marker in found if marker}


def read_markers(markdown_text: str) -> tuple[Marker, ...]:
    """Every provenance marker of a document, in order."""
    _, body, offset = _split_front_matter(markdown_text)
    walk = _Walk()
    for _ in _blocks(body, walk, offset):
        pass
    return tuple(walk.markers)


def check_comments(markdown_text: str) -> tuple[str, ...]:
    """What is wrong with a document's comments, one line each (`line 12: …`); empty when all of them are marks in place."""
    _, body, offset = _split_front_matter(markdown_text)
    walk = _Walk()
    for _ in _blocks(body, walk, offset):
        pass
    return tuple(walk.problems)


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


def _blocks(text: str, walk: _Walk, offset: int) -> Iterator[Block]:
    tokens = _parser().parse(text)
    numbers: list[str] = []
    fresh = False  # whether the next paragraph opens its list item, and so carries the item's number
    index = 0
    while index < len(tokens):
        token = tokens[index]
        line = offset + (token.map[0] if token.map else 0) + 1
        if token.type == "heading_open":
            heading, comments = _inline(tokens[index + 1])
            walk.enter(int(token.tag[1]), heading)
            walk.title = walk.title or (heading if token.tag == "h1" else None)
            walk.mark(comments, line, heading)
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
            yield from _marked(Block(ITEM if numbers else TEXT, written), comments, walk, line)
        elif token.type in ("fence", "code_block"):
            yield from _marked(Block(CODE, clean_code(token.content)), [], walk, line)
        elif token.type == "table_open":
            end = next(i for i in range(index, len(tokens)) if tokens[i].type == "table_close")
            yield from _table(tokens[index:end], walk, line)
            index = end
        elif token.type == "html_block":
            yield from _html(token.content, walk, line)
        index += 1


def _marked(block: Block, comments: list[str], walk: _Walk, line: int) -> Iterator[Block]:
    if not block.text:
        _section_marks(comments, walk, line)
        return
    scope = walk.scopes[-1]
    sources = walk.mark(comments, line, block.text)
    walk.after_heading = False
    yield Block(block.category, block.text, sources=sources, status=scope.status, nations=scope.nations)


def _section_marks(comments: list[str], walk: _Walk, line: int) -> None:
    for comment in comments:
        if not walk.narrow(comment, line):
            walk.problems.append(f"line {line}: a comment on its own that marks nothing")


def _table(tokens: list[Token], walk: _Walk, line: int) -> Iterator[Block]:
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
        yield from _marked(block, comments, walk, line)


def _html(content: str, walk: _Walk, line: int) -> Iterator[Block]:
    comments = _COMMENT.findall(content)
    rest = _COMMENT.sub("", content)
    if "<" not in rest:
        # CommonMark takes the whole line as HTML when it begins with a comment; what stands beside it is a paragraph.
        text = " ".join(_inline(inline)[0] for inline in _parser().parseInline(rest.strip()))
        yield from _marked(Block(TEXT, text), comments, walk, line)
        return
    from ingest.readers.webpage import visible_paragraphs

    for paragraph in visible_paragraphs(rest):
        yield from _marked(Block(TEXT, paragraph), comments, walk, line)
        comments = []


def _inline(token: Token) -> tuple[str, list[str]]:
    """The text a reader sees in an inline token, on one line except for hard breaks, and its comments."""
    parts: list[str] = []
    comments: list[str] = []
    hidden = ""  # the name of the open inline element whose content is hidden
    for child in token.children or ():
        if child.type == "html_inline":
            if child.content.startswith("<!--"):
                comments += _COMMENT.findall(child.content)
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
