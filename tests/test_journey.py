"""The main job with everything real: ingest guidance and a lesson, ask, search, check a quote, from the command line and over HTTP."""

from __future__ import annotations

import json
import shutil
import tomllib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from litestar.testing import TestClient

import assistant.__main__
import ingest.__main__
from assistant.bootstrap import Parts, open_parts
from assistant.server import build_app
from assistant.settings import Settings, load_settings

ROOT = Path(__file__).parents[1]
SUBJECTS = ("d05-", "d09-", "d12-", "d15-", "d44-", "d45-", "d46-", "d48-", "d51-", "d54-", "d58-", "module-5-", "working-together-2018", "d01-", "working-together-2023", "l01-")  # fmt: skip


def write_manifest(folder: Path) -> Path:
    """The corpus's manifest cut down to a few subjects, beside copies of the real files."""
    text = (ROOT / "corpus" / "manifest.toml").read_text(encoding="utf-8")
    head, *tables = text.split("[[documents]]")
    kept = [table for table in tables if tomllib.loads("[[documents]]" + table)["documents"][0]["id"].startswith(SUBJECTS)]
    (folder / "manifest.toml").write_text(head + "".join("[[documents]]" + table for table in kept), encoding="utf-8")
    for name in ("guidance", "lessons"):
        shutil.copytree(ROOT / "corpus" / name, folder / name)
    shutil.copy(ROOT / "corpus" / "glossary.toml", folder)
    return folder / "manifest.toml"


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("journey")
    (made / "corpus").mkdir()
    write_manifest(made / "corpus")
    (made / "var").mkdir()
    (made / "var" / "models").symlink_to(ROOT / "var" / "models")
    return made


@pytest.fixture(scope="module")
def environ(data: Path) -> dict[str, str]:
    return {
        "ASSISTANT__DATA_DIR": str(data / "var"),
        "ASSISTANT__CORPUS": str(data / "corpus"),
        "ASSISTANT__PROMPTS": str(ROOT / "prompts"),
    }


Command = Callable[..., Result]


@pytest.fixture(scope="module")
def first_run(environ: dict[str, str]) -> dict[str, Any]:
    done = CliRunner().invoke(ingest.__main__.main, ["run", "--json"], env=environ)
    assert done.exit_code == 0, done.output
    report: dict[str, Any] = json.loads(done.stdout)
    return report


@pytest.fixture
def command(environ: dict[str, str], first_run: dict[str, Any]) -> Command:
    def run(name: str, *arguments: str) -> Result:
        main = assistant.__main__.main if name == "assistant" else ingest.__main__.main
        return CliRunner().invoke(main, list(arguments), env=environ)

    return run


@pytest.fixture(scope="module")
def settings(environ: dict[str, str]) -> Settings:
    return load_settings(environ)


@pytest.fixture(scope="module")
def parts(settings: Settings, first_run: dict[str, Any]) -> Iterator[Parts]:
    with open_parts(settings) as made:
        yield made


