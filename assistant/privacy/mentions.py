"""Names without a cue: by the word lists, by capitals that nothing explains, and by the company they keep."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from assistant.privacy.attributes import is_demonym
from assistant.privacy.candidates import Candidate
from assistant.privacy.cues import ACRONYMS, CALENDAR
from assistant.privacy.names import Lexicon, fold
from assistant.privacy.places import is_locative, load_country_words, load_places

_TOKEN = re.compile(r"[^\W\d_](?:[^\W\d_]|['’.](?=[^\W\d_]))*(?:-[^\W\d_][^\W\d_'’]*)*")
_SENTENCE_END = re.compile(
    r"(?:[.!?:;][\"')\]]*\s+|\n\s*[\"'(\[>*•\-–—\d.)|#]*\s*|^\s*[\"'(\[>*•\-–—\d.)|#]*\s*|[|\t•]\s*|\"|“|[.!?]\s?[\"'“‘(]|\s[-–—*>]\s|\d\.\s|\]\s)$"
)
_PARTICLES = frozenset(
    "de la los van der den von al el ap ab bin bint ibn abu da dos das di del della du le ter ní ni nic mac mc y e o te ó ferch st Te".split()
)
# After a sentence-start word-name, these make it a person rather than a word ("Hope said", "May has").
PERSON_VERB = re.compile(
    r"\s?(?:\(|[,]?\s(?:who\b|aged\b)|['’]s\s|\s(?:said|says|told|was|is|has|had|were|did|does|rang|phoned|asked|disclosed|reported|stated|attended|collected|went|came|left|lives|lived|will|can't|didn't|doesn't|wasn't|isn't|cried|hit|thinks|wants|feels|felt|wrote|refused|denied|agreed|moved|paid|may|would|could|seemed|appeared|presented|knows|likes|lit|sat|stood|drew|swore|slept|woke|wept|sang|wore|shook|fled|ate|drank|knelt|nodded|smiled|laughed|shrugged|hugged|waved|screamed|whispered|cried|&|and [A-Z]|\([A-Z]))"
)


# "the Bill", "a Mark": a thing.
_DETERMINER = re.compile(r"\b(?:[Tt]he|[Aa]n?|[Ee]ach|[Ee]very|[Aa]ny|[Tt]his)[ ]$")
# Outside case records an unexplained capital counts only where a question speaks of a person.
_ASKED_BEFORE = re.compile(
    r"(?:\b(?:is|was|are|does|did|do|has|had|for|about|with|to|can|will|should|told|why is|where is|when is|what happened to|who is|called|named|and|know about|on)|[:,])\s$",
    re.I,
)
_EPONYM = re.compile(r"(?:['’]s?)?\s(?:disease|syndrome|palsy|lymphoma|sign|test|scale|score|reflex|anaemia|tumour|fracture)\b")
_ASKED_AFTER = re.compile(
    r"['’]s\s(?:mum|mother|dad|father|social|case|file|record|school|plan|address|carer|foster|parent|brother|sister|family|next|review|behaviour|injur|bruis|disclos)|\s(?:need|said|say|living|lives?|have|been|still|allowed|on a|at risk|currently|ever|known|being|barred|mention|told|disclos|hurt|hit)|\?|$"
)


@dataclass(frozen=True, slots=True)
class Token:
    """A word of the text with what its letters and lists say."""

    start: int
    end: int
    text: str
    key: str
    shape: str  # "Cap", "UPPER", "lower", "Mixed", "X" for a single capital
    opens: bool  # nothing but its place explains the capital


class Mentions:
    """Finds names in running text with one walk over its words."""

    def __init__(self, lexicon: Lexicon) -> None:
        self._lexicon = lexicon

    def find(self, text: str, *, case: bool, lowered: bool, protected: list[bool]) -> Iterator[Candidate]:
        """`case`: a local record, where an unexplained capital counts as a name; `lowered`: capitals are mostly missing;
        `protected[i]` marks characters inside public phrases."""
        tokens = self._tokens(text)
        shouting = _shouting(text, tokens)
        self._titled = _title_case(text, tokens)
        marks = [self._mark(text, t, case, lowered, t.start in shouting, protected) for t in tokens]
        self._spread(text, tokens, marks, protected)
        index = 0
        while index < len(tokens):
            if marks[index] == "":
                index += 1
                continue
            last = index
            while last + 1 < len(tokens):
                gap = text[tokens[last].end : tokens[last + 1].start]
                nxt = tokens[last + 1]
                if gap == ". " and len(tokens[last].text) > 2:
                    break
                if marks[last + 1] and gap in (" ", "  ", ". ", "\n", " '", "-"):
                    if gap == "\n" and (nxt.opens and marks[last + 1] == "?"):
                        break
                    last += 1
                elif (
                    nxt.key in _PARTICLES
                    and gap == " "
                    and last + 2 < len(tokens)
                    and marks[last + 2]
                    and text[nxt.end : tokens[last + 2].start] in (" ", "")
                ):
                    last += 2
                elif gap in (" ", ". ") and self._joins(text, nxt, tokens[last], marks[last], protected, shouted=nxt.start in shouting):
                    last += 1
                else:
                    break
            first = index
            if first > 0 and not marks[first - 1] and text[tokens[first - 1].end : tokens[first].start] in (" ", ". ", "."):
                before = tokens[first - 1]
                if (
                    before.shape == "Cap"
                    and before.key in self._lexicon.given
                    and before.key not in ROLE_WORDS
                    and not protected[before.start]
                    and text[before.end : tokens[first].start] == " "
                ) or (before.shape == "X" and not protected[before.start] and before.text not in ("I", "A")):
                    first -= 1
            kinds = {marks[i] for i in range(index, last + 1)} - {""}
            unknown = kinds == {"?"}
            start, end = tokens[first].start, tokens[last].end
            if unknown and is_locative(text, start):
                if case:
                    yield Candidate(start, end, "PLACE", "quasi", 0.55, "name:unknown-place")
            elif (
                not case
                and (unknown or last == index)
                and tokens[index].shape == "Cap"
                and marks[index] in ("?", "n")
                and _ASKED_BEFORE.search(text[max(0, start - 24) : start])
                and _ASKED_AFTER.match(text[end : end + 24])
            ):
                yield Candidate(start, end, "PERSON", "direct", 0.5, "name:unknown")
            elif (
                _EPONYM.match(text[end : end + 12])
                or (unknown and not case)
                or (not case and last == index and not self._alone(tokens[index], marks[index]))
            ):
                pass
            else:
                score = 0.5 if unknown else 0.85 if "n" in kinds else 0.6
                yield Candidate(start, end, "PERSON", "direct", score, "name:unknown" if unknown else "name:list")
            index = last + 1

    def _spread(self, text: str, tokens: list[Token], marks: list[str], protected: list[bool]) -> None:
        """A word-name joined to a name is a name too ("Skye and Ocean", "AND FAITH")."""
        for left, link in enumerate(tokens[:-2], 0):
            if link.shape in ("lower", "X"):
                continue
            between = text[link.end : tokens[left + 1].start]
            right = (
                left + 2 if tokens[left + 1].key == "and" and between == " " else left + 1 if between in (" & ", " + ", ", ", "/") else 0
            )
            if (
                not right
                or (right == left + 2 and text[tokens[left + 1].end : tokens[right].start] != " ")
                or bool(marks[left]) == bool(marks[right])
            ):
                continue
            other = left if marks[right] else right
            token, mark = tokens[other], marks[right] or marks[left]
            key = token.key.removesuffix("'s")
            if (
                token.shape in ("Cap", "UPPER")
                and mark in ("n", "w")
                and not protected[token.start]
                and (self._lexicon.is_name(key) and key not in ROLE_WORDS and key not in CALENDAR and not key.startswith("i'"))
            ):
                if between == ", " and not (key in self._lexicon.given and not token.opens):
                    continue
                marks[other] = "w"

    def _alone(self, token: Token, mark: str) -> bool:
        """Outside case records a single word must be a given name and nothing else."""
        return (
            mark == "n"
            and self._lexicon.is_strong_given(token.key.removesuffix("'s"))
            and token.key.removesuffix("'s") not in load_places()
        )

    def _tokens(self, text: str) -> list[Token]:
        tokens: list[Token] = []
        for match in _TOKEN.finditer(text):
            word = match[0]
            if word.islower():
                shape = "lower"
            elif len(word) == 1:
                shape = "X"
            elif word.removesuffix("'s").isupper():
                shape = "UPPER"
            elif word[0].isupper():
                shape = "Cap"
            else:
                shape = "Mixed"
            opens = shape != "lower" and bool(_SENTENCE_END.search(text[max(0, match.start() - 8) : match.start()]))
            tokens.append(Token(match.start(), match.end(), word, fold(word), shape, opens))
        return tokens

    def _mark(self, text: str, token: Token, case: bool, lowered: bool, shouted: bool, protected: list[bool]) -> str:
        """ "n" a name, "w" a name that is also a word, "?" a capital nothing explains, "" none of these."""
        if protected[token.start] or token.shape == "X" or len(token.text) < 2:
            return ""
        lexicon = self._lexicon
        key = token.key.removesuffix("'s")
        if key in load_country_words() or is_demonym(key):
            return ""
        if (token.start > 0 and text[token.start - 1] in "@_/#&0123456789") or (
            token.end < len(text) and text[token.end] in "@_/0123456789"
        ):
            return ""
        if token.shape == "lower":
            return (
                "n"
                if (lexicon.is_strong_given(key) or (lowered and case and lexicon.is_strong(key)))
                and len(key) > 3
                and (lowered or case)
                and (lowered or key not in _LOWER_NOISE)
                and not lexicon.is_word(key)
                else ""
            )
        if "-" in key:
            return self._mark_hyphen(token, key, case)
        if re.fullmatch(r"[A-Z]{2,}s", token.text):
            return ""  # several of a short form ("LADOs")
        if token.shape == "UPPER" and not shouted:
            # An acronym unless the lists know it as a name.
            return "n" if len(key) > 3 and lexicon.is_strong(key) and key in lexicon.given and token.text not in ACRONYMS else ""
        if shouted:
            if lexicon.is_strong(key) and len(key) > 2:
                return "n"
            if key in lexicon.rare and key in lexicon.given:
                return "w"
            return (
                "?"
                if case
                and len(key) > 4
                and not lexicon.is_word(key)
                and not lexicon.knows(key)
                and key not in load_places()
                and not self._is_compound(key)
                else ""
            )
        if lexicon.is_strong(key):
            return "n"
        singular = key[:-1] if key.endswith("s") else ""
        if singular and lexicon.is_strong(singular) and not lexicon.is_word(key):
            return "n"
        if key in lexicon.rare:
            return self._mark_word(text, token, key, rare=True)
        if lexicon.is_word(key):
            return self._mark_word(text, token, key, rare=False) if key in lexicon.given else ""
        if self._is_compound(key) and (token.opens or token.start in self._titled or not case):
            return ""
        if key in load_places() and not case:
            return ""
        return "?" if len(key) > (2 if case else 4) else ""

    def _mark_hyphen(self, token: Token, key: str, case: bool) -> str:
        """Compounds: "Lily-Mae" is a name, "Non-attendance" and "Section-47" are not."""
        lexicon = self._lexicon
        parts = [p for p in key.split("-") if p]
        capitals = [p for p in token.text.split("-") if p and p[0].isupper()]
        if len(capitals) < 2 and not lexicon.is_strong(parts[0]):
            return "?" if case and not any(lexicon.is_word(p) for p in parts) and not any(len(p) <= 3 for p in parts) else ""
        if any(lexicon.is_strong(p) for p in parts):
            return "n" if token.shape != "UPPER" or len(key) > 5 else ""
        if all(lexicon.is_word(p) and p not in lexicon.given for p in parts):
            return ""
        if len(capitals) >= 2 and any(p in lexicon.rare or p in lexicon.given for p in parts) and not token.opens:
            return "w"
        return "?" if case and not all(lexicon.is_word(p) for p in parts) else ""

    def _mark_word(self, text: str, token: Token, key: str, *, rare: bool) -> str:
        """A word that may be a name: in mid-sentence by its capital, at a sentence start only by what follows."""
        lexicon = self._lexicon
        after = text[token.end : token.end + 24]
        following = re.match(r"[ ]([A-Z][\w'’\-]+)", after)
        if following and _is_heading_word(lexicon, fold(following[1])):
            return ""
        before = re.search(r"([\w'’\-]+)[ ]$", text[max(0, token.start - 24) : token.start])
        if (
            before
            and before[1][0].isupper()
            and not token.opens
            and _is_heading_word(lexicon, fold(before[1]))
            and key not in lexicon.given
        ):
            return ""
        if token.start in self._titled or _DETERMINER.search(text[max(0, token.start - 7) : token.start]):
            return ""
        if token.opens:
            if not PERSON_VERB.match(after) and not (
                rare and key in lexicon.given and re.match(r"\s?[,(]|\s(?:[a-z]+ed|[a-z]+s)\b", after)
            ):
                return ""
            return "w" if key in lexicon.given and (rare or key not in OFTEN_WORDS or PERSON_VERB.match(after)) else ""
        if rare:
            return "w"
        return (
            "w"
            if key in lexicon.given
            and key not in OFTEN_WORDS
            and not (before and before[1][0].isupper() and not lexicon.is_name(fold(before[1])))
            else ""
        )

    def _joins(self, text: str, token: Token, previous: Token, mark: str, protected: list[bool], *, shouted: bool) -> bool:
        """Whether an ordinary capitalised word or an initial after a name is its second part ("Tom Ashworth", "Callum O.")."""
        if protected[token.start] or mark == "?" or previous.text.endswith("'s"):
            return False
        key = token.key.removesuffix("'s")
        if token.shape == "X":
            return token.text not in "I" or text[token.end : token.end + 1] == "."
        if token.shape != "Cap" and not (shouted and token.shape == "UPPER" and self._lexicon.is_name(key)):
            return False
        return (
            previous.shape in ("Cap", "UPPER")
            and (self._lexicon.is_name(key) or key in self._lexicon.rare or not self._lexicon.is_word(key))
            and key not in ROLE_WORDS
            and not (mark == "w" and key not in self._lexicon.surnames and self._lexicon.is_word(key))
        )

    def _is_compound(self, key: str) -> bool:
        """Two ordinary words run together ("bodymap", "keyworker")."""
        words = self._lexicon.words
        return len(key) > 6 and any(key[:i] in words and key[i:] in words for i in range(3, len(key) - 2))


# Words so common that even a capital at a sentence start says little.
OFTEN_WORDS = frozenset(
    "africa america april art asia august baron bishop brook buddy can case chance china doctor don dot duke earl early east english french friday friend german happy hill home honor honour india judge june justice king lane liberty london lucky major may merry monday moon mum music north open pat pepper prince rain rich rise royal rusty said saturday scot snow sonny south spring stone street sun sunday sunny table temperance trinity wash water welsh west will".split()
)
ROLE_WORDS = frozenset(
    "social health school police children family council court house home section act plan review worker manager officer teacher team service lead panel meeting conference report assessment visit contact case care early strategy child parent mother father not and or the was is did had has said on at in with for from telephone phone email tel dob nhs age address date time interpreter attended decision action risk concern police referral".split()
)
_LOWER_NOISE = frozenset(
    "alias alma angel anima aura blanca buddy carol cash chance cher clint colt cora dale dean dell deva dina dora drew duke earl eden elan ella etta ezra fern finn flora foster gale gene gill grant gray grey gust hale harm hart hays heath iris jade jean joss june kerr lacy lance lark lars lola lucia luna maria marina mario mark marsh melia miles mina mira moss myra nana neva nick nova olive opal otto page patty pearl penny perry pierce poppy quill rain ramon reed rhea rich robin rock rocky rolf ruby rusty sandy shay sherry skip sonny stan sterling stone storm sunny tate tess theta thorn tori trace tracy tyre vance vera vita wade ward wells west wiley will winter wolf york zion dona".split()
)


def _is_heading_word(lexicon: Lexicon, key: str) -> bool:
    key = key.removesuffix("'s")
    return key in ROLE_WORDS or (lexicon.is_word(key) and not lexicon.is_name(key))


def _shouting(text: str, tokens: list[Token]) -> set[int]:
    """Starts of the words on lines written in capitals, where a capital says nothing."""
    found: set[int] = set()
    position = 0
    for line in text.split("\n"):
        letters = [c for c in line if c.isalpha()]
        words = [w for w in line.split() if any(c.isalpha() for c in w)]
        if len(letters) >= 8 and len(words) >= 2 and sum(c.isupper() for c in letters) > 0.7 * len(letters):
            found.update(range(position, position + len(line)))
        else:
            for run in re.finditer(r"(?<!\w)[A-Z][A-Z'&]+(?:[ ,/]+[A-Z][A-Z'&]+){3,}", line):
                found.update(range(position + run.start(), position + run.end()))
        position += len(line) + 1
    return {t.start for t in tokens if t.start in found}


def _title_case(text: str, tokens: list[Token]) -> set[int]:
    """Starts of the words of heading lines where every longer word has a capital, so that capitals of words say little."""
    found: set[int] = set()
    position = 0
    for line in text.split("\n"):
        words = list(re.findall(r"[^\W\d_]{4,}", line))
        if len(words) >= 3 and all(w[0].isupper() for w in words) and not line.rstrip().endswith((".", ",")) and len(line) < 90:
            found.update(range(position, position + len(line)))
        position += len(line) + 1
    return {t.start for t in tokens if t.start in found}


def is_lowered(text: str) -> bool:
    """Whether the writer leaves capitals out: hardly any sentence or name begins with one."""
    words = re.findall(r"[^\W\d_]{2,}", text)
    capitals = sum(w[0].isupper() for w in words)
    return bool(words) and capitals <= max(1, len(words) // 25)
