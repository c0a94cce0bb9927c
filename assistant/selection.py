"""Which stretches of a passage could answer: paragraphs, lists and single sentences that stand alone, and what speaks for each.

A stretch is always contiguous text of one passage, so that it can be quoted word for word: a short paragraph whole (the number with
its condition), a list with its introduction, otherwise sentences. References to other pages and fragments are left out.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from assistant.lexicon import Lexicon, words_of
from assistant.ports import Embedder, FloatArray, LabelledPassage, TermEncoder, TokenVectors
from assistant.query import Query
from assistant.sentences import split_sentences
from assistant.vectors import RARITY_POWER

MIN_WORDS = 4  # a shorter stretch is a heading fragment or says nothing alone
PARAGRAPH_WORDS = 45  # a paragraph up to this long is one statement: 45 gave .925 at three statements, single sentences .904
LIST_WORDS = 90  # a list up to this long is shown whole
SAME = 0.8  # share of words in common from which two stretches say the same
_REFERENCE = re.compile(
    r"^(?:See\b|More (?:on|about)\b|(?:Advice|Guidance|Details|The (?:steps|rules|forms?|routes?))\b[^.]*\b(?:is|are) in\b|(?:For|To)\b[^.]*\bsee\b)|\bsee [A-Z][^.]*\.$"
)
_NUMBER = re.compile(
    r"\d|\b(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|half|quarter|annual|daily|weekly|monthly)\b", re.I
)

_STANDING = re.compile(
    r"\b(?:superseded?s?|replaced?s?|no longer|withdrawn|current edition|still current|in force|not started|has started|latest edition)\b",
    re.I,
)

# What speaks for a stretch, learned on the development cases (listwise logistic regression, five folds: .93 of the answers within four
# statements, against .83 for likeness alone): likeness in meaning behind its heading, late interaction, rarity-weighted share of the
# question's terms that it or its headings hold (as typed; with expansions), its passage's score and rank, whether it comes first
# there, whether it holds a number where one is asked for, and its length.
WEIGHTS: Mapping[str, float] = {
    "meaning": 8.0,
    "tokens": 5.0,
    "terms": 2.5,
    "expanded": 0.8,
    "passage": 4.5,
    "rank": 0.7,
    "place": 1.5,
    "number": 1.4,
    "length": 0.8,
    "standing": 4.0,  # set by hand: which edition counts is the first thing to say to someone who asks that
}


@dataclass(frozen=True, slots=True)
class Stretch:
    """A possible statement: where it was shown, its words as they stand there, and its place (passage, order within it)."""

    label: str
    text: str
    place: tuple[int, int]


class Scorer:
    """Scores stretches against a question. The vectors of recent stretches are kept: the same guidance answers many questions."""

    def __init__(self, embedder: Embedder, terms: TermEncoder | None, lexicon: Lexicon | None, kept: int = 4000) -> None:
        self._embedder, self._terms, self._lexicon, self._kept = embedder, terms, lexicon, kept
        self._vectors: dict[str, TokenVectors] = {}

    def score(
        self, text: str, expanded: str, query: Query, stretches: Sequence[Stretch], passages: Sequence[LabelledPassage]
    ) -> FloatArray:
        """A score for each stretch: higher speaks more for it as an answer to `text` (`expanded` spells its acronyms out)."""
        rows = self.features(text, expanded, query, stretches, passages)
        return np.asarray([sum(WEIGHTS[name] * value for name, value in row.items()) for row in rows], np.float32)

    def features(
        self, text: str, expanded: str, query: Query, stretches: Sequence[Stretch], passages: Sequence[LabelledPassage]
    ) -> list[dict[str, float]]:
        """What speaks for each stretch, by name; each about 0 to 1."""
        behind = [_behind_heading(stretch, passages[stretch.place[0]]) for stretch in stretches]
        asked, spelled, *held = self._embed([text, expanded, *behind])
        weights = np.asarray([self._piece(piece) for piece in spelled.pieces], np.float32)
        weights /= max(float(weights.sum()), 1e-9)
        own, wide = self._terms_of(text), {term for words, _ in query.terms for term in self._terms_of(words)}
        rows = []
        for stretch, words, vectors in zip(stretches, behind, held, strict=True):
            shown = passages[stretch.place[0]]
            terms = self._terms_of(f"{words} {' '.join(shown.passage.heading_path)} {shown.title}")
            rows.append(
                {
                    "meaning": float(max(vectors.pooled @ asked.pooled, vectors.pooled @ spelled.pooled)),
                    "tokens": float((spelled.tokens @ vectors.tokens.T).max(axis=1) @ weights),
                    "terms": self._share(own, terms),
                    "expanded": self._share(wide, terms),
                    "passage": shown.score,
                    "rank": 1 / (1 + stretch.place[0]),
                    "place": 1 / (1 + stretch.place[1]),
                    "number": float("number" in query.wording.wants and bool(_NUMBER.search(stretch.text))),
                    "standing": float(query.wording.standing and _says_standing(stretch.text, query.wording.years)),
                    "length": min(len(stretch.text.split()), 60) / 50,
                }
            )
        return rows

    def _embed(self, texts: Sequence[str]) -> list[TokenVectors]:
        wanted = [text for text in dict.fromkeys(texts) if text not in self._vectors]
        if len(self._vectors) + len(wanted) > self._kept:
            self._vectors = {text: self._vectors[text] for text in texts if text in self._vectors}
        self._vectors.update(zip(wanted, self._embedder.embed_tokens(wanted), strict=True))
        return [self._vectors[text] for text in texts]

    def _piece(self, piece: int) -> float:
        return self._lexicon.piece_weight(piece) ** RARITY_POWER if self._lexicon else 1.0

    def _terms_of(self, text: str) -> frozenset[int]:
        if self._terms is None:
            return frozenset(hash(word) for word in words_of(text))
        return frozenset(self._terms.encode_query(text).indices)

    def _share(self, asked: frozenset[int] | set[int], held: frozenset[int]) -> float:
        weights = {term: self._lexicon.term_weight(term) if self._lexicon else 1.0 for term in sorted(asked)}
        total = sum(weights.values())
        return sum(weight for term, weight in weights.items() if term in held) / total if total else 0.0


def _says_standing(text: str, years: Sequence[int]) -> bool:
    """Whether `text` tells the standing of an edition, of a year asked about where years are."""
    return bool(_STANDING.search(text)) and (not years or any(str(year) in text for year in years))


def stretches_of(passages: Sequence[LabelledPassage]) -> list[Stretch]:
    """Every stretch of the passages, in order."""
    return [
        Stretch(shown.label, text, (rank, number))
        for rank, shown in enumerate(passages)
        for number, text in enumerate(split_stretches(shown.passage.text))
    ]


def split_stretches(text: str) -> list[str]:
    """The stretches of one passage's text."""
    out: list[str] = []
    for block in re.split(r"\n\s*\n", text):
        lines = [line.strip() for line in block.split("\n") if line.strip()]
        listed = sum(line.startswith("- ") for line in lines)
        if listed and len(block.split()) <= LIST_WORDS and not lines[0].startswith("- "):
            out.append(block.strip())
            continue
        for line in lines:
            out += [line[2:].strip()] if line.startswith("- ") else _sentences(line)
    return [stretch for stretch in out if len(stretch.split()) >= MIN_WORDS]


