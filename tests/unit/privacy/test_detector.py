"""What the detector finds in each class of text, and what it leaves alone. The names are invented."""

from __future__ import annotations

import time
import tomllib
from importlib.resources import files

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.errors import ModelUnavailable
from assistant.privacy import names
from assistant.privacy.detector import PersonDetector, TextClass, load_detector
from assistant.privacy.names import fold


def found(detector: PersonDetector, text: str, text_class: TextClass = TextClass.CASE) -> str:
    """The text with everything found replaced by its type."""
    out, at = "", 0
    for finding in detector.find(text, text_class):
        out += text[at : finding.start] + f"<{finding.type}>"
        at = finding.end
    return out + text[at:]


@pytest.mark.parametrize(
    ("text", "gone"),
    [
        ("NHS no. 999 123 4561", "999 123 4561"),
        ("a mistyped NHS number 999 123 4560", "999 123 4560"),
        ("UPN: H801200001001", "H801200001001"),
        ("NINO QQ 12 34 56 C", "QQ 12 34 56 C"),
        ("mob 07700900640", "07700900640"),
        ("ring +44 (0)7700 900 318", "7700 900 318"),
        ("oh seven seven double oh nine hundred one two three", "seven"),
        ("jmiller at gmail dot com", "jmiller"),
        ("sort 20-00-00 acc 55779911", "55779911"),
        ("reg BD51 SMR", "BD51 SMR"),
        ("case no. ZE21C00345", "ZE21C00345"),
        ("MARAC/WM/118", "118"),
        ("log 0441 of 3/9/25", "0441"),
        ("uploaded from 192.0.2.44", "192.0.2.44"),
        ("Insta: @smokey_dp_09", "smokey"),
        ("at 14 Larkspur Close, Kettering, NN16 8AB", "Larkspur"),
        ("at 14 Larkspur Close, Kettering, NN16 8AB", "NN16"),
        ("D0B l2/O4/2O15", "O4"),
        ("born 21.02.2019", "21.02"),
        ("Jess (14) said", "14"),
        ("he is 14 y/o", "14"),
    ],
)
def test_identifiers_go_however_they_are_written(rules: PersonDetector, text: str, gone: str) -> None:
    assert gone not in found(rules, text)


@pytest.mark.parametrize(
    "name",
    [
        ("spoke to priya at break", "priya"),
        ("MEGAN PRICE DID NOT ARRIVE", "MEGAN PRICE"),
        ("Mrs Church reported it", "Church"),
        ("Then Hope said that he left", "Hope"),
        ("Surname: Achebe", "Achebe"),
        ("PATCHETT, Rory was absent", "PATCHETT"),
        ("Nan (Doreen) collects them", "Doreen"),
        ('known as "Smokey"', "Smokey"),
        ("seen by Caoimhe Ní Bhriain", "Caoimhe"),
        ("Oluwaseun Adebayo-Ogunleye attended", "Ogunleye"),
        ("Child J told her", "J"),
        ("Ol1via Br0wn was seen", "Br0wn"),
        ("met with the Fosters' neighbour, Mrs Saturday", "Saturday"),
    ],
)  # fmt: skip
def test_names_go_with_and_without_capitals(rules: PersonDetector, name: tuple[str, str]) -> None:
    text, value = name
    assert value not in found(rules, text)


@pytest.mark.parametrize(
    "text",
    [
        "Will the plan change? Mark any deadline. Hope and trust matter.",
        "Section 47 of the Children Act 1989 applies within one working day.",
        "Clare's Law and Sarah's Law are disclosure schemes.",
        "The Victoria Climbié inquiry was chaired by Lord Laming.",
        "Fraser guidelines apply; Gillick competence is wider.",
        "Ring the NSPCC on 0808 800 5000 or Childline on 0800 1111.",
        "Children aged 10 or over, and under 16s, 15 working days, 72 hours.",
        "Vitamin D, hepatitis C and plan B were discussed.",
        "Read https://www.gov.uk/government/publications/working-together first.",
    ],
)
def test_public_words_stay_in_a_case_record(rules: PersonDetector, text: str) -> None:
    assert found(rules, text) == text


def test_a_name_in_an_allowed_phrase_is_no_allowance_elsewhere(rules: PersonDetector) -> None:
    out = found(rules, "Clare's Law was explained to Clare.")
    assert out.startswith("Clare's Law")
    assert not out.endswith("Clare.")


@pytest.mark.parametrize(
    "text",
    [
        "What does Working Together say about Eileen Munro?",
        "who wrote the munro review",
        "What is Operation Encompass?",
        "is a LADO told about Mark schemes",
    ],
)
def test_questions_about_public_matters_hold_nobody(rules: PersonDetector, text: str) -> None:
    assert not rules.find(text, TextClass.QUESTION)


