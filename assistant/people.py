"""Who and what a question mentions: private names, identifiers, public names and places, found without a language model.

It stands beside the person detector: the detector reads texts, this reads questions, where names come in lower case, half
spelled and without a sentence around them. A word that no list knows counts as a name when it stands where a name stands.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from itertools import pairwise

from assistant.privacy.names import Lexicon, fold, load_lexicon
from assistant.privacy.places import load_places
from assistant.privacy.public import Public, load_public
from assistant.scripts import is_foreign_script, names_somebody

Span = tuple[int, int]
_MASKED = 0.5  # a mention this sure is masked before intent is read; below it the word stays a word


@dataclass(frozen=True, slots=True)
class Mention:
    """A stretch that names a private person or holds an identifier. `sure` is 0 to 1."""

    start: int
    end: int
    kind: str
    sure: float


@dataclass(frozen=True, slots=True)
class Reading:
    """A question with what was found in it. `masked` has public names as ⟦P⟧, other public things as ⟦O⟧ and private names as ⟦N⟧."""

    text: str
    masked: str
    people: tuple[Mention, ...]
    identifiers: tuple[Mention, ...]
    public: tuple[Span, ...]
    places: tuple[Span, ...]

    def explains(self, start: int, end: int) -> bool:
        """Whether a found stretch lies wholly in a public name, or in a longer name of a place."""
        return any(first <= start and end <= last for first, last in self.public) or any(
            first <= start and end <= last and last - first > end - start and " " in self.text[first:last] for first, last in self.places
        )


_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
_POSSESSIVE = re.compile(r"(?:['’]s|['’])$")
_CONTRACTION = re.compile(r"['’](?:m|re|ve|ll|d|t)$", re.I)
_DEMONYMS = frozenset(
    "african american asian european british english welsh scottish irish black white caribbean arab indian chinese muslim christian jewish catholic sikh hindu gypsy roma traveller polish romanian nigerian somali ghanaian eritrean ethiopian sudanese syrian afghan iraqi iranian kurdish turkish albanian ukrainian russian lithuanian latvian bulgarian hungarian czech slovak portuguese brazilian vietnamese thai filipino pakistani bangladeshi bengali tamil nepali jamaican congolese zimbabwean gambian ugandan kenyan french german italian spanish greek dutch american".split()
)
_HONOURS = frozenset("baroness lord lady dame sir professor prof".split())
_PERSON_NOUNS = frozenset(
    "child children pupil student teacher friend mother father colleague neighbour parent carer client patient nephew niece cousin partner husband daughter manager sister brother uncle family".split()
)
_ENGLISH_ENDING = re.compile(r"(?:ings?|ments?|tions?|ness|ities|ances?|ences?|able|ally|ical|ships?|ists?|isms?|fully|ing)$")
# Words that may stand between a name and the work it is the name of, and what a work is about.
_ABOUT = r"(?!is\b|was\b|has\b|had\b|did\b|does\b|will\b|who\b|said\b|told\b|and\b|in\b|at\b|from\b|on\b|to\b|for\b|family\b|referral\b|case\b|the\b|a\b|her\b|his\b|needs?\b|my\b|our\b)[a-zA-Z-]+"
_TOPIC = r"(?:neglect|attachment|reflect\w+|assessment|supervision|resilience|trauma|thresholds?|decision|risks?|harm|abuse|research|learning|practice|professional|cultures?|errors?|bias|child development|parenting|poverty|adolescen\w+|exploitation|grooming|stages?|power|ethics|team\w*|critical|intuition|curiosity|disguised|child-centred|the voice|systems)"
# What makes a name stand for a work, a law or a body instead of a person.
_WORK = (
    r"(?:(?:reflective|learning|ecological|attachment|training|four|five|six|three|two|stage|practice|assessment) )*"
    r"(?:models?|theor(?:y|ies)|cycles?|frameworks?|ladders?|hierarch(?:y|ies)|levels?|stages?|preconditions?|law|laws|rule|rules|definitions?|typology|"
    r"principles?|tests?|taxonomy|wheel|triangle|matrix|scale|continuum|guidelines?|syndrome|disease|disorder|sign|reflex|score|criteria|classification|lymphoma|palsy|encephalopathy|chorea|checklist|inventory|protocol|index|toolkit|tool|"
    r"resources|podcast|website|helpline|research|study|studies|paper|lectures?|textbook)\b"
)
_AFTER_PUBLIC = re.compile(
    rf"^(?:['’]s|['’]|s)?(?: (?:and|&) [^\W\d_][\w'-]+(?:['’]s)?)?,? (?:(?:{_ABOUT} ){{0,2}}{_WORK}|case (?:about|on|established|decided|held|law|ruling|judgment|principle)\b(?! (?:him|her|them|his|their|the (?:child|family|mother|girl|boy)))|on {_TOPIC}\b|inquir(?:y|ies)\b|enquiry\b|judgment\b|ruling\b|act\b|bill\b|"
    r"et al\b|v\.? |\(?(?:19|20)\d\d[a-z]?\)|and colleagues\b|(?:kc |qc )?(?:review|report|audit|commission)(?: (?:recommend\w*|findings?|found|says?|said|conclu\w+|on|into|of)\b|\W*$)|"
    r"(?:have|has|publish\w*|offer|offers|provide|provides|run|runs) (?:a |an |any |its own |their own )?(?:safeguarding |child protection )?(?:policy|policies|procedures?|training|helpline|scheme|guidance|courses?)\b|do about safeguarding\b)",
    re.I,
)
_BODY = (
    r"(?:Trust|Foundation|University|Council|Society|Institute|Association|Charity|Ambulance|Centre|Center|"
    r"Hospital|Infirmary|Police|Ltd|plc|Partnership|Board|Fund|Service|Services|Programme|Project|Academy|Academies|School|Primary|College|Nursery|Surgery|"
    r"Church|Parish|Cathedral|Estate|House|Lodge|Court|Ward|Unit|Clinic|Practice|FC|United|Rovers|Group|Network|Road|Street|Close|Avenue|Lane|Gardens|Row|Drive|Crescent|Terrace|Valley|River|Park)"
)
_AFTER_BODY = re.compile(rf"^(?:['’]s)?(?: [A-Z&][\w'-]*| and| of| for)*? {_BODY}\b")
_AFTER_AREA = re.compile(
    r"^(?:['’]s)? (?:city |county |borough |district |local )?(?:council|school|primary|hospital|police|college|academy|nursery|surgery|church|estate|borough|county|partnership|procedures|area|lado|mash)\b",
    re.I,
)
_IS_BODY = re.compile(rf" {_BODY}s?$")
_BEFORE_PUBLIC = re.compile(
    r"(?:\b(?:professor|prof|lord|baroness|lady|dame|sir|lord justice|mr justice|mrs justice|ms justice|secretary of state(?: for [\w' ]{3,30})?|"
    r"(?:education|home|health|justice|prime|shadow|children's|first|care|safeguarding|schools) (?:secretary|minister)|minister|commissioner(?: for [\w' ]{3,30})?|"
    r"chief inspector|president of the family division|chief social worker|the work of|according to|(?:model|theory|framework|approach|cycle|work|research|book|paper|study) (?:by|of|from)|what (?:did|does|do) (?:dr|doctor)\.?|held in|decided in|ruling in|judgment in|research by|model of|theory of|author)|"
    r"\b(?:re|in re) |\bv\.? )\s?$",
    re.I,
)
_TITLE = r"(?:mr|mrs|ms|miss|mx|master|nurse|pc|father|sister|auntie|aunty|uncle|nan|nanny|granny|coach)"
_SLOT_BEFORE = re.compile(
    rf"(?:\b(?:called|named|surname|forename|name is|name's|known as|is|was|has|did|about|against|know|knows|find|identify|"
    r"met|(?:spoke|speak|talk|talked|happened|belongs?) to|(?:meeting|session|interview|appointment|worked|working|work|visit|contact) with|visited|saw|asked|told|how many times has|pupil|student|patient|client|resident|girl|boy|lad|"
    r"mum|mother|dad|father|brother|sister|son|daughter|twin|cousin|teacher|worker|carer|colleague|family of|case of|file of|file for|notes for|notes on|"
    rf"record of|records of|info on|{_TITLE}),? )$",
    re.I,
)
_WEAK_BEFORE = re.compile(r"(?:\b(?:of|for|on|with|from|to|by|and|that|if|when|where|why|see|ask|tell|does|do|are|were|a|as)\.?,? )$", re.I)
_SURE_BEFORE = re.compile(
    rf"(?:\b(?:child|girl|boy|lad|pupil|student|woman|man|person|someone|teacher|mother|father|baby|toddler|resident|patient|client) (?:called|named)|\bname(?: is|'s|:)|"
    rf"\bknown as|\b(?:surname|forename)s?:?|\b(?:mrs?|ms|mx)\.|\b{_TITLE}|\b(?:dr|doctor)\.?|\b(?:my|our|the|a) (?:pupil|student|patient|client|resident|foster child|colleague|neighbour|friend)|"
    r"\bspoke to|\binfo on|\b(?:file|record|records|notes?|chronology|plan|case|address|name) (?:of|for|on)|\btell me about|\bsummari[sz]e(?: the case of)?|\bcase of) $",
    re.I,
)
_KIN = r"(?:mum|mom|mother|dad|father|brothers?|sisters?|siblings?|parents?|stepdad|stepmum|stepfather|stepmother|nan|gran|grandad|uncle|aunt|auntie|family|carers?|partner|teacher|school|social worker|address|records?|file|case|plan|conference|review|core group|referral|chronology|advocate|next|last|placement)"
# A term in quotation marks that is asked to be explained.
_TERM = re.compile(r"[\"“'‘]([^\"”'’]{3,40})[\"”'’](?=[^?]*\b(?:mean|means|meaning|translate\w*|stand for|in (?:english|welsh|guidance|the (?:welsh|guidance)))\b)", re.I)
_SHORT = frozenset("a i to of in is it on at as be by do he if me my no or so up us we an am go".split())
# What only a person does or has; before it even an ordinary word may be a name ("has Will been seen").
_FRAME = re.compile(
    r"^(?:(?:['’]s|(?<=s)['’]) (?:mum|mom|mam|mother|dad|father|brothers?|sisters?|siblings|parents|step\w+|nan|gran|grandad|auntie?|uncle|foster|social worker|address|case notes|chronology|kids?|children|child|baby|babies|husband|wife|partner|ex|boyfriend|girlfriend|twins?|son|daughter|cousin|house|flat|injur\w+|bruis\w+|disclosure|statement|behaviour|attendance|diagnosis|convictions?|allegations?|probation officer)\b|,? (?:"
    r"(?:has|have|had|was|is|been|ever been|already been) (?:been )?(?:seen|referred|suspended|arrested|excluded|placed|removed|interviewed|assessed|charged|barred|sacked|reported|moved|hurt|hit|abused|bullied|missing|adopted|fostered)\b|"
    r"(?:is |was |already )?(?:on|off|subject to) (?:a|the|any) (?:\w+ ){0,3}(?:plan|register)\b|(?:is |was )?known to (?:\w+ )?(?:social|services|police|us|care|camhs|children)|(?:tell|told|telling|says?|said|disclosed?) (?:her|his|their|me|us|the (?:teacher|school|nurse|social worker)|she|he|that (?:she|he))\b|disclosed\b|"
    r"(?:go|goes|went|get|gets) (?:home|back|to (?:her|his|school|live))\b|(?:still )?(?:lives?|living|stays?|staying) (?:with|at|in)\b|(?:still )?with (?:her|his|their) \w+|has (?:a|an|his|her) (?:plan|review|bruis\w+|social worker|mark|black eye|ehcp|cut|burn)|has (?:bruises|marks|missed|relapsed|run away|gone)|"
    r"in (?:year|yr|y|class|form|reception)\b ?\d*|aged \d{1,2}\b|(?<=, )\d{1,2}(?:,| and| who)|(?<=, )who\b|(?<=, )(?:she|he)(?:['’]s| is| has| was| keeps| says| told)|missed (?:school|another|two|three|appointments)|comes? (?:to school|in) \w+|has come in|and (?:her|his|their) (?:mum|mother|dad|father|brothers?|sisters?|siblings?|parents|baby|kids|children|twin)\b))",
    re.I,
)
_AFTER_GROUP = re.compile(r"^ (?:famil|children|kids|twins|siblings|have\b|has\b|need|cover)", re.I)
_AUXILIARY = re.compile(r"(?:^\W*|\b(?:is|has|did|was|does|do|will|should|can|when|if|that|and|about) )$", re.I)
_INITIALS_NAMED = re.compile(r"\binitials?(?: are| is|:|,)? ([A-Z][. ]?[A-Z]\b\.?)")
_THE_FAMILY = re.compile(r"(?<=[a-z,] )the ([A-Z][a-z]+)s(?= (?:on|at|in|from|of) (?:[A-Z]|number)|['’])")
_SURE_AFTER = re.compile(
    rf"^(?:(?:['’]?s|['’]) {_KIN}\b|,? (?:told me|told us|disclosed|lives?\b|moved\b|goes to|is on a|on a (?:cp|child protection)|known to|said (?:her|his|their)|"
    r"case notes|(?:cp|child protection) (?:plan|register)|core group|chronology|referral (?:mash|outcome)|famil(?:y|ies)\b|children\b|kids\b|twins\b|siblings\b|the (?:boy|girl|child) (?:from|at|in)|has bruises))",
    re.I,
)
_FULL_AFTER = re.compile(
    r"^,? (?:and (?:her|his|their)|who\b|which\b|bruises|cp\b|section 47|referral|is\b|was\b|has\b|had\b|did\b|said\b|family\b|children\b)",
    re.I,
)
_PUBLISHES = re.compile(r"^ (?:find|found|argue|recommend|conclude|write|publish|propose|suggest|discover|research)s?\b", re.I)
_INITIALS = re.compile(r"(?<![\w.])(?:[^\W\d_a-z]\.? ?[^\W\d_a-z]-[^\W\d_a-z]\.?(?=,? (?:[Yy]\d|[Yy]ear|[Ff]rom|[Aa]t|[Ii]n|[Aa]ged|\d|who|is|was))|[^\W\d_a-z]\.[ ]?[^\W\d_a-z]\.?|[^\W\d_a-z] [^\W\d_a-z]|[^\W\d_a-z]{2})(?:['’]s)?(?![\w.])")
_INITIAL_PERSON = re.compile(
    r"(?:\b(?:is|was|did|has|does|against|by|about|for|to|with|of|happened to|who is|pupil|student|child|boy|girl|patient|client|mother|father|worker|named|called) )$",
    re.I,
)
_INITIAL_AFTER = re.compile(
    rf"^(?:['’]s {_KIN}\b|,? (?:from|at|in) (?:[A-Z]|our|the)|,? (?:the|a) (?:boy|girl|lad|child|teaching assistant|teacher|pupil|student)|\W+(?:year|yr) \d|,? (?:told|disclosed|said|moved|is on|disclose)| disclose)",
    re.I,
)
_FIRST_INITIAL = re.compile(r"\b([^\W\d_][^\W\d_]{2,}) ([A-Z])\.?(?=[\s,?'’]|$)")
_PSEUDONYM = re.compile(
    r"\b(?:child|baby|family|mother|father|adult|young person|pupil|parent|carer|sibling|worker|professional|practitioner|teacher|school|town) ([A-Z])\b(?![\w.'-])"
)

_MONTH = r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)"
_MONTH_NAME = re.compile(_MONTH, re.I)
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
# Published documents carry numbers too.
_PUBLISHED = re.compile(
    r"(?:\b(?:S\.?I\.?|SSI|SR|WSI|Regulation|Directive|Order|Act|HC|Cm|Cmd|Cp|ISBN|ISO|BS|doi|EWCA|EWFC|EWHC|UKSC|UKHL|CSIW|NICE|NG|circular)\b[^?!\n]{0,20}$|\b(?:DFE|DfE|HMG|DH|CMA|OFSTED)-?$)",
    re.I,
)
_PUBLISHED_FORM = re.compile(
    r"^(?:DFE|HMG|DHSC|DH|ISBN|ISO|NG|CG|QS|PH|WT|KCSIE|UNCRC|SI|HC|CM|UKSC|EWCA|EWFC|EWHC|GDPR|COVID|ICD|DSM)\b[-/ ]?\d|^(?:SI|HC|WT|KCSIE|NG|CG|QS)\d",
    re.I,
)
_AMOUNT_AFTER = re.compile(
    r"^ ?(?:children|people|families|reports|referrals|cases|pounds|adults|pupils|staff|calls|words|records|hours|responses)\b", re.I
)


@lru_cache(maxsize=1)
def load_reader() -> QuestionReader:
    """The reader with its lists, loaded once. Raises ModelUnavailable."""
    towns = load_places()
    places = {fold(place) for place in (*towns, *towns.values(), *_REGIONS)}
    return QuestionReader(load_lexicon(), load_public(), frozenset(places - {""}))


class QuestionReader:
    """Finds mentions in a question that has been read through its disguises."""

    def __init__(self, lexicon: Lexicon, public: Public, places: frozenset[str]) -> None:
        self._lexicon, self._public, self._places = lexicon, public, places
        self._modern = frozenset((files("assistant") / "modern_words.txt").read_text(encoding="utf-8").split())
        self._bodies = frozenset(fold(p) for p in _phrases("bodies"))
        lower = sorted({p.lower().replace("'", "") for p in _phrases() if " " in p}, key=lambda p: (-len(p), p))
        # Public surnames typed in lower case ("kolb stages"); with a capital the list of phrases finds them.
        self._surnames = frozenset(
            fold(words[-1])
            for p in _phrases()
            if (words := p.split()) and len(words) < 3 and words[-1].isalpha() and not lexicon.is_word(fold(words[-1]))
        )
        self._lower = re.compile(rf"(?<![\w@-])(?:{'|'.join(re.escape(p) for p in lower)})(?![\w@-])") if lower else None

    def known(self, word: str) -> bool:
        """Ordinary English or a public word; `word` in lower case."""
        key = fold(word)
        return self._lexicon.is_word(key) or key in self._lexicon.rare or key in self._modern

    def strange(self, word: str) -> bool:
        """Neither an ordinary word nor a slip of the pen for one; `word` in lower case."""
        key = fold(word)
        return not self.known(key) and not self._slip(key)

    def is_public_use(self, text: str, start: int, end: int) -> bool:
        """Whether the words at `start`, `end` stand for a work, a body or an abbreviation, or are a published number."""
        shown, before, after = text[start:end], text[:start], text[end:]
        possessive = _POSSESSIVE.search(shown)
        if possessive:
            shown, after = shown[: possessive.start()], shown[possessive.start() :] + after
        titled = re.match(r"(?:Professor|Prof|Lord|Baroness|Lady|Dame|Sir|Dr)\.? ", shown)
        if titled:
            shown, before = shown[titled.end() :], before + titled[0]
        if (
            not _SURE_AFTER.match(after)
            and not _FRAME.match(after)
            and (_BEFORE_PUBLIC.search(before) and (not re.search(r"\bdr\.? $", before, re.I) or _PUBLISHES.match(after)))
        ):
            return True
        if _FRAME.match(after):
            return False
        if self._beside_public(text, start) or (shown.islower() and fold(shown) in self._surnames and not _SURE_BEFORE.search(before)):
            return True
        if (
            _PUBLISHED_FORM.match(shown)
            or _AFTER_PUBLIC.match(after)
            or (shown[:1].isupper() and (_AFTER_BODY.match(after) or _IS_BODY.search(shown)))
        ):
            return True
        if _SURE_BEFORE.search(before) or _SURE_AFTER.match(after):
            return False
        if shown.isupper() and " " not in shown and len(shown) < 6 and not text.isupper():
            return True
        return shown.islower() and all(self._lexicon.is_word(fold(word)) for word in _WORD.findall(shown))

    def read(self, text: str) -> Reading:
        public = self._public_spans(text)
        places = [span for span in self._place_spans(text) if not _inside(span, public)]
        identifiers = tuple(self._identifiers(text))
        taken = [*public, *((m.start, m.end) for m in identifiers)]
        foreign = [Mention(0, len(text), "person", 0.8)] if is_foreign_script(text) and names_somebody(text) else []
        people = sorted({*self._names(text, taken, places), *self._initials(text, taken), *foreign}, key=lambda m: (m.start, m.end))
        marks = [(m.start, m.end, "⟦N⟧") for m in people if m.sure >= _MASKED] + [
            (*span, self._public_mark(text[span[0] : span[1]])) for span in public
        ]
        masked = _mask(text, marks)
        return Reading(text, masked, tuple(people), identifiers, tuple(public), tuple(places))

    # -- public names -------------------------------------------------------

    def _public_spans(self, text: str) -> list[Span]:
        found = [span for span in self._public.spans(text, case=False) if not self._is_judged(text[slice(*span)])]
        if self._lower:
            bare, back = _without_apostrophes(text.lower())
            found += [(back[m.start()], back[m.end() - 1] + 1) for m in self._lower.finditer(bare)]
        return _merge(found)

    def _is_judged(self, shown: str) -> bool:
        """ "X competent" of a private X, which reads like the name of the test."""
        return shown.lower().endswith("competent") and not self._public.phrases.search(shown)

    def _public_mark(self, shown: str) -> str:
        """⟦P⟧ for a public person, ⟦O⟧ for a body, a place or a work."""
        bare = _POSSESSIVE.sub("", shown)
        keys = [fold(word) for word in _WORD.findall(bare)]
        if fold(bare) in self._bodies or fold(bare) in self._places or not keys or bare.isupper() or _IS_BODY.search(" " + bare):
            return "⟦O⟧"
        return "⟦P⟧" if self._lexicon.is_name(keys[-1]) or not self._lexicon.is_word(keys[-1]) or (len(bare) < 8 and " " in bare) else "⟦O⟧"

    # -- places -------------------------------------------------------------

    def _place_spans(self, text: str) -> Iterator[Span]:
        words = [word for word in _WORD.finditer(text) if not _MONTH_NAME.fullmatch(word[0])]
        for index, word in enumerate(words):
            for length in (3, 2, 1):
                last = words[min(index + length, len(words)) - 1]
                stretch = text[word.start() : last.end()]
                key = fold(_POSSESSIVE.sub("", stretch))
                if key not in self._places and not (key.endswith(" " + fold(last[0])) and key in self._places):
                    continue
                capital = word[0][:1].isupper()
                if (capital or re.search(r"\b(?:in|at|from|near|around|to|of) $", text[: word.start()], re.I)) and not (
                    length == 1 and self._lexicon.is_word(key) and not capital
                ):
                    yield word.start(), last.end()
                    break

    # -- people -------------------------------------------------------------

    def _names(self, text: str, taken: list[Span], places: list[Span]) -> Iterator[Mention]:
        shouting = sum(c.isupper() for c in text) > 0.6 * max(1, sum(c.isalpha() for c in text))
        run: list[tuple[re.Match[str], str]] = []
        foreign = self._is_foreign(text)
        quoted = [found.span(1) for found in _TERM.finditer(text)]
        for word in [*_WORD.finditer(text), None]:
            standing = self._standing(text, word, shouting, taken) if word else ""
            if word is not None and standing and standing != "script":
                lower = word[0].islower() or not _mid_sentence(text, word.start())
                if (foreign and lower and standing != "strong") or (word[0].islower() and _inside(word.span(), quoted)):
                    standing = ""
            joined = bool(run) and word is not None and re.fullmatch(r"[ ]|, ", text[run[-1][0].end() : word.start()]) is not None
            if run and (not standing or not joined or _POSSESSIVE.search(run[-1][0][0])):
                yield from self._judge(text, run, places, shouting)
                run = []
            if word is not None and standing:
                run.append((word, standing))

    def _standing(self, text: str, word: re.Match[str], shouting: bool, taken: list[Span]) -> str:
        """What the lists say of one word: strong, weak or unknown name, foreign script, or '' for no name."""
        if _inside(word.span(), taken) or text[word.start() - 1 : word.start()].isdigit() or text[word.end() : word.end() + 1].isdigit():
            return ""
        shown = _POSSESSIVE.sub("", word[0])
        key = fold(shown)
        if _CONTRACTION.search(shown) or key in _DEMONYMS or key.removesuffix("s") in _DEMONYMS:
            return ""
        if not shown.isascii() and not any("a" <= c <= "z" for c in key) and any(c.isalpha() and ord(c) > 0x24F for c in shown):
            return "script" if not is_foreign_script(text) else ""
        if len(key) < 2 or key in self._public.words or key in self._modern or key.removesuffix("s") in self._modern or key in self._public.not_names or key.removesuffix("s") in self._public.not_names:
            return ""
        capital = shown[:1].isupper() and not shouting and not (shown.isupper() and len(shown) < 6)
        lexicon = self._lexicon
        if re.fullmatch(r"[A-Z]{2,}s", shown) or (shouting and len(key) < 5 and not lexicon.is_strong_given(key)):
            if lexicon.is_name(key) and lexicon.is_word(key):
                return "common"
            return (
                "unknown" if len(key) == 4 and shouting and not lexicon.is_word(key) and _SURE_BEFORE.search(text[: word.start()]) else ""
            )
        if shown.isupper() and not shouting:
            if len(shown) < 4 or not re.search(r"[AEIOUY]", shown):
                return ""
            if not lexicon.is_strong(key):
                return "shouted" if len(shown) > 4 and not lexicon.knows(key) and not lexicon.is_word(key) else ""
            if len(shown) < 6 and not lexicon.is_strong_given(key):
                return "shouted"
        if key in self._surnames and (shown.islower() or not lexicon.is_strong_given(key)):
            before, after = text[: word.start()], text[word.end() - (len(word[0]) - len(shown)) :]
            if not (_SURE_BEFORE.search(before) or _FRAME.match(after)):
                return ""
        if key in _HONOURS:
            return ""
        parts = key.split("-") if "-" in key else [key]
        if len(parts) == 2 and capital and all(part in lexicon.given for part in parts) and shown.split("-")[1][:1].isupper():
            return "strong"
        if lexicon.is_strong(key) or (
            len(parts) > 1 and any(lexicon.is_strong(part) for part in parts) and not all(map(lexicon.is_word, parts))
        ):
            return "strong" if lexicon.is_strong_given(key) or capital or shouting else "listed"
        if key.endswith("s") and len(key) > 4 and lexicon.is_strong_given(key[:-1]) and not lexicon.is_word(key):
            return "strong"
        if not lexicon.knows(key) and not lexicon.is_word(key) and not all(lexicon.knows(part) or lexicon.is_word(part) for part in parts):
            if capital:
                return "unknown" if not self._slip(key) or _mid_sentence(text, word.start()) else "slip"
            return "slip" if self._slip(key) or _ENGLISH_ENDING.search(key) else "unknown"
        if lexicon.is_name(key) and (capital or lexicon.is_strong(key)):
            return "weak"
        if lexicon.is_name(key) or key in lexicon.rare:
            return "common"
        return "capital" if capital and _mid_sentence(text, word.start()) else ""

    def _is_foreign(self, text: str) -> bool:
        """Whether most lower-case words are no English: five or more of them, most of them unknown."""
        words = [fold(word) for word in re.findall(r"(?<![\w'’-])[^\W\d_A-Z][^\W\d_]*", text) if word.islower()]
        strange = sum(not self._lexicon.is_word(word) or len(word) < 3 and word not in _SHORT for word in words)
        return len(words) > 4 and strange > 0.6 * len(words)

    def _slip(self, key: str, words: frozenset[str] | None = None) -> bool:
        """One letter away from an ordinary word of five letters or more, or from one of `words`."""
        if len(key) < 5 or not key.isascii():
            return False
        words = words or self._lexicon.words
        for place in range(len(key) + 1):
            head, tail = key[:place], key[place:]
            if tail and (head + tail[1:] in words or (len(tail) > 1 and head + tail[1] + tail[0] + tail[2:] in words)):
                return True
            for letter in "abcdefghijklmnopqrstuvwxyz":
                if head + letter + tail in words or (tail and head + letter + tail[1:] in words):
                    return True
        return False

    def _judge(self, text: str, run: list[tuple[re.Match[str], str]], places: list[Span], shouting: bool) -> Iterator[Mention]:
        for (first, _), (last, _) in pairwise(run):
            before, after = text[: first.start()], text[last.end() - len(_possessive(last[0])) :]
            if (
                fold(first[0]) in self._lexicon.given
                and first[0][:1].isupper() == last[0][:1].isupper()
                and not (_BEFORE_PUBLIC.search(before) and _PUBLISHES.match(after))
                and self._lexicon.is_name(fold(_POSSESSIVE.sub("", last[0])))
                and (
                    _FRAME.match(after)
                    or _SURE_BEFORE.search(before)
                    or _SURE_AFTER.match(after)
                    or (_AUXILIARY.search(before) and _FULL_AFTER.match(after))
                )
            ):
                yield Mention(first.start(), last.end(), "person", 0.8)
                return
        if len(run) == 1 and run[0][1] in ("common", "slip", "weak"):
            only = run[0][0]
            kin = (
                run[0][1] == "slip"
                and _FRAME.match(_possessive(only[0]) + text[only.end() :])
                and (_possessive(only[0]) or _AUXILIARY.search(text[: only.start()]))
            )
            if kin and not self._slip(fold(_POSSESSIVE.sub("", only[0])), _PERSON_NOUNS):
                yield Mention(only.start(), only.end(), "person", 0.7)
                return
            given = fold(_POSSESSIVE.sub("", only[0])) in self._lexicon.given or (
                run[0][1] == "slip" and (shouting or only[0][:1].isupper())
            )
            after = _possessive(only[0]) + text[only.end() :]
            if given and _FRAME.match(after) and (after[:1] in "'’" or _AUXILIARY.search(text[: only.start()])):
                yield Mention(only.start(), only.end(), "person", 0.7)
                return
        if len(run) == 2 and {run[0][1], run[1][1]} == {"slip", "unknown"}:
            before, after = text[: run[0][0].start()], text[run[1][0].end() :]
            at_end = _WEAK_BEFORE.search(before) and not after.strip(" ?.!")
            if at_end or _SURE_BEFORE.search(before) or _SLOT_BEFORE.search(before) or _FRAME.match(after) or _SURE_AFTER.match(after):
                yield Mention(run[0][0].start(), run[1][0].end(), "person", 0.7)
                return
        while (
            run
            and run[0][1] in ("common", "capital", "slip")
            and len(run) > 1
            and not (run[0][1] == "capital" and run[1][1] in ("strong", "unknown", "weak"))
        ):
            if run[0][1] == "common" and run[1][1] in ("strong", "unknown", "listed") and (len(run) == 2 or run[0][0][0][:1].isupper()):
                break
            run = run[1:]
        while len(run) > 1 and run[0][0][0][:1].isupper() and _inside(run[0][0].span(), places) and run[1][0][0].islower():
            run = run[1:]
        while len(run) > 1 and run[0][0][0][:1].isupper() and run[-1][0][0].islower() and run[-1][1] in ("common", "slip"):
            run = run[:-1]
        while run and run[-1][1] in ("common", "capital", "slip") and len(run) > 1 and run[-2][1] in ("common", "capital", "slip"):
            run = run[:-1]
        start, end = run[0][0].start(), run[-1][0].end()
        kinds = [kind for _, kind in run]
        if kinds[0] == "shouted" and run[0][0][0].isupper() and len(run) > 1 and run[1][0][0].islower():
            run, kinds, end = run[:1], kinds[:1], run[0][0].end()
        if kinds == ["shouted"] and not _SURE_BEFORE.search(text[:start]) and not (end - start > 5 and _FRAME.match(text[end:])):
            if re.match(r", [A-Z]{3,}\b", text[end:]):
                yield Mention(start, end, "person", 0.7)
            return
        kinds = ["unknown" if kind == "shouted" else kind for kind in kinds]
        if run[0][0][0][:1].isupper() and _IS_BODY.search(text[start:end]) and not _FRAME.match(text[end:]):
            return
        before, after = text[:start], text[end:]
        shown = text[start:end]
        if _POSSESSIVE.search(shown):
            after = shown[_POSSESSIVE.search(shown).start() :] + after  # type: ignore[union-attr]
        name_end = max((word.end() for word, _ in run if word[0][:1].isupper()), default=end)
        if any(first <= start and name_end <= last for first, last in places) and not (_SURE_BEFORE.search(before) or _FRAME.match(after)):
            return
        sure = self._sureness(
            kinds, before, after, _inside((start, end), places), shown[:1].isupper() and not shouting, shouting, end - start
        )
        if sure > 0 and not self._beside_public(text, start):
            yield Mention(start, end, "person", sure)

    def _beside_public(self, text: str, start: int) -> bool:
        """The second of two authors, the first of whom is public."""
        pair = re.search(r"([^\W\d_][\w'-]+) (?:and|&) $", text[:start])
        return pair is not None and pair[1][:1].isupper() and fold(pair[1]) in self._surnames

    def _sureness(self, kinds: list[str], before: str, after: str, place: bool, capital: bool, shouting: bool, length: int) -> float:
        if "script" in kinds:
            return 0.9
        titled = re.search(rf"\b(?:{_TITLE}|(?:mrs?|ms|mx|dr)\.|dr|doctor) $", before, re.I) is not None
        sure_slot = bool(_SURE_BEFORE.search(before) or _SURE_AFTER.match(after))
        slot = sure_slot or bool(_SLOT_BEFORE.search(before) or not before.strip())
        weak_slot = slot or bool(_WEAK_BEFORE.search(before))
        framed = bool(_FRAME.match(after))
        if framed and "unknown" in kinds + ["unknown"] * ("strong" in kinds or "listed" in kinds):
            return 0.85
        if framed and "weak" in kinds and capital:
            return 0.7
        if place and _AFTER_GROUP.match(after):
            return 0.0
        did = re.search(r"\bdid $", before, re.I) is not None
        if (
            did
            and re.match(r"^ (?:say|tell|do|go|get|see|have|disclose|miss|make)\b", after)
            and {"unknown", "strong", "listed"} & {*kinds}
            and not re.match(r"^ (?:say|recommend|find)\b(?! (?:about|to) (?:her|his|him|the|their|me|us|my)\b)", after)
        ):
            return 0.8
        if (
            _AUXILIARY.search(before)
            and {"unknown", "strong"} & {*kinds}
            and (capital or shouting)
            and re.match(r"^ (?:live|need|have|go|attend|get|still|know|want|see|stay)s?\b", after, re.I)
            and not _AFTER_PUBLIC.match(after)
        ):
            return 0.7
        if _AFTER_PUBLIC.match(after) or (_BEFORE_PUBLIC.search(before) and (not sure_slot or _PUBLISHES.match(after))):
            return 0.0
        if capital and _AFTER_BODY.match(after):
            return 0.0
        if place and not sure_slot and not ("strong" in kinds and len(kinds) > 1):
            return 0.0
        names = sum(kind in ("strong", "unknown", "weak", "listed") for kind in kinds)
        if len(kinds) > 1:
            if "strong" in kinds and names > 1:
                return 0.95
            # Two ordinary words with capitals may be a title ("Statutory Sick Pay"); only a place for a name makes them one.
            if {*kinds} <= {"weak", "common", "capital"} and not (len(kinds) == 2 and slot and capital):
                return 0.4
            if names > 1 and (capital or weak_slot or ("unknown" in kinds and "listed" in kinds)):
                return 0.85
            if names == 1 and ("strong" in kinds or capital) and (slot or _FULL_AFTER.match(after)):
                return 0.8
            if names > 1:
                return 0.6
        kind = max(kinds, key=("capital", "slip", "common", "weak", "listed", "unknown", "strong").index)
        if titled and kind != "capital":
            return 0.9
        if kind == "strong":
            return 0.9 if sure_slot else 0.75 if slot or capital else 0.6
        if kind in ("unknown", "listed"):
            if sure_slot:
                return 0.85
            if capital and _AFTER_AREA.match(after):
                return 0.2
            return (
                0.65
                if slot and (capital or (before.strip() and length > 4))
                else 0.55
                if weak_slot and shouting
                else 0.4
                if weak_slot
                else 0.3
            )
        if kind == "weak":
            return 0.75 if sure_slot else 0.4
        return 0.0

    def _initials(self, text: str, taken: list[Span]) -> Iterator[Mention]:
        for found in _INITIALS.finditer(text):
            letters = re.sub(r"[\W\d_]|(?<=\w)s$", "", found[0].split("'")[0])
            if _inside(found.span(), taken) or not letters.isupper():
                continue
            if len(letters) == 3 and "-" in found[0]:
                yield Mention(found.start(), found.end(), "initials", 0.8)
            if len(letters) != 2:
                continue
            spaced = "." in found[0] or " " in found[0].strip()
            before, after = text[: found.start()], text[found.start() + len(found[0].rstrip("s'’")) :]
            slots = bool(_INITIAL_PERSON.search(before)) + bool(_INITIAL_AFTER.match(after))
            if slots == 2 or (slots and spaced) or (_INITIAL_AFTER.match(after) and not spaced and letters not in _ABBREVIATIONS):
                yield Mention(found.start(), found.end(), "initials", 0.7)
        for found in _INITIALS_NAMED.finditer(text):
            yield Mention(found.start(1), found.end(1), "initials", 0.8)
        for found in _THE_FAMILY.finditer(text):
            if self._lexicon.is_name(fold(found[1])) and not _inside(found.span(1), taken):
                yield Mention(found.start(1), found.end(1) + 1, "person", 0.7)
        for found in _FIRST_INITIAL.finditer(text):
            key = fold(found[1])
            if (
                found[1][:1].isupper()
                and (self._lexicon.is_strong(key) or not self._lexicon.is_word(key) or (self._lexicon.is_name(key) and "." in found[0]))
                and (found[2] not in "AI" or "." in found[0])
                and key not in self._public.words
                and key not in self._public.not_names
                and not _inside(found.span(), taken)
            ):
                yield Mention(found.start(), found.end(), "initials", 0.8)

    # -- identifiers --------------------------------------------------------

    def _identifiers(self, text: str) -> Iterator[Mention]:
        done: list[Span] = []
        for kind, pattern in _IDENTIFIERS:
            for found in pattern.finditer(text):
                if _inside(found.span(), done) or self._published(kind, text, found):
                    continue
                done.append(found.span())
                yield Mention(found.start(), found.end(), kind, 0.9 if kind != "long_number" else 0.7)

    def _published(self, kind: str, text: str, found: re.Match[str]) -> bool:
        digits = re.sub(r"\D", "", found[0])
        if digits in self._public.phones or ("0" + digits[2:]) in self._public.phones:
            return True
        if (
            _PUBLISHED_FORM.match(found[0])
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
            return any(found[0].lower().endswith(("@" + host, "." + host)) for host in self._public.hosts)
        if kind == "case_reference":
            return found[0].split("-")[0].upper() in ("DFE", "KCSIE", "COVID") or (found[0][:2].islower())
        if kind == "labelled_number":
            number = re.search(r"\d[\d/-]*", found[0])
            return number is None or bool(re.fullmatch(r"(?:19|20)\d\d(?:[-/]\d{2,4})?", number[0]))
        if kind == "long_number":
            return bool(_AMOUNT_AFTER.match(text[found.end() :]))
        return False


# Counties, states and regions, which the list of towns does not hold.
_REGIONS = (
    "Avon|Bedfordshire|Berkshire|Buckinghamshire|Cambridgeshire|Cheshire|Cleveland|Cornwall|Cumbria|Derbyshire|Devon|Dorset|Durham|Essex|Gloucestershire|Hampshire|Herefordshire|Hertfordshire|Humberside|"
    "Huntingdonshire|Kent|Lancashire|Leicestershire|Lincolnshire|Merseyside|Middlesex|Norfolk|Northamptonshire|Northumberland|Nottinghamshire|Oxfordshire|Rutland|Shropshire|Somerset|Staffordshire|Suffolk|Surrey|"
    "Sussex|Tyneside|Teesside|Tees|Wearside|Warwickshire|Wiltshire|Worcestershire|Yorkshire|Anglesey|Gwynedd|Gwent|Dyfed|Powys|Glamorgan|Clwyd|Ceredigion|Carmarthenshire|Pembrokeshire|Monmouthshire|Flintshire|Conwy|"
    "Lothian|Fife|Tayside|Grampian|Highland|Highlands|Strathclyde|Lanarkshire|Ayrshire|Renfrewshire|Aberdeenshire|Perthshire|Angus|Moray|Orkney|Shetland|Antrim|Armagh|Down|Fermanagh|Londonderry|Tyrone|Ulster|"
    "Isle of Wight|Isle of Man|Jersey|Guernsey|Ireland|Republic of Ireland|England|Scotland|Wales|Tower Hamlets|Hackney|Camden|Islington|Lambeth|Lewisham|Southwark|Greenwich|Newham|Haringey|Barnet|Brent|Ealing|"
    "Hounslow|Hillingdon|Harrow|Enfield|Waltham Forest|Redbridge|Havering|Bexley|Bromley|Croydon|Sutton|Merton|Kingston|Richmond|Wandsworth|Kensington|Hammersmith|Fulham|Sandwell|Walsall|Dudley|Solihull|Kirklees|"
    "Calderdale|Knowsley|Sefton|Wirral|Trafford|Tameside|Thurrock|Medway|Torbay|Alabama|Alaska|Arizona|Arkansas|California|Colorado|Connecticut|Delaware|Florida|Hawaii|Idaho|Illinois|Indiana|Iowa|Kansas|Kentucky|"
    "Louisiana|Maine|Maryland|Massachusetts|Michigan|Minnesota|Mississippi|Missouri|Montana|Nebraska|Nevada|New Hampshire|New Jersey|New Mexico|New York|North Carolina|North Dakota|Ohio|Oklahoma|Oregon|Pennsylvania|"
    "Rhode Island|South Carolina|South Dakota|Tennessee|Texas|Utah|Vermont|Washington|West Virginia|Wisconsin|Wyoming|Ontario|Quebec|Queensland|Victoria|New South Wales|USA|UAE|Africa|America|Asia|Europe|Australia"
).split("|")
# Two capitals that are never a person here.
_ABBREVIATIONS = frozenset(
    "GP SW HV TA CP UK EU UN NI PE IT AI HR ID PP RR FM DV DA SA MP QC KC TV PC OK SI WT IQ EP EC HM LA CA CE FE HE RE ME MH LD MS AS ED LP NM YP VC".split()
)


def _possessive(word: str) -> str:
    found = _POSSESSIVE.search(word)
    return found[0] if found else ""


def _phrases(*lists: str) -> Iterator[str]:
    import tomllib
    from importlib.resources import files

    table = tomllib.loads((files("assistant.privacy") / "public_names.toml").read_text(encoding="utf-8"))
    for name in lists or ("phrases", "bodies"):
        yield from table[name]


def _without_apostrophes(text: str) -> tuple[str, list[int]]:
    back = [i for i, char in enumerate(text) if char not in "'’"]
    return "".join(text[i] for i in back), back


def _mid_sentence(text: str, start: int) -> bool:
    return bool(re.search(r"[^\s.?!:\n][\s\"'(]*$", text[:start])) and not re.search(r"[.?!:]\s*$", text[:start])


def _inside(span: Span, spans: list[Span]) -> bool:
    return any((start <= span[0] and span[1] <= end) or (span[0] < end and start < span[1]) for start, end in spans)


def _merge(spans: list[Span]) -> list[Span]:
    merged: list[Span] = []
    for start, end in sorted(spans):
        if merged and start < merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged


def _mask(text: str, marks: list[tuple[int, int, str]]) -> str:
    out, place = [], 0
    for start, end, mark in sorted(marks):
        if start < place:
            continue
        shown = text[start:end]
        tail = "'s" if re.search(r"['’]s$", shown) else ""
        out += [text[place:start], mark, tail]
        place = end
    return "".join([*out, text[place:]])
