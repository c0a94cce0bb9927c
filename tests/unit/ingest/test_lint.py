"""The corpus linter finds what makes a document unsafe to quote, and the starter corpus has none of it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from assistant.errors import BadInput
from assistant.settings import load_settings
from ingest.lint import lint_corpus, list_checks

ROOT = Path(__file__).parents[3]
LIMITS = load_settings({}).ingest
MANIFEST = """
[sources.S1]
title = "A source"
publisher = "A publisher"
[sources.OLD]
title = "An old source"
publisher = "A publisher"
status = "superseded"
superseded_by = "S1"
[[documents]]
id = "one"
path = "guidance/one.md"
title = "Recording decisions"
checked_on = 2026-11-22
audience = ["all"]
themes = ["records"]
licence = "OGL-3.0"
sources = ["S1", "OLD"]
"""
TEXT = """# Recording decisions

## What must be written down?

Write down what was decided and why. <!-- D90.01 S1 -->

The old edition asked for consent; check the current edition. <!-- D90.02 OLD check -->
"""


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    (tmp_path / "guidance").mkdir()
    (tmp_path / "guidance" / "one.md").write_text(TEXT, encoding="utf-8")
    (tmp_path / "manifest.toml").write_text(MANIFEST, encoding="utf-8")
    return tmp_path


def change(corpus: Path, name: str, old: str, new: str) -> None:
    path = corpus / name
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


def problems(corpus: Path, facts: Path | None = None) -> str:
    return "\n".join(lint_corpus(corpus / "manifest.toml", facts, LIMITS))


def test_a_sound_corpus_has_no_problems(corpus: Path) -> None:
    assert problems(corpus) == ""


def test_the_starter_corpus_is_sound() -> None:
    assert lint_corpus(ROOT / "corpus" / "manifest.toml", None, LIMITS) == []


@pytest.mark.parametrize(
    ("file", "old", "new", "says"),
    [
        ("manifest.toml", "checked_on = 2026-11-22\n", "", "no checked_on"),
        ("manifest.toml", 'themes = ["records"]\n', "", "no themes"),
        ("manifest.toml", 'licence = "OGL-3.0"\n', "", "no licence"),
        ("manifest.toml", 'sources = ["S1", "OLD"]\n', "", "names no source"),
        ("manifest.toml", '["S1", "OLD"]', '["OLD"]', "every source of it is superseded"),
        ("manifest.toml", '["S1", "OLD"]', '["S1"]', "rests on OLD"),
        ("manifest.toml", "[[documents]]", '[sources.S3]\ntitle = "t"\npublisher = "p"\n[[documents]]', "S3 is used by no document"),
        ("manifest.toml", 'superseded_by = "S1"\n', "", "OLD is superseded but does not say by what"),
        ("manifest.toml", 'id = "one"', 'id = "one"\nstatus = "superseded"', "does not say by what"),
        ("manifest.toml", 'id = "one"', 'id = "one"\nkind = "lesson"\npolicy = "published"', "must have the policy 'local'"),
        ("manifest.toml", "one.md", "two.md", "is not there"),
        ("guidance/one.md", "D90.01 S1", "D90.01 S9", "unknown source S9"),
        ("guidance/one.md", "Write down", "See [this](none.md) and write down", "links to none.md"),
        ("guidance/one.md", "What must be written down?", "Overview", "heading that says nothing"),
        ("guidance/one.md", "# Recording decisions\n", "", "no title line"),
        ("guidance/one.md", "and why", "and why " + "and so on " * 30, "too long to quote"),
        ("guidance/one.md", "D90.01 S1", "nonsense", "line 5"),
    ],
)
def test_each_problem_is_named(corpus: Path, file: str, old: str, new: str, says: str) -> None:
    change(corpus, file, old, new)
    assert says in problems(corpus)


def test_a_file_that_the_manifest_does_not_list_is_named(corpus: Path) -> None:
    (corpus / "guidance" / "stray.md").write_text("# Stray\n", encoding="utf-8")
    assert "guidance/stray.md is not in the manifest" in problems(corpus)


def test_a_fact_that_no_document_carries_is_named(corpus: Path, tmp_path: Path) -> None:
    facts = tmp_path / "facts.jsonl"
    rows = [("D90.01", "S1"), ("D90.02", "S1"), ("D90.03", "S1")]
    facts.write_text("\n".join(json.dumps({"fact_id": fact, "source_id": source}) for fact, source in rows))
    found = problems(corpus, facts)
    assert "D90.03 is carried by no document" in found
    assert "D90.02 is carried without its source S1" in found
    assert "D90.01" not in found
    with pytest.raises(BadInput):
        lint_corpus(corpus / "manifest.toml", tmp_path / "none.jsonl", LIMITS)


def test_what_a_person_must_check_is_listed_with_its_text(corpus: Path) -> None:
    (row,) = list_checks(corpus / "manifest.toml")
    assert (row.document_id, row.fact_id, row.source_id, row.line) == ("one", "D90.02", "OLD", 7)
    assert row.text.startswith("The old edition")
