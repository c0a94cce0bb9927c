"""Plain text: paragraphs, lists and cautious headings, from line lengths and blank lines alone."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from ingest.readers.blocks import HEADING, ITEM, TEXT, Block, Reading, clean, visible

BULLET = re.compile(r"(?:[•●○◦▪▫■□‣⁃∙·–—*-]|o(?=\s{2,}))\s+(?=\S)")
NUMBER = re.compile(r"\(?(?:\d{1,3}(?:\.\d{1,3})*[.)]|[a-z][.)]|[ivx]{1,5}[.)])\s+(?=\S)|\([a-z]{1,4}\)\s+(?=\S)")
_UNDERLINE = re.compile(r"\s*([=\-~_*])\1{2,}\s*")
_NUMBERED_HEADING = re.compile(r"(\d{1,2}(?:\.\d{1,2}){0,4})\.?\s+(?=[A-Z])")
_QUOTED = re.compile(r"^(?:>\s?)+")
# A heading is a line, not a paragraph; these are the limits beyond which nothing is called one.
_HEADING_CHARS, _HEADING_WORDS = 80, 12
_PLAIN_HEADING_WORDS = 8
# Nobody wraps prose narrower than this; shorter lines are addresses, signatures or verse.
_NARROWEST_MARGIN = 50


def read(text: str) -> Reading:
    """Blocks of a text file. The title is the first heading, when the file opens with one."""
    blocks = tuple(text_blocks(text, titled=True))
    title = blocks[0].text if blocks and blocks[0].category == HEADING else None
    return Reading(blocks, title=title)


def text_blocks(text: str, titled: bool = False) -> Iterator[Block]:
    """Paragraphs are split at blank lines, list items at their marks; wrapped lines are joined, short ones kept apart.

    With `titled`, a short first line that stands alone is the title even in small letters.
    """
    lines = [_QUOTED.sub("", line).rstrip() for line in visible(text).expandtabs(4).split("\n")]
    width = _wrap_width(lines)
    groups = _groups(lines)
    for index, group in enumerate(groups):
        level = _heading_level(group, following=groups[index + 1] if index + 1 < len(groups) else ())
        if titled and index == 0 and _is_short(group[0].strip()) and (len(groups) > 1 if len(group) == 1 else level):
            level = 1
        if level:
            yield Block(HEADING, clean(group[0]), level=level)
            if len(group) > 1 and not _UNDERLINE.fullmatch(group[1]):
                yield from _paragraphs(group[1:], width)
            elif len(group) > 2:
                yield from _paragraphs(group[2:], width)
        else:
            yield from _paragraphs(group, width)


def _groups(lines: Sequence[str]) -> list[list[str]]:
    groups: list[list[str]] = [[]]
    for line in lines:
        if line.strip():
            groups[-1].append(line)
        elif groups[-1]:
            groups.append([])
    return [group for group in groups if group and not all(_UNDERLINE.fullmatch(line) for line in group)]


def _wrap_width(lines: Sequence[str]) -> int:
    """Where the file's lines were wrapped: the length that nine of ten lines keep to."""
    lengths = sorted(len(line) for line in lines if line.strip())
    return lengths[min(len(lengths) - 1, int(len(lengths) * 0.9))] if lengths else 0


def _heading_level(group: Sequence[str], following: Sequence[str]) -> int:
    """1 to 5 when the group opens with a heading, else 0.

    Underlined lines always are. Otherwise the line must be short, end in no stop and be followed by text, and either be
    in capitals or numbered.
    """
    line = group[0].strip()
    if len(group) > 1 and (under := _UNDERLINE.fullmatch(group[1])) and len(line) <= 2 * _HEADING_CHARS:
        return 1 if under[1] == "=" else 2
    if not _is_short(line):
        return 0
    if not following and len(group) == 1:
        return 0
    letters = [c for c in line if c.isalpha()]
    capitals = len(letters) >= 4 and all(c.isupper() for c in letters)
    numbered = _NUMBERED_HEADING.match(line)
    if capitals and not any(c.isdigit() for c in line[3:]):
        return 2 if not numbered else min(2 + numbered[1].count("."), 5)
    if len(group) > 1 and len(line.split()) <= _PLAIN_HEADING_WORDS and not any(c in line for c in ":@0123456789|/"):
        # Nobody wraps a line that early: a few words over a list or over a line that fills the page head it.
        below = group[1].strip()
        return 2 if BULLET.match(below) or len(below) > max(100, 2 * len(line)) else 0
    # Numbered lines in a row are a list with space between its items.
    if numbered and len(group) == 1 and not _NUMBERED_HEADING.match(following[0].strip()):
        return min(2 + numbered[1].count("."), 5)
    return 0


def _is_short(line: str) -> bool:
    return len(line) <= _HEADING_CHARS and len(line.split()) <= _HEADING_WORDS and line[-1] not in ".,;:!?" and not BULLET.match(line)


def _paragraphs(group: Sequence[str], width: int) -> Iterator[Block]:
    category, lines = TEXT, list[str]()
    for line in group:
        stripped = line.strip()
        bullet = BULLET.match(stripped)
        if bullet or (NUMBER.match(stripped) and (not lines or category == ITEM or lines[-1].endswith((":", ".")))):
            yield from _paragraph(category, lines, width)
            category, lines = ITEM, [stripped[bullet.end() :] if bullet else stripped]
        elif _UNDERLINE.fullmatch(line):
            continue
        else:
            lines.append(line)
    yield from _paragraph(category, lines, width)


def _paragraph(category: str, lines: Sequence[str], width: int) -> Iterator[Block]:
    if not lines:
        return
    text = lines[0].strip()
    # A quoted or pasted paragraph has a margin of its own.
    own = max(len(line.rstrip()) for line in lines)
    width = min(width, own) if own >= _NARROWEST_MARGIN else width
    for before, line in pairwise(lines):
        # The next word would have fitted on the line before: the author, not the margin, ended that line.
        first = line.split()[0]
        kept = category != ITEM and len(before.rstrip()) + 1 + len(first) < 0.9 * min(width, 100)
        text += ("\n" if kept else " ") + line.strip()
    if cleaned := clean(text, keep_lines=True):
        yield Block(category, cleaned)
