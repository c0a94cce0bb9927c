"""Is the evidence enough to answer? A calibrated decision from several signals, with what to say when it is not.

The decision is one logistic score that anyone can work out from the trace: each signal times its weight. Nothing else decides.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from assistant.calibration import DEFAULT, Calibration
from assistant.evidence import CLOSENESS, EvidenceReader
from assistant.notices import NATION_NAMES
from assistant.prompt import Prompt
from assistant.types import Abstention, Contact, Filters, Nation, Notice, NoticeKind, Reason, ScoredPassage, Status

# Learned on the development cases (187 answerable, 45 not; logistic regression, classes weighed alike; five folds: AUROC .98, 93% of
# the unanswerable refused at 2% of the answerable). Closeness is on the corpus's own scale (see calibration); signals are in evidence.
WEIGHTS: Mapping[str, float] = {
    "tokens": -1.7,
    "stretch": -2.7,
    "unknown": 6.4,
    "named": 3.0,
    "place": 3.4,
    "year": 4.0,
    "moment": 2.6,
    "kind": 4.4,
}
BIAS = 0.9
BAR = 0.5  # of the probability of having no answer; about 2% of the answerable development cases lie above it
OFF_TOPIC = 0.25  # mean closeness below which a question is not about what the corpus is about
OLD = (Status.SUPERSEDED, Status.WITHDRAWN)
NEAREST = 3
Search = Callable[[str, Filters, int], Sequence[ScoredPassage]]


@dataclass(frozen=True, slots=True)
class Verdict:
    """`abstention` is None when the evidence is enough; `signals` are the figures behind the decision."""

    abstention: Abstention | None
    signals: Mapping[str, float]


class Sufficiency:
    """Judges what was found. `search` looks again in text that is no longer current, to say when only that would answer."""

    def __init__(
        self,
        texts: Prompt,
        contacts: Sequence[Contact],
        evidence: EvidenceReader,
        calibration: Calibration = DEFAULT,
        search: Search | None = None,
    ) -> None:
        self._texts, self._contacts = texts, tuple(contacts)
        self._evidence, self._calibration, self._search = evidence, calibration, search

    def judge(self, text: str, filters: Filters, found: Sequence[ScoredPassage]) -> Verdict:
        signals = self.signals(text, filters, found)
        if found and signals["no_answer"] < BAR:
            return Verdict(None, signals)
        if not filters.include_superseded and filters.as_at is None and (old := self._only_old(text, filters)):
            return Verdict(self._abstain("only_superseded", Reason.NOT_FOUND, filters, old), signals)
        closeness = sum(signals[name] for name in CLOSENESS) / len(CLOSENESS)
        if not found or closeness < OFF_TOPIC:
            return Verdict(self._abstain("out_of_scope", Reason.OUT_OF_SCOPE, filters, ()), signals)
        elsewhere = signals["place"] or signals["moment"] or signals["kind"]
        return Verdict(self._abstain("local_or_elsewhere" if elsewhere else "not_found", Reason.NOT_FOUND, filters, found), signals)

    def unanswered(self, filters: Filters, found: Sequence[ScoredPassage]) -> Abstention:
        """Passages were found, but none of their sentences could be shown as an answer."""
        return self._abstain("insufficient_evidence", Reason.INSUFFICIENT_EVIDENCE, filters, found)

    def signals(self, text: str, filters: Filters, found: Sequence[ScoredPassage]) -> dict[str, float]:
        """The signals on the corpus's scale, and `no_answer`, the probability that they speak of."""
        signals = self._evidence.read(text, filters, found)
        for name in CLOSENESS:
            signals[name] = self._calibration.scaled(name, signals[name])
        score = BIAS + sum(weight * signals[name] for name, weight in WEIGHTS.items())
        rounded = {name: round(value, 4) for name, value in signals.items()}
        return {**rounded, "no_answer": round(1 / (1 + math.exp(-score)), 4)}

    def _only_old(self, text: str, filters: Filters) -> list[ScoredPassage]:
        """Text no longer current that would answer where nothing current does."""
        if self._search is None:
            return []
        wider = replace(filters, include_superseded=True)
        found = list(self._search(text, wider, NEAREST))
        if not found or found[0].passage.status not in OLD or self.signals(text, wider, found)["no_answer"] >= BAR:
            return []
        return [item for item in found if item.passage.status in OLD]

    def _abstain(self, name: str, reason: Reason, filters: Filters, found: Sequence[ScoredPassage]) -> Abstention:
        nearest = tuple(found[:NEAREST])
        contacts = tuple(contact for contact in self._contacts if filters.nation is None or filters.nation in contact.nations)
        notices = tuple(_notices(nearest, filters.nation))
        return Abstention(reason, self._texts.render(name), nearest, notices, contacts)


def _notices(nearest: Sequence[ScoredPassage], asked: Nation | None) -> list[Notice]:
    """What a reader must know before opening the nearest passages: another nation's, or no longer current."""
    notices: list[Notice] = []
    if any(item.passage.status in OLD for item in nearest):
        notices.append(Notice(NoticeKind.SUPERSEDED, "Some of the nearest text is no longer current. Check which text has replaced it."))
    others = {nation for item in nearest for nation in item.passage.nations} - ({asked} if asked else set())
    if asked and nearest and not any(asked in item.passage.nations for item in nearest):
        names = " and ".join(NATION_NAMES[nation] for nation in Nation if nation in others)
        notices.append(Notice(NoticeKind.OTHER_NATION, f"The nearest text is about {names}, not {NATION_NAMES[asked]}."))
    return notices
