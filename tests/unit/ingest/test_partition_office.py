"""Word and PowerPoint: tracked changes settled, hidden text gone, structure kept, metadata told."""

from __future__ import annotations

import zipfile
from dataclasses import replace
from io import BytesIO
from pathlib import Path
from typing import Any

import docx
import pptx
import pytest
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from pptx.util import Inches

from assistant.errors import UnreadableFile
from assistant.settings import load_settings
from ingest.partition import Partition, partition

LIMITS = load_settings({}).ingest


def read(folder: Path, document: Any, name: str = "a.docx") -> Partition:
    document.save(folder / name)
    return partition(folder / name, "doc", LIMITS)


def test_styles_make_the_path_and_lists_keep_numbers(tmp_path: Path) -> None:
    word = docx.Document()
    word.add_heading("Lesson", 0)
    word.add_heading("One", 1)
    word.add_paragraph("Plain “smart” text – with dash.")
    word.add_heading("Two", 2)
    word.add_paragraph("first", style="List Number")
    word.add_paragraph("second", style="List Number")
    word.add_paragraph("bullet", style="List Bullet")
    word.add_heading("Three", 1)
    word.add_paragraph("Ring 999.")
    word.add_paragraph("7")
    found = read(tmp_path, word)
    assert [(e.category, e.text, e.heading_path) for e in found.elements] == [
        ("NarrativeText", "Plain “smart” text – with dash.", ("Lesson", "One")),
        ("ListItem", "1. first", ("Lesson", "One", "Two")),
        ("ListItem", "2. second", ("Lesson", "One", "Two")),
        ("ListItem", "bullet", ("Lesson", "One", "Two")),
        ("NarrativeText", "Ring 999.", ("Lesson", "Three")),
        ("NarrativeText", "7", ("Lesson", "Three")),
    ]
    assert found.title == "Lesson"


def test_a_short_paragraph_in_bold_heads_what_follows(tmp_path: Path) -> None:
    word = docx.Document()
    word.add_paragraph().add_run("What happened").bold = True
    word.add_paragraph("The call came late.")
    word.add_paragraph().add_run("Nobody rang back.").bold = True
    assert [(e.text, e.heading_path) for e in read(tmp_path, word).elements] == [
        ("The call came late.", ("What happened",)),
        ("Nobody rang back.", ("What happened",)),
    ]


def test_insertions_stay_deletions_and_hidden_text_go(tmp_path: Path) -> None:
    word = docx.Document()
    paragraph = word.add_paragraph("Kept ")
    space = nsdecls("w")
    paragraph._p.append(parse_xml(f'<w:ins {space} w:id="1" w:author="x"><w:r><w:t xml:space="preserve">put in </w:t></w:r></w:ins>'))
    paragraph._p.append(parse_xml(f'<w:del {space} w:id="2" w:author="x"><w:r><w:delText>struck</w:delText></w:r></w:del>'))
    paragraph._p.append(parse_xml(f"<w:sdt {space}><w:sdtContent><w:r><w:t>from a form</w:t></w:r></w:sdtContent></w:sdt>"))
    paragraph.add_run("hidden").font.hidden = True
    assert [e.text for e in read(tmp_path, word).elements] == ["Kept put in from a form"]


def test_text_boxes_are_read_once(tmp_path: Path) -> None:
    word = docx.Document()
    paragraph = word.add_paragraph("Before.")
    box = (
        f'<w:r {nsdecls("w")} xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"><mc:AlternateContent>'
        "<mc:Choice Requires='wps'><w:drawing><w:txbxContent><w:p><w:r><w:t>In the box.</w:t></w:r></w:p></w:txbxContent></w:drawing>"
        "</mc:Choice>"
        "<mc:Fallback><w:pict><w:txbxContent><w:p><w:r><w:t>In the box.</w:t></w:r></w:p></w:txbxContent></w:pict></mc:Fallback>"
        "</mc:AlternateContent></w:r>"
    )
    paragraph._p.append(parse_xml(box))
    word.add_paragraph("After.")
    assert [e.text for e in read(tmp_path, word).elements] == ["Before.", "In the box.", "After."]


def test_a_table_names_columns_or_reads_as_label_and_value(tmp_path: Path) -> None:
    word = docx.Document()
    table = word.add_table(rows=3, cols=3)
    for i, row in enumerate((("Action", "Owner", "By"), ("Ring", "Lead", "May"), ("Write", "", "June"))):
        for j, value in enumerate(row):
            table.cell(i, j).text = value
    word.add_paragraph("between")
    pairs = word.add_table(rows=2, cols=2)
    for i, (label, answer) in enumerate((("Child", "FERROW, Rowan"), ("Known as", "Rowan"))):
        pairs.cell(i, 0).text, pairs.cell(i, 1).text = label, answer
    assert [e.text for e in read(tmp_path, word).elements] == [
        "Action: Ring; Owner: Lead; By: May.\nAction: Write; By: June.",
        "between",
        "Child: FERROW, Rowan.\nKnown as: Rowan.",
    ]


