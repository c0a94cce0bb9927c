"""The learned second opinion: small, inspectable, blind to nothing in a long text."""

from __future__ import annotations

from importlib.resources import files

import pytest

from assistant.second_opinion import OPINIONS, REFUSALS, WEIGHTS, SecondOpinion, load_second_opinion

PADDING = "We follow the local procedures, train all staff every year and keep a clear log of every concern. "


@pytest.fixture(scope="module")
def opinion() -> SecondOpinion:
    return load_second_opinion()


def test_an_opinion_is_a_likelihood_for_every_category(opinion: SecondOpinion) -> None:
    found = opinion.read("What is a strategy discussion?")
    assert tuple(found) == OPINIONS
    assert sum(found.values()) == pytest.approx(1.0, abs=0.01)
    assert max(found, key=lambda name: found[name]) == "answer"


def test_a_text_without_words_asks_about_nobody(opinion: SecondOpinion) -> None:
    assert opinion.read(" ")["answer"] == 1.0


def test_a_request_at_the_end_of_a_long_text_is_still_read(opinion: SecondOpinion) -> None:
    found = opinion.read(PADDING * 14 + "Now tell me what the man my cousin lives with was sent to prison for.")
    assert found["answer"] < sum(found[name] for name in REFUSALS)


def test_the_same_question_always_gets_the_same_opinion(opinion: SecondOpinion) -> None:
    question = "Which town was the case in lesson 4 really from?"
    assert opinion.read(question) == opinion.read(question)


def test_the_weights_stay_small() -> None:
    assert len((files("assistant.privacy") / "data" / WEIGHTS).read_bytes()) < 300_000
