"""What every PassageStore does, on the fake, on Qdrant Edge, on qdrant-client over an in-process server, and on a live server.

The live server is used when QDRANT_TEST_URL names one; without it those cases are skipped, visibly.
"""

from __future__ import annotations

import os
import uuid
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import numpy as np
import pytest

from assistant.adapters import records
from assistant.adapters.edge_store import EdgeStore
from assistant.adapters.qdrant_store import QdrantStore
from assistant.adapters.records import passage_id
from assistant.ports import IndexedPassage, Leg, PassageStore, SparseVector
from assistant.types import Asked, Document, Filters, Kind, Nation, Passage, Policy, Source, Status
from tests.fakes import MemoryStore
from tests.qdrant_rest import RestServer

DIMENSIONS, TOKENS = 8, 4
LIVE = os.environ.get("QDRANT_TEST_URL", "")


@pytest.fixture(
    params=["fake", "edge", "remote", pytest.param("live", marks=pytest.mark.skipif(not LIVE, reason="QDRANT_TEST_URL is not set"))]
)
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[PassageStore]:
    made: PassageStore
    if request.param == "fake":
        made = MemoryStore()
    elif request.param == "edge":
        made = EdgeStore(tmp_path / "index", DIMENSIONS, TOKENS)
    elif request.param == "remote":
        made = QdrantStore("http://qdrant.test:6333", "", "passages", 5, DIMENSIONS, TOKENS, transport=RestServer().transport)
    else:
        made = QdrantStore(LIVE, os.environ.get("QDRANT_TEST_KEY", ""), f"test-{uuid.uuid4().hex}", 10, DIMENSIONS, TOKENS)
    yield made
    made.close()


SOURCE = Source("S1", "A source", "A publisher", "https://example.org/s1", "OGL-3.0", Status.CURRENT, "2024-05", None)


def document(name: str = "one", revision: str = "r1", **fields: object) -> Document:
    made = Document(
        id=name,
        title=f"Title of {name}",
        kind=Kind.GUIDANCE,
        nations=(Nation.ENGLAND,),
        status=Status.CURRENT,
        policy=Policy.PUBLISHED,
        digest=revision,
        checked_on=date(2026, 11, 22),
        sources=(SOURCE,),
        themes=("referral",),
    )
    return replace(made, **fields)  # type: ignore[arg-type]


def passages(of: Document, count: int, **fields: object) -> list[IndexedPassage]:
    out = []
    for ordinal in range(count):
        text = f"{of.id} {of.digest} passage {ordinal}"
        made = Passage(
            passage_id(of.id, of.digest, ordinal), of.id, text, ("Heading",), ordinal + 1, ordinal, "d", of.status, of.nations, ("S1",)
        )
        made = replace(made, asked=(Asked(f"who asks {ordinal}", 0, 3),) if ordinal else ())
        noise = np.random.default_rng(ordinal)
        dense = {name: noise.normal(size=shape).astype(np.float32) for name, shape in (("dense", 8), ("units", (2, 8)), ("tokens", (3, 4)))}
        out.append(IndexedPassage(replace(made, **fields), dense, SparseVector((1, 100 + ordinal), (1.0, 2.0))))  # type: ignore[arg-type]
    return out


def test_a_document_comes_back_as_it_was_put_in(store: PassageStore) -> None:
    full = document(
        effective_from=date(2024, 1, 1),
        effective_to=date(2026, 3, 1),
        published=date(2024, 1, 2),
        superseded_by="two",
        audience=("all",),
        agencies=("health",),
        age_bands=("infant",),
        licence="OGL-3.0",
        origin="abc",
    )
    store.replace(full, passages(full, 2))
    assert store.documents() == {"one": full}


def test_passages_come_back_in_order_with_everything_they_know(store: PassageStore) -> None:
    one = document()
    put = passages(one, 3)
    store.replace(one, put)
    assert list(store.passages("one")) == [item.passage for item in put]
    wanted = [put[2].passage.id, put[0].passage.id]
    assert [passage.id for passage in store.fetch(wanted)] == wanted


def test_a_passage_comes_without_what_people_ask_of_it_where_that_is_not_wanted(store: PassageStore) -> None:
    one = document()
    (item,) = passages(one, 1)
    passage = replace(item.passage, asked=(Asked("who must I tell", 0, 4),))
    store.replace(one, [replace(item, passage=passage)])
    assert store.fetch([passage.id]) == [passage]
    assert store.fetch([passage.id], asked=False) == [replace(passage, asked=())]


def test_an_unknown_passage_is_left_out_rather_than_invented(store: PassageStore) -> None:
    assert store.fetch([str(uuid.uuid4())]) == []


def test_replacing_a_document_leaves_nothing_of_the_old_text(store: PassageStore) -> None:
    old, new = document(revision="r1"), document(revision="r2")
    store.replace(old, passages(old, 5))
    store.replace(new, passages(new, 2))
    assert store.count() == 2
    assert {passage.text for passage in store.passages()} == {"one r2 passage 0", "one r2 passage 1"}
    hits = store.search([Leg("bm25", SparseVector((1,), (1.0,)))], Filters(), 10)[0]
    assert len(hits) == 2


