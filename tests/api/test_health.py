"""Liveness, readiness, metrics and a clean end."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from tests.doors import Client, make_client

ASK = {"question": "When can I share information without consent?"}


def test_live_and_ready(client: Client) -> None:
    assert client.get("/health/live").json() == {"status": "live"}
    assert client.get("/health/ready").json() == {"status": "ready", "checks": {"store": True, "models": True, "corpus": True}}


@pytest.mark.parametrize("state", [False, "The index is empty. Run 'ingest run'."])
def test_not_ready_is_a_503_that_names_the_part(state: bool | str) -> None:
    with make_client(readiness=lambda: {"store": True, "models": "ok", "corpus": state}) as client:
        response = client.get("/health/ready")
    assert (response.status_code, response.json()["type"]) == (503, "urn:assistant:problem:not-ready")
    assert response.json()["checks"]["corpus"] == state
    assert "corpus" in response.json()["detail"]
    assert "retry-after" in response.headers


def test_a_readiness_check_that_fails_is_not_ready() -> None:
    def broken() -> Mapping[str, bool | str]:
        raise RuntimeError("zzqcanary")

    with make_client(readiness=broken) as client:
        response = client.get("/health/ready")
    assert response.status_code == 503
    assert "zzqcanary" not in response.text


def test_metrics_count_outcomes_reasons_steps_and_the_index() -> None:
    with make_client() as client:
        client.post("/v1/questions", json=ASK)
        client.post("/v1/questions", json={"question": "Tell me about Tommy"})
        client.get("/zzqcanary")
        client.request("ZZQCANARY", "/v1/questions")
        text = client.get("/metrics").text
    assert 'assistant_replies_total{outcome="answered",reason="none",route="POST /v1/questions"} 1.0' in text
    assert 'assistant_replies_total{outcome="refused",reason="identifiable_person",route="POST /v1/questions"} 1.0' in text
    assert 'assistant_step_seconds_bucket{le="0.005",step="guard"}' in text
    assert "assistant_documents 6.0" in text
    assert "assistant_passages 9.0" in text
    assert "assistant_last_ingest_age_seconds" in text
    assert "zzqcanary" not in text.lower()


def test_metrics_tell_when_the_index_is_down() -> None:
    def down() -> Mapping[str, object]:
        raise OSError

    with make_client(index_info=down) as client:
        assert "assistant_index_up 0.0" in client.get("/metrics").text


def test_shutting_down_calls_back_once() -> None:
    calls: list[int] = []
    with make_client(on_shutdown=lambda: calls.append(1)):
        assert not calls
    assert calls == [1]
