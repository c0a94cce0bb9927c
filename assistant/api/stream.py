"""A reply as server-sent events: passages first, each statement once it is verified, then the whole reply.

    status     {"step": "started" | "signposted" | "reading"}, with message and contacts when signposted
    passages   {"passages": [...]}
    statement  one verified statement
    reply      the reply, as without streaming
    error      a problem, as without streaming; nothing more follows but `done`
    done       {"outcome": ...}

A comment goes out every 15 seconds, so that proxies keep the connection. When the client goes away, the journey ends at its next
step.
"""

from __future__ import annotations

import asyncio
import threading
from collections.abc import AsyncIterator, Mapping, Sequence
from typing import Any

from assistant.api.desk import Desk, Stopped, Visit
from assistant.api.problems import report
from assistant.api.wire import contacts_out, passages_out, reply_out, statement_out, to_json
from assistant.types import Document, Question, Signpost

HEARTBEAT_SECONDS = 15.0
HEARTBEAT = b": still working\n\n"
Event = tuple[str, Any]


async def stream_reply(
    desk: Desk, visit: Visit, question: Question, earlier: Sequence[str], heartbeat_s: float = HEARTBEAT_SECONDS
) -> AsyncIterator[bytes]:
    """The events of one question, encoded."""
    loop = asyncio.get_running_loop()
    queue: asyncio.Queue[Event | None] = asyncio.Queue()
    gone = threading.Event()

    def tell(event: Event | None) -> None:
        if not loop.is_closed():
            loop.call_soon_threadsafe(queue.put_nowait, event)

    def progress(name: str, value: Any) -> None:
        if gone.is_set():
            raise Stopped
        for event in _events(name, value, documents):
            tell(event)

    documents: Mapping[str, Document] = {}

    def journey() -> None:
        nonlocal documents
        try:
            documents = desk.assistant.library.documents()
            reply = desk.ask_now(visit, question, earlier, progress)
            wire = reply_out(reply, documents)
            tell(("reply", wire))
            tell(("done", {"outcome": wire.outcome}))
        except Stopped:
            pass
        except Exception as error:  # noqa: BLE001 - the response has begun, so every failure must become an event
            tell(("error", report(error).body))
            tell(("done", {"outcome": "error"}))
        finally:
            tell(None)

    try:
        yield _encode(("status", {"step": "started"}))
        try:
            desk.workers.start(journey)
        except Exception as error:  # noqa: BLE001 - as above
            yield _encode(("error", report(error).body)) + _encode(("done", {"outcome": "error"}))
            return
        while True:
            try:
                event = await asyncio.wait_for(queue.get(), heartbeat_s)
            except TimeoutError:
                yield HEARTBEAT
                continue
            if event is None:
                return
            yield _encode(event)
    finally:
        gone.set()


def _events(name: str, value: Any, documents: Mapping[str, Document]) -> list[Event]:
    if name == "passages":
        return [("passages", {"passages": passages_out(value, documents)}), ("status", {"step": "reading"})]
    if name == "statement":
        return [("statement", statement_out(value))]
    if name == "signpost" and isinstance(value, Signpost):
        wire = {"step": "signposted", "reason": value.reason, "message": value.message, "contacts": contacts_out(value.contacts)}
        return [("status", wire)]
    return []


def _encode(event: Event) -> bytes:
    return f"event: {event[0]}\ndata: ".encode() + to_json(event[1]) + b"\n\n"
