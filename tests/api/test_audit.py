"""The audit log: every use, no words, and a chain that shows any change."""

from __future__ import annotations

import json
import os
import threading
from pathlib import Path

import pytest

from assistant.api.audit import GENESIS, AuditEntry, AuditLog, verify_audit
from tests.doors import make_client
from tests.fakes import FakeLibrarian, MemoryStore

ENTRY = AuditEntry("ada", "POST /v1/questions", "answered")


def lines_of(folder: Path) -> list[dict[str, object]]:
    return [json.loads(line) for line in (folder / "audit.jsonl").read_text().splitlines()]


def test_each_use_leaves_one_line_of_who_when_route_outcome_reason_versions_and_timings(tmp_path: Path) -> None:
    headers = {"authorization": "Bearer secret"}
    with make_client(audit_dir=tmp_path, tokens="ada:secret", librarian=FakeLibrarian(MemoryStore())) as client:
        client.post("/v1/questions", json={"question": "When can I share information without consent?"}, headers=headers)
        client.post("/v1/questions", json={"question": "Tell me about Tommy"}, headers={**headers, "accept": "text/event-stream"})
        client.post("/v1/searches", json={"query": "sharing"}, headers=headers)
        client.post("/v1/case-examples", json={"query": "bruise"}, headers=headers)
        client.post("/v1/quote-checks", json={"quote": "without consent"}, headers=headers)
        client.post("/v1/questions", json={"question": "breakguard"}, headers=headers)
        client.post("/", data={"question": "When can I share information?"}, headers=headers)
        client.get("/v1/reviews", headers=headers)
    lines = lines_of(tmp_path)
    assert [(line["route"], line["outcome"], line["reason"]) for line in lines] == [
        ("POST /v1/questions", "answered", None),
        ("POST /v1/questions", "refused", "identifiable_person"),
        ("POST /v1/searches", "found", None),
        ("POST /v1/case-examples", "found", None),
        ("POST /v1/quote-checks", "verified", None),
        ("POST /v1/questions", "error", "internal"),
        ("POST /", "answered", None),
        ("GET /v1/reviews", "listed", None),
    ]
    assert {line["who"] for line in lines} == {"ada"}
    assert lines[0]["versions"] == {"embedder": "hashing-64", "generator": "first-sentences", "index": "fake-index"}
    assert "guard" in lines[0]["timings_ms"]  # type: ignore[operator]
    assert lines[0]["prev"] == GENESIS
    assert verify_audit(tmp_path / "audit.jsonl").lines == 8
    assert (tmp_path / "audit.jsonl").stat().st_mode & 0o077 == 0


def test_without_a_folder_nothing_is_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    with make_client() as client:
        client.post("/v1/searches", json={"query": "sharing"})
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("harm", ["edit", "remove", "swap", "insert", "garbage"])
def test_any_change_breaks_the_chain_at_its_place(tmp_path: Path, harm: str) -> None:
    log = AuditLog(tmp_path)
    for _ in range(5):
        log.append(ENTRY)
    lines = log.path.read_bytes().splitlines()
    assert verify_audit(log.path).intact
    if harm == "edit":
        lines[2] = lines[2].replace(b"answered", b"refused")
    elif harm == "remove":
        del lines[2]
    elif harm == "swap":
        lines[2], lines[3] = lines[3], lines[2]
    elif harm == "insert":
        lines.insert(2, lines[2])
    else:
        lines[2] = b"garbage"
    log.path.write_bytes(b"\n".join(lines) + b"\n")
    found = verify_audit(log.path)
    assert not found.intact
    assert found.broken_at in (3, 4)


def test_the_chain_goes_on_over_restarts_and_threads(tmp_path: Path) -> None:
    logs = [AuditLog(tmp_path) for _ in range(4)]
    threads = [threading.Thread(target=lambda log=log: [log.append(ENTRY) for _ in range(5)]) for log in logs]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    AuditLog(tmp_path).append(ENTRY)
    check = verify_audit(tmp_path / "audit.jsonl")
    assert (check.lines, check.intact) == (21, True)


def test_a_line_cut_short_by_a_crash_is_kept_and_marked(tmp_path: Path) -> None:
    log = AuditLog(tmp_path)
    log.append(ENTRY)
    with log.path.open("ab") as stream:
        stream.write(b'{"at": "2026')
    assert not verify_audit(log.path).intact
    log.append(ENTRY)
    check = verify_audit(log.path)
    assert (check.lines, check.intact) == (2, True)
    assert lines_after_torn(log.path)["after_torn_line"] is True


def lines_after_torn(path: Path) -> dict[str, object]:
    last: dict[str, object] = json.loads(path.read_bytes().splitlines()[-1])
    return last


def test_a_line_is_on_disk_before_the_reply(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    synced: list[int] = []
    real = os.fsync

    def fsync(descriptor: int) -> None:
        synced.append(descriptor)
        real(descriptor)

    monkeypatch.setattr(os, "fsync", fsync)
    AuditLog(tmp_path).append(ENTRY)
    assert len(synced) == 1


def test_without_a_record_there_is_no_reply(tmp_path: Path) -> None:
    (tmp_path / "audit.jsonl").mkdir()
    with make_client(audit_dir=tmp_path) as client:
        response = client.post("/v1/questions", json={"question": "When can I share information without consent?"})
    assert (response.status_code, response.json()["type"]) == (503, "urn:assistant:problem:audit-unavailable")


def test_a_missing_file_is_an_empty_chain(tmp_path: Path) -> None:
    assert verify_audit(tmp_path / "audit.jsonl").intact
