"""The ranking figures agree with hand calculation."""

from __future__ import annotations

import math

import pytest

from evals.ranking import figures, ndcg, recall, reciprocal_rank


def test_a_perfect_ranking_scores_one_everywhere() -> None:
    assert figures(["a", "b", "c"], {"a": 1.0, "b": 1.0}) == {"ndcg_at_10": 1.0, "recall_at_5": 1.0, "recall_at_20": 1.0, "mrr_at_10": 1.0}


def test_ndcg_discounts_by_the_logarithm_of_the_rank() -> None:
    assert ndcg(["x", "a"], {"a": 1.0}, 10) == pytest.approx(1 / math.log2(3))


def test_ndcg_prefers_the_higher_grade_first() -> None:
    grades = {"a": 2.0, "b": 1.0}
    assert ndcg(["a", "b"], grades, 10) == 1.0
    assert ndcg(["b", "a"], grades, 10) < 1.0


def test_ndcg_expects_no_more_than_fits() -> None:
    """Twelve relevant passages cannot all be in the first ten; ten of them there are perfect."""
    relevant = {str(index): 1.0 for index in range(12)}
    assert ndcg([str(index) for index in range(10)], relevant, 10) == pytest.approx(1.0)


def test_recall_and_first_rank_stop_at_their_depth() -> None:
    ranked = [str(index) for index in range(30)]
    assert recall(ranked, {"4": 1.0, "5": 1.0}, 5) == 0.5
    assert reciprocal_rank(ranked, {"10": 1.0}, 10) == 0.0
    assert reciprocal_rank(ranked, {"9": 1.0}, 10) == 0.1


def test_nothing_found_scores_nothing() -> None:
    assert set(figures([], {"a": 1.0}).values()) == {0.0}
