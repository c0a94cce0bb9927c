"""Every recogniser of people and of what identifies them, behind one PersonDetector."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Literal

Level = Literal["direct", "quasi"]


class TextClass(StrEnum):
    """What kind of text is searched; it decides which allowances apply."""

    QUESTION = "question"
    REPLY = "reply"
    CASE = "case"
    PUBLISHED = "published"


@dataclass(frozen=True, slots=True)
class Finding:
    """One stretch that identifies somebody: half-open offsets into the original text."""

    start: int
    end: int
    type: str
    level: Level
    score: float
    origin: str


class PersonDetector:
    """All recognisers behind one call."""

    engine_id: str = "stub"

    def find(self, text: str, text_class: TextClass) -> tuple[Finding, ...]:
        """Non-overlapping findings in order."""
        return ()


def load_detector(*, ner: bool = True) -> PersonDetector:
    """Raises ModelUnavailable if any part cannot load."""
    return PersonDetector()
