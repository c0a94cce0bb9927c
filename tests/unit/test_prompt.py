"""Texts are files: checked when loaded, named by their hash, filled in only where they declare it."""

from __future__ import annotations

from pathlib import Path

import pytest

from assistant.errors import BadSettings
from assistant.prompt import load_prompt

GOOD = 'id = "greeting.v1"\n[texts.hello]\ntext = "Hello {name}, keep {this} and {\\"json\\": 1}."\nvariables = ["name"]\n'


def write(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "greeting.v1.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_only_declared_variables_are_filled_in(tmp_path: Path) -> None:
    prompt = load_prompt(write(tmp_path, GOOD))
    assert prompt.render("hello", name="you {name}") == 'Hello you {name}, keep {this} and {"json": 1}.'


def test_the_hash_changes_with_the_wording(tmp_path: Path) -> None:
    first = load_prompt(write(tmp_path, GOOD)).sha256
    assert first != load_prompt(write(tmp_path, GOOD.replace("Hello", "Hi"))).sha256


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("[", "not valid TOML"),
        ('id = "x"\n', "at least one text"),
        ('[texts.a]\ntext = "x"\n', "needs an 'id'"),
        ('id = "x"\n[texts.a]\nwords = "x"\n', "needs 'text'"),
        ('id = "x"\n[texts.a]\ntext = "x"\nvariables = ["y"]\n', "does not use"),
    ],
)
def test_a_wrong_file_is_named(tmp_path: Path, text: str, says: str) -> None:
    with pytest.raises(BadSettings, match=says):
        load_prompt(write(tmp_path, text))


def test_rendering_with_other_variables_than_declared_is_an_error(tmp_path: Path) -> None:
    prompt = load_prompt(write(tmp_path, GOOD))
    with pytest.raises(BadSettings, match="takes"):
        prompt.render("hello")
    with pytest.raises(BadSettings, match="no text"):
        prompt.render("goodbye")


def test_a_missing_file_names_the_setting(tmp_path: Path) -> None:
    with pytest.raises(BadSettings, match="ASSISTANT__PROMPTS"):
        load_prompt(tmp_path / "none.toml")
