"""`ingest calibrate`: the scale always, the weights where questions teach them, both kept with the index."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from click.testing import CliRunner

import ingest.__main__
from assistant.calibration import Calibration, read_calibration
from assistant.command import report_errors
from assistant.evidence import EvidenceReader
from assistant.selection import Scorer
from assistant.sufficiency import Sufficiency
from assistant.types import Filters
from ingest.calibrate import learn_weights, measure_scale, weights_hold
from ingest.labelled_questions import read_labelled_questions
from tests.fakes import CONTACTS, HashingEmbedder, OverlapCrossEncoder, WordTerms
from tests.unit.ingest.test_labelled_questions import write
from tests.unit.test_sufficiency import TEXTS, Judge

KNOWN = "share information consent child risk serious harm social workers visit children protection plans record visit case file".split()
OTHER = "lemon cake oven sugar flour market train ticket garden tulip violin concert football goal weather holiday".split()


class SmallParts:
    """What of `Parts` a calibration uses, over the small library of the sufficiency's own tests."""

    def __init__(self, reader: str = "") -> None:
        self.judge = Judge(OverlapCrossEncoder() if reader else None)
        self.store, self.retriever, self.reader = self.judge.store, self.judge.retriever, reader
        self.embedder = HashingEmbedder()
        self.index = SimpleNamespace(terms=WordTerms(), lexicon=self.judge.lexicon)
        self.settings = SimpleNamespace(generator=SimpleNamespace(max_passages=8), guard=SimpleNamespace(max_question_chars=1000))
        self.forgotten = 0

    def evidence_by(self, scorer: Scorer) -> EvidenceReader:
        return self.judge.evidence

    def sufficiency_on(self, calibration: Calibration) -> Sufficiency:
        return Sufficiency(TEXTS, CONTACTS, self.judge.evidence, calibration, self.retriever.search)

    def refresh(self) -> None: ...

    def forget_assistant(self) -> None:
        self.forgotten += 1


def rows(count: int = 32) -> list[dict[str, Any]]:
    """Questions in the library's words, and in words it lacks; each other."""
    asked = [
        {"text": " ".join(words[(number * step + 3 * step) % 16] for step in range(1, 5)) + f" {number}", "answerable": words is KNOWN}
        for words in (KNOWN, OTHER)
        for number in range(count)
    ]
    assert len({row["text"] for row in asked}) == 2 * count
    return asked


def ask(parts: SmallParts, folder: Path) -> Any:
    return learn_weights(parts, read_labelled_questions(write(folder, rows()), 1000))  # type: ignore[arg-type]


def test_what_was_learned_decides_from_then_on(tmp_path: Path) -> None:
    parts = SmallParts()
    lesson = ask(parts, tmp_path)
    assert lesson.learned.auroc > 0.9
    assert lesson.learned.false_abstention_rate <= 0.04
    assert lesson.learned.questions == lesson.shipped.questions == 64
    held = read_calibration(parts.store)
    assert held == lesson.calibration
    assert held.learned is not None
    assert parts.forgotten == 1
    text = "share information consent"
    signals = parts.sufficiency_on(held).signals(text, Filters(), parts.retriever.search(text, Filters(), 8))
    assert (held.learned.weights.score(signals) >= 0) == (signals["no_answer"] >= 0.5)


def test_the_texts_of_the_questions_are_not_kept(tmp_path: Path) -> None:
    parts = SmallParts()
    ask(parts, tmp_path)
    kept = json.dumps(parts.store.read_meta()["calibration"])
    assert not any(word in kept for word in ("lemon", "violin", "workers"))


def test_weights_outlast_a_new_measurement_after_an_ingest(tmp_path: Path) -> None:
    parts = SmallParts()
    learned = ask(parts, tmp_path).calibration.learned
    assert measure_scale(parts, keep_learned=True).learned == learned  # type: ignore[arg-type]
    assert read_calibration(parts.store).learned == learned
    assert measure_scale(parts, keep_learned=False).learned is None  # type: ignore[arg-type]
    assert read_calibration(parts.store).learned is None


def test_weights_for_another_cross_encoder_are_kept_but_do_not_decide(tmp_path: Path) -> None:
    parts = SmallParts(reader="overlap")
    assert ask(parts, tmp_path).calibration.learned.reader == "overlap"
    assert weights_hold(parts)  # type: ignore[arg-type]
    parts.reader = "another"
    assert not weights_hold(parts)  # type: ignore[arg-type]
    assert read_calibration(parts.store).read_by("another").learned is None
    assert read_calibration(parts.store).learned is not None


def test_without_a_cross_encoder_any_other_may_come(tmp_path: Path) -> None:
    parts = SmallParts()
    assert ask(parts, tmp_path).calibration.learned.reader == ""
    parts.reader = "another"
    assert weights_hold(parts)  # type: ignore[arg-type]


class TestCommand:
    """What a person types, and what comes back."""

    @pytest.fixture
    def parts(self, monkeypatch: pytest.MonkeyPatch) -> SmallParts:
        made = SmallParts()

        @contextmanager
        def librarian() -> Iterator[tuple[None, SmallParts]]:
            with report_errors():
                yield None, made

        monkeypatch.setattr(ingest.__main__, "_librarian", librarian)
        return made

    def run(self, *arguments: str) -> Any:
        return CliRunner().invoke(ingest.__main__.main, ["calibrate", *arguments])

    def test_learning_prints_its_figures(self, parts: SmallParts, tmp_path: Path) -> None:
        done = self.run("--questions", str(write(tmp_path, rows())), "--json")
        assert done.exit_code == 0, done.output
        printed = json.loads(done.stdout)
        assert {"low", "high", "auroc", "abstention_recall", "false_abstention_rate", "questions", "shipped"} <= printed.keys()
        assert printed["questions"] == 64
        assert read_calibration(parts.store).learned is not None

    def test_and_says_them_to_people(self, parts: SmallParts, tmp_path: Path) -> None:
        done = self.run("--questions", str(write(tmp_path, rows())))
        assert done.exit_code == 0, done.output
        assert "Weights learned from 64 questions now decide" in done.stdout

    def test_without_questions_learned_weights_are_dropped_and_that_is_said(self, parts: SmallParts, tmp_path: Path) -> None:
        assert json.loads(self.run("--json").stdout)["dropped_learned_weights"] is False
        self.run("--questions", str(write(tmp_path, rows())))
        done = self.run()
        assert done.exit_code == 0, done.output
        assert "are dropped" in done.stdout
        assert read_calibration(parts.store).learned is None

    @pytest.mark.parametrize("file", [[*rows(), "{broken"], rows(29)])
    def test_a_bad_file_changes_nothing(self, parts: SmallParts, tmp_path: Path, file: list[Any]) -> None:
        before = parts.store.read_meta()
        done = self.run("--questions", str(write(tmp_path, file)))
        assert done.exit_code == 2
        assert done.stdout == ""
        assert "line 65" in done.stderr or "At least 30 of each" in done.stderr
        assert parts.store.read_meta() == before
