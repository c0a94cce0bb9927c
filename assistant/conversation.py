"""Follow-ups as questions that stand alone: "what about Wales?" after a question about England.

The client sends its earlier questions; nothing is stored. Rules do the work without a model. With one, its rewriting of the
harder follow-ups is used only where it adds no word of its own, and the guard reads whatever is searched for, again.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from assistant.types import Nation

MAX_EARLIER = 10  # questions read back; older ones say little about this one
MAX_OWN_WORDS = 9  # a longer question says what it is about, even with an "it" in it
Rewriter = Callable[[str, Sequence[str]], str | None]

_NATIONS = {
    "england": Nation.ENGLAND,
    "english": Nation.ENGLAND,
    "wales": Nation.WALES,
    "welsh": Nation.WALES,
    "scotland": Nation.SCOTLAND,
    "scottish": Nation.SCOTLAND,
    "northern ireland": Nation.NORTHERN_IRELAND,
    "northern irish": Nation.NORTHERN_IRELAND,
    "ni": Nation.NORTHERN_IRELAND,
}
_NAMES = {
    Nation.ENGLAND: ("England", "English"),
    Nation.WALES: ("Wales", "Welsh"),
    Nation.SCOTLAND: ("Scotland", "Scottish"),
    Nation.NORTHERN_IRELAND: ("Northern Ireland", "Northern Irish"),
}
_NATION = re.compile(r"\b(?:northern (?:ireland|irish)|england|english|wales|welsh|scotland|scottish|ni)\b", re.I)
_OPENING = re.compile(
    r"^(?:ok(?:ay)?|right|thanks?(?: you)?|and|but|so|also|then|now)?[\s,.-]*"
    r"(?:(?:and )?(?:what|how) about|what if (?=it|they|he|she|this|that|there)"
    r"|and (?:if|for|in|with|when|what|who|how|where|why)|same (?:for|in|with)"
    r"|does (?:that|this|it) (?:also )?apply (?:to|in|for)|is (?:it|that|this) (?:the same|different|also true) (?:for|in|with)"
    r"|(?:in|for|with)(?=(?: \S+){1,3}$))\b[\s,]*",
    re.I,
)
_POINTER = re.compile(
    r"\b(?:it|its|they|them|their|this|that|these|those|there|he|him|his|she|her|one|ones|both|the same|then|instead|otherwise)\b", re.I
)
_BARE = re.compile(
    r"^(?:and |but |so )?(?:why|who|when|where|how|which|what|how (?:long|soon|often|many|much)|since when|says who|by whom|by when)"
    r"(?: not| else| then)?\W*$",
    re.I,
)
_WORD = re.compile(r"[^\W_]+(?:'[^\W_]+)?")
_SMALL = frozenset(
    re.findall(
        r"\S+",
        "a an the of to in on at by for from with as is are was were be been do does did has have had can could may must should would will "
        "shall what when where which who whom whose why how that this these those and or if then about under into there it its not no "
        "any a i we you also case cases mean means apply applies happen happens need needs say says",
    )
)


@dataclass(frozen=True, slots=True)
class Turn:
    """What to search for: `text` stands alone, `nation` is set where a follow-up named another one, `resolved` where it was one."""

    text: str
    nation: Nation | None = None
    resolved: bool = False


def resolve(text: str, earlier: Sequence[str], rewriter: Rewriter | None = None) -> Turn:
    """The question that `text` asks after `earlier` (oldest first). A question that stands alone is returned as it is."""
    asked = [question for question in earlier if question.strip()][-MAX_EARLIER:]
    subject = ""
    for question in asked:
        subject = _resolve(question, subject).text
    turn = _resolve(text, subject)
    if turn.resolved and turn.nation is None and rewriter is not None:
        rewritten = rewriter(text, asked)
        if rewritten and adds_nothing(rewritten, [*asked, text]):
            return Turn(rewritten, None, True)
    return turn


def adds_nothing(rewritten: str, turns: Sequence[str]) -> bool:
    """Whether a rewriting holds only words of the conversation and small words."""
    said = {word.lower() for turn in turns for word in _WORD.findall(turn)}
    added = {word.lower() for word in _WORD.findall(rewritten)} - said - _SMALL
    return not added and len(rewritten) <= sum(len(turn) for turn in turns) + 80


def _resolve(text: str, subject: str) -> Turn:
    if not subject:
        return Turn(text)
    opening = _OPENING.match(text)
    rest = (text[opening.end() :] if opening else text).strip(" ?.!,")
    nations = {_NATIONS[found.lower()] for found in _NATION.findall(rest)}
    only_nation = len(nations) == 1 and not _own_words(_NATION.sub(" ", rest))
    if only_nation and (opening or len(rest.split()) <= 3):
        nation = nations.pop()
        return Turn(_in_nation(subject, nation), nation, True)
    if opening and len(_own_words(rest)) <= MAX_OWN_WORDS:
        named = nations.pop() if len(nations) == 1 else None
        return Turn(_joined(_in_nation(subject, named) if named and _NATION.search(subject) else subject, rest or text), named, True)
    if _BARE.match(text) or (_POINTER.search(text) and len(_own_words(text)) <= 3):
        return Turn(_joined(subject, text), None, True)
    return Turn(text)


def _in_nation(subject: str, nation: Nation) -> str:
    """The earlier question with its nation changed for another, or added."""
    name, adjective = _NAMES[nation]
    if _NATION.search(subject):
        return _NATION.sub(lambda found: adjective if found[0].lower().endswith(("sh", "ish")) else name, subject)
    return f"{subject.rstrip(' ?.!')} in {name}?"


def _joined(subject: str, rest: str) -> str:
    return f"{subject.rstrip(' ?.!')}: {rest.strip(' ?.!')}?"


def _own_words(text: str) -> list[str]:
    return [word for word in _WORD.findall(text) if word.lower() not in _SMALL and not _POINTER.fullmatch(word)]
