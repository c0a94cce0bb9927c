"""One frozen Settings: `defaults.toml`, overlaid by a file, overlaid by the environment.

The environment form is `ASSISTANT__SECTION__KEY=value` (`ASSISTANT__STORE__URL=http://qdrant:6333`); the file is named by
`ASSISTANT__FILE`. Every key is declared in `defaults.toml` with its default and meaning; an unknown key is an error that
names it. This module is the only one that reads the environment.
"""

from __future__ import annotations

import hashlib
import json
import os
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, fields, is_dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, TypeVar, get_type_hints

from assistant.errors import BadSettings

PREFIX = "ASSISTANT__"
DEFAULTS = Path(__file__).with_name("defaults.toml")
# LangChain installs langsmith, which sends prompts away when any of these is on.
TRACING_VARIABLES = ("LANGSMITH_TRACING", "LANGSMITH_TRACING_V2", "LANGCHAIN_TRACING", "LANGCHAIN_TRACING_V2")
FOLDERS = ("data_dir", "corpus", "prompts")
SECRET_KEYS = frozenset({"api_key", "tokens"})
Number = TypeVar("Number", int, float)


@dataclass(frozen=True)
class StoreSettings:
    url: str
    api_key: str
    collection: str
    timeout_s: float


@dataclass(frozen=True)
class EmbedderSettings:
    model: str
    threads: int


@dataclass(frozen=True)
class GeneratorSettings:
    model: str
    base_url: str
    api_key: str
    timeout_s: float
    retries: int
    budget_s: float
    max_passages: int
    api_version: str = ""


@dataclass(frozen=True)
class RetrievalSettings:
    candidates: int
    limit: int
    max_limit: int
    dense_weight: float
    rerank_weight: float
    document_weight: float
    prefix_words: int


@dataclass(frozen=True)
class AnswerSettings:
    max_statements: int
    cross_encoder: str


@dataclass(frozen=True)
class GuardSettings:
    max_question_chars: int
    refuse_bar: float
    signpost_bar: float


@dataclass(frozen=True)
class IngestSettings:
    max_file_mb: float
    max_archive_mb: float
    max_pages: int
    max_chars: int
    passage_words: int
    unit_words: int
    batch: int
    risk_bar: float


@dataclass(frozen=True)
class AnonymiserSettings:
    map_key_file: str


@dataclass(frozen=True)
class ApiSettings:
    host: str
    port: int
    tokens: str
    rate_per_minute: int
    max_upload_mb: float


@dataclass(frozen=True)
class Settings:
    """Everything that can be set. Build it with `load_settings`; pass values on from `bootstrap`."""

    data_dir: Path
    corpus: Path
    prompts: Path
    store: StoreSettings
    embedder: EmbedderSettings
    generator: GeneratorSettings
    retrieval: RetrievalSettings
    answer: AnswerSettings
    guard: GuardSettings
    ingest: IngestSettings
    anonymiser: AnonymiserSettings
    api: ApiSettings

    @cached_property
    def digest(self) -> str:
        """Twelve hex characters of the SHA-256 of all values but secrets and folders: names a configuration in eval reports."""
        return hashlib.sha256(json.dumps(_public(self), sort_keys=True).encode()).hexdigest()[:12]


def load_settings(environ: Mapping[str, str] | None = None) -> Settings:
    """Read the settings. Raises BadSettings, naming the key and what it should be."""
    env = os.environ if environ is None else environ
    for name in TRACING_VARIABLES:
        if env.get(name, "").strip().lower() not in ("", "0", "false", "no", "off"):
            raise BadSettings(f"{name} is set: it would send questions and passages to an outside service. Unset it and start again.")
    values = tomllib.loads(DEFAULTS.read_text(encoding="utf-8"))
    values |= {name: str(_home() / values[name]) for name in FOLDERS}
    if file := env.get(PREFIX + "FILE"):
        _overlay(values, _read_file(Path(file)), file)
    for name, text in sorted(env.items()):
        if name.startswith(PREFIX) and name != PREFIX + "FILE":
            _set_from_environment(values, name, text)
    settings: Settings = _build(Settings, values, "")
    return settings


def _home() -> Path:
    """Where default folders lie: the checkout this package runs from, so that commands work anywhere, or else the current folder."""
    checkout = DEFAULTS.parents[1]
    return checkout if (checkout / "prompts").is_dir() else Path.cwd()


def _read_file(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise BadSettings(f"The settings file {path} cannot be read: {error.strerror}.") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise BadSettings(f"The settings file {path} is not valid TOML: {error}.") from None


def _overlay(values: dict[str, Any], changes: Mapping[str, Any], where: str, path: str = "") -> None:
    for key, value in changes.items():
        if key not in values:
            raise BadSettings(f"Unknown setting '{path}{key}' in {where}. Known: {', '.join(sorted(values))}.")
        if isinstance(values[key], dict):
            if not isinstance(value, dict):
                raise BadSettings(f"Setting '{path}{key}' in {where} must be a table.")
            _overlay(values[key], value, where, f"{path}{key}.")
        else:
            values[key] = value


def _set_from_environment(values: dict[str, Any], name: str, text: str) -> None:
    keys = name[len(PREFIX) :].lower().split("__")
    table: Any = values
    for key in keys[:-1]:
        table = table.get(key) if isinstance(table, dict) else None
    if not isinstance(table, dict) or keys[-1] not in table or isinstance(table[keys[-1]], dict):
        raise BadSettings(f"Unknown setting {name}. See assistant/defaults.toml for the names.")
    default = table[keys[-1]]
    try:
        table[keys[-1]] = text if isinstance(default, str) else type(default)(text)
    except ValueError:
        raise BadSettings(f"{name} must be a {'whole ' if isinstance(default, int) else ''}number.") from None


def _build(cls: type[Any], values: Mapping[str, Any], path: str) -> Any:
    hints = get_type_hints(cls)
    arguments: dict[str, Any] = {}
    for item in fields(cls):
        value, wanted, name = values[item.name], hints[item.name], path + item.name
        if is_dataclass(wanted):
            arguments[item.name] = _build(wanted, value, name + ".")  # type: ignore[arg-type]
        elif wanted is Path:
            arguments[item.name] = Path(str(value)).expanduser()
        elif wanted is float and isinstance(value, int | float) and not isinstance(value, bool):
            arguments[item.name] = _positive(float(value), name)
        elif wanted is int and isinstance(value, int) and not isinstance(value, bool):
            arguments[item.name] = _positive(value, name)
        elif wanted is str and isinstance(value, str):
            arguments[item.name] = value
        else:
            raise BadSettings(f"Setting '{name}' must be a {wanted.__name__}.")
    return cls(**arguments)


def _positive(value: Number, name: str) -> Number:
    if value < 0:
        raise BadSettings(f"Setting '{name}' must not be negative.")
    return value


def _public(value: Any) -> Any:
    if is_dataclass(value):
        return {f.name: _public(getattr(value, f.name)) for f in fields(value) if f.name not in SECRET_KEYS and f.name not in FOLDERS}
    return str(value) if isinstance(value, Path) else value
