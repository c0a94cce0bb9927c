"""The house rules that a reader of the tree relies on."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
TOP_LEVEL = {
    "assistant", "ingest", "prompts", "evals", "tests", "corpus", "docs", ".ci",
    "pyproject.toml", "docker-compose.yml", "Dockerfile", "Makefile", "README.md", "CONTRIBUTING.md", "CHANGELOG.md",
    ".gitignore", ".dockerignore",
}  # fmt: skip
HEAVY = ("torch", "transformers", "sentence_transformers", "unstructured", "pandas", "spacy", "presidio_analyzer", "langchain", "litestar")


def python_files(*folders: str) -> list[Path]:
    return [path for folder in folders for path in sorted((ROOT / folder).rglob("*.py"))]


def test_the_top_level_is_the_one_agreed() -> None:
    tracked = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True).stdout.splitlines()
    assert {Path(name).parts[0] for name in tracked} <= TOP_LEVEL


def test_only_the_verifier_makes_an_answer() -> None:
    makers = []
    for path in python_files("assistant", "ingest", "evals"):
        calls = [node.func for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))) if isinstance(node, ast.Call)]
        if any(isinstance(called, ast.Name) and called.id == "Answer" for called in calls):
            makers.append(path.relative_to(ROOT).as_posix())
    assert makers == ["assistant/verifier.py"]


def test_the_journey_stays_short_enough_to_see() -> None:
    tree = ast.parse((ROOT / "assistant" / "service.py").read_text(encoding="utf-8"))
    assistant = next(node for node in tree.body if isinstance(node, ast.ClassDef) and node.name == "Assistant")
    methods = [node for node in assistant.body if isinstance(node, ast.FunctionDef)]
    assert max((node.end_lineno or 0) - node.lineno for node in methods) < 45


@pytest.mark.parametrize("module", ["assistant.__main__", "ingest.__main__", "evals.__main__", "assistant.settings", "assistant.bootstrap"])
def test_starting_a_command_loads_nothing_heavy(module: str) -> None:
    code = f"import sys, {module}; print([name for name in {HEAVY!r} if name in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
