"""Ranking: every leg scores every candidate, standing and nation weigh softly, nothing is said twice."""

from __future__ import annotations

from dataclasses import replace

import pytest

from assistant.query import QueryReader
from assistant.retriever import Fusion, Retriever, distinct, fuse, scaled
from assistant.types import Filters, Kind, Nation, Status
from tests.fakes import LIBRARY, SHARING, MemoryStore, fill_store, make_document, make_encoder, make_passages

FUSION = Fusion(50, 0.5, 0.5)
SCORES = {
    "dense": {"a": 1.0, "b": 0.5, "c": 0.0},
    "units": {"a": 0.0, "b": 0.0, "c": 0.9},
    "bm25": {"a": 0.0, "b": 4.0, "c": 0.0},
    "tokens": {"a": 0.2, "b": 0.4, "c": 0.3},
}


@pytest.fixture(scope="module")
def store() -> MemoryStore:
    held = MemoryStore()
    fill_store(held, make_encoder(), LIBRARY)
    return held


def test_scaling_keeps_the_order_and_fills_the_range() -> None:
    assert scaled({"a": 2.0, "b": 6.0, "c": 4.0}) == {"a": 0.0, "b": 1.0, "c": 0.5}
    assert scaled({"a": 3.0, "b": 3.0}) == {"a": 0.0, "b": 0.0}
    assert scaled({}) == {}


def test_the_sum_is_the_one_that_is_documented() -> None:
    final = fuse(SCORES, ["a", "b", "c"], FUSION)
    assert final["a"] == pytest.approx(0.5 * 0.5 * 1.0)
    assert final["b"] == pytest.approx(0.5 * (0.5 * 0.0 + 0.5 * 1.0) + 0.5 * 1.0)


def test_a_small_match_lifts_its_passage() -> None:
    without = {**SCORES, "units": dict.fromkeys("abc", 0.0)}
    assert fuse(SCORES, ["a", "b", "c"], FUSION)["c"] > fuse(without, ["a", "b", "c"], FUSION)["c"]


def test_a_passage_gains_from_the_best_one_of_its_document() -> None:
    apart = fuse(SCORES, ["a", "b", "c"], FUSION, {"a": "x", "b": "y", "c": "z"})
    beside = fuse(SCORES, ["a", "b", "c"], FUSION, {"a": "y", "b": "y", "c": "z"})
    assert beside["a"] > apart["a"]


def test_every_leg_explains_every_result(store: MemoryStore) -> None:
    found = Retriever(store, make_encoder(), FUSION).search("share information without consent", Filters(), 3)
    assert found[0].passage.document_id == SHARING.id
    assert all(item.legs.keys() == {"dense", "bm25", "units", "tokens"} for item in found)
    assert found[0].legs["bm25"].rank == 1


def test_the_same_query_gives_the_same_order(store: MemoryStore) -> None:
    retriever = Retriever(store, make_encoder(), FUSION)
    first = [item.passage.id for item in retriever.search("bruise on a baby", Filters(), 5)]
    assert first == [item.passage.id for item in retriever.search("bruise on a baby", Filters(), 5)]


def test_old_text_comes_only_when_editions_are_asked_about(store: MemoryStore) -> None:
    retriever = Retriever(store, make_encoder(), FUSION)

    def statuses(text: str, *, editions: bool) -> set[Status]:
        return {item.passage.status for item in retriever.search(text, Filters(), 20, editions=editions)}

    assert Status.SUPERSEDED not in statuses("is the 2018 sharing advice still current", editions=False)
    assert Status.SUPERSEDED not in statuses("when may information be shared", editions=True)
    assert Status.SUPERSEDED in statuses("is the 2018 sharing advice still current", editions=True)


def test_the_nation_a_question_names_comes_first() -> None:
    text = "A relevant partner must inform the local authority about a child at risk."
    english = make_document("a-english", "Procedures")
    welsh = make_document("b-welsh", "Procedures", nations=(Nation.WALES,))
    held = MemoryStore()
    fill_store(held, make_encoder(), {english: make_passages(english, ("Duty", text)), welsh: make_passages(welsh, ("Duty", text))})
    retriever = Retriever(held, make_encoder(), FUSION)
    assert retriever.search("who must inform the local authority in Wales", Filters(), 2)[0].passage.document_id == welsh.id
    assert {item.passage.document_id for item in retriever.search("inform the authority", Filters(nation=Nation.WALES), 5)} == {welsh.id}


def test_lessons_come_after_guidance_unless_examples_are_asked_for() -> None:
    text = "A bruise on a baby who cannot crawl was referred the same day."
    lesson = make_document("a-lesson", "Bruising", kind=Kind.LESSON)
    guidance = make_document("b-guidance", "Bruising")
    held = MemoryStore()
    fill_store(
        held,
        make_encoder(),
        {lesson: make_passages(lesson, ("Bruises", text)), guidance: make_passages(guidance, ("Bruises", text + " Ring."))},
    )
    retriever = Retriever(held, make_encoder(), FUSION, QueryReader(documents=held.documents))
    assert retriever.search("bruise on a baby", Filters(), 2)[0].passage.document_id == guidance.id


def test_the_same_text_twice_is_shown_once() -> None:
    one, two = make_document("one", "One"), make_document("two", "Two")
    text = "Practitioners must record the reasons for sharing or not sharing information."
    passages = [*make_passages(one, ("Rule", text)), *make_passages(two, ("Rule", text))]
    assert [passage.document_id for passage in distinct(passages, 5)] == ["one"]
    old = replace(passages[1], status=Status.SUPERSEDED)
    assert len(distinct([passages[0], old], 5)) == 2
