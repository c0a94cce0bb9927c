"""A generator of lies: each takes a true sentence and gives a statement that is false, or evidence that is, in a named way."""

from __future__ import annotations

import random
import re
import uuid
from collections.abc import Callable, Sequence
from functools import cache
from pathlib import Path

from assistant.ports import LabelledPassage
from assistant.sentences import split_sentences
from assistant.types import Document, DraftQuote, DraftStatement, Nation, Passage, Status
from tests.fakes import make_document

GUIDANCE = Path(__file__).parents[1] / "corpus" / "guidance"
_NATIONS = ("England", "Wales", "Scotland", "Northern Ireland")
_ACTORS = ("employer", "school", "police", "social worker", "parent", "council", "doctor", "judge", "charity", "minister")
_UNITS = {
    "day": "week",
    "days": "weeks",
    "week": "month",
    "weeks": "months",
    "hours": "days",
    "month": "year",
    "months": "years",
    "years": "months",
}
_MODALS = {"should": "must", "may": "must", "can": "must", "must": "may"}
Lie = Callable[[str, str, str, random.Random], DraftStatement | None]  # (sentence, label, another sentence, chance)


@cache
def corpus_passages() -> tuple[tuple[Passage, ...], dict[str, Document]]:
    """Paragraphs of the guidance as passages of about 80 words, and their documents."""
    passages: list[Passage] = []
    documents: dict[str, Document] = {}
    for path in sorted(GUIDANCE.glob("d*.md")):
        document = make_document(path.stem, path.stem)
        documents[document.id] = document
        plain = re.sub(r"<!--.*?-->|[*_`]|^#[^\n]*$", "", path.read_text(encoding="utf-8"), flags=re.S | re.M)
        plain = re.sub(r"\[([^\]]+)\]\([^)]*\)", r"\1", plain)
        blocks = [" ".join(block.split()) for block in re.split(r"\n\s*\n|\n(?=- )", plain)]
        blocks = [block.removeprefix("- ") for block in blocks if len(block.split()) >= 8]
        for ordinal in range(0, len(blocks), 2):
            text = "\n".join(blocks[ordinal : ordinal + 2])
            name = str(uuid.uuid5(uuid.NAMESPACE_OID, f"{document.id}:{ordinal}"))
            passages.append(Passage(name, document.id, text, (document.title,), None, ordinal, "", Status.CURRENT, (Nation.ENGLAND,)))
    return tuple(passages), documents


def sentences_of(text: str) -> list[str]:
    return [text[start:end] for start, end in split_sentences(text) if len(text[start:end].split()) >= 8]


def lie(kind: str, shown: Sequence[LabelledPassage], chance: random.Random) -> DraftStatement | None:
    """One lie of the named kind about one of the passages shown, or None where no sentence lends itself to it."""
    for _ in range(30):
        item, other = chance.choice(shown), chance.choice(shown)
        own, others = sentences_of(item.passage.text), sentences_of(other.passage.text)
        if own and others and (made := LIES[kind](chance.choice(own), item.label, chance.choice(others), chance)):
            return made
    return None


def _about(sentence: str, label: str, changed: str | None) -> DraftStatement | None:
    return DraftStatement(changed, (DraftQuote(label, sentence),)) if changed and changed.split() != sentence.split() else None


def _swap(table: dict[str, str], sentence: str) -> str | None:
    found = [word for word in table if re.search(rf"\b{word}\b", sentence)]
    return re.sub(rf"\b{found[0]}\b", table[found[0]], sentence, count=1) if found else None


def _number(sentence: str, label: str, other: str, chance: random.Random) -> DraftStatement | None:
    return _about(sentence, label, re.sub(r"\d+", lambda found: str(int(found[0]) + chance.randint(1, 9)), sentence, count=1))


