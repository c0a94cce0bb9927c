"""The `ingest` command: run, check, status, calibrate, review, erase, check-corpus."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from assistant.bootstrap import Parts, open_parts
from assistant.command import report_errors
from assistant.errors import BadInput
from assistant.ports import Intake
from assistant.settings import load_settings

if TYPE_CHECKING:
    from assistant.calibration import Calibration
    from ingest.librarian import CorpusLibrarian

LAPSED = (
    "The weights learned from your questions were made with another cross-encoder or version and are not used. "
    "Run 'ingest calibrate --questions FILE' to learn them again, or 'ingest calibrate' to drop them."
)
as_json = click.option("--json", "json_", is_flag=True, help="Print one JSON object.")


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
def main() -> None:
    """Fill the library: read files, anonymise what is local, index what is safe."""


def _file_options(command: Any) -> Any:
    for name, text in (
        ("title", "Title to cite. Default: from the file."),
        ("kind", "law, statutory_guidance, guidance, practice, contacts, course or lesson."),
        ("policy", "published (text kept as it is) or local (anonymised in full). Default: local."),
        ("nations", "Comma separated: england, wales, scotland, northern_ireland. Default: all."),
        ("status", "current, superseded, withdrawn, draft or not_in_force."),
        ("themes", "Comma separated."),
    ):
        command = click.option(f"--{name}", default="", help=text)(command)
    return command


@main.command()
@click.argument("paths", nargs=-1, type=click.Path(path_type=Path))
@click.option("--manifest", type=click.Path(path_type=Path), help="A manifest.toml. Default: the corpus, when no PATH is given.")
@click.option("--rebuild", is_flag=True, help="Build the index again from nothing. Uploaded documents and learned weights are lost.")
@_file_options
@as_json
def run(paths: tuple[Path, ...], manifest: Path | None, rebuild: bool, json_: bool, **details: str) -> None:
    """Bring in the corpus, a manifest's documents, or any PATH (file or folder). Only what changed is read again."""
    from assistant.calibration import stale
    from ingest.calibrate import measure_scale, weights_hold

    with _librarian() as (librarian, parts):
        if not paths and manifest is None:
            manifest = parts.settings.corpus / "manifest.toml"
        scope = librarian.scope(paths, manifest, {key: value for key, value in details.items() if value})
        if rebuild:
            librarian.rebuild()
        with _progress(len(scope.entries), "Reading documents") as advance:
            intake = librarian.run(scope, advance)
        if intake.passages and intake.created + intake.updated + intake.erased and stale(parts.store):
            measure_scale(parts, keep_learned=True)
        if intake.passages and not weights_hold(parts):
            click.echo(LAPSED, err=True)
        files = {entry.document.id: entry.path.name for entry in scope.entries}
        for problem in intake.problems:
            name, _, what = problem.partition(": ")
            click.echo(f"{files.get(name, name)}: {what}", err=True)
        _print_intake(intake, json_)
        if intake.failed:
            sys.exit(1)


@main.command()
@click.argument("file", type=click.Path(path_type=Path))
@_file_options
@as_json
def check(file: Path, json_: bool, **details: str) -> None:
    """A dry run for one FILE: what would be removed, what the text would say, and the risk that would be left."""
    with _librarian() as (librarian, _):
        result = librarian.check(file, {key: value for key, value in details.items() if value})
        changes = _changes(result)
        text = "\n\n".join(element.text for element in result.elements)
        risk = {"score": result.risk.score, "bar": result.risk.bar, "reasons": [asdict(reason) for reason in result.risk.reasons]}
        if json_:
            click.echo(json.dumps({"text": text, "changes": changes, "risk": risk, "decision": result.risk.decision}, ensure_ascii=False))
            return
        click.echo(text)
        click.echo()
        for (kind, action), count in sorted(result.counts.items()):
            click.echo(f"{count:5d}  {kind}: {action}")
        click.echo(f"\nResidual risk {result.risk.score:.2f} (bar {result.risk.bar:.2f}): {result.risk.decision}")
        for reason in result.risk.reasons:
            click.echo(f"  - {reason.kind}: {reason.note}")


