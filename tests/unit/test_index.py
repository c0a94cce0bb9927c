"""An index is opened with the model, encoder and shape it was built with, or not at all."""

from __future__ import annotations

import numpy as np
import pytest

from assistant.errors import IndexMismatch
from assistant.index import found_index, open_index
from assistant.ports import TermEncoder
from assistant.vectors import TextShape
from tests.fakes import HashingEmbedder, MemoryStore, WordTerms

SHAPE = TextShape(12, 40)
SAMPLE = ["A bruise on a baby must be seen by a doctor.", "Write down what was said and by whom."]


def terms(average_words: float) -> TermEncoder:
    made = WordTerms()
    made.encoder_id = f"words-{average_words:g}"
    return made


def test_an_empty_store_has_no_index() -> None:
    assert open_index(MemoryStore(), HashingEmbedder(), terms, SHAPE) is None


def test_a_founded_index_opens_again_with_the_same_projection() -> None:
    store = MemoryStore()
    founded = found_index(store, HashingEmbedder(), terms, SHAPE, SAMPLE)
    opened = open_index(store, HashingEmbedder(), terms, SHAPE)
    assert opened is not None
    assert opened.name == founded.name
    first, again = (index.encoder.encode_query("a bruise")["tokens"].query for index in (founded, opened))
    assert np.array_equal(np.asarray(first), np.asarray(again))


def test_another_model_is_told_apart_and_never_searched() -> None:
    store = MemoryStore()
    found_index(store, HashingEmbedder(), terms, SHAPE, SAMPLE)
    other = HashingEmbedder()
    other.model_id = "another-model"
    with pytest.raises(IndexMismatch, match=r"embedder: index hashing-64, settings another-model.*--rebuild"):
        open_index(store, other, terms, SHAPE)


def test_another_shape_is_told_apart() -> None:
    store = MemoryStore()
    found_index(store, HashingEmbedder(), terms, SHAPE, SAMPLE)
    with pytest.raises(IndexMismatch, match="unit_words"):
        open_index(store, HashingEmbedder(), terms, TextShape(12, 50))


def test_an_index_of_an_older_schema_is_told_apart() -> None:
    store = MemoryStore()
    found_index(store, HashingEmbedder(), terms, SHAPE, SAMPLE)
    meta = store.read_meta()
    store.write_meta({**meta, "identity": {**meta["identity"], "schema": "0"}})  # type: ignore[dict-item]
    with pytest.raises(IndexMismatch, match="schema"):
        open_index(store, HashingEmbedder(), terms, SHAPE)
