"""The honest model reads only what it is shown, and the suite compares answers with and without a model case by case."""

from __future__ import annotations

from typing import Any

from evals.honest_model import MOST, answer
from evals.phrasing import _metrics
from evals.suite import Row

SHOWN: dict[str, Any] = {
    "question": "When must a bruise be discussed with a paediatrician?",
    "passages": [
        {
            "label": "P1",
            "heading": "Bruises",
            "text": "A bruise on a baby must be discussed with a paediatrician (see local rules). Write it down. Take a photograph of it.",
        },
        {"label": "P2", "heading": "Photographs", "text": "Photographs need the agreement of the person. Keep every one of them safe."},
    ],
}


def test_it_quotes_what_shares_most_with_the_question_and_leaves_asides_out() -> None:
    first = answer(SHOWN)[0]
    assert first["quotes"] == [{"label": "P1", "quote": "A bruise on a baby must be discussed with a paediatrician (see local rules)."}]
    assert first["text"] == "A bruise on a baby must be discussed with a paediatrician."


def test_every_quote_stands_in_the_passage_it_names_and_there_are_at_most_four() -> None:
    texts = {item["label"]: item["text"] for item in SHOWN["passages"]}
    given = answer(SHOWN)
    assert len(given) <= MOST
    assert all(quote["quote"] in texts[quote["label"]] for item in given for quote in item["quotes"])


def test_it_leans_on_what_is_marked_as_likely() -> None:
    likely = {"label": "P2", "quote": "Keep every one of them safe."}
    assert answer({**SHOWN, "likely": [likely]})[0]["quotes"] != answer(SHOWN)[0]["quotes"] or likely in [
        quote for item in answer({**SHOWN, "likely": [likely]}) for quote in item["quotes"]
    ]


def row(name: str, recall: float, words: float) -> Row:
    figures = {
        "answer_recall": recall,
        "said_recall": recall,
        "right_source": 1.0,
        "statements": 2.0,
        "words": words,
        "words_with_quotes": words,
        "citations": 2.0,
        "verified": 2.0,
        "superseded_as_current": 0.0,
        "fallback": 0.0,
    }
    return Row(name, figures)


def test_recall_and_words_are_compared_over_the_same_cases() -> None:
    found = {item.name: item for item in _metrics([row("a", 1, 100), row("b", 1, 60)], [row("a", 1, 50), row("b", 0, 30)])}
    assert (found["answer_recall"].value, found["answer_recall"].baseline) == (0.5, 1.0)
    assert found["words_share"].value == 0.5
    assert found["quotes_verified"].value == 1.0
    assert found["abstained_rightly"].value is None
