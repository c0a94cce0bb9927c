"""What only the remote store must withstand: wrong keys, busy and absent servers, and a killed ingest."""

from __future__ import annotations

import pytest
from qdrant_client import models

from assistant.adapters.qdrant_store import QdrantStore, _point
from assistant.errors import StoreUnavailable
from tests.contracts.test_passage_store import DIMENSIONS, TOKENS, document, passages
from tests.qdrant_rest import RestServer


def connect(server: RestServer, key: str = "") -> QdrantStore:
    return QdrantStore("http://qdrant.test:6333", key, "passages", 5, DIMENSIONS, TOKENS, transport=server.transport)


def test_a_wrong_key_names_the_setting() -> None:
    server = RestServer(api_key="right")
    with pytest.raises(StoreUnavailable, match="ASSISTANT__STORE__API_KEY"):
        connect(server, "wrong")
    assert connect(server, "right").count() == 0


def test_an_unreachable_server_names_the_setting() -> None:
    server = RestServer()
    server.unreachable = 10
    with pytest.raises(StoreUnavailable, match="ASSISTANT__STORE__URL"):
        connect(server)


@pytest.mark.parametrize("trouble", [429, 503])
def test_a_busy_server_is_asked_once_more(trouble: int) -> None:
    server = RestServer()
    store = connect(server)
    server.fail_with = [trouble]
    assert store.count() == 0


def test_a_server_busy_for_longer_is_an_error_and_never_an_empty_result() -> None:
    server = RestServer()
    store = connect(server)
    server.fail_with = [503, 503]
    with pytest.raises(StoreUnavailable, match="HTTP 503"):
        store.documents()


def test_a_lost_connection_during_reading_is_tried_again() -> None:
    server = RestServer()
    store = connect(server)
    server.unreachable = 1
    assert store.documents() == {}


def test_writes_are_not_repeated_blindly() -> None:
    server = RestServer()
    store = connect(server)
    server.fail_with = [503]
    with pytest.raises(StoreUnavailable):
        store.replace(document(), passages(document(), 1))


def test_a_full_server_is_told_apart() -> None:
    server = RestServer()
    store = connect(server)
    server.fail_with = [507]
    with pytest.raises(StoreUnavailable, match="out of space"):
        store.write_meta({"a": 1})


def test_repair_removes_what_a_killed_ingest_left() -> None:
    store = connect(RestServer())
    old, new = document(revision="r1"), document(revision="r2")
    store.replace(old, passages(old, 2))
    store._upsert([_point(item, new) for item in passages(new, 3)])
    store._client.set_payload("passages", {"state": "live"}, models.Filter(must=[]), wait=True)
    store.repair()
    assert {passage.text for passage in store.passages()} == {"one r1 passage 0", "one r1 passage 1"}
