"""The `evals` command: exit codes, one JSON object on stdout, clear messages on stderr."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

import evals.__main__ as command
from assistant.errors import Unavailable
from assistant.settings import Settings
from evals.suite import Measurement, Metric, Options, Row


class Fake:
    """A suite whose one figure is set by the test."""

    value = 1.0
    broken = False

    def __init__(self, settings: Settings) -> None:
        self.settings = settings

    name = "faithfulness"

    def run(self, options: Options) -> Measurement:
        if self.broken:
            raise Unavailable("The model is not there.")
        row = Row("c1", {"right": self.value})
        return Measurement((Metric("auroc", self.value), Metric("balanced_accuracy", 0.5)), (row,), 1, "d", "set", ("right",))


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> object:
    """Calls the command with the fake in place of the faithfulness suite."""
    monkeypatch.setattr(command, "SUITES", {**command.SUITES, "faithfulness": ("tests.unit.evals.test_command", "Fake")})
    monkeypatch.setattr(command, "import_module", lambda name: __import__("sys").modules[__name__])
    monkeypatch.setenv("ASSISTANT__DATA_DIR", str(tmp_path / "var"))
    monkeypatch.setattr(Fake, "value", 1.0)
    monkeypatch.setattr(Fake, "broken", False)

    def call(*arguments: str) -> Result:
        return CliRunner().invoke(command.main, arguments)

    return call


def invoke(run: object, *arguments: str) -> Result:
    assert callable(run)
    result = run(*arguments)
    assert isinstance(result, Result)
    return result


def test_json_is_one_object_on_stdout_and_nothing_else(run: object, tmp_path: Path) -> None:
    result = invoke(run, "run", "faithfulness", "--json", "--out", str(tmp_path / "out"))
    assert result.exit_code == 0
    found = json.loads(result.stdout)
    assert found["suite"] == "faithfulness"
    assert found["auroc"] == 1.0
    assert {"n", "settings_hash", "corpus_digest"} <= found.keys()
    assert (tmp_path / "out" / "report.html").is_file()


def test_text_goes_to_stdout_and_the_folder_to_stderr(run: object, tmp_path: Path) -> None:
    result = invoke(run, "run", "faithfulness")
    assert "auroc" in result.stdout
    assert "written to" in result.stderr
    assert len(list((tmp_path / "var" / "evals").iterdir())) == 1


def test_a_missed_bar_exits_1_with_the_figures_still_printed(run: object, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Fake, "value", 0.2)
    result = invoke(run, "run", "faithfulness", "--sample", "--json")
    assert result.exit_code == 1
    assert json.loads(result.stdout)["passed"] is False


def test_a_missing_part_exits_3(run: object, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Fake, "broken", True)
    result = invoke(run, "run", "faithfulness", "--json")
    assert result.exit_code == 3
    assert result.stdout == ""
    assert "The model is not there." in result.stderr


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["run", "everything"], "no suite 'everything'"),
        (["run", "retrieval", "--beir", "/nowhere/at/all"], "nothing at"),
        (["run", "answers", "--beir", "."], "--beir is for retrieval"),
        (["run", "answers", "refusals", "--cases", "README.md"], "name one of them"),
        (["run", "answers", "--url", "example"], "web address"),
        (["run", "faithfulness", "--url", "http://127.0.0.1:1"], "--url is for answers"),
        (["compare", "/nowhere/a", "/nowhere/b"], "not a run folder"),
        (["run", "--bogus"], "No such option"),
    ],
)
def test_wrong_use_exits_2_and_says_what(run: object, arguments: list[str], message: str) -> None:
    result = invoke(run, *arguments)
    assert result.exit_code == 2
    assert message in result.stderr
    assert result.stdout == ""


def test_comparing_a_run_with_itself_finds_nothing(run: object, tmp_path: Path) -> None:
    invoke(run, "run", "faithfulness", "--out", str(tmp_path / "a"))
    result = invoke(run, "compare", str(tmp_path / "a"), str(tmp_path / "a"), "--json")
    assert result.exit_code == 0
    assert json.loads(result.stdout)["figures"]["right"]["difference"] == 0.0
