"""The learned recogniser: what each word of a record is, from how it is used rather than from what it is called.

Rules know forms and lists; they miss the name nobody listed, the word-name at the start of a sentence and the job told in
new words. The tagger reads every word's state in the bundled model, with low-rank changes learned for this, and the plain features of
`word_features`, and weighs them with two small convolutions. Its weights (`data/tagger.npz`) are
learned from the development records by `evals/tagger_training.py`.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import OrderedDict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from importlib.resources import files
from io import BytesIO
from operator import itemgetter
from pathlib import Path
from typing import Any

import numpy as np

from assistant.errors import ModelUnavailable
from assistant.minilm.changes import Table, changes_among
from assistant.minilm.runtime import FIRST, HIDDEN, load_changed, load_half, load_tokenizer, run_first
from assistant.ports import FloatArray
from assistant.privacy.candidates import Candidate, Level
from assistant.privacy.names import Lexicon, load_lexicon
from assistant.privacy.places import load_places
from assistant.privacy.word_features import describe, split_words

# What a word can be, in the order of the weights' last layer.
LABELS = ("O", "PERSON", "ADDRESS", "DOB", "ID", "AGE", "DATE", "ORG", "PLACE", "ROOTS", "HEALTH", "JOB", "FAMILY", "EVENT")
FINDING_TYPES: Mapping[str, tuple[str, Level]] = {
    "PERSON": ("PERSON", "direct"),
    "ADDRESS": ("ADDRESS", "direct"),
    "DOB": ("DATE_OF_BIRTH", "direct"),
    "ID": ("IDENTIFIER", "direct"),
    "AGE": ("AGE", "quasi"),
    "DATE": ("DATE", "quasi"),
    "ORG": ("ORGANISATION", "quasi"),
    "PLACE": ("PLACE", "quasi"),
    "ROOTS": ("BACKGROUND", "quasi"),
    "HEALTH": ("HEALTH", "quasi"),
    "JOB": ("OCCUPATION", "quasi"),
    "FAMILY": ("FAMILY", "quasi"),
    "EVENT": ("EVENT", "quasi"),
}
WINDOW, OVERLAP = 192, 24  # word pieces read at once, and shared with the window before, so that every word has neighbours
BATCH = 16
KEPT = 4  # readings kept: one text is read for its names, for the rest and for doubts
LAYERS = (0, 6)  # of the model, those that are changed and read
CLS, SEP = 101, 102  # the model's marks of beginning and end


@dataclass(frozen=True, slots=True)
class Reading:
    """The words of a text as half-open offsets, and for each the probability of every label: shape (words, labels)."""

    words: tuple[tuple[int, int], ...]
    chances: FloatArray

    def any_name(self, start: int, end: int) -> float:
        """The highest probability, over the words in a stretch, of being anything but ordinary."""
        first = bisect_right(self.words, start, key=itemgetter(1))
        beyond = bisect_left(self.words, end, key=itemgetter(0))
        return 1.0 - float(self.chances[first:beyond, 0].min()) if first < beyond else 0.0

    def likelihoods(self) -> Reading:
        """The same without saying of what kind: what `any_name` needs, a fourteenth of the size."""
        return Reading(self.words, self.chances[:, :1].copy())


class WordEncoder:
    """The state of every word: shape (words, 384), the mean over its word pieces. The model is loaded with the first text. Without
    `changes` its first half is read, else all layers that are changed; `eight_bit` as in `minilm.graph`."""

    def __init__(self, models_dir: Path | None, threads: int = 0, changes: Table | None = None, *, eight_bit: bool = False) -> None:
        self._models_dir, self._threads, self._changes, self._eight_bit = models_dir, threads, changes, eight_bit

    @cached_property
    def _session(self) -> Any:
        if not self._changes:
            return load_half(FIRST, self._models_dir, self._threads, eight_bit=self._eight_bit)
        last = max(int(name.partition(".")[0]) for name in self._changes)
        return load_changed((0, last + 1), self._changes, self._models_dir, self._threads, eight_bit=self._eight_bit)

    @cached_property
    def _tokenizer(self) -> Any:
        return load_tokenizer(None)

    def states(self, text: str, words: Sequence[tuple[int, int]]) -> FloatArray:
        encoding = self._tokenizer.encode(text, add_special_tokens=False)
        pieces = self._read(encoding.ids)
        out = np.zeros((len(words), HIDDEN), np.float32)
        counts = np.zeros(len(words), np.float32)
        for piece, word in enumerate(words_of_pieces(encoding.offsets, words)):
            if word >= 0:
                out[word] += pieces[piece]
                counts[word] += 1
        return np.asarray(out / np.maximum(counts, 1)[:, None], np.float32)

    def _read(self, ids: Sequence[int]) -> FloatArray:
        out = np.zeros((len(ids), HIDDEN), np.float32)
        told = list(windows(len(ids)))
        for at in range(0, len(told), BATCH):
            chosen = told[at : at + BATCH]
            states, _ = run_first(self._session, [[CLS, *ids[low:high], SEP] for low, high, _, _ in chosen])
            for row, (low, _, keep_from, keep_to) in enumerate(chosen):
                out[keep_from:keep_to] = states[row, 1 + keep_from - low : 1 + keep_to - low]
        return out


def words_of_pieces(offsets: Sequence[tuple[int, int]], words: Sequence[tuple[int, int]]) -> list[int]:
    """For each word piece the number of the word it is part of, or -1."""
    starts = [start for start, _ in words]
    found = [bisect_right(starts, start) - 1 for start, _ in offsets]
    return [word if word >= 0 and start < words[word][1] else -1 for word, (start, _) in zip(found, offsets, strict=True)]


def windows(count: int) -> Iterator[tuple[int, int, int, int]]:
    """Windows over `count` pieces: (from, to, keep from, keep to). Each piece is kept from the window in which it lies deepest."""
    low = 0
    while True:
        high = min(count, low + WINDOW)
        yield low, high, low and low + OVERLAP // 2, high if high == count else high - OVERLAP // 2
        if high == count:
            return
        low = high - OVERLAP


class Tagger:
    """Reads a text's words. Build it with `load_tagger`."""

    def __init__(self, weights: Mapping[str, Any], encoder: WordEncoder, lexicon: Lexicon, places: Mapping[str, str]) -> None:
        self._heads = [_Head(weights, index) for index in range(int(weights["heads"]))]
        self._encoder, self._lexicon, self._places = encoder, lexicon, places
        self.version = str(weights["version"])
        self._last: OrderedDict[str, Reading] = OrderedDict()

    def read(self, text: str) -> Reading:
        """The label probabilities of every word, as the mean over the heads."""
        if kept := self._last.get(text):
            return kept
        words = split_words(text)
        if not words:
            return Reading((), np.zeros((0, len(LABELS)), np.float32))
        states = self._encoder.states(text, words)
        plain = describe(text, words, self._lexicon, self._places)
        chances = np.mean([head.chances(states, plain) for head in self._heads], axis=0)
        reading = Reading(tuple(words), np.asarray(chances, np.float32))
        while len(self._last) >= KEPT:
            self._last.popitem(last=False)
        self._last[text] = reading
        return reading

    def find(self, text: str, bars: Mapping[str, float]) -> Iterator[Candidate]:
        """Stretches of words that are more likely than `bars[label]` something, each labelled by its likeliest label."""
        reading = self.read(text)
        best = reading.chances[:, 1:].argmax(axis=1) + 1
        spoken = 1.0 - reading.chances[:, 0]
        run: list[int] = []
        for index in range(len(reading.words) + 1):
            on = index < len(reading.words) and spoken[index] >= bars[LABELS[best[index]]]
            if run and not (on and best[index] == best[run[-1]] and not self._breaks(text, reading.words, run[-1], index)):
                yield from _candidate(text, reading, run, LABELS[best[run[0]]], float(spoken[run].max()))
                run = []
            if on:
                run.append(index)

    @staticmethod
    def _breaks(text: str, words: Sequence[tuple[int, int]], last: int, index: int) -> bool:
        """Whether a line or a sentence ends between two neighbouring words. A full stop after a short word may be an abbreviation's."""
        gap = text[words[last][1] : words[index][0]]
        ends = text[slice(*words[last])] == "." and gap != "" and last > 0 and words[last - 1][1] - words[last - 1][0] > 3
        return "\n" in gap or ends


