"""One document on its way through: a known name that is also a word stays where it is the word."""

from __future__ import annotations

import numpy as np

from assistant.privacy.detector import Finding, PersonDetector, TextClass
from assistant.privacy.tagger import Reading
from assistant.privacy.word_features import split_words
from ingest.document_pass import DocumentPass

TEXT = "Summer told us. we saw summer at the gate. It was a warm summer."


class KnowsSummer(PersonDetector):
    """Finds the first word as a person, in small letters too, and reads the last as the season."""

    engine_id = "knows-summer"

    def __init__(self, *, reads: bool) -> None:
        self._reads = reads

    def find(self, text: str, text_class: TextClass, *, again: bool = False) -> tuple[Finding, ...]:
        at = text.find("saw summer")
        small = () if at < 0 else (Finding(at + 4, at + 10, "PERSON", "direct", 1.0, "test"),)
        return (Finding(0, 6, "PERSON", "direct", 1.0, "test"), *small) if text.startswith("Summer") else ()

    def reading(self, text: str) -> Reading | None:
        words = split_words(text)
        ordinary = np.array([[0.99 if start > 50 else 0.1] for start, _ in words], np.float32)
        return Reading(tuple(words), ordinary) if self._reads else None

    def doubts(self, text: str) -> tuple[Finding, ...]:
        return ()


def test_a_name_that_is_a_word_stays_where_it_is_read_as_the_word() -> None:
    _, (text,) = DocumentPass([TEXT], 1, KnowsSummer(reads=True)).run()
    assert text.endswith("It was a warm summer.")
    assert "saw summer" not in text
    assert not text.startswith("Summer")


def test_without_a_reading_every_form_of_a_name_goes() -> None:
    _, (text,) = DocumentPass([TEXT], 1, KnowsSummer(reads=False)).run()
    assert "summer" not in text.lower()
