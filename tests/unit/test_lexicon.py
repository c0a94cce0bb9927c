"""The words of a corpus and how rare they are."""

from __future__ import annotations

from assistant.lexicon import META, pack, rarity, read_lexicon, survey, words_of
from tests.fakes import LIBRARY, HashingEmbedder, MemoryStore, WordTerms, fill_store, make_encoder


def test_words_are_counted_once_a_passage() -> None:
    lexicon = survey(["harm harm risk", "risk"], WordTerms(), HashingEmbedder())
    assert (lexicon.passages, lexicon.words) == (2, {"harm": 1, "risk": 2})


def test_possessives_are_one_word() -> None:
    assert words_of("the child's plan") == ["the", "child", "plan"]


def test_a_word_no_passage_holds_weighs_most() -> None:
    assert rarity(0, 100) == 1.0 > rarity(1, 100) > rarity(50, 100) > rarity(100, 100) > 0


def test_a_stored_lexicon_is_read_back_and_a_stale_one_is_counted_anew() -> None:
    store = MemoryStore()
    fill_store(store, make_encoder(), LIBRARY)
    counted = read_lexicon(store, WordTerms(), HashingEmbedder())
    store.write_meta({META: {**pack(counted, store.documents()), "passages": 999}})
    assert read_lexicon(store, WordTerms(), HashingEmbedder()).passages == 999
    store.erase(next(iter(LIBRARY)).id)
    assert read_lexicon(store, WordTerms(), HashingEmbedder()).passages < counted.passages
