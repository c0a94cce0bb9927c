"""What people ask, beside what guidance says: questions in practitioners' own words, kept by an editor for each fact.

`asked/*.toml` beside a manifest holds `[[fact]]` tables of an `id` and its `asked` lines. A provenance mark in the Markdown says where
the fact stands, and there its lines are indexed with the passage (Nogueira and others 2019 call it document expansion; here a person
writes it). They are searched for and compared with questions, never shown, never quoted and never part of a passage's text.

Only published documents take lines: those of a local document would be text that nobody has anonymised.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from assistant.errors import BadManifest
from assistant.types import Asked, Passage
from ingest.readers.markdown_marks import Marker, marked_facts
from ingest.toml_file import read_toml

FOLDER = "asked"
Lines = Mapping[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class FactLines:
    """One `[[fact]]` table: where it stands, which fact it is about, and its lines as they were written."""

    file: str
    fact_id: str
    lines: tuple[str, ...]


def read_tables(root: Path) -> list[FactLines]:
    """Every `[[fact]]` table below `root`/asked, in order. Raises BadManifest naming the file that cannot be read."""
    return [table for path in sorted((root / FOLDER).glob("*.toml")) for table in _tables(path)]


def read_asked(root: Path) -> Lines:
    """The lines of each fact by its id, once each; nothing where a corpus has none."""
    found: dict[str, dict[str, None]] = {}
    for table in read_tables(root):
        found.setdefault(table.fact_id, {}).update(dict.fromkeys(line for line in table.lines if line))
    return {fact: tuple(lines) for fact, lines in found.items()}


def lines_of(path: Path, asked: Lines) -> dict[str, tuple[str, ...]]:
    """The lines of the facts that a Markdown file is marked with."""
    if not asked or path.suffix != ".md" or not path.is_file():
        return {}
    marked = marked_facts(path.read_text(encoding="utf-8", errors="replace"))
    return {fact: asked[fact] for fact in sorted(marked) if fact in asked}


def bind(passages: Sequence[Passage], markers: Sequence[Marker], asked: Lines) -> list[Passage]:
    """The passages, each with the lines of the facts it states and the stretch of its text that states them."""
    out = []
    for passage in passages:
        found: dict[Asked, None] = {}
        for mark in markers:
            start = passage.text.find(mark.text) if mark.fact_id in asked else -1
            if start >= 0:
                found.update(dict.fromkeys(Asked(line, start, start + len(mark.text)) for line in asked[mark.fact_id]))
        out.append(replace(passage, asked=tuple(found)) if found else passage)
    return out


def check_asked(root: Path, carried: Mapping[str, object]) -> Iterator[str]:
    """What is wrong with the lines: facts that no document carries, lines that are empty or there twice."""
    seen: dict[str, str] = {}
    for table in read_tables(root):
        where = f"{FOLDER}/{table.file}: fact {table.fact_id}"
        if table.fact_id not in carried:
            yield f"{where} is carried by no document"
        if not table.lines:
            yield f"{where} has no lines"
        for line in table.lines:
            key = " ".join(line.casefold().split()).rstrip("?!. ")
            if not key:
                yield f"{where} has an empty line"
            elif key in seen:
                yield f"{where} repeats a line of {seen[key]}: '{line[:60]}'"
            seen.setdefault(key, table.fact_id)


def _tables(path: Path) -> Iterator[FactLines]:
    data = read_toml(path, "file")
    rows = data.get("fact", [])
    if set(data) - {"fact"} or not isinstance(rows, list):
        raise BadManifest(f"The file {path} may hold [[fact]] tables only.")
    for number, row in enumerate(rows, 1):
        lines = row.get("asked") if isinstance(row, dict) and set(row) == {"id", "asked"} and isinstance(row["id"], str) else None
        if not isinstance(lines, list) or not all(isinstance(line, str) for line in lines):
            raise BadManifest(f"Fact {number} of {path} must have 'id' and 'asked', a list of texts, and nothing else.")
        yield FactLines(path.name, row["id"], tuple(line.strip() for line in lines))
