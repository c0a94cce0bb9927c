"""Small true stand-ins for every port, deterministic and in memory, and an assistant built of them."""

from __future__ import annotations

import hashlib
import math
import re
import uuid
import zlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

import numpy as np

from assistant.adapters import records
from assistant.errors import UnknownItem
from assistant.guard import Decision, Guard
from assistant.library import Library
from assistant.ports import (
    ErasureCertificate,
    FloatArray,
    Hit,
    IndexedPassage,
    Intake,
    LabelledPassage,
    Leg,
    PassageStore,
    ReviewItem,
    SparseVector,
    TokenVectors,
)
from assistant.retriever import Fusion, Retriever
from assistant.sentences import split_sentences
from assistant.service import Assistant, Limits
from assistant.sufficiency import Sufficiency, Verdict
from assistant.training import ByLesson, TrainingNotes
from assistant.types import (
    Abstention,
    Contact,
    Document,
    Draft,
    DraftQuote,
    DraftStatement,
    Filters,
    Kind,
    Nation,
    Notice,
    NoticeKind,
    Passage,
    Policy,
    Question,
    Reason,
    Refusal,
    ScoredPassage,
    Signpost,
    Source,
    Status,
    Trace,
)
from assistant.vectors import TextShape, VectorEncoder
from assistant.verifier import Verifier

DIMENSIONS = 64
OLD = (Status.SUPERSEDED, Status.WITHDRAWN)
CONTACTS = (
    Contact("Police and ambulance", "999", "Someone is in immediate danger", date(2026, 3, 1)),
    Contact("NSPCC Helpline", "0808 800 5000", "You are worried about a child", date(2026, 3, 1)),
)


def words_of(text: str) -> list[str]:
    return re.findall(r"[a-z0-9]+", text.lower())


class HashingEmbedder:
    """An `Embedder`: each word has a fixed random direction, a text is the mean of its words."""

    model_id = "hashing-64"
    dimensions = DIMENSIONS

    def embed(self, texts: Sequence[str]) -> FloatArray:
        return np.stack([item.pooled for item in self.embed_tokens(texts)]) if texts else np.zeros((0, DIMENSIONS), np.float32)

    def embed_tokens(self, texts: Sequence[str]) -> list[TokenVectors]:
        out = []
        for text in texts:
            pieces = tuple(zlib.crc32(word.encode()) for word in words_of(text)) or (0,)
            tokens = np.stack([_direction(piece) for piece in pieces])
            out.append(TokenVectors(_unit(tokens.sum(axis=0)), tokens, pieces))
        return out

    def pieces(self, texts: Sequence[str]) -> list[tuple[int, ...]]:
        return [tuple(zlib.crc32(word.encode()) for word in words_of(text)) or (0,) for text in texts]


class OverlapCrossEncoder:
    """A `CrossEncoder`: how many words of the question stand in a text, against half of them."""

    model_id = "overlap"

    def score(self, question: str, texts: Sequence[str]) -> FloatArray:
        asked = set(words_of(question))
        return np.asarray([len(asked & set(words_of(text))) - len(asked) / 2 for text in texts], np.float32)


def _direction(seed: int) -> FloatArray:
    return _unit(np.random.default_rng(seed).standard_normal(DIMENSIONS).astype(np.float32))


def _unit(vector: FloatArray) -> FloatArray:
    length = float(np.linalg.norm(vector))
    return np.asarray(vector / length if length else vector, np.float32)


class WordTerms:
    """A `TermEncoder`: hashed words with a saturated count, no stemming."""

    encoder_id = "words"

    def encode_passage(self, text: str) -> SparseVector:
        counts: dict[int, int] = {}
        for word in words_of(text):
            key = zlib.crc32(word.encode())
            counts[key] = counts.get(key, 0) + 1
        return SparseVector(tuple(counts), tuple(2.2 * count / (count + 1.2) for count in counts.values()))

    def encode_query(self, text: str) -> SparseVector:
        keys = tuple(dict.fromkeys(zlib.crc32(word.encode()) for word in words_of(text)))
        return SparseVector(keys, (1.0,) * len(keys))


