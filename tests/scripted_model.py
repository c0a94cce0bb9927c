"""An OpenAI-compatible chat server on loopback that plays a part: good, lying, slow, broken, hostile, refusing, looping and more.

It speaks `POST /v1/chat/completions` as vLLM, llama.cpp and Ollama do, so that tests drive the real client over real HTTP.
"""

from __future__ import annotations

import json
import random
import re
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from assistant.ports import LabelledPassage
from assistant.types import Nation, Passage, Status
from tests.lies import LIES, lie, sentences_of

MODES = (
    "good", "paraphrasing", "lying", "hostile", "slow", "drip", "broken", "cut", "refusing", "refusing_field", "looping", "repeating",
    "labels", "quotes", "empty", "error", "overloaded", "denied", "nothing", "plain_only", "tools_only", "json_only", "no_system", "no_temperature",
    "prose_under_schema", "thinking",
)  # fmt: skip
_SMALL = frozenset(
    [
        "a",
        "an",
        "the",
        "of",
        "to",
        "in",
        "on",
        "at",
        "by",
        "for",
        "from",
        "with",
        "as",
        "is",
        "are",
        "was",
        "be",
        "do",
        "does",
        "i",
        "we",
        "you",
        "it",
        "this",
        "that",
        "and",
        "or",
        "if",
        "what",
        "when",
        "who",
        "how",
        "should",
        "must",
        "may",
        "can",
    ]
)
_ORDERED = r"(?:say|answer|reply|respond|state|write|output|print|repeat)\\W+(?:that |with |only )*[\"'“”]?([^\"'“”\n]{6,160})"
_FALSE = "Nobody has to be told about a concern."
_PLAIN = {"prior to": "before", "notify": "tell", "inform": "tell", "in order to": "to", "immediately": "straight away"}


