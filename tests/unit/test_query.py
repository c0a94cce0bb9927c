"""A question as it is searched: slips put right, acronyms spelled out."""

from __future__ import annotations

from assistant.glossary import Entry, Glossary, Sense
from assistant.lexicon import survey
from assistant.query import QueryReader
from assistant.types import Filters, Nation
from tests.fakes import HashingEmbedder, WordTerms

TEXTS = ["a strategy discussion about an allegation", "the allegation went to the strategy discussion", "early help"]
LEXICON = survey(TEXTS, WordTerms(), HashingEmbedder())
GLOSSARY = Glossary([Entry("LADO", (Sense("local authority designated officer", ("allegations officer",), tuple(Nation)),))])
READER = QueryReader(GLOSSARY, LEXICON, ordinary=frozenset({"alleviation", "cricket"}).__contains__)


def test_a_slip_is_put_right_by_the_words_of_the_corpus() -> None:
    query = READER.read("stratagy discusion", Filters())
    assert query.text == "strategy discussion"
    assert query.corrections == (("stratagy", "strategy"), ("discusion", "discussion"))


def test_what_was_typed_is_still_searched_for() -> None:
    assert ("stratagy", 1.0) in READER.read("stratagy", Filters()).terms


def test_plain_english_and_names_are_left_alone() -> None:
    for text in ("alleviation", "cricket", "ask Alegation", "LADOO"):
        assert READER.read(text, Filters()).corrections == ()


def test_an_acronym_is_spelled_out_beside_itself() -> None:
    query = READER.read("when to call the LADO", Filters())
    assert query.forms == ("when to call the LADO", "when to call the LADO (local authority designated officer)")
    assert query.terms[0] == ("when to call the LADO", 1.0)
    assert all(weight < 1 for _, weight in query.terms[1:])


def test_an_acronym_already_spelled_out_is_not_repeated() -> None:
    assert len(READER.read("LADO, the local authority designated officer", Filters()).forms) == 1


def test_a_reader_without_a_corpus_reads_the_wording_alone() -> None:
    assert QueryReader().read("stratagy under s47", Filters()).forms == ("stratagy under section 47",)


def test_an_ingest_brings_new_words() -> None:
    lexicon = survey(TEXTS, WordTerms(), HashingEmbedder())
    reader = QueryReader(None, lexicon)
    assert reader.read("chronolgy", Filters()).text == "chronolgy"
    lexicon.become(survey([*TEXTS, "a chronology", "write the chronology"], WordTerms(), HashingEmbedder()))
    reader.refresh()
    assert reader.read("chronolgy", Filters()).text == "chronology"
