"""May we answer this? Every door passes here before retrieval, and again with the reply.

A question is read through its disguises (`disguise`), searched for people and identifiers (`people` and the person detector), and
read for what it wants (`second_opinion`, learned from written cases). `weighing` puts the three together: danger, a live disclosure
and the asker's own distress come first, as a signpost; then anything about a private person is refused. Encodings and identifiers
decide alone. Whatever goes wrong inside is GuardFailed: no decision means no answer.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Literal, Protocol, TypeVar

from assistant.cries import tells_of_danger
from assistant.disguise import read_through
from assistant.errors import BadSettings, GuardFailed
from assistant.people import QuestionReader, Reading, load_reader
from assistant.privacy.detector import Finding, TextClass
from assistant.prompt import Prompt, load_prompt
from assistant.scripts import is_foreign_script
from assistant.second_opinion import DANGER, IN_DANGER, REFUSALS, SIGNPOSTS, UNREAD, SecondOpinion, load_second_opinion
from assistant.types import Contact, Nation, Notice, NoticeKind, Reason, Refusal, Signpost, Trace
from assistant.voices import voices
from assistant.weighing import Weighing, likelihood, weigh

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
    """From which score a category counts.

    `refuse` and `signpost` are settings; their defaults here are those of `defaults.toml`. `name` and `identifier` 0.5 name a category
    for the wording of a refusal, and `detector` 0.5 is where the person detector stops reporting words that only look like names.
    `likely` 0.25 is how likely a learned category must be to be named beside the likeliest. `urgent` 2.5 is how much more a signpost
    weighs than a refusal when a question could be either. Bars and `urgent` were set on 1,230 questions of three authors who had seen
    neither code nor cases (`sixteenth-*`, `seventeenth-*`, `nineteenth-*`), read by heads that had not learned from them: refusals .975,
    false refusals .023, signposts 1.0 (120 of 120), needless signposts .006; at .38, .25 and 1.5 refusals .962. From `doubt` 0.015 on, a
    question that names somebody is weighed once more with the names left out: it is a signpost where danger is then likelier than not, and
    `unnamed` 3 times as likely as a refusal. `turns` is how many earlier turns are read together.
    """

    refuse: float = 0.2
    signpost: float = 0.15
    name: float = 0.5
    identifier: float = 0.5
    detector: float = 0.5
    urgent: float = 2.5
    doubt: float = 0.015
    unnamed: float = 3.0
    likely: float = 0.25
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
)


class Guard:
    """Decides whether a question may be answered, and whether a reply may be shown."""

    def __init__(
        self, detector: Detector, texts: GuardTexts, bars: Bars | None = None, opinion: Callable[[], SecondOpinion] = load_second_opinion
    ) -> None:
        self._detector, self._texts, self._load_opinion = detector, texts, opinion
        self._bars, self._weighing = bars or Bars(), Weighing()

    @cached_property
    def _reader(self) -> QuestionReader:
        return load_reader()

    @cached_property
    def _opinion(self) -> SecondOpinion:
        return self._load_opinion()

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
        scores, likely, reading = self._score(text)
        odds = weigh(scores, likely, self._weighing)
        bars = self._bars
        level = {"private_name": bars.name, "identifier": bars.identifier, "encoded": bars.identifier}
        found = {name for name, score in scores.items() if score >= level[name]}
        urgent, private = _named(likely, SIGNPOSTS, bars.likely), _named(likely, REFUSALS, bars.likely)
        shown = {**scores, **{f"likely_{name}": value for name, value in likely.items()}, **odds}
        # A name or a number never turns a person in danger away: what the question is about decides between the two.
        if odds["signpost"] >= bars.signpost and (
            bars.urgent * likelihood(likely, SIGNPOSTS) >= likelihood(likely, REFUSALS)
            or ("private_name" in found and likely[DANGER] >= bars.doubt and self._is_danger_unnamed(reading))
        ):
            return Decision("signpost", tuple(sorted({*found, *(urgent or _named(likely, SIGNPOSTS, 0.0)[:1])})), shown)
        if odds["refuse"] >= bars.refuse:
            return Decision(
                "refuse", tuple(sorted({*found, *urgent, *(private or (() if found else _named(likely, REFUSALS, 0.0)[:1]))})), shown
            )
        return Decision("allow", (), shown)

    def _is_danger_unnamed(self, reading: Reading) -> bool:
        """Whether the question tells of danger, and asks about nobody, when the words that name somebody are left out."""
        likely = self._opinion.read(reading.text, without=[(mention.start, mention.end) for mention in reading.people])
        return likely[DANGER] >= max(0.5, self._bars.unnamed * likelihood(likely, REFUSALS))

    def _score(self, text: str) -> tuple[dict[str, float], Mapping[str, float], Reading]:
        """What the rules found, and what the question is likely to be, of several readings the one least likely to be answerable; and
        the question as it is seen."""
        readings = read_through(text, self._reader.known)
        scores: dict[str, float] = {"encoded": 1.0} if readings.enciphered else {}
        danger = tells_of_danger(readings.plain)
        opinions: list[Mapping[str, float]] = [IN_DANGER] if danger else []
        read = [self._reader.read(shown) for shown in (*readings.hidden, readings.plain)]
        for reading in read:
            # The model reads no other script: there the marks of a name decide alone.
            if not danger:
                opinions.append(UNREAD if is_foreign_script(reading.text) else self._opinion.read(reading.text))
            for name, score in self._find(reading):
                scores[name] = round(max(scores.get(name, 0.0), score), 3)
        return scores, min(opinions, key=lambda opinion: opinion["answer"]), read[-1]

    def _find(self, reading: Reading) -> Iterator[tuple[str, float]]:
        """Names and identifiers with their scores."""
        text = reading.text
        yield from (("private_name", mention.sure) for mention in reading.people)
        yield from (("identifier", mention.sure) for mention in reading.identifiers)
        # A question in another script is judged by the marks of a name in it, not by its being in another script.
        for finding in () if is_foreign_script(text) else self._detector.find(text, TextClass.QUESTION):
            if (
                self._private(finding)
                and not reading.explains(finding.start, finding.end)
                and not self._reader.is_public_use(text, finding.start, finding.end)
            ):
                yield (
                    ("private_name" if "PERSON" in finding.type.upper() or "NAME" in finding.type.upper() else "identifier"),
                    finding.score,
                )

    # -- wording ------------------------------------------------------------

    def _word(self, decision: Decision, text: str, nation: Nation | None) -> Refusal | Signpost | None:
        if decision.outcome == "allow":
            return None
        trace = Trace(signals=dict(decision.scores))
        urgent = [name for name in SIGNPOSTS if name in decision.categories]
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


def _named(likely: Mapping[str, float], names: Sequence[str], bar: float) -> tuple[str, ...]:
    """Those of `names` that are likely enough, likeliest first."""
    return tuple(sorted((name for name in names if likely[name] >= bar), key=lambda name: -likely[name]))


def load_guard(prompts_dir: Path, detector: Detector, bars: Bars | None = None, models_dir: Path | None = None) -> Guard:
    """The guard with its texts and contacts. The second opinion is loaded with the first question; `models_dir` caches the graph of its
    model. Raises BadSettings when a file does not hold together."""
    prompt = load_prompt(prompts_dir / "refusals.v1.toml")
    needed = {part for words in _WORDS for part in words[1:] if part} | {*SIGNPOSTS, "leave_names_out"}
    if missing := sorted(needed - prompt.texts.keys()):
        raise BadSettings(f"The prompt file refusals.v1.toml lacks the texts {', '.join(missing)}.")
    return Guard(detector, GuardTexts(prompt, _read_contacts(prompts_dir / "contacts.toml")), bars, lambda: load_second_opinion(models_dir))


def _read_contacts(path: Path) -> tuple[tuple[Contact, frozenset[str]], ...]:
    from assistant.contacts import read_contacts

    contacts = read_contacts(path)
    rows = tomllib.loads(path.read_text(encoding="utf-8"))["contacts"]
    return tuple((contact, frozenset(map(str, row.get("use", ())))) for contact, row in zip(contacts, rows, strict=True))