def _spelled(sentence: str, label: str, other: str, chance: random.Random) -> DraftStatement | None:
    return _about(sentence, label, _swap({"one": "two", "two": "three", "three": "five", "four": "three", "five": "ten"}, sentence))


def _date(sentence: str, label: str, other: str, chance: random.Random) -> DraftStatement | None:
    months = ["January", "March", "April", "July", "September", "November"]
    return _about(sentence, label, _swap({month: months[(index + 2) % 6] for index, month in enumerate(months)}, sentence))


def _nation(sentence: str, label: str, other: str, chance: random.Random) -> DraftStatement | None:
    return _about(sentence, label, _swap({name: chance.choice([n for n in _NATIONS if n != name]) for name in _NATIONS}, sentence))


def _nation_dropped(sentence: str, label: str, other: str, chance: random.Random) -> DraftStatement | None:
    return _about(sentence, label, re.sub(r"^In (?:England|Wales|Scotland)(?: and Wales)?, ", "", sentence))


def _negated(sentence: str, label: str, other: str, chance: random.Random) -> DraftStatement | None:
    return _about(sentence, label, re.sub(r"\b(must|should|may|can|is|are|does|do|has|have)\b", r"\1 not", sentence, count=1))


def _unnegated(sentence: str, label: str, other: str, chance: random.Random) -> DraftStatement | None:
    return _about(sentence, label, re.sub(r"\b(?:do |does )?(?:not|never|no|without) ", "", sentence, count=1))


def _modal(sentence: str, label: str, other: str, chance: random.Random) -> DraftStatement | None:
    return _about(sentence, label, _swap(_MODALS, sentence))


def _condition(sentence: str, label: str, other: str, chance: random.Random) -> DraftStatement | None:
    cut = re.sub(r",? \b(?:unless|if|except|only|where|when|until|as long as|provided)\b[^,.]*", "", sentence, count=1)
    return _about(sentence, label, cut if len(cut.split()) >= 4 else None)


def _unit(sentence: str, label: str, other: str, chance: random.Random) -> DraftStatement | None:
    return _about(sentence, label, _swap(_UNITS, sentence))


def _actor(sentence: str, label: str, other: str, chance: random.Random) -> DraftStatement | None:
    return _about(sentence, label, _swap({name: chance.choice([n for n in _ACTORS if n != name]) for name in _ACTORS}, sentence))


def _turned(sentence: str, label: str, other: str, chance: random.Random) -> DraftStatement | None:
    """Subject and object in each other's place: the same words, another meaning."""
    found = re.match(r"(.{8,60}?) (must|should|may|can|is|are) (.{8,}?)\.$", sentence)
    return _about(
        sentence, label, f"{found[3][0].upper()}{found[3][1:]} {found[2]} {found[1][0].lower()}{found[1][1:]}." if found else None
    )


def _quantity(sentence: str, label: str, other: str, chance: random.Random) -> DraftStatement | None:
    table = {"all": "some", "some": "all", "any": "no", "every": "no", "at least": "at most", "or": "and", "and": "or", "before": "after"}
    return _about(sentence, label, _swap(table, sentence))


def _added(sentence: str, label: str, other: str, chance: random.Random) -> DraftStatement | None:
    extra = chance.choice(
        [", but parents may opt out", " within 48 hours", ", as Ofsted has confirmed", " and need not be recorded", " in most cases"]
    )
    return _about(sentence, label, sentence.rstrip(".") + extra + ".")


def _second_sentence(sentence: str, label: str, other: str, chance: random.Random) -> DraftStatement | None:
    extra = chance.choice(
        ["No record is needed.", "Consent is always required.", "The police decide this alone.", "Ignore this after 30 days."]
    )
    return _about(sentence, label, f"{sentence} {extra}")


def _false_claim(sentence: str, label: str, other: str, chance: random.Random) -> DraftStatement | None:
    """A true quote under a false statement, also ones that share no negation, number or modal verb with the truth."""
    claims = [
        "Nobody has to be told about a concern.",
        "Referrals are optional.",
        "Schools decide for themselves whether to share information.",
    ]
    return _about(sentence, label, chance.choice(claims))


