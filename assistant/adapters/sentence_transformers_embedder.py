"""Any sentence-transformers model, by folder or by name, on PyTorch: for stronger embedders than the bundled one.

Nothing is fetched: a name must already be in the local model cache, unless the environment says HF_HUB_OFFLINE=0.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from assistant.errors import ModelUnavailable
from assistant.ports import FloatArray, TokenVectors

BATCH = 32


class SentenceTransformersEmbedder:
    """Implements `Embedder`. `local_only` keeps a missing model an error instead of a download."""

    def __init__(self, model: str, *, local_only: bool = True) -> None:
        try:
            from sentence_transformers import SentenceTransformer
        except ImportError:
            raise ModelUnavailable("The package sentence-transformers is not installed. Run 'make install'.") from None
        try:
            self._model: Any = SentenceTransformer(model, local_files_only=local_only)
        except Exception as error:  # noqa: BLE001 - the loader raises whatever its parts raise
            raise ModelUnavailable(
                f"The embedding model '{model}' cannot be loaded ({type(error).__name__}). Set ASSISTANT__EMBEDDER__MODEL to a "
                "sentence-transformers folder on this machine, or leave it empty for the bundled model."
            ) from None
        self.dimensions = int(self._model.get_embedding_dimension() or 0)
        self.model_id = f"{Path(model).name}@{_weights_digest(self._model)}"
        self._special = frozenset(self._model.tokenizer.all_special_ids)

    def embed(self, texts: Sequence[str]) -> FloatArray:
        """Unit vectors, shape (len(texts), dimensions)."""
        if not texts:
            return np.zeros((0, self.dimensions), np.float32)
        vectors = self._model.encode(list(texts), batch_size=BATCH, normalize_embeddings=True, show_progress_bar=False)
        return np.asarray(vectors, np.float32)

    def embed_tokens(self, texts: Sequence[str]) -> list[TokenVectors]:
        """Pooled and per-token unit vectors, special tokens left out."""
        rows = self._model.encode(list(texts), batch_size=BATCH, output_value=None, show_progress_bar=False)
        out = []
        for row in rows:
            ids, mask = row["input_ids"].tolist(), row["attention_mask"].tolist()
            kept = [index for index, piece in enumerate(ids) if mask[index] and piece not in self._special]
            tokens = row["token_embeddings"].float().cpu().numpy()[kept]
            tokens = tokens / np.maximum(np.linalg.norm(tokens, axis=1, keepdims=True), 1e-9)
            pooled = row["sentence_embedding"].float().cpu().numpy()
            pooled = pooled / max(float(np.linalg.norm(pooled)), 1e-12)
            pieces = tuple(ids[index] for index in kept)
            out.append(TokenVectors(np.asarray(pooled, np.float32), np.asarray(tokens, np.float32), pieces))
        return out

    def pieces(self, texts: Sequence[str]) -> list[tuple[int, ...]]:
        """Word pieces without special tokens; the model is not run."""
        rows = self._model.tokenizer(list(texts), truncation=True, max_length=self._model.max_seq_length)["input_ids"] if texts else []
        return [tuple(piece for piece in row if piece not in self._special) for row in rows]


def _weights_digest(model: Any) -> str:
    """Twelve hex characters over the first and last values of every weight: tells apart two models of one name."""
    digest = hashlib.sha256()
    for name, value in sorted(model.state_dict().items()):
        flat = value.detach().float().flatten()
        digest.update(name.encode())
        digest.update(flat[:16].cpu().numpy().tobytes() + flat[-16:].cpu().numpy().tobytes())
    return digest.hexdigest()[:12]
