"""Authors of published work named by their surnames alone, as an essay or a training note cites them.

A list cannot hold every author. What sets a citation apart from two colleagues is its form (bare surnames joined by commas, "and" or
"&", or "et al.") together with a year or the language of scholarship beside it. Somebody who is named in the text in any other way,
with a title or a first name, is no author here, and neither is a row of first names.
"""

from __future__ import annotations

import re

from assistant.privacy.names import Lexicon, fold

_NAME = r"(?:(?:van|von|de)(?: der| den)? )?(?:Mc|Mac|O['’]|D['’])?[A-Z][a-zà-ÿ'’]{2,}(?:-[A-Z][a-zà-ÿ]{2,})?"
_GROUP = re.compile(
    rf"(?<![\w'’.@-])(?<![A-Z]\. )(?:{_NAME}(?:, {_NAME}){{0,3}},? (?:and|&) {_NAME}|{_NAME}(?: et al\b\.?| and colleagues\b))(?:['’]s?(?!\w))?(?![\w'’-]| [A-Z][a-z])"
)
_YEAR = re.compile(r"(?:['’]s?)?,? ?[(\[]?(?:19|20)\d\d[a-z]?[)\],.;:]?")
# Words that belong to published work. "Study" is also a room and what pupils do, so it must be about something.
_SCHOLARLY = re.compile(
    r"\b(?:[Rr]esearch|[Mm]odels?|[Tt]heor(?:y|ies|ists?)|[Ff]rameworks?|[Tt]ypolog(?:y|ies)|[Tt]axonom(?:y|ies)|[Ll]iterature|[Pp]aradigm|[Cc]oncept|[Cc]oined|[Aa]rgues?|[Aa]rgued|[Aa]cademics?|[Ss]cholars?|[Ss]eminal|[Tt]extbook|"
    r"[Mm]eta-analys[ie]s|[Ff]indings of|[Ss]tud(?:y|ies) (?:of|on|found|finds|shows?|showed|suggests?|by))\b|^['’]s? (?:work|writing|paper|book|article|chapter)\b"
)
# These say enough of three surnames in a row, but not of two.
_LOOSE = re.compile(
    r"\b(?:phrase|[Rr]ule of|term|idea|notion|found|find|call(?:s|ed)? (?:it|this|that|the)|named|describe[sd]?|identif(?:y|ied)|wrote|writing)\b"
)
_NEAR = 70
_SENTENCE = re.compile(r"[.!?]\s+(?=[A-Z\"“])|\n")
_NAMED = r"(?:Mr|Mrs|Ms|Miss|Mx|Dr|PC|DC|DS|Nurse|Sister|Cllr|mum|dad|[A-Z][a-z]+)\.? "
# A capitalised word before a surname that is no first name ("See Braye").
_OPENERS = frozenset("see both as after but and per cf also the in by from with unlike like since theory research citing following".split())


def find_cited(text: str, lexicon: Lexicon) -> list[tuple[int, int]]:
    """Half-open spans of cited authors, and of their surnames wherever else these stand alone in the text."""
    found: list[tuple[int, int]] = []
    surnames: set[str] = set()
    for match in _GROUP.finditer(text):
        names = re.findall(_NAME, match[0].removesuffix("'s").removesuffix("’s"))
        given = sum(_is_first(name, lexicon) for name in names)
        if given > (1 if len(names) > 2 else 0) or any(_is_ordinary(name, lexicon) for name in names):
            continue
        if not _is_published(text, match.start(), match.end(), len(names)) or _is_introduced(text, match.span(), names):
            continue
        found.append(match.span())
        surnames.update(names)
    for name in surnames:
        alone = re.compile(rf"(?<![\w'’@.-]){re.escape(name)}(?:['’]s)?(?![\w@-]| [A-Z][a-z])")
        found.extend(match.span() for match in alone.finditer(text))
    return found


def _is_first(name: str, lexicon: Lexicon) -> bool:
    return "-" not in name and fold(name) in lexicon.given


def _is_ordinary(name: str, lexicon: Lexicon) -> bool:
    """Whether a part is no surname at all but a word written large ("Police and Health research")."""
    return lexicon.is_word(fold(name)) and not lexicon.is_name(fold(name))


def _is_published(text: str, start: int, end: int, names: int) -> bool:
    if _YEAR.match(text, end) and (text[end : end + 2] in (" (", " [", ", ") or "et al" in text[start:end]):
        return True
    before = text[max(0, start - _NEAR) : start]
    after = text[end - 2 if text[end - 2 : end] in ("'s", "’s") else end : end + _NEAR]
    if names < 3:
        before, after = _SENTENCE.split(before)[-1], _SENTENCE.split(after)[0]
    return any(p.search(part) for p in ((_SCHOLARLY, _LOOSE) if names > 2 else (_SCHOLARLY,)) for part in (before, after))


def _is_introduced(text: str, span: tuple[int, int], names: list[str]) -> bool:
    """Whether one of the surnames is somebody's elsewhere: after a title, a role or a first name, or with an age or a verb of home life."""
    for name in names:
        for match in re.finditer(
            rf"(?<!\w){_NAMED}{re.escape(name)}\b|\b{re.escape(name)}['’]?,? (?:\(?\d|family\b|children\b|household\b)", text
        ):
            if span[0] <= match.start() + len(match[0]) - len(name) < span[1] and match.start() >= span[0] - 1:
                continue
            if re.match(r"\b" + re.escape(name) + r"['’]?,? \(?(?:19|20)\d\d", text[match.start() :]):
                continue
            if (first := re.match(r"[A-Z][a-z]+", match[0])) and first[0].lower() in _OPENERS:
                continue
            return True
    return False
