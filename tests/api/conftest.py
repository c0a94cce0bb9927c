"""One application over an assistant of fakes."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.doors import Client, make_client


@pytest.fixture(scope="module")
def client() -> Iterator[Client]:
    with make_client() as made:
        yield made
