"""The seams: what the product needs from the outside, as structural types.

Each has a fake in `tests/fakes.py` and one contract suite in `tests/contracts/` that runs on the fake and the real thing.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from assistant.types import Document, Draft, Filters, Passage, Question

FloatArray = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class TokenVectors:
    """A text as its model sees it: `pooled` (dimensions,), `tokens` (n, dimensions), unit length, and the `pieces` they stand for."""

    pooled: FloatArray
    tokens: FloatArray
    pieces: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class SparseVector:
    """Term ids with their weights, of equal length."""

    indices: tuple[int, ...]
    values: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class IndexedPassage:
    """A passage with every vector the index holds for it: named dense arrays ((d,) or (n, d)) and the BM25 terms."""

    passage: Passage
    dense: Mapping[str, FloatArray]
    sparse: SparseVector


@dataclass(frozen=True, slots=True)
class Leg:
    """One way of scoring: the named vector to search and the query for it, (d,), (n, d) for MaxSim, or sparse terms."""

    name: str
    query: FloatArray | SparseVector


@dataclass(frozen=True, slots=True)
class Hit:
    """A passage id with one leg's score."""

    passage_id: str
    score: float


class Embedder(Protocol):
    """Turns text into vectors. `model_id` names model and weights; it is part of the index identity."""

    model_id: str
    dimensions: int

    def embed(self, texts: Sequence[str]) -> FloatArray:
        """Unit vectors, shape (len(texts), dimensions)."""
        ...

    def embed_tokens(self, texts: Sequence[str]) -> list[TokenVectors]:
        """Pooled and per-token unit vectors of each text, special tokens left out."""
        ...

    def pieces(self, texts: Sequence[str]) -> list[tuple[int, ...]]:
        """The word pieces that `embed_tokens` would give vectors for, without running the model: for counting."""
        ...


class CrossEncoder(Protocol):
    """Reads a question together with each text. `model_id` names model and weights."""

    model_id: str

    def score(self, question: str, texts: Sequence[str]) -> FloatArray:
        """How much each text speaks as an answer to the question, unbounded; shape (len(texts),)."""
        ...


class TermEncoder(Protocol):
    """Turns text into BM25 terms; `encoder_id` is part of the index identity."""

    encoder_id: str

    def encode_passage(self, text: str) -> SparseVector: ...

    def encode_query(self, text: str) -> SparseVector: ...


class PassageStore(Protocol):
    """Holds documents and their passages. A document is replaced whole or not at all, whenever the process dies."""

    def replace(self, document: Document, passages: Sequence[IndexedPassage]) -> None:
        """Put `passages` in place of everything held for the document; durable when it returns."""
        ...

    def erase(self, document_id: str) -> int:
        """Remove a document and all its passages; the number of passages removed."""
        ...

    def documents(self) -> dict[str, Document]: ...

    def count(self) -> int:
        """Passages that can answer."""
        ...

    def search(self, legs: Sequence[Leg], filters: Filters, limit: int) -> list[list[Hit]]:
        """The best `limit` hits of each leg, by (-score, id); of the units leg, among the passages nearest to it as a whole, which a
        store may bound (a thousand or more)."""
        ...

    def score(self, legs: Sequence[Leg], passage_ids: Sequence[str]) -> list[dict[str, float]]:
        """Each leg's score for every named passage; a passage that shares nothing with a leg scores 0."""
        ...

    def fetch(self, passage_ids: Sequence[str], *, asked: bool = True) -> list[Passage]:
        """The named passages that are held, in the order asked for; without `asked`, what people ask of them is left out, which is
        most of a passage and not needed to rank it."""
        ...

    def passages(self, document_id: str | None = None) -> Iterator[Passage]:
        """Passages in (document, ordinal) order."""
        ...

    def read_meta(self) -> dict[str, object]:
        """What `write_meta` stored with the index: identity and calibration."""
        ...

    def write_meta(self, meta: Mapping[str, object]) -> None: ...

    def repair(self) -> None:
        """Remove what a killed ingest left half done. Only one ingest may write at a time."""
        ...

    def close(self) -> None: ...


@dataclass(frozen=True, slots=True)
class LabelledPassage:
    """A passage as a generator sees it: a short label and the text, nothing it could copy an address from.

    `likely` are stretches of it that a search without a language model would answer with, each with its rank among those of all
    passages shown (from 1).
    """

    label: str
    passage: Passage
    title: str = ""
    score: float = 0.0
    likely: tuple[tuple[int, str], ...] = ()


class Generator(Protocol):
    """Proposes statements from labelled passages; what it returns is untrusted."""

    model_id: str
    prompt_id: str | None

    def draft(self, question: Question, passages: Sequence[LabelledPassage]) -> Draft: ...


@dataclass(frozen=True, slots=True)
class Intake:
    """What one ingest run did: documents by what happened to them, and what the index holds afterwards."""

    created: int
    updated: int
    skipped: int
    quarantined: int
    failed: int
    erased: int
    documents: int
    passages: int
    problems: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ErasureCertificate:
    """Proof that a document is gone: what was removed where, and what a search of every store found afterwards (all zero)."""

    document_id: str
    erased_at: str
    removed: Mapping[str, int]
    remaining: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class ReviewItem:
    """A quarantined document as a reviewer sees it: anonymised text, what was changed (never the values) and why it was held."""

    id: str
    document_id: str
    held_at: str
    risk: float
    bar: float
    reasons: tuple[str, ...]
    counts: Mapping[str, int]
    text: str


class Librarian(Protocol):
    """Changes what the library holds. The ingest package implements it and is found by its entry point `assistant.librarian`."""

    def add(self, path: Path, details: Mapping[str, str]) -> Intake:
        """Take one file through the whole ingest journey; `details` are manifest fields such as title, kind and policy."""
        ...

    def erase(self, document_id: str) -> ErasureCertificate: ...

    def reviews(self) -> list[ReviewItem]: ...

    def decide(self, review_id: str, decision: str, reviewer: str, reason: str, text: str | None = None) -> Intake:
        """`decision` is `release`, `edit` (with the edited anonymised text) or `reject`."""
        ...
