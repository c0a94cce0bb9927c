"""Is this file safe and sensible to parse? Asked before any parser sees it.

Every refusal is an UnreadableFile that says what to do and repeats nothing of the content.
"""

from __future__ import annotations

import io
import re
import stat
import zipfile
import zlib
from pathlib import Path

from assistant.errors import UnreadableFile
from assistant.settings import IngestSettings

_ZIP, _OLE, _PDF = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"%PDF-"
# Main parts that tell the Office formats apart (ECMA-376 content types, without and with macros).
_OFFICE = {".docx": "word/", ".pptx": "ppt/", ".xlsx": "xl/"}
_NAMES = {".docx": "Word", ".pptx": "PowerPoint", ".xlsx": "Excel", ".pdf": "PDF"}
_BINARY = {
    b"\x89PNG": "a picture", b"\xff\xd8\xff": "a picture", b"GIF8": "a picture", b"II*\x00": "a picture", b"MM\x00*": "a picture",
    b"\x7fELF": "a program", b"MZ\x90": "a program", b"\x1f\x8b": "a compressed archive", b"7z\xbc\xaf": "a compressed archive",
    b"Rar!": "a compressed archive", b"{\\rtf": "a rich text (RTF) file", b"SQLite format 3": "a database", b"ID3": "a sound file",
}  # fmt: skip
_STREAM = re.compile(rb"stream\r?\n")
# Word, Excel and PowerPoint write some tens of parts and one for each picture or slide; a file with more is made to harm.
MAX_ENTRIES = 20_000
_BLOCK = 1 << 20
# OOXML forbids document type declarations (ECMA-376 part 2, 8.1.4), and entity bombs need one.
_DECLARATIONS = tuple(word.encode(e) for word in ("<!DOCTYPE", "<!ENTITY") for e in ("utf-8", "utf-16-le", "utf-16-be"))


def read_checked(path: Path, limits: IngestSettings, root: Path | None = None) -> bytes:
    """The bytes of a regular file within `limits.max_file_mb`, whose content is what its suffix says.

    With `root`, a link that leads outside that folder is refused. Raises UnreadableFile.
    """
    size = _check_path(path, root)
    if size == 0:
        raise UnreadableFile("The file is empty. Check that it was saved or copied completely.")
    most = int(limits.max_file_mb * 1_000_000)
    if size > most:
        raise UnreadableFile(f"The file is larger than {limits.max_file_mb:g} MB. Split it, or raise ingest.max_file_mb.")
    try:
        with path.open("rb") as file:
            data = file.read(most + 1)
    except PermissionError:
        raise UnreadableFile("The file cannot be opened: no permission to read it. Change its permissions and try again.") from None
    except OSError as error:
        raise UnreadableFile(f"The file cannot be read: {error.strerror}.") from None
    if len(data) > most:
        raise UnreadableFile(f"The file is larger than {limits.max_file_mb:g} MB. Split it, or raise ingest.max_file_mb.")
    if not data:
        raise UnreadableFile("The file is empty. Check that it was saved or copied completely.")
    check_content(data, path.suffix.lower(), limits)
    return data


def _check_path(path: Path, root: Path | None) -> int:
    try:
        real = path.resolve(strict=True)
        mode = real.stat()
    except FileNotFoundError:
        raise UnreadableFile("There is no such file. Check the path, or whether a link leads nowhere.") from None
    except PermissionError:
        raise UnreadableFile("The file cannot be reached: no permission. Change the permissions of its folder and try again.") from None
    except (OSError, RuntimeError, ValueError):
        raise UnreadableFile("The path cannot be followed. Check it for links that lead in a circle.") from None
    if root is not None and path.is_symlink() and not real.is_relative_to(root.resolve()):
        raise UnreadableFile("The file is a link that leads out of the folder that was given. Give the real file instead.")
    if stat.S_ISDIR(mode.st_mode):
        raise UnreadableFile("This is a folder, not a file. Give its files, or ingest the folder.")
    if not stat.S_ISREG(mode.st_mode):
        raise UnreadableFile("This is not a regular file (a pipe, socket or device). Give a document.")
    return mode.st_size


def check_content(data: bytes, suffix: str, limits: IngestSettings) -> None:
    """Whether the content is what `suffix` says, not encrypted, and harmless to unpack. Raises UnreadableFile."""
    if suffix in _OFFICE:
        _check_office(data, suffix, limits)
        return
    if suffix == ".msg":
        if not data.startswith(_OLE):
            raise UnreadableFile("This is not an Outlook message, although its name says so. Rename it to what it is.")
        return
    is_pdf = _PDF in data[:1024]
    if suffix == ".pdf" and not is_pdf:
        raise UnreadableFile(f"This is {_what(data)}, although its name says PDF. Rename it to what it is, or save it as PDF again.")
    if suffix == ".pdf":
        _check_streams(data, limits)
    else:
        found = "a PDF" if data.lstrip()[:5] == _PDF else _binary(data)
        if found:
            raise UnreadableFile(f"This is {found}, although its name says {suffix}. Rename it to what it is.")


