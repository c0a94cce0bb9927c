"""Every reading of a text leads back to the characters it came from."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from assistant.privacy.normalise import normalise, repair_digits, repair_letters


@given(st.text(max_size=200))
def test_every_character_of_a_view_has_a_span_in_the_original(text: str) -> None:
    view = normalise(text)
    assert len(view.text) == len(view.starts) == len(view.ends)
    assert all(0 <= s < e <= len(text) for s, e in zip(view.starts, view.ends, strict=True))
    assert list(view.starts) == sorted(view.starts)


@given(st.text(alphabet="abO0l1S5 /.-'|\n", max_size=80))
def test_repairs_keep_the_length_so_that_offsets_hold(text: str) -> None:
    assert len(repair_digits(text)) == len(text)
    assert len(repair_letters(text, lambda key: key == "bob")) == len(text)


def test_words_broken_at_a_line_end_are_joined_and_located_whole() -> None:
    text = "seen by Jan-\nice today"
    view = normalise(text)
    start = view.text.index("Janice")
    assert text[slice(*view.locate(start, start + 6))] == "Jan-\nice"


def test_invisible_and_decomposed_characters_do_not_hide_a_name() -> None:
    assert normalise("Si\u00adobh\u200ban").text == "Siobhan"
    assert normalise("Zoe\u0308").text == "Zoë"


def test_scanner_slips_are_repaired_in_numbers_and_in_words() -> None:
    assert repair_digits("l2/O4/2O15") == "12/04/2015"
    assert repair_letters("Ol1via", lambda key: key == "olivia") in ("Olivia", "Ollvia")
    assert repair_letters("section 47ZZA and B6 and COVID-19", lambda key: False) == "section 47ZZA and B6 and COVID-19"
