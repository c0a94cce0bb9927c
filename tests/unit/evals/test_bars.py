"""The release bar: which lines apply, and when they hold."""

from __future__ import annotations

from pathlib import Path

import pytest

from assistant.errors import BadSettings
from evals.bars import check, read_bars
from evals.suite import Measurement, Metric


def bars(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "thresholds.toml"
    path.write_text(text, encoding="utf-8")
    return path


def found(*metrics: Metric, digest: str = "abc") -> Measurement:
    return Measurement(metrics, (), 1, digest)


def test_the_shipped_file_is_valid() -> None:
    assert {bar.suite for bar in read_bars()} >= {"retrieval", "answers", "refusals", "anonymisation", "faithfulness", "speed"}


def test_a_bar_holds_at_its_very_value(tmp_path: Path) -> None:
    held = read_bars(bars(tmp_path, '[[bar]]\nsuite="s"\nmetric="m"\nat_least=0.5\n[[bar]]\nsuite="s"\nmetric="k"\nat_most=0\n'))
    assert [item.passed for item in check("s", found(Metric("m", 0.5), Metric("k", 0.0)), held)] == [True, True]
    assert [item.passed for item in check("s", found(Metric("m", 0.49), Metric("k", 1.0)), held)] == [False, False]


def test_a_bar_for_other_data_or_another_suite_does_not_apply(tmp_path: Path) -> None:
    held = read_bars(bars(tmp_path, '[[bar]]\nsuite="s"\nmetric="m"\nat_least=0.5\ndata="xyz"\n'))
    assert check("s", found(Metric("m", 0.1)), held) == []
    assert check("t", found(Metric("m", 0.1), digest="xyz"), held) == []
    assert not check("s", found(Metric("m", 0.1), digest="xyz"), held)[0].passed


def test_a_sample_bar_applies_to_samples_only(tmp_path: Path) -> None:
    held = read_bars(bars(tmp_path, '[[bar]]\nsuite="s"\nmetric="m"\nat_least=0.5\nsample=true\n'))
    assert check("s", found(Metric("m", 0.1)), held) == []
    assert len(check("s", found(Metric("m", 0.1)), held, sample=True)) == 1


def test_a_skipped_metric_neither_passes_nor_fails(tmp_path: Path) -> None:
    held = read_bars(bars(tmp_path, '[[bar]]\nsuite="s"\nmetric="m"\nat_least=0.5\n'))
    assert check("s", found(Metric("m", None, skipped="no judge")), held) == []


def test_falling_behind_the_baseline_needs_the_whole_interval_below_zero(tmp_path: Path) -> None:
    held = read_bars(bars(tmp_path, '[[bar]]\nsuite="s"\nmetric="m"\nnot_below_baseline=true\n'))
    assert check("s", found(Metric("m", 0.4, None, 0.41, (-0.03, 0.01))), held)[0].passed
    assert not check("s", found(Metric("m", 0.4, None, 0.5, (-0.13, -0.07))), held)[0].passed


@pytest.mark.parametrize(
    "text",
    [
        '[[bar]]\nsuite="s"\nmetric="m"\n',
        '[[bar]]\nsuite="s"\nmetric="m"\nat_least=0.5\nat_most=0.6\n',
        '[[bar]]\nsuite="s"\nmetric="m"\nat_leest=0.5\n',
        '[[bar]]\nsuite="s"\nmetric="m"\nat_least="high"\n',
        "not toml",
    ],
)
def test_a_malformed_bar_is_an_error_and_never_ignored(tmp_path: Path, text: str) -> None:
    with pytest.raises(BadSettings):
        read_bars(bars(tmp_path, text))


def test_a_small_sample_misses_a_bar_only_when_its_whole_interval_does(tmp_path: Path) -> None:
    held = read_bars(bars(tmp_path, '[[bar]]\nsuite="s"\nmetric="m"\nat_least=0.95\n'))
    nine, seven = Metric("m", 0.9, (0.596, 0.982)), Metric("m", 0.7, (0.397, 0.892))
    assert [check("s", found(figure), held, sample=True)[0].passed for figure in (nine, seven)] == [True, False]
    assert not check("s", found(nine), held)[0].passed
