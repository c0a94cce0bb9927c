"""Everything the README shows is run: its commands exist, and its example gives exactly the output it prints."""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

import assistant.__main__
import ingest.__main__

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"^```(\w+)\n(.*?)^```$", README, re.M | re.S)
COMMANDS = [line for kind, text in BLOCKS if kind == "sh" for line in text.splitlines() if line.strip() and not line.startswith("#")]
EXAMPLES = [text for kind, text in BLOCKS if kind == "console"]


@pytest.fixture(scope="module")
def environ(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """The whole corpus, ingested as 'make serve' does it."""
    data = tmp_path_factory.mktemp("readme")
    (data / "models").symlink_to(ROOT / "var" / "models")
    made = {"ASSISTANT__DATA_DIR": str(data), "ASSISTANT__CORPUS": str(ROOT / "corpus"), "ASSISTANT__PROMPTS": str(ROOT / "prompts")}
    done = CliRunner().invoke(ingest.__main__.main, ["run"], env=made)
    assert done.exit_code == 0, done.output
    return made


def test_the_first_screen_says_what_it_is_and_gives_two_commands() -> None:
    first = "\n".join(README.splitlines()[:30])
    assert "make serve" in first
    assert "make test" in first
    assert "$ assistant ask" in "\n".join(README.splitlines()[:45])


@pytest.mark.parametrize("command", [line for line in COMMANDS if line.startswith("make ")])
def test_every_make_command_is_a_target(command: str) -> None:
    target = command.split("#")[0].split()[1]
    done = subprocess.run(["make", "-n", target], cwd=ROOT, capture_output=True, text=True, env={**os.environ, "MAKEFLAGS": ""})
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("command", [line for line in COMMANDS if line.split()[0] in ("assistant", "ingest", "evals")])
def test_every_command_line_is_understood(command: str) -> None:
    program, *arguments = shlex.split(command, comments=True)
    verb = arguments[0]
    options = [word for word in arguments if word.startswith("--")]
    shown = subprocess.run([sys.executable, "-m", program, verb, "--help"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    for option in options:
        assert option.split("=")[0] in shown, f"{program} {verb} has no {option}"


@pytest.mark.slow  # it ingests the whole corpus, which 'make check' does once more for its evals
@pytest.mark.parametrize("example", EXAMPLES, ids=lambda text: text.splitlines()[0])
def test_every_example_prints_what_the_readme_shows(example: str, environ: dict[str, str]) -> None:
    prompt, _, shown = example.partition("\n")
    program, *arguments = shlex.split(prompt.removeprefix("$ "))
    main = {"assistant": assistant.__main__.main, "ingest": ingest.__main__.main}[program]
    done = CliRunner().invoke(main, arguments, env=environ)
    assert done.output.strip() == shown.strip()


def test_every_link_of_the_readme_leads_somewhere() -> None:
    for target in re.findall(r"\]\(([^)#]+)\)", README):
        assert target.startswith("http") or (ROOT / target).exists(), target
