"""Text to vectors: what the index holds for a passage, and the legs a query is searched with.

Four vectors a passage, all from one embedder and one term encoder:

- `dense`: the passage behind a short heading prefix (it never hurt the hybrid over three datasets);
- `units`: one vector for each stretch of about 40 words, so that a small match finds its larger parent (small to big), and one
  for each question that an editor has written down beside it;
- `tokens`: the model's own token vectors, projected to 64 dimensions and put back to unit length, for late interaction (MaxSim,
  Khattab and Zaharia 2020), in which a query's word pieces count by their rarity;
- `bm25`: the terms of title, headings, text and those questions.

The projection is an uncentred PCA of token vectors of the first corpus indexed; it keeps dot products and is stored with the
index, so that passages and queries always share one.
"""

from __future__ import annotations

import base64
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from assistant.lexicon import Lexicon
from assistant.ports import Embedder, FloatArray, IndexedPassage, Leg, SparseVector, TermEncoder, TokenVectors
from assistant.sentences import split_sentences
from assistant.types import Passage

TOKEN_DIMENSIONS = 64  # 64 dimensions kept .445 of .442 nDCG on GOV.UK and .689 of .698 on COVID-QA; 384 would be six times the size
PROJECTION_SAMPLE = 100_000  # token vectors are enough to fix 64 directions out of 384
RARITY_POWER = 1.5  # query pieces weigh idf to this power: 0, .5, 1, 1.5 and 2 tried, 1.5 best on COVID-QA and CLAPNQ (docs/decisions)
LEGS = ("dense", "bm25", "units", "tokens")
# Late interaction and words are better as typed, for the whole question and its parts (docs/decisions/0003-fusion.md).
OWN_LEGS = ("dense", "units")


@dataclass(frozen=True, slots=True)
class TextShape:
    """How passages are put into words for the encoders: heading words before a passage, and words in a unit."""

    prefix_words: int
    unit_words: int


class VectorEncoder:
    """Encodes passages and queries alike. `projection` is (dimensions, 64); `lexicon`, where given, weighs the words of a query."""

    def __init__(
        self, embedder: Embedder, terms: TermEncoder, projection: FloatArray, shape: TextShape, lexicon: Lexicon | None = None
    ) -> None:
        self._embedder, self._terms, self._projection, self._shape = embedder, terms, projection, shape
        self._lexicon = lexicon

    def encode_passages(self, passages: Sequence[Passage], titles: Mapping[str, str]) -> list[IndexedPassage]:
        """Every vector of each passage; `titles` gives the document titles by id."""
        whole = self._embedder.embed_tokens([prefixed(passage, titles[passage.document_id], self._shape) for passage in passages])
        units = [split_units(passage.text, self._shape.unit_words) for passage in passages]
        # A passage of one unit is its own unit: encoding the same words twice finds nothing more.
        texts = [
            [*(group if len(group) > 1 else ()), *dict.fromkeys(item.line for item in passage.asked)]  # several facts share a line
            for passage, group in zip(passages, units, strict=True)
        ]
        distinct = list(dict.fromkeys(text for group in texts for text in group))  # a fact stated twice brings its lines twice
        encoded = dict(zip(distinct, self._embedder.embed(distinct), strict=True))
        out = []
        for passage, vectors, group, more in zip(passages, whole, units, texts, strict=True):
            first = [] if len(group) > 1 else [vectors.pooled]
            small = np.stack([*first, *(encoded[text] for text in more)])
            dense = {"dense": vectors.pooled, "units": small, "tokens": self._project(vectors.tokens)}
            words = " ".join((titles[passage.document_id], *passage.heading_path, passage.text, *(item.line for item in passage.asked)))
            out.append(IndexedPassage(passage, dense, self._terms.encode_passage(words)))
        return out

    def encode_query(self, text: str, terms: str | None = None) -> dict[str, Leg]:
        """The legs of a query by name; `terms` are the words for BM25 when they differ from `text`."""
        return self.encode_queries([text], [(terms or text, 1.0)])[0]

    def encode_queries(self, texts: Sequence[str], terms: Sequence[tuple[str, float]]) -> list[dict[str, Leg]]:
        """The legs of a question in its forms and parts, encoded together; the first text is the question as typed. Each has the legs of
        its own meaning, `dense` and `units`; `bm25` (of the whole question's words, `terms` with their weights) and `tokens` are the first's.

        A text that stands word for word in the longest is read there, in its context, and not once more by itself.
        """
        read = self._read(texts)
        legs = [{name: Leg(name, vectors.pooled) for name in OWN_LEGS} for vectors in read]
        weights = self._piece_weights(read[0].pieces)[:, None]
        tokens = self._project(read[0].tokens) * (weights / max(float(weights.sum()), 1e-9))
        legs[0] |= {"bm25": Leg("bm25", self._weighted_terms(terms)), "tokens": Leg("tokens", np.asarray(tokens, np.float32))}
        return legs

    def _read(self, texts: Sequence[str]) -> list[TokenVectors]:
        """Each text as the model sees it; the model runs on the longest and on those that are no stretch of it."""
        pieces = self._embedder.pieces(texts)
        longest = max(range(len(texts)), key=lambda number: len(pieces[number]))
        starts = [_place_of(run, pieces[longest]) if run != pieces[longest] else None for run in pieces]
        alone = [number for number, start in enumerate(starts) if start is None]
        read = dict(zip(alone, self._embedder.embed_tokens([texts[number] for number in alone]), strict=True))
        return [
            read[number] if start is None else _stretch(read[longest], start, len(pieces[number])) for number, start in enumerate(starts)
        ]

    def _project(self, tokens: FloatArray) -> FloatArray:
        """Token vectors in 64 dimensions, at unit length again: without that, frequent pieces outshine rare ones."""
        projected = tokens @ self._projection
        return np.asarray(projected / np.maximum(np.linalg.norm(projected, axis=1, keepdims=True), 1e-9), np.float32)

    def _piece_weights(self, pieces: Sequence[int]) -> FloatArray:
        if self._lexicon is None:
            return np.ones(len(pieces), np.float32)
        return np.asarray([self._lexicon.piece_weight(piece) ** RARITY_POWER for piece in pieces], np.float32)

    def _weighted_terms(self, weighted: Sequence[tuple[str, float]]) -> SparseVector:
        """One sparse query; a term that several texts give keeps its highest weight."""
        found: dict[int, float] = {}
        for text, weight in weighted:
            vector = self._terms.encode_query(text)
            for index, value in zip(vector.indices, vector.values, strict=True):
                found[index] = max(found.get(index, 0.0), value * weight)
        return SparseVector(tuple(found), tuple(found.values()))


