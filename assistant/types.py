"""The nouns of the product: frozen values that pass between the steps of the journeys.

Nothing here does work or imports anything of ours. Text offsets are counted in Unicode code points into the named
text; dates are calendar dates without a time zone.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum


class Nation(StrEnum):
    """A nation of the United Kingdom; UK-wide material lists all four."""

    ENGLAND = "england"
    WALES = "wales"
    SCOTLAND = "scotland"
    NORTHERN_IRELAND = "northern_ireland"


class Status(StrEnum):
    """The standing of a text on the day it was last checked."""

    CURRENT = "current"
    SUPERSEDED = "superseded"
    WITHDRAWN = "withdrawn"
    DRAFT = "draft"
    NOT_IN_FORCE = "not_in_force"


class Kind(StrEnum):
    """What a document mainly reports; it decides how much weight a "must" in it carries."""

    LAW = "law"
    STATUTORY_GUIDANCE = "statutory_guidance"
    GUIDANCE = "guidance"
    PRACTICE = "practice"
    CONTACTS = "contacts"
    COURSE = "course"
    LESSON = "lesson"


class Policy(StrEnum):
    """How ingest treats a document: `published` text is kept as it is and scanned, `local` text is anonymised in full."""

    PUBLISHED = "published"
    LOCAL = "local"


class Strength(StrEnum):
    """The force of a statement, taken from the modal verb in its quote and never raised."""

    MUST = "must"
    SHOULD = "should"
    MAY = "may"
    NONE = "none"


class Outcome(StrEnum):
    """What a reply decided."""

    ANSWERED = "answered"
    ABSTAINED = "abstained"
    REFUSED = "refused"
    SIGNPOSTED = "signposted"


class Reason(StrEnum):
    """Why a reply is not an answer."""

    IDENTIFIABLE_PERSON = "identifiable_person"
    IMMEDIATE_RISK = "immediate_risk"
    OUT_OF_SCOPE = "out_of_scope"
    NOT_FOUND = "not_found"
    INSUFFICIENT_EVIDENCE = "insufficient_evidence"


class NoticeKind(StrEnum):
    """A warning that travels with a reply."""

    SUPERSEDED = "superseded"
    NOT_IN_FORCE = "not_in_force"
    DRAFT = "draft"
    OTHER_NATION = "other_nation"
    CHECK_DATE = "check_date"
    URGENT = "urgent"
    FALLBACK = "fallback"
    AMBIGUOUS = "ambiguous"


@dataclass(frozen=True, slots=True)
class Source:
    """A published original that a document reports. `published` is an ISO date, possibly only a year or month."""

    id: str
    title: str
    publisher: str
    url: str
    licence: str
    status: Status
    published: str | None = None
    superseded_by: str | None = None


@dataclass(frozen=True, slots=True)
class Document:
    """What the library holds about one title. `digest` is the SHA-256 of everything that decides its passages.

    The text applied from `effective_from` up to, not including, `effective_to`; None means not known or without end.
    `origin` names the manifest or folder it came from without spelling it, so that a later run can tell what has been removed.
    """

    id: str
    title: str
    kind: Kind
    nations: tuple[Nation, ...]
    status: Status
    policy: Policy
    digest: str
    effective_from: date | None = None
    effective_to: date | None = None
    published: date | None = None
    checked_on: date | None = None
    superseded_by: str | None = None
    audience: tuple[str, ...] = ()
    themes: tuple[str, ...] = ()
    agencies: tuple[str, ...] = ()
    age_bands: tuple[str, ...] = ()
    sources: tuple[Source, ...] = ()
    licence: str = ""
    origin: str = ""


@dataclass(frozen=True, slots=True)
class Element:
    """One block of a partitioned file, in reading order, before anonymisation.

    `sources`, `status` and `nations` are set only where the text marks them for its section; otherwise the document's hold.
    `page` counts from 1 and is None where the format has no pages.
    """

    document_id: str
    category: str
    text: str
    heading_path: tuple[str, ...] = ()
    page: int | None = None
    sources: tuple[str, ...] = ()
    status: Status | None = None
    nations: tuple[Nation, ...] = ()


@dataclass(frozen=True, slots=True)
class AnonymisedElement:
    """An element that has been through the anonymiser: the only kind of text that may be chunked.

    `counts` maps (finding type, action) to a number, never to a value.
    """

    document_id: str
    category: str
    text: str
    heading_path: tuple[str, ...] = ()
    page: int | None = None
    sources: tuple[str, ...] = ()
    status: Status | None = None
    nations: tuple[Nation, ...] = ()
    counts: Mapping[tuple[str, str], int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Asked:
    """A question that people ask and that `text[start:end]` of its passage answers: searched for, never shown and never quoted."""

    line: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Passage:
    """A stretch of a document that can be cited: 40 to 200 words under one heading.

    `id` is a UUID derived from document, revision and ordinal; `digest` is the SHA-256 of `text`. `asked` are the questions that an
    editor has written down beside the facts it holds; most passages have none.
    """

    id: str
    document_id: str
    text: str
    heading_path: tuple[str, ...]
    page: int | None
    ordinal: int
    digest: str
    status: Status
    nations: tuple[Nation, ...]
    sources: tuple[str, ...] = ()
    asked: tuple[Asked, ...] = ()


@dataclass(frozen=True, slots=True)
class LegScore:
    """How one leg of retrieval saw a passage: rank from 1 (None when the leg did not propose it) and raw score."""

    rank: int | None
    score: float


@dataclass(frozen=True, slots=True)
class ScoredPassage:
    """A passage with its final score (higher is better) and each leg's part in it, so that a rank can be explained."""

    passage: Passage
    score: float
    legs: Mapping[str, LegScore] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Filters:
    """What a search is restricted to. Empty means no restriction, except that superseded text is left out by default.

    `as_at` asks for the text that applied on that day: documents that began later are left out and superseded ones come in.
    """

    nation: Nation | None = None
    kinds: tuple[Kind, ...] = ()
    themes: tuple[str, ...] = ()
    agencies: tuple[str, ...] = ()
    age_bands: tuple[str, ...] = ()
    document_id: str | None = None
    as_at: date | None = None
    include_superseded: bool = False


