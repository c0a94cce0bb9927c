"""Every recogniser of people and of what identifies them, behind one PersonDetector.

Guard, verifier and ingest share it. The text class decides what counts: in a case record an unexplained capital is a
name until something explains it; in a question only what the rules are sure of is.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from assistant.privacy.attributes import find_attributes, is_service
from assistant.privacy.candidates import NAME_TYPES, Candidate, Level
from assistant.privacy.capitals import truecase
from assistant.privacy.cues import ACRONYMS, Cues
from assistant.privacy.dates import find_age_after, find_ages, find_dates
from assistant.privacy.doubts import find_doubts
from assistant.privacy.edges import extend_name, is_worth_keeping, labelled, tidied, titled, whole_births
from assistant.privacy.entities import Entities
from assistant.privacy.initials import Initials
from assistant.privacy.measures import is_measure
from assistant.privacy.mentions import Mentions, is_lowered
from assistant.privacy.name_trimmer import NameTrimmer
from assistant.privacy.names import LISTS_VERSION, Lexicon, fold, load_lexicon
from assistant.privacy.normalise import View, normalise, repair_digits, repair_letters
from assistant.privacy.overlaps import cover, join, outside, resolve
from assistant.privacy.patterns import find_patterns, is_public_page
from assistant.privacy.placeholders import find_placeholders
from assistant.privacy.places import find_addresses, find_organisations, find_places
from assistant.privacy.public import Public, load_public
from assistant.privacy.public_dates import is_everybodys, without_public_dates
from assistant.privacy.recogniser import Recogniser, load_recogniser
from assistant.privacy.tables import find_cells
from assistant.privacy.tagger import LABELS, Reading, Tagger, load_tagger

__all__ = [
    "DOUBT_BARS",
    "LEARNED_BARS",
    "ORDINARY",
    "RULES_VERSION",
    "Finding",
    "PersonDetector",
    "TextClass",
    "extend_name",
    "load_detector",
]

# Bump when a rule changes what is found.
RULES_VERSION = "5"
# Probabilities from which what the tagger reads is taken, by label: chosen on records by authors of whose others it had not learned
# (decision 0008). A name that leaks costs most, so its bar is lowest; what rules know by shape has the highest.
LEARNED_BARS: Mapping[str, float] = dict.fromkeys(LABELS, 0.3) | {"PERSON": 0.1, "ID": 0.6}
# The same for doubts about what is left, which hold a document for a person: of 160 records, 51 were held with it.
DOUBT_BARS: Mapping[str, float] = dict.fromkeys(LABELS, 0.25)
# Below this chance of being anything, what only a weak rule found is left (keep survival .862 to .908, direct recall -.002).
ORDINARY = 0.05
_DOUBTFUL = ("name:", "ner:", "cue:and", "cue:object", "cue:subject", "cue:list", "cue:lower", "cue:speaker", "cue:field", "pattern:handle-labelled")  # fmt: skip
# Types that a public phrase can explain away; numbers and addresses are never public by their neighbours.
_ALLOWABLE = frozenset({"PERSON", "INITIALS", "ORGANISATION", "PLACE", "STREET", "BACKGROUND", "YEAR", "DATE", "HANDLE"})
# Of those, the ones of which a piece counts although no word in it is out of the ordinary.
_WORDLESS = frozenset({"DATE", "YEAR", "HANDLE", "INITIALS"})
# Cues too weak for a question, where "told Ofsted" and "Section J" are not about a person.
_CASE_ONLY = frozenset(
    "cue:letter cue:dotted cue:object cue:and cue:list cue:speaker cue:subject cue:initial-surname cue:surname-first cue:surname-caps cue:field cue:case-name cue:letter-role cue:letters cue:pair".split()
)
_NUMBER_END, _NUMBER_START = re.compile(r"(?:\d[\d ()-]*)?$"), re.compile(r"[\d ()-]*")
# In a record read with its capitals restored: a number that ends a sentence or counts a provision, and begins no address.
_NO_ADDRESS = re.compile(r"\d[^.]*\.\s|(?:section|act|regulation|article|under|s\.?)\s\d", re.I)


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
        self._lexicon, self._public, self._tagger, self._trimmer = lexicon, public, tagger, NameTrimmer(lexicon)
        self._cues, self._mentions = Cues(lexicon), Mentions(lexicon)
        self._initials = Initials(lexicon, self._cues)
        self._entities = Entities(recogniser, lexicon, self._trimmer) if recogniser else None
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
        repaired = self._repaired(view.text)
        protected = cover(len(view.text), [*self._public.spans(repaired, case=case), *find_placeholders(view.text)])
        candidates = self._collect(view.text, repaired, case, protected, again=again)
        found = _settle(self._protect(candidates, view.text, protected), view.text)
        if case:
            found = resolve(labelled(found, view.text, protected))
        return tuple(_located((c for c in found if c.end > c.start), view))

    def reading(self, text: str) -> Reading | None:
        """How likely each word of a text is anything but ordinary, by the tagger; None without one, or where reading moves offsets."""
        view = normalise(text)
        if self._tagger is None or len(view.text) != len(text):
            return None
        return self._tagger.read(self._repaired(view.text)).likelihoods()

    def doubts(self, text: str) -> tuple[Finding, ...]:
        """What may still name somebody in an anonymised record although no rule took it: stretches on which the model, the lists
        and the rules disagree. Their `origin` says who doubts ("doubt:model", "doubt:list", "doubt:small", "doubt:letters")."""
        view = normalise(text)
        plain = view.text
        taken = cover(len(plain) + 1, [*self._public.spans(plain, case=True), *find_placeholders(plain)])
        found = list(find_doubts(plain, self._lexicon, taken, lowered=is_lowered(plain)))
        if self._tagger is not None:
            found += [
                Candidate(c.start, c.end, "PERSON", "direct", 0.4, "doubt:model")
                for c in self._tagger.find(plain, DOUBT_BARS)
                if c.type == "PERSON" and not any(taken[c.start : c.end])
            ]
        return tuple(_located(join(found), view))

    def _repaired(self, plain: str) -> str:
        """The text with figures read as the letters they stand for, character for character."""
        return repair_letters(plain, lambda key: self._lexicon.knows(key) or self._lexicon.is_word(key))

    def _collect(self, plain: str, repaired: str, case: bool, protected: list[bool], *, again: bool) -> list[Candidate]:
        """What every recogniser that reads this kind of text finds, as it may overlap; `again` as for `find`."""
        lowered = is_lowered(plain)
        found = list(find_patterns(plain, self._public, strict=not case))
        digits = repair_digits(plain)
        if digits != plain:
            found += [c for c in find_patterns(digits, self._public, strict=not case) if plain[c.start : c.end] != digits[c.start : c.end]]
        found += self._cues.find(repaired, lower=case or lowered)
        found += self._initials.find(repaired)
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
            if self._entities is not None and not again:
                found += self._entities.find(repaired)
            found = self._likely(found, repaired)
            if self._tagger is not None and not again:
                found += [c for c in self._tagger.find(repaired, LEARNED_BARS) if self._is_told(c, plain, protected)]
            found = [t for c in found if (t := self._trimmer.narrow(c, plain)).end > t.start and not _is_nobodys(t, plain)]
            found += [a for c in found if c.type in NAME_TYPES and (a := find_age_after(plain, c.end))]
            return without_public_dates(plain, whole_births(found))
        found += [c for c in find_dates(digits) if c.type == "DATE_OF_BIRTH"]
        return [c for c in found if not (c.type in NAME_TYPES and c.origin in _CASE_ONLY)]

    def _protect(self, candidates: list[Candidate], plain: str, protected: Sequence[bool]) -> list[Candidate]:
        """The candidates outside placeholders and, where what is public can explain them, outside that: pieces that still say something."""
        hard = cover(len(plain), find_placeholders(plain))
        kept: list[Candidate] = []
        for c in candidates:
            if c.type == "REFERENCE" and all(protected[c.start : c.end]):
                continue
            if any(hard[c.start : c.end]):
                kept.extend(outside(c, hard))
            elif c.type == "ORGANISATION" and c.origin.startswith("place:") and not all(protected[c.start : c.end]):
                kept.append(c)
            elif c.type in _ALLOWABLE and (left := outside(c, protected)) != [c]:
                kept.extend(
                    p
                    for p in left
                    if is_worth_keeping(value := plain[p.start : p.end]) and (c.type in _WORDLESS or self._has_proper(value))
                )
            else:
                kept.append(c)
        return kept

    def _likely(self, found: list[Candidate], text: str) -> list[Candidate]:
        """The candidates without those of weak rules that the tagger is sure are ordinary words."""
        if self._tagger is None:
            return found
        reading = self._tagger.read(text)
        return [
            c for c in found if not ((c.level == "quasi" or c.origin.startswith(_DOUBTFUL)) and reading.any_name(c.start, c.end) < ORDINARY)
        ]

    def _is_told(self, c: Candidate, text: str, protected: list[bool]) -> bool:
        """Whether what the tagger took is neither public nor, where it took it for an identifier, a number or page that belongs to a body."""
        words = re.findall(r"[\w'’-]+", text[c.start : c.end])
        if all(protected[c.start : c.end]) or (c.type in NAME_TYPES and all(word in ACRONYMS for word in words)):
            return False
        if c.type != "IDENTIFIER":
            return True
        if is_public_page(text[c.start : c.end].lower(), self._public.hosts):
            return False
        start = c.start - len(_NUMBER_END.search(text[: c.start])[0])  # type: ignore[index]  # it matches nothing at least
        end = c.end + len(_NUMBER_START.match(text[c.end :])[0])  # type: ignore[index]
        return not self._public.has_number(text, start, end)

    def _has_proper(self, value: str) -> bool:
        """Whether anything but ordinary words is left."""
        return any(not self._lexicon.is_word(fold(w).removesuffix("'s")) for w in re.findall(r"[^\W\d_][^\W\d_'’]+", value))


def _settle(candidates: list[Candidate], text: str) -> list[Candidate]:
    """One finding for every stretch, tidied and with its title. What only narrows down goes where nothing but small words is left."""
    neat = [tidied(c, text) for c in resolve(candidates)]
    return resolve([titled(c, text) for c in neat if c.level == "direct" or is_worth_keeping(text[c.start : c.end])])


def _is_nobodys(c: Candidate, text: str) -> bool:
    """Whether a candidate tells nothing of any person: a date of everybody's, a measurement, what a service is for."""
    return is_everybodys(c, text) or is_measure(c, text) or (c.type == "HEALTH" and is_service(text, c.end))


def _located(candidates: Iterable[Candidate], view: View) -> Iterator[Finding]:
    """The candidates at their places in the original text."""
    for c in candidates:
        yield Finding(*view.locate(c.start, c.end), c.type, c.level, c.score, c.origin)


def load_detector(*, ner: bool = True, models_dir: Path | None = None, threads: int = 0) -> PersonDetector:
    """The detector with all its parts; `ner=False` leaves the learned parts out (for questions: loads in under 0.3 s). `models_dir`
    caches the tagger's encoder.

    Raises ModelUnavailable when any part cannot be loaded, so that nothing is ever read with half the recognisers.
    """
    recogniser, tagger = (load_recogniser(), load_tagger(models_dir, threads)) if ner else (None, None)
    return PersonDetector(load_lexicon(), load_public(), recogniser, tagger)
