"""The optional map back to people: off by default, encrypted, bound to its document and key, logged, and gone with the document."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from assistant.errors import BadInput, BadSettings, CheckFailed, UnknownItem
from ingest.originals import KEY_BYTES, Originals

PEOPLE = {"[CHILD A]": ["Tamsin Ferrow", "Tam"]}


@pytest.fixture
def key_file(tmp_path: Path) -> Path:
    path = tmp_path / "map.key"
    path.write_bytes(os.urandom(KEY_BYTES))
    path.chmod(0o600)
    return path


@pytest.fixture
def originals(tmp_path: Path, key_file: Path) -> Originals:
    return Originals(tmp_path / "maps", str(key_file))


def test_without_a_key_file_nothing_is_kept(tmp_path: Path) -> None:
    off = Originals(tmp_path / "maps", "")
    off.write("d", "0", PEOPLE)
    assert not off.kept
    assert not (tmp_path / "maps").exists()
    with pytest.raises(BadSettings):
        off.read("d", "A. Reader", "asked by the court")


def test_a_map_opens_again_with_its_key_and_not_to_the_eye(originals: Originals, tmp_path: Path) -> None:
    originals.write("d", "0", PEOPLE)
    assert originals.read("d", "A. Reader", "asked by the court") == PEOPLE
    sealed = (tmp_path / "maps" / "d.map").read_bytes()
    assert b"Tamsin" not in sealed
    assert (tmp_path / "maps" / "d.map").stat().st_mode & 0o777 == 0o600


def test_every_use_is_logged_with_who_and_why_and_no_value(originals: Originals, tmp_path: Path) -> None:
    originals.write("d", "0", PEOPLE)
    originals.read("d", "A. Reader", "asked by the court")
    originals.erase("d")
    log = (tmp_path / "maps" / "access.jsonl").read_text(encoding="utf-8")
    lines = [json.loads(line) for line in log.splitlines()]
    assert [line["did"] for line in lines] == ["write", "read", "erase"]
    assert (lines[1]["who"], lines[1]["why"]) == ("A. Reader", "asked by the court")
    assert "Tamsin" not in log


@pytest.mark.parametrize(("who", "why"), [("", "because"), ("A. Reader", " ")])
def test_nobody_reads_without_a_name_and_a_reason(originals: Originals, who: str, why: str) -> None:
    originals.write("d", "0", PEOPLE)
    with pytest.raises(BadInput):
        originals.read("d", who, why)


def test_a_missing_short_or_open_key_file_stops_everything(tmp_path: Path, key_file: Path) -> None:
    with pytest.raises(BadSettings, match="cannot be read"):
        Originals(tmp_path / "maps", str(tmp_path / "none.key"))
    key_file.chmod(0o644)
    with pytest.raises(BadSettings, match="open to others"):
        Originals(tmp_path / "maps", str(key_file))
    key_file.chmod(0o600)
    key_file.write_bytes(b"short")
    with pytest.raises(BadSettings, match="exactly 32"):
        Originals(tmp_path / "maps", str(key_file))


def test_another_key_is_noticed_before_anything_is_written(originals: Originals, tmp_path: Path, key_file: Path) -> None:
    originals.write("d", "0", PEOPLE)
    key_file.write_bytes(os.urandom(KEY_BYTES))
    with pytest.raises(BadSettings, match="not the key"):
        Originals(tmp_path / "maps", str(key_file))


def test_a_map_moved_to_another_document_does_not_open(originals: Originals, tmp_path: Path) -> None:
    originals.write("d", "0", PEOPLE)
    (tmp_path / "maps" / "d.map").rename(tmp_path / "maps" / "e.map")
    with pytest.raises(CheckFailed):
        originals.read("e", "A. Reader", "asked by the court")
    with pytest.raises(UnknownItem):
        originals.read("d", "A. Reader", "asked by the court")


def test_erasure_needs_no_key(originals: Originals, tmp_path: Path) -> None:
    originals.write("d", "0", PEOPLE)
    without = Originals(tmp_path / "maps", "")
    assert without.erase("d") == 1
    assert not without.holds("d")
