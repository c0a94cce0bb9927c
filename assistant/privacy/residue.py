"""What no other rule took in a local record: fail closed, so that a capital or a listed name stays only when something explains it.

Runs last, over the stretches nobody claimed. A capital inside a sentence is a name when the lists know it as one and the
work's own language does not write it large; a small word is a name in the company of kin, speech or possession; two capital
letters are somebody's initials unless they are a known short form.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from assistant.privacy.attributes import is_demonym
from assistant.privacy.candidates import Candidate
from assistant.privacy.cues import ACRONYMS as SHORT_FORMS
from assistant.privacy.cues import CALENDAR
from assistant.privacy.names import Lexicon, fold
from assistant.privacy.places import load_country_words, load_places
from assistant.privacy.vocabulary import ACRONYMS, FORMAL, NOT_SMALL_NAMES

_I = re.IGNORECASE
_TOKEN = re.compile(r"[^\W\d_](?:[^\W\d_]|['’](?=[^\W\d_]))*(?:-[^\W\d_][^\W\d_'’]*)*")
_OPENING = re.compile(r"(?:[.!?:;…][\"')\]]*\s+|\n[\W\d_]*|^[\W\d_]*|[|\t•]\s*|[\"“]|[.!?]\s?[\"'“‘(]|\s[-–—*>]\s|\d[.)]\s|\]\s)$")

_KIN = (
    r"(?:mum|mam|mom|mother|dad|father|step-?(?:dad|mum|father|mother|son|daughter|brother|sister)|nan|nana|gran|granny|grandma|grandmother|grandad|grandfather|uncle|auntie|aunty|aunt|brother|bro|sister|sis|son|daughter|dtr|"
    r"cousin|niece|nephew|partner|boyfriend|bf|girlfriend|gf|husband|wife|ex|bloke|lodger|neighbour|mate|friend|baby|twin|child|pupil|student|boy|girl|lad|patient|client|tenant|"
    r"worker|sw|ssw|hv|ewo|hca|ta|iro|dsl|gp|midwife|nurse|teacher|tutor|head|driver|escort|manager|officer|carer|coach|solicitor|advocate|interpreter|social worker|health visitor|keyworker|support worker|family worker|youth worker|sibling|sib|perp|suspect|victim|associate|witness)"
)
_AFTER_KIN = re.compile(rf"\b{_KIN}(?:s)?(?:,| is| called| named| \(|:| -|,? [\"'])?\s?[\"'(]?$", _I)
_AFTER_KIN_SURE = re.compile(rf"\b{_KIN}(?:,| is called| called| named| \(| name is|'s name is)\s?[\"'(]?$", _I)
_AFTER_SPEECH = re.compile(
    r"\b(?:told|tell|tells|telling|ask(?:ed|ing)?|rang|ring|ringing|phoned|texted|emailed|messaged|called|named|spoke(?:n)? (?:to|with)|spk (?:to|with)|speak(?:ing)? (?:to|with)|talk(?:ed|ing)? to|met(?: with)?|met w|lives with|staying with|stays with|sibling of|its|hi its|im|known as|aka|regards|thanks|thx|cheers|love|from|informed|advised|emailed|contacted|re|cc|hi|hello|dear|hiya|hey|mtg w|mtg with|visit to|visited|seen|saw) (?:(?:young|little|lil|big|wee) )?$",
    _I,
)
_AFTER_WITH = re.compile(r"\b(?:with|w/?|for|by|to|and|&|or|about|abt|of|at|like|because|that|when|if|has|can|did|does|is|was) $", _I)
_VERB_AFTER = re.compile(
    r"(?:,? (?:who|then|also|still|later|again|just|now|never|always|only|himself|herself))?[ ](?:said|says|told|tells|rang|phoned|texted|asked|asks|disclosed|reported|stated|alleged|admitted|denied|denies|cried|cries|hit|hits|kicked|punched|pushed|screamed|shouted|shouts|refused|refuses|wants|wanted|feels|felt|thinks|thought|knows|knew|loves|hates|misses|lives|lived|sleeps|slept|moved|went|goes|came|left|arrived|attended|attends|collected|collects|visited|agreed|agrees|"
    r"told|smelt|smells|looked|looks|seemed|seems|appeared|presented|drinks|drank|smokes|takes|took|gets|got|gave|gives|wrote|sent|stayed|stays|started|stopped|returned|needs|needed|doesn't|didn't|isn't|wasn't|won't|can't|hasn't|hadn't|wouldn't|couldn't|doesnt|didnt|isnt|wasnt|wont|cant|hasnt|engaged|engages|absconded|self-harmed|overdosed|disengaged|self-harms|threatened|threw|grabbed|bit|ate|asleep|upset|tearful|absent|unwell|ill|happy|sad|angry|drunk|pregnant|crying|hungry|dirty|aged|born|joined|chaired|noted|explained|confirmed|replied|reflected|remains|has been|had been|was seen|is seen|was not|is not|has not|will not|has said|has told)\b"
)
_PERSONAL = r"(?:mum|mam|mother|dad|father|parents?|nan|gran\w*|grand\w+|brother|sister|siblings?|sis|bro|home|house|flat|bedroom|behaviour|school|teacher|social worker|sw|worker|partner|ex|step\w*|boyfriend|bf|gf|girlfriend|friends?|mates?|family|uncle|aunt\w*|cousin|daughter|son|kids?|child(?:ren)?|baby|girl|boy|lad|file|views|wishes|words|arms?|legs?|face|neck|back|head|phone|mobile|drinking|drug use|mental health|health|weight|injur\w*|bruis\w*|disclosure|statement|bloke|fella|room|attendance|account|voice|needs|medication|bail|landlord|carers?|placement|foster\w*|dog|bag|coat|shoes|birthday|passport|name|surname|midwife|gp|hv|pregnancy|scan|car|place|work|job|money|tenancy|solicitor|school)"
_POSSESSIVE_AFTER = re.compile(rf"['’]s? (?:[a-z]+ )?{_PERSONAL}\b", _I)
_TIGHT_AFTER = re.compile(rf" {_PERSONAL}\b", _I)
_FAMILY_AFTER = re.compile(r"(?:['’]s|s['’])? (?:family|household|twins|siblings|brothers|sisters|kids|children|lot)\b", _I)
_AGE_AFTER = re.compile(
    r",? ?\((?:aged? )?\d{1,2}\s?(?:m|mths|months|w|wks|weeks|y|yrs|yo|y/o)?\)|,? (?:aged )?\d{1,2} ?(?:m|mths|wks|yrs|yo|y/o)\b|, \d{1,2}(?=[,.;)]| and)",
    _I,
)
_WORD_AFTER = re.compile(
    r"[ ](?:you|the|a|an|any|all|this|that|these|those|your|our|my|his|her|their|we|they|it|there|be|for|to|i|he|she|as|on|in|of|at|if|how|what|whether|up|out|off|down)\b",
    _I,
)
_NOUNISH_AFTER = re.compile(r"[ ](?:[a-z]{3,})")
_FORM_OF_CALL = re.compile(r"[\"“‘']([^\"“”‘’'\n]{2,30})[\"”’']")
_CALLED_BEFORE = re.compile(
    r"\b(?:known(?: locally| online| to \w+)? (?:as|by)|aka|a\.k\.a\.?|alias|nick-?named?|nickname:?|goes by|street name:?|tag(?:ged)?:?|call(?:s|ed)?(?: (?:him|her|them|himself|herself))?|answers to|bullied as|befriended by|friend(?: is| called)?|male|female|man|woman|boy(?:friend)?|girl(?:friend)?|adult|associate|someone|pupil|exploiter|dealer|contact(?: is| saved as| named)?|saved as|user(?:name)?|associate:?|by an?)(?: the name)?[ :]*$",
    _I,
)
_NICK_AFTER = re.compile(
    r"[ ](?:aka|a\.k\.a|[A-Z][a-z]+|[A-Z]{3,}|said|says|told|bit|hit|rang|picked|gave|sent|took|drove|collected|supplied|messaged|texted)\b"
)
_ROLE_LETTER = re.compile(
    rf"\b(?:{_KIN}|children|local authority's child|subject child|family|siblings?|applicant|respondent|sw),? \(?([A-Z])(?=[,;)]| and\b|['’]s|\.(?:\s|$))",
    _I,
)
_PAIR = re.compile(r"(?<![\w.&/'’\-#£@])([A-Z]{2,3})(?![\w&/\-#@]|\.\w|['’](?!s\b))")
_PAIR_CUE = re.compile(
    r"(?:\b(?:with|by|told|to|from|and|&|for|asked|informed|met|saw|spoke|re|of|w/|w|cc|rang|per|child|mother|father|mum|dad|yp|pupil|student|patient|client|worker|initials|signed|seen|visited|about|that|because|when|baby|brother|sister|partner),? \(?|[(\[])$",
    _I,
)
_PAIR_AFTER = re.compile(
    rf"['’]s\b|,? (?:is|was|has|had|said|says|told|will|to \w+|and (?:she|he|his|her|mum|dad|[A-Z]{{2}}\b)|attended|reported|who|aged|rang|asked|agreed|disclosed|does|did|feels|refused|completed|chaired|updated|explained|went|came|left|lives)\b|{_VERB_AFTER.pattern}"
)


class Residue:
    """Finds what the other recognisers left. `covered` marks the characters they, or public phrases, took."""

    def __init__(self, lexicon: Lexicon) -> None:
        self._lexicon = lexicon

    def find(self, text: str, covered: Sequence[bool], *, lowered: bool) -> Iterator[Candidate]:
        """Candidates of score 0.5 to 0.75, none inside `covered`."""
        tokens = [m for m in _TOKEN.finditer(text)]
        shouted = _shouted(text)
        for n, token in enumerate(tokens):
            start, word = token.start(), token[0]
            if (
                covered[start]
                or (start and text[start - 1] in "@_/#&\\0123456789[")
                or text[token.end() : token.end() + 1] in ("@", "_", "/", "\\")
                or text[token.end() : token.end() + 1].isdigit()
            ):
                continue
            key = re.sub(r"['’]s?$", "", fold(word))
            end = token.end() - (len(fold(word)) - len(key))
            if len(key) < 2 or key in CALENDAR or key in load_country_words() or is_demonym(key):
                continue
            small = word.islower() or shouted[start] or (word.isupper() and len(word) > 3)
            if small:
                if self._small(text, start, end, key, lowered=lowered or shouted[start]):
                    yield Candidate(start, end, "PERSON", "direct", 0.6, "residue:small")
            elif word[0].isupper() and len(word) > 1:
                if word.isupper() and len(word) <= 3:
                    continue
                before = tokens[n - 1] if n else None
                after = tokens[n + 1] if n + 1 < len(tokens) else None
                if self._capital(text, start, end, key, before, after, covered):
                    yield Candidate(start, end, "PERSON", "direct", 0.56, "residue:capital")
        yield from self._nicknames(text, covered)
        yield from self._initials(text, covered, shouted)

    def _listed(self, key: str) -> str:
        """ "given" for a name and no word, "both" for a given name that is a word too, "other" for a rarer name that is a word,
        "new" for neither name nor word, "" for a word."""
        lexicon = self._lexicon
        if key in lexicon.given:
            return "both" if key in lexicon.words else "given"
        if key in lexicon.words or (lexicon.is_word(key) and key not in lexicon.surnames):
            return "other" if key in lexicon.surnames else ""
        return "other" if key in lexicon.surnames else "new" if not lexicon.is_word(key) else ""

    def _capital(
        self, text: str, start: int, end: int, key: str, before: re.Match[str] | None, after: re.Match[str] | None, covered: Sequence[bool]
    ) -> bool:
        """Whether a capitalised word that nobody took is somebody's name."""
        kind = self._listed(key)
        if not kind or key in FORMAL or ("-" in key and kind == "new") or (kind == "new" and key in load_places()):
            return False
        if kind == "new":
            return False  # the walk over mentions has judged unknown capitals already
        opens = bool(_OPENING.search(text[max(0, start - 8) : start]))
        rest = text[end : end + 40]
        if before and text[before.end() : start] == " " and before[0][0].isupper() and not covered[before.start()] and not opens:
            return False  # part of a title such as "Strategy Discussion" or of a name of a body
        if after and text[end : after.start()] == " " and after[0][0].isupper() and not covered[after.start()]:
            return False
        if not opens:
            return True
        if kind == "other" and key in self._lexicon.words:
            return bool(
                _VERB_AFTER.match(rest)
                and not re.match(
                    r" (?:seems|seemed|appeared|remains|looked|looks|needs|needed|gets|got|takes|took|started|stopped|stays)\b", rest
                )
            ) or bool(_AGE_AFTER.match(rest) or re.match(rf"['’]s {_PERSONAL}\b", rest))
        if (
            _AGE_AFTER.match(rest)
            or _POSSESSIVE_AFTER.match(rest)
            or _VERB_AFTER.match(rest)
            or re.match(r" v\.? [A-Z]| (?:and|&) [A-Z]|/[A-Z]| \([A-Z]|,? who\b", rest)
        ):
            return True
        if kind == "given":
            return not _WORD_AFTER.match(rest)
        return bool(re.match(r" (?:is|was|has|had|were|did|does|would|could)\b", rest)) and key not in NOT_SMALL_NAMES

    def _small(self, text: str, start: int, end: int, key: str, *, lowered: bool) -> bool:
        """Whether a word without a capital (or in a line of capitals) is a name by its company."""
        kind = self._listed(key)
        before, rest = text[max(0, start - 30) : start], text[end : end + 40].lower()
        if kind == "" or (key in FORMAL and not (kind == "both" and _AFTER_KIN_SURE.search(before))):
            tail = (
                key.endswith("s")
                and key[:-1] in self._lexicon.given
                and key[:-1] not in self._lexicon.words
                and key not in self._lexicon.words
            )
            return tail and bool(_TIGHT_AFTER.match(rest))
        possessive = text[end : end + 2] in ("'s", "’s")
        if kind == "given":
            if key in NOT_SMALL_NAMES or key in ("lil", "nan"):
                return False
            if len(key) < 3 and not (_AFTER_KIN.search(before) or _AFTER_SPEECH.search(before)):
                return False
            if lowered and key not in self._lexicon.rare:
                return True
            return bool(
                _AFTER_KIN.search(before)
                or _AFTER_SPEECH.search(before)
                or _VERB_AFTER.match(rest)
                or _AGE_AFTER.match(rest)
                or (possessive and _POSSESSIVE_AFTER.match(rest))
                or _FAMILY_AFTER.match(rest)
                or (lowered and (_AFTER_WITH.search(before) or possessive or key[-1] != "s"))
            )
        if key.endswith("s") and key[:-1] in self._lexicon.given and key[:-1] not in self._lexicon.words and _TIGHT_AFTER.match(rest):
            return True
        if (
            _AFTER_KIN_SURE.search(before)
            and (kind != "other" or key not in self._lexicon.words or re.match(r"\)", rest))
            and not _WORD_AFTER.match(rest)
        ):
            return kind != "new" or lowered or bool(re.match(r"[).,;]", rest))
        if kind == "both":
            if possessive and re.match(rf"['’]s {_PERSONAL}\b", rest):
                return True
            if _AGE_AFTER.match(rest):
                return lowered
            told = re.search(
                r"\b(?:told|tell|tells|spoke to|spoke with|spk to|speak to|talk to|rang|ring|phoned|texted|hi its|its|im|love|thanks|thx|cheers|ask|asked) $",
                before,
                _I,
            )
            if told and not _WORD_AFTER.match(rest) and key not in ("will", "may", "can", "might"):
                return True
            if (
                lowered
                and _VERB_AFTER.match(rest)
                and re.match(
                    r" (?:said|says|told|tells|rang|phoned|texted|asked|cried|shouted|hit|hits|kicked|punched|refused|wants|thinks|lives|went|came)\b",
                    rest,
                )
            ):
                return not re.search(r"\b(?:the|a|an|this|that|my|his|her|their|our|your|no|to) $", before, _I)
            return (
                lowered
                and key not in NOT_SMALL_NAMES
                and bool(_AFTER_KIN.search(before))
                and (not _NOUNISH_AFTER.match(rest) or bool(_VERB_AFTER.match(rest)))
            )
        if kind == "other" and key not in self._lexicon.words and not self._lexicon.is_word(key):
            return lowered and (
                bool(
                    _AFTER_KIN.search(before)
                    or _AFTER_SPEECH.search(before)
                    or _VERB_AFTER.match(rest)
                    or _FAMILY_AFTER.match(rest)
                    or (possessive and _POSSESSIVE_AFTER.match(rest))
                )
            )
        if kind == "new":
            return (
                lowered
                and len(key) > 3
                and bool(
                    re.search(
                        r"\b(?:told|tell|rang|ring|spoke to|spk to|called|named|its|mum|dad|nan|gran|sister|brother|baby|uncle|auntie) $",
                        before,
                        _I,
                    )
                    and (_VERB_AFTER.match(rest) or re.match(r"$|[.,;)?!\n]", rest))
                )
            )
        return False

    def _nicknames(self, text: str, covered: Sequence[bool]) -> Iterator[Candidate]:
        """What somebody is called, in quotation marks."""
        for match in _FORM_OF_CALL.finditer(text):
            start, end = match.span(1)
            value = match[1]
            words = value.split()
            if all(covered[start:end]) or len(words) > 4 or value[-1] in ".,!?" or (match.start() and text[match.start() - 1].isalnum()):
                continue
            called = bool(_CALLED_BEFORE.search(text[max(0, match.start() - 30) : match.start()]))
            beside = bool(_NICK_AFTER.match(text[match.end() : match.end() + 20])) or (match.start() > 1 and covered[match.start() - 2])
            large = value[0].isupper() and not all(fold(w) in FORMAL for w in words)
            if (called and (large or (len(words) == 1 and not value.isdigit()))) or (
                beside and large and len(words) <= 3 and (len(words) == 1 or sum(w[0].isupper() for w in words) > 1)
            ):
                yield Candidate(start, end, "PERSON", "direct", 0.7, "residue:nickname")

    def _initials(self, text: str, covered: Sequence[bool], shouted: Sequence[bool]) -> Iterator[Candidate]:
        for match in _ROLE_LETTER.finditer(text):
            if not covered[match.start(1)] and match[1].isupper() and not shouted[match.start(1)]:
                yield Candidate(*match.span(1), "INITIALS", "direct", 0.7, "residue:letter")
        for match in _PAIR.finditer(text):
            start, end = match.span(1)
            if covered[start] or shouted[start] or match[1] in ACRONYMS or match[1] in SHORT_FORMS:
                continue
            cued = bool(_PAIR_CUE.search(text[max(0, start - 16) : start]))
            if len(match[1]) == 2 or cued or _PAIR_AFTER.match(text[end : end + 24]):
                if re.search(r"\d\s?$", text[max(0, start - 3) : start]) or re.match(r"\s?\d", text[end : end + 2]):
                    continue
                if len(match[1]) == 3 and fold(match[1]) in self._lexicon.words and not cued:
                    continue
                yield Candidate(start, end, "INITIALS", "direct", 0.55, "residue:pair")


def _shouted(text: str) -> list[bool]:
    """Characters on lines, or in runs of words, written in capitals."""
    mask = [False] * (len(text) + 1)
    position = 0
    for line in text.split("\n"):
        letters = [c for c in line if c.isalpha()]
        if len(letters) >= 8 and " " in line.strip() and sum(c.isupper() for c in letters) > 0.7 * len(letters):
            mask[position : position + len(line)] = [True] * len(line)
        else:
            for run in re.finditer(r"(?<!\w)[A-Z][A-Z'&]+(?:[ ,/]+[A-Z][A-Z'&]+){3,}", line):
                mask[position + run.start() : position + run.end()] = [True] * (run.end() - run.start())
        position += len(line) + 1
    return mask
