"""A person's span without the words at its ends that are no part of the name, which recognisers of whole stretches take in.

Two rules. The entity model hands over labels and sentence beginnings with a name, so that from its people any ordinary word goes that is
no name. From everybody's people only what is plainly none goes: any capitalised word may be a surname.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from assistant.privacy.candidates import NAME_TYPES, Candidate
from assistant.privacy.cues import ACRONYMS, TITLES
from assistant.privacy.names import Lexicon, fold
from assistant.privacy.vocabulary import KNOWN_SHORT, NAME_STOPS

# Origins whose words say that what follows is a name, whatever the words are.
_SURE = ("cue:title", "cue:own-name", "cue:alias", "cue:nickname", "cue:quoted", "cue:bracket", "cue:header", "cue:case-name", "cue:script", "cue:family")  # fmt: skip
_TITLE_WORDS = frozenset(re.findall(r"[a-z]+", TITLES.lower())) | frozenset("big little lil wee old young fat mad lady".split())
# Verbs of speech and movement that stand before or after a name and that the lists hold as surnames or not at all.
_EDGE_VERBS = frozenset(
    "rang rung phoned texted messaged spoke chase chased ring told asked said saw met seen called emailed contacted advised".split()
)
_HOUSEHOLD = frozenset("family household twins twin siblings children kids boys girls".split())
_WORD = re.compile(r"[^\s]+")
_LABEL = re.compile(r"[A-Z]\d{1,2}")


class NameTrimmer:
    """Trims people's spans by what the lists know of the words at their ends."""

    def __init__(self, lexicon: Lexicon) -> None:
        self._lexicon = lexicon

    def trim_entity(self, c: Candidate, text: str) -> Candidate:
        """A person of the entity model without ordinary words, short forms and signs at either end; empty where nothing else is left."""
        words = _without_ends(_words(c, text), self._is_filler)
        return _spanning(c, words) if words else c.between(c.start, c.start)

    def narrow(self, c: Candidate, text: str) -> Candidate:
        """A person without what a recogniser took in beside the name: small ordinary words ("chase"), known short forms and,
        between capitals alone, verbs. Empty where nothing but known short forms or a label ("E6") is left.

        What a sure cue says ("Mr", "my name is") stays whole, and so does a span that would lose everything.
        """
        if c.type not in NAME_TYPES or c.origin.startswith(_SURE):
            return c
        value, words = text[c.start : c.end], _words(c, text)
        if self._is_short_form([_bare(w[0]) for w in words]) or (_LABEL.fullmatch(value) and not c.origin.startswith("cue:letter")):
            return c.between(c.start, c.start)
        shouted = value.isupper()
        words = _without_ends(words, lambda word: self._is_beside(_bare(word), shouted=shouted))
        return _spanning(c, words) if any(len(_bare(w[0])) > 1 for w in words) else c

    def _is_filler(self, word: str) -> bool:
        """Whether a word the entity model took in is empty, ordinary and no name, or a short form."""
        key = fold(_bare(word).removesuffix("'s"))
        return not key or (self._lexicon.is_word(key) and not self._lexicon.is_name(key)) or word in ACRONYMS

    def _is_short_form(self, words: list[str]) -> bool:
        """Whether the words are known short forms ("MASH") with at most small ordinary words beside them."""
        return any(w in KNOWN_SHORT for w in words) and all(
            w in KNOWN_SHORT or (w.islower() and self._is_beside(w, shouted=False)) for w in words
        )

    def _is_beside(self, word: str, *, shouted: bool) -> bool:
        """Whether a word at the edge of a person's span is no part of a name. Any capitalised word may be a surname, so of those only
        known short forms are, and in capitals alone what ends like a verb or is put together from ordinary words."""
        key = fold(word).removesuffix("'s")
        if word in KNOWN_SHORT or (word.islower() and key in _EDGE_VERBS):
            return True
        if key in _TITLE_WORDS or self._lexicon.is_name(key) or (key in NAME_STOPS and not word.islower()):
            return False
        if word.islower():
            return key not in _HOUSEHOLD and self._lexicon.is_word(key)
        if not shouted or len(key) < 5:
            return False
        if "-" in key:
            return all(self._lexicon.is_word(p) or p == "non" for p in key.split("-") if p)
        return self._lexicon.is_word(key) and key.endswith(("ed", "ing"))


def _words(c: Candidate, text: str) -> list[re.Match[str]]:
    return list(_WORD.finditer(text, c.start, c.end))


def _bare(word: str) -> str:
    """A word without the punctuation around it."""
    return word.strip(".,:;()\"'-")


def _without_ends(words: list[re.Match[str]], is_extra: Callable[[str], bool]) -> list[re.Match[str]]:
    """The words from the first to the last that is not extra."""
    low, high = 0, len(words)
    while low < high and is_extra(words[low][0]):
        low += 1
    while high > low and is_extra(words[high - 1][0]):
        high -= 1
    return words[low:high]


def _spanning(c: Candidate, words: list[re.Match[str]]) -> Candidate:
    return c.between(words[0].start(), words[-1].end())