class TestCommands:
    """What a person types."""

    def test_the_first_run_brings_everything_in_and_loses_nothing(self, first_run: dict[str, Any]) -> None:
        assert first_run["failed"] == 0
        assert first_run["created"] + first_run["quarantined"] == first_run["documents"] + first_run["quarantined"]
        assert first_run["documents"] >= 15
        assert first_run["passages"] > 100

    def test_a_second_run_reads_nothing_again(self, command: Command, first_run: dict[str, Any]) -> None:
        report = json.loads(command("ingest", "run", "--json").stdout)
        assert report["created"] == report["updated"] == report["failed"] == report["erased"] == 0
        assert report["skipped"] == first_run["created"]

    def test_status_counts_what_is_held(self, command: Command, first_run: dict[str, Any]) -> None:
        report = json.loads(command("ingest", "status", "--json").stdout)
        assert (report["documents"], report["passages"]) == (first_run["documents"], first_run["passages"])

    def test_a_question_is_answered_with_checked_quotes(self, command: Command) -> None:
        reply = json.loads(command("assistant", "ask", "When can I share information without consent?", "--json").stdout)
        assert reply["outcome"] == "answered"
        assert "without consent" in " ".join(statement["text"] for statement in reply["statements"]) or "consent is not needed" in str(
            reply
        )
        for statement in reply["statements"]:
            assert statement["citations"]
            for citation in statement["citations"]:
                assert citation["end"] - citation["start"] == len(citation["quote"])
                assert citation["document_id"]
                assert citation["sha256"]

    def test_people_read_document_headings_nation_and_status(self, command: Command) -> None:
        shown = command("assistant", "ask", "When can I share information without consent?").stdout
        assert "[England; current]" in shown
        assert "golden rules" in shown
        assert "Source:" in shown

    def test_a_question_about_a_person_is_refused_and_not_repeated(self, command: Command) -> None:
        done = command("assistant", "ask", "What did Tamsin Ferrow-Blythe say to the health visitor?", "--json")
        reply = json.loads(done.stdout)
        assert reply["outcome"] == "refused"
        assert reply["reason"] == "identifiable_person"
        assert "ferrow" not in done.output.lower()

    def test_a_question_outside_the_library_is_not_answered(self, command: Command) -> None:
        reply = json.loads(command("assistant", "ask", "What is on the school lunch menu on Friday?", "--json").stdout)
        assert reply["outcome"] == "abstained"
        assert reply["statements"] == []
        assert reply["message"]

    def test_search_ranks_and_says_why(self, command: Command) -> None:
        found = json.loads(command("assistant", "search", "allegation against a teacher LADO", "--json").stdout)
        assert found["outcome"] == "found"
        assert found["passages"][0]["document_id"].startswith("d15-")
        assert command("assistant", "search", "allegation against a teacher LADO", "--explain").stdout.count("bm25: rank") == 8

    def test_a_nation_keeps_the_others_out(self, command: Command) -> None:
        found = json.loads(command("assistant", "search", "report a child at risk", "--nation", "wales", "--json").stdout)
        assert found["passages"]
        assert all("wales" in passage["nations"] for passage in found["passages"])

    def test_superseded_text_comes_only_when_asked_for(self, command: Command) -> None:
        query = ("search", "Working Together to Safeguard Children 2018", "--json")
        plain = json.loads(command("assistant", *query).stdout)
        with_old = json.loads(command("assistant", *query, "--include-superseded").stdout)
        assert all(passage["status"] != "superseded" for passage in plain["passages"])
        assert any(passage["status"] == "superseded" for passage in with_old["passages"])

    def test_a_quote_is_checked_and_the_exit_code_says_so(self, command: Command) -> None:
        found = json.loads(command("assistant", "search", "consent", "--limit", "1", "--json").stdout)
        sentence = found["passages"][0]["text"].split(". ")[0]
        assert command("assistant", "check-quote", sentence).exit_code == 0
        assert command("assistant", "check-quote", sentence.replace(" ", " never ", 1)).exit_code == 1

    def test_lessons_are_found_and_hold_no_planted_detail(self, command: Command) -> None:
        shown = command("assistant", "cases", "bruise on a baby").output + command("ingest", "review").output
        for planted in ("Ferrow", "Rowan", "Odette", "Kwarteng", "Larkspur", "ZZ99", "960417", "999 123 4561", "NB-MASH"):
            assert planted.lower() not in shown.lower()

    @pytest.mark.parametrize(
        ("arguments", "code", "says"),
        [
            (("ask", "   "), 2, "no question"),
            (("ask", "x" * 5000), 2, "too long"),
            (("ask", "What?", "--as-at", "soon"), 2, "2024-06-30"),
            (("ask", "What?", "--nation", "france"), 2, "wales"),
            (("check-quote", "some words", "--document", "none"), 2, "No document"),
        ],
    )
    def test_wrong_use_is_explained_on_stderr_with_exit_code_2(
        self, command: Command, arguments: tuple[str, ...], code: int, says: str
    ) -> None:
        done = command("assistant", *arguments)
        assert done.exit_code == code
        assert says in done.stderr
        assert done.stdout == ""

    def test_an_index_that_is_not_there_yet_says_what_to_run(self, environ: dict[str, str], tmp_path: Path) -> None:
        (tmp_path / "models").symlink_to(ROOT / "var" / "models")
        done = CliRunner().invoke(
            assistant.__main__.main, ["ask", "What is a LADO?"], env={**environ, "ASSISTANT__DATA_DIR": str(tmp_path)}
        )
        assert done.exit_code == 3
        assert "ingest run" in done.stderr

    def test_an_unreachable_server_is_told_with_exit_code_3(self, environ: dict[str, str]) -> None:
        done = CliRunner().invoke(
            assistant.__main__.main, ["ask", "What is a LADO?"], env={**environ, "ASSISTANT__STORE__URL": "http://127.0.0.1:9"}
        )
        assert done.exit_code == 3
        assert "ASSISTANT__STORE__URL" in done.stderr

    def test_an_index_of_another_model_is_an_error_and_not_nonsense(self, environ: dict[str, str], first_run: dict[str, Any]) -> None:
        done = CliRunner().invoke(
            assistant.__main__.main, ["ask", "What is a LADO?"], env={**environ, "ASSISTANT__INGEST__UNIT_WORDS": "41"}
        )
        assert done.exit_code == 3
        assert "unit_words" in done.stderr


class TestHttp:
    """The same over HTTP, and a command beside a running server."""

    def test_the_wire_gives_what_the_command_prints(self, command: Command, settings: Settings) -> None:
        question = "Who takes part in a strategy discussion?"
        printed = json.loads(command("assistant", "ask", question, "--json").stdout)
        with open_parts(settings) as parts, TestClient(build_app(parts)) as client:
            answer = client.post("/v1/questions", json={"question": question})
        assert answer.status_code == 200
        served = answer.json()
        for reply in (printed, served):
            reply["trace"].pop("timings_ms")
        assert served == printed

    def test_the_page_answers_without_javascript(self, parts: Parts) -> None:
        with TestClient(build_app(parts)) as client:
            page = client.get("/")
            assert page.status_code == 200
            assert "<form" in page.text
            assert "999" in page.text
