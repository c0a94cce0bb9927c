"""What a name in a question stands for when it is public: a work, a law, a body, an author, an official."""

from __future__ import annotations

import re
from collections.abc import Iterator

from assistant.identifiers import PUBLISHED_FORM
from assistant.name_slots import FRAME, SURE_AFTER, SURE_BEFORE
from assistant.privacy.names import Lexicon, fold
from assistant.privacy.phrases import Phrases
from assistant.privacy.public import Public
from assistant.spans import POSSESSIVE, WORD, Span, left_of, merge, without_apostrophes

ABOUT = r"(?!is\b|was\b|has\b|had\b|did\b|does\b|will\b|who\b|said\b|told\b|and\b|in\b|at\b|from\b|on\b|to\b|for\b|family\b|referral\b|case\b|the\b|a\b|her\b|his\b|needs?\b|my\b|our\b)[a-zA-Z-]+"
TOPIC = r"(?:neglect|attachment|reflect\w+|assessment|supervision|resilience|trauma|thresholds?|decision|risks?|harm|abuse|research|learning|practice|professional|cultures?|errors?|bias|child development|parenting|poverty|adolescen\w+|exploitation|grooming|stages?|power|ethics|team\w*|critical|intuition|curiosity|disguised|child-centred|the voice|systems)"
WORK = (
    r"(?:(?:reflective|learning|ecological|attachment|training|four|five|six|three|two|stage|practice|assessment) )*"
    r"(?:models?|theor(?:y|ies)|cycles?|frameworks?|ladders?|hierarch(?:y|ies)|levels?|stages?|preconditions?|law|laws|rule|rules|definitions?|typology|"
    r"principles?|tests?|taxonomy|wheel|triangle|matrix|scale|continuum|guidelines?|syndrome|disease|disorder|sign|reflex|score|criteria|classification|lymphoma|palsy|encephalopathy|chorea|checklist|inventory|protocol|index|toolkit|tool|"
    r"resources|podcast|website|helpline|research|study|studies|paper|lectures?|textbook)\b"
)
AFTER_PUBLIC = re.compile(
    rf"^(?:['’]s|['’]|s)?(?: (?:and|&) [^\W\d_][\w'-]+(?:['’]s)?)?,? (?:{WORK}|case (?:about|on|established|decided|held|law|ruling|judgment|principle)\b(?! (?:him|her|them|his|their|the (?:child|family|mother|girl|boy)))|on {TOPIC}\b|inquir(?:y|ies)\b|inquests?\b|children['’]s (?:trust|services|social care|partnership|hospital|centre)\b|enquiry\b|judgment\b|ruling\b|act\b|bill\b|"
    rf"et al\b|(?<!['’]s )(?:{ABOUT} ){{1,2}}{WORK}|v\.? |\(?(?:19|20)\d\d[a-z]?\)|and colleagues\b|(?:kc |qc )?(?:review|report|audit|commission)(?: (?:recommend\w*|findings?|found|says?|said|conclu\w+|on|into|of)\b|\W*$)|"
    r"(?:have|has|publish\w*|offer|offers|provide|provides|run|runs) (?:a |an |any |its own |their own )?(?:safeguarding |child protection )?(?:policy|policies|procedures?|training|helpline|scheme|guidance|courses?)\b|do about safeguarding\b)",
    re.I,
)
BODY = (
    r"(?:Trust|Foundation|University|Council|Society|Institute|Association|Charity|Ambulance|Centre|Center|"
    r"Hospital|Infirmary|Police|Ltd|plc|Partnership|Board|Fund|Service|Services|Programme|Project|Academy|Academies|School|Primary|College|Nursery|Surgery|"
    r"Church|Parish|Cathedral|Estate|House|Lodge|Court|Ward|Unit|Clinic|Practice|FC|United|Rovers|Group|Network|Road|Street|Close|Avenue|Lane|Gardens|Row|Drive|Crescent|Terrace|Valley|River|Park)"
)
AFTER_BODY = re.compile(rf"^(?:['’]s)?(?: [A-Z&][\w'-]*| and| of| for)*? {BODY}\b")
AFTER_AREA = re.compile(
    r"^(?:['’]s)? (?:city |county |borough |district |local )?(?:council|school|primary|hospital|police|college|academy|nursery|surgery|church|estate|borough|county|partnership|procedures|area|lado|mash)\b",
    re.I,
)
AFTER_TOPIC = re.compile(
    r"^ (?:\w+ ){0,2}?(?:forms?|guidance|polic(?:y|ies)|powers|process|procedures?|timescales?|thresholds?|criteria|training|template|website|helpline|app|role|definition|meaning|requirements|system|rules|toolkit|assessment tool)\b",
    re.I,
)
IS_BODY = re.compile(rf" {BODY}s?$")
BEFORE_PUBLIC = re.compile(
    r"(?:\b(?:professor|prof|lord|baroness|lady|dame|sir|lord justice|mr justice|mrs justice|ms justice|secretary of state(?: for [\w' ]{3,30})?|"
    r"(?:education|home|health|justice|prime|shadow|children's|first|care|safeguarding|schools) (?:secretary|minister)|minister|commissioner(?: for [\w' ]{3,30})?|"
    r"chief inspector|president of the family division|chief social worker|the work of|according to|(?:model|theory|framework|approach|cycle|work|research|book|paper|study) (?:by|of|from)|what (?:did|does|do) (?:dr|doctor)\.?|held in|decided in|ruling in|judgment in|research by|model of|theory of|author)|"
    r"\b(?:re|in re) |\bv\.? )\s?$",
    re.I,
)
PUBLISHES = re.compile(r"^ (?:find|found|argue|recommend|conclude|write|publish|propose|suggest|discover|research)s?\b", re.I)
HONOURS = frozenset("baroness lord lady dame sir professor prof".split())
FIRST_NAMES = re.compile(r"(?:[A-Z][\w'-]+ ){1,3}$")


