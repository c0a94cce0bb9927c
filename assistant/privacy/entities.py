"""Entities of the statistical model that are worth believing. It reads case and position, so that a capital in a form, a country or
a law often passes for somebody; made of ordinary words alone, an entity is none."""

from __future__ import annotations

import re
from collections.abc import Iterator

from assistant.privacy.attributes import is_demonym
from assistant.privacy.candidates import Candidate
from assistant.privacy.name_trimmer import NameTrimmer
from assistant.privacy.names import Lexicon, fold
from assistant.privacy.places import load_country_words, load_places
from assistant.privacy.recogniser import Recogniser
from assistant.privacy.vocabulary import CALENDAR_WORDS

# Organs of states and parts of law the model takes for organisations, and what it takes for places.
_STATE_BODY = re.compile(
    r"\b(?:Government|Rules?|Treaty|Constitution|Code|Convention|Section|Division|Chamber|Protocol|Republic|Basic Law|Commission)\b"
)
_STATE = re.compile(r"\b(?:Republic|Government|Federal|Convention|Commission)\b")
_SHOUTED = re.compile(r"(?<![A-Z])[A-Z][A-Z'’ \-,]{14,}[A-Z](?![A-Z])")


class Entities:
    """What the model finds, vetted by the lists."""

    def __init__(self, recogniser: Recogniser, lexicon: Lexicon, trimmer: NameTrimmer) -> None:
        self._recogniser, self._lexicon, self._trimmer = recogniser, lexicon, trimmer

    def find(self, text: str) -> Iterator[Candidate]:
        """The entities that stand, people without the ordinary words at their ends."""
        for c in self._recogniser.find(_unshout(text)):
            value = text[c.start : c.end]
            if c.type == "DATE":
                if _is_calendar_date(value):
                    yield c
            elif not (self._is_public(value) or _is_short_form(value)):
                if c.type == "PERSON":
                    c = self._trimmer.trim_entity(c, text)
                if self._is_believed(c.type, text[c.start : c.end]):
                    yield c

    def _is_public(self, value: str) -> bool:
        """Whether a name is of a state, of law or of a people, or no name: ordinary words alone."""
        return bool(_STATE_BODY.search(value)) or all(w in load_country_words() or is_demonym(w) for w in self._proper(value))

    def _is_believed(self, kind: str, value: str) -> bool:
        """Whether a value looks like what the model says it is."""
        if "\n" in value:
            return False
        words = value.split()
        match kind:
            case "PERSON":
                return any(w[0].isupper() for w in words) and not all(w.isupper() and len(w) < 5 for w in words)
            case "ORGANISATION":
                return len(_words(value)) > 1 and any(len(w) > 3 and self._is_distinctive(w) for w in self._proper(value))
            case "PLACE":
                return not _STATE.search(value) and not (value.isupper() and len(value) < 6)
        return False

    def _proper(self, value: str) -> list[str]:
        """The words, folded, that are not ordinary."""
        return [w for w in _words(value) if not self._lexicon.is_word(w.removesuffix("'s"))]

    def _is_distinctive(self, word: str) -> bool:
        return word in load_places() or self._lexicon.is_name(word) or not self._lexicon.knows(word)


def _words(value: str) -> list[str]:
    return [fold(w) for w in re.findall(r"[^\W\d_][^\W\d_'’\-]*", value)]


def _is_calendar_date(value: str) -> bool:
    """Whether a time is a day, month or year of the calendar, and not a while ("3 weeks") or an age."""
    return bool(
        re.search(r"\d", value)
        and re.search(r"[A-Za-z/]|\d[.\-]\d", value)
        and re.search(r"(?:19|20)\d\d|[A-Z][a-z]{2}", value)
        and not re.search(r"(?:days|weeks|months|years|hours|old)\b", value)
    )


def _is_short_form(value: str) -> bool:
    """Whether it is capitals alone ("MASH", "LACs") or a word of the calendar."""
    return all(re.fullmatch(r"[A-Z]{2,6}s?", w) for w in value.split()) or value.lower() in CALENDAR_WORDS


def _unshout(text: str) -> str:
    """Lines in capitals with only first letters large, character for character, for a model that reads case."""
    return _SHOUTED.sub(lambda m: t if len(t := m[0].title()) == len(m[0]) else m[0], text)
