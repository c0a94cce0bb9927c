"""The anonymisation report of each document: what was done and why it was let in or held, in counts and versions, never values."""

from __future__ import annotations

import json
from dataclasses import asdict
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from assistant.types import Document
from ingest.anonymise import Anonymisation
from ingest.quarantine import write_whole

REVIEW_EVERY = timedelta(days=365)  # identifiability changes with what else becomes known: ICO asks for regular review


class Reports:
    """One JSON file for each document, the latest run's."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def write(self, document: Document, safe: Anonymisation, engine_id: str) -> None:
        """Record what the anonymiser did to this version of the document."""
        now = datetime.now(UTC)
        report: dict[str, Any] = {
            "document_id": document.id,
            "input_sha256": document.digest,
            "policy": document.policy.value,
            "engine": engine_id,
            "counts": [{"type": kind, "action": action, "count": count} for (kind, action), count in sorted(safe.counts.items())],
            "risk": asdict(safe.risk),
            "decision": safe.risk.decision,
            "method": "anonymised; no re-identification map is kept",
            "reviewer": None,
            "made_at": now.isoformat(timespec="seconds"),
            "next_review": (now + REVIEW_EVERY).date().isoformat(),
        }
        write_whole(self._folder / f"{document.id}.json", json.dumps(report, ensure_ascii=False, indent=1))

    def read(self, document_id: str) -> dict[str, Any] | None:
        path = self._folder / f"{document_id}.json"
        return json.loads(path.read_text(encoding="utf-8")) if path.exists() else None

    def reviewed(self, document_id: str, reviewer: str, decision: str) -> None:
        """Add the person's decision to the report."""
        if report := self.read(document_id):
            report |= {"reviewer": reviewer, "decision": decision}
            write_whole(self._folder / f"{document_id}.json", json.dumps(report, ensure_ascii=False, indent=1))

    def erase(self, document_id: str) -> int:
        """Remove a document's report; how many files went."""
        path = self._folder / f"{document_id}.json"
        if not path.exists():
            return 0
        path.unlink()
        return 1
