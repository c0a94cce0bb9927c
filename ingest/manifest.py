"""corpus/manifest.toml to Documents: every key known, every reference resolved, or a clear error that names the place."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import Any, TypeVar

from assistant.errors import BadManifest
from assistant.types import Document, Kind, Nation, Policy, Source, Status
from ingest.asked import lines_of, read_asked
from ingest.toml_file import read_toml

SOURCE_KEYS = {"title", "publisher", "url", "published", "status", "superseded_by", "licence"}
LISTS = ("audience", "themes", "agencies", "age_bands")
DATES = ("effective_from", "effective_to", "published", "checked_on")
RELEASE_KEYS = {"sha256", "reviewer", "reason", "on"}
KEYS = {"id", "path", "release", "title", "kind", "nations", "status", "superseded_by", "policy", "sources", "licence", *LISTS, *DATES}
Choice = TypeVar("Choice", Kind, Nation, Policy, Status)


@dataclass(frozen=True, slots=True)
class Release:
    """A person's decision, shipped with a corpus, that the anonymised text of exactly this file may be indexed."""

    sha256: str
    reviewer: str
    reason: str
    on: date


@dataclass(frozen=True, slots=True)
class Entry:
    """A document that the manifest lists, with its file. Its digest is filled in when the file is read.

    `asked` are the questions that people ask, by the fact that answers them, for the facts this file is marked with.
    """

    document: Document
    path: Path
    release: Release | None = None
    asked: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Manifest:
    """All entries in the order of the file, and every source by id."""

    entries: tuple[Entry, ...]
    sources: Mapping[str, Source]


def read_manifest(path: Path) -> Manifest:
    """Read and check a manifest. Raises BadManifest with every problem of the first kind found."""
    data = read_toml(path, "manifest")
    _only(data, {"sources", "documents"}, f"manifest {path.name}")
    sources = {name: _source(name, table) for name, table in _tables(data.get("sources", {}), "sources").items()}
    for source in sources.values():
        if source.superseded_by and source.superseded_by not in sources:
            raise BadManifest(f"Source '{source.id}' says it is superseded by '{source.superseded_by}', which the manifest does not list.")
    rows = data.get("documents", [])
    if not isinstance(rows, list):
        raise BadManifest("The manifest's documents must be [[documents]] tables.")
    entries = [_entry(row, number, sources, path) for number, row in enumerate(rows, 1)]
    _check_unique(entries)
    _check_supersession({entry.document.id: entry.document for entry in entries})
    return Manifest(tuple(_with_asked(_with_ends(entries), path.parent)), sources)


def document_from(row: Mapping[str, Any], sources: Mapping[str, Source], where: str) -> Document:
    """One checked document from its manifest fields; `where` names it in messages."""
    _only(row, KEYS, where)
    for key in ("id", "title"):
        if not isinstance(row.get(key), str) or not row[key].strip():
            raise BadManifest(f"{where} needs '{key}'.")
    if any(character not in "abcdefghijklmnopqrstuvwxyz0123456789-_" for character in row["id"]):
        raise BadManifest(f"{where}: an id may hold a to z, 0 to 9, '-' and '_' only.")
    kind = _choice(Kind, row.get("kind", "guidance"), "kind", where)
    if unknown := [name for name in _strings(row, "sources", where) if name not in sources]:
        raise BadManifest(f"{where} names unknown sources: {', '.join(unknown)}.")
    return Document(
        id=row["id"],
        title=row["title"].strip(),
        kind=kind,
        nations=tuple(_choice(Nation, value, "nations", where) for value in _strings(row, "nations", where)) or tuple(Nation),
        status=_choice(Status, row.get("status", "current"), "status", where),
        policy=_choice(Policy, row.get("policy", "local" if kind is Kind.LESSON else "published"), "policy", where),
        digest="",
        superseded_by=row.get("superseded_by"),
        sources=tuple(sources[name] for name in _strings(row, "sources", where)),
        licence=str(row.get("licence", "")),
        effective_from=_date(row, "effective_from", where),
        effective_to=_date(row, "effective_to", where),
        published=_date(row, "published", where),
        checked_on=_date(row, "checked_on", where),
        audience=_strings(row, "audience", where),
        themes=_strings(row, "themes", where),
        agencies=_strings(row, "agencies", where),
        age_bands=_strings(row, "age_bands", where),
    )


def _entry(row: Any, number: int, sources: Mapping[str, Source], manifest: Path) -> Entry:
    where = f"Document {number} of {manifest.name}"
    if not isinstance(row, dict):
        raise BadManifest(f"{where} must be a [[documents]] table.")
    if isinstance(row.get("id"), str):
        where = f"Document '{row['id']}' of {manifest.name}"
    if not isinstance(row.get("path"), str):
        raise BadManifest(f"{where} needs 'path'.")
    root = manifest.parent.resolve()
    path = (root / row["path"]).resolve()
    if not path.is_relative_to(root):
        raise BadManifest(f"{where}: 'path' must lie in the manifest's own folder.")
    return Entry(document_from(row, sources, where), path, _release(row.get("release"), where))


