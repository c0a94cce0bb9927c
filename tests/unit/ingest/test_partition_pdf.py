"""PDF: pages, headings from how they look, paragraphs and words put together again, tables by row."""

from __future__ import annotations

import weakref
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from assistant.errors import UnreadableFile
from assistant.settings import load_settings
from ingest.partition import Partition, partition

reportlab = pytest.importorskip("reportlab")
from reportlab.lib.pagesizes import A4  # type: ignore[import-untyped]  # noqa: E402
from reportlab.lib.pdfencrypt import StandardEncryption  # type: ignore[import-untyped]  # noqa: E402
from reportlab.lib.styles import getSampleStyleSheet  # type: ignore[import-untyped]  # noqa: E402
from reportlab.lib.units import cm  # type: ignore[import-untyped]  # noqa: E402
from reportlab.pdfgen.canvas import Canvas  # type: ignore[import-untyped]  # noqa: E402
from reportlab.platypus import (  # type: ignore[import-untyped]  # noqa: E402
    BaseDocTemplate,
    Frame,
    ListFlowable,
    ListItem,
    PageBreak,
    PageTemplate,
    Paragraph,
    Spacer,
    Table,
)

LIMITS = load_settings({}).ingest
STYLES = getSampleStyleSheet()
PROSE = (
    "The local authority must decide within one working day what type of response is needed. ",
    "Practitioners record the reasons for each decision, and they share them with the family where it is safe. ",
    "An early help assessment looks at what each child needs and at what the people around the child can do. ",
    "Managers read the record within a week and say what should happen next. ",
)
FULL, HALVES = [Frame(2 * cm, 2.5 * cm, 17 * cm, 24 * cm)], [Frame(x * cm, 2.5 * cm, 8 * cm, 24 * cm) for x in (2, 11)]


def build(
    path: Path, story: list[Any], frames: Sequence[Frame] = FULL, each: Callable[[Canvas, Any], None] = lambda *_: None, **more: Any
) -> Partition:
    document = BaseDocTemplate(str(path), pagesize=A4, **more)
    document.addPageTemplates(PageTemplate(frames=list(frames), onPage=each))
    document.build(story)
    return partition(path, "doc", LIMITS)


def edge(canvas: Canvas, document: Any) -> None:
    canvas.setFont("Helvetica", 8)
    canvas.drawString(2 * cm, 28.5 * cm, "Referrals – Northbridge")
    canvas.drawCentredString(10 * cm, 1.2 * cm, f"Page {document.page} of 9")


def guide() -> list[Any]:
    story: list[Any] = [Paragraph("Guidance on referrals", STYLES["Title"])]
    for i in (1, 2, 3):
        story.append(Paragraph(f"{i}. Chapter about thing {i}", STYLES["Heading1"]))
        for j in (1, 2):
            story.append(Paragraph(f"{i}.{j} Section about thing {j}", STYLES["Heading2"]))
            story.append(Paragraph(f"Begin {i}.{j}. " + "".join(PROSE) * 2 + f"End of {i}.{j}.", STYLES["BodyText"]))
            items = [
                f"item {k} of {i}.{j} with words that go on for long enough to need a second line in an item as narrow as this."
                for k in "ab"
            ]
            story.append(ListFlowable([ListItem(Paragraph(item, STYLES["BodyText"])) for item in items], bulletType="bullet"))
            story.append(Paragraph(f"Again {i}.{j}. " + "".join(PROSE) + f"Close of {i}.{j}.", STYLES["BodyText"]))
    return story