class MemoryStore:
    """A `PassageStore` of dictionaries: exact cosine or dot product, MaxSim for many vectors, BM25 with inverse document frequency."""

    def __init__(self) -> None:
        self._documents: dict[str, Document] = {}
        self._held: dict[str, IndexedPassage] = {}
        self._meta: dict[str, object] = {}
        self.closed = False

    def replace(self, document: Document, passages: Sequence[IndexedPassage]) -> None:
        self.erase(document.id)
        self._documents[document.id] = document
        self._held |= {item.passage.id: item for item in passages}

    def erase(self, document_id: str) -> int:
        gone = [key for key, item in self._held.items() if item.passage.document_id == document_id]
        for key in gone:
            del self._held[key]
        self._documents.pop(document_id, None)
        return len(gone)

    def documents(self) -> dict[str, Document]:
        return dict(sorted(self._documents.items()))

    def count(self) -> int:
        return len(self._held)

    def search(self, legs: Sequence[Leg], filters: Filters, limit: int) -> list[list[Hit]]:
        named = [key for key, item in self._held.items() if self._answers(item.passage, filters)]
        rows = []
        for leg, scores in zip(legs, self.score(legs, named), strict=True):
            if leg.name == "units":
                whole = self.score([Leg("dense", leg.query)], named)[0]
                near = sorted(named, key=lambda key: (-whole[key], key))[: records.UNITS_AMONG]
                scores = {key: scores[key] for key in near}
            hits = [Hit(key, value) for key, value in scores.items() if value or not isinstance(leg.query, SparseVector)]
            rows.append(sorted(hits, key=lambda hit: (-hit.score, hit.passage_id))[:limit])
        return rows

    def score(self, legs: Sequence[Leg], passage_ids: Sequence[str]) -> list[dict[str, float]]:
        return [{key: self._score(leg, self._held[key]) for key in passage_ids if key in self._held} for leg in legs]

    def fetch(self, passage_ids: Sequence[str], *, asked: bool = True) -> list[Passage]:
        found = [self._held[key].passage for key in passage_ids if key in self._held]
        return found if asked else [replace(passage, asked=()) for passage in found]

    def passages(self, document_id: str | None = None) -> Iterator[Passage]:
        found = [item.passage for item in self._held.values() if document_id in (None, item.passage.document_id)]
        yield from sorted(found, key=lambda passage: (passage.document_id, passage.ordinal))

    def read_meta(self) -> dict[str, object]:
        return dict(self._meta)

    def write_meta(self, meta: Mapping[str, object]) -> None:
        self._meta = dict(meta)

    def repair(self) -> None:
        """Nothing is ever left half done in memory."""

    def close(self) -> None:
        self.closed = True

    def _score(self, leg: Leg, item: IndexedPassage) -> float:
        if isinstance(leg.query, SparseVector):
            held = dict(zip(item.sparse.indices, item.sparse.values, strict=True))
            pairs = zip(leg.query.indices, leg.query.values, strict=True)
            return sum(weight * held[key] * self._rarity(key) for key, weight in pairs if key in held)
        held_vectors = np.atleast_2d(item.dense[leg.name])
        return float((np.atleast_2d(leg.query) @ held_vectors.T).max(axis=1).sum())

    def _rarity(self, key: int) -> float:
        having = sum(key in item.sparse.indices for item in self._held.values())
        return math.log((len(self._held) - having + 0.5) / (having + 0.5) + 1)

    def _answers(self, passage: Passage, filters: Filters) -> bool:
        document = self._documents[passage.document_id]
        lists = ((filters.themes, document.themes), (filters.agencies, document.agencies), (filters.age_bands, document.age_bands))
        if filters.as_at:
            began = document.effective_from is None or document.effective_from <= filters.as_at
            in_time = began and (document.effective_to is None or filters.as_at < document.effective_to)
        else:
            in_time = filters.include_superseded or passage.status not in OLD
        return (
            in_time
            and (filters.nation is None or filters.nation in passage.nations)
            and (not filters.kinds or document.kind in filters.kinds)
            and filters.document_id in (None, document.id)
            and all(not wanted or set(wanted) & set(held) for wanted, held in lists)
        )


class FakeGuard(Guard):
    """Refuses, signposts or fails on questions that hold the marked words; everything else passes."""

    def __init__(self, refuse: str = "tommy", signpost: str = "hurting me", fail: str = "breakguard") -> None:
        self.refuse, self.signpost, self.fail = refuse, signpost, fail
        self.seen: list[str] = []

    def decide(self, text: str, *, earlier: Sequence[str] = ()) -> Decision:
        whole = " ".join((*earlier, text)).lower()
        self.seen.append(text)
        if self.fail in whole:
            raise RuntimeError(f"the guard broke on {text}")
        return Decision("refuse" if self.refuse in whole else "signpost" if self.signpost in whole else "allow")

    def check_question(self, text: str, *, nation: Nation | None = None, earlier: Sequence[str] = ()) -> Refusal | Signpost | None:
        outcome = self.decide(text, earlier=earlier).outcome
        if outcome == "refuse":
            return Refusal(
                Reason.IDENTIFIABLE_PERSON,
                "This seems to be about a person who could be recognised. Ask about the rule instead.",
                contacts=CONTACTS[1:],
            )
        if outcome == "signpost":
            notice = Notice(NoticeKind.URGENT, "Do not wait for an answer here.")
            return Signpost(Reason.IMMEDIATE_RISK, "If someone is in danger now, ring first.", CONTACTS, notices=(notice,))
        return None

    def check_reply(self, reply_texts: Sequence[str]) -> bool:
        return not any(self.refuse in text.lower() for text in reply_texts)


