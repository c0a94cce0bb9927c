"""Stretches of a question: where they lie, what they hold, and masking them."""

from __future__ import annotations

import re
from dataclasses import dataclass

Span = tuple[int, int]

WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
LEFT = 100  # characters that patterns may look back: the longest, "secretary of state for ...", reads sixty
POSSESSIVE = re.compile(r"(?:['’]s|['’])$")


@dataclass(frozen=True, slots=True)
class Mention:
    """A stretch that names a private person or holds an identifier. `sure` is 0 to 1."""

    start: int
    end: int
    kind: str
    sure: float


def left_of(text: str, end: int) -> str:
    """What stands before `end`, as far back as any pattern of a question's words reads."""
    return text[max(0, end - LEFT) : end]


def possessive_of(word: str) -> str:
    found = POSSESSIVE.search(word)
    return found[0] if found else ""


def without_apostrophes(text: str) -> tuple[str, list[int]]:
    back = [i for i, char in enumerate(text) if char not in "'’"]
    return "".join(text[i] for i in back), back


def mid_sentence(text: str, start: int) -> bool:
    before = left_of(text, start)
    return bool(re.search(r"[^\s.?!:\n][\s\"'(]*$", before)) and not re.search(r"[.?!:]\s*$", before)


def inside(span: Span, spans: list[Span]) -> bool:
    return any((start <= span[0] and span[1] <= end) or (span[0] < end and start < span[1]) for start, end in spans)


def merge(spans: list[Span]) -> list[Span]:
    merged: list[Span] = []
    for start, end in sorted(spans):
        if merged and start < merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged
