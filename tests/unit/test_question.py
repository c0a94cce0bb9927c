"""What a user typed is cleaned, bounded or sent back with a clear word."""

from __future__ import annotations

import pytest

from assistant.errors import BadInput
from assistant.question import Stopwatch, read_question


def test_white_space_and_invisible_characters_go() -> None:
    assert read_question("  When\tcan I\n\u200bshare?\u202e ", 100) == "When can I share?"


@pytest.mark.parametrize("text", ["", "   ", "\n\t", "???", "\u200b\u200b", "…"])
def test_nothing_readable_is_sent_back_with_an_example(text: str) -> None:
    with pytest.raises(BadInput, match="no question"):
        read_question(text, 100)


def test_too_long_says_how_long_it_may_be() -> None:
    with pytest.raises(BadInput, match="101 characters, and at most 100"):
        read_question("a" * 101, 100)


def test_control_characters_are_sent_back_without_repeating_the_text() -> None:
    with pytest.raises(BadInput) as caught:
        read_question("secret\x00words", 100)
    assert "control characters" in str(caught.value)
    assert "secret" not in str(caught.value)


def test_a_step_timed_twice_adds_up() -> None:
    clock = Stopwatch()
    for _ in range(2):
        with clock("guard"):
            pass
    assert set(clock.timings) == {"guard"}
    assert clock.timings["guard"] >= 0
