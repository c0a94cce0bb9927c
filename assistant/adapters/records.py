"""What both Qdrant stores write: payloads, point ids, vector names and filters, in terms neither client owns.

One collection (or shard) holds three types of point, told apart by the payload field `type`: `passage`, `document` and `meta`.
A passage answers only while its `state` is live; see `assistant/adapters/edge_store.py` for how a document is replaced.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from assistant.types import Asked, Document, Filters, Kind, Nation, Passage, Policy, Source, Status

NAMESPACE = uuid.UUID("6f0c3c9e-52a1-5f0b-9a55-0d3f5a3f7a10")
META_ID = str(uuid.uuid5(NAMESPACE, "meta"))
SPARSE = "bm25"
SINGLE = ("dense",)
MULTI = ("units", "tokens")
UNITS_AMONG = 1_000  # units are many: they are looked for among this many passages nearest as a whole (docs/decisions/0003-fusion.md)
KEYWORDS = ("type", "state", "document_id", "revision", "nations", "kind", "status", "themes", "agencies", "age_bands")
NUMBERS = ("effective_from", "effective_to")
RANKED = ["state", "document_id", "text", "heading_path", "page", "ordinal", "digest", "status", "nations", "sources"]  # all but `asked`
LIVE, DRAFT = "live", "draft"
NEVER = 99991231
OLD = (Status.SUPERSEDED, Status.WITHDRAWN)


@dataclass(frozen=True, slots=True)
class OneOf:
    """The field holds one of the values."""

    key: str
    values: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Between:
    """The numeric field is above `above` and at most `at_most`, where given."""

    key: str
    above: int | None = None
    at_most: int | None = None


Condition = OneOf | Between


@dataclass(frozen=True, slots=True)
class Where:
    """All of `must` hold and none of `must_not`."""

    must: tuple[Condition, ...]
    must_not: tuple[Condition, ...] = ()


def of_type(name: str, **fields: str) -> Where:
    """Points of one type, with exact field values."""
    return Where((OneOf("type", (name,)), *(OneOf(key, (value,)) for key, value in fields.items())))


def all_of(document_id: str) -> Where:
    """A document and its passages, which go in one operation: two leave, when a process dies between them, a document without text."""
    return Where((OneOf("document_id", (document_id,)),))


def answering(filters: Filters) -> Where:
    """Live passages within the filters. Without `as_at` or `include_superseded`, superseded and withdrawn text is left out."""
    must: list[Condition] = [OneOf("type", ("passage",)), OneOf("state", (LIVE,))]
    if filters.nation:
        must.append(OneOf("nations", (filters.nation.value,)))
    if filters.document_id:
        must.append(OneOf("document_id", (filters.document_id,)))
    for key, values in (
        ("kind", filters.kinds),
        ("themes", filters.themes),
        ("agencies", filters.agencies),
        ("age_bands", filters.age_bands),
    ):
        if values:
            must.append(OneOf(key, tuple(str(value) for value in values)))
    if filters.as_at:
        day = number(filters.as_at)
        must += [Between("effective_from", at_most=day), Between("effective_to", above=day)]
    elif not filters.include_superseded:
        return Where(tuple(must), (OneOf("status", tuple(status.value for status in OLD)),))
    return Where(tuple(must))


def number(day: date) -> int:
    """A date as the whole number yyyymmdd, which both engines can compare."""
    return day.year * 10_000 + day.month * 100 + day.day


def document_point_id(document_id: str) -> str:
    return str(uuid.uuid5(NAMESPACE, f"document:{document_id}"))


def passage_id(document_id: str, revision: str, ordinal: int) -> str:
    """The same passage of the same revision always has the same id; another revision never does."""
    return str(uuid.uuid5(NAMESPACE, f"passage:{document_id}:{revision}:{ordinal}"))


def passage_payload(passage: Passage, document: Document) -> dict[str, Any]:
    """The payload of a passage point, not yet live."""
    return {
        "type": "passage",
        "state": DRAFT,
        "revision": document.digest,
        "document_id": passage.document_id,
        "text": passage.text,
        "heading_path": list(passage.heading_path),
        "page": passage.page,
        "ordinal": passage.ordinal,
        "digest": passage.digest,
        "status": passage.status.value,
        "nations": [nation.value for nation in passage.nations],
        "sources": list(passage.sources),
        "asked": [[item.line, item.start, item.end] for item in passage.asked],
        "kind": document.kind.value,
        "themes": list(document.themes),
        "agencies": list(document.agencies),
        "age_bands": list(document.age_bands),
        "effective_from": number(document.effective_from) if document.effective_from else 0,
        "effective_to": number(document.effective_to) if document.effective_to else NEVER,
    }


def passage_from(point_id: object, payload: Mapping[str, Any]) -> Passage:
    return Passage(
        id=str(point_id),
        document_id=payload["document_id"],
        text=payload["text"],
        heading_path=tuple(payload["heading_path"]),
        page=payload["page"],
        ordinal=payload["ordinal"],
        digest=payload["digest"],
        status=Status(payload["status"]),
        nations=tuple(Nation(nation) for nation in payload["nations"]),
        sources=tuple(payload["sources"]),
        asked=tuple(Asked(line, start, end) for line, start, end in payload.get("asked", ())),
    )


def live_passages(points: Iterable[tuple[object, Mapping[str, Any] | None]], passage_ids: Sequence[str]) -> list[Passage]:
    """The live passages among retrieved points, given with their payloads, in the order of `passage_ids`."""
    held = {str(point_id): payload or {} for point_id, payload in points}
    return [passage_from(key, held[key]) for key in passage_ids if key in held and held[key].get("state") == LIVE]


def document_payload(document: Document) -> dict[str, Any]:
    def day(value: date | None) -> str | None:
        return value.isoformat() if value else None

    return {
        "type": "document",
        "document_id": document.id,
        "revision": document.digest,
        "title": document.title,
        "kind": document.kind.value,
        "nations": [nation.value for nation in document.nations],
        "status": document.status.value,
        "policy": document.policy.value,
        "from": day(document.effective_from),
        "to": day(document.effective_to),
        "published": day(document.published),
        "checked_on": day(document.checked_on),
        "superseded_by": document.superseded_by,
        "audience": list(document.audience),
        "themes": list(document.themes),
        "agencies": list(document.agencies),
        "age_bands": list(document.age_bands),
        "licence": document.licence,
        "origin": document.origin,
        "sources": [
            {
                "id": source.id,
                "title": source.title,
                "publisher": source.publisher,
                "url": source.url,
                "licence": source.licence,
                "status": source.status.value,
                "published": source.published,
                "superseded_by": source.superseded_by,
            }
            for source in document.sources
        ],
    }


def document_from(payload: Mapping[str, Any]) -> Document:
    def day(key: str) -> date | None:
        return date.fromisoformat(payload[key]) if payload[key] else None

    return Document(
        id=payload["document_id"],
        title=payload["title"],
        kind=Kind(payload["kind"]),
        nations=tuple(Nation(nation) for nation in payload["nations"]),
        status=Status(payload["status"]),
        policy=Policy(payload["policy"]),
        digest=payload["revision"],
        effective_from=day("from"),
        effective_to=day("to"),
        published=day("published"),
        checked_on=day("checked_on"),
        superseded_by=payload["superseded_by"],
        audience=tuple(payload["audience"]),
        themes=tuple(payload["themes"]),
        agencies=tuple(payload["agencies"]),
        age_bands=tuple(payload["age_bands"]),
        licence=payload["licence"],
        origin=payload["origin"],
        sources=tuple(Source(**{**source, "status": Status(source["status"])}) for source in payload["sources"]),
    )
