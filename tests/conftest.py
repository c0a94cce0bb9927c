"""Models are loaded once for the whole run, and no test reads the settings of the machine it runs on."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from assistant.adapters.minilm_embedder import MiniLMEmbedder
from tests.scripted_model import ScriptedModel, scripted_model

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


@pytest.fixture(scope="module")
def server() -> Iterator[ScriptedModel]:
    """A scripted language model that is good until a test sets another `mode`."""
    with scripted_model() as running:
        yield running


@pytest.fixture
def straight(monkeypatch: pytest.MonkeyPatch) -> None:
    """A proxy of this machine must not stand between client and loopback, and no tracing may be on."""
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    for name in ("LANGSMITH_TRACING", "LANGCHAIN_TRACING_V2"):
        monkeypatch.delenv(name, raising=False)
