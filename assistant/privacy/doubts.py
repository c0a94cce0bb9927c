"""What a record still shows after the search that could be somebody's name: weak signs, for a person to look at."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from assistant.privacy.candidates import Candidate
from assistant.privacy.capitals import shouted
from assistant.privacy.cues import ACRONYMS as SHORT_FORMS
from assistant.privacy.cues import CALENDAR
from assistant.privacy.initials import LETTER_NOT_BEFORE
from assistant.privacy.names import Lexicon, fold
from assistant.privacy.vocabulary import ACRONYMS, FORMAL

_TOKEN = re.compile(r"[^\W\d_](?:[^\W\d_]|['’](?=[^\W\d_]))*(?:-[^\W\d_][^\W\d_'’]*)*")
_KIN = (
    r"(?:mum|mam|mom|mother|dad|father|step-?(?:dad|mum|father|mother|son|daughter|brother|sister)|nan|nana|gran|granny|grandma|grandmother|grandad|grandfather|uncle|auntie|aunty|aunt|brother|bro|sister|sis|son|daughter|dtr|"
    r"cousin|niece|nephew|partner|boyfriend|bf|girlfriend|gf|husband|wife|ex|bloke|lodger|neighbour|mate|friend|baby|twin|child|pupil|student|boy|girl|lad|patient|client|tenant|"
    r"kids|children|childminder|landlord|landlady|therapist|counsellor|psychologist|consultant|paediatrician|registrar|sergeant|pastor|imam|vicar|priest|headteacher|deputy|foster mum|foster dad|worker|sw|ssw|hv|ewo|hca|ta|iro|dsl|gp|midwife|nurse|teacher|tutor|head|driver|escort|manager|officer|carer|coach|solicitor|advocate|interpreter|social worker|health visitor|keyworker|support worker|family worker|youth worker|sibling|sib|perp|suspect|victim|associate|witness)"
)
_AFTER_KIN = re.compile(rf"\b{_KIN}(?:s)?(?:,| is| called| named| \(|:| -|,? [\"'])?\s?[\"'(]?$", re.IGNORECASE)
_AFTER_SPEECH = re.compile(
    r"\b(?:told|tell|tells|telling|ask(?:ed|ing)?|rang|ring|ringing|phoned|texted|emailed|messaged|called|named|spoke(?:n)? (?:to|with)|spk (?:to|with)|speak(?:ing)? (?:to|with)|talk(?:ed|ing)? to|met(?: with)?|met w|lives with|staying with|stays with|sibling of|its|hi its|im|known as|aka|regards|thanks|thx|cheers|love|from|informed|advised|emailed|contacted|re|cc|hi|hello|dear|hiya|hey|mtg w|mtg with|visit to|visited|seen|saw) (?:(?:young|little|lil|big|wee) )?$",
    re.IGNORECASE,
)
_VERB_AFTER = re.compile(
    r"(?:,? (?:who|then|also|still|later|again|just|now|never|always|only|himself|herself))?[ ](?:said|says|told|tells|rang|phoned|texted|asked|asks|disclosed|reported|stated|alleged|admitted|denied|denies|cried|cries|hit|hits|kicked|punched|pushed|screamed|shouted|shouts|refused|refuses|wants|wanted|feels|felt|thinks|thought|knows|knew|loves|hates|misses|lives|lived|sleeps|slept|moved|went|goes|came|left|arrived|attended|attends|collected|collects|visited|agreed|agrees|"
    r"told|smelt|smells|looked|looks|seemed|seems|appeared|presented|drinks|drank|smokes|takes|took|gets|got|gave|gives|wrote|sent|stayed|stays|started|stopped|returned|needs|needed|doesn't|didn't|isn't|wasn't|won't|can't|hasn't|hadn't|wouldn't|couldn't|doesnt|didnt|isnt|wasnt|wont|cant|hasnt|engaged|engages|absconded|self-harmed|overdosed|disengaged|self-harms|threatened|threw|grabbed|bit|ate|asleep|upset|tearful|absent|unwell|ill|happy|sad|angry|drunk|pregnant|crying|hungry|dirty|aged|born|joined|chaired|noted|explained|confirmed|replied|reflected|remains|has been|had been|was seen|is seen|was not|is not|has not|will not|has said|has told)\b"
)
_DETERMINED = re.compile(
    r"[ ](?:you|the|a|an|any|all|this|that|these|those|your|our|my|his|her|their|we|they|it|there|i|he|she|each|every|some|no|not|up|out)\b",
    re.IGNORECASE,
)
_SENTENCE_ADVERB = frozenset("sunny rich happy merry young long short small large may will can art".split())
_VERBISH = frozenset({"will", "may", "can", "might", "hope", "mark", "art", "grant", "bill"})


def find_doubts(text: str, lexicon: Lexicon, covered: Sequence[bool], *, lowered: bool) -> Iterator[Candidate]:
    """Listed names that stand where a name could, and letters that could be initials, outside what is `covered`; `lowered` says that
    the text is written without capitals."""
    large = shouted(text)
    for token in _TOKEN.finditer(text):
        start, word = token.start(), token[0]
        key = re.sub(r"['’]s?$", "", fold(word))
        if covered[start] or len(key) < 2 or key in CALENDAR or key in FORMAL or key not in lexicon.given:
            continue
        before, rest = text[max(0, start - 30) : start], text[token.end() : token.end() + 30]
        common = key in lexicon.words
        if word.islower() or large[start]:
            told = _AFTER_KIN.search(before) or _AFTER_SPEECH.search(before)
            if (common and (told or (lowered and _VERB_AFTER.match(rest))) and not _DETERMINED.match(rest) and key not in _VERBISH) or (
                not common and key in lexicon.rare and (told or lowered)
            ):
                yield Candidate(start, token.end(), "PERSON", "direct", 0.3, "doubt:small")
        elif (
            word[0].isupper()
            and not word.isupper()
            and key not in _SENTENCE_ADVERB
            and not _DETERMINED.match(rest)
            and not re.match(r" [A-Z]", rest)
        ):
            yield Candidate(start, token.end(), "PERSON", "direct", 0.3, "doubt:list")
    for match in re.finditer(r"(?<![\w.&/'’\-#£@])([A-Z]{1,3})(?![\w&/\-#@.'’])", text):
        known = match[1] in ACRONYMS or match[1] in SHORT_FORMS or match[1] in ("A", "I")
        if (
            not known
            and not covered[match.start()]
            and not large[match.start()]
            and not LETTER_NOT_BEFORE.search(text[max(0, match.start() - 16) : match.start()])
        ):
            yield Candidate(*match.span(1), "INITIALS", "direct", 0.2, "doubt:letters")