class PublicNames:
    """Public names in a question, by the list of public names and by the words around them."""

    def __init__(self, lexicon: Lexicon, public: Public, places: frozenset[str]) -> None:
        self._lexicon, self._public, self._places = lexicon, public, places
        lower = {p.lower().replace("'", "") for p in _phrases() if " " in p}
        # Public surnames typed in lower case ("kolb stages"); with a capital the list of phrases finds them.
        self.surnames = frozenset(
            fold(words[-1])
            for p in _phrases()
            if (words := p.split()) and len(words) < 3 and words[-1].isalpha() and not lexicon.is_word(fold(words[-1]))
        )
        self._lower = Phrases(lower)

    def is_public_use(self, text: str, start: int, end: int) -> bool:
        """Whether the words at `start`, `end` stand for a work, a body or an abbreviation, or are a published number."""
        shown, before, after = text[start:end], left_of(text, start), text[end:]
        possessive = POSSESSIVE.search(shown)
        if possessive:
            shown, after = shown[: possessive.start()], shown[possessive.start() :] + after
        titled = re.match(r"(?:Professor|Prof|Lord|Baroness|Lady|Dame|Sir|Dr)\.? ", shown)
        if titled:
            shown, before = shown[titled.end() :], before + titled[0]
        if (
            not SURE_AFTER.match(after)
            and not FRAME.match(after)
            and (BEFORE_PUBLIC.search(before) and (not re.search(r"\bdr\.? $", before, re.I) or PUBLISHES.match(after)))
        ):
            return True
        if FRAME.match(after):
            return False
        if self.is_beside_public(text, start) or (shown.islower() and fold(shown) in self.surnames and not SURE_BEFORE.search(before)):
            return True
        if (
            PUBLISHED_FORM.match(shown)
            or AFTER_PUBLIC.match(after)
            or (shown[:1].isupper() and (AFTER_BODY.match(after) or IS_BODY.search(shown)))
        ):
            return True
        if SURE_BEFORE.search(before) or SURE_AFTER.match(after):
            return False
        if shown.isupper() and " " not in shown and len(shown) < 6 and not text.isupper():
            return True
        return shown.islower() and all(self._lexicon.is_word(fold(word)) for word in WORD.findall(shown))

    def spans(self, text: str) -> list[Span]:
        """Every stretch that names somebody or something public."""
        found = [span for span in self._public.spans(text, case=False) if not self._is_judged(text[slice(*span)])]
        bare, back = without_apostrophes(text.lower())
        found += [(back[m.start()], back[m.end() - 1] + 1) for m in self._lower.finditer(bare)]
        return merge(found)

    def _is_judged(self, shown: str) -> bool:
        """ "X competent" of a private X, which reads like the name of the test."""
        return shown.lower().endswith("competent") and not self._public.phrases.search(shown)

    def with_first_names(self, text: str, start: int, end: int) -> Span:
        """A public name with its title and first names taken in."""
        found = FIRST_NAMES.search(left_of(text, start))
        words = found[0].split() if found else []
        while words and fold(words[0]) not in HONOURS and fold(words[0]) not in self._lexicon.given:
            words = words[1:]
        return (start - len(" ".join([*words, ""])) if words else start), end

    def is_beside_public(self, text: str, start: int) -> bool:
        """The second of two authors, the first of whom is public."""
        pair = re.search(r"([^\W\d_][\w'-]+) (?:and|&) $", left_of(text, start))
        return pair is not None and pair[1][:1].isupper() and fold(pair[1]) in self.surnames


def _phrases(*lists: str) -> Iterator[str]:
    import tomllib
    from importlib.resources import files

    table = tomllib.loads((files("assistant.privacy") / "public_names.toml").read_text(encoding="utf-8"))
    for name in lists or ("phrases", "bodies"):
        yield from table[name]
