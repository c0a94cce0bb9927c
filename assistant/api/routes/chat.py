"""`POST /v1/chat/completions` and `GET /v1/models`: the assistant for chat front ends that speak OpenAI's protocol."""

from __future__ import annotations

import asyncio
import threading
import time
import uuid
from collections.abc import AsyncIterator, Sequence
from typing import Annotated, Any, cast

from litestar import Response, get, post
from litestar.openapi.spec import Example
from litestar.params import Body
from litestar.response import Stream

from assistant.api.chat import ChatInput, ChatOut, ModelsOut, chunk, chunks, completion, models, read_conversation
from assistant.api.desk import Desk, Stopped, Visit
from assistant.api.problems import Problem, report
from assistant.api.reading import EVENTS, StrictRequest, takes_json
from assistant.api.routes.parts import TheDesk, TheVisit, problems
from assistant.api.stream import HEARTBEAT
from assistant.api.wire import reply_out, to_json
from assistant.question import read_question
from assistant.types import Filters, Question

_EXAMPLE = {"model": "safeguarding-assistant", "messages": [{"role": "user", "content": "When can I share information without consent?"}]}


@post(
    "/v1/chat/completions",
    status_code=200,
    tags=["Answers"],
    summary="Ask in OpenAI's protocol",
    guards=[takes_json],
    response_description="A chat completion. With `stream` true it comes as events, all of it verified before the first is sent.",
    responses=problems(400, 413, 415),
)
async def complete_chat(
    request: StrictRequest,
    data: Annotated[ChatInput, Body(examples=[Example(summary="A question", value=_EXAMPLE)])],
    desk: TheDesk,
    visit: TheVisit,
) -> Response[ChatOut]:
    """Answer the last user message, guarded together with the user messages before it.

    The message holds the statements with numbered sources; `citations` holds the numbered citations, and `reply` the reply as
    `POST /v1/questions` gives it. System and assistant messages are not read. Nothing asked is stored.
    """
    text, earlier = read_conversation(data.messages)
    for turn in (text, *earlier):  # a bad question must be a 400, not a stream that fails
        read_question(turn, desk.assistant.limits.question_chars)
    question = Question(text, Filters(nation=data.nation))
    name, created = f"chatcmpl-{uuid.uuid4().hex}", int(time.time())
    if data.stream:
        usage = bool(data.stream_options and data.stream_options.include_usage)
        events = _stream(desk, visit, question, earlier, (name, created, usage), request.app.state.heartbeat_s)
        stream = Stream(events, status_code=200, media_type=EVENTS, headers={"X-Accel-Buffering": "no"})
        return cast("Response[ChatOut]", cast("Any", stream))
    wire = await desk.ask(visit, question, earlier, reply_out)
    return Response(completion(wire, name, created))


@get("/v1/models", tags=["Answers"], summary="The model, for OpenAI clients", responses=problems())
async def list_models() -> ModelsOut:
    """One model, so that chat front ends have something to choose."""
    return models(0)


async def _stream(
    desk: Desk, visit: Visit, question: Question, earlier: Sequence[str], call: tuple[str, int, bool], heartbeat_s: float
) -> AsyncIterator[bytes]:
    """The events of one answer, encoded. When the client goes away, the journey ends at its next step."""
    name, created, usage = call
    gone = threading.Event()

    def progress(_name: str, _value: Any) -> None:
        if gone.is_set():
            raise Stopped

    try:
        asking = desk.workers.start(lambda: reply_out(desk.ask_now(visit, question, earlier, progress), desk.assistant.library.documents()))
        asking.add_done_callback(lambda done: done.cancelled() or done.exception())
        yield _encode(chunk(name, created, {"role": "assistant", "content": ""}))
        while not (await asyncio.wait({asking}, timeout=heartbeat_s))[0]:
            yield HEARTBEAT
        for piece in chunks(asking.result(), name, created, usage=usage):
            yield _encode(piece)
    except Exception as error:  # noqa: BLE001 - the response has begun, so every failure must become an event
        yield _encode({"error": _error(report(error))})
    finally:
        gone.set()
    yield b"data: [DONE]\n\n"


def _error(problem: Problem) -> dict[str, Any]:
    return {"message": problem.detail, "type": problem.slug, "code": problem.status, "param": None}


def _encode(value: object) -> bytes:
    return b"data: " + to_json(value) + b"\n\n"


HANDLERS = [complete_chat, list_models]
