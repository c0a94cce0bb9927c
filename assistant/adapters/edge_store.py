"""The embedded store: Qdrant Edge in this process, one directory, one owner.

Replacing a document is made atomic in four steps, each of which the engine's log applies whole or not at all:

1. the new passages are written as drafts, in small batches;
2. one operation makes them live;
3. the document point takes the new revision;
4. every passage of another revision is deleted.

Whatever step a killed process reached, opening the store again removes the passages whose revision is not the one that the
document point names, so a half-indexed document never answers. Edge holds the GIL during a call: batches are small and no HNSW
graph is built (exact search over 10,000 passages takes milliseconds).
"""

from __future__ import annotations

import shutil
import threading
import uuid
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

import numpy as np
import qdrant_edge as edge
from filelock import FileLock, Timeout

from assistant.adapters import records
from assistant.adapters.records import OneOf, Where
from assistant.errors import StoreLocked, StoreUnavailable
from assistant.ports import Hit, IndexedPassage, Leg, SparseVector
from assistant.types import Document, Filters, Passage

BATCH = 64  # larger upserts stop other threads noticeably
PAGE = 256
NO_GRAPH = 10_000_000
Result = TypeVar("Result")


class EdgeStore:
    """Implements `PassageStore` on one shard directory. `dimensions` and `token_dimensions` are used when it is created."""

    def __init__(self, path: Path, dimensions: int, token_dimensions: int) -> None:
        self._path = path
        self._write = threading.Lock()
        self._owner = _own(path)  # loading a shard that another process holds damages it, so ask first
        if not path.exists() or not any(path.iterdir()):
            _reported(lambda: _create(path, dimensions, token_dimensions), path)
        self._shard = _reported(lambda: edge.EdgeShard.load(str(path)), path)
        self.repair()

    def replace(self, document: Document, passages: Sequence[IndexedPassage]) -> None:
        operations = edge.UpdateOperation
        with self._write:
            for start in range(0, len(passages), BATCH):
                self._update(operations.upsert_points([_point(item, document) for item in passages[start : start + BATCH]]))
            fresh = records.of_type("passage", document_id=document.id, revision=document.digest)
            self._update(operations.set_payload_by_filter(_filter(fresh), {"state": records.LIVE}))
            point = edge.Point(records.document_point_id(document.id), {}, records.document_payload(document))
            self._update(operations.upsert_points([point]))
            stale = Where(records.of_type("passage", document_id=document.id).must, (OneOf("revision", (document.digest,)),))
            self._update(operations.delete_points_by_filter(_filter(stale)))
            self._flush()

    def erase(self, document_id: str) -> int:
        with self._write:
            count = self._count(_filter(records.of_type("passage", document_id=document_id)))
            self._update(edge.UpdateOperation.delete_points_by_filter(_filter(records.all_of(document_id))))
            self._flush()
            return count

    def documents(self) -> dict[str, Document]:
        found = (records.document_from(record.payload) for record in self._scroll(records.of_type("document")))
        return {document.id: document for document in sorted(found, key=lambda document: document.id)}

    def count(self) -> int:
        return self._count(_filter(records.answering(Filters(include_superseded=True))))

    def search(self, legs: Sequence[Leg], filters: Filters, limit: int) -> list[list[Hit]]:
        where = _filter(records.answering(filters))
        rows = self._rows([_proposal(leg, where, limit) for leg in legs])
        hits = [[Hit(str(point.id), float(point.score)) for point in row] for row in rows]
        return [sorted(row, key=lambda hit: (-hit.score, hit.passage_id)) for row in hits]

    def score(self, legs: Sequence[Leg], passage_ids: Sequence[str]) -> list[dict[str, float]]:
        if not passage_ids:
            return [{} for _ in legs]
        named = edge.Filter(must=[edge.HasIdCondition(set(passage_ids))])
        names = {uuid.UUID(key): key for key in passage_ids}  # writing each id of each leg out took longer than scoring
        rows = self._rows([_nearest(leg, named, len(passage_ids)) for leg in legs])
        return [dict.fromkeys(passage_ids, 0.0) | {names[point.id]: float(point.score) for point in row} for row in rows]

    def fetch(self, passage_ids: Sequence[str], *, asked: bool = True) -> list[Passage]:
        if not passage_ids:
            return []
        found = _reported(lambda: self._shard.retrieve(list(passage_ids), asked or records.RANKED, False), self._path)
        return records.live_passages(((record.id, record.payload) for record in found), passage_ids)

    def passages(self, document_id: str | None = None) -> Iterator[Passage]:
        where = records.answering(Filters(document_id=document_id, include_superseded=True))
        found = [records.passage_from(record.id, record.payload) for record in self._scroll(where)]
        yield from sorted(found, key=lambda passage: (passage.document_id, passage.ordinal))

    def read_meta(self) -> dict[str, object]:
        found = _reported(lambda: self._shard.retrieve([records.META_ID], True, False), self._path)
        return dict((found[0].payload or {})["meta"]) if found else {}

    def write_meta(self, meta: Mapping[str, object]) -> None:
        with self._write:
            point = edge.Point(records.META_ID, {}, {"type": "meta", "meta": dict(meta)})
            self._update(edge.UpdateOperation.upsert_points([point]))
            self._flush()

    def repair(self) -> None:
        """Remove what a killed process left half done: passages not live, and revisions that no document point names."""
        documents = self.documents()
        passages = records.of_type("passage").must
        dead = Where((*passages, OneOf("state", (records.DRAFT,))))
        for record in self._scroll(dead):
            document = documents.get(record.payload["document_id"])
            if document and document.digest == record.payload["revision"]:
                self.erase(document.id)  # it was being written again under the same revision: the next run reads it anew
        revisions = tuple(document.digest for document in documents.values())
        strays = Where(passages, (OneOf("revision", revisions),) if revisions else ())
        for where in (dead, strays):
            if self._count(_filter(where)):
                self._update(edge.UpdateOperation.delete_points_by_filter(_filter(where)))
                self._flush()

    def close(self) -> None:
        self._shard.close()
        self._owner.release()

    def _rows(self, requests: list[Any]) -> list[list[Any]]:
        rows: list[list[Any]] = _reported(lambda: self._shard.query_batch(edge.QueryBatchRequest(requests)), self._path)
        return rows

    def _scroll(self, where: Where) -> Iterator[Any]:
        offset = None
        while True:
            request = edge.ScrollRequest(offset=offset, limit=PAGE, filter=_filter(where), with_payload=True)
            rows, offset = _reported(partial(self._shard.scroll, request), self._path)
            yield from rows
            if offset is None:
                return

    def _count(self, where: Any) -> int:
        return int(_reported(lambda: self._shard.count(edge.CountRequest(filter=where, exact=True)), self._path))

    def _update(self, operation: Any) -> None:
        _reported(lambda: self._shard.update(operation), self._path)

    def _flush(self) -> None:
        _reported(self._shard.flush, self._path)


