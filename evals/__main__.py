"""The `evals` command: run suites, compare runs, key cases to their documents.

Exit codes: 0 done, 1 a line of the release bar was missed, 2 wrong use or bad input, 3 a part is unavailable.
"""

from __future__ import annotations

import json
import sys
import time
from importlib import import_module
from pathlib import Path
from typing import Any

import click

from assistant.errors import AssistantError, BadInput, Unavailable
from assistant.settings import Settings, load_settings
from evals.suite import Options, Progress, RunReport, Suite, silent

SUITES = {
    "retrieval": ("evals.retrieval", "RetrievalSuite"),
    "answers": ("evals.answers", "AnswersSuite"),
    "refusals": ("evals.privacy_suites", "RefusalsSuite"),
    "anonymisation": ("evals.privacy_suites", "AnonymisationSuite"),
    "faithfulness": ("evals.faithfulness", "FaithfulnessSuite"),
    "phrasing": ("evals.phrasing", "PhrasingSuite"),
    "speed": ("evals.speed", "SpeedSuite"),
}
SAMPLED = ("retrieval", "answers", "faithfulness")
INPUTS = {
    "beir": ("retrieval",),
    "cases": ("answers", "refusals", "phrasing"),
    "spans": ("anonymisation",),
    "tab": ("anonymisation",),
    "claims": ("faithfulness",),
}


class _Command(click.Group):
    """Turns our errors into one line on stderr and the exit code of the house."""

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except AssistantError as error:
            click.echo(f"evals: {error}", err=True)
            ctx.exit(error.exit_code)


@click.group(cls=_Command, context_settings={"help_option_names": ["-h", "--help"]})
def main() -> None:
    """Judge the assistant: run suites, compare runs."""


_folder = click.Path(path_type=Path)


@main.command()
@click.argument("suites", nargs=-1, metavar="[SUITE]...")
@click.option("--beir", type=_folder, help="BEIR folder for retrieval: corpus.jsonl, queries.jsonl, qrels/test.tsv.")
@click.option("--cases", type=_folder, help="JSONL cases for answers or refusals.")
@click.option("--spans", type=_folder, help="JSONL texts with spans for anonymisation.")
@click.option("--tab", type=_folder, help="Text Anonymization Benchmark JSON for anonymisation.")
@click.option("--claims", type=_folder, help="JSONL claims for faithfulness.")
@click.option("--url", help="Judge the system at this address instead (answers).")
@click.option("--sample", is_flag=True, help="Only the small frozen samples: the fast gate.")
@click.option("--quick", is_flag=True, help="Speed: fewer questions and a small synthetic index.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object on stdout.")
@click.option("--out", type=_folder, help="Folder for the run (default: a new one under var/evals).")
def run(
    suites: tuple[str, ...], url: str | None, sample: bool, quick: bool, as_json: bool, out: Path | None, **inputs: Path | None
) -> None:
    """Run SUITEs (default: all, on their own data) and check them against the release bar.

    Suites: retrieval, answers, refusals, anonymisation, faithfulness, phrasing, speed.
    """
    names = list(dict.fromkeys(suites)) or list(SAMPLED if sample else SUITES)
    _check_use(names, inputs, url)
    settings = load_settings()
    options = Options(**inputs, url=url, sample=sample, quick=quick, progress=_progress())
    reports: list[RunReport] = []
    missing: list[str] = []
    for name in names:
        try:
            report = run_suite(name, settings, options)
        except Unavailable as error:
            if len(names) == 1:
                raise
            click.echo(f"evals: {name} was skipped: {error}", err=True)
            missing.append(name)
            continue
        folder = _write(report, settings, out / name if out and len(names) > 1 else out)
        reports.append(report)
        if not as_json:
            from evals.plain_report import as_text

            click.echo(as_text(report) + "\n")
        click.echo(f"evals: {name} written to {folder}", err=True)
    if as_json:
        single = len(names) == 1
        whole = {
            "suites": {r.suite: r.as_json() for r in reports},
            "skipped": missing,
            "passed": all(r.passed for r in reports) and not missing,
        }
        click.echo(json.dumps(reports[0].as_json() if single else whole, ensure_ascii=False))
    if not all(report.passed for report in reports):
        sys.exit(1)
    if missing:
        sys.exit(Unavailable.exit_code)


