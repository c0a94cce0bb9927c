"""Dates and ages in every written form: a date of birth identifies directly, the rest narrows down."""

from __future__ import annotations

import re
from collections.abc import Iterator

from assistant.privacy.candidates import Candidate

_I = re.IGNORECASE
MONTHS = "January February March April May June July August September October November December".split()
_MONTH = r"(?:Jan(?:uary)?|Feb(?:ruary)?|Mar(?:ch)?|Apr(?:il)?|May|June?|July?|Aug(?:ust)?|Sept?(?:ember)?|Oct(?:ober)?|Nov(?:ember)?|Dec(?:ember)?|Ionawr|Chwefror|Mawrth|Ebrill|Fai|Mai|Mehefin|Orffennaf|Gorffennaf|Awst|Medi|Fedi|Hydref|Tachwedd|Rhagfyr)\.?"
_DAY = r"(?:Mon(?:day)?|Tue(?:s(?:day)?)?|Wed(?:s|nesday)?|Thu(?:r(?:s(?:day)?)?)?|Fri(?:day)?|Sat(?:urday)?|Sun(?:day)?)\.?"
_NUM = r"(?:3[01]|[12]\d|0?[1-9])(?: ?(?:st|nd|rd|th|ydd|fed|eg|ain|af))?"
_YEAR = r"(?:(?:1[89]|20)\d\d|['’]\d\d)"
_ORDINAL = r"(?:first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|eleventh|twelfth|thirteenth|fourteenth|fifteenth|sixteenth|seventeenth|eighteenth|nineteenth|twentieth|twenty[ -](?:first|second|third|fourth|fifth|sixth|seventh|eighth|ninth)|thirtieth|thirty[ -]first)"
_CLOCK = r"(?:,? (?:at )?(?:[01]?\d|2[0-3])[:.][0-5]\d(?: ?[ap]m)?(?: ?hrs)?)?"
_SEASON = r"(?:spring|summer|autumn|winter)"

