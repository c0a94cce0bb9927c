"""HTML: what a browser would show is kept, everything else is taken out before unstructured finds the blocks."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from assistant.errors import UnreadableFile
from ingest.readers.blocks import (
    CODE,
    FOOTER,
    HEADER,
    HEADING,
    ITEM,
    LINE_MARK,
    TABLE,
    TEXT,
    Block,
    Reading,
    clean,
    clean_code,
    clean_metadata,
    visible,
)
from ingest.readers.decode import decode
from ingest.readers.webpage_tables import BREAK, hold_tables, whole_number

if TYPE_CHECKING:
    from lxml.html import HtmlElement  # type: ignore[import-untyped]

_CHARSET = re.compile(rb"""<meta[^>]+charset\s*=\s*["']?\s*([A-Za-z0-9_:-]+)""", re.IGNORECASE)
_NEVER_TEXT = (
    frozenset(
        {"script", "style", "noscript", "template", "head", "link", "meta", "base", "nav", "menu", "dialog", "iframe", "object", "embed"}
    )
    | {
        "applet",
        "svg",
        "canvas",
        "audio",
        "video",
        "source",
        "track",
        "map",
        "area",
        "math",
        "noframes",
        "frameset",
        "colgroup",
        "col",
        "param",
    }
    | {"select", "option", "datalist", "textarea", "input", "progress", "meter"}
)
_PLAIN_BLOCKS = frozenset({"details", "summary", "figure", "figcaption", "form", "fieldset", "legend", "search", "hgroup", "center", "dir"})
_HIDING_STYLE = re.compile(
    r"display\s*:\s*none|visibility\s*:\s*(?:hidden|collapse)|(?:^|;)\s*opacity\s*:\s*0(?:\.0*)?\s*(?:;|!|$)|font-size\s*:\s*0(?:\.0*)?[a-z%]*\s*(?:;|!|$)"
    r"|(?:^|;)\s*(?:max-)?(?:width|height)\s*:\s*0(?:px|em|rem|pt|%)?\s*(?:;|!|$)|clip\s*:\s*rect\(\s*0|text-indent\s*:\s*-\d{3,}|(?:left|top)\s*:\s*-\d{4,}",
    re.IGNORECASE,
)
_HIDING_RULE = re.compile(r"([^{}]+)\{([^{}]*)\}")
_SIMPLE_SELECTOR = re.compile(r"[.#][\w-]+")
# Text for screen readers or keyboards alone, by the names the common frameworks give it.
_UNSEEN_CLASSES = re.compile(
    r"(?:^|[\s_-])(?:visually-?hidden|sr-only|screen-reader-text|screenreader|skip-?link|skip-to-content)(?:$|[\s_-])", re.IGNORECASE
)
_UNSEEN_ROLES = frozenset({"navigation", "search", "menu", "menubar"})
_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
# The page's own part must hold this share of the words before the rest is taken for the site's frame.
_MAIN_SHARE = 0.5
# libxml2's own limit is 256 nested elements; beyond it text would be lost without a word.
_MAX_DEPTH = 200
# Private characters that stand for a table taken out beforehand, a line break, and the end of a block. The same characters
# in the page itself, where they mean nothing, are removed first.
_HOLD = re.compile("\ue000(\\d+)\ue001")
_PRIVATE = re.compile("[\ue000-\ue003]")
_REFERENCE = re.compile(r"&#([xX][0-9a-fA-F]{1,8}|\d{1,9});?")
_SPLIT = "\ue003"


def read(data: bytes) -> Reading:
    """Blocks of an HTML file, in its declared encoding."""
    declared = _CHARSET.search(data[:4096])
    return read_text(decode(data, declared[1].decode("ascii") if declared else None))


