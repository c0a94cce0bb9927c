"""Every further form of a document's known names: lower case, misspelt, plural, run together, initials, letters."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from assistant.privacy.cues import ACRONYMS as SHORT_FORMS
from assistant.privacy.cues import CALENDAR
from assistant.privacy.initials import LETTER_NOT_BEFORE
from assistant.privacy.mentions import OFTEN_WORDS, PERSON_VERB
from assistant.privacy.names import Lexicon, fold
from assistant.privacy.vocabulary import ACRONYMS, NOT_SMALL_NAMES
from ingest.name_forms import TITLE
from ingest.people import People, Person

_WORD = re.compile(r"(?<![^\W_])[^\W\d_](?:[^\W_]|['’](?=[^\W\d_])|-(?=[^\W\d_]))*")
_SINGLE = re.compile(r"(?<![\w.'’&/\-])[A-Z](?![\w&/\-]|\.\w|['’](?!s\b))")
_DOTTED = re.compile(r"(?<![\w.])[A-Z]\.? ?(?:[A-Z](?:-[A-Z])?\.? ?){0,2}[A-Z](?:-[A-Z])?\.?(?!\w)")
# What may follow initials that are also a short form ("AM reminded", "PC to find", "BT: mum seen").
_DOES = re.compile(
    r"['’]s\b|:|[ ](?:to [a-z]{3,}|said|says|told|asked|reminded|reported|will|has|had|is|was|agreed|noted|explained|confirmed|updated|advised|raised|shared|thanked|rang|added|suggested|felt|stated|visited|attended|chaired|completed|spoke|met|saw|and [A-Z]{2}\b)"
)
# What anybody does besides, when the letters are no office's ("TO acknowledged"), and who it was done by ("chronology by AF;").
_DID = re.compile(r"[ ](?:[a-z]+ed|to|feels|thinks|wants|asks|notes|agrees|reports|confirms|updates|shares|raises|suggests)\b")
_BY = re.compile(r"\b(?:by|with|from|told|asked|cc|per)[ ]$")
_OFFICES = frozenset("GP SW HV PC DC DS DI PS TA EWO IRO FA MO YP OT HR MP CO EP SEN DSL".split())
# What stands at the end of a line signs it.
_SIGNED = re.compile(r"[ \t]*(?:\n|$)")
# Initials told with the name they stand for: "CP = Clare Pugh", "Clare Pugh (CP)".
_TELLS = re.compile(r"(?<![\w/])([A-Z]{2,3})[ ]?(?:=|:|[-–—][ ])[ ]?")
_TOLD = re.compile(r",?[ ]\(?[\"“']?([A-Z]{2,3})[\"”']?(?:\)|[,;] [^()\n]{1,40}\))")
# What the same letters are a short form before ("CP plan", "GP surgery"), and what they are one after ("the GP", "her SW").
_SHORT_FORM_USE = re.compile(
    r"[ ](?:plans?|conferences?|register|flags?|reviews?|orders?|status|screening|tools?|records?|practices?|surgery|surgeries|letters?|referrals?|teams?|notes?|chairs?|minutes|concerns?|cases?|social|workers?|visits?|appointments?|alarms?|poisoning)\b"
)
_DETERMINED = re.compile(r"\b(?:the|an?|her|his|their|our|my|your|this|no|on|under|duty|allocated|in the)[ ]$|\d[ ]?$", re.I)
_WORD_USE = re.compile(
    r"[ ](?:you|the|a|an|any|all|this|that|these|those|your|our|my|his|her|their|we|they|it|there|be|for|i|he|she|as|on|in|of|at|if|how|what|whether|up|out|off|down)\b"
)


class FormFinder:
    """Finds further forms of the names of `people` as they are known when it is made."""

    def __init__(self, people: People, lexicon: Lexicon, *, lowered: bool, told: frozenset[str] = frozenset()) -> None:
        """`lowered`: the writer leaves capitals out, so that a name that is a word stands small ("willow"). `told` are initials that the
        document itself explains (`told_initials`)."""
        self._lexicon, self._lowered, self._small, self._index = lexicon, lowered, people.lower, people.index
        self._known = {w for p in people for w in p.words if len(w) > 1} | set(people.families)
        self._joined = {form for p in people for form in _joined_forms(p)}
        letters = {i for p in people for i in p.letters if len(i) > 1}
        self._initials = letters | {i for p in people for i in p.initials()}
        self._explicit = letters | told
        self._single = {i for p in people for i in p.letters if len(i) == 1 and i not in "AI"}

    def is_somebodys(self, letters: str) -> bool:
        """Whether two or three capitals are the initials of somebody known, whatever public body has the same."""
        return letters in self._initials and len(letters) < 4

    def find(self, text: str, masked: list[bool]) -> Iterator[tuple[int, int]]:
        """Half-open stretches of `text` that are a form of a known name, outside what is `masked` already."""
        if not (self._known or self._initials or self._single):
            return
        for match in _WORD.finditer(text):
            if masked[match.start()]:
                continue
            word, folded = match[0], fold(match[0])
            key = re.sub(r"['’]s?$", "", folded)
            plain = word[: len(word) - (len(folded) - len(key))] if key != folded else word
            if self._is_form(text, match.start(), plain, key) or self._is_initials(text, match.start(), plain):
                yield match.start(), match.start() + len(plain)
        if self._single:
            for match in _SINGLE.finditer(text):
                if (
                    match[0] in self._single
                    and not masked[match.start()]
                    and not LETTER_NOT_BEFORE.search(text[max(0, match.start() - 16) : match.start()])
                ):
                    yield match.span()
        for match in _DOTTED.finditer(text):
            letters = re.sub(r"[^A-Z]", "", match[0])
            if letters in self._initials and ("." in match[0] or "-" in match[0]) and not masked[match.start()]:
                yield match.span()

    def _is_initials(self, text: str, start: int, word: str) -> bool:
        """Whether letters are a known person's; those that are a short form as well must be told to be, do something or sign."""
        if not word.isupper() or word not in self._initials:
            return False
        if word not in ACRONYMS and word not in SHORT_FORMS:
            return True
        end = start + len(word)
        if word in self._explicit:
            return not _is_short_form(text, start, end)
        if _DOES.match(text, end) or _SIGNED.match(text, end):
            return True
        if word in _OFFICES:
            return False
        done_by = _BY.search(text[max(0, start - 8) : start]) and not re.match(r"[ ][a-z]", text[end : end + 2])
        return bool(_DID.match(text, end) or done_by)

    def _is_form(self, text: str, start: int, word: str, key: str) -> bool:
        lexicon, known = self._lexicon, self._known
        if key in known:
            if not lexicon.is_word(key):
                return key not in lexicon.rare or word[0].isupper() or key in self._small or key not in NOT_SMALL_NAMES
            if word.islower() and (key in self._small or (self._lowered and key in lexicon.given)) and key not in OFTEN_WORDS:
                return True
            if not word[0].isupper() or word.isupper() or key in CALENDAR:
                return False
            return (
                self._opens_with_name(text, start + len(word), key)
                if _opens(text, start)
                else key in lexicon.given or (key not in OFTEN_WORDS and not re.match(r" [A-Z][a-z]", text[start + len(word) :][:3]))
            )
        if key in self._joined:
            return True
        if key.endswith("s") and key[:-1] in self._small and word.islower():
            return True
        if "-" in key and any(p in known and not lexicon.is_word(p) for p in key.split("-")):
            return True
        if lexicon.is_word(key):
            return False
        if key.endswith("s") and key[:-1] in known and not lexicon.is_word(key[:-1]):
            return True
        return len(key) >= 3 and not known.isdisjoint(self._index.like(key))

    def _opens_with_name(self, text: str, end: int, key: str) -> bool:
        """Whether a known name that is also a word, at the start of a sentence, is the name: unless it is plainly used as a word."""
        if PERSON_VERB.match(text, end) or not re.match(r"[ ][a-z]", text[end : end + 2]):
            return True
        if key in OFTEN_WORDS or _WORD_USE.match(text, end):
            return False
        following = re.match(r"[ ]([a-z]+)", text[end : end + 24])
        return following is None or following[1] == "to" or not self._lexicon.is_word(following[1]) or following[1].endswith(("ed", "n't"))


