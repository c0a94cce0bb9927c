"""Answers to practitioners' questions: is what they needed said, from the right source, word for word, and silence kept otherwise?

An answerable case is answered when all its regular expressions match the statements and quotes taken together. A case that must
be abstained on is right when nothing was answered: abstained, refused, or signposted without statements.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from assistant.bootstrap import open_parts
from assistant.errors import AssistantError, BadInput, Unavailable
from assistant.settings import Settings
from evals.answer_cases import DEVELOPMENT, AnswerCase, document_digest, read_cases
from evals.beir import digest_of
from evals.statistics import bootstrap, bootstrap_ratio, percentile, wilson
from evals.suite import Measurement, Metric, Options, Progress, Row
from evals.systems import LocalSystem, RemoteSystem, Seen, System, failed

SAMPLE = Path(__file__).parent / "cases" / "samples" / "answers.jsonl"
WARNINGS = ("superseded", "check_date")


class AnswersSuite:
    """Asks every question of the assistant on its own index, or of the system at `--url`."""

    name = "answers"

    def __init__(self, settings: Settings, system: System | None = None) -> None:
        self._settings, self._system = settings, system

    def run(self, options: Options) -> Measurement:
        path = options.cases or (SAMPLE if options.sample else DEVELOPMENT)
        cases = read_cases(path)
        with self._open(options) as system:
            found = measure(cases, system, options.progress)
        notes = (*found.notes, *_stale(cases, self._settings.corpus))
        return Measurement(found.metrics, found.rows, found.n, digest_of([path]), path.name, found.worst_by, found.breakdowns, notes)

    @contextmanager
    def _open(self, options: Options) -> Iterator[System]:
        if self._system is not None:
            yield self._system
        elif options.url:
            yield RemoteSystem(options.url, self._settings.api.tokens.partition(",")[0].partition(":")[2])
        else:
            with open_parts(self._settings) as parts:
                assistant, library = parts.assistant, parts.library
                yield LocalSystem(assistant.ask, lambda quote, document: library.check_quote(quote, document).verified)


def measure(cases: Sequence[AnswerCase], system: System, progress: Progress) -> Measurement:
    """Ask every case and count. Raises Unavailable when not one question could be answered."""
    rows: list[Row] = []
    replies: list[tuple[AnswerCase, Seen]] = []
    times: list[float] = []
    problem: AssistantError | None = None
    for done, case in enumerate(cases, 1):
        start = time.perf_counter()
        try:
            reply = system.ask(case.question)
        except (Unavailable, BadInput) as error:
            reply, problem = failed(error), error
        times.append((time.perf_counter() - start) * 1000)
        replies.append((case, reply))
        rows.append(_row(case, reply, system))
        progress(done, len(cases), "questions")
    if problem is not None and all(reply.outcome == "failed" for _, reply in replies):
        raise problem
    return Measurement(
        metrics=_metrics(rows, times),
        rows=tuple(rows),
        n=len(rows),
        worst_by=("answer_recall", "abstained_rightly", "right_source", "first_statement_recall"),
        breakdowns={"kind": _table(rows, "kind"), "style": _table(rows, "style")},
    )


def _row(case: AnswerCase, reply: Seen, system: System) -> Row:
    silent = not reply.statements
    expected, cited = case.source_ids, reply.citations
    old = [citation for citation in cited if citation.old]
    warned = {document for kind, document in reply.notices if kind in WARNINGS}
    unwarned = [citation for citation in old if citation.document_id not in warned and None not in warned]
    figures: dict[str, float] = {
        "citations": float(len(cited)),
        "verified": float(sum(system.verify(citation) for citation in cited)),
        "superseded_as_current": float(bool(unwarned)),
        "abstained": float(silent and reply.outcome != "failed"),
        "failed": float(reply.outcome == "failed"),
        "statements": float(len(reply.statements)),
    }
    if case.expect_abstain:
        figures["abstained_rightly"] = figures["abstained"]
    else:
        shown = "\n".join((*reply.statements, *(citation.quote for citation in cited)))
        first = "\n".join((*reply.statements[:1], *(citation.quote for citation in cited[: sum(reply.per_statement[:1])])))
        figures["answer_recall"] = float(not silent and all(pattern.search(shown) for pattern in case.patterns))
        figures["first_statement_recall"] = float(not silent and all(pattern.search(first) for pattern in case.patterns))
        if expected:
            right = sum(bool(expected & citation.sources.keys()) for citation in cited)
            figures["right_citations"] = float(right)
            figures["right_source"] = float(right > 0)
    details = {
        "kind": case.kind,
        "style": case.style,
        "outcome": reply.outcome,
        "reason": reply.reason,
        "expected": sorted(expected),
        "documents": list(dict.fromkeys(citation.document_id for citation in cited)),
        "expected_document": case.document,
    }
    return Row(case.id, figures, details)


def _metrics(rows: Sequence[Row], times: Sequence[float]) -> tuple[Metric, ...]:
    answerable = [row for row in rows if "answer_recall" in row.figures]
    unanswerable = [row for row in rows if "abstained_rightly" in row.figures]
    silent = [row for row in rows if row.figures["abstained"]]
    statements = [row.figures["statements"] for row in answerable if row.figures["statements"]]
    return (
        _share("answer_recall", [row.figures["answer_recall"] for row in answerable]),
        _share("first_statement_recall", [row.figures["first_statement_recall"] for row in answerable]),
        _ratio("citation_precision", [row for row in answerable if "right_citations" in row.figures], "right_citations", "citations"),
        _share("right_source", [row.figures["right_source"] for row in answerable if "right_source" in row.figures]),
        _ratio("quotes_verified", rows, "verified", "citations"),
        Metric("superseded_as_current", sum(row.figures["superseded_as_current"] for row in rows), better="lower"),
        _share("abstention_precision", [float("abstained_rightly" in row.figures) for row in silent]),
        _share("abstention_recall", [row.figures["abstained_rightly"] for row in unanswerable]),
        _share("false_abstention_rate", [row.figures["abstained"] for row in answerable], better_lower=True),
        Metric("statements_per_answer", _mean(statements), bootstrap(statements), better="neither"),
        Metric("failed", sum(row.figures["failed"] for row in rows), better="lower"),
        Metric("reply_p50_ms", percentile(times, 50), better="lower"),
        Metric("reply_p95_ms", percentile(times, 95), better="lower"),
    )


def _share(name: str, values: Sequence[float], *, better_lower: bool = False) -> Metric:
    if not values:
        return Metric(name, None, skipped="no such cases in the file")
    return Metric(name, sum(values) / len(values), wilson(int(sum(values)), len(values)), better="lower" if better_lower else "higher")


def _ratio(name: str, rows: Iterable[Row], above: str, below: str) -> Metric:
    """A share of citations; the interval resamples cases, because citations of one answer are not independent."""
    pairs = [(row.figures[above], row.figures[below]) for row in rows if row.figures[below]]
    if not pairs:
        return Metric(name, None, skipped="nothing was cited")
    value = sum(over for over, _ in pairs) / sum(under for _, under in pairs)
    return Metric(name, value, bootstrap_ratio(pairs))


def _mean(values: Sequence[float]) -> float | None:
    return sum(values) / len(values) if values else None


def _table(rows: Sequence[Row], key: str) -> dict[str, dict[str, float]]:
    groups: dict[str, list[Row]] = {}
    for row in rows:
        groups.setdefault(str(row.details[key]), []).append(row)
    columns = ("answer_recall", "right_source", "abstained_rightly")
    values: Callable[[list[Row], str], list[float]] = lambda held, name: [row.figures[name] for row in held if name in row.figures]  # noqa: E731
    table = {}
    for name, held in sorted(groups.items()):
        line = {column: sum(found) / len(found) for column in columns if (found := values(held, column))}
        table[name] = {**line, "n": float(len(held))}
    return table


def _stale(cases: Sequence[AnswerCase], corpus: Path) -> tuple[str, ...]:
    """A note when cases were written for an earlier version of their document."""
    keyed = [case for case in cases if case.document_digest]
    digests = {name: document_digest(path) for name in {case.document for case in keyed} if (path := _document(corpus, name)).is_file()}
    old = sum(digests.get(case.document) != case.document_digest for case in keyed)
    return (f"{old} cases were written for another version of their document: run 'evals key FILE' and check them.",) if old else ()


def _document(corpus: Path, name: str) -> Path:
    return corpus / "guidance" / f"{Path(name).name}.md"
