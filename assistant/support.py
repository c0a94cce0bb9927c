"""Does the evidence support a claim? A cheap check for statements that a language model phrased, with the figures behind it.

It compares words, not meanings: how much of the claim's content stands in the three sentences that together cover most of it (rare
words counting more) and in the three neighbouring sentences that cover most, how many of its names and numbers stand nowhere, and how
near each of its tokens comes to a token of those sentences (MaxSim over the embedder's own token vectors). A fixed logistic turns
these into one probability. Signals and weights were chosen by cross-validation on the development half of WiCE (349 claims, classes
weighed alike: AUROC .858 over ten times five folds); `evals run faithfulness` reports it on the other half.

What it cannot see: refutation by paraphrase. A claim that says the opposite in other words looks supported, so this check may
hold a statement back but never vouches for one; what is shown is still the verified quote.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from assistant.ports import Embedder
from assistant.sentences import split_sentences

BEST = 3  # sentences a claim is compared with: recall over three beat one, two, five and all on the development half
POOL = 12  # sentences whose tokens are compared; more cost time and change little
WINDOW = 1  # neighbours on each side of a sentence that are read with it
WEAK = 0.45  # a claim token whose nearest evidence token is below this cosine counts as unmet
VERBATIM = 0.8  # recall in one sentence above which the claim is that sentence retold, so a changed negation or modal counts
MUCH_LONGER = 1.3  # a sentence this many times as long as the claim has room for a negation of something else
SUPPORTED = 0.5  # the fit weighs both classes alike, so this is where balanced accuracy is meant to be best
MAX_SENTENCE_CHARS = 1_000

NAME_STEM = 4  # letters that a name must share with the evidence: Libya and Libyan, history and historical
ZIPF_TOP = 8.0  # wordfreq's scale of how common a word is ends about here; what is missing from it is rare
NUMBER_RARITY = 4.0  # what a number weighs on that scale; wordfreq does not know how telling it is

# Logistic weights, fitted on the development half of WiCE. Three are policy, not fitted (WiCE holds too few): a retold sentence with a
# negation added or lost, with "should" turned into "must", or with another number is not supported whatever else agrees.
_POLICY = {"reversed": -3.0, "raised": -3.0, "renumbered": -3.0}
LEXICAL = {"rare_recall": 2.10, "window": 2.20, "unmet_names": -1.05, "unmet_numbers": -1.16, **_POLICY}
LEXICAL_BIAS = -2.18
WITH_TOKENS = {"rare_recall": 1.37, "window": 1.81, "unmet_names": -0.97, "unmet_numbers": -1.26, "weak_tokens": -0.52, **_POLICY}
WITH_TOKENS_BIAS = -0.92

_STOP_WORDS = (
    "a an the of to in on at by for from with as is are was were be been being and or but if then than that this these those it its "
    "he she they we you i his her their our your my him them us me who whom which what when where why how there here has have had do "
    "does did not no nor so such very can could will would shall should may might must into onto over under about after before "
    "between during through also only just more most other some any each all both since because however while whose including include "
    "includes included few across instead although though rather upon within without against among around along until per via own "
    "itself himself herself themselves became become becomes began begin begins later again still well due several certain either "
    "neither one another same"
)
_STOP = frozenset(_STOP_WORDS.split())
_UNITS = "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen"
_TENS = "twenty thirty forty fifty sixty seventy eighty ninety hundred"
_ORDINALS = "first second third fourth fifth sixth seventh eighth ninth tenth"
_SPELLED = {
    **{word: str(number) for number, word in enumerate(_UNITS.split())},
    **{word: str(10 * number) for number, word in enumerate(_TENS.split(), 2)},
    **{word: str(number) for number, word in enumerate(_ORDINALS.split(), 1)},
    "once": "1",
    "twice": "2",
}
_MONTHS = ("january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november", "december")
_TOKEN = re.compile(r"\d+(?:[.,:]\d+)*(?:st|nd|rd|th|s|%)?|[^\W\d_]+(?:['\u2019][^\W\d_]+)?")
_NUMBER = re.compile(r"(\d+(?:[.,:]\d+)*)(?:st|nd|rd|th|s|%)?")
_THOUSANDS = re.compile(r"\d{1,3}(?:,\d{3})+(?:\.\d+)?")
_INITIALS = re.compile(r"\b([A-Z])\.([A-Z])\.?(?:([A-Z])\.?)?")
_YEARS = re.compile(r"\b((?:1[89]|20)\d\d)[-\u2013/]\d\d\b")
_SUFFIXES = (
    ("'s", ""),
    ("\u2019s", ""),
    ("ies", "y"),
    ("sses", "ss"),
    ("ations", "at"),
    ("ation", "at"),
    ("ments", "ment"),
    ("ings", ""),
    ("ing", ""),
    ("edly", ""),
    ("ed", ""),
    ("ers", "er"),
    ("es", ""),
    ("ly", ""),
    ("s", ""),
)
_NEGATION = re.compile(r"\b(?:not|no|never|none|neither|nor|without|cannot|unless|except|\w+n['\u2019]t)\b", re.I)
_BINDING = re.compile(r"\b(?:must|shall|required|duty|obliged|mandatory)\b", re.I)
_SOFTER = re.compile(r"\b(?:should|may|can|could|might|expected|consider|recommended|advised)\b", re.I)


@dataclass(frozen=True, slots=True)
class Support:
    """How well a claim is supported: a probability, whether it passes, the figures behind it, and the sentences it rests on."""

    probability: float
    supported: bool
    signals: Mapping[str, float]
    sentences: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Word:
    """A content word: its `key` for matching, its `kind`, "word", "name", "number" (digits) or "spelled" (words and months), and as typed."""

    key: str
    kind: str
    typed: str


class SupportCheck:
    """Judges claims against evidence. Without an embedder it uses the words alone."""

    def __init__(self, embedder: Embedder | None = None) -> None:
        self._embedder = embedder

    def judge(self, claim: str, evidence: Sequence[str]) -> Support:
        """`evidence` are passages or sentences; no evidence, or a claim without content, is not supported."""
        sentences = [text[start:end] for text in evidence for start, end in split_sentences(text)]
        words = _words(claim)
        held = [_words(sentence) for sentence in sentences]
        keys = {word.key for word in words}
        if not keys or not any(held):
            return Support(0.0, False, {}, ())
        sets = [{word.key for word in row} for row in held]
        best = _cover(keys, sets)
        signals = _lexical(claim, words, sentences, sets, best)
        weights, bias = LEXICAL, LEXICAL_BIAS
        if self._embedder is not None:
            pool = _pool(keys, sets, best)
            signals["weak_tokens"] = _weak_tokens(self._embedder, claim, [sentences[index] for index in pool])
            weights, bias = WITH_TOKENS, WITH_TOKENS_BIAS
        logit = bias + sum(weight * signals[name] for name, weight in weights.items())
        probability = 1 / (1 + math.exp(-max(-30.0, min(30.0, logit))))
        return Support(probability, probability >= SUPPORTED, signals, tuple(sentences[index] for index in sorted(best)))


def _lexical(
    claim: str, words: Sequence[_Word], sentences: Sequence[str], sets: Sequence[set[str]], best: Sequence[int]
) -> dict[str, float]:
    keys, everything = {word.key for word in words}, set().union(*sets)
    covering = set().union(*(sets[index] for index in best))
    names = {word.key for word in words if word.kind == "name"}
    numbers = {word.key for word in words if word.kind in ("number", "spelled")}
    stems = {key[:NAME_STEM] for key in everything if len(key) >= NAME_STEM}
    unmet = {key for key in names - everything if len(key) <= NAME_STEM or key[:NAME_STEM] not in stems}
    rarity = {word.key: max(_rarity(other.typed) for other in words if other.key == word.key) for word in words}
    nearest = max(range(len(sets)), key=lambda index: (len(keys & sets[index]), -index))
    retold = len(keys & sets[nearest]) / len(keys) >= VERBATIM
    raised = bool(_BINDING.search(claim)) and not _BINDING.search(sentences[nearest]) and bool(_SOFTER.search(sentences[nearest]))
    windows = (set().union(*sets[max(0, index - WINDOW) : index + WINDOW + 1]) for index in range(len(sets)))
    return {
        "recall": _share(keys, covering),
        "rare_recall": sum(rarity[key] for key in sorted(keys & covering)) / sum(rarity.values()),
        "window": max(_share(keys, window) for window in windows),
        "unmet_names": math.log1p(len(unmet) + len(numbers - everything)),
        "unmet_numbers": math.log1p(len(numbers - everything)),
        "reversed": float(retold and _negated(claim, sentences[nearest])),
        "raised": float(retold and raised),
        "renumbered": float(retold and bool(numbers - everything)),
    }


def _rarity(word: str) -> float:
    """How telling a word is: rare words about 5, common ones 1 to 3 (wordfreq's Zipf scale turned round)."""
    if word[0].isdigit():
        return NUMBER_RARITY
    from wordfreq import zipf_frequency

    return max(0.1, ZIPF_TOP - zipf_frequency(word, "en"))


def _negated(claim: str, sentence: str) -> bool:
    """The claim says "not" more often than the sentence, or leaves out the "not" of a sentence that says little else."""
    own, other = len(_NEGATION.findall(claim)), len(_NEGATION.findall(sentence))
    return own > other or (own < other and len(sentence) < MUCH_LONGER * len(claim))


def _cover(keys: set[str], sets: Sequence[set[str]]) -> list[int]:
    """Up to three sentences, each the one that adds most words not yet covered, rare ones counting more (inverse sentence frequency)."""
    frequency = {key: sum(key in held for held in sets) for key in keys}
    weight = {key: math.log(1 + len(sets) / (count + 0.5)) for key, count in frequency.items()}
    chosen: list[int] = []
    left = set(keys)
    while len(chosen) < BEST:
        gains = [(sum(weight[key] for key in left & held), -index) for index, held in enumerate(sets) if index not in chosen]
        gain, index = max(gains, default=(0.0, 0))
        if gain <= 0:
            break
        chosen.append(-index)
        left -= sets[-index]
    return chosen


def _pool(keys: set[str], sets: Sequence[set[str]], best: Sequence[int]) -> list[int]:
    """The covering sentences and those that share most words by themselves."""
    ranked = sorted(range(len(sets)), key=lambda index: (-len(keys & sets[index]), index))
    return list(dict.fromkeys((*best, *ranked)))[:POOL]


def _weak_tokens(embedder: Embedder, claim: str, sentences: Sequence[str]) -> float:
    """Log of one plus the number of claim tokens with no near token in the sentences."""
    own, *others = embedder.embed_tokens([claim, *(sentence[:MAX_SENTENCE_CHARS] for sentence in sentences)])
    tokens = [other.tokens for other in others if len(other.tokens)]
    if not tokens or not len(own.tokens):
        return math.log1p(len(own.tokens))
    nearest = (own.tokens @ np.concatenate(tokens).T).max(axis=1)
    return math.log1p(int((nearest < WEAK).sum()))


def _share(wanted: set[str], held: set[str]) -> float:
    return len(wanted & held) / len(wanted) if wanted else 1.0


def _words(text: str) -> list[_Word]:
    """Content words in order. Numbers and months compare by value, initials as one word; other words by a light stem."""
    plain = _YEARS.sub(r"\1", _INITIALS.sub(lambda found: "".join(filter(None, found.groups())), text))
    out: list[_Word] = []
    for found in _TOKEN.finditer(plain):
        raw, lowered = found[0], found[0].lower()
        if raw[0].isdigit():
            out.append(_Word(_number(lowered), "number", lowered))
        elif lowered in _SPELLED:
            out.append(_Word(_SPELLED[lowered], "spelled", lowered))
        elif raw[0].isupper() and (month := _month(lowered)):
            out.append(_Word(month, "spelled", lowered))
        elif lowered not in _STOP and len(lowered) > 1:
            out.append(_Word(_stem(lowered), "name" if raw[0].isupper() and found.start() > 0 else "word", lowered))
    return out


def _number(text: str) -> str:
    found = _NUMBER.fullmatch(text)
    value = found[1] if found else text
    if _THOUSANDS.fullmatch(value):
        value = value.replace(",", "")
    if re.fullmatch(r"\d+\.0+", value):
        value = value.split(".")[0]
    return value.lstrip("0") or "0"


def _month(word: str) -> str:
    return next((f"month {number}" for number, name in enumerate(_MONTHS, 1) if word in (name, name[:3])), "")


def _stem(word: str) -> str:
    """A light English stem: one inflection off, a final e and a doubled letter too."""
    if len(word) <= 3:
        return word
    for suffix, instead in _SUFFIXES:
        if word.endswith(suffix) and len(word) - len(suffix) >= 3 and not (suffix == "s" and word.endswith("ss")):
            word = word[: len(word) - len(suffix)] + instead
            break
    if len(word) > 4 and word.endswith("e"):
        word = word[:-1]
    return word[:-1] if len(word) > 4 and word[-1] == word[-2] else word
