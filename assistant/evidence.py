"""What speaks for and against there being an answer among the passages found: figures between about 0 and 1, each one inspectable.

Three kinds. Closeness (how near the best passages and stretches are to the question) depends on the corpus and is put on its scale by
calibration. Coverage counts the question's words that the passages, or the whole corpus, lack. Mismatches are plain facts: a place,
a country, a year or a moment that the passages do not speak of, a sum, a number or a count asked for and none there.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence

from assistant.generation import label_passages
from assistant.lexicon import WORD, Lexicon, words_of
from assistant.ports import TermEncoder
from assistant.query import Query, QueryReader
from assistant.selection import WEIGHTS, Scorer, stretches_of
from assistant.types import Document, Filters, ScoredPassage

CLOSENESS = ("tokens", "stretch")
SMOOTHING = 2  # content words added to every question, so that one strange word in three does not decide alone
BEST = 3  # stretches looked at for what was asked for
_HOME = frozenset(("england", "wales", "scotland", "northern ireland", "uk", "united kingdom", "britain", "great britain"))
_ABROAD = re.compile(
    r"\b(?:americans?|australians?|germans?|french|spanish|italians?|irish|canadians?|dutch|swedish|norwegians?|danish|finnish|polish|indians?"
    r"|chinese|japanese|russians?|new zealanders?|u\.?s\.?a\.?|americas?|europe|european court|republic of ireland|hipaa)\b",
    re.I,
)
_NAME = re.compile(r"(?<=[a-z,;] )([A-Z][a-z]{2,})")
_LOCAL_BEFORE = re.compile(r"\b(?:in|at|near|around|for|under|across) (?:the )?$", re.I)
_LOCAL_AFTER = re.compile(
    r"(?:['’]s)?\s(?:[A-Z][a-z]+\s)?(?:council|county|borough|hospital|road|street|avenue|lane|school|academy|primary|college|trust|estate"
    r"|police|surgery|nursery|centre|center|MASH|LADO|MARAC|partnership|board|team)\b",
    re.I,
)
_POSSESSIVE = re.compile(r"['’]s?$")
_NORTHERN = re.compile(r"\bnorthern irish\b", re.I)
_MOMENT = re.compile(
    r"\b(?:(?:this|last|next|past) (?:year|month|term|week|weekend|summer|spring|autumn|winter)|today|tomorrow|yesterday"
    r"|(?:mon|tues|wednes|thurs|fri|satur|sun)days?|christmas|easter|new year's|right now)\b",
    re.I,
)
_MONEY = re.compile(
    r"\b(?:costs?|prices?|fees?|salary|wages?|how much (?:is|are|do|does|did|will|would|can|could|should)|compensation|fined?)\b", re.I
)
_MONEY_SHAPE = re.compile(r"£|\bpounds?\b|\bper cent\b|%", re.I)
_CONTACT = re.compile(
    r"\b(?:(?:phone|telephone|contact|mobile|helpline|team) numbers?|numbers? for|what(?:'s| is) (?:the|their) number|which number|what number"
    r"|e-?mail address|her email|his email|their email|postal address|opening (?:hours|times))\b",
    re.I,
)
_CONTACT_SHAPE = re.compile(r"\b(?:0\d[\d ]{7,}|999|101|111|112)\b|\S+@\S+|\b(?:am|pm)\b")
_COUNT = re.compile(r"\bhow many\s+((?:[\w-]+\s*){1,4})", re.I)
_NUMERAL = re.compile(r"\d|\b(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|half|all|no|none)\b", re.I)


class EvidenceReader:
    """Reads signals off a question and what was found for it. `is_place` knows towns, counties and countries in lower case."""

    def __init__(
        self,
        reader: QueryReader,
        scorer: Scorer,
        terms: TermEncoder,
        lexicon: Lexicon,
        documents: Callable[[], Mapping[str, Document]],
        is_place: Callable[[str], bool] = frozenset[str]().__contains__,
    ) -> None:
        self._reader, self._scorer, self._terms, self._lexicon = reader, scorer, terms, lexicon
        self._documents, self._is_place = documents, is_place

    def read(self, text: str, filters: Filters, found: Sequence[ScoredPassage]) -> dict[str, float]:
        """Every signal by name."""
        query = self._reader.read(text, filters)
        shown = label_passages(found, self._documents())
        stretches = stretches_of(shown)
        rows = self._scorer.features(query.text, query.forms[-1], query, stretches, shown) if stretches else []
        scores = [sum(WEIGHTS[name] * value for name, value in row.items()) for row in rows]
        order = sorted(range(len(stretches)), key=lambda index: (-scores[index], index))[:BEST]
        best = " ".join(stretches[index].text for index in order)
        seen = " ".join(f"{item.title} {' '.join(item.passage.heading_path)} {item.passage.text}" for item in shown)
        unknown = self._unknown(query)
        named = [found for found in _NAME.finditer(text) if found[1].lower() in unknown]
        local = any(_LOCAL_BEFORE.search(text[: found.start()]) or _LOCAL_AFTER.match(text[found.end() :]) for found in named)
        return {
            "tokens": max((item.legs["tokens"].score for item in found if "tokens" in item.legs), default=0.0),
            "stretch": max((row["meaning"] for row in rows), default=0.0),
            "unknown": len(unknown) / (len(self._content(query.text)) + SMOOTHING),
            "named": float(bool(named) and not local),
            "place": float(local or self._elsewhere(text, seen)),
            "year": float(any(str(year) not in seen for year in query.wording.years)),
            "moment": float(any(moment[0].lower() not in best.lower() for moment in _MOMENT.finditer(text))),
            "kind": float(_lacks_kind(text, best, self._stems)),
        }

    def _content(self, text: str) -> list[str]:
        """The words that are no stop words."""
        return [word for word in dict.fromkeys(words_of(text)) if self._terms.encode_query(word).indices]

    def _unknown(self, query: Query) -> set[str]:
        """Content words that stand nowhere in the corpus and that the glossary does not explain."""
        explained = {word for item in query.found for word in words_of(item.term)}
        return {
            word
            for word in self._content(query.text)
            if word not in explained and not any(self._lexicon.terms.get(term) for term in self._terms.encode_query(word).indices)
        }

    def _elsewhere(self, text: str, seen: str) -> bool:
        """Whether the question names a country or town that the passages found do not."""
        held = seen.lower()
        abroad = [found[0].lower() for found in _ABROAD.finditer(_NORTHERN.sub("", text))]
        if any(name not in held for name in abroad):
            return True
        found = list(WORD.finditer(text))
        for length in (3, 2, 1):
            for start in range(len(found) - length + 1):
                first, last = found[start], found[start + length - 1]
                name = _POSSESSIVE.sub("", text[first.start() : last.end()]).lower()
                if name in _HOME or name in held or not self._is_place(name):
                    continue
                # Many towns are also names and everyday words: one word alone is a place only where it stands like one.
                if length > 1 or _LOCAL_BEFORE.search(text[: first.start()]) or _LOCAL_AFTER.match(text[last.end() :]):
                    return True
        return False

    def _stems(self, text: str) -> frozenset[int]:
        return frozenset(self._terms.encode_query(text).indices)


def _lacks_kind(text: str, best: str, stems: Callable[[str], frozenset[int]]) -> bool:
    """Whether the question asks for a sum, a way to reach someone or a count that the best stretches do not hold."""
    if (
        _MONEY.search(text)
        and re.search(r"\b(?:how much|cost|costs|price|fee|fees|salary|compensation)\b", text, re.I)
        and not _MONEY_SHAPE.search(best)
    ):
        return True
    if _CONTACT.search(text) and not _CONTACT_SHAPE.search(best):
        return True
    counted = _COUNT.search(text)
    if counted:
        wanted = stems(counted[1])
        near = (best[max(0, found.start() - 40) : found.end() + 60] for found in _NUMERAL.finditer(best))
        return bool(wanted) and not any(wanted & stems(place) for place in near)
    return False
