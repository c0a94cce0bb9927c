"""A manifest holds together or says where it does not."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from assistant.errors import BadManifest
from assistant.types import Kind, Nation, Policy, Status
from ingest.manifest import read_manifest

SOURCE = """
[sources.S1]
title = "A source"
publisher = "A publisher"
url = "https://example.org"
published = "2024-05"
status = "current"
licence = "OGL-3.0"
"""
ENTRY = """
[[documents]]
id = "one"
path = "one.md"
title = "One"
kind = "guidance"
nations = ["england"]
checked_on = 2026-11-22
sources = ["S1"]
"""


def write(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "manifest.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_a_document_gets_what_its_entry_says_and_sensible_defaults(tmp_path: Path) -> None:
    (entry,) = read_manifest(write(tmp_path, SOURCE + ENTRY)).entries
    document = entry.document
    assert (document.id, document.kind, document.nations, document.status) == ("one", Kind.GUIDANCE, (Nation.ENGLAND,), Status.CURRENT)
    assert document.policy is Policy.PUBLISHED
    assert document.sources[0].publisher == "A publisher"
    assert document.checked_on == date(2026, 11, 22)
    assert entry.path == tmp_path.resolve() / "one.md"


def test_a_lesson_is_local_unless_it_says_otherwise(tmp_path: Path) -> None:
    (entry,) = read_manifest(write(tmp_path, SOURCE + ENTRY.replace('"guidance"', '"lesson"'))).entries
    assert entry.document.policy is Policy.LOCAL


def test_without_nations_a_document_is_uk_wide(tmp_path: Path) -> None:
    (entry,) = read_manifest(write(tmp_path, SOURCE + ENTRY.replace('nations = ["england"]\n', ""))).entries
    assert entry.document.nations == tuple(Nation)


def test_an_old_edition_applies_until_its_successor_begins(tmp_path: Path) -> None:
    old = (
        ENTRY.replace('"one"', '"old"').replace("one.md", "old.md")
        + 'status = "superseded"\nsuperseded_by = "one"\npublished = 2018-07-04\n'
    )
    entries = read_manifest(write(tmp_path, SOURCE + ENTRY + "published = 2023-12-15\n" + old)).entries
    assert entries[1].document.effective_from == date(2018, 7, 4)
    assert entries[1].document.effective_to == date(2023, 12, 15)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("not toml [", "not valid TOML"),
        ("[other]\n", "unknown keys: other"),
        (SOURCE + ENTRY + 'colour = "red"\n', "'one'.*unknown keys: colour"),
        (SOURCE + ENTRY + ENTRY, "same id more than once: one"),
        (SOURCE + ENTRY + ENTRY.replace('id = "one"', 'id = "two"'), "same path more than once"),
        (SOURCE + ENTRY.replace("2026-11-22", '"last week"'), "'checked_on' must be a date"),
        (SOURCE + ENTRY.replace("2026-11-22", "2026-11-22T10:00:00"), "'checked_on' must be a date"),
        (SOURCE + ENTRY.replace('["S1"]', '["S2"]'), "unknown sources: S2"),
        (SOURCE + ENTRY.replace('["S1"]', '"S1"'), "'sources' must be a list"),
        (SOURCE + ENTRY.replace('["england"]', '["france"]'), "'nations' must be one of england"),
        (SOURCE + ENTRY.replace('"guidance"', '"gossip"'), "'kind' must be one of law"),
        (SOURCE + ENTRY.replace('id = "one"', 'id = "One Two"'), "an id may hold"),
        (SOURCE + ENTRY.replace('id = "one"\n', ""), "needs 'id'"),
        (SOURCE + ENTRY.replace('path = "one.md"\n', ""), "needs 'path'"),
        (SOURCE + ENTRY.replace('"one.md"', '"../secret.md"'), "own folder"),
        (SOURCE + ENTRY + 'superseded_by = "two"\n', "its status is 'current'"),
        (SOURCE + ENTRY + 'status = "superseded"\nsuperseded_by = "two"\n', "does not list"),
        (SOURCE + ENTRY + 'status = "superseded"\nsuperseded_by = "one"\n', "supersedes itself"),
        (SOURCE + ENTRY + "effective_from = 2026-01-02\neffective_to = 2026-01-01\n", "ends before it begins"),
        (SOURCE.replace('"current"', '"superseded"\nsuperseded_by = "S9"') + ENTRY, "superseded by 'S9'"),
        (SOURCE.replace("publisher", "printer") + ENTRY, "unknown keys: printer"),
        ("documents = 3\n", r"\[\[documents\]\]"),
    ],
)
def test_what_does_not_hold_together_is_named(tmp_path: Path, text: str, says: str) -> None:
    with pytest.raises(BadManifest, match=says):
        read_manifest(write(tmp_path, text))


def test_a_supersession_loop_is_named(tmp_path: Path) -> None:
    two = ENTRY.replace('"one"', '"two"').replace("one.md", "two.md")
    text = SOURCE + ENTRY + 'status = "superseded"\nsuperseded_by = "two"\n' + two + 'status = "superseded"\nsuperseded_by = "one"\n'
    with pytest.raises(BadManifest, match="one, two"):
        read_manifest(write(tmp_path, text))


def test_a_missing_manifest_is_named(tmp_path: Path) -> None:
    with pytest.raises(BadManifest, match="cannot be read"):
        read_manifest(tmp_path / "none.toml")
