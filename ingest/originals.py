"""The optional map from placeholders back to people: encrypted, off by default, one file for each document, every use logged.

A library that keeps one holds pseudonymised, not anonymised, data: it is still personal data, and its reports say so. The key is a
file of 32 random bytes that the setting `anonymiser.map_key_file` names; it should lie outside the data folder. Without the right key
nothing is read and nothing is ingested. Erasure needs no key.
"""

from __future__ import annotations

import json
import os
import stat
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from assistant.errors import BadInput, BadSettings, CheckFailed, UnknownItem
from ingest.quarantine import append_line, write_whole

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

KEY_BYTES = 32  # AES-256
_NONCE_BYTES = 12  # the size AES-GCM is made for (NIST SP 800-38D)
_PROOF = b"safeguarding-assistant map key"
_PRIVATE = 0o600  # for the owner alone


class Originals:
    """The encrypted maps in one folder. Without a key file it can only erase."""

    def __init__(self, folder: Path, key_file: str) -> None:
        """Raises BadSettings when `key_file` is named but is missing, of the wrong size, open to others, or not this folder's key."""
        self._folder = folder
        self._cipher = _cipher(Path(key_file).expanduser()) if key_file else None
        if self._cipher:
            self._prove(self._cipher)

    @property
    def kept(self) -> bool:
        """Whether maps are kept: the setting names a key."""
        return self._cipher is not None

    def write(self, document_id: str, digest: str, found: Mapping[str, Sequence[str]]) -> None:
        """Keep what a document's placeholders stand for; with no key, see that nothing is kept."""
        if self._cipher is None or not found:
            self.erase(document_id)
            return
        nonce = os.urandom(_NONCE_BYTES)
        sealed = self._cipher.encrypt(nonce, json.dumps({"digest": digest, "people": found}).encode("utf-8"), document_id.encode("utf-8"))
        write_whole(self._path(document_id), nonce + sealed, _PRIVATE)
        self._log("write", document_id, "ingest", "kept with the anonymised document")

    def read(self, document_id: str, who: str, why: str) -> dict[str, list[str]]:
        """Every placeholder of a document with what it stands for. The access is logged before anything is opened."""
        if self._cipher is None:
            raise BadSettings("No map can be read: the setting anonymiser.map_key_file is empty.")
        if not who.strip() or not why.strip():
            raise BadInput("Reading a map needs the reader's name and a reason.")
        path = self._path(document_id)
        if not path.exists():
            raise UnknownItem("No map is kept for that document.")
        self._log("read", document_id, who.strip(), why.strip())
        people: dict[str, list[str]] = json.loads(_opened(self._cipher, path.read_bytes(), document_id.encode("utf-8"), path))["people"]
        return people

    def erase(self, document_id: str) -> int:
        """Remove a document's map; how many files went."""
        path = self._path(document_id)
        if not path.exists():
            return 0
        path.unlink()
        self._log("erase", document_id, "ingest", "the document is erased or kept without a map")
        return 1

    def holds(self, document_id: str) -> bool:
        return self._path(document_id).exists()

    def _path(self, document_id: str) -> Path:
        path = self._folder / f"{document_id}.map"
        if path.parent != self._folder:
            raise UnknownItem("No map is kept for that document.")
        return path

    def _log(self, what: str, document_id: str, who: str, why: str) -> None:
        line = {"at": datetime.now(UTC).isoformat(timespec="seconds"), "did": what, "document_id": document_id, "who": who, "why": why}
        path = self._folder / "access.jsonl"
        if not path.exists():
            write_whole(path, b"", _PRIVATE)
        append_line(path, json.dumps(line, ensure_ascii=False))

    def _prove(self, cipher: AESGCM) -> None:
        """Bind the folder to its first key, so that a wrong key is noticed before a document is read with it."""
        path = self._folder / "key.proof"
        if path.exists():
            _opened(cipher, path.read_bytes(), _PROOF, path)
        else:
            nonce = os.urandom(_NONCE_BYTES)
            write_whole(path, nonce + cipher.encrypt(nonce, _PROOF, _PROOF), _PRIVATE)


def _cipher(path: Path) -> AESGCM:
    try:
        mode, key = path.stat().st_mode, path.read_bytes()
    except OSError as error:
        raise BadSettings(
            f"The key file of anonymiser.map_key_file cannot be read: {error.strerror}. Nothing is ingested without it."
        ) from None
    if not stat.S_ISREG(mode) or len(key) != KEY_BYTES:
        raise BadSettings(f"The key file of anonymiser.map_key_file must hold exactly {KEY_BYTES} random bytes.")
    if mode & (stat.S_IRWXG | stat.S_IRWXO):
        raise BadSettings("The key file of anonymiser.map_key_file is open to others. Make it readable for its owner alone (chmod 600).")
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    return AESGCM(key)


def _opened(cipher: AESGCM, sealed: bytes, bound_to: bytes, path: Path) -> bytes:
    from cryptography.exceptions import InvalidTag

    try:
        return cipher.decrypt(sealed[:_NONCE_BYTES], sealed[_NONCE_BYTES:], bound_to)
    except (InvalidTag, ValueError):
        if path.suffix == ".proof":
            raise BadSettings("The key file of anonymiser.map_key_file is not the key that the maps here were written with.") from None
        raise CheckFailed("The map does not open: it is damaged, moved from another document, or written with another key.") from None
