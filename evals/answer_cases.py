"""Answer cases: questions with what their answers must say, keyed to the document version and sentence that answers them.

One JSON object a line: `id`, `question`, `must_contain` (regular expressions, all must match), `source_ids` (any is right),
`kind`, and optionally `style`, `nation`, `as_at`, `jurisdiction`, `expect_abstain`, `document`, `document_digest` and `quote`.
Never a passage id: how text is cut into passages may change without making a case wrong.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from assistant.errors import BadInput
from assistant.json_lines import day, field, nation, optional, read_jsonl
from assistant.types import Filters, Question

CASES = Path(__file__).parent / "cases"
DEVELOPMENT, HELD_OUT = CASES / "answers.dev.jsonl", CASES / "answers.heldout.jsonl"
_COMMENT = re.compile(r"[ \t]*<!--.*?-->", re.S)
_MARKUP = re.compile(r"\[([^\]]+)\]\([^)]*\)|[*`]+")


@dataclass(frozen=True, slots=True)
class AnswerCase:
    """One question. `patterns` are compiled case-insensitively; `line` is where it stands in its file."""

    id: str
    question: Question
    patterns: tuple[re.Pattern[str], ...]
    source_ids: frozenset[str]
    kind: str
    style: str
    expect_abstain: bool
    document: str
    document_digest: str
    quote: str
    line: int


def read_cases(path: Path) -> list[AnswerCase]:
    """Read a case file. Raises BadInput naming file and line."""
    if not path.is_file():
        raise BadInput(f"There is no case file {path}.")
    cases = [_case(row, path, line) for line, row in read_jsonl(path)]
    if not cases:
        raise BadInput(f"{path} holds no cases.")
    seen: dict[str, int] = {}
    for case in cases:
        if case.id in seen:
            raise BadInput(f"{path} line {case.line}: the id was used before, on line {seen[case.id]}.")
        seen[case.id] = case.line
    return cases


def document_digest(path: Path) -> str:
    """Twelve hex characters of the SHA-256 of a guidance document's words, without comments, markup and spacing."""
    return hashlib.sha256(plain_words(path.read_text(encoding="utf-8")).encode()).hexdigest()[:12]


def plain_words(text: str) -> str:
    """Markdown as running text: comments, links and emphasis gone, white space made single."""
    return " ".join(_MARKUP.sub(lambda found: found[1] or "", _COMMENT.sub("", text)).split())


def key_cases(path: Path, documents: Path) -> tuple[int, list[str]]:
    """Write each case's document digest anew where its quote still stands in the document; the count and the ids that need a person."""
    lines: list[str] = []
    stale: list[str] = []
    keyed = 0
    for line, row in read_jsonl(path):
        if name := optional(row, "document"):
            file = documents / f"{name}.md"
            if file.is_file() and plain_words(optional(row, "quote")) in plain_words(file.read_text(encoding="utf-8")):
                keyed += row.get("document_digest") != document_digest(file)
                row["document_digest"] = document_digest(file)
            else:
                stale.append(field(row, "id", path, line))
        lines.append(json.dumps(row, ensure_ascii=False))
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return keyed, stale


def _case(row: Mapping[str, Any], path: Path, line: int) -> AnswerCase:
    where = f"{path} line {line}"
    filters = Filters(nation=nation(row, path, line), as_at=day(row, "as_at", path, line))
    abstain = row.get("expect_abstain", False)
    if not isinstance(abstain, bool):
        raise BadInput(f"{where}: 'expect_abstain' must be true or false.")
    return AnswerCase(
        id=field(row, "id", path, line),
        question=Question(field(row, "question", path, line), filters),
        patterns=tuple(_pattern(text, where) for text in _texts(row.get("must_contain", []), "must_contain", where)),
        source_ids=frozenset(_texts(row.get("source_ids", []), "source_ids", where)),
        kind=optional(row, "kind") or "unstated",
        style=optional(row, "style") or "unstated",
        expect_abstain=abstain,
        document=optional(row, "document"),
        document_digest=optional(row, "document_digest"),
        quote=optional(row, "quote"),
        line=line,
    )


def _texts(value: Any, key: str, where: str) -> Sequence[str]:
    if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
        raise BadInput(f"{where}: '{key}' must be a list of texts.")
    return value


def _pattern(text: str, where: str) -> re.Pattern[str]:
    try:
        return re.compile(text, re.IGNORECASE)
    except re.error as error:
        raise BadInput(f"{where}: a regular expression in 'must_contain' is not valid: {error.msg}.") from None
