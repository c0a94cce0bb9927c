"""The remote store: a Qdrant server or cluster through qdrant-client.

Writes wait until they can be read and follow the same four steps as the embedded store, so a killed ingest never leaves a
half-indexed document that answers; `repair` removes what it left and is called before every ingest run. Reads are tried again
once after a connection failure or a 429 or 503 answer, because the client itself does not.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from typing import Any, TypeVar

import httpx
import numpy as np
from qdrant_client import QdrantClient, models
from qdrant_client.http.exceptions import ResponseHandlingException, UnexpectedResponse

from assistant.adapters import records
from assistant.adapters.records import OneOf, Where
from assistant.errors import StoreUnavailable
from assistant.ports import Hit, IndexedPassage, Leg, SparseVector
from assistant.types import Document, Filters, Passage

BATCH = 64
PAGE = 256
RETRY_AFTER_S = 0.2
BUSY = (429, 503)
Result = TypeVar("Result")


class QdrantStore:
    """Implements `PassageStore` on one collection, created when it is not there. `transport` lets tests answer in process."""

    def __init__(
        self,
        url: str,
        api_key: str,
        collection: str,
        timeout_s: float,
        dimensions: int,
        token_dimensions: int,
        transport: httpx.BaseTransport | None = None,
    ) -> None:
        extra: dict[str, Any] = {"transport": transport} if transport else {}
        self._url, self._collection = url, collection
        self._client = QdrantClient(url=url, api_key=api_key or None, timeout=int(timeout_s) or None, check_compatibility=False, **extra)
        if not self._read(lambda: self._client.collection_exists(collection)):
            self._create(dimensions, token_dimensions)

    def replace(self, document: Document, passages: Sequence[IndexedPassage]) -> None:
        for start in range(0, len(passages), BATCH):
            self._upsert([_point(item, document) for item in passages[start : start + BATCH]])
        fresh = _filter(records.of_type("passage", document_id=document.id, revision=document.digest))
        self._call(lambda: self._client.set_payload(self._collection, {"state": records.LIVE}, fresh, wait=True))
        self._upsert([models.PointStruct(id=records.document_point_id(document.id), vector={}, payload=records.document_payload(document))])
        stale = Where(records.of_type("passage", document_id=document.id).must, (OneOf("revision", (document.digest,)),))
        self._delete(_filter(stale))

    def erase(self, document_id: str) -> int:
        count = self._count(_filter(records.of_type("passage", document_id=document_id)))
        self._delete(_filter(records.all_of(document_id)))
        return count

    def documents(self) -> dict[str, Document]:
        found = (records.document_from(record.payload) for record in self._scroll(records.of_type("document")))
        return {document.id: document for document in sorted(found, key=lambda document: document.id)}

    def count(self) -> int:
        return self._count(_filter(records.answering(Filters(include_superseded=True))))

    def search(self, legs: Sequence[Leg], filters: Filters, limit: int) -> list[list[Hit]]:
        where = _filter(records.answering(filters))
        return self._query([_proposal(leg, where, limit) for leg in legs])

    def score(self, legs: Sequence[Leg], passage_ids: Sequence[str]) -> list[dict[str, float]]:
        if not passage_ids:
            return [{} for _ in legs]
        named = models.Filter(must=[models.HasIdCondition(has_id=list(passage_ids))])
        rows = self._query([_nearest(leg, named, len(passage_ids)) for leg in legs])
        return [dict.fromkeys(passage_ids, 0.0) | {hit.passage_id: hit.score for hit in row} for row in rows]

    def fetch(self, passage_ids: Sequence[str], *, asked: bool = True) -> list[Passage]:
        if not passage_ids:
            return []
        found = self._read(lambda: self._client.retrieve(self._collection, list(passage_ids), with_payload=asked or records.RANKED))
        return records.live_passages(((record.id, record.payload) for record in found), passage_ids)

    def passages(self, document_id: str | None = None) -> Iterator[Passage]:
        where = records.answering(Filters(document_id=document_id, include_superseded=True))
        found = [records.passage_from(record.id, record.payload) for record in self._scroll(where)]
        yield from sorted(found, key=lambda passage: (passage.document_id, passage.ordinal))

    def read_meta(self) -> dict[str, object]:
        found = self._read(lambda: self._client.retrieve(self._collection, [records.META_ID], with_payload=True))
        return dict((found[0].payload or {})["meta"]) if found else {}

    def write_meta(self, meta: Mapping[str, object]) -> None:
        self._upsert([models.PointStruct(id=records.META_ID, vector={}, payload={"type": "meta", "meta": dict(meta)})])

    def repair(self) -> None:
        """Remove passages of a revision that no document point names. Only one ingest run may write at a time."""
        revisions = tuple(document.digest for document in self.documents().values())
        strays = Where(records.of_type("passage").must, (OneOf("revision", revisions),) if revisions else ())
        self._delete(_filter(strays))

    def close(self) -> None:
        self._client.close()

    def _create(self, dimensions: int, token_dimensions: int) -> None:
        many = models.MultiVectorConfig(comparator=models.MultiVectorComparator.MAX_SIM)
        half, never = models.Datatype.FLOAT16, models.HnswConfigDiff(m=0)  # multivectors only rescore named candidates
        cosine, dot = models.Distance.COSINE, models.Distance.DOT
        vectors = {
            "dense": models.VectorParams(size=dimensions, distance=cosine),
            "units": models.VectorParams(size=dimensions, distance=cosine, multivector_config=many, datatype=half, hnsw_config=never),
            "tokens": models.VectorParams(size=token_dimensions, distance=dot, multivector_config=many, datatype=half, hnsw_config=never),
        }
        sparse = {records.SPARSE: models.SparseVectorParams(modifier=models.Modifier.IDF)}
        self._call(lambda: self._client.create_collection(self._collection, vectors_config=vectors, sparse_vectors_config=sparse))
        kinds = [
            *((key, models.PayloadSchemaType.KEYWORD) for key in records.KEYWORDS),
            *((key, models.PayloadSchemaType.INTEGER) for key in records.NUMBERS),
        ]
        for key, kind in kinds:
            self._call(partial(self._client.create_payload_index, self._collection, key, kind))

    def _query(self, requests: list[models.QueryRequest]) -> list[list[Hit]]:
        rows = self._read(lambda: self._client.query_batch_points(self._collection, requests))
        hits = [[Hit(str(point.id), float(point.score)) for point in row.points] for row in rows]
        return [sorted(row, key=lambda hit: (-hit.score, hit.passage_id)) for row in hits]

    def _scroll(self, where: Where) -> Iterator[Any]:
        offset: Any = None
        condition = _filter(where)
        while True:
            rows, offset = self._read(partial(self._client.scroll, self._collection, condition, limit=PAGE, offset=offset))
            yield from rows
            if offset is None:
                return

    def _count(self, where: models.Filter) -> int:
        return self._read(lambda: self._client.count(self._collection, where, exact=True)).count

    def _upsert(self, points: list[models.PointStruct]) -> None:
        self._call(lambda: self._client.upsert(self._collection, points, wait=True))

    def _delete(self, where: models.Filter) -> None:
        self._call(lambda: self._client.delete(self._collection, models.FilterSelector(filter=where), wait=True))

    def _read(self, call: Callable[[], Result]) -> Result:
        try:
            return call()
        except ResponseHandlingException:
            time.sleep(RETRY_AFTER_S)
        except UnexpectedResponse as error:
            if error.status_code not in BUSY:
                raise self._explained(error.status_code) from None
            time.sleep(RETRY_AFTER_S)
        return self._call(call)

    def _call(self, call: Callable[[], Result]) -> Result:
        try:
            return call()
        except ResponseHandlingException:
            raise StoreUnavailable(
                f"The Qdrant server at {self._url} cannot be reached. Check ASSISTANT__STORE__URL and that it runs."
            ) from None
        except UnexpectedResponse as error:
            raise self._explained(error.status_code) from None

    def _explained(self, status: int | None) -> StoreUnavailable:
        if status in (401, 403):
            return StoreUnavailable(f"The Qdrant server at {self._url} refused the key. Set ASSISTANT__STORE__API_KEY.")
        if status in (507, 413):
            return StoreUnavailable(f"The Qdrant server at {self._url} is out of space or was sent too much at once (HTTP {status}).")
        return StoreUnavailable(f"The Qdrant server at {self._url} answered HTTP {status}. Look at its log, then try again.")


def _point(item: IndexedPassage, document: Document) -> models.PointStruct:
    vectors: dict[str, Any] = {name: np.asarray(array, np.float32).tolist() for name, array in item.dense.items()}
    vectors[records.SPARSE] = _sparse(item.sparse)
    return models.PointStruct(id=item.passage.id, vector=vectors, payload=records.passage_payload(item.passage, document))


def _nearest(leg: Leg, where: models.Filter, limit: int) -> models.QueryRequest:
    return models.QueryRequest(query=_vector(leg), using=leg.name, filter=where, limit=limit)


def _proposal(leg: Leg, where: models.Filter, limit: int) -> models.QueryRequest:
    """The request of a leg that looks through the whole store; units only among the passages nearest as a whole."""
    if leg.name != "units":
        return _nearest(leg, where, limit)
    whole = models.Prefetch(query=_vector(Leg("dense", leg.query)), using="dense", filter=where, limit=records.UNITS_AMONG)
    return models.QueryRequest(prefetch=whole, query=_vector(leg), using=leg.name, limit=limit)


def _vector(leg: Leg) -> Any:
    if isinstance(leg.query, SparseVector):
        return _sparse(leg.query)
    query = np.asarray(leg.query, np.float32)
    return (query[None, :] if query.ndim == 1 and leg.name in records.MULTI else query).tolist()


def _sparse(vector: SparseVector) -> models.SparseVector:
    return models.SparseVector(indices=list(vector.indices), values=list(vector.values))


def _filter(where: Where) -> models.Filter:
    return models.Filter(must=[_condition(item) for item in where.must], must_not=[_condition(item) for item in where.must_not])


def _condition(condition: records.Condition) -> models.FieldCondition:
    if isinstance(condition, OneOf):
        match: Any = (
            models.MatchValue(value=condition.values[0]) if len(condition.values) == 1 else models.MatchAny(any=list(condition.values))
        )
        return models.FieldCondition(key=condition.key, match=match)
    return models.FieldCondition(key=condition.key, range=models.Range(gt=condition.above, lte=condition.at_most))
