"""The sample lessons: everything that identifies someone is read, or the anonymiser could not take it out."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from assistant.settings import load_settings
from ingest.partition import partition

LIMITS = load_settings({}).ingest
LESSONS = sorted((Path(__file__).parents[3] / "corpus" / "lessons").glob("*.*"))
# What each lesson was written to hold, and where: names and numbers are invented, from ranges kept for that.
PLANTED = {
    "l01": (
        "Tamsin Ferrow-Blythe",
        "baby Rowan Ferrow",
        "Friday 6 March 2026",
        "01632 960417",
        "14 Larkspur Row, Northbridge",
        "ZZ99 3VZ",
        "999 123 4561",
        "NB-MASH-26-00417",
        "Nurse Odette Kwarteng",
        "only 9-week-old twin's sibling on the caseload that week",
        "same-day paediatric opinion",
        "0808 800 5000",
    ),
    "l03": (
        "Safiya Danso",
        "Kwabena Danso (7)",
        "born 21.02.2019",
        "020 7946 0128",
        "Flat 3, 88 Osprey Court, Westmarsh",
        "ZZ99 3WZ",
        "WM/2026/88112",
        "safiya.d@example.com",
        "Dr I. Pell",
        "mother is the town's deputy mayor",
        "14 or more ticks",
        "section 49A",
    ),
    "l06": (
        "Colin Wetherby",
        "ZZ99 6BZ",
        "999 456 7892",
        "QQ 12 34 56 C",
        "Mrs Yolanda Wetherby-Crane",
        "0113 496 0642",
        "SAB/SAR/2025/04",
    ),
}


@pytest.mark.parametrize("path", LESSONS, ids=lambda path: path.stem)
def test_planted_details_are_extracted_whole(path: Path) -> None:
    found = partition(path, path.stem, LIMITS)
    text = re.sub(r"\s+", " ", "\n".join([" ".join(e.heading_path) + "\n" + e.text for e in found.elements]))
    assert [value for value in PLANTED.get(path.stem[:3], ()) if value not in text] == []
    assert found.title
    assert found.metadata["file_name"] == path.name
    assert len({e.heading_path for e in found.elements}) >= 6, "its sections are told apart"
