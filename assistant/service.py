"""The journeys, each visible in one place: normalise, guard, retrieve, judge the evidence, draft, verify, guard again, reply."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from assistant.conversation import Rewriter, resolve
from assistant.generation import label_passages
from assistant.guard import Guard
from assistant.library import CaseExamples, Library, QuoteCheck
from assistant.notices import notices_for
from assistant.ports import Generator
from assistant.question import Stopwatch, read_question
from assistant.relevance import Relevance
from assistant.retriever import Retriever
from assistant.sufficiency import Sufficiency
from assistant.training import TrainingNotes
from assistant.types import Answer, Filters, Kind, Question, Refusal, Reply, ScoredPassage, Signpost, Statement, Trace
from assistant.verifier import Verifier

Progress = Callable[[str, Any], None]


@dataclass(frozen=True, slots=True)
class Limits:
    """`question_chars` a question may have, `passages` a generator reads, `statements` an answer shows."""

    question_chars: int
    passages: int
    statements: int


@dataclass(frozen=True, slots=True)
class SearchReply:
    """Ranked passages; `guarded` is the refusal that came instead of them, or the signpost that stands before them."""

    passages: tuple[ScoredPassage, ...]
    guarded: Refusal | Signpost | None
    trace: Trace


@dataclass(frozen=True, slots=True)
class Assistant:
    """Answers from one library. Every method that takes user text passes the guard before anything else happens."""

    guard: Guard
    retriever: Retriever
    sufficiency: Sufficiency
    generator: Generator
    verifier: Verifier
    library: Library
    limits: Limits
    trace: Trace
    notes: TrainingNotes
    relevance: Relevance | None = None  # set where a language model drafts
    rewriter: Rewriter | None = None

    def ask(self, question: Question, *, earlier: Sequence[str] = (), progress: Progress = lambda _name, _value: None) -> Reply:
        """One question, one reply. `earlier` are the client's questions before it, oldest first; each turn is guarded as a whole.

        `progress` hears of `passages` and of each verified `statement` as they come.
        """
        clock = Stopwatch()
        text = read_question(question.text, self.limits.question_chars)
        turns = [read_question(turn, self.limits.question_chars) for turn in earlier]
        with clock("guard"):
            guarded = self.guard.check_question(text, nation=question.filters.nation, earlier=turns)
        if turns and not isinstance(guarded, Refusal):
            question, again = self._follow_up(replace(question, text=text), turns, clock)
            text, guarded = question.text, again or guarded
        if isinstance(guarded, Refusal):
            return replace(guarded, trace=replace(self.trace, timings_ms=clock.timings))
        if guarded:
            progress("signpost", guarded)
        with clock("retrieve"):
            found = self.retriever.search(text, question.filters, self.limits.passages, editions=True)
        progress("passages", found)
        with clock("judge"):
            verdict = self.sufficiency.judge(text, question.filters, found)
        trace = replace(self.trace, passage_ids=tuple(item.passage.id for item in found), signals=verdict.signals)
        reply: Reply = verdict.abstention or self._answer(replace(question, text=text), found, trace, clock)
        if isinstance(reply, Answer):
            for statement in reply.statements:
                progress("statement", statement)
        trace = replace(trace, signals={**trace.signals, **reply.trace.signals}, timings_ms=clock.timings)
        if guarded:
            shown = reply if isinstance(reply, Answer) else None
            reply = replace(guarded, statements=shown.statements if shown else (), notices=guarded.notices + reply.notices)
        return replace(reply, trace=trace)

    def _follow_up(self, question: Question, turns: Sequence[str], clock: Stopwatch) -> tuple[Question, Refusal | Signpost | None]:
        """The question as it stands alone, and what the guard says of it: what is searched for is guarded, not only what was typed."""
        with clock("resolve"):
            turn = resolve(question.text, turns, self.rewriter)
        if not turn.resolved:
            return question, None
        filters = replace(question.filters, nation=turn.nation) if turn.nation else question.filters
        with clock("guard"):
            guarded = self.guard.check_question(turn.text, nation=filters.nation, earlier=turns)
        return replace(question, text=turn.text, filters=filters), guarded

    def _answer(self, question: Question, found: Sequence[ScoredPassage], trace: Trace, clock: Stopwatch) -> Reply:
        """The verified answer, or an abstention when nothing of the draft holds."""
        documents, query = self.library.documents(), self.retriever.read(question.text, question.filters)
        shown = label_passages(found, documents)
        with clock("draft"):
            draft = self.generator.draft(question, shown)
        with clock("verify"):
            verified = self.verifier.verify(draft, shown, documents, self.limits.statements)
            proposed = verified.answer.statements if verified.answer else ()
            statements = tuple(statement for statement in proposed if self.guard.check_reply(texts_of([statement])))
            relevant = self.relevance is None or self.relevance.answers(question.text, behind_headings(statements))
        trace = replace(trace, signals={**draft.signals, **verified.figures, "withheld_personal": len(proposed) - len(statements)})
        if verified.answer is None or not statements or not relevant:
            abstention = self.sufficiency.unanswered(question.filters, found)
            return replace(abstention, notices=(*abstention.notices, *draft.notices), trace=trace)
        return replace(
            verified.answer,
            statements=statements,
            notices=(*notices_for(statements, documents, question.filters, query), *draft.notices),
            trace=trace,
        )

    def search(self, question: Question, limit: int) -> SearchReply:
        """Ranked passages for a query, guarded like a question."""
        clock = Stopwatch()
        text = read_question(question.text, self.limits.question_chars)
        with clock("guard"):
            guarded = self.guard.check_question(text, nation=question.filters.nation)
        if isinstance(guarded, Refusal):
            return SearchReply((), guarded, replace(self.trace, timings_ms=clock.timings))
        with clock("retrieve"):
            found = self.retriever.search(text, question.filters, limit)
        return SearchReply(tuple(found), guarded, replace(self.trace, timings_ms=clock.timings))

    def case_examples(self, query: str | None, filters: Filters, limit: int, *, summarise: bool = False) -> CaseExamples:
        """Lessons that fit, grouped by document, with theme facets; with verified training notes on each where `summarise` is set."""
        lessons = replace(filters, kinds=(Kind.LESSON,))
        if query is None:
            examples = self.library.case_examples(lessons, limit)
        else:
            found = self.search(Question(query, lessons), limit * 8)
            examples = self.library.group_lessons(found.passages, limit, found.guarded)
        return self._summarised(query or "", examples) if summarise else examples

    def _summarised(self, subject: str, examples: CaseExamples) -> CaseExamples:
        clock, texts = Stopwatch(), " ".join(subject.split())
        with clock("draft"):
            notes = self.notes.write(
                texts, examples.lessons, self.library.documents(), lambda statements: self.guard.check_reply(texts_of(statements))
            )
        lessons = tuple(replace(lesson, summary=notes.statements.get(lesson.document.id, ())) for lesson in examples.lessons)
        models = {**self.trace.models, "generator": self.notes.model_id}
        trace = replace(self.trace, prompt=self.notes.prompt_id, models=models, timings_ms=clock.timings, signals=notes.signals)
        return replace(examples, lessons=lessons, notices=notes.notices, trace=trace)

    def check_quote(self, quote: str, document_id: str | None = None) -> QuoteCheck | Refusal:
        """Whether `quote` stands word for word in the library, and where."""
        text = read_question(quote, self.limits.question_chars)
        guarded = self.guard.check_question(text)
        if isinstance(guarded, Refusal):
            return guarded
        return self.library.check_quote(text, document_id)


def behind_headings(statements: Sequence[Statement]) -> list[str]:
    """Each statement by itself and behind the heading it stands under, which often says what it is about."""
    return [
        text
        for item in statements
        for text in (item.text, *(f"{citation.heading_path[-1]}. {item.text}" for citation in item.citations if citation.heading_path))
    ]


def texts_of(statements: Sequence[Statement]) -> list[str]:
    """Every text a reader of `statements` sees: their words, and their quotes where these differ."""
    return list(dict.fromkeys(text for item in statements for text in (item.text, *(citation.quote for citation in item.citations))))
