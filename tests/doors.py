"""The HTTP application over an assistant of fakes, for tests that come in by the front door."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from litestar import Litestar
from litestar.testing import TestClient

from assistant.api.app import create_app
from assistant.ports import Librarian
from assistant.service import Assistant
from assistant.settings import ApiSettings
from tests.fakes import make_assistant

Client = TestClient[Any]
READY: Mapping[str, bool | str] = {"store": True, "models": True, "corpus": True}
INDEX: Mapping[str, object] = {"documents": 6, "passages": 9, "ingested_at": "2026-03-01T10:00:00+00:00"}


def make_app(
    assistant: Assistant | None = None,
    *,
    tokens: str = "",
    rate: int = 0,
    upload_mb: float = 1.0,
    librarian: Librarian | None = None,
    readiness: Callable[[], Mapping[str, bool | str]] = lambda: READY,
    index_info: Callable[[], Mapping[str, object]] = lambda: INDEX,
    audit_dir: Path | None = None,
    on_shutdown: Callable[[], None] = lambda: None,
) -> Litestar:
    return create_app(
        assistant or make_assistant(),
        settings=ApiSettings("127.0.0.1", 8000, tokens, rate, upload_mb),
        librarian=librarian,
        readiness=readiness,
        index_info=index_info,
        audit_dir=audit_dir,
        on_shutdown=on_shutdown,
    )


def make_client(assistant: Assistant | None = None, **options: Any) -> Client:
    """A client that sees what a real one would: errors come as responses, not as exceptions."""
    return TestClient(make_app(assistant, **options), raise_server_exceptions=False)
