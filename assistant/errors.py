"""What can go wrong, as one small tree.

    AssistantError
    ├── BadInput                 the caller can put it right: exit code 2, HTTP 400/422
    │   ├── BadSettings          a setting is missing, unknown or out of range
    │   ├── BadManifest          the manifest or glossary does not hold together
    │   ├── UnreadableFile       a file cannot be turned into text
    │   └── UnknownItem          no such passage, document or review: HTTP 404
    ├── Unavailable              a part is missing or down: exit code 3, HTTP 503
    │   ├── StoreUnavailable     the index cannot be reached, is damaged or full
    │   │   ├── StoreLocked      another process owns the embedded index
    │   │   └── IndexMismatch    the index was built with another model, encoder or schema
    │   ├── ModelUnavailable     an embedding, detection or language model cannot be loaded or reached
    │   │   └── DraftFailed      a language model gave no usable draft; the extractive answer takes its place
    │   └── GuardFailed          guard or verifier could not decide; nothing may be shown
    └── CheckFailed              a threshold or verification did not hold: exit code 1

Messages are for people: they say what happened and what to do, and never contain user text or document values.
"""

from __future__ import annotations


class AssistantError(Exception):
    """Base of every failure this product raises on purpose."""

    exit_code = 1
    status_code = 500
    slug = "internal"


class BadInput(AssistantError):
    """The caller can put it right."""

    exit_code = 2
    status_code = 400
    slug = "bad-input"


class BadSettings(BadInput):
    """A setting is missing, unknown or out of range."""

    slug = "bad-settings"


class BadManifest(BadInput):
    """The manifest or glossary does not hold together."""

    slug = "bad-manifest"


class UnreadableFile(BadInput):
    """A file cannot be turned into text."""

    status_code = 422
    slug = "unreadable-file"


class UnknownItem(BadInput):
    """No such passage, document or review."""

    status_code = 404
    slug = "unknown-item"


class Unavailable(AssistantError):
    """A part is missing or down."""

    exit_code = 3
    status_code = 503
    slug = "unavailable"


class StoreUnavailable(Unavailable):
    """The index cannot be reached, is damaged or full."""

    slug = "store-unavailable"


class StoreLocked(StoreUnavailable):
    """Another process owns the embedded index."""

    slug = "store-locked"


class IndexMismatch(StoreUnavailable):
    """The index was built with another model, encoder or schema."""

    slug = "index-mismatch"


class ModelUnavailable(Unavailable):
    """An embedding, detection or language model cannot be loaded or reached."""

    slug = "model-unavailable"


class DraftFailed(ModelUnavailable):
    """A language model gave no usable draft. `reason` is a word for the trace: timeout, unreachable, refused, looped, malformed,
    invented_labels, invented_quotes, hostile_passages, rejected, busy or resting."""

    slug = "draft-failed"

    def __init__(self, reason: str) -> None:
        super().__init__(f"The language model gave no usable draft ({reason}).")
        self.reason = reason


class GuardFailed(Unavailable):
    """Guard or verifier could not decide, so nothing may be shown."""

    slug = "guard-failed"


class CheckFailed(AssistantError):
    """A threshold or verification did not hold."""

    exit_code = 1
    status_code = 500
    slug = "check-failed"
