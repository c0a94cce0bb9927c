"""Which stretches of a passage could be a statement."""

from __future__ import annotations

from assistant.stretches import joined, says_the_same, split_stretches

RULE = "A conference should follow within 15 working days. Where there were several discussions, the days run from the last one."


def test_a_number_stays_with_its_condition() -> None:
    assert split_stretches(RULE) == [RULE]


def test_a_list_is_one_stretch_with_its_introduction() -> None:
    text = "There are three gates:\n- reasonable grounds\n- a named person\n- a record"
    assert split_stretches(text) == [text]


def test_a_long_paragraph_is_cut_at_sentences() -> None:
    sentence = "Every practitioner who works with children should write down what was seen and what was said that day."
    assert split_stretches(" ".join([sentence] * 4)) == [f"{sentence} {sentence}"] * 2


def test_references_and_fragments_are_left_out() -> None:
    text = "For the legal duty, see [Children Act]. The police lead criminal investigations in England.\n\nOverview\n\nSee also Chapter 2."
    assert split_stretches(text) == ["The police lead criminal investigations in England."]


def test_the_same_sentence_with_another_number_is_another_fact() -> None:
    assert says_the_same("Reply within 3 working days of the referral.", "Reply within 3 working days of a referral.")
    assert not says_the_same("Reply within 3 working days of the referral.", "Reply within 5 working days of the referral.")


def test_only_neighbours_are_joined() -> None:
    text = "First rule here.\n\nSecond rule here.\n\nSee the annex.\n\nThird rule here."
    assert joined(text, "First rule here.", "Second rule here.") == "First rule here.\n\nSecond rule here."
    assert joined(text, "Second rule here.", "Third rule here.") is None


def test_a_sentence_that_only_names_another_page_is_left_out() -> None:
    text = "The LADO's work is described in Allegations against people who work with children. Related subjects are covered in Neglect."
    assert split_stretches(text) == []
    assert split_stretches("The duty is set out in Section 11 of the Act.") == ["The duty is set out in Section 11 of the Act."]
