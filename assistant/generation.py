"""Drafting without a language model: the stretches that answer, chosen from the passages and shown word for word."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from assistant.lexicon import Lexicon
from assistant.ports import Embedder, FloatArray, LabelledPassage, TermEncoder
from assistant.query import QueryReader
from assistant.selection import Scorer, Stretch, says_the_same, stretches_of
from assistant.types import Document, Draft, DraftQuote, DraftStatement, Question, ScoredPassage

MARGIN = 6.0  # a stretch that scores this much less than the best adds nothing to it (development cases: none lost)


class ExtractiveGenerator:
    """Implements `Generator`: the fewest stretches that answer every part of the question, best first, no fact twice."""

    prompt_id = None

    def __init__(
        self,
        embedder: Embedder,
        statements: int,
        reader: QueryReader | None = None,
        terms: TermEncoder | None = None,
        lexicon: Lexicon | None = None,
    ) -> None:
        self.model_id = "extractive"
        self._statements, self._reader = statements, reader or QueryReader()
        self._scorer = Scorer(embedder, terms, lexicon)

    def draft(self, question: Question, passages: Sequence[LabelledPassage]) -> Draft:
        stretches = stretches_of(passages)
        if not stretches:
            return Draft(())
        query = self._reader.read(question.text, question.filters)
        scores = self._scorer.score(query.text, query.forms[-1], query, stretches, passages)
        chosen = pick(stretches, scores, self._statements)
        for part in query.parts:
            # Each thing asked has its best stretch shown, in the place of the weakest one that only the whole question chose.
            own = self._scorer.score(part.text, part.text, query, stretches, passages)
            chosen = _with_part(chosen, pick(stretches, own, 1), stretches, scores, self._statements)
        ordered = _in_reading_order(chosen, stretches, scores)
        return Draft(tuple(DraftStatement(item.text, (DraftQuote(item.label, item.text),)) for item in (stretches[index] for index in ordered)))


def pick(stretches: Sequence[Stretch], scores: FloatArray, limit: int) -> list[int]:
    """The best `limit` stretches that say different things, without those far below the best."""
    order = np.argsort(-scores, kind="stable")
    chosen: list[int] = []
    for index in order:
        if scores[order[0]] - scores[index] > MARGIN or len(chosen) == limit:
            break
        if not any(says_the_same(stretches[index].text, stretches[other].text) for other in chosen):
            chosen.append(int(index))
    return chosen


def _with_part(chosen: list[int], best: Sequence[int], stretches: Sequence[Stretch], scores: FloatArray, limit: int) -> list[int]:
    for index in best:
        if index in chosen or any(says_the_same(stretches[index].text, stretches[other].text) for other in chosen):
            continue
        kept = chosen if len(chosen) < limit else sorted(chosen, key=lambda other: -scores[other])[: limit - 1]
        chosen = [*kept, index]
    return chosen


def _in_reading_order(chosen: Sequence[int], stretches: Sequence[Stretch], scores: FloatArray) -> list[int]:
    """Best first, with stretches of one passage together and in the order in which they stand there."""
    best: dict[int, float] = {}
    for index in chosen:
        rank = stretches[index].place[0]
        best[rank] = max(best.get(rank, float("-inf")), float(scores[index]))
    return sorted(chosen, key=lambda index: (-best[stretches[index].place[0]], stretches[index].place))


def label_passages(found: Sequence[ScoredPassage], documents: Mapping[str, Document] | None = None) -> list[LabelledPassage]:
    """Passages as a generator sees them: P1, P2, … in rank order, with their document's title and their score."""
    held = documents or {}
    return [
        LabelledPassage(f"P{rank}", item.passage, held[item.passage.document_id].title if item.passage.document_id in held else "", item.score)
        for rank, item in enumerate(found, 1)
    ]



