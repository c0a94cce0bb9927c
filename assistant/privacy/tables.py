"""Tables of people: a column's heading says what its cells hold, whatever the cells look like."""

from __future__ import annotations

import re
from collections.abc import Iterator

from assistant.privacy.candidates import Candidate, Level
from assistant.privacy.names import Lexicon, fold
from assistant.privacy.vocabulary import ACRONYMS, FORMAL

_I = re.IGNORECASE
_COLUMNS: tuple[tuple[re.Pattern[str], str, Level], ...] = (
    (re.compile(r"\b(?:d\.?o\.?b\.?|date of birth|born|birth ?date)\b", _I), "DATE_OF_BIRTH", "direct"),
    (re.compile(r"^\W*(?:age|ages|aged|year group|yr|year)\W*(?:\(.*\))?\W*$", _I), "AGE", "quasi"),
    (re.compile(r"\b(?:address|lives at|residence)\b", _I), "ADDRESS", "direct"),
    (re.compile(r"\b(?:phone|tel(?:ephone)?|mobile|contact (?:no|number))\b", _I), "PHONE", "direct"),
    (
        re.compile(r"\b(?:school|nursery|setting|college|placement|employer|gp practice|surgery|hospital|club|provider)\b", _I),
        "ORGANISATION",
        "quasi",
    ),
    (re.compile(r"\b(?:town|village|place of birth|country|borough|locality|estate)\b", _I), "PLACE", "quasi"),
    (re.compile(r"\b(?:ethnicity|ethnic|nationality|religion|faith|language)\b", _I), "BACKGROUND", "quasi"),
    (
        re.compile(
            r"\b(?:names?|surname|forename|first|child|children|pupil|student|sibling|mother|father|mum|dad|parents?|carers?|adult|young person|yp|subject|client|patient|resident|tenant|"
            r"worker|sw|social worker|professional|officer|lead|owner|who|attendee|present|victim|suspect|associate|person|alias|aka|nickname|foster carer|allocated|key ?worker|staff|witness)\b",
            _I,
        ),
        "PERSON",
        "direct",
    ),
    (
        re.compile(
            r"\b(?:ref(?:erence)?|id|number|no\.?|nhs(?: no| number)?|upn|urn|case(?: no| number| ref)|mosaic|liquidlogic|lac(?: no)?)\W*$",
            _I,
        ),
        "REFERENCE",
        "direct",
    ),
)
_ROLE_HEADING = re.compile(r"\b(?:status|role|plan|action|outcome|comment|notes?|relationship|rating|views|concern|by when|deadline)\b", _I)
_TOKEN = re.compile(r"[^\W\d_](?:[^\W\d_]|['’.\-](?=[^\W\d_]))*\.?")


def find_cells(text: str, lexicon: Lexicon) -> Iterator[Candidate]:
    """Candidates of every cell under a telling heading. A table is a run of lines with the same bars or tabs."""
    if "|" not in text and "\t" not in text:
        return
    columns: list[tuple[str, Level] | None] = []
    position = 0
    for line in text.split("\n"):
        bar = "|" if line.count("|") >= 2 else "\t" if line.count("\t") >= 1 else ""
        cells = list(re.finditer(rf"[^{re.escape(bar)}]+", line)) if bar else []
        if bar == "|" and line.strip().startswith("|"):
            cells = [m for m in cells if m.start() > line.index("|")]
        if len(cells) < 2:
            columns = []
        elif not columns:
            kinds = [_kind(c[0]) for c in cells]
            columns = kinds if any(kinds) and not any(ch.isdigit() for ch in line) else [None] * len(cells)
        elif not re.fullmatch(r"[\s|:\-+]*", line):
            for cell, kind in zip(cells, columns, strict=False):
                if kind is not None:
                    yield from _in_cell(text, position + cell.start(), position + cell.end(), kind, lexicon)
        position += len(line) + 1


def _kind(heading: str) -> tuple[str, Level] | None:
    if len(heading.split()) > 5 or _ROLE_HEADING.search(heading):
        return None
    return next(((type_, level) for pattern, type_, level in _COLUMNS if pattern.search(heading)), None)


def _in_cell(text: str, start: int, end: int, kind: tuple[str, Level], lexicon: Lexicon) -> Iterator[Candidate]:
    type_, level = kind
    value = text[start:end]
    start += len(value) - len(value.lstrip())
    value = value.strip()
    if (
        not value
        or re.fullmatch(r"(?i)\W*(?:n/?a|none|nil|unknown|not known|tbc|yes|no|as above|same|home|u/k|nk)?\W*", value)
        or "[" in value
    ):
        return
    if type_ == "PERSON":
        yield from _people(value, start, lexicon)
    elif type_ == "AGE":
        if match := re.match(r"\d{1,3}\s?[a-z/]{0,6}(?![\w/])", value):
            yield Candidate(start, start + match.end(), type_, level, 0.8, "table:age")
    elif type_ in ("PHONE", "REFERENCE", "DATE_OF_BIRTH"):
        if any(c.isdigit() for c in value) and len(value) < 40:
            yield Candidate(start, start + len(value), type_, level, 0.8, "table:value")
    elif type_ == "ADDRESS":
        if any(c.isdigit() for c in value) or len(value.split()) > 1:
            yield Candidate(start, start + len(value), type_, level, 0.8, "table:address")
    elif len(value) < 60 and not all(fold(w.strip("'’.,()")) in FORMAL or w.islower() for w in value.split()):
        yield Candidate(start, start + len(value), type_, level, 0.65, "table:cell")


def _people(value: str, start: int, lexicon: Lexicon) -> Iterator[Candidate]:
    """The names in a cell: runs of words that no role or office explains."""
    for part in re.finditer(r"[^,;/()&+\n\[\]]+", value):
        if len(part[0].split()) > 5:
            continue
        run: list[re.Match[str]] = []
        for token in [*_TOKEN.finditer(part[0])]:
            key = fold(token[0].strip(".").removesuffix("'s"))
            explained = (
                key in FORMAL
                or token[0].strip(".") in ACRONYMS
                or (lexicon.is_word(key) and not lexicon.is_name(key))
                or (token[0].islower() and lexicon.is_word(key) and key not in lexicon.given)
            )
            if explained and not (run and token[0][0].isupper() and lexicon.is_name(key)):
                if run:
                    break
                continue
            run.append(token)
        if run:
            at = start + part.start()
            single = len(run) == 1 and len(run[0][0].strip(".")) == 1
            yield Candidate(at + run[0].start(), at + run[-1].end(), "INITIALS" if single else "PERSON", "direct", 0.8, "table:name")
