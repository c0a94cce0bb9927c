"""The learned recogniser: windows that cover every piece once, words that keep their offsets, and readings that follow use."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.errors import ModelUnavailable
from assistant.privacy import tagger as module
from assistant.privacy.names import load_lexicon
from assistant.privacy.places import load_places
from assistant.privacy.tagger import LABELS, Tagger, load_tagger, windows
from assistant.privacy.word_features import NAMES, describe, split_words

BARS = dict.fromkeys(LABELS, 0.5)


@pytest.fixture(scope="module")
def tagger() -> Tagger:
    return load_tagger()


@given(st.integers(min_value=1, max_value=3000))
def test_windows_keep_every_piece_once_and_in_order(count: int) -> None:
    kept = [n for _, _, start, end in windows(count) for n in range(start, end)]
    assert kept == list(range(count))


@given(st.text(max_size=200))
def test_words_cover_everything_but_white_space(text: str) -> None:
    covered = {i for start, end in split_words(text) for i in range(start, end)}
    assert all(char.isspace() for i, char in enumerate(text) if i not in covered)


def test_letter_case_and_place_in_the_sentence_are_told() -> None:
    text = "Dawn rang. Later that day Dawn saw NHS staff at dawn."
    words = split_words(text)
    rows = describe(text, words, load_lexicon(), load_places())
    first = dict(zip(NAMES, rows[0], strict=True))
    assert (first["capital"], first["opens-sentence"], first["given-name"]) == (1, 1, 1)
    assert (first["capital-elsewhere"], first["lower-elsewhere"]) == (1, 1)
    assert rows[[text[a:b] for a, b in words].index("NHS"), NAMES.index("upper")] == 1


def test_probabilities_of_every_word_sum_to_one(tagger: Tagger) -> None:
    reading = tagger.read("Hope said that her mum, Oluwaseun, works nights.\nContact: none.")
    assert reading.chances.shape == (len(reading.words), len(LABELS))
    assert np.allclose(reading.chances.sum(axis=1), 1, atol=1e-4)


def test_a_word_is_a_name_where_it_is_used_as_one(tagger: Tagger) -> None:
    text = "Yesterday Hope told her social worker that she was frightened of her stepfather."
    assert any(text[c.start : c.end] == "Hope" and c.type == "PERSON" for c in tagger.find(text, BARS))
    assert not list(tagger.find("We hope that this guidance will help you to mark a record as urgent.", BARS))


def test_a_long_text_is_read_as_its_parts_are(tagger: Tagger) -> None:
    part = "The health visitor saw Chidera Nwosu at home with her grandmother on 4 March 2023. "
    found = [c for c in tagger.find(part * 60, BARS) if c.type == "PERSON"]
    assert len(found) >= 60


def test_an_empty_text_has_no_words(tagger: Tagger) -> None:
    assert tagger.read("").words == ()
    assert list(tagger.find(" \n ", BARS)) == []


def test_the_likeliest_word_of_a_stretch_counts(tagger: Tagger) -> None:
    text = "The school nurse saw Chidera on Monday."
    reading = tagger.read(text)
    at = text.index("Chidera")
    assert reading.any_name(at, at + 7) > 0.5 > reading.any_name(0, 3)


def test_weights_that_cannot_be_read_stop_the_run(monkeypatch: pytest.MonkeyPatch) -> None:
    load_tagger.cache_clear()
    monkeypatch.setattr(module, "LABELS", ("O", "OTHER"))
    with pytest.raises(ModelUnavailable, match="person tagger"):
        load_tagger()
    load_tagger.cache_clear()
