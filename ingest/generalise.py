"""What is written in place of a finding: never its value, and still something to read.

Ages become bands or school phases, dates a month and year, places a nation, schools their kind.
"""

from __future__ import annotations

import re

from assistant.privacy.names import fold
from assistant.privacy.placeholders import JOBS
from assistant.privacy.places import load_places

_MONTHS = ("January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December")
_WELSH = dict(
    zip(
        ("ionawr", "chwefror", "mawrth", "ebrill", "mai", "mehefin", "gorffennaf", "awst", "medi", "hydref", "tachwedd", "rhagfyr"),
        range(1, 13),
        strict=True,
    )
) | {"fai": 5, "orffennaf": 7, "fedi": 9}
_MONTH_WORD = re.compile(r"(?<![^\W\d_])(jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)(?=[a-z]*\b|\.|\d|$)", re.I)
_YEAR = re.compile(r"(?<!\d)(1[89]\d\d|20\d\d)(?!\d)")
_BANDS = (
    (0, "under 1"),
    (4, "1 to 4"),
    (10, "5 to 10"),
    (15, "11 to 15"),
    (17, "16 to 17"),
    (25, "18 to 25"),
    (39, "26 to 39"),
    (64, "40 to 64"),
    (200, "65 or over"),
)
_WORDS = {
    w: n
    for n, w in enumerate(
        "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen".split()
    )
} | {"twenty": 20, "thirty": 30, "forty": 40, "fifty": 50, "sixty": 60, "seventy": 70, "eighty": 80, "ninety": 90}
_DECADES = {
    "teens": 15,
    "twenties": 21,
    "thirties": 31,
    "forties": 41,
    "fifties": 51,
    "sixties": 66,
    "seventies": 71,
    "eighties": 81,
    "nineties": 91,
}
_REMOVED = {
    "EMAIL": "email", "URL": "web address", "PHONE": "phone number", "NHS_NUMBER": "NHS number", "NINO": "national insurance number", "UPN": "pupil number", "POSTCODE": "postcode", "ADDRESS": "address", "REFERENCE": "reference", "IDENTIFIER": "identifier",
    "PASSPORT": "passport number", "DRIVING_LICENCE": "driving licence", "VEHICLE": "vehicle registration", "BANK": "bank details", "IP_ADDRESS": "IP address", "HANDLE": "username", "FILE_NAME": "file name", "DATE_OF_BIRTH": "date of birth",
}  # fmt: skip
_DETAILS = {
    "BACKGROUND": "background",
    "OCCUPATION": "job",
    "HEALTH": "health condition",
    "FAMILY": "family detail",
    "UNIQUE": "distinguishing detail",
    "EVENT": "unusual event",
    "STREET": "street",
    "AMOUNT": "amount",
}
_ORGANISATIONS = (
    (r"nurser|pre-?school|playgroup|kindergarten|creche|meithrin", "a nursery"), (r"special school", "a special school"), (r"primary|infant|junior school|first school|ysgol gynradd", "a primary school"),
    (r"secondary|high|grammar|comprehensive|academy|upper school|sixth", "a secondary school"), (r"university", "a university"), (r"college|coleg", "a college"), (r"school|ysgol|pru\b|scoil", "a school"),
    (r"surgery|medical centre|health centre|practice|gp\b", "a GP practice"), (r"hospital|infirmary|maternity|ysbyty|hospice|ward", "a hospital"), (r"clinic|camhs", "a clinic"), (r"children'?s home|residential", "a children's home"),
    (r"care home|nursing home|lodge|court care", "a care home"), (r"church|chapel|mosque|temple|gurdwara|synagogue|parish|tabernacle|cathedral|masjid|ministries", "a place of worship"), (r"police|constabulary", "a police station"),
    (r"prison|hmp|yoi|stc", "a prison"), (r"court|magistrates", "a court"), (r"council|borough|authority", "a local authority"), (r"\bfc\b|club|juniors|united|rovers|rugby|scouts|guides|gym", "a sports club"), (r"family centre|children'?s centre|hub", "a family centre"),
    (r"ltd|llp|plc|limited|cabs|taxis|solicitors|agency|store|shop|inn|hotel|caf[eé]", "a company"),
)  # fmt: skip
# The kind of a job by its words, in the order of `JOBS`.
_JOBS = tuple(
    zip(
        (
            r"nurs|midwi|doctor|paramedic|carer\b|care (?:worker|assistant|home)|dentist|pharmac|physio|surgeon|radiograph|phlebotom|optician|vet nurse|health",
            r"teach|lectur|tutor|school|classroom|head ?master|professor|college|universit|nursery|dinner lady|lollipop|librarian|harp|piano|instructor",
            r"police|officer in the|fire|soldier|army|navy|naval|raf\b|marine|serving|sergeant|corporal|coastguard|lifeboat|prison",
            r"farm|shepherd|game ?keeper|dairy|stable|jockey|groom\b|fish|trawler|forest|tree|garden|vet\b|kennel|horse|beekeep|zoo|crab|cockle",
            r"driv|taxi|lorry|bus\b|train\b|pilot|courier|post(?:man|woman|al|master|mistress)|deliver|ferry|haul|rail|porter|cabin crew|airport|signal",
            r"shop|store|till|cashier|chef|cook|baker|butcher|caf[eé]|restaurant|pub\b|bar\b|hotel|waitress|waiter|chip|takeaway|supermarket|hairdress|barber|nail|beauty|market stall|stall|landlord",
            r"build|brick|plumb|electric|joiner|carpent|roof|scaffold|mechanic|weld|factory|engineer|plant\b|warehouse|machin|mill\b|quarry|rig\b|steel|potter|thatch|mason|paint",
            r"office|account|solicitor|clerk|council|civil servant|manager|secretar|receptionist|bank|estate agent|lawyer|barrister|mp\b|mayor|councillor|call centre|programmer|software|magistrate|judge",
            r"actor|actress|music|singer|band\b|football|rugby|cricket|boxer|swimm|athlete|champion|goalkeeper|journalist|radio|tv\b|writer|artist|dancer|circus|panto|dj\b|coach|photograph|organist|olympi|footballer|golf",
            r"vicar|priest|imam|rabbi|pastor|minister of|deacon|verger|church|chapl|nun\b|monk|curate|bishop",
        ),
        JOBS,
        strict=True,
    )
)