@pytest.mark.parametrize("frames", [FULL, HALVES], ids=["one column", "two columns"])
def test_headings_paragraphs_and_lists_come_in_reading_order(tmp_path: Path, frames: Sequence[Frame]) -> None:
    found = build(tmp_path / "a.pdf", guide(), frames, edge)
    body = [e for e in found.elements if e.category in ("NarrativeText", "ListItem")]
    wanted = []
    for i in (1, 2, 3):
        for j in (1, 2):
            path = ("Guidance on referrals", f"{i}. Chapter about thing {i}", f"{i}.{j} Section about thing {j}")
            item = "with words that go on for long enough to need a second line in an item as narrow as this."
            wanted += [
                ("NarrativeText", f"Begin {i}.{j}. " + "".join(PROSE) * 2 + f"End of {i}.{j}.", path),
                ("ListItem", f"item a of {i}.{j} {item}", path),
                ("ListItem", f"item b of {i}.{j} {item}", path),
                ("NarrativeText", f"Again {i}.{j}. " + "".join(PROSE) + f"Close of {i}.{j}.", path),
            ]
    joined = " ".join(e.text for e in body)
    assert joined == " ".join(text for _, text, _ in wanted)  # nothing lost, nothing moved
    got = {(e.category, e.text, e.heading_path) for e in body}
    # A paragraph whose sentence ends exactly at the foot of a page or column stays in two: nothing shows that it goes on.
    assert len(got & set(wanted)) >= len(wanted) - 4
    assert {e.heading_path for e in body} == {path for *_, path in wanted}
    assert found.title == "Guidance on referrals"


def test_running_lines_are_kept_once_and_page_numbers_not_at_all(tmp_path: Path) -> None:
    found = build(tmp_path / "a.pdf", guide(), FULL, edge)
    assert [(e.category, e.text) for e in found.elements if e.category in ("Header", "Footer")] == [("Header", "Referrals – Northbridge")]
    assert not any("of 9" in e.text or "Northbridge" in e.text for e in found.elements if e.category not in ("Header", "Footer"))
    pages = [e.page for e in found.elements]
    assert pages == sorted(p for p in pages if p)
    assert max(p for p in pages if p) > 1


def test_a_paragraph_goes_on_over_the_page(tmp_path: Path) -> None:
    canvas = Canvas(str(tmp_path / "a.pdf"), pagesize=A4)
    canvas.drawString(60, 700, "A social worker should decide how to respond to the referral and")
    canvas.showPage()
    canvas.drawString(60, 760, "should acknowledge it within one working day.")
    canvas.save()
    (element,) = partition(tmp_path / "a.pdf", "doc", LIMITS).elements
    assert element.text == "A social worker should decide how to respond to the referral and should acknowledge it within one working day."
    assert element.page == 1


def test_words_broken_at_the_margin_are_mended_and_real_hyphens_kept(tmp_path: Path) -> None:
    canvas = Canvas(str(tmp_path / "a.pdf"), pagesize=A4)
    lines = (
        "All staff share the responsibility for safe-",
        "guarding children, and they hold multi-",
        "agency meetings to speak about well-known",
        "risks and infor-",
        "mation.",
    )
    for i, line in enumerate(lines):
        canvas.drawString(60, 700 - 14 * i, line)
    canvas.save()
    (element,) = partition(tmp_path / "a.pdf", "doc", LIMITS).elements
    assert element.text == (
        "All staff share the responsibility for safeguarding children, and they hold multi-agency meetings to speak about"
        " well-known risks and information."
    )


def test_tables_with_and_without_rules_read_row_by_row(tmp_path: Path) -> None:
    rows = [
        ["Step", "Time", "Who"],
        ["Decision", "1 working day", "Social worker"],
        ["Assessment", "45 working days", "Team"],
        ["Review", "3 months", "Chair"],
    ]
    story = [Paragraph("".join(PROSE), STYLES["BodyText"]), Table(rows, style=[("GRID", (0, 0), (-1, -1), 0.5, "black")]), Spacer(1, 20)]
    story += [Paragraph("".join(PROSE), STYLES["BodyText"]), Spacer(1, 20), Table(rows, colWidths=[4 * cm] * 3, hAlign="LEFT")]
    tables = [e.text for e in build(tmp_path / "a.pdf", story).elements if e.category == "Table"]
    wanted = "Step: Decision; Time: 1 working day; Who: Social worker.\nStep: Assessment; Time: 45 working days; Who: Team.\n"
    wanted += "Step: Review; Time: 3 months; Who: Chair."
    assert tables == [wanted, wanted]


def test_bookmarks_decide_which_lines_are_headings(tmp_path: Path) -> None:
    canvas = Canvas(str(tmp_path / "a.pdf"), pagesize=A4)
    for i, (title, level) in enumerate((("Duties of the panel", 0), ("how long it takes", 1), ("Who sits on it", 0))):
        canvas.bookmarkPage(str(i))
        canvas.addOutlineEntry(title, str(i), level=level)
        canvas.drawString(60, 700 - 60 * i, title)
        canvas.drawString(60, 680 - 60 * i, f"Some text that stands below heading number {i}.")
    canvas.save()
    assert [e.heading_path for e in partition(tmp_path / "a.pdf", "doc", LIMITS).elements] == [
        ("Duties of the panel",),
        ("Duties of the panel", "how long it takes"),
        ("Who sits on it",),
    ]


