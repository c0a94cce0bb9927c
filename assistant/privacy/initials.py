"""Initials and single letters that stand for somebody: dotted, in brackets behind a name or a relation, in lists, signing a note."""

from __future__ import annotations

import re
from collections.abc import Iterator

from assistant.privacy.candidates import Candidate
from assistant.privacy.cues import ACRONYMS, NAME, NEVER, TITLES, UPPER, VERBS, Cues
from assistant.privacy.names import Lexicon, fold

_I = re.IGNORECASE
# A reported case about a child by the letter of the surname ("Re S (A Child)"), in the record of that very family.
_IN_RE = re.compile(
    r"\b(?:Re|RE|re|In re|IN RE)[: ]+[A-Z](?:[A-Z]{0,2}|-[A-Z])[ ]?\((?:A |THE |The )?(?:CHILD|CHILDREN|MINORS?|Child|Children|Minors?|Adult|ADULT)\)"
)
_DOTTED = re.compile(rf"(?<![\w.])([{UPPER}]\.[ ]?(?:[{UPPER}](?:-[{UPPER}])?\.[ ]?)*[{UPPER}](?:-[{UPPER}])?\.?)(?![\w])")
_DOTTED_NOT = frozenset(
    {
        "u.k.",
        "u.s.",
        "n.b.",
        "a.m.",
        "p.m.",
        "e.g.",
        "i.e.",
        "p.s.",
        "r.c.",
        "c.e.",
        "d.o.b.",
        "d.o.b",
        "a.k.a.",
        "n.h.s.",
        "s.e.n.",
        "u.s.a.",
        "e.u.",
        "p.e.",
        "i.d.",
        "b.c.",
        "a.d.",
        "q.c.",
        "k.c.",
        "u.n.",
        "p.o.",
        "i.q.",
        "t.v.",
        "o.k.",
        "r.e.",
        "s.w.",
        "g.p.",
        "a.k.a",
        "u.s",
        "u.k",
        "n.b",
        "e.g",
        "i.e",
    }
)
_LETTER_ROLE = re.compile(
    r"\b(?:(?:[Cc]hild|CHILD|[Bb]aby|BABY|[Ff]amily|FAMILY|[Aa]dult|ADULT|[Mm]other of|[Ff]ather of|[Mm]um of|[Ss]ibling|[Pp]upil|[Ss]tudent|[Yy]oung person|YP|[Pp]atient|[Cc]lient|[Uu]nborn|[Pp]arent|[Mm]rs?|[Mm]s|[Mm]iss|MISS|[Ll]ittle|[Dd]r|[Ww]itness|[Tt]win|Re|re|lil|wee|[Oo]lder|[Yy]ounger|[Bb]rother|[Ss]ister))[ ]([A-Z](?:\d\b)?|(?<=lil )[a-z]|(?<=wee )[a-z])(?![\w.]?\w)(?!['’](?:ll|m|d|ve))(?:,? (?:and|&) ([A-Z])(?!\w))?"
)
_LETTER_SUBJECT = re.compile(
    rf"(?<![\w'’.\-&/])([B-HJ-Z])(?=(?:['’]s)?[ ](?:{VERBS}|and [B-HJ-Z]\b)|['’]s (?:mum|mother|dad|father|parents|brother|sister|home|file|school|social worker|views|plan))|\b(?:told|asked|that|of|with|to|and|by|touching|hits|hit|hurt|said|for|bit|kicked|saw|met)[ ][\"']?([B-HJ-Z])(?=[\"']?(?:['’]s\b|[ ]?[.,;:)]|[ ](?:that|said|was|is|has|had|and|who|in|at|hits|informed|completed|by|to)\b|$))",
    re.M,
)
LETTER_NOT_BEFORE = re.compile(
    r"\b(?:vitamin|plan|hepatitis|hep|group|type|section|schedule|part|annex|appendix|form|class|grade|level|option|tier|step|stage|room|block|category|table|figure|bus stop|stop|zone|key stage|sch|para|team|flat|unit|strand|band|phase|area|column|version|model|test|set|list)[ ]$",
    _I,
)
_PAIR = re.compile(
    r"(?<![\w.&/\-])([A-Z]{2,3})(?=['’]s[ ][a-z]|[ ](?:\(minutes\)|\(chair\)|is the|to (?!be\b|the\b|a\b|an\b|all\b|any\b|date\b|this\b|that\b)[a-z]{3,}|said|says|stated|reported|gave|told|disclosed|will (?:chase|write|contact|call|ring|email|speak|visit|send|check|follow)))"
)
_PAIR_BRACKET = re.compile(rf"({NAME})[ ]?\(([A-Z]{{2,4}}|[A-Z](?:\.[A-Z]){{1,3}}\.?|[A-Z]{{1,2}}-[A-Z]{{1,2}})\)")
_PAIR_AGE = re.compile(r"\b([A-Z]{2,3}),? \(?(?:aged )?\d{1,2}(?: y(?:rs?|o)?\b)?[,)]")
_PAIR_LIST = re.compile(r"(?:^|\n)[ ]*(?:present|attendees|attendance|in attendance|apologies|initials)[ ]?:[ ]*([^\n]+)", _I)
# The letters of a relative ("Son (PM) says"), and of one of several people in brackets ("(CD, Mrs Igwe)"): whatever else they shorten.
_RELATIVE_LETTERS = re.compile(
    r"\b(?:[Mm]um|[Mm]other|[Dd]ad|[Ff]ather|[Ss]tep-?(?:dad|mum|father|mother|son|daughter|brother|sister)|[Gg]ran|[Nn]an|[Gg]randad|[Gg]rand(?:mother|father|son|daughter)|[Aa]unt(?:ie)?|[Uu]ncle|[Nn]iece|[Nn]ephew|[Cc]ousin|[Bb]rother|[Ss]ister|[Ss]on|[Dd]aughter|[Pp]artner|[Bb]oyfriend|[Gg]irlfriend|[Hh]usband|[Ww]ife|[Ee]x-(?:partner|husband|wife)|[Nn]eighbour|[Ff]riend|[Ll]odger) \(([A-Z]{2})\)"
)
_NO_LETTERS = frozenset("MO FA AP CP DV DA LA NI PR ID CO".split())  # notes on somebody, not their initials
_BESIDE_TITLE = re.compile(
    rf"\((?:[a-z]+: ?)?([A-Z]{{2}}),? (?:and |& )?(?:{TITLES})\.? [A-Z]|\((?:{TITLES})\.? [A-Z][\w'’-]+(?:,| and| &) ([A-Z]{{2}})\)"
)
# Two letters alone on the last line sign a note ("...\nNB").
_SIGNS = re.compile(r"[.!?)x]\s*\n[ \t]*([A-Z]{2})\s*\Z")


