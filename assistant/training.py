"""Training notes on lessons: a few verified sentences for each, from a language model where one is set and extractive otherwise.

Labels tell the lessons apart (L1P1, L1P2, L2P1, …). Every sentence goes through the verifier against the passages of its own lesson and
through the guard's check of replies, exactly as an answer does.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from assistant.library import Lesson
from assistant.ports import Generator, LabelledPassage
from assistant.types import Document, Draft, DraftStatement, Notice, Question, Statement
from assistant.verifier import Verifier

PER_LESSON = 3  # statements: what happened, why it matters, what to do
PASSAGES = 3  # of each lesson, best first
MODEL_LESSONS = 5  # lessons that a model reads at once; the rest of a long list is extractive
Check = Callable[[Sequence[Statement]], bool]  # whether statements may be shown


@dataclass(frozen=True, slots=True)
class Notes:
    """Statements by document id, with what the drafting had to say about itself."""

    statements: Mapping[str, tuple[Statement, ...]]
    notices: tuple[Notice, ...] = ()
    signals: Mapping[str, float] = field(default_factory=dict)


class ByLesson:
    """Implements `Generator` over another one: each lesson is drafted by itself, on the subject, or on its own title where there is none."""

    prompt_id: str | None = None

    def __init__(self, inner: Generator) -> None:
        self.model_id, self._inner = inner.model_id, inner

    def draft(self, question: Question, passages: Sequence[LabelledPassage]) -> Draft:
        groups: dict[str, list[LabelledPassage]] = {}
        for item in passages:
            groups.setdefault(item.passage.document_id, []).append(item)
        drafted: list[DraftStatement] = []
        for group in groups.values():
            subject = question.text or group[0].title
            drafted += self._inner.draft(replace(question, text=subject), group).statements[:PER_LESSON]
        return Draft(tuple(drafted))


class TrainingNotes:
    """Writes notes. `writer` drafts from all lessons together; `extractive` fills the lessons of which nothing was left."""

    def __init__(self, writer: Generator, extractive: Generator, verifier: Verifier) -> None:
        self.model_id, self.prompt_id = writer.model_id, writer.prompt_id
        self._writer, self._extractive, self._verifier = writer, extractive, verifier

    def write(self, subject: str, lessons: Sequence[Lesson], documents: Mapping[str, Document], check: Check) -> Notes:
        """Up to three statements a lesson. `subject` may be empty; `check` is the guard's last word on each statement."""
        if not lessons:
            return Notes({})
        question, read = Question(subject), lessons[:MODEL_LESSONS]
        draft = self._writer.draft(question, _labelled(read))
        verified = self._verifier.verify(draft, _labelled(read), documents, 2 * PER_LESSON * len(read))
        found = _by_lesson(verified.answer.statements if verified.answer else (), check)
        missing = [lesson for lesson in lessons if lesson.document.id not in found]
        if missing:
            instead = self._verifier.verify(
                self._extractive.draft(question, _labelled(missing)), _labelled(missing), documents, PER_LESSON * len(missing)
            )
            found |= _by_lesson(instead.answer.statements if instead.answer else (), check)
        return Notes(found, draft.notices, {**draft.signals, **verified.figures})


def _labelled(lessons: Sequence[Lesson]) -> list[LabelledPassage]:
    return [
        LabelledPassage(f"L{number}P{rank}", item.passage, lesson.document.title, item.score)
        for number, lesson in enumerate(lessons, 1)
        for rank, item in enumerate(lesson.passages[:PASSAGES], 1)
    ]


def _by_lesson(statements: Sequence[Statement], check: Check) -> dict[str, tuple[Statement, ...]]:
    """Statements that rest on one lesson alone and may be shown, by that lesson, up to three each."""
    found: dict[str, list[Statement]] = {}
    for statement in statements:
        rests_on = {citation.document_id for citation in statement.citations}
        if len(rests_on) == 1 and check([statement]):
            found.setdefault(rests_on.pop(), []).append(statement)
    return {name: tuple(held[:PER_LESSON]) for name, held in found.items()}
