"""One small pool of threads for everything that blocks, so that the event loop never does."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from assistant.errors import Unavailable

THREADS = 4
WAITING = 32  # more than this in line, and the client is told to come back
Result = TypeVar("Result")


class Busy(Unavailable):
    """Too many questions are waiting."""

    slug = "busy"


class Workers:
    """Runs blocking calls in threads. Used from one event loop."""

    def __init__(self, threads: int = THREADS, waiting: int = WAITING) -> None:
        self._pool = ThreadPoolExecutor(threads, thread_name_prefix="assistant")
        self._room = threads + waiting

    def start(self, call: Callable[[], Result]) -> asyncio.Future[Result]:
        """Begin `call` in a thread. Raises Busy when the line is full."""
        if self._room <= 0:
            raise Busy("The service is busy. Try again in a few seconds.")
        self._room -= 1
        loop = asyncio.get_running_loop()
        future = self._pool.submit(call)
        future.add_done_callback(lambda _: _when_open(loop, self._leave))
        return asyncio.wrap_future(future, loop=loop)

    async def run(self, call: Callable[[], Result]) -> Result:
        """The result of `call`."""
        return await self.start(call)

    def close(self) -> None:
        """Let running calls end; those still waiting never start."""
        self._pool.shutdown(wait=True, cancel_futures=True)

    def _leave(self) -> None:
        self._room += 1


def _when_open(loop: asyncio.AbstractEventLoop, call: Callable[[], None]) -> None:
    if not loop.is_closed():
        loop.call_soon_threadsafe(call)
