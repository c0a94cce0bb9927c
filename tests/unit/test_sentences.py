"""Where sentences begin and end."""

from __future__ import annotations

import pytest

from assistant.sentences import split_sentences


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Act now. Record it.", ["Act now.", "Record it."]),
        ("See s. 47 of the Act. Then refer.", ["See s. 47 of the Act.", "Then refer."]),
        ("Dr. Smith said so. Fine.", ["Dr. Smith said so.", "Fine."]),
        ("One line\nAnother line", ["One line", "Another line"]),
        ("Is it safe? Ask!", ["Is it safe?", "Ask!"]),
        ("Within 1.5 days. Done.", ["Within 1.5 days.", "Done."]),
        ("", []),
    ],
)
def test_sentences(text: str, expected: list[str]) -> None:
    assert [text[start:end] for start, end in split_sentences(text)] == expected