def replace_value(kind: str, value: str) -> tuple[str, str]:
    """(action, replacement) for a finding that is no person's name. `action` is "generalise" or "remove"."""
    match kind:
        case "AGE":
            return "generalise", f"[{_age(value)}]"
        case "DATE" | "YEAR":
            return "generalise", f"[{_date(value)}]"
        case "PLACE":
            return "generalise", f"[{_place(value)}]"
        case "ORGANISATION":
            low = fold(value)
            return "generalise", f"[{next((name for pattern, name in _ORGANISATIONS if re.search(pattern, low)), 'organisation')}]"
        case "OCCUPATION":
            low = fold(value)
            kinds = {name for pattern, name in _JOBS if re.search(rf"\b(?:{pattern})", low)}
            return "generalise", f"[job in {kinds.pop()}]" if len(kinds) == 1 else "[job]"
    if kind in _DETAILS:
        return "generalise", f"[{_DETAILS[kind]}]"
    return "remove", f"[{_REMOVED.get(kind, 'identifier')}]"


def _age(value: str) -> str:
    low = fold(value).strip("() ")
    if match := re.fullmatch(r"(?:in )?(?:school )?(?:year|yr|y)(?: ?group)?[ :]*(\d{1,2})", low):
        number = int(match[1])
        return "primary school age" if number <= 6 else "secondary school age" if number <= 11 else "sixth form age"
    if re.search(r"\b[sp][1-7]\b", low):
        return "primary school age" if "p" in low else "secondary school age"
    for word, years in _DECADES.items():
        if word in low:
            return f"aged {_band(years)}"
    digits = re.search(r"\d{1,3}", low)
    number = int(digits[0]) if digits else sum(_WORDS.get(w, 0) for w in re.split(r"[ \-]", low))
    if re.search(r"\d ?(?:mths?|months?|mos?\b|m\b)|month|/12", low):
        number //= 12
    elif re.search(r"week|wk|\d ?w\b|day", low):
        number = 0 if number < 52 else number // 52
    return f"aged {_band(number)}" if number or "week" in low or "month" in low or "day" in low or digits else "age"


def _band(years: int) -> str:
    return next((name for limit, name in _BANDS if years <= limit), _BANDS[-1][1])


def _date(value: str) -> str:
    year, month = _year(value), _month(value)
    if month and year and not re.fullmatch(r"\W*[^\W\d_]+\W*(?:19|20)\d\d\W*|\d\d/\d\d(?:\d\d)?", value.strip()):
        return f"{_MONTHS[month - 1]} {year}" if year >= 2000 else f"{year // 10 * 10}s"
    if month and year:
        season = ("winter", "spring", "summer", "autumn")[month % 12 // 3]
        return f"{season} {year}" if year >= 2000 else f"{year // 10 * 10}s"
    if month:
        return _MONTHS[month - 1]
    return f"{year // 10 * 10}s" if year else "date"


def _year(value: str) -> int | None:
    if match := _YEAR.search(value) or re.match(r"(20\d\d)(?=\d{4}$)", value.strip()):
        return int(match[1])
    if match := re.search(r"[/.\-' ](\d\d)(?:\D{0,3}|[ ,]+at .*|,.*)$", value):
        return (
            2000 + int(match[1])
            if re.search(r"\d[/.\-]\d|[a-z'] ?\d\d$", value, re.I)
            and (
                re.search(r"\d+[/.\-]\d+[/.\-]\d+", value)
                or "'" in value
                or (re.search(r"[a-z] \d\d$", value, re.I) and re.search(r"\d.*[a-z]", value, re.I))
            )
            else None
        )
    return None


def _month(value: str) -> int | None:
    if match := _MONTH_WORD.search(value):
        return [m[:3].lower() for m in _MONTHS].index(match[1].lower()) + 1
    for word in re.findall(r"[a-z]+", value.lower()):
        if word in _WELSH:
            return _WELSH[word]
    number: str | None = None
    if (
        match := re.search(r"(?:19|20)\d\d[/.\-](\d{1,2})[/.\-]\d{1,2}", value)
        or re.search(r"\d{1,2}[/.\-](\d{1,2})(?:[/.\-]\d{2,4})?", value)
        or re.fullmatch(r"\s*\d{4}(\d\d)\d\d\s*", value)
    ):
        number = match[1]
    return int(number) if number and 1 <= int(number) <= 12 else None


def _place(value: str) -> str:
    where = load_places().get(fold(value))
    if where in ("England", "Scotland", "Wales", "Northern Ireland", "the United Kingdom"):
        return f"a town in {where}"
    return "a place abroad" if where else "place"