_WRITTEN = (
    rf"(?:{_DAY},? )?(?:the )?{_NUM} ?(?:of |o )?{_MONTH}(?:,? {_YEAR}| \d\d(?![\d:.]))?{_CLOCK}"
    rf"|(?:{_DAY},? )?{_MONTH} (?:the )?{_NUM}(?![\d:])(?:,? {_YEAR})?{_CLOCK}"
    rf"|{_DAY},? (?:the )?{_NUM}(?:st|nd|rd|th)?(?![\d:.]|[ap]m)(?! (?:days?|weeks?|hours?|times|minutes|children|people|calls))"
)
_DIGITS = (
    rf"(?:{_DAY},? )?(?<![\d/.\-])(?:3[01]|[12]\d|0?[1-9])(?P<s>[/.\-])(?:1[0-2]|0?[1-9])(?P=s)(?:(?:19|20)\d\d|\d\d)(?![\d/]|[.\-]\d){_CLOCK}"
    r"|(?<![\d/.\-])(?:19|20)\d\d[/.\-](?:1[0-2]|0[1-9])[/.\-](?:3[01]|[12]\d|0[1-9])(?:T[\d:.]+Z?)?(?![\d/])"
    r"|(?<![\d/.\-])(?:1[0-2]|0?[1-9])/(?:3[01]|[12]\d)/(?:19|20)\d\d(?![\d/])"
    r"|(?<![\d/.\-])(?:3[01]|[12]\d|0?[1-9]) ?(?:JAN|FEB|MAR|APR|MAY|JUN|JUL|AUG|SEP|OCT|NOV|DEC) ?(?:(?:19|20)\d\d|\d\d)(?!\d)"
)
_FULL = re.compile(rf"(?<![\w])(?:{_DIGITS}|{_WRITTEN})(?!\w)", _I)
_COMPACT = re.compile(r"(?<![\w/.\-])(?:19|20)\d\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])(?![\w/.\-])")
_RANGE = re.compile(
    rf"\b(?:between |from )?(?:{_NUM}(?:,? (?:and|to|&) |[ ]?[-–/][ ]?|, ))+{_NUM} {_MONTH}(?: {_YEAR})?(?!\w)|\b{_MONTH}(?: {_YEAR})?[ ]?(?:-|–|to|and)[ ]?{_MONTH} {_YEAR}",
    _I,
)
_MONTH_YEAR = re.compile(
    rf"\b(?:(?:early|mid|late|the (?:end|beginning|start|middle) of)[ -])?{_MONTH},? (?:of )?{_YEAR}\b|(?<![\d/.\-])(?:1[0-2]|0[1-9])/(?:\d\d|20\d\d|19\d\d)(?![\d/%\w]|[.\-]\d)"
)
_PART = re.compile(rf"\b(?:early|mid|late|(?:the )?(?:end|beginning|start|middle) of)[ -]{_MONTH}(?!\w)", _I)
_SEASON_YEAR = re.compile(
    rf"\b(?:{_SEASON}|christmas|easter|michaelmas|hilary|trinity)(?: (?:term|holidays?|half[ -]term|break))?,? (?:of )?(?:{_YEAR}(?:[-/–]\d\d)?)\b|\b{_YEAR} {_SEASON}(?: (?:term|holidays?|half[ -]term|break))?\b",
    _I,
)
_FEAST = re.compile(
    rf"\b(?:New Year'?s (?:Eve|Day)|Boxing Day|Christmas (?:Eve|Day)|Good Friday|Easter (?:Sunday|Monday)|Bonfire Night|Halloween|Mothering Sunday|Michaelmas)(?:,? (?:{_YEAR}|\d\d?/\d\d?))?\b",
    _I,
)
_SHORT = re.compile(r"(?<![\w/.\-£$+])(?:3[01]|[12]\d|0?[1-9])/(?:1[0-2]|0?[1-9])(?![\w/%]|[.\-]\d)")
_SHORT_LEFT = re.compile(
    rf"(?:\b(?:on|from|since|until|till|by|dated|date|seen|log|of|for|visit|mtg|meeting|review|handover|due|edd|w/c|wc|before|after|and|to|{_DAY})[ :]*(?:the )?|^|\[|\n[-*• ]*)$",
    _I,
)
_WEEK = re.compile(
    rf"\b(?:w/?c|week commencing|week beginning|w/b|w/e|week ending)[ :]*(?:{_DAY} )?(?:{_NUM}(?: ?(?:of )?{_MONTH}(?: {_YEAR})?|[/.]\d\d?(?:[/.]\d\d(?:\d\d)?)?))",
    _I,
)
_WORDED = re.compile(
    rf"\b(?:the )?{_ORDINAL}(?: day)? of {_MONTH}(?:,? (?:{_YEAR}|(?:two thousand|nineteen|twenty)(?:[ -](?:and )?[a-z]+){{1,3}}))?(?!\w)",
    _I,
)
_YEAR_ALONE = re.compile(
    r"(?:\b(?:in|since|from|until|till|by|during|of|between|and|to|before|after|around|about|circa|early|mid|late|year|or)[ -]|[(\[\-–/]|^)((?:1[89]|20)\d\d(?:[-/–]\d\d(?:\d\d)?)?)(?![\d\w/%]|[.,\-]\d| (?:Act|Regulations|Order|edition|guidance|to \w+ is|people|children|words|cases|working|days|calendar))",
    re.M,
)
_YEAR_FIELD = re.compile(r"^((?:19|20)\d\d)(?=[ \t]+[A-Z]|[ :\-–])", re.M)

_BIRTH = re.compile(
    r"(?:\b(?:d\.?[ ]?[o0]\.?[ ]?b\.?|date of birth|birth ?date|born(?: on)?(?: in)?|birthday|b\.|ganwyd|dyddiad geni|(?:birth|b'day)(?: is| on)?|EDD|was born(?: on| in)?|bn)[ :;.=\-]*(?:(?:on|is|was|of|in|the)[ ])?(?:the )?)$",
    _I,
)
_BIRTH_LOOSE = re.compile(
    rf"\b(?:d\.?[ ]?[o0]\.?[ ]?b\.?|date of birth)[ :;.=\-]{{0,3}}([\dOoIlSB|]{{1,2}}[ /.\-][\dOoIlSB|A-Za-z]{{1,9}}[ /.\-][\dOoIlSB|]{{2,4}}|\d{{6,8}}|{_NUM} {_MONTH} \d\d\d?\d?)",
    _I,
)
_BORN_YEAR = re.compile(r"\b(?:born(?: in)?|birth(?: in)?|b\.) ?(?:in )?((?:19|20)\d\d)\b|^((?:19|20)\d\d)(?= Birth of\b)", _I | re.M)

