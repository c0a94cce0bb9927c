"""The stretches of a passage that could answer: paragraphs, lists and single sentences that stand alone.

A stretch is always contiguous text of one passage, so that it can be quoted word for word: a short paragraph whole (the number with
its condition), a list with its introduction, otherwise sentences. References to other pages and fragments are left out.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from assistant.lexicon import words_of
from assistant.ports import LabelledPassage
from assistant.sentences import split_sentences

MIN_WORDS = 4  # a shorter stretch is a heading fragment or says nothing alone
PARAGRAPH_WORDS = 45  # a paragraph up to this long is one statement: 45 gave .925 at three statements, single sentences .904
LIST_WORDS = 90  # a list up to this long is shown whole
SAME = 0.8  # share of words in common from which two stretches say the same
# A sentence that only names another page. "Set out in section 11" and "in England" say something themselves.
_PAGE = (
    r"(?!(?:Sections?|Articles?|Schedules?|Parts?|Chapters?|Annex(?:es)?|Working Together|KCSIE|Keeping|Statute|Law|Act|Step|Principle)\b"
    r"|(?:England|Wales|Scotland|Northern Ireland|Great Britain)\b(?!:)|\d)[A-Z]"
)
_REFERENCE = re.compile(
    r"^(?i:See\b|More (?:on|about|detail is)\b|Fuller\b|(?:Advice|Guidance|Details|The (?:steps|rules|forms?|routes?))\b[^.]*\b(?:is|are) in\b|(?:For|To)\b[^.]*\bsee\b)"
    r"|\bsee [A-Z][^.]*\.$"
    rf"|\b(?:is|are|as)(?: also| further)? (?:covered|described|explained|discussed|compared|listed|set out)(?: further)? in {_PAGE}"
    rf"|^[^.]*\b(?:is|are) in {_PAGE}|\bhas its own page\b"
)


@dataclass(frozen=True, slots=True)
class Stretch:
    """A possible statement: where it was shown, its words as they stand there, and its place (passage, order within it)."""

    label: str
    text: str
    place: tuple[int, int]


def stretches_of(passages: Sequence[LabelledPassage]) -> list[Stretch]:
    """Every stretch of the passages, in order."""
    return [
        Stretch(shown.label, text, (rank, number))
        for rank, shown in enumerate(passages)
        for number, text in enumerate(split_stretches(shown.passage.text))
    ]


def split_stretches(text: str) -> list[str]:
    """The stretches of one passage's text."""
    out: list[str] = []
    for block in re.split(r"\n\s*\n", text):
        lines = [line.strip() for line in block.split("\n") if line.strip()]
        listed = sum(line.startswith("- ") for line in lines)
        if listed and len(block.split()) <= LIST_WORDS and not lines[0].startswith("- "):
            out.append(block.strip())
            continue
        for line in lines:
            out += [line[2:].strip()] if line.startswith("- ") else _sentences(line)
    return [stretch for stretch in out if len(stretch.split()) >= MIN_WORDS]


def _sentences(line: str) -> list[str]:
    """A line as stretches of whole sentences, each up to a paragraph long, without references to other pages."""
    out: list[str] = []
    start: int | None = None
    end = 0
    for first, last in [*split_sentences(line), (len(line), len(line))]:
        reference = bool(_REFERENCE.search(line[first:last]))
        if start is not None and (first == last or reference or len(line[start:last].split()) > PARAGRAPH_WORDS):
            out.append(line[start:end])
            start = None
        if not reference and first < last:
            start, end = first if start is None else start, last
    return out


def says_the_same(one: str, other: str) -> bool:
    """Whether two stretches share nearly all their words, counted over the shorter."""
    first, second = set(words_of(one)), set(words_of(other))
    if set(re.findall(r"\d+", one)) != set(re.findall(r"\d+", other)):
        return False  # the same sentence with another number is another fact
    return len(first & second) >= SAME * max(1, min(len(first), len(second)))


def joined(text: str, first: str, second: str) -> str | None:
    """The stretch of `text` from `first` to the end of `second` where they follow each other at once; None where they do not."""
    start = text.find(first)
    after = text.find(second, start + len(first)) if start >= 0 else -1
    if after < 0 or text[start + len(first) : after].strip(" \n-"):
        return None
    return text[start : after + len(second)]


def heading_of(shown: LabelledPassage) -> str:
    """The passage's nearest heading, or its title where it stands under none."""
    return shown.passage.heading_path[-1] if shown.passage.heading_path else shown.title


def behind_heading(stretch: Stretch, shown: LabelledPassage) -> str:
    """A stretch as its meaning is read: behind its heading, where it stands under one."""
    heading = shown.passage.heading_path[-1] if shown.passage.heading_path else ""
    return f"{heading}. {stretch.text}" if heading else stretch.text


def in_place(stretch: Stretch, shown: LabelledPassage) -> str:
    """A stretch as the cross-encoder reads it: behind its document's title and its heading."""
    heading = shown.passage.heading_path[-1] if shown.passage.heading_path else ""
    return f"{shown.title} - {heading}. {stretch.text}" if heading else f"{shown.title}. {stretch.text}"
