"""May we answer this? Every door passes here before retrieval, and again with the reply. (Interface in place; rules follow.)"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from assistant.errors import GuardFailed
from assistant.types import Contact, Nation, Refusal, Signpost

if TYPE_CHECKING:
    PersonDetector = Any


@dataclass(frozen=True, slots=True)
class Decision:
    """What the guard decided and why: categories and scores, never text."""

    outcome: Literal["allow", "refuse", "signpost"]
    categories: tuple[str, ...] = ()
    scores: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class GuardTexts:
    """The words of refusals and signposts, and the contacts."""

    contacts: tuple[Contact, ...] = ()


class Guard:
    """Decides whether a question may be answered."""

    def __init__(self, detector: PersonDetector, texts: GuardTexts) -> None:
        self._detector, self._texts = detector, texts

    def decide(self, text: str, *, earlier: Sequence[str] = ()) -> Decision:
        raise GuardFailed("The guard is not ready.")

    def check_question(self, text: str, *, nation: Nation | None = None, earlier: Sequence[str] = ()) -> Refusal | Signpost | None:
        raise GuardFailed("The guard is not ready.")

    def check_reply(self, reply_texts: Sequence[str]) -> bool:
        raise GuardFailed("The guard is not ready.")


def load_guard(prompts_dir: Path, detector: PersonDetector) -> Guard:
    return Guard(detector, GuardTexts())