def _sentences(line: str) -> list[str]:
    """A line as stretches of whole sentences, each up to a paragraph long, without references to other pages."""
    out: list[str] = []
    start: int | None = None
    end = 0
    for first, last in [*split_sentences(line), (len(line), len(line))]:
        reference = bool(_REFERENCE.search(line[first:last]))
        if start is not None and (first == last or reference or len(line[start:last].split()) > PARAGRAPH_WORDS):
            out.append(line[start:end])
            start = None
        if not reference and first < last:
            start, end = first if start is None else start, last
    return out


def says_the_same(one: str, other: str) -> bool:
    """Whether two stretches share nearly all their words, counted over the shorter."""
    first, second = set(words_of(one)), set(words_of(other))
    if set(re.findall(r"\d+", one)) != set(re.findall(r"\d+", other)):
        return False  # the same sentence with another number is another fact
    return len(first & second) >= SAME * max(1, min(len(first), len(second)))


def joined(text: str, first: str, second: str) -> str | None:
    """The stretch of `text` from `first` to the end of `second` where they follow each other at once; None where they do not."""
    start = text.find(first)
    after = text.find(second, start + len(first)) if start >= 0 else -1
    if after < 0 or text[start + len(first) : after].strip(" \n-"):
        return None
    return text[start : after + len(second)]


def _behind_heading(stretch: Stretch, shown: LabelledPassage) -> str:
    heading = shown.passage.heading_path[-1] if shown.passage.heading_path else ""
    return f"{heading}. {stretch.text}" if heading else stretch.text
