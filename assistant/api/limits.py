"""How much a client may ask: requests in a minute and bytes in a body."""

from __future__ import annotations

import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass

WINDOW_SECONDS = 60
CLIENTS = 10_000  # remembered at once; the one not seen for longest is forgotten first
JSON_BYTES = 256 * 1024  # the longest question and ten earlier ones fit many times over
REVIEW_BYTES = 8 * 1024 * 1024  # an edited document
FORM_OVERHEAD = 64 * 1024  # the form around an uploaded file


@dataclass(frozen=True, slots=True)
class Allowance:
    """What is left to a client. `limit` 0 means no limit; `reset` is in seconds."""

    limit: int
    remaining: int
    reset: int
    allowed: bool

    def headers(self) -> dict[str, str]:
        """RateLimit headers, with Retry-After when nothing is left."""
        if not self.limit:
            return {}
        values = {
            "RateLimit-Policy": f"{self.limit};w={WINDOW_SECONDS}",
            "RateLimit-Limit": str(self.limit),
            "RateLimit-Remaining": str(self.remaining),
            "RateLimit-Reset": str(self.reset),
        }
        return values if self.allowed else values | {"Retry-After": str(self.reset)}


class RateLimiter:
    """Counts requests of each client in windows of a minute."""

    def __init__(self, per_minute: int, clock: Callable[[], float] = time.monotonic) -> None:
        self._limit, self._clock = per_minute, clock
        self._windows: OrderedDict[str, tuple[float, int]] = OrderedDict()

    def take(self, client: str) -> Allowance:
        """Count one request of `client`, unless nothing is left."""
        if not self._limit:
            return Allowance(0, 0, 0, True)
        now = self._clock()
        began, used = self._windows.get(client, (now, 0))
        if now - began >= WINDOW_SECONDS:
            began, used = now, 0
        allowed = used < self._limit
        self._windows[client] = (began, used + allowed)
        self._windows.move_to_end(client)
        if len(self._windows) > CLIENTS:
            self._windows.popitem(last=False)
        reset = max(1, round(began + WINDOW_SECONDS - now))
        return Allowance(self._limit, max(0, self._limit - used - 1), reset, allowed)
