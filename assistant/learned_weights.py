"""The weights of the decision to abstain, and how they are learned from questions whose answerability somebody has marked.

Ridge logistic regression by Newton's method over the decision's own signals. The weights that come out stand for the signals as the
trace prints them, so that anyone can work a score out by hand, learned or shipped. A regression orders questions; where to stop
answering is a choice, made here for every library alike: the bias lies where one answerable question in twenty-five is lost, judged by
weights that had not seen it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

FOLDS = 5
MINIMUM = 30  # questions of either kind; fewer teach twenty weights nothing that holds
LOST = 0.04  # share of the answerable questions that may be abstained from
RIDGE = 3.0  # pull towards 0 on standardised signals, so that twenty of them do not learn six hundred questions by heart
SAME = 1e-6  # a signal that varies less than this says nothing, and gets no weight
MARGIN = 1e-3  # log-odds between the last question that is lost and the bar, more than rounding takes away
STEPS = 25
SEED = 0
Array = NDArray[np.float64]
Flags = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Weights:
    """Of the logistic score: what each signal weighs, and the bias."""

    of: Mapping[str, float]
    bias: float

    def score(self, signals: Mapping[str, float]) -> float:
        """The log-odds that there is no answer. A signal that was not read (no cross-encoder, no asked lines) says nothing."""
        return self.bias + sum(weight * signals.get(name, 0.0) for name, weight in self.of.items())


@dataclass(frozen=True, slots=True)
class Figures:
    """How well scores tell what has no answer, on `questions`: area under the curve, and shares of either kind abstained from."""

    auroc: float
    abstention_recall: float
    false_abstention_rate: float
    questions: int


@dataclass(frozen=True, slots=True)
class Learned:
    """Weights learned from a library's own questions, and their figures on questions that their fold had not seen.

    `reader` is the cross-encoder whose readings were weighed, empty where none was: another one's lie on another scale.
    """

    weights: Weights
    figures: Figures
    reader: str = ""


def learn(rows: Sequence[Mapping[str, float]], answerable: Sequence[bool]) -> Learned:
    """Weights for signals, from a row of them for each question. The same rows always give the same weights."""
    names = sorted({name for row in rows for name in row})
    table = np.asarray([[row.get(name, 0.0) for name in names] for row in rows], np.float64).reshape(len(rows), len(names))
    missing = ~np.asarray(answerable, np.bool_)
    unseen = _out_of_fold(table, missing)
    bar = _bar(unseen[~missing])
    weights, bias = _fit(table, missing)
    of = {name: round(float(weight), 4) for name, weight in zip(names, weights, strict=True)}
    return Learned(Weights(of, round(bias - bar, 4)), measure((unseen - bar).tolist(), answerable))


def measure(scores: Sequence[float], answerable: Sequence[bool]) -> Figures:
    """The figures of log-odds that there is no answer, where a question is abstained from at 0 and above."""
    odds, missing = np.asarray(scores, np.float64), ~np.asarray(answerable, np.bool_)
    without, answered = odds[missing], odds[~missing]
    ahead = (without[:, None] > answered).sum() + (without[:, None] == answered).sum() / 2
    pairs = max(len(without) * len(answered), 1)
    return Figures(
        auroc=round(float(ahead) / pairs, 4),
        abstention_recall=round(float((without >= 0).sum()) / max(len(without), 1), 4),
        false_abstention_rate=round(float((answered >= 0).sum()) / max(len(answered), 1), 4),
        questions=len(odds),
    )


def folds(answerable: Sequence[bool]) -> NDArray[np.int64]:
    """The fold of each question: as many of either kind in every fold, the same for the same labels."""
    truth = np.asarray(answerable, np.bool_)
    place = np.zeros(len(truth), np.int64)
    rng = np.random.default_rng(SEED)
    for label in (False, True):
        held = rng.permutation(np.flatnonzero(truth == label))
        place[held] = np.arange(len(held)) % FOLDS
    return place


def _out_of_fold(table: Array, missing: Flags) -> Array:
    """A score for each row from weights that its own fold did not teach; 0 where the other folds hold one kind of question only."""
    place = folds((~missing).tolist())
    out = np.zeros(len(missing))
    for fold in range(FOLDS):
        train, test = place != fold, place == fold
        if test.any() and len(set(missing[train].tolist())) == 2:
            weights, bias = _fit(table[train], missing[train])
            out[test] = table[test] @ weights + bias
    return out


def _bar(answered: Array) -> float:
    """The score just above all answerable questions but the few that may be lost."""
    if not len(answered):
        return 0.0
    return float(np.sort(answered)[::-1][int(LOST * len(answered))]) + MARGIN


def _fit(table: Array, missing: Flags) -> tuple[Array, float]:
    """Weights of the signals as they come, and the bias, which is not pulled towards 0."""
    mean, spread = table.mean(axis=0), table.std(axis=0)
    varies = spread > SAME
    wide = np.hstack([(table[:, varies] - mean[varies]) / spread[varies], np.ones((len(table), 1))])
    pull = np.append(np.full(int(varies.sum()), RIDGE), 1e-6)
    found = np.zeros(wide.shape[1])
    for _ in range(STEPS):
        odds = 1 / (1 + np.exp(-np.clip(wide @ found, -30, 30)))
        slope = wide.T @ (odds - missing) + pull * found
        curve = (wide * (odds * (1 - odds))[:, None]).T @ wide + np.diag(pull)
        step = np.linalg.solve(curve, slope)
        found = found - step
        if float(np.abs(step).max()) < 1e-6:
            break
    weights = np.zeros(table.shape[1])
    weights[varies] = found[:-1] / spread[varies]
    return weights, float(found[-1] - weights @ mean)
