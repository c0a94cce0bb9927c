"""Text that speaks to a machine instead of a reader: an instruction hidden in a document, a fake system message, a role tag.

A document is data, so nothing in it is ever obeyed; this only keeps a passage that carries such text from being shown as if it
were guidance. It knows the usual forms in English and a few other languages. It misses what does not look like an instruction to a
machine: a plain false sentence, and words in a cipher.
"""

from __future__ import annotations

import re
import unicodedata

_ORDERS = r"(?:instructions?|prompts?|messages?|guardrails?|commands?)"
_RULES = r"(?:instructions?|prompts?|rules?|guidance|labels?|passages?|text|everything|context|above)"
_MODEL = r"(?:ai|a\.i\.|llms?|language models?|chatbots?|assistant)"
_POSTS = "head|teach|director|principal|manager|chief|social|coach|psych|editor|practitioner|nurse|commissioner|lead"
_PATTERNS = (
    # set your orders aside
    rf"\b(?:ignore|disregard|forget|override|bypass|discard|stop following)\b[^.\n]{{0,30}}"
    rf"\b(?:previous|prior|above|earlier|preceding|system|original|initial|former)\b[^.\n]{{0,20}}\b(?:{_ORDERS}|rules?|directions?|guidelines?)",
    rf"(?:^|[.:;!?\"'>\])}}*] ?|\b(?:and|then|please|now|to|must) )(?:ignore|disregard|forget) "
    rf"(?:(?:all|any|the|these|those|other|your|earlier|prior|previous|privacy|safety|system) ){{1,4}}{_RULES}\b",
    r"\b(?:system|developer|hidden|initial|secret) (?:prompt|message|instructions?|override)\b",
    r"\byour (?:system )?(?:prompt|guardrails|programming|training data)\b|\byour instructions (?:verbatim|word for word)\b",
    r"\b(?:print|repeat|output|translate|reveal|show) your (?:rules|instructions|prompt|configuration)\b",
    # who you are
    rf"\byou are (?:now |no longer )?(?:an? |the |in )?(?:\w+ )?(?:{_MODEL}|bot|developer mode|jailbroken)\b(?! (?:{_POSTS}))",
    r"\byou are now (?:an? |the )(?:\w+ )?(?:system|terminal|interpreter|database|simulator|dan)\b|\byou are (?:now )?(?:dan|unrestricted)\b",
    r"\b(?:as an|note to an?|note to the|attention|dear|hey) (?:ai|llm|language model|chatbot)\b|\b(?:note|notice|attention)(?: to)?(?: the| all| any)? assistants?[,:]",
    r"\b(?:ai|llm|language) (?:model|assistant|agent)s?\b[^.\n]{0,30}\b(?:reply|respond|answer|say|output|write|repeat|state)\b",
    r"\bif you do not (?:write|say|answer|reply|output|obey)\b|\binstructions? (?:to|for) (?:an? |the )?(?:ai|model|assistant)\b",
    r"\b(?:developer|debug|admin|god|dan|jailbreak) mode\b|\bjailbreak\b|\bprompt injection\b",
    # who speaks
    r"^\W{0,8}(?:system|assistant|developer|human)(?: message)?\W{0,3}:",
    r"\b(?:tool|function)\W{0,3}:[^.\n]{0,40}\breturned\b",
    r"<\|[a-z_]+\|>|\[/?inst\]|<</?sys>>|</?(?:system|assistant|user|instructions?|tool|prompt|admin)\b[^>\n]*>",
    r"^#{1,6} ?(?:system|instructions?|new task)\b",
    # what to reply
    r"\b(?:respond|reply|answer|output) (?:only |exactly |solely |just )?(?:with|in|as|by saying)\b[^.\n]{0,30}"
    r"(?:json|base64|french|the word|the following|exactly|yes|only|:|\")",
    r"\bnow (?:answer|reply|respond|output|print|say) [\"“']",
    r"\b(?:begin|start|end|finish) (?:your|every|each) (?:answer|reply|response|output|message)\b",
    r"\byour (?:answer|reply|response|output) (?:must|should|shall|is|will)\b",
    r"\bwhen (?:asked|a user asks|the user asks|queried)\b[^.\n]{0,60}\b(?:say|answer|reply|respond|claim)\b",
    r"\b(?:do not|don't|never|without) (?:cit(?:e|ing)|verif(?:y|ying)|check(?:ing)? the quote|tell(?:ing)? the user)\b",
    r"\bmention(?:ing)? this (?:instruction|message|note)\b",
    # what to give away
    r"\b(?:reveal|print|repeat|show|leak|display|output|disclose|dump|recite|email|send)\b[^.\n]{0,30}"
    r"\b(?:prompt|instructions verbatim|api key|password|configuration|passages? verbatim|everything above|conversation)",
    # the same in other languages
    r"\bignorez (?:les|toutes)\b|\bignor[ae] (?:todas|las|tutte|le)\b|\bignorier[et]?\b[^.\n]{0,20}\banweisung",
    r"\banwybyddwch\b[^.\n]{0,30}\bcyfarwyddiadau|忽略.{0,8}(?:指令|指示)|игнорируй|前の指示を無視|تجاهل.{0,12}التعليمات",
)
_MACHINE = re.compile("|".join(f"(?:{pattern})" for pattern in _PATTERNS), re.I | re.M)
# Look-alike letters of another alphabet within a word, and runs that a reader cannot read.
_DISGUISED = re.compile(r"[A-Za-z][\u0370-\u03ff\u0400-\u04ff]|[\u0370-\u03ff\u0400-\u04ff][A-Za-z]")
_UNREADABLE = re.compile(r"(?:%[0-9a-fA-F]{2}[\w.]*){3}|(?:&#x?[0-9a-fA-F]+;){3}|(?:(?<!\S)\w ){8}|(?<!\S)[A-Za-z0-9+=]{40,}(?!\S)")
_HARMLESS = frozenset("\u00ad\u200b\u200c\u200d\ufeff")


def addresses_machine(text: str) -> bool:
    """Whether a sentence is an instruction to a model or a fake message, not guidance for a reader."""
    plain = text if text.isascii() else "".join(filter(_is_visible, unicodedata.normalize("NFKC", text)))
    return bool(_MACHINE.search(plain))


def hides_text(text: str) -> bool:
    """Whether a text holds what a reader cannot see or read: direction overrides, tags, private use, look-alike letters, encodings."""
    if _UNREADABLE.search(text):
        return True
    return not text.isascii() and (bool(_DISGUISED.search(text)) or any(_is_hidden(character) for character in text))


def _is_hidden(character: str) -> bool:
    return unicodedata.category(character) in ("Cf", "Co", "Cn", "Cc") and character not in _HARMLESS and not character.isspace()


def _is_visible(character: str) -> bool:
    return unicodedata.category(character) != "Cf"
