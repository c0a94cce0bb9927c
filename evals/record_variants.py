"""Variants of a marked-up record for learning: other people, other numbers, other letter case, the same story.

A tagger that sees each record once learns its names; one that sees it with the names changed learns where names stand.
"""

from __future__ import annotations

import importlib
import pkgutil
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from random import Random
from typing import Any

from assistant.privacy.names import fold, load_lexicon
from assistant.privacy.places import load_places

Record = Mapping[str, Any]
_WORD = re.compile(r"[^\W\d_]+(?:['’\-][^\W\d_]+)*")
_KEPT = frozenset("child baby family the nan mum dad mrs miss from and bin van der de la von al el".split())
_NUMBERED = frozenset(
    {"DATE", "DOB", "DATE_OF_BIRTH", "AGE", "ADDRESS", "POSTCODE", "PHONE", "NHS_NUMBER", "CASE_REF", "BANK", "REFERENCE"}
)
# Shares of variants in which all letters are small, all large, or the people's names alone have lost their capitals.
SMALL, LARGE, SMALL_NAMES = 0.10, 0.05, 0.07
# Share of variants that are half anonymised already, and of the spans in one that are: the pass reads its own output again.
DONE, DONE_SPANS = 0.15, 0.7
WORD_NAMES, LISTED_NAMES = 0.18, 0.22  # shares of new names that are also words, and that come from the word lists; the rest are Faker's
_PLACEHOLDERS: Mapping[str, Sequence[str]] = {
    "PERSON": ("[CHILD A]", "[CHILD B]", "[MOTHER OF A]", "[FATHER OF B]", "[PERSON 1]", "[PERSON 2]", "[ADULT 3]", "[PROFESSIONAL 2]"),
    "AGE": ("[aged 5 to 10]", "[secondary school age]", "[aged 26 to 39]", "[aged under 1]"),
    "DATE": ("[March 2021]", "[2019]", "[October]", "[winter 2022]"),
    "DOB": ("[date of birth]",),
    "PLACE": ("[a town in England]", "[a town in Wales]", "[a place abroad]", "[place]"),
    "SCHOOL": ("[a primary school]", "[a secondary school]", "[a nursery]"),
    "HOSPITAL": ("[a hospital]",),
    "CONDITION": ("[a health condition]", "[health condition]"),
    "JOB": ("[job]",),
    "FAMILY": ("[family detail]",),
    "ADDRESS": ("[address]",),
    "PHONE": ("[phone number]",),
    "CASE_REF": ("[reference]",),
}


@dataclass(frozen=True)
class _Pools:
    given: Sequence[str]
    surnames: Sequence[str]
    word_given: Sequence[str]
    word_surnames: Sequence[str]
    origins: Sequence[tuple[Sequence[str], Sequence[str]]]
    places: Sequence[str]


@lru_cache(maxsize=1)
def _pools() -> _Pools:
    import faker.providers.person as people

    lexicon = load_lexicon()
    origins: list[tuple[Sequence[str], Sequence[str]]] = []
    for module in pkgutil.iter_modules(people.__path__):
        provider = importlib.import_module(f"{people.__name__}.{module.name}").Provider
        given = _names(provider, "first_names", "first_names_male", "first_names_female")
        surnames = _names(provider, "last_names", "last_names_male", "last_names_female")
        if len(given) > 50 and len(surnames) > 50:
            origins += [(given, surnames)] * (4 if module.name.startswith(("en_", "ga_")) else 1)
    either = lexicon.words | lexicon.rare
    return _Pools(
        sorted(lexicon.given),
        sorted(lexicon.surnames),
        sorted(lexicon.given & either),
        sorted(lexicon.surnames & either),
        origins,
        [place for place in sorted(load_places()) if place.isalpha()],
    )


def _names(provider: Any, *attributes: str) -> Sequence[str]:
    found: set[str] = set()
    for attribute in attributes:
        values = getattr(provider, attribute, ())
        for value in values if isinstance(values, (dict, list, tuple)) else ():
            name = value[0] if isinstance(value, tuple) else value
            if isinstance(name, str) and re.fullmatch(r"[A-Za-zÀ-ɏ'’\-]+", name):
                found.add(name)
    return sorted(found)


def vary(record: Record, random: Random) -> Record:
    """The record with its people renamed consistently, some digits and places changed and, sometimes, its capitals lost."""
    text, parts, spans = str(record["text"]), [], []
    names: dict[str, str] = {}
    done = random.random() < DONE
    read = position = 0
    for span in sorted(record["spans"], key=lambda s: int(s["start"])):
        before, value = text[read : span["start"]], text[span["start"] : span["end"]]
        start = position + len(before)
        if done and random.random() < DONE_SPANS:
            value = random.choice(_PLACEHOLDERS.get(str(span["type"]), ("[identifier]", "[distinguishing detail]")))
        else:
            value = _varied(str(span["type"]), value, names, random)
            spans.append({**span, "start": start, "end": start + len(value)})
        parts += [before, value]
        position, read = start + len(value), span["end"]
    changed = _recased("".join([*parts, text[read:]]), spans, random)
    return {"text": changed, "spans": spans}


def _varied(kind: str, value: str, names: dict[str, str], random: Random) -> str:
    if kind == "PERSON":
        last = [m.start() for m in _WORD.finditer(value)][-1:]
        alone = len(_WORD.findall(value)) == 1
        return _WORD.sub(lambda m: _renamed(m[0], not alone and m.start() in last, names, random), value)
    if kind == "PLACE" and re.fullmatch(r"[A-Z][a-z]+", value) and random.random() < 0.5:
        return random.choice(_pools().places).title()
    if kind in _NUMBERED and random.random() < 0.7:
        return re.sub(r"\d", lambda m: m[0] if m[0] in "01" or random.random() < 0.4 else str(random.randint(1, 9)), value)
    return value


def _renamed(word: str, as_surname: bool, names: dict[str, str], random: Random) -> str:
    key, lexicon = fold(word), load_lexicon()
    if len(word) < 3 or key in _KEPT:
        return word
    if key not in names:
        names[key] = _name(as_surname or (key in lexicon.surnames and key not in lexicon.given), random)
    new = names[key]
    if word.isupper():
        return new.upper()
    return new.lower() if word.islower() else new[:1].upper() + new[1:]


def _name(surname: bool, random: Random) -> str:
    pools, chance = _pools(), random.random()
    if chance < WORD_NAMES:
        return random.choice(pools.word_surnames if surname else pools.word_given)
    if chance < WORD_NAMES + LISTED_NAMES:
        return random.choice(pools.surnames if surname else pools.given)
    return random.choice(random.choice(pools.origins)[surname])


def _recased(text: str, spans: Sequence[Record], random: Random) -> str:
    """Letter case changed where that keeps every offset; otherwise the text as it is."""
    chance = random.random()
    if chance < SMALL:
        changed = text.lower()
    elif chance < SMALL + LARGE:
        changed = text.upper()
    elif chance < SMALL + LARGE + SMALL_NAMES:
        inside = {i for s in spans if s["type"] == "PERSON" for i in range(s["start"], s["end"])}
        changed = "".join(c.lower() if i in inside else c for i, c in enumerate(text))
    else:
        return text
    return changed if len(changed) == len(text) else text
