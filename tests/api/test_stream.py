"""Streaming: passages first, statements once verified, a whole reply at the end, and an end when the client goes."""

from __future__ import annotations

import asyncio
import json
import socket
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

import httpx
import pytest
import uvicorn

from assistant.api.desk import Desk, Visit
from assistant.api.metrics import Metrics
from assistant.api.stream import stream_reply
from assistant.api.workers import Busy, Workers
from assistant.ports import LabelledPassage
from assistant.service import Assistant
from assistant.sufficiency import Verdict
from assistant.types import Draft, Filters, Question, ScoredPassage
from tests.doors import Client, make_app, make_client
from tests.fakes import FakeGuard, FakeSufficiency, FirstSentences, make_assistant

CONSENT = "When can I share information without consent?"
EVENTS = {"accept": "text/event-stream"}


def read(client: Client, question: str, **more: Any) -> list[tuple[str, Any]]:
    response = client.post("/v1/questions", json={"question": question, **more}, headers=EVENTS)
    assert response.status_code == 200
    assert response.headers["content-type"].startswith("text/event-stream")
    assert response.headers["cache-control"] == "no-store"
    return parse(response.text)


def parse(text: str) -> list[tuple[str, Any]]:
    events = []
    for block in text.strip().split("\n\n"):
        if not block.startswith(":"):
            name, data = block.split("\n", 1)
            events.append((name.removeprefix("event: "), json.loads(data.removeprefix("data: "))))
    return events


def test_events_come_in_order_and_the_reply_is_the_same_as_without_streaming(client: Client) -> None:
    events = read(client, CONSENT)
    names = [name for name, _ in events]
    assert names[:3] == ["status", "passages", "status"]
    assert names[-2:] == ["reply", "done"]
    assert set(names[3:-2]) == {"statement"}
    plain = client.post("/v1/questions", json={"question": CONSENT}).json()
    reply = events[-2][1]
    assert reply["statements"] == plain["statements"] == [data for name, data in events if name == "statement"]
    assert events[-1][1] == {"outcome": "answered"}
    assert events[1][1]["passages"][0]["why"]


def test_a_refusal_streams_no_passages(client: Client) -> None:
    events = read(client, "Tell me about Tommy")
    assert [name for name, _ in events] == ["status", "reply", "done"]
    assert events[-2][1]["outcome"] == "refused"


def test_a_signpost_sends_contacts_before_anything_found(client: Client) -> None:
    events = read(client, "He is hurting me, who shares information?")
    name, data = events[1]
    assert (name, data["step"], data["contacts"][0]["number"]) == ("status", "signposted", "999")
    assert events[2][0] == "passages"


def test_a_bad_question_is_a_400_before_the_stream_begins(client: Client) -> None:
    response = client.post("/v1/questions", json={"question": "  "}, headers=EVENTS)
    assert (response.status_code, response.headers["content-type"]) == (400, "application/problem+json")


def test_a_failure_in_the_stream_is_an_error_event_without_the_text(client: Client) -> None:
    events = read(client, "breakguard zzqcanary")
    assert [name for name, _ in events] == ["status", "error", "done"]
    assert events[1][1]["type"] == "urn:assistant:problem:internal"
    assert "zzqcanary" not in json.dumps(events)


@contextmanager
def served(assistant: Assistant) -> Iterator[str]:
    """The application in a real server, because only a socket shows when an event leaves."""
    with socket.socket() as line:
        line.bind(("127.0.0.1", 0))
        server = uvicorn.Server(uvicorn.Config(make_app(assistant), log_level="error"))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [line]}, daemon=True)
        thread.start()
        while not server.started:
            time.sleep(0.01)
        yield f"http://127.0.0.1:{line.getsockname()[1]}"
        server.should_exit = True
        thread.join(5)


class HeldGenerator(FirstSentences):
    """Drafts only once it is let go."""

    def __init__(self) -> None:
        self.release = threading.Event()

    def draft(self, question: Question, passages: Sequence[LabelledPassage]) -> Draft:
        self.release.wait(10)
        return super().draft(question, passages)


class HeldSufficiency(FakeSufficiency):
    """Judges only once it is let go."""

    def __init__(self) -> None:
        super().__init__()
        self.release = threading.Event()

    def judge(self, text: str, filters: Filters, found: Sequence[ScoredPassage]) -> Verdict:
        self.release.wait(10)
        return super().judge(text, filters, found)


