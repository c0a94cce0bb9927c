"""Rules and second opinion are weighed together; certain things decide alone."""

from __future__ import annotations

from assistant.second_opinion import OPINIONS, UNREAD
from assistant.weighing import Weighing, weigh


def _likely(**values: float) -> dict[str, float]:
    rest = 1.0 - sum(values.values())
    return {name: values.get(name, rest / (len(OPINIONS) - len(values))) for name in OPINIONS}


def test_the_likelier_a_refusal_the_higher_its_odds() -> None:
    odds = [weigh({}, _likely(answer=1 - share, relation=share * 0.9), Weighing())["refuse"] for share in (0.05, 0.3, 0.6, 0.95)]
    assert odds == sorted(odds)
    assert odds[0] < 0.5 < odds[-1]


def test_a_name_found_by_the_rules_raises_the_odds() -> None:
    doubtful = _likely(answer=0.5, private_name=0.4)
    assert weigh({"private_name": 0.9}, doubtful, Weighing())["refuse"] > weigh({}, doubtful, Weighing())["refuse"]


def test_an_encoding_or_a_certain_identifier_decides_alone() -> None:
    harmless = _likely(answer=0.99)
    for found in ({"encoded": 1.0}, {"identifier": 0.9}):
        assert weigh(found, harmless, Weighing())["refuse"] >= 0.9


def test_where_the_model_cannot_read_the_rules_decide() -> None:
    assert weigh({"private_name": 0.8}, UNREAD, Weighing()) == {"refuse": 0.8, "signpost": 0.0}
    assert weigh({}, UNREAD, Weighing()) == {"refuse": 0.0, "signpost": 0.0}
