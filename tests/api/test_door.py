"""Who comes in, how often, and what every response carries."""

from __future__ import annotations

import base64

import pytest

from assistant.api.auth import parse_tokens
from assistant.api.limits import RateLimiter
from assistant.errors import BadSettings
from tests.doors import Client, make_client

ASK = {"question": "When can I share information without consent?"}
PAGES = ["/", "/documents", "/schema", "/schema/docs", "/health/live", "/metrics", "/v1/documents", "/nothing", "/static/style.css"]


@pytest.mark.parametrize("address", PAGES)
def test_every_response_carries_the_security_headers(client: Client, address: str) -> None:
    headers = client.get(address).headers
    policy = headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "unsafe-inline" not in policy
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "no-referrer"
    assert "access-control-allow-origin" not in headers
    assert headers["cache-control"] == ("no-cache" if address.startswith("/static") else "no-store")


def test_another_site_gets_no_cors(client: Client) -> None:
    preflight = client.options("/v1/questions", headers={"origin": "https://evil.example", "access-control-request-method": "POST"})
    assert not any(name.startswith("access-control") for name in preflight.headers)


def test_without_tokens_nobody_is_asked_for_one(client: Client) -> None:
    assert client.get("/v1/documents").status_code == 200


@pytest.mark.parametrize("header", [None, "Bearer wrong", "Bearer ", "Bearer secret-one ,", "Basic !!", "Digest secret-one"])
def test_with_tokens_a_wrong_one_is_401(header: str | None) -> None:
    with make_client(tokens="ada:secret-one, grace:secret-two") as client:
        for response in (
            client.post("/v1/questions", json=ASK, headers={"authorization": header} if header else {}),
            client.get("/", headers={"authorization": header} if header else {}),
        ):
            assert response.status_code == 401
            assert response.json()["type"] == "urn:assistant:problem:unauthorised"
            assert "Bearer" in response.headers["www-authenticate"]


def test_with_tokens_the_right_one_opens_api_and_page() -> None:
    basic = base64.b64encode(b"grace:secret-two").decode()
    stolen = base64.b64encode(b"ada:secret-two").decode()
    with make_client(tokens="ada:secret-one, grace:secret-two") as client:
        assert client.post("/v1/questions", json=ASK, headers={"authorization": "Bearer secret-one"}).status_code == 200
        assert client.get("/", headers={"authorization": f"Basic {basic}"}).status_code == 200
        assert client.get("/", headers={"authorization": f"Basic {stolen}"}).status_code == 401


def test_health_and_the_style_sheet_stay_open() -> None:
    with make_client(tokens="ada:secret-one") as client:
        for address in ("/health/live", "/health/ready", "/static/style.css"):
            assert client.get(address).status_code == 200
        assert client.get("/metrics").status_code == 401


@pytest.mark.parametrize("setting", ["ada", "ada:", ":secret", "a da:secret", "ada:one,ada:two"])
def test_tokens_that_cannot_be_read_stop_the_start_without_being_shown(setting: str) -> None:
    with pytest.raises(BadSettings) as caught:
        parse_tokens(setting)
    assert "secret" not in str(caught.value)


def test_a_client_that_asks_too_often_is_told_when_to_come_back() -> None:
    with make_client(rate=3) as client:
        first = client.get("/v1/documents")
        assert first.headers["ratelimit-limit"] == "3"
        assert first.headers["ratelimit-remaining"] == "2"
        assert first.headers["ratelimit-policy"] == "3;w=60"
        for _ in range(2):
            assert client.post("/v1/questions", json=ASK).status_code == 200
        refused = client.post("/v1/questions", json=ASK)
        assert (refused.status_code, refused.json()["type"]) == (429, "urn:assistant:problem:too-many-requests")
        assert 0 < int(refused.headers["retry-after"]) <= 60
        assert refused.headers["ratelimit-remaining"] == "0"
        assert client.get("/health/live").status_code == 200


def test_wrong_tokens_are_counted_too() -> None:
    with make_client(rate=2, tokens="ada:secret-one") as client:
        statuses = [client.get("/v1/documents", headers={"authorization": f"Bearer {guess}"}).status_code for guess in range(3)]
        assert statuses == [401, 401, 429]
        assert client.get("/v1/documents", headers={"authorization": "Bearer secret-one"}).status_code == 200


def test_a_window_ends_after_a_minute() -> None:
    now = [0.0]
    limiter = RateLimiter(1, clock=lambda: now[0])
    assert limiter.take("a").allowed
    assert not limiter.take("a").allowed
    assert limiter.take("b").allowed
    now[0] = 60.0
    assert limiter.take("a").allowed
