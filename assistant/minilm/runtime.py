"""The model's two halves as sessions, loaded once and shared by everyone who asks.

`FIRST` half: word pieces to the hidden states after layer 3, where what kind of word stands there is plainest (the person detector
reads those). `SECOND` half: from there to the last layer, whose states carry the meaning (the embedder pools those).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from assistant.errors import ModelUnavailable
from assistant.files import write_atomically
from assistant.minilm.changes import Table, changed_weights, digest
from assistant.minilm.graph import build_graph
from assistant.minilm.weights import WEIGHTS_SHA256, check_weights, model_folder

FIRST, SECOND = (0, 3), (3, 6)
HIDDEN = 384
_NAME = f"all-minilm-l6-v2-{WEIGHTS_SHA256[:12]}"
FloatArray = NDArray[np.float32]


@lru_cache(maxsize=8)
def load_half(half: tuple[int, int], models_dir: Path | None, threads: int = 0, *, eight_bit: bool = False) -> Any:
    """An `onnxruntime.InferenceSession` over the layers of `half`. `models_dir` caches the graph (45 to 70 MB); with None it is built
    in memory, which takes half a second. `threads` 0 leaves the number to ONNX Runtime; for `eight_bit` see `graph`. Raises
    ModelUnavailable."""
    return open_graph(f"{_NAME}-{half[0]}-{half[1]}", half, models_dir, threads, eight_bit=eight_bit)


def load_changed(half: tuple[int, int], changes: Table, models_dir: Path | None, threads: int = 0, *, eight_bit: bool = False) -> Any:
    """As `load_half`, with learned changes to the layers. Raises ModelUnavailable."""
    name = f"{_NAME}-{half[0]}-{half[1]}-{digest(changes)[:12]}"
    return open_graph(name, half, models_dir, threads, lambda original: changed_weights(changes, original, half), eight_bit=eight_bit)


def open_graph(
    name: str,
    half: tuple[int, int],
    models_dir: Path | None,
    threads: int,
    change: Callable[[Mapping[str, Any]], Mapping[str, Any]] | None = None,
    *,
    eight_bit: bool = False,
) -> Any:
    """The session of the graph cached as `name`, built first where it is not there yet; `change` gives weights in place of the
    model's own. Raises ModelUnavailable."""
    try:
        import onnxruntime
    except ImportError as error:
        raise ModelUnavailable(f"The embedding model needs the package {error.name}. Run 'make install'.") from None
    cached = models_dir / f"{name}{'-8bit' if eight_bit else ''}.onnx" if models_dir else None
    if cached is None or not cached.exists():
        folder = model_folder()
        check_weights(folder / "model.safetensors")
        graph = build_graph(folder, *half, change, eight_bit=eight_bit)
        if cached is not None:
            write_atomically(cached, graph)
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    options.log_severity_level = 3
    # A thread that waits by spinning takes the core from whatever runs next: the search after the model, the rules beside it.
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    try:
        return onnxruntime.InferenceSession(str(cached) if cached else graph, options, providers=["CPUExecutionProvider"])
    except Exception as error:  # noqa: BLE001 - onnxruntime's exceptions share no base class
        what = f"The cached model {cached} cannot be loaded" if cached else "The embedding model cannot be loaded"
        raise ModelUnavailable(f"{what} ({type(error).__name__}). Delete it and start again.") from None


def run_first(session: Any, pieces: Sequence[Sequence[int]]) -> tuple[FloatArray, NDArray[np.int64]]:
    """One batch of word pieces, special ones included, through the first half: states (texts, longest, hidden) and the mask of what is there."""
    ids = np.zeros((len(pieces), max(map(len, pieces))), np.int64)
    mask = np.zeros_like(ids)
    for row, text in enumerate(pieces):
        ids[row, : len(text)] = text
        mask[row, : len(text)] = 1
    (states,) = session.run(["tokens"], {"ids": ids, "mask": mask})
    return states, mask


@lru_cache(maxsize=4)
def load_tokenizer(max_pieces: int | None) -> Any:
    """The model's own tokenizer, which cuts at `max_pieces` (None: never) and does not pad. Raises ModelUnavailable."""
    try:
        from tokenizers import Tokenizer
    except ImportError as error:
        raise ModelUnavailable(f"The embedding model needs the package {error.name}. Run 'make install'.") from None
    tokenizer = Tokenizer.from_file(str(model_folder() / "tokenizer.json"))
    tokenizer.no_padding()
    if max_pieces is None:
        tokenizer.no_truncation()
    else:
        tokenizer.enable_truncation(max_pieces)
    return tokenizer
