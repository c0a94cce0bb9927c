"""Who seems to be asking, for the contacts that fit: a child, a partner, somebody exploited, somebody about an adult at risk."""

from __future__ import annotations

import re

_CHILD_VOICE = re.compile(
    r"\b(?:i'?m|i am|im) (?:only )?(?:[5-9]|1[0-8])\b(?! (?:weeks|months|years (?:into|qualified)))|\bmy (?:mum|mom|dad|mummy|daddy|stepdad|stepmum|parents|teacher|school|foster (?:dad|mum|carer))\b|\b(?:nobody knows|our secret|young carer|at school)\b",
    re.I,
)
_PARTNER = re.compile(r"\bmy (?:\w+ )?(?:husband|wife|partner|boyfriend|girlfriend|ex|bf|gf)\b|\bhe controls\b|\bout of the house\b", re.I)
_SLAVERY = re.compile(r"\b(?:trafficked|slavery|forced labour|passport|makes? me work|exploit\w*)\b", re.I)
_ELDER = re.compile(r"\b(?:resident|elderly|patient|care home|adult|old (?:man|woman|lady))\b", re.I)


def voices(text: str) -> frozenset[str]:
    """Whose contacts fit: `child` (the asker sounds under 19), `partner`, `slavery`, `adult` (an adult at risk)."""
    patterns = (("child", _CHILD_VOICE), ("partner", _PARTNER), ("slavery", _SLAVERY), ("adult", _ELDER))
    return frozenset(name for name, pattern in patterns if pattern.search(text))
