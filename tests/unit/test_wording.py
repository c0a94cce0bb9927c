"""How a question is read: statute written out, nations, editions, parts."""

from __future__ import annotations

import pytest

from assistant.types import Nation
from assistant.wording import long_form, read_wording


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("s47 timescale", "section 47 timescale"),
        ("s.47 and sec 17", "section 47 and section 17"),
        ("47 enquiry lead", "section 47 enquiry lead"),
        ("what is section 47", "what is section 47"),
        ("s16la duty", "section 16LA duty"),
        ("art 9 condition", "Article 9 condition"),
        ("para 18 of sch 1", "paragraph 18 of Schedule 1"),
        ("wt2018 still ok", "wt 2018 still ok"),
        ("within 47 days", "within 47 days"),
    ],
)
def test_statute_is_written_out(typed: str, meant: str) -> None:
    assert long_form(typed) == meant


@pytest.mark.parametrize(
    ("typed", "nations"),
    [
        ("duty to report in Wales", (Nation.WALES,)),
        ("Scottish child protection order", (Nation.SCOTLAND,)),
        ("PIDA in Northern Ireland?", (Nation.NORTHERN_IRELAND,)),
        ("does it apply across the UK and in Wales", ()),
        ("who leads an enquiry", ()),
    ],
)
def test_the_nation_a_question_names_is_read(typed: str, nations: tuple[Nation, ...]) -> None:
    assert read_wording(typed).nations == nations


@pytest.mark.parametrize("typed", ["is the 2018 version still current?", "can I still use the old edition", "has it been superseded"])
def test_a_question_about_editions_may_be_about_old_text(typed: str) -> None:
    assert read_wording(typed).old


def test_an_ordinary_question_is_not_about_old_text() -> None:
    assert not read_wording("who attends a strategy discussion").old


def test_each_thing_that_is_asked_is_a_part() -> None:
    assert read_wording("How many principles are there and what was the last one about?").parts == (
        "How many principles are there",
        "what was the last one about",
    )


def test_a_long_situation_is_searched_sentence_by_sentence_too() -> None:
    told = "A pupil has stopped coming to school. Her older brother was seen with two phones. Mum says nothing is wrong at home. What now?"
    assert len(read_wording(told).parts) >= 3


def test_a_short_question_has_no_parts() -> None:
    assert read_wording("who chairs the conference").parts == ()


@pytest.mark.parametrize(
    ("text", "sides"),
    [
        ("What is the difference between section 17 and section 47?", ("section 17", "section 47")),
        ("how is a SAR different from an SUSR?", ("a SAR", "an SUSR")),
        ("duty to report in England versus Wales", ("duty to report in England", "duty to report in Wales")),
        ("difference between England and Wales on mandatory reporting?", ("England mandatory reporting", "Wales mandatory reporting")),
        ("Working Together 2023 compared with 2026", ("Working Together 2023", "Working Together 2026")),
        ("MAPPA v MARAC - I always mix these up", ("MAPPA", "MARAC")),
    ],
)
def test_each_side_of_a_comparison_is_a_part_of_its_own(text: str, sides: tuple[str, str]) -> None:
    assert read_wording(text).parts == sides


@pytest.mark.parametrize("text", ["R v Smith", "is it must or should", "who sits between the school and the council"])
def test_what_compares_nothing_has_no_sides(text: str) -> None:
    assert read_wording(text).parts == ()
