"""One detector of each kind for all privacy tests: loading the entity model takes seconds."""

from __future__ import annotations

from pathlib import Path

import pytest

from assistant.privacy.detector import PersonDetector, load_detector

ROOT = Path(__file__).resolve().parents[3]


@pytest.fixture(scope="session")
def rules() -> PersonDetector:
    return load_detector(ner=False)


@pytest.fixture(scope="session")
def whole() -> PersonDetector:
    """The detector as ingest uses it, with everything learned; the model's graph is kept where the product keeps it."""
    return load_detector(models_dir=ROOT / "var" / "models", threads=1)
