"""Answers without a language model: few statements, word for word, no fact twice, every part answered."""

from __future__ import annotations

import numpy as np

from assistant.generation import ExtractiveGenerator, label_passages, pick
from assistant.stretches import Stretch
from assistant.types import Question, ScoredPassage
from assistant.verifier import find_quote
from tests.fakes import SHARING, HashingEmbedder, WordTerms, make_passages

SECTIONS = (
    ("Consent", "Consent is not needed to share information where a child is at risk of harm. For more, see [Consent](x.md)."),
    ("Timescales", "A conference must be held within 15 working days of the strategy discussion."),
    ("Copies", "Consent is not needed to share information where any child is at risk of harm."),
    ("Visits", "A council officer visits a privately fostered child every six weeks in the first year."),
)


def draft(text: str, statements: int = 4) -> list[str]:
    shown = label_passages([ScoredPassage(passage, 1 - 0.1 * n) for n, passage in enumerate(make_passages(SHARING, *SECTIONS))])
    generator = ExtractiveGenerator(HashingEmbedder(), statements, terms=WordTerms())
    made = generator.draft(Question(text), shown)
    texts = {item.label: item.passage.text for item in shown}
    assert all(find_quote(texts[quote.label], quote.quote) for statement in made.statements for quote in statement.quotes)
    return [statement.text for statement in made.statements]


def test_the_statement_that_answers_comes_first() -> None:
    assert draft("how often are privately fostered children visited by the council officer")[0].startswith("A council officer visits")


def test_the_same_fact_of_two_documents_is_shown_once() -> None:
    assert sum(text.startswith("Consent") for text in draft("is consent needed to share information where a child is at risk")) == 1


def test_no_more_statements_than_asked_for() -> None:
    assert len(draft("consent conference council", 2)) <= 2


def test_every_part_of_a_question_is_answered() -> None:
    shown = draft("Is consent needed to share information and when must a conference be held?", 2)
    assert any(text.startswith("Consent") for text in shown)
    assert any("15 working days" in text for text in shown)


def test_nothing_to_read_gives_an_empty_draft() -> None:
    assert ExtractiveGenerator(HashingEmbedder(), 4).draft(Question("anything"), []).statements == ()


def test_neighbours_become_one_statement() -> None:
    texts = ["The limit is ten days.\n\nIt runs from the last meeting held."]
    stretches = [Stretch("P1", "The limit is ten days.", (0, 0)), Stretch("P1", "It runs from the last meeting held.", (0, 1))]
    assert [item.text for item in pick(stretches, np.array([2.0, 1.0], np.float32), 4, texts)] == texts


def test_what_is_far_below_the_best_is_left_out() -> None:
    stretches = [Stretch("P1", "Share early with police.", (0, 0)), Stretch("P2", "Lunch menus change weekly.", (1, 0))]
    assert len(pick(stretches, np.array([9.0, 1.0], np.float32), 4, ["", ""])) == 1


def test_the_same_fact_in_other_words_is_shown_once() -> None:
    stretches = [
        Stretch("P1", "Tell the lead before the visit.", (0, 0)),
        Stretch("P2", "The lead hears of it ahead of visiting.", (1, 0)),
        Stretch("P3", "The lead hears within 3 days.", (2, 0)),
    ]
    alike = np.full((3, 3), 0.95, np.float32)
    assert [item.label for item in pick(stretches, np.array([3.0, 2.0, 1.0], np.float32), 4, [""] * 3, alike)] == ["P1", "P3"]


def test_each_further_statement_must_come_closer_to_the_best() -> None:
    stretches = [
        Stretch(f"P{n}", text, (n, 0)) for n, text in enumerate(("Share early with police.", "Write reasons down.", "Tell a lead soon."))
    ]
    assert len(pick(stretches, np.array([9.0, 4.5, 4.4], np.float32), 4, [""] * 3)) == 2
