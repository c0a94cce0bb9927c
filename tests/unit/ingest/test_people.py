"""Who is who: one person one placeholder, and a role only where its cue belongs to the person. Everybody is invented."""

from __future__ import annotations

import pytest

from assistant.privacy.detector import PersonDetector, load_detector
from assistant.privacy.names import load_lexicon
from assistant.types import Document, Element, Kind, Nation, Policy, Status
from ingest.anonymise import anonymise
from ingest.name_forms import NameIndex, split_name


@pytest.fixture(scope="module")
def detector() -> PersonDetector:
    return load_detector(ner=False)


def read(detector: PersonDetector, text: str) -> str:
    document = Document("d", "t", Kind.LESSON, (Nation.ENGLAND,), Status.CURRENT, Policy.LOCAL, "0")
    done = anonymise([Element("d", "NarrativeText", part) for part in text.split("\n\n")], document, detector)
    return "\n\n".join(element.text for element in done.elements)


@pytest.mark.parametrize(
    ("text", "never"),
    [
        ("Xanthe told her key worker that she was scared.", "PROFESSIONAL"),
        ("Social worker Olumide left. Shay stayed behind.", "[PROFESSIONAL 2]"),
        ("He lives with his nan. Jayden Marlow is a young man of twenty.", "GRANDMOTHER"),
        ("She told her gran Jayden was at the shop.", "GRANDMOTHER"),
        ("Plan: safe contact via sister Nerys on Friday.", "PROFESSIONAL"),
        ("Mrs Penhale, aged 78, lives with her son Graham.", "CHILD"),
        ("Kai's mother rang about Kai.", "MOTHER"),
    ],
)
def test_a_cue_for_somebody_else_gives_no_role(detector: PersonDetector, text: str, never: str) -> None:
    assert never not in read(detector, text)


@pytest.mark.parametrize(
    ("text", "has"),
    [
        ("Her uncle Raj shouts at night.", "[UNCLE 1]"),
        ("Nan (Doreen) collects the boys.", "[GRANDMOTHER 1]"),
        ("Pete, her grandad, drove.", "[GRANDFATHER 1]"),
        ("Noor (6) was tearful.", "[CHILD A]"),
        ("Present: Sunita Rao (SR), social worker; Lee-Anne Sharples (LS), mother.", "[PROFESSIONAL 1] ([PROFESSIONAL 1])"),
        ("Kayleigh Dunne (20) rang.", "[ADULT 1]"),
        ("Dr Mehta saw them.", "[PROFESSIONAL 1]"),
    ],
)
def test_a_cue_against_the_name_gives_its_role(detector: PersonDetector, text: str, has: str) -> None:
    assert has in read(detector, text)


def test_kin_are_named_after_a_child_only_when_it_is_plain_whose_they_are(detector: PersonDetector) -> None:
    text = read(detector, "Siblings: Noor (15), Sami (12). Noor's mother, Rana Haddad, rang. Auntie Bose came.")
    assert "[MOTHER OF A]" in text
    assert "[AUNT 1]" in text


def test_other_names_of_one_person_are_one(detector: PersonDetector) -> None:
    text = read(detector, "Casey-Leigh Draycott, known as Caz, was seen. Later Caz left with Miss Draycott's bag.")
    assert text.count("[PERSON 1]") + text.count("[ADULT 1]") + text.count("[CHILD A]") == 4


def test_two_people_of_one_surname_stay_two(detector: PersonDetector) -> None:
    for pair in ("Maria Kowalczyk and Marie Kowalczyk came.", "Mr Kowalczyk and later Mrs Kowalczyk came."):
        text = read(detector, pair)
        assert len({part.split("]")[0] for part in text.split("[")[1:]}) == 2


@pytest.mark.parametrize(
    ("text", "reads"),
    [
        ("The Hallam children were seen with Jodie Hallam.", "The [FAMILY 1] children were seen"),
        ("The Hallam family moved. Jodie Hallam agreed.", "The [FAMILY 1] moved."),
        ("Seen on 6 March 2026 by Dr Mehta.", "Seen in [March 2026] by"),
        ("She goes to the Oakfield Primary School.", "She goes to the [primary school]."),
        ("She goes to Oakfield Primary School.", "She goes to [a primary school]."),
        ("The 8-year-old boy was crying.", "The [5 to 10 year old] boy was crying."),
    ],
)
def test_the_text_still_reads(detector: PersonDetector, text: str, reads: str) -> None:
    assert reads in read(detector, text)


def test_forms_of_a_name_are_found_without_comparing_all(detector: PersonDetector) -> None:
    index = NameIndex(load_lexicon())
    index.add(["tamsin", "ferrow-blythe", "kowalczyk", "catherine"])
    assert index.like("tamzin") == {"tamsin"}
    assert index.like("ferrow") == {"ferrow-blythe"}
    assert index.like("kowalczik") == {"kowalczyk"}
    assert index.like("cathy") == {"catherine"}
    assert split_name("SR") == ["sr"]
