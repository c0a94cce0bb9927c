"""Reading the TOML files that an editor keeps beside a corpus, with an error that says which one cannot be read and why."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

from assistant.errors import BadManifest


def read_toml(path: Path, what: str) -> dict[str, Any]:
    """The tables of a file; `what` it is (`manifest`, `file`) stands before its path in messages. Raises BadManifest."""
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise BadManifest(f"The {what} {path} cannot be read: {error.strerror}.") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise BadManifest(f"The {what} {path} is not valid TOML: {error}.") from None
