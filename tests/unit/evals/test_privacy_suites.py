"""The suites about people: records become rows that add up to the pooled figures; malformed input is named by line."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest

from assistant.errors import BadInput
from assistant.settings import load_settings
from assistant.types import Question
from evals.privacy_suites import AnonymisationSuite, RemoteGuard, measure_spans, measure_tab
from evals.suite import Options, silent
from evals.systems import Seen, SeenCitation


def figures(direct: float | None, spans: int, leak: int) -> dict[str, Any]:
    return {
        "direct_recall": direct,
        "direct_recall_n": spans,
        "quasi_recall": None,
        "quasi_recall_n": 0,
        "keep_survival": 1.0,
        "keep_survival_n": 2,
        "documents_with_direct": int(spans > 0),
        "documents_with_leak": leak,
        "missed_by_type": {"PERSON": leak} if leak else {},
    }


def test_records_add_up_by_spans_and_not_by_record(tmp_path: Path) -> None:
    """One of one and three of five found is four of six, not the mean of the two shares; a record without people cannot leak."""
    path = tmp_path / "spans.jsonl"
    path.write_text("x")
    answers = iter([figures(1.0, 1, 0), figures(0.6, 5, 1), figures(None, 0, 0)])

    def score(held: Sequence[Mapping[str, Any]]) -> Mapping[str, Any]:
        assert len(held) == 1
        return next(answers)

    found = measure_spans([{"id": "a", "text": "x"}, {"id": "b", "text": "x"}, {"text": "x"}], score, path, silent)
    assert found.metric("direct_recall").value == pytest.approx(4 / 6)
    assert found.metric("quasi_recall").value is None
    assert found.metric("documents_with_leak").value == 1
    assert found.metric("leak_rate").value == 0.5
    assert found.breakdowns["missed"] == {"PERSON": {"n": 1.0}}
    assert [row.id for row in found.worst()] == ["b"]


def test_the_benchmark_is_counted_under_its_own_names_and_ours(tmp_path: Path) -> None:
    path = tmp_path / "tab.json"
    path.write_text("x")
    scored: dict[str, Any] = {}
    for name, share, count in (("entity_recall_direct", 0.5, 2), ("entity_recall_quasi", 1.0, 3), ("token_precision", 0.75, 4)):
        scored |= {f"tab_{name}": share, f"tab_{name}_n": count}
    found = measure_tab([{"doc_id": "d", "text": "x"}], lambda held: scored, path, silent)
    assert found.metric("direct_recall").value == found.metric("entity_recall_direct").value == 0.5
    assert found.metric("token_precision").value == 0.75
    assert found.form == "tab"


@pytest.mark.parametrize(
    ("record", "message"),
    [
        ({"spans": []}, "line 1: the field 'text'"),
        ({"text": "ab", "spans": [{"start": 0, "end": 3}]}, "line 1: a span lies outside"),
        ({"text": "ab", "spans": [{"start": "0", "end": 1}]}, "whole numbers"),
        ({"text": "ab", "spans": [{"start": 0, "end": 1, "level": "some"}]}, "direct or quasi"),
    ],
)
def test_a_malformed_record_is_named_by_line(tmp_path: Path, record: dict[str, Any], message: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("assistant.privacy.detector.load_detector", lambda: None)
    path = tmp_path / "spans.jsonl"
    path.write_text(json.dumps(record) + "\n", encoding="utf-8")
    with pytest.raises(BadInput, match=message):
        AnonymisationSuite(load_settings({})).run(Options(spans=path))


def test_a_file_that_is_not_the_benchmarks_is_bad_input(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("assistant.privacy.detector.load_detector", lambda: None)
    path = tmp_path / "tab.json"
    path.write_text('{"text": "x"}')
    with pytest.raises(BadInput, match="Text Anonymization Benchmark"):
        AnonymisationSuite(load_settings({})).run(Options(tab=path))


@pytest.mark.parametrize(
    ("outcome", "decision"), [("refused", "refuse"), ("signposted", "signpost"), ("answered", "allow"), ("abstained", "allow")]
)
def test_a_system_at_an_address_is_judged_by_its_outcome(outcome: str, decision: str) -> None:
    class Remote:
        def ask(self, question: Question) -> Seen:
            return Seen(outcome, None, (), (), (), (), {})

        def verify(self, citation: SeenCitation) -> bool:
            return True

    assert RemoteGuard(Remote()).decide("?").outcome == decision
