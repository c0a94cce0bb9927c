"""Run folders: one for each run of a suite, with all that is needed to read it again or compare it with another.

report.json      the figures, as `--json` prints them
report.html      the same for people
rows.jsonl       one line for each case: id, figures and details, without the case's text
settings.json    settings (no secrets), their hash, package versions, corpus digest and seed
"""

from __future__ import annotations

import json
import platform
from collections.abc import Mapping
from dataclasses import dataclass, fields, is_dataclass
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

from assistant.errors import BadInput
from assistant.settings import SECRET_KEYS, Settings
from evals.beir import read_jsonl
from evals.report import render
from evals.statistics import Paired, paired
from evals.suite import RunReport

PACKAGES = ("safeguarding-assistant", "onnxruntime", "tokenizers", "qdrant-edge-py", "qdrant-client", "presidio-analyzer", "spacy", "numpy")


def new_folder(settings: Settings, suite: str, started: datetime) -> Path:
    """A fresh folder under `var/evals`, named by time and suite."""
    base = settings.data_dir / "evals"
    stamp = started.strftime("%Y%m%dT%H%M%S")
    number = 0
    while True:
        folder = base / (f"{stamp}-{suite}" + (f"-{number}" if number else ""))
        try:
            folder.mkdir(parents=True)
        except FileExistsError:
            number += 1
        else:
            return folder


def write_run(folder: Path, report: RunReport) -> None:
    """Write the four files; the folder is made if need be. Raises BadInput when it cannot be written."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "report.json").write_text(json.dumps(report.as_json(), indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
        with (folder / "rows.jsonl").open("w", encoding="utf-8") as file:
            for row in report.measurement.rows:
                line = {"id": row.id, "figures": dict(row.figures), "details": dict(row.details)}
                file.write(json.dumps(line, ensure_ascii=False) + "\n")
        made = {
            "settings": report.settings,
            "settings_hash": report.settings_hash,
            "versions": report.versions,
            "corpus_digest": report.measurement.corpus_digest,
            "seed": report.seed,
        }
        (folder / "settings.json").write_text(json.dumps(made, indent=2) + "\n", encoding="utf-8")
        (folder / "report.html").write_text(render(report), encoding="utf-8")
    except OSError as error:
        raise BadInput(f"The run cannot be written to {folder}: {error.strerror}. Choose another folder with --out.") from None


def versions() -> dict[str, str]:
    """Versions of Python and the packages that decide figures, where installed."""
    found = {"python": platform.python_version(), "machine": platform.machine()}
    for name in PACKAGES:
        try:
            found[name] = version(name)
        except PackageNotFoundError:
            continue
    return found


def public_settings(settings: Settings) -> dict[str, Any]:
    """The settings without secrets, JSON-ready."""
    found = _public(settings)
    assert isinstance(found, dict)
    return found


def now() -> datetime:
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two runs of one suite over the cases they share: paired results by figure, and the cases that changed most for one figure."""

    suite: str
    shared: int
    only_first: int
    only_second: int
    figures: Mapping[str, Paired]
    first_means: Mapping[str, float]
    same_data: bool
    changed: Mapping[str, tuple[list[str], list[str]]]

    def as_json(self) -> dict[str, Any]:
        return {
            "suite": self.suite,
            "n": self.shared,
            "only_in_first": self.only_first,
            "only_in_second": self.only_second,
            "same_data": self.same_data,
            "figures": {
                name: {
                    "n": item.n,
                    "first": round(self.first_means[name], 5),
                    "second": round(self.first_means[name] + item.difference, 5),
                    "difference": round(item.difference, 5),
                    "interval": [round(end, 5) for end in item.interval],
                    "p": round(item.p, 5),
                    "worse": self.changed[name][0],
                    "better": self.changed[name][1],
                }
                for name, item in self.figures.items()
            },
        }


def compare(first: Path, second: Path) -> Comparison:
    """Compare two run folders case by case. Raises BadInput when they are not runs of one suite with cases in common."""
    reports = [_read_report(folder) for folder in (first, second)]
    if reports[0]["suite"] != reports[1]["suite"]:
        raise BadInput(f"The runs are of different suites ({reports[0]['suite']} and {reports[1]['suite']}) and cannot be compared.")
    rows = [_read_rows(folder) for folder in (first, second)]
    shared = sorted(rows[0].keys() & rows[1].keys())
    if not shared:
        raise BadInput("The runs have no case in common, so there is nothing to compare.")
    names = dict.fromkeys(name for key in shared for name in rows[0][key] if not name.startswith("baseline_"))
    figures: dict[str, Paired] = {}
    means: dict[str, float] = {}
    changed: dict[str, tuple[list[str], list[str]]] = {}
    for name in names:
        both = [key for key in shared if name in rows[0][key] and name in rows[1][key]]
        if not both:
            continue
        before, after = [rows[0][key][name] for key in both], [rows[1][key][name] for key in both]
        figures[name] = paired(before, after)
        means[name] = sum(before) / len(before)
        order = sorted(both, key=lambda key: (rows[1][key][name] - rows[0][key][name], key))
        down = [key for key in order if rows[1][key][name] < rows[0][key][name]][:5]
        up = [key for key in reversed(order) if rows[1][key][name] > rows[0][key][name]][:5]
        changed[name] = (down, up)
    same = reports[0].get("corpus_digest") == reports[1].get("corpus_digest")
    counts = [len(item) - len(shared) for item in rows]
    return Comparison(str(reports[0]["suite"]), len(shared), counts[0], counts[1], figures, means, same, changed)


def _read_report(folder: Path) -> dict[str, Any]:
    path = folder / "report.json"
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
    except OSError:
        raise BadInput(f"{folder} is not a run folder: it has no readable report.json.") from None
    except ValueError:
        raise BadInput(f"{path} is not valid JSON.") from None
    if not isinstance(found, dict) or "suite" not in found:
        raise BadInput(f"{path} is not the report of one suite.")
    return found


def _read_rows(folder: Path) -> dict[str, dict[str, float]]:
    path = folder / "rows.jsonl"
    rows = {}
    for line, row in read_jsonl(path):
        figures = row.get("figures")
        if not isinstance(figures, dict) or "id" not in row:
            raise BadInput(f"{path} line {line} is not a row of a run.")
        rows[str(row["id"])] = {name: float(value) for name, value in figures.items()}
    return rows


def _public(value: Any) -> Any:
    if is_dataclass(value):
        return {item.name: _public(getattr(value, item.name)) for item in fields(value) if item.name not in SECRET_KEYS}
    return str(value) if isinstance(value, Path) else value
