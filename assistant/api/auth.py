"""Who is asking? Named tokens, compared in constant time; no tokens set means that everybody is `local`."""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import re
from collections.abc import Mapping

from assistant.errors import BadSettings

LOCAL = "local"
_NAME = re.compile(r"[A-Za-z0-9_.@-]{1,64}")


class Tokens:
    """The names that may use the service, with the SHA-256 of their tokens. Empty: everybody may."""

    def __init__(self, digests: Mapping[str, bytes]) -> None:
        self._digests = dict(digests)

    def __bool__(self) -> bool:
        return bool(self._digests)

    def identify(self, authorization: str | None) -> str | None:
        """The name behind an Authorization header, `Bearer <token>` or `Basic <name:token>`; None when it is nobody's."""
        if not self._digests:
            return LOCAL
        claimed, token = _read(authorization or "")
        presented = hashlib.sha256(token.encode("utf-8", "surrogateescape")).digest()
        found = None
        for name, digest in self._digests.items():  # every token is compared, so that time tells nothing
            if hmac.compare_digest(digest, presented) and claimed in (None, name):
                found = name
        return found


def parse_tokens(setting: str) -> Tokens:
    """`name:token` pairs, comma separated. Raises BadSettings, which never shows a token."""
    digests: dict[str, bytes] = {}
    for number, pair in enumerate((part.strip() for part in setting.split(",") if part.strip()), 1):
        name, _, token = (part.strip() for part in pair.partition(":"))
        if not _NAME.fullmatch(name) or not token:
            raise BadSettings(f"Entry {number} of api.tokens must be name:token, the name in letters, digits and . _ @ -.")
        if name in digests:
            raise BadSettings(f"Entry {number} of api.tokens repeats a name.")
        digests[name] = hashlib.sha256(token.encode()).digest()
    return Tokens(digests)


def _read(header: str) -> tuple[str | None, str]:
    scheme, _, value = header.partition(" ")
    if scheme.lower() == "bearer":
        return None, value.strip()
    if scheme.lower() == "basic":
        try:
            name, _, token = base64.b64decode(value.strip(), validate=True).decode("utf-8").partition(":")
        except (binascii.Error, UnicodeDecodeError):
            return None, ""
        return name, token
    return None, ""
