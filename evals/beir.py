"""Reading BEIR folders: `corpus.jsonl`, `queries.jsonl` and `qrels/test.tsv`, checked, with messages that name file and line."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from assistant.errors import BadInput
from assistant.json_lines import field as field
from assistant.json_lines import optional as optional
from assistant.json_lines import read_jsonl as read_jsonl


@dataclass(frozen=True, slots=True)
class Text:
    """A passage of the corpus."""

    id: str
    title: str
    text: str


@dataclass(frozen=True, slots=True)
class Query:
    """A query; `context` is the user's wider situation (the field `scenario`), `answerable` is None where the data do not say."""

    id: str
    text: str
    context: str = ""
    answerable: bool | None = None


@dataclass(frozen=True, slots=True)
class Collection:
    """A BEIR data set. `relevant` maps query id to passage ids with their grade above 0; `digest` is the SHA-256 of all files."""

    name: str
    texts: tuple[Text, ...]
    queries: tuple[Query, ...]
    relevant: Mapping[str, Mapping[str, float]]
    digest: str

    @property
    def judged(self) -> list[Query]:
        """Queries with at least one relevant passage, in file order."""
        return [query for query in self.queries if query.id in self.relevant]


def read_collection(folder: Path) -> Collection:
    """Read a BEIR folder. Raises BadInput for what is missing, malformed or judged but not there."""
    if not folder.is_dir():
        raise BadInput(f"There is no folder {folder}. --beir takes a folder with corpus.jsonl, queries.jsonl and qrels/test.tsv.")
    paths = [folder / "corpus.jsonl", folder / "queries.jsonl", folder / "qrels" / "test.tsv"]
    for path in paths:
        if not path.is_file():
            raise BadInput(f"{path} is missing. A BEIR folder has corpus.jsonl, queries.jsonl and qrels/test.tsv.")
    texts = [
        Text(field(row, "_id", paths[0], line), optional(row, "title"), field(row, "text", paths[0], line))
        for line, row in read_jsonl(paths[0])
    ]
    queries = [_query(row, paths[1], line) for line, row in read_jsonl(paths[1])]
    held = _unique([text.id for text in texts], paths[0])
    asked = _unique([query.id for query in queries], paths[1])
    relevant: dict[str, dict[str, float]] = {}
    for line, query_id, text_id, grade in _read_qrels(paths[2]):
        if query_id not in asked:
            raise BadInput(f"{paths[2]} line {line}: the query is not in queries.jsonl.")
        if grade <= 0:
            continue
        if text_id not in held:
            raise BadInput(f"{paths[2]} line {line}: the passage is not in corpus.jsonl.")
        relevant.setdefault(query_id, {})[text_id] = grade
    if not relevant:
        raise BadInput(f"{paths[2]} holds no relevant passage (a score above 0), so there is nothing to measure.")
    return Collection(folder.resolve().name, tuple(texts), tuple(queries), relevant, digest_of(paths))


def digest_of(paths: list[Path]) -> str:
    """Sixteen hex characters of the SHA-256 over the files' contents in order."""
    digest = hashlib.sha256()
    for path in paths:
        with path.open("rb") as file:
            digest.update(hashlib.file_digest(file, "sha256").digest())
    return digest.hexdigest()[:16]


def _query(row: Mapping[str, Any], path: Path, line: int) -> Query:
    answerable = row.get("answerable")
    known = answerable if isinstance(answerable, bool) else None
    return Query(field(row, "_id", path, line), field(row, "text", path, line), optional(row, "scenario"), known)


def _unique(ids: list[str], path: Path) -> set[str]:
    held = set(ids)
    if not ids:
        raise BadInput(f"{path} is empty.")
    if len(held) != len(ids):
        raise BadInput(f"{path} holds {len(ids) - len(held)} ids more than once; ids must be unique.")
    return held


def _read_qrels(path: Path) -> Iterator[tuple[int, str, str, float]]:
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise BadInput(f"{path} cannot be read ({type(error).__name__}).") from None
    for line, text in enumerate(lines, 1):
        if not text.strip():
            continue
        parts = text.split("\t")
        if len(parts) == 4:  # TREC form: query, iteration, passage, grade
            parts = [parts[0], parts[2], parts[3]]
        try:
            query_id, text_id, grade = parts[0].strip(), parts[1].strip(), float(parts[2])
        except (IndexError, ValueError):
            if line == 1:
                continue  # the header
            raise BadInput(f"{path} line {line}: expected query-id, corpus-id and score, separated by tabs.") from None
        yield line, query_id, text_id, grade
