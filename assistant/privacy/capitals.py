"""Stretches written in capitals, and the same text with its capitals taken back."""

from __future__ import annotations

import re

from assistant.privacy.vocabulary import ACRONYMS


def shouted(text: str) -> list[bool]:
    """Characters on lines, or in runs of words, written in capitals."""
    mask = [False] * (len(text) + 1)
    position = 0
    for line in text.split("\n"):
        letters = [c for c in line if c.isalpha()]
        if len(letters) >= 8 and " " in line.strip() and sum(c.isupper() for c in letters) > 0.7 * len(letters):
            mask[position : position + len(line)] = [True] * len(line)
        else:
            for run in re.finditer(r"(?<!\w)[A-Z][A-Z'&]+(?:[ ,/]+[A-Z][A-Z'&]+){3,}", line):
                mask[position + run.start() : position + run.end()] = [True] * (run.end() - run.start())
        position += len(line) + 1
    return mask


def truecase(text: str) -> str:
    """Lines in capitals with only first letters large, character for character; short forms and codes stay."""
    mask = shouted(text)

    def lower(match: re.Match[str]) -> str:
        word = match[0]
        return word if not mask[match.start()] or word in ACRONYMS or len(word) < 2 else word[0] + word[1:].lower()

    changed = re.sub(r"(?<![\w])[A-Z][A-Z'’]+(?![\w])", lower, text)
    return changed if len(changed) == len(text) else text
