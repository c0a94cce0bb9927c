"""Models are loaded once for the whole run, and no test reads the settings of the machine it runs on."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from assistant.adapters.minilm_embedder import MiniLMEmbedder

ROOT = Path(__file__).parents[1]


@pytest.fixture(scope="session", autouse=True)
def no_outside_settings() -> None:
    for name in list(os.environ):
        if name.startswith("ASSISTANT__"):
            del os.environ[name]
    os.environ["HF_HUB_OFFLINE"] = "1"


@pytest.fixture(scope="session")
def minilm() -> MiniLMEmbedder:
    """The bundled model; its graph is kept where the product keeps it, so that it is built once."""
    return MiniLMEmbedder(ROOT / "var" / "models", threads=2)
