"""One detector of each kind for all privacy tests: loading the entity model takes seconds."""

from __future__ import annotations

import pytest

from assistant.privacy.detector import PersonDetector, load_detector


@pytest.fixture(scope="session")
def rules() -> PersonDetector:
    return load_detector(ner=False)
