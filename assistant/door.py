"""How the command line reaches the assistant: in this process, or through the server that already owns the embedded index."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Set
from contextlib import contextmanager
from dataclasses import fields
from pathlib import Path
from typing import Any, Protocol

from assistant.bootstrap import Parts, open_parts
from assistant.errors import AssistantError, BadInput, StoreLocked, Unavailable, UnknownItem
from assistant.settings import Settings
from assistant.types import Filters, Question

SERVER_FILE = "server.json"
SERVER_TIMEOUT_S = 60.0
# What each route takes of `Filters`.
SEARCH_FILTERS = frozenset(field.name for field in fields(Filters))
QUESTION_FILTERS = SEARCH_FILTERS - {"agencies", "age_bands", "document_id"}
CASE_FILTERS = frozenset({"themes", "agencies", "age_bands", "nation"})


class Door(Protocol):
    """What a command can ask for; every method returns the wire object."""

    def ask(self, question: str, filters: Filters) -> dict[str, Any]: ...
    def search(self, query: str, limit: int, filters: Filters) -> dict[str, Any]: ...
    def cases(self, query: str | None, limit: int, filters: Filters, *, summarise: bool = False) -> dict[str, Any]: ...
    def check_quote(self, quote: str, document_id: str | None) -> dict[str, Any]: ...


@contextmanager
def open_door(settings: Settings) -> Iterator[Door]:
    """The assistant itself, or the running server when that one owns the index. Raises StoreLocked when neither can answer."""
    with open_parts(settings) as parts:
        try:
            parts.store  # noqa: B018 - opening it tells whether another process owns it
        except StoreLocked:
            server = _running_server(settings)
            if server is None:
                raise
            yield server
            return
        yield LocalDoor(parts)


class LocalDoor:
    """Answers in this process."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts

    def ask(self, question: str, filters: Filters) -> dict[str, Any]:
        from assistant.api import wire

        reply = self._parts.assistant.ask(Question(question, filters))
        return _plain(wire.reply_out(reply, self._parts.library.documents()))

    def search(self, query: str, limit: int, filters: Filters) -> dict[str, Any]:
        from assistant.api import wire

        found = self._parts.assistant.search(Question(query, filters), limit)
        return _plain(wire.search_out(found, self._parts.library.documents()))

    def cases(self, query: str | None, limit: int, filters: Filters, *, summarise: bool = False) -> dict[str, Any]:
        from assistant.api import wire

        found = self._parts.assistant.case_examples(query, filters, limit, summarise=summarise)
        return _plain(wire.cases_out(found, self._parts.library.documents()))

    def check_quote(self, quote: str, document_id: str | None) -> dict[str, Any]:
        from assistant.api import wire

        return _plain(wire.quote_out(self._parts.assistant.check_quote(quote, document_id)))


class ServerDoor:
    """Answers through a server on this machine."""

    def __init__(self, url: str, token: str) -> None:
        import httpx

        headers = {"Authorization": f"Bearer {token}"} if token else {}
        self._client = httpx.Client(base_url=url, headers=headers, timeout=SERVER_TIMEOUT_S, trust_env=False)

    def ask(self, question: str, filters: Filters) -> dict[str, Any]:
        return self._post("/v1/questions", {"question": question, **_wire_filters(filters, QUESTION_FILTERS)})

    def search(self, query: str, limit: int, filters: Filters) -> dict[str, Any]:
        return self._post("/v1/searches", {"query": query, "limit": limit, **_wire_filters(filters, SEARCH_FILTERS)})

    def cases(self, query: str | None, limit: int, filters: Filters, *, summarise: bool = False) -> dict[str, Any]:
        body: dict[str, Any] = {"limit": limit, "summarise": summarise, **_wire_filters(filters, CASE_FILTERS)}
        return self._post("/v1/case-examples", {**body, "query": query} if query else body)

    def check_quote(self, quote: str, document_id: str | None) -> dict[str, Any]:
        return self._post("/v1/quote-checks", {"quote": quote, **({"document_id": document_id} if document_id else {})})

    def alive(self) -> bool:
        """Whether the server answers."""
        import httpx

        try:
            return self._client.get("/health/live", timeout=2.0).status_code == 200
        except httpx.HTTPError:
            return False

    def _post(self, path: str, body: Mapping[str, Any]) -> dict[str, Any]:
        import httpx

        try:
            answer = self._client.post(path, json=body)
            content: dict[str, Any] = answer.json()
        except (httpx.HTTPError, ValueError):
            raise Unavailable("The running server did not answer. Look at its window, or stop it and try again.") from None
        if answer.status_code == 200:
            return content
        detail = str(content.get("detail", "The running server could not answer."))
        failure: type[AssistantError] = UnknownItem if answer.status_code == 404 else BadInput if answer.status_code < 500 else Unavailable
        raise failure(detail)


def announce_server(data_dir: Path, url: str) -> Path:
    """Leave word for commands where the server that owns the index can be reached."""
    path = data_dir / SERVER_FILE
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps({"url": url}), encoding="utf-8")
    return path


def announced_server(settings: Settings) -> tuple[str, str] | None:
    """Address and token of the server that announced itself; None when none has."""
    try:
        url = json.loads((settings.data_dir / SERVER_FILE).read_text(encoding="utf-8"))["url"]
    except (OSError, ValueError, KeyError):
        return None
    return str(url), settings.api.tokens.split(",")[0].partition(":")[2]


def _running_server(settings: Settings) -> ServerDoor | None:
    announced = announced_server(settings)
    server = ServerDoor(*announced) if announced else None
    return server if server and server.alive() else None


def _wire_filters(filters: Filters, taken: Set[str]) -> dict[str, Any]:
    """The filters that are set, as a request body. Raises BadInput for one that the route does not take: none is dropped in silence."""
    chosen: dict[str, Any] = {
        "nation": filters.nation.value if filters.nation else None,
        "as_at": filters.as_at.isoformat() if filters.as_at else None,
        "kinds": [kind.value for kind in filters.kinds],
        "themes": list(filters.themes),
        "agencies": list(filters.agencies),
        "age_bands": list(filters.age_bands),
        "document_id": filters.document_id,
        "include_superseded": filters.include_superseded,
    }
    body = {key: value for key, value in chosen.items() if value}
    if unknown := sorted(body.keys() - taken):
        raise BadInput(f"The running server cannot filter this by {', '.join(unknown)}. Leave it out, or stop the server and ask again.")
    return body


def _plain(shape: object) -> dict[str, Any]:
    import msgspec

    plain: dict[str, Any] = msgspec.to_builtins(shape)
    return plain
