"""The reply in the shape that OpenAI-compatible chat clients read: one message, its sources numbered, the whole wire reply beside it.

Pure functions. Only what users typed is read: system and assistant messages of the client change nothing, because the assistant
takes its orders from nobody and keeps its own record of nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Annotated, Any, Literal

import msgspec
from msgspec import Meta, Struct

from assistant.api.schemas import CitationOut, ContactOut, NoticeOut, ReplyOut
from assistant.errors import BadInput
from assistant.types import Nation, Status

MODEL = "safeguarding-assistant"
MAX_MESSAGES = 200
MAX_EARLIER = 10  # questions of the conversation that are read back, as in POST /v1/questions
_NATIONS = {Nation.ENGLAND: "England", Nation.WALES: "Wales", Nation.SCOTLAND: "Scotland", Nation.NORTHERN_IRELAND: "Northern Ireland"}
_STANDING = {
    Status.SUPERSEDED: "superseded",
    Status.WITHDRAWN: "withdrawn",
    Status.DRAFT: "draft",
    Status.NOT_IN_FORCE: "not in force",
}
# Chat pages render Markdown: a stored text must not become a link, an image or a tag there.
_MARKUP = re.compile(r"([\[\]<>`\\])")


class PartInput(Struct, frozen=True):
    """A part of a message; only text is read."""

    type: str = "text"
    text: str = ""


class MessageInput(Struct, frozen=True):
    """A message of the conversation."""

    role: str
    content: str | list[PartInput] | None = None


class StreamOptions(Struct, frozen=True):
    include_usage: bool = False


class ChatInput(Struct, frozen=True, kw_only=True):
    """A chat request. Fields that other services know (temperature, tools, …) are accepted and change nothing."""

    messages: Annotated[list[MessageInput], Meta(min_length=1, max_length=MAX_MESSAGES, description="The conversation, oldest first.")]
    model: str = MODEL
    stream: bool | None = False
    stream_options: StreamOptions | None = None
    nation: Annotated[Nation | None, Meta(description="Only what applies in this nation. Leave out for all four.")] = None


class ChatOut(Struct, frozen=True):
    """A chat completion, with the numbered citations and the whole reply as further fields."""

    id: str
    object: Literal["chat.completion"]
    created: int
    model: str
    choices: list[dict[str, Any]]
    usage: dict[str, int]
    citations: list[CitationOut]
    reply: ReplyOut


class ModelsOut(Struct, frozen=True):
    """The one model there is, for clients that ask."""

    object: Literal["list"]
    data: list[dict[str, Any]]


def read_conversation(messages: Sequence[MessageInput]) -> tuple[str, list[str]]:
    """The last user message and the user messages before it. Raises BadInput when the last message is not a user's text."""
    asked = [_text(message) for message in messages if message.role == "user"]
    if messages[-1].role != "user" or not asked[-1].strip():
        raise BadInput("The last message must be a user's, with text. Send the question last.")
    return asked[-1], [text for text in asked[:-1] if text.strip()][-MAX_EARLIER:]


def completion(reply: ReplyOut, name: str, created: int) -> ChatOut:
    """The whole reply as a chat completion."""
    content = "\n\n".join(blocks(reply))
    message = {"role": "assistant", "content": content, "refusal": None, "annotations": url_citations(reply, content)}
    choice = {"index": 0, "message": message, "finish_reason": "stop", "logprobs": None}
    usage = {"prompt_tokens": 0, "completion_tokens": 0, "total_tokens": 0}
    return ChatOut(name, "chat.completion", created, MODEL, [choice], usage, numbered(reply), reply)


def chunks(reply: ReplyOut, name: str, created: int, *, usage: bool = False) -> Iterator[dict[str, Any]]:
    """The same in pieces, for streaming: a block at a time, all of it verified before the first is sent."""
    for index, block in enumerate(blocks(reply)):
        yield chunk(name, created, {"content": block if index == 0 else "\n\n" + block})
    closing = chunk(name, created, {}, finish="stop")
    yield closing | {"citations": msgspec.to_builtins(numbered(reply)), "reply": msgspec.to_builtins(reply)}
    if usage:
        yield chunk(name, created, None) | {"usage": {"prompt_tokens": 0, "completion_tokens": 0, "total_tokens": 0}}


def chunk(name: str, created: int, delta: dict[str, Any] | None, finish: str | None = None) -> dict[str, Any]:
    """One event of a stream; without a delta it holds no choice."""
    choices = [] if delta is None else [{"index": 0, "delta": delta, "finish_reason": finish, "logprobs": None}]
    return {"id": name, "object": "chat.completion.chunk", "created": created, "model": MODEL, "choices": choices}


def models(created: int) -> ModelsOut:
    return ModelsOut("list", [{"id": MODEL, "object": "model", "created": created, "owned_by": MODEL}])


def blocks(reply: ReplyOut) -> list[str]:
    """What a person reads, in order: message and contacts where a person comes first, statements, warnings, numbered sources."""
    numbers = {_key(item): number for number, item in enumerate(numbered(reply), 1)}
    out: list[str] = []
    if reply.message:
        out.append(_plain(reply.message))
    if reply.contacts:
        out.append("\n".join(_contact(item) for item in reply.contacts))
    for statement in reply.statements:
        marks = "".join(f" [{number}]" for number in dict.fromkeys(numbers[_key(item)] for item in statement.citations))
        out.append(_plain(statement.text) + marks)
    if reply.notices:
        out.append("\n".join(_notice(item) for item in reply.notices))
    if numbers:
        texts = {statement.text for statement in reply.statements}
        listed = [_source(number, item, item.quote not in texts) for number, item in enumerate(numbered(reply), 1)]
        out.append("Sources:\n" + "\n".join(listed))
    return out


def numbered(reply: ReplyOut) -> list[CitationOut]:
    """Every citation once, in the order of the numbers in the text."""
    return list({_key(item): item for statement in reply.statements for item in statement.citations}.values())


def url_citations(reply: ReplyOut, content: str) -> list[dict[str, Any]]:
    """Where the text cites which address, in the form of OpenAI's url citations; offsets are into the content."""
    found = []
    body = content.partition("Sources:\n")[0]
    for number, item in enumerate(numbered(reply), 1):
        start = body.find(f"[{number}]")
        if item.url and start >= 0:
            citation = {"url": item.url, "title": item.title, "start_index": start, "end_index": start + len(f"[{number}]")}
            found.append({"type": "url_citation", "url_citation": citation})
    return found


def _key(item: CitationOut) -> tuple[str, int, int]:
    return item.passage_id, item.start, item.end


def _text(message: MessageInput) -> str:
    if isinstance(message.content, list):
        return "\n".join(part.text for part in message.content if part.type == "text")
    return message.content or ""


def _plain(text: str) -> str:
    return _MARKUP.sub(r"\\\1", text)


def _contact(item: ContactOut) -> str:
    return f"- {_plain(item.name)}: {item.number} ({_plain(item.when)})"


def _notice(item: NoticeOut) -> str:
    return f"Note: {_plain(item.text)}"


def _source(number: int, item: CitationOut, with_quote: bool) -> str:
    place = " > ".join(_plain(heading) for heading in item.heading_path if heading != item.title)
    parts = [_plain(item.title), place, f"page {item.page}" if item.page else ""]
    parts += [", ".join(_NATIONS[nation] for nation in item.nations), _STANDING.get(item.status, "")]
    quote = f' "{_plain(item.quote)}"' if with_quote else ""
    return f"[{number}] {'; '.join(part for part in parts if part)}.{quote}{' ' + item.url if item.url else ''}"
