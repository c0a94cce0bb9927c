"""Residual risk: what an anonymised document may still give away, and whether a person must look before it is indexed.

The score adds up weights of reasons; a reason names a kind, a placeholder and a place in the document, never a value.
Wording that singles somebody out ("the only …") passes the bar of 1.0 alone, even generalised: what stands around it may
still tell. Weaker reasons pass it together. They are a judgement, raised for "the only …" after reading the
project's own lessons; they are not fitted to data. Linkage across documents and disagreement between detectors are not measured yet.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
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
    "linkage": (0.6, 1.2),
    "disagreement": (0.6, 1.8),
    "doubt-list": (0.4, 1.2),
    "doubt-small": (0.4, 1.2),
    "doubt-letters": (0.3, 0.9),
    "style": (1.1, 1.1),
    "private-identifier": (0.0, 0.0),
    "initials": (0.1, 0.3),
}
# This many different kinds of quasi-identifier about one document's people single somebody out.
COMBINATION = 6
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
class Risk:
    """A document's residual risk against the bar it is held to. A score above the bar needs a person."""

    score: float
    bar: float
    reasons: tuple[RiskReason, ...]

    @property
    def decision(self) -> Literal["index", "quarantine"]:
        """What happens without a person's word."""
        return "quarantine" if self.score > self.bar else "index"


def assess_risk(
    texts: Sequence[str],
    changes: Sequence[Change],
    lexicon: Lexicon,
    *,
    bar: float = DEFAULT_BAR,
    explained: frozenset[str] = frozenset(),
    doubts: Sequence[tuple[int, Finding]] = (),
    hard: bool = False,
) -> Risk:
    """Judge anonymised `texts` (in element order), the `changes` that led to them, and what the detector still `doubts` in them (by
    element index). `hard` says that the text is lower case, capitals or a bad scan, where every detector of names is weaker."""
    reasons = [*_from_changes(changes), *_from_texts(texts, lexicon, explained), *_from_doubts(changes, doubts, hard=hard)]
    return sum_up(reasons, bar)


def sum_up(reasons: Sequence[RiskReason], bar: float) -> Risk:
    """Add the weights, each kind up to its cap."""
    totals: dict[str, float] = defaultdict(float)
    for reason in reasons:
        totals[reason.kind] += reason.weight
    score = sum(min(total, WEIGHTS.get(kind, (0.0, total))[1]) for kind, total in totals.items())
    return Risk(round(score, 3), bar, tuple(reasons))


def _from_doubts(changes: Sequence[Change], doubts: Sequence[tuple[int, Finding]], *, hard: bool) -> Iterator[RiskReason]:
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
    for change in changes:
        if (kind := kinds.get(change.type)) and not (change.score < 0.6 and kind in ("unusual", "family", "rare-health", "occupation")):
            near = [c.replacement for c in changes if c.element_index == change.element_index and c.type in NAME_TYPES]
            yield RiskReason(
                kind,
                WEIGHTS[kind][0],
                near[0] if near else "",
                change.element_index,
                "a telling detail was generalised; what stands around it may still tell",
            )
        elif change.score < 0.55 and change.type in NAME_TYPES:
            yield RiskReason(
                "uncertain",
                WEIGHTS["uncertain"][0],
                change.replacement,
                change.element_index,
                "taken for a name because nothing explained its capital",
            )
    quasi = {c.type for c in changes if c.level == "quasi"}
    if len(quasi) >= COMBINATION:
        yield RiskReason("combination", WEIGHTS["combination"][0], "", None, f"{len(quasi)} kinds of detail about the same people")


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