def _own(path: Path) -> FileLock:
    lock = FileLock(path.with_name(path.name + ".lock"))
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        lock.acquire(timeout=0)
    except Timeout:
        raise StoreLocked(
            f"The index at {path} is in use by another process, such as a running server. Stop it, or add documents through the server."
        ) from None
    except OSError as error:
        raise StoreUnavailable(
            f"The folder {path.parent} cannot be written: {error.strerror}. Set ASSISTANT__DATA_DIR to one that can."
        ) from None
    return lock


def _create(path: Path, dimensions: int, token_dimensions: int) -> None:
    """Make an empty shard beside `path` and move it there, so that a killed process leaves nothing half made."""
    partial = path.with_name(path.name + ".partial")
    shutil.rmtree(partial, ignore_errors=True)
    partial.mkdir(parents=True)
    shard = edge.EdgeShard.create(str(partial), _config(dimensions, token_dimensions))
    for operation in _field_indexes():
        shard.update(operation)
    shard.flush()
    shard.close()
    if path.exists():
        path.rmdir()
    partial.rename(path)


def _reported(call: Callable[[], Result], path: Path) -> Result:
    """Run an engine call; its failures become ours, with what to do."""
    try:
        return call()
    except OSError as error:
        raise StoreUnavailable(f"The index at {path} cannot be written: {error.strerror}. Check the disk and the folder's owner.") from None
    except Exception as error:  # noqa: BLE001 - the engine raises plain Exceptions and panics; the text says which
        raise _explained(str(error), path) from None


