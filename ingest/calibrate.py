"""Fitting the decision to abstain to a library: the scale of its closeness always, and its weights where questions teach them.

The scale needs nobody: it is measured with the library's own sentences. Weights do not carry over to questions of another kind, so
whoever has marked questions as answered by the library or not may have them learned. They stay with the index when its scale is
measured again after an ingest, and go when a person calibrates without questions. The questions are searched for and forgotten.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from assistant.bootstrap import Parts
from assistant.calibration import Calibration, calibrate, read_calibration, write_calibration
from assistant.learned_weights import Figures, learn, measure
from assistant.selection import Scorer
from assistant.sufficiency import BAR
from ingest.labelled_questions import LabelledQuestion


@dataclass(frozen=True, slots=True)
class Lesson:
    """What was stored, and beside its figures those of the weights as shipped on the same questions."""

    calibration: Calibration
    learned: Figures
    shipped: Figures


def measure_scale(parts: Parts, *, keep_learned: bool) -> Calibration:
    """Measure the scale anew and store it. Raises Unavailable when nothing has been indexed."""
    made = _measured(parts)
    if keep_learned:
        made = replace(made, learned=read_calibration(parts.store).learned)
    _store(parts, made)
    return made


def learn_weights(parts: Parts, questions: Sequence[LabelledQuestion], progress: Callable[[int], None] = lambda _done: None) -> Lesson:
    """Measure the scale anew, ask every question as a user would, learn from the signals, and store both: all of it or nothing."""
    made = _measured(parts)
    sufficiency, limit = parts.sufficiency_on(made), parts.settings.generator.max_passages
    rows: list[dict[str, float]] = []
    shipped: list[float] = []
    for done, item in enumerate(questions, 1):
        text, filters = item.question.text, item.question.filters
        signals = sufficiency.signals(text, filters, parts.retriever.search(text, filters, limit, editions=True))
        shipped.append(signals.pop("no_answer") - BAR)
        rows.append(signals)
        progress(done)
    answerable = [item.answerable for item in questions]
    learned = learn(rows, answerable)
    if "read" in learned.weights.of:
        learned = replace(learned, reader=parts.reader)
    made = replace(made, learned=learned)
    _store(parts, made)
    return Lesson(made, learned.figures, measure(shipped, answerable))


def weights_hold(parts: Parts) -> bool:
    """False where the index has learned weights that are not used: made for other signals, or another cross-encoder's readings."""
    held = read_calibration(parts.store)
    return held.learned is None or held.read_by(parts.reader).learned is not None


def _measured(parts: Parts) -> Calibration:
    """The scale alone. Closeness is a likeness of vectors: the cross-encoder, which has no part in it, is left out."""
    parts.refresh()
    index = parts.index
    glance = Scorer(parts.embedder, index.terms, index.lexicon)
    return calibrate(parts.store, parts.retriever, parts.evidence_by(glance), index.terms)


def _store(parts: Parts, made: Calibration) -> None:
    write_calibration(parts.store, made, parts.index.lexicon)
    parts.forget_assistant()
