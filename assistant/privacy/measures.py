"""Figures that measure: scores of scales, observations, doses, fractions that no calendar has. They tell nobody's age or birthday."""

from __future__ import annotations

import re

from assistant.privacy.candidates import Candidate

_I = re.IGNORECASE
# The scale or observation, at most a few words, and its figure ("MoCA 14/30", "scored 61/100", "BP 128/84").
_MEASURED = re.compile(
    r"\b(?:BP|blood pressure|MoCA|ACE-?(?:III|R)|ACE III|MMSE|AMTS?|4AT|GCS|PHQ-?\d|GAD-?\d|PCL-?5|EPDS|HADS|SDQ|PEWS|NEWS2?|SpO2|sats|HR|RR|pulse|Waterlow|MUST|Braden|AUDIT(?:-C)?|SADQ|CIWA|COWS|"
    r"CORE-(?:10|OM)|RCADS|HoNOS(?:CA)?|Barthel|DASH|Apgars?|BMI|eGFR|CRP|HbA1c|Hb|bilirubin|ketones|clutter(?: image)?(?: rating)?|CIR|OGRS3?|OSP|OVP|scor(?:e[sd]?|ing)|rat(?:ed|ing)|graded?)\b"
    r"[^.;\n\d]{0,16}\d+(?:\.\d+)?(?:[/ ]\d+(?:\.\d+)?)*|\bgraded? (?:as )?[A-E]/?\d(?:/\w)?\b",
    _I,
)
# A scaling question and what everybody said to it ("Scale 0-10: mum 7, school 8").
_SCALED = re.compile(r"\b(?:scal(?:e|es|ed|ing)|out of (?:ten|10)|0 ?(?:-|–|to) ?10)\b[^.;\n]{0,80}", _I)
_FRACTION = re.compile(r"(?<![\d/.\-])(\d{1,3})/(\d{1,3})(?![\d/])")
_CALENDAR = ("DATE", "YEAR", "AGE", "DATE_OF_BIRTH", "IDENTIFIER")
_NAMES_A_THING = ("EVENT", "HEALTH", "PLACE", "ORGANISATION", "OCCUPATION", "BACKGROUND", "UNIQUE", "FAMILY")


def is_measure(c: Candidate, text: str) -> bool:
    """Whether what a learned recogniser took for a date, an age or a number is a measurement, or a bare figure for a thing."""
    value = text[c.start : c.end]
    if c.type in _NAMES_A_THING:
        return c.origin.startswith(("learned", "ner")) and value.isdigit() and len(value) < 3
    if c.type == "AGE" and any(m.start() < c.start and c.end <= m.end() for m in _SCALED.finditer(text, max(0, c.start - 100), c.end + 1)):
        return True
    if c.type not in _CALENDAR or not c.origin.startswith(("learned", "ner")):
        return False
    low, high = max(0, c.start - 40), min(len(text), c.end + 8)
    inside = any(m.start() <= c.start and c.end <= m.end() for m in _MEASURED.finditer(text, low, high))
    return inside or any(
        m.start() <= c.start and c.end <= m.end() and not _is_calendar(*m.groups()) for m in _FRACTION.finditer(text, low, high)
    )


def _is_calendar(first: str, second: str) -> bool:
    """Whether a fraction reads as day and month or as month and year."""
    day_month = 1 <= int(first) <= 31 and 1 <= int(second) <= 12
    month_year = len(first) == len(second) == 2 and 1 <= int(first) <= 12
    return day_month or month_year