@pytest.mark.parametrize(
    "text", ["is priya singh on a plan", "What happened to Kofi Mensah?", "Is Jodie's dad allowed to collect him?", "ref NB-MASH-26-00417"]
)
def test_questions_about_somebody_are_seen(rules: PersonDetector, text: str) -> None:
    assert rules.find(text, TextClass.QUESTION)


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=120))
def test_findings_are_ordered_apart_and_inside_any_text(text: str) -> None:
    detector = load_detector(ner=False)
    for text_class in (TextClass.CASE, TextClass.QUESTION):
        at = 0
        for finding in detector.find(text, text_class):
            assert at <= finding.start < finding.end <= len(text)
            at = finding.end


def test_placeholders_are_never_findings(rules: PersonDetector) -> None:
    text = "[CHILD A] ([aged 5 to 10]) met [PROFESSIONAL 2] in [March 2026] at [a primary school]."
    assert not rules.find(text, TextClass.CASE)


def test_brackets_do_not_hide_a_name(rules: PersonDetector) -> None:
    assert "Siobhan" not in found(rules, "He met [CHILD Siobhan] and [Siobhan].")


def test_the_question_path_is_quick(rules: PersonDetector) -> None:
    question = "Can you tell me what the timescale is for a strategy discussion when a referral came in on Friday? " * 3
    rules.find(question, TextClass.QUESTION)
    began = time.perf_counter()
    for _ in range(10):
        rules.find(question, TextClass.QUESTION)
    assert (time.perf_counter() - began) / 10 < 0.05  # the aim is 15 ms on an idle core


def test_a_missing_list_stops_everything(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(names, "files", lambda package: __import__("pathlib").Path("nowhere"))
    with pytest.raises(ModelUnavailable):
        names.read_list("given.txt.gz")


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("Police LOG 1877: found safe", "Police <REFERENCE>: found safe"),
        ("see job no 12 for the boiler", "see <REFERENCE> for the boiler"),
        ("phoned MASH 12.30 and left word", "phoned MASH 12.30 and left word"),
        ("took step 3 under section 47 on day 14", "took step 3 under section 47 on day 14"),
        ("the line is open 24/7.", "the line is open 24/7."),
    ],
)
def test_a_reference_has_its_label_and_nothing_else_has(rules: PersonDetector, text: str, left: str) -> None:
    assert found(rules, text) == left


@pytest.mark.parametrize(
    ("text", "gone"),
    [
        ("my name is WILL BRIGHTWATER and i want help", "BRIGHTWATER"),
        ("Dover station,P Crane\n", "P Crane"),
        ("RE: S (A CHILD). Statement", "S (A CHILD)"),
    ],
)
def test_all_of_a_name_goes(rules: PersonDetector, text: str, gone: str) -> None:
    assert gone not in found(rules, text)


@pytest.mark.parametrize(
    "text",
    [
        "a phrase that goes back to Dingwall, Eekelaar and Murray, was visible",
        "Thorpe-Hale and Quillfeather (2014) showed as much",
        "capacity: A Local Authority v JB",
        "by the grace of God someone spoke, in good faith",
        "red flags from MBRRACE and the EAP",
        "still summer holidays",
    ],
)
def test_what_belongs_to_everybody_stays(rules: PersonDetector, text: str) -> None:
    assert found(rules, text) == text


def test_two_colleagues_are_no_authors(rules: PersonDetector) -> None:
    text = "Thornaby and Okonjo found the door open. Mrs Okonjo rang."
    assert "Okonjo" not in found(rules, text)
    text = "Thornaby and Okonjo share a model railway. Emma Okonjo lives near."
    assert "Okonjo" not in found(rules, text)


@pytest.mark.parametrize(
    ("text", "gone"),
    [
        ("Yours sincerely\nAdrian Crisp, Team Manager\nChildren Act 1989, Section 31", "Adrian Crisp"),
        ("I met Adrian Crisp, Children Act 1989 in hand", "Adrian Crisp"),
    ],
)
def test_the_title_of_a_law_covers_nobody_who_stands_before_it(rules: PersonDetector, text: str, gone: str) -> None:
    masked = found(rules, text)
    assert gone not in masked
    assert "Children Act 1989" in masked


@pytest.mark.parametrize("law", ["Police, Crime, Sentencing and Courts Act 2022", "Children and\nFamilies Act 2014"])
def test_a_law_with_commas_or_over_two_lines_stays_whole(rules: PersonDetector, law: str) -> None:
    assert law in found(rules, f"The {law} applies.")


def test_no_bare_given_name_is_public() -> None:
    """A phrase of one word protects that word wherever it stands, so that it must be nobody's first name."""
    lists = tomllib.loads(files("assistant.privacy").joinpath("public_names.toml").read_text(encoding="utf-8"))
    lexicon = names.load_lexicon()
    alone = {fold(name) for name in (*lists["phrases"], *lists["bodies"]) if " " not in name}
    assert {name for name in alone if name in lexicon.given and not lexicon.is_word(name)} == {"stonewall"}  # the charity has no other name
