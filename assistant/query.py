"""A question as it is searched: its wording read, mistyped words put right, acronyms spelled out, parts named.

Nothing here changes what a person typed where it is shown; it decides only what is looked for.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache

from assistant.glossary import Found, Glossary
from assistant.lexicon import WORD, Lexicon
from assistant.types import Document, Filters
from assistant.wording import Wording, read_wording

EXPANSION, SYNONYM = 0.6, 0.3  # weight of a term's full form and of its other words beside the words typed (1)
SHORTEST_TYPO = 5  # shorter words have too many neighbours to guess
LIKENESS = 84.0  # rapidfuzz ratio from which a known word is taken to be the one meant: one slip in six letters, two in twelve


@dataclass(frozen=True, slots=True)
class Part:
    """A stretch of a question that is searched by itself: as it is asked, and with its acronyms spelled out."""

    asked: str
    text: str


@dataclass(frozen=True, slots=True)
class Query:
    """What is searched for. `forms` are the whole question in one or two ways (as typed; acronyms spelled out)."""

    text: str
    wording: Wording
    forms: tuple[str, ...]
    terms: tuple[tuple[str, float], ...]
    parts: tuple[Part, ...] = ()
    found: tuple[Found, ...] = ()
    corrections: tuple[tuple[str, str], ...] = ()

    @property
    def ambiguous(self) -> tuple[Found, ...]:
        """Terms that were searched in several senses."""
        return tuple(item for item in self.found if item.ambiguous)


class QueryReader:
    """Reads questions against a glossary and the words of the corpus; without either it reads the wording alone.

    `ordinary` says whether a word is English, or a name, and so not a slip even where the corpus does not hold it.
    """

    def __init__(
        self,
        glossary: Glossary | None = None,
        lexicon: Lexicon | None = None,
        documents: Callable[[], Mapping[str, Document]] = dict,
        ordinary: Callable[[str], bool] = frozenset[str]().__contains__,
    ) -> None:
        self._glossary, self._lexicon, self.documents = glossary or Glossary(()), lexicon, documents
        self._ordinary = ordinary
        self.right = lru_cache(maxsize=4096)(self._right)
        self.refresh()

    def refresh(self) -> None:
        """Read the words of the corpus again, because an ingest has changed it."""
        words = self._lexicon.words if self._lexicon else {}
        self._known = self._glossary.words | frozenset(words)
        self._by_length: dict[int, list[str]] = {}
        for word, count in sorted(words.items()):
            if len(word) >= SHORTEST_TYPO and word.isalpha() and count > 1:
                self._by_length.setdefault(len(word), []).append(word)
        self.right.cache_clear()

    def read(self, text: str, filters: Filters) -> Query:
        """What to search for when someone asks `text` within `filters`."""
        wording = read_wording(text)
        corrected, corrections = self._correct(wording.text)
        nations = (filters.nation,) if filters.nation else wording.nations
        found = tuple(self._glossary.find(corrected, nations))
        terms = ((corrected, 1.0), *_expansions(found))
        if corrected != wording.text:
            terms = (*terms, (wording.text, 1.0))
        spelled = _spelled_out(corrected, found)
        forms = (corrected, spelled) if spelled != corrected else (corrected,)
        parts = tuple(self._part(part, found) for part in wording.parts)
        return Query(corrected, wording, forms, terms, parts, found, corrections)

    def _part(self, text: str, found: tuple[Found, ...]) -> Part:
        corrected, _ = self._correct(text)
        own = tuple(item for item in found if re.search(rf"\b{re.escape(item.term)}\b", corrected, re.I))
        return Part(corrected, _spelled_out(corrected, own))

    def _correct(self, text: str) -> tuple[str, tuple[tuple[str, str], ...]]:
        """The text with words that the corpus does not know put right where one that it knows is close."""
        if self._lexicon is None:
            return text, ()
        changed: dict[str, str] = {}

        def put_right(match: re.Match[str]) -> str:
            word = match[0]
            if len(word) < SHORTEST_TYPO or not word.isalpha() or word.isupper() or (word[0].isupper() and match.start() > 0):
                return word
            better = self.right(word.lower())
            if better and better != word.lower():
                changed[word] = better
                return better
            return word

        return WORD.sub(put_right, text), tuple(changed.items())

    def _right(self, word: str) -> str | None:
        """The word of the corpus that `word` was most likely meant to be, or None: it is known, plain English, or like nothing."""
        if word in self._known or self._ordinary(word) or self._lexicon is None:
            return None
        from rapidfuzz.distance import OSA

        best: tuple[float, int, str] | None = None
        for length in range(len(word) - 2, len(word) + 3):
            for candidate in self._by_length.get(length, ()):
                if candidate[0] != word[0]:
                    continue  # people rarely mistype the first letter, and most wrong guesses differ there
                likeness = OSA.normalized_similarity(word, candidate) * 100
                key = (likeness, self._lexicon.words[candidate], candidate)
                if likeness >= LIKENESS and (best is None or key[:2] > best[:2]):
                    best = key
        return best[2] if best else None


def _expansions(found: tuple[Found, ...]) -> tuple[tuple[str, float], ...]:
    terms: list[tuple[str, float]] = []
    for item in found:
        for sense in item.senses:
            terms.append((sense.expansion, EXPANSION))
            terms += [(synonym, SYNONYM) for synonym in sense.synonyms]
    return tuple(terms)


def _spelled_out(text: str, found: tuple[Found, ...]) -> str:
    """The text with each term's full form beside it, where it does not already say it."""
    said = text.lower()
    added = [sense.expansion for item in found for sense in item.senses if sense.expansion.lower() not in said]
    return f"{text} ({'; '.join(dict.fromkeys(added))})" if added else text
