"""Text that speaks to a machine instead of a reader: an instruction hidden in a document, a fake system message, a role tag.

A document is data, so nothing in it is ever obeyed; this only keeps such a sentence from being shown as if it were guidance. It
knows the usual forms in English and a few other languages, and misses what does not look like an instruction to a machine.
"""

from __future__ import annotations

import re
import unicodedata

_WHAT = r"(?:instructions?|prompts?|rules?|guidelines?|directions?|messages?|guardrails?|context|polic(?:y|ies)|training|commands?)"
_EARLIER = r"(?:previous|prior|above|earlier|preceding|system|safety|other|original|initial|your|former)"
_MODEL = r"(?:ai|a\.i\.|llms?|language models?|chatbots?|assistant)"
_PATTERNS = (
    # set your orders aside
    rf"\b(?:ignore|disregard|forget|override|bypass|discard|skip|stop following)\b[^.\n]{{0,40}}\b{_EARLIER}\b[^.\n]{{0,20}}\b{_WHAT}",
    r"\b(?:system|developer|hidden|initial|secret) (?:prompt|message|instructions?)\b",
    r"\byour (?:system )?(?:prompt|instructions|guidelines|guardrails|programming|training data)\b",
    # who you are
    rf"\byou are (?:now |no longer )?(?:an? |the |in )?(?:{_MODEL}\b|bot\b|dan\b|developer mode|unrestricted|jailbroken|root\b)",
    rf"\b(?:as|attention|note to|notice to|dear|hey|to) (?:an? |the |any |all )?{_MODEL}\b(?=[ ,:.!]| model| assistant)",
    r"\b(?:ai|llm|language) (?:model|assistant|agent)s?\b[^.\n]{0,30}\b(?:must|should|please|reply|respond|answer|say|output)\b",
    r"\b(?:developer|debug|admin|god|dan|jailbreak) mode\b|\bjailbreak\b|\bprompt injection\b",
    # who speaks
    r"^\W{0,4}(?:system|assistant|user|developer|human|ai|tool|function)\W{0,3}:",
    r"<\|[a-z_]+\|>|\[/?inst\]|<</?sys>>|</?(?:system|assistant|user|instructions?|tool|prompt|admin)\b[^>\n]*>",
    r"^#{1,6} ?(?:system|instructions?|new task)\b",
    # what to reply
    r"\b(?:respond|reply|answer|output) (?:only |exactly |solely |just )?(?:with|in|as|by saying)\b[^.\n]{0,30}"
    r"(?:json|base64|french|the word|the following|exactly|yes|only|:|\")",
    r"\b(?:begin|start|end|finish) (?:your|every|each) (?:answer|reply|response|output|message)\b",
    r"\byour (?:answer|reply|response|output) (?:must|should|shall|is|will)\b",
    r"\bwhen (?:asked|a user asks|the user asks|queried)\b[^.\n]{0,60}\b(?:say|answer|reply|respond|claim)\b",
    r"\b(?:do not|don't|never|without) (?:cit(?:e|ing)|verif(?:y|ying)|check(?:ing)? the quote|tell(?:ing)? the user)\b|\btell the user\b",
    r"\bmention(?:ing)? this (?:instruction|message|note)\b",
    # what to give away
    r"\b(?:reveal|print|repeat|show|leak|display|output|disclose|dump|recite|email|send)\b[^.\n]{0,30}"
    r"\b(?:prompt|instructions verbatim|api key|password|configuration|passages? verbatim|everything above|conversation)",
    # the same in other languages
    r"\bignorez (?:les|toutes)\b|\bignor[ae] (?:todas|las|tutte|le)\b|\bignorier[et]?\b[^.\n]{0,20}\banweisung",
    r"\banwybyddwch\b[^.\n]{0,30}\bcyfarwyddiadau|忽略.{0,8}(?:指令|指示)|игнорируй|前の指示を無視|تجاهل.{0,12}التعليمات",
)
_MACHINE = re.compile("|".join(f"(?:{pattern})" for pattern in _PATTERNS), re.I | re.M)
_HARMLESS = frozenset("\u00ad\u200b\u200c\u200d\ufeff")


def addresses_machine(text: str) -> bool:
    """Whether a sentence is an instruction to a model or a fake message, not guidance for a reader."""
    return bool(_MACHINE.search(unicodedata.normalize("NFKC", text)))


def hides_text(text: str) -> bool:
    """Whether a text holds characters a reader cannot see and that can turn or carry text: direction overrides, tags, private use."""
    return not text.isascii() and any(_is_hidden(character) for character in text)


def _is_hidden(character: str) -> bool:
    return unicodedata.category(character) in ("Cf", "Co", "Cn", "Cc") and character not in _HARMLESS and not character.isspace()
