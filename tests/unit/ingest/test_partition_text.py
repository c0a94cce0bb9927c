"""Plain text, e-mail, CSV and Excel: joined lines, cautious headings, headers as a block, and figures left alone."""

from __future__ import annotations

import datetime
from pathlib import Path

import pytest

from assistant.errors import UnreadableFile
from assistant.settings import load_settings
from ingest.partition import Partition, partition

LIMITS = load_settings({}).ingest


def read(path: Path, data: str | bytes) -> Partition:
    path.write_bytes(data.encode() if isinstance(data, str) else data)
    return partition(path, "doc", LIMITS)


def test_wrapped_lines_are_joined_and_an_address_keeps_its_lines(tmp_path: Path) -> None:
    text = (
        "A social worker should decide how to respond to a referral, and should\n"
        "acknowledge the referral to the person who made it, within one\nworking day.\n\n"
        "Jane Example\n14 Larkspur Row\nNorthbridge\n"
    )
    found = read(tmp_path / "a.txt", text)
    assert [e.text for e in found.elements] == [
        "A social worker should decide how to respond to a referral, and should acknowledge the referral to the person who made it,"
        " within one working day.",
        "Jane Example\n14 Larkspur Row\nNorthbridge",
    ]


def test_headings_are_capitals_numbers_or_underlines_and_nothing_else(tmp_path: Path) -> None:
    text = (
        "Local lesson\n\nWHAT HAPPENED\nThe call came late.\n\n2.1 How long it took\n\nThree days.\n\n"
        "What worked\n-----------\nThe map.\n\n"
        "Ring them first\n\nThen write it down.\n"
    )
    found = read(tmp_path / "a.txt", text)
    assert [(e.text, e.heading_path) for e in found.elements] == [
        ("The call came late.", ("Local lesson", "WHAT HAPPENED")),
        ("Three days.", ("Local lesson", "WHAT HAPPENED", "2.1 How long it took")),
        ("The map.", ("Local lesson", "What worked")),
        ("Ring them first", ("Local lesson", "What worked")),
        ("Then write it down.", ("Local lesson", "What worked")),
    ]
    assert found.title == "Local lesson"


def test_a_few_words_over_a_list_or_a_full_line_head_it(tmp_path: Path) -> None:
    text = f"the call that never was\n{'typed up from the audit and the meeting ' * 4}\n\nwhat worked\n- the log\n- the map\n\n"
    text += "The Lead\n1 High Street\n"
    found = read(tmp_path / "a.txt", text)
    assert [e.heading_path for e in found.elements] == [("the call that never was",)] + [("the call that never was", "what worked")] * 3


def test_list_items_keep_their_numbers_and_lose_their_bullets(tmp_path: Path) -> None:
    found = read(tmp_path / "a.txt", "Do this:\n\n- ring the front\n  door\n- write it down\n\n1. First\n2. Second\n(a) sub\n")
    assert [(e.category, e.text) for e in found.elements[1:]] == [
        ("ListItem", "ring the front door"),
        ("ListItem", "write it down"),
        ("ListItem", "1. First"),
        ("ListItem", "2. Second"),
        ("ListItem", "(a) sub"),
    ]


SENTENCE = "The child’s “voice” – £5, café – counts.\nIt always did."


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "cp1252", "mac_roman"])
def test_every_usual_encoding_gives_the_same_letters(tmp_path: Path, encoding: str) -> None:
    found = read(tmp_path / "a.txt", SENTENCE.encode(encoding))
    assert found.elements[0].text.replace("\n", " ") == SENTENCE.replace("\n", " ")


def test_latin_1_letters_come_out_right(tmp_path: Path) -> None:
    assert read(tmp_path / "a.txt", "Renée and Zoë paid £20.".encode("latin-1")).elements[0].text == "Renée and Zoë paid £20."


@pytest.mark.parametrize(
    "data",
    [
        "good utf-8: don’t, café – and ".encode() + b"then a stray \xff\xfe byte and \xe2\x80",
        bytes(range(128, 256)) * 4,
    ],
)
def test_bytes_that_no_encoding_explains_are_an_error_and_never_wrong_letters(tmp_path: Path, data: bytes) -> None:
    with pytest.raises(UnreadableFile, match="UTF-8"):
        read(tmp_path / "a.txt", data)


def test_characters_that_show_nothing_are_removed(tmp_path: Path) -> None:
    hidden = "Ja\u200bne\u202e \u2066Sm\u00adith\u2069 \U000e0041\U000e0042r\x07ang\ufeff\u2060 up\u00a0now\u3164."
    assert read(tmp_path / "a.txt", hidden).elements[0].text == "Jane Smith rang up now."


