"""Reading JSONL files that people bring along: one object a line, with messages that name file and line and never a value."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Any

from assistant.errors import BadInput
from assistant.types import Nation


def read_jsonl(path: Path) -> Iterator[tuple[int, dict[str, Any]]]:
    """(line number from 1, object) of each non-empty line. Raises BadInput naming file and line."""
    try:
        with path.open(encoding="utf-8") as file:
            for line, text in enumerate(file, 1):
                if not text.strip():
                    continue
                try:
                    row = json.loads(text)
                except (json.JSONDecodeError, RecursionError):
                    raise BadInput(f"{path} line {line} is not valid JSON. Each line must hold one JSON object.") from None
                if not isinstance(row, dict):
                    raise BadInput(f"{path} line {line} is not a JSON object.")
                yield line, row
    except UnicodeDecodeError:
        raise BadInput(f"{path} is not UTF-8 text.") from None
    except OSError as error:
        raise BadInput(f"{path} cannot be read: {error.strerror}.") from None


def field(row: Mapping[str, Any], key: str, path: Path, line: int) -> str:
    """A required text field; numbers are taken as text, because ids often are."""
    value = row.get(key)
    if isinstance(value, bool) or not isinstance(value, str | int):
        raise BadInput(f"{path} line {line}: the field '{key}' is missing or not text.")
    return str(value)


def optional(row: Mapping[str, Any], key: str) -> str:
    """A text field, or nothing."""
    value = row.get(key)
    return value if isinstance(value, str) else ""


def nation(row: Mapping[str, Any], path: Path, line: int) -> Nation | None:
    """The field 'nation', or nothing. Raises BadInput for what is no nation of the United Kingdom."""
    value = row.get("nation")
    if value in (None, ""):
        return None
    try:
        return Nation(str(value).strip().lower().replace(" ", "_"))
    except ValueError:
        raise BadInput(f"{path} line {line}: 'nation' must be one of {', '.join(known.value for known in Nation)}.") from None


def day(row: Mapping[str, Any], key: str, path: Path, line: int) -> date | None:
    """A date field, or nothing."""
    value = row.get(key)
    if value in (None, ""):
        return None
    try:
        return date.fromisoformat(str(value))
    except ValueError:
        raise BadInput(f"{path} line {line}: '{key}' must be a date such as 2026-11-22.") from None