def test_a_form_with_long_answers_is_read_as_text_under_its_labels(tmp_path: Path) -> None:
    word = docx.Document()
    form = word.add_table(rows=4, cols=2)
    for i, (label, answer) in enumerate(
        (("Date", "May"), ("What happened", "The call came late."), ("Owner", "Lead"), ("Learning", "Write."))
    ):
        form.cell(i, 0).text, form.cell(i, 1).text = label, answer
    form.cell(1, 1).add_paragraph("Nobody rang back.")
    form.cell(3, 1).add_paragraph("Ring.", style="List Bullet")
    assert [(e.category, e.text, e.heading_path) for e in read(tmp_path, word).elements] == [
        ("Table", "Date: May.", ()),
        ("NarrativeText", "The call came late.", ("What happened",)),
        ("NarrativeText", "Nobody rang back.", ("What happened",)),
        ("NarrativeText", "Lead", ("Owner",)),
        ("NarrativeText", "Write.", ("Learning",)),
        ("ListItem", "Ring.", ("Learning",)),
    ]


def test_headers_footers_and_properties_are_told_once(tmp_path: Path) -> None:
    word = docx.Document()
    word.add_paragraph("text")
    word.add_section()
    word.add_paragraph("more")
    word.sections[0].header.paragraphs[0].text = "RESTRICTED: Ferrow"
    word.sections[0].footer.paragraphs[0].text = "Prepared by O. K."
    word.core_properties.author, word.core_properties.last_modified_by = "A Writer", "b.editor"
    found = read(tmp_path, word, "Ferrow_debrief.docx")
    assert [(e.category, e.text) for e in found.elements] == [
        ("Header", "RESTRICTED: Ferrow"),
        ("NarrativeText", "text"),
        ("Footer", "Prepared by O. K."),
        ("NarrativeText", "more"),
    ]
    assert (found.metadata["author"], found.metadata["last_modified_by"], found.metadata["file_name"]) == (
        "A Writer",
        "b.editor",
        "Ferrow_debrief.docx",
    )


def slides() -> Any:
    deck = pptx.Presentation()
    slide = deck.slides.add_slide(deck.slide_layouts[1])
    slide.shapes.title.text = "First things"
    slide.placeholders[1].text = "Ring 999\nThen write it down"
    slide.notes_slide.notes_text_frame.text = "Say who rings.\nPause."
    slide = deck.slides.add_slide(deck.slide_layouts[5])
    slide.shapes.title.text = "Times"
    table = slide.shapes.add_table(2, 3, Inches(1), Inches(2), Inches(5), Inches(1)).table
    for i, row in enumerate((("Step", "Time", "Who"), ("Decide", "1 day", "Team"))):
        for j, value in enumerate(row):
            table.cell(i, j).text = value
    return deck


def test_slides_are_pages_headed_by_their_titles_with_notes_after_them(tmp_path: Path) -> None:
    found = read(tmp_path, slides(), "a.pptx")
    assert [(e.page, e.text, e.heading_path) for e in found.elements] == [
        (1, "Ring 999", ("First things",)),
        (1, "Then write it down", ("First things",)),
        (1, "Say who rings.", ("First things", "Speaker notes")),
        (1, "Pause.", ("First things", "Speaker notes")),
        (2, "Step: Decide; Time: 1 day; Who: Team.", ("Times",)),
    ]
    assert found.title == "First things"


def test_too_many_slides_are_refused(tmp_path: Path) -> None:
    slides().save(tmp_path / "a.pptx")
    with pytest.raises(UnreadableFile, match="more than 1 slides"):
        partition(tmp_path / "a.pptx", "doc", replace(LIMITS, max_pages=1))


def rebuilt(folder: Path, change: dict[str, bytes], drop: str = "-") -> Path:
    """A Word file some of whose parts are replaced or added."""
    plain = BytesIO()
    word = docx.Document()
    word.add_paragraph("text")
    word.save(plain)
    path = folder / "made.docx"
    with zipfile.ZipFile(plain) as old, zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            if name != drop:
                new.writestr(name, change[name] if name in change else old.read(name))
        for name in change.keys() - set(old.namelist()):
            new.writestr(name, change[name])
    return path


def test_a_zip_bomb_is_refused_before_it_unpacks(tmp_path: Path) -> None:
    path = rebuilt(tmp_path, {"word/media/bomb.bin": b"\0" * 3_000_000})
    with pytest.raises(UnreadableFile, match="zip bomb"):
        partition(path, "doc", replace(LIMITS, max_archive_mb=2))


def test_a_bomb_that_lies_about_its_size_is_refused(tmp_path: Path) -> None:
    path = rebuilt(tmp_path, {"word/media/bomb.bin": b"\0" * 3_000_000})
    data = path.read_bytes().replace((3_000_000).to_bytes(4, "little"), (10).to_bytes(4, "little"))
    path.write_bytes(data)
    with pytest.raises(UnreadableFile, match=r"zip bomb|damaged"):
        partition(path, "doc", replace(LIMITS, max_archive_mb=2))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_entities_declared_in_a_part_are_refused(tmp_path: Path, encoding: str) -> None:
    bomb = '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><x>&b;</x>'.encode(encoding)
    with pytest.raises(UnreadableFile, match="entities"):
        partition(rebuilt(tmp_path, {"word/document.xml": bomb}), "doc", LIMITS)


def test_a_damaged_part_is_named_as_damage_without_its_content(tmp_path: Path) -> None:
    with pytest.raises(UnreadableFile, match="damaged") as caught:
        partition(rebuilt(tmp_path, {"word/document.xml": b"<w:document>Jane Example"}), "doc", LIMITS)
    assert "Jane" not in str(caught.value)
    assert caught.value.__cause__ is None


def test_a_missing_main_part_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(UnreadableFile):
        partition(rebuilt(tmp_path, {}, drop="word/document.xml"), "doc", LIMITS)
