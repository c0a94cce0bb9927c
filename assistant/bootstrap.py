"""The composition root: the only file that picks concrete classes. Whatever is heavy is imported when it is first needed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from functools import cached_property
from importlib.metadata import entry_points
from threading import Event, Thread
from typing import TYPE_CHECKING

from assistant.errors import AssistantError, StoreUnavailable, Unavailable
from assistant.index import Index, found_index, open_index
from assistant.lexicon import read_lexicon
from assistant.ports import CrossEncoder, Embedder, Generator, LabelledPassage, Librarian, PassageStore, TermEncoder
from assistant.settings import Settings
from assistant.vectors import TOKEN_DIMENSIONS, TextShape

if TYPE_CHECKING:
    from assistant.adapters.langchain_generator import LangChainGenerator
    from assistant.calibration import Calibration
    from assistant.evidence import EvidenceReader
    from assistant.guard import Guard
    from assistant.library import Library
    from assistant.privacy.detector import PersonDetector
    from assistant.query import QueryReader
    from assistant.relevance import Relevance
    from assistant.retriever import Retriever
    from assistant.selection import Scorer
    from assistant.service import Assistant
    from assistant.sufficiency import Sufficiency
    from assistant.training import TrainingNotes
    from assistant.verifier import Verifier

LIBRARIAN_GROUP = "assistant.librarian"
EMPTY = "Nothing has been indexed yet. Run 'ingest run' first."


class Parts:
    """The parts of one running product, each made once, when it is first asked for."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings

    @cached_property
    def embedder(self) -> Embedder:
        if model := self.settings.embedder.model:
            from assistant.adapters.sentence_transformers_embedder import SentenceTransformersEmbedder

            return SentenceTransformersEmbedder(model)
        from assistant.adapters.minilm_embedder import MiniLMEmbedder

        return MiniLMEmbedder(self.settings.data_dir / "models", self.settings.embedder.threads)

    @cached_property
    def store(self) -> PassageStore:
        chosen, dimensions = self.settings.store, self.embedder.dimensions
        tokens = min(TOKEN_DIMENSIONS, dimensions)
        if chosen.url:
            from assistant.adapters.qdrant_store import QdrantStore

            return QdrantStore(chosen.url, chosen.api_key, chosen.collection, chosen.timeout_s, dimensions, tokens)
        from assistant.adapters.edge_store import EdgeStore

        return EdgeStore(self.settings.data_dir / "index", dimensions, tokens)

    def open_index(self, sample: Sequence[str] | None = None) -> Index | None:
        """The index as it stands; an empty one is founded on a sample of passages when one is given."""
        shape = TextShape(self.settings.retrieval.prefix_words, self.settings.ingest.unit_words)
        index = open_index(self.store, self.embedder, _terms, shape)
        if index is None and sample:
            index = found_index(self.store, self.embedder, _terms, shape, sample)
        return index

    @cached_property
    def index(self) -> Index:
        """The opened index. Raises Unavailable when nothing has been indexed."""
        index = self.open_index()
        if index is None:
            raise Unavailable(EMPTY)
        return index

    @cached_property
    def library(self) -> Library:
        from assistant.library import Library

        return Library(self.store, self.index.terms)

    @cached_property
    def question_detector(self) -> PersonDetector:
        from assistant.privacy.detector import load_detector

        return load_detector(ner=False)

    @cached_property
    def guard(self) -> Guard:
        from assistant.guard import Bars, load_guard

        settings = self.settings
        bars = Bars(settings.guard.refuse_bar, settings.guard.signpost_bar)
        return load_guard(settings.prompts, self.question_detector, bars, settings.data_dir / "models")

    @cached_property
    def language_model(self) -> LangChainGenerator | None:
        """The chat model that is set; None where answers are extractive."""
        if not self.settings.generator.model:
            return None
        from assistant.adapters.langchain_generator import LangChainGenerator

        return LangChainGenerator(self.settings.generator, self.settings.prompts, self.settings.answer.max_statements, brief=True)

    @cached_property
    def extractive(self) -> Generator:
        from assistant.generation import ExtractiveGenerator

        limit, index = self.settings.answer.max_statements, self.index
        return ExtractiveGenerator(self.embedder, limit, self.query_reader, index.terms, index.lexicon, self.scorer)

    @cached_property
    def generator(self) -> Generator:
        from assistant.fallback import FallbackGenerator

        return FallbackGenerator(self.language_model, self.extractive) if self.language_model else self.extractive

    @cached_property
    def notes(self) -> TrainingNotes:
        """Training notes on lessons, with a prompt of their own where a language model is set."""
        from assistant.fallback import FallbackGenerator
        from assistant.training import PER_LESSON, ByLesson, TrainingNotes

        extractive = ByLesson(self.extractive)
        if self.language_model is None:
            return TrainingNotes(extractive, extractive, self.verifier)
        from assistant.adapters.langchain_generator import LangChainGenerator

        writer = LangChainGenerator(self.settings.generator, self.settings.prompts, PER_LESSON, "summarise.v1.toml")
        return TrainingNotes(FallbackGenerator(writer, extractive), extractive, self.verifier)

    @cached_property
    def retriever(self) -> Retriever:
        from assistant.retriever import Fusion, Retriever

        chosen = self.settings.retrieval
        fusion = Fusion(chosen.candidates, chosen.dense_weight, chosen.rerank_weight, chosen.document_weight)
        return Retriever(self.store, self.index.encoder, fusion, self.query_reader)

    @cached_property
    def scorer(self) -> Scorer:
        from assistant.selection import Scorer

        return Scorer(self.embedder, self.index.terms, self.index.lexicon, cross_encoder=self.cross_encoder)

    @cached_property
    def cross_encoder(self) -> CrossEncoder | None:
        """What reads a question and a stretch together; None where it is off."""
        chosen = self.settings.answer.cross_encoder
        if chosen == "off":
            return None
        if chosen:
            from assistant.adapters.sentence_transformers_cross_encoder import SentenceTransformersCrossEncoder

            return SentenceTransformersCrossEncoder(chosen)
        from assistant.adapters.minilm_cross_encoder import MiniLMCrossEncoder

        return MiniLMCrossEncoder(self.settings.data_dir / "models", self.settings.embedder.threads)

    @cached_property
    def evidence(self) -> EvidenceReader:
        return self.evidence_by(self.scorer)

    def evidence_by(self, scorer: Scorer) -> EvidenceReader:
        """What reads the signals, with any scorer of stretches."""
        from assistant.evidence import EvidenceReader
        from assistant.privacy.places import load_countries, load_places

        places, countries, index = load_places(), load_countries(), self.index

        def is_place(name: str) -> bool:
            return name in places or bool(countries.fullmatch(name))

        return EvidenceReader(self.query_reader, scorer, index.terms, index.lexicon, self.library.documents, is_place)

    @cached_property
    def query_reader(self) -> QueryReader:
        from assistant.glossary import load_glossary
        from assistant.privacy.names import load_lexicon
        from assistant.query import QueryReader

        names = load_lexicon()
        glossary = load_glossary(self.settings.corpus / "glossary.toml")
        return QueryReader(glossary, self.index.lexicon, self.library.documents, lambda word: names.is_word(word) or names.knows(word))

    @cached_property
    def assistant(self) -> Assistant:
        """The assistant on an index that holds something."""
        from assistant.calibration import read_calibration
        from assistant.service import Assistant, Limits
        from assistant.types import Trace

        settings = self.settings
        return Assistant(
            guard=self.guard,
            retriever=self.retriever,
            sufficiency=self.sufficiency_on(read_calibration(self.store).read_by(self.reader)),
            generator=self.generator,
            verifier=self.verifier,
            library=self.library,
            limits=Limits(settings.guard.max_question_chars, settings.generator.max_passages, settings.answer.max_statements),
            trace=Trace(
                self.index.name, self.generator.prompt_id, {"embedder": self.embedder.model_id, "generator": self.generator.model_id}
            ),
            notes=self.notes,
            rewriter=self.language_model.rewrite if self.language_model else None,
            relevance=self.relevance,
        )

    def sufficiency_on(self, calibration: Calibration) -> Sufficiency:
        """The decision whether there is enough to answer, on a corpus's scale and by its learned weights if it has any."""
        from assistant.contacts import read_contacts
        from assistant.prompt import load_prompt
        from assistant.sufficiency import Sufficiency

        prompts = self.settings.prompts
        contacts = read_contacts(prompts / "contacts.toml", "refusal")
        return Sufficiency(load_prompt(prompts / "abstentions.v1.toml"), contacts, self.evidence, calibration, self.retriever.search)

    @property
    def reader(self) -> str:
        """The name of the cross-encoder at work; empty for none."""
        return self.cross_encoder.model_id if self.cross_encoder else ""

    @cached_property
    def verifier(self) -> Verifier:
        """Extractive drafts are quotes already; only a language model's words need the support check."""
        from assistant.support import SupportCheck
        from assistant.verifier import Verifier

        return Verifier(SupportCheck(self.embedder)) if self.language_model else Verifier()

    @cached_property
    def relevance(self) -> Relevance | None:
        from assistant.relevance import Relevance

        return Relevance(self.embedder) if self.language_model else None

    @cached_property
    def librarian(self) -> Librarian | None:
        """What changes the library, from whichever installed package offers it; None when none does."""
        for entry in entry_points(group=LIBRARIAN_GROUP):
            librarian: Librarian = entry.load()(self)
            return librarian
        return None

    def readiness(self) -> dict[str, bool]:
        """Which parts can do their work now."""
        try:
            passages = self.store.count()
        except AssistantError:
            return {"store": False, "models": True, "corpus": False}
        return {"store": True, "models": True, "corpus": passages > 0}

    def index_info(self) -> Mapping[str, object]:
        """Figures about the index for metrics and pages."""
        return {
            "index": self.index.name,
            "documents": len(self.library.documents()),
            "passages": self.store.count(),
            "ingested_at": self.store.read_meta().get("ingested_at"),
        }

    def refresh(self) -> None:
        """An ingest has changed the library: forget what was read of it."""
        for name in ("index", "assistant") if "index" not in self.__dict__ else ():
            self.__dict__.pop(name, None)
        if "library" in self.__dict__:
            self.library.refresh()
        if "index" in self.__dict__:
            self.index.lexicon.become(read_lexicon(self.store, self.index.terms, self.embedder))
        if "query_reader" in self.__dict__:
            self.query_reader.refresh()

    def forget_assistant(self) -> None:
        """What the assistant decides by has changed: it is made anew when it is next asked for."""
        self.__dict__.pop("assistant", None)

    @contextmanager
    def warming(self) -> Iterator[None]:
        """Read beside other work what the first questions would otherwise wait for; stopped at the end. Nothing for an empty index."""
        try:
            scorer = self.scorer
        except Unavailable:
            yield
            return
        stopped = Event()

        def read() -> None:
            with suppress(StoreUnavailable):  # a server that stops closes the store before this ends
                scorer.warm([LabelledPassage("", passage) for passage in self.store.passages()], stopped.is_set)

        reading = Thread(target=read, name="warming")
        reading.start()
        try:
            yield
        finally:
            stopped.set()
            reading.join()

    def close(self) -> None:
        """Let go of the index, if it was opened."""
        if "store" in self.__dict__:
            self.store.close()


@contextmanager
def open_parts(settings: Settings) -> Iterator[Parts]:
    """The parts, closed at the end."""
    parts = Parts(settings)
    try:
        yield parts
    finally:
        parts.close()


@contextmanager
def open_assistant(settings: Settings) -> Iterator[Assistant]:
    """The assistant, closed at the end. Raises Unavailable when nothing has been indexed."""
    with open_parts(settings) as parts:
        yield parts.assistant


def _terms(average_words: float) -> TermEncoder:
    from assistant.adapters.bm25_encoder import Bm25Encoder

    return Bm25Encoder(average_words)
