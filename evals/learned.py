"""What the decision to abstain is worth once it has learned from a corpus's own questions, measured on questions it did not learn from.

Each fold is judged as its users would be after `ingest calibrate --questions` on the other four: by the product's own fit, bias and all.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from assistant.learned_weights import FOLDS, folds, learn


def folded(rows: Sequence[Mapping[str, float]], answerable: Sequence[bool]) -> list[float]:
    """The log-odds of an answer for each row, from weights that its own fold did not teach; 0 for all where a label is missing altogether."""
    if len(set(answerable)) < 2:
        return [0.0] * len(rows)
    place = folds(answerable)
    out = [0.0] * len(rows)
    for fold in range(FOLDS):
        taught = [index for index in range(len(rows)) if place[index] != fold]
        if len({answerable[index] for index in taught}) < 2:
            continue
        weights = learn([rows[index] for index in taught], [answerable[index] for index in taught]).weights
        for index in range(len(rows)):
            if place[index] == fold:
                out[index] = -weights.score(rows[index])
    return out
