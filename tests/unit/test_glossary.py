"""What else a question may be calling the same thing."""

from __future__ import annotations

from pathlib import Path

import pytest

from assistant.errors import BadSettings
from assistant.glossary import Entry, Glossary, Sense, load_glossary
from assistant.settings import load_settings
from assistant.types import Nation

UK = tuple(Nation)
GLOSSARY = Glossary(
    [
        Entry("LADO", (Sense("local authority designated officer", ("allegations officer",), (Nation.ENGLAND,)),)),
        Entry(
            "ISA",
            (
                Sense("information sharing agreement", (), UK),
                Sense("Independent Safeguarding Authority", (), (Nation.ENGLAND, Nation.WALES)),
            ),
        ),
        Entry("PACE", (Sense("Police and Criminal Evidence Act", (), UK),)),
        Entry("front door", (Sense("children's social care referral point", (), UK),)),
    ]
)


def test_an_acronym_is_found_in_any_case_and_number() -> None:
    assert [item.term for item in GLOSSARY.find("do LADOs meet, and who is the lado's manager")] == ["LADO"]


def test_a_phrase_is_found_whole() -> None:
    assert [item.term for item in GLOSSARY.find("ring the Front Door first")] == ["front door"]


def test_an_everyday_word_is_not_an_acronym_in_small_letters() -> None:
    assert GLOSSARY.find("the pace of change") == []
    assert [item.term for item in GLOSSARY.find("rights under PACE")] == ["PACE"]


def test_an_ambiguous_term_keeps_all_its_senses() -> None:
    assert GLOSSARY.find("do we need an ISA")[0].ambiguous


def test_the_nation_asked_for_decides_between_senses() -> None:
    assert [sense.expansion for sense in GLOSSARY.find("do we need an ISA", (Nation.SCOTLAND,))[0].senses] == [
        "information sharing agreement"
    ]


def test_a_sense_that_the_question_spells_out_is_the_one() -> None:
    assert not GLOSSARY.find("is an ISA an information sharing agreement")[0].ambiguous


def test_the_packaged_glossary_is_right() -> None:
    assert load_glossary(load_settings({}).corpus / "glossary.toml").find("LADO")


def test_a_corpus_without_a_glossary_has_none(tmp_path: Path) -> None:
    assert load_glossary(tmp_path / "glossary.toml").find("LADO") == []


@pytest.mark.parametrize("text", ["terms = 3", '[[terms]]\nterm = "A"\nsenses = []', '[[terms]]\nterm = "A"\nsenses = [{}]', "["])
def test_a_wrong_glossary_is_named(tmp_path: Path, text: str) -> None:
    path = tmp_path / "glossary.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(BadSettings, match=r"glossary\.toml"):
        load_glossary(path)
