"""The anonymisation report of each document: what was done and why it was let in or held, in counts and versions, never values."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from importlib.metadata import version
from pathlib import Path
from typing import Any

from assistant.types import Document
from ingest.anonymise import DOCUMENT_RULES, Anonymisation
from ingest.quarantine import write_whole
from ingest.risk import Risk

REVIEW_EVERY = timedelta(days=365)  # identifiability changes with what else becomes known: ICO asks for regular review


METHODS = {
    False: "anonymised; no re-identification map is kept",
    True: "pseudonymised; an encrypted re-identification map is kept, so that this is still personal data",
}


class Reports:
    """One JSON file for each document, the latest run's."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def write(self, document: Document, safe: Anonymisation, engine_id: str, *, with_map: bool = False) -> None:
        """Record what the anonymiser did to this version of the document; `with_map` says that a map back to people is kept."""
        now = datetime.now(UTC)
        report: dict[str, Any] = {
            "document_id": document.id,
            "input_sha256": document.digest,
            "policy": document.policy.value,
            "engine": engine_id,
            "versions": _versions(engine_id),
            "counts": [{"type": kind, "action": action, "count": count} for (kind, action), count in sorted(safe.counts.items())],
            "risk": _risk(safe.risk),
            "decision": safe.risk.decision,
            "standing": "pseudonymised" if with_map else "anonymised",
            "method": METHODS[with_map],
            "reviewer": None,
            "decided_at": None,
            "made_at": now.isoformat(timespec="seconds"),
            "next_review": (now + REVIEW_EVERY).date().isoformat(),
        }
        write_whole(self._folder / f"{document.id}.json", json.dumps(report, ensure_ascii=False, indent=1).encode())

    def read(self, document_id: str) -> dict[str, Any] | None:
        path = self._folder / f"{document_id}.json"
        return json.loads(path.read_text(encoding="utf-8")) if path.exists() else None

    def reviewed(self, document_id: str, reviewer: str, decision: str, next_review: str | None = None) -> None:
        """Add the person's decision to the report: who, what and when. Why stands in the record of decisions alone."""
        if report := self.read(document_id):
            now = datetime.now(UTC).isoformat(timespec="seconds")
            report |= {"reviewer": reviewer, "decision": decision, "decided_at": now, "next_review": next_review or report["next_review"]}
            write_whole(self._folder / f"{document_id}.json", json.dumps(report, ensure_ascii=False, indent=1).encode())

    def erase(self, document_id: str) -> int:
        """Remove a document's report; how many files went."""
        path = self._folder / f"{document_id}.json"
        if not path.exists():
            return 0
        path.unlink()
        return 1


def _versions(engine_id: str) -> dict[str, str]:
    """What the engine is made of: the entity model, rules, word lists (gazetteers), public names, document pass and presidio."""
    parts = engine_id.split("+")
    named = {key: value for key, _, value in (part.partition("-") for part in parts[1:]) if value}
    gazetteers = named.pop("lists", None)
    found = {"engine": parts[0], **named, "document_pass": DOCUMENT_RULES, "presidio_anonymizer": version("presidio-anonymizer")}
    return {**found, "gazetteers": gazetteers} if gazetteers else found


def _risk(risk: Risk) -> dict[str, Any]:
    """The score, the reasons once each with their number, and what survives together for each person."""
    reasons: dict[tuple[str, str, str], dict[str, Any]] = {}
    for reason in risk.reasons:
        row = {"kind": reason.kind, "weight": reason.weight, "subject": reason.subject, "note": reason.note, "count": 0}
        reasons.setdefault((reason.kind, reason.subject, reason.note), row)["count"] += 1
    subjects = [{"subject": subject.placeholder, "survives": list(subject.survives)} for subject in risk.subjects]
    return {"score": risk.score, "bar": risk.bar, "reasons": list(reasons.values()), "subjects": subjects}
