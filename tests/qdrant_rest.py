"""A Qdrant server's REST interface in process: every request is read with the client's own models, generated from Qdrant's OpenAPI,
and carried out by qdrant-client's local mode. What it cannot show is a server's concurrency, approximation and scale."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import httpx
from pydantic import TypeAdapter
from qdrant_client import QdrantClient, models

Answer = Callable[[str, bytes], Any]


class RestServer:
    """An in-memory server for `httpx.MockTransport`. `fail_with` makes the next requests answer with these HTTP statuses."""

    def __init__(self, api_key: str = "") -> None:
        self._local = QdrantClient(":memory:")
        self._api_key = api_key
        self.fail_with: list[int] = []
        self.unreachable = 0
        self.requests: list[str] = []

    @property
    def transport(self) -> httpx.MockTransport:
        return httpx.MockTransport(self._handle)

    def _handle(self, request: httpx.Request) -> httpx.Response:
        self.requests.append(f"{request.method} {request.url.path}")
        if self.unreachable:
            self.unreachable -= 1
            raise httpx.ConnectError("refused", request=request)
        if self.fail_with:
            return httpx.Response(self.fail_with.pop(0), json={"status": {"error": "injected"}})
        if self._api_key and request.headers.get("api-key") != self._api_key:
            return httpx.Response(401, text="Must provide an API key")
        _, _, name, *rest = request.url.path.split("/")
        result = self._dispatch(request.method, name, "/".join(rest), request.read())
        return httpx.Response(200, content=json.dumps({"result": result, "status": "ok", "time": 0.0}).encode())

    def _dispatch(self, method: str, name: str, what: str, body: bytes) -> Any:
        local = self._local
        match method, what:
            case "GET", "exists":
                return {"exists": local.collection_exists(name)}
            case "PUT", "":
                asked = models.CreateCollection.model_validate_json(body)
                local.create_collection(name, vectors_config=asked.vectors, sparse_vectors_config=asked.sparse_vectors)
                return True
            case "PUT", "index":
                models.CreateFieldIndex.model_validate_json(body)
                return _done()
            case "PUT", "points":
                points = models.PointsList.model_validate_json(body).points
                local.upsert(name, points)
                return _done()
            case "POST", "points/payload":
                change = models.SetPayload.model_validate_json(body)
                local.set_payload(name, change.payload, change.filter or list(change.points or ()))
                return _done()
            case "POST", "points/delete":
                chosen: Any = TypeAdapter(models.PointsSelector).validate_json(body)
                local.delete(name, chosen)
                return _done()
            case "POST", "points/query/batch":
                searches = models.QueryRequestBatch.model_validate_json(body).searches
                return [{"points": [_plain(point) for point in row.points]} for row in local.query_batch_points(name, searches)]
            case "POST", "points/scroll":
                page = models.ScrollRequest.model_validate_json(body)
                rows, offset = local.scroll(name, page.filter, limit=page.limit or 10, offset=page.offset, with_payload=True)
                return {"points": [_plain(row) for row in rows], "next_page_offset": offset}
            case "POST", "points/count":
                counted = models.CountRequest.model_validate_json(body)
                return {"count": local.count(name, counted.filter, exact=True).count}
            case "POST", "points":
                wanted = models.PointRequest.model_validate_json(body)
                return [_plain(row) for row in local.retrieve(name, wanted.ids, with_payload=wanted.with_payload or True)]
        raise AssertionError(f"The shim does not know {method} {what}.")


def _done() -> dict[str, Any]:
    return {"operation_id": 1, "status": "completed"}


def _plain(model: Any) -> Any:
    return json.loads(model.model_dump_json(exclude_none=True))
