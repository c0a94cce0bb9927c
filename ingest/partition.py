"""A file becomes Elements: what a person reads in it, in order, each block with its headings and page.

The text is never altered beyond Unicode NFC, joined white space, removed invisible characters and, in PDFs, repaired
hyphenation: published guidance is quoted from here. Readers are loaded when a file of their kind comes.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType

from assistant.errors import UnreadableFile
from assistant.settings import IngestSettings
from assistant.types import Element
from ingest.inspect_file import read_checked
from ingest.readers.blocks import Reading, assemble, clean_metadata
from ingest.readers.markdown import check_comments, read_markers
from ingest.readers.markdown_marks import Marker

__all__ = ["SUFFIXES", "Marker", "Partition", "check_comments", "partition", "read_markers"]

SUFFIXES: Mapping[str, str] = MappingProxyType(
    {
        ".md": "Markdown",
        ".markdown": "Markdown",
        ".txt": "text",
        ".html": "HTML",
        ".htm": "HTML",
        ".docx": "Word",
        ".pptx": "PowerPoint",
        ".pdf": "PDF",
        ".eml": "e-mail",
        ".msg": "Outlook e-mail",
        ".csv": "CSV",
        ".xlsx": "Excel",
    }
)
_OLD = {".doc": "Word", ".docm": "Word", ".xls": "Excel", ".xlsm": "Excel", ".ppt": "PowerPoint", ".pptm": "PowerPoint"}


@dataclass(frozen=True, slots=True)
class Partition:
    """What a file holds.

    `metadata` is what the file says about itself (title, author, last_modified_by, subject, sender …) and its
    `file_name`: it names people as readily as the text does. `title` is the document's own title, if it has one.
    """

    elements: tuple[Element, ...]
    metadata: Mapping[str, str] = field(default_factory=dict)
    title: str | None = None


def partition(path: Path, document_id: str, limits: IngestSettings, *, root: Path | None = None) -> Partition:
    """Read one file.

    With `root` (the folder the caller was given), a link leading out of it is refused. Raises UnreadableFile, saying what
    to do and nothing of the content, for anything that is not a sound, sensible file of a known format.
    """
    suffix = path.suffix.lower()
    if suffix not in SUFFIXES:
        _refuse_unknown(path, suffix, limits, root)
    data = read_checked(path, limits, root)
    try:
        reading = _read(data, suffix, limits)
        elements = tuple(assemble(reading.blocks, document_id, limits.max_chars))
    except (UnreadableFile, MemoryError):
        raise
    except Exception:  # noqa: BLE001 - parsers fail in any way they like, and their messages can hold text of the file
        raise UnreadableFile(
            f"This {SUFFIXES[suffix]} file is damaged or not what it seems. Open it, save it again, and try once more."
        ) from None
    if not elements:
        raise UnreadableFile(_nothing_in(suffix))
    return Partition(elements, clean_metadata({**reading.metadata, "file_name": path.name}), reading.title)


def _read(data: bytes, suffix: str, limits: IngestSettings) -> Reading:
    match suffix:
        case ".md" | ".markdown":
            from ingest.readers import markdown
            from ingest.readers.decode import decode

            return markdown.read(decode(data))
        case ".txt":
            from ingest.readers import plain
            from ingest.readers.decode import decode

            return plain.read(decode(data))
        case ".html" | ".htm":
            from ingest.readers import webpage

            return webpage.read(data)
        case ".docx":
            from ingest.readers import word

            return word.read(data)
        case ".pptx":
            from ingest.readers import slides

            return slides.read(data, limits)
        case ".pdf":
            from ingest.readers import pdf

            return pdf.read(data, limits)
        case ".eml" | ".msg":
            from ingest.readers import mail

            return mail.read(data, outlook=suffix == ".msg")
        case _:
            from ingest.readers import sheets

            return sheets.read_csv(data) if suffix == ".csv" else sheets.read_xlsx(data)


def _refuse_unknown(path: Path, suffix: str, limits: IngestSettings, root: Path | None) -> None:
    if not path.exists() or path.is_dir():
        read_checked(path, limits, root)
    if suffix in _OLD:
        raise UnreadableFile(f"{suffix} files are not read. Open it in {_OLD[suffix]} and save it as .{_OLD_TARGET[_OLD[suffix]]}.")
    known = ", ".join(sorted(SUFFIXES))
    raise UnreadableFile(f"Files ending in '{suffix or 'nothing'}' are not read. Known formats: {known}.")


_OLD_TARGET = {"Word": "docx", "Excel": "xlsx", "PowerPoint": "pptx"}


def _nothing_in(suffix: str) -> str:
    if suffix == ".pdf":
        return "This PDF holds pictures of pages, not text: run OCR first and try again."
    return "The file holds no text. Check that it was saved completely, or that its text is not hidden or in pictures."
