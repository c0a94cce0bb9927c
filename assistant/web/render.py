"""Templates to pages. Everything is escaped; links are written only for web addresses."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from pathlib import Path
from urllib.parse import urlencode, urlsplit

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from assistant.notices import NATION_NAMES
from assistant.types import Citation, Kind, Nation, NoticeKind, Status, Strength

KIND_NAMES = {
    Kind.LAW: "Law",
    Kind.STATUTORY_GUIDANCE: "Statutory guidance",
    Kind.GUIDANCE: "Guidance",
    Kind.PRACTICE: "Practice",
    Kind.CONTACTS: "Contacts",
    Kind.COURSE: "Course material",
    Kind.LESSON: "Anonymised lesson",
}
STATUS_NAMES = {
    Status.CURRENT: "Current",
    Status.SUPERSEDED: "Superseded",
    Status.WITHDRAWN: "Withdrawn",
    Status.DRAFT: "Draft",
    Status.NOT_IN_FORCE: "Not in force",
}
STRENGTH_NAMES = {
    Strength.MUST: ("Must", "the source states a requirement"),
    Strength.SHOULD: ("Should", "the source states what is expected"),
    Strength.MAY: ("May", "the source states what is allowed"),
}
NOTICE_NAMES = {
    NoticeKind.SUPERSEDED: "No longer current",
    NoticeKind.NOT_IN_FORCE: "Not yet law",
    NoticeKind.DRAFT: "Draft",
    NoticeKind.OTHER_NATION: "Another nation",
    NoticeKind.CHECK_DATE: "Check the date",
    NoticeKind.URGENT: "Urgent",
    NoticeKind.AMBIGUOUS: "Several meanings",
}


def nation_badges(nations: Collection[Nation]) -> list[str]:
    """The nations in words; all four are one badge."""
    return ["UK-wide"] if set(nations) == set(Nation) else [NATION_NAMES[nation] for nation in Nation if nation in nations]


def plain_date(value: date | str | None) -> str:
    """19 April 2024; an ISO string of a month or year alone keeps what it has."""
    if isinstance(value, str):
        try:
            value = date.fromisoformat(value)
        except ValueError:
            return _month(str(value))
    return f"{value.day} {value:%B %Y}" if value else ""


def _month(value: str) -> str:
    try:
        return f"{date.fromisoformat(value + '-01'):%B %Y}"
    except ValueError:
        return value


def web_address(value: str) -> str:
    """The address when it is http or https, otherwise nothing: no other scheme becomes a link."""
    return value if urlsplit(value).scheme in ("http", "https") else ""


def dial(number: str) -> str:
    """A telephone number as a link holds it; nothing when it is not one."""
    digits = "".join(character for character in number if character.isdigit() or character == "+")
    return digits if len(digits) >= 3 and not any(character.isalpha() for character in number) else ""


def quote_link(citation: Citation) -> str:
    """Where the quote stands in its passage. Offsets and hash are in the address; words never are."""
    query = urlencode({"start": citation.start, "end": citation.end, "sha256": citation.sha256})
    return f"/passages/{citation.passage_id}?{query}#quote"


_pages = Environment(
    loader=FileSystemLoader(Path(__file__).with_name("templates")),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)
_pages.filters |= {"badges": nation_badges, "day": plain_date, "web": web_address, "dial": dial, "quote_link": quote_link}
_pages.globals |= {
    "nation_names": NATION_NAMES,
    "kind_names": KIND_NAMES,
    "status_names": STATUS_NAMES,
    "strength_names": STRENGTH_NAMES,
    "notice_names": NOTICE_NAMES,
    "current": Status.CURRENT,
}


def render(name: str, **values: object) -> str:
    """The page made from template `name`."""
    return _pages.get_template(name).render(**values)