class Initials:
    """Finds them; the name before a bracket is trimmed as `cues` trims names."""

    def __init__(self, lexicon: Lexicon, cues: Cues) -> None:
        self._lexicon, self._cues = lexicon, cues

    def find(self, text: str) -> Iterator[Candidate]:
        """Candidates of type INITIALS, and of type PERSON for the name that a bracket explains."""
        for match in _DOTTED.finditer(text):
            value = match[1].strip()
            if value.lower() not in _DOTTED_NOT and value.lower() + "." not in _DOTTED_NOT:
                yield Candidate(match.start(1), match.start(1) + len(value), "INITIALS", "direct", 0.8, "cue:dotted")
        for origin, pattern in (("letter-role", _LETTER_ROLE), ("letter", _LETTER_SUBJECT)):
            for match in pattern.finditer(text):
                for group in range(1, (match.lastindex or 0) + 1):
                    if not match[group] or LETTER_NOT_BEFORE.search(text[max(0, match.start(group) - 16) : match.start(group)]):
                        continue
                    yield Candidate(*match.span(group), "INITIALS", "direct", 0.7, f"cue:{origin}")
        for match in _PAIR_AGE.finditer(text):
            yield Candidate(*match.span(1), "INITIALS", "direct", 0.75, "cue:pair-age")
        for match in _PAIR.finditer(text):
            if (
                match[1] not in ACRONYMS
                and fold(match[1]) not in NEVER
                and (len(match[1]) == 2 or fold(match[1]) not in self._lexicon.words)
            ):
                yield Candidate(*match.span(1), "INITIALS", "direct", 0.65, "cue:pair")
        for match in _PAIR_BRACKET.finditer(text):
            letters = re.sub(r"[^A-Z]", "", match[2])
            heads = "".join(p[0].upper() for p in re.split(r"[ \-]", match[1]) if p)
            if not any(
                fold(p) in self._lexicon.given or self._lexicon.is_strong(fold(p)) or not self._lexicon.is_word(fold(p))
                for p in re.split(r"[ \-.]", match[1])
                if len(p) > 1
            ):
                continue
            if letters and (
                letters == heads
                or (letters[0] == heads[0] and letters[-1] in heads and len(letters) <= len(heads) + 1 and match[2] not in ACRONYMS)
            ):
                yield Candidate(*match.span(2), "INITIALS", "direct", 0.85, "cue:bracket")
                yield from self._cues.trim(text, *match.span(1), "cue:bracket", 0.8, strong=True)
        for match in _PAIR_LIST.finditer(text):
            for part in re.finditer(r"(?<![\w.])[A-Z]{2,3}(?!\w|\.\w)", match[1]):
                if part[0] not in ACRONYMS:
                    yield Candidate(match.start(1) + part.start(), match.start(1) + part.end(), "INITIALS", "direct", 0.75, "cue:list")
        for match in _IN_RE.finditer(text):
            yield Candidate(*match.span(), "INITIALS", "direct", 0.85, "cue:case-name")
        for match in _RELATIVE_LETTERS.finditer(text):
            if match[1] not in _NO_LETTERS:
                yield Candidate(*match.span(1), "INITIALS", "direct", 0.8, "cue:letters")
        for pattern in (_BESIDE_TITLE, _SIGNS):
            for match in pattern.finditer(text):
                group = match.lastindex or 1
                if match[group] not in ("OK", "PS", "NA"):
                    yield Candidate(*match.span(group), "INITIALS", "direct", 0.8, "cue:letters")
