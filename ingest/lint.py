"""The corpus linter: what makes a document unsafe to quote, found before it is indexed.

Everything is a line that names the document and, where there is one, the line of its file. The list of what a person must check
is read from the same provenance marks, so that it cannot drift from the text.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from assistant.errors import BadInput
from assistant.sentences import split_sentences
from assistant.settings import IngestSettings
from assistant.types import Document, Kind, Policy, Source, Status
from ingest.asked import FOLDER, check_asked
from ingest.manifest import Entry, Manifest, read_manifest
from ingest.partition import Marker, check_comments, partition, read_markers

LONGEST_WORDS = 45  # a quote must be read at a glance; longer ones hide their condition
LONGEST_CHARS = 300
EMPTY_HEADINGS = frozenset(
    "introduction overview general other background miscellaneous information details summary more notes section about".split()
)
_LINK = re.compile(r"\[[^\]]*\]\(([^)\s]+)\)")


@dataclass(frozen=True, slots=True)
class ToCheck:
    """A statement that a person must check against the current edition."""

    document_id: str
    fact_id: str
    source_id: str
    line: int
    text: str


def lint_corpus(manifest_path: Path, facts: Path | None, limits: IngestSettings) -> list[str]:
    """Every problem found, in the order of the manifest. Raises BadManifest when the manifest itself does not hold together."""
    manifest = read_manifest(manifest_path)
    problems = list(_unlisted(manifest, manifest_path.parent))
    problems += _unused_sources(manifest)
    carried: dict[str, set[str]] = {}
    for entry in manifest.entries:
        problems += [f"{entry.document.id}: {problem}" for problem in _document(entry.document)]
        if not entry.path.exists():
            problems.append(f"{entry.document.id}: its file {entry.path.name} is not there")
        elif entry.document.policy is Policy.PUBLISHED:
            problems += [f"{entry.document.id}: {problem}" for problem in _text(entry, manifest.sources, limits, carried)]
    problems += check_asked(manifest_path.parent, carried)
    if facts:
        problems += _facts(facts, carried)
    return problems


def list_checks(manifest_path: Path) -> list[ToCheck]:
    """What a safeguarding lead must check, in the order of the manifest."""
    rows = []
    for entry in read_manifest(manifest_path).entries:
        if entry.path.suffix == ".md" and entry.path.exists():
            rows += [
                ToCheck(entry.document.id, mark.fact_id, mark.source_id, mark.line, mark.text)
                for mark in _markers(entry.path)
                if mark.check
            ]
    return rows


def _document(document: Document) -> Iterator[str]:
    if document.checked_on is None:
        yield "has no checked_on date"
    if document.kind is not Kind.LESSON and not document.sources:
        yield "names no source"
    if document.kind is Kind.LESSON and document.policy is not Policy.LOCAL:
        yield "is a lesson and must have the policy 'local'"
    for key in ("audience", "themes", "licence"):
        if not getattr(document, key):
            yield f"has no {key}"
    if document.status is Status.SUPERSEDED and not document.superseded_by:
        yield "is superseded but does not say by what"
    if document.status is Status.CURRENT and document.sources and all(_old(source) for source in document.sources):
        yield "is current but every source of it is superseded"


def _old(source: Source) -> bool:
    return source.status in (Status.SUPERSEDED, Status.WITHDRAWN)


def _text(entry: Entry, sources: Mapping[str, Source], limits: IngestSettings, carried: dict[str, set[str]]) -> Iterator[str]:
    raw = entry.path.read_text(encoding="utf-8")
    yield from check_comments(raw)
    named = {source.id for source in entry.document.sources}
    for mark in _markers(entry.path):
        carried.setdefault(mark.fact_id, set()).add(mark.source_id)
        if mark.source_id not in sources:
            yield f"line {mark.line} names the unknown source {mark.source_id}"
        elif mark.source_id not in named:
            yield f"line {mark.line} rests on {mark.source_id}, which the manifest does not list for this document"
    for target in _LINK.findall(raw):
        if not target.startswith(("http://", "https://", "mailto:")) and not (entry.path.parent / target.partition("#")[0]).exists():
            yield f"links to {target}, which is not there"
    title = next((line[2:].strip() for line in raw.splitlines() if line.startswith("# ")), None)
    if title is None:
        yield "has no title line"
    for element in partition(entry.path, entry.document.id, limits).elements:
        yield from _heading(element.heading_path[-1] if element.heading_path else "")
        if element.category != "Table":
            yield from _sentences(element.text)


def _heading(heading: str) -> Iterator[str]:
    words = re.findall(r"[a-z]+", heading.lower())
    if words and all(word in EMPTY_HEADINGS for word in words):
        yield f"has a heading that says nothing: '{heading}'"


def _sentences(text: str) -> Iterator[str]:
    for start, end in split_sentences(text):
        sentence = text[start:end]
        if len(sentence.split()) > LONGEST_WORDS or len(sentence) > LONGEST_CHARS:
            yield f"has a sentence too long to quote ({len(sentence.split())} words): '{sentence[:60]}…'"


def _unlisted(manifest: Manifest, root: Path) -> Iterator[str]:
    listed = {entry.path for entry in manifest.entries}
    for path in sorted(root.resolve().rglob("*")):
        apart = path.parent == root.resolve() or (path.parent == root.resolve() / FOLDER and path.suffix == ".toml")
        if path.is_file() and path not in listed and not apart and not path.name.startswith("."):
            yield f"{path.relative_to(root.resolve())} is not in the manifest"


def _unused_sources(manifest: Manifest) -> Iterator[str]:
    used = {source.id for entry in manifest.entries for source in entry.document.sources}
    for source in manifest.sources.values():
        if source.id not in used:
            yield f"source {source.id} is used by no document"
        if source.status is Status.SUPERSEDED and not source.superseded_by:
            yield f"source {source.id} is superseded but does not say by what"


def _markers(path: Path) -> tuple[Marker, ...]:
    return read_markers(path.read_text(encoding="utf-8")) if path.suffix == ".md" else ()


def _facts(path: Path, carried: Mapping[str, set[str]]) -> Iterator[str]:
    try:
        rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]
    except (OSError, ValueError):
        raise BadInput(f"The facts file {path} cannot be read as JSON lines.") from None
    for row in rows:
        if row["fact_id"] not in carried:
            yield f"fact {row['fact_id']} is carried by no document"
        elif row["source_id"] not in carried[row["fact_id"]]:
            yield f"fact {row['fact_id']} is carried without its source {row['source_id']}"
