"""The anonymisation suite: does everything that points at a person go, and does the rest stay?

`score_spans` reads the project's own record format, `score_tab` the Text Anonymization Benchmark's JSON, and
`score_strings` records that name values rather than offsets (Redacta). Every text goes through `ingest.anonymise` as a
local document, so that what is scored is what would be indexed.
"""

from __future__ import annotations

import json
import math
import re
import time
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from assistant.errors import BadInput
from assistant.privacy.detector import PersonDetector, load_detector
from assistant.types import Document, Element, Kind, Nation, Policy, Status
from ingest.anonymise import Anonymisation, anonymise

CASES = Path(__file__).parent / "cases"
# What a masked mention may leave standing: titles, function words and punctuation. TAB's evaluation.py decides by part of speech;
# this closed list stands in for it and is a little wider, so figures are near the benchmark's own, not equal to them.
_IGNORED = re.compile(
    r"\b(?:mr|mrs|ms|miss|dr|prof|no|nos|the|a|an|of|and|in|at|on|to|for|from|by|with|her|his|their|sir|de|s|since|last|or|about|under|between|its|that|which|ii|new)\b\.?|[\W_]",
    re.I,
)


def wilson(successes: int, total: int, z: float = 1.96) -> tuple[float, float]:
    """The 95 % Wilson interval of a proportion; (0, 1) for no trials."""
    if not total:
        return 0.0, 1.0
    p, square = successes / total, z * z
    centre = (p + square / (2 * total)) / (1 + square / total)
    half = z * math.sqrt(p * (1 - p) / total + square / (4 * total * total)) / (1 + square / total)
    return max(0.0, centre - half), min(1.0, centre + half)


def run(*, spans: Path | None = None, tab: Path | None = None, detector: PersonDetector | None = None) -> dict[str, Any]:
    """Score the given files, or the held-out records when none is given. Keys are snake_case figures."""
    detector = detector or load_detector()
    figures: dict[str, Any] = {"suite": "anonymisation", "engine": detector.engine_id}
    if tab is not None:
        figures |= score_tab(_read_json(tab), detector)
    if spans is not None or tab is None:
        figures |= score_spans(read_jsonl(spans or CASES / "anonymisation.heldout.jsonl"), detector)
    return figures


def read_jsonl(path: Path) -> list[dict[str, Any]]:
    """One JSON object a line. Raises BadInput naming the line that is not."""
    records: list[dict[str, Any]] = []
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise BadInput(f"The file {path} cannot be read as UTF-8 text.") from error
    for number, line in enumerate(lines, 1):
        if line.strip():
            try:
                records.append(json.loads(line))
            except json.JSONDecodeError:
                raise BadInput(f"Line {number} of {path} is not JSON.") from None
    return records


def _read_json(path: Path) -> Any:
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise BadInput(f"The file {path} cannot be read as JSON.") from error


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
        "leak_rate_interval": _rounded(wilson(leaking, with_direct)),
        "quarantined": quarantined,
        "missed_by_type": dict(sorted(missed.items())),
    }
    return figures


def _ratio(name: str, successes: int, total: int) -> dict[str, Any]:
    return {
        name: round(successes / total, 4) if total else None,
        f"{name}_n": total,
        f"{name}_interval": _rounded(wilson(successes, total)),
    }


def _rounded(interval: tuple[float, float]) -> list[float]:
    return [round(x, 4) for x in interval]


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


def score_strings(records: Sequence[Mapping[str, Any]], detector: PersonDetector) -> dict[str, Any]:
    """Records with `gold` values that must go and `preserve` values that must stay, each compared without spaces and hyphens."""
    gone = total = stayed = stay_total = leaking = 0
    for record in records:
        text = _squeezed(anonymise_text(str(record["text"]), detector).elements[0].text)
        left = [g for g in record["gold"] if _squeezed(g["value"]) in text]
        leaking += bool(left)
        gone += len(record["gold"]) - len(left)
        total += len(record["gold"])
        stayed += sum(_squeezed(p["value"]) in text for p in record["preserve"])
        stay_total += len(record["preserve"])
    return {
        "n": len(records),
        **_ratio("value_recall", gone, total),
        **_ratio("preserve_survival", stayed, stay_total),
        "documents_with_leak": leaking,
    }


def _squeezed(value: str) -> str:
    return re.sub(r"[\s\-]", "", value)
