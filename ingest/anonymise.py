"""Element -> AnonymisedElement, document-wide: one person, one placeholder, in text, headings, title and file name.

presidio-anonymizer writes the replacements; what is replaced, and with what, is decided here. Local text is searched,
its people gathered, every further form of their names sought, and the result searched again until nothing is found.
Published text comes back byte for byte; what is private in it is reported.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import TYPE_CHECKING

from assistant.privacy.candidates import NAME_TYPES
from assistant.privacy.detector import Finding, PersonDetector, TextClass, extend_name
from assistant.privacy.names import fold, load_lexicon
from assistant.privacy.placeholders import find_placeholders
from assistant.types import AnonymisedElement, Document, Element, Policy
from ingest.generalise import replace_value
from ingest.people import People
from ingest.risk import DEFAULT_BAR, WEIGHTS, Risk, RiskReason, assess_risk, sum_up

if TYPE_CHECKING:
    from presidio_anonymizer import AnonymizerEngine

# Elements are searched together in batches of about this many characters, so that sentences have their neighbours.
BATCH_CHARS = 8_000
ROUNDS = 4
_GAP = "\n\n"
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
class Change:
    """One replacement: half-open offsets into the text of the element at `element_index` (-1: metadata or a heading alone)."""

    start: int
    end: int
    type: str
    level: str
    action: str
    replacement: str
    element_index: int
    score: float = 1.0


@dataclass(frozen=True, slots=True)
class Anonymisation:
    """A document after the pass. `counts` maps (type, action) to a number; nothing here holds a value that was removed."""

    elements: tuple[AnonymisedElement, ...]
    changes: tuple[Change, ...]
    risk: Risk
    counts: Mapping[tuple[str, str], int]
    metadata: Mapping[str, str]


def anonymise(
    elements: Sequence[Element],
    document: Document,
    detector: PersonDetector,
    *,
    metadata: Mapping[str, str] | None = None,
    risk_bar: float = DEFAULT_BAR,
) -> Anonymisation:
    """Anonymise a local document; scan a published one. Raises whatever the detector raises: nothing half-read gets through."""
    given = dict(metadata or {})
    if document.policy is Policy.PUBLISHED:
        return _scan(elements, detector, given, risk_bar)
    return _Pass(elements, detector, given).run(risk_bar)


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


def _carry(element: Element, text: str, headings: tuple[str, ...], counts: Mapping[tuple[str, str], int]) -> AnonymisedElement:
    return AnonymisedElement(
        element.document_id, element.category, text, headings, element.page, element.sources, element.status, element.nations, dict(counts)
    )


class _Pass:
    """One document on its way through. Units are the texts to change: elements first, then headings, then metadata values."""

    def __init__(self, elements: Sequence[Element], detector: PersonDetector, metadata: Mapping[str, str]) -> None:
        self._elements, self._detector, self._metadata = elements, detector, metadata
        self._lexicon = load_lexicon()
        self._lowered = _mostly_small(e.text for e in elements)
        self._people = People(self._lexicon, lowered=self._lowered)
        headings = dict.fromkeys(h for e in elements for h in e.heading_path)
        self._headings = {h: len(elements) + n for n, h in enumerate(headings)}
        self._values = {k: len(elements) + len(headings) + n for n, k in enumerate(metadata)}
        self._units = [*(e.text for e in elements), *headings, *(re.sub(r"[_+]", " ", v) for v in metadata.values())]
        self._found: list[list[Finding]] = [[] for _ in self._units]

    def run(self, bar: float) -> Anonymisation:
        self._search(self._units, [None] * len(self._units))
        self._gather()
        for _ in range(ROUNDS):
            if not self._seek():
                break
        changes = [self._changes(n) for n in range(len(self._units))]
        texts = [_apply(unit, made) for unit, made in zip(self._units, changes, strict=True)]
        for _ in range(ROUNDS):
            if not self._search_again(texts, changes):
                break
            changes = [self._changes(n) for n in range(len(self._units))]
            texts = [_apply(unit, made) for unit, made in zip(self._units, changes, strict=True)]
        return self._result(changes, texts, bar)

    def _search(self, units: Sequence[str], maps: Sequence[Sequence[tuple[int, int, int]] | None]) -> int:
        """Detect in batches; `maps[n]` leads offsets of a changed unit back to the original. The number of new findings."""
        new = 0
        for batch in _batches(units):
            joined = _GAP.join(units[n] for n in batch)
            starts: list[int] = []
            position = 0
            for n in batch:
                starts.append(position)
                position += len(units[n]) + len(_GAP)
            at = 0
            for finding in self._detector.find(joined, TextClass.CASE):
                while at + 1 < len(batch) and finding.start >= starts[at + 1]:
                    at += 1
                for k in range(at, len(batch)):
                    if starts[k] >= finding.end:
                        break
                    low, high = max(finding.start, starts[k]) - starts[k], min(finding.end, starts[k] + len(units[batch[k]])) - starts[k]
                    if low < high and units[batch[k]][low:high].strip():
                        new += self._add(batch[k], replace(finding, start=low, end=high), maps[batch[k]])
        return new

    def _add(self, unit: int, finding: Finding, lead: Sequence[tuple[int, int, int]] | None) -> int:
        if lead is not None:
            original = next(
                (
                    (finding.start - new + old, finding.end - new + old)
                    for new, old, length in lead
                    if new <= finding.start and finding.end <= new + length
                ),
                None,
            )
            if original is None:
                return 0
            finding = replace(finding, start=original[0], end=original[1])
        if any(f.start < finding.end and finding.start < f.end for f in self._found[unit]):
            return 0
        self._found[unit].append(finding)
        return 1

    def _search_again(self, texts: Sequence[str], changes: Sequence[Sequence[Change]]) -> bool:
        """Whether the changed text shows anything new, now that its names are gone."""
        before = sum(map(len, self._found))
        self._search(texts, [_lead(unit, made) for unit, made in zip(self._units, changes, strict=True)])
        return sum(map(len, self._found)) > before

    def _gather(self) -> None:
        self._people.gather(
            (unit[f.start : f.end], unit[max(0, f.start - 40) : f.start], unit[f.end : f.end + 40])
            for unit, found in zip(self._units, self._found, strict=True)
            for f in sorted(found, key=lambda f: f.start)
            if f.type in NAME_TYPES
        )

    def _seek(self) -> int:
        """Add every further form of a known name, and every echo of an address, place or organisation."""
        new = 0
        echoes = _echo_pattern(self._echoes())
        for n, unit in enumerate(self._units):
            masked = self._masked(n)
            for start, end in list(self._people.seek(unit, masked=masked)):
                whole = extend_name(unit, start)
                new += self._add(
                    n, Finding(start if any(masked[whole:start]) else whole, end, "PERSON", "direct", 0.8, "document:name"), None
                )
            if echoes:
                for match in echoes.finditer(unit):
                    if not any(masked[match.start() : match.end()]):
                        new += self._add(n, Finding(*match.span(), "PLACE", "quasi", 0.7, "document:echo"), None)
        return new

    def _masked(self, n: int) -> list[bool]:
        unit = self._units[n]
        masked = [False] * (len(unit) + 1)
        for start, end in [*((f.start, f.end) for f in self._found[n]), *find_placeholders(unit), *_public_spans(unit)]:
            masked[start:end] = [True] * (end - start)
        return masked

    def _echoes(self) -> set[str]:
        """Distinct parts of addresses, places and organisations that may return alone ("Osprey Court", "little wickets")."""
        parts: set[str] = set()
        for unit, found in zip(self._units, self._found, strict=True):
            for f in found:
                value = unit[f.start : f.end].strip()
                if f.type == "ADDRESS":
                    for piece in re.split(r"[,\n]", value):
                        parts.add(
                            re.sub(r"^(?:\W|flat|unit|apartment|room|block|bus stop|c/o|\d+\w?|\b\w\b)+\s*", "", piece.strip(), flags=re.I)
                        )
                elif f.type == "STREET" or f.type == "PLACE":
                    parts.add(value)
                elif f.type == "ORGANISATION":
                    parts.add(value)
                    words = value.split()
                    for size in range(len(words) - 1, 0, -1):
                        if size > 1 or not self._ordinary(words[0]):
                            parts.add(" ".join(words[:size]))
                            if size <= 2:
                                break
        return {
            p
            for p in parts
            if (len(p) > 3 and any(not self._ordinary(w) for w in p.split()))
            or (len(p.split()) > 1 and len(p) > 8 and not p.islower() and not all(fold(w) in _COMMON for w in p.split()))
        }

    def _ordinary(self, word: str) -> bool:
        return self._lexicon.is_word(fold(word.strip(".,'’()").removesuffix("'s")))

    def _changes(self, n: int) -> list[Change]:
        unit, index = self._units[n], n if n < len(self._elements) else -1
        made: list[Change] = []
        for f in sorted(self._found[n], key=lambda f: f.start):
            value = unit[f.start : f.end]
            if f.type in NAME_TYPES:
                action, text = "placeholder", self._people.placeholder(value)
                if ending := re.match(r"['’]s\b", unit[f.end : f.end + 3]):
                    f, text = replace(f, end=f.end + 2), text + ending[0]
            else:
                action, text = replace_value(f.type, value)
            if (
                made
                and made[-1].replacement == text
                and not unit[made[-1].end : f.start].strip(" ,.-")
                and "\n" not in unit[made[-1].end : f.start]
            ):
                made[-1] = replace(made[-1], end=f.end, score=max(made[-1].score, f.score))
            else:
                made.append(Change(f.start, f.end, f.type, f.level, action, text, index, f.score))
        return made

    def _result(self, changes: Sequence[Sequence[Change]], texts: Sequence[str], bar: float) -> Anonymisation:
        size = len(self._elements)
        elements = tuple(
            _carry(e, texts[n], tuple(texts[self._headings[h]] for h in e.heading_path), Counter((c.type, c.action) for c in changes[n]))
            for n, e in enumerate(self._elements)
        )
        flat = tuple(c for made in changes for c in made)
        metadata = {
            key: self._metadata_value(key, value, texts[self._values[key]], changes[self._values[key]])
            for key, value in self._metadata.items()
        }
        doubts = [(n, f) for n, f in self._doubts(texts) if n < size]
        named = [c for c in flat if c.element_index >= 0]
        risk = assess_risk(
            texts[:size], named, self._lexicon, bar=bar, doubts=doubts, hard=self._lowered or _is_hard(e.text for e in self._elements)
        )
        counts = Counter((c.type, c.action) for c in flat)
        return Anonymisation(elements, tuple(c for c in flat if c.element_index >= 0), risk, dict(counts), metadata)

    def _doubts(self, texts: Sequence[str]) -> Iterator[tuple[int, Finding]]:
        """What the detector still doubts in the changed texts, by unit."""
        for batch in _batches(texts):
            starts, position = [], 0
            for n in batch:
                starts.append(position)
                position += len(texts[n]) + len(_GAP)
            for finding in self._detector.doubts(_GAP.join(texts[n] for n in batch)):
                at = max(k for k in range(len(batch)) if starts[k] <= finding.start)
                yield batch[at], replace(finding, start=finding.start - starts[at], end=finding.end - starts[at])

    def _metadata_value(self, key: str, value: str, text: str, made: Sequence[Change]) -> str:
        if _PEOPLE_KEYS.search(key):
            return text if made and re.fullmatch(r"(?:\[[^\]]+\]|[\s,;<>&\"]|and)*", text) else "[identifier]"
        if _FILE_KEYS.search(key):
            stem, dot, suffix = value.rpartition(".")
            plain = not made and all(self._ordinary(w) or (w.isdigit() and len(w) < 4) for w in re.split(r"[\W_]+", stem or value) if w)
            return value if plain else f"[file name]{dot}{suffix if dot and len(suffix) <= 8 else ''}"
        return text if made else value


_COMMON = frozenset("the a of and school primary court family house road street centre in on at children's home care".split())


def _mostly_small(texts: Iterable[str]) -> bool:
    """Whether most sentences begin without a capital: notes in a hurry."""
    starts = [m[1] for text in texts for m in re.finditer(r"(?:^|[.!?]\s+|\n\s*)([^\W\d_])", text)]
    return len(starts) > 0 and sum(c.islower() for c in starts) * 2 > len(starts)


def _is_hard(texts: Iterable[str]) -> bool:
    """Whether half of the letters are capitals, or digits stand inside words as a scanner leaves them."""
    whole = "\n".join(texts)
    letters = [c for c in whole if c.isalpha()]
    damaged = len(re.findall(r"(?<![\w@/.\-#])[A-Za-z]+[01345][a-z]{2,}(?![\w@/.\-])", whole))
    return bool(letters) and (sum(c.isupper() for c in letters) * 2 > len(letters) or damaged >= 2)


def _public_spans(text: str) -> list[tuple[int, int]]:
    from assistant.privacy.public import load_public

    return load_public().spans(text, case=True)


def _echo_pattern(parts: Iterable[str]) -> re.Pattern[str] | None:
    ordered = sorted(set(parts), key=lambda p: (-len(p), p))
    if not ordered:
        return None
    return re.compile(rf"(?<![\w@])(?:{'|'.join(re.escape(p).replace(chr(92) + ' ', r'[ _-]?') for p in ordered)})(?!\w)", re.I)


def _batches(units: Sequence[str]) -> Iterator[list[int]]:
    batch: list[int] = []
    size = 0
    for n, unit in enumerate(units):
        if batch and size + len(unit) > BATCH_CHARS:
            yield batch
            batch, size = [], 0
        batch.append(n)
        size += len(unit) + len(_GAP)
    if batch:
        yield batch


def _lead(unit: str, made: Sequence[Change]) -> list[tuple[int, int, int]]:
    """Where the unchanged stretches of a unit went: (new start, original start, length)."""
    lead: list[tuple[int, int, int]] = []
    old = new = 0
    for c in made:
        lead.append((new, old, c.start - old))
        new += c.start - old + len(c.replacement)
        old = c.end
    lead.append((new, old, len(unit) - old))
    return lead


@lru_cache(maxsize=1)
def _engine() -> AnonymizerEngine:
    from presidio_anonymizer import AnonymizerEngine

    return AnonymizerEngine()  # type: ignore[no-untyped-call]


def _apply(text: str, made: Sequence[Change]) -> str:
    """Let presidio write the replacements. Every one has a name of its own: presidio joins neighbours of one name."""
    if not made:
        return text
    from presidio_anonymizer.entities import OperatorConfig, RecognizerResult

    results = [RecognizerResult(entity_type=f"{c.type}_{n}", start=c.start, end=c.end, score=1.0) for n, c in enumerate(made)]
    operators = {f"{c.type}_{n}": OperatorConfig("replace", {"new_value": c.replacement}) for n, c in enumerate(made)}
    return _engine().anonymize(text=text, analyzer_results=results, operators=operators).text
