"""Passages and documents: reading, adding, erasing, and the quarantine."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest

from tests.doors import Client, make_client
from tests.fakes import LIBRARY, SHARING, FakeLibrarian, MemoryStore, fill_store, make_assistant, make_encoder

FILE = {"file": ("Tommy Marlowe.md", b"# A lesson\n\nWe waited too long.", "text/markdown")}


@pytest.fixture
def librarian() -> FakeLibrarian:
    store = MemoryStore()
    fill_store(store, make_encoder(), LIBRARY)
    return FakeLibrarian(store)


@pytest.fixture
def library(librarian: FakeLibrarian) -> Iterator[Client]:
    with make_client(make_assistant(store=librarian._store), librarian=librarian) as client:
        yield client


def test_a_passage_comes_with_its_document_neighbours_status_and_sources(client: Client) -> None:
    middle = LIBRARY[SHARING][1]
    body = client.get(f"/v1/passages/{middle.id}").json()
    assert body["passage"]["text"] == middle.text
    assert body["passage"]["status"] == "current"
    assert body["passage"]["sources"][0]["id"] == "ISA2024"
    assert body["document"]["title"] == SHARING.title
    assert [item["ordinal"] for item in body["neighbours"]["before"] + body["neighbours"]["after"]] == [0, 2]
    assert client.get(f"/v1/passages/{middle.id}?around=0").json()["neighbours"] == {"before": [], "after": []}


@pytest.mark.parametrize(
    ("query", "count"),
    [("", 6), ("?nation=wales", 1), ("?kind=lesson", 3), ("?status=superseded", 1), ("?theme=bruising", 3), ("?theme=none", 0)],
)
def test_documents_are_listed_by_filter(client: Client, query: str, count: int) -> None:
    body = client.get(f"/v1/documents{query}").json()
    assert body["count"] == len(body["documents"]) == count
    assert "bruising" in body["themes"]


@pytest.mark.parametrize(("query", "words"), [("?nation=mars", "england, wales"), ("?naton=wales", "Known: nation, kind, status, theme")])
def test_a_wrong_filter_is_an_error_and_not_a_full_list(client: Client, query: str, words: str) -> None:
    response = client.get(f"/v1/documents{query}")
    assert response.status_code == 400
    assert words in response.json()["detail"]
    assert "mars" not in response.text


def test_a_document_comes_with_its_passages_in_order(client: Client) -> None:
    body = client.get("/v1/documents/d05-sharing").json()
    assert body["document"]["themes"] == ["information-sharing"]
    assert [item["ordinal"] for item in body["passages"]] == [0, 1, 2]


def test_adding_a_document_goes_through_the_librarian(library: Client, librarian: FakeLibrarian) -> None:
    details = {"title": "A lesson about waiting", "kind": "lesson", "policy": "local", "published": "2025-04-01", "themes": "bruising"}
    response = library.post("/v1/documents", files=FILE, data=details)
    assert (response.status_code, response.json()["outcome"]) == (201, "created")
    name, content, given = librarian.added[0]
    assert name == "a-lesson-about-waiting.md", "the name a file had may be a person's"
    assert content.startswith(b"# A lesson")
    assert given == details


def test_a_document_held_for_review_is_202_and_one_that_cannot_be_read_422(library: Client) -> None:
    held = library.post("/v1/documents", files={"file": ("x.md", b"private")}, data={"title": "Held"})
    assert (held.status_code, held.json()["outcome"]) == (202, "quarantined")
    broken = library.post("/v1/documents", files={"file": ("x.pdf", b"broken")}, data={"title": "Broken"})
    assert (broken.status_code, broken.json()["type"]) == (422, "urn:assistant:problem:unreadable-file")


@pytest.mark.parametrize(
    ("files", "data", "words"),
    [
        (FILE, {}, "'title'"),
        (FILE, {"title": "Fine title", "colour": "red"}, "'colour'"),
        (FILE, {"title": "Fine title", "kind": "novel"}, "statutory_guidance"),
        (FILE, {"title": "Fine title", "published": "soon"}, "date"),
        ({"other": ("x.md", b"text")}, {"title": "Fine title"}, "'other'"),
    ],
)
def test_a_wrong_upload_is_named(library: Client, files: Any, data: dict[str, str], words: str) -> None:
    response = library.post("/v1/documents", files=files, data=data)
    assert response.status_code == 400
    assert words in response.json()["detail"]
    assert "Marlowe" not in response.text


def test_an_upload_has_limits_of_size_and_type(library: Client) -> None:
    assert library.post("/v1/documents", files={"file": ("x.md", b"x" * 1_200_000)}, data={"title": "Large"}).status_code == 413
    assert library.post("/v1/documents", json={"title": "Not a form"}).status_code == 415


def test_erasing_gives_a_certificate_and_the_document_is_gone_at_once(library: Client) -> None:
    assert library.get("/v1/documents/d58-wales").status_code == 200
    response = library.delete("/v1/documents/d58-wales")
    assert response.status_code == 200
    assert response.json() == {
        "document_id": "d58-wales",
        "erased_at": "2026-03-01T10:00:00+00:00",
        "removed": {"passages": 1},
        "remaining": {"passages": 0},
    }
    assert library.get("/v1/documents/d58-wales").status_code == 404
    assert library.delete("/v1/documents/d58-wales").status_code == 404


def test_reviews_are_listed_and_decided(library: Client, librarian: FakeLibrarian) -> None:
    assert library.get("/v1/reviews").json()["reviews"][0].keys() >= {"id", "risk", "bar", "reasons", "counts", "text"}
    decision = {"decision": "release", "reason": "Nobody can be recognised.", "reviewer": "Ada"}
    assert library.post("/v1/reviews/r1/decisions", json=decision).json()["outcome"] == "created"
    assert librarian.decisions == [("r1", "release", "Ada", "Nobody can be recognised.", None)]
    assert library.post("/v1/reviews/r2/decisions", json=decision).status_code == 404


@pytest.mark.parametrize(
    ("decision", "field"),
    [
        ({"decision": "release", "reason": "Nobody."}, "reviewer"),
        ({"decision": "edit", "reason": "Shortened.", "reviewer": "Ada"}, "text"),
        ({"decision": "release", "reason": "Nobody.", "reviewer": "Ada", "text": "new"}, "text"),
        ({"decision": "burn", "reason": "Nobody.", "reviewer": "Ada"}, "decision"),
        ({"decision": "reject", "reason": "", "reviewer": "Ada"}, "reason"),
    ],
)
def test_a_decision_needs_a_person_a_reason_and_text_only_for_an_edit(library: Client, decision: dict[str, str], field: str) -> None:
    response = library.post("/v1/reviews/r1/decisions", json=decision)
    assert response.status_code == 400
    assert f"'{field}'" in response.json()["detail"]


def test_with_tokens_the_reviewer_is_the_token_and_not_what_the_body_says(librarian: FakeLibrarian) -> None:
    decision = {"decision": "edit", "reason": "Shortened.", "text": "A nurse saw a child.", "reviewer": "somebody else"}
    with make_client(tokens="ada:secret", librarian=librarian) as client:
        client.post("/v1/reviews/r1/decisions", json=decision, headers={"authorization": "Bearer secret"})
    assert librarian.decisions == [("r1", "edit", "ada", "Shortened.", "A nurse saw a child.")]


def test_a_page_of_another_site_cannot_change_the_library(library: Client, librarian: FakeLibrarian) -> None:
    for headers in ({"origin": "https://evil.example"}, {"sec-fetch-site": "cross-site"}, {"origin": "null"}):
        assert library.post("/v1/documents", files=FILE, data={"title": "Planted"}, headers=headers).status_code == 403
        assert library.delete("/v1/documents/d58-wales", headers=headers).status_code == 403
    assert not librarian.added
    own = {"origin": str(library.base_url).rstrip("/")}
    assert library.post("/v1/documents", files=FILE, data={"title": "Our own"}, headers=own).status_code == 201


def test_without_a_librarian_the_library_cannot_be_changed_and_says_why(client: Client) -> None:
    for response in (
        client.post("/v1/documents", files=FILE, data={"title": "A lesson"}),
        client.delete("/v1/documents/d58-wales"),
        client.get("/v1/reviews"),
        client.post("/v1/reviews/r1/decisions", json={"decision": "release", "reason": "Fine.", "reviewer": "Ada"}),
    ):
        assert (response.status_code, response.json()["type"]) == (503, "urn:assistant:problem:librarian-unavailable")
        assert "ingest" in response.json()["detail"]


def test_a_source_without_a_web_address_gives_an_empty_url() -> None:
    document = replace(SHARING, id="bare", sources=())
    with make_client(make_assistant(library={document: [replace(LIBRARY[SHARING][0], document_id="bare")]})) as client:
        assert client.get("/v1/documents/bare").json()["passages"][0]["url"] == ""