def told_initials(text: str, names: Iterable[tuple[int, int]]) -> Iterator[str]:
    """The initials that `text` itself explains beside one of its `names`, half-open stretches: they stand for that person from then on."""
    for start, end in names:
        words = [w for w in re.findall(r"[A-Z][\w'’]*", text[start:end]) if not TITLE.match(f"{w} ")]
        letters = {"".join(w[0] for w in words), words[0][0] + words[-1][0]} if len(words) > 1 else set()
        before = [m[1] for m in _TELLS.finditer(text, max(0, start - 24), start)]
        after = _TOLD.match(text, end)
        yield from letters.intersection([*before[-1:], *([after[1]] if after else [])])


def _is_short_form(text: str, start: int, end: int) -> bool:
    """Whether letters that are somebody's initials are used here as the short form that they are as well."""
    return bool(_SHORT_FORM_USE.match(text, end) or _DETERMINED.search(text[max(0, start - 12) : start]))


def _joined_forms(person: Person) -> set[str]:
    """User names and file names run a name together: okwarteng, odettek, odettekwarteng."""
    forms: set[str] = set()
    for given in person.given:
        for surname in person.surnames:
            flat, head = surname.replace("-", ""), surname.split("-")[0]
            for last in {flat, head}:
                if len(last) > 3:
                    forms.update({given[0] + last, given + last, last + given[0], last + given})
            forms.add(given.replace("-", "") + surname[0])
        if "-" in given:
            forms.add(given.replace("-", ""))
    return {f for f in forms if len(f) > 4}


def _opens(text: str, start: int) -> bool:
    return (start < 20 and not text[:start].strip()) or bool(re.search(r"[.!?:\n\"*•>|\-–]\s*$", text[max(0, start - 4) : start]))
