"""What only the embedded store must withstand: killed processes, second openers, damage and full disks."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from assistant.adapters.edge_store import EdgeStore, _explained
from assistant.errors import StoreLocked, StoreUnavailable
from tests.contracts.test_passage_store import DIMENSIONS, TOKENS, document, passages

WRITER = """
import sys
from pathlib import Path
from assistant.adapters.edge_store import EdgeStore
from tests.contracts.test_passage_store import DIMENSIONS, TOKENS, document, passages
store = EdgeStore(Path(sys.argv[1]), DIMENSIONS, TOKENS)
print("open", flush=True)
for round in range(1000):
    for name in ("one", "two"):
        made = document(name, f"{name}-r{round}")  # no two documents have the same digest
        store.replace(made, passages(made, 200))
        if round % 3 == 2:
            store.erase("two")
"""


def open_store(path: Path) -> EdgeStore:
    return EdgeStore(path, DIMENSIONS, TOKENS)


@pytest.mark.slow
def test_a_process_killed_at_any_moment_leaves_whole_documents_only(tmp_path: Path) -> None:
    root = Path(__file__).parents[3]
    chance = random.Random(7)
    for _ in range(4):
        writer = subprocess.Popen(
            [sys.executable, "-c", WRITER, str(tmp_path / "index")],
            stdout=subprocess.PIPE,
            cwd=root,
            env={**os.environ, "PYTHONPATH": str(root)},
        )
        assert writer.stdout is not None
        writer.stdout.readline()
        time.sleep(chance.uniform(0.02, 0.5))
        writer.send_signal(signal.SIGKILL)
        writer.wait()
        store = open_store(tmp_path / "index")
        held = store.documents()
        for name in ("one", "two"):
            texts = [passage.text for passage in store.passages(name)]
            whole = [item.passage.text for item in passages(held[name], 200)] if name in held else []
            assert texts == whole
        store.close()


def test_a_document_and_its_passages_are_erased_in_one_operation(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """So that no killed process leaves the one without the other."""
    store = open_store(tmp_path / "index")
    made, other = document(), document("two")
    store.replace(made, passages(made, 3))
    store.replace(other, passages(other, 2))
    operations: list[object] = []
    update = store._update

    def counted(operation: object) -> None:
        operations.append(operation)
        update(operation)

    monkeypatch.setattr(store, "_update", counted)
    assert store.erase(made.id) == 3
    assert len(operations) == 1
    assert list(store.documents()) == ["two"]
    assert store.count() == 2
    store.close()


def test_a_document_killed_while_written_again_under_its_own_revision_is_read_anew(tmp_path: Path) -> None:
    store = open_store(tmp_path / "index")
    made = document()
    store.replace(made, passages(made, 3))
    point = __import__("assistant.adapters.edge_store", fromlist=["_point"])._point(passages(made, 1)[0], made)
    store._update(__import__("qdrant_edge").UpdateOperation.upsert_points([point]))
    store.close()
    again = open_store(tmp_path / "index")
    assert again.documents() == {}
    assert again.count() == 0
    again.close()


def test_a_second_opener_is_told_and_harms_nothing(tmp_path: Path) -> None:
    store = open_store(tmp_path / "index")
    made = document()
    store.replace(made, passages(made, 3))
    with pytest.raises(StoreLocked, match="in use by another process"):
        open_store(tmp_path / "index")
    store.replace(document("two"), passages(document("two"), 2))
    store.close()
    again = open_store(tmp_path / "index")
    assert again.count() == 5
    again.close()


def test_a_damaged_index_says_how_to_build_it_again(tmp_path: Path) -> None:
    store = open_store(tmp_path / "index")
    store.close()
    (tmp_path / "index" / "edge_config.json").write_text("{")
    with pytest.raises(StoreUnavailable, match="ingest run"):
        open_store(tmp_path / "index")


def test_an_index_half_made_when_the_process_died_is_made_again(tmp_path: Path) -> None:
    (tmp_path / "index.partial" / "segments").mkdir(parents=True)
    store = open_store(tmp_path / "index")
    assert store.count() == 0
    store.close()


def test_a_folder_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(StoreUnavailable, match="ASSISTANT__DATA_DIR"):
        open_store(tmp_path / "file" / "index")


def test_a_full_disk_is_told_apart_from_damage() -> None:
    assert "full" in str(_explained("IO Error: No space left on device (os error 28)", Path("index")))
    assert "damaged" in str(_explained("checksum mismatch", Path("index")))
