"""Training notes: every sentence from the lesson it stands under, verified; a model that lies or fails costs a notice at most."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from assistant.adapters.langchain_generator import LangChainGenerator
from assistant.fallback import FallbackGenerator
from assistant.library import CaseExamples
from assistant.quotes import canonical
from assistant.service import Assistant
from assistant.settings import GeneratorSettings
from assistant.training import PER_LESSON, ByLesson, TrainingNotes
from assistant.types import Filters, Kind, NoticeKind
from assistant.verifier import Verifier
from tests.doors import make_client
from tests.fakes import FakeGuard, FirstSentences, make_assistant, make_document, make_passages
from tests.scripted_model import ScriptedModel

pytestmark = pytest.mark.usefixtures("straight")
PROMPTS = Path(__file__).parents[2] / "prompts"
LESSONS = {
    make_document(f"lesson-{number}", title, kind=Kind.LESSON, themes=("bruising",)): make_passages(
        make_document(f"lesson-{number}", title, kind=Kind.LESSON), ("What happened", first), ("What to do", second)
    )
    for number, (title, first, second) in enumerate(
        [
            (
                "A bruise on a baby",
                "A bruise on a baby was seen at a routine visit and written down as a birth mark. Nobody asked how it came about.",
                "A bruise on a baby who cannot yet move must be discussed with a paediatrician on the same day.",
            ),
            (
                "A bruise and a move",
                "A bruise was recorded by two services that did not speak to each other. The family moved house shortly after.",
                "Services should tell each other about a bruise before a family moves to another area.",
            ),
        ],
        1,
    )
}


def with_model(server: ScriptedModel, mode: str, guard: FakeGuard | None = None) -> Assistant:
    server.mode, server.requests = mode, []
    settings = GeneratorSettings("openai:scripted", server.url, "", timeout_s=5.0, retries=0, budget_s=5.0, max_passages=8)
    writer = LangChainGenerator(settings, PROMPTS, PER_LESSON, "summarise.v1.toml")
    extractive = ByLesson(FirstSentences())
    notes = TrainingNotes(FallbackGenerator(writer, extractive), extractive, Verifier())
    return replace(make_assistant(library=LESSONS, guard=guard), notes=notes)


def check(found: CaseExamples) -> None:
    """Every lesson has a summary, every sentence of it rests on that lesson alone, and every quote stands in its passage."""
    assert len(found.lessons) == len(LESSONS)
    texts = {passage.id: passage.text for passages in LESSONS.values() for passage in passages}
    for lesson in found.lessons:
        assert 1 <= len(lesson.summary) <= PER_LESSON
        for citation in (citation for item in lesson.summary for citation in item.citations):
            assert citation.document_id == lesson.document.id
            assert texts[citation.passage_id][citation.start : citation.end] == citation.quote


@pytest.mark.parametrize("query", ["bruise on a baby", None])
def test_without_a_model_the_lessons_own_sentences_are_the_notes(query: str | None) -> None:
    found = make_assistant(library=LESSONS).case_examples(query, Filters(), 5, summarise=True)
    check(found)
    assert all(item.text == item.citations[0].quote for lesson in found.lessons for item in lesson.summary)
    assert not make_assistant(library=LESSONS).case_examples(query, Filters(), 5).lessons[0].summary


def test_a_model_reads_all_lessons_at_once_under_labels_that_tell_them_apart(server: ScriptedModel) -> None:
    found = with_model(server, "good").case_examples("bruise on a baby", Filters(), 5, summarise=True)
    check(found)
    assert len(server.requests) == 1
    data = json.loads(server.requests[0]["messages"][1]["content"])
    assert {item["label"][:2] for item in data["passages"]} == {"L1", "L2"}
    assert "trainer" in server.requests[0]["messages"][0]["content"]
    assert found.trace is not None
    assert str(found.trace.prompt).startswith("summarise.v1@")
    assert found.trace.models["generator"] == "openai:scripted"
    assert found.notices == ()


@pytest.mark.parametrize("mode", ["lying", "hostile"])
def test_nothing_a_lying_model_says_is_shown(server: ScriptedModel, mode: str) -> None:
    found = with_model(server, mode).case_examples("bruise on a baby", Filters(), 5, summarise=True)
    check(found)
    stored = " ".join(canonical(passage.text) for passages in LESSONS.values() for passage in passages)
    assert all(canonical(item.text) in stored for lesson in found.lessons for item in lesson.summary)


@pytest.mark.parametrize("mode", ["error", "broken", "labels", "refusing", "quotes"])
def test_a_model_that_fails_leaves_extractive_notes_and_says_so(server: ScriptedModel, mode: str) -> None:
    found = with_model(server, mode).case_examples("bruise on a baby", Filters(), 5, summarise=True)
    check(found)
    assert [notice.kind for notice in found.notices] == [NoticeKind.FALLBACK]


def test_notes_pass_the_guards_check_of_replies(server: ScriptedModel) -> None:
    class Withholds(FakeGuard):
        def check_reply(self, reply_texts: object) -> bool:
            return "bruise" not in str(reply_texts)

    found = with_model(server, "good", Withholds()).case_examples("bruise on a baby", Filters(), 5, summarise=True)
    assert all("bruise" not in item.text for lesson in found.lessons for item in lesson.summary)


def test_a_refused_request_is_never_summarised(server: ScriptedModel) -> None:
    found = with_model(server, "good").case_examples("what happened to Tommy", Filters(), 5, summarise=True)
    assert found.guarded is not None
    assert server.requests == []


def test_notes_come_over_http_when_asked_for(server: ScriptedModel) -> None:
    with make_client(with_model(server, "good")) as client:
        plain = client.post("/v1/case-examples", json={"query": "bruise on a baby"}).json()
        noted = client.post("/v1/case-examples", json={"query": "bruise on a baby", "summarise": True}).json()
    assert [lesson["summary"] for lesson in plain["lessons"]] == [[], []]
    assert plain["trace"] is None
    assert all(lesson["summary"] for lesson in noted["lessons"])
    assert noted["trace"]["prompt"].startswith("summarise.v1@")
    assert noted["lessons"][0]["summary"][0]["citations"][0]["sha256"]
