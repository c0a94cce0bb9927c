"""How long a reader waits for the first sight of anything: streamed questions over HTTP to a warm server on loopback."""

from __future__ import annotations

import json
import socket
import tempfile
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import httpx

from assistant.bootstrap import Parts
from assistant.errors import Unavailable
from assistant.types import Question

EVENTS = ("status", "passages", "statement", "done")  # the first of each kind is timed
WARMING = 3  # questions asked before the clock counts
START_S = 30.0
ENOUGH = 1_000_000  # requests a minute: the door's limit is not what is measured


def first_events(parts: Parts, questions: Sequence[Question]) -> dict[str, list[float]]:
    """Milliseconds from sending a question to the first event of each kind; a reply without passages counts for the others alone."""
    times: dict[str, list[float]] = {name: [] for name in EVENTS}
    with _serving(parts) as url, httpx.Client(base_url=url, timeout=60.0, trust_env=False) as client:
        for number, question in enumerate((*questions[:WARMING], *questions)):
            seen = _ask(client, question)
            if number >= WARMING:
                for name, taken in seen.items():
                    times[name].append(taken)
    return times


def _ask(client: httpx.Client, question: Question) -> dict[str, float]:
    body: dict[str, object] = {"question": question.text}
    if question.filters.nation:
        body["nation"] = question.filters.nation.value
    if question.filters.as_at:
        body["as_at"] = question.filters.as_at.isoformat()
    start, seen = time.perf_counter(), dict[str, float]()
    with client.stream("POST", "/v1/questions", content=json.dumps(body), headers=_HEADERS) as response:
        if response.status_code != 200:
            raise Unavailable(f"The server answered HTTP {response.status_code} to a streamed question.")
        for line in response.iter_lines():
            name = line.removeprefix("event: ")
            if name != line and name in EVENTS:
                seen.setdefault(name, (time.perf_counter() - start) * 1000)
    return seen


_HEADERS = {"Accept": "text/event-stream", "Content-Type": "application/json"}


@contextmanager
def _serving(parts: Parts) -> Iterator[str]:
    """The product's own application in a server of its own thread; its audit goes to a folder that is thrown away."""
    import uvicorn

    from assistant.api.app import create_app

    with tempfile.TemporaryDirectory() as folder, socket.socket() as line:
        line.bind(("127.0.0.1", 0))
        app = create_app(
            parts.assistant,
            settings=replace(parts.settings.api, tokens="", rate_per_minute=ENOUGH),
            librarian=None,
            readiness=parts.readiness,
            index_info=parts.index_info,
            audit_dir=Path(folder),
            on_shutdown=lambda: None,
        )
        server = uvicorn.Server(uvicorn.Config(app, log_level="error", access_log=False))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [line]}, daemon=True)
        thread.start()
        patience = time.monotonic() + START_S
        while not server.started:
            if time.monotonic() > patience or not thread.is_alive():
                raise Unavailable("The server that is to be timed did not start.")
            time.sleep(0.02)
        try:
            yield f"http://127.0.0.1:{line.getsockname()[1]}"
        finally:
            server.should_exit = True
            thread.join(10)
