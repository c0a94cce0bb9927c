"""A command beside a running server asks that server; without one it is told who owns the index."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from datetime import date
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import ClassVar

import msgspec
import pytest

from assistant.adapters.edge_store import EdgeStore
from assistant.api.bodies import CaseInput, SearchInput, case_filters, search_of
from assistant.door import ServerDoor, announce_server, open_door
from assistant.errors import BadInput, StoreLocked, Unavailable, UnknownItem
from assistant.settings import Settings, load_settings
from assistant.types import Filters, Kind, Nation

ROOT = Path(__file__).parents[2]


class Answers(BaseHTTPRequestHandler):
    """Answers by the status that the question names."""

    seen: ClassVar[list[bytes]] = []

    def do_GET(self) -> None:
        self._send(200, b"{}")

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.seen.append(body)
        status = int(next((code for code in (b"404", b"422", b"503") if code in body), b"200"))
        self._send(status, b'{"outcome": "answered"}' if status == 200 else b'{"detail": "what to do"}')

    def _send(self, status: int, body: bytes) -> None:
        self.send_response(status)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        pass


@pytest.fixture
def url() -> Iterator[str]:
    server = HTTPServer(("127.0.0.1", 0), Answers)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    (tmp_path / "models").symlink_to(ROOT / "var" / "models")
    return load_settings({"ASSISTANT__DATA_DIR": str(tmp_path)})


def test_a_running_server_that_owns_the_index_is_asked(settings: Settings, url: str) -> None:
    owner = EdgeStore(settings.data_dir / "index", 384, 64)
    announce_server(settings.data_dir, url)
    with open_door(settings) as door:
        assert isinstance(door, ServerDoor)
        assert door.ask("What is a LADO?", Filters(nation=Nation.WALES, kinds=(Kind.LAW,))) == {"outcome": "answered"}
    assert b'"nation":"wales"' in Answers.seen[-1].replace(b" ", b"")
    owner.close()


def test_an_owner_that_is_no_server_is_named(settings: Settings) -> None:
    owner = EdgeStore(settings.data_dir / "index", 384, 64)
    announce_server(settings.data_dir, "http://127.0.0.1:9")
    with pytest.raises(StoreLocked, match="another process"), open_door(settings):
        pass
    owner.close()


FULL = Filters(
    nation=Nation.WALES,
    kinds=(Kind.LAW,),
    themes=("neglect",),
    agencies=("health",),
    age_bands=("0-4",),
    document_id="d1",
    as_at=date(2024, 6, 30),
    include_superseded=True,
)


def test_no_filter_of_a_search_is_lost_on_the_way(url: str) -> None:
    """The body that arrives is read as the server reads it, and means the same filters."""
    ServerDoor(url, "").search("sharing", 3, FULL)
    assert search_of(msgspec.json.decode(Answers.seen[-1], type=SearchInput)).filters == FULL


def test_no_filter_of_a_request_for_lessons_is_lost_on_the_way(url: str) -> None:
    wanted = Filters(nation=Nation.WALES, themes=("neglect",), agencies=("health",), age_bands=("0-4",))
    ServerDoor(url, "").cases("bruise", 3, wanted)
    assert case_filters(msgspec.json.decode(Answers.seen[-1], type=CaseInput)) == wanted


def test_a_filter_that_a_route_does_not_take_is_an_error_and_never_dropped(url: str) -> None:
    before = len(Answers.seen)
    with pytest.raises(BadInput, match="agencies"):
        ServerDoor(url, "").ask("What is a LADO?", Filters(agencies=("health",)))
    assert len(Answers.seen) == before


@pytest.mark.parametrize(("status", "failure"), [("404", UnknownItem), ("422", BadInput), ("503", Unavailable)])
def test_the_servers_failures_are_the_commands_failures(url: str, status: str, failure: type[Exception]) -> None:
    with pytest.raises(failure, match="what to do"):
        ServerDoor(url, "").ask(status, Filters())


def test_a_server_that_has_gone_is_told() -> None:
    with pytest.raises(Unavailable, match="did not answer"):
        ServerDoor("http://127.0.0.1:9", "").check_quote("words", None)