@pytest.mark.parametrize("part", ["generator", "sufficiency"])
def test_passages_leave_the_server_before_anything_is_judged_or_drafted(part: str) -> None:
    """The reader sees what was found while the slow parts have not even begun to answer."""
    held = HeldGenerator() if part == "generator" else HeldSufficiency()
    changed: dict[str, Any] = {part: held}
    names: list[str] = []
    with (
        served(replace(make_assistant(), **changed)) as url,
        httpx.Client(trust_env=False) as client,
        client.stream("POST", f"{url}/v1/questions", json={"question": CONSENT}, headers=EVENTS) as response,
    ):
        for line in response.iter_lines():
            if line.startswith("event: "):
                names.append(line.removeprefix("event: "))
            if line == "event: passages":
                assert not held.release.is_set()
                held.release.set()
    assert names[:2] == ["status", "passages"]
    assert names[-2:] == ["reply", "done"]


class SlowGuard(FakeGuard):
    """Waits to be let go."""

    def __init__(self) -> None:
        super().__init__()
        self.entered, self.release = threading.Event(), threading.Event()

    def check_question(self, *arguments: Any, **named: Any) -> Any:
        self.entered.set()
        self.release.wait(5)
        return super().check_question(*arguments, **named)


def test_a_slow_question_sends_heartbeats_and_blocks_nobody() -> None:
    guard = SlowGuard()
    app = make_app(make_assistant(guard=guard))
    app.state.heartbeat_s = 0.02
    timer = threading.Timer(0.2, guard.release.set)
    timer.start()
    from litestar.testing import TestClient

    with TestClient(app) as client:
        text = client.post("/v1/questions", json={"question": CONSENT}, headers=EVENTS).text
    assert text.count(": still working") >= 2
    assert parse(text)[-1][0] == "done"


def test_the_event_loop_answers_while_questions_run() -> None:
    guard = SlowGuard()
    with make_client(make_assistant(guard=guard)) as client:
        asking = threading.Thread(target=lambda: client.post("/v1/questions", json={"question": CONSENT}))
        asking.start()
        assert guard.entered.wait(2)
        began = time.perf_counter()
        assert client.get("/health/live").status_code == 200
        assert time.perf_counter() - began < 1
        guard.release.set()
        asking.join(5)


def test_the_journey_ends_when_the_client_has_gone() -> None:
    guard = SlowGuard()
    assistant = make_assistant(guard=guard)
    ended: list[str] = []

    class Recorder(Metrics):
        def count_reply(self, route: str, outcome: str, reason: str | None, timings_ms: Any) -> None:
            ended.append(outcome)

    async def leave() -> None:
        workers = Workers(threads=1)
        desk = Desk(assistant, None, workers, Recorder(lambda: {}), None)
        events = stream_reply(desk, Visit("local", "POST /v1/questions"), Question(CONSENT), ())
        assert b"started" in await anext(events)
        waiting = asyncio.ensure_future(anext(events))
        await asyncio.to_thread(guard.entered.wait, 2)
        waiting.cancel()
        await asyncio.gather(waiting, return_exceptions=True)
        guard.release.set()
        await asyncio.to_thread(workers.close)

    asyncio.run(leave())
    assert ended == ["cancelled"]


def test_a_disconnect_stops_the_response() -> None:
    """The server's disconnect message reaches the stream, over plain ASGI."""
    guard = SlowGuard()
    app = make_app(make_assistant(guard=guard))
    sent: list[Any] = []

    async def talk() -> None:
        body = json.dumps({"question": CONSENT}).encode()
        messages = iter([{"type": "http.request", "body": body, "more_body": False}])

        async def receive() -> Any:
            try:
                return next(messages)
            except StopIteration:
                await asyncio.to_thread(guard.entered.wait, 2)
                return {"type": "http.disconnect"}

        async def send(message: Any) -> None:
            sent.append(message)

        headers = [(b"host", b"t"), (b"content-type", b"application/json"), (b"accept", b"text/event-stream")]
        scope = {
            "type": "http",
            "http_version": "1.1",
            "method": "POST",
            "scheme": "http",
            "path": "/v1/questions",
            "raw_path": b"/v1/questions",
            "query_string": b"",
            "root_path": "",
            "headers": headers,
            "client": ("t", 1),
            "server": ("t", 80),
            "state": {},
        }
        await asyncio.wait_for(app(scope, receive, send), 5)  # type: ignore[arg-type]
        guard.release.set()

    asyncio.run(talk())
    bodies = b"".join(message.get("body", b"") for message in sent)
    assert b"started" in bodies
    assert b"event: reply" not in bodies


def test_a_full_line_is_a_503() -> None:
    async def crowd() -> None:
        workers = Workers(threads=1, waiting=1)
        release = threading.Event()
        running = [workers.start(lambda: release.wait(5)) for _ in range(2)]
        with pytest.raises(Busy):
            workers.start(lambda: None)
        release.set()
        await asyncio.gather(*running)
        await asyncio.sleep(0.01)
        assert await workers.run(lambda: 7) == 7
        workers.close()

    asyncio.run(crowd())
