"""Bad input of every kind ends in an UnreadableFile that says what to do and repeats nothing of the content."""

from __future__ import annotations

import os
import zipfile
from dataclasses import replace
from pathlib import Path

import pytest

from assistant.errors import BadInput, UnreadableFile
from assistant.settings import load_settings
from ingest.partition import SUFFIXES, partition

LIMITS = load_settings({}).ingest
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def refuse(path: Path, match: str | None, **limits: float) -> str:
    with pytest.raises(UnreadableFile, match=match) as caught:
        partition(path, "doc", replace(LIMITS, **limits))  # type: ignore[arg-type]
    assert isinstance(caught.value, BadInput)
    assert caught.value.__cause__ is None
    return str(caught.value)


def made(path: Path, data: bytes) -> Path:
    path.write_bytes(data)
    return path


@pytest.mark.parametrize("suffix", sorted(SUFFIXES))
def test_an_empty_file_of_any_format(tmp_path: Path, suffix: str) -> None:
    refuse(made(tmp_path / f"a{suffix}", b""), "empty")


@pytest.mark.parametrize("suffix", sorted(SUFFIXES))
def test_noise_of_any_format(tmp_path: Path, suffix: str) -> None:
    """Bytes that mean nothing are refused whatever their name is."""
    noise = bytes((i * 97 + i // 7 * 31) % 256 for i in range(5000))
    refuse(made(tmp_path / f"a{suffix}", noise), None)


@pytest.mark.parametrize("text", [" \n\t\n ", "\u200b\ufeff\n", "<!-- only -->", "---\ntitle: T\n---\n"])
def test_a_file_without_visible_text(tmp_path: Path, text: str) -> None:
    refuse(made(tmp_path / "a.md", text.encode()), "no text")


def test_missing_and_folder_and_pipe(tmp_path: Path) -> None:
    refuse(tmp_path / "none.md", "no such file")
    (tmp_path / "folder.md").mkdir()
    refuse(tmp_path / "folder.md", "folder")
    os.mkfifo(tmp_path / "pipe.txt")
    refuse(tmp_path / "pipe.txt", "not a regular file")


def test_unknown_and_old_formats_name_what_is_known(tmp_path: Path) -> None:
    assert ".docx" in refuse(made(tmp_path / "a.xyz", b"text"), "not read")
    refuse(made(tmp_path / "a.doc", OLE), "save it as .docx")
    refuse(made(tmp_path / "nothing", b"text"), "not read")


def test_too_large(tmp_path: Path) -> None:
    refuse(made(tmp_path / "a.txt", b"word " * 50_000), "larger than 0.1 MB", max_file_mb=0.1)


def test_too_many_characters(tmp_path: Path) -> None:
    refuse(made(tmp_path / "a.txt", b"word " * 100), "more than 50 characters", max_chars=50)


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_no_permission(tmp_path: Path) -> None:
    path = made(tmp_path / "a.txt", b"text")
    path.chmod(0)
    refuse(path, "permission")


def test_a_refused_open_is_told_without_a_trace(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = made(tmp_path / "a.txt", b"text")

    def deny(*_: object) -> None:
        raise PermissionError

    monkeypatch.setattr(Path, "open", deny)
    refuse(path, "permission")


def test_links_are_followed_only_inside_the_folder_that_was_given(tmp_path: Path) -> None:
    inside, outside = tmp_path / "given", tmp_path / "other"
    inside.mkdir()
    outside.mkdir()
    made(outside / "a.txt", b"secret text")
    made(inside / "b.txt", b"own text")
    (inside / "leads-out.txt").symlink_to(outside / "a.txt")
    (inside / "stays.txt").symlink_to(inside / "b.txt")
    (inside / "loop.txt").symlink_to(inside / "loop.txt")
    with pytest.raises(UnreadableFile, match="leads out"):
        partition(inside / "leads-out.txt", "doc", LIMITS, root=inside)
    assert partition(inside / "stays.txt", "doc", LIMITS, root=inside).elements[0].text == "own text"
    refuse(inside / "loop.txt", "circle|no such")


def zipped(folder: str) -> bytes:
    from io import BytesIO

    made_in = BytesIO()
    with zipfile.ZipFile(made_in, "w") as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr(folder + "document.xml", "<x/>")
    return made_in.getvalue()


@pytest.mark.parametrize(
    ("name", "data", "match"),
    [
        ("a.pdf", zipped("word/"), "a Word file"),
        ("a.docx", b"%PDF-1.7 x", "a PDF"),
        ("a.docx", zipped("xl/"), "an? Excel file"),
        ("a.docx", zipped("odd/"), "zip archive"),
        ("a.docx", b"plain text", "something else"),
        ("a.docx", OLE + "EncryptedPackage".encode("utf-16-le"), "encrypted"),
        ("a.xlsx", OLE + b"Workbook", "old Office file"),
        ("a.pptx", zipped("ppt/")[:-30], "damaged"),
        ("a.md", b"%PDF-1.7 x", "a PDF"),
        ("a.txt", b"\x89PNG\r\n\x1a\n", "a picture"),
        ("a.txt", zipped("word/"), "a Word file"),
        ("a.txt", b"{\\rtf1 hello}", "RTF"),
        ("a.html", b"\x1f\x8b\x08 x", "compressed"),
        ("a.csv", b"\x7fELF\x02", "a program"),
        ("a.txt", b"text with \x00\x01\x02 bytes", "binary"),
        ("a.txt", bytes(range(1, 32)) * 20, "binary"),
        ("a.eml", b"just some words\nand no header lines", "not an e-mail"),
        ("a.msg", b"From: a\n\ntext", "not an Outlook"),
        ("a.msg", OLE + b"\0" * 600, "damaged"),
        ("a.csv", b'a,b\n"' + b"x" * 1_000_100, "cell"),
    ],
)
def test_content_that_is_not_what_the_name_says(tmp_path: Path, name: str, data: bytes, match: str) -> None:
    refuse(made(tmp_path / name, data), match)


@pytest.mark.parametrize("suffix", [".md", ".txt", ".html", ".csv", ".eml", ".docx", ".pdf"])
def test_no_message_repeats_the_content_or_the_path(tmp_path: Path, suffix: str) -> None:
    data = b"Jane Example \xff\xfe\x00\x9d\x81 07700 900318"
    message = refuse(made(tmp_path / f"Jane{suffix}", data), None)
    assert "Jane" not in message
    assert "07700" not in message
