"""Is it alive, is it ready, and how is it doing?"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from typing import Any

from litestar import Response, get

from assistant.api.door import OPEN
from assistant.api.metrics import CONTENT_TYPE, Metrics
from assistant.api.problems import RETRY_SECONDS, Problem
from assistant.api.routes.parts import problems
from assistant.api.schemas import LiveOut, ReadyOut

_FINE = (True, "ok")


def health_routes(readiness: Callable[[], Mapping[str, bool | str]], metrics: Metrics) -> list[Any]:
    """The routes. `readiness` gives True or "ok" for each part that is, and False or the reason for each that is not."""

    @get("/health/live", tags=["Health"], summary="Is the process alive?", opt={OPEN: True})
    async def show_live() -> LiveOut:
        """Always 200 while the process answers at all."""
        return LiveOut("live")

    @get("/health/ready", tags=["Health"], summary="Can it answer?", opt={OPEN: True}, responses=problems())
    async def show_ready() -> ReadyOut:
        """200 when store, models and corpus are all there; otherwise a 503 problem that names what is not."""
        try:
            checks = dict(await asyncio.to_thread(readiness))
        except Exception as error:  # noqa: BLE001 - whatever failed, the answer is that it is not ready
            checks = {"readiness": type(error).__name__}
        missing = sorted(name for name, state in checks.items() if state not in _FINE)
        if missing or not checks:
            detail = f"Not ready: {', '.join(missing) or 'nothing is checked'}. Wait, or look at the checks."
            raise Problem(503, "not-ready", "Not ready", detail, headers={"Retry-After": str(RETRY_SECONDS)}, extra={"checks": checks})
        return ReadyOut("ready", checks)

    @get("/metrics", tags=["Health"], summary="Prometheus metrics", media_type=CONTENT_TYPE)
    async def show_metrics() -> Response[bytes]:
        """Counters by outcome and reason, time per step, and the size and age of the index. Never anything a user typed."""
        return Response(await asyncio.to_thread(metrics.render), media_type=CONTENT_TYPE)

    return [show_live, show_ready, show_metrics]
