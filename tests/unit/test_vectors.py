"""What the index holds for a passage and what a query is searched with."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from assistant.lexicon import survey
from assistant.ports import SparseVector, TokenVectors
from assistant.types import Asked
from assistant.vectors import LEGS, OWN_LEGS, TextShape, VectorEncoder, fit_projection, pack, split_units, unpack
from tests.fakes import DIMENSIONS, SHARING, HashingEmbedder, WordTerms, make_encoder, make_passages

SHAPE = TextShape(12, 6)


def test_token_vectors_are_at_unit_length_after_projection() -> None:
    projection = np.random.default_rng(0).standard_normal((DIMENSIONS, 16)).astype(np.float32)
    encoder = VectorEncoder(HashingEmbedder(), WordTerms(), projection, SHAPE)
    (held,) = encoder.encode_passages(make_passages(SHARING, ("Consent", "Share where a child is at risk.")), {SHARING.id: "Advice"})
    assert np.allclose(np.linalg.norm(held.dense["tokens"], axis=1), 1.0, atol=1e-5)


def test_a_passage_of_one_unit_is_its_own_unit() -> None:
    (held,) = make_encoder().encode_passages(make_passages(SHARING, ("Consent", "Share early.")), {SHARING.id: "Advice"})
    assert np.array_equal(held.dense["units"][0], held.dense["dense"])


def test_a_long_passage_has_several_units() -> None:
    text = "Share early with the police. Record every reason in full. Tell the family unless unsafe."
    assert len(split_units(text, 6)) == 3


def test_rare_words_of_a_query_count_for_more() -> None:
    lexicon = survey(["child harm", "child risk", "child plan"], WordTerms(), HashingEmbedder())
    encoder = VectorEncoder(HashingEmbedder(), WordTerms(), np.eye(DIMENSIONS, dtype=np.float32), SHAPE, lexicon)
    tokens = encoder.encode_query("child harm")["tokens"].query
    assert not isinstance(tokens, SparseVector)
    common, rare = np.linalg.norm(tokens, axis=1)
    assert rare > 2 * common
    assert np.isclose(common + rare, 1.0, atol=1e-5)


def test_expansions_weigh_less_than_what_was_typed() -> None:
    (legs,) = make_encoder().encode_queries(["lado"], [("lado", 1.0), ("designated officer lado", 0.5)])
    query = legs["bm25"].query
    assert isinstance(query, SparseVector)
    assert sorted(query.values) == [0.5, 0.5, 1.0]


def test_a_stretch_of_a_question_is_read_in_its_place_and_the_model_runs_once() -> None:
    read: list[str] = []

    class Counting(HashingEmbedder):
        def embed_tokens(self, texts: Sequence[str]) -> list[TokenVectors]:
            read.extend(texts)
            return super().embed_tokens(texts)

    encoder = VectorEncoder(Counting(), WordTerms(), np.eye(DIMENSIONS, dtype=np.float32), SHAPE)
    texts = ["share early? tell the family?", "tell the family", "keep records"]
    legs = encoder.encode_queries(texts, [(texts[0], 1.0)])
    assert read == ["share early? tell the family?", "keep records"]
    alone = encoder.encode_query("tell the family")
    assert [set(own) for own in legs] == [set(LEGS), set(OWN_LEGS), set(OWN_LEGS)]  # words and late interaction are the whole question's
    for leg in OWN_LEGS:
        ours, theirs = legs[1][leg].query, alone[leg].query
        assert not isinstance(ours, SparseVector)
        assert not isinstance(theirs, SparseVector)
        assert np.allclose(ours, theirs, atol=1e-6)  # this embedder reads words apart, so that context changes nothing


def test_a_projection_survives_the_metadata() -> None:
    made = fit_projection(HashingEmbedder(), ["one two three", "four five six"])
    assert np.array_equal(unpack(pack(made)), made)


def test_what_people_ask_is_a_unit_of_its_passage_and_its_words_are_terms() -> None:
    (plain,) = make_passages(SHARING, ("Consent", "Share early."))
    (held,) = make_encoder().encode_passages(
        [replace(plain, asked=(Asked("can i tell", 0, 12), Asked("who hears", 0, 12), Asked("can i tell", 6, 12)))], {SHARING.id: "Advice"}
    )
    (bare,) = make_encoder().encode_passages([plain], {SHARING.id: "Advice"})
    assert held.dense["units"].shape == (3, DIMENSIONS)
    assert np.array_equal(held.dense["dense"], bare.dense["dense"])
    assert np.array_equal(held.dense["tokens"], bare.dense["tokens"])
    assert set(bare.sparse.indices) < set(held.sparse.indices)
