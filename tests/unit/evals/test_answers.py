"""The answer suite counts what a user would count: said, sourced, word for word, current, and silent where it should be."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from assistant.errors import BadInput, GuardFailed, Unavailable
from assistant.types import Abstention, Question, Reason, Refusal
from evals.answer_cases import read_cases
from evals.answers import measure
from evals.suite import Measurement, silent
from evals.systems import RemoteSystem, Seen, SeenCitation, seen, seen_from_json


def citation(quote: str, source: str = "S1", status: str = "current", document: str = "d1") -> SeenCitation:
    digest = hashlib.sha256(quote.encode()).hexdigest()
    return SeenCitation(quote, digest, document, status, {source: status})


def answered(*citations: SeenCitation, notices: tuple[tuple[str, str | None], ...] = ()) -> Seen:
    statements = tuple(item.quote for item in citations)
    return Seen("answered", None, statements, citations, (1,) * len(citations), notices, {})


def silence(outcome: str = "abstained", reason: str = "not_found") -> Seen:
    return Seen(outcome, reason, (), (), (), (), {})


class FakeSystem:
    def __init__(self, replies: Mapping[str, Seen | Exception], held: bool = True) -> None:
        self.replies, self.held = replies, held

    def ask(self, question: Question) -> Seen:
        reply = self.replies[question.text]
        if isinstance(reply, Exception):
            raise reply
        return reply

    def verify(self, citation: SeenCitation) -> bool:
        return self.held


CASE = {"id": "a1", "question": "how long?", "must_contain": ["15 working days", "strategy"], "source_ids": ["S1", "S2"], "kind": "fact"}
NEVER = {"id": "x1", "question": "local number?", "must_contain": [], "source_ids": [], "kind": "unanswerable", "expect_abstain": True}
RIGHT = citation("The conference follows within 15 working days of the strategy discussion.")


def run(tmp_path: Path, rows: list[dict[str, Any]], replies: Mapping[str, Seen | Exception], held: bool = True) -> Measurement:
    path = tmp_path / "cases.jsonl"
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    return measure(read_cases(path), FakeSystem(replies, held), silent)


def value(found: Measurement, name: str) -> float | None:
    return found.metric(name).value


def test_an_answer_that_says_all_from_the_right_source_is_right(tmp_path: Path) -> None:
    found = run(tmp_path, [CASE], {"how long?": answered(RIGHT)})
    assert [value(found, name) for name in ("answer_recall", "right_source", "citation_precision", "quotes_verified")] == [1, 1, 1, 1]
    assert value(found, "superseded_as_current") == 0


def test_every_pattern_must_match_somewhere_in_the_whole_answer(tmp_path: Path) -> None:
    halves = answered(citation("Within 15 working days."), citation("After the strategy discussion."))
    found = run(tmp_path, [CASE], {"how long?": halves})
    assert value(found, "answer_recall") == 1
    assert value(found, "first_statement_recall") == 0
    assert value(run(tmp_path, [CASE], {"how long?": answered(citation("Within 15 working days."))}), "answer_recall") == 0


def test_citation_precision_counts_citations_and_right_source_counts_questions(tmp_path: Path) -> None:
    found = run(tmp_path, [CASE], {"how long?": answered(RIGHT, citation("Something else.", "S9"), citation("And more.", "S9"))})
    assert value(found, "citation_precision") == pytest.approx(1 / 3)
    assert value(found, "right_source") == 1


def test_superseded_text_needs_a_warning(tmp_path: Path) -> None:
    old = citation(RIGHT.quote, status="superseded")
    assert value(run(tmp_path, [CASE], {"how long?": answered(old)}), "superseded_as_current") == 1
    warned = answered(old, notices=(("superseded", "d1"),))
    assert value(run(tmp_path, [CASE], {"how long?": warned}), "superseded_as_current") == 0
    elsewhere = answered(old, notices=(("superseded", "d2"),))
    assert value(run(tmp_path, [CASE], {"how long?": elsewhere}), "superseded_as_current") == 1


def test_current_text_that_rests_on_old_sources_alone_needs_a_check_notice(tmp_path: Path) -> None:
    resting = SeenCitation(RIGHT.quote, RIGHT.sha256, "d1", "current", {"S1": "superseded"})
    assert value(run(tmp_path, [CASE], {"how long?": answered(resting)}), "superseded_as_current") == 1
    assert value(run(tmp_path, [CASE], {"how long?": answered(resting, notices=(("check_date", "d1"),))}), "superseded_as_current") == 0


@pytest.mark.parametrize("outcome", ["abstained", "refused", "signposted"])
def test_any_silence_counts_as_abstaining(tmp_path: Path, outcome: str) -> None:
    found = run(tmp_path, [CASE, NEVER], {"how long?": answered(RIGHT), "local number?": silence(outcome)})
    assert value(found, "abstention_recall") == 1
    assert value(found, "abstention_precision") == 1
    assert value(found, "false_abstention_rate") == 0


def test_silence_on_an_answerable_question_is_a_false_abstention_and_a_missed_answer(tmp_path: Path) -> None:
    found = run(tmp_path, [CASE, NEVER], {"how long?": silence(), "local number?": answered(RIGHT)})
    assert value(found, "false_abstention_rate") == 1
    assert value(found, "abstention_recall") == 0
    assert value(found, "answer_recall") == 0
    assert {row.id for row in found.worst()} == {"a1", "x1"}


def test_a_quote_that_the_library_does_not_hold_is_not_verified(tmp_path: Path) -> None:
    assert value(run(tmp_path, [CASE], {"how long?": answered(RIGHT)}, held=False), "quotes_verified") == 0


def test_what_cannot_be_counted_is_skipped_and_not_zero(tmp_path: Path) -> None:
    found = run(tmp_path, [NEVER], {"local number?": silence()})
    assert value(found, "answer_recall") is None
    assert found.metric("answer_recall").skipped


def test_one_failed_question_is_counted_and_a_system_that_is_down_is_unavailable(tmp_path: Path) -> None:
    found = run(tmp_path, [CASE, NEVER], {"how long?": GuardFailed("no"), "local number?": silence()})
    assert value(found, "failed") == 1
    assert value(found, "false_abstention_rate") == 0
    with pytest.raises(Unavailable):
        run(tmp_path, [CASE], {"how long?": Unavailable("down")})


def test_rows_hold_no_text_of_the_case(tmp_path: Path) -> None:
    found = run(tmp_path, [CASE], {"how long?": answered(RIGHT)})
    assert "how long" not in json.dumps([dict(row.details) for row in found.rows])


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"must_contain": ["("]}, "regular expression"),
        ({"must_contain": "text"}, "must be a list"),
        ({"nation": "france"}, "'nation' must be one of"),
        ({"as_at": "yesterday"}, "'as_at' must be a date"),
        ({"expect_abstain": "yes"}, "must be true or false"),
        ({"question": None}, "'question' is missing"),
    ],
)
def test_a_malformed_case_is_named_by_line(tmp_path: Path, change: dict[str, Any], message: str) -> None:
    path = tmp_path / "cases.jsonl"
    path.write_text(json.dumps(CASE) + "\n\n" + json.dumps({**NEVER, **change}) + "\n", encoding="utf-8")
    with pytest.raises(BadInput, match=f"line 3.*{message}"):
        read_cases(path)


def test_a_repeated_id_is_bad_input(tmp_path: Path) -> None:
    path = tmp_path / "cases.jsonl"
    path.write_text(2 * (json.dumps(CASE) + "\n"), encoding="utf-8")
    with pytest.raises(BadInput, match="line 2: the id was used before, on line 1"):
        read_cases(path)


def test_a_reply_in_process_and_over_http_is_seen_alike() -> None:
    wire = {"outcome": "refused", "statements": [], "notices": [], "reason": "identifiable_person", "message": "…", "trace": {}}
    assert seen_from_json(wire) == seen(Refusal(Reason.IDENTIFIABLE_PERSON, "…"))
    assert seen(Abstention(Reason.NOT_FOUND, "…")).reason == "not_found"


def test_a_reply_that_breaks_the_contract_is_unavailable() -> None:
    with pytest.raises(Unavailable, match="contract"):
        seen_from_json({"statements": [{"citations": [{"quote": "x"}], "text": "x"}], "outcome": "answered"})


def test_the_remote_system_speaks_the_contract() -> None:
    """Question with its nation out, statements with citations back, quotes checked by hash and by the server."""
    import httpx

    asked: list[Any] = []
    quote = RIGHT.quote
    held = {
        "quote": quote,
        "sha256": RIGHT.sha256,
        "document_id": "d1",
        "status": "current",
        "sources": [{"id": "S1", "status": "current"}],
    }

    def serve(request: httpx.Request) -> httpx.Response:
        asked.append((request.url.path, json.loads(request.content)))
        if request.url.path == "/v1/quote-checks":
            return httpx.Response(200, json={"verified": True, "occurrences": []})
        return httpx.Response(200, json={"outcome": "answered", "statements": [{"text": quote, "citations": [held]}], "notices": []})

    system = RemoteSystem("http://test/", client=httpx.Client(transport=httpx.MockTransport(serve)))
    reply = system.ask(Question("how long?"))
    assert reply.citations[0] == RIGHT
    assert system.verify(reply.citations[0])
    assert not system.verify(SeenCitation(quote, "0" * 64, "d1", "current", {}))
    assert [path for path, _ in asked] == ["/v1/questions", "/v1/quote-checks"]
