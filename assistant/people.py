"""Who and what a question mentions: private names, identifiers, public names and places, found without a language model.

It stands beside the person detector: the detector reads texts, this reads questions, where names come in lower case, half
spelled and without a sentence around them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from assistant.identifiers import MONTH_NAME, find_identifiers
from assistant.name_finder import NameFinder
from assistant.privacy.names import Lexicon, fold, load_lexicon
from assistant.privacy.places import load_places
from assistant.privacy.public import Public, load_public
from assistant.public_use import PublicNames
from assistant.regions import REGIONS
from assistant.scripts import is_foreign_script, names_somebody
from assistant.spans import POSSESSIVE, WORD, Mention, Span, inside, left_of


@dataclass(frozen=True, slots=True)
class Reading:
    """A question with what was found in it."""

    text: str
    people: tuple[Mention, ...]
    identifiers: tuple[Mention, ...]
    public: tuple[Span, ...]
    places: tuple[Span, ...]

    def explains(self, start: int, end: int) -> bool:
        """Whether a found stretch lies wholly in a public name, or in a longer name of a place."""
        return any(first <= start and end <= last for first, last in self.public) or any(
            first <= start and end <= last and last - first > end - start and " " in self.text[first:last] for first, last in self.places
        )


@lru_cache(maxsize=1)
def load_reader() -> QuestionReader:
    """The reader with its lists, loaded once. Raises ModelUnavailable."""
    towns = load_places()
    places = {fold(place) for place in (*towns, *towns.values(), *REGIONS)}
    return QuestionReader(load_lexicon(), load_public(), frozenset(places - {""}))


class QuestionReader:
    """Finds mentions in a question that has been read through its disguises."""

    def __init__(self, lexicon: Lexicon, public: Public, places: frozenset[str]) -> None:
        self._lexicon, self._public, self._places = lexicon, public, places
        self._publics = PublicNames(lexicon, public, places)
        self._finder = NameFinder(lexicon, public, self._publics)

    def known(self, word: str) -> bool:
        """Ordinary English or a public word; `word` in lower case."""
        return self._finder.known(word)

    def is_public_use(self, text: str, start: int, end: int) -> bool:
        """Whether the words at `start`, `end` stand for a work, a body or an abbreviation, or are a published number."""
        return self._publics.is_public_use(text, start, end)

    def read(self, text: str) -> Reading:
        public = self._publics.spans(text)
        places = [span for span in self._place_spans(text) if not inside(span, public)]
        identifiers = tuple(find_identifiers(text, self._public))
        taken = [*public, *((m.start, m.end) for m in identifiers)]
        foreign = [Mention(0, len(text), "person", 0.8)] if is_foreign_script(text) and names_somebody(text) else []
        people = sorted({*self._finder.find(text, taken, places), *foreign}, key=lambda m: (m.start, m.end))
        return Reading(
            text, tuple(people), identifiers, tuple(self._publics.with_first_names(text, *span) for span in public), tuple(places)
        )

    def _place_spans(self, text: str) -> Iterator[Span]:
        words = [word for word in WORD.finditer(text) if not MONTH_NAME.fullmatch(word[0])]
        for index, word in enumerate(words):
            for length in (3, 2, 1):
                last = words[min(index + length, len(words)) - 1]
                stretch = text[word.start() : last.end()]
                key = fold(POSSESSIVE.sub("", stretch))
                if key not in self._places and not (key.endswith(" " + fold(last[0])) and key in self._places):
                    continue
                capital = word[0][:1].isupper()
                if (capital or re.search(r"\b(?:in|at|from|near|around|to|of) $", left_of(text, word.start()), re.I)) and not (
                    length == 1 and self._lexicon.is_word(key) and not capital
                ):
                    yield word.start(), last.end()
                    break
