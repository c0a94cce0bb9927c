"""What a chat model is asked to reply, and the Draft in what it did reply.

A reply is untrusted: it becomes a Draft in every part or fails with a reason, and the verifier decides what of it is shown.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Mapping
from typing import Any

from assistant.errors import DraftFailed
from assistant.types import Draft, DraftQuote, DraftStatement

MAX_STATEMENTS = 16  # a draft with more has lost its way
MAX_REPLY_CHARS = 40_000
MAX_TEXT_CHARS = 4_000
SCHEMA: dict[str, Any] = {
    "title": "draft",
    "description": "Statements that answer the question, each with the quotes it rests on.",
    "type": "object",
    "additionalProperties": False,
    "required": ["statements"],
    "properties": {
        "statements": {
            "type": "array",
            "items": {
                "type": "object",
                "additionalProperties": False,
                "required": ["text", "quotes"],
                "properties": {
                    "text": {"type": "string"},
                    "quotes": {
                        "type": "array",
                        "items": {
                            "type": "object",
                            "additionalProperties": False,
                            "required": ["label", "quote"],
                            "properties": {"label": {"type": "string"}, "quote": {"type": "string"}},
                        },
                    },
                },
            },
        }
    },
}
_REFUSING = re.compile(r"\b(?:i(?:'m| am)? (?:sorry|unable|not able)|i (?:can(?:no|')t|will not|won't)|as an ai\b)", re.I)


def read_draft(reply: Any, labels: set[str]) -> Draft:
    """The draft in what a model said. Raises DraftFailed: one invented label makes the whole draft worthless."""
    data = reply if isinstance(reply, dict) else _find_object(str(reply))
    proposed = data.get("statements")
    if not isinstance(proposed, list):
        raise DraftFailed("malformed")
    if len(proposed) > MAX_STATEMENTS:
        raise DraftFailed("looped")
    statements = tuple(_read_statement(item) for item in proposed)
    if max(Counter(item.text for item in statements).values(), default=0) > 2:
        raise DraftFailed("looped")
    if any(quote.label not in labels for item in statements for quote in item.quotes):
        raise DraftFailed("invented_labels")
    return Draft(statements)


def _read_statement(item: Any) -> DraftStatement:
    if not isinstance(item, dict) or not isinstance(item.get("quotes"), list):
        raise DraftFailed("malformed")
    quotes = tuple(
        DraftQuote(_text(quote, "label").strip(" []"), _text(quote, "quote")) if isinstance(quote, dict) else _malformed()
        for quote in item["quotes"]
    )
    return DraftStatement(_text(item, "text"), quotes)


def _text(item: Mapping[str, Any], key: str) -> str:
    value = item.get(key)
    return value if isinstance(value, str) and len(value) <= MAX_TEXT_CHARS else _malformed()


def _malformed() -> Any:
    raise DraftFailed("malformed")


def _find_object(text: str) -> dict[str, Any]:
    """The last JSON object with "statements" in a text; models put thoughts, fences and apologies around it."""
    if len(text) > MAX_REPLY_CHARS:
        raise DraftFailed("looped")
    decoder = json.JSONDecoder()
    for found in reversed([*re.finditer(r"\{\s*\"statements\"", text)]):
        try:
            value, _ = decoder.raw_decode(text, found.start())
        except (ValueError, RecursionError):
            continue
        if isinstance(value, dict):
            return value
    raise DraftFailed("refused" if _REFUSING.search(text) else "malformed")


def text_of(message: Any) -> str:
    """A message's text; content may be a string or a list of parts."""
    content = getattr(message, "content", message)
    if isinstance(content, list):
        return "".join(part if isinstance(part, str) else str(part.get("text", "")) for part in content if isinstance(part, str | dict))
    return str(content)
