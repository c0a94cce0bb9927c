"""What every CrossEncoder does: the fake, the bundled one on ONNX Runtime, and any sentence-transformers one."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from assistant.adapters.minilm_cross_encoder import MiniLMCrossEncoder
from assistant.adapters.sentence_transformers_cross_encoder import SentenceTransformersCrossEncoder
from assistant.errors import ModelUnavailable
from assistant.minilm.weights import model_folder
from assistant.ports import CrossEncoder
from tests.fakes import OverlapCrossEncoder

ROOT = Path(__file__).parents[2]
ASKED = "How long may the police keep a child in police protection?"
RIGHT = "Police protection - Time limit. Under section 46 the police may keep a child in police protection for up to 72 hours."
NEAR = "Police protection - Who decides. A constable may remove a child who would otherwise be likely to suffer significant harm."
FAR = "Reflective practice. Gibbs described six stages, from what happened to an action plan."
TEXTS = [FAR, RIGHT, NEAR, "x"]


@pytest.fixture(scope="module")
def bundled() -> MiniLMCrossEncoder:
    return MiniLMCrossEncoder(ROOT / "var" / "models", threads=2)


@pytest.fixture(scope="module")
def untrained(tmp_path_factory: pytest.TempPathFactory) -> SentenceTransformersCrossEncoder:
    from transformers import AutoConfig, AutoModelForSequenceClassification, AutoTokenizer

    folder = tmp_path_factory.mktemp("cross-encoder")
    config = AutoConfig.from_pretrained(model_folder(), num_labels=1, num_hidden_layers=1)
    model: Any = AutoModelForSequenceClassification
    model.from_config(config).save_pretrained(folder)
    AutoTokenizer.from_pretrained(model_folder()).save_pretrained(folder)
    return SentenceTransformersCrossEncoder(str(folder))


@pytest.fixture(params=["fake", "bundled", "sentence-transformers"])
def reader(request: pytest.FixtureRequest) -> CrossEncoder:
    if request.param == "fake":
        return OverlapCrossEncoder()
    made: CrossEncoder = request.getfixturevalue("bundled" if request.param == "bundled" else "untrained")
    return made


def test_one_score_for_each_text(reader: CrossEncoder) -> None:
    scores = reader.score(ASKED, TEXTS)
    assert scores.shape == (len(TEXTS),)
    assert scores.dtype == np.float32
    assert np.isfinite(scores).all()


def test_the_order_of_texts_and_their_company_change_nothing(reader: CrossEncoder) -> None:
    together, backwards = reader.score(ASKED, TEXTS), reader.score(ASKED, TEXTS[::-1])[::-1]
    alone = np.concatenate([reader.score(ASKED, [text]) for text in TEXTS])
    assert together == pytest.approx(backwards, abs=1e-4)
    assert together == pytest.approx(alone, abs=1e-4)


def test_no_texts_give_no_scores(reader: CrossEncoder) -> None:
    assert reader.score(ASKED, []).shape == (0,)


def test_long_texts_are_cut_and_do_not_fail(reader: CrossEncoder) -> None:
    assert reader.score("why " * 500, ["word " * 5000]).shape == (1,)


def test_the_text_that_answers_scores_above_the_one_on_its_subject_and_that_above_any_other(bundled: MiniLMCrossEncoder) -> None:
    far, right, near, _ = bundled.score(ASKED, TEXTS)
    assert right > 0 > far
    assert right > near > far


def test_a_missing_model_says_what_to_set(tmp_path: Path) -> None:
    with pytest.raises(ModelUnavailable, match="ASSISTANT__ANSWER__CROSS_ENCODER"):
        SentenceTransformersCrossEncoder(str(tmp_path / "nowhere"))
