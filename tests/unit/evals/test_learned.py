"""What signals tell together, learned on other questions than it judges."""

from __future__ import annotations

import numpy as np

from assistant.learned_weights import folds, learn
from evals.learned import folded
from evals.statistics import auroc


def test_signals_that_tell_together_what_none_tells_alone() -> None:
    rng = np.random.default_rng(1)
    shared, own = rng.normal(size=200), rng.normal(size=200)
    rows = [{"first": float(a), "second": float(a - b)} for a, b in zip(shared, own, strict=True)]
    labels = [bool(b > 0) for b in own]
    assert (auroc(folded(rows, labels), labels) or 0) > 0.95


def test_noise_learns_nothing_about_questions_it_has_not_seen() -> None:
    rng = np.random.default_rng(2)
    rows = [{str(name): float(rng.normal()) for name in range(20)} for _ in range(300)]
    labels = [bool(rng.integers(2)) for _ in rows]
    assert abs((auroc(folded(rows, labels), labels) or 0) - 0.5) < 0.12


def test_one_label_alone_teaches_nothing() -> None:
    assert folded([{"a": 1.0}, {"a": 2.0}], [True, True]) == [0.0, 0.0]


def test_it_is_the_product_s_own_fit_that_is_measured() -> None:
    """Each question is scored as after `ingest calibrate --questions` on the questions of the other folds."""
    rng = np.random.default_rng(3)
    labels = [number % 2 == 0 for number in range(100)]
    rows = [{"near": float(rng.normal() + label)} for label in labels]
    others = [index for index, fold in enumerate(folds(labels)) if fold != folds(labels)[0]]
    weights = learn([rows[index] for index in others], [labels[index] for index in others]).weights
    assert folded(rows, labels)[0] == -weights.score(rows[0])
