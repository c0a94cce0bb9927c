"""May a sentence in a model's words stand for the sentence it quotes?

Only where it says the same with less: its words must be the quote's words in the quote's order, whole clauses may be left out where
nothing hangs on them, and a short list of plain-English equivalents may change places ("prior to" and "before"). Everything else
- another number, nation, modal verb or actor, a new word, another order, a condition left out - is not allowed to stand, whatever
a likeness score says, and the caller shows the quote instead.

The rule is strict because lexical checks cannot see refutation by paraphrase: "nobody need be told" shares no negation, number or
modal with "tell the police", and scores of likeness pass it. So free paraphrase is never shown. What the rule cannot see either:
a true sentence that misleads once it stands alone ("This is not needed"), and a stored text that is itself wrong.
"""

from __future__ import annotations

import re
import string
from collections import Counter
from collections.abc import Sequence
from functools import cache

from assistant.quotes import canonical
from assistant.sentences import split_sentences

MIN_WORDS = 3  # a shorter remainder of a sentence says too little to be checked against it
MAX_CLAUSES = 24  # a sentence with more is a list or a table, and is shown as it is

# Each line: the word that stands for its group, then what may change places with it. One sense in guidance text, both ways.
_PLAIN = """
before: prior to; in advance of
if: in the event that
to: in order to; so as to
after: subsequent to
about: regarding; concerning; in relation to; with regard to; in respect of
use: utilise; make use of
start: commence; begin
tell: inform; notify
get: obtain
help: assist
enough: sufficient
make sure: ensure
straight away: immediately; without delay; at once
as soon as possible: as soon as is practicable; as soon as practicable; as soon as reasonably practicable
must: is required to; are required to; has a duty to; have a duty to; shall; has to; have to
should: ought to
can not: cannot; can't
not: n't
professional: practitioner
child: children
person: people; individual; persons
% : per cent; percent
for example: e.g; such as
"""


def _set(words: str) -> frozenset[str]:
    return frozenset(words.split())


_NUMBER_WORDS = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")
_TOKEN = re.compile(r"£?\d+(?:[.,:/]\d+)*[a-z]*%?|%|[^\W\d_]+(?:'[^\W\d_]+)*(?:\.[a-z]\b)?|[,;:()\[\]]| -+ ")
_MARKS = frozenset(string.ascii_letters + string.digits + " \n\t.,;:()'\"-?!%£&‘’“”–—")
_BREAKS = frozenset(",;:()[]")
_DASH = "-"
_ARTICLES = _set("a an the")
_CONNECTIVES = _set("however therefore also and but so moreover furthermore finally")
NATIONS = {
    **dict.fromkeys(("england", "english"), "england"),
    **dict.fromkeys(("wales", "welsh"), "wales"),
    **dict.fromkeys(("scotland", "scottish"), "scotland"),
    **dict.fromkeys(("northern", "ireland", "irish"), "ireland"),
    **dict.fromkeys(("uk", "kingdom", "britain", "british"), "uk"),
}
NEGATIONS = _set(
    "no not never none nothing nobody neither nor without unless except excluding exempt unlawful illegal false wrong incorrect "
    "untrue myth avoid refuse prohibit prohibited forbid forbidden ban banned stop cease lack rather instead"
)
# What is required outranks what is advised, which outranks what is allowed: never raised, and never lowered either.
MODALS = {
    **dict.fromkeys(_set("must shall required require duty mandatory compulsory obliged statutory need"), 3),
    **dict.fromkeys(_set("should ought expected expect recommended recommend advised advise encouraged"), 2),
    **dict.fromkeys(_set("may can could might would will optional allowed permitted consider entitled"), 1),
}
_CONDITIONS = _set(
    "if when where while whether until only or either than least most every any all both one provided subject despite although "
    "though because since once unless except nor neither between from"
)
_HEDGES = _set(
    "likely usually normally often sometimes generally mainly largely proposed proposal draft plan planned intend consult "
    "consultation repealed former formerly alleged suspected superseded replaced withdrawn claim claimed believe say said state "
    "stated suggest suggested argue think thought report reported according approximately nearly almost currently yet still due"
)
_BEARING = NEGATIONS | MODALS.keys() | _CONDITIONS | _HEDGES | NATIONS.keys() | {"before", "after"}
_MIDDLE = frozenset({"including", "for example", "namely", "which", "who", "ie", "i.e"})
Clause = tuple[tuple[str, ...], str, str]  # words, the break before it, the break after it


def objection(claim: str, quotes: Sequence[str]) -> str | None:
    """Why `claim` may not stand for `quotes`, as a word for the trace; None when every sentence of it retells one quoted sentence."""
    sentences = [quote[start:end] for quote in quotes for start, end in split_sentences(quote)]
    claims = [claim[start:end] for start, end in split_sentences(claim)]
    if not claims or not sentences:
        return "empty"
    if set(claim) - _MARKS - {mark for quote in quotes for mark in quote}:
        return "marks"
    for part in claims:
        if not any(_retells(part, sentence) for sentence in sentences):
            return _reason(part, sentences)
    return None


def nearest_sentence(claim: str, quote: str) -> tuple[int, int]:
    """Offsets of the sentence of `quote` that shares most words with `claim`; the first of equals."""
    wanted = Counter(_words(claim))
    spans = split_sentences(quote) or [(0, len(quote))]
    return max(spans, key=lambda span: sum((Counter(_words(quote[span[0] : span[1]])) & wanted).values()))


def numbers_in(text: str) -> Counter[str]:
    """The figures of a text (numbers, dates, times, sections, money) as they compare."""
    return Counter(word for word in _words(text) if word[0].isdigit() or word[0] == "£" or word == "%")