@main.command()
@click.option("--questions", "file", type=click.Path(path_type=Path), help="JSONL of questions marked as answered by the library or not.")
@as_json
def calibrate(file: Path | None, json_: bool) -> None:
    """Fit the decision whether there is enough to answer to the library: its own scale of closeness, measured anew.

    With --questions, at least thirty that the library answers and thirty that it does not, the weights of the decision are learned from
    them and kept with the index. Rows are answer cases ("question", "expect_abstain", "nation") or BEIR queries ("text", "answerable").
    Without it, weights that were learned before are dropped.
    """
    from assistant.calibration import read_calibration
    from ingest.calibrate import learn_weights, measure_scale
    from ingest.labelled_questions import read_labelled_questions

    with _librarian() as (_, parts):
        if file is None:
            dropped = read_calibration(parts.store).learned is not None
            _print_scale(measure_scale(parts, keep_learned=False), {"dropped_learned_weights": dropped}, json_)
            if dropped and not json_:
                click.echo("Weights that were learned from questions are dropped: those shipped with the product decide again.")
            return
        questions = read_labelled_questions(file, parts.settings.guard.max_question_chars)
        with _progress(len(questions), "Asking questions") as advance:
            lesson = learn_weights(parts, questions, lambda done: advance("", done))
        learned, shipped = lesson.learned, lesson.shipped
        _print_scale(lesson.calibration, {**asdict(learned), "shipped": asdict(shipped)}, json_)
        if not json_:
            click.echo(
                f"Weights learned from {learned.questions} questions now decide. Judged by weights that had not seen them, an answerable "
                f"question looks likelier to have an answer than one without in {learned.auroc:.0%} of pairs; {learned.abstention_recall:.0%} "
                f"of what cannot be answered is said to be so, and {learned.false_abstention_rate:.0%} of what can. The weights as shipped: "
                f"{shipped.auroc:.0%}, {shipped.abstention_recall:.0%}, {shipped.false_abstention_rate:.0%}."
            )
        if learned.auroc < shipped.auroc:
            click.echo("The weights as shipped tell them apart better: 'ingest calibrate' without --questions brings them back.", err=True)


def _print_scale(made: Calibration, more: dict[str, Any], json_: bool) -> None:
    if json_:
        click.echo(json.dumps({"low": dict(made.low), "high": dict(made.high), **more}))
        return
    low, high = (", ".join(f"{name} {value:.2f}" for name, value in side.items()) for side in (made.low, made.high))
    click.echo(f"Questions off the subject score {low}; questions it answers score {high}.")


@main.command()
@as_json
def status(json_: bool) -> None:
    """What the index and the quarantine hold."""
    with _librarian() as (librarian, _):
        _print_intake(librarian.status(), json_)


@main.command()
@click.argument("review_id", required=False)
@click.option("--release", "decision", flag_value="release", help="Index it as it stands.")
@click.option("--reject", "decision", flag_value="reject", help="Never index this version.")
@click.option("--edit", "edit_file", type=click.Path(path_type=Path), help="Index the text of this file instead.")
@click.option("--reviewer", default="", help="Your name.")
@click.option("--reason", default="", help="Why.")
@as_json
def review(review_id: str | None, decision: str | None, edit_file: Path | None, reviewer: str, reason: str, json_: bool) -> None:
    """List what waits for a person, show one REVIEW_ID, or decide on it."""
    with _librarian() as (librarian, _):
        if review_id is None:
            if decision or edit_file:
                raise BadInput("Name the review to decide on. 'ingest review' lists them.")
            items = librarian.reviews()
            if json_:
                click.echo(json.dumps({"reviews": [asdict(item) for item in items]}, ensure_ascii=False))
            for held in librarian.quarantine.waiting() if not json_ else []:
                click.echo(f"{held.id}  risk {held.risk:.2f} (bar {held.bar:.2f})  held {held.held_at}  {held.document.title}")
            if not items and not json_:
                click.echo("Nothing waits for review.")
        elif decision or edit_file:
            text = _read_text(edit_file) if edit_file else None
            _print_intake(librarian.decide(review_id, "edit" if edit_file else str(decision), reviewer, reason, text), json_)
        else:
            _print_review(librarian, review_id, json_)


