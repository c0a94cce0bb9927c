"""Asked lines: bound to facts by their marks, never part of the text, noticed when they change, checked by the linter."""

from __future__ import annotations

from pathlib import Path

import pytest

from assistant.errors import BadManifest
from assistant.types import Asked
from ingest.asked import bind, check_asked, read_asked
from ingest.manifest import read_manifest
from ingest.partition import read_markers
from tests.fakes import SHARING, make_passages

TEXT = """# Recording decisions

## What must be written down?

Write down what was decided and why. <!-- D90.01 S1 -->

- Keep the record safe. <!-- D90.02 S1 -->
"""
LINES = '[[fact]]\nid = "D90.01"\nasked = ["do i note my reasons", "what goes in the file"]\n'
MANIFEST = """
[sources.S1]
title = "A source"
publisher = "A publisher"
[[documents]]
id = "one"
path = "one.md"
title = "Recording decisions"
sources = ["S1"]
"""


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    (tmp_path / "asked").mkdir()
    (tmp_path / "asked" / "one.toml").write_text(LINES, encoding="utf-8")
    (tmp_path / "one.md").write_text(TEXT, encoding="utf-8")
    (tmp_path / "manifest.toml").write_text(MANIFEST, encoding="utf-8")
    return tmp_path


def test_lines_stand_beside_the_words_that_state_their_fact(corpus: Path) -> None:
    text = "Write down what was decided and why.\n- Keep the record safe."
    (passage,) = bind(make_passages(SHARING, ("Recording", text)), read_markers(TEXT), read_asked(corpus))
    assert passage.text == text
    assert passage.asked == (Asked("do i note my reasons", 0, 36), Asked("what goes in the file", 0, 36))


def test_passages_without_a_marked_fact_stay_as_they_are(corpus: Path) -> None:
    passages = make_passages(SHARING, ("Recording", "Nothing that is marked."))
    assert bind(passages, read_markers(TEXT), read_asked(corpus)) == passages


def test_a_corpus_without_lines_has_none(tmp_path: Path) -> None:
    assert read_asked(tmp_path) == {}


def test_only_the_facts_of_a_published_document_reach_its_entry(corpus: Path) -> None:
    assert list(read_manifest(corpus / "manifest.toml").entries[0].asked) == ["D90.01"]
    local = MANIFEST.replace('id = "one"', 'id = "one"\npolicy = "local"')
    (corpus / "manifest.toml").write_text(local, encoding="utf-8")
    assert read_manifest(corpus / "manifest.toml").entries[0].asked == {}


def test_the_linter_names_unknown_facts_empty_lines_and_repeats(corpus: Path) -> None:
    more = '[[fact]]\nid = "D90.09"\nasked = ["Do I note my reasons?", " "]\n[[fact]]\nid = "D90.02"\nasked = []\n'
    (corpus / "asked" / "two.toml").write_text(more, encoding="utf-8")
    found = "\n".join(check_asked(corpus, {"D90.01": 1, "D90.02": 1}))
    assert "fact D90.09 is carried by no document" in found
    assert "repeats a line of D90.01" in found
    assert "has an empty line" in found
    assert "fact D90.02 has no lines" in found


@pytest.mark.parametrize("text", ["x", "[other]\na = 1", '[[fact]]\nid = "D90.01"', '[[fact]]\nid = "D90.01"\nasked = "one"'])
def test_a_file_of_another_form_is_an_error_that_names_it(corpus: Path, text: str) -> None:
    (corpus / "asked" / "one.toml").write_text(text, encoding="utf-8")
    with pytest.raises(BadManifest, match=r"one\.toml"):
        read_asked(corpus)
