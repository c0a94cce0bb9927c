"""HTML: what a browser shows becomes text, and nothing else does."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.errors import UnreadableFile
from assistant.settings import load_settings
from ingest.partition import Partition, partition
from ingest.readers.webpage import read_text

LIMITS = load_settings({}).ingest


def read(folder: Path, html: str | bytes) -> Partition:
    path = folder / "page.html"
    path.write_bytes(html.encode() if isinstance(html, str) else html)
    return partition(path, "doc", LIMITS)


def texts(html: str) -> list[str]:
    return [block.text for block in read_text(html).blocks]


def test_headings_become_the_path_and_inline_tags_vanish(tmp_path: Path) -> None:
    found = read(
        tmp_path,
        "<html><head><title>Site</title><meta name=author content='A Writer'></head><body><h1>Main  title</h1>"
        "<p>Ring <b>999</b> now &mdash; "
        "don&rsquo;t <a href=x>wait</a>.</p><h2>Sub</h2><div>loose<p>in p</p>tail</div><h2>Other</h2><p>7</p></body></html>",
    )
    assert [(e.text, e.heading_path) for e in found.elements] == [
        ("Ring 999 now — don’t wait.", ("Main title",)),
        ("loose", ("Main title", "Sub")),
        ("in p", ("Main title", "Sub")),
        ("tail", ("Main title", "Sub")),
        ("7", ("Main title", "Other")),
    ]
    assert (found.title, found.metadata["title"], found.metadata["author"]) == ("Main title", "Site", "A Writer")


@pytest.mark.parametrize(
    "hidden",
    [
        "<script>secret</script>",
        "<style>secret</style>",
        "<noscript>secret</noscript>",
        "<template>secret</template>",
        "<nav><a>secret</a></nav>",
        "<div role=navigation>secret</div>",
        "<!-- secret -->",
        "<p hidden>secret</p>",
        "<p aria-hidden='true'>secret</p>",
        "<p style='color: red; display : none'>secret</p>",
        "<span style='visibility:hidden'>secret</span>",
        "<p style='font-size:0px'>secret</p>",
        "<p style='opacity:0'>secret</p>",
        "<div style='height:0;overflow:hidden'>secret</div>",
        "<p style='position:absolute;left:-9999px'>secret</p>",
        "<p class='govuk-visually-hidden'>secret</p>",
        "<a class='skip-link' href='#x'>secret</a>",
        "<style>.x{display:none}</style><p class='y x'>secret</p>",
        "<textarea>secret</textarea><select><option>secret</option></select><button>secret</button>",
        "<svg><text>secret</text></svg><iframe>secret</iframe><object>secret</object>",
        "<dialog>secret</dialog>",
    ],
)
def test_what_nobody_sees_never_becomes_text(hidden: str) -> None:
    assert texts(f"<body><p>seen</p>{hidden}<p>also</p></body>") == ["seen", "also"]


@pytest.mark.parametrize("shown", ["opacity:0.5", "font-size:0.9em", "width:50px", "height:100%", "left:-3px"])
def test_ordinary_styles_hide_nothing(shown: str) -> None:
    assert texts(f"<p style='{shown}'>seen</p>") == ["seen"]


def test_lists_keep_order_and_the_numbers_a_browser_writes() -> None:
    html = "<ul><li>one<ul><li>under <i>one</i></li></ul></li><li>two</li></ul>"
    html += "<ol start=3><li>three</li><li><p>four</p></li></ol><ol type=a><li>x</li></ol>"
    assert texts(html) == ["one", "under one", "two", "3. three", "4. four", "a. x"]


def test_a_table_names_its_columns_and_fills_spanned_cells() -> None:
    html = (
        "<table><caption>Times</caption><thead><tr><th>Step</th><th>Time</th></tr></thead>"
        "<tr><td rowspan=2>Decide</td><td><p>1</p><p>day</p></td></tr><tr><td>2 days</td></tr></table>"
    )
    assert texts(html) == ["Times\nStep: Decide; Time: 1 day.\nStep: Decide; Time: 2 days."]


def test_a_table_that_only_lays_out_the_page_is_read_as_the_page() -> None:
    assert texts("<table><tr><td><h2>Head</h2><p>One.</p></td><td><p>Two.</p></td></tr></table><p>x y</p>")[-1] == "x y"
    assert texts("<table role=presentation><tr><td>One.</td><td>Two.</td></tr></table>") == ["One.", "Two."]


def test_parts_that_unstructured_would_drop_are_kept() -> None:
    html = "<details><summary>More</summary>inside</details><figure><img alt='A map' src=x><figcaption>Figure 1</figcaption></figure>"
    html += "<form><label>Name</label></form>"
    assert texts(html) == ["More", "inside", "A map", "Figure 1", "Name"]


def test_line_breaks_stay_lines_and_two_part_paragraphs() -> None:
    assert texts("<p>Police 101<br>Ambulance 999<br><br>Ring first</p>") == ["Police 101\nAmbulance 999", "Ring first"]


def test_the_frame_of_a_site_is_left_out_when_the_page_marks_its_own_part() -> None:
    assert texts("<header>Logo</header><main><h1>T</h1><p>" + "The text. " * 9 + "</p></main><footer>Cookies</footer>")[-1].startswith(
        "The text."
    )


def test_a_declared_encoding_is_believed_when_the_bytes_fit(tmp_path: Path) -> None:
    assert read(tmp_path, "<meta charset='iso-8859-2'><p>Łódź</p>".encode("iso-8859-2")).elements[0].text == "Łódź"
    assert read(tmp_path, "<meta charset='iso-8859-1'><p>It’s</p>".encode("utf-8-sig")).elements[0].text == "It’s"


def test_character_references_cannot_smuggle_marks_or_controls() -> None:
    assert texts("<p>a&#1;b&#x1e;c&#x200b;d</p><p>&#xE000;0&#xE001; x</p><p>\ue0000\ue001 y</p>") == ["abcd", "0 x", "0 y"]


def test_a_page_nested_beyond_the_parser_is_refused_not_cut_off(tmp_path: Path) -> None:
    with pytest.raises(UnreadableFile, match="nests more"):
        read(tmp_path, "<div>" * 5000 + "deep" + "</div>" * 5000)


def test_a_page_of_which_nothing_shows_has_no_text(tmp_path: Path) -> None:
    with pytest.raises(UnreadableFile, match="no text"):
        read(tmp_path, "<html><body><script>x</script></body></html>")


WORDS = st.text(alphabet=st.sampled_from("abcXYZ09“”’–£%.,;:'\"/?!()&"), min_size=1, max_size=9)


@settings(max_examples=40, deadline=None)
@given(
    st.lists(
        st.tuples(
            st.sampled_from(["p", "li", "h2", "td", "div", "blockquote", "dd", "pre", "h5"]), st.lists(WORDS, min_size=1, max_size=6)
        ),
        min_size=1,
        max_size=6,
    )
)
def test_no_word_is_lost_merged_or_changed(parts: list[tuple[str, list[str]]]) -> None:
    """Every word of every visible block comes out, in order, whatever block it stands in."""
    import html

    page, wanted = "", list[str]()
    for tag, words in parts:
        words = ["Begin", *words]
        wanted += words
        body = html.escape(" ".join(words))
        page += {
            "li": f"<ul><li>{body}</li></ul>",
            "td": f"<table role=none><tr><td>{body}</td></tr></table>",
            "dd": f"<dl><dd>{body}</dd></dl>",
        }.get(tag, f"<{tag}>{body}</{tag}>")
    assert " ".join(texts(f"<body>{page}</body>")).split() == wanted


@pytest.mark.slow
def test_nothing_is_fetched_or_reported_over_the_network(tmp_path: Path) -> None:
    """A fresh process that may open no socket reads HTML, and says nothing on its own account."""
    (tmp_path / "a.html").write_text("<p>The local authority must decide within one working day.</p>")
    code = (
        "import socket, sys\n"
        "calls = []\n"
        "def refuse(*args, **kwargs):\n    calls.append(args)\n    raise OSError('no network')\n"
        "socket.socket.connect = refuse\nsocket.getaddrinfo = refuse\nsocket.create_connection = refuse\n"
        "from pathlib import Path\nfrom assistant.settings import load_settings\nfrom ingest.partition import partition\n"
        f"found = partition(Path({str(tmp_path / 'a.html')!r}), 'd', load_settings({{}}).ingest)\n"
        "assert len(found.elements) == 1\nprint(len(calls))\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=Path(__file__).parents[3])
    assert (done.stdout.strip(), "nstructured" in done.stderr) == ("0", False)
