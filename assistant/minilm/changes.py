"""Learned low-rank changes to layers of the model (LoRA, Hu and others 2021): small enough to ship, applied once when a graph is built.

Readers that do something else with the model than embed (the person tagger, the cross-encoder) keep, beside their own heads, a table of
changes to the layers they read: `{layer}.{part}.up` (rows, rank) and `.down` (rank, columns) for every dense
part in `CHANGED`, and `.weight` and `.bias` (hidden,) for every norm in `NORMS`.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

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
PREFIX = "changes."  # of the changes' names in a file that holds other weights too
Table = Mapping[str, NDArray[np.float32]]


def changes_among(weights: Mapping[str, Any]) -> Table:
    """The changes to the model among stored weights."""
    return {name.removeprefix(PREFIX): np.asarray(value, np.float32) for name, value in weights.items() if name.startswith(PREFIX)}


def changed_weights(table: Table, original: Mapping[str, Any], layers: tuple[int, int]) -> dict[str, NDArray[np.float32]]:
    """The dense parts and norms of `layers` (from, up to) as they are with the changes, by their names in the model."""
    out: dict[str, NDArray[np.float32]] = {}
    for layer in range(*layers):
        for part in CHANGED:
            name = f"encoder.layer.{layer}.{part}"
            out[f"{name}.weight"] = original[f"{name}.weight"] + SCALE * (table[f"{layer}.{part}.up"] @ table[f"{layer}.{part}.down"])
        for part in NORMS:
            out |= {f"encoder.layer.{layer}.{part}.{kind}": table[f"{layer}.{part}.{kind}"] for kind in ("weight", "bias")}
    return out


def digest(table: Table) -> str:
    """The SHA-256 of a table, which names a graph made with it."""
    found = hashlib.sha256()
    for name in sorted(table):
        found.update(name.encode())
        found.update(np.ascontiguousarray(table[name], np.float32).tobytes())
    return found.hexdigest()
