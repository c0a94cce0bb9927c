"""Every recogniser of people and of what identifies them, behind one PersonDetector.

Guard, verifier and ingest share it. The text class decides what counts: in a case record an unexplained capital is a
name until something explains it; in a question only what the rules are sure of is.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from assistant.privacy.attributes import find_attributes, is_demonym
from assistant.privacy.candidates import NAME_TYPES, Candidate, Level
from assistant.privacy.cues import ACRONYMS, TITLES, Cues
from assistant.privacy.dates import find_age_after, find_ages, find_dates
from assistant.privacy.mentions import Mentions, is_lowered
from assistant.privacy.names import LISTS_VERSION, Lexicon, fold, load_lexicon
from assistant.privacy.normalise import normalise, repair_digits, repair_letters
from assistant.privacy.patterns import find_patterns
from assistant.privacy.placeholders import find_placeholders
from assistant.privacy.places import find_addresses, find_organisations, find_places, load_country_words, load_places
from assistant.privacy.public import Public, load_public
from assistant.privacy.recogniser import Recogniser, load_recogniser
from assistant.privacy.residue import Residue, truecase
from assistant.privacy.tables import find_cells
from assistant.privacy.tagger import LABELS, Tagger, load_tagger
from assistant.privacy.vocabulary import CALENDAR_WORDS, KNOWN_SHORT, NAME_STOPS

# Bump when a rule changes what is found.
RULES_VERSION = "3"


class TextClass(StrEnum):
    """What kind of text is searched; it decides which allowances apply."""

    QUESTION = "question"
    REPLY = "reply"
    CASE = "case"
    PUBLISHED = "published"


@dataclass(frozen=True, slots=True)
class Finding:
    """One stretch that identifies somebody: half-open offsets into the original text, never its value.

    `direct` identifies alone, `quasi` together with others. `score` is the surest recogniser's, `origin` its rule.
    """

    start: int
    end: int
    type: str
    level: Level
    score: float
    origin: str


class PersonDetector:
    """Finds people in text. Build it with `load_detector`."""

    def __init__(self, lexicon: Lexicon, public: Public, recogniser: Recogniser | None, tagger: Tagger | None = None) -> None:
        self._lexicon, self._public, self._recogniser, self._tagger = lexicon, public, recogniser, tagger
        self._cues, self._mentions, self._residue = Cues(lexicon), Mentions(lexicon), Residue(lexicon)
        engine = recogniser.engine if recogniser else "rules"
        learned = f"+tagger-{tagger.version}" if tagger else ""
        self.engine_id = f"{engine}{learned}+rules-{RULES_VERSION}+lists-{LISTS_VERSION}+public-{public.version}"

    def find(self, text: str, text_class: TextClass, *, again: bool = False) -> tuple[Finding, ...]:
        """Non-overlapping findings in order of their start. `again` says that the text was searched before and what was found is gone:
        the rules then look for what its absence shows, and the learned recognisers, which saw the whole of it, add nothing."""
        if not text.strip():
            return ()
        case = text_class is TextClass.CASE
        view = normalise(text)
        repaired = repair_letters(view.text, lambda key: self._lexicon.knows(key) or self._lexicon.is_word(key))
        protected_spans = self._public.spans(repaired, case=case) + find_placeholders(view.text)
        protected = _mask(len(view.text), protected_spans)
        candidates = self._collect(view.text, repaired, case, protected, again=again)
        hard = _mask(len(view.text), find_placeholders(view.text))
        kept: list[Candidate] = []
        for c in candidates:
            if c.type == "REFERENCE" and all(protected[c.start : c.end]):
                continue
            if any(hard[c.start : c.end]):
                kept.extend(_outside(c, hard))
            elif c.type == "ORGANISATION" and c.origin.startswith("place:") and not all(protected[c.start : c.end]):
                kept.append(c)
            elif c.type in _ALLOWABLE and (left := _outside(c, protected)) != [c]:
                kept.extend(
                    p
                    for p in left
                    if _worth(value := view.text[p.start : p.end])
                    and (c.type in ("DATE", "YEAR", "HANDLE", "INITIALS") or self._has_proper(value))
                )
            else:
                kept.append(c)
        found = _resolve(
            [
                _titled(t, view.text)
                for c in _resolve(kept)
                if (t := _tidied(c, view.text)).level == "direct" or _worth(view.text[t.start : t.end])
            ]
        )
        if case:
            taken = _mask(len(view.text) + 1, [*protected_spans, *((c.start, c.end) for c in found)])
            people = _mask(len(view.text) + 1, ((c.start, c.end) for c in found if c.type in NAME_TYPES))
            rest = self._residue.find(repaired, taken, people, lowered=is_lowered(view.text))
            rest = [t for c in self._likely(rest, repaired) if (t := self._narrowed(c, view.text)).end > t.start]
            rest += [a for c in rest if c.type in NAME_TYPES and (a := find_age_after(view.text, c.end))]
            found = sorted([*found, *(_titled(c, view.text) for c in rest)], key=lambda c: c.start)
            found = _resolve(_labelled(found, view.text, protected))
        return tuple(Finding(*view.locate(c.start, c.end), c.type, c.level, c.score, c.origin) for c in found if c.end > c.start)

    def doubts(self, text: str) -> tuple[Finding, ...]:
        """What may still name somebody in an anonymised record although no rule took it: stretches on which the model, the lists
        and the rules disagree. Their `origin` says who doubts ("doubt:model", "doubt:list", "doubt:small", "doubt:letters")."""
        view = normalise(text)
        plain = view.text
        taken = _mask(len(plain) + 1, self._public.spans(plain, case=True) + find_placeholders(plain))
        found = list(self._residue.doubts(plain, taken, lowered=is_lowered(plain)))
        if self._tagger is not None:
            found += [
                Candidate(c.start, c.end, "PERSON", "direct", 0.4, "doubt:model")
                for c in self._tagger.find(plain, DOUBT_BARS)
                if c.type == "PERSON" and not any(taken[c.start : c.end])
            ]
        return tuple(Finding(*view.locate(c.start, c.end), c.type, c.level, c.score, c.origin) for c in _join(found))

    def _collect(self, plain: str, repaired: str, case: bool, protected: list[bool], *, again: bool) -> list[Candidate]:
        lowered = is_lowered(plain)
        found = list(find_patterns(plain, self._public, strict=not case))
        digits = repair_digits(plain)
        if digits != plain:
            found += [c for c in find_patterns(digits, self._public, strict=not case) if plain[c.start : c.end] != digits[c.start : c.end]]
        found += self._cues.find(repaired, lower=case or lowered)
        found += self._mentions.find(repaired, case=case, lowered=lowered, protected=protected)
        found += find_addresses(repaired, self._lexicon)
        if case and (spoken := truecase(repaired)) != repaired:
            found += [c for c in find_addresses(spoken, self._lexicon) if not _NO_ADDRESS.search(spoken[max(0, c.start - 12) : c.end])]
            found += [c for c in find_attributes(spoken) if c.type == "BACKGROUND"]
        if case:
            found += find_dates(digits)
            found += find_ages(plain)
            found += find_organisations(repaired, self._lexicon)
            found += find_places(repaired, self._lexicon)
            found += find_attributes(repaired)
            found += find_cells(repaired, self._lexicon)
            if self._recogniser is not None and not again:
                found += self._vetted(repaired)
            found = self._likely(found, repaired)
            if self._tagger is not None and not again:
                found += [c for c in self._tagger.find(repaired, LEARNED_BARS) if self._is_told(c, plain, protected)]
            found = [t for c in found if (t := self._narrowed(c, plain)).end > t.start and not _is_everybodys(t, plain)]
            found += [a for c in found if c.type in NAME_TYPES and (a := find_age_after(plain, c.end))]
            return _public_dates(plain, _whole_births(found))
        found += [c for c in find_dates(digits) if c.type == "DATE_OF_BIRTH"]
        return [c for c in found if not (c.type in NAME_TYPES and c.origin in _CASE_ONLY)]

    def _likely(self, found: list[Candidate], text: str) -> list[Candidate]:
        """The candidates without those of weak rules that the tagger is sure are ordinary words."""
        if self._tagger is None:
            return found
        reading = self._tagger.read(text)
        return [
            c for c in found if not ((c.level == "quasi" or c.origin.startswith(_DOUBTFUL)) and reading.any_name(c.start, c.end) < ORDINARY)
        ]

    def _is_told(self, c: Candidate, text: str, protected: list[bool]) -> bool:
        """Whether what the tagger took is neither public nor, where it took it for an identifier, a number that belongs to a body."""
        words = re.findall(r"[\w'’-]+", text[c.start : c.end])
        if all(protected[c.start : c.end]) or (c.type in NAME_TYPES and all(word in ACRONYMS for word in words)):
            return False
        if c.type != "IDENTIFIER":
            return True
        start = c.start - len(_NUMBER_END.search(text[: c.start])[0])  # type: ignore[index]  # it matches nothing at least
        end = c.end + len(_NUMBER_START.match(text[c.end :])[0])  # type: ignore[index]
        return not self._public.has_number(text, start, end)

    def _has_proper(self, value: str) -> bool:
        """Whether anything but ordinary words is left."""
        return any(not self._lexicon.is_word(fold(w).removesuffix("'s")) for w in re.findall(r"[^\W\d_][^\W\d_'’]+", value))

    def _trimmed(self, c: Candidate, text: str) -> Candidate:
        """A person without the ordinary words and labels the model took in at either end."""
        words = list(re.finditer(r"[^\s]+", text[c.start : c.end]))
        keys = [fold(w[0].strip(".,:;()\"'-").removesuffix("'s")) for w in words]
        while words and (not keys[0] or self._is_filler(keys[0], words[0][0])):
            words.pop(0)
            keys.pop(0)
        while words and (not keys[-1] or self._is_filler(keys[-1], words[-1][0])):
            words.pop()
            keys.pop()
        if not words:
            return c.between(c.start, c.start)
        return c.between(c.start + words[0].start(), c.start + words[-1].end())

    def _narrowed(self, c: Candidate, text: str) -> Candidate:
        """A person without what a recogniser took in beside the name: small ordinary words ("chase"), known short forms and,
        between capitals alone, verbs. Empty where nothing but known short forms or a label ("E6") is left.

        What a sure cue says ("Mr", "my name is") stays whole, and so does a span that would lose everything.
        """
        if c.type not in NAME_TYPES or c.origin.startswith(_SURE):
            return c
        value = text[c.start : c.end]
        spans = [m.span() for m in re.finditer(r"[^\s]+", value)]
        words = [value[a:b].strip(".,:;()\"'-") for a, b in spans]
        label = re.fullmatch(r"[A-Z]\d{1,2}", value) and not c.origin.startswith("cue:letter")
        if label or (
            any(w in KNOWN_SHORT for w in words)
            and all(w in KNOWN_SHORT or (w.islower() and self._is_beside(w, shouted=False)) for w in words)
        ):
            return c.between(c.start, c.start)
        low, high, shouted = 0, len(words), value.isupper()
        while low < high and self._is_beside(words[low], shouted=shouted):
            low += 1
        while high > low and self._is_beside(words[high - 1], shouted=shouted):
            high -= 1
        if sum(len(w) > 1 for w in words[low:high]) == 0:
            return c
        return c.between(c.start + spans[low][0], c.start + spans[high - 1][1])

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

    def _is_filler(self, key: str, word: str) -> bool:
        return (self._lexicon.is_word(key) and not self._lexicon.is_name(key)) or word in ACRONYMS

    def _vetted(self, text: str) -> list[Candidate]:
        """Entities of the model, less those made of ordinary words alone."""
        assert self._recogniser is not None
        shadow = _unshout(text)
        found = list(self._recogniser.find(shadow))
        kept: list[Candidate] = []
        for c in found:
            value = text[c.start : c.end]
            words = [fold(w) for w in re.findall(r"[^\W\d_][^\W\d_'’\-]*", value)]
            proper = [w for w in words if not self._lexicon.is_word(w.removesuffix("'s"))]
            if c.type != "DATE" and (_STATE_BODY.search(value) or all(w in load_country_words() or is_demonym(w) for w in proper)):
                continue
            if c.type == "DATE":
                if (
                    re.search(r"\d", value)
                    and re.search(r"[A-Za-z/]|\d[.\-]\d", value)
                    and re.search(r"(?:19|20)\d\d|[A-Z][a-z]{2}", value)
                    and not re.search(r"(?:days|weeks|months|years|hours|old)\b", value)
                ):
                    kept.append(c)
            elif all(re.fullmatch(r"[A-Z]{2,6}s?", w) for w in value.split()) or value.lower() in CALENDAR_WORDS:
                continue
            elif c.type == "PERSON":
                c = self._trimmed(c, text)
                value = text[c.start : c.end]
                if (
                    proper
                    and c.end > c.start
                    and not all(w.isupper() and len(w) < 5 for w in value.split())
                    and any(w[0].isupper() for w in value.split())
                    and "\n" not in value
                ):
                    kept.append(c)
            elif c.type == "ORGANISATION":
                if (
                    len(words) > 1
                    and any(len(w) > 3 and (w in load_places() or self._lexicon.is_name(w) or not self._lexicon.knows(w)) for w in proper)
                    and "\n" not in value
                ):
                    kept.append(c)
            elif c.type == "PLACE" and re.search(r"\b(?:Republic|Government|Federal|Convention|Commission)\b", value):
                continue
            elif c.type == "PLACE" and proper and "\n" not in value and not (value.isupper() and len(value) < 6):
                kept.append(c)
        return kept


# Probabilities from which what the tagger reads is taken, by label: chosen on 80 records by an author whose others it had not learned
# from (decision 0008). A name that leaks costs most, so its bar is lowest; what rules know by shape has the highest.
LEARNED_BARS: Mapping[str, float] = dict.fromkeys(LABELS, 0.35) | {"PERSON": 0.2, "ID": 0.6}
# The same for doubts about what is left, which hold a document for a person: of 160 records, 51 were held with it.
DOUBT_BARS: Mapping[str, float] = dict.fromkeys(LABELS, 0.25)
# Below this chance of being anything, what only a weak rule found is left (keep survival .862 to .908, direct recall -.002).
ORDINARY = 0.05
_DOUBTFUL = ("name:", "ner:", "residue:", "cue:and", "cue:object", "cue:subject", "cue:list", "cue:lower", "cue:speaker", "cue:field", "pattern:handle-labelled")  # fmt: skip
# Origins whose words say that what follows is a name, whatever the words are.
_SURE = ("cue:title", "cue:own-name", "cue:alias", "cue:nickname", "cue:quoted", "cue:bracket", "cue:header", "cue:case-name", "cue:script", "cue:family", "residue:nickname", "residue:gaelic")  # fmt: skip
_TITLE_WORDS = frozenset(re.findall(r"[a-z]+", TITLES.lower())) | frozenset("big little lil wee old young fat mad lady".split())
# Verbs of speech and movement that stand before or after a name and that the lists hold as surnames or not at all.
_EDGE_VERBS = frozenset(
    "rang rung phoned texted messaged spoke chase chased ring told asked said saw met seen called emailed contacted advised".split()
)
_HOUSEHOLD = frozenset("family household twins twin siblings children kids boys girls".split())
_NUMBER_END, _NUMBER_START = re.compile(r"(?:\d[\d ()-]*)?$"), re.compile(r"[\d ()-]*")
# Types that a public phrase can explain away; numbers and addresses are never public by their neighbours.
_ALLOWABLE = frozenset({"PERSON", "INITIALS", "ORGANISATION", "PLACE", "STREET", "BACKGROUND", "YEAR", "DATE", "HANDLE"})
# Cues too weak for a question, where "told Ofsted" and "Section J" are not about a person.
_CASE_ONLY = frozenset(
    {
        "cue:letter",
        "cue:dotted",
        "cue:object",
        "cue:and",
        "cue:list",
        "cue:speaker",
        "cue:subject",
        "cue:initial-surname",
        "cue:surname-first",
        "cue:surname-caps",
        "cue:field",
        "cue:case-name",
        "cue:letter-role",
        "cue:pair",
    }
)
_PRIORITY = {
    t: n
    for n, t in enumerate(
        (
            "EMAIL",
            "URL",
            "FILE_NAME",
            "ADDRESS",
            "DATE_OF_BIRTH",
            "NHS_NUMBER",
            "UPN",
            "NINO",
            "PASSPORT",
            "DRIVING_LICENCE",
            "BANK",
            "PHONE",
            "POSTCODE",
            "VEHICLE",
            "IP_ADDRESS",
            "HANDLE",
            "REFERENCE",
            "IDENTIFIER",
            "PERSON",
            "INITIALS",
            "UNIQUE",
            "EVENT",
        )
    )
}
_LAW = re.compile(
    r"\b(?:Act|Regulations|Order|statut\w+|guidance|in force|commence\w*|legislation|law|duty|duties|Parliament|Royal Assent|regulations|consultation|section \d+\w*|edition|published|inspection framework|Convention|Protocol|Article \d+|Single Unified|replace[sd]|repeal\w*|abolish\w*|outlaw\w*|defen[cs]e (?:is |was |has been )?(?:removed|abolished)|Procedures|Framework|Welsh Government)\b"
)


_NO_ADDRESS = re.compile(r"\d[^.]*\.\s|(?:section|act|regulation|article|under|s\.?)\s\d", re.I)
# Only these make a day of the calendar a date of the law; "section 47" in a case note does not.
_IN_FORCE = re.compile(
    r"\b(?:in force|into force|statute book|to start on|has started|section \d+[A-Z]{2,}|commence\w*|Royal Assent|published|consultation|edition|replace[sd]|takes effect|repeal\w*|abolish\w*|outlaw\w*|becomes? law|became law|defen[cs]e (?:is |was |has been )?(?:removed|abolished)|statutory guidance|enacted|(?:Act|Regulations|Order|guidance|framework|Convention) (?:19|20)\d\d)\b"
)

# A name inside one of these is part of it ("Oakfield Primary School", "Syrian"), unless a title says otherwise.
_WHOLE = frozenset({"ORGANISATION", "STREET", "BACKGROUND", "DATE"})
_WEAK = ("name:", "ner:", "cue:kin", "cue:object", "cue:subject", "cue:field", "cue:sign-off", "cue:lower", "cue:and", "cue:age")


# Organs of states and parts of law the model takes for organisations.
_STATE_BODY = re.compile(
    r"\b(?:Government|Rules?|Treaty|Constitution|Code|Convention|Section|Division|Chamber|Protocol|Republic|Basic Law|Commission)\b"
)


def _mask(length: int, spans: Iterable[tuple[int, int]]) -> list[bool]:
    mask = [False] * length
    for start, end in spans:
        mask[start:end] = [True] * (end - start)
    return mask


def _outside(candidate: Candidate, mask: list[bool]) -> list[Candidate]:
    """The pieces of a candidate outside a mask."""
    pieces: list[Candidate] = []
    start: int | None = None
    for index in range(candidate.start, candidate.end + 1):
        free = index < candidate.end and not mask[index]
        if free and start is None:
            start = index
        elif not free and start is not None:
            pieces.append(candidate.between(start, index))
            start = None
    return pieces


def _worth(value: str) -> bool:
    return bool(re.search(r"[^\W_]", value)) and not re.fullmatch(
        r"(?:[\W_]|\b(?:and|of|the|in|at|for|to|on|by|with|s|or|a|inter)\b)*", value, re.I
    )


def _public_dates(text: str, found: list[Candidate]) -> list[Candidate]:
    """Leave the dates of laws and editions: a date in a sentence about law in which nobody appears."""
    people = [c for c in found if c.level == "direct" and c.type in ("PERSON", "INITIALS", "ADDRESS", "DATE_OF_BIRTH")]
    kept: list[Candidate] = []
    for c in found:
        if c.type in ("DATE", "YEAR"):
            start = max(text.rfind(". ", 0, c.start), text.rfind("\n", 0, c.start)) + 1
            ends = [e for e in (text.find(". ", c.end), text.find("\n", c.end)) if e >= 0]
            end = min(ends) if ends else len(text)
            exact = bool(re.search(r"\d{1,2}\D+\d|^\d{1,2}\D", text[c.start : c.end])) and not _IN_FORCE.search(text, start, end)
            if not exact and _LAW.search(text, start, end) and not any(start <= p.start < end for p in people):
                continue
        kept.append(c)
    return kept


def _resolve(candidates: list[Candidate]) -> list[Candidate]:
    """One finding for every stretch: what overlaps is joined when of one level, else the direct part is cut out."""
    whole = [c for c in candidates if c.type in _WHOLE and not c.origin.startswith("ner")]
    direct = _join(
        [c for c in candidates if c.level == "direct" and not (c.origin.startswith(_WEAK) and any(_inside(c, w) for w in whole))]
    )
    mask_end = max((c.end for c in candidates), default=0)
    mask = _mask(mask_end, [(c.start, c.end) for c in direct])
    quasi = [p for c in _join([c for c in candidates if c.level == "quasi"]) for p in _outside(c, mask) if p == c or p.end - p.start > 3]
    return sorted([*direct, *quasi], key=lambda c: c.start)


def _inside(part: Candidate, whole: Candidate) -> bool:
    slack = 3 if whole.type in ("ORGANISATION", "STREET") else 0
    return whole.start <= part.start and part.end <= whole.end and whole.end - whole.start >= part.end - part.start + slack


# An emergency line is open "24/7", and everybody has school holidays: neither is a date or an event of anybody's life.
_EVERYBODYS = re.compile(
    r"(?:the |a |all |still |next |last |this |in |during |over |school |summer |easter |christmas |winter |spring |autumn |february |october |may |bank |half[ -]?)*"
    r"(?:summer|winter|spring|autumn|holidays?|half[ -]?terms?|term ?time|school|breaks?|terms?)",
    re.I,
)
_ROUND_THE_CLOCK = re.compile(r"(?<![\d/])24 ?/ ?7(?![\d/])")


def _is_everybodys(c: Candidate, text: str) -> bool:
    """Whether a date is "24/7", or an event nothing but a season or a school holiday."""
    if c.type in ("DATE", "AGE", "YEAR"):
        return any(m.start() <= c.start and c.end <= m.end() + 1 for m in _ROUND_THE_CLOCK.finditer(text, max(0, c.start - 4), c.end + 4))
    return c.type == "EVENT" and _EVERYBODYS.fullmatch(text[c.start : c.end].strip()) is not None


def _whole_births(found: list[Candidate]) -> list[Candidate]:
    """Dates of birth as wide as the dates they are part of: a learned recogniser may take the month and year alone."""
    dates = [c for c in found if c.type == "DATE" and not c.origin.startswith(("ner", "learned"))]
    births = [c for c in found if c.type == "DATE_OF_BIRTH"]
    wider = [
        b.between(min(b.start, d.start), max(b.end, d.end))
        for b in births
        for d in dates
        if d.start < b.end and b.start < d.end and (d.start < b.start or b.end < d.end)
    ]
    return found + wider


# What a number is called belongs to it: "LOG 1877" is one reference to whoever reads it. An agency's acronym is the agency's.
_REFERENCE_LABEL = re.compile(
    r"(?<![\w/&-])(?:(?:our|your|crime|police|incident|case|court|job|complaint|claim)[ ])?"
    r"(?:log|job|incident|inc|cad|urn|ref|refs|reference|docket|ticket|occurrence|crime|storm|niche|exhibit|invoice|receipt|asb|pin)"
    r"(?:[ ]?(?:no|nos|num|number|ref|reference|id|n°))?\.?[ ]?[:#]?[ ]{0,2}$",
    re.I,
)


def _labelled(found: list[Candidate], text: str, protected: Sequence[bool]) -> list[Candidate]:
    """Findings in order, references with the word before them that says what they number, where nothing else was found in it."""
    labelled: list[Candidate] = []
    end = 0
    for c in found:
        if c.type in ("REFERENCE", "IDENTIFIER"):
            label = _REFERENCE_LABEL.search(text[max(0, c.start - 32) : c.start])
            if label and (start := c.start - len(label[0])) >= end and not any(protected[start : c.start]):
                c = c.between(start, c.end)
        labelled.append(c)
        end = max(end, c.end)
    return labelled


def _join(candidates: list[Candidate]) -> list[Candidate]:
    joined: list[Candidate] = []
    for c in sorted(candidates, key=lambda c: (c.start, -c.end)):
        if joined and c.start < joined[-1].end:
            last = joined[-1]
            best = min((last, c), key=lambda x: (_PRIORITY.get(x.type, 50), x.start - x.end, -x.score))
            joined[-1] = Candidate(last.start, max(last.end, c.end), best.type, best.level, max(last.score, c.score), best.origin)
        else:
            joined.append(c)
    return joined


_TITLE_BEFORE = re.compile(
    rf"(?<![\w'’])(?:(?:{TITLES}|{TITLES.upper()}|mr|mrs|ms|miss|mx|dr|prof|nurse|pc|dc|ds|cllr|baby)\.?[ ]+(?:(?:and|&|\+)[ ](?:Mrs|Ms|Dr)\.?[ ])?(?:\d{{2,5}}[ ]+)?|(?:Big|Little|Lil|Fat|Wee|Mad|Crazy|Old|Young|Tall|Skinny|lil|big)[ ])$"
)


# The word that makes a letter a person ("Child F").
_ROLE_BEFORE = re.compile(r"(?<!\w)(?:child|baby|adult|sibling|pupil|person|family|mother|father|young person) $", re.I)
# The first letter of a surname after a first name alone ("Josh P", "kayden m.").
_LETTER_AFTER = re.compile(r"[ ](?:[B-HJ-Z](?![\w'’&/\-]|[ ]?\d)|[b-hj-z](?=[.,;:)\n]|$))")
# The initials after a surname ("Patel, A."), with a point, or where the cell ends.
_INITIAL_AFTER = re.compile(r",[ ]?(?:(?:[A-Z]\.[ ]?)*[A-Z]\.(?![\w]| [A-Z])|[A-Z](?=[ ]*(?:$|\n|[|;)\t])))")
_PARTICLE_BEFORE = re.compile(
    r"(?<![\w'’])(?:(?:[Vv]an|[Vv]on|[Dd]e|[Tt]e|[Dd]el|[Dd]i|[Dd]a|[Dd]os|[Ll]e|[Ll]a|[Aa]p|[Bb]in|[Nn]í)(?: (?:der|den|la|los|de))? |(?:[Aa]l|[Ee]l|[Uu]l|[Aa]bd)-)$"
)


def _titled(c: Candidate, text: str) -> Candidate:
    """A name with the title or by-word before it, which tells sex and standing."""
    if c.type not in NAME_TYPES:
        return c
    single = c.type == "PERSON" and " " not in text[c.start : c.end] and c.end - c.start > 2
    letter = (_INITIAL_AFTER.match(text, c.end) or _LETTER_AFTER.match(text, c.end)) if single else None
    start = extend_name(text, c.start)
    if c.end - c.start < 3 and (role := _ROLE_BEFORE.search(text[max(0, start - 12) : start])):
        start -= len(role[0])
    return c.between(start, letter.end() if letter else c.end)


def extend_name(text: str, start: int) -> int:
    """Where a name that begins at `start` begins with its particles and title."""
    for pattern in (_PARTICLE_BEFORE, _TITLE_BEFORE):
        if before := pattern.search(text[max(0, start - 28) : start]):
            start -= len(before[0])
    return start


def _tidied(c: Candidate, text: str) -> Candidate:
    """Without white space and loose punctuation at its ends, and without the possessive ending of a name."""
    start, end = c.start, c.end
    while start < end and text[start] in " \n\t,;:\"'(|":
        start += 1
    while end > start and text[end - 1] in " \n\t,;:\"'|":
        end -= 1
    if (c.type in NAME_TYPES or c.type == "PLACE") and text[end - 2 : end] in ("'s", "’s") and end - 2 > start:
        end -= 2
    if end > start and text[end - 1] == ")" and text.count("(", start, end) < text.count(")", start, end):
        end -= 1
    if (
        c.level == "quasi"
        and c.type not in ("ORGANISATION",)
        and end > start
        and text[end - 1] == "."
        and not re.search(r"\b[A-Z]\.$", text[start:end])
    ):
        end -= 1
    return c.between(start, end)


def _unshout(text: str) -> str:
    """Lines in capitals with only first letters large, character for character, for a model that reads case."""
    return re.sub(r"(?<![A-Z])[A-Z][A-Z'’ \-,]{14,}[A-Z](?![A-Z])", lambda m: t if len(t := m[0].title()) == len(m[0]) else m[0], text)


def load_detector(*, ner: bool = True, models_dir: Path | None = None, threads: int = 0) -> PersonDetector:
    """The detector with all its parts; `ner=False` leaves the learned parts out (for questions: loads in under 0.3 s). `models_dir`
    caches the tagger's encoder.

    Raises ModelUnavailable when any part cannot be loaded, so that nothing is ever read with half the recognisers.
    """
    recogniser, tagger = (load_recogniser(), load_tagger(models_dir, threads)) if ner else (None, None)
    return PersonDetector(load_lexicon(), load_public(), recogniser, tagger)
