"""Everything that changes the library, behind one object: runs, single files, erasure and reviews.

The assistant finds it by the entry point `assistant.librarian`, so that the product imports nothing of ingest.
"""

from __future__ import annotations

import shutil
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import timedelta
from functools import cached_property
from pathlib import Path

from assistant.bootstrap import Parts
from assistant.errors import BadInput
from assistant.index import Index
from assistant.ports import ErasureCertificate, Intake, ReviewItem
from assistant.privacy.detector import PersonDetector, TextClass, load_detector
from assistant.types import Kind, Nation, Policy
from ingest.anonymise import Anonymisation, anonymise
from ingest.chunk import chunk
from ingest.erase import erase
from ingest.linkage import Linkage
from ingest.manifest import Entry, document_from, read_manifest
from ingest.originals import Originals
from ingest.partition import SUFFIXES, partition
from ingest.pipeline import Pipeline, Progress, Scope, name_of, origin_of, today, with_origin
from ingest.quarantine import DECISIONS, Quarantine, edited
from ingest.records import REVIEW_EVERY, Reports

FIELDS = ("title", "kind", "nations", "status", "themes", "agencies", "age_bands", "published", "effective_from", "policy", "licence")
LISTS = ("nations", "themes", "agencies", "age_bands")


class CorpusLibrarian:
    """Implements `Librarian` on the parts of one product."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts
        data = parts.settings.data_dir
        self.quarantine, self.reports = Quarantine(data / "quarantine"), Reports(data / "reports")
        self.linkage = Linkage(data / "quarantine")

    @cached_property
    def detector(self) -> PersonDetector:
        """The full detector with every recogniser: ingest never runs with fewer."""
        settings = self._parts.settings
        return load_detector(ner=True, models_dir=settings.data_dir / "models", threads=settings.embedder.threads)

    @cached_property
    def originals(self) -> Originals:
        """The encrypted maps, if the settings ask for them. Raises BadSettings when their key is missing or wrong."""
        settings = self._parts.settings
        return Originals(settings.data_dir / "originals", settings.anonymiser.map_key_file)

    @cached_property
    def pipeline(self) -> Pipeline:
        originals, settings = self.originals, self._parts.settings.ingest
        return Pipeline(
            self._parts.store, self._open_index, self.detector, self.quarantine, self.reports, self.linkage, originals, settings
        )

    def run(self, scope: Scope, progress: Progress = lambda _name, _done: None) -> Intake:
        """One ingest run."""
        intake = self.pipeline.run(scope, progress)
        self._changed()
        return intake

    def status(self) -> Intake:
        """What the index and the quarantine hold, without reading any file."""
        store = self._parts.store
        return Intake(0, 0, 0, self.quarantine.count(), 0, 0, len(store.documents()), store.count())

    def check(self, path: Path, details: Mapping[str, str]) -> Anonymisation:
        """A dry run: what would be removed and the risk that would be left. Nothing is stored."""
        entry = self._entry(path, details)
        read = partition(path, entry.document.id, self._parts.settings.ingest)
        settings = self._parts.settings.ingest
        bar, tracer = settings.risk_bar, self.linkage.tracer if self.linkage.started else None
        safe = anonymise(read.elements, entry.document, self.detector, metadata=read.metadata, risk_bar=bar, tracer=tracer)
        return self.linkage.judge(entry.document.id, safe)

    def add(self, path: Path, details: Mapping[str, str]) -> Intake:
        """Take one file through the whole journey; nothing else is touched and the file is not kept.

        Its id is a hash of its name, so that sending a file of the same name again replaces it.
        """
        entry = self._entry(path, details)
        named = replace(entry.document, id=f"upload-{name_of(path.name)}")
        return self.run(Scope((replace(entry, document=named),)))

    def erase(self, document_id: str) -> ErasureCertificate:
        originals = Originals(self._parts.settings.data_dir / "originals", "")  # a lost key must not stand in the way of erasure
        certificate = erase(document_id, self._parts.store, self.quarantine, self.reports, self.linkage, originals)
        self._changed()
        return certificate

    def reviews(self) -> list[ReviewItem]:
        return [held.item for held in self.quarantine.waiting()]

    def decide(self, review_id: str, decision: str, reviewer: str, reason: str, text: str | None = None) -> Intake:
        """Record a person's decision and carry it out. Raises BadInput when it is not complete, or an edit still names someone."""
        if decision not in DECISIONS:
            raise BadInput(f"A decision is one of: {', '.join(DECISIONS)}.")
        if not reviewer.strip() or not reason.strip():
            raise BadInput("A decision needs the reviewer's name and a reason.")
        held = self.quarantine.get(review_id)
        elements = held.elements
        if decision == "edit":
            if not text or not text.strip():
                raise BadInput("An edit needs the edited text.")
            elements = edited(held.elements, text)
            if any(finding.level == "direct" for element in elements for finding in self.detector.find(element.text, TextClass.CASE)):
                raise BadInput("The edited text still holds something that names or identifies a person. Remove it and try again.")
        next_review = (today() + timedelta(days=REVIEW_EVERY.days)).isoformat()
        self.quarantine.record(held, decision, reviewer.strip(), reason.strip(), next_review)
        if decision == "reject":
            self.linkage.erase(held.document.id)
            self.originals.erase(held.document.id)
            intake = self.status()
        else:
            intake = self.pipeline.release(held.document, chunk(elements, held.document, self._parts.settings.ingest.passage_words))
        self.reports.reviewed(held.document.id, reviewer.strip(), "edited" if decision == "edit" else DECISIONS[decision], next_review)
        self.quarantine.drop(held.id)
        self._changed()
        return intake

    def scope(self, paths: Sequence[Path], manifest: Path | None, details: Mapping[str, str]) -> Scope:
        """What a command's arguments mean: the manifest's documents, and every readable file below the paths."""
        entries: list[Entry] = []
        origins: set[str] = set()
        if manifest:
            origin = origin_of(manifest)
            entries += with_origin(read_manifest(manifest).entries, origin)
            origins.add(origin)
        listed = {entry.path for entry in entries}
        for path in paths:
            if not path.exists():
                raise BadInput(f"There is no file or folder at {path}.")
            root = path.resolve()
            if root.is_dir():
                origins.add(origin_of(root))
            files = _files(root) if root.is_dir() else [root]
            if not files:
                raise BadInput(f"{path} holds no file that can be read. Known formats: {', '.join(sorted(SUFFIXES))}.")
            place = root if root.is_dir() else root.parent
            named = [self._entry(file, {} if len(files) > 1 else details, details) for file in files if file not in listed]
            entries += with_origin(named, origin_of(place) if root.is_dir() else "")
        return Scope(tuple(entries), frozenset(origins))

    def rebuild(self) -> None:
        """Forget the index, so that the next run builds it anew. The quarantine and its decisions stay."""
        if self._parts.settings.store.url:
            for document_id in list(self._parts.store.documents()):
                self._parts.store.erase(document_id)
            self._parts.store.write_meta({})
        else:
            self._parts.close()
            shutil.rmtree(self._parts.settings.data_dir / "index", ignore_errors=True)
            self._parts.__dict__.pop("store", None)

    def _entry(self, path: Path, details: Mapping[str, str], shared: Mapping[str, str] | None = None) -> Entry:
        """A file that no manifest lists. Its id is a hash of its place, because file names name people; its policy is local."""
        fields = {**(shared or {}), **details}
        if unknown := sorted(fields.keys() - set(FIELDS)):
            raise BadInput(f"Unknown fields: {', '.join(unknown)}. Known: {', '.join(FIELDS)}.")
        row: dict[str, object] = {key: value for key, value in fields.items() if value}
        for key in LISTS:
            if key in row:
                row[key] = [part.strip() for part in str(row[key]).split(",") if part.strip()]
        policy = Policy(str(row.get("policy", Policy.LOCAL.value))) if row.get("policy", "local") in tuple(Policy) else None
        if policy is None:
            raise BadInput(f"'policy' is one of: {', '.join(Policy)}.")
        row.setdefault("kind", Kind.PRACTICE.value)
        row.setdefault("nations", [nation.value for nation in Nation])
        row |= {
            "id": f"file-{origin_of(path)}",
            "policy": policy.value,
            "title": row.get("title") or path.stem.replace("-", " ").replace("_", " "),
        }
        document = document_from(row, {}, "The file")
        return Entry(replace(document, checked_on=None), path)

    def _open_index(self, sample: Sequence[str] | None) -> Index | None:
        return self._parts.open_index(sample)

    def _changed(self) -> None:
        self._parts.refresh()


def open_librarian(parts: Parts) -> CorpusLibrarian:
    """The entry point `assistant.librarian`."""
    return CorpusLibrarian(parts)


def _files(root: Path) -> list[Path]:
    """Readable files below a folder, in a fixed order, without hidden ones and without links that lead out of it."""
    found = []
    for path in sorted(root.rglob("*")):
        hidden = any(part.startswith((".", "~$")) for part in path.relative_to(root).parts)
        if path.suffix.lower() in SUFFIXES and not hidden and path.is_file() and path.resolve().is_relative_to(root):
            found.append(path)
    return found
