"""Element -> AnonymisedElement, document-wide: one person, one placeholder, in text, headings, title and file name.

presidio-anonymizer writes the replacements; what is replaced, and with what, is decided here. Local text is searched,
its people gathered, every further form of their names sought, and the result searched again until nothing is found.
Published text comes back byte for byte; what is private in it is reported.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from assistant.privacy.detector import PersonDetector, TextClass
from assistant.privacy.names import fold, load_lexicon
from assistant.types import AnonymisedElement, Document, Element, Policy
from ingest.changes import Change
from ingest.document_pass import DocumentPass
from ingest.linkage import Trace, Tracer
from ingest.risk import DEFAULT_BAR, WEIGHTS, Risk, RiskReason, assess_risk, sum_up

__all__ = ["DOCUMENT_RULES", "Anonymisation", "Change", "anonymise"]

# Bump when the document pass, a generalisation or the wording of a replacement changes, so that documents are read again.
DOCUMENT_RULES = "3"
_REPORTED = frozenset(
    {
        "EMAIL",
        "PHONE",
        "NHS_NUMBER",
        "NINO",
        "UPN",
        "PASSPORT",
        "DRIVING_LICENCE",
        "BANK",
        "DATE_OF_BIRTH",
        "HANDLE",
        "VEHICLE",
        "IP_ADDRESS",
    }
)
_PEOPLE_KEYS = re.compile(
    r"author|creator|modified_by|sender|sent_from|sent_to|recipient|^from|^to$|^cc|^bcc|manager|company|owner|editor|user", re.I
)
_FILE_KEYS = re.compile(r"file_?name|path|attachment", re.I)


@dataclass(frozen=True, slots=True)
class Anonymisation:
    """A document after the pass. `counts` maps (type, action) to a number; nothing here holds a value that was removed, except
    `originals` (what each placeholder stands for), which is filled only when an encrypted map is kept and never printed.
    `traces` are salted hashes of what may link this document to another, filled only when a tracer was given."""

    elements: tuple[AnonymisedElement, ...]
    changes: tuple[Change, ...]
    risk: Risk
    counts: Mapping[tuple[str, str], int]
    metadata: Mapping[str, str]
    traces: tuple[Trace, ...] = ()
    originals: Mapping[str, Sequence[str]] = field(default_factory=dict, repr=False)


def anonymise(
    elements: Sequence[Element],
    document: Document,
    detector: PersonDetector,
    *,
    metadata: Mapping[str, str] | None = None,
    risk_bar: float = DEFAULT_BAR,
    tracer: Tracer | None = None,
    keep_originals: bool = False,
) -> Anonymisation:
    """Anonymise a local document; scan a published one. Raises whatever the detector raises: nothing half-read gets through.

    `tracer` adds the hashes by which linkage with other documents is judged; `keep_originals` fills `originals` for an encrypted map.
    """
    given = dict(metadata or {})
    if document.policy is Policy.PUBLISHED:
        return _scan(elements, detector, given, risk_bar)
    return _anonymise(elements, detector, given, risk_bar, tracer, keep_originals)


def _scan(elements: Sequence[Element], detector: PersonDetector, metadata: Mapping[str, str], bar: float) -> Anonymisation:
    counts: Counter[tuple[str, str]] = Counter()
    reasons: list[RiskReason] = []
    for index, element in enumerate(elements):
        for finding in detector.find(element.text, TextClass.PUBLISHED):
            if finding.type in _REPORTED:
                counts[finding.type, "reported"] += 1
                reasons.append(
                    RiskReason("private-identifier", WEIGHTS["private-identifier"][0], "", index, f"{finding.type} in published text")
                )
    kept = tuple(_carry(e, e.text, e.heading_path, {}) for e in elements)
    return Anonymisation(kept, (), sum_up(reasons, bar), dict(counts), metadata)


def _anonymise(
    elements: Sequence[Element],
    detector: PersonDetector,
    metadata: Mapping[str, str],
    bar: float,
    tracer: Tracer | None,
    keep_originals: bool,
) -> Anonymisation:
    size = len(elements)
    headings = {h: size + n for n, h in enumerate(dict.fromkeys(h for e in elements for h in e.heading_path))}
    units = [*(e.text for e in elements), *headings, *(re.sub(r"[_+]", " ", v) for v in metadata.values())]
    done = DocumentPass(units, size, detector)
    changes, texts = done.run()
    anonymised = tuple(
        _carry(e, texts[n], tuple(texts[headings[h]] for h in e.heading_path), Counter((c.type, c.action) for c in changes[n]))
        for n, e in enumerate(elements)
    )
    first = size + len(headings)
    described = {key: _metadata_value(key, value, texts[n], changes[n]) for n, (key, value) in enumerate(metadata.items(), start=first)}
    named = tuple(c for made in changes[:size] for c in made)
    hard = done.lowered or _is_hard(units[:size])
    risk = assess_risk(texts[:size], named, load_lexicon(), bar=bar, doubts=done.doubts(texts), hard=hard)
    counts = Counter((c.type, c.action) for made in changes for c in made)
    traces = tracer.trace(units[:size], texts[:size], changes[:size]) if tracer else ()
    originals = done.originals(changes, units) if keep_originals else {}
    return Anonymisation(anonymised, named, risk, dict(counts), described, traces, originals)


def _carry(element: Element, text: str, headings: tuple[str, ...], counts: Mapping[tuple[str, str], int]) -> AnonymisedElement:
    return AnonymisedElement(
        element.document_id, element.category, text, headings, element.page, element.sources, element.status, element.nations, dict(counts)
    )


def _metadata_value(key: str, value: str, text: str, made: Sequence[Change]) -> str:
    if _PEOPLE_KEYS.search(key):
        return text if made and re.fullmatch(r"(?:\[[^\]]+\]|[\s,;<>&\"]|and)*", text) else "[identifier]"
    if _FILE_KEYS.search(key):
        lexicon = load_lexicon()
        stem, dot, suffix = value.rpartition(".")
        words = [w for w in re.split(r"[\W_]+", stem or value) if w]
        plain = not made and all(lexicon.is_word(fold(w)) or (w.isdigit() and len(w) < 4) for w in words)
        return value if plain else f"[file name]{dot}{suffix if dot and len(suffix) <= 8 else ''}"
    return text if made else value


def _is_hard(texts: Iterable[str]) -> bool:
    """Whether half of the letters are capitals, or digits stand inside words as a scanner leaves them."""
    letters = capitals = damaged = 0
    for text in texts:
        letters += sum(map(str.isalpha, text))
        capitals += sum(map(str.isupper, text))
        damaged += len(re.findall(r"(?<![\w@/.\-#])[A-Za-z]+[01345][a-z]{2,}(?![\w@/.\-])", text))
    return bool(letters) and (capitals * 2 > letters or damaged >= 2)
