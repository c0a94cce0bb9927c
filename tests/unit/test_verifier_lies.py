"""A lying model: of a thousand generated replies, not one unverified statement is shown."""

from __future__ import annotations

import hashlib
import random
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from assistant.adapters.langchain_generator import LangChainGenerator
from assistant.fallback import FallbackGenerator
from assistant.ports import LabelledPassage
from assistant.quotes import canonical
from assistant.service import Assistant
from assistant.settings import GeneratorSettings
from assistant.types import Abstention, Answer, Document, Draft, Passage, Question, Statement
from assistant.verifier import Verifier
from tests.fakes import FirstSentences, make_assistant
from tests.lies import LIES, corpus_passages, lie, sentences_of
from tests.scripted_model import ScriptedModel, scripted_model

PROMPTS = Path(__file__).parents[2] / "prompts"


def unverified(statements: tuple[Statement, ...], lies: list[str], passages: dict[str, Passage]) -> list[str]:
    """What was shown and should not have been, judged apart from the verifier: by string comparison with what is stored.

    Every reply is made of lies alone, so everything shown must be whole stored sentences, and its citations exact.
    """
    wrong = []
    told = {canonical(text) for text in lies}
    for item in statements:
        exact = all(
            passages[c.passage_id].text[c.start : c.end] == c.quote and hashlib.sha256(c.quote.encode()).hexdigest() == c.sha256
            for c in item.citations
        )
        if not item.citations or not exact or item.text not in {c.quote for c in item.citations} or canonical(item.text) in told:
            wrong.append(item.text)
    return wrong


@pytest.mark.slow
def test_a_thousand_lying_replies_show_nothing_unverified() -> None:
    passages, documents = corpus_passages()
    held = {passage.id: passage for passage in passages}
    chance = random.Random(2026)
    told: Counter[str] = Counter()
    shown = 0
    for _ in range(1000):
        labelled = [LabelledPassage(f"P{rank}", passage) for rank, passage in enumerate(chance.sample(passages, 8), 1)]
        lies = [(kind, made) for kind in chance.sample(sorted(LIES), 4) if (made := lie(kind, labelled, chance))]
        told.update(kind for kind, _ in lies)
        answer = Verifier().verify(Draft(tuple(made for _, made in lies)), labelled, documents, 4).answer
        # A true sentence under a wrong label is no false text: another statement may quote it rightly.
        false = [made.text for kind, made in lies if kind != "wrong_label"]
        assert unverified(answer.statements if answer else (), false, held) == []
        shown += len(answer.statements) if answer else 0
    assert all(told[kind] >= 40 for kind in LIES), told
    assert shown > 1000  # what was false was replaced by what is true, not merely dropped


@pytest.mark.parametrize("kind", sorted(LIES))
def test_no_kind_of_lie_passes_by_itself(kind: str) -> None:
    passages, documents = corpus_passages()
    held = {passage.id: passage for passage in passages}
    chance = random.Random(kind)
    for _ in range(25):
        labelled = [LabelledPassage(f"P{rank}", passage) for rank, passage in enumerate(chance.sample(passages, 6), 1)]
        made = lie(kind, labelled, chance)
        if made is not None:
            answer = Verifier().verify(Draft((made,)), labelled, documents, 4).answer
            assert unverified(answer.statements if answer else (), [made.text], held) == []


@pytest.fixture(scope="module")
def server() -> Iterator[ScriptedModel]:
    with scripted_model("lying") as running:
        yield running


def library(passages: tuple[Passage, ...], documents: dict[str, Document]) -> dict[Document, list[Passage]]:
    return {documents[name]: [passage for passage in passages if passage.document_id == name] for name in list(documents)[:12]}


def lied_to(server: ScriptedModel) -> Assistant:
    settings = GeneratorSettings("openai:scripted", server.url, "", timeout_s=10.0, retries=0, budget_s=10.0, max_passages=8)
    generator = FallbackGenerator(LangChainGenerator(settings, PROMPTS), FirstSentences())
    return replace(make_assistant(library=library(*corpus_passages())), generator=generator)


@pytest.mark.parametrize("replies", [40, pytest.param(1000, marks=pytest.mark.slow)])
def test_the_whole_journey_over_http_shows_nothing_unverified(server: ScriptedModel, monkeypatch: pytest.MonkeyPatch, replies: int) -> None:
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    assistant = lied_to(server)
    passages = {passage.id: passage for passage in corpus_passages()[0]}
    chance = random.Random(replies)
    texts = sorted(passages.values(), key=lambda passage: passage.id)
    kinds: Counter[str] = Counter()
    for _ in range(replies):
        server.told.clear()
        words = chance.choice(sentences_of(chance.choice(texts).text) or ["What does the guidance say about safeguarding?"])
        reply = assistant.ask(Question(f"What does guidance say about this: {words[:150]}"))
        assert isinstance(reply, Answer | Abstention)
        kinds[type(reply).__name__] += 1
        if isinstance(reply, Answer):
            assert unverified(reply.statements, server.told, passages) == []
    assert kinds["Answer"] > replies / 2
