"""Texts as files: load, validate and hash `prompts/*.toml`, and fill in their declared variables.

A file holds `id` (which ends in its version) and one table per text:

    id = "refusals.v1"
    [texts.identifiable_person]
    text = "I cannot help with questions about {subject}."
    variables = ["subject"]

Only declared `{name}` variables are filled in; all other braces are left as they are, so that texts may hold JSON.
"""

from __future__ import annotations

import hashlib
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

from assistant.errors import BadSettings

_VARIABLE = re.compile(r"\{([a-z_]+)\}")


@dataclass(frozen=True, slots=True)
class Prompt:
    """A versioned set of texts. `sha256` is of the file as read, so that a trace can name the exact wording."""

    id: str
    sha256: str
    texts: Mapping[str, str]
    variables: Mapping[str, frozenset[str]]

    def render(self, name: str, /, **values: str) -> str:
        """The named text with its variables filled in. Raises BadSettings when text or variables do not match the file."""
        if name not in self.texts:
            raise BadSettings(f"Prompt {self.id} has no text '{name}'.")
        declared = self.variables[name]
        if declared != values.keys():
            raise BadSettings(f"Text '{name}' of prompt {self.id} takes {sorted(declared)}, not {sorted(values)}.")
        return _VARIABLE.sub(lambda found: values.get(found[1], found[0]), self.texts[name])


def load_prompt(path: Path) -> Prompt:
    """Read and validate one prompt file. Raises BadSettings naming the file and what is wrong with it."""
    try:
        raw = path.read_bytes()
        data = tomllib.loads(raw.decode("utf-8"))
    except OSError as error:
        raise BadSettings(
            f"The prompt file {path} cannot be read: {error.strerror}. Set ASSISTANT__PROMPTS to the prompts folder."
        ) from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise BadSettings(f"The prompt file {path} is not valid TOML: {error}.") from None
    texts: dict[str, str] = {}
    variables: dict[str, frozenset[str]] = {}
    for name, table in data.get("texts", {}).items():
        text, declared = table.get("text"), frozenset(table.get("variables", []))
        if not isinstance(text, str) or table.keys() - {"text", "variables"}:
            raise BadSettings(f"Text '{name}' in {path} needs 'text' and, if it has any, 'variables'.")
        if missing := declared - set(_VARIABLE.findall(text)):
            raise BadSettings(f"Text '{name}' in {path} declares variables it does not use: {sorted(missing)}.")
        texts[name], variables[name] = text.strip(), declared
    if not isinstance(data.get("id"), str) or not texts:
        raise BadSettings(f"The prompt file {path} needs an 'id' and at least one text.")
    return Prompt(data["id"], hashlib.sha256(raw).hexdigest(), MappingProxyType(texts), MappingProxyType(variables))
