"""What can be said of each word from its letters, its neighbours on the line and the word lists: the tagger's plain features.

The encoder behind the tagger reads no capitals, so letter case is told here, together with what the lists know.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

import numpy as np

from assistant.ports import FloatArray
from assistant.privacy.names import Lexicon, fold

WORD = re.compile(r"\w+|[^\w\s]")
NAMES = (
    "lower", "upper", "one-capital", "capital", "mixed-case", "digits", "digit-count", "letters-and-digits", "sign",
    "full-stop", "comma", "colon", "bracket", "apostrophe", "dash", "quote", "opens-line", "opens-sentence", "joined-to-last",
    "given-name", "surname", "ordinary", "rare-word", "only-a-name", "unknown", "place", "one-character", "length", "in-word-list",
    "share-lower", "share-upper", "capital-elsewhere", "lower-elsewhere",
)  # fmt: skip
_AT = {name: index for index, name in enumerate(NAMES)}
_SIGNS = {".": "full-stop", ",": "comma", ";": "comma", ":": "colon", "(": "bracket", ")": "bracket", "[": "bracket", "]": "bracket"} | {
    "'": "apostrophe", "’": "apostrophe", "-": "dash", "–": "dash", "/": "dash", '"': "quote", "“": "quote", "”": "quote"
}  # fmt: skip
_OPENERS = frozenset('.!?:;•-–—|"“(')


def split_words(text: str) -> list[tuple[int, int]]:
    """Half-open offsets of words, numbers and single signs."""
    return [m.span() for m in WORD.finditer(text)]


def describe(text: str, words: Sequence[tuple[int, int]], lexicon: Lexicon, places: Mapping[str, str]) -> FloatArray:
    """One row of `NAMES` for each word; 0 or 1 where not said otherwise.

    "capital-elsewhere" tells that the same word stands with a capital inside a sentence of this text, which marks the name
    that also opens sentences; "lower-elsewhere" that it also stands in small letters.
    """
    forms = [text[start:end] for start, end in words]
    keys = [fold(form) for form in forms]
    opens = [
        index == 0 or "\n" in text[words[index - 1][1] : words[index][0]] or forms[index - 1] in _OPENERS for index in range(len(words))
    ]
    letters = [form for form in forms if form.isalpha()]
    small = sum(map(str.islower, letters)) / max(1, len(letters))
    large = sum(form.isupper() and len(form) > 1 for form in letters) / max(1, len(letters))
    capital = {key for key, form, first in zip(keys, forms, opens, strict=True) if form[:1].isupper() and form[1:].islower() and not first}
    lower = {key for key, form in zip(keys, forms, strict=True) if form.islower()}
    known: dict[str, tuple[str, ...]] = {}
    rows = np.zeros((len(words), len(NAMES)), np.float32)
    for index, (form, key) in enumerate(zip(forms, keys, strict=True)):
        if key not in known:
            known[key] = tuple(_listed(key, form, lexicon, places))
        said = [*_shape(form), *known[key]]
        gap = text[words[index - 1][1] : words[index][0]] if index else "\n"
        said += ["opens-line"] * ("\n" in gap) + ["opens-sentence"] * opens[index] + ["joined-to-last"] * (not gap)
        said += ["capital-elsewhere"] * (key in capital) + ["lower-elsewhere"] * (key in lower)
        rows[index, [_AT[name] for name in said]] = 1.0
        rows[index, _AT["length"]] = min(len(form), 12) / 12
        if form.isdigit():
            rows[index, _AT["digit-count"]] = min(len(form), 12) / 4
    rows[:, _AT["share-lower"]], rows[:, _AT["share-upper"]] = small, large
    return rows


def _shape(form: str) -> list[str]:
    one = ["one-character"] if len(form) == 1 else []
    if form.isalpha():
        if form.islower():
            return ["lower", *one]
        if form.isupper():
            return ["upper"] if len(form) > 1 else ["one-capital", *one]
        return ["capital"] if form[1:].islower() else ["mixed-case"]
    if form.isdigit():
        return ["digits", *one]
    if form[0].isalnum() or "_" in form:
        return ["letters-and-digits"]
    return ["sign", *one, *([_SIGNS[form]] if form in _SIGNS else [])]


def _listed(key: str, form: str, lexicon: Lexicon, places: Mapping[str, str]) -> list[str]:
    if not form.isalpha():
        return []
    given, surname, word, rare = key in lexicon.given, key in lexicon.surnames, lexicon.is_word(key), key in lexicon.rare
    said = {
        "given-name": given,
        "surname": surname,
        "ordinary": word,
        "rare-word": rare,
        "only-a-name": (given or surname) and not word,
        "unknown": not (given or surname or word or rare),
        "place": key in places,
        "in-word-list": key in lexicon.words,
    }
    return [name for name, is_so in said.items() if is_so]
