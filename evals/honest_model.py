"""An honest small language model, scripted: an OpenAI-compatible chat server on loopback that chooses sentences as told.

It stands in for a real model where none is at hand, so that the whole way through prompt, HTTP, structured output and verifier can be
measured anywhere and comes out the same each time. It knows nothing of the cases: it reads what it is shown, weighs the words it shares
with the question by how rare they are among what it is shown, leans on the stretches marked as likely, and gives as many quotes as the
prompt allows, or fewer, with shorter statements. Its settings were chosen on the development cases. A real model understands more; what this one loses, the
prompt does not show it.
"""

from __future__ import annotations

import json
import math
import re
import threading
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from assistant.sentences import split_sentences

MOST = 4  # statements, where the prompt does not say how many it allows
TRUST = 0.8  # what the first of the likely stretches is worth beside a full overlap of words; the others by their rank
ENOUGH = 0.35  # a further statement must be worth this share of the first, or say something of the question that is not yet said
SAME = 0.9  # share of words in common from which one quote only repeats another
HEADING = 0.4  # what a word of the question counts that stands in the heading only
MIN_WORDS = 5
_STOP = frozenset(
    "a an the of to in on at by for from with as is are was were be been do does did i we you they he she it this that these those and or "
    "if then than what when where which who whom whose why how should must may can could would will shall have has had my our your their "
    "there about any some not no say says said tell mean means".split()
)
_ASIDE = re.compile(r"\s*\((?![^()]*\d)[^()]*\)")
_REFERENCE = re.compile(r"^(?:see|more on|for more)\b", re.I)


@dataclass(frozen=True, slots=True)
class Candidate:
    """A quote it could give: label, words as shown, and what it is worth before anything has been said."""

    label: str
    text: str
    terms: frozenset[str]
    worth: float


def answer(data: Mapping[str, Any], most: int = MOST) -> list[dict[str, Any]]:
    """Up to `most` statements, each with its quote, for the JSON object that a generator sends."""
    asked = _terms(str(data["question"]))
    ranked = sorted(_candidates(data, asked), key=lambda item: -item.worth)
    chosen: list[Candidate] = []
    for item in ranked:
        said = {term for other in chosen for term in other.terms}
        if any(_same(item, other) for other in chosen):
            continue
        if chosen and item.worth < ENOUGH * chosen[0].worth and not (asked & item.terms) - said:
            continue
        chosen.append(item)
        if len(chosen) == most:
            break
    return [{"text": _shorter(item.text, asked), "quotes": [{"label": item.label, "quote": item.text}]} for item in chosen]


def _candidates(data: Mapping[str, Any], asked: frozenset[str]) -> list[Candidate]:
    """The likely stretches, and every sentence of every passage."""
    headings = {item["label"]: _terms(item.get("heading", "")) for item in data["passages"]}
    sentences = [
        (item["label"], item["text"][start:end], 0.0)
        for item in data["passages"]
        for start, end in split_sentences(item["text"])
        if len(item["text"][start:end].split()) >= MIN_WORDS and not _REFERENCE.match(item["text"][start:end])
    ]
    likely = [(item["label"], item["quote"], TRUST / rank**0.5) for rank, item in enumerate(data.get("likely", ()), 1)]
    frequency = Counter(term for _, text, _ in sentences for term in _terms(text))
    weight = {term: math.log(1 + len(sentences) / (1 + frequency[term])) for term in asked}
    total = sum(weight.values()) or 1.0
    out = []
    for label, text, trust in [*likely, *sentences]:
        terms = _terms(text)
        own = sum(weight[term] for term in sorted(asked & terms))
        above = sum(weight[term] for term in sorted((asked - terms) & headings.get(label, frozenset())))
        out.append(Candidate(label, text, terms, (own + HEADING * above) / total + trust))
    return out


def _same(one: Candidate, other: Candidate) -> bool:
    shared = len(one.terms & other.terms)
    return one.text in other.text or other.text in one.text or shared >= SAME * max(1, min(len(one.terms), len(other.terms)))


def _shorter(quote: str, asked: frozenset[str]) -> str:
    """The sentence of the quote that shares most with the question, and a second where it too speaks of it or counts; no asides."""
    spans = [quote[start:end] for start, end in split_sentences(quote)] or [quote]
    first, *others = sorted(range(len(spans)), key=lambda index: (-len(asked & _terms(spans[index])), index))
    second = [index for index in others[:1] if asked & _terms(spans[index]) or re.search(r"\d", spans[index])]
    return " ".join(_ASIDE.sub("", spans[index]).strip().removeprefix("- ") for index in sorted((first, *second)))


def _terms(text: str) -> frozenset[str]:
    return frozenset(word[:6] for word in re.findall(r"[a-z0-9]+", text.lower()) if word not in _STOP)


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, format: str, *args: Any) -> None:
        """Say nothing."""

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        data = json.loads(_last_user(body["messages"]))
        said = (
            f"{data['earlier'][-1]} {data['question']}"
            if "earlier" in data
            else json.dumps({"statements": answer(data, _allowed(body["messages"]))})
        )
        choice = {"index": 0, "message": {"role": "assistant", "content": said}, "finish_reason": "stop", "logprobs": None}
        usage = {"prompt_tokens": 0, "completion_tokens": 0, "total_tokens": 0}
        reply = {"id": "chatcmpl-honest", "object": "chat.completion", "created": 0, "model": "honest", "choices": [choice], "usage": usage}
        raw = json.dumps(reply).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(raw)))
        self.end_headers()
        self.wfile.write(raw)


def _allowed(messages: Sequence[Mapping[str, Any]]) -> int:
    """How many statements the prompt allows."""
    found = re.search(r"statements, at most: (\d+)", "\n".join(str(item["content"]) for item in messages if item["role"] == "system"))
    return int(found[1]) if found else MOST


def _last_user(messages: Sequence[Mapping[str, Any]]) -> str:
    return str(next(item["content"] for item in reversed(messages) if item["role"] == "user"))


@contextmanager
def honest_model() -> Iterator[str]:
    """The server; yields its base URL."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Handler)
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}/v1"
    finally:
        server.shutdown()
        server.server_close()
