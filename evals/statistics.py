"""Intervals and tests, with a fixed seed so that the same rows always give the same figures.

Shares get Wilson's score interval (Wilson 1927), which stays inside [0, 1] and is honest at 0 and 1; means get the percentile
bootstrap over cases; differences between two systems on the same cases get the paired bootstrap and a sign-flipping
permutation test, which asks nothing of the shape of the differences.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

SEED = 20_261_122
RESAMPLES = 2_000
Z95 = 1.959964


def wilson(successes: int, n: int) -> tuple[float, float]:
    """The 95% Wilson score interval of a share; (0, 1) when nothing was counted."""
    if n == 0:
        return 0.0, 1.0
    share = successes / n
    centre = share + Z95**2 / (2 * n)
    spread = Z95 * math.sqrt(share * (1 - share) / n + Z95**2 / (4 * n * n))
    scale = 1 + Z95**2 / n
    return max(0.0, (centre - spread) / scale), min(1.0, (centre + spread) / scale)


def bootstrap(values: Sequence[float], *, seed: int = SEED, resamples: int = RESAMPLES) -> tuple[float, float] | None:
    """The 95% percentile interval of the mean over cases; None for fewer than two cases."""
    if len(values) < 2:
        return None
    data = np.asarray(values, np.float64)
    means = np.concatenate([data[chunk].mean(axis=1) for chunk in _resampled(len(data), seed, resamples)])
    low, high = np.percentile(means, [2.5, 97.5])
    return float(low), float(high)


def bootstrap_ratio(pairs: Sequence[tuple[float, float]], *, seed: int = SEED, resamples: int = RESAMPLES) -> tuple[float, float] | None:
    """The 95% percentile interval of sum(first) / sum(second) over cases; None for fewer than two cases."""
    if len(pairs) < 2:
        return None
    data = np.asarray(pairs, np.float64)
    sums = np.concatenate([data[chunk].sum(axis=1) for chunk in _resampled(len(data), seed, resamples)])
    low, high = np.percentile(sums[:, 0] / np.maximum(sums[:, 1], 1e-12), [2.5, 97.5])
    return float(low), float(high)


@dataclass(frozen=True, slots=True)
class Paired:
    """Mean difference (second minus first) over shared cases, its 95% interval and the two-sided permutation p value."""

    n: int
    difference: float
    interval: tuple[float, float]
    p: float


def paired(first: Sequence[float], second: Sequence[float], *, seed: int = SEED, resamples: int = RESAMPLES) -> Paired:
    """Compare two systems case by case; the sequences hold the same cases in the same order."""
    if len(first) != len(second) or not first:
        raise ValueError("A paired test needs the same cases, at least one, on both sides.")
    differences = np.asarray(second, np.float64) - np.asarray(first, np.float64)
    observed = float(differences.mean())
    interval = bootstrap(differences.tolist(), seed=seed, resamples=resamples) or (observed, observed)
    rng = np.random.default_rng(seed)
    extreme = 0
    for size in _chunks(len(differences), resamples):
        signs = rng.integers(0, 2, (size, len(differences)), np.int8) * 2 - 1
        extreme += int((np.abs((signs * differences).mean(axis=1)) >= abs(observed) - 1e-12).sum())
    return Paired(len(differences), observed, interval, (extreme + 1) / (resamples + 1))


def auroc(scores: Sequence[float], labels: Sequence[bool]) -> float | None:
    """Area under the ROC curve: how often a positive scores above a negative, ties counting half; None with one class only."""
    values, truth = np.asarray(scores, np.float64), np.asarray(labels, bool)
    positives, negatives = int(truth.sum()), int((~truth).sum())
    if not positives or not negatives:
        return None
    ranks = _mean_ranks(values)
    return float((ranks[truth].sum() - positives * (positives + 1) / 2) / (positives * negatives))


def auroc_interval(scores: Sequence[float], labels: Sequence[bool], *, resamples: int = 500) -> tuple[float, float] | None:
    """The 95% bootstrap interval of the area, resampling each class by itself."""
    values, truth = np.asarray(scores, np.float64), np.asarray(labels, bool)
    groups = [np.flatnonzero(truth), np.flatnonzero(~truth)]
    if any(len(group) < 2 for group in groups):
        return None
    rng = np.random.default_rng(SEED)
    found = []
    for _ in range(resamples):
        chosen = np.concatenate([rng.choice(group, len(group)) for group in groups])
        area = auroc(values[chosen].tolist(), truth[chosen].tolist())
        assert area is not None
        found.append(area)
    low, high = np.percentile(found, [2.5, 97.5])
    return float(low), float(high)


def balanced_accuracy(decisions: Sequence[bool], labels: Sequence[bool]) -> float | None:
    """Mean of the shares decided rightly among positives and among negatives; None with one class only."""
    positives = [decision for decision, label in zip(decisions, labels, strict=True) if label]
    negatives = [not decision for decision, label in zip(decisions, labels, strict=True) if not label]
    if not positives or not negatives:
        return None
    return (sum(positives) / len(positives) + sum(negatives) / len(negatives)) / 2


def percentile(values: Sequence[float], share: float) -> float:
    """The `share` (0 to 100) percentile, linearly interpolated; 0 for no values."""
    return float(np.percentile(np.asarray(values, np.float64), share)) if values else 0.0


def _mean_ranks(values: np.ndarray) -> np.ndarray:
    _, inverse, counts = np.unique(values, return_inverse=True, return_counts=True)
    last = np.cumsum(counts)
    return np.asarray((last - (counts - 1) / 2)[inverse], np.float64)


def _chunks(n: int, resamples: int) -> list[int]:
    size = max(1, 2_000_000 // max(n, 1))  # at most about 16 MB of indices at a time
    return [min(size, resamples - start) for start in range(0, resamples, size)]


def _resampled(n: int, seed: int, resamples: int) -> list[np.ndarray]:
    rng = np.random.default_rng(seed)
    return [rng.integers(0, n, (size, n), np.int32) for size in _chunks(n, resamples)]
