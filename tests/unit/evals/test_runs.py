"""Run folders: complete, without secrets, readable by people, comparable with one another."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from pathlib import Path

import pytest

from assistant.errors import BadInput
from assistant.settings import load_settings
from evals.plain_report import as_text, comparison_text
from evals.report import render
from evals.runs import compare, new_folder, now, public_settings, versions, write_run
from evals.suite import Check, Measurement, Metric, Row, RunReport


def report(figures: Mapping[str, float], suite: str = "retrieval") -> RunReport:
    rows = tuple(Row(key, {"ndcg_at_10": value}, {"expected": ["p<1>"]}) for key, value in figures.items())
    mean = sum(figures.values()) / len(figures)
    metrics = (
        Metric("ndcg_at_10", mean, (mean - 0.1, mean + 0.1), 0.5, (-0.2, 0.2)),
        Metric("query_p95_ms", 12.5, better="lower"),
        Metric("judged", None, skipped="no judge is configured"),
    )
    table = {"kind": {"fact": {"ndcg_at_10": mean, "n": 2.0}}}
    found = Measurement(metrics, rows, len(rows), "abc", "a <set>", ("ndcg_at_10",), table, ("A note.",))
    settings = load_settings({"ASSISTANT__STORE__API_KEY": "very-secret"})
    checks = [Check("ndcg_at_10", "at least 0.9", mean, mean >= 0.9)]
    return RunReport(suite, found, checks, settings.digest, public_settings(settings), versions(), "2026-11-22T12:00:00+00:00", 1.0, 7)


FIGURES = {f"q{index}": index / 20 for index in range(20)}


def test_a_run_folder_holds_everything_and_no_secret(tmp_path: Path) -> None:
    write_run(tmp_path / "run", report(FIGURES))
    assert {path.name for path in (tmp_path / "run").iterdir()} == {"report.json", "report.html", "rows.jsonl", "settings.json"}
    made = json.loads((tmp_path / "run" / "settings.json").read_text())
    assert {"settings", "settings_hash", "versions", "corpus_digest", "seed"} <= made.keys()
    assert all("very-secret" not in path.read_text() for path in (tmp_path / "run").iterdir())


def test_the_json_has_the_contract_keys_and_skipped_figures_are_null() -> None:
    found = report(FIGURES).as_json()
    assert {"n", "suite", "settings_hash", "corpus_digest", "ndcg_at_10", "query_p95_ms"} <= found.keys()
    assert found["judged"] is None
    assert found["skipped"] == {"judged": "no judge is configured"}
    assert found["worst"] == ["q0", "q1", "q2", "q3", "q4"]
    json.dumps(found)


def test_the_html_is_one_file_with_plots_and_nothing_from_outside() -> None:
    page = render(report(FIGURES))
    assert page.count("<svg") == 2
    assert not re.search(r"https?://|<script|<link|<img|url\(", page)
    assert "a &lt;set&gt;" in page
    assert "a <set>" not in page
    assert "Not passed." in page


def test_the_text_names_value_interval_baseline_and_verdict() -> None:
    text = as_text(report(FIGURES))
    assert "FAIL (at least 0.9)" in text
    assert "skipped" in text
    assert "q0" in text


def test_each_run_gets_its_own_folder(tmp_path: Path) -> None:
    settings = load_settings({"ASSISTANT__DATA_DIR": str(tmp_path)})
    moment = now()
    assert len({new_folder(settings, "answers", moment) for _ in range(3)}) == 3


def test_comparing_finds_the_difference_and_the_cases_behind_it(tmp_path: Path) -> None:
    write_run(tmp_path / "a", report(FIGURES))
    write_run(tmp_path / "b", report({**{key: min(value + 0.2, 1.0) for key, value in FIGURES.items()}, "q19": 0.0, "new": 1.0}))
    found = compare(tmp_path / "a", tmp_path / "b")
    assert (found.shared, found.only_first, found.only_second) == (20, 0, 1)
    assert found.figures["ndcg_at_10"].difference > 0
    assert found.changed["ndcg_at_10"][0] == ["q19"]
    assert "q19" in comparison_text(found)
    json.dumps(found.as_json())


def test_runs_that_cannot_be_compared_are_bad_input(tmp_path: Path) -> None:
    write_run(tmp_path / "a", report(FIGURES))
    write_run(tmp_path / "b", report(FIGURES, suite="answers"))
    write_run(tmp_path / "c", report({"other": 1.0}))
    with pytest.raises(BadInput, match="different suites"):
        compare(tmp_path / "a", tmp_path / "b")
    with pytest.raises(BadInput, match="no case in common"):
        compare(tmp_path / "a", tmp_path / "c")
    with pytest.raises(BadInput, match="not a run folder"):
        compare(tmp_path / "a", tmp_path / "nowhere")
