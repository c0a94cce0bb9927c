"""Which stretches of a passage could be a statement."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest

from assistant.ports import FloatArray, LabelledPassage, TokenVectors
from assistant.query import QueryReader
from assistant.selection import GLANCE, READ, Scorer, joined, says_the_same, split_stretches, stretches_of, weigh
from assistant.types import Asked, Filters
from tests.fakes import SHARING, HashingEmbedder, OverlapCrossEncoder, WordTerms, make_passages

RULE = "A conference should follow within 15 working days. Where there were several discussions, the days run from the last one."


def test_a_number_stays_with_its_condition() -> None:
    assert split_stretches(RULE) == [RULE]


def test_a_list_is_one_stretch_with_its_introduction() -> None:
    text = "There are three gates:\n- reasonable grounds\n- a named person\n- a record"
    assert split_stretches(text) == [text]


def test_a_long_paragraph_is_cut_at_sentences() -> None:
    sentence = "Every practitioner who works with children should write down what was seen and what was said that day."
    assert split_stretches(" ".join([sentence] * 4)) == [f"{sentence} {sentence}"] * 2


def test_references_and_fragments_are_left_out() -> None:
    text = "For the legal duty, see [Children Act]. The police lead criminal investigations in England.\n\nOverview\n\nSee also Chapter 2."
    assert split_stretches(text) == ["The police lead criminal investigations in England."]


def test_the_same_sentence_with_another_number_is_another_fact() -> None:
    assert says_the_same("Reply within 3 working days of the referral.", "Reply within 3 working days of a referral.")
    assert not says_the_same("Reply within 3 working days of the referral.", "Reply within 5 working days of the referral.")


def test_only_neighbours_are_joined() -> None:
    text = "First rule here.\n\nSecond rule here.\n\nSee the annex.\n\nThird rule here."
    assert joined(text, "First rule here.", "Second rule here.") == "First rule here.\n\nSecond rule here."
    assert joined(text, "Second rule here.", "Third rule here.") is None


def test_a_sentence_that_only_names_another_page_is_left_out() -> None:
    text = "The LADO's work is described in Allegations against people who work with children. Related subjects are covered in Neglect."
    assert split_stretches(text) == []
    assert split_stretches("The duty is set out in Section 11 of the Act.") == ["The duty is set out in Section 11 of the Act."]


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
