"""The bundled cross-encoder: reads a question and a text together, on the same all-MiniLM-L6-v2 that embeds them apart.

The lower half of the model reads each side by itself, as for embeddings; the upper half, with learned low-rank changes to its weights
(LoRA, Hu and others 2021), reads both at once. The score is linear in how alike the two means are, dimension by dimension, in the
means themselves and in the states at the two beginnings. Joining two texts only in the upper layers is PreTTR (MacAvaney and others
2020): half the cost of a cross-encoder. `evals.cross_encoder_training` learns the changes.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from assistant.minilm.pairs import load_pair_weights, load_upper_half
from assistant.minilm.runtime import FIRST, HIDDEN, load_half, load_tokenizer, run_first
from assistant.minilm.weights import WEIGHTS_SHA256
from assistant.ports import FloatArray

MAX_PIECES = 96  # of either side, as in training: a stretch has up to 90 words, and few have more than 60
BATCH = 16
KEPT = 1500  # texts whose states are kept, about 50 KB each: the same guidance answers many questions


class MiniLMCrossEncoder:
    """Implements `CrossEncoder`. `models_dir` caches the graph of the changed half (20 MB), built on first use."""

    def __init__(self, models_dir: Path | None, threads: int = 0) -> None:
        self._weights = load_pair_weights()
        self.model_id = f"all-MiniLM-L6-v2@{WEIGHTS_SHA256[:12]}+{self._weights.digest[:12]}"
        self._lower, self._upper = load_half(FIRST, models_dir, threads), load_upper_half(models_dir, threads)
        self._tokenizer = load_tokenizer(None)
        self._kept: dict[str, NDArray[np.float16]] = {}

    def score(self, question: str, texts: Sequence[str]) -> FloatArray:
        """The log-odds that each text answers the question, against there being no answer; shape (len(texts),)."""
        if not texts:
            return np.zeros(0, np.float32)
        (asked,), held = self._states([question]), self._held(texts)
        out = np.zeros(len(texts), np.float32)
        order = sorted(range(len(texts)), key=lambda index: len(held[index]))
        for start in range(0, len(order), BATCH):
            chosen = order[start : start + BATCH]
            out[chosen] = self._read(asked, [held[index] for index in chosen])
        return out

    def _read(self, asked: FloatArray, held: Sequence[FloatArray]) -> FloatArray:
        begin = len(asked)
        length = begin + max(len(item) for item in held)
        states = np.zeros((len(held), length, HIDDEN), np.float32)
        mask = np.zeros((len(held), length), np.int64)
        for row, item in enumerate(held):
            states[row, :begin] = asked
            states[row, begin : begin + len(item)] = item + self._weights.segment
            mask[row, : begin + len(item)] = 1
        (read,) = self._upper.run(["tokens"], {"states": states, "mask": mask})
        kept = mask[:, begin:, None].astype(np.float32)
        one, other = read[:, :begin].mean(axis=1), (read[:, begin:] * kept).sum(axis=1) / kept.sum(axis=1)
        both = np.concatenate([_unit(one) * _unit(other), one, other, read[:, 0], read[:, begin]], axis=1)
        return np.asarray(both @ self._weights.head + self._weights.bias, np.float32)

    def _held(self, texts: Sequence[str]) -> list[FloatArray]:
        """The states of texts, from those that are kept where they are."""
        kept = self._kept
        wanted = [text for text in dict.fromkeys(texts) if text not in kept]
        if len(kept) + len(wanted) > KEPT:
            self._kept = kept = {text: kept[text] for text in texts if text in kept}
        kept.update((text, states.astype(np.float16)) for text, states in zip(wanted, self._states(wanted), strict=True))
        return [kept[text].astype(np.float32) for text in texts]

    def _states(self, texts: Sequence[str]) -> list[FloatArray]:
        """The states of each text after the lower half, [CLS] first."""
        pieces = [item.ids[:MAX_PIECES] for item in self._tokenizer.encode_batch(list(texts))]
        out: list[FloatArray] = [np.zeros((0, HIDDEN), np.float32)] * len(texts)
        order = sorted(range(len(texts)), key=lambda index: len(pieces[index]))
        for start in range(0, len(order), BATCH):
            chosen = order[start : start + BATCH]
            states, _ = run_first(self._lower, [pieces[index] for index in chosen])
            for row, index in enumerate(chosen):
                out[index] = states[row, : len(pieces[index])]
        return out


def _unit(rows: FloatArray) -> FloatArray:
    return np.asarray(rows / np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1e-12), np.float32)
