"""Whom to ring: dated configuration, read once and never generated."""

from __future__ import annotations

import tomllib
from datetime import date
from pathlib import Path

from assistant.errors import BadSettings
from assistant.types import Contact, Nation


def read_contacts(path: Path, use: str | None = None) -> tuple[Contact, ...]:
    """The contacts of a TOML file of [[contacts]] tables, or only those for one `use`. Raises BadSettings naming what is wrong."""
    try:
        rows = tomllib.loads(path.read_text(encoding="utf-8"))["contacts"]
        return tuple(
            Contact(row["name"], row["number"], row["when"], _day(row["checked_on"]), tuple(Nation(name) for name in row["nations"]))
            for row in rows
            if use is None or use in row["use"]
        )
    except OSError as error:
        raise BadSettings(f"The contacts file {path} cannot be read: {error.strerror}.") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, KeyError, TypeError, ValueError) as error:
        raise BadSettings(
            f"The contacts file {path} is not right ({error}). Each contact needs name, number, when, checked_on and nations."
        ) from None


def _day(value: object) -> date:
    return value if isinstance(value, date) else date.fromisoformat(str(value))
