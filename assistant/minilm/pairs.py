"""The model's upper half with the learned changes by which it reads two texts at once."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from io import BytesIO
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from assistant.errors import ModelUnavailable
from assistant.minilm.changes import Table
from assistant.minilm.runtime import HIDDEN, SECOND, load_changed

FILE = "pairs.npz"
PARTS = 5  # what the head reads: product of the unit means, the two means, the states at the two beginnings


@dataclass(frozen=True, slots=True)
class PairWeights:
    """What was learned: `segment` (hidden,) is added to the states of the second text, `head` (PARTS * hidden,) and `bias` make a score
    of what was read, and `table` holds the low-rank changes and the norms."""

    digest: str
    segment: NDArray[np.float32]
    head: NDArray[np.float32]
    bias: float
    table: Table


@lru_cache(maxsize=1)
def load_pair_weights() -> PairWeights:
    """The weights beside this file. Raises ModelUnavailable when they are missing or damaged."""
    try:
        data = (files("assistant.minilm") / FILE).read_bytes()
        with np.load(BytesIO(data)) as stored:
            table = {name: stored[name].astype(np.float32) for name in stored.files}
        segment, head, bias = table["segment"], table["head"], float(table["bias"])
        if segment.shape != (HIDDEN,) or head.shape != (PARTS * HIDDEN,):
            raise ValueError(segment.shape)
    except (OSError, ValueError, KeyError, EOFError) as error:
        raise ModelUnavailable(f"The weights {FILE} of the cross-encoder cannot be read ({type(error).__name__}). Reinstall.") from None
    return PairWeights(hashlib.sha256(data).hexdigest(), segment, head, bias, table)


@lru_cache(maxsize=4)
def load_upper_half(models_dir: Path | None, threads: int = 0) -> Any:
    """An `onnxruntime.InferenceSession` over the changed upper half. Raises ModelUnavailable."""
    changes = {name: value for name, value in load_pair_weights().table.items() if name[0].isdigit()}
    return load_changed(SECOND, changes, models_dir, threads)