def _retells(claim: str, sentence: str) -> bool:
    wanted = tuple(_words(claim))
    clauses = _clauses(sentence)
    if not wanted or len(clauses) > MAX_CLAUSES or _asks(claim) != _asks(sentence):
        return False
    full = tuple(word for words, _, _ in clauses for word in words)
    if _unlinked(wanted) == _unlinked(full):
        return True
    if len(wanted) < MIN_WORDS:
        return False
    return _match(_unlinked(wanted), clauses)


def _match(wanted: tuple[str, ...], clauses: Sequence[Clause]) -> bool:
    """Whether `wanted` is the clauses in order, less some that may be left out."""
    hinges = any(word in _CONDITIONS for words, _, _ in clauses for word in words)

    @cache
    def fits(index: int, place: int, cut: bool) -> bool:
        if index == len(clauses):
            return place == len(wanted)
        words = clauses[index][0]
        if index == 0:
            words = _unlinked(words)
        if not cut and wanted[place : place + len(words)] == words and fits(index + 1, place + len(words), False):
            return True
        may_go, ends = _may_go(index, clauses, hinges)
        return may_go and fits(index + 1, place, cut or ends)

    return fits(0, 0, False)


def _may_go(index: int, clauses: Sequence[Clause], hinges: bool) -> tuple[bool, bool]:
    """Whether a clause may be left out, and whether everything after it must then go too."""
    words, before, after = clauses[index]
    text = " ".join(words)
    if not words or (index == 0 and text in _CONNECTIVES):
        return True, False
    if any(word in _BEARING or word[0].isdigit() or word[0] == "£" for word in words):
        return False, False
    if before in "([" and before and after in ")]":
        return True, False  # an aside in brackets with no condition, figure or nation in it
    if hinges or index == 0:
        return False, False
    if before == "," and after == "," and any(text.startswith(opening) for opening in _MIDDLE):
        return True, False
    return True, True


def _clauses(sentence: str) -> list[Clause]:
    clauses: list[Clause] = []
    words: list[str] = []
    before = ""
    for token in _tokens(sentence):
        if token in _BREAKS or token == _DASH:
            clauses.append((tuple(words), before, token))
            words, before = [], token
        else:
            words.append(token)
    clauses.append((tuple(words), before, ""))
    return [(words, before, after) for words, before, after in clauses if words]


def _unlinked(words: tuple[str, ...]) -> tuple[str, ...]:
    """Without a connective at the beginning, which only ties a sentence to the one before."""
    return words[1:] if words and words[0] in _CONNECTIVES else words


def _words(text: str) -> list[str]:
    return [token for token in _tokens(text) if token not in _BREAKS and token != _DASH]


def _asks(text: str) -> bool:
    """Whether a sentence asks instead of telling."""
    return text.rstrip().rstrip("\"')").endswith("?")


def _tokens(text: str) -> list[str]:
    """Comparable words and breaks: lower case, singular, plain words, digits for number words, articles left out."""
    lowered = re.sub(r"n't\b", " n't", canonical(text).lower().replace("can't", "can not").replace("won't", "will n't"))
    raw = [token.strip() if token.strip() else token for token in _TOKEN.findall(lowered.replace(" n't", " not"))]
    joined = _plain_words([(_DASH if set(token) == {"-"} else token.rstrip(".")) for token in raw])
    return [_singular(token) for token in joined if token not in _ARTICLES]


def _plain_words(tokens: Sequence[str]) -> list[str]:
    out: list[str] = []
    index = 0
    while index < len(tokens):
        for length in range(min(5, len(tokens) - index), 0, -1):
            found = _EQUIVALENTS.get(tuple(_singular(token) for token in tokens[index : index + length]))
            if found:
                out += found
                index += length
                break
        else:
            out.append(tokens[index])
            index += 1
    return out


def _singular(word: str) -> str:
    """Plural and third person forms without their s; the word for a small number as its digit; "'s" kept, for it says whose."""
    if word in _NUMBER_WORDS:
        return str(_NUMBER_WORDS.index(word))
    if len(word) > 4 and word.endswith("ies"):
        return word[:-3] + "y"
    if len(word) > 3 and word.endswith("s") and not word.endswith(("ss", "us", "is", "'s")):
        return word[:-2] if word.endswith(("sses", "shes", "ches", "xes")) else word[:-1]
    if re.fullmatch(r"\d[\d,]*", word):
        return word.replace(",", "").lstrip("0") or "0"
    return word


def _read_plain() -> dict[tuple[str, ...], list[str]]:
    table: dict[tuple[str, ...], list[str]] = {}
    for line in _PLAIN.strip().splitlines():
        head, _, rest = line.partition(":")
        for phrase in rest.split(";"):
            table[tuple(_singular(word) for word in phrase.split())] = head.split()
    return table


_EQUIVALENTS = _read_plain()


def _reason(claim: str, sentences: Sequence[str]) -> str:
    """The first thing that is wrong with a claim, judged against all that was quoted."""
    words = Counter(_words(claim))
    held = Counter(word for sentence in sentences for word in _words(sentence))
    nearest = max(sentences, key=lambda sentence: sum((Counter(_words(sentence)) & words).values()))
    near = Counter(_words(nearest))
    if numbers_in(claim) - held:
        return "number"
    if {NATIONS[word] for word in words if word in NATIONS} != {NATIONS[word] for word in near if word in NATIONS}:
        return "nation"
    if {word for word in words if word in NEGATIONS} != {word for word in near if word in NEGATIONS}:
        return "negation"
    if _modals(words) != _modals(near):
        return "modal"
    if any(word not in held for word in words):
        return "new_words"
    return "omission" if not words - near else "other_sense"


def _modals(words: Counter[str]) -> list[int]:
    return sorted(MODALS[word] for word in words.elements() if word in MODALS)
