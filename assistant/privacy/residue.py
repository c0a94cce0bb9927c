"""What no other rule took in a local record: fail closed, so that a capital or a listed name stays only when something explains it.

Runs last, over the stretches nobody claimed. A capital inside a sentence is a name when the lists know it as one and the
work's own language does not write it large; a small word is a name in the company of kin, speech or possession; two capital
letters are somebody's initials unless they are a known short form.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from assistant.privacy.attributes import is_demonym
from assistant.privacy.candidates import Candidate
from assistant.privacy.company import (
    ACTION,
    ADDRESSED,
    AFTER_KIN,
    AFTER_KIN_SURE,
    AFTER_SPEECH,
    AFTER_WITH,
    AGE_AFTER,
    AMBIENT,
    BOUNDARY,
    BROKEN,
    CALENDAR_SHORT,
    CALLED_BEFORE,
    CLAUSE,
    DETERMINED,
    FAMILY_AFTER,
    FORM_OF_CALL,
    GAELIC,
    HEADED,
    INITIAL_WORD,
    LINK_AFTER,
    LINK_BEFORE,
    NICK_AFTER,
    OPENERS,
    OPENING,
    PAIR,
    PAIR_AFTER,
    PAIR_CUE,
    PERSONAL,
    POSSESSIVE_AFTER,
    PREFIXES,
    ROLE_AFTER,
    ROLE_LETTER,
    ROLE_PAIR,
    SENTENCE_ADVERB,
    SIGNED,
    SPEECH_AFTER,
    STATE_AFTER,
    SURNAME_COMMA,
    THE_KIN,
    THING,
    TIGHT_AFTER,
    TOKEN,
    VERB_AFTER,
    VERBISH,
    VOCATIVE,
    WORD_AFTER,
)
from assistant.privacy.cues import ACRONYMS as SHORT_FORMS
from assistant.privacy.cues import CALENDAR, LETTER_NOT_BEFORE
from assistant.privacy.mentions import ROLE_WORDS
from assistant.privacy.names import Lexicon, fold
from assistant.privacy.places import load_country_words, load_places
from assistant.privacy.vocabulary import ACRONYMS, FORMAL, NAME_STOPS, NOT_SMALL_NAMES


class Residue:
    """Finds what the other recognisers left. `covered` marks the characters they, or public phrases, took."""

    def __init__(self, lexicon: Lexicon) -> None:
        self._lexicon = lexicon

    def find(self, text: str, covered: Sequence[bool], people: Sequence[bool], *, lowered: bool) -> list[Candidate]:
        """Candidates of score 0.5 to 0.75, none inside `covered`; `people` marks what was taken for a name. Neighbours of new
        names are names too ("poppy and junior"), so the walk is made again until nothing is added (at most three times)."""
        taken, persons = list(covered), list(people)
        found: list[Candidate] = []
        for _ in range(3):
            new = [c for c in self._walk(text, taken, persons, lowered=lowered) if not all(taken[c.start : c.end])]
            for c in new:
                taken[c.start : c.end] = persons[c.start : c.end] = [True] * (c.end - c.start)
            found += new
            if not new:
                break
        return found

    def _walk(self, text: str, covered: Sequence[bool], people: Sequence[bool], *, lowered: bool) -> Iterator[Candidate]:
        tokens = list(TOKEN.finditer(text))
        shouted = _shouted(text)
        for n, token in enumerate(tokens):
            start, word = token.start(), token[0]
            if (
                covered[start]
                or (start and text[start - 1] in "@_/#&\\0123456789[")
                or text[token.end() : token.end() + 1] in ("@", "_", "/", "\\")
                or text[token.end() : token.end() + 1].isdigit()
            ):
                continue
            key = re.sub(r"['’]s?$", "", fold(word))
            end = token.end() - (len(fold(word)) - len(key))
            if len(key) < 2 or key in CALENDAR or key in load_country_words() or is_demonym(key):
                continue
            before = tokens[n - 1] if n else None
            after = tokens[n + 1] if n + 1 < len(tokens) else None
            if self._beside(text, token, key, before, after, people, shouted=shouted[start], lowered=lowered):
                yield Candidate(start, end, "PERSON", "direct", 0.6, "residue:beside")
                continue
            small = word.islower() or shouted[start] or (word.isupper() and len(word) > 3)
            if small:
                if self._small(text, start, end, key, lowered=lowered or shouted[start]):
                    yield Candidate(start, end, "PERSON", "direct", 0.6, "residue:small")
            elif word[0].isupper() and len(word) > 1:
                if word.isupper() and len(word) <= 3:
                    continue
                if self._capital(text, start, end, key, before, after, covered):
                    yield Candidate(start, end, "PERSON", "direct", 0.56, "residue:capital")
        yield from self._nicknames(text, covered)
        yield from self._broken(text, covered)
        yield from self._initials(text, covered, shouted)

    def _beside(
        self,
        text: str,
        token: re.Match[str],
        key: str,
        before: re.Match[str] | None,
        after: re.Match[str] | None,
        people: Sequence[bool],
        *,
        shouted: bool,
        lowered: bool,
    ) -> bool:
        """Whether a name stands next to it: its own first part, or somebody named in the same breath."""
        lexicon, word, start, end = self._lexicon, token[0], token.start(), token.end()
        named = lexicon.is_name(key)
        if key in CALENDAR or len(key) < 2 or key in NAME_STOPS:
            return False
        if before and people[before.start()] and text[before.end() : start] in (" ", ". ") and "\n" not in text[before.end() : start]:
            alone = before.start() == 0 or not people[before.start() - 1] or text[before.start() - 1] != " "
            first = re.sub(r"['’]s?$", "", fold(before[0]))
            if before[0][-2:] in ("'s", "’s"):
                return False
            if text[before.end() : start] == ". " and len(first) > 2:
                return False
            if (
                word[0].isupper()
                and (not word.isupper() or shouted or before[0].isupper())
                and not OPENING.search(text[max(0, start - 8) : start])
            ):
                if key in ROLE_WORDS or (shouted and not named) or (shouted and lexicon.is_word(key) and key not in lexicon.rare):
                    return False
                if first in lexicon.given or len(first) == 1:
                    return alone and (named or key not in FORMAL)
                return alone and named and key not in FORMAL
            if word.islower() and named and key not in lexicon.words:
                return before[0].islower()
        if (
            named
            and key not in FORMAL | {"hi", "dear"}
            and word[0].isupper()
            and after
            and people[after.start()]
            and SURNAME_COMMA.match(text, end)
            and OPENING.search(text[max(0, start - 8) : start])
        ):
            return True
        if (
            named
            and word[0].isupper()
            and re.match(r"(?:['’]s|s['’])? (?:family|household|siblings|twins|brothers|sisters)\b", text[end : end + 16])
            and key not in FORMAL
            and before
            and before[0].lower() == "the"
        ):
            return True
        for other, gap in ((before, text[before.end() : start] if before else ""), (after, text[end : after.start()] if after else "")):
            if other is None:
                continue
            if gap in (" & ", "/", " + ") and people[other.start()] and named and (word[0].isupper() or lowered) and key not in FORMAL:
                return True
        if (
            lowered
            and word.islower()
            and key.endswith("s")
            and key[:-1] in lexicon.given
            and key[:-1] not in ("wa", "ha", "thi", "hi")
            and re.search(r"\b(?:at|to|from|round|over) $", text[max(0, start - 6) : start])
        ):
            return bool(
                re.match(r" (?:again|house|flat|since|tonight|overnight|and|with|til|till|place|now)\b|[.,;]", text[end : end + 12])
            ) and not lexicon.is_word(key) | (key in lexicon.words)
        link = LINK_BEFORE.search(text[max(0, start - 5) : start])
        if link and people[start - len(link[0]) - 1] and named and key not in FORMAL:
            return (word[0].isupper() and (key in lexicon.given or not lexicon.is_word(key) or link[0].strip() != ",")) or (
                lowered and key in lexicon.given
            )
        link = LINK_AFTER.match(text[end : end + 5])
        if link and people[min(end + len(link[0]), len(people) - 1)] and named | (word.isupper() and shouted) and key not in FORMAL:
            return (word[0].isupper() and (shouted or key in lexicon.given)) or (
                lowered and key in lexicon.given and key not in NOT_SMALL_NAMES
            )
        return False

    def _broken(self, text: str, covered: Sequence[bool]) -> Iterator[Candidate]:
        """A name that a scanner cut in two ("Hus sain"): a piece that is no word, and the whole is a name."""
        for match in BROKEN.finditer(text):
            tail, whole = fold(match[2]), fold(match[1] + match[2])
            head = fold(match[1])
            odd = not self._lexicon.is_word(tail) or not self._lexicon.is_word(head)
            if len(tail) > 1 and odd and self._lexicon.is_name(whole) and not self._lexicon.is_word(whole):
                end = match.end()
                if more := re.match(r" ([A-Z][a-z]+)", text[end:]):
                    end += len(more[0]) if fold(more[1]) not in FORMAL else 0
                if not all(covered[match.start() : end]):
                    yield Candidate(
                        match.start(2) if covered[match.start()] else match.start(), end, "PERSON", "direct", 0.6, "residue:broken"
                    )

    def _listed(self, key: str) -> str:
        """ "given" for a name and no word, "both" for a given name that is a word too, "other" for a rarer name that is a word,
        "new" for neither name nor word, "" for a word."""
        lexicon = self._lexicon
        if key in lexicon.given:
            return "both" if key in lexicon.words else "given"
        if key in lexicon.words or (lexicon.is_word(key) and key not in lexicon.surnames):
            return "other" if key in lexicon.surnames else ""
        return "other" if key in lexicon.surnames else "new" if not lexicon.is_word(key) else ""

    def _capital(
        self, text: str, start: int, end: int, key: str, before: re.Match[str] | None, after: re.Match[str] | None, covered: Sequence[bool]
    ) -> bool:
        """Whether a capitalised word that nobody took is somebody's name."""
        kind = self._listed(key)
        if key in FORMAL:
            return False
        opened = bool(OPENING.search(text[max(0, start - 8) : start]))
        lone = not (
            after and text[end : after.start()] == " " and after[0][0].isupper() and not covered[after.start()] and fold(after[0]) in FORMAL
        )
        if not opened and lone and AFTER_KIN.search(text[max(0, start - 30) : start]) and text[start - 1] in " (\"'":
            return True
        if (
            not opened
            and re.search(r"\b[Tt]he $", text[max(0, start - 4) : start])
            and key.endswith("s")
            and self._lexicon.is_name(key[:-1])
        ):
            return bool(
                re.match(
                    r"['’] |['’]?(?:[,.;:)]|$| (?:and|are|were|have|had|live|lived|moved|said|say|told|want|who|at|on)\b)",
                    text[end : end + 12],
                )
            )
        if THING.search(text[max(0, start - 7) : start]):
            return False
        if "-" in key and not opened and not text[start : start + 2].isupper() and _is_double(key, self._lexicon):
            return True
        if not kind or ("-" in key and kind == "new") or (kind == "new" and key in load_places()):
            return False
        if kind == "new":
            return False  # the walk over mentions has judged unknown capitals already
        opens = bool(OPENING.search(text[max(0, start - 8) : start]))
        rest = text[end : end + 40]
        if (
            before
            and text[before.end() : start] == " "
            and before[0][0].isupper()
            and not covered[before.start()]
            and not opens
            and not self._starts(text, before)
        ):
            return False  # part of a title such as "Strategy Discussion" or of a name of a body
        if after and text[end : after.start()] == " " and after[0][0].isupper() and not covered[after.start()]:
            return False
        if (
            not opens
            and kind == "other"
            and before
            and text[before.end() : start] == " "
            and before[0][0].isupper()
            and not covered[before.start()]
        ):
            return bool(VERB_AFTER.match(rest))
        if not opens or (ACTION.match(rest) and key != "hope"):
            return True
        if kind == "other" and key in self._lexicon.words:
            return bool(
                VERB_AFTER.match(rest)
                and not re.match(
                    r" (?:seems|seemed|appeared|remains|looked|looks|needs|needed|gets|got|takes|took|started|stopped|stays)\b", rest
                )
            ) or bool(AGE_AFTER.match(rest) or re.match(rf"['’]s {PERSONAL}\b", rest))
        if (
            AGE_AFTER.match(rest)
            or POSSESSIVE_AFTER.match(rest)
            or VERB_AFTER.match(rest)
            or re.match(r" v\.? [A-Z]| (?:and|&) [A-Z]|/[A-Z]| \([A-Z]|,? who\b", rest)
        ):
            return True
        if kind == "given":
            return not WORD_AFTER.match(rest)
        return bool(re.match(r" (?:is|was|has|had|were|did|does|would|could)\b", rest)) and key not in NOT_SMALL_NAMES

    def _starts(self, text: str, token: re.Match[str]) -> bool:
        """Whether a capitalised word only opens its sentence ("Then", "Because"), so that what follows stands alone."""
        key = fold(token[0])
        return (
            bool(OPENING.search(text[max(0, token.start() - 8) : token.start()]))
            and self._lexicon.is_word(key)
            and (key not in FORMAL or key in OPENERS)
            and not (self._lexicon.is_name(key) and key in self._lexicon.given)
        )

    def _small(self, text: str, start: int, end: int, key: str, *, lowered: bool) -> bool:
        """Whether a word without a capital (or in a line of capitals) is a name by its company."""
        lexicon, kind = self._lexicon, self._listed(key)
        before, rest = text[max(0, start - 34) : start], text[end : end + 40].lower()
        sure = bool(AFTER_KIN_SURE.search(before)) and not WORD_AFTER.match(rest)
        if kind == "" or (key in FORMAL and not (kind == "both" and sure)):
            tail = key[:-1] if key.endswith("s") else ""
            return tail in lexicon.given and tail not in lexicon.words and key not in lexicon.words and bool(TIGHT_AFTER.match(rest))
        if text[start:end].isupper() and kind in ("given", "both"):
            pair = re.match(r" ([A-Z]{3,})\b", text[end : end + 24])
            if pair and lexicon.is_name(fold(pair[1])) and fold(pair[1]) not in FORMAL:
                return True
        if kind == "given":
            if key not in lexicon.rare and len(key) > 2:
                return True
            if key not in NOT_SMALL_NAMES and lowered and len(key) > 2:
                return True
        if key.endswith("s") and key[:-1] in lexicon.given and key[:-1] not in lexicon.words and TIGHT_AFTER.match(rest):
            return True
        if kind == "new":
            return (
                len(key) > 3 and lowered and bool(ADDRESSED.search(before) and (VERB_AFTER.match(rest) or re.match(r"$|[.,;)?!\n]", rest)))
            )
        second = re.match(r" ([a-z]{3,})\b", rest)
        addressed = AFTER_KIN.search(before) or AFTER_SPEECH.search(before)
        if second and addressed and lexicon.is_name(second[1]) and second[1] not in lexicon.words and key not in VERBISH:
            return True
        listed = kind in ("given", "both")
        personal = bool(re.match(rf"['’]s {PERSONAL}\b", rest))
        if ROLE_AFTER.match(rest) or (sure and (listed or rest.startswith(")"))) or (personal and listed):
            return True
        if key in VERBISH:
            return bool(lowered and listed and ADDRESSED.search(before) and re.match(r"$|[.,;)?!\n]", rest))
        clause = bool(CLAUSE.search(before))
        strong = (
            bool(ADDRESSED.search(before) and not WORD_AFTER.match(rest))
            or bool(FAMILY_AFTER.match(rest))
            or (bool(HEADED.search(before)) and lowered and bool(BOUNDARY.match(rest) or re.match(r" \d| to ", rest)))
            or (bool(AGE_AFTER.match(rest)) and (lowered or bool(addressed)))
            or (clause and bool(SPEECH_AFTER.match(rest)))
        )
        if listed:
            if strong:
                return True
            if not lowered or key in AMBIENT:
                return False
            if (
                AFTER_KIN.search(before)
                and not THE_KIN.search(before)
                and re.match(r" (?:she|he|they|who|and|says|said|cant|wont|re)\b|[.,;)]|$", rest)
            ):
                return True
            return (
                (clause and bool(VERB_AFTER.match(rest) or STATE_AFTER.match(rest)))
                or (
                    bool(AFTER_KIN.search(before))
                    and not THE_KIN.search(before)
                    and not WORD_AFTER.match(rest)
                    and bool(BOUNDARY.match(rest) or VERB_AFTER.match(rest) or STATE_AFTER.match(rest))
                )
                or (bool(AFTER_WITH.search(before) or AFTER_SPEECH.search(before)) and bool(BOUNDARY.match(rest)))
            )
        return lowered and (strong and bool(BOUNDARY.match(rest) or VERB_AFTER.match(rest) or not lexicon.is_word(key)))

    def doubts(self, text: str, covered: Sequence[bool], *, lowered: bool) -> Iterator[Candidate]:
        """Words and letters left standing that could be somebody's name, weaker than what `find` takes."""
        shouted = _shouted(text)
        for token in TOKEN.finditer(text):
            start, word = token.start(), token[0]
            key = re.sub(r"['’]s?$", "", fold(word))
            if covered[start] or len(key) < 2 or key in CALENDAR or key in FORMAL or key not in self._lexicon.given:
                continue
            before, rest = text[max(0, start - 30) : start], text[token.end() : token.end() + 30]
            common = key in self._lexicon.words
            if word.islower() or shouted[start]:
                told = AFTER_KIN.search(before) or AFTER_SPEECH.search(before)
                if (common and (told or (lowered and VERB_AFTER.match(rest))) and not DETERMINED.match(rest) and key not in VERBISH) or (
                    not common and key in self._lexicon.rare and (told or lowered)
                ):
                    yield Candidate(start, token.end(), "PERSON", "direct", 0.3, "doubt:small")
            elif (
                word[0].isupper()
                and not word.isupper()
                and key not in SENTENCE_ADVERB
                and not DETERMINED.match(rest)
                and not re.match(r" [A-Z]", rest)
            ):
                yield Candidate(start, token.end(), "PERSON", "direct", 0.3, "doubt:list")
        for match in re.finditer(r"(?<![\w.&/'’\-#£@])([A-Z]{1,3})(?![\w&/\-#@.'’])", text):
            known = match[1] in ACRONYMS or match[1] in SHORT_FORMS or match[1] in ("A", "I")
            if (
                not known
                and not covered[match.start()]
                and not shouted[match.start()]
                and not LETTER_NOT_BEFORE.search(text[max(0, match.start() - 16) : match.start()])
            ):
                yield Candidate(*match.span(1), "INITIALS", "direct", 0.2, "doubt:letters")

    def _nicknames(self, text: str, covered: Sequence[bool]) -> Iterator[Candidate]:
        """What somebody is called, in quotation marks."""
        for match in FORM_OF_CALL.finditer(text):
            start, end = match.span(1)
            value = match[1]
            words = value.split()
            if all(covered[start:end]) or len(words) > 4 or value[-1] in ".,!?" or (match.start() and text[match.start() - 1].isalnum()):
                continue
            called = bool(CALLED_BEFORE.search(text[max(0, match.start() - 30) : match.start()]))
            beside = bool(NICK_AFTER.match(text[match.end() : match.end() + 20])) or (match.start() > 1 and covered[match.start() - 2])
            large = value[0].isupper() and not all(fold(w) in FORMAL for w in words)
            if (called and (large or (len(words) == 1 and not value.isdigit()))) or (
                beside and large and len(words) <= 3 and (len(words) == 1 or sum(w[0].isupper() for w in words) > 1)
            ):
                yield Candidate(start, end, "PERSON", "direct", 0.7, "residue:nickname")

    def _initials(self, text: str, covered: Sequence[bool], shouted: Sequence[bool]) -> Iterator[Candidate]:
        for match in ROLE_LETTER.finditer(text):
            if not covered[match.start(1)] and match[1].isupper() and not shouted[match.start(1)]:
                yield Candidate(*match.span(1), "INITIALS", "direct", 0.7, "residue:letter")
        for match in GAELIC.finditer(text):
            yield Candidate(*match.span(), "PERSON", "direct", 0.7, "residue:gaelic")
        for match in ROLE_PAIR.finditer(text):
            if not covered[match.start(1)]:
                yield Candidate(*match.span(1), "INITIALS", "direct", 0.65, "residue:role-pair")
        for match in SIGNED.finditer(text):
            if not covered[match.start(1)]:
                yield Candidate(*match.span(1), "INITIALS", "direct", 0.6, "residue:signed")
        for match in INITIAL_WORD.finditer(text):
            if (
                not all(covered[match.start() : match.end()])
                and not covered[match.start()]
                and (
                    fold(match[1]) not in FORMAL
                    or (fold(match[1]) not in CALENDAR and re.match(r" (?:attended|said|told|\()|,", text[match.end() : match.end() + 10]))
                )
            ):
                yield Candidate(*match.span(), "PERSON", "direct", 0.6, "residue:initial")
        for match in VOCATIVE.finditer(text):
            for part in re.finditer(r"[A-Z][\w'-]+", match[1]):
                if not covered[match.start(1) + part.start()] and all(
                    fold(w) in self._lexicon.given for w in re.findall(r"[A-Z][\w'-]+", match[1])
                ):
                    yield Candidate(match.start(1) + part.start(), match.start(1) + part.end(), "PERSON", "direct", 0.6, "residue:vocative")
        for match in PAIR.finditer(text):
            start, end = match.span(1)
            if covered[start] or shouted[start]:
                continue
            if match[1] in ACRONYMS or match[1] in SHORT_FORMS:
                continue
            cued = bool(PAIR_CUE.search(text[max(0, start - 16) : start]))
            if len(match[1]) == 2 or cued or PAIR_AFTER.match(text[end : end + 24]):
                if re.search(r"\d\s?$", text[max(0, start - 3) : start]) or re.match(r"\s?\d", text[end : end + 2]):
                    continue
                if len(match[1]) == 3 and fold(match[1]) in self._lexicon.words and not cued:
                    continue
                yield Candidate(start, end, "INITIALS", "direct", 0.55, "residue:pair")