def _candidate(text: str, reading: Reading, run: Sequence[int], label: str, score: float) -> Iterator[Candidate]:
    """The run as a candidate, without the signs at its ends; nothing when it is all signs."""
    inside = [reading.words[index] for index in run if any(map(str.isalnum, text[slice(*reading.words[index])]))]
    if inside:
        kind, level = FINDING_TYPES[label]
        yield Candidate(inside[0][0], inside[-1][1], kind, level, score, f"learned:{label.lower()}")


class _Head:
    """One set of weights: project, two convolutions over neighbouring words, and a softmax over the labels."""

    def __init__(self, weights: Mapping[str, Any], index: int) -> None:
        self._w = {
            name.split(".", 1)[1]: np.asarray(value, np.float32) for name, value in weights.items() if name.startswith(f"head{index}.")
        }

    def chances(self, states: FloatArray, plain: FloatArray) -> FloatArray:
        w = self._w
        near = np.concatenate(
            [np.tanh(states @ w["states"] + w["states_bias"]), np.maximum(plain @ w["plain"] + w["plain_bias"], 0)], axis=1
        )
        wide = np.maximum(_convolve(near, w["narrow"], 1) + w["narrow_bias"], 0)
        wide = np.maximum(_convolve(wide, w["wide"], 2) + w["wide_bias"], 0)
        return softmax(np.concatenate([wide, near], axis=1) @ w["out"] + w["out_bias"], axis=1)


