"""Where a document waits for a person when what is left in it could still point at someone.

Only anonymised text is kept, never the original: one JSON file for each waiting document, and one append-only line for each
decision. Files are written beside their place and moved there, so that a killed process leaves none half written.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from assistant.adapters.records import document_from, document_payload
from assistant.errors import StoreUnavailable, UnknownItem
from assistant.files import write_atomically
from assistant.ports import ReviewItem
from assistant.types import AnonymisedElement, Document, Nation, Status
from ingest.anonymise import Anonymisation

DECISIONS = {"release": "released", "edit": "released", "reject": "rejected"}


@dataclass(frozen=True, slots=True)
class Held:
    """A waiting document with its anonymised elements and the reasons it was held."""

    id: str
    document: Document
    elements: tuple[AnonymisedElement, ...]
    held_at: str
    risk: float
    bar: float
    reasons: tuple[str, ...]
    counts: dict[str, int]
    remains: tuple[str, ...] = ()

    @property
    def item(self) -> ReviewItem:
        """What a reviewer reads: the anonymised text, why it is held, and for each person what survives together."""
        text = "\n\n".join(element.text for element in self.elements)
        why = (*self.reasons, *(f"remains about {line}" for line in self.remains))
        return ReviewItem(self.id, self.document.id, self.held_at, self.risk, self.bar, why, self.counts, text)


class Quarantine:
    """The waiting documents and the decisions on them, in one folder."""

    def __init__(self, folder: Path) -> None:
        self._waiting, self._decisions = folder / "waiting", folder / "decisions.jsonl"
        self._outcomes = {(line["document_id"], line["digest"]): DECISIONS[str(line["decision"])] for line in self.decisions()}

    def hold(self, document: Document, safe: Anonymisation) -> str:
        """Keep an anonymised document for review; the review's id."""
        self.drop_document(document.id)
        review_id = _review_id(document.id, document.digest)
        record = {
            "id": review_id,
            "document": document_payload(document),
            "elements": [_element_record(element) for element in safe.elements],
            "held_at": _now(),
            "risk": safe.risk.score,
            "bar": safe.risk.bar,
            "reasons": safe.risk.summary(),
            "remains": safe.risk.remains(),
            "counts": {f"{kind} {action}": count for (kind, action), count in sorted(safe.counts.items())},
        }
        write_whole(self._waiting / f"{review_id}.json", json.dumps(record, ensure_ascii=False, indent=1).encode())
        return review_id

    def waiting(self) -> list[Held]:
        """Everything that waits, oldest first, with its text: memory grows with it, so runs use `each` and `count`."""
        return sorted(self.each(), key=lambda held: (held.held_at, held.id))

    def each(self) -> Iterator[Held]:
        """What waits, one at a time in the order of ids."""
        for name in self._names():
            yield _held(self._waiting / name)

    def count(self, document_id: str | None = None) -> int:
        """How many documents wait, or whether this one does (0 or 1), without reading any."""
        return sum(document_id is None or name.rsplit(".", 2)[0] == document_id for name in self._names())

    def _names(self) -> list[str]:
        return sorted(path.name for path in self._waiting.glob("*.json"))

    def get(self, review_id: str) -> Held:
        """One waiting document. Raises UnknownItem."""
        path = self._waiting / f"{review_id}.json"
        if path.parent != self._waiting or not path.exists():
            raise UnknownItem("No review has that id. 'ingest review' lists those waiting.")
        return _held(path)

    def holds(self, document_id: str, digest: str) -> bool:
        """Whether exactly this text waits."""
        return (self._waiting / f"{_review_id(document_id, digest)}.json").exists()

    def decided(self, document_id: str, digest: str) -> str | None:
        """The last decision on exactly this text: `released`, `rejected` or None."""
        return self._outcomes.get((document_id, digest))

    def record(self, held: Held, decision: str, reviewer: str, reason: str, next_review: str) -> None:
        """Append who decided what, when and why; durable when it returns."""
        line = {
            "review_id": held.id,
            "document_id": held.document.id,
            "digest": held.document.digest,
            "decision": decision,
            "reviewer": reviewer,
            "reason": reason,
            "decided_at": _now(),
            "next_review": next_review,
            "risk": held.risk,
        }
        append_line(self._decisions, json.dumps(line, ensure_ascii=False))
        self._outcomes[held.document.id, held.document.digest] = DECISIONS[decision]

    def decisions(self) -> list[dict[str, Any]]:
        """Every decision taken, oldest first."""
        if not self._decisions.exists():
            return []
        return [json.loads(line) for line in self._decisions.read_text(encoding="utf-8").splitlines() if line.strip()]

    def drop(self, review_id: str) -> None:
        (self._waiting / f"{review_id}.json").unlink(missing_ok=True)

    def drop_document(self, document_id: str) -> int:
        """Forget what waits for a document; how many entries went."""
        dropped = [name for name in self._names() if name.rsplit(".", 2)[0] == document_id]
        for name in dropped:
            (self._waiting / name).unlink(missing_ok=True)
        return len(dropped)

    def forget(self, document_id: str) -> int:
        """Remove what waits for a document and blank its id and the reasons, which may speak of it, in the record of decisions; how many
        entries were touched. Who decided, what and when stays."""
        touched = self.drop_document(document_id)
        kept = self.decisions()
        named = [line for line in kept if line["document_id"] == document_id]
        for line in named:
            line |= {"review_id": "erased", "document_id": "erased", "digest": "erased", "reason": "erased"}
        if named:
            write_whole(self._decisions, "".join(json.dumps(line, ensure_ascii=False) + "\n" for line in kept).encode())
        return touched + len(named)


