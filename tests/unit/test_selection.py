"""What speaks for a stretch, and what is read and kept for it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest

from assistant.ports import FloatArray, LabelledPassage, TokenVectors
from assistant.query import QueryReader
from assistant.selection import GLANCE, READ, Scorer, weigh
from assistant.stretches import stretches_of
from assistant.types import Asked, Filters
from tests.fakes import SHARING, HashingEmbedder, OverlapCrossEncoder, WordTerms, make_passages

RULE = "A conference should follow within 15 working days. Where there were several discussions, the days run from the last one."


def test_what_people_ask_speaks_for_the_stretch_that_answers_it_and_for_no_other() -> None:
    text = "Reply within one working day.\n\nThe manager signs the plan every month."
    (plain,) = make_passages(SHARING, ("Times", text))
    lined = replace(plain, asked=(Asked("when will i hear back", 0, 29),))
    scorer, query = Scorer(HashingEmbedder(), WordTerms(), None), QueryReader().read("when will i hear back", Filters())
    shown = [LabelledPassage("P1", lined)]
    first, second = scorer.features(query.text, query.text, query, stretches_of(shown), shown)
    assert first["asked"] > 0.99
    assert second["asked"] < 0.5


class CountingEmbedder(HashingEmbedder):
    """Counts the texts that it is asked to read."""

    def __init__(self) -> None:
        super().__init__()
        self.read = 0

    def embed_tokens(self, texts: Sequence[str]) -> list[TokenVectors]:
        self.read += len(texts)
        return super().embed_tokens(texts)


HELD = [
    LabelledPassage("", passage) for passage in make_passages(SHARING, ("Conferences", RULE), ("Recording", "Write down what was said."))
]


def test_what_was_read_beforehand_is_not_read_again() -> None:
    embedder = CountingEmbedder()
    scorer = Scorer(embedder, WordTerms(), None)
    scorer.warm(HELD, lambda: False)
    before = embedder.read
    scorer.warm(HELD, lambda: False)
    assert before == embedder.read > 0


def test_reading_beforehand_stops_when_told_and_leaves_what_is_too_much_to_keep() -> None:
    embedder = CountingEmbedder()
    Scorer(embedder, WordTerms(), None).warm(HELD, lambda: True)
    Scorer(embedder, WordTerms(), None, kept=0).warm(HELD, lambda: False)
    assert embedder.read == 0


class CountingCrossEncoder(OverlapCrossEncoder):
    """Keeps the texts that it is asked to read."""

    def __init__(self) -> None:
        self.read: list[str] = []

    def score(self, question: str, texts: Sequence[str]) -> FloatArray:
        self.read += texts
        return super().score(question, texts)


def test_the_likeliest_stretches_are_read_together_with_the_question_once() -> None:
    rules = [
        "When concerns arise, staff must record them.",
        *(f"Rule {number} says that staff must record it." for number in range(READ + 5)),
    ]
    text = "\n\n".join(rules)
    passages = make_passages(SHARING, ("Recording", f"{text}\n\nCakes are sold on Fridays."))
    shown = [LabelledPassage("P1", replace(passage, asked=(Asked("when to record", 0, 9),))) for passage in passages]
    reader, query = CountingCrossEncoder(), QueryReader().read("when must staff record concerns", Filters())
    scorer = Scorer(HashingEmbedder(), WordTerms(), None, cross_encoder=reader)
    stretches = stretches_of(shown)
    rows = scorer.features(query.text, query.text, query, stretches, shown)
    assert len(reader.read) == READ
    assert rows[-1]["read"] == min(row["read"] for row in rows) < max(row["read"] for row in rows) <= 1
    scorer.features(query.text, query.text, query, stretches, shown)
    assert len(reader.read) == READ


@pytest.mark.parametrize("cross_encoder", [None, OverlapCrossEncoder()], ids=["no cross-encoder", "a library without asked lines"])
def test_elsewhere_a_glance_decides(cross_encoder: OverlapCrossEncoder | None) -> None:
    shown = [LabelledPassage("P1", passage) for passage in make_passages(SHARING, ("Recording", "Write down what was said."))]
    query = QueryReader().read("what must I write down", Filters())
    scorer = Scorer(HashingEmbedder(), WordTerms(), None, cross_encoder=cross_encoder)
    (row,) = scorer.features(query.text, query.text, query, stretches_of(shown), shown)
    assert "read" not in row
    assert weigh(row) == pytest.approx(sum(GLANCE[name] * value for name, value in row.items()))
