"""Layers of the bundled model in PyTorch, its own weights fixed and low-rank changes to them learned (see `assistant.minilm.changes`).

What is learned here is shipped as a small table and read without PyTorch. A copy of `assistant.minilm.graph`'s layers.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from assistant.minilm.changes import CHANGED, NORMS, SCALE, Table
from assistant.minilm.runtime import HIDDEN, load_tokenizer
from assistant.minilm.weights import model_folder
from assistant.privacy.tagger import CLS, SEP, windows, words_of_pieces

HEADS = 12


@dataclass(frozen=True, slots=True, eq=False)
class Pieces:
    """The word pieces of a text, and for each the number of its word among `words`, or -1."""

    ids: Sequence[int]
    word_of: Any
    words: int


def pieces_of(text: str, words: Sequence[tuple[int, int]]) -> Pieces:
    """A text as the model reads it."""
    encoding = load_tokenizer(None).encode(text, add_special_tokens=False)
    return Pieces(encoding.ids, np.array(words_of_pieces(encoding.offsets, words), np.int64), len(words))


def go_on(learned: Mapping[str, Any], table: Table) -> None:
    """Give tensors that are to be learned the values that were learned before, as far as `table` has them."""
    import torch

    with torch.no_grad():
        for name, value in table.items():
            learned[name].copy_(torch.from_numpy(np.asarray(value, np.float32)))


class ChangedLayers:
    """`layers` (from, up to) of the model with changes of `rank`, which begin as none."""

    def __init__(self, layers: tuple[int, int], rank: int, dropout: float, seed: int = 0) -> None:
        import torch
        from safetensors.torch import load_file

        torch.manual_seed(seed)
        self._layers, self._dropout, self.training = layers, dropout, True
        self._fixed = load_file(str(model_folder() / "model.safetensors"))
        self.learned: dict[str, Any] = {}
        for layer in range(*layers):
            for part in CHANGED:
                rows, columns = self._fixed[f"encoder.layer.{layer}.{part}.weight"].shape
                self.learned[f"{layer}.{part}.down"] = torch.randn(rank, columns) / math.sqrt(columns)
                self.learned[f"{layer}.{part}.up"] = torch.zeros(rows, rank)
            for part in NORMS:
                for kind in ("weight", "bias"):
                    self.learned[f"{layer}.{part}.{kind}"] = self._fixed[f"encoder.layer.{layer}.{part}.{kind}"].clone()
        for tensor in self.learned.values():
            tensor.requires_grad_()

    def embed(self, ids: Any) -> Any:
        """What the first layer is given: (texts, length, hidden) for word pieces (texts, length)."""
        from torch.nn import functional

        name = "embeddings"
        states = self._fixed[f"{name}.word_embeddings.weight"][ids] + self._fixed[f"{name}.position_embeddings.weight"][: ids.shape[1]]
        states = states + self._fixed[f"{name}.token_type_embeddings.weight"][0]
        weight, bias = (self._fixed[f"{name}.LayerNorm.{kind}"] for kind in ("weight", "bias"))
        return functional.layer_norm(states, (HIDDEN,), weight, bias, 1e-12)

    def read(self, states: Any, mask: Any) -> Any:
        """The states after the last of the layers; `mask` (texts, length) is 0 where nothing is."""
        import torch

        absent = torch.zeros(len(states), 1, 1, states.shape[1]).masked_fill(mask[:, None, None] == 0, -1e9)
        for layer in range(*self._layers):
            states = self._layer(layer, states, absent)
        return states

    def read_words(self, batch: Sequence[Pieces]) -> Any:
        """The mean state of every word: (texts, most words, hidden). For layers from the first; long texts are read in the tagger's windows."""
        import torch

        assert self._layers[0] == 0
        rows = [(number, window) for number, text in enumerate(batch) for window in windows(len(text.ids))]
        width, longest = 2 + max(high - low for _, (low, high, _, _) in rows), max(text.words for text in batch)
        ids, mask = torch.zeros(len(rows), width, dtype=torch.long), torch.zeros(len(rows), width)
        places, owners = [], []
        for row, (number, (low, high, keep_from, keep_to)) in enumerate(rows):
            text = batch[number]
            ids[row, : high - low + 2] = torch.tensor([CLS, *text.ids[low:high], SEP])
            mask[row, : high - low + 2] = 1
            word_of = text.word_of[keep_from:keep_to]
            told = np.flatnonzero(word_of >= 0)
            places.append(row * width + 1 + keep_from - low + told)
            owners.append(number * longest + word_of[told])
        states = self.read(self.embed(ids), mask).float().reshape(-1, HIDDEN)
        place, owner = torch.from_numpy(np.concatenate(places)), torch.from_numpy(np.concatenate(owners))
        summed = torch.zeros(len(batch) * longest, HIDDEN).index_add(0, owner, states[place])
        count = torch.zeros(len(batch) * longest).index_add(0, owner, torch.ones(len(owner)))
        return (summed / count.clamp(min=1)[:, None]).view(len(batch), longest, HIDDEN)

    def _layer(self, layer: int, states: Any, absent: Any) -> Any:
        from torch.nn import functional

        rows, length, _ = states.shape
        query, key, value = (
            self._dense(layer, f"attention.self.{name}", states).view(rows, length, HEADS, -1).transpose(1, 2)
            for name in ("query", "key", "value")
        )
        mixed = functional.scaled_dot_product_attention(query, key, value, attn_mask=absent).transpose(1, 2).reshape(rows, length, HIDDEN)
        mixed = self._drop(self._dense(layer, "attention.output.dense", mixed))
        states = self._norm(layer, "attention.output.LayerNorm", states + mixed)
        inner = functional.gelu(self._dense(layer, "intermediate.dense", states))
        return self._norm(layer, "output.LayerNorm", states + self._drop(self._dense(layer, "output.dense", inner)))

    def _drop(self, states: Any) -> Any:
        from torch.nn import functional

        return functional.dropout(states, self._dropout, self.training)

    def _dense(self, layer: int, part: str, states: Any) -> Any:
        from torch.nn import functional

        name = f"encoder.layer.{layer}.{part}"
        change = functional.linear(functional.linear(states, self.learned[f"{layer}.{part}.down"]), self.learned[f"{layer}.{part}.up"])
        return functional.linear(states, self._fixed[f"{name}.weight"], self._fixed[f"{name}.bias"]) + SCALE * change

    def _norm(self, layer: int, part: str, states: Any) -> Any:
        from torch.nn import functional

        return functional.layer_norm(states, (HIDDEN,), self.learned[f"{layer}.{part}.weight"], self.learned[f"{layer}.{part}.bias"], 1e-12)
