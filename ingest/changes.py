"""Changes to one text: made from findings, written by presidio-anonymizer, and followed back to the original offsets."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import TYPE_CHECKING

from assistant.privacy.candidates import NAME_TYPES
from assistant.privacy.detector import Finding
from ingest.fitting import fit
from ingest.generalise import replace_value
from ingest.people import People

if TYPE_CHECKING:
    from presidio_anonymizer import AnonymizerEngine


@dataclass(frozen=True, slots=True)
class Change:
    """One replacement: half-open offsets into the text of the element at `element_index` (-1: metadata or a heading alone)."""

    start: int
    end: int
    type: str
    level: str
    action: str
    replacement: str
    element_index: int
    score: float = 1.0


def make_changes(unit: str, found: Sequence[Finding], people: People, index: int) -> list[Change]:
    """The changes that findings in one text lead to, in order and apart from each other. Neighbours that say the same become one."""
    made: list[Change] = []
    ordered = sorted(found, key=lambda f: f.start)
    for n, f in enumerate(ordered):
        limit = ordered[n + 1].start if n + 1 < len(ordered) else len(unit)
        change = _named(unit, f, people, index) if f.type in NAME_TYPES else _detail(unit, f, made[-1].end if made else 0, index)
        if change.end > limit:
            change = replace(change, end=f.end)
        if made and _one(unit, made[-1], change):
            made[-1] = replace(made[-1], end=change.end, score=max(made[-1].score, change.score))
        else:
            made.append(change)
    return made


def _named(unit: str, f: Finding, people: People, index: int) -> Change:
    value, end = unit[f.start : f.end], f.end
    after = unit[end : end + 16]
    text = people.placeholder(value, unit[max(0, f.start - 8) : f.start], after)
    if ending := re.match(r"['’]s\b", after):
        end, text = end + 2, text + ending[0]
    elif value.rstrip("'’").endswith("s") and re.match(r"['’](?=\s)", after):
        end, text = end + 1, text + "'s"
    elif text.startswith("[FAMILY") and (word := re.match(r" family\b", after)):
        end += len(word[0])
    return Change(f.start, end, f.type, f.level, "placeholder", text, index, f.score)


def _detail(unit: str, f: Finding, floor: int, index: int) -> Change:
    action, text = replace_value(f.type, unit[f.start : f.end])
    start, end, fitted = fit(unit, f.start, f.end, f.type, text)
    if start < floor or end <= start:
        start, end, fitted = f.start, f.end, text
    return Change(start, end, f.type, f.level, action, fitted, index, f.score)


def _one(unit: str, last: Change, change: Change) -> bool:
    """Whether two neighbouring changes are one: the same words with nothing but a comma, a stroke or initials' points between."""
    between = unit[last.end : change.start]
    if last.replacement != change.replacement or "\n" in between or between.strip(" ,.-"):
        return False
    return "." not in between or change.action != "placeholder" or last.end - last.start <= 2


def apply_changes(text: str, made: Sequence[Change]) -> str:
    """Let presidio write the replacements. Every one has a name of its own: presidio joins neighbours of one name."""
    if not made:
        return text
    from presidio_anonymizer.entities import OperatorConfig, RecognizerResult

    results = [RecognizerResult(entity_type=f"{c.type}_{n}", start=c.start, end=c.end, score=1.0) for n, c in enumerate(made)]
    operators = {f"{c.type}_{n}": OperatorConfig("replace", {"new_value": c.replacement}) for n, c in enumerate(made)}
    return _engine().anonymize(text=text, analyzer_results=results, operators=operators).text


@lru_cache(maxsize=1)
def _engine() -> AnonymizerEngine:
    from presidio_anonymizer import AnonymizerEngine

    return AnonymizerEngine()  # type: ignore[no-untyped-call]


class WayBack:
    """Leads offsets of a changed text back to the text it was made from."""

    def __init__(self, text: str, made: Sequence[Change]) -> None:
        self._new: list[int] = []
        self._old: list[int] = []
        self._length: list[int] = []
        old = new = 0
        for c in made:
            self._keep(new, old, c.start - old)
            new += c.start - old + len(c.replacement)
            old = c.end
        self._keep(new, old, len(text) - old)

    def _keep(self, new: int, old: int, length: int) -> None:
        self._new.append(new)
        self._old.append(old)
        self._length.append(length)

    def original(self, start: int, end: int) -> tuple[int, int] | None:
        """Where a stretch that no change touched stood before; None for any other."""
        n = bisect_right(self._new, start) - 1
        if n < 0 or end > self._new[n] + self._length[n]:
            return None
        shift = self._old[n] - self._new[n]
        return start + shift, end + shift
