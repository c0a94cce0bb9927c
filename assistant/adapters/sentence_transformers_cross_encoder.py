"""Any sentence-transformers cross-encoder, by folder or by name, on PyTorch: for stronger readers than the bundled one.

Nothing is fetched: a name must already be in the local model cache, unless the environment says HF_HUB_OFFLINE=0.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from assistant.errors import ModelUnavailable
from assistant.ports import FloatArray

BATCH = 16


class SentenceTransformersCrossEncoder:
    """Implements `CrossEncoder`. `local_only` keeps a missing model an error instead of a download."""

    def __init__(self, model: str, *, local_only: bool = True) -> None:
        try:
            from sentence_transformers import CrossEncoder
            from torch.nn import Identity
        except ImportError:
            raise ModelUnavailable("The package sentence-transformers is not installed. Run 'make install'.") from None
        try:
            self._model: Any = CrossEncoder(model, local_files_only=local_only, num_labels=1)
        except Exception as error:  # noqa: BLE001 - the loader raises whatever its parts raise
            raise ModelUnavailable(
                f"The cross-encoder '{model}' cannot be loaded ({type(error).__name__}). Set ASSISTANT__ANSWER__CROSS_ENCODER to a "
                "sentence-transformers cross-encoder folder on this machine, leave it empty for the bundled one, or say 'off'."
            ) from None
        self._raw = Identity()
        self.model_id = Path(model).name

    def score(self, question: str, texts: Sequence[str]) -> FloatArray:
        """The model's own score of each text before any squashing; shape (len(texts),)."""
        if not texts:
            return np.zeros(0, np.float32)
        pairs = [(question, text) for text in texts]
        return np.asarray(self._model.predict(pairs, batch_size=BATCH, activation_fn=self._raw, show_progress_bar=False), np.float32)
