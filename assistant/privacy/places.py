"""Where people live, learn and are seen: addresses, towns, and named organisations small enough to point at somebody."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache

from assistant.privacy.attributes import is_demonym
from assistant.privacy.candidates import Candidate
from assistant.privacy.names import Lexicon, fold, read_list
from assistant.privacy.vocabulary import CALENDAR_WORDS, FORMAL

_I = re.IGNORECASE
_UP = "A-ZÀ-ÖØ-Þ"
_STREET = (
    r"(?:Street|Str?|Road|Rd|Lane|Ln|Avenue|Ave?|Close|Cl|Drive|Dr|Court|Ct|Crescent|Cres|Place|Pl|Terrace|Terr?|Grove|Gr|Gardens?|Gdns|Way|Walk|Row|Mews|Square|Sq|Hill|Rise|View|Parade|Pde|"
    r"Yard|Park|Green|Gate|Fold|Wynd|Croft|Quay|Wharf|Buildings|Bldgs|House|Heights|Towers?|Mansions|Point|Estate|Meadows?|Fields?|Bank|Brae|Vale|Dale|Ridge|Loan|Circus|Embankment|Esplanade|Promenade|"
    r"Passage|Alley|Steps|Stairs|Drv|Lea|Common|Chase|Cottages?|Villas?|Broadway|Boulevard|Bypass|End|Side|Path|Mount|Orchard|Paddock|Glade|Holt|Copse|Drove|Hey|Nook|Pastures?|Ride|Spinney|Strand|Approach|Arcade|Avenues)"
)
_W = rf"[{_UP}0-9][\w'’.\-]*"
_NUMBER = r"(?:\d{1,4}(?:/\d{1,3})?[a-zA-Z]?(?:[-–]\d{1,4}[a-z]?)?|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve)"
_UNIT = r"(?:Flat|Apartment|Apt|Unit|Room|Suite|Block|Plot|Caravan|Floor|Studio|Bedsit|Pitch|Bus stop)"
_POST = r"(?:GIR ?0AA|[A-Z]{1,2}\d{1,2}[A-Z]? ?\d[A-Z0-9]{2}|[A-Z]{1,2}\d{1,2}[A-Z]?)"
_T = rf"[{_UP}][\w'’\-]*"
_TOWNS = rf"(?:,? ?(?:in |near )?(?:(?!Mr|Mrs|Ms|Dr|Dear){_T}(?: (?:on|upon|in|le|the)[ -]{_T}| {_T})?))"
_TAIL = rf"(?:(?:,[ ]?|[ ]?\n){_TOWNS}(?=[,.;:)\n]|$| (?:[A-Z]{{1,2}}\d)|[ ](?:since|and|with|on|was|is|has|to|where|who|for|when|after|by|in))){{0,3}}(?:,? {_POST}\b)?"
_ADDRESSES: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("unit", re.compile(rf"\b(?:c/o )?{_UNIT} ?[A-Z]?\d*[a-zA-Z]?,? (?:{_NUMBER} )?(?:{_W} ){{0,4}}{_STREET}\b\.?{_TAIL}")),
    ("unit", re.compile(rf"\b(?:{_UNIT}) ?(?:\d+(?! ?\d)[a-z]?|[A-Z]\b),? (?:{_NUMBER},? )?(?:{_W}[ ]?){{1,4}}(?:, {_POST})?")),
    ("street", re.compile(rf"\b(?:c/o )?{_NUMBER},? (?:{_W} ){{1,4}}{_STREET}\b\.?(?:,? (?:Flat|Block) \w+)?{_TAIL}", 0)),
    (
        "street-lower",
        re.compile(
            rf"\b(?:(?:flat|unit) \w+,? )?\d{{1,4}}[a-z]?,? (?:(?!(?:days?|weeks?|months?|years?|hours?|minutes?|people|children|a|an|the|in|on|at|to|of|per|working|times|and|or|mg|ml|is|was|for|from|with|by|s)\b)[a-z0-9'\-]+ ){{1,3}}{_STREET.lower()}\b(?:,? {_POST}\b)?",
            _I,
        ),
    ),
    ("unit-lower", re.compile(rf"\bflat \d+[a-z]?,? (?:[a-z0-9'\-]+ ){{1,2}}(?:{_STREET.lower()}\b)?(?:,? ?{_POST}\b)?", _I)),
    (
        "named",
        re.compile(
            rf"\b(?:the |The )?(?:{_W} ){{1,3}}(?:Cottages?|Farm(?:house)?|House|Lodge|Barn|Bungalow|Forge|Rectory|Vicarage|Mill|Hall|Manor|Villa)\b(?:,[ ]?{_TOWNS}){{1,3}}(?:,? {_POST}\b)?(?=[\s.,;)]|$)"
        ),
    ),
    (
        "named-part",
        re.compile(
            rf"\b(?:The )(?:Old )?(?:Cottage|Farm|Bungalow|Forge|Rectory|Vicarage|Mill|Barn|Lodge|Croft|Caravan|Chapel|Schoolhouse|School House)\b(?:,[ ]?{_TOWNS}){{0,3}}(?:,? {_POST}\b)?"
        ),
    ),
    (
        "welsh",
        re.compile(
            rf"\b(?:(?:{_W} ){{1,2}}?{_W}, ?)?(?:Heol|Ffordd|Stryd|Lôn|Lon|Clos|Maes|Bryn|Tyddyn|Rhes|Rhodfa)(?: (?:y|yr|'r|{_W}))+{_TAIL}"
        ),
    ),
    (
        "number-at",
        re.compile(
            r"\b(?:(?:neighbours?|lad|lads|girl|woman|man|bloke|family|people|lives?|living|house|flat|one|lot|door|kids|couple|up|round|over|lady) (?:at|from|in)|opposite|outside|next door to) ((?:number |no\.? )?\d{1,3}[a-z]?)(?=[ ]?(?:[.,;)](?!\d)|$|is |are |was |and |called|rang|says|said|have|has|keep|with))(?!,? (?:am|pm|weeks|days|months|o'clock|years))",
            re.M,
        ),
    ),
    ("flat", re.compile(r"(?:(?<=[,;] )|(?<=at )|(?<=in ))[Ff]lat \d{1,3}[a-z]?(?=[.,;)]|$)", re.M)),
    ("number-word", re.compile(rf"\bnumber ([1-9]\d{{0,3}}[a-z]?(?:, (?:{_W} ){{0,3}}{_STREET})?)\b")),
    (
        "label",
        re.compile(
            r"\b(?:home |current |last known |postal |previous |temporary )?address(?:es)?(?: is| on file)?[ ]?[:=][ ]?([^\n|\t;]{4,120}?)(?=\.(?:\s|$)|\n|\||\t|;|$| {2,}| (?:Tel|Phone|DOB|NHS|Email|Mob)\b)",
            _I,
        ),
    ),
    ("parent-postcode", re.compile(rf"\b(?:{_W} ){{1,4}}(?:Cottage|Farm|House|Lodge|Barn),? (?:{_W},? )?{_POST}\b")),
    (
        "label-lower",
        re.compile(
            r"\b(?:lives?|living|living at|moved to|resid(?:es|ing|ent)|stays|staying|bail(?:ed)? to|stopping) (?:at|in|to) ((?:the )?(?:\d{1,4}[a-z]? [^\n,.;]{3,40}))",
            _I,
        ),
    ),
    ("unit-number", re.compile(rf"\b{_UNIT} \d+[a-z]?(?:/\d+)?, {_NUMBER} (?:{_W} ){{1,3}}{_STREET}\b\.?{_TAIL}")),
    ("number-street", re.compile(rf"\b[Nn]umber {_NUMBER},? (?:{_W} ){{1,3}}{_STREET}\b{_TAIL}")),
    (
        "number-proper",
        re.compile(
            rf"\b(?:at|to|of|from|outside|address|lives?|moved to)[ :]+((?:number |no\.? |[Ff]lat )?\d{{1,4}}[a-z]?,? (?!(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec|Working|Act|Children|People|Families|Pupils)[a-z]*\b)(?:[{_UP}][a-z'’\-]+)(?: [{_UP}][a-z'’\-]+){{0,2}}(?:,? {_POST}\b)?)(?=[,.;)\n]|$| with\b| and\b)"
        ),
    ),
    ("flat-lower", re.compile(rf"\bflat \d+[a-z]? [a-z]+ [a-z]+(?: {_POST})?(?= ?[-,.;\n]|$)")),
    ("cottage", re.compile(rf"\b(?:{_T} ){{1,2}}(?:Cottage|Farm|Farmhouse|Bungalow|Lodge|Barn|Villa|Croft)(?=,|\.|\n|$)")),
    ("door-number", re.compile(r"\b(?:at|to|from|of) ((?:no\.?|number) ?\d{1,4}[a-z]?)(?=[ ]?[.,;)\n]|$)")),
    ("box", re.compile(r"\bP\.?O\.? ?Box \d+", _I)),
    ("tower", re.compile(rf"\b(?:{_W} ){{1,2}}(?:Buildings|Mansions|Towers|Tower|Court|House|Heights|Mews|Cottages)\b")),
    (
        "road",
        re.compile(
            rf"\b(?:{_W} ){{1,3}}(?:Street|St|Road|Rd|Lane|Avenue|Ave|Drive|Crescent|Terrace|Parade|Close|Wynd|Row|Mews|Grove)\b\.?"
        ),
    ),
)

_ORG_HEAD = (
    r"(?:(?:(?:C ?of ?E|CE|RC|C\.E\.|Catholic|Church|Junior|Infant|Infants'?|Primary|Prep(?:aratory)?|Secondary|High|Middle|Special|Grammar|Comprehensive|Community|Village|Boarding|Free|Girls'?|Boys'?|Nursery|First|Upper|Lower|Independent|Academy|Maternity|Children's|General|Community|District|Royal|University|Teaching|Memorial|Day|Residential|Care|Nursing|Family|Youth|Leisure|Sports|Medical|Health|Police|Fire|Crown|Magistrates'?|County|Combined|Family|Foster(?:ing)?|Sixth|Football|Rugby|Cricket|Boxing|Swimming|Scout|Resource|Contact|Further Education|FE|Pupil Referral|Classroom|Court|Hostel|Women's|Young Offender|Immigration Removal|Secure Training) ){0,4}"
    r"(?:School|Schools|Primary|Academy|Academies|College|Nursery|Nurseries|Pre-?[Ss]chool|Playgroup|Kindergarten|Creche|Infants|Juniors|Infirmary|Hospital|Hospice|Clinic|Surgery|Practice|Centre|Center|Hub|Home|Homes|Lodge|Refuge|Hostel|Unit|PRU|Prison|YOI|STC|Church|Chapel|Cathedral|Mosque|Masjid|Temple|Gurdwara|Synagogue|Tabernacle|Ministries|Parish|Abbey|Priory|"
    r"Grammar|High|Sixth Form|Sixth|Form College|University|Trust|Foundation|Agency|Ltd|Limited|LLP|plc|PLC|Inc|FC|RFC|CC|AFC|United|Rovers|Juniors|Club|Scouts|Guides|Cabs|Taxis|Solicitors|Pharmacy|Chemist|Dental|Dentists?|Library|Stores?|Supermarket|Inn|Arms|Hotel|Café|Cafe|Restaurant|Takeaway|Residential|Station|Court|Ward|Maternity|Leisure|Baths|Gym|Barracks|Magistrates|Care Home|Care|Housing Association|Housing|Association|Partnership|Council|Borough Council|CBC|MBC|Constabulary|Police|Fire Service|Ambulance Service|Newspaper|Gazette|Chronicle|Times|Herald|Echo))"
)
_ORG = re.compile(
    rf"\b(?:[Tt]he )?(?:(?:[{_UP}]\.|St\.|[{_UP}][\w'’\-/]*|of the|for the|of|and|&|St\.?|for|on|in|by)[ ]){{1,6}}?(?:Court of [A-Z]\w+|{_ORG_HEAD})(?![\w])(?: (?:FC|RFC|AFC|Club|School|Academy|Ltd|Trust|Centre|Hospital|College)\b)?(?:,? (?:{_W})(?= (?:Ltd|LLP|plc|School|Academy|Hospital|East|West|North|South)\b))?"
)
_ORG_SAINT = re.compile(
    r"\b(?:St\.?|ST\.?|Saint|SAINT|Our Lady|OUR LADY|Holy|Sacred|Ysgol|Ysbyty|Meithrin|Coleg|Beis|Beth|HMP|HMYOI|HM Prison|HMP/YOI|YOI|Café|Cafe|The Spar|Scoil|Nando's|McDonald's|Costa|Greggs|Travel Inn|Premier Inn|Travelodge|CAMHS|Aldi|Tesco|Asda|Spar)(?:[ ](?:of|the|y|yr|on|by|[A-ZÀ-Þ][\w'’\-]*))+(?:'s)?(?: (?:parish|school|church|hospital|primary|nursery))?"
)
_ORG_SMALL = re.compile(
    rf"\b([{_UP}][\w'’\-]+(?: [{_UP}][\w'’\-]+)?) (?:prison|hospital|infirmary|primary|school|nursery|hostel|refuge|surgery|mosque|church|academy|college|children's home|police station|care home|pub|hotel|inn|bar|cafe|café|takeaway|salon|garage|site|caravan park|social club|nick|depot|factory|farm|marina|flood|fire|crash|sinking|bombing|stabbing|shooting|murders?)\b"
)
_LOCAL = re.compile(
    r"\b(?:[Tt]he )?([A-Z][\w'’\-]+(?: [A-Z][\w'’\-]+)?) (?:Town|Village|Ward|Estate|East|West|North|South|Central|Quay|Gate|Common|area|district|council estate|town centre)\b"
)
_ORG_FIELD = re.compile(
    r"\b(?:school|nursery|school/nursery|setting|college|gp practice|gp surgery|surgery|practice|employer|placement|provider|church|club|agency|team|hospital|ward|area|town|district|locality|placement address|place of birth|pob)s?(?: name| attended)?[ ]?[:=][ ]?([^\n|\t;,.]{3,60})",
    _I,
)
_DAYS = frozenset(
    "mon tue tues wed weds thu thur thurs fri sat sun monday tuesday wednesday thursday friday saturday sunday january february march april may june july august september october november december".split()
)
_GENERIC = frozenset(
    "primary secondary special local independent boarding church of england the and for in on a an family court high county magistrates supreme children children's child youth adult adults care home nursing residential "
    "medical health centre center police station fire service national general public community hospital school schools college university academy trust multi multi-agency agency safeguarding partnership partnerships board board's new "
    "designated teacher head leader lead infant junior infants juniors middle grammar comprehensive free girls girls' boys boys' nursery pre-school early years sixth form further education pupil referral unit virtual "
    "state sunday day night resource contact women's women refuge domestic abuse mental hub front door central north south east west royal district borough city town parish council housing association sports leisure "
    "young offender institution prison immigration removal secure training first upper lower social work worker services duty team emergency out hours hours' single joint initial our your their his her my this that any each every all "
    "support inpatient outpatient accident maternity neonatal paediatric department ward gp walk-in minor injuries urgent dental sexual education welfare inclusion behaviour attendance inspection dedicated catholic c e rc ce "
    "government european constitutional appeal appeals regional administrative criminal civil commercial labour military security cassation grand chamber first-instance instance second third division section registry committee commission ministry ministries office "
    "attended attends after before when where at from with by if is was has".split()
)
_LOCATIVE = re.compile(
    r"(?:\b(?:in|at|from|near|to|outside|around|via|of|off|towards|between|visit(?:ed|ing)?|through|into|moved to|live[sd]? in|living in|born in|area|town|village|city|county|district|region|province|municipality|island|port|river)[ ](?:the[ ])?(?:[a-z]+[ ](?:of[ ])?)?)$",
    _I,
)


@lru_cache(maxsize=1)
def load_places() -> Mapping[str, str]:
    """Folded place names with their nation or country, UK first (about 17,000)."""
    return dict(line.split("\t", 1) for line in read_list("places.txt.gz").splitlines() if "\t" in line)


@lru_cache(maxsize=1)
def load_countries() -> re.Pattern[str]:
    names = sorted(
        (n for n in read_list("countries.txt.gz").splitlines() if len(n) > 3 and n not in ("United Kingdom", "Jersey")),
        key=len,
        reverse=True,
    )
    extra = [
        "Russia",
        "Kurdistan",
        "Palestine",
        "Ivory Coast",
        "Turkey",
        "Burma",
        "the Gambia",
        "the Netherlands",
        "Republic of Ireland",
        "USA",
        "America",
        "Kosovo",
        "Yugoslavia",
        "USSR",
        "Czech Republic",
        "Punjab",
        "Kashmir",
        "Bengal",
        "Sylhet",
        "Chechnya",
        "Crimea",
    ]
    return re.compile(rf"\b(?:{'|'.join(map(re.escape, [*names, *extra]))})\b")


def find_addresses(text: str, lexicon: Lexicon) -> Iterator[Candidate]:
    """Postal addresses and named houses as direct; a street or a block alone as quasi findings."""
    for origin, pattern in _ADDRESSES:
        for match in pattern.finditer(text):
            start, end = match.span(match.lastindex or 0)
            value = text[start:end]
            if origin in ("tower", "road"):
                head = fold(value.split()[0].strip(".,'"))
                words = [fold(w.strip(".,'’")) for w in value.split()[:-1]]
                if (
                    all(w in _GENERIC or w in _NOT_STREETS for w in words)
                    or head in _NOT_STREETS
                    or (value.startswith(("Re ", "The ")) and len(words) == 1)
                ):
                    continue
                yield Candidate(start, end, "STREET", "quasi", 0.6, f"address:{origin}")
                continue
            if (
                origin == "street"
                and re.match(r"(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve)\b", value, _I)
                and not value[0].islower()
                and "," not in value[:8]
            ):
                continue
            if (
                origin == "street-lower"
                and re.search(rf"\b(?:{'|'.join(_AMBIGUOUS_ENDS)})$", value.split(",")[0].lower())
                and not _HOME.search(text[max(0, start - 30) : start])
            ):
                continue
            if origin == "label" and lexicon.is_word(fold(value.split()[0])) and not any(c.isdigit() for c in value) and value.islower():
                continue
            if code := _CODE_AFTER.match(text, end):
                end = code.end()
            yield Candidate(start, end, "ADDRESS", "direct", 0.85, f"address:{origin}")


_CODE_AFTER = re.compile(r",? [A-Z]{1,2}\d{1,2}[A-Z]?(?: ?\d[A-Z]{2})?\b")
_NOT_STREETS = frozenset(
    "the a an crown high county family supreme magistrates youth appeal open safe care children's childrens halfway court full in at on from our my your their his her this that front back green and or foster nursing grand district constitutional regional administrative white upper lower royal first".split()
)
_AMBIGUOUS_ENDS = (
    "way",
    "drive",
    "close",
    "walk",
    "ride",
    "point",
    "end",
    "place",
    "view",
    "gate",
    "side",
    "court",
    "house",
    "rise",
    "park",
    "field",
    "fields",
    "bank",
    "green",
    "path",
    "row",
    "mount",
    "common",
    "hill",
    "approach",
    "chase",
    "st",
    "dr",
    "cl",
    "pl",
    "ct",
    "av",
    "gr",
    "sq",
    "ter",
)
_HOME = re.compile(
    r"\b(?:at|to|of|address|lives?|living|from|home|in|outside|near|opposite|visit|visited|resid\w+|evicted from)[ :]*(?:the )?$", _I
)


def find_organisations(text: str, lexicon: Lexicon) -> Iterator[Candidate]:
    """Named schools, practices, homes, clubs, firms and courts; generic ones ("a primary school", "Family Court") pass."""
    for match in _ORG.finditer(text):
        trimmed = _trim(text, match.start(), match.end())
        if trimmed and fold(text[slice(*trimmed)].split()[0]) not in _DAYS:
            yield Candidate(*trimmed, "ORGANISATION", "quasi", 0.75, "place:organisation")
    for match in _ORG_SAINT.finditer(text):
        yield Candidate(*match.span(), "ORGANISATION", "quasi", 0.75, "place:saint")
    for match in _ORG_SMALL.finditer(text):
        head = fold(match[1].split()[-1].removesuffix("'s"))
        if head not in FORMAL and fold(match[1].split()[0]) not in _LEADING | _GENERIC and not is_demonym(match[1]):
            yield Candidate(*match.span(), "ORGANISATION", "quasi", 0.65, "place:small")
    for match in _ORG_FIELD.finditer(text):
        value = match[1].strip()
        if (
            value
            and not all(
                fold(w.strip("'.,")) in _GENERIC or (value.islower() and lexicon.is_word(fold(w.strip("'.,")))) for w in value.split()
            )
            and (value[0].isupper() or value[0].isdigit())
        ):
            yield Candidate(match.start(1), match.start(1) + len(match[1].rstrip()), "ORGANISATION", "quasi", 0.65, "place:field")
    for match in _LOWER_STREET.finditer(text):
        if not lexicon.is_word(fold(match[1])) or fold(match[1]) not in _PLAIN_STREETS:
            yield Candidate(*match.span(), "STREET", "quasi", 0.55, "place:street-lower")
    for match in _SHORT_STREET.finditer(text):
        yield Candidate(*match.span(), "STREET", "quasi", 0.55, "place:street-short")
    for match in _ORG_LOWER.finditer(text):
        yield Candidate(*match.span(), "ORGANISATION", "quasi", 0.6, "place:saint-lower")
    for match in _WARD.finditer(text):
        yield Candidate(*match.span(), "ORGANISATION", "quasi", 0.6, "place:ward")
    for match in _LOCAL.finditer(text):
        words = [fold(w.strip("'’.,")) for w in match[1].split()]
        if not any(w in _GENERIC or lexicon.is_word(w) for w in words) or _LOCATIVE.search(
            text[max(0, match.start() - 20) : match.start()]
        ):
            yield Candidate(*match.span(), "PLACE", "quasi", 0.6, "place:local")


def _trim(text: str, start: int, end: int) -> tuple[int, int] | None:
    """Cut lower-case and sentence words off the front; None when nothing proper is left."""
    words = list(re.finditer(r"\S+", text[start:end]))
    while words and (words[0][0][0].islower() or words[0][0] == "&" or (fold(words[0][0].strip(".,'")) in _LEADING)):
        words.pop(0)
    # A capitalised ordinary word at a sentence start is not part of the name when a proper word follows.
    if len(words) < 2:
        return None
    modifiers = [fold(w[0].strip(".,'’()").removesuffix("'s").removesuffix("’s")) for w in words[:-1]]
    if all(m in _GENERIC or m.isdigit() or m in _TITLES for m in modifiers):
        return None
    return start + words[0].start(), end


_LOWER_STREET = re.compile(
    r"(?<=[a-z] )([a-z]{4,})[ ](?:street|road|lane|avenue|terrace|crescent|parade)(?=[ ]?[.,;:)\n]|$| (?:and|with|by|after|when|near|flat|no)\b)"
)
_PLAIN_STREETS = frozenset(
    "main side back high busy quiet other same whole this that next nearby across down along open country long every some wrong right cycle fast slow down the".split()
)
_SHORT_STREET = re.compile(
    r"(?<![\w.])[A-Za-z]{1,3}\. (?:street|road|lane|avenue|terrace|crescent|parade|close|grove|gardens|drive|Street|Road|Lane|Avenue|Terrace|Crescent|Parade|Close|Grove|Gardens|Drive)\b"
)
_ORG_LOWER = re.compile(
    r"\bst\.? [a-z]{3,}'?s?(?: [a-z]+)? (?:hostel|school|primary|academy|hospital|church|nursery|college|hospice|infants|juniors)\b"
)
_WARD = re.compile(rf"\bWard \w{{1,4}}, (?:{_W} ){{1,3}}(?:Hospital|Infirmary|Unit|Hospice)\b")
_TITLES = frozenset(
    "mr mrs ms miss mx dr prof sir rev fr sr nurse sister pc dc ds di dci sgt insp constable coach judge justice uncle auntie aunt nan baby child".split()
)
_LEADING = frozenset(
    "the a an at in on of to from and or but with for by re ref our my your their his her its this that is was has he she they we i it if when where who which attends attended mum dad both all since seen after before during while also called rang manager".split()
)


def find_places(text: str, lexicon: Lexicon) -> Iterator[Candidate]:
    """Towns, villages and countries from the gazetteer."""
    places = load_places()
    for match in re.finditer(
        rf"\b[{_UP}][\w'’\-]+(?:[ -](?:upon|on|in|le|the|under|by|of|de|en|sur)[ -][{_UP}][\w'’\-]+|(?:[ ][{_UP}][\w'’\-]+){{1,2}})?", text
    ):
        value = match[0]
        pieces = value.split()
        for size in range(len(pieces), 0, -1):
            for first in range(len(pieces) - size + 1):
                part = " ".join(pieces[first : first + size])
                key = fold(part).removesuffix("'s").removesuffix("’s")
                if key not in places or key in CALENDAR_WORDS:
                    continue
                at = match.start() + value.index(part)
                named = lexicon.is_name(key) or lexicon.is_word(key) or key in lexicon.rare
                if size == 1 and named and not _LOCATIVE.search(text[max(0, at - 24) : at]):
                    continue
                if size == 1 and lexicon.is_word(key) and not re.search(r"\b(?:in|from|near|moved to|to)[ ]$", text[max(0, at - 12) : at]):
                    continue
                yield Candidate(at, at + len(part), "PLACE", "quasi", 0.7 if not named else 0.55, "place:gazetteer")
    for match in load_countries().finditer(text):
        if _STATE_BEFORE.search(text[max(0, match.start() - 24) : match.start()]) or _STATE_AFTER.match(
            text[match.end() : match.end() + 20]
        ):
            continue
        if match[0] not in ("Jordan", "Chad", "Georgia", "Israel", "Cuba", "Kenya", "India") or _LOCATIVE.search(
            text[max(0, match.start() - 20) : match.start()]
        ):
            yield Candidate(*match.span(), "PLACE", "quasi", 0.6, "place:country")


# A country as a state, not as where somebody comes from.
_STATE_BEFORE = re.compile(
    r"\b(?:Republic of|Government of|Kingdom of|Parliament of|[Aa]gainst|v\.?|laws? of|Constitution of)[ ](?:the )?$"
)
_STATE_AFTER = re.compile(r"[ ]?(?:Government|\(no|[Ss]tate\b)")


@lru_cache(maxsize=1)
def load_country_words() -> frozenset[str]:
    """Folded single-word country names."""
    return frozenset(
        fold(n)
        for n in read_list("countries.txt.gz").splitlines()
        if " " not in n and n not in ("Jordan", "Chad", "Georgia", "Israel", "Cuba", "Kenya", "India")
    ) | {"russia", "european", "republic"}


def is_locative(text: str, start: int) -> bool:
    """Whether what stands before `start` makes a place of what follows ("moved to …")."""
    return bool(_LOCATIVE.search(text[max(0, start - 30) : start]))
