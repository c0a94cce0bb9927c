"""Text as a detector wants to read it, with every character's way back to the original.

`normalise` changes lengths (joins broken words, drops invisible characters) and keeps a map; the repairs after it are
character for character, so that one map serves them all.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass

_PLAIN = {
    **dict.fromkeys("‘’‚‛′`´ʼ＇", "'"),
    **dict.fromkeys("“”„‟″＂«»", '"'),
    **dict.fromkeys("‐‑‒–—―−﹣－", "-"),
    **dict.fromkeys("\u00a0\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000", " "),
}
_DROPPED = frozenset("\u00ad\u200b\u200c\u200d\u2060\ufeff\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
_BROKEN_WORD = re.compile(r"(?<=[^\W\d_])-[ \t]*\n[ \t>]*(?=[a-z])")
_DIGITS_FROM = str.maketrans({"O": "0", "o": "0", "l": "1", "I": "1", "|": "1", "S": "5", "B": "8", "Z": "2"})
_LETTERS_FROM = str.maketrans({"0": "o", "1": "l", "3": "e", "4": "a", "5": "s", "|": "l", "8": "b", "6": "b", "9": "g"})
_NUMERIC = re.compile(r"(?<![^\W_])[0-9OolISBZ|][0-9OolISBZ|/.\-]*[0-9OolISBZ|](?![^\W_])")
_MONTH_NEXT = re.compile(r"[ ](?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]*\b")
_MIXED = re.compile(r"(?<![\w@/.\-])(?=[\w|']*[^\W\d_])(?=[\w|']*[0134568|])[^\W_][\w|']*[^\W_](?![\w@/]|\.\w)")


@dataclass(frozen=True, slots=True)
class View:
    """A reading of an original text. `starts[i]` and `ends[i]` bound the original characters behind `text[i]`."""

    text: str
    starts: tuple[int, ...]
    ends: tuple[int, ...]

    def locate(self, start: int, end: int) -> tuple[int, int]:
        """The half-open span of the original behind the half-open, non-empty span `start`, `end` of this view."""
        return self.starts[start], self.ends[end - 1]


def normalise(text: str) -> View:
    """Compose characters (NFC, full-width forms), plain quotes, dashes and spaces, no invisible characters, and words
    that a line break cut in two joined again."""
    if text.isascii() and "-" not in text:
        return View(text, tuple(range(len(text))), tuple(range(1, len(text) + 1)))
    out: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    skipped: set[int] = set()
    for match in _BROKEN_WORD.finditer(text):
        skipped.update(range(match.start(), match.end()))
    for index, char in enumerate(text):
        if index in skipped or char in _DROPPED:
            continue
        if char.isascii():
            piece = char
        elif unicodedata.combining(char) and out and len(joined := unicodedata.normalize("NFC", out[-1] + char)) == 1:
            out[-1], ends[-1] = joined, index + 1
            continue
        else:
            piece = _PLAIN.get(char) or _plain_form(char)
        for part in piece:
            out.append(part)
            starts.append(index)
            ends.append(index + 1)
    return View("".join(out), tuple(starts), tuple(ends))


def _plain_form(char: str) -> str:
    """Full-width and ligature forms unfolded; other letters (accents included) stay."""
    if unicodedata.decomposition(char).startswith(("<wide>", "<compat>", "<font>", "<circle>")):
        return unicodedata.normalize("NFKC", char)
    return char


def fold(name: str) -> str:
    """Lower case without accents: the key of the word lists."""
    if name.isascii():
        return name.lower()
    flat = unicodedata.normalize("NFD", name.replace("’", "'").lower())
    return "".join(c for c in flat if not unicodedata.combining(c))


def repair_digits(text: str) -> str:
    """Letters that a scanner put for digits inside numbers ("l2/O4/2O15"), same length."""

    def repair(match: re.Match[str]) -> str:
        token = match[0]
        digits = sum(c.isdigit() for c in token)
        letters = sum(c.isalpha() or c == "|" for c in token)
        if len(token) == 2 and digits == 1 and _MONTH_NEXT.match(text, match.end()):
            return token.translate(_DIGITS_FROM)
        return token.translate(_DIGITS_FROM) if letters and digits >= 2 and digits >= letters else token

    return _NUMERIC.sub(repair, text)


def repair_letters(text: str, known: Callable[[str], bool]) -> str:
    """Digits that a scanner put for letters inside words ("Ol1via"), same length; `known` says what is a word or name.

    A token is changed when the repaired form is known, or when it is a long word with few digits in the middle of it.
    """

    def repair(match: re.Match[str]) -> str:
        token = match[0]
        fixed = token.translate(_LETTERS_FROM)
        digits = sum(c.isdigit() or c == "|" for c in token)
        if re.fullmatch(r"\d+[a-z]{1,4}", token):
            return token
        if re.match(r"0'[A-Z]", token) and digits <= 2:
            return fixed[0].upper() + fixed[1:]
        if token[0].isdigit() or token[0] == "|":
            fixed = fixed[0].upper() + fixed[1:]
        if digits * 2 > len(token) or not fixed.replace("'", "").isalpha():
            return token
        if known(fold(fixed)) or ("1" in token and known(fold(token.replace("1", "i").translate(_LETTERS_FROM)))):
            return fixed
        inside = any(c.isdigit() for c in token[:-1]) and token[-1].islower()
        return fixed if inside and digits <= 2 and len(token) >= 4 and token[1:].lower() == token[1:] else token

    return _MIXED.sub(repair, text)
