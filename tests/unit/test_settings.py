"""Settings come from defaults, a file and the environment, in that order, and say what is wrong with them."""

from __future__ import annotations

from pathlib import Path

import pytest

from assistant.errors import BadSettings
from assistant.settings import TRACING_VARIABLES, load_settings


def test_defaults_are_offline_embedded_and_on_loopback() -> None:
    settings = load_settings({})
    assert settings.store.url == ""
    assert settings.generator.model == ""
    assert settings.embedder.model == ""
    assert settings.api.host == "127.0.0.1"
    assert settings.data_dir == Path(__file__).parents[2] / "var"


def test_the_environment_overlays_the_file_and_the_file_the_defaults(tmp_path: Path) -> None:
    file = tmp_path / "settings.toml"
    file.write_text('data_dir = "elsewhere"\n[api]\nport = 9000\nhost = "127.0.0.2"\n')
    settings = load_settings({"ASSISTANT__FILE": str(file), "ASSISTANT__API__PORT": "9001"})
    assert (settings.data_dir, settings.api.port, settings.api.host) == (Path("elsewhere"), 9001, "127.0.0.2")


@pytest.mark.parametrize(
    ("environ", "says"),
    [
        ({"ASSISTANT__STORE__ADDRESS": "x"}, "ASSISTANT__STORE__ADDRESS"),
        ({"ASSISTANT__NONSENSE": "x"}, "ASSISTANT__NONSENSE"),
        ({"ASSISTANT__STORE": "x"}, "ASSISTANT__STORE"),
        ({"ASSISTANT__API__PORT": "eighty"}, "must be a whole number"),
        ({"ASSISTANT__STORE__TIMEOUT_S": "soon"}, "must be a number"),
        ({"ASSISTANT__API__PORT": "-1"}, "must not be negative"),
        ({"ASSISTANT__FILE": "/nowhere/settings.toml"}, "cannot be read"),
    ],
)
def test_a_wrong_setting_is_named(environ: dict[str, str], says: str) -> None:
    with pytest.raises(BadSettings, match=says):
        load_settings(environ)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("[store]\naddress = 1\n", "store.address"),
        ("store = 1\n", "must be a table"),
        ("not toml [", "not valid TOML"),
        ('[api]\nport = "x"\n', "api.port"),
        ("[generator]\nretries = true\n", "generator.retries"),
    ],
)
def test_a_wrong_file_is_named(tmp_path: Path, text: str, says: str) -> None:
    file = tmp_path / "settings.toml"
    file.write_text(text)
    with pytest.raises(BadSettings, match=says):
        load_settings({"ASSISTANT__FILE": str(file)})


@pytest.mark.parametrize("name", TRACING_VARIABLES)
def test_nothing_starts_while_tracing_would_send_text_away(name: str) -> None:
    with pytest.raises(BadSettings, match=name):
        load_settings({name: "true"})
    assert load_settings({name: "false"})


def test_the_digest_names_a_configuration_without_its_secrets() -> None:
    plain, secret, other = (
        load_settings(environ).digest for environ in ({}, {"ASSISTANT__STORE__API_KEY": "k"}, {"ASSISTANT__RETRIEVAL__LIMIT": "9"})
    )
    assert plain == secret != other
