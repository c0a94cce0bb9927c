"""Questions, searches, case examples and quote checks over HTTP: the wire contract, key by key."""

from __future__ import annotations

import hashlib

import pytest

from tests.doors import Client

CONSENT = "When can I share information without consent?"
REPLY_KEYS = {"outcome", "statements", "notices", "reason", "message", "contacts", "trace"}
CITATION_KEYS = {
    "passage_id", "document_id", "title", "heading_path", "page", "quote", "start", "end", "sha256", "status", "nations", "url", "sources",
}  # fmt: skip


def test_an_answer_has_every_key_of_the_contract(client: Client) -> None:
    reply = client.post("/v1/questions", json={"question": CONSENT, "nation": "england"})
    body = reply.json()
    assert reply.status_code == 200
    assert body.keys() >= REPLY_KEYS
    assert (body["outcome"], body["reason"], body["message"]) == ("answered", None, None)
    statement = body["statements"][0]
    assert statement["strength"] == "must"
    citation = statement["citations"][0]
    assert citation.keys() >= CITATION_KEYS
    assert citation["sources"][0].keys() >= {"id", "title", "publisher", "url", "status"}
    assert body["trace"].keys() >= {"index", "models", "prompt", "timings_ms"}
    assert body["trace"]["timings_ms"].keys() >= {"guard", "retrieve"}


def test_every_quote_can_be_checked_again_from_its_passage(client: Client) -> None:
    for statement in client.post("/v1/questions", json={"question": CONSENT}).json()["statements"]:
        for citation in statement["citations"]:
            held = client.get(f"/v1/passages/{citation['passage_id']}").json()["passage"]
            assert held["text"][citation["start"] : citation["end"]] == citation["quote"]
            assert hashlib.sha256(citation["quote"].encode()).hexdigest() == citation["sha256"]


def test_a_refusal_is_a_200_with_contacts_and_without_the_question(client: Client) -> None:
    reply = client.post("/v1/questions", json={"question": "What happened to Tommy Marlowe-Finch?"})
    body = reply.json()
    assert (reply.status_code, body["outcome"], body["reason"]) == (200, "refused", "identifiable_person")
    assert body["message"]
    assert body["contacts"][0].keys() == {"name", "number", "when", "checked_on"}
    assert "Marlowe" not in reply.text


def test_a_signpost_carries_contacts_first_and_guidance_after(client: Client) -> None:
    body = client.post("/v1/questions", json={"question": "Someone is hurting me, who shares information?"}).json()
    assert (body["outcome"], body["reason"]) == ("signposted", "immediate_risk")
    assert body["contacts"][0]["number"] == "999"
    assert body["statements"]
    assert body["notices"][0]["kind"] == "urgent"


def test_an_abstention_lists_the_nearest_passages(client: Client) -> None:
    body = client.post("/v1/questions", json={"question": "What is the tariff on bananas?"}).json()
    assert (body["outcome"], body["reason"], body["statements"]) == ("abstained", "not_found", [])
    assert body["nearest"][0].keys() >= {"id", "title", "text", "why"}


def test_earlier_turns_are_guarded_with_the_question(client: Client) -> None:
    body = client.post("/v1/questions", json={"question": "And what about information sharing?", "earlier": ["Tell me about Tommy"]}).json()
    assert body["outcome"] == "refused"


@pytest.mark.parametrize(
    ("filters", "documents"),
    [
        ({"nation": "wales"}, {"d58-wales"}),
        ({"kinds": ["statutory_guidance"]}, {"d58-wales"}),
        ({"themes": ["procedures"]}, {"d58-wales"}),
        ({"document_id": "d05-old", "include_superseded": True}, {"d05-old"}),
        ({"document_id": "d05-old"}, set()),
        ({"as_at": "2020-01-01", "document_id": "d05-old"}, {"d05-old"}),
        ({"agencies": ["health"], "age_bands": ["0-1"], "limit": 50}, {"l01-lesson", "l02-lesson", "l03-lesson"}),
    ],
)
def test_searches_keep_to_their_filters(client: Client, filters: dict[str, object], documents: set[str]) -> None:
    body = client.post("/v1/searches", json={"query": "information sharing", **filters}).json()
    assert {passage["document_id"] for passage in body["passages"]} == documents
    assert body["outcome"] == ("found" if documents else "nothing")


def test_a_search_result_explains_its_rank(client: Client) -> None:
    body = client.post("/v1/searches", json={"query": "share information consent", "limit": 2}).json()
    assert len(body["passages"]) == 2
    first = body["passages"][0]
    assert first.keys() >= {"title", "text", "heading_path", "page", "status", "nations", "sources", "score", "legs", "why"}
    assert first["legs"].keys() == {"dense", "bm25", "units", "tokens"}
    assert first["legs"]["bm25"].keys() == {"rank", "score"}
    assert first["why"].startswith("Ranked 1st overall: ")
    assert "by the words used" in first["why"]


def test_a_search_about_a_person_is_refused(client: Client) -> None:
    body = client.post("/v1/searches", json={"query": "Tommy"}).json()
    assert (body["outcome"], body["passages"], body["reason"]) == ("refused", [], "identifiable_person")


def test_case_examples_are_grouped_with_theme_facets(client: Client) -> None:
    body = client.post("/v1/case-examples", json={"query": "bruise on a baby"}).json()
    assert body["outcome"] == "found"
    assert {lesson["document"]["id"] for lesson in body["lessons"]} == {"l01-lesson", "l02-lesson", "l03-lesson"}
    assert body["themes"] == {"bruising": 3, "escalation": 2}


def test_case_examples_can_be_listed_by_theme_alone(client: Client) -> None:
    body = client.post("/v1/case-examples", json={"themes": ["escalation"], "limit": 1}).json()
    assert len(body["lessons"]) == 1
    assert body["lessons"][0]["passages"]
    assert client.post("/v1/case-examples", json={"themes": ["floods"]}).json()["outcome"] == "nothing"


def test_case_examples_about_a_person_are_refused(client: Client) -> None:
    assert client.post("/v1/case-examples", json={"query": "Tommy"}).json()["outcome"] == "refused"


def test_a_quote_is_verified_exactly_or_not_at_all(client: Client) -> None:
    true = client.post("/v1/quote-checks", json={"quote": "share  information without consent"}).json()
    assert true["verified"]
    assert true["occurrences"][0]["document_id"] == "d05-sharing"
    false = client.post("/v1/quote-checks", json={"quote": "share information with consent"}).json()
    assert (false["verified"], false["occurrences"]) == (False, [])
    elsewhere = client.post("/v1/quote-checks", json={"quote": "share information without consent", "document_id": "d58-wales"}).json()
    assert not elsewhere["verified"]
    assert client.post("/v1/quote-checks", json={"quote": "consent", "document_id": "none"}).status_code == 404
    assert client.post("/v1/quote-checks", json={"quote": "Tommy said"}).json()["outcome"] == "refused"