def _release(table: Any, where: str) -> Release | None:
    if table is None:
        return None
    if not isinstance(table, dict):
        raise BadManifest(f"{where}: 'release' must be a table of {', '.join(sorted(RELEASE_KEYS))}.")
    _only(table, RELEASE_KEYS, f"{where}: its release")
    on = _date(table, "on", where)
    sha256, reviewer, reason = (str(table.get(key, "")).strip() for key in ("sha256", "reviewer", "reason"))
    if on is None or not (sha256 and reviewer and reason):
        raise BadManifest(f"{where}: 'release' needs {', '.join(sorted(RELEASE_KEYS))}.")
    return Release(sha256, reviewer, reason, on)


def _source(name: str, table: Mapping[str, Any]) -> Source:
    where = f"Source '{name}'"
    _only(table, SOURCE_KEYS, where)
    for key in ("title", "publisher"):
        if not isinstance(table.get(key), str):
            raise BadManifest(f"{where} needs '{key}'.")
    published = table.get("published")
    return Source(
        id=name,
        title=table["title"],
        publisher=table["publisher"],
        url=str(table.get("url", "")),
        licence=str(table.get("licence", "")),
        status=_choice(Status, table.get("status", "current"), "status", where),
        published=str(published) if published is not None else None,
        superseded_by=table.get("superseded_by"),
    )


def _check_unique(entries: list[Entry]) -> None:
    for what, keys in (("id", [entry.document.id for entry in entries]), ("path", [str(entry.path) for entry in entries])):
        if repeated := sorted({key for key in keys if keys.count(key) > 1}):
            raise BadManifest(f"The manifest lists the same {what} more than once: {', '.join(repeated)}.")


def _check_supersession(documents: Mapping[str, Document]) -> None:
    for document in documents.values():
        superseded = document.status in (Status.SUPERSEDED, Status.WITHDRAWN)
        if document.superseded_by and not superseded:
            raise BadManifest(f"Document '{document.id}' names what supersedes it but its status is '{document.status}'.")
        if document.superseded_by and document.superseded_by not in documents:
            raise BadManifest(f"Document '{document.id}' is superseded by '{document.superseded_by}', which the manifest does not list.")
        seen = {document.id}
        successor = document.superseded_by
        while successor:
            if successor in seen:
                raise BadManifest(f"Document '{document.id}' supersedes itself through: {', '.join(sorted(seen))}.")
            seen.add(successor)
            successor = documents[successor].superseded_by if successor in documents else None


def _with_ends(entries: list[Entry]) -> list[Entry]:
    """A text applies until its successor begins, and from its publication where nothing else is said."""
    begins = {entry.document.id: entry.document.effective_from or entry.document.published for entry in entries}
    out = []
    for entry in entries:
        document = entry.document
        start, ends = begins[document.id], document.effective_to
        if start and ends and ends <= start:
            raise BadManifest(f"Document '{document.id}' ends before it begins.")
        following = begins[document.superseded_by] if document.superseded_by else None
        if ends is None and following and (start is None or start < following):
            ends = following
        out.append(replace(entry, document=replace(document, effective_from=start, effective_to=ends)))
    return out


def _with_asked(entries: list[Entry], root: Path) -> list[Entry]:
    """Published documents take the lines that stand beside the manifest for their facts."""
    asked = read_asked(root)
    return [
        replace(entry, asked=lines) if entry.document.policy is Policy.PUBLISHED and (lines := lines_of(entry.path, asked)) else entry
        for entry in entries
    ]


def _only(table: Mapping[str, Any], known: set[str], where: str) -> None:
    if unknown := sorted(set(table) - known):
        raise BadManifest(f"{where} has unknown keys: {', '.join(unknown)}. Known: {', '.join(sorted(known))}.")


def _tables(value: Any, name: str) -> dict[str, dict[str, Any]]:
    if not isinstance(value, dict) or not all(isinstance(item, dict) for item in value.values()):
        raise BadManifest(f"'{name}' must be tables.")
    return value


def _choice(kind: type[Choice], value: Any, key: str, where: str) -> Choice:
    try:
        return kind(value)
    except ValueError:
        raise BadManifest(f"{where}: '{key}' must be one of {', '.join(kind)}.") from None


def _strings(row: Mapping[str, Any], key: str, where: str) -> tuple[str, ...]:
    value = row.get(key, [])
    if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
        raise BadManifest(f"{where}: '{key}' must be a list of texts.")
    return tuple(value)


def _date(row: Mapping[str, Any], key: str, where: str) -> date | None:
    value = row.get(key)
    if value is None:
        return None
    if isinstance(value, str):
        try:
            return date.fromisoformat(value)
        except ValueError:
            pass
    if type(value) is not date:
        raise BadManifest(f"{where}: '{key}' must be a date such as 2026-03-01.")
    return value
