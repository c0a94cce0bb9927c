"""What belongs to everybody: laws, inquiries, authors, bodies, helplines. Read from `public_names.toml`."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files

from assistant.errors import ModelUnavailable

# An Act, order, guidance title, scheme or inquiry as it is written: capitals that end in a head word, then maybe a year.
_C = r"(?:[A-Z][\w'’\-]*|\([A-Z][\w ,&]*\))"
_LINK = r"(?:of|and|the|for|to|in|on|with|from|&|,|at)"
_TITLE = re.compile(
    rf"\b(?:{_C},?[ \n]+(?:(?:{_LINK}[ \n]+){{0,3}}{_C},?[ \n]+){{0,9}}|)"
    r"(?:(?:Act|Bill|Order|Regulations|Rules|Convention|Protocol|Directive|Measure|Code)[ \n]+\(?(?:19|20)\d\d\)?|(?:Act|Regulations|Convention|Protocol)\b)"
)
_CAPS_ACT = re.compile(r"\b(?:[A-Z'&()]+ ){1,9}(?:ACT|REGULATIONS|ORDER|BILL) (?:19|20)\d\d\b")
_NAMED = re.compile(
    rf"\b{_C}(?:(?:[ -]|[ ]?(?:and|&)[ ])?{_C}){{0,4}}(?:'s|’s)?[ ]"
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
_CITED = re.compile(
    r"\b[A-Z][\w'’-]+(?:,? (?:and|&) [A-Z][\w'’-]+| et al\.?| and colleagues)(?:'s|’s)?,? \(?(?:19|20)\d\d\)?|\b[A-Z][\w'’-]+ et al\b"
)
_EDITION = re.compile(
    r"\b(?:KCSIE|Keeping Children Safe in Education|Keeping children safe in education|Working Together(?: to Safeguard Children| to safeguard children| to Safeguard People)?|"
    r"Prevent duty guidance|Co-operating to Safeguard(?: Children(?: and Young People)?)?|Getting it right for every child|National Guidance for Child Protection(?: in Scotland)?)(?:[ ,]{1,2}\(?(?:19|20)\d\d\)?)?"
)


@dataclass(frozen=True)
class Public:
    """The allowances: one pattern for phrases, plain sets for the rest."""

    version: str
    phrases: re.Pattern[str]
    authors: re.Pattern[str]
    words: frozenset[str]
    not_names: frozenset[str]
    nicknames: frozenset[str]
    word_names: frozenset[str]
    hosts: tuple[str, ...]
    phones: frozenset[str]

    def spans(self, text: str, *, case: bool) -> list[tuple[int, int]]:
        """Half-open spans that hold public names. In case material (`case`) only listed phrases, laws and editions protect;
        elsewhere also anything called an inquiry, a law or a report."""
        found = [m.span() for m in self.phrases.finditer(text)]
        found += [m.span() for p in (_TITLE, _CAPS_ACT, _EDITION, _INSTRUMENT, _CITED) for m in p.finditer(text)]
        if not case:
            found += [m.span() for p in (_NAMED, self.authors) for m in p.finditer(text)]
            found += [m.span(1) for m in _REVIEWS.finditer(text)]
        else:
            found += [m.span(1) for m in _REVIEWS.finditer(text) if self.authors.fullmatch(m[1])]
            found += [m.span() for m in self.authors.finditer(text) if _THEORY.search(text, max(0, m.start() - 40), m.end() + 30)]
        return found


@lru_cache(maxsize=1)
def load_public() -> Public:
    """Read `public_names.toml` once. Raises ModelUnavailable when it is missing or damaged."""
    try:
        table = tomllib.loads((files("assistant.privacy") / "public_names.toml").read_text(encoding="utf-8"))
        phrases = [*table["phrases"], *table["bodies"]]
        shouted = [p.upper() for p in phrases if " " in p]
        return Public(
            version=str(table["version"]),
            phrases=_match_any([*phrases, *shouted]),
            authors=_match_any(table["authors"]),
            words=frozenset(table["words"]),
            not_names=frozenset(table["not_names"]),
            nicknames=frozenset(table["nicknames"]),
            word_names=frozenset(table["word_names"]),
            hosts=tuple(table["hosts"]),
            phones=frozenset(p.replace(" ", "") for p in table["phones"]),
        )
    except (OSError, KeyError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise ModelUnavailable("The list of public names cannot be read. Install the package again.") from error


def _match_any(phrases: list[str]) -> re.Pattern[str]:
    """The phrases as whole words with their capitals ("respect" is a word, "Respect" a charity), longest first."""
    ordered = sorted(set(phrases), key=lambda p: (-len(p), p))
    body = "|".join(re.escape(p).replace("'", "['’]").replace(r"\ ", r"[ \n]+").replace("é", "[ée]").replace("ö", "[öo]") for p in ordered)
    return re.compile(rf"(?<![\w'’@.\-])(?:{body})(?:['’]s|['’])?(?![\w@\-])")
