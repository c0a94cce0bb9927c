"""Element -> AnonymisedElement, document-wide."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from assistant.privacy.detector import PersonDetector
from assistant.types import AnonymisedElement, Document, Element
from ingest.risk import Risk


@dataclass(frozen=True, slots=True)
class Change:
    """One replacement; offsets into the text of the element at `element_index`."""

    start: int
    end: int
    type: str
    level: str
    action: str
    replacement: str
    element_index: int


@dataclass(frozen=True, slots=True)
class Anonymisation:
    """An anonymised document."""

    elements: tuple[AnonymisedElement, ...]
    changes: tuple[Change, ...]
    risk: Risk
    counts: Mapping[tuple[str, str], int]
    metadata: Mapping[str, str]


def anonymise(
    elements: Sequence[Element], document: Document, detector: PersonDetector, *, metadata: Mapping[str, str] | None = None
) -> Anonymisation:
    """Stub."""
    return Anonymisation(
        tuple(
            AnonymisedElement(e.document_id, e.category, e.text, e.heading_path, e.page, e.sources, e.status, e.nations) for e in elements
        ),
        (),
        Risk(0.0, 1.0, ()),
        {},
        dict(metadata or {}),
    )
