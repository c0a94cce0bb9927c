"""The ingest journey: files to documents, elements, anonymised elements, passages, vectors, store; only what changed.

A document's digest covers its file, its manifest entry and the versions of everything that turns it into passages. The same
digest is skipped, another replaces the document whole, and a document whose file is gone from the place it came from is erased.
One bad file is reported and never stops the run.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass, field, replace
from datetime import UTC, date, datetime
from pathlib import Path

from assistant.errors import AssistantError, Unavailable
from assistant.index import Index
from assistant.ports import IndexedPassage, Intake, PassageStore
from assistant.privacy.detector import PersonDetector
from assistant.settings import IngestSettings
from assistant.types import Document, Passage, Policy
from ingest.anonymise import DOCUMENT_RULES, Anonymisation, anonymise
from ingest.asked import bind
from ingest.chunk import chunk
from ingest.linkage import Linkage
from ingest.manifest import Entry
from ingest.originals import Originals
from ingest.partition import partition, read_markers
from ingest.quarantine import Quarantine
from ingest.records import REVIEW_EVERY, Reports

PIPELINE = "1"  # raise it when the same file would give other passages, so that every document is read again
SAMPLE_PASSAGES = 1000  # passages looked at to fix the identity of a new index
Progress = Callable[[str, int], None]
IndexOpener = Callable[[Sequence[str] | None], Index | None]


@dataclass(frozen=True, slots=True)
class Scope:
    """What a run is about: entries to bring in, and the origins whose other documents are gone (erased when not listed)."""

    entries: tuple[Entry, ...]
    origins: frozenset[str] = frozenset()


@dataclass
class _Tally:
    created: int = 0
    updated: int = 0
    skipped: int = 0
    quarantined: int = 0
    failed: int = 0
    erased: int = 0
    problems: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Ready:
    document: Document
    passages: list[Passage]


class Pipeline:
    """Runs ingest against one store. `open_index` opens the index, or founds it when given a sample of passages."""

    def __init__(
        self,
        store: PassageStore,
        open_index: IndexOpener,
        detector: PersonDetector,
        quarantine: Quarantine,
        reports: Reports,
        linkage: Linkage,
        originals: Originals,
        settings: IngestSettings,
    ) -> None:
        self._store, self._open_index, self._detector = store, open_index, detector
        self._quarantine, self._reports, self._settings = quarantine, reports, settings
        self._linkage, self._originals = linkage, originals
        self._index = open_index(None)

    def run(self, scope: Scope, progress: Progress = lambda _name, _done: None) -> Intake:
        """Bring the entries in and erase what is gone; a report of what happened to each."""
        tally = _Tally()
        self._store.repair()
        held = self._store.documents()
        waiting: list[_Ready] = []
        for number, entry in enumerate(scope.entries, 1):
            ready = self._read(entry, held, tally)
            if ready:
                waiting.append(ready)
            if self._index or sum(len(item.passages) for item in waiting) >= SAMPLE_PASSAGES:
                self._write(waiting, held, tally)
                waiting = []
            progress(entry.document.id, number)
        self._write(waiting, held, tally)
        listed = {entry.document.id for entry in scope.entries}
        for document in held.values():
            if document.origin in scope.origins and document.id not in listed:
                self._store.erase(document.id)
                self._forget(document.id)
                tally.erased += 1
        for review in self._quarantine.each():
            if review.document.origin in scope.origins and review.document.id not in listed:
                self._quarantine.drop(review.id)
                self._forget(review.document.id)
                tally.erased += 1
        self._stamp(tally)
        return self.report(tally)

    def release(self, document: Document, passages: list[Passage]) -> Intake:
        """Index a document that a reviewer has released."""
        tally = _Tally()
        self._write([_Ready(document, passages)], self._store.documents(), tally)
        self._stamp(tally)
        return self.report(tally)

    def report(self, tally: _Tally | None = None) -> Intake:
        """The counts of a run (none for a status) and what the index holds now."""
        counts = asdict(tally or _Tally())
        problems = tuple(counts.pop("problems"))
        if tally is None:
            counts["quarantined"] = self._quarantine.count()
        return Intake(**counts, documents=len(self._store.documents()), passages=self._store.count(), problems=problems)

    def _read(self, entry: Entry, held: dict[str, Document], tally: _Tally) -> _Ready | None:
        """The passages of an entry that has changed; None when there is nothing to write."""
        try:
            document = replace(entry.document, digest=self._digest(entry))
            known = held.get(document.id)
            if known and known.digest == document.digest:
                tally.skipped += 1
                return None
            if self._quarantine.decided(document.id, document.digest) == "rejected":
                tally.skipped += 1
                return None
            if self._quarantine.holds(document.id, document.digest):
                tally.quarantined += 1
                return None
            read = partition(entry.path, document.id, self._settings)
            details = {**read.metadata, "document_title": document.title}
            safe = anonymise(
                read.elements,
                document,
                self._detector,
                metadata=details,
                risk_bar=self._settings.risk_bar,
                tracer=self._linkage.tracer if document.policy is Policy.LOCAL else None,
                keep_originals=self._originals.kept,
            )
            safe = self._linkage.judge(document.id, safe)
            document = replace(document, title=safe.metadata.get("document_title") or document.title)
            self._originals.write(document.id, document.digest, safe.originals)
            self._reports.write(document, safe, self._detector.engine_id, with_map=bool(safe.originals))
            self._linkage.record(document.id, safe.traces)
            passages = chunk(safe.elements, document, self._settings.passage_words)
            if safe.risk.decision == "quarantine" and not self._released(entry, document, safe):
                self._quarantine.hold(document, safe)
                if known:
                    self._store.erase(document.id)  # the text in use is no longer the text of the file, and the new one is not cleared
                tally.quarantined += 1
                return None
            self._quarantine.drop_document(document.id)
            return _Ready(document, self._with_asked(passages, entry))
        except Unavailable:
            raise  # a missing detector or store stops the run: nothing is indexed unchecked
        except AssistantError as error:
            tally.failed += 1
            tally.problems.append(f"{entry.document.id}: {error}")
        except Exception as error:  # noqa: BLE001 - one bad file never stops the run; its message may hold its text
            tally.failed += 1
            tally.problems.append(f"{entry.document.id}: it could not be read ({type(error).__name__}). Check the file and run again.")
        return None

    def _forget(self, document_id: str) -> None:
        """Forget what is kept about a document beside its text."""
        self._linkage.erase(document_id)
        self._originals.erase(document_id)
        self._reports.erase(document_id)

    @staticmethod
    def _with_asked(passages: list[Passage], entry: Entry) -> list[Passage]:
        """The passages with what people ask beside them, where the corpus says so."""
        return bind(passages, read_markers(entry.path.read_text(encoding="utf-8")), entry.asked) if entry.asked else passages

    def _released(self, entry: Entry, document: Document, safe: Anonymisation) -> bool:
        """Whether the corpus ships a person's release of exactly this file; it is recorded like any other decision."""
        if entry.release is None or entry.release.sha256 != hashlib.sha256(entry.path.read_bytes()).hexdigest():
            return False
        held = self._quarantine.get(self._quarantine.hold(document, safe))
        self._quarantine.record(
            held, "release", entry.release.reviewer, entry.release.reason, (entry.release.on + REVIEW_EVERY).isoformat()
        )
        self._reports.reviewed(document.id, entry.release.reviewer, "released")
        return True

    def _write(self, ready: Sequence[_Ready], held: dict[str, Document], tally: _Tally) -> None:
        if not ready:
            return
        if self._index is None:
            self._index = self._open_index([passage.text for item in ready for passage in item.passages][:SAMPLE_PASSAGES])
        assert self._index is not None
        for item in ready:
            encoded = self._encode(item)
            self._store.replace(item.document, encoded)
            if item.document.id in held:
                tally.updated += 1
            else:
                tally.created += 1

    def _stamp(self, tally: _Tally) -> None:
        """Note with the index when it last changed."""
        if self._index and tally.created + tally.updated + tally.erased:
            self._store.write_meta({**self._store.read_meta(), "ingested_at": datetime.now(UTC).isoformat(timespec="seconds")})

    def _encode(self, item: _Ready) -> list[IndexedPassage]:
        assert self._index is not None
        titles = {item.document.id: item.document.title}
        out: list[IndexedPassage] = []
        for start in range(0, len(item.passages), self._settings.batch):
            out += self._index.encoder.encode_passages(item.passages[start : start + self._settings.batch], titles)
        return out

    def _digest(self, entry: Entry) -> str:
        """SHA-256 over the file and everything else that decides the document's passages and citations."""
        described = asdict(replace(entry.document, digest=""))
        described["pipeline"] = [PIPELINE, self._detector.engine_id, DOCUMENT_RULES, self._settings.passage_words]
        if self._originals.kept:
            described["pipeline"].append("map")
        if entry.asked:
            described["asked"] = dict(entry.asked)
        digest = hashlib.sha256(json.dumps(described, sort_keys=True, default=str).encode("utf-8"))
        for block in _blocks(entry.path):
            digest.update(block)
        return digest.hexdigest()


def _blocks(path: Path) -> Iterator[bytes]:
    try:
        with path.open("rb") as file:
            while block := file.read(1 << 20):
                yield block
    except OSError:
        return  # partition says what is wrong with it


def today() -> date:
    """The day, for records."""
    return date.today()  # noqa: DTZ011 - a calendar date where the service runs


def origin_of(place: Path) -> str:
    """A name for a folder or manifest that does not spell its path, which may name people."""
    return name_of(str(place.resolve()))


def name_of(text: str) -> str:
    """Sixteen hex characters of a SHA-256: a stable name that does not repeat its text."""
    return hashlib.sha256(text.encode("utf-8")).hexdigest()[:16]


def with_origin(entries: Iterable[Entry], origin: str) -> tuple[Entry, ...]:
    return tuple(replace(entry, document=replace(entry.document, origin=origin)) for entry in entries)
