"""Whether one place speaks of everything that a question names."""

from __future__ import annotations

import pytest

from assistant.coverage import Coverage, cover_words
from assistant.lexicon import Lexicon, survey
from assistant.selection import Scorer
from tests.fakes import HashingEmbedder, WordTerms

TEXTS = ["Visits are recorded in the case file.", "Courts finish proceedings.", "Visits and proceedings"]


@pytest.fixture(scope="module")
def lexicon() -> Lexicon:
    return survey(iter(TEXTS), WordTerms(), HashingEmbedder())


def read(text: str, among: list[str], lexicon: Lexicon) -> Coverage:
    return cover_words(text, among, Scorer(HashingEmbedder(), WordTerms(), lexicon), WordTerms(), lexicon)


def test_words_held_in_one_text_are_not_scattered(lexicon: Lexicon) -> None:
    assert read("visits recorded", TEXTS, lexicon).scatter() == pytest.approx(0.0, abs=1e-6)


def test_words_held_in_different_texts_are_scattered(lexicon: Lexicon) -> None:
    assert read("visits recorded finish", TEXTS, lexicon).scatter() > 0.1


def test_a_word_that_no_text_speaks_of_is_a_gap_of_its_weight(lexicon: Lexicon) -> None:
    covered = read("recorded turnover", TEXTS[:1], lexicon)
    assert covered.gap([0]) == pytest.approx(float(covered.weights[1]))
    assert covered.weights[1] > covered.weights[0], "a word that the corpus lacks is the rarest"


@pytest.mark.parametrize(("text", "among"), [("", TEXTS), ("?!", TEXTS), ("visits", [])])
def test_nothing_to_compare_counts_as_nothing(text: str, among: list[str], lexicon: Lexicon) -> None:
    covered = read(text, among, lexicon)
    assert covered.gap([0]) == covered.scatter() == 0.0
