"""May we answer this? Every door passes here before retrieval, and again with the reply.

A question is read through its disguises (`disguise`), searched for people and identifiers (`people` and the person
detector), judged by what it wants with people (`privacy.intent`), and heard for urgency (`urgency`). Danger, a live
disclosure and the asker's own distress come first: a signpost. Then anything about a private person is refused. Whatever goes
wrong inside is GuardFailed: no decision means no answer.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Literal, Protocol, TypeVar

from assistant.described import find_described
from assistant.disguise import read_through
from assistant.errors import BadSettings, GuardFailed
from assistant.people import QuestionReader, load_reader
from assistant.personal_facts import find_requests
from assistant.plain_speech import write_out
from assistant.privacy.detector import Finding, TextClass
from assistant.privacy.intent import IntentWeights, find_intents
from assistant.prompt import Prompt, load_prompt
from assistant.scripts import is_foreign_script
from assistant.types import Contact, Nation, Notice, NoticeKind, Reason, Refusal, Signpost, Trace
from assistant.urgency import find_urgency, voices

URGENT = ("immediate_danger", "live_disclosure", "own_distress")
Result = TypeVar("Result")


class Detector(Protocol):
    """What the guard needs of the person detector."""

    def find(self, text: str, text_class: TextClass) -> tuple[Finding, ...]: ...


@dataclass(frozen=True, slots=True)
class Decision:
    """What the guard decided and why: categories above their bar, and every score. Never text."""

    outcome: Literal["allow", "refuse", "signpost"]
    categories: tuple[str, ...] = ()
    scores: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Bars:
    """From which score a category counts. Measured with `evals run refusals` on the development half of our cases.

    `name` 0.5: with five draws a case, 95 in 100 named cases score 0.55 and up, half of them 0.85 and up; no case to be answered
    scores above 0.4. `intent` 0.5 is the bar of the nameless score (see IntentWeights) and of every rule, which are 0.8 and up.
    `detector` 0.5: below it the person detector reports words that only look like names. `urgent` 0.9 outranks a private name:
    a person in danger is never met with a refusal; `perhaps` 0.6 (told, but no word of when) gives way to one. `turns` is how many
    earlier turns are read together.
    """

    name: float = 0.5
    identifier: float = 0.5
    intent: float = 0.5
    detector: float = 0.5
    urgent: float = 0.9
    perhaps: float = 0.6
    turns: int = 6


@dataclass(frozen=True, slots=True)
class GuardTexts:
    """The words of refusals and signposts, and the contacts with the uses they are for."""

    prompt: Prompt
    contacts: tuple[tuple[Contact, frozenset[str]], ...] = ()

    def contacts_for(self, uses: Sequence[str], nation: Nation | None, kinds: frozenset[str]) -> tuple[Contact, ...]:
        """The contacts of any of `uses`, for a nation (England unless told), in the order of the file."""
        wanted = {*uses, *(f"{use}:{kind}" for use in uses for kind in kinds)}
        return tuple(contact for contact, known in self.contacts if known & wanted and (nation or Nation.ENGLAND) in contact.nations)


# What a follow-up leans on when it is only understood with the turns before it.
_LEANS = re.compile(
    r"\b(?:he|she|him|her|his|hers|they|them|their|it|its|this|that|these|those|the (?:child|boy|girl|family|mother|father|mum|dad|parents?|baby|teacher|man|woman|same|first|second|other|person|case)|there|one)\b|^\W*(?:and|but|also|so|what about|or)\b",
    re.I,
)
# Which text fits a refusal: first category that applies. (text, how to ask instead, where it belongs)
_WORDS: tuple[tuple[str, str, str, str], ...] = (
    ("encoded", "unreadable", "rephrase_situation", ""),
    ("undo_anonymisation", "undo_anonymisation", "rephrase_lesson", "belongs_lessons"),
    ("private_life", "private_life", "rephrase_public", ""),
    ("relation", "about_a_person", "rephrase_rules", "belongs_own"),
    ("identifier", "personal_details", "rephrase_situation", "belongs_records"),
    ("private_name", "personal_details", "rephrase_situation", "belongs_records"),
    ("nameless", "nameless_person", "rephrase_situation", "belongs_records"),
    ("people_list", "about_a_person", "rephrase_situation", "belongs_records"),
    ("override", "about_a_person", "rephrase_situation", "belongs_records"),
)


class Guard:
    """Decides whether a question may be answered, and whether a reply may be shown."""

    def __init__(self, detector: Detector, texts: GuardTexts, bars: Bars | None = None, weights: IntentWeights | None = None) -> None:
        self._detector, self._texts = detector, texts
        self._bars, self._weights = bars or Bars(), weights or IntentWeights()

    @cached_property
    def _reader(self) -> QuestionReader:
        return load_reader()

    def decide(self, text: str, *, earlier: Sequence[str] = ()) -> Decision:
        """The decision on a question. `earlier` are the asker's turns before it, oldest first, read together with it where it
        leans on them. Raises GuardFailed."""
        return self._safely(lambda: self._decide(text, earlier))

    def check_question(self, text: str, *, nation: Nation | None = None, earlier: Sequence[str] = ()) -> Refusal | Signpost | None:
        """None when the question may be answered; otherwise the refusal, or the signpost that comes before any guidance.
        Raises GuardFailed."""
        return self._safely(lambda: self._word(self._decide(text, earlier), text, nation))

    def check_reply(self, reply_texts: Sequence[str]) -> bool:
        """True when nothing private is in what is about to be shown. Raises GuardFailed."""
        return self._safely(
            lambda: not any(self._private(finding) for text in reply_texts for finding in self._detector.find(text, TextClass.REPLY))
        )

    def _safely(self, work: Callable[[], Result]) -> Result:
        try:
            return work()
        except Exception as error:  # noqa: BLE001
            # The cause may carry the question's text, so only its class travels.
            raise GuardFailed(
                f"The guard could not decide ({type(error).__name__}), so nothing is shown. Try again in other words."
            ) from None

    def _private(self, finding: Finding) -> bool:
        return finding.level == "direct" and finding.score >= self._bars.detector

    # -- deciding -----------------------------------------------------------

    def _decide(self, text: str, earlier: Sequence[str]) -> Decision:
        alone = self._judge(text)
        if alone.outcome == "refuse" or not earlier or not _LEANS.search(text):
            return alone
        together = self._judge("\n".join([*earlier[-self._bars.turns :], text]))
        if together.outcome != "refuse" and "private_name" not in together.categories:
            return alone
        if alone.outcome == "signpost":
            return Decision("signpost", tuple(sorted({*alone.categories, *together.categories})), {**together.scores, **alone.scores})
        return Decision("refuse", together.categories, together.scores)

    def _judge(self, text: str) -> Decision:
        scores = self._score(text)
        bars = self._bars
        level = {"private_name": bars.name, "identifier": bars.identifier, **dict.fromkeys(URGENT, bars.perhaps)}
        categories = tuple(sorted(name for name, score in scores.items() if score >= level.get(name, bars.intent)))
        private = [name for name in categories if name not in URGENT]
        urgent = [name for name in categories if name in URGENT]
        if urgent and (not private or max(scores[name] for name in urgent) >= bars.urgent):
            return Decision("signpost", categories, scores)
        return Decision("refuse" if private else "allow", categories, scores)

    def _score(self, text: str) -> dict[str, float]:
        readings = read_through(text, self._reader.known)
        scores: dict[str, float] = {"encoded": 1.0} if readings.enciphered else {}
        for shown in (readings.plain, *readings.hidden):
            for name, score in self._score_reading(shown).items():
                scores[name] = round(max(scores.get(name, 0.0), score), 3)
        return scores

    def _score_reading(self, text: str) -> dict[str, float]:
        reading = self._reader.read(text)
        masked = write_out(reading.masked)
        scores = dict(find_intents(masked, place=bool(reading.places), weights=self._weights))
        for name, score in (
            *find_requests(masked).items(),
            *find_described(masked, place=bool(reading.places)).items(),
            *find_urgency(text).items(),
        ):
            scores[name] = max(scores.get(name, 0.0), score)
        for mention in reading.people:
            scores["private_name"] = max(scores.get("private_name", 0.0), mention.sure)
        for mention in reading.identifiers:
            scores["identifier"] = max(scores.get("identifier", 0.0), mention.sure)
        # A question in another script is judged by the marks of a name in it, not by its being in another script.
        for finding in () if is_foreign_script(text) else self._detector.find(text, TextClass.QUESTION):
            if (
                self._private(finding)
                and not reading.explains(finding.start, finding.end)
                and not self._reader.is_public_use(text, finding.start, finding.end)
            ):
                name = "private_name" if "PERSON" in finding.type.upper() or "NAME" in finding.type.upper() else "identifier"
                scores[name] = max(scores.get(name, 0.0), finding.score)
        return scores

    # -- wording ------------------------------------------------------------

    def _word(self, decision: Decision, text: str, nation: Nation | None) -> Refusal | Signpost | None:
        if decision.outcome == "allow":
            return None
        trace = Trace(signals=dict(decision.scores))
        urgent = [name for name in URGENT if name in decision.categories]
        if decision.outcome == "signpost":
            message = self._render(urgent[0])
            notices = (Notice(NoticeKind.URGENT, message),)
            if len(decision.categories) > len(urgent):
                message = f"{message} {self._render('leave_names_out')}"
            return Signpost(
                Reason.IMMEDIATE_RISK, message, self._texts.contacts_for(urgent, nation, voices(text)), notices=notices, trace=trace
            )
        _, name, rephrase, belongs = next(words for words in _WORDS if words[0] in decision.categories)
        parts = {"rephrase": rephrase, "belongs": belongs}
        message = self._render(name, **{key: self._render(part) for key, part in parts.items() if part})
        return Refusal(
            Reason.IDENTIFIABLE_PERSON,
            message,
            notices=tuple(Notice(NoticeKind.URGENT, self._render(item)) for item in urgent),
            contacts=self._texts.contacts_for([*urgent, "refusal"], nation, frozenset()),
            trace=trace,
        )

    def _render(self, name: str, **values: str) -> str:
        return self._texts.prompt.render(name, **values)


def load_guard(prompts_dir: Path, detector: Detector) -> Guard:
    """The guard with its texts and contacts. Raises BadSettings when a file does not hold together."""
    prompt = load_prompt(prompts_dir / "refusals.v1.toml")
    needed = {part for words in _WORDS for part in words[1:] if part} | {*URGENT, "leave_names_out"}
    if missing := sorted(needed - prompt.texts.keys()):
        raise BadSettings(f"The prompt file refusals.v1.toml lacks the texts {', '.join(missing)}.")
    return Guard(detector, GuardTexts(prompt, _read_contacts(prompts_dir / "contacts.toml")))


def _read_contacts(path: Path) -> tuple[tuple[Contact, frozenset[str]], ...]:
    from assistant.contacts import read_contacts

    contacts = read_contacts(path)
    rows = tomllib.loads(path.read_text(encoding="utf-8"))["contacts"]
    return tuple((contact, frozenset(map(str, row.get("use", ())))) for contact, row in zip(contacts, rows, strict=True))