@main.command()
@click.argument("first", type=_folder, metavar="RUN_A")
@click.argument("second", type=_folder, metavar="RUN_B")
@click.option("--json", "as_json", is_flag=True, help="One JSON object on stdout.")
def compare(first: Path, second: Path, as_json: bool) -> None:
    """Compare two run folders of one suite case by case, with a paired test."""
    from evals.plain_report import comparison_text
    from evals.runs import compare as compare_runs

    found = compare_runs(first, second)
    click.echo(json.dumps(found.as_json(), ensure_ascii=False) if as_json else comparison_text(found))


@main.command()
@click.argument("cases", type=_folder, metavar="FILE")
def key(cases: Path) -> None:
    """Key answer cases to the present version of their documents; name those whose quote is gone."""
    from evals.answer_cases import key_cases, read_cases

    read_cases(cases)
    changed, stale = key_cases(cases, load_settings().corpus / "guidance")
    click.echo(f"{changed} cases keyed anew.")
    if stale:
        click.echo(f"The quotes of these cases are no longer in their documents: {', '.join(stale)}", err=True)
        sys.exit(1)


def run_suite(name: str, settings: Settings, options: Options) -> RunReport:
    """Run one suite and check it against the release bar."""
    from evals.bars import check, read_bars
    from evals.runs import now, public_settings, versions
    from evals.statistics import SEED

    started, clock = now(), time.perf_counter()
    bars = read_bars()
    module, kind = SUITES[name]
    suite: Suite = getattr(import_module(module), kind)(settings)
    found = suite.run(options)
    return RunReport(
        suite=name,
        measurement=found,
        checks=check(name, found, bars, sample=options.sample),
        settings_hash=settings.digest,
        settings=public_settings(settings),
        versions=versions(),
        started=started.isoformat(timespec="seconds"),
        seconds=time.perf_counter() - clock,
        seed=SEED,
    )


def _check_use(names: list[str], inputs: dict[str, Path | None], url: str | None) -> None:
    for name in names:
        if name not in SUITES:
            raise BadInput(f"There is no suite '{name}'. Suites: {', '.join(SUITES)}.")
    for option, takers in INPUTS.items():
        path = inputs.get(option)
        if path is None:
            continue
        if len(named := [name for name in names if name in takers]) != 1:
            raise BadInput(f"--{option} is for {' or '.join(takers)}: name {'one of them' if len(named) > 1 else 'that suite'}.")
        if not path.exists():
            raise BadInput(f"--{option}: there is nothing at {path}.")
    if url is not None:
        if not url.startswith(("http://", "https://")):
            raise BadInput("--url must be a web address such as http://127.0.0.1:8000.")
        if "answers" not in names and "refusals" not in names:
            raise BadInput("--url is for answers or refusals: name one of them.")


def _write(report: RunReport, settings: Settings, out: Path | None) -> Path:
    from evals.runs import new_folder, now, write_run

    try:
        folder = out or new_folder(settings, report.suite, now())
    except OSError as error:
        raise BadInput(
            f"The run cannot be written under {settings.data_dir}: {error.strerror}. Choose another folder with --out."
        ) from None
    write_run(folder, report)
    return folder


def _progress() -> Progress:
    """A line on stderr that is drawn over itself, only for a person at a terminal."""
    if not sys.stderr.isatty():
        return silent
    last: dict[str, float] = {}

    def show(done: int, total: int, what: str) -> None:
        now = time.monotonic()
        if done < total and now - last.get(what, 0.0) < 0.2:
            return
        last[what] = now
        filled = 30 * done // max(total, 1)
        sys.stderr.write(f"\r[{'#' * filled}{'.' * (30 - filled)}] {done}/{total} {what}" + ("\n" if done >= total else ""))
        sys.stderr.flush()

    return show


if __name__ == "__main__":
    main()
