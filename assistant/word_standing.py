"""What the word lists say of one word of a question: a name for certain, perhaps, an ordinary word, or neither."""

from __future__ import annotations

import re
from importlib.resources import files

from assistant.name_slots import FRAME, SURE_BEFORE
from assistant.privacy.names import Lexicon, fold
from assistant.privacy.public import Public
from assistant.public_use import HONOURS
from assistant.scripts import is_foreign_script
from assistant.spans import POSSESSIVE, Span, inside, left_of, mid_sentence

_CONTRACTION = re.compile(r"['’](?:m|re|ve|ll|d|t)$", re.I)
_DEMONYMS = frozenset(
    "african american asian european british english welsh scottish irish black white caribbean arab indian chinese muslim christian jewish catholic sikh hindu gypsy roma traveller polish romanian nigerian somali ghanaian eritrean ethiopian sudanese syrian afghan iraqi iranian kurdish turkish albanian ukrainian russian lithuanian latvian bulgarian hungarian czech slovak portuguese brazilian vietnamese thai filipino pakistani bangladeshi bengali tamil nepali jamaican congolese zimbabwean gambian ugandan kenyan french german italian spanish greek dutch american".split()
)
_ENGLISH_ENDING = re.compile(r"(?:ings?|ments?|tions?|ness|ities|ances?|ences?|able|ally|ical|ships?|ists?|isms?|fully|ing)$")
_SHORT = frozenset("a i to of in is it on at as be by do he if me my no or so up us we an am go".split())


class WordStanding:
    """Looks words up. `surnames` are public ones, which alone name nobody private."""

    def __init__(self, lexicon: Lexicon, public: Public, surnames: frozenset[str]) -> None:
        self._lexicon, self._public, self._surnames = lexicon, public, surnames
        self._modern = frozenset((files("assistant.privacy") / "data" / "modern_words.txt").read_text(encoding="utf-8").split())

    def known(self, word: str) -> bool:
        """Ordinary English or a public word; `word` in lower case."""
        key = fold(word)
        return self._lexicon.is_word(key) or key in self._lexicon.rare or key in self._modern

    def strange(self, word: str) -> bool:
        """Neither an ordinary word nor a slip of the pen for one; `word` in lower case."""
        key = fold(word)
        return not self.known(key) and not self.slip(key)

    def of(self, text: str, word: re.Match[str], shouting: bool, taken: list[Span]) -> str:
        """What the lists say of one word: strong, weak or unknown name, foreign script, or '' for no name."""
        if inside(word.span(), taken) or text[word.start() - 1 : word.start()].isdigit() or text[word.end() : word.end() + 1].isdigit():
            return ""
        shown = POSSESSIVE.sub("", word[0])
        key = fold(shown)
        if _CONTRACTION.search(shown) or key in _DEMONYMS or key.removesuffix("s") in _DEMONYMS:
            return ""
        if not shown.isascii() and not any("a" <= c <= "z" for c in key) and any(c.isalpha() and ord(c) > 0x24F for c in shown):
            return "script" if not is_foreign_script(text) else ""
        if (
            len(key) < 2
            or key in self._public.words
            or key in self._modern
            or key.removesuffix("s") in self._modern
            or key in self._public.not_names
            or key.removesuffix("s") in self._public.not_names
        ):
            return ""
        capital = shown[:1].isupper() and not shouting and not (shown.isupper() and len(shown) < 6)
        lexicon = self._lexicon
        if re.fullmatch(r"[A-Z]{2,}s", shown) or (shouting and len(key) < 5 and not lexicon.is_strong_given(key)):
            if lexicon.is_name(key) and lexicon.is_word(key):
                return "common"
            return (
                "unknown"
                if len(key) == 4 and shouting and not lexicon.is_word(key) and SURE_BEFORE.search(left_of(text, word.start()))
                else ""
            )
        if shown.isupper() and not shouting:
            if len(shown) < 4 or not re.search(r"[AEIOUY]", shown):
                return ""
            if not lexicon.is_strong(key):
                return "shouted" if len(shown) > 4 and not lexicon.knows(key) and not lexicon.is_word(key) else ""
            if len(shown) < 6 and not lexicon.is_strong_given(key):
                return "shouted"
        if key in self._surnames and (shown.islower() or not lexicon.is_strong_given(key)):
            before, after = left_of(text, word.start()), text[word.end() - (len(word[0]) - len(shown)) :]
            if not (SURE_BEFORE.search(before) or FRAME.match(after)):
                return ""
        if key in HONOURS:
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
                return "unknown" if not self.slip(key) or mid_sentence(text, word.start()) else "slip"
            return "slip" if self.slip(key) or _ENGLISH_ENDING.search(key) else "unknown"
        if lexicon.is_name(key) and (capital or lexicon.is_strong(key)):
            return "weak"
        if lexicon.is_name(key) or key in lexicon.rare:
            return "common"
        return "capital" if capital and mid_sentence(text, word.start()) else ""

    def is_foreign(self, text: str) -> bool:
        """Whether most lower-case words are no English: five or more of them, most of them unknown."""
        words = [fold(word) for word in re.findall(r"(?<![\w'’-])[^\W\d_A-Z][^\W\d_]*", text) if word.islower()]
        strange = [word for word in words if (not self.known(word) and not self.slip(word)) or (len(word) < 3 and word not in _SHORT)]
        return len(strange) > 2 and len(strange) >= (0.6 if len(words) > 4 else 0.7) * len(words)

    def slip(self, key: str, words: frozenset[str] | None = None) -> bool:
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