def _merged(sentence: str, label: str, other: str, chance: random.Random) -> DraftStatement | None:
    """Half of one sentence and half of another, as statement and as quote."""
    words, more = sentence.split(), other.split()
    joined = " ".join([*words[: len(words) // 2], *more[len(more) // 2 :]])
    quote = joined if chance.random() < 0.5 else sentence
    return DraftStatement(joined, (DraftQuote(label, quote),)) if joined not in (sentence, other) and sentence != other else None


def _merged_quotes(sentence: str, label: str, other: str, chance: random.Random) -> DraftStatement | None:
    """Two true quotes, and a statement that gives one's duty to the other's subject."""
    words, more = sentence.split(), other.split()
    joined = " ".join([*words[: len(words) // 2], *more[len(more) // 2 :]])
    quotes = (DraftQuote(label, sentence), DraftQuote(label, other))
    return DraftStatement(joined, quotes) if joined not in (sentence, other) and sentence != other else None


def _invented(sentence: str, label: str, other: str, chance: random.Random) -> DraftStatement | None:
    text = chance.choice(
        ["Staff may share information only with a signed form.", "Every school must appoint two safeguarding governors by 2027."]
    )
    return DraftStatement(text, (DraftQuote(label, text),))


def _nearly(sentence: str, label: str, other: str, chance: random.Random) -> DraftStatement | None:
    """A quote with one word left out: a fuzzy match would pass it."""
    words = sentence.split()
    gone = chance.randrange(1, len(words) - 1)
    quote = " ".join(words[:gone] + words[gone + 1 :])
    return DraftStatement(quote, (DraftQuote(label, quote),))


def _ellipsis(sentence: str, label: str, other: str, chance: random.Random) -> DraftStatement | None:
    words = sentence.split()
    quote = " ".join([*words[:3], "...", *words[-3:]])
    return DraftStatement(quote, (DraftQuote(label, quote),))


def _cut(sentence: str, label: str, other: str, chance: random.Random) -> DraftStatement | None:
    """A true quote cut so that it loses its "not", "unless" or "should"."""
    found = re.search(r"\b(?:not|never|unless|only|without|except|if) (.+)$", sentence)
    quote = found[1] if found and len(found[1].split()) >= 4 else None
    return DraftStatement(quote, (DraftQuote(label, quote),)) if quote else None


def _wrong_label(sentence: str, label: str, other: str, chance: random.Random) -> DraftStatement | None:
    return DraftStatement(sentence, (DraftQuote(chance.choice(["P99", "P0", "Working Together 2023", "", "[1]"]), sentence),))


def _hidden(sentence: str, label: str, other: str, chance: random.Random) -> DraftStatement | None:
    """The truth with something invisible or look-alike in it."""
    changed = sentence.replace(" ", chance.choice([" \u202e", " \U000e0041", " <b>", " [x](http://evil.example) "]), 1)
    return _about(sentence, label, changed)


LIES: dict[str, Lie] = {
    "number": _number,
    "spelled_number": _spelled,
    "date": _date,
    "nation": _nation,
    "nation_dropped": _nation_dropped,
    "negated": _negated,
    "unnegated": _unnegated,
    "modal": _modal,
    "condition_dropped": _condition,
    "unit": _unit,
    "actor": _actor,
    "turned_round": _turned,
    "quantity": _quantity,
    "added_clause": _added,
    "second_sentence": _second_sentence,
    "false_claim": _false_claim,
    "merged": _merged,
    "merged_quotes": _merged_quotes,
    "invented_quote": _invented,
    "nearly_verbatim": _nearly,
    "ellipsis": _ellipsis,
    "cut_quote": _cut,
    "wrong_label": _wrong_label,
    "hidden_marks": _hidden,
}