def _check_streams(data: bytes, limits: IngestSettings) -> None:
    """Refuse a PDF with a part that unpacks to more than a whole Office file may, before a parser unpacks it in memory."""
    most = int(limits.max_archive_mb * 1_000_000)
    refusal = UnreadableFile(f"A part of this PDF unpacks to more than {limits.max_archive_mb:g} MB: it is refused as a bomb.")
    for found in _STREAM.finditer(data):
        start = found.end()
        if len(data) < start + 2 or data[start] & 15 != 8 or int.from_bytes(data[start : start + 2]) % 31:
            continue  # not deflated
        dictionary = data[max(0, found.start() - 1000) : found.start()].rpartition(b"obj")[2]
        if dictionary.count(b"/FlateDecode") + dictionary.count(b"/Fl ") > 1:
            raise refusal  # packed twice, which nothing sensible is
        unpacker, unpacked, place = zlib.decompressobj(), 0, start
        try:
            while not unpacker.eof and (unpacker.unconsumed_tail or place < len(data)):
                block = unpacker.unconsumed_tail
                if not block:
                    block, place = data[place : place + _BLOCK], place + _BLOCK
                unpacked += len(unpacker.decompress(block, _BLOCK))
                if unpacked > most:
                    raise refusal
        except zlib.error:
            continue  # encrypted, or damaged: the parser will say


def _check_office(data: bytes, suffix: str, limits: IngestSettings) -> None:
    name = _NAMES[suffix]
    if data.startswith(_OLE):
        if "EncryptedPackage".encode("utf-16-le") in data:
            raise UnreadableFile(f"This {name} file is encrypted. Remove its password and try again.")
        raise UnreadableFile(f"This is an old Office file, although its name says {suffix}. Save it in today's {name} format.")
    if not data.startswith(_ZIP):
        raise UnreadableFile(f"This is {_what(data)}, although its name says {name}. Rename it to what it is, or save it again.")
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            _check_archive(archive, suffix, limits)
    except UnreadableFile:
        raise
    except (zipfile.BadZipFile, OSError, ValueError, RuntimeError, NotImplementedError, EOFError, zlib.error):
        raise UnreadableFile(f"This {name} file is damaged. Open it in {name}, save it again, and try once more.") from None


def _check_archive(archive: zipfile.ZipFile, suffix: str, limits: IngestSettings) -> None:
    name = _NAMES[suffix]
    most = int(limits.max_archive_mb * 1_000_000)
    too_big = UnreadableFile(f"This {name} file unpacks to more than {limits.max_archive_mb:g} MB: it is refused as a zip bomb.")
    entries = archive.infolist()
    if len(entries) > MAX_ENTRIES or sum(entry.file_size for entry in entries) > most:
        raise too_big
    if any(entry.flag_bits & 1 for entry in entries):
        raise UnreadableFile(f"This {name} file is encrypted. Remove its password and try again.")
    names = {entry.filename for entry in entries}
    if "[Content_Types].xml" not in names or not any(part.startswith(_OFFICE[suffix]) for part in names):
        other = next((_NAMES[s] for s, folder in _OFFICE.items() if any(part.startswith(folder) for part in names)), None)
        found = f"a {other} file" if other and "[Content_Types].xml" in names else "a zip archive or another kind of document"
        raise UnreadableFile(f"This is {found}, although its name says {name}. Rename it to what it is.")
    unpacked = 0
    for entry in entries:
        is_xml = entry.filename.endswith((".xml", ".rels", ".vml"))
        tail = b""
        with archive.open(entry) as part:
            while block := part.read(_BLOCK):
                unpacked += len(block)
                if unpacked > most:
                    raise too_big
                if is_xml and any(word in tail + block for word in _DECLARATIONS):
                    raise UnreadableFile(f"This {name} file declares XML entities, which no {name} file should: it is refused.")
                tail = block[-32:]


def _binary(data: bytes) -> str | None:
    """What a binary file is, in words; None for what may be text."""
    if data.startswith(_ZIP):
        return _what(data)
    if data.startswith(_OLE):
        return "an old Office file"
    return next((what for magic, what in _BINARY.items() if data.startswith(magic)), None)


def _what(data: bytes) -> str:
    if data.startswith(_ZIP):
        for suffix, folder in _OFFICE.items():
            if folder.encode() in data:
                return f"a {_NAMES[suffix]} file"
        return "a zip archive"
    return "a PDF" if _PDF in data[:1024] else _binary(data) or "something else"
