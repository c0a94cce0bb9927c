"""The identity of an index: which model, encoder and shape its vectors were made with, stored with it and checked on opening.

Vectors of one model mean nothing to another, so a mismatch is an error that says what differs and never a search.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from assistant.errors import IndexMismatch
from assistant.lexicon import Lexicon, read_lexicon
from assistant.ports import Embedder, PassageStore, TermEncoder
from assistant.vectors import TextShape, VectorEncoder, fit_projection, pack, unpack

SCHEMA = "2"
TermEncoderMaker = Callable[[float], TermEncoder]  # from the mean passage length in words


@dataclass(frozen=True, slots=True)
class Index:
    """An opened index: its encoder for passages and queries, its term encoder, a short name of its identity, and its words."""

    encoder: VectorEncoder
    terms: TermEncoder
    name: str
    lexicon: Lexicon


def open_index(store: PassageStore, embedder: Embedder, make_terms: TermEncoderMaker, shape: TextShape) -> Index | None:
    """The index's encoder, or None when nothing has been indexed yet. Raises IndexMismatch, naming what differs."""
    meta = store.read_meta()
    if not meta:
        return None
    average = meta["average_words"]
    assert isinstance(average, int | float)
    terms = make_terms(float(average))
    wanted = _identity(embedder, terms, shape)
    held = meta["identity"]
    assert isinstance(held, dict)
    if different := sorted(key for key in wanted if held.get(key) != wanted[key]):
        what = "; ".join(f"{key}: index {held.get(key, 'unknown')}, settings {wanted[key]}" for key in different)
        raise IndexMismatch(
            f"The index was built with other settings ({what}). Restore those settings, or run 'ingest run --rebuild' to build it again."
        )
    projection = meta["projection"]
    assert isinstance(projection, dict)
    lexicon = read_lexicon(store, terms, embedder)
    return Index(VectorEncoder(embedder, terms, unpack(projection), shape, lexicon), terms, _name(wanted), lexicon)


def found_index(store: PassageStore, embedder: Embedder, make_terms: TermEncoderMaker, shape: TextShape, sample: Sequence[str]) -> Index:
    """Fix the identity of an empty index from a sample of its first passages, and open it."""
    average = round(sum(len(text.split()) for text in sample) / max(len(sample), 1)) or 1
    terms = make_terms(float(average))
    projection = fit_projection(embedder, sample)
    store.write_meta({"identity": _identity(embedder, terms, shape), "average_words": average, "projection": pack(projection)})
    index = open_index(store, embedder, make_terms, shape)
    assert index is not None
    return index


def _identity(embedder: Embedder, terms: TermEncoder, shape: TextShape) -> dict[str, str]:
    return {
        "schema": SCHEMA,
        "embedder": embedder.model_id,
        "dimensions": str(embedder.dimensions),
        "terms": terms.encoder_id,
        "prefix_words": str(shape.prefix_words),
        "unit_words": str(shape.unit_words),
    }


def _name(identity: dict[str, str]) -> str:
    return f"{identity['embedder']}/{identity['terms']}/schema{identity['schema']}"