def _is_double(key: str, lexicon: Lexicon) -> bool:
    """Whether a word with a hyphen looks like a double given name: a short or foreign part, and no English prefix."""
    parts = key.split("-")
    return (
        len(parts) == 2
        and parts[0] not in PREFIXES
        and any((len(p) <= 4 and p not in lexicon.words) or p in CALENDAR_SHORT for p in parts)
        and all(len(p) > 1 for p in parts)
    )


def _shouted(text: str) -> list[bool]:
    """Characters on lines, or in runs of words, written in capitals."""
    mask = [False] * (len(text) + 1)
    position = 0
    for line in text.split("\n"):
        letters = [c for c in line if c.isalpha()]
        if len(letters) >= 8 and " " in line.strip() and sum(c.isupper() for c in letters) > 0.7 * len(letters):
            mask[position : position + len(line)] = [True] * len(line)
        else:
            for run in re.finditer(r"(?<!\w)[A-Z][A-Z'&]+(?:[ ,/]+[A-Z][A-Z'&]+){3,}", line):
                mask[position + run.start() : position + run.end()] = [True] * (run.end() - run.start())
        position += len(line) + 1
    return mask


def truecase(text: str) -> str:
    """Lines in capitals with only first letters large, character for character; short forms and codes stay."""
    mask = _shouted(text)

    def lower(match: re.Match[str]) -> str:
        word = match[0]
        return word if not mask[match.start()] or word in ACRONYMS or len(word) < 2 else word[0] + word[1:].lower()

    changed = re.sub(r"(?<![\w])[A-Z][A-Z'’]+(?![\w])", lower, text)
    return changed if len(changed) == len(text) else text
