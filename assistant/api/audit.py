"""The audit log: who used what, when, and what was decided. Never a word of what was asked or answered.

One JSON object a line, appended and synced to disk before the reply leaves. `prev` is the SHA-256 of the line before, so that a
line that is changed, moved or taken out breaks the chain from there on; `verify_audit` finds the place. Lines cut off the end are
found by comparing the head that `verify_audit` gives with one noted earlier.
"""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
import threading
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from assistant.errors import Unavailable

FILE = "audit.jsonl"
GENESIS = "0" * 64
_TAIL = 64 * 1024  # longer than any line


class AuditUnavailable(Unavailable):
    """The audit log cannot be written, so nothing is answered."""

    slug = "audit-unavailable"


@dataclass(frozen=True, slots=True)
class AuditEntry:
    """One use of the service: token name, route template, what was decided, by which versions, and how long each step took."""

    who: str
    route: str
    outcome: str
    reason: str | None = None
    versions: Mapping[str, str] = field(default_factory=dict)
    timings_ms: Mapping[str, float] = field(default_factory=dict)
    item: str | None = None


@dataclass(frozen=True, slots=True)
class AuditCheck:
    """Whether the chain holds: lines read, number of the first line that does not fit (None when all do), and the head's hash."""

    lines: int
    broken_at: int | None
    head: str

    @property
    def intact(self) -> bool:
        return self.broken_at is None


class AuditLog:
    """Appends to one file in `folder`. Several processes may append to the same file."""

    def __init__(self, folder: Path) -> None:
        self.path = folder / FILE
        self._lock = threading.Lock()

    def append(self, entry: AuditEntry) -> None:
        """Write one line and wait until the disk has it. Raises AuditUnavailable."""
        try:
            with self._lock:
                self.path.parent.mkdir(parents=True, exist_ok=True)
                descriptor = os.open(self.path, os.O_RDWR | os.O_CREAT | os.O_APPEND, 0o600)
                try:
                    fcntl.flock(descriptor, fcntl.LOCK_EX)
                    self._write(descriptor, entry)
                finally:
                    os.close(descriptor)
        except OSError as error:
            raise AuditUnavailable(
                f"The audit log cannot be written: {error.strerror}. Free space or mend the folder, then try again."
            ) from None

    @staticmethod
    def _write(descriptor: int, entry: AuditEntry) -> None:
        last, torn = _last_line(descriptor)
        record = {"at": datetime.now(UTC).isoformat(timespec="milliseconds"), **asdict(entry), "prev": _digest(last) if last else GENESIS}
        if torn:
            record["after_torn_line"] = True  # a process died while it wrote the line before
        line = json.dumps(record, ensure_ascii=True, separators=(",", ":"), sort_keys=True).encode()
        os.write(descriptor, (b"\n" if torn else b"") + line + b"\n")
        os.fsync(descriptor)


def verify_audit(path: Path) -> AuditCheck:
    """Walk the chain of an audit file. A missing file holds no lines and is intact."""
    expected, lines, torn = GENESIS, 0, False
    if not path.exists():
        return AuditCheck(0, None, expected)
    with path.open("rb") as stream:
        for number, raw in enumerate(stream, 1):
            line = raw.rstrip(b"\n")
            record = _record(line)
            if record is None:
                if torn:
                    return AuditCheck(lines, number - 1, expected)
                torn = True
            elif record.get("prev") != expected or bool(record.get("after_torn_line")) is not torn:
                return AuditCheck(lines, number, expected)
            else:
                lines, torn = lines + 1, False
            expected = _digest(line)
    return AuditCheck(lines, lines + 1 if torn else None, expected)


def _record(line: bytes) -> dict[str, object] | None:
    try:
        record = json.loads(line)
    except ValueError:
        return None
    return record if isinstance(record, dict) else None


def _last_line(descriptor: int) -> tuple[bytes, bool]:
    """The last line of the file, and whether its end is missing."""
    size = os.fstat(descriptor).st_size
    tail = os.pread(descriptor, min(size, _TAIL), max(0, size - _TAIL))
    torn = bool(tail) and not tail.endswith(b"\n")
    return tail.rstrip(b"\n").rsplit(b"\n", 1)[-1], torn


def _digest(line: bytes) -> str:
    return hashlib.sha256(line).hexdigest()
