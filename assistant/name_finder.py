"""Private names in a question, found by the word lists and by where a word stands.

A word that no list knows counts as a name when it stands where a name stands; an ordinary word that is a name too counts only
where nothing else fits.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from assistant.name_slots import (
    AFTER_GROUP,
    AUXILIARY,
    CALLED,
    FIRST_INITIAL,
    FRAME,
    FULL_AFTER,
    INITIAL_AFTER,
    INITIAL_PERSON,
    INITIALS,
    INITIALS_NAMED,
    PAIR,
    SLOT_BEFORE,
    SURE_AFTER,
    SURE_BEFORE,
    TERM,
    THE_FAMILY,
    TITLE,
    WEAK_BEFORE,
)
from assistant.privacy.names import Lexicon, fold
from assistant.privacy.public import Public
from assistant.public_use import (
    AFTER_AREA,
    AFTER_BODY,
    AFTER_PUBLIC,
    AFTER_TOPIC,
    BEFORE_PUBLIC,
    IS_BODY,
    PUBLISHES,
    PublicNames,
)
from assistant.regions import ABBREVIATIONS
from assistant.spans import POSSESSIVE, WORD, Mention, Span, inside, left_of, mid_sentence, possessive_of
from assistant.word_standing import WordStanding

_PERSON_NOUNS = frozenset(
    "child children pupil student teacher friend mother father colleague neighbour parent carer client patient nephew niece cousin partner husband daughter manager sister brother uncle family".split()
)


class NameFinder:
    """Finds private names."""

    def __init__(self, lexicon: Lexicon, public: Public, names: PublicNames) -> None:
        self._lexicon, self._public, self._names_public = lexicon, public, names
        self._standing = WordStanding(lexicon, public, names.surnames)

    def find(self, text: str, taken: list[Span], places: list[Span]) -> Iterator[Mention]:
        """Names and initials outside `taken`, which may overlap."""
        yield from self._names(text, taken, places)
        yield from self._initials(text, taken)

    def known(self, word: str) -> bool:
        """Ordinary English or a public word; `word` in lower case."""
        return self._standing.known(word)

    def _names(self, text: str, taken: list[Span], places: list[Span]) -> Iterator[Mention]:
        shouting = sum(c.isupper() for c in text) > 0.6 * max(1, sum(c.isalpha() for c in text)) and (
            sum(word[0].isupper() for word in WORD.finditer(text)) > 0.5 * len(WORD.findall(text))
        )
        run: list[tuple[re.Match[str], str]] = []
        foreign = self._standing.is_foreign(text)
        authors = [found.span() for found in PAIR.finditer(text) if self._are_authors(text, found)]
        quoted = [found.span(1) for found in TERM.finditer(text)]
        for word in [*WORD.finditer(text), None]:
            standing = self._standing.of(text, word, shouting, taken) if word else ""
            if word is not None and standing and inside(word.span(), authors):
                standing = ""
            if word is not None and standing and standing != "script":
                lower = word[0].islower() or not mid_sentence(text, word.start())
                if (foreign and lower and standing != "strong") or (word[0].islower() and inside(word.span(), quoted)):
                    standing = ""
            joined = bool(run) and word is not None and re.fullmatch(r"[ ]|, ", text[run[-1][0].end() : word.start()]) is not None
            if run and (not standing or not joined or POSSESSIVE.search(run[-1][0][0])):
                yield from self._judge(text, run, places, shouting)
                run = []
            if word is not None and standing:
                run.append((word, standing))

    def _are_authors(self, text: str, pair: re.Match[str]) -> bool:
        """Two surnames joined, with nothing personal about them: "Turnell and Edwards"."""
        before, after = left_of(text, pair.start()), text[pair.end() :]
        personal = any(slot.search(before) for slot in (SURE_BEFORE, SLOT_BEFORE, AUXILIARY)) if before.strip() else False
        return (
            not any(fold(name) in self._lexicon.given and not self._lexicon.is_word(fold(name)) for name in pair.groups())
            and not personal
            and not FRAME.match(after)
            and not SURE_AFTER.match(after)
            and not re.match(r"['’]|,? (?:children|family|kids|siblings|house|case|file|referral)", after)
        )

    def _judge(self, text: str, run: list[tuple[re.Match[str], str]], places: list[Span], shouting: bool) -> Iterator[Mention]:
        for (first, _), (last, _) in pairwise(run):
            before, after = left_of(text, first.start()), text[last.end() - len(possessive_of(last[0])) :]
            if (
                fold(first[0]) in self._lexicon.given
                and first[0][:1].isupper() == last[0][:1].isupper()
                and not (BEFORE_PUBLIC.search(before) and PUBLISHES.match(after))
                and self._lexicon.is_name(fold(POSSESSIVE.sub("", last[0])))
                and (
                    FRAME.match(after)
                    or SURE_BEFORE.search(before)
                    or SURE_AFTER.match(after)
                    or (AUXILIARY.search(before) and FULL_AFTER.match(after))
                )
            ):
                yield Mention(first.start(), last.end(), "person", 0.8)
                return
        if len(run) == 1 and run[0][1] in ("common", "slip", "weak"):
            only = run[0][0]
            kin = (
                run[0][1] == "slip"
                and FRAME.match(possessive_of(only[0]) + text[only.end() :])
                and (possessive_of(only[0]) or AUXILIARY.search(left_of(text, only.start())))
            )
            if kin and not self._standing.slip(fold(POSSESSIVE.sub("", only[0])), _PERSON_NOUNS):
                yield Mention(only.start(), only.end(), "person", 0.7)
                return
            given = fold(POSSESSIVE.sub("", only[0])) in self._lexicon.given or (
                run[0][1] == "slip" and (shouting or only[0][:1].isupper())
            )
            after = possessive_of(only[0]) + text[only.end() :]
            if given and FRAME.match(after) and (after[:1] in "'’" or AUXILIARY.search(left_of(text, only.start()))):
                yield Mention(only.start(), only.end(), "person", 0.7)
                return
        if len(run) == 2 and {run[0][1], run[1][1]} == {"slip", "unknown"}:
            before, after = left_of(text, run[0][0].start()), text[run[1][0].end() :]
            at_end = WEAK_BEFORE.search(before) and not after.strip(" ?.!")
            if at_end or SURE_BEFORE.search(before) or SLOT_BEFORE.search(before) or FRAME.match(after) or SURE_AFTER.match(after):
                yield Mention(run[0][0].start(), run[1][0].end(), "person", 0.7)
                return
        while (
            run
            and run[0][1] in ("common", "capital", "slip")
            and len(run) > 1
            and not (run[0][1] == "capital" and run[1][1] in ("strong", "unknown", "weak"))
        ):
            if run[0][1] == "common" and run[1][1] in ("strong", "unknown", "listed") and (len(run) == 2 or run[0][0][0][:1].isupper()):
                break
            run = run[1:]
        while len(run) > 1 and run[0][0][0][:1].isupper() and inside(run[0][0].span(), places) and run[1][0][0].islower():
            run = run[1:]
        while len(run) > 1 and run[0][0][0][:1].isupper() and run[-1][0][0].islower() and run[-1][1] in ("common", "slip"):
            run = run[:-1]
        while run and run[-1][1] in ("common", "capital", "slip") and len(run) > 1 and run[-2][1] in ("common", "capital", "slip"):
            run = run[:-1]
        start, end = run[0][0].start(), run[-1][0].end()
        kinds = [kind for _, kind in run]
        if kinds[0] == "shouted" and run[0][0][0].isupper() and len(run) > 1 and run[1][0][0].islower():
            run, kinds, end = run[:1], kinds[:1], run[0][0].end()
        if kinds == ["shouted"] and not SURE_BEFORE.search(left_of(text, start)) and not (end - start > 5 and FRAME.match(text[end:])):
            if re.match(r", [A-Z]{3,}\b", text[end:]):
                yield Mention(start, end, "person", 0.7)
            return
        kinds = ["unknown" if kind == "shouted" else kind for kind in kinds]
        if run[0][0][0][:1].isupper() and IS_BODY.search(text[start:end]) and not FRAME.match(text[end:]):
            return
        before, after = left_of(text, start), text[end:]
        shown = text[start:end]
        if POSSESSIVE.search(shown):
            after = shown[POSSESSIVE.search(shown).start() :] + after  # type: ignore[union-attr]
        name_end = max((word.end() for word, _ in run if word[0][:1].isupper()), default=end)
        if any(first <= start and name_end <= last for first, last in places) and not (SURE_BEFORE.search(before) or FRAME.match(after)):
            return
        sure = self._sureness(
            kinds, before, after, inside((start, end), places), shown[:1].isupper() and not shouting, shouting, end - start
        )
        if sure > 0 and not self._names_public.is_beside_public(text, start):
            yield Mention(start, end, "person", sure)

    def _sureness(self, kinds: list[str], before: str, after: str, place: bool, capital: bool, shouting: bool, length: int) -> float:
        if "script" in kinds:
            return 0.9
        titled = re.search(rf"\b(?:{TITLE}|(?:mrs?|ms|mx|dr)\.|dr|doctor) $", before, re.I) is not None
        sure_slot = bool(SURE_BEFORE.search(before) or SURE_AFTER.match(after))
        slot = sure_slot or bool(SLOT_BEFORE.search(before) or not before.strip())
        weak_slot = slot or bool(WEAK_BEFORE.search(before))
        framed = bool(FRAME.match(after))
        if framed and "unknown" in kinds + ["unknown"] * ("strong" in kinds or "listed" in kinds):
            return 0.85
        if framed and "weak" in kinds and capital:
            return 0.7
        if place and AFTER_GROUP.match(after):
            return 0.0
        did = re.search(r"\bdid $", before, re.I) is not None
        if (
            did
            and re.match(r"^ (?:say|tell|do|go|get|see|have|disclose|miss|make)\b", after)
            and {"unknown", "strong", "listed"} & {*kinds}
            and not re.match(r"^ (?:say|recommend|find)\b(?! (?:about|to) (?:her|his|him|the|their|me|us|my)\b)", after)
        ):
            return 0.8
        if (
            AUXILIARY.search(before)
            and {"unknown", "strong"} & {*kinds}
            and (capital or shouting)
            and re.match(r"^ (?:live|need|have|go|attend|get|still|know|want|see|stay)s?\b", after, re.I)
            and not AFTER_PUBLIC.match(after)
        ):
            return 0.7
        if AFTER_PUBLIC.match(after) or (BEFORE_PUBLIC.search(before) and (not sure_slot or PUBLISHES.match(after))):
            return 0.0
        if capital and AFTER_BODY.match(after):
            return 0.0
        if place and not sure_slot and not ("strong" in kinds and len(kinds) > 1):
            return 0.0
        names = sum(kind in ("strong", "unknown", "weak", "listed") for kind in kinds)
        if len(kinds) > 1:
            if "strong" in kinds and names > 1:
                return 0.95
            # Two ordinary words with capitals may be a title ("Statutory Sick Pay"); only a place for a name makes them one.
            if {*kinds} <= {"weak", "common", "capital"} and not (len(kinds) == 2 and slot and capital):
                return 0.4
            if names > 1 and (capital or weak_slot or ("unknown" in kinds and "listed" in kinds)):
                return 0.85
            if names == 1 and ("strong" in kinds or capital) and (slot or FULL_AFTER.match(after)):
                return 0.8
            if names > 1:
                return 0.6
        kind = max(kinds, key=("capital", "slip", "common", "weak", "listed", "unknown", "strong").index)
        if titled and kind != "capital":
            return 0.9
        if kind == "strong":
            return 0.9 if sure_slot else 0.75 if slot or capital else 0.6
        if kind in ("unknown", "listed"):
            if sure_slot:
                return 0.85
            if capital and (AFTER_AREA.match(after) or (kind == "unknown" and not before.strip() and AFTER_TOPIC.match(after))):
                return 0.2
            return (
                0.65
                if slot and (capital or (before.strip() and length > 4))
                else 0.55
                if weak_slot and shouting
                else 0.4
                if weak_slot
                else 0.3
            )
        if kind == "weak":
            return 0.75 if sure_slot else 0.4
        return 0.0

    def _initials(self, text: str, taken: list[Span]) -> Iterator[Mention]:
        for found in INITIALS.finditer(text):
            letters = re.sub(r"[\W\d_]|(?<=\w)s$", "", found[0].split("'")[0])
            if inside(found.span(), taken) or not letters.isupper():
                continue
            if len(letters) == 3 and "-" in found[0]:
                yield Mention(found.start(), found.end(), "initials", 0.8)
            if len(letters) != 2:
                continue
            spaced = "." in found[0] or " " in found[0].strip()
            before, after = left_of(text, found.start()), text[found.start() + len(found[0].rstrip("s'’")) :]
            slots = bool(INITIAL_PERSON.search(before)) + bool(INITIAL_AFTER.match(after))
            if slots == 2 or (slots and spaced) or (INITIAL_AFTER.match(after) and not spaced and letters not in ABBREVIATIONS):
                yield Mention(found.start(), found.end(), "initials", 0.7)
        for found in CALLED.finditer(text):
            if not inside(found.span(1), taken) and len(found[1]) > 1:
                yield Mention(found.start(1), found.end(1), "person", 0.8)
        for found in INITIALS_NAMED.finditer(text):
            yield Mention(found.start(1), found.end(1), "initials", 0.8)
        for found in THE_FAMILY.finditer(text):
            if self._lexicon.is_name(fold(found[1])) and not inside(found.span(1), taken):
                yield Mention(found.start(1), found.end(1) + 1, "person", 0.7)
        for found in FIRST_INITIAL.finditer(text):
            key = fold(found[1])
            if (
                found[1][:1].isupper()
                and (self._lexicon.is_strong(key) or not self._lexicon.is_word(key) or (self._lexicon.is_name(key) and "." in found[0]))
                and (found[2] not in "AI" or "." in found[0])
                and key not in self._public.words
                and key not in self._public.not_names
                and not inside(found.span(), taken)
            ):
                yield Mention(found.start(), found.end(), "initials", 0.8)
