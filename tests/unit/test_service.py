"""The journey: guard first, nothing unchecked shown, a refusal before any search, doubt never an answer."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pytest

from assistant.errors import BadInput, GuardFailed
from assistant.types import Abstention, Answer, Filters, Question, Refusal, Signpost
from tests.fakes import FakeGuard, MemoryStore, make_assistant

QUESTION = Question("Must practitioners be open about sharing information without consent?")


class SilentStore(MemoryStore):
    """Fails the test when it is searched."""

    def search(self, *arguments: Any, **named: Any) -> Any:
        raise AssertionError("nothing may be searched")


class Withholds(FakeGuard):
    """Finds a private detail in every text about practitioners."""

    def check_reply(self, reply_texts: Sequence[str]) -> bool:
        return not any("Practitioners" in text for text in reply_texts)


class Breaks(FakeGuard):
    def check_reply(self, reply_texts: Sequence[str]) -> bool:
        raise GuardFailed("The guard could not decide.")


def test_an_answer_carries_checked_quotes_and_how_it_came_about() -> None:
    reply = make_assistant().ask(QUESTION)
    assert isinstance(reply, Answer)
    assert all(statement.citations for statement in reply.statements)
    assert reply.trace.passage_ids
    assert {"guard", "retrieve", "judge", "draft", "verify"} <= reply.trace.timings_ms.keys()


def test_a_refusal_comes_before_any_search() -> None:
    assistant = make_assistant(store=SilentStore())
    assert isinstance(assistant.ask(Question("What happened to Tommy?")), Refusal)
    assert isinstance(assistant.search(Question("What happened to Tommy?"), 5).guarded, Refusal)
    assert isinstance(assistant.case_examples("what happened to Tommy", Filters(), 5).guarded, Refusal)
    assert isinstance(assistant.check_quote("Tommy said so to the nurse"), Refusal)


def test_every_turn_of_a_conversation_is_guarded() -> None:
    assert isinstance(make_assistant().ask(Question("And what about his school?"), earlier=["What happened to Tommy?"]), Refusal)


def test_a_signpost_has_contacts_first_and_still_the_guidance() -> None:
    heard: list[str] = []
    reply = make_assistant().ask(
        Question("My dad is hurting me, must I share information?"), progress=lambda name, value: heard.append(name)
    )
    assert isinstance(reply, Signpost)
    assert reply.contacts
    assert reply.statements
    assert heard[0] == "signpost"


def test_a_statement_with_a_private_detail_is_withheld_and_the_rest_is_shown() -> None:
    plain = make_assistant().ask(QUESTION)
    guarded = make_assistant(guard=Withholds()).ask(QUESTION)
    assert isinstance(plain, Answer)
    assert any("Practitioners" in statement.text for statement in plain.statements)
    shown = guarded.statements if isinstance(guarded, Answer) else ()
    assert not any("Practitioners" in statement.text for statement in shown)
    assert guarded.trace.signals["withheld_personal"] >= 1


def test_a_guard_that_cannot_decide_on_the_reply_lets_nothing_out() -> None:
    with pytest.raises(GuardFailed):
        make_assistant(guard=Breaks()).ask(QUESTION)


def test_nothing_found_is_an_abstention_that_says_whom_to_ask() -> None:
    reply = make_assistant(library={}).ask(QUESTION)
    assert isinstance(reply, Abstention)
    assert reply.message
    assert reply.contacts


@pytest.mark.parametrize("text", ["", "x" * 3000, "a\x00b"])
def test_what_cannot_be_read_is_sent_back(text: str) -> None:
    assistant = make_assistant()
    for call in (lambda: assistant.ask(Question(text)), lambda: assistant.search(Question(text), 3), lambda: assistant.check_quote(text)):
        with pytest.raises(BadInput):
            call()


def test_the_same_question_gives_the_same_reply() -> None:
    assistant = make_assistant()
    first, again = (assistant.ask(QUESTION) for _ in range(2))
    assert replace(first, trace=again.trace) == again
