"""The words that stand for what was removed. A closed grammar: only text of exactly this form is taken for a placeholder.

Square brackets mark an editor's words, as in a quotation. Nothing in brackets may carry a value of the document except a
month with its year, a year, a decade, an age band and a nation of the United Kingdom.
"""

from __future__ import annotations

import re

_MONTHS = "January|February|March|April|May|June|July|August|September|October|November|December"
PERSON_ROLES = ("CHILD", "ADULT", "PERSON", "PROFESSIONAL")
KIN_ROLES = (
    "MOTHER",
    "FATHER",
    "PARENT",
    "STEPFATHER",
    "STEPMOTHER",
    "GRANDMOTHER",
    "GRANDFATHER",
    "AUNT",
    "UNCLE",
    "BROTHER",
    "SISTER",
    "SIBLING",
    "PARTNER",
    "CARER",
    "COUSIN",
    "RELATIVE",
    "FAMILY",
)
REMOVED = (
    "email", "web address", "phone number", "NHS number", "national insurance number", "pupil number", "postcode", "address", "reference", "identifier", "passport number", "driving licence", "vehicle registration",
    "bank details", "IP address", "username", "file name", "date of birth", "background", "job", "health condition", "family detail", "distinguishing detail", "street", "place", "organisation", "date", "age", "amount", "unusual event",
)  # fmt: skip
ORGANISATIONS = (
    "a nursery", "a primary school", "a secondary school", "a special school", "a school", "a college", "a university", "a GP practice", "a hospital", "a children's home", "a care home", "a place of worship", "a court", "a police station", "a prison", "a sports club", "a family centre", "a company", "a local authority", "a clinic",
)  # fmt: skip
SCHOOL_PHASES = ("early years", "primary school age", "secondary school age", "sixth form age")
AGE_BANDS = ("under 1", "1 to 4", "5 to 10", "11 to 15", "16 to 17", "18 to 25", "26 to 39", "40 to 64", "65 or over")
# Kinds of job, wide enough that none of them points at anybody.
JOBS = (
    "health or care", "education", "the emergency services or the armed forces", "farming or with animals", "transport or delivery", "shops, food or hospitality", "building, repair or manufacturing", "an office or public service", "the arts, sport or media", "a faith community",
)  # fmt: skip
# An age before a noun ("an 8-year-old boy"), in the order of AGE_BANDS.
AGE_ADJECTIVES = ("baby", *(f"{band} year old" for band in AGE_BANDS[1:-1]), "65 year old or over")
# What a detail becomes after "is" or after a verb that wants no object.
PHRASES = ("living with a health condition", "with a distinguishing detail", "some weeks", "some months")
_BARE_ORGANISATIONS = tuple(name.removeprefix("an ").removeprefix("a ") for name in ORGANISATIONS)
_LETTERS = r"[A-Z]{1,3}"
_ALTERNATIVES = (
    rf"CHILD {_LETTERS}",
    r"(?:ADULT|PERSON|PROFESSIONAL) \d+",
    rf"(?:{'|'.join(KIN_ROLES)}) (?:OF {_LETTERS}|\d+)",
    rf"(?:an? )?(?:{'|'.join(map(re.escape, (*REMOVED, *_BARE_ORGANISATIONS)))})",
    rf"(?:a )?job in (?:{'|'.join(JOBS)})",
    r"(?:a )?town in (?:England|Scotland|Wales|Northern Ireland|the United Kingdom)",
    "(?:a )?place abroad",
    rf"(?:{_MONTHS}) (?:19|20)\d\d",
    rf"(?:{_MONTHS})",
    r"(?:19|20)\d\d",
    r"(?:the )?(?:early |mid-|late )?(?:1[89]|20)\d0s",
    r"(?:winter|spring|summer|autumn) (?:19|20)\d\d",
    rf"aged (?:{'|'.join(AGE_BANDS)})",
    rf"(?:of )?(?:{'|'.join(SCHOOL_PHASES)})",
    *AGE_ADJECTIVES,
    *PHRASES,
)
_PLACEHOLDER = re.compile(rf"\[(?:{'|'.join(_ALTERNATIVES)})\]")


def find_placeholders(text: str) -> list[tuple[int, int]]:
    """Half-open spans of placeholders, brackets included."""
    return [m.span() for m in _PLACEHOLDER.finditer(text)] if "[" in text else []
