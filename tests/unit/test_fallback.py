"""A model that fails costs the reader nothing but a notice: every way of failing, through the whole journey."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from assistant.adapters.langchain_generator import LangChainGenerator
from assistant.errors import DraftFailed
from assistant.fallback import REST_SECONDS, STRIKES, FallbackGenerator
from assistant.ports import LabelledPassage
from assistant.relevance import Relevance
from assistant.service import Assistant
from assistant.settings import GeneratorSettings
from assistant.types import Abstention, Answer, Draft, DraftQuote, DraftStatement, NoticeKind, Question
from tests.fakes import LIBRARY, SHARING, FirstSentences, HashingEmbedder, make_assistant
from tests.scripted_model import ScriptedModel, scripted_model

pytestmark = pytest.mark.usefixtures("straight")
PROMPTS = Path(__file__).parents[2] / "prompts"
ASKED = Question("When can I share information without consent?")
SHOWN = [LabelledPassage(f"P{rank}", passage) for rank, passage in enumerate(LIBRARY[SHARING], 1)]


class Failing:
    """A `Generator` that fails as told and counts how often it was asked."""

    model_id = "failing"
    prompt_id: str | None = "answer.v1@0"

    def __init__(self, error: Exception) -> None:
        self.error, self.calls = error, 0

    def draft(self, question: Question, passages: Sequence[LabelledPassage]) -> Draft:
        self.calls += 1
        raise self.error


class Fixed:
    """A `Generator` that always proposes the same."""

    model_id = "fixed"
    prompt_id: str | None = None

    def __init__(self, *statements: DraftStatement) -> None:
        self.statements = statements

    def draft(self, question: Question, passages: Sequence[LabelledPassage]) -> Draft:
        return Draft(self.statements)


@pytest.fixture(scope="module")
def server() -> Iterator[ScriptedModel]:
    with scripted_model() as running:
        running.delay_s = 1.5
        yield running


def with_model(server: ScriptedModel, mode: str) -> Assistant:
    server.mode = mode
    settings = GeneratorSettings("openai:scripted", server.url, "", timeout_s=0.8, retries=0, budget_s=0.8, max_passages=8)
    return replace(make_assistant(), generator=FallbackGenerator(LangChainGenerator(settings, PROMPTS), FirstSentences()))


@pytest.mark.parametrize(
    "mode",
    [
        "slow",
        "drip",
        "broken",
        "cut",
        "refusing",
        "refusing_field",
        "looping",
        "repeating",
        "labels",
        "quotes",
        "error",
        "overloaded",
        "denied",
    ],
)
def test_the_extractive_answer_comes_instead_with_a_notice(server: ScriptedModel, mode: str) -> None:
    plain = make_assistant().ask(ASKED)
    reply = with_model(server, mode).ask(ASKED)
    assert isinstance(reply, Answer)
    assert isinstance(plain, Answer)
    assert reply.statements == plain.statements
    assert [notice.kind for notice in reply.notices][-1] is NoticeKind.FALLBACK
    assert any(name.startswith("fallback_") for name in reply.trace.signals)


def test_an_honest_model_brings_no_notice(server: ScriptedModel) -> None:
    reply = with_model(server, "good").ask(ASKED)
    assert isinstance(reply, Answer)
    assert NoticeKind.FALLBACK not in [notice.kind for notice in reply.notices]
    assert not any(name.startswith("fallback_") for name in reply.trace.signals)


def test_an_error_nobody_thought_of_falls_back_too() -> None:
    draft = FallbackGenerator(Failing(ZeroDivisionError()), FirstSentences()).draft(ASKED, SHOWN)
    assert draft.statements
    assert draft.signals == {"fallback_failed": 1.0}


def test_a_model_that_keeps_readers_waiting_is_left_alone_for_a_while() -> None:
    seconds = 0.0
    failing = Failing(DraftFailed("timeout"))
    fallback = FallbackGenerator(failing, FirstSentences(), now=lambda: seconds)
    signals = [dict(fallback.draft(ASKED, SHOWN).signals) for _ in range(STRIKES + 2)]
    assert failing.calls == STRIKES
    assert signals[-1] == {"fallback_resting": 1.0}
    seconds = REST_SECONDS + 1
    fallback.draft(ASKED, SHOWN)
    assert failing.calls == STRIKES + 1


def test_a_model_that_refuses_is_asked_again_next_time() -> None:
    failing = Failing(DraftFailed("refused"))
    fallback = FallbackGenerator(failing, FirstSentences())
    for _ in range(10):
        fallback.draft(ASKED, SHOWN)
    assert failing.calls == 10


def test_what_is_left_must_still_be_about_the_question() -> None:
    """True sentences about something else are no answer, however well they verify."""
    text = "Write down your reasons, whether you share or not."
    off_topic = Fixed(DraftStatement(text, tuple(DraftQuote(f"P{rank}", text) for rank in range(1, 7))))
    assistant = replace(make_assistant(), generator=off_topic)
    assert isinstance(assistant.ask(ASKED), Answer)
    strict = replace(assistant, relevance=Relevance(HashingEmbedder(), 0.95))
    assert isinstance(strict.ask(ASKED), Abstention)


def test_the_trace_counts_what_was_dropped_and_replaced_and_why() -> None:
    true = "You must share information without consent where a child is at risk of harm."
    rows = [("You may share it if you like to.", true), ("All staff must sign.", "All staff must sign."), (true, true)]
    drafted = [DraftStatement(text, tuple(DraftQuote(f"P{rank}", quote) for rank in range(1, 7))) for text, quote in rows]
    reply = replace(make_assistant(), generator=Fixed(*drafted)).ask(ASKED)
    assert isinstance(reply, Answer)
    assert [statement.text for statement in reply.statements] == [true]
    figures = {name: value for name, value in reply.trace.signals.items() if name.startswith(("dropped_", "replaced_"))}
    assert figures["dropped_repeated"] == 1.0
    assert sum(figures.values()) == 3.0
