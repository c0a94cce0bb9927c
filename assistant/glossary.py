"""Acronyms, statutory shorthand and lay terms: what else a question may be calling the same thing.

`corpus/glossary.toml` lists terms with their senses. A question is expanded when it is searched, never when it is indexed, so that
the list can grow without ingesting again. A term with several senses is searched in all of them, and the reply says so.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from assistant.errors import BadSettings
from assistant.lexicon import WORD
from assistant.types import Nation

# Acronyms that are also everyday words in small letters: only capitals count as the acronym.
_EVERYDAY = frozenset("ace aa ap ice it la mat mash pace pp pr rip si us who wet".split()) - {"mash", "mat"}


@dataclass(frozen=True, slots=True)
class Sense:
    """One meaning of a term: its full form, other words for it, and the nations that use it so."""

    expansion: str
    synonyms: tuple[str, ...]
    nations: tuple[Nation, ...]


@dataclass(frozen=True, slots=True)
class Entry:
    """A term with its senses; several make it ambiguous."""

    term: str
    senses: tuple[Sense, ...]


@dataclass(frozen=True, slots=True)
class Found:
    """A term that stands in a question, with the senses that fit, and whether the reader must be told that there are several."""

    term: str
    senses: tuple[Sense, ...]

    @property
    def ambiguous(self) -> bool:
        return len(self.senses) > 1


class Glossary:
    """Looks terms up in questions, longest first, each word of a question used once."""

    def __init__(self, entries: Sequence[Entry]) -> None:
        self._entries = {_key(entry.term): entry for entry in entries}
        self._longest = max((len(key) for key in self._entries), default=0)
        self.words = frozenset(word for key in self._entries for word in key)

    def find(self, text: str, nations: Sequence[Nation] = ()) -> list[Found]:
        """The terms in `text`, in order. Senses of other nations than those asked for are left out where some sense fits."""
        tokens = [found[0] for found in WORD.finditer(text)]
        lowered = [_plain(token) for token in tokens]
        found: list[Found] = []
        start = 0
        while start < len(tokens):
            for length in range(min(self._longest, len(tokens) - start), 0, -1):
                entry = self._entries.get(tuple(lowered[start : start + length]))
                if entry and not _everyday(entry.term, tokens[start : start + length]):
                    fitting = tuple(sense for sense in entry.senses if not nations or set(sense.nations) & set(nations))
                    found.append(Found(entry.term, _unsaid(fitting or entry.senses, lowered)))
                    start += length
                    break
            else:
                start += 1
        return list({item.term: item for item in found}.values())


def _unsaid(senses: tuple[Sense, ...], words: Sequence[str]) -> tuple[Sense, ...]:
    """The one sense whose full form the question itself spells out, or all of them."""
    if len(senses) < 2:
        return senses
    spelled = tuple(sense for sense in senses if set(_key(sense.expansion)) <= set(words))
    return spelled if len(spelled) == 1 else senses


def load_glossary(path: Path) -> Glossary:
    """Read and check the glossary. A corpus without one has none. Raises BadSettings naming the file and what is wrong with it."""
    if not path.exists():
        return Glossary(())
    try:
        rows = tomllib.loads(path.read_text(encoding="utf-8")).get("terms", [])
        entries = [Entry(str(row["term"]), tuple(_sense(sense) for sense in row["senses"])) for row in rows]
    except OSError as error:
        raise BadSettings(f"The glossary {path} cannot be read: {error.strerror}.") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, KeyError, TypeError, ValueError) as error:
        raise BadSettings(f"The glossary {path} is not right ({error}). Each term needs 'term' and 'senses' with 'expansion'.") from None
    seen: dict[tuple[str, ...], tuple[Sense, ...]] = {}
    for entry in entries:
        key = _key(entry.term)
        if not key or not entry.senses or seen.get(key, entry.senses) != entry.senses:  # "s 47" and "s.47" are one term spelled twice
            raise BadSettings(f"The term '{entry.term}' in {path} is empty, has no senses, or is there twice with other senses.")
        seen[key] = entry.senses
    return Glossary(entries)


def _sense(row: dict[str, object]) -> Sense:
    synonyms, nations = row.get("synonyms", []), row.get("nations", [])
    assert isinstance(synonyms, list)
    assert isinstance(nations, list)
    return Sense(str(row["expansion"]), tuple(str(item) for item in synonyms), tuple(Nation(name) for name in nations) or tuple(Nation))


def _key(text: str) -> tuple[str, ...]:
    return tuple(_plain(found[0]) for found in WORD.finditer(text))


def _plain(word: str) -> str:
    """Lower case without a possessive or the plural s of an acronym ("LADO's", "DSLs")."""
    word = re.sub(r"['’]s?$", "", word)
    if len(word) > 2 and word[-1] == "s" and word[:-1].isupper():
        word = word[:-1]
    return word.lower()


def _everyday(term: str, tokens: Sequence[str]) -> bool:
    return len(tokens) == 1 and term.isupper() and tokens[0].lower() in _EVERYDAY and not tokens[0].isupper()
