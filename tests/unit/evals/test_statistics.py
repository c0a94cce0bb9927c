"""Intervals and tests behave as their definitions say, and are the same on every run."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evals.statistics import auroc, auroc_interval, balanced_accuracy, bootstrap, bootstrap_ratio, paired, percentile, wilson


def test_wilson_matches_the_published_example() -> None:
    """Newcombe (1998), table I: 81 of 263 gives .2553 to .3662."""
    low, high = wilson(81, 263)
    assert (round(low, 4), round(high, 4)) == (0.2553, 0.3662)


def test_wilson_is_honest_at_the_ends() -> None:
    assert wilson(0, 10)[0] == 0.0
    assert wilson(0, 10)[1] > 0.2
    assert wilson(10, 10)[1] == pytest.approx(1.0)
    assert wilson(0, 0) == (0.0, 1.0)


@given(st.integers(0, 200), st.integers(1, 200))
def test_wilson_holds_the_share_and_stays_within_bounds(successes: int, n: int) -> None:
    successes = min(successes, n)
    low, high = wilson(successes, n)
    assert 0.0 <= low <= successes / n + 1e-9
    assert successes / n - 1e-9 <= high <= 1.0


def test_bootstrap_is_the_same_every_time_and_surrounds_the_mean() -> None:
    values = [0.0, 1.0] * 50
    interval = bootstrap(values)
    assert interval == bootstrap(values)
    assert interval is not None
    assert interval[0] < 0.5 < interval[1]


def test_bootstrap_of_one_case_says_nothing() -> None:
    assert bootstrap([1.0]) is None


def test_bootstrap_ratio_weighs_cases_by_their_size() -> None:
    interval = bootstrap_ratio([(1.0, 1.0), (0.0, 9.0)] * 20)
    assert interval is not None
    assert interval[0] < 0.1 < interval[1] < 0.5


def test_paired_finds_no_difference_between_a_system_and_itself() -> None:
    found = paired([0.1, 0.9, 0.4], [0.1, 0.9, 0.4])
    assert found.difference == 0.0
    assert found.p == 1.0


def test_paired_finds_a_small_steady_difference() -> None:
    first = [index / 50 for index in range(50)]
    found = paired(first, [value + 0.01 for value in first])
    assert found.difference == pytest.approx(0.01)
    assert found.interval[0] > 0
    assert found.p < 0.01


def test_paired_wants_the_same_cases() -> None:
    with pytest.raises(ValueError, match="same cases"):
        paired([1.0], [1.0, 2.0])


def test_auroc_counts_ties_as_half_and_one_class_as_nothing() -> None:
    assert auroc([0.9, 0.8, 0.1], [True, True, False]) == 1.0
    assert auroc([0.5, 0.5], [True, False]) == 0.5
    assert auroc([0.5, 0.6], [True, True]) is None
    assert auroc_interval([0.5, 0.6], [True, True]) is None


@given(st.lists(st.tuples(st.integers(0, 9), st.booleans()), min_size=2, max_size=40))
@settings(max_examples=50)
def test_auroc_is_the_share_of_pairs_in_order(pairs: list[tuple[int, bool]]) -> None:
    scores, labels = [float(score) for score, _ in pairs], [label for _, label in pairs]
    above = [(a, b) for a, label in zip(scores, labels, strict=True) if label for b, other in zip(scores, labels, strict=True) if not other]
    if above:
        wanted = sum(1.0 if a > b else 0.5 if a == b else 0.0 for a, b in above) / len(above)
        assert auroc(scores, labels) == pytest.approx(wanted)


def test_balanced_accuracy_weighs_both_classes_alike() -> None:
    assert balanced_accuracy([True, True, True, True], [True, True, True, False]) == 0.5
    assert balanced_accuracy([True], [True]) is None


def test_percentile_of_nothing_is_zero() -> None:
    assert percentile([], 95) == 0.0
    assert percentile([1.0, 3.0], 50) == 2.0