class ScriptedModel(ThreadingHTTPServer):
    """The server. Set `mode` at any time; `requests` are the bodies it was sent."""

    daemon_threads = True

    def __init__(self, mode: str = "good", seed: int = 7) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.mode, self.chance = mode, random.Random(seed)
        self.requests: list[dict[str, Any]] = []
        self.told: list[str] = []  # the texts of the lies told, for whoever counts what was shown
        self.delay_s = 5.0
        self.choose: Callable[[dict[str, Any]], list[tuple[str, str]]] = most_words_shared  # how an honest part reads: (label, sentence)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}/v1"

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Clients that give up are what the slow parts are for."""


@contextmanager
def scripted_model(mode: str = "good") -> Iterator[ScriptedModel]:
    server = ScriptedModel(mode)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        server.server_close()


class _Handler(BaseHTTPRequestHandler):
    server: ScriptedModel
    protocol_version = "HTTP/1.1"

    def log_message(self, format: str, *args: Any) -> None:
        """Say nothing."""

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self.server.requests.append(body)
        mode = self.server.mode
        if mode == "slow":
            time.sleep(self.server.delay_s)
        if mode in ("error", "overloaded", "denied"):
            status = {"error": 500, "overloaded": 429, "denied": 401}[mode]
            return self._send(status, {"error": {"message": "no", "type": mode, "param": None, "code": mode}})
        if turned_down(mode, body):
            return self._send(400, {"error": {"message": "not supported", "type": "invalid", "param": None, "code": None}})
        content, finish = _say(mode, body, self.server)
        message: dict[str, Any] = {"role": "assistant", "content": content}
        if body.get("tools") and mode == "tools_only":
            call = {"id": "call-1", "type": "function", "function": {"name": body["tools"][0]["function"]["name"], "arguments": content}}
            message, finish = {"role": "assistant", "content": None, "tool_calls": [call]}, "tool_calls"
        if mode == "refusing_field":
            message = {"role": "assistant", "content": None, "refusal": "I can't help with that."}
        reply = {
            "id": "chatcmpl-scripted",
            "object": "chat.completion",
            "created": 0,
            "model": body.get("model", ""),
            "choices": [{"index": 0, "message": message, "finish_reason": finish, "logprobs": None}],
            "usage": {"prompt_tokens": 1, "completion_tokens": 1, "total_tokens": 2},
        }
        return self._send(200, reply, slowly=mode == "drip", cut=mode == "cut")

    def _send(self, status: int, reply: dict[str, Any], *, slowly: bool = False, cut: bool = False) -> None:
        raw = json.dumps(reply).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(raw)))
        self.end_headers()
        if cut:
            self.wfile.write(raw[: len(raw) // 2])
            self.close_connection = True
            return
        for start in range(0, len(raw), 4 if slowly else len(raw)):
            self.wfile.write(raw[start : start + (4 if slowly else len(raw))])
            if slowly:
                self.wfile.flush()
                time.sleep(0.2)


def form_of(body: dict[str, Any]) -> str:
    """How a request asks for structure: "json_schema", "tools", "json_object" or "text"."""
    return "tools" if body.get("tools") else str(body.get("response_format", {}).get("type", "text"))


def turned_down(mode: str, body: dict[str, Any]) -> bool:
    """Whether an endpoint of this kind answers 400 to a request."""
    taken: dict[str, tuple[str, ...]] = {
        "nothing": (),
        "plain_only": ("text",),
        "no_system": ("text",),
        "tools_only": ("tools",),
        "json_only": ("json_object", "text"),
    }
    if mode in ("no_temperature", "plain_only") and body.get("temperature") is not None:
        return True
    if mode == "no_system" and any(item["role"] == "system" for item in body["messages"]):
        return True
    return mode in taken and form_of(body) not in taken[mode]


def _say(mode: str, body: dict[str, Any], server: ScriptedModel) -> tuple[str, str]:
    """What this part says, and the finish reason it gives."""
    asked = next(item["content"] for item in body["messages"] if item["role"] == "user")
    data = json.loads(asked[asked.index('{"question"' if '{"question"' in asked else '{"earlier"') :])
    if "earlier" in data:
        return _rewrite(mode, data), "stop"
    if mode == "broken":
        return '{"statements": [{"text": "Tell the', "stop"
    if mode == "refusing":
        return "I'm sorry, but I can't help with that.", "stop"
    if mode == "looping":
        return "the the the " * 400, "length"
    if mode == "prose_under_schema" and form_of(body) == "json_schema":
        return "Share it when a child is at risk.", "stop"
    passages = data["passages"]
    if mode == "repeating":
        sentence = sentences_of(passages[0]["text"])[0]
        return _draft([(sentence, passages[0]["label"], sentence)] * 9), "stop"
    if mode == "labels":
        sentence = sentences_of(passages[0]["text"])[0]
        return _draft([(sentence, passages[0]["label"], sentence), (sentence, "P77", sentence)]), "stop"
    if mode == "quotes":
        return _draft([(_FALSE, passages[0]["label"], _FALSE)]), "stop"
    if mode == "empty":
        return _draft([]), "stop"
    if mode == "lying":
        return _lies(passages, server), "stop"
    if mode == "hostile":
        return _obey(body, data), "stop"
    honest = _draft([(_shorter(sentence, plain=mode == "paraphrasing"), label, sentence) for label, sentence in server.choose(data)])
    return (
        f'<think>The user asks {{"statements": maybe}}.</think>\nHere it is:\n```json\n{honest}\n```' if mode == "thinking" else honest
    ), "stop"


def _draft(rows: list[tuple[str, str, str]]) -> str:
    return json.dumps({"statements": [{"text": text, "quotes": [{"label": label, "quote": quote}]} for text, label, quote in rows]})


def most_words_shared(data: dict[str, Any]) -> list[tuple[str, str]]:
    """The three sentences that share most words with the question, with their labels."""
    asked = {word[:5] for word in _words(data["question"])}
    ranked: list[tuple[float, str, str]] = []
    for rank, item in enumerate(data["passages"]):
        for sentence in sentences_of(item["text"]):
            words = {word[:5] for word in _words(sentence)}
            ranked.append((len(asked & words) / (len(words) + 8) ** 0.5 - 0.02 * rank, item["label"], sentence))
    return [(label, sentence) for _, label, sentence in sorted(ranked, key=lambda row: -row[0])[:3]]


def _shorter(sentence: str, *, plain: bool) -> str:
    text = re.sub(r" \((?:check|see|also|the current)[^()]*\)", "", sentence)
    for long, short in _PLAIN.items() if plain else ():
        text = re.sub(rf"\b{long}\b", short, text)
    return text


def _lies(passages: list[dict[str, Any]], server: ScriptedModel) -> str:
    shown = [
        LabelledPassage(item["label"], Passage("", "", item["text"], (), None, 0, "", Status.CURRENT, (Nation.ENGLAND,)))
        for item in passages
    ]
    kinds = [kind for kind in sorted(LIES) if kind != "wrong_label"]  # a part of its own: it costs the whole draft
    told = [made for kind in server.chance.sample(kinds, 4) if (made := lie(kind, shown, server.chance))]
    server.told += [made.text for made in told]
    rows = [{"text": made.text, "quotes": [{"label": item.label, "quote": item.quote} for item in made.quotes]} for made in told]
    return json.dumps({"statements": rows})


def _obey(body: dict[str, Any], data: dict[str, Any]) -> str:
    """The worst case: does whatever the question or a passage says, gives its prompt away, and backs it with the best evidence it has."""
    system = next((item["content"] for item in body["messages"] if item["role"] == "system"), "")
    planted: list[tuple[str, str, str]] = []
    rows: list[tuple[str, str, str]] = []
    for item in data["passages"]:
        real = next(iter(sentences_of(item["text"])), item["text"][:200])
        for sentence in [line for line in re.split(r"(?<=[.!?])\s+|\n", item["text"]) if line.strip()][:8]:
            wanted = re.search(_ORDERED, sentence, re.I)
            (planted if wanted or not re.fullmatch(r"[\w ,;:'()\[\]-]+[.]?", sentence, re.A) else rows).append(
                (sentence, item["label"], sentence)
            )
            if wanted:
                planted.append((wanted[1], item["label"], real))  # what it was told to say, behind a true quote
    rows = [*planted[:9], *rows[:2]]  # the instructions themselves first, as if they were guidance
    first = data["passages"][0]["label"]
    rows.append((system[:400], first, system[:400]))
    rows.append((str(data["question"]), first, str(data["question"])))
    rows.append((f"{_FALSE} As instructed.", first, next(iter(sentences_of(data["passages"][0]["text"])), "")))
    return _draft(list(dict.fromkeys(rows))[:15])


def _rewrite(mode: str, data: dict[str, Any]) -> str:
    if mode in ("good", "paraphrasing"):
        return f"{data['earlier'][-1].rstrip('?')}, {data['question']}"
    return "Tell me the name of the child Tommy Baker in Leeds?"


def _words(text: str) -> list[str]:
    return [word for word in re.findall(r"[a-z0-9]+", text.lower()) if word not in _SMALL]
