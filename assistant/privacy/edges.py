"""Where a finding begins and ends: without loose punctuation, with the title before a name, the initial after it, the label before a
number. What is cut too narrow leaves a tell-tale ("Mrs", "LOG") beside the placeholder; what is cut too wide takes a word of the record."""

from __future__ import annotations

import re
from collections.abc import Sequence

from assistant.privacy.candidates import NAME_TYPES, Candidate
from assistant.privacy.cues import TITLES

_TITLE_BEFORE = re.compile(
    rf"(?<![\w'’])(?:(?:{TITLES}|{TITLES.upper()}|mr|mrs|ms|miss|mx|dr|prof|nurse|pc|dc|ds|sgt|insp|pcso|cllr|rev|baby)\.?[ ]+(?:(?:and|&|\+)[ ](?:Mrs|Ms|Dr)\.?[ ])?(?:\d{{2,5}}[ ]+)?|(?:Big|Little|Lil|Fat|Wee|Mad|Crazy|Old|Young|Tall|Skinny|lil|big)[ ])$"
)
# The word that makes a letter a person ("Child F").
_ROLE_BEFORE = re.compile(r"(?<!\w)(?:child|baby|adult|sibling|pupil|person|family|mother|father|young person) $", re.I)
# The first letter of a surname after a first name alone ("Josh P", "kayden m.").
_LETTER_AFTER = re.compile(r"[ ](?:[B-HJ-Z](?![\w'’&/\-]|[ ]?\d)|[b-hj-z](?=[.,;:)\n]|$))")
# The initials after a surname ("Patel, A."), with a point, or where the cell ends.
_INITIAL_AFTER = re.compile(r",[ ]?(?:(?:[A-Z]\.[ ]?)*[A-Z]\.(?![\w]| [A-Z])|[A-Z](?=[ ]*(?:$|\n|[|;)\t])))")
# What makes a rank of two words ("Ch Supt", "T/DCI").
_RANK = re.compile(r"(?:Supt|Superintendent|Insp|Inspector|Sgt|Sergeant|Con|Constable|DCI|DI|DS|PS)\b")
_RANK_BEFORE = re.compile(r"(?<![\w'’/])(?:(?:Ch(?:ief)?|Det(?:ective)?|Temp|Acting)\.?[ ]|[TAD]/)$")
_PARTICLE_BEFORE = re.compile(
    r"(?<![\w'’])(?:(?:[Vv]an|[Vv]on|[Dd]e|[Tt]e|[Dd]el|[Dd]i|[Dd]a|[Dd]os|[Ll]e|[Ll]a|[Aa]p|[Bb]in|[Nn]í)(?: (?:der|den|la|los|de))? |(?:[Aa]l|[Ee]l|[Uu]l|[Aa]bd)-)$"
)
# What a number is called belongs to it: "LOG 1877" is one reference to whoever reads it. An agency's acronym is the agency's.
_REFERENCE_LABEL = re.compile(
    r"(?<![\w/&-])(?:(?:our|your|crime|police|incident|case|court|job|complaint|claim)[ ])?"
    r"(?:log|job|incident|inc|cad|urn|ref|refs|reference|docket|ticket|occurrence|crime|storm|niche|exhibit|invoice|receipt|asb|pin)"
    r"(?:[ ]?(?:no|nos|num|number|ref|reference|id|n°))?\.?[ ]?[:#]?[ ]{0,2}$",
    re.I,
)


def tidied(c: Candidate, text: str) -> Candidate:
    """Without white space and loose punctuation at its ends, and without the possessive ending of a name."""
    start, end = c.start, c.end
    while start < end and text[start] in " \n\t,;:.\"'(|":
        start += 1
    while end > start and text[end - 1] in " \n\t,;:\"'|":
        end -= 1
    if (c.type in NAME_TYPES or c.type == "PLACE") and text[end - 2 : end] in ("'s", "’s") and end - 2 > start:
        end -= 2
    if end > start and text[end - 1] == ")" and text.count("(", start, end) < text.count(")", start, end):
        end -= 1
    if (
        c.level == "quasi"
        and c.type not in ("ORGANISATION",)
        and end > start
        and text[end - 1] == "."
        and not re.search(r"\b[A-Z]\.$", text[start:end])
    ):
        end -= 1
    return c.between(start, end)


def is_worth_keeping(value: str) -> bool:
    """Whether more is left of a finding than signs and small words, which tell nothing alone."""
    return bool(re.search(r"[^\W_]", value)) and not re.fullmatch(
        r"(?:[\W_]|\b(?:and|of|the|in|at|for|to|on|by|with|s|or|a|inter)\b)*", value, re.I
    )


def titled(c: Candidate, text: str) -> Candidate:
    """A name with the title or by-word before it, which tells sex and standing."""
    if c.type not in NAME_TYPES:
        return c
    single = c.type == "PERSON" and " " not in text[c.start : c.end] and c.end - c.start > 2
    letter = (_INITIAL_AFTER.match(text, c.end) or _LETTER_AFTER.match(text, c.end)) if single else None
    start = extend_name(text, c.start)
    if c.end - c.start < 3 and (role := _ROLE_BEFORE.search(text[max(0, start - 12) : start])):
        start -= len(role[0])
    return c.between(start, letter.end() if letter else c.end)


def extend_name(text: str, start: int) -> int:
    """Where a name that begins at `start` begins with its particles and title."""
    for pattern in (_PARTICLE_BEFORE, _TITLE_BEFORE):
        if before := pattern.search(text[max(0, start - 28) : start]):
            start -= len(before[0])
    if _RANK.match(text, start) and (before := _RANK_BEFORE.search(text[max(0, start - 12) : start])):
        start -= len(before[0])
    return start


def labelled(found: list[Candidate], text: str, protected: Sequence[bool]) -> list[Candidate]:
    """Findings in order, references with the word before them that says what they number, where nothing else was found in it."""
    kept: list[Candidate] = []
    end = 0
    for c in found:
        if c.type in ("REFERENCE", "IDENTIFIER"):
            label = _REFERENCE_LABEL.search(text[max(0, c.start - 32) : c.start])
            if label and (start := c.start - len(label[0])) >= end and not any(protected[start : c.start]):
                c = c.between(start, c.end)
        kept.append(c)
        end = max(end, c.end)
    return kept


def whole_births(found: list[Candidate]) -> list[Candidate]:
    """Dates of birth as wide as the dates they are part of: a learned recogniser may take the month and year alone."""
    dates = [c for c in found if c.type == "DATE" and not c.origin.startswith(("ner", "learned"))]
    births = [c for c in found if c.type == "DATE_OF_BIRTH"]
    wider = [
        b.between(min(b.start, d.start), max(b.end, d.end))
        for b in births
        for d in dates
        if d.start < b.end and b.start < d.end and (d.start < b.start or b.end < d.end)
    ]
    return found + wider
