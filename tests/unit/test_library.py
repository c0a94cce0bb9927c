"""Looking things up: documents, neighbours, exact quotes, lessons."""

from __future__ import annotations

import hashlib

import pytest

from assistant.errors import UnknownItem
from assistant.library import Library
from assistant.types import Filters, Kind
from tests.fakes import LESSONS, LIBRARY, SHARING, MemoryStore, WordTerms, fill_store, make_encoder


@pytest.fixture
def library() -> Library:
    store = MemoryStore()
    fill_store(store, make_encoder(), LIBRARY)
    return Library(store, WordTerms())


def test_a_passage_is_shown_with_its_neighbours(library: Library) -> None:
    _, middle, _ = library.document(SHARING.id)[1]
    view = library.passage(middle.id)
    assert [passage.ordinal for passage in (*view.before, view.passage, *view.after)] == [0, 1, 2]
    assert view.document == SHARING


@pytest.mark.parametrize("name", ["none", "00000000-0000-0000-0000-000000000000", ""])
def test_what_is_not_held_is_named_as_such(library: Library, name: str) -> None:
    with pytest.raises(UnknownItem):
        library.passage(name)
    with pytest.raises(UnknownItem):
        library.document(name)


def test_a_quote_is_found_word_for_word_with_its_offsets(library: Library) -> None:
    quote = "share information without consent where a child is at risk of harm"
    (found,) = library.check_quote(quote, None).occurrences
    passage = library.passage(found.passage_id).passage
    assert passage.text[found.start : found.end] == found.quote == quote
    assert found.sha256 == hashlib.sha256(quote.encode()).hexdigest()


def test_typography_and_white_space_do_not_matter_but_words_do(library: Library) -> None:
    assert library.check_quote("Write  down your\nreasons, whether you share or not.", None).verified
    assert not library.check_quote("Write down your reason, whether you share or not.", None).verified
    assert not library.check_quote("share information with consent where a child is at risk", None).verified


def test_part_of_a_word_is_not_a_quote(library: Library) -> None:
    assert not library.check_quote("hare information without consent where a chil", None).verified


def test_a_quote_over_two_passages_is_cited_in_both(library: Library) -> None:
    found = library.check_quote("Record why you decided so. Practitioners should be open with the family", None).occurrences
    assert [citation.quote for citation in found] == ["Record why you decided so.", "Practitioners should be open with the family"]


def test_a_quote_can_be_sought_in_one_document_only(library: Library) -> None:
    quote = "You must share information without consent"
    assert library.check_quote(quote, SHARING.id).verified
    assert not library.check_quote(quote, LESSONS[0].id).verified
    with pytest.raises(UnknownItem):
        library.check_quote(quote, "none")


def test_lessons_are_grouped_and_a_theme_of_one_lesson_is_not_counted_out_loud(library: Library) -> None:
    found = library.case_examples(Filters(kinds=(Kind.LESSON,)), 10)
    assert [lesson.document.kind for lesson in found.lessons] == [Kind.LESSON] * 3
    assert found.themes == {"bruising": 3, "escalation": 2}
    assert library.case_examples(Filters(kinds=(Kind.LESSON,), themes=("escalation",)), 1).themes == {}


def test_a_change_is_seen_at_once_after_a_refresh(library: Library) -> None:
    assert SHARING.id in library.documents()
    library._store.erase(SHARING.id)
    library.refresh()
    assert SHARING.id not in library.documents()
