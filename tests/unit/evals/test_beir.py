"""BEIR folders are read as they come from the field, and what is wrong with one is said with file and line."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from assistant.errors import BadInput
from evals.beir import read_collection


def write(folder: Path, corpus: Sequence[Any], queries: Sequence[Any], qrels: str) -> Path:
    (folder / "qrels").mkdir(parents=True)
    for name, rows in (("corpus", corpus), ("queries", queries)):
        text = "".join((row if isinstance(row, str) else json.dumps(row)) + "\n" for row in rows)
        (folder / f"{name}.jsonl").write_text(text, encoding="utf-8")
    (folder / "qrels" / "test.tsv").write_text(qrels, encoding="utf-8")
    return folder


CORPUS = [{"_id": "p1", "title": "T", "text": "one"}, {"_id": "p2", "text": "two"}]
QUERIES = [{"_id": "q1", "text": "?", "scenario": "I am new."}, {"_id": "q2", "text": "?", "answerable": False}]
HEADER = "query-id\tcorpus-id\tscore\n"


def test_a_folder_is_read_with_its_optional_fields(tmp_path: Path) -> None:
    found = read_collection(write(tmp_path / "set", CORPUS, QUERIES, HEADER + "q1\tp1\t2\n"))
    assert found.name == "set"
    assert found.texts[1].title == ""
    assert found.queries[0].context == "I am new."
    assert found.queries[1].answerable is False
    assert found.relevant == {"q1": {"p1": 2.0}}
    assert [query.id for query in found.judged] == ["q1"]


def test_grades_of_zero_and_below_are_not_relevant(tmp_path: Path) -> None:
    found = read_collection(write(tmp_path / "set", CORPUS, QUERIES, HEADER + "q1\tp1\t1\nq1\tp2\t0\nq2\tp1\t-1\n"))
    assert found.relevant == {"q1": {"p1": 1.0}}


def test_trec_form_without_a_header_is_read_too(tmp_path: Path) -> None:
    found = read_collection(write(tmp_path / "set", CORPUS, QUERIES, "q1\t0\tp1\t1\n"))
    assert found.relevant == {"q1": {"p1": 1.0}}


def test_ids_may_be_numbers(tmp_path: Path) -> None:
    found = read_collection(write(tmp_path / "set", [{"_id": 1, "text": "one"}], [{"_id": 7, "text": "?"}], HEADER + "7\t1\t1\n"))
    assert found.relevant == {"7": {"1": 1.0}}


def test_the_digest_follows_the_content(tmp_path: Path) -> None:
    first = read_collection(write(tmp_path / "a", CORPUS, QUERIES, HEADER + "q1\tp1\t1\n"))
    second = read_collection(write(tmp_path / "b", CORPUS, QUERIES, HEADER + "q1\tp2\t1\n"))
    assert first.digest != second.digest


@pytest.mark.parametrize(
    ("corpus", "queries", "qrels", "message"),
    [
        (["{not json"], QUERIES, HEADER + "q1\tp1\t1\n", "corpus.jsonl line 1 is not valid JSON"),
        ([*CORPUS, "[1]"], QUERIES, HEADER + "q1\tp1\t1\n", "line 3 is not a JSON object"),
        ([{"_id": "p1"}], QUERIES, HEADER + "q1\tp1\t1\n", "line 1: the field 'text'"),
        ([*CORPUS, CORPUS[0]], QUERIES, HEADER + "q1\tp1\t1\n", "ids more than once"),
        ([], QUERIES, HEADER + "q1\tp1\t1\n", "corpus.jsonl is empty"),
        (CORPUS, QUERIES, HEADER + "q1\tp1\n", "test.tsv line 2"),
        (CORPUS, QUERIES, HEADER + "q9\tp1\t1\n", "not in queries.jsonl"),
        (CORPUS, QUERIES, HEADER + "q1\tp9\t1\n", "not in corpus.jsonl"),
        (CORPUS, QUERIES, HEADER, "no relevant passage"),
    ],
)
def test_what_is_wrong_is_said(tmp_path: Path, corpus: list[Any], queries: list[Any], qrels: str, message: str) -> None:
    with pytest.raises(BadInput, match=message):
        read_collection(write(tmp_path / "set", corpus, queries, qrels))


def test_missing_folder_and_missing_qrels_are_told_apart(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="There is no folder"):
        read_collection(tmp_path / "nowhere")
    folder = write(tmp_path / "set", CORPUS, QUERIES, HEADER)
    (folder / "qrels" / "test.tsv").unlink()
    with pytest.raises(BadInput, match=r"test\.tsv is missing"):
        read_collection(folder)
