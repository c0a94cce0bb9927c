"""Markdown: text survives word for word, headings become paths, and our comments become fields."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.settings import load_settings
from assistant.types import Element, Nation, Status
from ingest.partition import Partition, check_comments, partition, read_markers

LIMITS = load_settings({}).ingest


def read(folder: Path, text: str) -> Partition:
    path = folder / "file.md"
    path.write_text(text, encoding="utf-8")
    return partition(path, "doc", LIMITS)


def texts(found: Partition) -> list[str]:
    return [element.text for element in found.elements]


def test_a_paragraph_keeps_its_words_and_loses_only_the_syntax(tmp_path: Path) -> None:
    found = read(tmp_path, "# T\n\nRing **999** now – don’t *wait*; see [the page](x.md) and `code 5 < 6`.\nNext line & more.\n")
    assert texts(found) == ["Ring 999 now – don’t wait; see the page and code 5 < 6. Next line & more."]
    assert found.title == "T"


WORDS = st.text(alphabet=st.sampled_from("abcdefgXYZ0123456789“”‘’–—£€é%().,;:'\"/?!"), min_size=1, max_size=12)


@settings(max_examples=150, deadline=None)
@given(st.lists(WORDS, min_size=2, max_size=30))
def test_any_paragraph_survives_verbatim(words: list[str]) -> None:
    """Whatever words, figures and quotation marks a paragraph holds, what a person reads is what comes out."""
    from ingest.readers.markdown import read as read_text

    sentence = " ".join(["Begin", *words])
    blocks = list(read_text(f"# T\n\n{sentence} <!-- D12.03 WT2023 -->\n").blocks)
    assert blocks[-1].text == sentence
    assert blocks[-1].sources == ("WT2023",)


def test_headings_become_the_path_of_what_follows(tmp_path: Path) -> None:
    found = read(tmp_path, "# A\n\none\n\n## B\n\ntwo\n\n### C\n\nthree\n\n## D\n\nfour\n")
    assert [element.heading_path for element in found.elements] == [("A",), ("A", "B"), ("A", "B", "C"), ("A", "D")]


def test_a_heading_that_nothing_follows_is_kept_as_a_title(tmp_path: Path) -> None:
    found = read(tmp_path, "# A\n\n## Empty\n\n## B\n\ntext\n\n## Last\n")
    assert [(e.category, e.text, e.heading_path) for e in found.elements] == [
        ("Title", "Empty", ("A",)),
        ("NarrativeText", "text", ("A", "B")),
        ("Title", "Last", ("A",)),
    ]


def test_lists_keep_their_order_their_numbers_and_their_nesting_in_place(tmp_path: Path) -> None:
    found = read(tmp_path, "- one\n  - under one\n- two\n\n3. three\n4. four\n")
    assert texts(found) == ["one", "under one", "two", "3. three", "4. four"]
    assert {element.category for element in found.elements} == {"ListItem"}


def test_a_table_is_one_element_whose_rows_name_their_columns(tmp_path: Path) -> None:
    found = read(tmp_path, "# T\n\n| Step | Time |\n|---|---|\n| Decide | **1** day |\n| Assess | 45 days |\n")
    assert texts(found) == ["Step: Decide; Time: 1 day.\nStep: Assess; Time: 45 days."]
    assert found.elements[0].category == "Table"


def test_markers_set_the_sources_of_their_block_alone(tmp_path: Path) -> None:
    text = "# T\n\nFirst. <!-- D12.01 LOCALPROC --> Second. <!-- D12.02 WT2023 check --> <!-- D12.03 WT2023 -->\n\n"
    text += "- item <!-- D12.04 CA1989 -->\n- bare\n"
    found = read(tmp_path, text)
    assert [(e.text, e.sources) for e in found.elements] == [
        ("First. Second.", ("LOCALPROC", "WT2023")),
        ("item", ("CA1989",)),
        ("bare", ()),
    ]


def test_status_and_nations_hold_for_a_section_and_what_is_below_it(tmp_path: Path) -> None:
    text = "# T\n\na\n\n## S\n<!-- status: not_in_force -->\n<!-- nations: wales, scotland -->\n\nb\n\n### Below\n\nc\n\n## Next\n\nd\n"
    found = read(tmp_path, text)
    marks: list[tuple[str, Status | None, tuple[Nation, ...]]] = [(e.text, e.status, e.nations) for e in found.elements]
    both = (Nation.WALES, Nation.SCOTLAND)
    assert marks == [("a", None, ()), ("b", Status.NOT_IN_FORCE, both), ("c", Status.NOT_IN_FORCE, both), ("d", None, ())]


def test_a_mark_after_a_blank_line_and_text_right_under_a_mark_both_work(tmp_path: Path) -> None:
    found = read(tmp_path, "# T\n\n## S\n\n<!-- status: draft -->\ntext\n")
    assert [(e.text, e.status) for e in found.elements] == [("text", Status.DRAFT)]


def test_other_comments_hidden_html_and_scripts_never_become_text(tmp_path: Path) -> None:
    text = (
        "# T\n\n<!-- secret one -->\n\nseen <!-- secret two --> <span hidden>secret three</span>\n\n"
        "<script>secret four</script>\n\n<div style='display:none'>secret five</div>\n\n<p>kept</p>\n\n<!--\nsecret\nsix\n-->\n"
    )
    found = read(tmp_path, text)
    assert texts(found) == ["seen", "kept"]


def test_angle_brackets_that_are_no_html_stay(tmp_path: Path) -> None:
    assert texts(read(tmp_path, "Write to <name of worker> by <date>.\n")) == ["Write to <name of worker> by <date>."]


def test_code_keeps_its_lines(tmp_path: Path) -> None:
    found = read(tmp_path, "```\na:\n  b <!-- D1.1 S -->\n```\n")
    assert [(e.category, e.text, e.sources) for e in found.elements] == [("CodeSnippet", "a:\n  b <!-- D1.1 S -->", ())]


def test_front_matter_is_metadata_and_not_text(tmp_path: Path) -> None:
    found = read(tmp_path, '---\ntitle: "Given title"\nauthor: A Writer\n---\n\n# Heading\n\ntext\n')
    assert texts(found) == ["text"]
    assert (found.title, found.metadata["author"], found.metadata["file_name"]) == ("Given title", "A Writer", "file.md")


def test_read_markers_tells_fact_source_check_place_and_text() -> None:
    text = "# T\n\n## S\n\nOne.\nTwo. <!-- D12.03 WT2023 check -->\n\n| A | B |\n|---|---|\n| x | y <!-- D12.04 CA1989 --> |\n"
    first, second = read_markers(text)
    assert (first.fact_id, first.source_id, first.check, first.heading_path, first.line, first.text) == (
        "D12.03",
        "WT2023",
        True,
        ("T", "S"),
        5,
        "One. Two.",
    )
    assert (second.fact_id, second.check, second.text) == ("D12.04", False, "A: x; B: y.")


def test_check_comments_names_the_line_of_a_mark_that_means_nothing() -> None:
    good = "# T\n<!-- status: draft -->\n\ntext <!-- M5.01 M5 -->\n"
    assert check_comments(good) == ()
    bad = "# T\n<!-- status: drft -->\n\ntext <!-- D12.3 -->\n\n<!-- nations: wales -->\n\n<!-- note -->\n"
    assert [problem.split(":")[0] for problem in check_comments(bad)] == ["line 2", "line 4", "line 6", "line 8"]


CORPUS = sorted((Path(__file__).parents[3] / "corpus" / "guidance").glob("*.md"))


@pytest.mark.parametrize("path", CORPUS, ids=lambda path: path.stem)
def test_corpus_documents_come_through_whole(path: Path) -> None:
    """Every word outside Markdown syntax and comments is in an element or a heading, and no comment is."""
    found = partition(path, path.stem, LIMITS)
    assert found.title
    assert all("<!--" not in e.text and "-->" not in e.text and e.heading_path for e in found.elements)
    markers = read_markers(path.read_text(encoding="utf-8"))
    assert {m.source_id for m in markers} == {source for e in found.elements for source in e.sources}
    assert _letters(path) <= _shown(found.elements)


def _letters(path: Path) -> set[str]:
    import re

    text = re.sub(r"<!--.*?-->", " ", path.read_text(encoding="utf-8"), flags=re.DOTALL)
    text = re.sub(r"[*`|#>]", " ", re.sub(r"\[([^]]*)\]\([^)]*\)", r"\1", text))
    return {word for word in text.split() if any(c.isalnum() for c in word)}


def _shown(elements: tuple[Element, ...]) -> set[str]:
    import re

    shown = " ".join(" ".join((*e.heading_path, e.text)) for e in elements)
    words = set(re.sub(r"[*`|#>]", " ", shown).split())
    return words | {word.rstrip(";.:") for word in words}


def test_markdown_needs_none_of_the_heavy_libraries(tmp_path: Path) -> None:
    path = tmp_path / "a.md"
    path.write_text("# T\n\ntext\n")
    code = (
        "import sys; from pathlib import Path; from ingest.partition import partition; from assistant.settings import load_settings;"
        f"partition(Path({str(path)!r}), 'd', load_settings({{}}).ingest);"
        "print(sorted({'unstructured', 'spacy', 'pandas', 'torch', 'pdfminer', 'lxml'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=Path(__file__).parents[3])
    assert done.stdout.strip() == "[]"
