"""The model's upper half with the learned changes by which it reads two texts at once."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from io import BytesIO
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from assistant.errors import ModelUnavailable
from assistant.minilm.runtime import HIDDEN, SECOND, open_graph
from assistant.minilm.weights import WEIGHTS_SHA256

FILE = "pairs.npz"
PARTS = 5  # what the head reads: product of the unit means, the two means, the states at the two beginnings
SCALE = 2.0  # of the low-rank changes, as learned
# The dense layers that are changed, by the names they have in the model.
CHANGED = (
    "attention.self.query",
    "attention.self.key",
    "attention.self.value",
    "attention.output.dense",
    "intermediate.dense",
    "output.dense",
)
NORMS = ("attention.output.LayerNorm", "output.LayerNorm")
Table = Mapping[str, NDArray[np.float32]]


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


def changed_weights(table: Table, original: Mapping[str, Any]) -> dict[str, NDArray[np.float32]]:
    """The dense layers and norms of the upper half as they are with the changes, by their names in the model."""
    out: dict[str, NDArray[np.float32]] = {}
    for layer in range(*SECOND):
        for part in CHANGED:
            name = f"encoder.layer.{layer}.{part}"
            out[f"{name}.weight"] = original[f"{name}.weight"] + SCALE * (table[f"{layer}.{part}.up"] @ table[f"{layer}.{part}.down"])
        for part in NORMS:
            out |= {f"encoder.layer.{layer}.{part}.{kind}": table[f"{layer}.{part}.{kind}"] for kind in ("weight", "bias")}
    return out


@lru_cache(maxsize=4)
def load_upper_half(models_dir: Path | None, threads: int = 0) -> Any:
    """An `onnxruntime.InferenceSession` over the changed upper half. Raises ModelUnavailable."""
    weights = load_pair_weights()
    name = f"all-minilm-l6-v2-{WEIGHTS_SHA256[:12]}-pairs-{weights.digest[:12]}.onnx"
    return open_graph(name, SECOND, models_dir, threads, lambda original: changed_weights(weights.table, original))
