"""What can be checked of the packaging without a container engine."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import yaml

ROOT = Path(__file__).parents[1]
PINS = {
    name: version
    for name, _, version in (line.partition("==") for line in (ROOT / ".ci" / "constraints.txt").read_text().splitlines() if "==" in line)
}
RUNTIME = {
    name: version
    for name, _, version in (line.partition("==") for line in (ROOT / ".ci" / "runtime.txt").read_text().splitlines() if "==" in line)
}
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]


def plain(name: str) -> str:
    return re.split(r"[\[=]", name)[0].lower().replace("_", "-").replace(".", "-")


def test_every_dependency_is_pinned_and_the_pins_agree() -> None:
    for line in PROJECT["dependencies"]:
        name, _, version = line.partition("==")
        assert version, f"{line} is not pinned"
        assert PINS[plain(name)] == version
        assert RUNTIME[plain(name)] == version


def test_the_runtime_image_carries_no_torch() -> None:
    assert not {"torch", "sentence-transformers", "transformers"} & RUNTIME.keys()
    assert not [name for name in (*RUNTIME, *PINS) if name.startswith("nvidia")]


def test_the_image_copies_what_exists_and_runs_as_nobody_special() -> None:
    text = (ROOT / "Dockerfile").read_text(encoding="utf-8")
    for line in re.findall(r"^COPY (?!--from)(.+)$", text, re.M):
        for source in line.split()[:-1]:
            assert (ROOT / source).exists(), source
    assert "\nUSER assistant" in text


def test_compose_brings_up_both_with_keys_and_on_this_machine_only() -> None:
    services = yaml.safe_load((ROOT / "docker-compose.yml").read_text(encoding="utf-8"))["services"]
    assert set(services) == {"qdrant", "assistant"}
    for service in services.values():
        assert all(port.startswith("127.0.0.1:") for port in service["ports"])
    environment = services["assistant"]["environment"]
    assert environment["ASSISTANT__STORE__URL"] == "http://qdrant:6333"
    assert environment["ASSISTANT__STORE__API_KEY"] == services["qdrant"]["environment"]["QDRANT__SERVICE__API_KEY"]
