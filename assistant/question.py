"""Reading what a user typed: cleaned, bounded, timed, never stored."""

from __future__ import annotations

import time
import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager

from assistant.errors import BadInput


def read_question(text: str, max_chars: int) -> str:
    """The text in NFC on one line, without invisible characters. Raises BadInput when nothing readable is left or it is too long."""
    if len(text) > max_chars:
        raise BadInput(f"The text is too long: {len(text)} characters, and at most {max_chars} are read. Ask one question at a time.")
    plain = unicodedata.normalize("NFC", text)
    if any(unicodedata.category(character) in ("Cc", "Cs", "Cn") and not character.isspace() for character in plain):
        raise BadInput("The text holds control characters that cannot be read. Type it again as plain text.")
    visible = "".join(character for character in plain if unicodedata.category(character) != "Cf")
    words = " ".join(visible.split())
    if not any(character.isalnum() for character in words):
        raise BadInput(
            "There is no question to answer. Write what you want to know, such as: When can I share information without consent?"
        )
    return words


class Stopwatch:
    """Milliseconds spent in each named step."""

    def __init__(self) -> None:
        self.timings: dict[str, float] = {}

    @contextmanager
    def __call__(self, step: str) -> Iterator[None]:
        start = time.perf_counter()
        try:
            yield
        finally:
            self.timings[step] = round(self.timings.get(step, 0.0) + (time.perf_counter() - start) * 1000, 2)