def test_letters_are_composed(tmp_path: Path) -> None:
    assert read(tmp_path / "a.txt", "Rene\u0301e came.").elements[0].text == "Renée came."


MAIL = """From: Meriel Example <meriel@example.org>
To: "Dr I. Pell" <ivo@example.org>
Subject: =?utf-8?q?Debrief_=E2=80=93_lesson?=
Date: Wed, 01 Jul 2026 18:47:00 +0100
MIME-Version: 1.0
Content-Type: multipart/mixed; boundary=B

--B
Content-Type: multipart/alternative; boundary=A

--A
Content-Type: text/plain; charset="utf-8"
Content-Transfer-Encoding: quoted-printable

Plain caf=C3=A9 version.
--A
Content-Type: text/html; charset="iso-8859-1"
Content-Transfer-Encoding: quoted-printable

<p>Rich caf=E9 version.</p><p style="display:none">hidden</p>
--A--
--B
Content-Type: application/pdf; name="Danso.pdf"
Content-Disposition: attachment; filename="Danso.pdf"
Content-Transfer-Encoding: base64

AAAA
--B
Content-Type: message/rfc822

From: Jonty Example <jonty@example.org>
Subject: Earlier one

We fixed the door.
--B--
"""


def test_an_e_mail_gives_its_headers_its_best_body_and_what_it_forwards(tmp_path: Path) -> None:
    found = read(tmp_path / "a.eml", MAIL)
    header, body, inner_header, inner = found.elements
    assert header.category == inner_header.category == "Email header"
    assert header.text.splitlines()[0] == "From: Meriel Example <meriel@example.org>"
    assert (body.text, body.heading_path) == ("Rich café version.", ("Debrief – lesson",))
    assert (inner.text, inner.heading_path) == ("We fixed the door.", ("Earlier one",))
    assert found.title == found.metadata["subject"] == "Debrief – lesson"
    assert found.metadata["sender"] == "Meriel Example <meriel@example.org>"
    assert found.metadata["attachments"] == "Danso.pdf"


def test_quoted_replies_lose_their_marks(tmp_path: Path) -> None:
    found = read(
        tmp_path / "a.eml", "From: a@example.org\nSubject: S\n\nThanks.\n\n> We fixed the door at the address and then we\n> went home.\n"
    )
    assert [e.text for e in found.elements[1:]] == ["Thanks.", "We fixed the door at the address and then we went home."]


def test_csv_rows_name_their_columns_and_keep_leading_zeros(tmp_path: Path) -> None:
    found = read(tmp_path / "a.csv", 'Name;Ref;Note\nJane;007;"a; b"\nBob;0123;\n')
    assert [e.text for e in found.elements] == ["Name: Jane; Ref: 007; Note: a; b.\nName: Bob; Ref: 0123."]


def test_csv_without_column_names_reads_as_label_and_value(tmp_path: Path) -> None:
    assert read(tmp_path / "a.csv", "NSPCC,0808 800 5000\nPolice,999\n").elements[0].text == "NSPCC: 0808 800 5000.\nPolice: 999."


def test_a_long_csv_becomes_several_elements(tmp_path: Path) -> None:
    found = read(tmp_path / "a.csv", "Name,Note\n" + "".join(f"n{i},{'x' * 100}\n" for i in range(1000)))
    assert len(found.elements) > 3
    assert all(len(e.text) < 21_000 and e.text.startswith("Name: n") for e in found.elements)


def test_excel_shows_what_a_person_sees(tmp_path: Path) -> None:
    openpyxl = pytest.importorskip("openpyxl")
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "Contacts"
    for row in (["Contact list"], ["Name", "Phone", "Since", "Rate"], ["Jane", "07700 900318", datetime.date(2025, 11, 12), 0.25], []):
        sheet.append(row)
    sheet.append(["Ring first"])
    sheet["D3"].number_format, sheet["C3"].number_format = "0%", "dd/mm/yyyy"
    book.create_sheet("Old")["A1"] = "hidden words"
    book["Old"].sheet_state = "hidden"
    book.properties.creator, book.properties.lastModifiedBy = "A Writer", "B Editor"
    book.save(tmp_path / "a.xlsx")
    found = partition(tmp_path / "a.xlsx", "doc", LIMITS)
    assert [(e.category, e.text, e.heading_path) for e in found.elements] == [
        ("Table", "Contact list\nName: Jane; Phone: 07700 900318; Since: 12/11/2025; Rate: 25%.", ("Contacts",)),
        ("NarrativeText", "Ring first", ("Contacts",)),
    ]
    assert (found.metadata["author"], found.metadata["last_modified_by"]) == ("A Writer", "B Editor")
