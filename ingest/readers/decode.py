"""Bytes become text, or an error: never silently the wrong letters."""

from __future__ import annotations

import codecs
import re

from assistant.errors import UnreadableFile

_MARKS = (
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
# What British office text holds beyond ASCII when it was saved in an eight-bit code page.
_EXPECTED = frozenset("‘’‚“”„–—…•·£€©®™°§¶±×÷½¼¾²³¹ªº«»¡¿†‡‰‹›¢¥µ\xa0\xadàáâãäåæçèéêëìíîïñòóôõöøùúûüýÿœšžŵŷẁẃßðþ")
_INNER_CAPITAL = re.compile(r"[a-z][À-ÖØ-Þ][a-z]|(?:^|\s)[ÒÔÓ][A-Za-z]")
_MOJIBAKE = re.compile(r"â€|Ã[\x80-\xbf©¨ª¡¢£¤¥§³²±¶¼½¾]|Â[£\xa0«»°§©]")
_CODE_PAGES = ("cp1252", "mac_roman")
_HELP = "Save it as UTF-8 and try again."
_CONTROLS = re.compile(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f]")


def decode(data: bytes, declared: str | None = None) -> str:
    """The text of a file.

    A byte order mark decides; then the `declared` encoding (HTML, e-mail) if the bytes fit it; then UTF-8; then the code
    pages of Windows and old Macs, judged by the letters that come out; then what charset_normalizer is sure of. Raises
    UnreadableFile for binary content and for bytes that no encoding explains.
    """
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return _strict(data, encoding) or _fail("names one Unicode encoding but holds another")
    if b"\x00" in data:
        return _wide(data)
    if declared and (text := _strict(data, declared)) is not None and "\x00" not in text:
        return text
    if (text := _strict(data, "utf-8")) is not None:
        if len(_CONTROLS.findall(data)) > len(data) * 0.02:
            raise UnreadableFile("This is a binary file, not text. Give a document in one of the known formats.")
        return text
    return _code_page(data)


def _strict(data: bytes, encoding: str) -> str | None:
    try:
        return data.decode(encoding)
    except (UnicodeError, LookupError):
        return None


def _wide(data: bytes) -> str:
    """UTF-16 or UTF-32 without a mark: every second (or three of four) byte of Latin text is zero."""
    for encoding, zeros in (("utf-32-le", data[1::4]), ("utf-32-be", data[2::4]), ("utf-16-le", data[1::2]), ("utf-16-be", data[0::2])):
        if zeros and zeros.count(0) > 0.7 * len(zeros):
            text = _strict(data, encoding)
            if text and sum(c.isprintable() or c in "\r\n\t" for c in text) > 0.98 * len(text):
                return text
    raise UnreadableFile("This is a binary file, not text. Give a document in one of the known formats.")


def _code_page(data: bytes) -> str:
    if len(_CONTROLS.findall(data)) > len(data) * 0.001:
        raise UnreadableFile("This is a binary file, not text. Give a document in one of the known formats.")
    best: tuple[float, str] | None = None
    for encoding in _CODE_PAGES:
        text = _strict(data, encoding)
        if text is None:
            continue
        beyond = [c for c in text if ord(c) > 127]
        odd = sum(c not in _EXPECTED and c.lower() not in _EXPECTED for c in beyond) + 2 * len(_INNER_CAPITAL.findall(text))
        if not _MOJIBAKE.search(text) and (best is None or odd / len(beyond) < best[0]):
            best = (odd / len(beyond), text)
    # A tenth of the letters beyond ASCII may be unusual before the guess counts as a wrong one.
    if best and best[0] <= 0.1:
        return best[1]
    return _normalised(data)


def _normalised(data: bytes) -> str:
    from charset_normalizer import from_bytes

    match = from_bytes(data, threshold=0.1).best()
    # Below a coherence of one half charset_normalizer is guessing; half-right letters are worse than an error.
    if match is None or match.coherence < 0.5 or _MOJIBAKE.search(str(match)):
        _fail("is in no text encoding that can be told for sure")
    return str(match)


def _fail(what: str) -> str:
    raise UnreadableFile(f"The file {what}. {_HELP}")
