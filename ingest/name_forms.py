"""Forms of one name: its parts, and which other words may be the same part in another form.

Everything here works on folded words (lower case, no accents). `NameIndex` finds the known words that a word may stand for
without comparing it with each of them, so that a document with thousands of people is read in time that grows with its text.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import combinations

from rapidfuzz.distance import OSA

from assistant.privacy.cues import TITLES
from assistant.privacy.names import Lexicon, fold, load_nicknames

# A name part at least this long may be one edit away (an omission, an exchange) from the name it stands for.
FUZZY_FROM = 5
# From this length on, two edits.
FUZZY_TWICE_FROM = 8
TITLE = re.compile(rf"^(?:(?:{TITLES}|the|and|big|little|lil|wee|fat|old|young|baby)\b\.?[ ]*|&[ ]*|\d{{2,5}}[ ]+)+", re.I)
_NOT_PARTS = ("and", "mr", "mrs", "the", "child")
# Letters that stand for one sound where names are spelt by ear (Tamsin and Tamzin, Jayne and Jane, Sofia and Sophia).
_SOUNDS = (
    (r"ph", "f"),
    (r"[ckq]+", "k"),
    (r"z", "s"),
    (r"y", "i"),
    (r"(?<=.)[eh]+$", ""),
    (r"(?<=.)[aeiou]h?[aeiou]*(?=.)", "a"),
    (r"(.)\1+", r"\1"),
)


def split_name(mention: str) -> list[str]:
    """The folded parts of a mention in order given, family; titles and possessives dropped, "FERROW, Rowan" turned round."""
    bare = re.sub(r"['’]s?$", "", mention.strip())
    bare = TITLE.sub("", bare) or bare  # "SR" and "PC" are initials when nothing follows them
    if match := re.fullmatch(r"([^,]+),\s*([^,]+)", bare):
        bare = f"{match[2]} {match[1]}"
    bare = re.sub(r"[\"“”‘(),/&+]", " ", bare)
    return [p for p in (fold(part).strip(".'’-") for part in bare.split()) if p and p not in _NOT_PARTS]


class NameIndex:
    """Known name parts, found again by any form of theirs."""

    def __init__(self, lexicon: Lexicon) -> None:
        self._lexicon, self._nicknames = lexicon, load_nicknames()
        self._by_key: dict[str, set[str]] = {}
        self._known: set[str] = set()
        self._asked: dict[str, frozenset[str]] = {}

    def add(self, words: Iterable[str]) -> None:
        """Make words findable."""
        for word in words:
            if word not in self._known:
                self._known.add(word)
                self._asked.clear()
                for key in self._keys(word):
                    self._by_key.setdefault(key, set()).add(word)

    def like(self, word: str) -> frozenset[str]:
        """The known words that `word` may stand for, itself included."""
        found = self._asked.get(word)
        if found is None:
            near = set[str]().union(*(self._by_key.get(key, ()) for key in (*self._keys(word), *self._nicknames.get(word, ()))))
            found = self._asked[word] = frozenset(other for other in near if self.same(word, other))
        return found

    def same(self, left: str, right: str) -> bool:
        """Whether two folded name parts may be one name: equal, plural, nickname, a compound's head, or a slip apart."""
        if left == right or left + "s" == right or right + "s" == left or right in self._nicknames.get(left, ()):
            return True
        if (
            left.replace("-", "") == right.replace("-", "")
            or ("-" in right and right.split("-")[0] == left)
            or ("-" in left and left.split("-")[0] == right)
        ):
            return True
        if min(len(left), len(right)) < FUZZY_FROM or self._lexicon.is_word(left):
            return False
        return OSA.distance(left, right, score_cutoff=1) <= 1 or (
            min(len(left), len(right)) >= FUZZY_TWICE_FROM and OSA.distance(left, right, score_cutoff=2) <= 2
        )

    def two_names(self, left: str, right: str) -> bool:
        """Whether two parts that look alike are two names in their own right (Maria and Marie), spelt by no one ear alike."""
        given = self._lexicon.given
        return (
            left != right
            and left in given
            and right in given
            and right not in self._nicknames.get(left, ())
            and left + "s" != right
            and right + "s" != left
            and "-" not in left + right
            and _sound(left) != _sound(right)
        )

    def _keys(self, word: str) -> Iterator[str]:
        """Keys that two forms of one name share; deletions cover every slip (Garbe 2012, symmetric delete)."""
        yield word
        if word.endswith("s"):
            yield word[:-1]
        if "-" in word:
            yield word.replace("-", "")
            yield word.split("-")[0]
        if len(word) >= FUZZY_FROM:
            for drop in range(1, 3 if len(word) >= FUZZY_TWICE_FROM else 2):
                for places in combinations(range(len(word)), drop):
                    yield "".join(c for n, c in enumerate(word) if n not in places)


def _sound(word: str) -> str:
    for pattern, to in _SOUNDS:
        word = re.sub(pattern, to, word)
    return word
