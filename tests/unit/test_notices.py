"""Warnings that belong to an answer."""

from __future__ import annotations

from assistant.glossary import Entry, Glossary, Sense
from assistant.notices import ambiguities, notices_for
from assistant.query import QueryReader
from assistant.types import Filters, Nation, NoticeKind, Statement, Strength
from assistant.verifier import cite
from tests.fakes import LIBRARY, SHARING, SHARING_OLD, WELSH

DOCUMENTS = {document.id: document for document in LIBRARY}


def statement(document_id: str) -> Statement:
    document = DOCUMENTS[document_id]
    passage = LIBRARY[document][0]
    return Statement(passage.text, Strength.NONE, (cite(passage, document, 0, len(passage.text)),))


def test_old_text_names_what_replaced_it() -> None:
    (notice,) = notices_for([statement(SHARING_OLD.id)], DOCUMENTS, Filters())
    assert notice.kind is NoticeKind.SUPERSEDED
    assert SHARING.title in notice.text


def test_the_nation_that_a_question_names_is_minded() -> None:
    query = QueryReader().read("who must report in Scotland", Filters())
    (notice,) = notices_for([statement(WELSH.id)], DOCUMENTS, Filters(), query)
    assert notice.kind is NoticeKind.OTHER_NATION
    assert "is about Wales, not Scotland" in notice.text


def test_the_filter_counts_for_more_than_the_words() -> None:
    query = QueryReader().read("who must report in Scotland", Filters(nation=Nation.WALES))
    assert notices_for([statement(WELSH.id)], DOCUMENTS, Filters(nation=Nation.WALES), query) == ()


def test_a_term_with_several_meanings_is_said_to_have_been_searched_in_each() -> None:
    senses = (Sense("information sharing agreement", (), tuple(Nation)), Sense("Independent Safeguarding Authority", (), tuple(Nation)))
    query = QueryReader(Glossary([Entry("ISA", senses)])).read("do we need an ISA", Filters())
    (notice,) = ambiguities(query)
    assert notice.kind is NoticeKind.AMBIGUOUS
    assert "information sharing agreement or Independent Safeguarding Authority" in notice.text


def test_current_text_of_the_right_nation_needs_no_notice() -> None:
    assert notices_for([statement(SHARING.id)], DOCUMENTS, Filters(nation=Nation.ENGLAND)) == ()
