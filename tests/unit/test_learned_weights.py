"""Weights of the decision to abstain, learned from rows of signals."""

from __future__ import annotations

import numpy as np
import pytest

from assistant.learned_weights import LOST, Weights, folds, learn, measure

Rows = list[dict[str, float]]


def questions(count: int, *, seed: int = 1, apart: float = 1.5) -> tuple[Rows, list[bool]]:
    """As many answerable questions as not: one signal that tells them apart, one on another scale, one that says nothing, one always 1."""
    rng = np.random.default_rng(seed)
    answerable = [number % 2 == 0 for number in range(count)]
    rows = [
        {
            "near": float(rng.normal() + apart * can),
            "words": float(20 + 5 * rng.normal() + 3 * can),
            "noise": float(rng.normal()),
            "always": 1.0,
        }
        for can in answerable
    ]
    return rows, answerable


def test_a_signal_that_tells_them_apart_is_found() -> None:
    learned = learn(*questions(200, apart=8.0))
    assert learned.figures.auroc > 0.99
    assert learned.figures.abstention_recall > 0.95
    assert learned.figures.questions == 200
    assert learned.weights.of["near"] < 0
    assert abs(learned.weights.of["noise"]) < abs(learned.weights.of["near"]) / 5


@pytest.mark.parametrize("apart", [0.0, 0.5, 1.5, 8.0])
@pytest.mark.parametrize("count", [60, 61, 400])
def test_no_more_answerable_questions_are_lost_than_may_be(count: int, apart: float) -> None:
    assert learn(*questions(count, apart=apart)).figures.false_abstention_rate <= LOST


def test_the_bar_holds_on_questions_that_nothing_was_learned_from() -> None:
    weights = learn(*questions(2000)).weights
    rows, answerable = questions(2000, seed=2)
    found = measure([weights.score(row) for row in rows], answerable)
    assert found.false_abstention_rate == pytest.approx(LOST, abs=0.02)
    assert found.abstention_recall > 0.3


def test_questions_that_look_all_alike_are_answered_rather_than_lost() -> None:
    learned = learn([{"near": 0.5}] * 60, [True, False] * 30)
    assert learned.figures.false_abstention_rate == 0.0
    assert learned.weights.score({"near": 0.5}) < 0


def test_the_same_questions_always_teach_the_same() -> None:
    assert learn(*questions(120)) == learn(*questions(120))


def test_weights_are_for_the_signals_as_the_trace_prints_them() -> None:
    """On another scale a signal weighs less by as much, and the score stays; what never varies weighs nothing."""
    rows, answerable = questions(200)
    weights = learn(rows, answerable).weights
    wider = learn([{**row, "near": row["near"] * 100} for row in rows], answerable).weights
    assert wider.of["near"] == pytest.approx(weights.of["near"] / 100, abs=1e-4)
    assert weights.of["always"] == 0.0
    by_hand = weights.bias + sum(weights.of[name] * value for name, value in rows[0].items())
    assert weights.score(rows[0]) == pytest.approx(by_hand)


def test_a_signal_that_was_not_read_says_nothing() -> None:
    assert Weights({"near": -2.0, "read": -12.0}, 1.0).score({"near": 1.0}) == -1.0


def test_noise_teaches_nothing_that_holds() -> None:
    rng = np.random.default_rng(3)
    rows = [{str(name): float(rng.normal()) for name in range(20)} for _ in range(300)]
    assert abs(learn(rows, [bool(rng.integers(2)) for _ in rows]).figures.auroc - 0.5) < 0.12


def test_every_fold_has_its_share_of_either_kind() -> None:
    answerable = [True] * 50 + [False] * 35
    place = folds(answerable)
    for fold in range(5):
        held = [can for can, where in zip(answerable, place, strict=True) if where == fold]
        assert (held.count(True), held.count(False)) == (10, 7)
