"""Drafting without a language model: the stretches that answer, chosen from the passages and shown word for word."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from assistant.lexicon import Lexicon
from assistant.ports import Embedder, FloatArray, LabelledPassage, TermEncoder
from assistant.query import QueryReader
from assistant.selection import Scorer, Stretch, joined, says_the_same, stretches_of
from assistant.types import Document, Draft, DraftQuote, DraftStatement, Question, ScoredPassage

MARGIN = 6.0  # a stretch that scores this much less than the best adds nothing to it (4 loses answers, 8 loses none but shows more)
JOINED_WORDS = 60  # neighbours of one passage are one statement up to this length
MOST = 6  # stretches that an answer is made of, in at most `statements` statements


class ExtractiveGenerator:
    """Implements `Generator`: the fewest stretches that answer every part of the question, best first, no fact twice."""

    prompt_id: str | None = None

    def __init__(
        self,
        embedder: Embedder,
        statements: int,
        reader: QueryReader | None = None,
        terms: TermEncoder | None = None,
        lexicon: Lexicon | None = None,
        scorer: Scorer | None = None,
    ) -> None:
        self.model_id = "extractive"
        self._statements, self._reader = statements, reader or QueryReader()
        self._scorer = scorer or Scorer(embedder, terms, lexicon)

    def draft(self, question: Question, passages: Sequence[LabelledPassage]) -> Draft:
        stretches = stretches_of(passages)
        if not stretches:
            return Draft(())
        query = self._reader.read(question.text, question.filters)
        scores = self._scorer.score(query.text, query.forms[-1], query, stretches, passages)
        texts = [shown.passage.text for shown in passages]
        chosen = pick(stretches, scores, self._statements, texts)
        for part in query.parts:
            # Each thing asked has its best stretch shown, in the place of the weakest one that only the whole question chose.
            own = self._scorer.score(part.text, part.text, query, stretches, passages)
            chosen = _with_part(chosen, pick(stretches, own, 1, texts), scores, self._statements)
        return Draft(tuple(DraftStatement(item.text, (DraftQuote(item.label, item.text),)) for item in _in_reading_order(chosen, scores)))


@dataclass(frozen=True, slots=True)
class Chosen:
    """A statement to be: its text, and the numbers of the stretches it is made of."""

    label: str
    text: str
    place: tuple[int, int]
    stretches: tuple[int, ...]


def pick(stretches: Sequence[Stretch], scores: FloatArray, limit: int, texts: Sequence[str]) -> list[Chosen]:
    """The best stretches that say different things, without those far below the best, in at most `limit` statements.

    `texts` are the passages' texts in rank order. Neighbours become one statement, so that a rule stands beside its condition.
    """
    order = np.argsort(-scores, kind="stable")
    chosen: list[Chosen] = []
    for index in (int(index) for index in order):
        used = [other for item in chosen for other in item.stretches]
        if scores[order[0]] - scores[index] > MARGIN or len(used) == MOST:
            break
        if any(says_the_same(stretches[index].text, stretches[other].text) for other in used):
            continue
        beside = next(((number, item) for number, old in enumerate(chosen) if (item := _beside(old, index, stretches, texts))), None)
        if beside:
            chosen[beside[0]] = beside[1]
        elif len(chosen) < limit:
            stretch = stretches[index]
            chosen.append(Chosen(stretch.label, stretch.text, stretch.place, (index,)))
    return chosen


def _beside(old: Chosen, index: int, stretches: Sequence[Stretch], texts: Sequence[str]) -> Chosen | None:
    """`old` with the stretch that stands right before or after it, where the two are short enough for one statement."""
    new = stretches[index]
    if new.label != old.label or len(old.text.split()) + len(new.text.split()) > JOINED_WORDS:
        return None
    passage = texts[new.place[0]]
    together = joined(passage, new.text, old.text) if new.place < old.place else joined(passage, old.text, new.text)
    return Chosen(old.label, together, min(old.place, new.place), (*old.stretches, index)) if together else None


def _with_part(chosen: list[Chosen], best: Sequence[Chosen], scores: FloatArray, limit: int) -> list[Chosen]:
    for item in best:
        if any(item.text in other.text or says_the_same(item.text, other.text) for other in chosen):
            continue
        kept = chosen if len(chosen) < limit else sorted(chosen, key=lambda other: -_best(other, scores))[: limit - 1]
        chosen = [*kept, item]
    return chosen


def _best(item: Chosen, scores: FloatArray) -> float:
    return max(float(scores[index]) for index in item.stretches)


def _in_reading_order(chosen: Sequence[Chosen], scores: FloatArray) -> list[Chosen]:
    """Best first, with statements of one passage together and in the order in which they stand there."""
    best: dict[int, float] = {}
    for item in chosen:
        best[item.place[0]] = max(best.get(item.place[0], float("-inf")), _best(item, scores))
    return sorted(chosen, key=lambda item: (-best[item.place[0]], item.place))


def label_passages(found: Sequence[ScoredPassage], documents: Mapping[str, Document] | None = None) -> list[LabelledPassage]:
    """Passages as a generator sees them: P1, P2, … in rank order, with their document's title and their score."""
    held = documents or {}
    return [
        LabelledPassage(
            f"P{rank}", item.passage, held[item.passage.document_id].title if item.passage.document_id in held else "", item.score
        )
        for rank, item in enumerate(found, 1)
    ]
