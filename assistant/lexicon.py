"""The words of a corpus and how rare each one is: for weighing words, and for putting right what was mistyped.

Counts are of passages, each read with its title and headings. They are stored with the index and counted again where they do not
belong to the documents held.
"""

from __future__ import annotations

import hashlib
import math
import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache

from assistant.ports import Embedder, PassageStore, TermEncoder
from assistant.spans import POSSESSIVE
from assistant.types import Document, Passage

META = "lexicon"
WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)?")
_PIECES_AT_ONCE = 256


@dataclass(slots=True)
class Lexicon:
    """In how many of `passages` each surface word (lower case), BM25 term and word piece of the model stands.

    Shared by everything that weighs words, so that an ingest can bring a running service up to date with `become`.
    """

    passages: int
    words: Mapping[str, int]
    terms: Mapping[int, int]
    pieces: Mapping[int, int]

    def become(self, other: Lexicon) -> None:
        """Hold the counts of `other`."""
        self.passages, self.words, self.terms, self.pieces = other.passages, other.words, other.terms, other.pieces

    def term_weight(self, term: int) -> float:
        """Inverse document frequency of a BM25 term, 1 for one that no passage holds, near 0 for one that all do."""
        return rarity(self.terms.get(term, 0), self.passages)

    def piece_weight(self, piece: int) -> float:
        """The same for a word piece."""
        return rarity(self.pieces.get(piece, 0), self.passages)


def rarity(held: int, passages: int) -> float:
    """BM25's inverse document frequency (Robertson and Spärck Jones, with Lucene's 1 inside), scaled to (0, 1]."""
    return math.log(1 + (passages - held + 0.5) / (held + 0.5)) / math.log(1 + (passages + 0.5) / 0.5)


def words_of(text: str) -> list[str]:
    """The words of a text in lower case, possessive endings left out."""
    return [word if word.isalnum() else POSSESSIVE.sub("", word) for word in map(str.lower, WORD.findall(text))]


def survey(texts: Iterable[str], terms: TermEncoder, embedder: Embedder) -> Lexicon:
    """Count the words, terms and pieces of passages with their titles and headings."""
    words: Counter[str] = Counter()
    held: Counter[int] = Counter()
    pieces: Counter[int] = Counter()
    passages = 0
    batch: list[str] = []

    @cache
    def ids(word: str) -> tuple[int, ...]:
        return terms.encode_query(word).indices

    def count_pieces() -> None:
        for row in embedder.pieces(batch):
            pieces.update(set(row))
        batch.clear()

    for text in texts:
        passages += 1
        distinct = set(words_of(text))
        words.update(distinct)
        held.update({term for word in distinct for term in ids(word)})
        batch.append(text)
        if len(batch) == _PIECES_AT_ONCE:
            count_pieces()
    count_pieces()
    return Lexicon(passages, dict(words), dict(held), dict(pieces))


def read_lexicon(store: PassageStore, terms: TermEncoder, embedder: Embedder) -> Lexicon:
    """The lexicon stored with the index, or counted now where that one is missing or of other documents."""
    documents = store.documents()
    stored = store.read_meta().get(META)
    if isinstance(stored, dict) and stored.get("documents") == fingerprint(documents):
        return _unpack(stored)
    return survey(indexed_texts(store, documents), terms, embedder)


def pack(lexicon: Lexicon, documents: Mapping[str, Document]) -> dict[str, object]:
    """The lexicon as JSON-ready values, for the index's metadata."""
    return {
        "documents": fingerprint(documents),
        "passages": lexicon.passages,
        "words": dict(sorted(lexicon.words.items())),
        "terms": {str(key): value for key, value in sorted(lexicon.terms.items())},
        "pieces": {str(key): value for key, value in sorted(lexicon.pieces.items())},
    }


def _unpack(stored: Mapping[str, object]) -> Lexicon:
    def counts(name: str) -> dict[str, int]:
        value = stored[name]
        assert isinstance(value, dict)
        return {str(key): int(count) for key, count in value.items()}

    numbers = {name: {int(key): value for key, value in counts(name).items()} for name in ("terms", "pieces")}
    passages = stored["passages"]
    assert isinstance(passages, int)
    return Lexicon(passages, counts("words"), numbers["terms"], numbers["pieces"])


def fingerprint(documents: Mapping[str, Document]) -> str:
    """Sixteen hex characters that change with every document that is added, changed or erased."""
    listed = "\n".join(f"{name}\t{document.digest}" for name, document in sorted(documents.items()))
    return hashlib.sha256(listed.encode()).hexdigest()[:16]


def indexed_texts(store: PassageStore, documents: Mapping[str, Document]) -> Iterable[str]:
    """Every passage as it is indexed for words: title, headings, text."""
    for passage in store.passages():
        document = documents.get(passage.document_id)
        yield indexed_text(passage, document.title if document else "")


def indexed_text(passage: Passage, title: str) -> str:
    """The words BM25 sees of a passage."""
    return " ".join((title, *passage.heading_path, passage.text))