def _place_of(run: Sequence[int], pieces: Sequence[int]) -> int | None:
    """Where `run` first stands in `pieces`."""
    return next((at for at in range(len(pieces) - len(run) + 1) if pieces[at : at + len(run)] == run), None) if run else None


def _stretch(whole: TokenVectors, start: int, length: int) -> TokenVectors:
    """A stretch of a text that was read whole, its tokens pooled by their mean."""
    tokens = whole.tokens[start : start + length]
    pooled = tokens.mean(axis=0)
    return TokenVectors(pooled / max(float(np.linalg.norm(pooled)), 1e-12), tokens, whole.pieces[start : start + length])


def prefixed(passage: Passage, title: str, shape: TextShape) -> str:
    """The passage behind the first words of its title and nearest heading."""
    heading = passage.heading_path[-1] if passage.heading_path else ""
    parts = [part for part in dict.fromkeys((title, heading)) if part]
    words = ". ".join(parts).split()[: shape.prefix_words]
    return f"{' '.join(words)}. {passage.text}" if words else passage.text


def split_units(text: str, unit_words: int) -> list[str]:
    """The text in stretches of whole sentences of about `unit_words` words; at least one."""
    units: list[str] = []
    words = 0
    for start, end in split_sentences(text):
        sentence = text[start:end]
        count = len(sentence.split())
        if units and words + count <= unit_words:
            units[-1] += " " + sentence
            words += count
        else:
            units.append(sentence)
            words = count
    return units or [text]


def fit_projection(embedder: Embedder, texts: Iterable[str]) -> FloatArray:
    """The 64 directions that keep most of the token vectors of `texts`, as a (dimensions, 64) matrix."""
    gram = np.zeros((embedder.dimensions, embedder.dimensions), np.float64)
    seen = 0
    batch: list[str] = []
    for text in texts:
        batch.append(text)
        if len(batch) == 64:
            seen += _accumulate(gram, embedder, batch)
            batch = []
        if seen >= PROJECTION_SAMPLE:
            break
    if batch:
        seen += _accumulate(gram, embedder, batch)
    _, vectors = np.linalg.eigh(gram)
    chosen = vectors[:, ::-1][:, : min(TOKEN_DIMENSIONS, embedder.dimensions)]
    signs = np.sign(chosen[np.abs(chosen).argmax(axis=0), np.arange(chosen.shape[1])])  # eigenvectors have no sign of their own
    return np.asarray(chosen * signs, np.float32)


def _accumulate(gram: np.ndarray, embedder: Embedder, texts: list[str]) -> int:
    tokens = np.concatenate([item.tokens for item in embedder.embed_tokens(texts)]).astype(np.float64)
    gram += tokens.T @ tokens
    return len(tokens)


def pack(matrix: FloatArray) -> dict[str, object]:
    """A matrix as JSON-ready values, for the index's metadata."""
    return {"shape": list(matrix.shape), "float32": base64.b64encode(np.ascontiguousarray(matrix, "<f4").tobytes()).decode("ascii")}


def unpack(value: Mapping[str, object]) -> FloatArray:
    data = base64.b64decode(str(value["float32"]))
    shape = value["shape"]
    assert isinstance(shape, list)
    return np.frombuffer(data, "<f4").reshape(shape).astype(np.float32)
