"""What the word lists know about a word: ordinary, a name, or both."""

from __future__ import annotations

import gzip
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files

from assistant.errors import ModelUnavailable
from assistant.privacy.normalise import fold

# Bump when the lists in data/ are made anew; part of the engine identity.
LISTS_VERSION = "2"
_ENDINGS = ("'s", "s'", "s", "es", "ed", "d", "ing", "ly", "er", "ers", "ness", "ment")
_OPENINGS = ("un", "non", "re", "pre", "multi", "inter", "co", "mis", "over", "under", "anti", "sub", "self")


def read_list(name: str) -> str:
    """One of the lists beside this file, as text. Raises ModelUnavailable when it is missing or damaged."""
    try:
        return gzip.decompress((files("assistant.privacy") / "data" / name).read_bytes()).decode("utf-8")
    except (OSError, EOFError, UnicodeDecodeError, ValueError) as error:
        raise ModelUnavailable(f"The word list {name} of the person detector cannot be read. Install the package again.") from error


@dataclass(frozen=True)
class Lexicon:
    """Folded words: `words` ordinary, `rare` seldom a word and often a name, `given` and `surnames` names."""

    words: frozenset[str]
    rare: frozenset[str]
    given: frozenset[str]
    surnames: frozenset[str]

    def is_word(self, key: str) -> bool:
        """Ordinary English, in any regular inflection."""
        if key in self.words:
            return True
        for ending in _ENDINGS:
            if len(key) > len(ending) + 2 and key.endswith(ending):
                stem = key[: -len(ending)]
                if stem in self.words or (
                    ending != "s" and (stem + "e" in self.words or (stem[-1:] == stem[-2:-1] and stem[:-1] in self.words))
                ):
                    return True
        return any(key.startswith(o) and len(key) > len(o) + 3 and key[len(o) :] in self.words for o in _OPENINGS)

    def is_name(self, key: str) -> bool:
        return key in self.given or key in self.surnames

    def is_strong_given(self, key: str) -> bool:
        """A given name that is no ordinary word."""
        return key in self.given and key not in self.words and key not in self.rare

    def is_strong(self, key: str) -> bool:
        """A name of any kind that is no ordinary word."""
        return self.is_name(key) and key not in self.words and key not in self.rare and not (key not in self.given and self.is_word(key))

    def knows(self, key: str) -> bool:
        return key in self.words or key in self.rare or self.is_name(key)


@lru_cache(maxsize=1)
def load_lexicon() -> Lexicon:
    """The lists, read once (about 0.15 s). Raises ModelUnavailable."""
    from assistant.privacy.public import load_public

    public = load_public()
    words = frozenset(read_list("words.txt.gz").split("\n")) | public.words
    given = (frozenset(read_list("given.txt.gz").split("\n")) - public.not_names) | public.nicknames | public.word_names
    surnames = frozenset(read_list("surnames.txt.gz").split("\n")) - public.not_names - given
    return Lexicon(words - {""}, frozenset(read_list("rare_words.txt.gz").split("\n")) - words - {""}, given - {""}, surnames - {""})


@lru_cache(maxsize=1)
def load_nicknames() -> Mapping[str, frozenset[str]]:
    """Each name with its nicknames and the names it is a nickname of, folded."""
    table: dict[str, set[str]] = {}
    for line in read_list("nicknames.txt.gz").splitlines():
        name, _, nicks = line.partition("\t")
        for nick in nicks.split():
            table.setdefault(name, set()).add(nick)
            table.setdefault(nick, set()).add(name)
    return {name: frozenset(others) for name, others in table.items()}


__all__ = ["LISTS_VERSION", "Lexicon", "fold", "load_lexicon", "load_nicknames", "read_list"]
