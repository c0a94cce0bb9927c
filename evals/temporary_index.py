"""A throw-away index over anyone's passages, built with the product's own encoder and store, kept for the next run.

The built index is cached under `var/cache/evals`, named by a digest of the passages, the model, the shape of the text and the source
of the modules that decide vectors, so that a change in any of them builds a new one. Only the newest few are kept.
"""

from __future__ import annotations

import hashlib
import json
import shutil
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from assistant.adapters import records
from assistant.bootstrap import Parts
from assistant.calibration import calibrate
from assistant.evidence import EvidenceReader
from assistant.lexicon import Lexicon, survey
from assistant.ports import CrossEncoder, Embedder, PassageStore, TermEncoder
from assistant.privacy.places import load_countries, load_places
from assistant.prompt import Prompt
from assistant.query import QueryReader
from assistant.retriever import Fusion, Retriever
from assistant.selection import Scorer
from assistant.settings import Settings
from assistant.sufficiency import Sufficiency
from assistant.types import Document, Kind, Nation, Passage, Policy, Status
from assistant.vectors import TextShape, VectorEncoder, fit_projection
from evals.beir import Collection, Text
from evals.suite import Progress

ENCODE_BATCH = 256
UNTITLED_GROUP = 500  # passages without a title are held as documents of this many
SAMPLE_TEXTS = 5_000  # enough tokens to fix the projection; fit_projection stops by itself
KEPT = 6
LAYOUT = 1  # raise it when this module arranges passages differently
DECISIVE = ("vectors.py", "sentences.py", "adapters/bm25_encoder.py", "adapters/minilm_embedder.py", "minilm/graph.py", "minilm/runtime.py")
DECISIVE_STORE = ("adapters/edge_store.py", "adapters/records.py")


@dataclass(frozen=True, slots=True)
class TemporaryIndex:
    """An open index. `names` maps the store's passage ids to the collection's; `built_per_s` is passages per second when built.

    `parts` are what a decision is made with: embedder, term encoder, the words of the collection, and the cross-encoder if one is on.
    """

    retriever: Retriever
    encoder: VectorEncoder
    store: PassageStore
    names: dict[str, str]
    built_per_s: float
    parts: tuple[Embedder, TermEncoder, Lexicon, CrossEncoder | None]

    def judge(self) -> Sufficiency:
        """The product's own decision whether there is an answer, on the scale of this collection (its pseudo-questions are asked now)."""
        embedder, terms, words, cross_encoder = self.parts
        places, countries = load_places(), load_countries()
        documents = self.store.documents()
        evidence = EvidenceReader(
            QueryReader(None, words, lambda: documents),
            Scorer(embedder, terms, words, cross_encoder=cross_encoder),
            terms,
            words,
            lambda: documents,
            lambda name: name in places or bool(countries.fullmatch(name)),
        )
        return Sufficiency(Prompt("abstentions", "", {}, {}), (), evidence, calibrate(self.store, self.retriever, evidence, terms))


@contextmanager
def open_index(collection: Collection, settings: Settings, progress: Progress) -> Iterator[TemporaryIndex]:
    """The index over `collection`, built unless it is cached. Raises StoreLocked when another run is using it."""
    from assistant.adapters.bm25_encoder import Bm25Encoder
    from assistant.adapters.edge_store import EdgeStore

    parts = Parts(settings)
    embedder = parts.embedder
    shape = TextShape(settings.retrieval.prefix_words, settings.ingest.unit_words)
    terms = Bm25Encoder(average_terms(collection.texts))
    cache = settings.data_dir / "cache" / "evals"
    folder = cache / _key(collection, embedder.model_id, terms.encoder_id, shape)
    groups = _group(collection.texts)
    if not (folder / "built.json").is_file():
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        projection = fit_projection(embedder, _spread(collection.texts))
        np.save(folder / "projection.npy", projection)
        encoder = VectorEncoder(embedder, terms, projection, shape)
        store = EdgeStore(folder / "index", embedder.dimensions, projection.shape[1])
        try:
            seconds = _fill(store, encoder, groups, len(collection.texts), progress)
        finally:
            store.close()
        (folder / "built.json").write_text(json.dumps({"passages_per_s": len(collection.texts) / max(seconds, 1e-9)}), encoding="utf-8")
        _prune(cache, folder)
    projection = np.load(folder / "projection.npy")
    built = json.loads((folder / "built.json").read_text(encoding="utf-8"))
    words = survey((f"{text.title} {text.text}" for text in collection.texts), terms, embedder)
    encoder = VectorEncoder(embedder, terms, projection, shape, words)
    store = EdgeStore(folder / "index", embedder.dimensions, projection.shape[1])
    try:
        retriever = make_retriever(store, encoder, settings)
        names = {passage.id: text.id for _, members in groups for passage, text in members}
        yield TemporaryIndex(
            retriever, encoder, store, names, float(built["passages_per_s"]), (embedder, terms, words, parts.cross_encoder)
        )
    finally:
        store.close()