def test_erasing_a_document_removes_it_and_no_other(store: PassageStore) -> None:
    for name in ("one", "two"):
        store.replace(document(name), passages(document(name), 3))
    assert store.erase("one") == 3
    assert set(store.documents()) == {"two"}
    assert {passage.document_id for passage in store.passages()} == {"two"}
    assert store.erase("one") == 0


def test_each_leg_ranks_by_its_own_vector_with_ties_broken_by_id(store: PassageStore) -> None:
    one = document()
    put = passages(one, 4)
    store.replace(one, put)
    target = put[2]
    legs = [
        Leg("dense", target.dense["dense"]),
        Leg("units", target.dense["units"][1]),
        Leg("bm25", SparseVector((102,), (1.0,))),
        Leg("bm25", SparseVector((1,), (1.0,))),
    ]
    dense, units, rare, common = store.search(legs, Filters(), 10)
    assert dense[0].passage_id == units[0].passage_id == rare[0].passage_id == target.passage.id
    assert [hit.passage_id for hit in common] == sorted(hit.passage_id for hit in common)


def test_units_are_looked_for_among_the_passages_nearest_as_a_whole(store: PassageStore, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(records, "UNITS_AMONG", 2)
    one = document()
    put = passages(one, 4)
    store.replace(one, put)
    query = put[2].dense["units"][1]
    dense, units = store.search([Leg("dense", query), Leg("units", query)], Filters(), 10)
    assert {hit.passage_id for hit in units} == {hit.passage_id for hit in dense[:2]}
    only = replace(Filters(), document_id="another")
    assert store.search([Leg("units", query)], only, 10) == [[]]


def test_scores_are_given_for_every_named_passage_and_zero_where_nothing_is_shared(store: PassageStore) -> None:
    one = document()
    put = passages(one, 3)
    store.replace(one, put)
    ids = [item.passage.id for item in put]
    terms, tokens = store.score([Leg("bm25", SparseVector((101,), (1.0,))), Leg("tokens", put[0].dense["tokens"])], ids)
    assert set(terms) == set(tokens) == set(ids)
    assert terms[ids[1]] > 0
    assert terms[ids[0]] == terms[ids[2]] == 0.0
    expected = float((put[0].dense["tokens"] @ put[1].dense["tokens"].T).max(axis=1).sum())
    assert tokens[ids[1]] == pytest.approx(expected, rel=5e-3)  # stored in half precision
    assert store.score([Leg("tokens", put[0].dense["tokens"])], []) == [{}]


@pytest.mark.parametrize(
    ("filters", "found"),
    [
        (Filters(), {"england", "wales", "lesson"}),
        (Filters(nation=Nation.WALES), {"wales"}),
        (Filters(kinds=(Kind.LESSON,)), {"lesson"}),
        (Filters(themes=("escalation", "unknown")), {"lesson"}),
        (Filters(agencies=("police",)), {"lesson"}),
        (Filters(age_bands=("infant",)), {"lesson"}),
        (Filters(document_id="wales"), {"wales"}),
        (Filters(include_superseded=True), {"england", "wales", "lesson", "old"}),
        (Filters(as_at=date(2020, 6, 1)), {"old", "wales"}),
        (Filters(as_at=date(2026, 3, 1)), {"england", "wales", "lesson"}),
        (Filters(nation=Nation.SCOTLAND), set()),
    ],
    ids=lambda value: None if isinstance(value, Filters) else "-".join(sorted(value)) or "nothing",
)
def test_filters_hold_inside_the_search(store: PassageStore, filters: Filters, found: set[str]) -> None:
    new = date(2026, 3, 1)
    for made in (
        document("england", effective_from=new),
        document("old", status=Status.SUPERSEDED, effective_from=date(2018, 7, 4), effective_to=new, superseded_by="england"),
        document("wales", nations=(Nation.WALES,)),
        document("lesson", kind=Kind.LESSON, themes=("escalation",), agencies=("police",), age_bands=("infant",), effective_from=new),
    ):
        store.replace(made, passages(made, 1))
    (hits,) = store.search([Leg("bm25", SparseVector((1,), (1.0,)))], filters, 10)
    assert {passage.document_id for passage in store.fetch([hit.passage_id for hit in hits])} == found


def test_metadata_is_kept_with_the_index(store: PassageStore) -> None:
    assert store.read_meta() == {}
    store.write_meta({"identity": {"embedder": "m"}, "average_words": 80, "list": [1.5, "x"]})
    assert store.read_meta() == {"identity": {"embedder": "m"}, "average_words": 80, "list": [1.5, "x"]}
    assert store.count() == 0
    assert store.documents() == {}


def test_a_document_without_passages_is_still_held(store: PassageStore) -> None:
    store.replace(document(), [])
    assert set(store.documents()) == {"one"}
    assert store.count() == 0


def test_many_passages_are_written_in_batches_and_all_arrive(store: PassageStore) -> None:
    one = document()
    store.replace(one, passages(one, 150))
    assert store.count() == 150
    assert [passage.ordinal for passage in store.passages("one")] == list(range(150))