def _review_id(document_id: str, digest: str) -> str:
    return f"{document_id}.{digest[:12]}"


def write_whole(path: Path, content: bytes, mode: int = 0o666) -> None:
    """Write a file completely or not at all."""
    with _written(path):
        write_atomically(path, content, mode)


def append_line(path: Path, line: str) -> None:
    """Append one line and wait until it is on the disk."""
    with _written(path):
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("a", encoding="utf-8") as file:
            file.write(line + "\n")
            file.flush()
            os.fsync(file.fileno())


@contextmanager
def _written(path: Path) -> Iterator[None]:
    """Raises StoreUnavailable when the folder cannot be written."""
    try:
        yield
    except OSError as error:
        raise StoreUnavailable(f"The folder {path.parent} cannot be written: {error.strerror}.") from None


def edited(elements: Iterable[AnonymisedElement], text: str) -> tuple[AnonymisedElement, ...]:
    """Elements with a reviewer's edited text, paragraph by paragraph; paragraphs beyond the old ones take the last one's place."""
    paragraphs = [part.strip() for part in text.split("\n\n") if part.strip()]
    places = list(elements)
    return tuple(
        AnonymisedElement(
            place.document_id, place.category, paragraph, place.heading_path, place.page, place.sources, place.status, place.nations
        )
        for paragraph, place in ((paragraph, places[min(index, len(places) - 1)]) for index, paragraph in enumerate(paragraphs))
    )


def _element_record(element: AnonymisedElement) -> dict[str, Any]:
    record = asdict(element)
    record.pop("counts")
    return record


def _held(path: Path) -> Held:
    record = json.loads(path.read_text(encoding="utf-8"))
    elements = tuple(
        AnonymisedElement(
            document_id=row["document_id"],
            category=row["category"],
            text=row["text"],
            heading_path=tuple(row["heading_path"]),
            page=row["page"],
            sources=tuple(row["sources"]),
            status=Status(row["status"]) if row["status"] else None,
            nations=tuple(Nation(nation) for nation in row["nations"]),
        )
        for row in record["elements"]
    )
    return Held(
        id=record["id"],
        document=document_from(record["document"]),
        elements=elements,
        held_at=record["held_at"],
        risk=record["risk"],
        bar=record["bar"],
        reasons=tuple(record["reasons"]),
        counts=record["counts"],
        remains=tuple(record.get("remains", ())),
    )


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")
