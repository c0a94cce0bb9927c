"""Reads through disguises: invisible and look-alike characters, spelled-out words, digits for letters, and common encodings.

A question is read as a person would see it (`plain`), and every hidden text found in it is read as well. A disguise that
decodes to words is itself a reason to refuse: nobody asks about guidance in base64.
"""

from __future__ import annotations

import base64
import binascii
import codecs
import html
import re
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from urllib.parse import unquote

_QUOTES = str.maketrans(dict.fromkeys("‘’‛′`´ʼ＇", "'") | dict.fromkeys("“”„‟″«»", '"') | dict.fromkeys("‐‑‒–—―−﹣", "-"))
# Letters of other alphabets that a reader takes for the Latin letter beside them (Unicode confusables, the common ones).
_LOOK_ALIKE = str.maketrans(
    "аеорсухіјѕԁһӏԛԝвнкмтАВЕКМНОРСТУХІЈЅԌԚԜΑΒΕΖΗΙΚΜΝΟΡΤΥΧαικνορτυχεɑɡıʟℓᴏ",
    "aeopcyxijsdhlqwbhkmtABEKMHOPCTYXIJSGQWABEZHIKMNOPTYXaiknoptuxeagillo",
)
_NAMED_LETTER = re.compile(r"(?:LATIN (?:CAPITAL|SMALL) LETTER|SYMBOL LETTER|LETTER SMALL CAPITAL) ([A-Z])$")
_WORD = re.compile(r"[^\W_]+(?:'[^\W_]+)*")
_SPELLED = re.compile(r"(?<![^\W_])([^\W\d_](?:([ .\-_*/|,])[^\W\d_](?=\2|\W|$)){3,})(?![^\W_])")
_HYPHENED = re.compile(r"(?<![^\W_])[^\W\d_](?:[.\-_*|][^\W\d_]){2,}(?![^\W_])")
_LEET = str.maketrans("013457@$!|8", "oleastasilb")
_LEET_I = str.maketrans("013457@$!|8", "oieastasilb")
_MIXED = re.compile(r"(?<![\w/#.\-])(?=[^\s]*[^\W\d_])(?=[^\s]*[013457@$!|8])[^\W_@$!|]?[\w@$!|']*[^\W_](?![\w/@])")
_CODE_LIKE = re.compile(
    r"^(?:[a-z]{1,3}\d{1,4}[a-z]?|\d{1,4}(?:st|nd|rd|th|s|yo|y|yr|yrs|k|m|am|pm|g|mg|ml|hr|hrs|min|mins|wk|wks|d|h|x|%|in|of)|\d+[a-z]|ks\d|c\d+[a-z]?|[a-z]+\d{1,4}|\d+[a-z]+|\d+(?:x\d+)+)$",
    re.I,
)
_BASE64 = re.compile(r"(?<![\w+/=-])[A-Za-z0-9+/_-]{8,}={0,2}(?![\w+/=])")
_HEX = re.compile(r"(?<![\w-])(?:0x)?((?:[0-9a-fA-F]{2}[ :]?){5,})(?![\w-])")
_ESCAPED = re.compile(r"\\u([0-9a-fA-F]{4})|\\x([0-9a-fA-F]{2})")
_CIPHER_TALK = re.compile(
    r"\b(?:rot-?13|caesar|cipher|cypher|base ?64|hexadecimal|in hex|hex:|morse|leetspeak|decode|decrypt|backwards?|reversed?|spelled|spelt)\b",
    re.I,
)
_MORSE = re.compile(r"(?:[.\-·−]{1,5}[ /]+){4,}[.\-·−]{1,5}")
# Between these marks of direction a text is shown the other way round.
_TURNED = re.compile(r"\u202e([^\u202a-\u202e\u2066-\u2069\n]*)[\u202c\u2069]?")
_READABLE = (
    0.6  # share of long words known to the word list from which a text reads as English (own cases: 0.85 and up; rot13 of them: under 0.2)
)

Known = Callable[[str], bool]


@dataclass(frozen=True, slots=True)
class Readings:
    """A question as a reader sees it, the texts hidden in it, and whether letters were tampered with."""

    plain: str
    hidden: tuple[str, ...] = ()
    tampered: bool = False
    enciphered: bool = False


def read_through(text: str, known: Known) -> Readings:
    """All readings of a question. `known` says whether a folded word is ordinary English (or a public word)."""
    visible, tampered = _show(text)
    plain = _join_spelled(visible, known)
    tampered = tampered or plain != visible
    hidden: list[str] = []
    decoded = _decode_runs(plain)
    if decoded != plain:
        hidden.append(decoded)
    readable = max(_share_known(plain, known) + 0.35, _READABLE)
    if readable <= 1:  # what reads well has no better reading
        hidden += [turned for turned in (codecs.encode(plain, "rot13"), plain[::-1]) if readable <= _share_known(turned, known)]
    unleeted = _unleet(plain, known)
    enciphered = bool(hidden) or bool(_MORSE.search(plain)) or _is_leet(plain)
    if _CIPHER_TALK.search(plain) and any(_strange(word, known) for word in _WORD.findall(plain)):
        enciphered = True
    if unleeted != plain:
        tampered = True
        plain = unleeted
    return Readings(plain, tuple(hidden), tampered, enciphered)