def read_text(html: str) -> Reading:
    """Blocks of HTML text. The title is the first `h1`, else the page's `title`."""
    root = _parse(html)
    if root is None:
        return Reading(())
    page_title = clean(" ".join(root.xpath("//head//title[1]//text() | /html/title[1]//text()")))
    metadata = {meta.get("name", "").lower().replace(".", "_"): meta.get("content") for meta in root.iter("meta") if meta.get("name")}
    kept = ("author", "description", "keywords", "generator", "dc_creator", "dc_title", "dc_publisher", "creator", "last-modified-by")
    metadata = {key: metadata.get(key) for key in kept} | {"title": page_title}
    body = _prepare(root)
    held = hold_tables(body)
    blocks = tuple(_blocks(body, held))
    heading = next((block.text for block in blocks if block.category == HEADING and block.level == 1), None)
    return Reading(blocks, clean_metadata(metadata), heading or page_title or None)


def visible_paragraphs(html: str) -> Iterator[str]:
    """The visible text of a piece of HTML inside another format, block by block, without structure."""
    root = _parse(html)
    if root is None:
        return
    body = _prepare(root)
    for node in body.iter("p", "div", "li", "tr", "td", "th", "section", "article", "blockquote", "pre", *_HEADINGS):
        node.text = _SPLIT + (node.text or "")
        node.tail = _SPLIT + (node.tail or "")
    for part in "".join(body.itertext()).split(_SPLIT):
        if text := clean(part.replace(BREAK, LINE_MARK), keep_lines=False):
            yield text


def _parse(html: str) -> HtmlElement | None:
    from lxml import etree  # type: ignore[import-untyped]
    from lxml import html as lxml_html

    text = _PRIVATE.sub("", visible(html))
    text = _REFERENCE.sub(_keep_reference, text)
    # A declaration of another encoding must not make the parser decode again what is text already.
    text = re.sub(r"^\s*<\?xml[^>]*\?>", "", text)
    parser = lxml_html.HTMLParser(encoding="utf-8", huge_tree=True, no_network=True, remove_comments=True, remove_pis=True)
    try:
        root = lxml_html.document_fromstring(text.encode("utf-8", "ignore"), parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError):
        return None
    _check_depth(root)
    return root


def _keep_reference(found: re.Match[str]) -> str:
    """A numeric reference, unless it names a character that shows nothing or one of our marks."""
    digits = found[1]
    code = int(digits[1:], 16) if digits[0] in "xX" else int(digits)
    return found[0] if code in (9, 10, 13) or (code < 0x110000 and not 0xD800 <= code <= 0xE003 and visible(chr(code))) else ""


def _check_depth(root: HtmlElement) -> None:
    from lxml import etree

    depth = 0
    for event, _ in etree.iterwalk(root, events=("start", "end")):
        depth += 1 if event == "start" else -1
        if depth > _MAX_DEPTH:
            raise UnreadableFile(f"The page nests more than {_MAX_DEPTH} elements in each other. Save its text in a simpler form.")


def _prepare(root: HtmlElement) -> HtmlElement:
    """The page's body as a reader sees it: hidden parts gone, the site's frame gone, the rest in tags unstructured keeps."""
    unseen = _hidden_names(root)
    for node in [node for node in root.iter() if _is_hidden(node, unseen)]:
        if node.getparent() is not None and node.tag != "body":
            node.drop_tree()
    bodies = root.xpath("//body")
    body: HtmlElement = bodies[0] if bodies else root
    mains = body.xpath(".//main | .//*[@role='main']")
    if len(mains) == 1 and len(mains[0].text_content()) >= _MAIN_SHARE * len(body.text_content()):
        body = mains[0]
        body.tail = None
    for node in list(body.iter()):
        if not isinstance(node.tag, str) or node is body:
            continue
        if node.tag in _PLAIN_BLOCKS:
            node.tag = "div"
        elif node.tag == "br":
            node.tail = BREAK + (node.tail or "")
            node.drop_tag()
        elif node.tag in ("label", "button"):
            node.tag = "span"
        elif node.tag == "img":
            _replace_picture(node)
        elif node.tag == "ol":
            _write_numbers(node)
    return body


def _replace_picture(node: HtmlElement) -> None:
    """A picture's description is what stands for it when read."""
    alt = node.get("alt", "").strip()
    node.tail = (f" {alt} " if alt else "") + (node.tail or "")
    node.drop_tag()


