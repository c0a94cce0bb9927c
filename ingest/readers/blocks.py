"""What every reader hands back, and the two things done to all text: clean it, and lay headings over it.

A reader yields Blocks in reading order; headings are Blocks of category HEADING with a level. `assemble` turns them into
Elements: a heading becomes part of the heading path of what follows, and an element of its own only when nothing follows.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from assistant.errors import UnreadableFile
from assistant.types import Element, Nation, Status

HEADING = "Heading"
TITLE = "Title"
TEXT = "NarrativeText"
ITEM = "ListItem"
TABLE = "Table"
CODE = "CodeSnippet"
HEADER = "Header"
FOOTER = "Footer"
EMAIL_HEADER = "Email header"

# A Table element is cut into several of at most this size, so that no later step meets a spreadsheet in one string.
TABLE_CHARS = 20_000

# Stands for a line a person sees inside a block (`<br>`, a hard break) while white space is being joined. A control
# character, so it cannot come from a file: `clean` removes all of those before.
LINE_MARK = "\x1e"

# Cf (format) and the few other characters that show nothing but can hide or reorder text: blank Hangul fillers,
# combining grapheme joiner, variation selectors, the object replacement character.
_INVISIBLE = {0x034F, 0x115F, 0x1160, 0x17B4, 0x17B5, 0x3164, 0xFFA0, 0xFFFC, *range(0xFE00, 0xFE10), *range(0xE0100, 0xE01F0)}
_NEWLINES = re.compile(r"\r\n?|[\x0b\x0c\x85\u2028\u2029]")
_SPACES = re.compile(r"[^\S\n]+")
_SUSPECT = re.compile(r"[^\n\t\x20-\x7e\xa1-\xac\xae-\u02ff]")


@dataclass(frozen=True, slots=True)
class Block:
    """One block of a file. `level` orders headings (smaller is higher) and means nothing elsewhere."""

    category: str
    text: str
    level: int = 0
    page: int | None = None
    sources: tuple[str, ...] = ()
    status: Status | None = None
    nations: tuple[Nation, ...] = ()


@dataclass(frozen=True, slots=True)
class Reading:
    """What a reader found: blocks (may be a generator, read once), what the file says about itself, and its title."""

    blocks: Iterable[Block]
    metadata: Mapping[str, str] = field(default_factory=dict)
    title: str | None = None


def visible(text: str) -> str:
    """The same text without characters that show nothing: controls, zero-width, bidi overrides, tags, soft hyphens.

    Unicode NFC; every kind of line end becomes "\\n" and every other space character a plain space (or stays a tab).
    """
    text = _NEWLINES.sub("\n", text)
    if _SUSPECT.search(text):
        text = unicodedata.normalize("NFC", "".join(map(_visible_character, text)))
    return text


def _visible_character(character: str) -> str:
    if character in "\n\t":
        return character
    category = unicodedata.category(character)
    if category in ("Cc", "Cf", "Cs") or ord(character) in _INVISIBLE:
        return ""
    return " " if category == "Zs" else character


def clean(text: str, keep_lines: bool = False) -> str:
    """Visible text on one line with single spaces; with `keep_lines`, line by line without blank lines."""
    text = _SPACES.sub(" ", visible(text.replace(LINE_MARK, "\n" if keep_lines else " ")))
    if keep_lines:
        return "\n".join(stripped for line in text.split("\n") if (stripped := line.strip()))
    return " ".join(text.split())


def clean_code(text: str) -> str:
    """Visible text as it stands, with its indentation, without blank lines before and after."""
    return "\n".join(line.rstrip() for line in visible(text).expandtabs(4).split("\n")).strip("\n")


def clean_metadata(values: Mapping[str, object | None]) -> dict[str, str]:
    """The non-empty entries as clean text."""
    cleaned = {key: clean(str(value)) for key, value in values.items() if value is not None}
    return {key: value for key, value in cleaned.items() if value}


def assemble(blocks: Iterable[Block], document_id: str, max_chars: int) -> Iterator[Element]:
    """Lay the headings over the blocks. Raises UnreadableFile once more than `max_chars` characters have come."""
    path: list[tuple[int, Block]] = []
    waiting: Block | None = None  # a heading that nothing has followed yet
    count = 0
    for block in blocks:
        count += len(block.text)
        if count > max_chars:
            raise UnreadableFile(f"The file holds more than {max_chars} characters of text. Split it, or raise ingest.max_chars.")
        if block.category == HEADING:
            if waiting is not None and block.level <= waiting.level:
                yield _lone_heading(path, waiting, document_id)
            while path and path[-1][0] >= block.level:
                path.pop()
            path.append((block.level, block))
            waiting = block
        elif block.text:
            aside = block.category in (HEADER, FOOTER, EMAIL_HEADER)
            if not aside:
                waiting = None
            yield _element(block, document_id, () if aside else tuple(heading.text for _, heading in path))
    if waiting is not None:
        yield _lone_heading(path, waiting, document_id)


def _lone_heading(path: list[tuple[int, Block]], heading: Block, document_id: str) -> Element:
    return _element(heading, document_id, tuple(above.text for _, above in path[:-1]), TITLE)


def _element(block: Block, document_id: str, heading_path: tuple[str, ...], category: str | None = None) -> Element:
    return Element(
        document_id=document_id,
        category=category or block.category,
        text=block.text,
        heading_path=heading_path,
        page=block.page,
        sources=block.sources,
        status=block.status,
        nations=block.nations,
    )
