"""Whether one place speaks of everything that a question names, or many places speak of a word of it each.

A near miss shares its words with the guidance: every one of them is held somewhere. What gives it away is a noun that nothing shown
speaks of (`gap`), and words that are held, but never together (`scatter`). Likeness is that of the model's own token vectors.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from assistant.lexicon import WORD, Lexicon
from assistant.ports import FloatArray, TermEncoder
from assistant.selection import Scorer

SPOKEN_OF = 0.45  # mean cosine of a word's pieces from which a text speaks of it; set on the development cases
RAREST = 1e-3  # least weight of a word


@dataclass(frozen=True, slots=True)
class Coverage:
    """How near each text (row) comes to each content word of a question (column), and the words' weights, adding up to 1."""

    near: FloatArray
    weights: FloatArray

    def gap(self, rows: Sequence[int]) -> float:
        """The weight of the words that none of these texts speaks of."""
        if not self.weights.size or not len(rows):
            return 0.0
        return float(self.weights[self.near[list(rows)].max(axis=0) < SPOKEN_OF].sum())

    def scatter(self) -> float:
        """How much nearer all texts together come to the question than the best one of them."""
        if not self.weights.size or not len(self.near):
            return 0.0
        return float(self.near.max(axis=0) @ self.weights - (self.near @ self.weights).max())


def cover_words(text: str, among: Sequence[str], scorer: Scorer, terms: TermEncoder, lexicon: Lexicon) -> Coverage:
    """Read `among` against the content words of `text`, each weighed by its rarity."""
    asked, *held = scorer.tokens([text, *among])
    columns: list[tuple[int, int]] = []
    weights: list[float] = []
    start = 0
    for found in WORD.finditer(text):
        end = start + len(scorer.pieces(found[0]))
        indices = terms.encode_query(found[0]).indices
        if indices and end > start and end <= len(asked.tokens):
            columns.append((start, end))
            weights.append(max(RAREST, *(lexicon.term_weight(term) for term in indices)))
        start = end
    if not columns or not held:
        return Coverage(np.zeros((0, 0), np.float32), np.zeros(0, np.float32))
    near = np.stack([(asked.tokens @ item.tokens.T).max(axis=1) for item in held])
    words = np.stack([near[:, first:last].mean(axis=1) for first, last in columns], axis=1)
    share = np.asarray(weights, np.float32)
    return Coverage(np.asarray(words, np.float32), share / share.sum())