def _hidden_names(root: HtmlElement) -> frozenset[str]:
    """Class and id selectors (`.x`, `#x`) that a style element of the page hides."""
    names: set[str] = set()
    for style in root.iter("style"):
        for selectors, rules in _HIDING_RULE.findall(re.sub(r"/\*.*?\*/", "", style.text or "", flags=re.DOTALL)):
            if _HIDING_STYLE.search(rules):
                names.update(s.strip() for s in selectors.split(",") if _SIMPLE_SELECTOR.fullmatch(s.strip()))
    return frozenset(names)


def _is_hidden(node: HtmlElement, unseen: frozenset[str]) -> bool:
    if not isinstance(node.tag, str):
        return True
    if node.tag in _NEVER_TEXT or (node.tag == "button" and not _inside_heading(node)):
        return True
    attributes = node.attrib
    if not attributes:
        return False
    return (
        ("hidden" in attributes and attributes["hidden"] != "until-found")
        or attributes.get("aria-hidden", "").strip().lower() == "true"
        or attributes.get("role", "") in _UNSEEN_ROLES
        or bool(_HIDING_STYLE.search(attributes.get("style", "")))
        or bool(_UNSEEN_CLASSES.search(attributes.get("class", "")))
        or (bool(unseen) and (f"#{attributes.get('id')}" in unseen or any(f".{c}" in unseen for c in attributes.get("class", "").split())))
    )


def _inside_heading(node: HtmlElement) -> bool:
    return any(above.tag in _HEADINGS for above in node.iterancestors())


def _write_numbers(node: HtmlElement) -> None:
    """The numbers a browser writes before the items of an ordered list become text."""
    if "list-style" in node.get("style", "") and "none" in node.get("style", ""):
        return
    items = [item for item in node if item.tag == "li"]
    step = -1 if "reversed" in node.attrib else 1
    number = whole_number(node.get("start"), len(items) if step < 0 else 1)
    for item in items:
        number = whole_number(item.get("value"), number)
        label = _numeral(number, node.get("type", "1")) + ". "
        holder = item
        while not (holder.text or "").strip() and len(holder) and holder[0].tag in ("p", "div", "span", "strong", "b"):
            holder = holder[0]
        holder.text = label + (holder.text or "").lstrip()
        number += step


def _numeral(number: int, kind: str) -> str:
    if kind in ("a", "A") and 1 <= number <= 26:
        return chr(ord(kind) + number - 1)
    if kind in ("i", "I") and 1 <= number < 40:
        text = "x" * (number // 10) + ("", "i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix")[number % 10]
        return text.upper() if kind == "I" else text
    return str(number)


def _blocks(body: HtmlElement, held: list[tuple[Block, ...]]) -> Iterator[Block]:
    from lxml import etree

    from ingest.readers.offline import partition_html

    body.tag = "body"
    for node in body.iter("p", "div", "dd", "dt", "li", "blockquote"):
        # unstructured drops a block of a single character; with a mark behind it, it stays.
        if len(node) == 0 and len((node.text or "").strip()) == 1:
            node.text = (node.text or "") + _SPLIT
    for found in partition_html("<html>" + etree.tostring(body, encoding="unicode", method="html") + "</html>"):
        text, category = found.text.replace(_SPLIT, ""), type(found).__name__
        hold = _HOLD.search(text)
        if hold:
            before, after = text[: hold.start()], text[hold.end() :]
            yield from _text_block(before, ITEM if category == "ListItem" else TEXT)
            yield from held[int(hold[1])]
            yield from _text_block(after, TEXT)
        elif category == "Title":
            yield Block(HEADING, clean(text.replace(BREAK, " ")), level=(found.metadata.category_depth or 0) + 1)
        elif category == "CodeSnippet":
            yield Block(CODE, clean_code(text.replace(BREAK, "\n")))
        elif category == "ListItem":
            yield from _text_block(text, ITEM)
        else:
            yield from _text_block(text, category if category in (HEADER, FOOTER, TABLE) else TEXT)


def _text_block(text: str, category: str) -> Iterator[Block]:
    lines = [clean(line) for line in text.replace(BREAK, "\n").split("\n")] if BREAK in text else [clean(text)]
    for part in "\n".join(lines).split("\n\n"):  # two breaks in a row end a paragraph
        if visible_text := part.strip("\n"):
            yield Block(category, visible(visible_text))