def _explained(text: str, path: Path) -> StoreUnavailable:
    lowered = text.lower()
    if "no space" in lowered or "storage full" in lowered or "quota" in lowered:
        return StoreUnavailable(f"The disk that holds the index at {path} is full. Free some space and run the command again.")
    return StoreUnavailable(
        f"The index at {path} cannot be read or written; it may be damaged. Move the folder away and run 'ingest run' to build it again."
    )


def _config(dimensions: int, token_dimensions: int) -> Any:
    many = edge.MultiVectorConfig(edge.MultiVectorComparator.MaxSim)
    half = edge.VectorStorageDatatype.Float16
    return edge.EdgeConfig(
        vectors={
            "dense": edge.EdgeVectorParams(size=dimensions, distance=edge.Distance.Cosine),
            "units": edge.EdgeVectorParams(size=dimensions, distance=edge.Distance.Cosine, multivector_config=many, datatype=half),
            "tokens": edge.EdgeVectorParams(size=token_dimensions, distance=edge.Distance.Dot, multivector_config=many, datatype=half),
        },
        sparse_vectors={records.SPARSE: edge.EdgeSparseVectorParams(modifier=edge.Modifier.Idf)},
        optimizers=edge.EdgeOptimizersConfig(indexing_threshold=NO_GRAPH, default_segment_number=1),
    )


def _field_indexes() -> Iterator[Any]:
    for key in records.KEYWORDS:
        yield edge.UpdateOperation.create_field_index(key, edge.KeywordIndexParams())
    for key in records.NUMBERS:
        yield edge.UpdateOperation.create_field_index(key, edge.IntegerIndexParams(lookup=False, range=True))


def _point(item: IndexedPassage, document: Document) -> Any:
    vectors: dict[str, Any] = {name: np.asarray(array, np.float32).tolist() for name, array in item.dense.items()}
    vectors[records.SPARSE] = _sparse(item.sparse)
    return edge.Point(item.passage.id, vectors, records.passage_payload(item.passage, document))


def _nearest(leg: Leg, where: Any, limit: int) -> Any:
    return edge.QueryRequest(query=edge.Query.Nearest(_vector(leg), using=leg.name), filter=where, limit=limit)


def _proposal(leg: Leg, where: Any, limit: int) -> Any:
    """The request of a leg that looks through the whole store; units only among the passages nearest as a whole."""
    if leg.name != "units":
        return _nearest(leg, where, limit)
    whole = edge.Prefetch(
        limit=records.UNITS_AMONG, query=edge.Query.Nearest(_vector(Leg("dense", leg.query)), using="dense"), filter=where
    )
    return edge.QueryRequest(prefetches=[whole], query=edge.Query.Nearest(_vector(leg), using=leg.name), limit=limit)


def _vector(leg: Leg) -> Any:
    if isinstance(leg.query, SparseVector):
        return _sparse(leg.query)
    query = np.asarray(leg.query, np.float32)
    return (query[None, :] if query.ndim == 1 and leg.name in records.MULTI else query).tolist()


def _sparse(vector: SparseVector) -> Any:
    return edge.SparseVector(list(vector.indices), list(vector.values))


def _filter(where: Where) -> Any:
    return edge.Filter(must=[_condition(item) for item in where.must], must_not=[_condition(item) for item in where.must_not])


def _condition(condition: records.Condition) -> Any:
    if isinstance(condition, OneOf):
        match: Any = edge.MatchValue(condition.values[0]) if len(condition.values) == 1 else edge.MatchAny(list(condition.values))
        return edge.FieldCondition(key=condition.key, match=match)
    return edge.FieldCondition(key=condition.key, range=edge.RangeFloat(gt=condition.above, lte=condition.at_most))
