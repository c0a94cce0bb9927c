"""Residual risk: what an anonymised document may still give away, and whether a person must look before it is indexed.

The score adds up weights of reasons; a reason names a kind, a placeholder and a place in the document, never a value.
Wording that singles somebody out ("the only …") passes the bar of 1.0 alone, even generalised: what stands around it may
still tell. Weaker reasons pass it together. They are a judgement, raised for "the only …" after reading the
project's own lessons; they are not fitted to data. Linkage with other documents is judged in `linkage`, which adds its reasons here.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from assistant.privacy.candidates import NAME_TYPES
from assistant.privacy.placeholders import find_placeholders

if TYPE_CHECKING:
    from assistant.privacy.detector import Finding
    from assistant.privacy.names import Lexicon
    from ingest.anonymise import Change

DEFAULT_BAR = 1.0
# Weight per reason, and the most that reasons of one kind may add.
WEIGHTS = {
    "unusual": (1.1, 2.2),
    "rare-health": (0.5, 1.0),
    "occupation": (0.3, 0.9),
    "family": (0.4, 0.8),
    "combination": (0.6, 1.2),
    "unexplained": (0.25, 1.0),
    "uncertain": (0.1, 0.6),
    "linkage": (1.1, 2.2),
    "disagreement": (0.6, 1.8),
    "doubt-list": (0.4, 1.2),
    "doubt-small": (0.4, 1.2),
    "doubt-letters": (0.3, 0.9),
    "style": (1.1, 1.1),
    "private-identifier": (0.0, 0.0),
    "initials": (0.1, 0.3),
}
# This many different kinds of quasi-identifier in the paragraphs about one person single that person out.
COMBINATION = 6
# What a reviewer reads for each kind of detail that still stands, generalised.
_SURVIVES = {
    "AGE": "age band", "DATE": "month or year", "YEAR": "decade or year", "PLACE": "nation", "ORGANISATION": "kind of organisation", "BACKGROUND": "background", "OCCUPATION": "kind of job", "HEALTH": "that there is a condition",
    "FAMILY": "family detail", "UNIQUE": "distinguishing detail", "EVENT": "unusual event", "STREET": "that there is a street", "AMOUNT": "amount",
}  # fmt: skip
_RESIDUAL = re.compile(
    r"\b(?:the only|only one|only (?:[\w\[\]-]+ ){0,4}(?:family|household|child|pupil|resident|boy|girl|man|woman|couple|student|patient|tenant)|first ever|well[ -]known|famous|notorious|in the (?:news|press|papers?)|on (?:TV|television)|went viral|local (?:paper|news|celebrity)|headlines?)\b",
    re.I,
)
_CAPITAL = re.compile(r"(?<![.!?:;\n\"'“(\[|*>•\-–] )(?<![\w@/.\-'])(?<!^)([A-Z][a-zà-ÿ]{2,}(?:-[A-Z][a-zà-ÿ]+)*)(?![\w@])")


@dataclass(frozen=True, slots=True)
class RiskReason:
    """One reason: what `kind`, how much it adds, about whom (a placeholder, or ""), and where (an element's index)."""

    kind: str
    weight: float
    subject: str = ""
    element_index: int | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class Subject:
    """One person of a document (a placeholder) and the kinds of detail that survive, generalised, in the paragraphs about them."""

    placeholder: str
    survives: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Risk:
    """A document's residual risk against the bar it is held to. A score above the bar needs a person.

    `subjects` says for each person which quasi-identifiers survive together, most first.
    """

    score: float
    bar: float
    reasons: tuple[RiskReason, ...]
    subjects: tuple[Subject, ...] = ()

    @property
    def decision(self) -> Literal["index", "quarantine"]:
        """What happens without a person's word."""
        return "quarantine" if self.score > self.bar else "index"

    def summary(self) -> list[str]:
        """The reasons as a person reads them: one line for each kind, subject and note, with the paragraphs it was met in."""
        places: dict[tuple[str, str, str], list[int | None]] = {}
        for reason in self.reasons:
            places.setdefault((reason.kind, reason.subject, reason.note), []).append(reason.element_index)
        return [_line(*key, where) for key, where in places.items()]

    def remains(self) -> list[str]:
        """For each person, what survives together."""
        return [f"{s.placeholder}: {', '.join(s.survives)}" for s in self.subjects if s.survives]


# A summary names at most this many paragraphs, and a risk this many subjects: a long document must not make a long report.
MOST_PLACES = 8
MOST_SUBJECTS = 40


def _line(kind: str, subject: str, note: str, where: Sequence[int | None]) -> str:
    paragraphs = sorted({n + 1 for n in where if n is not None})
    shown = ", ".join(str(n) for n in paragraphs[:MOST_PLACES]) + (" and others" if len(paragraphs) > MOST_PLACES else "")
    place = f" (paragraph{'s' if len(paragraphs) > 1 else ''} {shown})" if paragraphs else ""
    return f"{kind}{f' ({subject})' if subject else ''}: {note}{place}"


def assess_risk(
    texts: Sequence[str],
    changes: Sequence[Change],
    lexicon: Lexicon,
    *,
    bar: float = DEFAULT_BAR,
    explained: frozenset[str] = frozenset(),
    doubts: Iterable[tuple[int, Finding]] = (),
    hard: bool = False,
) -> Risk:
    """Judge anonymised `texts` (in element order), the `changes` that led to them, and what the detector still `doubts` in them (by
    element index). `hard` says that the text is lower case, capitals or a bad scan, where every detector of names is weaker."""
    subjects = _subjects(texts, changes)
    reasons = [
        *_from_changes(changes),
        *_from_subjects(subjects),
        *_from_texts(texts, lexicon, explained),
        *_from_doubts(changes, doubts, hard=hard),
    ]
    return sum_up(reasons, bar, subjects)


def sum_up(reasons: Sequence[RiskReason], bar: float, subjects: Sequence[Subject] = ()) -> Risk:
    """Add the weights, each kind up to its cap."""
    totals: dict[str, float] = defaultdict(float)
    for reason in reasons:
        totals[reason.kind] += reason.weight
    score = sum(min(total, WEIGHTS.get(kind, (0.0, total))[1]) for kind, total in totals.items())
    return Risk(round(score, 3), bar, tuple(reasons), tuple(subjects))


def _from_doubts(changes: Sequence[Change], doubts: Iterable[tuple[int, Finding]], *, hard: bool) -> Iterator[RiskReason]:
    """Disagreement counts where people are: a document in which nobody was found has nobody's slips to fear."""
    if not any(c.type in NAME_TYPES for c in changes):
        return
    for index, doubt in doubts:
        kind = "disagreement" if doubt.origin == "doubt:model" else doubt.origin.replace("doubt:", "doubt-")
        yield RiskReason(kind, WEIGHTS[kind][0], "", index, "a word that one detector takes for a name and the others do not")
    if hard:
        yield RiskReason(
            "style",
            WEIGHTS["style"][0],
            "",
            None,
            "written without capitals, all in capitals or damaged by a scanner: names are easily missed",
        )


def _from_changes(changes: Sequence[Change]) -> Iterator[RiskReason]:
    kinds = {"UNIQUE": "unusual", "EVENT": "unusual", "FAMILY": "family", "HEALTH": "rare-health", "OCCUPATION": "occupation"}
    near: dict[int, str] = {}
    for change in changes:
        if change.type in NAME_TYPES:
            near.setdefault(change.element_index, _label(change))
    for change in changes:
        if (kind := kinds.get(change.type)) and not (change.score < 0.6 and kind in ("unusual", "family", "rare-health", "occupation")):
            yield RiskReason(
                kind,
                WEIGHTS[kind][0],
                near.get(change.element_index, ""),
                change.element_index,
                "a telling detail was generalised; what stands around it may still tell",
            )
        elif change.score < 0.55 and change.type in NAME_TYPES:
            yield RiskReason(
                "uncertain",
                WEIGHTS["uncertain"][0],
                _label(change),
                change.element_index,
                "taken for a name because nothing explained its capital",
            )


def _label(change: Change) -> str:
    return change.replacement.removesuffix("'s").removesuffix("’s").strip("[]")


def _subjects(texts: Sequence[str], changes: Sequence[Change]) -> list[Subject]:
    """Who survives with what: the details of a paragraph belong to everybody named in it, or in the last one that named somebody."""
    by_element: dict[int, list[Change]] = defaultdict(list)
    for change in changes:
        by_element[change.element_index].append(change)
    kinds: dict[str, dict[str, None]] = defaultdict(dict)
    here: list[str] = [""]
    for index in range(len(texts)):
        made = by_element.get(index, [])
        here = list(dict.fromkeys(_label(c) for c in made if c.type in NAME_TYPES)) or here
        for change in made:
            if change.level == "quasi" and change.type not in NAME_TYPES:
                for label in here:
                    kinds[label][_SURVIVES.get(change.type, change.type.lower())] = None
    found = [Subject(label or "nobody named", tuple(survives)) for label, survives in kinds.items()]
    return sorted(found, key=lambda s: -len(s.survives))[:MOST_SUBJECTS]


def _from_subjects(subjects: Sequence[Subject]) -> Iterator[RiskReason]:
    if subjects and len(subjects[0].survives) >= COMBINATION:
        note = f"{len(subjects[0].survives)} kinds of detail survive together about one person"
        named = subjects[0].placeholder
        yield RiskReason("combination", WEIGHTS["combination"][0], "" if named == "nobody named" else named, None, note)


def _from_texts(texts: Sequence[str], lexicon: Lexicon, explained: frozenset[str]) -> Iterator[RiskReason]:
    from assistant.privacy.names import fold
    from assistant.privacy.public import load_public

    public = load_public()
    for index, text in enumerate(texts):
        known = [*find_placeholders(text), *public.spans(text, case=True)]
        for match in _RESIDUAL.finditer(text):
            if re.search(r"\[(?:CHILD|ADULT|PERSON|PROFESSIONAL|[A-Z]+ OF)", text[max(0, match.start() - 200) : match.end() + 200]):
                yield RiskReason("unusual", WEIGHTS["unusual"][0], "", index, "wording that singles somebody out")
        for match in _CAPITAL.finditer(text):
            key = fold(match[1])
            if (
                not any(a <= match.start() < b for a, b in known)
                and not lexicon.is_word(key)
                and key not in explained
                and not lexicon.knows(key)
            ):
                yield RiskReason("unexplained", WEIGHTS["unexplained"][0], "", index, "a capitalised word that no list explains")