def test_metadata_is_told(tmp_path: Path) -> None:
    found = build(tmp_path / "Wetherby.pdf", [Paragraph("Text of it.", STYLES["BodyText"])], title="SAR draft", author="I. Example")
    assert (found.metadata["title"], found.metadata["author"], found.metadata["file_name"]) == ("SAR draft", "I. Example", "Wetherby.pdf")
    assert found.title == "SAR draft"
    assert "subject" not in found.metadata


def test_an_encrypted_pdf_is_refused(tmp_path: Path) -> None:
    canvas = Canvas(str(tmp_path / "a.pdf"), encrypt=StandardEncryption("open sesame", canPrint=0))
    canvas.drawString(60, 700, "secret")
    canvas.save()
    with pytest.raises(UnreadableFile, match="encrypted"):
        partition(tmp_path / "a.pdf", "doc", LIMITS)


def test_pictures_of_pages_ask_for_ocr(tmp_path: Path) -> None:
    canvas = Canvas(str(tmp_path / "a.pdf"))
    canvas.rect(10, 10, 100, 100, fill=1)
    canvas.save()
    with pytest.raises(UnreadableFile, match="OCR"):
        partition(tmp_path / "a.pdf", "doc", LIMITS)


def test_too_many_pages_and_too_much_text_are_refused(tmp_path: Path) -> None:
    build(tmp_path / "a.pdf", [Paragraph("One.", STYLES["BodyText"]), PageBreak(), Paragraph("Two.", STYLES["BodyText"])])
    with pytest.raises(UnreadableFile, match="more than 1 pages"):
        partition(tmp_path / "a.pdf", "doc", replace(LIMITS, max_pages=1))
    with pytest.raises(UnreadableFile, match="more than 4 characters"):
        partition(tmp_path / "a.pdf", "doc", replace(LIMITS, max_chars=4))


def test_a_truncated_pdf_is_an_error_that_says_so(tmp_path: Path) -> None:
    build(tmp_path / "a.pdf", guide())
    data = (tmp_path / "a.pdf").read_bytes()
    (tmp_path / "b.pdf").write_bytes(data[:200])
    with pytest.raises(UnreadableFile, match=r"damaged|OCR"):
        partition(tmp_path / "b.pdf", "doc", LIMITS)


def test_a_stream_that_unpacks_without_end_is_refused(tmp_path: Path) -> None:
    import zlib

    packed = zlib.compress(b" " * 3_000_000)
    head = b"%PDF-1.4\n4 0 obj <</Length " + str(len(packed)).encode() + b" /Filter /FlateDecode>> stream\n"
    (tmp_path / "a.pdf").write_bytes(head + packed + b"\nendstream endobj\n%%EOF")
    with pytest.raises(UnreadableFile, match="bomb"):
        partition(tmp_path / "a.pdf", "doc", replace(LIMITS, max_archive_mb=2))


def test_memory_stays_flat_over_a_long_pdf(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """However many pages there are, the letters and boxes of one batch alone are held."""
    from ingest.readers import pdf, pdf_layout

    monkeypatch.setattr(pdf, "_BATCH_PAGES", 2)
    held, most = list[weakref.ref[Any]](), 0
    lay_out = pdf_layout.lay_out

    def counted(*args: Any) -> Any:
        nonlocal most
        page = lay_out(*args)
        held.append(weakref.ref(page))
        most = max(most, sum(ref() is not None for ref in held))
        return page

    monkeypatch.setattr(pdf, "lay_out", counted)
    canvas = Canvas(str(tmp_path / "a.pdf"), pagesize=A4)
    for page in range(12):
        canvas.drawString(60, 700, f"Page number {page} says what is done.")
        canvas.showPage()
    canvas.save()
    assert len(partition(tmp_path / "a.pdf", "doc", LIMITS).elements) == 12
    assert most <= 5
