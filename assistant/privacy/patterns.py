"""Identifiers that have a shape: numbers, references, contact details, accounts, vehicles.

A label ("NHS no.", "ref:") makes an identifier of whatever follows it, checksum or not: a mistyped number still finds its
owner. Without a label a shape must be specific, or pass its checksum.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence

from assistant.privacy.candidates import Candidate, Level
from assistant.privacy.public import Public

Check = Callable[[re.Match[str]], bool]


def check_mod11(digits: str) -> bool:
    """The NHS, CHI and H&C number check: weights 10 to 2, remainder from 11 is the last digit."""
    rest = 11 - sum(int(d) * w for d, w in zip(digits[:9], range(10, 1, -1), strict=True)) % 11
    return len(set(digits)) > 1 and (0 if rest == 11 else rest) == int(digits[9])


def check_luhn(digits: str) -> bool:
    """The payment card check."""
    total = 0
    for place, char in enumerate(reversed(digits)):
        value = int(char) * (2 if place % 2 else 1)
        total += value - 9 if value > 9 else value
    return total % 10 == 0


def _digits(match: re.Match[str]) -> str:
    return "".join(c for c in match[0] if c.isdigit())


def _is_nhs(match: re.Match[str]) -> bool:
    return check_mod11(_digits(match))


def _is_card(match: re.Match[str]) -> bool:
    return check_luhn(_digits(match)) or match[0].count(" ") >= 3


_SAY = r"(?:oh|o|zero|nought|one|two|three|four|five|six|seven|eight|nine|hundred|thousand|double|triple|treble|\d)"
_LABEL = (
    r"(?:(?:our|your|my|their|the)[ ])?(?:(?:crime|case|court|police|incident|log|cad|custody|hosp(?:ital)?|patient|client|person|child|pupil|student|unique|candidate|"
    r"claim|application|tenancy|tenant|account|policy|staff|payroll|warrant|collar|badge|shoulder|prison|prisoner|home office|ho|brp|visa|trust|footage|"
    r"accident|form|exhibit|occurrence|storm|niche|pnc|cro|ofsted|marac|mash|lado|lac|cp|cin|irn|ird|ppn|dols|cpoms|crn|eprf|hb|mosaic|liquidlogic|file|record|membership|insurance|complaint|key safe|room|ext|"
    r"provider|licence|license|driving licence|driver|reporter|scra|cafcass|nrm|legal|laa|passport|national insurance|ni|nhs|chi|hcn|h&c|upn|uln|trn|urn|mrn|nino|dbs(?: certificate)?|sen|lab(?: sample)?|sample)[ ]?)?"
    r"(?:ref(?:erence)?s?|no|nos|num(?:ber)?s?|id|identifier|code|urn|crn|mrn|upn|uln|trn|nino|chi|hcn|cad|log|pin|ext|n°)"
)
_VALUE = r"[#(]?(?=[\w/.\-]*\d)[A-Za-z0-9]+(?:[/\-.–][A-Za-z0-9]+)*(?:[ ]\d{2,}|(?-i:[ ](?:[A-Z]{1,2}|[A-Z]*\d[\w]*)(?=[\s,.;)])))*"

_Spec = tuple[str, str, Level, float, re.Pattern[str], int, Check | None]


def _spec(
    origin: str, type_: str, pattern: str, *, score: float = 0.9, group: int = 0, flags: int = 0, check: Check | None = None
) -> _Spec:
    return origin, type_, "direct", score, re.compile(pattern, flags), group, check


_I = re.IGNORECASE
_SPECS: tuple[_Spec, ...] = (
    _spec("email", "EMAIL", r"[\w.+'\-]+@[\w\-]+(?:\.[\w\-]+)+", score=1.0),
    _spec("email-cut", "EMAIL", r"(?<![\w.])[\w+\-]+(?:\.[\w+\-]+)*@[A-Za-z][\w\-]{2,}(?![\w.]*\w)", score=0.9),
    _spec("path", "FILE_NAME", r"(?<!\w)(?:[A-Z]:\\|\\\\)[^\s<>\"|]+"),
    _spec(
        "phone-damaged",
        "PHONE",
        r"(?<![\w/.\-])[O0][71237](?:[ \-]?[\dOoIl]){8,9}(?![\w/])",
        score=0.9,
        check=lambda m: sum(c.isdigit() for c in m[0]) >= 5,
    ),
    _spec(
        "plate-part",
        "VEHICLE",
        r"\b(?:reg|registration|plate|number plate)(?: is| was)?(?: starts| starting| ending| ends| begins| beginning| partial)(?: in| with)? ([A-Z0-9]{2,4})\b",
        group=1,
    ),
    _spec(
        "email-masked",
        "EMAIL",
        r"[\w.+\-]+[ ]?[(\[{<]at[)\]}>][ ]?[\w\-]+(?:[ ]?(?:[(\[{<]dot[)\]}>]|\.)[ ]?[\w\-]+)+",
        flags=_I,
        score=1.0,
    ),
    _spec(
        "email-spoken",
        "EMAIL",
        r"\b[\w.+\-]+(?: (?:dot|underscore|dash) [\w\-]+)* at [\w\-]+(?: dot [a-z]{2,10}){1,3}\b",
        flags=_I,
        score=0.95,
    ),
    _spec("url", "URL", r"\b(?:https?://|www\.)[^\s<>\"|]+[^\s<>\"'|.,;:!?)\]]", flags=_I),
    _spec(
        "url-profile",
        "URL",
        r"\b(?:facebook|fb|instagram|tiktok|snapchat|twitter|x|linkedin|youtube|onlyfans|t|wa)\.(?:com|me)/[^\s<>\"|]+[^\s<>\"'|.,;:!?)\]]",
        flags=_I,
    ),
    _spec("handle", "HANDLE", r"(?<![\w.@/])@[A-Za-z_][\w.]{1,29}\w"),
    _spec("discord", "HANDLE", r"(?<!\w)[\w.]{2,32}#\d{4}\b"),
    _spec(
        "handle-labelled",
        "HANDLE",
        r"\b(?:insta(?:gram)?|snap(?:chat)?|tik ?tok|discord|twitter|facebook|fb|kik|telegram|roblox|xbox|psn|steam|youtube|account|screen|user|profile|gamer) ?"
        r"(?:user ?name|name|handle|tag|account|id)?s?(?:(?: is| called| =)?[: ]+|: ?)[\"']?((?=[\w.\-]*[\d_.])[A-Za-z_][\w.\-]*\w)",
        flags=_I,
        group=1,
    ),
    _spec(
        "handle-shape", "HANDLE", r"(?<![\w.@/\-])(?=[A-Za-z\d]*_)(?=\w*[A-Za-z])[A-Za-z\d]+(?:_[A-Za-z\d]+)+(?![\w@/]|\.\w|\()", score=0.7
    ),
    _spec("handle-mixed", "HANDLE", r"(?<![\w.@/\-])(?=[\w.]*_)(?=[\w.]*\.)[A-Za-z\d]+(?:[._][A-Za-z\d]+)+(?![\w@/(]|\.\w)", score=0.7),
    _spec("handle-dotted", "HANDLE", r"(?<![\w.@/])[a-z][a-z_]+\.[a-z_.]*[a-z]\d{1,4}(?![\w.@/])", score=0.7),
    _spec(
        "handle-points",
        "HANDLE",
        r"(?<![\w.@/])(?!www\.)[a-z][a-z_]+(?:\.[a-z_]+){2,}(?<!\.uk)(?<!\.com)(?<!\.org)(?<!\.net)(?<!\.gov)(?<!\.edu)(?<!\.info)(?<!\.wales)(?<!\.scot)(?![\w.@/])",
        score=0.7,
    ),
    _spec("ip", "IP_ADDRESS", r"(?<![\d.])(?:(?:25[0-5]|2[0-4]\d|1?\d?\d)\.){3}(?:25[0-5]|2[0-4]\d|1?\d?\d)(?![\d.]*\d)"),
    _spec("ip6", "IP_ADDRESS", r"(?<![\w:])(?:[0-9a-f]{1,4}:){3,7}(?::|[0-9a-f]{1,4})+(?![\w:])", flags=_I),
    _spec("mac", "IP_ADDRESS", r"\b(?:[0-9a-f]{2}[:\-]){5}[0-9a-f]{2}\b", flags=_I),
    _spec("phone", "PHONE", r"(?<![\w/.\-])(?:\+|00)44[ \-.]?\(?0?\)?(?:[ \-.()]{0,2}\d){9,10}(?![\w/])"),
    _spec(
        "phone",
        "PHONE",
        r"(?<![\w/.\-])\(?0[1-9]\d{0,4}\)?(?:[ \-.]{0,2}\d){5,9}(?![\w/]|[.\-]\d)",
        check=lambda m: 10 <= len(_digits(m)) <= 11,
    ),
    _spec("phone-abroad", "PHONE", r"(?<![\w/.\-])(?:\+|00)[1-9]\d{0,2}(?:[ \-.()]{0,2}\d){7,11}(?![\w/])"),
    _spec(
        "phone-us",
        "PHONE",
        r"(?<![\w/.\-])\(?\d{3}\)?[ \-.]\d{3}[\-.]\d{4}(?![\w/])",
        check=lambda m: not check_mod11(_digits(m)),
        score=0.8,
    ),
    _spec("phone-spoken", "PHONE", rf"\b(?:plus )?(?:oh|o|zero|nought|0|double|plus|four)(?:[ ,\-]+{_SAY}){{5,}}\b", flags=_I),
    _spec(
        "phone-labelled",
        "PHONE",
        r"\b(?:tel(?:ephone)?|phone|mob(?:ile)?|call(?:ed)?|ring|rang|text(?:ed)?|contact|landline|whatsapp|fax)(?: ?(?:no|number|num))?\.?(?: is| on| at)?[: ]{1,3}(\+?\d(?:[ \-.]?\d){6,12})(?![\w/])",
        group=1,
        flags=_I,
    ),
    _spec("nhs", "NHS_NUMBER", r"(?<![\w/.\-+])\d{3}[ \-]?\d{3}[ \-]?\d{4}(?![\w/]|[\-.]\d)", check=_is_nhs),
    _spec("nhs-shape", "NHS_NUMBER", r"(?<![\w/.\-+])[1-9]\d{2}([ \-])\d{3}\1\d{4}(?![\w/]|[\-.]\d)", score=0.7),
    _spec(
        "nhs-labelled",
        "NHS_NUMBER",
        r"\b(?:NHS|CHI|HCN|H&C|H ?& ?C)(?: ?(?:no|num|number|n0|ref|id)\b)?[.:#]?[ :]{0,3}(\d(?:[ \-]?[\dOIl]){6,11})(?!\w)",
        group=1,
        flags=_I,
    ),
    _spec("nino", "NINO", r"\b[A-CEGHJ-PR-TW-Z][A-CEGHJ-NPR-TW-Z](?:[ \-.]?\d\d){3}[ \-.]?[A-D]\b"),
    _spec("nino-shape", "NINO", r"\b[A-Z]{2} ?\d\d ?\d\d ?\d\d ?[A-D]\b", score=0.85, flags=_I),
    _spec("upn", "UPN", r"\b[A-HJ-NP-RT-Z]\d{11}[0-9A-Z]\b|\b[A-Z]\d{12}\b"),
    _spec("uln", "IDENTIFIER", r"\b(?:ULN|TRN|UPN|URN|MRN|CRN|UCI|DBS|GMC|NMC|SWE|QTS)\b[ :#.no]*(\w*\d[\w/\-]*)", group=1),
    _spec("licence", "DRIVING_LICENCE", r"\b[A-Z9]{5} ?\d{6} ?[A-Z9]{2} ?[0-9][A-Z]{2}\b", flags=_I),
    _spec(
        "iban", "BANK", r"\b[A-Z]{2}\d{2}(?: ?[A-Z0-9]{4}){3,7}(?: ?[A-Z0-9]{1,3})?\b", check=lambda m: sum(c.isdigit() for c in m[0]) >= 10
    ),
    _spec("card", "BANK", r"(?<![\w/.\-])(?:\d[ \-]?){12,18}\d(?![\w/])", check=_is_card),
    _spec(
        "card-masked", "BANK", r"(?<!\w)(?:[*xX•]{4}[ \-]?){2,3}\d{4}\b|\b(?:card|acc(?:oun)?t) ending(?: in)? (?:[*x]*)\d{4}\b", flags=_I
    ),
    _spec("sort", "BANK", r"\bsort(?:[ -]?code)?[ :.]{0,3}(\d\d[ \-]?\d\d[ \-]?\d\d)\b", group=1, flags=_I),
    _spec("account", "BANK", r"\b(?:acc(?:oun)?t?|a/c)(?: ?(?:no|num|number))?[ :.#]{0,3}(\d{6,10})\b", group=1, flags=_I),
    _spec("sort-shape", "BANK", r"(?<![\w/.\-])\d\d-\d\d-\d\d(?= (?:acc|a/c|\d{8}\b))", flags=_I),
    _spec("passport", "PASSPORT", r"\bpassport(?: ?(?:no|number|num|nr))?[.:# ]{0,3}((?=\w*\d)[A-Z]{0,2}\d{6,9})\b", group=1, flags=_I),
    _spec("plate", "VEHICLE", r"\b[A-Z]{2} ?(?:[05][1-9]|[1-8]\d|90) ?[A-HJ-PR-Z]{3}\b"),
    _spec("plate-old", "VEHICLE", r"\b[A-HJ-NP-Y]\d{1,3} ?[A-Z]{3}\b"),
    _spec(
        "plate-labelled",
        "VEHICLE",
        r"\b(?:reg(?:istration)?|plate|vrm|index)(?: ?(?:no|number|mark))?[.: ]{1,3}([A-Z0-9]{2,4} ?[A-Z0-9]{2,4})\b",
        group=1,
        flags=_I,
        check=lambda m: any(c.isdigit() for c in m[1]),
    ),
    _spec("postcode", "POSTCODE", r"\b(?:GIR ?0AA|[A-PR-UWYZ](?:\d[\dA-HJKPSTUW]?|[A-HK-Y]\d[\dABEHMNPRVWXY]?) ?\d[A-Z]{2})\b", score=0.95),
    _spec("postcode-lower", "POSTCODE", r"\b[a-pr-uwyz][a-hk-y]?\d[\da-hjkpstuw]? \d[abd-hjlnp-uw-z]{2}\b", score=0.85),
    _spec("postcode-damaged", "POSTCODE", r"\b[A-Z]{1,2}\d{1,2}[A-Z]? \d[A-Z0-9]{2}\b", score=0.6),
    _spec(
        "labelled",
        "REFERENCE",
        rf"\b{_LABEL}\b\.?(?: ?(?:of|is|was|number|no))?(?:[.:#=]+ ?| ){{1,3}}((?:(?-i:[A-Z]{{1,3}}) (?=\d{{3}}))?{_VALUE})",
        group=1,
        flags=_I,
    ),
    _spec(
        "labelled-tight",
        "REFERENCE",
        r"\b(?:LAC|CP|CIN|MARAC|LADO|MASH|IRD|NRM|CMP|PE|EH|SG|CAD|URN|FPN|PPN|DOLS|STORM|CCTV|SAR|LCSPR|SUSR|CSC|CPOMS|YOS|YJS|CMT|CH|SW)[/\-#]{1,2}((?=[\w/\-]*\d{2})[A-Z0-9]+(?:[/\-][A-Z0-9]+)*)\b(?![.:]\d)",
        group=0,
        score=0.9,
    ),
    # An agency's acronym apart from its number is not part of it, and a clock time after it is no number of its.
    _spec(
        "labelled-apart",
        "REFERENCE",
        r"\b(?:LAC|CP|CIN|MARAC|LADO|MASH|IRD|NRM|CMP|PE|EH|SG|CAD|URN|FPN|PPN|DOLS|STORM|CCTV|SAR|LCSPR|SUSR|CSC|CPOMS|YOS|YJS|CMT|CH|SW)(?:: ?| )((?=[\w/\-]*\d{2})[A-Z0-9]+(?:[/\-][A-Z0-9]+)*)\b(?![.:]\d)",
        group=1,
        score=0.9,
    ),
    # What control rooms and offices number: in capitals with any number, in small letters with "no." or a long one.
    _spec(
        "numbered",
        "REFERENCE",
        r"\b(?:(?:LOG|Log|INC|Inc|CAD|Cad|cad|URN|STORM|Storm|ASB)[ ]?[#:]?[ ]?\d{2,6}|(?:[Ll]og|LOG|[Jj]ob|JOB|[Ii]ncident|INCIDENT|[Ii]nc|INC|[Cc]rime|CRIME|[Oo]ccurrence|[Tt]icket|[Dd]ocket|[Cc]laim|[Cc]omplaint|CAD|[Cc]ad)[ ](?:no|nos|num|number|n°|ref|NO)\.?[ ]?[:#]?[ ]?\d{1,6}"
        r"|(?:log|job|incident|inc|crime|occurrence|ticket|docket)[ ][#:]?(?!(?:19|20)\d\d\b)\d{3,6})(?![\w%£]|[.:,]\d|[ /-](?:of|per|mins?|minutes|hours?|hrs|days?|weeks?|months?|years?|people|children|words|times|pages?|entries)\b)",
        score=0.85,
    ),
    _spec(
        "cad-of",
        "REFERENCE",
        r"\b(?:CAD|log|incident|occurrence)(?: ?(?:no|ref|number))?[.:# ]{1,2}\d{1,6} of \d{1,2}[ /.\-]\w+(?:[ /.\-]\d{2,4})?",
        flags=_I,
        score=0.95,
    ),
    _spec(
        "named-code",
        "REFERENCE",
        r"\b(?:form|book|sheet|card|docket|ticket|entry|exhibit|bag|seal|receipt|ePRF|PRF|PRN|badge|collar|locker|safe|key ?safe|door code|fob|alarm code|code|room|ward bed|bed|cell)[ :#]{1,2}((?:[A-Z]{1,3} )?\d{2,}(?:[\-/]\d+)*)(?!\w|%|[.:]\d| (?:of|per|days?|weeks?|months?|years?|hours?|minutes?|people|children|working))",
        group=1,
        score=0.75,
        flags=_I,
    ),
    _spec(
        "court",
        "REFERENCE",
        r"\b[A-Z]{2}\d{2}[A-Z]\d{5}\b|\[\d{4}\] EW(?:FC|HC|CA|COP)(?: Civ| Crim)? \d+(?: \([A-Z][a-z]*\))?|\bno(?:s)?\. ?\d+/\d\d\b",
    ),
    _spec(
        "code",
        "REFERENCE",
        r"(?<![\w/.@\-])(?=[\w/\-]*\d{2})(?=[\w/\-]*[A-Z])[A-Z0-9]{1,8}(?:[/\-][A-Z0-9]{1,8}){1,5}(?![\w/@]|[.\-]\w)",
        score=0.8,
    ),
    _spec(
        "code-solid",
        "REFERENCE",
        r"(?<![\w/.@\-#])[A-Z]{1,3}\d{5,10}[A-Z]{0,2}(?![\w/@]|[.\-]\w)|\b\d{2,6}[A-Z]{1,2}\d{3,8}\b|\b[A-Z]\d{4}[A-Z]{2}\b",
        score=0.8,
    ),
    _spec(
        "code-numeric",
        "REFERENCE",
        r"(?<![\w/.@\-£$€])\d{2}-\d{6,8}(?![\w/])|(?<![\w/.@\-£$€])\d{2,6}/\d{3,7}(?:/\d{2,4}[A-Z]?)?(?![\w/@%]|[.\-]\w)|(?<![\w/.@\-])\d{1,3}/\d{4,7}[A-Z]?(?:/\d{2})?\b|(?<![\w/.@\-])\d{2}-\d{5,8}\b|(?<![\w/.@\-])\d{2}/\d{6}[A-Z]\b|(?<![\w/.@\-])\d{5}/\d{2}\b",
        score=0.8,
    ),
    _spec("number-long", "IDENTIFIER", r"(?<![\w/.@\-£$€,+])\d{7,}(?![\w/@%]|[.,\-]\d)", score=0.7),
    _spec("hash-number", "REFERENCE", r"(?<![\w&])#\d{2,}\b", score=0.8),
    _spec("plot", "IDENTIFIER", r"\b(?:plot|parcel|block|lot)s? nos?\. ?[\d/.]+(?:(?:, | and )[\d/.]*\d)*", flags=_I),
    _spec("numbers", "REFERENCE", r"\bnos?\. ((?:\d[\d/.]*(?:, | and )){1,20}\d[\d/.]*\d|\d{2,}(?:, | and ))", group=1),
    _spec("file-number", "REFERENCE", r"\b(?:file|case|job|claim|complaint|exhibit)[ ]((?:[A-Z]{1,4}[ /\-]?)?\d{4,}[A-Z]?)\b", group=1),
    _spec("pc-number", "IDENTIFIER", r"\b(?:P[CS]|D[CSI]|PCSO|TDC|WPC|SGT|Sgt)\.? \d{2,6}\b"),
    _spec(
        "file",
        "FILE_NAME",
        r"(?<![\w/@.])(?:(?-i:[A-Z0-9(][\w'()\-&]*|final|draft|copy|of|and|notes?|report|minutes|case|new|old|signed|scan|rev|chronology|for|re|v\d+|-)[ ]){0,7}[\w'()\-]+\.(?:docx?|pdf|xlsx?|pptx?|jpe?g|png|gif|heic|mp[34]|m4a|wav|mov|eml|msg|csv|txt|rtf|zip|md|html?|odt)\b",
        flags=_I,
    ),
)

_YEAR_CODE = re.compile(
    r"(?:[A-Z]+-?(?:19|20)\d\d|\d\d?/\d\d?(?:/\d\d(?:\d\d)?)?|\d{4}[/\-]\d{2,4}|[1-9]\d{0,2}[/\-]\d{1,3}|COVID-19|H[15]N\d|\d+-\d+)$"
)
_LABEL_WORD = re.compile(r"(?:\d{1,3}|\d+(?:\.\d+)+|(?:19|20)\d\d)$")
_NO_REFERENCE_BEFORE = re.compile(
    r"\b(?:section|sections|article|articles|art|paragraph|para|regulation|reg|rule|schedule|chapter|part|protocol|annex|principle|rule|level|form|page|version|step|stage|grade|appendix|standard|recommendation|si|figure|table)s?\.?(?: ?nos?\.?)? *$",
    _I,
)


def find_patterns(text: str, public: Public, *, strict: bool) -> Iterator[Candidate]:
    """Every identifier by its shape. `strict` leaves out the shapes that only a case record makes likely."""
    digits = any(c.isdigit() for c in text)
    for origin, type_, level, score, pattern, group, check in _SPECS:
        if not digits and origin not in (
            "email",
            "email-masked",
            "email-spoken",
            "url",
            "url-profile",
            "handle",
            "handle-shape",
            "handle-points",
            "phone-spoken",
            "file",
            "handle-labelled",
        ):
            continue
        if strict and origin in ("handle-shape", "number-long", "postcode-damaged", "plate-old", "file", "code-numeric"):
            continue
        for match in pattern.finditer(text):
            start, end = match.span(group)
            value = match[group]
            if end <= start or (check and not check(match)) or not _allowed(origin, type_, value, text, start, public, strict):
                continue
            yield Candidate(start, end, type_, level, score, f"pattern:{origin}")


def _allowed(origin: str, type_: str, value: str, text: str, start: int, public: Public, strict: bool) -> bool:
    before = text[max(0, start - 24) : start]
    match type_:
        case "PHONE":
            return not public.has_number(text, start, start + len(value))
        case "NHS_NUMBER" | "IDENTIFIER":
            return "".join(c for c in value if c.isdigit()) not in public.phones and not (origin == "uln" and len(value) < 3)
        case "URL":
            return not is_public_page(value.lower(), public.hosts)
        case "EMAIL":
            domain = value.rsplit("@", 1)[-1].lower()
            return not (
                value.lower().startswith(("help@", "info@", "enquiries@", "helpline@"))
                and any(domain == h or domain.endswith("." + h) for h in public.hosts)
            )
        case "VEHICLE":
            return origin != "plate-old" or bool(
                re.search(r"\b(?:car|van|reg|vehicle|plate|drives?|vrm|bike|taxi)\b", text[max(0, start - 60) : start], _I)
            )
        case "POSTCODE":
            return origin not in ("postcode-damaged",) or bool(re.search(r"[A-Za-z]", value[-3:]))
        case "REFERENCE":
            if (origin != "named-code" and _NO_REFERENCE_BEFORE.search(before)) or "".join(
                c for c in value if c.isdigit()
            ) in public.phones:
                return False
            if value.startswith(("DFE-", "DfE-", "ISBN")):
                return False
            if origin == "labelled":
                return not (_LABEL_WORD.match(value) and len(value) < (4 if strict else 2)) and not _is_measure(
                    text[start + len(value) : start + len(value) + 12]
                )
            return not (
                origin in ("code", "code-numeric")
                and (
                    _YEAR_CODE.match(value)
                    and not (
                        origin == "code-numeric"
                        and len(value) >= 7
                        and "/" in value
                        and not re.match(r"\d\d?/\d\d?/|(?:19|20)\d\d/\d\d$", value)
                    )
                )
            ) and not (origin.startswith("code") and value.lower() in public.words)
        case _:
            return True


# Under these every council, force and trust has pages of its own, with people on them; only named services are public.
_SHARED_HOSTS = frozenset({"gov.uk", "police.uk", "nhs.uk", "gov.wales", "gov.scot"})
_PERSONAL_PAGE = re.compile(
    r"[?#@=]|/(?:case|cases|person|people|client|record|records|profile|user|users|staff|pupil|child|family|incident|ticket)s?/|\d{5,}"
)


def is_public_page(url: str, hosts: Sequence[str]) -> bool:
    """A page of a listed public host, unless it is a system's or its address points at one record or person."""
    host, _, path = re.sub(r"^(?:https?://)?(?:www\.)?", "", url).partition("/")
    if _PERSONAL_PAGE.search("/" + path):
        return False
    return host in hosts or any(host.endswith("." + h) for h in hosts if h not in _SHARED_HOSTS)


def _is_measure(after: str) -> bool:
    return bool(
        re.match(
            r"\s?(?:%|percent|per cent|mg|ml|kg|days?|weeks?|months?|years?|hours?|mins?|minutes?|working|calendar|children|people)\b",
            after,
            _I,
        )
    )
