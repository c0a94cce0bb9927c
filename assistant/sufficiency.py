"""Is the evidence enough to answer? A calibrated decision from several signals, with what to say when it is not.

The decision is one logistic score that anyone can work out from the trace: each signal times its weight. Nothing else decides. The
weights are those shipped here, or those that a library has learned from its own questions (`ingest calibrate --questions`); what either
does not name weighs nothing.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from assistant.calibration import DEFAULT, Calibration
from assistant.evidence import CLOSENESS, EvidenceReader
from assistant.learned_weights import Weights
from assistant.notices import NATION_NAMES
from assistant.prompt import Prompt
from assistant.types import Abstention, Contact, Filters, Nation, Notice, NoticeKind, Reason, ScoredPassage, Status

# Where a cross-encoder reads the stretches. Fitted to 399 questions of two authors (`qm*`, `qb*` of the development cases) whom the
# cross-encoder had not seen, by logistic regression drawn (1.0) to the weights before, which six authors had taught; the bias set a
# little lower, for questions of other authors. In five folds: AUROC .98, .87 of what has no answer abstained from at 4% false
# abstentions. `read` is its best log-odds.
READ = Weights(
    {
        "read": -10.9,
        "stretch": -0.2,
        "heading": 0.5,
        "cover": 0.0,
        "lines": -2.0,
        "lack": 1.4,
        "focus": 0.8,
        "number": 0.6,
        "length": -2.3,
        "named": 0.8,
        "place": 1.3,
        "year": 1.9,
        "moment": 0.8,
        "kind": 1.5,
        "together": 3.7,
        "spread": 0.7,
        "apart": 0.4,
        "gap": 1.2,
        "scatter": 5.6,
    },
    -0.2,
)
# Without one, or in a library that does not say what people ask of it. Learned on the development cases (579 answerable, 181 not, and 575 of the former with the passages that answer them taken
# away, at a twentieth of the weight; classes weighed alike). Each question was read with and without what an editor wrote beside the
# guidance, so that a library without such lines can be judged too. Closeness is on the corpus's own scale (see calibration); signals
# are in evidence. `together` speaks against an answer: at equal closeness in meaning, a question that shares its words with one stretch
# is on its subject, and no more.
UNREAD = Weights(
    {
        "stretch": -0.86,
        "heading": -1.25,
        "cover": -1.85,
        "lines": -0.66,
        "lack": 4.02,
        "focus": 1.44,
        "number": 1.23,
        "length": -2.74,
        "named": 2.28,
        "place": 4.77,
        "year": 9.26,
        "moment": 6.62,
        "kind": 7.02,
        "together": 4.72,
        "spread": 1.41,
        "apart": 1.4,
        "gap": 2.28,
        "scatter": 7.64,
    },
    -2.48,
)
BAR = 0.5  # of the probability of having no answer; about 4% of the answerable development cases lie above it
FURTHEST = 30.0  # log-odds beyond which nothing is said more surely
OFF_TOPIC = 0.25  # mean closeness below which a question is not about what the corpus is about
NEARNESS = ("tokens", "stretch")  # what a passage's text says, whatever stands beside it
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
        closeness = sum(signals[name] for name in NEARNESS) / len(NEARNESS)
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
        written = signals["lines"] > 0
        for name in CLOSENESS:
            signals[name] = self._calibration.scaled(name, signals[name])
        if not written:  # nothing of what people ask stands beside these passages: their text speaks for itself
            signals["lines"] = signals["cover"]
        learned = self._calibration.learned
        weights = learned.weights if learned else READ if "read" in signals else UNREAD
        score = min(max(weights.score(signals), -FURTHEST), FURTHEST)
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
