"""Follow-ups become questions that stand alone; questions that stand alone are left as they are; every turn is guarded."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest

from assistant.conversation import adds_nothing, resolve
from assistant.errors import BadInput
from assistant.types import Answer, Filters, Nation, Question, Refusal
from tests.fakes import FakeGuard, make_assistant

FIRST = "When must a school tell the LADO?"


@pytest.mark.parametrize(
    ("text", "earlier", "asked", "nation"),
    [
        ("what about Wales?", [FIRST], "When must a school tell the LADO in Wales?", Nation.WALES),
        ("What about Wales?", ["What is expected in England?"], "What is expected in Wales?", Nation.WALES),
        ("and in Scotland", [FIRST, "what about Wales?"], "When must a school tell the LADO in Scotland?", Nation.SCOTLAND),
        (
            "Northern Ireland?",
            ["What does the English guidance say?"],
            "What does the Northern Irish guidance say?",
            Nation.NORTHERN_IRELAND,
        ),
        ("what about volunteers?", [FIRST], "When must a school tell the LADO: volunteers?", None),
        ("Who decides that?", [FIRST], "When must a school tell the LADO: Who decides that?", None),
        ("why?", [FIRST], "When must a school tell the LADO: why?", None),
        ("Does that apply to agency staff?", [FIRST], "When must a school tell the LADO: agency staff?", None),
    ],
)
def test_a_follow_up_takes_up_the_question_before_it(text: str, earlier: list[str], asked: str, nation: Nation | None) -> None:
    turn = resolve(text, earlier)
    assert (turn.text, turn.nation, turn.resolved) == (asked, nation, True)


@pytest.mark.parametrize(
    "text",
    [
        "What is contextual safeguarding?",
        "What does guidance in Wales say about information sharing?",
        "If a child tells me that they are being hurt at home, what does guidance say I should do?",
        "In England, when is a strategy discussion held?",
    ],
)
def test_a_question_that_stands_alone_is_left_alone(text: str) -> None:
    assert resolve(text, [FIRST]).text == text


def test_without_earlier_questions_nothing_is_resolved() -> None:
    assert resolve("what about Wales?", []).resolved is False


def test_a_rewriting_is_used_only_where_it_adds_no_word() -> None:
    good = resolve("who decides that?", [FIRST], lambda text, earlier: "Who decides when a school must tell the LADO?")
    assert good.text == "Who decides when a school must tell the LADO?"
    bad = resolve("who decides that?", [FIRST], lambda text, earlier: "Who is Tommy Baker of Leeds?")
    assert bad.text == "When must a school tell the LADO: who decides that?"
    assert adds_nothing("Who is Tommy?", [FIRST]) is False


def test_a_model_is_not_asked_about_a_change_of_nation_or_a_question_that_stands_alone() -> None:
    def fail(text: str, earlier: Sequence[str]) -> str | None:
        raise AssertionError

    assert resolve("what about Wales?", [FIRST], fail).nation is Nation.WALES
    assert resolve("What is contextual safeguarding?", [FIRST], fail).resolved is False


def test_what_about_wales_is_answered_from_wales() -> None:
    """The nation that the follow-up names takes the place of the one chosen before."""
    asked = Question("what about Wales?", Filters(nation=Nation.ENGLAND))
    reply = make_assistant().ask(asked, earlier=["Who must inform the local authority about a child at risk?"])
    assert isinstance(reply, Answer)
    assert {citation.document_id for item in reply.statements for citation in item.citations} == {"d58-wales"}


def test_turns_are_guarded_as_a_whole() -> None:
    """A person named two turns ago is still that person."""
    reply = make_assistant().ask(Question("what happened to him?"), earlier=["Tell me about Tommy", "Which school?"])
    assert isinstance(reply, Refusal)


def test_what_is_searched_for_is_guarded_again() -> None:
    """A rewriting that brings a person in is refused, even where the words came from the conversation."""
    guard = FakeGuard(refuse="tommy lives")
    assistant = replace(make_assistant(guard=guard), rewriter=lambda text, earlier: "Tommy lives where")
    assert isinstance(assistant.ask(Question("where does it say he lives"), earlier=["Who is Tommy?"]), Refusal)
    assert "Tommy lives where" in guard.seen


def test_earlier_turns_are_bounded_like_questions() -> None:
    with pytest.raises(BadInput):
        make_assistant().ask(Question("why?"), earlier=["x" * 5000])
