"""Lists of phrases, found as whole words with their capitals, without trying every phrase at every letter."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

_FIRST = re.compile(r"\w+|\W")
_FIRST_IN = re.compile(r"(?<![\w'’@.\-])(?:\w+|[^\w\s])")
_ACCENTS = str.maketrans("éö", "eo")


class Phrases:
    """Phrases as whole words with their capitals ("respect" is a word, "Respect" a charity), the longest first.

    They are looked up by their first word: a pattern of two thousand alternatives tries them all at every letter.
    """

    def __init__(self, phrases: Iterable[str]) -> None:
        grouped: dict[str, set[str]] = {}
        for phrase in phrases:
            grouped.setdefault(_plain(_FIRST.match(phrase)[0]), set()).add(phrase)  # type: ignore[index]  # none is empty
        self._patterns = {first: _any_of(group) for first, group in grouped.items()}

    def finditer(self, text: str) -> Iterator[re.Match[str]]:
        """The phrases in `text`, none overlapping another."""
        end = 0
        for first in _FIRST_IN.finditer(text):
            pattern = self._patterns.get(_plain(first[0])) if first.start() >= end else None
            if pattern is not None and (found := pattern.match(text, first.start())):
                end = found.end()
                yield found

    def search(self, text: str) -> re.Match[str] | None:
        """The first phrase in `text`."""
        return next(self.finditer(text), None)

    def fullmatch(self, text: str) -> re.Match[str] | None:
        """The phrase that is all of `text`."""
        pattern = self._patterns.get(_plain(first[0])) if (first := _FIRST.match(text)) else None
        return pattern.fullmatch(text) if pattern is not None else None


def _plain(word: str) -> str:
    return word.translate(_ACCENTS)


def _any_of(phrases: Iterable[str]) -> re.Pattern[str]:
    ordered = sorted(phrases, key=lambda p: (-len(p), p))
    body = "|".join(re.escape(p).replace("'", "['’]").replace(r"\ ", r"[ \n]+").replace("é", "[ée]").replace("ö", "[öo]") for p in ordered)
    return re.compile(rf"(?<![\w'’@.\-])(?:{body})(?:['’]s|['’])?(?![\w@\-])")
