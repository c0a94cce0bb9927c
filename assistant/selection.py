"""Which stretches answer a question: what speaks for each, in meaning, in words and by its shape, weighed together."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence

import numpy as np

from assistant.lexicon import Lexicon, words_of
from assistant.ports import CrossEncoder, Embedder, FloatArray, LabelledPassage, TermEncoder, TokenVectors
from assistant.query import Query
from assistant.stretches import Stretch, behind_heading, heading_of, in_place, stretches_of
from assistant.vectors import RARITY_POWER

_WANTS = {
    "time": re.compile(r"\b(?:when|how (?:long|soon|quickly|often|old)|time|deadline|timescale|within|date|year|age)\b", re.I),
    "why": re.compile(r"\b(?:why|reasons?|point of|bother)\b", re.I),
}
# What each kind of question is answered with: a time, a yes or no with its modal verb, a definition, a reason.
_SHAPES: Mapping[str, re.Pattern[str]] = {
    "time": re.compile(
        r"\b(?:\d+|one|two|three|four|five|six|seven|eight|nine|ten|twelve|same|each|every|next)[- ](?:working |calendar |school |clear )?"
        r"(?:hours?|days?|weeks?|months?|years?)\b"
        r"|\b(?:immediately|at once|straight away|without delay|promptly|as soon as|annual(?:ly)?|yearly|weekly|monthly|termly|birthday|aged? \d+)\b"
        r"|\b(?:January|February|March|April|May|June|July|August|September|October|November|December)\b|\b(?:19|20)\d\d\b",
        re.I,
    ),
    "yes_no": re.compile(r"\b(?:must|should|may|can|cannot|need|not|no|never|only|unless|always|applies|allowed|required|duty)\b", re.I),
    "definition": re.compile(
        r"\b(?:means?|is (?:a|an|the|when|where)|are|refers? to|defined?|definition|stands? for|describes?|called|term)\b", re.I
    ),
    "why": re.compile(r"\b(?:because|so that|reason|otherwise|risk|since|helps?|purpose|aims?)\b", re.I),
}
_STANDING = re.compile(
    r"\b(?:superseded?s?|replaced?s?|no longer|withdrawn|current edition|still current|in force|not started|has started|latest edition)\b",
    re.I,
)

# What speaks for a stretch: likeness in meaning behind its heading and by itself, of its heading, and to what people ask that it answers;
# late interaction; rarity-weighted share of the question's terms that it or its headings hold (as typed; with expansions); its passage's
# score and rank, whether it comes first there, its length; whether it has the shape of what is asked for; and what the cross-encoder
# says of it (`read`). Listwise logistic regression. `GLANCE`, without the cross-encoder, says which stretches are read, and decides where
# none is; it was learned on 579 development questions. `WEIGHTS` was learned on the 335 questions of four authors whom the cross-encoder
# had not seen then; the author left out had the answer first for .82 and among four for .98 of the questions (.77 and .96 at a glance).
GLANCE: Mapping[str, float] = {
    "meaning": 2.5,
    "plain": 3.3,
    "heading": 1.7,
    "asked": 2.9,
    "tokens": 1.2,
    "terms": 3.1,
    "expanded": 1.1,
    "passage": 2.6,
    "rank": 2.1,
    "place": 1.5,
    "length": 0.9,
    "elsewhere": -1.0,
    "is_time": 0.5,
    "is_yes_no": 1.0,
    "is_definition": 1.0,
    "is_why": 0.4,
    "standing": 4.0,  # set by hand: which edition counts is the first thing to say to someone who asks that
}
WEIGHTS: Mapping[str, float] = {
    "meaning": 1.2,
    "plain": 1.8,
    "heading": 0.8,
    "asked": 2.9,
    "tokens": 1.1,
    "terms": 1.4,
    "expanded": 0.9,
    "passage": 2.6,
    "rank": 1.5,
    "place": 0.9,
    "length": 1.3,
    "elsewhere": -0.5,
    "is_time": 0.9,
    "is_yes_no": 0.4,
    "is_definition": 0.4,
    "is_why": 0.0,
    "read": 5.4,
    "standing": 4.0,
}

READ = 10  # stretches that are read together with the question, the likeliest ones
RECENT = 256  # readings kept: those of a few questions, each of which is read to judge the evidence and again to answer
ODDS = 8.0  # log-odds of the cross-encoder that count as certain
WARMED = 16  # texts read at once before they are asked for: small, so that a question waits for no more than that


class Scorer:
    """Scores stretches against a question. The vectors of recent stretches are kept: the same guidance answers many questions."""

    def __init__(
        self,
        embedder: Embedder,
        terms: TermEncoder | None,
        lexicon: Lexicon | None,
        kept: int = 5000,
        cross_encoder: CrossEncoder | None = None,
    ) -> None:
        self._embedder, self._terms, self._lexicon, self._kept = embedder, terms, lexicon, kept
        self._cross_encoder = cross_encoder
        self._vectors: dict[str, TokenVectors] = {}
        self._lines: dict[str, FloatArray] = {}
        self._readings: dict[tuple[str, str], float] = {}

    def score(
        self, text: str, expanded: str, query: Query, stretches: Sequence[Stretch], passages: Sequence[LabelledPassage]
    ) -> FloatArray:
        """A score for each stretch: higher speaks more for it as an answer to `text` (`expanded` spells its acronyms out)."""
        rows = self.features(text, expanded, query, stretches, passages)
        return np.asarray([weigh(row) for row in rows], np.float32)

    def features(
        self, text: str, expanded: str, query: Query, stretches: Sequence[Stretch], passages: Sequence[LabelledPassage]
    ) -> list[dict[str, float]]:
        """What speaks for each stretch, by name; each about 0 to 1."""
        behind = [behind_heading(stretch, passages[stretch.place[0]]) for stretch in stretches]
        asked, spelled, *held = self._embed([text, expanded, *behind])
        weights = self._weights(spelled)
        own, wide = self._terms_of(text), {term for words, _ in query.terms for term in self._terms_of(words)}
        heads = {shown.label: self._pool([heading_of(shown)])[0] for shown in passages}
        plain = dict(zip((stretch.place for stretch in stretches), self._pool([stretch.text for stretch in stretches]), strict=True))
        near = self._near(stretches, passages, asked.pooled, spelled.pooled)
        nations = query.wording.nations
        wants = {name for name, pattern in _WANTS.items() if pattern.search(text)} | query.wording.wants
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
                    "asked": near[stretch.place],
                    "heading": float(max(heads[shown.label] @ asked.pooled, heads[shown.label] @ spelled.pooled)),
                    "plain": float(max(plain[stretch.place] @ asked.pooled, plain[stretch.place] @ spelled.pooled)),
                    "elsewhere": float(bool(nations) and not set(nations) & set(shown.passage.nations)),
                    **{f"is_{name}": float(name in wants and bool(shape.search(stretch.text))) for name, shape in _SHAPES.items()},
                    "standing": float(query.wording.standing and _says_standing(stretch.text, query.wording.years)),
                    "length": min(len(stretch.text.split()), 60) / 50,
                }
            )
        self._read(expanded, rows, stretches, passages)
        return rows

    def _read(
        self, asked: str, rows: Sequence[dict[str, float]], stretches: Sequence[Stretch], passages: Sequence[LabelledPassage]
    ) -> None:
        """Have the most likely stretches read together with the question (`read`); the others count as the least likely of them.

        Only in a library that says what people ask of it: what was learned there tells little elsewhere (docs/decisions/0009)."""
        if self._cross_encoder is None or not any(shown.passage.asked for shown in passages):
            return
        order = sorted(range(len(rows)), key=lambda index: (-weigh(rows[index]), index))[:READ]
        values = self._readings_of(asked, [in_place(stretches[index], passages[stretches[index].place[0]]) for index in order])
        least = min(values, default=0.0)
        found = dict(zip(order, values, strict=True))
        for index, row in enumerate(rows):
            row["read"] = found.get(index, least)

    def best_reading(self, asked: str, stretches: Sequence[Stretch], passages: Sequence[LabelledPassage]) -> float:
        """What the cross-encoder says of the best of the first `READ` stretches as an answer to `asked`, -1 to 1."""
        texts = [in_place(stretch, passages[stretch.place[0]]) for stretch in stretches[:READ]]
        return max(self._readings_of(asked, texts), default=-1.0)

    def _readings_of(self, asked: str, texts: Sequence[str]) -> list[float]:
        """The cross-encoder's log-odds, on a scale from -1 to 1. Recent ones are kept: the same stretches are read to judge the evidence,
        then to answer."""
        readings = self._readings
        wanted = [text for text in dict.fromkeys(texts) if (asked, text) not in readings]
        if len(readings) + len(wanted) > RECENT:
            self._readings = readings = {(asked, text): readings[asked, text] for text in texts if (asked, text) in readings}
        if wanted and self._cross_encoder:
            scores = self._cross_encoder.score(asked, wanted)
            readings.update({(asked, text): min(max(float(score) / ODDS, -1.0), 1.0) for text, score in zip(wanted, scores, strict=True)})
        return [readings[asked, text] for text in texts]

    def likeness(self, stretches: Sequence[Stretch]) -> FloatArray:
        """How alike each two stretches are in meaning (cosine), as a square."""
        vectors = np.stack(self._pool([stretch.text for stretch in stretches]))
        return np.asarray(vectors @ vectors.T, np.float32)

    def cover(self, text: str, among: Sequence[str]) -> float:
        """How well `among` together speak of every word of `text`, by late interaction, weighed by rarity."""
        asked, *held = self._embed([text, *among])
        near = (asked.tokens @ np.concatenate([item.tokens for item in held]).T).max(axis=1)
        return float(near @ self._weights(asked))

    def nearest(self, forms: Sequence[str], lines: Sequence[str], most: int = 3) -> list[tuple[str, float]]:
        """The lines nearest in meaning to any form of a question, nearest first, with their likeness."""
        vectors, asked = self._pool(lines), self._pool(forms)
        near = [(line, max(float(vector @ form) for form in asked)) for line, vector in zip(lines, vectors, strict=True)]
        return sorted(near, key=lambda item: (-item[1], item[0]))[:most]

    def alike(self, text: str, lines: Sequence[str]) -> float:
        """Late interaction read both ways, between `text` and the line that it is most like; 0 without lines."""
        asked, *held = self._embed([text, *lines])
        own, best = self._weights(asked), 0.0
        for line in held:
            near = asked.tokens @ line.tokens.T
            best = max(best, (float(near.max(axis=1) @ own) + float(near.max(axis=0) @ self._weights(line))) / 2)
        return best

    def tokens(self, texts: Sequence[str]) -> list[TokenVectors]:
        """Each text as the model sees it; recent ones are kept."""
        return self._embed(texts)

    def pieces(self, word: str) -> tuple[int, ...]:
        """The word pieces that a word is read as."""
        return self._embedder.pieces([word])[0]

    def share(self, asked: str, held: str) -> float:
        """The share of the words of `asked`, by rarity, that stand in `held`."""
        return self._share(self._terms_of(asked), self._terms_of(held))

    def _near(self, stretches: Sequence[Stretch], passages: Sequence[LabelledPassage], *forms: FloatArray) -> dict[tuple[int, int], float]:
        """How near the question is to what people ask that each stretch answers, or to its text where nothing is written down."""
        beside: list[list[str]] = []
        for stretch in stretches:
            held = passages[stretch.place[0]].passage
            start = held.text.find(stretch.text)
            lines = [item.line for item in held.asked if start >= 0 and item.start < start + len(stretch.text) and item.end > start]
            beside.append(lines or [stretch.text])
        texts = list(dict.fromkeys(line for lines in beside for line in lines))
        near = {text: max(float(vector @ form) for form in forms) for text, vector in zip(texts, self._pool(texts), strict=True)}
        return {stretch.place: max(near[line] for line in lines) for stretch, lines in zip(stretches, beside, strict=True)}

    def warm(self, passages: Sequence[LabelledPassage], stopped: Callable[[], bool]) -> None:
        """Read what passages say and what is asked of them before anyone asks, a few at a time, until `stopped`; nothing where they are
        too many to keep. About 150 texts stand behind a question, and reading them took .35 s of the first ones (two cores)."""
        stretches = stretches_of(passages)
        lines = list(dict.fromkeys([*(item.text for item in stretches), *(item.line for p in passages for item in p.passage.asked)]))
        behind = list(dict.fromkeys(behind_heading(stretch, passages[stretch.place[0]]) for stretch in stretches))
        if len(lines) > 2 * self._kept or len(behind) > self._kept:
            return
        for read, texts in ((self._embed, behind), (self._pool, lines)):
            for start in range(0, len(texts), WARMED):
                if stopped():
                    return
                read(texts[start : start + WARMED])

    def _pool(self, texts: Sequence[str]) -> list[FloatArray]:
        lines = self._lines
        wanted = [text for text in dict.fromkeys(texts) if text not in lines]
        if len(lines) + len(wanted) > 2 * self._kept:
            self._lines = lines = {text: lines[text] for text in texts if text in lines}
        if wanted:
            lines.update(zip(wanted, self._embedder.embed(wanted), strict=True))
        return [lines[text] for text in texts]

    def _embed(self, texts: Sequence[str]) -> list[TokenVectors]:
        vectors = self._vectors
        wanted = [text for text in dict.fromkeys(texts) if text not in vectors]
        if len(vectors) + len(wanted) > self._kept:
            self._vectors = vectors = {text: vectors[text] for text in texts if text in vectors}
        # Half precision halves what is kept, and changes no score by more than a thousandth.
        read = (TokenVectors(item.pooled, item.tokens.astype(np.float16), item.pieces) for item in self._embedder.embed_tokens(wanted))
        vectors.update(zip(wanted, read, strict=True))
        return [vectors[text] for text in texts]

    def _weights(self, vectors: TokenVectors) -> FloatArray:
        """The weight of each piece of a text by its rarity, adding up to 1."""
        weights = np.asarray([self._piece(piece) for piece in vectors.pieces], np.float32)
        return weights / max(float(weights.sum()), 1e-9)

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


def weigh(row: Mapping[str, float]) -> float:
    """What speaks for a stretch, taken together: with what the cross-encoder says of it, or at a glance."""
    weights = WEIGHTS if "read" in row else GLANCE
    return sum(weights[name] * value for name, value in row.items())


def _says_standing(text: str, years: Sequence[int]) -> bool:
    """Whether `text` tells the standing of an edition, of a year asked about where years are."""
    return bool(_STANDING.search(text)) and (not years or any(str(year) in text for year in years))