_UNIT = r"(?:years?|yrs?|y|months?|mths?|mnths?|mos?|m|weeks?|wks?|w|days?)"
_SMALL = "one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen|eighteen|nineteen|(?:twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety)(?:[ -](?:one|two|three|four|five|six|seven|eight|nine))?"
_AGE_NUM = rf"(?:\d{{1,3}}(?:½|\.5|\.\d)?|(?:{_SMALL}))(?: and (?:a )?(?:half|quarter|three[ -]quarters))?"
_AGES: tuple[tuple[str, re.Pattern[str], int], ...] = (
    (
        "aged",
        re.compile(
            rf"\b(?:aged?|turned|turning|approx(?:imately)?\.? age)[ :;\-]{{1,3}}(?:of |is |about |around |approx\.? ?|only |just )?({_AGE_NUM}(?: ?{_UNIT}\b)?(?:[ -]old)?)(?!\w|\s?(?:%|-?\d|to \d|and (?:over|under|above)|or (?:over|under|older|younger)|[-–] ?\d|years of age or))",
            _I,
        ),
        0,
    ),
    ("old", re.compile(rf"\b{_AGE_NUM}[ -]?(?:{_UNIT})(?:[ -]old\b|\.?[ /]?o\b|[ ]of[ ]age\b)", _I), 0),
    ("short", re.compile(r"(?<![\w.])\d{1,2} ?(?:y/?o|yo|yr ?old|y\.o\.?|mo\b(?= old|\)))(?!\w)", _I), 0),
    (
        "year-group",
        re.compile(
            r"\b(?:in )?(?:(?:school )?year|yr|y)(?: ?group)?[ :]{0,2}(?:1[0-3]|[1-9])(?![\d\w/]|[.:]\d|[- ]?(?:check|review|plan|period|old|programme|strategy|olds|onwards|later|ago|on|after))\b(?! (?:check|review|plan|period|programme|strategy))",
            _I,
        ),
        0,
    ),
    ("year-field", re.compile(r"\byear group[ :]{1,3}(\d{1,2}|R|reception)\b", _I), 1),
    ("stage", re.compile(r"\b(?:[SP][1-7])(?= (?:pupil|student|class|boy|girl))", 0), 0),
    ("sex-age", re.compile(r"(?<![\w./\-])\d{1,2} ?[FM](?![\w/])"), 0),
    ("list", re.compile(rf"\bages?[ :]{{1,3}}((?:{_AGE_NUM}(?:, | and |,? & ))+{_AGE_NUM})", _I), 1),
    ("long", re.compile(r"\b(?:aged? )?\d{1,2} (?:years|yrs)(?: and|,)? \d{1,2} (?:months|mths)\b", _I), 0),
    (
        "kin",
        re.compile(
            rf"\b(?:eldest|youngest|oldest|elder|younger|boy|girl|son|daughter|brother|sister|twin|child|mother|father|mum|dad|baby),? \(?((?:nearly |almost |just )?(?:\d{{1,2}}|{_SMALL}))(?=[,.;)])",
            _I,
        ),
        1,
    ),
    (
        "nearly",
        re.compile(
            rf"\b(?:is|was|just|turned) ((?:nearly|almost|just|about|around|only) (?:\d{{1,2}}|{_SMALL}))(?=[,.;)]|$| and | years)",
            _I | re.M,
        ),
        1,
    ),
    (
        "thirties",
        re.compile(r"\b(?:early|mid|late)[ -](?:teens|twenties|thirties|forties|fifties|sixties|seventies|eighties|nineties|\d0s)\b", _I),
        0,
    ),
    (
        "in-their",
        re.compile(
            r"\bin (?:his|her|their) (?:early |mid |late |mid-|late-|early-)?(?:teens|twenties|thirties|forties|fifties|sixties|seventies|eighties|nineties)\b",
            _I,
        ),
        0,
    ),
    ("months-slash", re.compile(r"\((\d{1,2}/12)\b"), 1),
    (
        "bracket",
        re.compile(r"(?<=[a-zé'.’\"*])[ ]?\((?:aged? )?(\d{1,2}(?:½)?(?: ?(?:yrs?|years?|months?|mths?|weeks?|wks?|m|y|yo|y/o))?)\)", _I),
        1,
    ),
    ("bracket-upper", re.compile(r"(?<=[A-Z])[ ]\((\d{1,2})\)"), 1),
    ("comma", re.compile(r"(?<=[A-Za-zé]),[ ](\d{1,2})(?=[,.;)]| and [A-Z]| is\b| who\b)(?!\.\d)"), 1),
    (
        "is",
        re.compile(
            rf"\b(?:[Hh]e|[Ss]he|[Tt]hey|Mum|Dad|Mother|Father|mum|dad|mother|father|boy|girl|child|baby|who|twins|boys|girls|brothers?|sisters?|siblings?|sons?|daughters?|children)(?:'s| is| was| are| were|'re| be| will be| says (?:he|she) is| is (?:now|only|just))[ ]((?:\d{{1,2}}|{_SMALL})(?: and (?:a )?(?:half|quarter))?(?: (?:{_UNIT})\b)?)(?=[,.;:!?)]|$| and\b| but\b| in (?:{_MONTH}|year|yr)\b|\n| years?\b| whilst| who| at the time)",
            re.M,
        ),
        1,
    ),
    (
        "i-am",
        re.compile(
            rf"\b(?:I'm|I am|im|i'm)[ ]((?:\d{{1,2}}|{_SMALL})(?: and (?:a )?(?:half|quarter))?)(?=[,.;:!?)]|$| and\b| years?\b)", re.M
        ),
        1,
    ),
    (
        "infant",
        re.compile(
            rf"\b(?:is|was|baby|infant|now|a|only|aged|of)[ ]({_AGE_NUM}[ -]?(?:weeks?|months?|days?)(?:[ -]old)?)(?=[.,;)]|$| and\b|[ -]old)",
            _I | re.M,
        ),
        1,
    ),
    (
        "unit-after-name",
        re.compile(
            r"(?:\b(?:hv|seen|child|girl|boy|son|dtr|dau|daughter|brother|sister|sib|male|female)|[a-z]{3,}) (\d{1,2} ?(?:yo|y/o|yrs))(?=[ ,.;)]|$)",
            _I | re.M,
        ),
        1,
    ),
    (
        "somebody",
        re.compile(
            rf"\b(?:lad|boy|girl|child|kid|man|woman|friend['’\"]?|male|female|toddler|teenager|bloke|lady|they|twins|baby)[ ,]{{1,2}}\(?((?:(?:about|around|nearly|almost|just|maybe|approx\.?) )?(?:\d{{1,2}}|{_SMALL}))(?=[,.;:)]|$| who\b| and\b| or so)",
            re.M,
        ),
        1,
    ),
    (
        "said-to-be",
        re.compile(
            r"\b(?:says?|said|claims?|claimed|told \w+) (?:he|she|they)(?:'s| is| was| are| were) (\d{1,2})(?=[,.;:)]|$| and\b| but\b)",
            re.M,
        ),
        1,
    ),
    (
        "official",
        re.compile(
            r"\b(?:Home Office|assessed|assessment|passport|papers|records?) (?:say|says|said|show|shows|as|put him at|put her at) (\d{2})(?=[,.;)]|$)",
            re.M,
        ),
        1,
    ),
    ("stage-short", re.compile(r"(?<=, )(?:P[1-7]|S[1-6]|Y(?:ear )?\d{1,2}|R)(?=,)"), 0),
    ("approx", re.compile(r"\b(?:approx(?:imately)?\.?|circa|est\.?) (\d{2})(?=[,)])", _I), 0),
    ("from", re.compile(r"\b(?:since|from|at|until) (?:the age of |age )?(\d{1,2} (?:yrs|years)(?: of age| old)?)(?=[.,;)])", _I), 1),
    ("am", re.compile(rf"\b(?:[Ii] ?(?:'m|am)|im) ((?:\d{{1,2}}|{_SMALL}))(?= on\b| next\b| in\b| now\b| years?\b)", 0), 1),
)
_AND_AGE = re.compile(rf"(?:[ ]?(?:,|and|&)[ ]?)((?:\d{{1,2}}|{_SMALL}))(?=[,.;)]|$| and \d)", re.M)
_PAREN_CITATION = re.compile(
    r"\b(?:section|s|ss|sections|article|art|paragraph|para|regulation|reg|rule|schedule|appointment|appt|principle|part|clause|order|step|figure|table|note|item|attempt|call|contact|visit|times|children|number)s?\.? ?\d+[a-z]*$|\b(?:section|article|paragraph|regulation|rule|schedule|appointment|appt|attempt|contact|item|step|figure|table|note)s?$",
    _I,
)
_OLD_RANGE = re.compile(r"(?:under|over|aged? (?:under|over)|below|above|than|least|most|from|between|until)[ ](?:the )?(?:age of )?$", _I)
# "three months of turning sixteen" is a rule's, "she is turning sixteen" somebody's.
_POLICY = re.compile(r"\b(?:of|on|upon|before|until)[ ]$", _I)


