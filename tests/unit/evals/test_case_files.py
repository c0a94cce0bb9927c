"""Our own answer cases hold together: enough of each kind, two separate parts, quotes that stand in the documents."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from evals.answer_cases import DEVELOPMENT, HELD_OUT, AnswerCase, document_digest, key_cases, plain_words, read_cases

GUIDANCE = Path(__file__).parents[3] / "corpus" / "guidance"


@pytest.fixture(scope="module")
def parts() -> dict[str, list[AnswerCase]]:
    return {"dev": read_cases(DEVELOPMENT), "heldout": read_cases(HELD_OUT)}


def test_there_are_enough_cases_of_both_sorts(parts: dict[str, list[AnswerCase]]) -> None:
    """At least 200 answerable and 60 that must be abstained on, both sorts in both parts."""
    everything = parts["dev"] + parts["heldout"]
    assert sum(not case.expect_abstain for case in everything) >= 200
    assert sum(case.expect_abstain for case in everything) >= 60
    for cases in parts.values():
        assert {case.expect_abstain for case in cases} == {True, False}


def test_the_parts_share_neither_ids_nor_questions(parts: dict[str, list[AnswerCase]]) -> None:
    def words(case: AnswerCase) -> str:
        return re.sub(r"\W+", " ", case.question.text.lower()).strip()

    assert not {case.id for case in parts["dev"]} & {case.id for case in parts["heldout"]}
    assert not {words(case) for case in parts["dev"]} & {words(case) for case in parts["heldout"]}


def test_practitioners_voices_are_all_there(parts: dict[str, list[AnswerCase]]) -> None:
    wanted = {"keyword", "messy", "acronym-heavy", "layperson", "multi-part", "jurisdiction-specific", "temporal"}
    for cases in parts.values():
        assert wanted <= {case.style for case in cases}


def test_every_answerable_case_is_keyed_to_a_sentence_of_a_document(parts: dict[str, list[AnswerCase]]) -> None:
    """The quote stands in the document, every pattern matches somewhere in it, and a source is named."""
    for case in (case for cases in parts.values() for case in cases if not case.expect_abstain):
        text = plain_words((GUIDANCE / f"{case.document}.md").read_text(encoding="utf-8"))
        assert plain_words(case.quote) in text, case.id
        assert all(pattern.search(text) for pattern in case.patterns), case.id
        assert case.patterns, case.id
        assert case.source_ids, case.id
        assert re.fullmatch(r"[0-9a-f]{12}", case.document_digest), case.id


def test_cases_name_no_passages() -> None:
    for path in (DEVELOPMENT, HELD_OUT):
        for line in path.read_text(encoding="utf-8").splitlines():
            assert not {"passage_id", "chunk_id", "split"} & json.loads(line).keys()


def test_keying_follows_a_changed_document_and_names_a_lost_quote(tmp_path: Path) -> None:
    """A change elsewhere in the document gives the case a new digest; a change of the sentence needs a person."""
    document, cases = tmp_path / "d1.md", tmp_path / "cases.jsonl"
    document.write_text("# T\n\nThe time is **ten** days. <!-- D1 X -->\n", encoding="utf-8")
    row = {"id": "a", "question": "?", "must_contain": ["ten"], "source_ids": ["X"], "document": "d1", "quote": "The time is ten days."}
    cases.write_text(json.dumps(row) + "\n", encoding="utf-8")
    assert key_cases(cases, tmp_path) == (1, [])
    assert read_cases(cases)[0].document_digest == document_digest(document)
    assert key_cases(cases, tmp_path) == (0, [])
    document.write_text("# T\n\nThe time is nine days.\n", encoding="utf-8")
    assert key_cases(cases, tmp_path) == (0, ["a"])


def test_comments_do_not_change_a_documents_digest(tmp_path: Path) -> None:
    first, second = tmp_path / "a.md", tmp_path / "b.md"
    first.write_text("One  two. <!-- D1 X -->\n", encoding="utf-8")
    second.write_text("One two.\n", encoding="utf-8")
    assert document_digest(first) == document_digest(second)
