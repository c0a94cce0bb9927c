"""The anonymisation suite: does everything that points at a person go, and does the rest stay?

`score_spans` reads the project's own record format and `score_tab` the Text Anonymization Benchmark's JSON. Every text goes through
`ingest.anonymise` as a local document, so that what is scored is what would be indexed.
"""

from __future__ import annotations

import re
import time
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from assistant.privacy.detector import PersonDetector
from assistant.types import Document, Element, Kind, Nation, Policy, Status
from ingest.anonymise import Anonymisation, anonymise

CASES = Path(__file__).parent / "cases"
# What a masked mention may leave standing: titles, function words and punctuation. TAB's evaluation.py decides by part of speech;
# this closed list stands in for it and is a little wider, so figures are near the benchmark's own, not equal to them.
_IGNORED = re.compile(
    r"\b(?:mr|mrs|ms|miss|dr|prof|no|nos|the|a|an|of|and|in|at|on|to|for|from|by|with|her|his|their|sir|de|s|since|last|or|about|under|between|its|that|which|ii|new)\b\.?|[\W_]",
    re.I,
)


def anonymise_text(text: str, detector: PersonDetector) -> Anonymisation:
    """One text as a local document of one element."""
    document = Document("eval", "eval", Kind.LESSON, (Nation.ENGLAND,), Status.CURRENT, Policy.LOCAL, "")
    return anonymise([Element("eval", "NarrativeText", text)], document, detector)


def _needed(text: str, start: int, end: int) -> list[int]:
    """The characters of a mention that must be masked."""
    ignored = {i for m in _IGNORED.finditer(text[start:end]) for i in range(start + m.start(), start + m.end())}
    return [i for i in range(start, end) if i not in ignored] or [i for i in range(start, end) if text[i].isalnum()]


def _masked(text: str, done: Anonymisation) -> bytearray:
    covered = bytearray(len(text))
    for change in done.changes:
        covered[change.start : change.end] = b"\1" * (change.end - change.start)
    return covered


def score_spans(records: Sequence[Mapping[str, Any]], detector: PersonDetector) -> dict[str, Any]:
    """Direct and quasi recall over spans, documents with a direct leak, keep-string survival, characters a second."""
    hit: Counter[str] = Counter()
    total: Counter[str] = Counter()
    missed: Counter[str] = Counter()
    kept = keep_total = leaking = with_direct = chars = quarantined = 0
    began = time.perf_counter()
    seconds = 0.0
    for record in records:
        text = str(record["text"])
        chars += len(text)
        began = time.perf_counter()
        done = anonymise_text(text, detector)
        seconds += time.perf_counter() - began
        covered = _masked(text, done)
        leak = False
        for span in record.get("spans", ()):
            level = span.get("level", "direct")
            total[level] += 1
            if all(covered[i] for i in _needed(text, span["start"], span["end"])):
                hit[level] += 1
            else:
                missed[span.get("type", "?")] += 1
                leak = leak or level == "direct"
        direct = any(s.get("level", "direct") == "direct" for s in record.get("spans", ()))
        with_direct += direct
        leaking += leak
        keeps = record.get("keep", ())
        keep_total += len(keeps)
        kept += sum(k in done.elements[0].text for k in keeps)
        quarantined += done.risk.decision == "quarantine"
    figures: dict[str, Any] = {"n": len(records), "chars_per_s": round(chars / seconds) if seconds else 0}
    for name, level in (("direct_recall", "direct"), ("quasi_recall", "quasi")):
        figures |= _ratio(name, hit[level], total[level])
    figures |= _ratio("keep_survival", kept, keep_total)
    figures |= {
        "documents_with_direct": with_direct,
        "documents_with_leak": leaking,
        "quarantined": quarantined,
        "missed_by_type": dict(sorted(missed.items())),
    }
    return figures


def _ratio(name: str, successes: int, total: int) -> dict[str, Any]:
    return {
        name: round(successes / total, 4) if total else None,
        f"{name}_n": total,
    }


def score_tab(documents: Iterable[Mapping[str, Any]], detector: PersonDetector) -> dict[str, Any]:
    """TAB's measures, micro-averaged over annotators: entity recall by identifier type (an entity counts when every mention
    is masked) and uniform token precision. A masked token is right when any annotator masked it, which is kinder than averaging
    over annotators."""
    hit: Counter[str] = Counter()
    total: Counter[str] = Counter()
    right = masked_tokens = n = chars = 0
    seconds = 0.0
    for document in documents:
        n += 1
        text = document["text"]
        chars += len(text)
        began = time.perf_counter()
        covered = _masked(text, anonymise_text(text, detector))
        seconds += time.perf_counter() - began
        gold = bytearray(len(text))
        for annotation in document["annotations"].values():
            entities: dict[str, list[Mapping[str, Any]]] = defaultdict(list)
            for mention in annotation["entity_mentions"]:
                if mention["identifier_type"] in ("DIRECT", "QUASI"):
                    entities[mention["entity_id"]].append(mention)
                    gold[mention["start_offset"] : mention["end_offset"]] = b"\1" * (mention["end_offset"] - mention["start_offset"])
            for mentions in entities.values():
                level = "DIRECT" if any(m["identifier_type"] == "DIRECT" for m in mentions) else "QUASI"
                total[level] += 1
                hit[level] += all(covered[i] for m in mentions for i in _needed(text, m["start_offset"], m["end_offset"]))
        for token in re.finditer(r"\w+", text):
            if covered[token.start()] and not _IGNORED.fullmatch(token[0]):
                masked_tokens += 1
                right += gold[token.start()]
    return {
        "tab_n": n,
        **_ratio("tab_entity_recall_direct", hit["DIRECT"], total["DIRECT"]),
        **_ratio("tab_entity_recall_quasi", hit["QUASI"], total["QUASI"]),
        **_ratio("tab_token_precision", right, masked_tokens),
        "tab_chars_per_s": round(chars / seconds) if seconds else 0,
    }
