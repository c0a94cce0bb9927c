"""Dates and events that are nobody's own: a law comes into force, everybody has school holidays, an emergency line is open "24/7".

None of them tells anything about a person, and a record without them loses what it says of the law.
"""

from __future__ import annotations

import re

from assistant.privacy.candidates import Candidate

# What names a season or the holidays in it, for the idiom here and for the events below.
_TIMES_OF_YEAR = "school|summer|easter|christmas|spring|winter|autumn"
# One alternative for a pattern that ignores case: "summer holidays", "Easter break".
SCHOOL_HOLIDAY = rf"(?:{_TIMES_OF_YEAR}) (?:holidays?|half[- ]term|term|break|vacation)"
# An event of these words alone ("over the summer half-term", "all last term") is everybody's.
_EVERYBODYS = re.compile(
    rf"(?:(?:the|a|all|still|next|last|this|in|during|over|{_TIMES_OF_YEAR}|february|october|may|bank) |half[ -]?)*"
    r"(?:summer|winter|spring|autumn|holidays?|half[ -]?terms?|term ?time|school|breaks?|terms?)",
    re.I,
)
_ROUND_THE_CLOCK = re.compile(r"(?<![\d/])24 ?/ ?7(?![\d/])")
# A sentence with one of these is about law, guidance or an inspection.
_LAW = re.compile(
    r"\b(?:Act|Regulations|Order|statut\w+|guidance|in force|commence\w*|legislation|law|duty|duties|Parliament|Royal Assent|regulations|consultation|section \d+\w*|edition|published|inspection framework|Convention|Protocol|Article \d+|Single Unified|replace[sd]|repeal\w*|abolish\w*|outlaw\w*|defen[cs]e (?:is |was |has been )?(?:removed|abolished)|Procedures|Framework|Welsh Government)\b"
)
# Only these make a day of the calendar a date of the law; "section 47" in a case note does not.
_IN_FORCE = re.compile(
    r"\b(?:in force|into force|statute book|to start on|has started|section \d+[A-Z]{2,}|commence\w*|Royal Assent|published|consultation|edition|replace[sd]|takes effect|repeal\w*|abolish\w*|outlaw\w*|becomes? law|became law|defen[cs]e (?:is |was |has been )?(?:removed|abolished)|statutory guidance|enacted|(?:Act|Regulations|Order|guidance|framework|Convention) (?:19|20)\d\d)\b"
)


def without_public_dates(text: str, found: list[Candidate]) -> list[Candidate]:
    """The candidates without the dates of laws and editions: those in a sentence about law in which nobody appears."""
    people = [c for c in found if c.level == "direct" and c.type in ("PERSON", "INITIALS", "ADDRESS", "DATE_OF_BIRTH")]
    kept: list[Candidate] = []
    for c in found:
        if c.type in ("DATE", "YEAR"):
            start = max(text.rfind(". ", 0, c.start), text.rfind("\n", 0, c.start)) + 1
            ends = [e for e in (text.find(". ", c.end), text.find("\n", c.end)) if e >= 0]
            end = min(ends) if ends else len(text)
            exact = bool(re.search(r"\d{1,2}\D+\d|^\d{1,2}\D", text[c.start : c.end])) and not _IN_FORCE.search(text, start, end)
            if not exact and _LAW.search(text, start, end) and not any(start <= p.start < end for p in people):
                continue
        kept.append(c)
    return kept


def is_everybodys(c: Candidate, text: str) -> bool:
    """Whether a date is "24/7", or an event nothing but a season or a school holiday. Neither tells one life from another."""
    if c.type in ("DATE", "AGE", "YEAR"):
        return any(m.start() <= c.start and c.end <= m.end() + 1 for m in _ROUND_THE_CLOCK.finditer(text, max(0, c.start - 4), c.end + 4))
    return c.type == "EVENT" and _EVERYBODYS.fullmatch(text[c.start : c.end].strip()) is not None