def find_dates(text: str) -> Iterator[Candidate]:
    """Dates of birth as direct, other dates and periods as quasi findings."""
    if not any(c.isdigit() for c in text) and not re.search(rf"{_MONTH}|Eve\b|Day\b|Michaelmas|Friday|Halloween", text, _I):
        return
    for match in _BIRTH_LOOSE.finditer(text):
        yield Candidate(*match.span(1), "DATE_OF_BIRTH", "direct", 0.95, "date:birth-label")
    for match in _BORN_YEAR.finditer(text):
        yield Candidate(*match.span(match.lastindex or 0), "DATE_OF_BIRTH", "direct", 0.85, "date:born")
    for origin, pattern in (
        ("full", _FULL),
        ("part", _PART),
        ("week", _WEEK),
        ("worded", _WORDED),
        ("range", _RANGE),
        ("month", _MONTH_YEAR),
        ("compact", _COMPACT),
        ("season", _SEASON_YEAR),
        ("feast", _FEAST),
    ):
        for match in pattern.finditer(text):
            yield _dated(text, match.start(), match.end(), origin)
    for match in _SHORT.finditer(text):
        if _SHORT_LEFT.search(text[max(0, match.start() - 24) : match.start()]) or re.match(
            r"[.:]? *(?:$|[-–:;,)]|[A-Z])", text[match.end() : match.end() + 3]
        ):
            yield _dated(text, match.start(), match.end(), "short")
    for match in _YEAR_ALONE.finditer(text):
        yield Candidate(*match.span(1), "YEAR", "quasi", 0.6, "date:year")
    for match in _YEAR_FIELD.finditer(text):
        yield Candidate(*match.span(1), "YEAR", "quasi", 0.6, "date:year")


