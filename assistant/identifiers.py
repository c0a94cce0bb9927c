"""Identifiers in a question: numbers, references, addresses and handles that belong to one person or case."""

from __future__ import annotations

import re
from collections.abc import Iterator

from assistant.privacy.public import Public
from assistant.spans import Mention, Span, inside

_MONTH = r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)"
MONTH_NAME = re.compile(_MONTH, re.I)
_DATE = rf"(?:\d{{1,2}}[/.\-]\d{{1,2}}[/.\-](?:19|20)?\d\d|\d{{1,2}}(?:st|nd|rd|th)? (?:of )?{_MONTH},? (?:19|20)?\d\d|{_MONTH} \d{{1,2}}(?:st|nd|rd|th)?,? (?:19|20)\d\d)"
_IDENTIFIERS: tuple[tuple[str, re.Pattern[str]], ...] = (
    (
        "email",
        re.compile(
            r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+|[\w.+-]+ ?(?:@| at |\[at\]|\(at\)) ?[\w-]+ ?(?: dot |\[dot\]|\(dot\)) ?[a-z]{2,}\b", re.I
        ),
    ),
    ("handle", re.compile(r"(?<![\w.])@[A-Za-z]\w{2,}")),
    ("nino", re.compile(r"\b[A-CEGHJ-PR-TW-Z][A-CEGHJ-NPR-TW-Z] ?\d{2} ?\d{2} ?\d{2} ?[A-D]\b", re.I)),
    ("nhs_number", re.compile(r"(?<![\d/.-])\d{3}[ -]?\d{3}[ -]?\d{4}(?![\d/-])")),
    ("upn", re.compile(r"\b[A-Z]\d{11}[A-Z0-9]\b", re.I)),
    ("phone", re.compile(r"(?<![\w/.-])(?:\+44 ?\(?0?\)? ?|0)\d{2,4}[ )-]?\d{3}[ -]?\d{3,4}(?!\d)")),
    ("postcode", re.compile(r"\b(?!(?i:s)\d{2}[a-z]{2}\b)(?!(?i:ks|ey)\d)[A-Z]{1,2}\d[A-Z\d]? ?\d[A-Z]{2}\b", re.I)),
    (
        "address",
        re.compile(
            r"\b(?:flat |no\.? ?|number )?\d{1,4}[a-z]?,? (?:[A-Za-z'’-]+ ){1,3}(?:road|rd|street|close|avenue|ave|lane|gardens|row|drive|crescent|terrace|court|way|walk|grove|place|square|mews|hill|rise)\b(?! (?:of|is|was|case))",
            re.I,
        ),
    ),
    ("court_number", re.compile(r"\b[A-Z]{2}\d{2}[A-Z]\d{5}\b", re.I)),
    (
        "case_reference",
        re.compile(
            r"\b[A-Z]{2,6}[-/ ]?(?:19|20)\d\d[-/]\d{2,6}\b|\b[A-Z]{2,5}(?:-[A-Z]{2,6})?[-/]\d{2,4}[-/]\d{3,6}\b|\b[A-Z]{2,4}\d{5,8}\b"
        ),
    ),
    ("crime_reference", re.compile(r"\b\d{2}[A-Z]?/\d{4,7}/\d{2}\b")),
    ("ip_address", re.compile(r"(?<![\d.])(?:\d{1,3}\.){3}\d{1,3}(?![\d.])")),
    ("plate", re.compile(r"\b[A-Z]{2}\d{2} ?[A-Z]{3}\b")),
    (
        "url",
        re.compile(r"\b(?:https?://|www\.)(?:[\w.-]*\.)?(?:facebook|instagram|tiktok|snapchat|linkedin|twitter|x|onlyfans)\.com/\S+", re.I),
    ),
    ("date_of_birth", re.compile(rf"\b(?:born|d\.?o\.?b\.?|date of birth|birth ?date|birthday)\b[^.?!\n]{{0,20}}?{_DATE}", re.I)),
    (
        "labelled_number",
        re.compile(
            r"\b(?:nhs|ni|national insurance|upn|urn|uln|passport|licence|case|ref|reference|file|record|id|number|no|liquidlogic|mosaic|carefirst|marac|lado|mash|crime|court|incident|client|pupil|patient|account|claim)\b[^.?!\n\d]{0,24}?[#:]?\s?(?=[\w/-]*\d)[A-Z]{0,5}[-/]?\d[\d/-]{4,}\w*",
            re.I,
        ),
    ),
    ("long_number", re.compile(r"(?<![\w£$€,./-])#?\d{6,}(?![\w%])")),
)
_PUBLISHED = re.compile(
    r"(?:\b(?:S\.?I\.?|SSI|SR|WSI|Regulation|Directive|Order|Act|HC|Cm|Cmd|Cp|ISBN|ISO|BS|doi|EWCA|EWFC|EWHC|UKSC|UKHL|CSIW|NICE|NG|circular)\b[^?!\n]{0,20}$|\b(?:DFE|DfE|HMG|DH|CMA|OFSTED)-?$)",
    re.I,
)
PUBLISHED_FORM = re.compile(
    r"^(?:DFE|HMG|DHSC|DH|ISBN|ISO|NG|CG|QS|PH|WT|KCSIE|UNCRC|SI|HC|CM|UKSC|EWCA|EWFC|EWHC|GDPR|COVID|ICD|DSM)\b[-/ ]?\d|^(?:SI|HC|WT|KCSIE|NG|CG|QS)\d",
    re.I,
)
_AMOUNT_AFTER = re.compile(
    r"^ ?(?:children|people|families|reports|referrals|cases|pounds|adults|pupils|staff|calls|words|records|hours|responses)\b", re.I
)


def find_identifiers(text: str, public: Public) -> Iterator[Mention]:
    """Every identifier that is not published."""
    done: list[Span] = []
    for kind, pattern in _IDENTIFIERS:
        for found in pattern.finditer(text):
            if inside(found.span(), done) or _published(kind, text, found, public):
                continue
            done.append(found.span())
            yield Mention(found.start(), found.end(), kind, 0.9 if kind != "long_number" else 0.7)


def _published(kind: str, text: str, found: re.Match[str], public: Public) -> bool:
    digits = re.sub(r"\D", "", found[0])
    if digits in public.phones or ("0" + digits[2:]) in public.phones:
        return True
    if (
        PUBLISHED_FORM.match(found[0])
        or _PUBLISHED.search(text[max(0, found.start() - 30) : found.start()])
        or re.match(r"\[(?:19|20)\d\d\]", found[0])
    ):
        return kind in (
            "case_reference",
            "labelled_number",
            "long_number",
            "phone",
            "nhs_number",
            "crime_reference",
            "plate",
            "postcode",
        )
    if kind == "email":
        return any(found[0].lower().endswith(("@" + host, "." + host)) for host in public.hosts)
    if kind == "case_reference":
        return found[0].split("-")[0].upper() in ("DFE", "KCSIE", "COVID") or (found[0][:2].islower())
    if kind == "labelled_number":
        number = re.search(r"\d[\d/-]*", found[0])
        return number is None or bool(re.fullmatch(r"(?:19|20)\d\d(?:[-/]\d{2,4})?", number[0]))
    if kind == "long_number":
        return bool(_AMOUNT_AFTER.match(text[found.end() :]))
    return False
