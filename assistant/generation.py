"""Drafting without a language model: the stretches that answer, chosen from the passages and shown word for word."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from assistant.lexicon import Lexicon
from assistant.ports import Embedder, FloatArray, LabelledPassage, TermEncoder
from assistant.query import Query, QueryReader
from assistant.selection import Scorer
from assistant.stretches import Stretch, joined, says_the_same, stretches_of
from assistant.types import Document, Draft, DraftQuote, DraftStatement, Question, ScoredPassage
from assistant.wording import read_wording

# How much less than the best a stretch may score to be added to it, and to be the second, third and fourth statement.
MARGINS = (6.0, 5.0, 4.0, 3.5)  # .971 of the answers in 2.7 statements on average; 6 throughout: .971 in 3.4; 4, 4, 3, 2: .952 in 2.2
ALIKE = 0.88  # likeness in meaning from which two stretches with the same numbers say the same
JOINED_WORDS = 60  # neighbours of one passage are one statement up to this length
_DIGITS = re.compile(r"\d+")
SIDE_MARGIN = 4.0  # how much less than the best for its side a stretch may score to be shown for speaking least of the other side
FAR = 100.0  # more than any two scores differ by
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
        alike = self._scorer.likeness(stretches)
        chosen = pick(stretches, scores, self._statements, texts, alike)
        owns = [self._scorer.score(part.text, part.text, _of_part(query, part.text), stretches, passages) for part in query.parts]
        sides: tuple[tuple[int, int], ...] = ()
        for number, own in enumerate(owns):
            # Each thing asked has its best stretch shown, in the place of the weakest one that only the whole question chose; a side of
            # a comparison has the one that is about it and not as much about the other.
            if query.wording.compares:
                others = np.max([other for place, other in enumerate(owns) if place != number], axis=0)
                own = np.where(own >= own.max() - SIDE_MARGIN, own - others, own - others - FAR)
            best = pick(stretches, own, 1, texts)
            chosen = _with_part(chosen, best, scores, self._statements, sides)
            if query.wording.compares:
                sides = (*sides, *(item.place for item in best))
        return Draft(tuple(DraftStatement(item.text, (DraftQuote(item.label, item.text),)) for item in _in_reading_order(chosen, scores)))


def _of_part(query: Query, part: str) -> Query:
    """The query as a part of it reads: about the nation which that part names, where it names one."""
    nations = read_wording(part).nations
    return replace(query, wording=replace(query.wording, nations=nations)) if nations else query


@dataclass(frozen=True, slots=True)
class Chosen:
    """A statement to be: its text, and the numbers of the stretches it is made of."""

    label: str
    text: str
    place: tuple[int, int]
    stretches: tuple[int, ...]


def pick(
    stretches: Sequence[Stretch], scores: FloatArray, limit: int, texts: Sequence[str], alike: FloatArray | None = None
) -> list[Chosen]:
    """The best stretches that say different things, without those far below the best, in at most `limit` statements.

    `texts` are the passages' texts in rank order, `alike` the likeness of each two stretches. Neighbours become one statement, so that
    a rule stands beside its condition; each further statement must come closer to the best one.
    """
    order = np.argsort(-scores, kind="stable")
    chosen: list[Chosen] = []
    for index in (int(index) for index in order):
        used = [other for item in chosen for other in item.stretches]
        behind = float(scores[order[0]] - scores[index])
        if behind > MARGINS[0] or len(used) == MOST:
            break
        if any(_repeats(index, other, stretches, alike) for other in used):
            continue
        beside = next(((number, item) for number, old in enumerate(chosen) if (item := _beside(old, index, stretches, texts))), None)
        if beside:
            chosen[beside[0]] = beside[1]
        elif len(chosen) < limit and behind <= MARGINS[min(len(chosen), len(MARGINS) - 1)]:
            stretch = stretches[index]
            chosen.append(Chosen(stretch.label, stretch.text, stretch.place, (index,)))
    return chosen


def _repeats(new: int, old: int, stretches: Sequence[Stretch], alike: FloatArray | None) -> bool:
    """Whether a stretch says what another has said, in nearly the same words or, with no number of its own, in others."""
    one, other = stretches[new].text, stretches[old].text
    if says_the_same(one, other):
        return True
    return alike is not None and alike[new, old] >= ALIKE and set(_DIGITS.findall(one)) <= set(_DIGITS.findall(other))


def _beside(old: Chosen, index: int, stretches: Sequence[Stretch], texts: Sequence[str]) -> Chosen | None:
    """`old` with the stretch that stands right before or after it, where the two are short enough for one statement."""
    new = stretches[index]
    if new.label != old.label or len(old.text.split()) + len(new.text.split()) > JOINED_WORDS:
        return None
    passage = texts[new.place[0]]
    together = joined(passage, new.text, old.text) if new.place < old.place else joined(passage, old.text, new.text)
    return Chosen(old.label, together, min(old.place, new.place), (*old.stretches, index)) if together else None


def _with_part(
    chosen: list[Chosen], best: Sequence[Chosen], scores: FloatArray, limit: int, kept: Sequence[tuple[int, int]] = ()
) -> list[Chosen]:
    """The statements with those of one more part; the weakest makes room, but never one that stands at a `kept` place."""
    for item in best:
        if any(item.text in other.text or says_the_same(item.text, other.text) for other in chosen):
            continue
        held = [other for other in chosen if other.text not in item.text]
        if len(held) >= limit:
            held = sorted(held, key=lambda other: (other.place not in kept, -_best(other, scores)))[: limit - 1]
        chosen = [*held, item]
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