def _show(text: str) -> tuple[str, bool]:
    """What was turned round turned back, compatibility forms folded, invisible characters dropped, look-alikes in Latin company Latin."""
    if text.isascii():
        return re.sub(r"[\x00-\x08\x0b-\x1f\x7f]", " ", text), False
    text, turned_round = _TURNED.subn(lambda found: found[1][::-1], text)
    tampered = bool(turned_round)
    out: list[str] = []
    for char in text:
        if char.isascii():
            out.append(char)
        elif "\U000e0020" <= char <= "\U000e007e":  # tags: ASCII that nobody sees
            tampered = True
            out.append(chr(ord(char) - 0xE0000))
        elif (
            unicodedata.category(char) in ("Cf", "Co", "Cn", "Cc")
            or char in "\u115f\u1160\u3164\uffa0\u034f"
            or 0xFE00 <= ord(char) <= 0xFE0F
        ):
            tampered = tampered or char not in "\ufeff\u200e\u200f"
        else:
            out.append(_plain_letter(char))
    shown = unicodedata.normalize("NFC", "".join(out)).translate(_QUOTES)
    shown = re.sub(r"([\u0300-\u036f])[\u0300-\u036f]+", r"\1", shown)
    latin = sum("a" <= c.lower() <= "z" for c in shown)

    def settle(match: re.Match[str]) -> str:
        word = match[0]
        if word.isascii():
            return word
        turned = word.translate(_LOOK_ALIKE)
        if turned == word:
            return word
        mixed = any("a" <= c.lower() <= "z" for c in word)
        return turned if mixed or (_is_latin(turned) and latin > len(word) * 2) else word

    settled = _WORD.sub(settle, shown)
    return settled, tampered or settled != shown


def _plain_letter(char: str) -> str:
    folded = unicodedata.normalize("NFKC", char)
    if folded != char:
        return folded
    name = unicodedata.name(char, "")
    if char.isalpha() and ord(char) < 0x1D00 and "SMALL CAPITAL" not in name:
        return char
    found = _NAMED_LETTER.search(name)
    return found[1].lower() if found and not unicodedata.decomposition(char) else char


def _is_latin(word: str) -> bool:
    return all(not c.isalpha() or "LATIN" in unicodedata.name(c, "") for c in word)


def _join_spelled(text: str, known: Known) -> str:
    """Letters set apart ("j o d i e", "J-o-d-i-e") joined, unless they are an abbreviation like "N.S.P.C.C."."""

    def join(match: re.Match[str]) -> str:
        letters = re.sub(r"[^^\w]|_", "", match[0])
        letters = letters.capitalize() if letters.isupper() else letters
        return letters if known(letters.lower()) or re.search(r"[aeiouyáéíóúàèìòùäëïöüâêîôûãõåæøıə]", letters, re.I) else match[0]

    return _HYPHENED.sub(join, _SPELLED.sub(join, text))


def _is_leet(text: str) -> bool:
    """Whether most words of a text have digits in place of letters."""
    words = text.split()
    mixed = [word for word in words if re.search(r"[a-zA-Z][013457@$!][a-zA-Z]", word)]
    return len(mixed) > 2 and len(mixed) > len(words) / 2


def _unleet(text: str, known: Known) -> str:
    if _is_leet(text):
        return re.sub(r"\S*[a-zA-Z]\S*", lambda match: match[0].translate(_LEET_I), text)

    def turn(match: re.Match[str]) -> str:
        token = match[0]
        if _CODE_LIKE.match(token) or not any(c.isalpha() for c in token) or sum(c.isdigit() for c in token) > len(token) / 2 + 1:
            return token
        if token.upper() == token and sum(c.isdigit() for c in token) > 1:
            return token
        for table in (_LEET_I, _LEET):
            word = token.translate(table)
            if not word.replace("'", "").isalpha():
                return token
            if known(word.lower()):
                return word
        return token.translate(_LEET_I)

    return _MIXED.sub(turn, text)


def _decode_runs(text: str) -> str:
    """The text with every run that decodes to words put in clear."""
    clear = html.unescape(text) if "&" in text else text
    if "%" in clear:
        clear = unquote(clear)
    clear = _ESCAPED.sub(lambda m: chr(int(m[1] or m[2], 16)), clear)
    clear = _HEX.sub(lambda m: _from_bytes(lambda: bytes.fromhex(re.sub(r"[ :]", "", m[1])), m[0]), clear)
    return _BASE64.sub(lambda m: _from_base64(m[0]), clear)


def _from_base64(token: str) -> str:
    if token.isdigit() or (token.isalpha() and (token.islower() or token.istitle() or (token.isupper() and len(token) < 16))):
        return token
    padded = token.rstrip("=").replace("-", "+").replace("_", "/")
    return _from_bytes(lambda: base64.b64decode(padded + "=" * (-len(padded) % 4), validate=True), token)


def _from_bytes(decode: Callable[[], bytes], instead: str) -> str:
    try:
        text = decode().decode("utf-8")
    except (ValueError, binascii.Error, UnicodeDecodeError):
        return instead
    letters = sum(c.isalpha() or c in " '-.?" for c in text)
    return text if len(text) >= 4 and text.isprintable() and letters >= 0.8 * len(text) else instead


def _share_known(text: str, known: Known) -> float:
    words = list(_long_words(text))
    return sum(known(word) for word in words) / len(words) if words else 0.0


def _long_words(text: str) -> Iterator[str]:
    return (word.lower() for word in _WORD.findall(text) if len(word) > 2 and word.isalpha())


def _strange(word: str, known: Known) -> bool:
    return len(word) > 3 and not known(word.lower()) and not known(word.lower().removesuffix("s"))