def make_retriever(store: PassageStore, encoder: VectorEncoder, settings: Settings, reader: QueryReader | None = None) -> Retriever:
    """The product's retriever with the configured fusion; without a `reader`, questions are searched as they are typed."""
    chosen = settings.retrieval
    return Retriever(store, encoder, Fusion(chosen.candidates, chosen.dense_weight, chosen.rerank_weight, chosen.document_weight), reader)


def average_terms(texts: Sequence[Text]) -> float:
    """Mean words of a passage with its title: the length that BM25 normalises by, to one decimal."""
    return round(sum(len(f"{text.title} {text.text}".split()) for text in texts) / max(len(texts), 1), 1)


Group = tuple[Document, list[tuple[Passage, Text]]]


def _fill(store: PassageStore, encoder: VectorEncoder, groups: Sequence[Group], total: int, progress: Progress) -> float:
    """Encode and store every document, several at a time; seconds taken."""
    started = time.perf_counter()
    done = 0
    waiting: list[tuple[Document, list[Passage]]] = []
    for position, (document, members) in enumerate(groups):
        waiting.append((document, [passage for passage, _ in members]))
        count = sum(len(passages) for _, passages in waiting)
        if count < ENCODE_BATCH and position + 1 < len(groups):
            continue
        titles = {held.id: held.title for held, _ in waiting}
        encoded = iter(encoder.encode_passages([passage for _, passages in waiting for passage in passages], titles))
        for held, passages in waiting:
            store.replace(held, [next(encoded) for _ in passages])
        done += count
        waiting = []
        progress(done, total, "passages indexed")
    return time.perf_counter() - started


def _group(texts: Sequence[Text]) -> list[Group]:
    """Passages as documents: one for each title, in file order."""
    members: dict[tuple[str, int], list[Text]] = {}
    untitled = 0
    for text in texts:
        key = (text.title, 0) if text.title else ("", untitled // UNTITLED_GROUP)
        untitled += not text.title
        members.setdefault(key, []).append(text)
    groups = []
    for number, ((title, _), held) in enumerate(members.items()):
        digest = hashlib.sha256("\n".join(f"{text.id}\t{text.text}" for text in held).encode()).hexdigest()
        document = Document(f"d{number}", title, Kind.GUIDANCE, tuple(Nation), Status.CURRENT, Policy.PUBLISHED, digest)
        groups.append((document, [(_passage(document, ordinal, text), text) for ordinal, text in enumerate(held)]))
    return groups


def _passage(document: Document, ordinal: int, text: Text) -> Passage:
    key = records.passage_id(document.id, document.digest, ordinal)
    digest = hashlib.sha256(text.text.encode()).hexdigest()
    return Passage(key, document.id, text.text, (), None, ordinal, digest, Status.CURRENT, tuple(Nation))


def _spread(texts: Sequence[Text]) -> list[str]:
    """Texts from all over the corpus, so that the projection does not see its first documents only."""
    step = max(1, len(texts) // SAMPLE_TEXTS)
    order = np.random.default_rng(0).permutation(len(texts))[::step] if len(texts) > SAMPLE_TEXTS else range(len(texts))
    return [texts[int(index)].text for index in order]


def _key(collection: Collection, model: str, terms: str, shape: TextShape) -> str:
    import assistant

    root = Path(assistant.__file__).parent
    digest = hashlib.sha256(repr((LAYOUT, collection.digest, model, terms, shape)).encode())
    for name in (*DECISIVE, *DECISIVE_STORE):
        digest.update((root / name).read_bytes())
    return digest.hexdigest()[:20]


def _prune(cache: Path, newest: Path) -> None:
    """Keep the newest few indexes."""
    held = sorted((path for path in cache.iterdir() if (path / "built.json").is_file()), key=lambda path: path.stat().st_mtime)
    for path in held[:-KEPT]:
        if path != newest:
            shutil.rmtree(path, ignore_errors=True)