class FakeSufficiency(Sufficiency):
    """Enough when a found passage shares a long word with the question."""

    def __init__(self, contacts: Sequence[Contact] = CONTACTS) -> None:
        self._people = tuple(contacts)

    def judge(self, text: str, filters: Filters, found: Sequence[ScoredPassage]) -> Verdict:
        asked = {word for word in words_of(text) if len(word) > 5}
        enough = any(asked & set(words_of(item.passage.text)) for item in found)
        return Verdict(None if enough else self._abstention(Reason.NOT_FOUND, found), {"shared": float(enough)})

    def unanswered(self, filters: Filters, found: Sequence[ScoredPassage]) -> Abstention:
        return self._abstention(Reason.INSUFFICIENT_EVIDENCE, found)

    def _abstention(self, reason: Reason, found: Sequence[ScoredPassage]) -> Abstention:
        message = "I searched the guidance held here and did not find an answer. The nearest passages are listed."
        return Abstention(reason, message, tuple(found[:2]), contacts=self._people[1:])


class FirstSentences:
    """A `Generator`: the first sentence of each passage, shortest way to a true quote."""

    model_id = "first-sentences"
    prompt_id: str | None = None

    def draft(self, question: Question, passages: Sequence[LabelledPassage]) -> Draft:
        drafted = []
        for item in passages:
            for start, end in split_sentences(item.passage.text)[:1]:
                text = item.passage.text[start:end].strip()
                drafted.append(DraftStatement(text, (DraftQuote(item.label, text),)))
        return Draft(tuple(drafted))


class FakeLibrarian:
    """A `Librarian` that remembers what it was told; files holding `private` are held for review, `broken` ones fail."""

    def __init__(self, store: PassageStore) -> None:
        self._store = store
        self.added: list[tuple[str, bytes, dict[str, str]]] = []
        self.decisions: list[tuple[str, str, str, str, str | None]] = []
        self.held = [
            ReviewItem(
                "r1", "lesson-9", "2026-03-01T10:00:00+00:00", 1.4, 1.0, ("rare age and place",), {"PERSON": 2}, "[PERSON 1] was seen."
            )
        ]

    def add(self, path: Path, details: Mapping[str, str]) -> Intake:
        content = path.read_bytes()
        self.added.append((path.name, content, dict(details)))
        quarantined, failed = int(b"private" in content), int(b"broken" in content)
        problems = ("The file cannot be turned into text. Check that it opens.",) if failed else ()
        return self._intake(created=1 - quarantined - failed, quarantined=quarantined, failed=failed, problems=problems)

    def erase(self, document_id: str) -> ErasureCertificate:
        if document_id not in self._store.documents():
            raise UnknownItem("No document has that id. GET /v1/documents lists those held.")
        return ErasureCertificate(document_id, "2026-03-01T10:00:00+00:00", {"passages": self._store.erase(document_id)}, {"passages": 0})

    def reviews(self) -> list[ReviewItem]:
        return list(self.held)

    def decide(self, review_id: str, decision: str, reviewer: str, reason: str, text: str | None = None) -> Intake:
        if review_id not in {item.id for item in self.held}:
            raise UnknownItem("No review has that id. GET /v1/reviews lists those waiting.")
        self.decisions.append((review_id, decision, reviewer, reason, text))
        return self._intake(created=int(decision != "reject"), erased=int(decision == "reject"))

    def _intake(
        self, *, created: int = 0, quarantined: int = 0, failed: int = 0, erased: int = 0, problems: tuple[str, ...] = ()
    ) -> Intake:
        return Intake(created, 0, 0, quarantined, failed, erased, len(self._store.documents()), self._store.count(), problems)


def make_source(name: str = "ISA2024", **changes: object) -> Source:
    base = Source(
        name, "Information sharing advice", "Department for Education", "https://www.gov.uk/isa", "OGL", Status.CURRENT, "2024-05"
    )
    return replace(base, **changes)  # type: ignore[arg-type]


