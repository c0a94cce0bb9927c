"""What looks like a date, an age or a person in records and is a measurement, an office or a service."""

from __future__ import annotations

import pytest

from assistant.privacy.candidates import Candidate
from assistant.privacy.detector import PersonDetector, TextClass
from assistant.privacy.measures import is_measure


def learned(text: str, value: str, type_: str) -> Candidate:
    start = text.index(value)
    return Candidate(start, start + len(value), type_, "quasi", 0.9, "learned:x")


@pytest.mark.parametrize(
    ("text", "value", "type_"),
    [
        ("MoCA 14/30. Daughter to ring.", "14/30", "DATE"),
        ("ACE-III scored 61/100 today", "100", "DATE_OF_BIRTH"),
        ("BP 128/84, no protein", "128", "IDENTIFIER"),
        ("Scale 0-10: mum 7, school 8", "8", "AGE"),
        ("a grade 4 ulcer", "4", "EVENT"),
        ("they got 17/20 right", "17/20", "DATE"),
    ],
)
def test_figures_that_measure_are_nobodys(text: str, value: str, type_: str) -> None:
    assert is_measure(learned(text, value, type_), text)


@pytest.mark.parametrize(
    ("text", "value", "type_"), [("seen on 14/11", "14/11", "DATE"), ("since 05/24", "05/24", "DATE"), ("mum 37", "37", "AGE")]
)
def test_figures_that_a_calendar_has_stay_dates(text: str, value: str, type_: str) -> None:
    assert not is_measure(learned(text, value, type_), text)


@pytest.mark.parametrize(
    ("text", "stays"),
    [
        ("Ring StreetLink 0300 500 0914.", "0300 500 0914"),
        ("needs a plan within three months of turning sixteen", "turning sixteen"),
        ("the Youth Justice Board wrote", "Youth Justice Board"),
        ("the Family Nurse Partnership visits", "Family Nurse Partnership"),
        ("wilful neglect, s.20 CJCA 2015", "CJCA 2015"),
        ("shared under Schedule 2 DPA 2018", "DPA 2018"),
    ],
)
def test_offices_laws_and_numbers_of_bodies_stay(rules: PersonDetector, text: str, stays: str) -> None:
    start = text.index(stays)
    assert not [f for f in rules.find(text, TextClass.CASE) if f.start < start + len(stays) and start < f.end]


@pytest.mark.parametrize(
    ("text", "gone"),
    [
        ("Son (PM) says over his dead body.", "PM"),
        ("Home visit, two staff (CD, Mrs Igwe).", "CD"),
        ("Neighbourhood team informed.\nNB", "NB"),
        ('known to the street team as "Stan the Hat"', "Stan the Hat"),
        ("a boy known to workers as Smokey was there", "Smokey"),
        ("a boy known to street workers as Smokey was there", "Smokey"),
        ("papers to Ch Supt Ewan Garvie", "Ch Supt Ewan Garvie"),
        ("she turned sixteen, KB's voice is clear", "KB"),
    ],
)
def test_letters_ranks_and_quoted_names_go_whole(rules: PersonDetector, text: str, gone: str) -> None:
    start = text.index(gone)
    assert any(f.start <= start and start + len(gone) <= f.end for f in rules.find(text, TextClass.CASE))
