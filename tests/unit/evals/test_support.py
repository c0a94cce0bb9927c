"""The support check: what is retold is supported, what is altered or made up is not."""

from __future__ import annotations

from pathlib import Path

import pytest

from assistant.errors import BadInput
from assistant.support import SupportCheck
from evals.faithfulness import SAMPLE, measure, read_claims
from evals.suite import silent

EVIDENCE = [
    "The local authority must decide within one working day of a referral what type of response is needed.",
    "An initial child protection conference should be held within 15 working days of the strategy discussion.",
    "Parents should normally be told about a referral. Do not tell them where that would put the child at risk.",
]
CHECK = SupportCheck()


def test_a_sentence_of_the_evidence_is_supported() -> None:
    found = CHECK.judge(EVIDENCE[1], EVIDENCE)
    assert found.supported
    assert EVIDENCE[1] in found.sentences


def test_a_shorter_retelling_is_supported() -> None:
    assert CHECK.judge("The local authority must decide within one working day what response is needed.", EVIDENCE).supported


@pytest.mark.parametrize(
    "claim",
    [
        "An initial child protection conference should be held within 25 working days of the strategy discussion.",
        "An initial child protection conference should not be held within 15 working days of the strategy discussion.",
        "An initial child protection conference must be held within 15 working days of the strategy discussion.",
        "Schools in Norway receive free swimming lessons from trained coaches every spring.",
    ],
    ids=["number changed", "negation added", "should raised to must", "made up"],
)
def test_what_is_altered_or_made_up_is_not_supported(claim: str) -> None:
    assert not CHECK.judge(claim, EVIDENCE).supported


def test_numbers_compare_by_value() -> None:
    evidence = ["The fee was 1,250 pounds for four people in March 2024."]
    assert CHECK.judge("The fee was 1250 pounds for 4 people in Mar 2024.", evidence).signals["unmet_numbers"] == 0.0
    assert CHECK.judge("The fee was 1350 pounds for 4 people in Mar 2024.", evidence).signals["unmet_numbers"] > 0.0


def test_nothing_supports_nothing() -> None:
    assert not CHECK.judge("A claim.", []).supported
    assert not CHECK.judge("", EVIDENCE).supported
    assert CHECK.judge("...", EVIDENCE).probability == 0.0


def test_the_order_of_evidence_does_not_decide() -> None:
    claim = "A conference is held within 15 working days and the authority decides within one working day."
    assert CHECK.judge(claim, EVIDENCE).supported == CHECK.judge(claim, list(reversed(EVIDENCE))).supported


def test_the_words_alone_separate_the_frozen_sample() -> None:
    """Without an embedder the sample's altered claims still rank below its kept ones."""
    found = measure(read_claims(SAMPLE), CHECK, SAMPLE, silent)
    assert (found.metric("auroc").value or 0) >= 0.9
    assert found.metric("auroc").baseline is not None


def test_a_malformed_claims_file_is_named_by_line(tmp_path: Path) -> None:
    path = tmp_path / "claims.jsonl"
    path.write_text(
        '{"id": "1", "claim": "c", "evidence": ["e"], "label": "supported"}\n{"id": "2", "claim": "c", "evidence": 3, "label": "no"}\n'
    )
    with pytest.raises(BadInput, match="line 2: 'evidence'"):
        read_claims(path)
    path.write_text('{"id": "1", "claim": "c", "evidence": ["e"], "label": "perhaps"}\n')
    with pytest.raises(BadInput, match="line 1: 'label'"):
        read_claims(path)
