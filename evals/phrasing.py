"""What a language model's phrasing costs and saves: the same questions with and without it, case by case.

Without a model in the settings, the scripted honest one (`evals/honest_model.py`) answers over HTTP on loopback. Recall counts
statements and quotes as in `answers`; `said_recall` counts the statements' own words alone. Words are those of the statements.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import replace

from assistant.bootstrap import open_parts
from assistant.errors import BadSettings, Unavailable
from assistant.settings import Settings
from assistant.types import NoticeKind, Question
from evals.answer_cases import DEVELOPMENT, AnswerCase, read_cases
from evals.answers import SAMPLE, measure
from evals.beir import digest_of
from evals.honest_model import honest_model
from evals.statistics import bootstrap, paired, wilson
from evals.suite import Measurement, Metric, Options, Progress, Row
from evals.systems import LocalSystem, Seen, SeenCitation, System

HONEST = "openai:honest"
SHARES = ("answer_recall", "said_recall", "right_source")
MEANS = ("statements", "words", "words_with_quotes")


class PhrasingSuite:
    """Asks every question of the extractive assistant and of the one with a language model."""

    name = "phrasing"

    def __init__(self, settings: Settings) -> None:
        self._settings = settings

    def run(self, options: Options) -> Measurement:
        path = options.cases or (SAMPLE if options.sample else DEVELOPMENT)
        cases = read_cases(path)
        chosen = self._settings.generator
        without = _ask(replace(self._settings, generator=replace(chosen, model="")), cases, options.progress)
        own = chosen.model or HONEST
        address: AbstractContextManager[str] = nullcontext(chosen.base_url) if chosen.model else honest_model()
        with address as url:
            generator = replace(chosen, model=own, base_url=url)
            try:
                with_model = _ask(replace(self._settings, generator=generator), cases, options.progress)
            except BadSettings as error:
                raise Unavailable(str(error)) from None
        notes = (f"Model: {'scripted, honest' if own == HONEST else own}. Baseline: the extractive answer to the same questions.",)
        worst = ("answer_recall", "said_recall")
        return Measurement(_metrics(without, with_model), tuple(with_model), len(cases), digest_of([path]), path.name, worst, notes=notes)


class _Listening:
    """Passes questions on and keeps what was seen, in order."""

    def __init__(self, inner: System) -> None:
        self._inner = inner
        self.seen: list[Seen] = []

    def ask(self, question: Question) -> Seen:
        self.seen.append(self._inner.ask(question))
        return self.seen[-1]

    def verify(self, citation: SeenCitation) -> bool:
        return self._inner.verify(citation)


def _ask(settings: Settings, cases: Sequence[AnswerCase], progress: Progress) -> list[Row]:
    """A row for each case: the answer suite's figures, and those of the wording."""
    with open_parts(settings) as parts:
        assistant, library = parts.assistant, parts.library
        system = _Listening(LocalSystem(assistant.ask, lambda quote, document: library.check_quote(quote, document).verified))
        rows = measure(cases, system, progress).rows
    return [replace(row, figures={**row.figures, **_wording(case, seen)}) for row, case, seen in zip(rows, cases, system.seen, strict=True)]


def _wording(case: AnswerCase, seen: Seen) -> dict[str, float]:
    said = "\n".join(seen.statements)
    quotes = [citation.quote for citation in seen.citations if citation.quote not in seen.statements]
    figures = {
        "words": float(len(said.split())),
        "words_with_quotes": float(len(said.split()) + sum(len(quote.split()) for quote in dict.fromkeys(quotes))),
        "fallback": float(NoticeKind.FALLBACK.value in [kind for kind, _ in seen.notices]),
    }
    if not case.expect_abstain:
        figures["said_recall"] = float(bool(said) and all(pattern.search(said) for pattern in case.patterns))
    return figures


def _metrics(without: Sequence[Row], with_model: Sequence[Row]) -> tuple[Metric, ...]:
    pairs = list(zip(without, with_model, strict=True))
    metrics = [_compared(name, pairs, lambda row: "answer_recall" in row.figures) for name in SHARES]
    metrics += [
        _compared(f"{name}_per_answer", pairs, lambda row: bool(row.figures["statements"]), name, better_lower=True) for name in MEANS
    ]
    words = {metric.name: metric for metric in metrics}["words_per_answer"]
    share = words.value / words.baseline if words.value is not None and words.baseline else None
    cited = sum(row.figures["citations"] for row in with_model)
    metrics += [
        Metric("words_share", share, better="lower", skipped="" if share is not None else "nothing was answered"),
        _compared("abstained_rightly", pairs, lambda row: "abstained_rightly" in row.figures),
        Metric("quotes_verified", sum(row.figures["verified"] for row in with_model) / cited if cited else None),
        Metric("superseded_as_current", sum(row.figures["superseded_as_current"] for row in with_model), better="lower"),
        Metric("fallback_rate", sum(row.figures["fallback"] for row in with_model) / len(with_model), better="lower"),
    ]
    return tuple(metrics)


def _compared(
    name: str, pairs: Sequence[tuple[Row, Row]], counts: Callable[[Row], bool], figure: str = "", *, better_lower: bool = False
) -> Metric:
    """The mean of a figure with the model, against the mean without it over the same cases: those that count on both sides."""
    key = figure or name
    held = [(old, new) for old, new in pairs if counts(old) and counts(new) and key in old.figures and key in new.figures]
    if not held:
        return Metric(name, None, skipped="no such cases in the file")
    old, new = [row.figures[key] for row, _ in held], [row.figures[key] for _, row in held]
    interval = bootstrap(new) if better_lower else wilson(int(sum(new)), len(new))
    better = "lower" if better_lower else "higher"
    return Metric(name, sum(new) / len(new), interval, sum(old) / len(old), paired(old, new).interval, better)  # type: ignore[arg-type]
