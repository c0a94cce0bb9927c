"""What belongs to everybody: laws, inquiries, authors, bodies, helplines. Read from `public_names.toml`."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import TYPE_CHECKING

from assistant.errors import ModelUnavailable
from assistant.privacy.normalise import fold
from assistant.privacy.phrases import Phrases
from assistant.privacy.public_dates import SCHOOL_HOLIDAY

if TYPE_CHECKING:
    from assistant.privacy.names import Lexicon

# An Act, order, guidance title, scheme or inquiry as it is written: capitals that end in a head word, then maybe a year.
_C = r"(?:[A-Z][\w'’\-]*|\([A-Z][\w ,&]*\))"
_LINK = r"(?:of|and|the|for|to|in|on|with|from|&|,|at)"
_TITLE = re.compile(
    rf"\b(?:{_C},?[ ]+(?:(?:{_LINK}[ \n]+){{0,3}}{_C},?[ \n]+){{0,9}}|)"
    r"(?:(?:Act|Bill|Order|Regulations|Rules|Convention|Protocol|Directive|Measure|Code)[ \n]+\(?(?:19|20)\d\d\)?|(?:Act|Regulations|Convention|Protocol)\b)"
)
_CAPS_ACT = re.compile(r"\b(?:[A-Z'&()]+ ){1,9}(?:ACT|REGULATIONS|ORDER|BILL) (?:19|20)\d\d\b")
_NAMED = re.compile(
    rf"\b{_C}(?:(?:[ -]|[ ](?:and|&)[ ]){_C}){{0,4}}(?:'s|’s)?[ ]"
    r"(?:[Ii]nquiry|[Ii]nquest [Rr]eport|[Nn]ational [Rr]eview|[Ss]erious [Cc]ase [Rr]eview|[Ll]aw|[Rr]ule|[Gg]uidelines?|[Cc]ompeten(?:ce|t|cy)|[Pp]rotocol|[Rr]eflective [Cc]ycle|[Rr]eflective [Mm]odel|[Ll]earning [Cc]ycle|Foundation|Trust|Charity|[Cc]ontinuum)\b"
)
_REVIEWS = re.compile(
    r"\b(?:the|The|THE|Lord|Dame|Sir|Baroness|Professor)[ ]([A-Z][\w'’\-]+(?:[ ][A-Z][\w'’\-]+)?)[ ](?:[Rr]eport|[Rr]eview|[Aa]udit|[Ee]nquir(?:y|ies)|[Ii]nquir(?:y|ies)|[Cc]ommission|[Pp]rinciples|[Mm]odel|[Tt]riangle|[Cc]ycle)\b"
)
_THEORY = re.compile(
    r"\b(?:[Cc]ycle|[Mm]odel|[Tt]heory|[Ff]ramework|[Rr]eflective (?:practice|model)|[Ll]earning styles?|[Aa]ttachment theory|[Rr]esearch|[Aa]nalysis|[Tt]riennial|[Ll]iterature|[Ss]tudy|[Ss]tudies|[Aa]cademic|[Pp]rinciples?)\b"
)
# Named instruments of assessment, and works cited by author and year.
_INSTRUMENT = re.compile(
    rf"\b(?:{_C}[ -]){{2,6}}(?:Scale|Score|Questionnaire|Inventory|Index|Checklist|Assessment Tool|Screening Tool|Rating Scale)\b"
)
# What an author is named for ("Munro's review of child protection", "Ferguson on intimate practice").
_WROTE = re.compile(
    r"(?:['’]s?)? (?:review|report|book|paper|article|argument|warning|idea|point|phrase|term|work) (?:of|on|about|that|for|into)\b"
    r"|(?<!['’]s) on (?!(?:the|a|his|her|my|our|their|this|that|and|mon|tues|wednes|thurs|fri|satur|sun)\w*\b)[a-z]{4,} [a-z]{4,}"
)
_CITED = re.compile(
    r"\b[A-Z][\w'’-]+(?:,? (?:and|&) [A-Z][\w'’-]+| et al\.?| and colleagues)(?:'s|’s)?,? \(?(?:19|20)\d\d\)?|\b[A-Z][\w'’-]+ et al\b"
)
# Acts by their initials ("DPA 2018", "s.42 MCA 2005").
_SHORT_ACT = re.compile(
    r"\b(?:DPA|MCA|MHA|HRA|CA|SOA|FOIA|PACE|EA|EqA|FLA|DAA|DVCVA|SCA|SVGA|PIDA|CYPA|CTSA|MSA|CDA|YJCEA|CPIA|RIPA|HSWA|SSWBA|ASPA|CHSA)(?: Act)? (?:19|20)\d\d\b"
    r"|\b(?:[Ss]ections?|[Ss]s?)\.? ?\d{1,3}[A-Z]{0,2}(?:\(\w{1,3}\))*,? (?:of the )?[A-Z]{2,6} (?:19|20)\d\d\b"
)
_EDITION = re.compile(
    r"\b(?:KCSIE|Keeping Children Safe in Education|Keeping children safe in education|Working Together(?: to Safeguard Children| to safeguard children| to Safeguard People)?|"
    r"Prevent duty guidance|Co-operating to Safeguard(?: Children(?: and Young People)?)?|Getting it right for every child|National Guidance for Child Protection(?: in Scotland)?)(?:[ ,]{1,2}\(?(?:19|20)\d\d\)?)?"
)
# Provisions ("s47", "Regulation 20", "PACE Code C 1.5A") and neutral citations of judgments ("[2021] EWCA Civ 448").
_PROVISION = re.compile(
    r"\b(?:(?:[Ss]ections?|[Rr]egulations?|[Aa]rticles?|[Ss]chedules?|[Rr]ules?|[Pp]aragraphs?|[Pp]aras?|[Cc]hapters?|[Cc]lauses?|[Aa]rt|[Rr]egs?|[Ss]ect?|[Ss]s?)\.?[ ]?\d{1,3}[A-Z]{0,2}(?![\w/])(?:\(\w{1,3}\))*"
    r"|S\d{2,3}[A-Z]?(?![\w/-])|(?:PACE )?(?:CODE|Code) [A-H](?: \d+(?:\.\d+)*[A-Z]?)?|PSI \d+/\d{4})"
)
_CITATION = re.compile(
    r"\[(?:19|20)\d\d\] (?:UK|EW|NI|CS|S)[A-Z]{1,4}(?: (?:Civ|Crim|Admin|Fam|COP|\(\w+\)|B))? ?\d+(?: \(\w+\))?|\bRe [A-Z]-[A-Z]\b(?: \((?:A )?(?:Child|Children|Minors?)\))?"
)
# Reported cases name their parties by letters or as courts print them ("A Local Authority v JB"); a neutral citation says so of any.
_REPORTED = re.compile(
    r"\b(?:A|An) (?:Local Authority|Local Health Board|(?:NHS )?(?:Foundation )?Trust|County Council|Council|Father|Mother|Healthcare Provider) v [A-Z]{1,3}(?![\w-])"
    r"|\b(?:(?:[A-Z][\w'’&-]*|\(\w+\)|of|the) ){1,4}v (?:[A-Z][\w'’&-]*|\(\w+\)|of|the)(?: (?:[A-Z][\w'’&-]*|\(\w+\)|of|the)){0,5},? (?=\[(?:19|20)\d\d\] (?:UK|EW|NI|CS|AC\b|QB\b|KB\b|WLR\b|\d))"
)
# Cases that are named by a letter or by who was sued, and laws by their Welsh and Gaelic titles.
_ANONYMOUS_CASE = re.compile(
    r"\bR \([A-Z]{1,3}\) v [A-Z][\w'’-]+(?: [A-Z][\w'’-]+){0,3}(?: \[(?:19|20)\d\d\])?|\b[A-Z]{1,2} v (?:Cheshire West|Surrey|Merton|Bournewood|Bolam)\b"
)
_CELTIC_LAW = re.compile(
    r"\b(?:Deddf|Mesur|Rheoliadau|Gorchymyn|Achd|Bile)(?: (?:a|ac|ag|ar|i|o|y|yr|yn|na|nan|nam|an|am|is|agus|air|[A-ZÀ-Þ][\w'’-]+|\([A-Z][\w ]+\))){1,12}(?: (?:19|20)\d\d)"
)
_BOOKS = (
    "Genesis|Exodus|Leviticus|Numbers|Deuteronomy|Joshua|Judges|Ruth|Samuel|Kings|Chronicles|Ezra|Nehemiah|Esther|Job|Psalms?|Proverbs|Ecclesiastes|Isaiah|"
    "Jeremiah|Lamentations|Ezekiel|Daniel|Hosea|Joel|Amos|Obadiah|Jonah|Micah|Nahum|Habakkuk|Zephaniah|Haggai|Zechariah|Malachi|Matthew|Mark|Luke|John|Acts|"
    "Romans|Corinthians|Galatians|Ephesians|Philippians|Colossians|Thessalonians|Timothy|Titus|Philemon|Hebrews|James|Peter|Jude|Revelation"
)
_SCRIPTURE = re.compile(
    rf"\b(?:[Bb]ook|[Gg]ospel|Letter|[Ee]pistle|[Ss]tory) (?:of|according to|to the) (?:St\.? )?(?:{_BOOKS})\b(?!['’])|\b(?:[123] )?(?:{_BOOKS}) \d{{1,3}}:\d{{1,3}}(?:-\d{{1,3}})?|"
    r"\b(?:Surah|Surat|Sura) [A-Z][\w'’-]+(?:-[A-Z][\w'’]+)?"
)
# Words that are also names, in phrases whose meaning is fixed: nobody is meant, whoever the text is about.
_IDIOM = re.compile(
    rf"\b(?:{SCHOOL_HOLIDAY}|"
    r"by the grace of god|(?:saving|coup de) grace|grace period|period of grace|days?['’]? grace|fall from grace|(?:in|of) (?:good|bad) faith|leap of faith|article of faith|faith (?:school|leader|group|communit)\w*|(?:of|other|no|any|multi|all) faiths?"
    r"|mark my words|make (?:his|her|their|its|a) mark|wide of the mark|question mark|off the mark|up to the mark|rule of optimism|beyond hope|in the hope (?:of|that)|live in hope|hope for the best|against all hope"
    r"|foot(?:s|ed)? the bill|fit(?:s|ted)? the bill|bill of rights|free will|good ?will|ill will|living will|last will|where there['’]s a will"
    r"|joy ?rid(?:e|er|ers|ing)|pride and joy|jump(?:s|ed|ing)? for joy|rose[- ](?:coloured|tinted)|bed of roses|early rose|olive branch|crystal clear|crystal meth|pearls? of wisdom|string of pearls|poppy (?:day|appeal)|sherry trifle"
    r"|wild goose chase|cut to the chase|paper chase|last chance|second chance|stand(?:s|ing)? a chance|(?:amber|ruby) alert|red,? amber(?:,| and| or)? green|amber(?: light| flag| rating)|holly and ivy|daisy chain"
    r"|art therapy|state of the art|frank(?:ly)? (?:and|but) (?:honest|open)|open and frank|to be frank|rob(?:bing)? peter to pay paul|jack of all trades|every tom,? dick (?:and|or) harry|even stevens?|for pete['’]s sake|keeping up with the joneses|happy as larry|bob['’]s your uncle"
    r"|patience of a saint|losing patience|lost patience|charity (?:shop|box)|mercy (?:of|killing)|at the mercy|honou?r[- ]based|court of honour|peace and harmony|miscarriage of justice|sense of justice|pot luck|dawn raid|crack of dawn)\b",
    re.I,
)
# A listed author in brackets right behind the idea ("contextual safeguarding (firmin)"), as hurried notes cite.
_BRACKETED = re.compile(r"(?<=[a-z] )\(([^\W\d_]{4,})(?:,? (?:19|20)\d\d)?\)")
_IDEAS = re.compile(
    r"\b(?:contextual safeguarding|reachable moments?|transitional safeguarding|trauma[- ]informed|strengths[- ]based|coercive control|adultification|attachment|professional curiosity|disguised compliance|start again syndrome|hierarchy of needs|drama triangle|signs of safety|reflective cycle|ecological (?:model|approach))[ ]$",
    re.I,
)
_HELPLINE = re.compile(r"\b(?:help ?line|hot ?line|advice line|freephone|support line)\b", re.I)
# Between a listed body and its own number.
_ITS_NUMBER = re.compile(r"[ :(–-]*(?:(?:on|at|number|no|tel|phone|helpline|help line|advice|line|enquiries|is|\.)[ :]*)*\(?", re.I)
_LED = frozenset({"report", "review", "inquiry", "audit"})


@dataclass(frozen=True, eq=False)
class Public:
    """The allowances: one pattern for phrases, plain sets for the rest."""

    version: str
    phrases: Phrases
    authors: Phrases
    words: frozenset[str]
    not_names: frozenset[str]
    nicknames: frozenset[str]
    word_names: frozenset[str]
    hosts: tuple[str, ...]
    phones: frozenset[str]

    @lru_cache(maxsize=2)  # noqa: B019 - the recognisers of one text ask in turn, and there is one `Public`
    def spans(self, text: str, *, case: bool) -> tuple[tuple[int, int], ...]:
        """Half-open spans that hold public names, idioms and cited authors. In case material (`case`) only listed phrases, laws and editions protect;
        elsewhere also anything called an inquiry, a law or a report."""
        from assistant.privacy.names import load_lexicon  # the lexicon is made with this file's lists
        from assistant.privacy.scholarship import find_cited

        lexicon = load_lexicon()
        found = [m.span() for m in self.phrases.finditer(text)]
        found += [(_law_start(text, *m.span(), lexicon), m.end()) for m in _TITLE.finditer(text)]
        found += [
            m.span()
            for p in (
                _CAPS_ACT,
                _SHORT_ACT,
                _EDITION,
                _CITED,
                _PROVISION,
                _CITATION,
                _REPORTED,
                _ANONYMOUS_CASE,
                _CELTIC_LAW,
                _SCRIPTURE,
            )
            for m in p.finditer(text)
        ]
        found += [m.span() for m in _INSTRUMENT.finditer(text) if not _names_somebody(m[0], lexicon)]
        found += [m.span() for m in _IDIOM.finditer(text) if not re.search(r"[a-z] [A-Z]", m[0]) or m[0].endswith((" God", "Rights"))]
        found += find_cited(text, lexicon)
        if not case:
            found += [m.span() for p in (_NAMED, self.authors) for m in p.finditer(text)]
            found += [m.span(1) for m in _REVIEWS.finditer(text)]
        else:
            found += [m.span(1) for m in _REVIEWS.finditer(text) if self.authors.fullmatch(m[1])]
            found += [
                m.span(1)
                for m in _BRACKETED.finditer(text)
                if self.authors.fullmatch(m[1].title()) and _IDEAS.search(text[max(0, m.start() - 60) : m.start()])
            ]
            found += [
                m.span()
                for m in self.authors.finditer(text)
                if _THEORY.search(text, max(0, m.start() - 40), m.end() + 30) or _WROTE.match(text, m.end())
            ]
        return tuple(found)

    def has_number(self, text: str, start: int, end: int) -> bool:
        """Whether the telephone number at half-open `start`, `end` of `text` is listed, a freephone number or one of public bodies and
        charities (080, 116, 030: Ofcom's National Telephone Numbering Plan gives those to organisations alone), or another UK-wide one
        (03) that a helpline or a listed body introduces, or a landline that directly follows the name of a listed body."""
        digits = re.sub("^(?:00)?44", "0", "".join(filter(str.isdigit, text[start:end])))
        if digits in self.phones or re.fullmatch(r"080\d{7,8}|116\d{3}|030\d{8}", digits):
            return True
        before = re.split(r"[.!?;\n]\s", text[max(0, start - 60) : start])[-1]
        if re.fullmatch(r"03\d{8,9}", digits):
            return (_HELPLINE.search(before) or self.phrases.search(before)) is not None
        if not re.match("0[12]", digits):  # a mobile is a person's, whatever app is named before it
            return False
        last = max((m.end() for m in self.phrases.finditer(before)), default=None)
        return last is not None and _ITS_NUMBER.fullmatch(before, last) is not None


def _names_somebody(title: str, lexicon: Lexicon) -> bool:
    """Whether the title of an instrument begins with a first name or a court's title, as no instrument's does ("HHJ Morwenna Scale")."""
    words = title.split()
    return words[0] in ("HHJ", "DJ", "Judge", "Dr", "Mr", "Mrs", "Ms", "Miss") or (
        fold(words[0]) in lexicon.given and not lexicon.is_word(fold(words[0])) and len(words) == 2
    )


def _law_start(text: str, start: int, end: int, lexicon: Lexicon) -> int:
    """Where the title of a law begins that was read from `start`: not on the line before, unless that ends inside it ("Children and"),
    and not with somebody's name and a comma."""
    line = text.rfind("\n", start, end) + 1
    if line and not re.search(r"\b(?:and|of|the|for|in|to|from|with|&)\s*$", text[start:line]):
        start = line
    head, comma, _ = text[start:end].partition(",")
    names = (fold(word) for word in head.split())
    if comma and any(name in lexicon.given and not lexicon.is_word(name) for name in names):
        start += len(head) + len(comma) + 1
    return start


@lru_cache(maxsize=1)
def load_public() -> Public:
    """Read `public_names.toml` once. Raises ModelUnavailable when it is missing or damaged."""
    try:
        table = tomllib.loads((files("assistant.privacy") / "public_names.toml").read_text(encoding="utf-8"))
        phrases = [*table["phrases"], *table["bodies"]]
        phrases += [f"{head} {last.title()}" for head, _, last in (p.rpartition(" ") for p in phrases) if last in _LED]  # "Corston Report"
        shouted = [p.upper() for p in phrases if " " in p]
        return Public(
            version=str(table["version"]),
            phrases=Phrases([*phrases, *shouted]),
            authors=Phrases(table["authors"]),
            words=frozenset(table["words"]),
            not_names=frozenset(table["not_names"]),
            nicknames=frozenset(table["nicknames"]),
            word_names=frozenset(table["word_names"]),
            hosts=tuple(table["hosts"]),
            phones=frozenset(p.replace(" ", "") for p in table["phones"]),
        )
    except (OSError, KeyError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise ModelUnavailable("The list of public names cannot be read. Install the package again.") from error
