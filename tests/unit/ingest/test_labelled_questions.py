"""Files of questions marked as answered by the library or not."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from assistant.errors import BadInput
from assistant.types import Nation
from ingest.labelled_questions import read_labelled_questions

CASES: list[dict[str, Any]] = [
    *({"id": f"a{number}", "question": f"what is rule {number}", "must_contain": ["x"]} for number in range(30)),
    *({"id": f"b{number}", "question": f"who won race {number}", "expect_abstain": True} for number in range(30)),
]
QUERIES: list[dict[str, Any]] = [{"_id": str(number), "text": f"query {number}", "answerable": number % 2 == 0} for number in range(60)]


def write(folder: Path, rows: Sequence[Any]) -> Path:
    path = folder / "questions.jsonl"
    path.write_text("".join((row if isinstance(row, str) else json.dumps(row)) + "\n" for row in rows), encoding="utf-8")
    return path


def test_answer_cases_are_read(tmp_path: Path) -> None:
    found = read_labelled_questions(write(tmp_path, CASES), 1000)
    assert [item.answerable for item in found] == [True] * 30 + [False] * 30
    assert found[3].question.text == "what is rule 3"


def test_beir_queries_are_read_and_may_stand_beside_cases(tmp_path: Path) -> None:
    found = read_labelled_questions(write(tmp_path, [*QUERIES, "", *CASES]), 1000)
    assert len(found) == 120
    assert [item.answerable for item in found[:2]] == [True, False]


def test_a_case_is_asked_for_its_nation_and_day(tmp_path: Path) -> None:
    row = {"question": "  Must I\nreport? ", "nation": "Wales", "as_at": "2024-03-01"}
    (first, *_) = read_labelled_questions(write(tmp_path, [row, *CASES]), 1000)
    assert first.question.text == "Must I report?"
    assert (first.question.filters.nation, first.question.filters.as_at) == (Nation.WALES, date(2024, 3, 1))


def test_a_question_that_stands_twice_counts_once(tmp_path: Path) -> None:
    again = {"question": "What is  rule 3"}
    assert len(read_labelled_questions(write(tmp_path, [*CASES, again]), 1000)) == 60


@pytest.mark.parametrize(
    ("row", "message"),
    [
        ("{not json", "line 61 is not valid JSON"),
        ("[1]", "line 61 is not a JSON object"),
        ({"q": "secret words"}, "line 61: a row needs 'question'"),
        ({"question": "secret words", "expect_abstain": "yes"}, "line 61: 'expect_abstain' must be true or false"),
        ({"text": "secret words"}, "line 61: 'answerable' must be true or false"),
        ({"text": "secret words", "answerable": None}, "line 61: 'answerable' must be true or false"),
        ({"question": ["secret words"]}, "line 61: the field 'question'"),
        ({"question": "?"}, "line 61: There is no question"),
        ({"question": "secret words " * 100}, "line 61: The text is too long"),
        ({"question": "secret words", "nation": "france"}, "line 61: 'nation' must be one of"),
        ({"question": "secret words", "as_at": "last year"}, "line 61: 'as_at' must be a date"),
        ({"question": "who won race 3"}, "line 61: the same question is marked the other way on line 34"),
    ],
)
def test_a_bad_line_is_named_and_never_quoted(tmp_path: Path, row: object, message: str) -> None:
    with pytest.raises(BadInput, match=message) as caught:
        read_labelled_questions(write(tmp_path, [*CASES, row]), 1000)
    assert "secret" not in str(caught.value)
    assert caught.value.exit_code == 2


@pytest.mark.parametrize("rows", [CASES[1:], CASES[:-1], []])
def test_too_few_of_either_kind_says_what_to_do(tmp_path: Path, rows: Sequence[Any]) -> None:
    with pytest.raises(BadInput, match="At least 30 of each are needed to learn from: add more, or run"):
        read_labelled_questions(write(tmp_path, rows), 1000)


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="There is no file"):
        read_labelled_questions(tmp_path / "nothing.jsonl", 1000)
