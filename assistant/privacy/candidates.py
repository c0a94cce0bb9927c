"""What the recognisers hand to the detector."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Level = Literal["direct", "quasi"]

# Finding types whose text names a person; the document pass follows these through the whole document.
NAME_TYPES = frozenset({"PERSON", "INITIALS"})


@dataclass(frozen=True, slots=True)
class Candidate:
    """A stretch of a view, half-open, with what it is, how sure the recogniser is (0 to 1) and which one it was."""

    start: int
    end: int
    type: str
    level: Level
    score: float
    origin: str

    def between(self, start: int, end: int) -> Candidate:
        """The same finding over another stretch."""
        return Candidate(start, end, self.type, self.level, self.score, self.origin)
