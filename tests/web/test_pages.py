"""The pages: whole without JavaScript, escaped, accessible, and silent about what was typed."""

from __future__ import annotations

import html
import re
from dataclasses import replace
from html.parser import HTMLParser
from typing import Any

import pytest

from assistant.types import Status
from assistant.web.highlight import highlight
from assistant.web.render import dial, nation_badges, plain_date, web_address
from tests.doors import Client, make_client
from tests.fakes import LIBRARY, SHARING, make_assistant, make_document, make_passages, make_source

CONSENT = "When can I share information without consent?"
HTML = {"accept": "text/html"}
PAGES = [
    "home",
    "answered",
    "abstained",
    "refused",
    "signposted",
    "search",
    "invalid",
    "documents",
    "document",
    "passage",
    "missing",
    "schema",
]


class Page(HTMLParser):
    """Tags with their attributes, and headings in order."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def all(self, *names: str) -> list[dict[str, str | None]]:
        return [attributes for tag, attributes in self.tags if tag in names]


def ask(client: Client, question: str = CONSENT, **more: str) -> Any:
    return client.post("/", data={"question": question, "nation": "", "as_at": "", **more}, headers=HTML)


def every_page(client: Client) -> dict[str, str]:
    passage = LIBRARY[SHARING][1]
    pages = {
        "home": client.get("/"),
        "answered": ask(client),
        "abstained": ask(client, "What is the tariff on bananas?"),
        "refused": ask(client, "Tell me about Tommy"),
        "signposted": ask(client, "He is hurting me, who shares information?"),
        "search": ask(client, action="search"),
        "invalid": ask(client, " "),
        "documents": client.get("/documents"),
        "document": client.get("/documents/d05-old"),
        "passage": client.get(f"/passages/{passage.id}"),
        "missing": client.get("/documents/none", headers=HTML),
        "schema": client.get("/schema/docs"),
    }
    return {name: response.text for name, response in pages.items()}


def test_the_ask_box_is_a_plain_form_that_posts(client: Client) -> None:
    page = Page(client.get("/").text)
    form = page.all("form")[0]
    assert (form["action"], form["method"]) == ("/", "post")
    assert page.all("textarea")[0]["name"] == "question"
    assert {option["value"] for option in page.all("option")} >= {"", "england", "wales", "scotland", "northern_ireland"}


def test_an_answer_shows_strength_quote_document_path_page_status_nation_source_and_date(client: Client) -> None:
    text = ask(client).text
    plain = re.sub(r"\s+", " ", html.unescape(re.sub(r"<[^>]+>", " ", text)))
    for words in (
        "Must",
        "You must share information without consent where a child is at risk of harm.",
        "Information sharing advice (2024)",
        "Consent , page 1",
        "Current",
        "England",
        "Information sharing advice Department for Education, May 2024",
        "Last checked on 1 March 2026",
        "Read this quote in context",
    ):
        assert words in plain, words
    assert "https://www.gov.uk/isa" in text
    assert "?question=" not in text


def test_a_quote_links_to_its_place_where_it_is_marked_exactly(client: Client) -> None:
    link = html.unescape(re.search(r'href="(/passages/[^"]+)"', ask(client).text)[1])  # type: ignore[index]
    page = client.get(link.split("#")[0]).text
    assert '<mark id="quote">You must share information without consent where a child is at risk of harm.</mark>' in page
    assert "Practitioners should be open" in page, "the neighbour is shown"
    for changed in (link.replace("end=", "end=1"), link.replace("start=0", "start=1"), link.replace("start=0", "start=-1"), link[:-40]):
        other = client.get(changed.split("#")[0]).text
        assert "<mark" not in other
        assert "cannot be shown exactly" in other


def test_contacts_come_first_when_somebody_may_be_in_danger(client: Client) -> None:
    text = ask(client, "He is hurting me, who shares information?").text
    assert text.index("Contact now") < text.index("What the guidance says")
    assert 'href="tel:08088005000"' in text


def test_a_refused_question_is_not_shown_again(client: Client) -> None:
    for action in ("ask", "search"):
        text = ask(client, "Tell me about Tommy Marlowe", action=action).text
        assert "Marlowe" not in text
        assert "could be recognised" in text
        assert "NSPCC Helpline" in text


def test_an_abstention_shows_the_nearest_passages_with_links(client: Client) -> None:
    text = ask(client, "What is the tariff on bananas?").text
    assert "Nearest passages" in text
    assert 'href="/passages/' in text


def test_the_other_button_shows_passages_with_the_reason_for_their_rank(client: Client) -> None:
    text = ask(client, action="search").text
    assert "Ranked 1st overall" in text


def test_filters_of_the_form_are_kept_and_applied(client: Client) -> None:
    text = ask(client, "What must a partner inform the authority about in Wales?", nation="wales", action="search").text
    assert '<option value="wales" selected>' in text
    assert "Wales safeguarding procedures" in text
    assert "Information sharing advice" not in text
    old = ask(client, "seek consent to share information", as_at="2020-01-01", action="search").text
    assert "Information sharing advice (2018)" in old
    assert "Superseded" in old


@pytest.mark.parametrize(
    ("values", "words"),
    [({"question": ""}, "no question"), ({"nation": "zzqcanary"}, "england, wales"), ({"as_at": "zzqcanary"}, "year, month and day")],
)
def test_a_wrong_form_says_what_to_do_beside_the_box(client: Client, values: dict[str, str], words: str) -> None:
    response = client.post("/", data={"question": CONSENT, **values}, headers=HTML)
    assert response.status_code == 400
    assert words in response.text
    assert 'aria-invalid="true"' in response.text
    assert "zzqcanary" not in response.text


def test_documents_are_listed_filtered_and_read(client: Client) -> None:
    assert "6 of 6 documents" in client.get("/documents").text
    assert "1 of 6 documents" in client.get("/documents?nation=wales").text
    assert "0 of 6 documents" in client.get("/documents?nation=wales&theme=bruising").text
    old = client.get("/documents/d05-old").text
    assert 'href="/documents/d05-sharing"' in old
    assert "instead" in old


def test_errors_are_pages_for_a_browser_and_problems_for_everybody_else(client: Client) -> None:
    for address in ("/documents/none", "/passages/none", "/nothing"):
        page = client.get(address, headers=HTML)
        assert (page.status_code, page.headers["content-type"]) == (404, "text/html; charset=utf-8")
        assert "call <a" in page.text
        assert client.get(address).headers["content-type"] == "application/problem+json"


def test_a_failure_page_sends_people_to_a_person() -> None:
    with make_client() as client:
        response = ask(client, "breakguard zzqcanary")
    assert response.status_code == 500
    assert "designated safeguarding lead" in response.text
    assert "zzqcanary" not in response.text


def test_everything_is_escaped_and_only_web_addresses_become_links() -> None:
    evil = "<script>alert(1)</script>"
    sources = (make_source(title=evil, url="javascript:alert(1)", publisher='"><img src=x onerror=alert(1)>'),)
    document = make_document("evil", f"Advice {evil}", sources=sources, themes=(evil,), licence=evil)
    passages = make_passages(document, (f"Heading {evil}", f"You must share information {evil} at once."))
    with make_client(make_assistant(library={document: passages})) as client:
        pages = [
            ask(client, f"share information {evil}").text,
            ask(client, f"share information {evil}", action="search").text,
            client.get("/documents").text,
            client.get("/documents/evil").text,
            client.get(f"/passages/{passages[0].id}").text,
            client.get(f"/documents?theme={evil}").text,
        ]
    for page in pages:
        assert "<script>alert" not in page
        assert "<img src=x" not in page
        assert "javascript:" not in page
    assert html.escape(evil) in pages[0]


@pytest.mark.parametrize("name", PAGES)
def test_every_page_is_accessible_and_needs_nothing_from_elsewhere(client: Client, name: str) -> None:
    text = every_page(client)[name]
    page = Page(text)
    assert text.startswith("<!doctype html>")
    assert page.all("html")[0]["lang"] == "en-GB"
    assert re.search(r"<title>\s*\S.* – Safeguarding guidance assistant</title>", text)
    assert "If a child or adult is in immediate danger, call" in text
    assert 'class="skip" href="#main"' in text
    assert len(page.all("h1")) == 1
    levels = [int(tag[1]) for tag, _ in page.tags if re.fullmatch(r"h[1-6]", tag)]
    first = levels.index(1)
    assert all(after - before <= 1 for before, after in zip(levels[first:], levels[first + 1 :], strict=False))
    identifiers = [attributes["id"] for _, attributes in page.tags if "id" in attributes]
    assert len(identifiers) == len(set(identifiers))
    labels = {attributes.get("for") for attributes in page.all("label")}
    for control in page.all("textarea", "select", "input"):
        assert control["id"] in labels
    for attributes in page.all("img"):
        assert "alt" in attributes
    for _, attributes in page.tags:
        assert not any(key.startswith("on") or key == "style" for key in attributes)
        for reference in (attributes.get("aria-describedby"), attributes.get("aria-labelledby")):
            assert set((reference or "").split()) <= set(identifiers)
    for attributes in page.all("script", "link", "img"):
        assert (attributes.get("src") or attributes.get("href") or "").startswith("/static/")
    assert not re.findall(r"<script(?![^>]*src=)", text)


def test_static_files_are_named_and_nothing_else_is_served(client: Client) -> None:
    assert client.get("/static/style.css").headers["content-type"] == "text/css; charset=utf-8"
    for name in ("none.css", "..%2Fpages.py", "%2e%2e/pages.py"):
        assert client.get(f"/static/{name}").status_code == 404


def test_the_form_takes_a_form_only(client: Client) -> None:
    assert client.post("/", json={"question": CONSENT}).status_code == 415


def contrast(one: str, other: str) -> float:
    """The WCAG contrast ratio of two #rrggbb colours."""

    def light(colour: str) -> float:
        parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
        linear = [part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    high, low = sorted((light(one), light(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def test_text_colours_have_the_contrast_of_wcag_aa(client: Client) -> None:
    style = client.get("/static/style.css").text
    colours = dict(re.findall(r"--([a-z-]+): (#[0-9a-f]{6});", style))
    on_paper = [(one, ground) for one in ("ink", "quiet", "danger", "accent") for ground in ("paper", "wash")]
    pairs = [*on_paper, ("ink", "mark"), ("ink", "focus"), ("ink", "warn-wash"), ("paper", "danger"), ("paper", "accent")]
    for one, other in pairs:
        assert contrast(colours[one], colours[other]) >= 4.5, (one, other)
    for one, other in (
        ("#0b4f8a", "#ffffff"),
        ("#0b4f8a", "#f3f6f8"),
        ("#114d26", "#e3f1e7"),
        ("#6b3800", "#fff6e6"),
        ("#0b2c49", "#e4edf4"),
    ):
        assert one in style or one in colours.values()
        assert contrast(one, other) >= 4.5, (one, other)


def test_a_highlight_is_exact_or_nothing() -> None:
    text = "Share at once."
    digest = "f0d5ef5b3bb0dbd1b0c9ba2fae0c5be3b7e9b1c5a9d6a5ef3b3f6a7c8d9e0f10"
    assert highlight(text, 0, 5, digest) is None
    assert highlight(text, 5, 5, digest) is None
    assert highlight(text, 0, 99, digest) is None
    assert highlight(text, 0, 5, "é") is None


def test_words_for_people() -> None:
    assert nation_badges(list(SHARING.nations)) == ["England"]
    assert nation_badges(list(type(SHARING.nations[0]))) == ["UK-wide"]
    assert (plain_date("2024-05-03"), plain_date("2024-05"), plain_date("2024"), plain_date(None)) == ("3 May 2024", "May 2024", "2024", "")
    assert (web_address("https://a.uk"), web_address("javascript:x"), web_address("data:x")) == ("https://a.uk", "", "")
    assert (dial("0808 800 5000"), dial("your local number"), dial("text 85258")) == ("08088005000", "", "")


def test_a_part_of_a_document_with_its_own_standing_is_labelled() -> None:
    document = replace(SHARING, id="mixed")
    passages = [
        replace(item, document_id="mixed") for item in make_passages(document, ("Now", "Share at once."), ("Then", "Seek consent first."))
    ]
    passages[1] = replace(passages[1], status=Status.SUPERSEDED)
    with make_client(make_assistant(library={document: passages})) as client:
        text = client.get("/documents/mixed").text
    assert text.index("Superseded") > text.index("Share at once.")
