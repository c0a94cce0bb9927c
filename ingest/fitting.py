"""How a replacement reads in its sentence: articles, prepositions, brackets and verbs around it.

A replacement may take in a word before it ("on 6 March 2026" -> "in [March 2026]"), give one back ("is a goalkeeper" keeps its "is"), or
change its own article ("at the [primary school]", "at [a primary school]"). Nothing that was found is ever given back but verbs and
prepositions from the closed lists here.
"""

from __future__ import annotations

import re

from assistant.privacy.placeholders import AGE_ADJECTIVES, AGE_BANDS

# What leaves no room for an article of its own: determiners, possessives, adjectives that follow one.
_DETERMINED = re.compile(
    r"(?:\b(?:the|a|an|his|her|their|our|my|your|its|this|that|these|those|no|any|some|each|every|another|same|local|new|old|former|previous|current|first|last|next|nearby|different|named|main)|['’]s?|\]|/)[ ]?$",
    re.I,
)
_ARTICLE = re.compile(r"\b(an?)[ ]$", re.I)
# Details are countable: they take an article where the sentence has none.
_COUNTABLE = frozenset({"OCCUPATION", "HEALTH", "FAMILY", "UNIQUE", "EVENT", "STREET", "AMOUNT"})
_VERB = re.compile(r"(?:is|was|are|were|be|been|being|has|had|have|having|became|becomes|also|now)[ ]+(?=\S{2})", re.I)
_PREPOSITION = re.compile(
    r"(?:above|at|behind|beside|near|next to|opposite|over|under|in|on|with|without|from|by|for|after|during)\b", re.I
)
_BORN = re.compile(r"(?:born |delivered )?(?:at|by) (?=\d|\w+ (?:weeks|wks))", re.I)
_PREGNANT = re.compile(r"[ ](?:pregnant|gestation|into (?:her|the) pregnancy|gone\b)", re.I)
_DAY_BEFORE = re.compile(r"\b(?:(on)(?: or about| or around)?|(from|by|until|since|before|after|of)) (?:the )?$|\bthe $", re.I)
_ADJECTIVAL = re.compile(r"\b(?:an?|the|his|her|their|our|my|this|that|one|two|three|another|other|eldest|youngest|older|younger) $", re.I)
_SCHOOL_AGE = re.compile(r"\bin (?:a |the )?$", re.I)


def fit(unit: str, start: int, end: int, kind: str, replacement: str) -> tuple[int, int, str]:
    """Where the replacement of `unit[start:end]` begins and ends when it is to read well, and its words."""
    before, after, value = unit[max(0, start - 40) : start], unit[end : end + 24], unit[start:end]
    if value.endswith(".") and not re.search(r"\b[A-Z]\.$", value) and re.match(r"\s|$", after):
        end -= 1  # the sentence keeps its full stop
    match kind:
        case "DATE" | "YEAR":
            return _fit_date(unit, start, end, before, replacement)
        case "AGE":
            return _fit_age(start, end, before, after, value, replacement)
        case "ORGANISATION" | "PLACE":
            start, replacement = _with_article(start, before, replacement, always=True)
        case _ if kind in _COUNTABLE:
            return _fit_detail(start, end, before, value, kind, replacement)
    return start, end, replacement


def _fit_date(unit: str, start: int, end: int, before: str, replacement: str) -> tuple[int, int, str]:
    if before.endswith("[") and unit[end : end + 1] == "]":
        return start - 1, end + 1, replacement
    if own := re.match(r"(?:on )?(?:the )?", unit[start:end], re.I):
        before += own[0]
        lead = len(own[0])
    else:
        lead = 0
    if found := _DAY_BEFORE.search(before):
        taken = len(found[0]) - lead
        if replacement in ("[date]", "[age]"):
            return (start - taken, end, f"{found[0].removesuffix('the ')}[a date]") if found[0] else (start, end, replacement)
        word = "in " if found[1] else f"{found[2]} " if found[2] else ""
        if found[1] and found[1][0].isupper():
            word = "In "
        return (start - taken, end, f"{word}{replacement}") if taken >= 0 else (start, end, f"{word}{replacement}")
    return start, end, replacement


def _fit_age(start: int, end: int, before: str, after: str, value: str, replacement: str) -> tuple[int, int, str]:
    if re.search(r"week|wk|month|mth", value, re.I) and (_BORN.match(value) or _PREGNANT.match(after)):
        born = _BORN.match(value)
        return start + (born.end() if born else 0), end, "[some weeks]" if re.search("w[ek]", value, re.I) else "[some months]"
    inside = replacement[1:-1]
    if (
        inside.startswith("aged ")
        and _ADJECTIVAL.search(before)
        and re.match(r"[ -][a-z]|['’]s", after)
        and not re.match(r" (?:and|or|when|is|was|who|has)\b", after)
    ):
        adjective = AGE_ADJECTIVES[AGE_BANDS.index(inside.removeprefix("aged "))]
        if (article := _ARTICLE.search(before)) is not None:
            word = (
                ("An" if article[1][0].isupper() else "an") if re.match(r"11|18|8", adjective) else "A" if article[1][0].isupper() else "a"
            )
            return start - len(article[0]), end, f"{word} [{adjective}]"
        return start, end, f"[{adjective}]"
    if inside.startswith("aged ") and re.match(r"\d{1,2}$|[a-z]+$", value) and (at := re.search(r"\bat $", before)):
        return start - len(at[0]), end, f"when [{inside}]"
    if inside.endswith("school age") or inside.startswith("sixth"):
        if found := _SCHOOL_AGE.search(before):
            return start - len(found[0]), end, f"[of {inside}]"
        if own := re.match(r"in ", value, re.I):
            return start, end, f"[of {inside}]" if own else replacement
    return start, end, replacement


def _fit_detail(start: int, end: int, before: str, value: str, kind: str, replacement: str) -> tuple[int, int, str]:
    verb = _VERB.match(value)
    if verb:
        start += verb.end()
        before, value = before + verb[0], value[verb.end() :]
    if kind == "HEALTH" and re.search(r"\b(?:is|was|are|were|be|been|being)(?: also| now)? $", before, re.I):
        return start, end, "[living with a health condition]"
    if (
        kind in ("OCCUPATION", "UNIQUE", "FAMILY")
        and _PREPOSITION.match(value)
        and not re.search(r"\b(?:works?|working|worked|employed|job) $", before)
    ):
        return start, end, "[with a distinguishing detail]"
    start, replacement = _with_article(start, before, replacement, always=True)
    return start, end, replacement


def _with_article(start: int, before: str, replacement: str, *, always: bool) -> tuple[int, str]:
    """Give the words in the bracket the article that the sentence lacks, and set right the one that stands before it."""
    bare = re.sub(r"^an? ", "", replacement[1:-1])
    vowel = bare[0].lower() in "aeiou" and not bare.startswith("university")
    if (article := _ARTICLE.search(before)) is not None:
        wanted = "an" if vowel else "a"
        word = wanted.capitalize() if article[1][0].isupper() else wanted
        return (start, f"[{bare}]") if word == article[1] else (start - len(article[0]), f"{word} [{bare}]")
    if _DETERMINED.search(before) or not always:
        return start, f"[{bare}]"
    return start, f"[{'an' if vowel else 'a'} {bare}]"
