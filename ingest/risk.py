"""Residual risk of an anonymised document."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class RiskReason:
    """One reason: never a value of the text."""

    kind: str
    weight: float
    subject: str = ""
    element_index: int | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class Risk:
    """The residual risk of a document against the bar."""

    score: float
    bar: float
    reasons: tuple[RiskReason, ...]

    @property
    def decision(self) -> Literal["index", "quarantine"]:
        """Quarantine when the score is above the bar."""
        return "quarantine" if self.score > self.bar else "index"
