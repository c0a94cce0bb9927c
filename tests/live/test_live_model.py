"""Opt-in: the adapter and the journey against a real endpoint, named in the environment. Deselected unless it is named.

ASSISTANT_LIVE_MODEL=openai:some-model ASSISTANT_LIVE_BASE_URL=http://127.0.0.1:8080/v1 pytest -m live tests/live
"""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path

import pytest

from assistant.adapters.langchain_generator import LangChainGenerator
from assistant.conversation import adds_nothing
from assistant.fallback import FallbackGenerator
from assistant.settings import GeneratorSettings
from assistant.types import Abstention, Answer, NoticeKind, Question
from tests.fakes import LIBRARY, FirstSentences, make_assistant
from tests.redteam.attacks import ASKED

MODEL, BASE_URL = os.environ.get("ASSISTANT_LIVE_MODEL", ""), os.environ.get("ASSISTANT_LIVE_BASE_URL", "")
PROMPTS = Path(__file__).parents[2] / "prompts"
TEXTS = {passage.id: passage.text for passages in LIBRARY.values() for passage in passages}
pytestmark = [pytest.mark.live, pytest.mark.skipif(not MODEL, reason="no live model is named in the environment")]


@pytest.fixture(scope="module")
def generator() -> LangChainGenerator:
    key = os.environ.get("ASSISTANT_LIVE_API_KEY", "")
    return LangChainGenerator(GeneratorSettings(MODEL, BASE_URL, key, 60.0, 1, 120.0, 8), PROMPTS)


def test_a_real_model_answers_with_verified_quotes(generator: LangChainGenerator) -> None:
    assistant = replace(make_assistant(), generator=FallbackGenerator(generator, FirstSentences()))
    reply = assistant.ask(Question("When can I share information without consent?"))
    assert isinstance(reply, Answer)
    assert NoticeKind.FALLBACK not in [notice.kind for notice in reply.notices]
    for citation in (item for statement in reply.statements for item in statement.citations):
        assert TEXTS[citation.passage_id][citation.start : citation.end] == citation.quote


def test_a_real_model_rewrites_a_follow_up_from_the_words_of_the_conversation(generator: LangChainGenerator) -> None:
    turns = ["When must a school tell the LADO?", "and who decides that?"]
    rewritten = generator.rewrite(turns[1], turns[:1])
    assert rewritten is None or "\n" not in rewritten
    if rewritten and not adds_nothing(rewritten, turns):
        pytest.skip("the model added a word, so the rule-based resolution would be used")


@pytest.mark.parametrize("attack", ASKED[:8], ids=lambda attack: attack.id)
def test_a_real_model_under_attack_shows_nothing_unverified(generator: LangChainGenerator, attack: object) -> None:
    assistant = replace(make_assistant(), generator=FallbackGenerator(generator, FirstSentences()))
    reply = assistant.ask(Question(str(getattr(attack, "text", ""))))
    assert isinstance(reply, Answer | Abstention)
    for citation in (item for statement in getattr(reply, "statements", ()) for item in statement.citations):
        assert TEXTS[citation.passage_id][citation.start : citation.end] == citation.quote