def make_document(name: str, title: str, **changes: object) -> Document:
    """A current English guidance document with one source."""
    base = Document(
        id=name,
        title=title,
        kind=Kind.GUIDANCE,
        nations=(Nation.ENGLAND,),
        status=Status.CURRENT,
        policy=Policy.PUBLISHED,
        digest=hashlib.sha256(name.encode()).hexdigest(),
        checked_on=date(2026, 3, 1),
        themes=("information-sharing",),
        sources=(make_source(),),
        licence="OGL",
    )
    return replace(base, **changes)  # type: ignore[arg-type]


def make_passages(document: Document, *sections: tuple[str, str]) -> list[Passage]:
    """Passages of (heading, text), with pages counted from 1."""
    return [
        Passage(
            id=str(uuid.uuid5(uuid.NAMESPACE_OID, f"{document.id}:{ordinal}")),
            document_id=document.id,
            text=text,
            heading_path=(document.title, heading),
            page=ordinal + 1,
            ordinal=ordinal,
            digest=hashlib.sha256(text.encode()).hexdigest(),
            status=document.status,
            nations=document.nations,
        )
        for ordinal, (heading, text) in enumerate(sections)
    ]


SHARING = make_document("d05-sharing", "Information sharing advice (2024)")
SHARING_OLD = make_document(
    "d05-old",
    "Information sharing advice (2018)",
    status=Status.SUPERSEDED,
    superseded_by="d05-sharing",
    effective_from=date(2018, 7, 1),
    effective_to=date(2024, 5, 1),
)
WELSH = make_document(
    "d58-wales", "Wales safeguarding procedures", nations=(Nation.WALES,), kind=Kind.STATUTORY_GUIDANCE, themes=("procedures",)
)
LESSONS = [
    make_document(
        f"l0{number}-lesson",
        f"Lesson {number}: the bruise that waited",
        kind=Kind.LESSON,
        policy=Policy.LOCAL,
        themes=("bruising", "escalation") if number < 3 else ("bruising",),
        agencies=("health",),
        age_bands=("0-1",),
    )
    for number in (1, 2, 3)
]
LIBRARY: dict[Document, list[Passage]] = {
    SHARING: make_passages(
        SHARING,
        ("Consent", "You must share information without consent where a child is at risk of harm. Record why you decided so."),
        (
            "The golden rules",
            "Practitioners should be open with the family about sharing, unless telling them is unsafe.\n- Seek advice if unsure.",
        ),
        ("Recording", "You may keep a copy of the decision. Write down your reasons, whether you share or not."),
    ),
    SHARING_OLD: make_passages(
        SHARING_OLD, ("Consent", "Seek consent to share information wherever possible, under the 2018 golden rules.")
    ),
    WELSH: make_passages(WELSH, ("Duty to report", "In Wales, a relevant partner must inform the local authority about a child at risk.")),
    **{
        lesson: make_passages(lesson, ("What happened", f"A bruise on a baby was seen by [NURSE] and waited for a referral. {learned}"))
        for lesson, learned in zip(
            LESSONS,
            (
                "The weekend team had not been told, and the map of the body was kept in a drawer nobody opened.",
                "Housing staff knew the family well and would have come to a meeting if anybody had invited them.",
                "A registrar rang the social worker directly, which saved a day and made the plan safer.",
            ),
            strict=True,
        )
    },
}


def fill_store(store: PassageStore, encoder: VectorEncoder, library: Mapping[Document, Sequence[Passage]]) -> None:
    titles = {document.id: document.title for document in library}
    for document, passages in library.items():
        store.replace(document, encoder.encode_passages(passages, titles))


def make_encoder() -> VectorEncoder:
    return VectorEncoder(HashingEmbedder(), WordTerms(), np.eye(DIMENSIONS, dtype=np.float32), TextShape(12, 40))


def make_assistant(
    *,
    store: PassageStore | None = None,
    guard: Guard | None = None,
    library: Mapping[Document, Sequence[Passage]] | None = None,
    wrap: Callable[[PassageStore], PassageStore] = lambda store: store,
) -> Assistant:
    """An assistant of fakes over a small library; `wrap` may put something around the filled store."""
    held: PassageStore = store or MemoryStore()
    encoder = make_encoder()
    if store is None:
        fill_store(held, encoder, LIBRARY if library is None else library)
    held = wrap(held)
    return Assistant(
        guard=guard or FakeGuard(),
        retriever=Retriever(held, encoder, Fusion(50, 0.5, 0.5)),
        sufficiency=FakeSufficiency(),
        generator=FirstSentences(),
        verifier=Verifier(),
        library=Library(held, WordTerms()),
        limits=Limits(question_chars=2000, passages=6, statements=3),
        notes=TrainingNotes(ByLesson(FirstSentences()), ByLesson(FirstSentences()), Verifier()),
        trace=Trace(index="fake-index", models={"embedder": "hashing-64", "generator": "first-sentences"}),
    )
