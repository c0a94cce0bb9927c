"""Reading questions that somebody has marked as answered by the library or not: answer cases (`question`, `expect_abstain`, `nation`,
`as_at`) or BEIR queries (`text`, `answerable`), one JSON object a line.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from assistant.errors import BadInput
from assistant.json_lines import day, field, nation, read_jsonl
from assistant.learned_weights import MINIMUM
from assistant.question import read_question
from assistant.types import Filters, Question


@dataclass(frozen=True, slots=True)
class LabelledQuestion:
    """A question, and whether the library holds its answer."""

    question: Question
    answerable: bool


def read_labelled_questions(path: Path, max_chars: int) -> list[LabelledQuestion]:
    """The questions of a file, each once. Raises BadInput naming the line that is wrong, or when there are too few of either kind."""
    if not path.is_file():
        raise BadInput(f"There is no file {path}. --questions takes a JSONL file of questions marked as answerable or not.")
    held: dict[tuple[str, Filters], tuple[LabelledQuestion, int]] = {}
    for line, row in read_jsonl(path):
        read = _labelled(row, path, line, max_chars)
        before, first = held.setdefault((read.question.text.casefold(), read.question.filters), (read, line))
        if before.answerable != read.answerable:
            raise BadInput(f"{path} line {line}: the same question is marked the other way on line {first}. Keep the line that is right.")
    questions = [read for read, _ in held.values()]
    answerable = sum(item.answerable for item in questions)
    if min(answerable, len(questions) - answerable) < MINIMUM:
        raise BadInput(
            f"{path} holds {answerable} different questions that the library answers and {len(questions) - answerable} that it does not. "
            f"At least {MINIMUM} of each are needed to learn from: add more, or run 'ingest calibrate' without --questions, "
            "which needs none. Nothing was changed."
        )
    return questions


def _labelled(row: Mapping[str, Any], path: Path, line: int, max_chars: int) -> LabelledQuestion:
    where = f"{path} line {line}"
    if "question" not in row and "text" not in row:
        raise BadInput(f"{where}: a row needs 'question' (an answer case) or 'text' and 'answerable' (a BEIR query).")
    is_case = "question" in row and "answerable" not in row
    label = not row.get("expect_abstain", False) if is_case else row.get("answerable")
    if not isinstance(row.get("expect_abstain", False), bool) or not isinstance(label, bool):
        raise BadInput(f"{where}: '{'expect_abstain' if is_case else 'answerable'}' must be true or false.")
    filters = Filters(nation=nation(row, path, line), as_at=day(row, "as_at", path, line))
    text = field(row, "question" if "question" in row else "text", path, line)
    try:
        return LabelledQuestion(Question(read_question(text, max_chars), filters), label)
    except BadInput as error:
        raise BadInput(f"{where}: {error}") from None