@main.command()
@click.argument("document_id")
@as_json
def erase(document_id: str, json_: bool) -> None:
    """Remove a document everywhere and print the certificate."""
    with _librarian() as (librarian, _):
        certificate = asdict(librarian.erase(document_id))
        if json_:
            click.echo(json.dumps(certificate))
            return
        click.echo(f"Erased {document_id} at {certificate['erased_at']}.")
        click.echo("Removed: " + ", ".join(f"{count} {name}" for name, count in certificate["removed"].items()))
        click.echo("Found afterwards: " + ", ".join(f"{count} {name}" for name, count in certificate["remaining"].items()))


@main.command("check-corpus")
@click.option("--manifest", type=click.Path(path_type=Path), help="Default: the corpus's manifest.")
@click.option("--facts", type=click.Path(path_type=Path), help="A facts.jsonl whose every fact some document must carry.")
@click.option("--to-check", is_flag=True, help="List what a person must check against the current edition.")
@as_json
def check_corpus(manifest: Path | None, facts: Path | None, to_check: bool, json_: bool) -> None:
    """Lint the corpus: sources, dates, supersession, links, headings, sentence length, facts carried."""
    from ingest.lint import lint_corpus, list_checks

    with report_errors(json_):
        settings = load_settings()
        manifest = manifest or settings.corpus / "manifest.toml"
        if to_check:
            rows = [asdict(row) for row in list_checks(manifest)]
            click.echo(json.dumps({"to_check": rows}, ensure_ascii=False) if json_ else "\n".join(_check_line(row) for row in rows))
            return
        problems = lint_corpus(manifest, facts, settings.ingest)
        if json_:
            click.echo(json.dumps({"problems": problems}, ensure_ascii=False))
        else:
            click.echo("\n".join(problems) if problems else "The corpus is sound.")
        if problems:
            sys.exit(1)


def _check_line(row: dict[str, Any]) -> str:
    return f"{row['fact_id']}  {row['source_id']}  {row['document_id']}: {row['text']}"


@contextmanager
def _librarian() -> Iterator[tuple[CorpusLibrarian, Parts]]:
    from ingest.librarian import open_librarian

    with report_errors("--json" in sys.argv), open_parts(load_settings()) as parts:
        yield open_librarian(parts), parts


@contextmanager
def _progress(total: int, what: str) -> Iterator[Any]:
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    console = Console(stderr=True)
    columns = (TextColumn(what), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=console, disable=not console.is_terminal, transient=True) as bar:
        task = bar.add_task("", total=total)
        yield lambda _name, done: bar.update(task, completed=done)


def _print_intake(intake: Intake, json_: bool) -> None:
    counts = asdict(intake)
    problems = counts.pop("problems")
    if json_:
        click.echo(json.dumps({**counts, "problems": list(problems)}, ensure_ascii=False))
        return
    done = [f"{counts[name]} {name}" for name in ("created", "updated", "skipped", "quarantined", "failed", "erased") if counts[name]]
    click.echo(f"{', '.join(done) or 'Nothing to do'}. The index holds {intake.documents} documents in {intake.passages} passages.")
    if intake.quarantined:
        click.echo("Quarantined documents wait for a person: 'ingest review' lists them.")


def _print_review(librarian: CorpusLibrarian, review_id: str, json_: bool) -> None:
    item = librarian.quarantine.get(review_id).item
    if json_:
        click.echo(json.dumps(asdict(item), ensure_ascii=False))
        return
    click.echo(f"{item.id}: risk {item.risk:.2f}, bar {item.bar:.2f}, held {item.held_at}\n\nWhy it was held:")
    for why in item.reasons:
        click.echo(f"  - {why}")
    click.echo("\nWhat was changed:")
    for name, count in item.counts.items():
        click.echo(f"  {count:4d}  {name}")
    click.echo(f"\nThe text that would be indexed:\n\n{item.text}")


def _changes(result: Any) -> list[dict[str, Any]]:
    """Changes with offsets into the extracted text, which is the elements' texts with a blank line between them."""
    return [
        {"start": change.start, "end": change.end, "type": change.type, "action": change.action, "replacement": change.replacement}
        for change in result.changes
    ]


def _read_text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        raise BadInput(f"{path} cannot be read as text.") from None


if __name__ == "__main__":
    main()
