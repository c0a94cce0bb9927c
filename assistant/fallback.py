"""A language model with the extractive answer behind it: a model that fails costs the reader nothing but a notice."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Sequence
from dataclasses import replace

from assistant.errors import DraftFailed
from assistant.instructions import addresses_machine, hides_text
from assistant.ports import Generator, LabelledPassage
from assistant.quotes import find_quote
from assistant.types import Draft, Notice, NoticeKind, Question

STRIKES = 3  # failures in a row after which the model is left alone for a while
REST_SECONDS = 30.0
_SLOW = frozenset({"timeout", "unreachable", "busy"})  # what makes readers wait, and so counts towards a rest
NOTICE = Notice(
    NoticeKind.FALLBACK,
    "The language model could not be used for this answer, so it shows sentences from the library as they stand.",
)
log = logging.getLogger("assistant.generator")


class FallbackGenerator:
    """Implements `Generator`: the first generator's draft, or the second's with a notice and the reason in the draft's signals.

    The model is not shown passages that speak to a machine. In the others the stretches are marked that the second generator would answer
    with: they are where a small model does best to look. A draft of which no quote stands in its passage counts as a failure too. `now` gives seconds and is there for tests.
    """

    def __init__(self, first: Generator, second: Generator, now: Callable[[], float] = time.monotonic) -> None:
        self.model_id, self.prompt_id = first.model_id, first.prompt_id
        self._first, self._second, self._now = first, second, now
        self._strikes, self._rested = 0, float("-inf")

    def draft(self, question: Question, passages: Sequence[LabelledPassage]) -> Draft:
        try:
            if self._now() < self._rested:
                raise DraftFailed("resting")
            clean = [item for item in passages if not (addresses_machine(item.passage.text) or hides_text(item.passage.text))]
            if not clean:
                raise DraftFailed("hostile_passages")
            hints = self._second.draft(question, clean)
            draft = self._first.draft(question, _marked(clean, hints))
            if draft.statements and not _any_quote_stands(draft, clean):
                raise DraftFailed("invented_quotes")
        except Exception as error:  # noqa: BLE001 - whatever a model does, the extractive answer still stands
            reason = error.reason if isinstance(error, DraftFailed) else "failed"
        else:
            self._strikes = 0
            return draft
        log.warning("no draft from the model: %s", reason)
        self._count(reason)
        instead = self._second.draft(question, passages)
        return Draft(instead.statements, (*instead.notices, NOTICE), {**instead.signals, f"fallback_{reason}": 1.0})

    def _count(self, reason: str) -> None:
        if reason == "resting":
            return
        self._strikes = self._strikes + 1 if reason in _SLOW else 0
        if self._strikes >= STRIKES:
            self._strikes, self._rested = 0, self._now() + REST_SECONDS


def _marked(passages: Sequence[LabelledPassage], hints: Draft) -> list[LabelledPassage]:
    """The passages with the hints' quotes as their likely stretches, ranked in the hints' order."""
    quotes = [quote for statement in hints.statements for quote in statement.quotes]
    return [
        replace(item, likely=tuple((rank, quote.quote) for rank, quote in enumerate(quotes, 1) if quote.label == item.label))
        for item in passages
    ]


def _any_quote_stands(draft: Draft, passages: Sequence[LabelledPassage]) -> bool:
    texts = {item.label: item.passage.text for item in passages}
    quotes = [quote for statement in draft.statements for quote in statement.quotes]
    return any(quote.label in texts and find_quote(texts[quote.label], quote.quote) is not None for quote in quotes)
