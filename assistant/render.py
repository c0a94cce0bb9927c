"""Wire objects as text for people at a terminal: calm, short, the most important thing first."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

WIDTH = 100
NATIONS = {"england": "England", "wales": "Wales", "scotland": "Scotland", "northern_ireland": "Northern Ireland"}
STATUS = {
    "current": "current",
    "superseded": "SUPERSEDED",
    "withdrawn": "WITHDRAWN",
    "draft": "DRAFT",
    "not_in_force": "NOT IN FORCE",
}
Wire = Mapping[str, Any]


def reply(wire: Wire) -> str:
    """An answer, abstention, refusal or signpost."""
    lines: list[str] = []
    if wire["outcome"] != "answered":
        lines += [*_wrapped(wire["message"] or ""), ""]
        lines += _contacts(wire["contacts"])
    lines += [line for notice in wire["notices"] for line in _wrapped(f"Note: {notice['text']}")]
    if wire["notices"]:
        lines.append("")
    for number, statement in enumerate(wire["statements"], 1):
        lines += _statement(number, statement)
    if wire.get("nearest"):
        lines.append("Nearest passages:")
        lines += [line for item in wire["nearest"] for line in _wrapped(f"- {place(item)}", indent="  ")]
    if wire["outcome"] == "answered":
        lines += _contacts(wire["contacts"])
    return "\n".join(lines).rstrip()


def search(wire: Wire, *, explain: bool = False) -> str:
    """Ranked passages, each with the reason for its rank."""
    lines: list[str] = []
    if wire.get("message"):
        lines += [*_wrapped(wire["message"]), ""]
        lines += _contacts(wire["contacts"])
    for number, item in enumerate(wire["passages"], 1):
        lines.append(f"{number}. {place(item)}")
        lines += _wrapped(item["text"], indent="   ")
        lines.append(f"   {item['why']}  [{item['id'] if 'id' in item else item['passage_id']}]")
        if explain:
            lines += [f"     {leg}: rank {score['rank'] or '-'}, score {score['score']:.4f}" for leg, score in sorted(item["legs"].items())]
        lines.append("")
    return "\n".join(lines).rstrip()


def cases(wire: Wire) -> str:
    """Lessons with their summaries, or else with their first passages."""
    lines = [*_wrapped(wire["message"]), ""] if wire.get("message") else []
    lines += [line for notice in wire["notices"] for line in _wrapped(f"Note: {notice['text']}")]
    for lesson in wire["lessons"]:
        document = lesson["document"]
        lines.append(f"{document['title']}  ({', '.join(document['themes'])})")
        if lesson.get("summary"):
            for number, statement in enumerate(lesson["summary"], 1):
                lines += _statement(number, statement)
            continue
        for item in lesson["passages"][:2]:
            lines += _wrapped(item["text"], indent="   ")
        lines.append("")
    if wire["themes"]:
        lines.append("Themes: " + ", ".join(f"{theme} ({count})" for theme, count in wire["themes"].items()))
    return "\n".join(lines).rstrip()


def quote_check(wire: Wire) -> str:
    """Where a quote stands."""
    if wire.get("message"):
        return "\n".join(_wrapped(wire["message"]))
    if not wire["verified"]:
        return "Not found word for word in the documents held here."
    return "\n".join(["Found word for word in:", *(f"- {place(item)}" for item in wire["occurrences"])])


def place(item: Wire) -> str:
    """Document, headings, page, nations and status in one line."""
    parts = [item.get("title") or item["document_id"], *item["heading_path"]]
    if item.get("page"):
        parts.append(f"page {item['page']}")
    nations = "UK-wide" if len(item["nations"]) == len(NATIONS) else ", ".join(NATIONS[nation] for nation in item["nations"])
    return f"{' > '.join(parts)}  [{nations}; {STATUS[item['status']]}]"


def _statement(number: int, statement: Wire) -> Iterator[str]:
    strength = f" ({statement['strength']})" if statement["strength"] != "none" else ""
    yield from _wrapped(f"{number}. {statement['text']}{strength}", hanging="   ")
    for citation in statement["citations"]:
        if citation["quote"] != statement["text"]:
            yield from _wrapped(f"“{citation['quote']}”", indent="   ")
        yield from _wrapped(place(citation), indent="   — ", hanging="     ")
        names = [
            f"{source['title']} ({source['publisher']}{', ' + source['published'] if source.get('published') else ''})"
            for source in citation["sources"]
        ]
        if names:
            yield from _wrapped("Source: " + "; ".join(names), indent="     ")
    yield ""


def _contacts(contacts: Sequence[Wire]) -> list[str]:
    lines = [f"  {item['name']}: {item['number']} ({item['when']}; checked {item['checked_on']})" for item in contacts]
    return [*lines, ""] if lines else []


def _wrapped(text: str, indent: str = "", hanging: str | None = None) -> list[str]:
    after = hanging if hanging is not None else indent
    out: list[str] = []
    for line in filter(str.strip, text.split("\n")):
        first = after if out else indent
        out += textwrap.wrap(line, WIDTH, initial_indent=first, subsequent_indent=after, break_long_words=False)
    return out or [""]
