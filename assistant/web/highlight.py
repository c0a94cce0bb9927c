"""A quote in its passage, drawn only where it is exact."""

from __future__ import annotations

import hashlib
import hmac
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Highlight:
    """A passage's text in three parts."""

    before: str
    quote: str
    after: str


def highlight(text: str, start: int, end: int, sha256: str) -> Highlight | None:
    """The parts of `text` around `text[start:end]`, or None unless the offsets fit and the hash is the quote's."""
    if not 0 <= start < end <= len(text):
        return None
    quote = text[start:end]
    held = hashlib.sha256(quote.encode("utf-8")).hexdigest()
    return Highlight(text[:start], quote, text[end:]) if hmac.compare_digest(held.encode(), sha256.encode()) else None
