"""What a client sends: strict request bodies. A field that is not listed is an error that names it."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

import msgspec
from msgspec import Meta, Struct

from assistant.types import Filters, Kind, Nation, Question

DEFAULT_LIMIT = 8  # passages a search shows when it does not say (retrieval.limit in defaults.toml)
MAX_LIMIT = 50  # the most it may ask for (retrieval.max_limit in defaults.toml)
DEFAULT_LESSONS = 5
MAX_LESSONS = 20  # each lesson is drawn from up to eight passages
Labels = Annotated[list[Annotated[str, Meta(max_length=100)]], Meta(max_length=20)]
Id = Annotated[str, Meta(min_length=1, max_length=200)]
NationField = Annotated[Nation | None, Meta(description="Only what applies in this nation. Leave out for all four.")]
KindsField = Annotated[list[Kind], Meta(max_length=20, description="Only these kinds of document.")]
ThemesField = Annotated[Labels, Meta(description="Only documents with one of these themes; GET /v1/documents shows the themes in use.")]
AsAtField = Annotated[date | None, Meta(description="The text that applied on this day (YYYY-MM-DD), also where it is superseded now.")]
OldField = Annotated[bool, Meta(description="Also search superseded and withdrawn text, which is always labelled.")]


class Input(Struct, forbid_unknown_fields=True, frozen=True, kw_only=True):
    """A request body; a field that is not listed is an error that names it."""


class QuestionInput(Input, frozen=True):
    """A question for the assistant. Leave out names and anything else that points to a person."""

    question: Annotated[
        str,
        Meta(
            description="One question, in English, about safeguarding guidance.", examples=["When can I share information without consent?"]
        ),
    ]
    nation: NationField = None
    as_at: AsAtField = None
    kinds: KindsField = msgspec.field(default_factory=list)
    themes: ThemesField = msgspec.field(default_factory=list)
    include_superseded: OldField = False
    earlier: Annotated[
        list[str], Meta(max_length=10, description="Earlier questions of this conversation, oldest first. The server keeps nothing.")
    ] = msgspec.field(default_factory=list)


class SearchInput(Input, frozen=True):
    """A search for passages."""

    query: Annotated[str, Meta(description="What to look for, in words or as a question.", examples=["information sharing golden rules"])]
    limit: Annotated[int, Meta(ge=1, le=MAX_LIMIT, description="How many passages at most.")] = DEFAULT_LIMIT
    nation: NationField = None
    as_at: AsAtField = None
    kinds: KindsField = msgspec.field(default_factory=list)
    themes: ThemesField = msgspec.field(default_factory=list)
    agencies: Annotated[Labels, Meta(description="Only documents that concern one of these agencies.")] = msgspec.field(
        default_factory=list
    )
    age_bands: Annotated[Labels, Meta(description="Only documents that concern one of these age bands.")] = msgspec.field(
        default_factory=list
    )
    document_id: Annotated[Id | None, Meta(description="Only passages of this document.")] = None
    include_superseded: OldField = False


class CaseInput(Input, frozen=True):
    """A search for anonymised lessons."""

    query: Annotated[
        str | None, Meta(description="What the lesson is about; leave out to list them newest first.", examples=["missed bruising"])
    ] = None
    themes: ThemesField = msgspec.field(default_factory=list)
    agencies: Annotated[Labels, Meta(description="Only lessons that concern one of these agencies.")] = msgspec.field(default_factory=list)
    age_bands: Annotated[Labels, Meta(description="Only lessons that concern one of these age bands.")] = msgspec.field(
        default_factory=list
    )
    nation: NationField = None
    limit: Annotated[int, Meta(ge=1, le=MAX_LESSONS, description="How many lessons at most.")] = DEFAULT_LESSONS
    summarise: Annotated[bool, Meta(description="Also give up to three verified statements for training on each lesson.")] = False


class QuoteInput(Input, frozen=True):
    """A quote to look for, word for word."""

    quote: Annotated[str, Meta(description="The exact words.", examples=["consent is not needed"])]
    document_id: Annotated[Id | None, Meta(description="Look in this document only.")] = None


class DecisionInput(Input, frozen=True):
    """What a person decided about a document held in quarantine."""

    decision: Annotated[Literal["release", "edit", "reject"], Meta(description="`edit` releases the text sent with it.")]
    reason: Annotated[str, Meta(min_length=3, max_length=2000, description="Why, for the record.")]
    reviewer: Annotated[Id | None, Meta(description="Who decides. Needed only where no token says who you are.")] = None
    text: Annotated[str | None, Meta(description="The edited anonymised text, with `edit` only.")] = None


def question_of(data: QuestionInput) -> Question:
    """What the body asks, as every door hears it."""
    filters = Filters(
        nation=data.nation,
        kinds=tuple(data.kinds),
        themes=tuple(data.themes),
        as_at=data.as_at,
        include_superseded=data.include_superseded,
    )
    return Question(data.question, filters)


def search_of(data: SearchInput) -> Question:
    """The query and filters of a search."""
    filters = Filters(
        nation=data.nation,
        kinds=tuple(data.kinds),
        themes=tuple(data.themes),
        agencies=tuple(data.agencies),
        age_bands=tuple(data.age_bands),
        document_id=data.document_id,
        as_at=data.as_at,
        include_superseded=data.include_superseded,
    )
    return Question(data.query, filters)


def case_filters(data: CaseInput) -> Filters:
    """The filters of a request for lessons."""
    return Filters(nation=data.nation, themes=tuple(data.themes), agencies=tuple(data.agencies), age_bands=tuple(data.age_bands))
