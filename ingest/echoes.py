"""Parts of addresses, places and organisations that return alone ("Osprey Court", "little wickets")."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from assistant.privacy.names import Lexicon, fold

_COMMON = frozenset("the a of and school primary court family house road street centre in on at children's home care".split())
_LEAD = re.compile(r"^(?:\W|flat|unit|apartment|room|block|bus stop|c/o|\d+\w?|\b\w\b)+\s*", re.I)
_KEY = 4  # echoes are looked up by at most this many first letters


def parts_of(kind: str, value: str, lexicon: Lexicon) -> Iterator[str]:
    """The parts of a finding that point at the same place when they stand alone."""
    value = value.strip()
    found: list[str] = []
    if kind == "ADDRESS":
        found = [_LEAD.sub("", piece.strip()) for piece in re.split(r"[,\n]", value)]
    elif kind in ("STREET", "PLACE"):
        found = [value]
    elif kind == "ORGANISATION":
        found = [value]
        words = value.split()
        for size in range(len(words) - 1, 0, -1):
            if size > 1 or not _ordinary(words[0], lexicon):
                found.append(" ".join(words[:size]))
                if size <= 2:
                    break
    for part in found:
        words = part.split()
        plain = [_ordinary(w, lexicon) for w in words]
        if (len(part) > 3 and not all(plain)) or (
            len(words) > 1 and len(part) > 8 and not part.islower() and not all(fold(w) in _COMMON for w in words)
        ):
            yield part


def _ordinary(word: str, lexicon: Lexicon) -> bool:
    return lexicon.is_word(fold(word.strip(".,'’()").removesuffix("'s")))


class EchoFinder:
    """Finds any of `parts` in a text, in any case and with its words run together, in time that does not grow with their number."""

    def __init__(self, parts: Iterable[str]) -> None:
        by_key: dict[str, set[str]] = {}
        for part in parts:
            by_key.setdefault(_key(part), set()).add(part)
        self._patterns = {key: _pattern(group) for key, group in by_key.items()}
        self._sizes = sorted({len(key) for key in by_key}, reverse=True)

    def find(self, text: str) -> Iterator[tuple[int, int]]:
        """Half-open stretches, the longest part first where several fit."""
        if not self._patterns:
            return
        low, done = text.lower(), 0
        if len(low) != len(text):
            low = "".join(c.lower() if len(c.lower()) == 1 else c for c in text)
        for match in re.finditer(r"(?<![\w@])\S", low):
            start = match.start()
            if start < done:
                continue
            for size in self._sizes:
                pattern = self._patterns.get(low[start : start + size])
                if pattern and (hit := pattern.match(text, start)):
                    done = hit.end()
                    yield hit.span()
                    break


def _key(part: str) -> str:
    """The first letters, as far as they are written in one way only."""
    return part.split()[0].lower()[:_KEY]


def _pattern(parts: Iterable[str]) -> re.Pattern[str]:
    ordered = sorted(parts, key=lambda p: (-len(p), p))
    words = "|".join(r"[ _-]?".join(re.escape(word) for word in part.split()) for part in ordered)
    return re.compile(rf"(?:{words})(?!\w)", re.I)
