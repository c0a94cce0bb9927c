"""Reading a question as a practitioner means it: sections, nations, editions, parts, what kind of answer it wants.

No model: rules over the words of statute and guidance. The text is read for searching only; what a person typed is never changed
anywhere it is shown.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from assistant.sentences import split_sentences
from assistant.types import Nation

MAX_PARTS = 6  # parts of a long situation searched by themselves; more would only repeat it
SHORTEST_SIDE = 2  # letters: "R v Smith" compares nothing
LONG_WORDS = 28  # a question of more words than this is a situation: MiniLM's one vector blurs it
_SECTION = re.compile(r"\b(?:ss?|sec|sect|sections?)\.?\s?(\d{1,3}[a-z]{0,3})\b(?!\s*(?:days?|weeks?|months?|years?))", re.I)
_ENQUIRY = re.compile(
    r"(?<!section )(?<![\d.])\b(17|20|31|37|42|44|46|47|50|76|126|128|130)\s+(enquir(?:y|ies)|inquir(?:y|ies)|investigations?|assessments?|orders?)\b",
    re.I,
)
_GLUED = re.compile(r"\b([A-Za-z]{2,6})((?:19|20)\d\d)\b")  # "wt2018"
_LETTER = re.compile(r"\b(?:art|arts|article)\.?\s?(\d{1,2})\b", re.I)
_PARAGRAPH = re.compile(r"\b(?:para|paras)\.?\s?(\d{1,3})\b", re.I)
_SCHEDULE = re.compile(r"\b(?:sch|sched)\.?\s?(\d{1,2})\b", re.I)
_NATIONS = (
    (Nation.ENGLAND, re.compile(r"\b(?:england|english)\b", re.I)),
    (Nation.WALES, re.compile(r"\b(?:wales|welsh|cymru|cardiff|swansea|wrexham|gwent|gwynedd|powys)\b", re.I)),
    (Nation.SCOTLAND, re.compile(r"\b(?:scotland|scottish|scots|glasgow|edinburgh|aberdeen|dundee|inverness|fife)\b", re.I)),
    (
        Nation.NORTHERN_IRELAND,
        re.compile(r"\b(?:northern ireland|northern irish|belfast|derry|londonderry|lisburn|newry|NI|N\.I\.)(?!\w)", re.I),
    ),
)
_UK = re.compile(r"\b(?:UK|United Kingdom|four nations|each nation|all nations|across the nations)\b", re.I)
_YEAR = re.compile(r"\b(19[5-9]\d|20[0-4]\d)\b")
_STANDING = re.compile(
    r"\b(?:still (?:current|valid|in force|the one|ok(?:ay)?|right|apply|applies|use|using|relevant|good|stand|stands)"
    r"|(?:can|should|may|do|could) (?:I|we|you|they|staff|schools?) still|still us(?:e|ing)|out[- ]of[- ]date|up[- ]to[- ]date|superse\w+"
    r"|replaced|replaces|replace|withdrawn|no longer|old(?:er)? (?:version|edition|guidance|one)|previous (?:version|edition)|earlier edition"
    r"|(?:which|what) (?:version|edition|year)|latest (?:version|edition)|current (?:version|edition)|in (?:use|date)|history)\b",
    re.I,
)
_EXAMPLES = re.compile(
    r"\b(?:examples?|case stud(?:y|ies)|lessons?|stories|learning from (?:a )?cases?|has anyone|have others|other teams?|real case)\b", re.I
)
_JOIN = re.compile(
    r"\s*(?:\?|;|,?\s+and\s+(?=(?:who|what|when|where|which|why|how|is|are|do|does|did|can|could|should|must|may|will|has|have)\b))\s*",
    re.I,
)
_SIDE = r"(?:[^\s?.;,]+\s+){0,9}?[^\s?.;,]+"
# "The difference between X and Y", "X versus Y", "how is X different from Y": each side is searched, and shown, by itself.
_SIDES = (
    re.compile(
        rf"\b(?:differences?|distinction|compar(?:e|ed|ison)|contrast) (?:\w+ ){{0,2}}?between (?P<one>{_SIDE}) and (?P<other>{_SIDE})(?=\s*(?:[?.;,]|[-–—]\s|$))",
        re.I,
    ),
    re.compile(rf"\b(?:compare|contrast) (?P<one>{_SIDE}) (?:with|to|and|against) (?P<other>{_SIDE})(?=\s*(?:[?.;,]|[-–—]\s|$))", re.I),
    re.compile(
        rf"\bhow (?:is|are|does|do) (?P<one>{_SIDE}) (?:differ(?:ent)?|compare) (?:from|to|with) (?P<other>{_SIDE})(?=\s*(?:[?.;,]|[-–—]\s|$))",
        re.I,
    ),
    re.compile(rf"(?P<one>{_SIDE}) (?:vs?\.?|versus|compared (?:to|with)) (?P<other>{_SIDE})(?=\s*(?:[?;,]|[-–—]\s|$))", re.I),
)
_BEFORE = re.compile(r"\b(?:what(?:['’]?s| is| are)?|is there|explain|tell me|the|an?|me|please|any)\b", re.I)
_SUBJECT = re.compile(r"\s(?:on|about|regarding|in terms of|when it comes to) (.+)$", re.I)
_WANTS = {
    "number": re.compile(
        r"\b(?:how (?:many|much|long|often|soon|quickly|old|common|big|far)|when|time ?(?:scale|limit|frame)s?|timescales?|deadlines?|what (?:age|date|year|share|percentage|proportion)"
        r"|(?:notice|visit|retention) periods?|maximum|max|minimum|fines?|penalt\w+|sentences?|within)\b",
        re.I,
    ),
    "who": re.compile(r"\b(?:who|whom|whose|which (?:agency|agencies|body|bodies|people|organisations?|professionals?))\b", re.I),
    "definition": re.compile(r"\b(?:what (?:is|are|'s)|what does .{2,40} (?:mean|stand for)|defin\w+|meaning|mean)\b", re.I),
    "yes_no": re.compile(
        r"^(?:is|are|do|does|did|can|could|should|must|may|will|has|have|was|were)\b|, (?:is|are|do|does|can|must|should) ", re.I
    ),
    "list": re.compile(
        r"\b(?:list|what are|which|steps?|signs?|principles?|levels?|types?|stages|four|five|six|seven|eight|ten|examples of)\b", re.I
    ),
}


@dataclass(frozen=True, slots=True)
class Wording:
    """A question as it is searched: `text` with statute in its long form, and what it says about place, time and form.

    `parts` are stretches searched by themselves as well; empty for a short question. `standing` is whether it asks which edition
    counts; `years` are those it names; `compares` is whether its parts are sides of a comparison.
    """

    text: str
    parts: tuple[str, ...] = ()
    nations: tuple[Nation, ...] = ()
    years: tuple[int, ...] = ()
    standing: bool = False
    examples: bool = False
    wants: frozenset[str] = frozenset()
    compares: bool = False

    @property
    def old(self) -> bool:
        """Whether text that is no longer current may be what is asked about."""
        return self.standing or bool(self.years)


def read_wording(text: str) -> Wording:
    """Read a cleaned question (one line)."""
    plain = long_form(text)
    nations = () if _UK.search(plain) else tuple(nation for nation, pattern in _NATIONS if pattern.search(plain))
    return Wording(
        text=plain,
        parts=_parts(plain),
        nations=nations,
        years=tuple(dict.fromkeys(int(found[1]) for found in _YEAR.finditer(plain))),
        standing=bool(_STANDING.search(plain)),
        examples=bool(_EXAMPLES.search(plain)),
        wants=frozenset(name for name, pattern in _WANTS.items() if pattern.search(plain)),
        compares=bool(sides_of(plain)),
    )


def long_form(text: str) -> str:
    """Sections, articles, paragraphs and schedules written out: "s47" and "47 enquiry" become "section 47", "art 9" "Article 9"."""
    text = _GLUED.sub(r"\1 \2", text)
    text = _ENQUIRY.sub(r"section \1 \2", text)
    text = _SECTION.sub(lambda found: f"section {found[1].upper()}" if found[1][-1].isalpha() else f"section {found[1]}", text)
    text = _LETTER.sub(r"Article \1", text)
    text = _PARAGRAPH.sub(r"paragraph \1", text)
    return _SCHEDULE.sub(r"Schedule \1", text)


def questions_in(text: str) -> list[str]:
    """The separate things a question asks, in order: split at question marks and where "and" begins another question."""
    pieces = [piece.strip(" ,.;-") for piece in _JOIN.split(text)]
    return [piece for piece in pieces if len(piece.split()) >= 2]


def sides_of(text: str) -> tuple[str, ...]:
    """What a question compares, each side as it would be asked alone; empty where it compares nothing."""
    for pattern in _SIDES:
        if not (found := pattern.search(text)):
            continue
        one, other = found["one"].strip(), found["other"].strip()
        about = _BEFORE.sub("", text[: found.start()]).strip(" ?.;,")
        if subject := _SUBJECT.search(other):
            other, about = other[: subject.start()], f"{about} {subject[1]}"
        for pattern in (*(nation for _, nation in _NATIONS), _YEAR):  # "the duty in England versus Wales", "WT 2018 versus 2023"
            place = pattern.fullmatch(other)
            named = (
                next((mine for _, nation in _NATIONS if (mine := nation.search(one))), None) if pattern is not _YEAR else _YEAR.search(one)
            )
            if place and named and len(one.split()) > 1:
                other = f"{one[: named.start()]}{place[0]}{one[named.end() :]}"
        if min(len(one), len(other)) < SHORTEST_SIDE:
            return ()
        return tuple(" ".join(f"{side} {about}".split()) for side in (one, other))
    return ()


def _parts(text: str) -> tuple[str, ...]:
    if sides := sides_of(text):
        return sides
    sentences = [text[start:end] for start, end in split_sentences(text)]
    pieces = [piece for sentence in sentences for piece in questions_in(sentence)]
    if len(pieces) < 2 and len(text.split()) <= LONG_WORDS:
        return ()
    chosen = [piece for piece in (pieces if len(pieces) > 1 else sentences) if len(piece.split()) >= 3]
    return tuple(dict.fromkeys(chosen))[-MAX_PARTS:] if len(chosen) > 1 else ()
