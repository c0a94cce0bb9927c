"""Drafting without a language model: the sentences that answer, chosen from the passages and shown word for word."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from assistant.ports import Embedder, LabelledPassage
from assistant.sentences import split_sentences
from assistant.types import Draft, DraftQuote, DraftStatement, Question, ScoredPassage

MIN_WORDS = 5  # a shorter sentence is a heading fragment or says nothing alone
SAME = 0.9  # cosine above which two sentences say the same


@dataclass(frozen=True, slots=True)
class _Sentence:
    label: str
    text: str
    place: tuple[int, int]


class ExtractiveGenerator:
    """Implements `Generator`. Scores every sentence of the passages by the question and picks the best that differ."""

    prompt_id = None

    def __init__(self, embedder: Embedder, statements: int) -> None:
        self.model_id = "extractive"
        self._embedder, self._statements = embedder, statements

    def draft(self, question: Question, passages: Sequence[LabelledPassage]) -> Draft:
        sentences = _sentences(passages)
        if not sentences:
            return Draft(())
        texts = [item.text for item in sentences]
        vectors = self._embedder.embed([question.text, *texts])
        likeness = vectors[1:] @ vectors[0]
        rank = np.array([1.0 / (1 + 0.15 * item.place[0]) for item in sentences])
        scores = likeness * (0.7 + 0.3 * rank)
        chosen: list[int] = []
        for index in np.argsort(-scores, kind="stable"):
            if all(float(vectors[1 + index] @ vectors[1 + other]) < SAME for other in chosen):
                chosen.append(int(index))
            if len(chosen) == self._statements:
                break
        return Draft(tuple(DraftStatement(texts[i], (DraftQuote(sentences[i].label, texts[i]),)) for i in chosen))


def label_passages(found: Sequence[ScoredPassage]) -> list[LabelledPassage]:
    """Passages as a generator sees them: P1, P2, … in rank order."""
    return [LabelledPassage(f"P{rank}", item.passage) for rank, item in enumerate(found, 1)]


def _sentences(passages: Sequence[LabelledPassage]) -> list[_Sentence]:
    out: list[_Sentence] = []
    for rank, item in enumerate(passages):
        for number, (start, end) in enumerate(split_sentences(item.passage.text)):
            text = item.passage.text[start:end].removeprefix("- ").strip()
            if len(text.split()) >= MIN_WORDS:
                out.append(_Sentence(item.label, text, (rank, number)))
    return out
