"""When a person must look before a document is indexed."""

from __future__ import annotations

from assistant.privacy.detector import Finding
from assistant.privacy.names import load_lexicon
from ingest.anonymise import Change
from ingest.risk import WEIGHTS, RiskReason, assess_risk, sum_up


def test_plain_guidance_like_text_is_indexed() -> None:
    risk = assess_risk(["The health visitor followed the local pathway."], [], load_lexicon())
    assert risk.score == 0
    assert risk.decision == "index"


def test_wording_that_singles_somebody_out_is_quarantined_even_when_generalised() -> None:
    risk = assess_risk(
        ["[CHILD A] is [distinguishing detail]."],
        [Change(11, 40, "UNIQUE", "quasi", "generalise", "[distinguishing detail]", 0)],
        load_lexicon(),
    )
    assert risk.decision == "quarantine"


def test_unexplained_capitals_add_up() -> None:
    text = "They met Zzyqtor near Qwxholm with Vrebnak and Ytrand and Plovdrig today."
    assert assess_risk([text], [], load_lexicon()).score >= 1.0


def test_many_kinds_of_detail_together_count() -> None:
    kinds = ["AGE", "DATE", "PLACE", "ORGANISATION", "BACKGROUND", "OCCUPATION"]
    changes = [Change(n, n + 1, kind, "quasi", "generalise", "[x]", 0) for n, kind in enumerate(kinds)]
    assert "combination" in {r.kind for r in assess_risk(["a b c d e f g"], changes, load_lexicon()).reasons}


def test_reasons_of_one_kind_are_capped_and_hold_no_values() -> None:
    risk = sum_up([RiskReason("uncertain", 0.1) for _ in range(50)], 1.0)
    assert risk.score == WEIGHTS["uncertain"][1]


def test_detectors_that_disagree_hold_a_document_that_has_people() -> None:
    named = [Change(0, 3, "PERSON", "direct", "placeholder", "[CHILD A]", 0)]
    doubts = [(0, Finding(n, n + 3, "PERSON", "direct", 0.4, "doubt:model")) for n in (20, 30)]
    assert assess_risk(["[CHILD A] came."], named, load_lexicon(), doubts=doubts).decision == "quarantine"
    assert assess_risk(["The panel met."], [], load_lexicon(), doubts=doubts).decision == "index"


def test_a_text_in_which_names_are_easily_missed_waits_for_a_person() -> None:
    named = [Change(0, 3, "PERSON", "direct", "placeholder", "[CHILD A]", 0)]
    assert assess_risk(["[CHILD A] came in late."], named, load_lexicon(), hard=True).decision == "quarantine"
    assert assess_risk(["the panel met."], [], load_lexicon(), hard=True).decision == "index"
