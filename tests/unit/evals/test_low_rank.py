"""Layers that learn: begun as the model's own, and read without PyTorch as they were learned."""

from __future__ import annotations

import numpy as np
import torch
from safetensors.numpy import load_file

from assistant.minilm.changes import changed_weights, digest
from assistant.minilm.runtime import FIRST
from assistant.minilm.weights import model_folder
from assistant.privacy.tagger import WordEncoder
from assistant.privacy.word_features import split_words
from evals.low_rank import ChangedLayers, go_on, pieces_of

TEXTS = ("The school nurse saw Chidera on Monday.", "She told her mum, twice, and nobody rang back. " * 40)


def test_before_anything_is_learned_the_layers_are_the_models_own() -> None:
    table = {name: tensor.detach().numpy() for name, tensor in ChangedLayers(FIRST, 16, 0.1).learned.items()}
    original = load_file(str(model_folder() / "model.safetensors"))
    for name, weights in changed_weights(table, original, FIRST).items():
        assert np.allclose(weights, original[name], atol=1e-6), name


def test_words_are_read_alike_with_and_without_pytorch() -> None:
    layers = ChangedLayers(FIRST, 4, 0.1)
    layers.training = False
    with torch.no_grad():
        for name, tensor in layers.learned.items():
            if name.endswith("up"):
                tensor += 0.01 * torch.randn(tensor.shape)
        words = [split_words(text) for text in TEXTS]
        learned = layers.read_words([pieces_of(text, found) for text, found in zip(TEXTS, words, strict=True)]).numpy()
    encoder = WordEncoder(None, 1, {name: tensor.detach().numpy() for name, tensor in layers.learned.items()})
    for row, (text, found) in enumerate(zip(TEXTS, words, strict=True)):
        assert np.allclose(encoder.states(text, found), learned[row, : len(found)], atol=2e-3)


def test_a_graph_is_named_after_its_changes() -> None:
    table = {"0.a.up": np.ones((2, 2), np.float32)}
    assert digest(table) == digest({"0.a.up": np.ones((2, 2), np.float32)})
    assert digest(table) != digest({"0.a.up": np.zeros((2, 2), np.float32)})


def test_learning_goes_on_from_what_was_learned_as_far_as_there_is_any() -> None:
    lower, whole = ChangedLayers(FIRST, 4, 0.1, seed=1), ChangedLayers((0, 6), 4, 0.1, seed=2)
    upper = whole.learned["5.output.dense.down"].detach().clone()
    go_on(whole.learned, {name: tensor.detach().numpy() for name, tensor in lower.learned.items()})
    assert torch.equal(whole.learned["0.output.dense.down"], lower.learned["0.output.dense.down"])
    assert torch.equal(whole.learned["5.output.dense.down"], upper)
