"""Is the evidence enough to answer? A decision from several signals, with what to say when it is not."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from assistant.prompt import Prompt
from assistant.types import Abstention, Contact, Filters, Reason, ScoredPassage


@dataclass(frozen=True, slots=True)
class Verdict:
    """`abstention` is None when the evidence is enough; `signals` are the figures behind the decision."""

    abstention: Abstention | None
    signals: Mapping[str, float]


class Sufficiency:
    """Judges by how close the best passages are in meaning (dense, unit and token scores, which do not depend on the candidates)."""

    def __init__(self, texts: Prompt, contacts: Sequence[Contact], floor: float) -> None:
        self._texts, self._contacts, self._floor = texts, tuple(contacts), floor

    def judge(self, text: str, filters: Filters, found: Sequence[ScoredPassage]) -> Verdict:
        signals = _signals(found)
        if signals["meaning"] >= self._floor:
            return Verdict(None, signals)
        reason = Reason.OUT_OF_SCOPE if signals["meaning"] < self._floor / 2 else Reason.NOT_FOUND
        return Verdict(self._abstain(reason, filters, found), signals)

    def unanswered(self, filters: Filters, found: Sequence[ScoredPassage]) -> Abstention:
        """Passages were found, but none of their sentences could be shown as an answer."""
        return self._abstain(Reason.INSUFFICIENT_EVIDENCE, filters, found)

    def _abstain(self, reason: Reason, filters: Filters, found: Sequence[ScoredPassage]) -> Abstention:
        nearest = () if reason is Reason.OUT_OF_SCOPE else tuple(found[:3])
        contacts = tuple(contact for contact in self._contacts if filters.nation is None or filters.nation in contact.nations)
        return Abstention(reason, self._texts.render(reason.value), nearest, contacts=contacts)


def _signals(found: Sequence[ScoredPassage]) -> dict[str, float]:
    def best(leg: str) -> float:
        return max((item.legs[leg].score for item in found if leg in item.legs), default=0.0)

    meaning = max(best("dense"), best("units"))
    return {"meaning": round(meaning, 4), "tokens": round(best("tokens"), 4), "terms": round(best("bm25"), 4)}
