"""Errors are problem documents with a stable type, and never repeat what was sent."""

from __future__ import annotations

from typing import Any

import pytest

from assistant.errors import GuardFailed, ModelUnavailable, StoreLocked, StoreUnavailable
from tests.doors import Client, make_client
from tests.fakes import FakeGuard, make_assistant

CANARY = "zzqcanary"
JSON = {"content-type": "application/json"}


@pytest.mark.parametrize(
    ("body", "slug", "words"),
    [
        ({"question": "ok then", "colour": 1}, "unknown-field", "'colour'"),
        ({"question": "ok then", f"{CANARY} with spaces": 1}, "unknown-field", "not known"),
        ({"question": 7}, "wrong-type", "'question' must be text"),
        ({"question": ["a"]}, "wrong-type", "'question'"),
        ({}, "missing-field", "'question'"),
        ({"question": ""}, "bad-input", "no question"),
        ({"question": " \u200b "}, "bad-input", "no question"),
        ({"question": CANARY * 300}, "bad-input", "too long"),
        ({"question": f"{CANARY}\u0007"}, "bad-input", "control characters"),
        ({"question": "ok then", "earlier": [f"{CANARY}\u0007"]}, "bad-input", "control characters"),
        ({"question": "ok then", "as_at": f"{CANARY}"}, "bad-date", "2026-03-31"),
        ({"question": "ok then", "as_at": "2025-02-30"}, "bad-date", "'as_at'"),
        ({"question": "ok then", "as_at": 20250101}, "wrong-type", "date"),
        ({"question": "ok then", "nation": CANARY}, "unknown-value", "england, wales, scotland, northern_ireland"),
        ({"question": "ok then", "kinds": [CANARY]}, "unknown-value", "statutory_guidance"),
        ({"question": "ok then", "kinds": "law"}, "wrong-type", "a list"),
        ({"question": "ok then", "themes": ["x"] * 21}, "bad-length", "at most 20 entries"),
        ({"question": "ok then", "themes": [CANARY * 20]}, "bad-length", "at most 100 characters"),
        ({"question": "ok then", "include_superseded": "yes"}, "wrong-type", "true or false"),
        ([CANARY], "wrong-type", "an object"),
    ],
)
def test_a_wrong_question_says_what_to_do(client: Client, body: Any, slug: str, words: str) -> None:
    response = client.post("/v1/questions", json=body)
    problem = response.json()
    assert response.status_code in (400, 422)
    assert response.headers["content-type"] == "application/problem+json"
    assert problem["type"] == f"urn:assistant:problem:{slug}"
    assert problem.keys() >= {"type", "title", "status", "detail"}
    assert problem["status"] == response.status_code
    assert words in problem["detail"]
    assert CANARY not in response.text


@pytest.mark.parametrize("limit", [0, 51, "5", 2.5, None])
def test_a_limit_is_a_whole_number_within_bounds(client: Client, limit: object) -> None:
    response = client.post("/v1/searches", json={"query": "sharing", "limit": limit})
    assert response.status_code == 400
    assert "'limit'" in response.json()["detail"]


@pytest.mark.parametrize("body", [b"", b"{", b'{"question": "\xff"}', b"[" * 100_000, b'{"question": "x"} y', f"{CANARY}".encode()])
def test_a_body_that_is_not_json(client: Client, body: bytes) -> None:
    response = client.post("/v1/questions", content=body, headers=JSON)
    assert response.status_code == 400
    assert response.json()["type"].rsplit(":", 1)[1] in ("malformed-json", "missing-body", "wrong-type")
    assert CANARY not in response.text


def test_nothing_at_an_address(client: Client) -> None:
    response = client.get(f"/v1/{CANARY}")
    assert (response.status_code, response.json()["type"]) == (404, "urn:assistant:problem:not-found")
    assert CANARY not in response.text


@pytest.mark.parametrize("address", [f"/v1/passages/{CANARY}", f"/v1/documents/{CANARY}"])
def test_no_such_item(client: Client, address: str) -> None:
    response = client.get(address)
    assert (response.status_code, response.json()["type"]) == (404, "urn:assistant:problem:unknown-item")
    assert CANARY not in response.text


def test_a_method_that_is_not_taken_names_those_that_are(client: Client) -> None:
    response = client.put("/v1/questions", json={})
    assert response.status_code == 405
    assert "POST" in response.headers["allow"]
    assert response.headers["content-type"] == "application/problem+json"


def test_a_body_that_is_too_large(client: Client) -> None:
    response = client.post("/v1/questions", json={"question": "x" * 300_000})
    assert (response.status_code, response.json()["type"]) == (413, "urn:assistant:problem:too-large")


@pytest.mark.parametrize("media", ["text/plain", "application/x-www-form-urlencoded", "", "application/jsonx"])
def test_a_body_in_another_media_type(client: Client, media: str) -> None:
    response = client.post("/v1/questions", content=b'{"question":"sharing"}', headers={"content-type": media})
    assert response.status_code == 415
    assert "application/json" in response.json()["detail"]


def test_json_with_a_charset_is_json(client: Client) -> None:
    headers = {"content-type": "application/json; charset=utf-8"}
    assert client.post("/v1/questions", content=b'{"question":"sharing information"}', headers=headers).status_code == 200


class _Broken(FakeGuard):
    def __init__(self, error: Exception) -> None:
        super().__init__()
        self._error = error

    def check_question(self, *_: Any, **__: Any) -> Any:
        raise self._error


@pytest.mark.parametrize(
    ("error", "slug"),
    [
        (StoreUnavailable("The index is down. Try again."), "store-unavailable"),
        (StoreLocked("The index is in use."), "store-locked"),
        (ModelUnavailable("The model is missing."), "model-unavailable"),
        (GuardFailed("The guard could not decide."), "guard-failed"),
    ],
)
def test_a_part_that_is_down_is_a_503_to_be_tried_again(error: Exception, slug: str) -> None:
    with make_client(make_assistant(guard=_Broken(error))) as client:
        response = client.post("/v1/questions", json={"question": "sharing information"})
    assert (response.status_code, response.json()["type"]) == (503, f"urn:assistant:problem:{slug}")
    assert int(response.headers["retry-after"]) > 0
    assert response.json()["detail"] == str(error)


def test_an_unexpected_failure_says_nothing_about_itself() -> None:
    with make_client() as client:
        response = client.post("/v1/questions", json={"question": f"breakguard {CANARY}"})
    assert (response.status_code, response.json()["type"]) == (500, "urn:assistant:problem:internal")
    assert response.headers["content-type"] == "application/problem+json"
    assert not any(word in response.text for word in (CANARY, "Traceback", "RuntimeError", "guard"))
