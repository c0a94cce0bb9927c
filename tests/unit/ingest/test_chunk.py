"""Passages keep to one heading, one page and one standing, and lose nothing."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.types import AnonymisedElement, Nation, Status
from ingest.chunk import chunk
from tests.fakes import make_document

DOCUMENT = replace(make_document("one", "One"), digest="r1")
WORDS = "alpha beta gamma delta epsilon zeta eta theta iota kappa".split()


def element(text: str, *headings: str, **fields: object) -> AnonymisedElement:
    return AnonymisedElement("one", str(fields.pop("category", "NarrativeText")), text, headings, **fields)  # type: ignore[arg-type]


def prose(words: int) -> str:
    return " ".join(" ".join(WORDS).capitalize() + "." for _ in range(words // 10))


def test_a_passage_never_crosses_a_heading() -> None:
    made = chunk([element("First part.", "A"), element("Second part.", "A"), element("Third part.", "B")], DOCUMENT, 120)
    assert [(passage.heading_path, passage.text) for passage in made] == [(("A",), "First part.\n\nSecond part."), (("B",), "Third part.")]


def test_a_passage_never_crosses_a_page_so_that_its_page_is_true() -> None:
    made = chunk([element("One.", "A", page=1), element("Two.", "A", page=2)], DOCUMENT, 120)
    assert [passage.page for passage in made] == [1, 2]


def test_the_documents_own_title_is_not_repeated_in_the_heading_path() -> None:
    (made,) = chunk([element("Text here.", "One", "A")], DOCUMENT, 120)
    assert made.heading_path == ("A",)


def test_list_items_stay_together_and_readable() -> None:
    items = [element(text, "A", category="ListItem") for text in ("First item.", "Second item.")]
    (made,) = chunk([element("The list:", "A"), *items], DOCUMENT, 120)
    assert made.text == "The list:\n- First item.\n- Second item."


def test_long_text_is_cut_at_sentences() -> None:
    made = chunk([element(prose(400), "A")], DOCUMENT, 120)
    assert len(made) >= 3
    assert all(passage.text.endswith(".") and passage.text[0].isupper() for passage in made)
    assert all(len(passage.text.split()) <= 200 for passage in made)


def test_a_sentence_without_end_is_cut_at_words() -> None:
    made = chunk([element("word " * 1000, "A")], DOCUMENT, 120)
    assert sum(len(passage.text.split()) for passage in made) == 1000
    assert max(len(passage.text.split()) for passage in made) <= 200


def test_a_short_rest_joins_the_passage_before_it() -> None:
    made = chunk([element(prose(120), "A"), element("A short rest.", "A")], DOCUMENT, 120)
    assert len(made) == 1


def test_headers_and_footers_are_not_passages() -> None:
    assert chunk([element("Page header", category="Header"), element("Footer", category="Footer")], DOCUMENT, 120) == []


def test_a_section_may_stand_lower_than_its_document_but_never_higher() -> None:
    marked = [element("Not yet law.", "A", status=Status.NOT_IN_FORCE), element("Law.", "A")]
    assert [passage.status for passage in chunk(marked, DOCUMENT, 120)] == [Status.NOT_IN_FORCE, Status.CURRENT]
    old = replace(DOCUMENT, status=Status.SUPERSEDED)
    assert [passage.status for passage in chunk([element("Text.", status=Status.CURRENT)], old, 120)] == [Status.SUPERSEDED]


def test_a_section_for_one_nation_says_so() -> None:
    made = chunk([element("In Wales only.", "A", nations=(Nation.WALES,)), element("Everywhere.", "A")], DOCUMENT, 120)
    assert made[0].nations == (Nation.WALES,)
    assert made[1].nations == DOCUMENT.nations


def test_sources_of_a_passage_are_those_of_its_text() -> None:
    (made,) = chunk([element("One.", "A", sources=("S1", "S2")), element("Two.", "A", sources=("S2", "S3"))], DOCUMENT, 120)
    assert made.sources == ("S1", "S2", "S3")


def test_the_same_text_has_the_same_ids_and_another_revision_never_does() -> None:
    elements = [element("Text.", "A")]
    first, again, other = (chunk(elements, replace(DOCUMENT, digest=digest), 120)[0] for digest in ("r1", "r1", "r2"))
    assert first == again
    assert first.id != other.id


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(st.sampled_from(["A", "B"]), st.integers(1, 400)), min_size=1, max_size=8))
def test_no_word_is_lost_or_repeated(parts: list[tuple[str, int]]) -> None:
    elements = [element(" ".join(f"w{i}-{n}" for n in range(count)), heading) for i, (heading, count) in enumerate(parts)]
    made = " ".join(passage.text for passage in chunk(elements, DOCUMENT, 120)).split()
    assert made == " ".join(item.text for item in elements).split()
