"""The desk that every route goes through: one worker thread, then the counters and the audit line, then the reply.

Nothing here knows HTTP. A route (or page) names itself by its template, and the desk records what was decided under that name.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

from assistant.api.audit import AuditEntry, AuditLog
from assistant.api.metrics import Metrics
from assistant.api.problems import problem_of
from assistant.api.wire import outcome_of
from assistant.api.workers import Workers
from assistant.errors import Unavailable
from assistant.library import CaseExamples, QuoteCheck
from assistant.ports import Intake, Librarian
from assistant.service import Assistant, Progress, SearchReply
from assistant.types import Answer, Document, Filters, Question, Refusal, Reply, Trace

Found = TypeVar("Found")
Result = TypeVar("Result")
Shape = Callable[[Found, Mapping[str, Document]], Result]  # what was found, and the documents held, to what is sent


class LibrarianMissing(Unavailable):
    """Documents cannot be changed here."""

    slug = "librarian-unavailable"


class Stopped(Exception):
    """Raised inside a journey to end it, because nobody waits for it any more."""


@dataclass(frozen=True, slots=True)
class Visit:
    """Who came (a token's name) and by which route template."""

    who: str
    route: str


@dataclass(frozen=True, slots=True)
class Decision:
    """What goes on record about one visit."""

    outcome: str
    reason: str | None = None
    trace: Trace | None = None
    item: str | None = None


@dataclass(frozen=True, slots=True)
class Desk:
    """Runs journeys for visitors."""

    assistant: Assistant
    librarian: Librarian | None
    workers: Workers
    metrics: Metrics
    audit: AuditLog | None

    def ask_now(self, visit: Visit, question: Question, earlier: Sequence[str], progress: Progress) -> Reply:
        """One question, in the calling thread."""
        return self._recorded(visit, lambda: self.assistant.ask(question, earlier=earlier, progress=progress), _of_reply)

    async def ask(self, visit: Visit, question: Question, earlier: Sequence[str], shape: Shape[Reply, Result]) -> Result:
        """One question in a worker thread, where `shape` also turns the reply into what is sent."""

        def silent(_name: str, _value: object) -> None:
            return

        return await self.workers.run(lambda: shape(self.ask_now(visit, question, earlier, silent), self.assistant.library.documents()))

    async def search(self, visit: Visit, question: Question, limit: int, shape: Shape[SearchReply, Result]) -> Result:
        def journey() -> SearchReply:
            return self.assistant.search(question, limit)

        return await self.workers.run(lambda: shape(self._recorded(visit, journey, _of_search), self.assistant.library.documents()))

    async def case_examples(
        self, visit: Visit, query: str | None, filters: Filters, limit: int, shape: Shape[CaseExamples, Result], *, summarise: bool = False
    ) -> Result:
        def journey() -> CaseExamples:
            return self.assistant.case_examples(query, filters, limit, summarise=summarise)

        return await self.workers.run(lambda: shape(self._recorded(visit, journey, _of_cases), self.assistant.library.documents()))

    async def check_quote(self, visit: Visit, quote: str, document_id: str | None) -> QuoteCheck | Refusal:
        return await self.workers.run(lambda: self._recorded(visit, lambda: self.assistant.check_quote(quote, document_id), _of_quote))

    async def read(self, look_up: Callable[[], Result]) -> Result:
        """Anything that is only looked up: not audited, because it carries no user text and changes nothing."""
        return await self.workers.run(look_up)

    async def change(self, visit: Visit, call: Callable[[Librarian], Result], decide: Callable[[Result], Decision]) -> Result:
        """Have the librarian do something. Raises LibrarianMissing where there is none."""
        librarian = self.librarian
        if librarian is None:
            raise LibrarianMissing(
                "This server cannot change its library: the ingest part is not installed. Add documents with 'ingest run' where it is."
            )

        def changed() -> Result:
            try:
                return call(librarian)
            finally:
                self.assistant.library.refresh()

        return await self.workers.run(lambda: self._recorded(visit, changed, decide))

    def _recorded(self, visit: Visit, journey: Callable[[], Result], decide: Callable[[Result], Decision]) -> Result:
        """Run a journey and put what it decided, or how it failed, on record. Without a record there is no reply."""
        try:
            result = journey()
        except Exception as error:
            stopped = isinstance(error, Stopped)
            self._record(visit, Decision("cancelled") if stopped else Decision("error", problem_of(error).slug))
            raise
        self._record(visit, decide(result))
        return result

    def _record(self, visit: Visit, decision: Decision) -> None:
        trace = decision.trace or Trace()
        self.metrics.count_reply(visit.route, decision.outcome, decision.reason, trace.timings_ms)
        if self.audit is None:
            return
        versions = dict(trace.models) | ({"index": trace.index} if trace.index else {}) | ({"prompt": trace.prompt} if trace.prompt else {})
        entry = AuditEntry(visit.who, visit.route, decision.outcome, decision.reason, versions, dict(trace.timings_ms), decision.item)
        self.audit.append(entry)


def of_intake(intake: Intake) -> Decision:
    names = ("quarantined", "created", "updated", "failed", "erased")
    return Decision(next((name for name in names if getattr(intake, name)), "skipped"))


def _of_reply(reply: Reply) -> Decision:
    return Decision(outcome_of(reply).value, None if isinstance(reply, Answer) else reply.reason.value, reply.trace)


def _of_search(reply: SearchReply) -> Decision:
    if reply.guarded:
        return Decision(outcome_of(reply.guarded).value, reply.guarded.reason.value, reply.trace)
    return Decision("found" if reply.passages else "nothing", None, reply.trace)


def _of_cases(found: CaseExamples) -> Decision:
    if found.guarded:
        return Decision(outcome_of(found.guarded).value, found.guarded.reason.value)
    return Decision("found" if found.lessons else "nothing", None, found.trace)


def _of_quote(checked: QuoteCheck | Refusal) -> Decision:
    if isinstance(checked, Refusal):
        return Decision("refused", checked.reason.value)
    return Decision("verified" if checked.verified else "not_found")