def _dated(text: str, start: int, end: int, origin: str) -> Candidate:
    if _BIRTH.search(text[max(0, start - 24) : start]):
        return Candidate(start, end, "DATE_OF_BIRTH", "direct", 0.97, f"date:{origin}")
    return Candidate(start, end, "DATE", "quasi", 0.85, f"date:{origin}")


_AFTER_NAME = re.compile(
    rf"(?:['’]s|,? (?:is|was|will be|turned|turns|is now|is only|is just)|,|[ ][-–:])?[ ]?\(?((?:(?:about|around|nearly|almost|just|now|only|approx\.?|c\.) )?(?:\d{{1,2}}(?:/12)?|{_SMALL})(?: and a (?:half|quarter))?(?:[ ]?(?:m|mths?|months?|w|wks?|weeks?|days?|y|yrs?|years?|y/?o|yo)(?:[ ]old)?)?)(?=[,.;)]|$|[ ]and\b|[ ][-–][ ]|\n|[ ]next\b|[ ]on \w+|[ ](?:is|was|who|in|at)\b)(?!\.\d)",
    _I,
)


def find_age_after(text: str, end: int) -> Candidate | None:
    """The age that directly follows a name ending at `end` ("leo 6, maya 4", "zain is seven.")."""
    match = _AFTER_NAME.match(text, end)
    return Candidate(*match.span(1), "AGE", "quasi", 0.7, "age:name") if match and match[0] != match[1] else None


def find_ages(text: str) -> Iterator[Candidate]:
    """Ages of people; limits in law and guidance ("under 16", "aged 10 or over", "16-25") are left alone."""
    for origin, pattern, group in _AGES:
        for match in pattern.finditer(text):
            start, end = match.span(group)
            before = text[max(0, start - 28) : start]
            if match[0].startswith("turning") and _POLICY.search(before):
                continue
            if (origin != "from" and _OLD_RANGE.search(before)) or re.match(
                r"s\b|[-–]\d|\s?(?:%|to \d|or (?:over|under|older|younger|more)|and (?:over|under|above|older))", text[end : end + 12]
            ):
                continue
            if origin.startswith("bracket") and _PAREN_CITATION.search(text[max(0, match.start() - 24) : start].rstrip(" (")):
                continue
            yield Candidate(start, end, "AGE", "quasi", 0.8, f"age:{origin}")
            if origin in ("is", "aged"):
                for more in _AND_AGE.finditer(text, end, min(len(text), end + 24)):
                    if more.start() == end:
                        yield Candidate(*more.span(1), "AGE", "quasi", 0.75, "age:and")
