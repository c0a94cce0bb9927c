"""Finding words exactly: the canonical form of a text, and where a quote stands in it, as offsets into the text as stored."""

from __future__ import annotations

import re
import unicodedata

from assistant.sentences import split_sentences

_INK = re.compile(r"\S+")
_PLAIN = str.maketrans(dict.fromkeys("‘’", "'") | dict.fromkeys("“”", '"') | dict.fromkeys("–—‑‐", "-") | dict.fromkeys("\u00ad\u200b"))


def find_quote(text: str, quote: str) -> tuple[int, int] | None:
    """Offsets of `quote` in `text` after normalisation of both, on whole words; None when it is not there."""
    wanted = canonical(quote)
    if not wanted:
        return None
    plain, origin = canonical_map(text)
    start = plain.find(wanted)
    while start >= 0:
        end = start + len(wanted)
        if _whole(plain, start, end):
            return origin[start], origin[end - 1] + 1
        start = plain.find(wanted, start + 1)
    return None


def whole_sentences(text: str, start: int, end: int) -> tuple[int, int]:
    """The offsets widened to the sentences they touch, so that no quote is cut before its "not" or "unless".

    Offsets that leave out only marks at the edges (a bullet, a closing stop) are returned as they are.
    """
    touched = [(low, high) for low, high in split_sentences(text) if low < end and start < high]
    if not touched:
        return start, end
    low, high = min(start, touched[0][0]), max(end, touched[-1][1])
    cut = any(character.isalnum() for character in text[low:start] + text[end:high])
    return (low, high) if cut else (start, end)


def canonical(text: str) -> str:
    """NFKC, typographic quotes and dashes made plain, every run of white space one space, none at the ends."""
    return canonical_map(text)[0]


def canonical_map(text: str) -> tuple[str, list[int]]:
    """The canonical form, and for each of its characters the offset in `text` that it came from."""
    if text.isascii():  # nothing to normalise but white space, and most guidance is
        spans = [found.span() for found in _INK.finditer(text)]
        plain = " ".join(text[start:end] for start, end in spans)
        return plain, [offset for start, end in spans for offset in range(start, end + 1)][: len(plain)]
    out: list[str] = []
    origin: list[int] = []
    index = 0
    while index < len(text):
        end = index + 1
        while end < len(text) and unicodedata.combining(text[end]):
            end += 1
        for character in unicodedata.normalize("NFKC", text[index:end]).translate(_PLAIN):
            if character.isspace():
                if not out or out[-1] == " ":
                    continue
                character = " "
            out.append(character)
            origin.append(index)
        index = end
    if out and out[-1] == " ":
        out.pop()
        origin.pop()
    return "".join(out), origin


def _whole(text: str, start: int, end: int) -> bool:
    before = start == 0 or not (text[start - 1].isalnum() and text[start].isalnum())
    after = end == len(text) or not (text[end - 1].isalnum() and text[end].isalnum())
    return before and after
