"""What signals tell together, where the data say which question has an answer: a logistic score learned on other questions than it judges.

It answers another question than the shipped decision does. The decision brings its weights along and learns only the scale of a corpus;
this says how much is in the signals for whoever has labelled questions of their own.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

FOLDS = 5
RIDGE = 3.0  # pull towards 0 on standardised signals, so that twenty of them do not learn six hundred questions by heart
STEPS = 25
Array = NDArray[np.float64]


def folded(rows: Sequence[Mapping[str, float]], labels: Sequence[bool], *, seed: int = 0) -> list[float]:
    """A score for each row from weights that its own fold did not teach; 0 for all where a label is missing altogether."""
    if len(set(labels)) < 2:
        return [0.0] * len(rows)
    names = sorted({name for row in rows for name in row})
    table = np.asarray([[row.get(name, 0.0) for name in names] for row in rows], np.float64)
    truth = np.asarray(labels, np.float64)
    place = np.empty(len(truth), np.int64)
    rng = np.random.default_rng(seed)
    for label in (0.0, 1.0):  # as many of each label in every fold
        held = rng.permutation(np.flatnonzero(truth == label))
        place[held] = np.arange(len(held)) % FOLDS
    out = np.zeros(len(truth))
    for fold in range(FOLDS):
        train, test = place != fold, place == fold
        if test.any() and len(set(truth[train])) == 2:
            mean, spread = table[train].mean(axis=0), table[train].std(axis=0) + 1e-9
            weights = _fit((table[train] - mean) / spread, truth[train])
            out[test] = _widened((table[test] - mean) / spread) @ weights
    return [float(value) for value in out]


def _fit(rows: Array, truth: Array) -> Array:
    """Ridge logistic regression by Newton's method; the last weight is the bias, which is not pulled."""
    wide = _widened(rows)
    weights = np.zeros(wide.shape[1])
    pull = np.full(wide.shape[1], RIDGE)
    pull[-1] = 1e-6
    for _ in range(STEPS):
        odds = 1 / (1 + np.exp(-np.clip(wide @ weights, -30, 30)))
        slope = wide.T @ (odds - truth) + pull * weights
        curve = (wide * (odds * (1 - odds))[:, None]).T @ wide + np.diag(pull)
        step = np.linalg.solve(curve, slope)
        weights = weights - step
        if float(np.abs(step).max()) < 1e-6:
            break
    return np.asarray(weights, np.float64)


def _widened(rows: Array) -> Array:
    return np.hstack([rows, np.ones((len(rows), 1))])
