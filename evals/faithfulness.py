"""Does the support check tell supported claims from the rest? AUROC for its ranking, balanced accuracy for its decision."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from assistant.bootstrap import Parts
from assistant.errors import BadInput
from assistant.settings import Settings
from assistant.support import SupportCheck
from evals.beir import digest_of, field, read_jsonl
from evals.statistics import auroc, auroc_interval, balanced_accuracy, bootstrap, paired, percentile
from evals.suite import Measurement, Metric, Options, Progress, Row

SAMPLE = Path(__file__).parent / "cases" / "samples" / "claims.jsonl"
_SUPPORTED = "supported supports support entailed entailment attributable faithful consistent true yes 1"
_REST = (
    "partial partially_supported unsupported not_supported refuted refutes contradicted contradiction contradictory neutral "
    "not_entailed not_attributable extrapolatory unfaithful inconsistent not_enough_info nei false no 0"
)
SUPPORTED, REST = frozenset(_SUPPORTED.split()), frozenset(_REST.split())
_METADATA = re.compile(r"^\(meta data\) ")


@dataclass(frozen=True, slots=True)
class Claim:
    """A claim with its evidence and the name of its label; `supported` is whether all of it is supported."""

    id: str
    claim: str
    evidence: tuple[str, ...]
    label: str
    supported: bool


class FaithfulnessSuite:
    """Scores every claim with the product's support check."""

    name = "faithfulness"

    def __init__(self, settings: Settings) -> None:
        self._settings = settings

    def run(self, options: Options) -> Measurement:
        path = options.claims or SAMPLE
        claims = read_claims(path)
        return measure(claims, SupportCheck(Parts(self._settings).embedder), path, options.progress)


def read_claims(path: Path) -> list[Claim]:
    """Read a claims file. Raises BadInput naming file and line."""
    if not path.is_file():
        raise BadInput(f"There is no claims file {path}.")
    claims = [_claim(row, path, line) for line, row in read_jsonl(path)]
    if not claims:
        raise BadInput(f"{path} holds no claims.")
    if len({claim.id for claim in claims}) != len(claims):
        raise BadInput(f"{path} holds an id more than once; ids must be unique.")
    return claims


def measure(claims: list[Claim], check: SupportCheck, path: Path, progress: Progress) -> Measurement:
    """AUROC and balanced accuracy, with plain recall of content words as the baseline."""
    rows: list[Row] = []
    scores: list[float] = []
    plain: list[float] = []
    decisions: list[bool] = []
    for done, claim in enumerate(claims, 1):
        found = check.judge(claim.claim, claim.evidence)
        scores.append(found.probability)
        plain.append(found.signals.get("recall", 0.0))
        decisions.append(found.supported)
        rightly = float(found.supported == claim.supported)
        details = {"label": claim.label, "probability": round(found.probability, 4), **{k: round(v, 4) for k, v in found.signals.items()}}
        margin = found.probability if claim.supported else 1 - found.probability
        rows.append(Row(claim.id, {"right": rightly, "margin": margin}, details))
        progress(done, len(claims), "claims")
    labels = [claim.supported for claim in claims]
    cut = _cut(plain)
    baseline_decisions = [score >= cut for score in plain]
    baseline_right = [float(a == b) for a, b in zip(baseline_decisions, labels, strict=True)]
    right = [row.figures["right"] for row in rows]
    metrics = (
        Metric("auroc", auroc(scores, labels), auroc_interval(scores, labels), auroc(plain, labels)),
        Metric("balanced_accuracy", balanced_accuracy(decisions, labels), None, balanced_accuracy(baseline_decisions, labels)),
        Metric(
            "accuracy", sum(right) / len(right), bootstrap(right), sum(baseline_right) / len(right), paired(baseline_right, right).interval
        ),
    )
    notes = (
        "Baseline: recall of the claim's content words over the three best sentences, cut at its median.",
        "The check compares words and cannot see refutation by paraphrase.",
    )
    kinds = {label: [row for row in rows if row.details["label"] == label] for label in sorted({claim.label for claim in claims})}
    table = {
        label: {"right": sum(row.figures["right"] for row in held) / len(held), "n": float(len(held))} for label, held in kinds.items()
    }
    return Measurement(metrics, tuple(rows), len(rows), digest_of([path]), path.name, ("right", "margin"), {"label": table}, notes)


def _cut(values: list[float]) -> float:
    return percentile(values, 50)


def _claim(row: Mapping[str, Any], path: Path, line: int) -> Claim:
    label = str(row.get("label", "")).strip().lower().replace(" ", "_").replace("-", "_")
    if label not in SUPPORTED and label not in REST:
        raise BadInput(f"{path} line {line}: 'label' must be supported, partial, unsupported or refuted.")
    evidence = row.get("evidence")
    if isinstance(evidence, str):
        evidence = [evidence]
    if not isinstance(evidence, list) or not all(isinstance(item, str) for item in evidence):
        raise BadInput(f"{path} line {line}: 'evidence' must be a list of texts.")
    texts = tuple(_METADATA.sub("", item) for item in evidence)
    return Claim(field(row, "id", path, line), field(row, "claim", path, line), texts, label, label in SUPPORTED)