def softmax(scores: FloatArray, axis: int) -> FloatArray:
    """Probabilities along one axis."""
    raised = np.exp(scores - scores.max(axis=axis, keepdims=True))
    return np.asarray(raised / raised.sum(axis=axis, keepdims=True), np.float32)


def _convolve(rows: FloatArray, kernel: FloatArray, dilation: int) -> FloatArray:
    """A convolution over the first axis with zeros beyond the ends. `kernel` has shape (taps, in, out), taps being odd."""
    taps = kernel.shape[0]
    reach = taps // 2 * dilation
    padded = np.pad(rows, ((reach, reach), (0, 0)))
    return np.asarray(sum(padded[tap * dilation : tap * dilation + len(rows)] @ kernel[tap] for tap in range(taps)), np.float32)


def build_tagger(weights: Mapping[str, Any], models_dir: Path | None, threads: int = 0) -> Tagger:
    """A tagger of weights as they are stored."""
    return Tagger(weights, WordEncoder(models_dir, threads, changes_among(weights), eight_bit=True), load_lexicon(), load_places())


@lru_cache(maxsize=2)
def load_tagger(models_dir: Path | None = None, threads: int = 0) -> Tagger:
    """The one tagger; `models_dir` caches the encoder's graph. Raises ModelUnavailable when a part of it cannot be loaded."""
    try:
        content = (files("assistant.privacy") / "data" / "tagger.npz").read_bytes()
        with np.load(BytesIO(content), allow_pickle=False) as stored:
            weights = {name: stored[name] for name in stored.files}
        if tuple(weights["labels"]) != LABELS:
            raise ValueError("labels")
    except (OSError, ValueError, KeyError) as error:
        raise ModelUnavailable("The weights of the person tagger cannot be read. Install the package again.") from error
    return build_tagger(weights, models_dir, threads)
