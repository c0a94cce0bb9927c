"""Where sentences begin and end, as offsets, for guidance text: no model, no network, always the same."""

from __future__ import annotations

import re

# A stop ends a sentence when white space and something that can begin one follow, unless the word before it is one of these.
_ABBREVIATIONS = frozenset(
    "mr mrs ms dr prof rev hon st no nos para paras ch pt art arts s ss reg regs sch cl vol ed eds p pp fig e.g i.e etc cf vs approx dept tel ext".split()
)
_STOP = re.compile(r"""[.!?…]+['"’”)\]]*(?=\s+['"‘“(\[]?[A-Z0-9£•])|\n+""")


def split_sentences(text: str) -> list[tuple[int, int]]:
    """(start, end) of each sentence of `text`, without surrounding white space; line breaks end a sentence."""
    spans: list[tuple[int, int]] = []
    start = 0
    for found in _STOP.finditer(text):
        if found[0].startswith(".") and _is_abbreviation(text, found.start()):
            continue
        _add(spans, text, start, found.end())
        start = found.end()
    _add(spans, text, start, len(text))
    return spans


def _is_abbreviation(text: str, stop: int) -> bool:
    word = re.search(r"[\w.]+$", text[:stop][-20:])
    if not word:
        return False
    last = word[0].lower().rstrip(".")
    return last in _ABBREVIATIONS or (len(last) == 1 and last.isalpha() and last != "i" and word[0].isupper())


def _add(spans: list[tuple[int, int]], text: str, start: int, end: int) -> None:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    if start < end:
        spans.append((start, end))
