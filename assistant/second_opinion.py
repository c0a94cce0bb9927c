"""A learned second opinion on a question, beside the rules: is it one to answer, to refuse, or a person to be helped first?

Rules know what they were told; this reads what a question means. It looks at every word as the person tagger does (the hidden states
of the embedding model's first three layers, and the plain features of `privacy.word_features`), weighs the words by a few learned
directions of attention, and says how likely each of `OPINIONS` is. Nothing here returns text. The weights are small (see `WEIGHTS`)
and are learned from the written cases by `evals/guard_training.py`, which documents how.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from itertools import pairwise
from pathlib import Path

import numpy as np

from assistant.errors import ModelUnavailable
from assistant.minilm.runtime import HIDDEN
from assistant.ports import FloatArray
from assistant.privacy.names import Lexicon, load_lexicon
from assistant.privacy.places import load_places
from assistant.privacy.public import Public, load_public
from assistant.privacy.tagger import WordEncoder, softmax
from assistant.privacy.word_features import NAMES, describe, split_words

ANSWER = "answer"
DANGER = "immediate_danger"
SIGNPOSTS = (DANGER, "live_disclosure", "own_distress")
REFUSALS = ("private_name", "identifier", "relation", "nameless", "undo_anonymisation", "private_life", "people_list")
OPINIONS = (ANSWER, *SIGNPOSTS, *REFUSALS)
_NOTHING = np.eye(1, len(OPINIONS), dtype=np.float32)[0]  # a text without words asks about nobody
IN_DANGER = dict.fromkeys(OPINIONS, 0.0) | {DANGER: 1.0}  # told in a language that the model does not read (see `cries`)
UNREAD = dict.fromkeys(OPINIONS, 0.0)  # no opinion at all
WEIGHTS = "second_opinion.npz"
WINDOW, OVERLAP = 150, 40  # words read together; a longer text is read in stretches, and the one least like an answer counts
CERTAIN, LONG_ENOUGH = 0.95, 5  # how likely a refusal a single sentence must be, and how many words it must have
_OPENS = HIDDEN + NAMES.index("opens-sentence")
_FIRST_REFUSAL = OPINIONS.index(REFUSALS[0])


@dataclass(frozen=True, slots=True)
class Head:
    """One learned reading of the words, each a row of `size` figures. Shapes: `attend` (size, heads); `value` (heads, size, width);
    `out` (heads * width + 2 * size, opinions); biases to match."""

    attend: FloatArray
    attend_bias: FloatArray
    value: FloatArray
    value_bias: FloatArray
    out: FloatArray
    out_bias: FloatArray

    def read(self, states: FloatArray) -> FloatArray:
        """Probabilities of `OPINIONS` for standardised `states` of shape (words, size)."""
        attention = softmax(states @ self.attend + self.attend_bias, axis=0)
        seen = np.einsum("hd,hdv->hv", attention.T @ states, self.value) + self.value_bias
        features = np.concatenate([np.maximum(seen.ravel(), 0.0), states.mean(0), states.max(0)])
        return softmax(features @ self.out + self.out_bias, axis=0)


class WordReader:
    """The words of a question as rows of figures: 384 states, the plain features, and whether a word is part of a public name."""

    def __init__(self, encoder: WordEncoder, lexicon: Lexicon, places: Mapping[str, str], public: Public) -> None:
        self._encoder, self._lexicon, self._places, self._public = encoder, lexicon, places, public
        self._last: tuple[str, list[tuple[int, int]], FloatArray] | None = None

    def read(self, text: str, without: Sequence[tuple[int, int]] = ()) -> Iterator[FloatArray]:
        """One array of shape (words, size) for every stretch of the text; words that touch the half-open spans of `without` are left
        out, and had only been neighbours of the others."""
        words, rows = self._rows(text)
        if without:
            rows = rows[[not any(start < high and low < end for low, high in without) for start, end in words]]
        for start in range(0, max(1, len(rows) - OVERLAP), WINDOW - OVERLAP):
            yield rows[start : start + WINDOW]

    def _rows(self, text: str) -> tuple[list[tuple[int, int]], FloatArray]:
        """The words and their figures; those of the last text are kept, which may be asked for again without some of them."""
        last = self._last
        if last is not None and last[0] == text:
            return last[1], last[2]
        words = split_words(text)
        spans = self._public.spans(text, case=False)
        shared = [[float(any(low <= start and end <= high for low, high in spans))] for start, end in words] or np.zeros((0, 1))
        rows = np.concatenate(
            [self._encoder.states(text, words), describe(text, words, self._lexicon, self._places), shared], axis=1, dtype=np.float32
        )
        self._last = (text, words, rows)
        return words, rows


class SecondOpinion:
    """Reads questions. Several heads, learned from different random starts, are averaged."""

    def __init__(self, reader: WordReader, mean: FloatArray, scale: FloatArray, heads: tuple[Head, ...]) -> None:
        self._reader, self._mean, self._scale, self._heads = reader, mean, scale, heads

    def read(self, text: str, *, without: Sequence[tuple[int, int]] = ()) -> Mapping[str, float]:
        """How likely each of `OPINIONS` is, from 0 to 1, with the words in the spans of `without` left out. Of several stretches, the one
        least likely to be answerable counts; one sentence of a longer text counts where it is a refusal nearly for certain, so that no
        harmless preamble hides it."""
        stretches = [rows for rows in self._reader.read(text, without) if len(rows)]
        found = min(map(self._judge, stretches), key=lambda p: float(p[0]), default=_NOTHING)
        for rows in stretches if found[0] > 1 - CERTAIN else ():
            for part in _sentences(rows):
                alone = self._judge(part)
                if alone[_FIRST_REFUSAL:].sum() >= CERTAIN and alone[0] < found[0]:
                    found = alone
        return {name: round(float(value), 3) for name, value in zip(OPINIONS, found, strict=True)}

    def _judge(self, rows: FloatArray) -> FloatArray:
        plain = (rows - self._mean) / self._scale
        return np.asarray(np.mean([head.read(plain) for head in self._heads], axis=0), np.float32)


def _sentences(rows: FloatArray) -> Iterator[FloatArray]:
    """The rows of each sentence of `LONG_ENOUGH` words and more, where there are several."""
    starts = [0, *(int(place) for place in np.flatnonzero(rows[1:, _OPENS] > 0) + 1), len(rows)]
    if len(starts) > 2:
        yield from (rows[start:end] for start, end in pairwise(starts) if end - start >= LONG_ENOUGH)


@lru_cache(maxsize=2)
def load_word_reader(models_dir: Path | None = None) -> WordReader:
    """One thread: a question is too short for two to help each other. Raises ModelUnavailable."""
    return WordReader(WordEncoder(models_dir, 1, eight_bit=True), load_lexicon(), load_places(), load_public())


@lru_cache(maxsize=2)
def load_second_opinion(models_dir: Path | None = None) -> SecondOpinion:
    """The shipped weights over the bundled model. `models_dir` caches the model's graph. Raises ModelUnavailable."""
    source = files("assistant.privacy") / "data" / WEIGHTS
    try:
        with source.open("rb") as file, np.load(file, allow_pickle=False) as kept:
            table = {name: kept[name].astype(np.float32) for name in kept.files}
        count = sum(name.endswith("_out") for name in table)
        heads = tuple(Head(*(table[f"{number}_{name}"] for name in Head.__slots__)) for number in range(count))
        return SecondOpinion(load_word_reader(models_dir), table["mean"], table["scale"], heads)
    except (OSError, ValueError, KeyError) as error:
        raise ModelUnavailable(
            f"The guard's weights {WEIGHTS} cannot be read ({type(error).__name__}). Install the package again."
        ) from None
