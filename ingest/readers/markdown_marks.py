"""The provenance marks that our own Markdown carries in comments, and the sections they hold for.

Two kinds of comment mean something; all others vanish.
* `<!-- D12.03 WT2023 check -->` in a paragraph, list item or table: the fact it states, that fact's source, and whether a
  person must check it. The block's `sources` gets the source.
* `<!-- status: draft -->` and `<!-- nations: wales, scotland -->`, alone on the line after a heading: they hold for that
  section and what lies below it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from assistant.types import Nation, Status

COMMENT = re.compile(r"<!--(.*?)-->", re.DOTALL)
_MARKER = re.compile(r"(?P<fact>[A-Z]{1,4}\d+\.\d+[a-z]?)\s+(?P<source>[A-Za-z0-9][\w.-]*)(?P<check>\s+check)?")
_SCOPE = re.compile(r"(?P<key>status|nations)\s*:\s*(?P<value>.*)", re.IGNORECASE | re.DOTALL)


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
class _Section:
    """What a section's marks say, for headings of `level` and below."""

    level: int
    heading: str
    status: Status | None = None
    nations: tuple[Nation, ...] = ()


@dataclass(slots=True)
class Marks:
    """What the marks have said so far, while the blocks of one file go by. `title` is the first heading of level 1."""

    sections: list[_Section] = field(default_factory=lambda: [_Section(0, "")])
    markers: list[Marker] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)
    title: str | None = None
    after_heading: bool = True

    @property
    def section(self) -> _Section:
        """The innermost section that is open."""
        return self.sections[-1]

    def enter(self, level: int, heading: str) -> None:
        """Open the section of a heading, which takes over what its parent's marks say."""
        if level == 1:
            self.title = self.title or heading
        while self.section.level >= level:
            self.sections.pop()
        above = self.section
        self.sections.append(_Section(level, heading, above.status, above.nations))
        self.after_heading = True

    def mark(self, comments: Sequence[str], line: int, text: str) -> tuple[str, ...]:
        """Take the markers among the comments of a block; returns the block's sources, in order and once each."""
        sources: list[str] = []
        path = tuple(section.heading for section in self.sections[1:])
        for comment in comments:
            found = _MARKER.fullmatch(comment.strip())
            if found:
                sources.append(found["source"])
                self.markers.append(Marker(found["fact"], found["source"], bool(found["check"]), path, line, text))
            else:
                self.problems.append(f"line {line}: a comment inside a block that is no marker")
        return tuple(dict.fromkeys(sources))

    def mark_section(self, comments: Sequence[str], line: int) -> None:
        """Take comments that stand on their own: each marks its section, or is a problem."""
        for comment in comments:
            if not self._narrow(comment, line):
                self.problems.append(f"line {line}: a comment on its own that marks nothing")

    def _narrow(self, comment: str, line: int) -> bool:
        """Take a section mark; False when the comment is none. A mark that cannot be understood is a problem."""
        found = _SCOPE.fullmatch(comment.strip())
        if not found:
            return False
        values = [value.strip().lower() for value in found["value"].split(",")]
        if not self.after_heading:
            self.problems.append(f"line {line}: a {found['key']} mark must follow its heading")
        elif found["key"].lower() == "status" and len(values) == 1 and values[0] in set(Status):
            self.section.status = Status(values[0])
        elif found["key"].lower() == "nations" and all(value in set(Nation) for value in values):
            self.section.nations = tuple(dict.fromkeys(Nation(value) for value in values))
        else:
            self.problems.append(f"line {line}: a {found['key']} mark with an unknown value")
        return True


def marked_facts(markdown_text: str) -> set[str]:
    """The facts that a document is marked with, wherever the marks stand."""
    found = (_MARKER.fullmatch(comment.strip()) for comment in COMMENT.findall(markdown_text))
    return {marker["fact"] for marker in found if marker}