@dataclass(frozen=True, slots=True)
class Question:
    """What a user asked. The text is never stored or logged."""

    text: str
    filters: Filters = field(default_factory=Filters)
    role: str | None = None


@dataclass(frozen=True, slots=True)
class DraftQuote:
    """An untrusted pointer from a draft statement to its evidence: a label that was shown and the words quoted from it."""

    label: str
    quote: str


@dataclass(frozen=True, slots=True)
class DraftStatement:
    """One untrusted statement of a draft."""

    text: str
    quotes: tuple[DraftQuote, ...]


@dataclass(frozen=True, slots=True)
class Draft:
    """What a generator proposes; nothing of it is shown before the verifier has checked it.

    `notices` tell the reader how the draft came about (a fallback), `signals` tell the trace in figures; both are the product's own
    words, never a model's.
    """

    statements: tuple[DraftStatement, ...]
    notices: tuple[Notice, ...] = ()
    signals: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Citation:
    """A quote copied by the server from a stored passage, with all that is needed to check it again.

    `start` and `end` are offsets into the passage's text, `text[start:end] == quote`; `sha256` is of the quote.
    """

    passage_id: str
    document_id: str
    title: str
    heading_path: tuple[str, ...]
    page: int | None
    quote: str
    start: int
    end: int
    sha256: str
    status: Status
    nations: tuple[Nation, ...]
    sources: tuple[Source, ...]
    url: str


@dataclass(frozen=True, slots=True)
class Statement:
    """One checked sentence of an answer, with at least one citation."""

    text: str
    strength: Strength
    citations: tuple[Citation, ...]


@dataclass(frozen=True, slots=True)
class Notice:
    """A warning that belongs to a reply, in plain words."""

    kind: NoticeKind
    text: str
    document_id: str | None = None


@dataclass(frozen=True, slots=True)
class Contact:
    """Whom to ring: configuration with the day it was checked, never generated."""

    name: str
    number: str
    when: str
    checked_on: date
    nations: tuple[Nation, ...] = tuple(Nation)


@dataclass(frozen=True, slots=True)
class Trace:
    """How a reply came about, without any user text: prompt, models, index, passages, decisions in figures and timings."""

    index: str = ""
    prompt: str | None = None
    models: Mapping[str, str] = field(default_factory=dict)
    passage_ids: tuple[str, ...] = ()
    signals: Mapping[str, float] = field(default_factory=dict)
    timings_ms: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Answer:
    """Verified statements. Only the verifier makes one."""

    statements: tuple[Statement, ...]
    notices: tuple[Notice, ...] = ()
    contacts: tuple[Contact, ...] = ()
    trace: Trace = field(default_factory=Trace)


@dataclass(frozen=True, slots=True)
class Abstention:
    """The library does not hold enough to answer: why, what is nearest, and whom to ask."""

    reason: Reason
    message: str
    nearest: tuple[ScoredPassage, ...] = ()
    notices: tuple[Notice, ...] = ()
    contacts: tuple[Contact, ...] = ()
    trace: Trace = field(default_factory=Trace)


@dataclass(frozen=True, slots=True)
class Refusal:
    """The question is about an identifiable person: why it is refused, how to ask instead, and where it belongs."""

    reason: Reason
    message: str
    notices: tuple[Notice, ...] = ()
    contacts: tuple[Contact, ...] = ()
    trace: Trace = field(default_factory=Trace)


@dataclass(frozen=True, slots=True)
class Signpost:
    """A person comes first: contacts before anything else, then whatever verified guidance was found."""

    reason: Reason
    message: str
    contacts: tuple[Contact, ...]
    statements: tuple[Statement, ...] = ()
    notices: tuple[Notice, ...] = ()
    trace: Trace = field(default_factory=Trace)


Reply = Answer | Abstention | Refusal | Signpost
