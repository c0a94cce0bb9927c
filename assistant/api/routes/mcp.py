"""`/mcp`: the MCP server over streamable HTTP, behind the same door, workers and audit as every route."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from typing import Any

import msgspec
from litestar import Litestar, asgi
from litestar.handlers import ASGIRouteHandler
from litestar.types import Receive, Scope, Send

from assistant.api.bodies import CaseInput, Input, QuestionInput, QuoteInput, SearchInput, case_filters, question_of, search_of
from assistant.api.desk import Desk, Visit
from assistant.api.door import who_of
from assistant.api.reading import same_origin
from assistant.api.wire import cases_out, quote_out, reply_out, search_out
from assistant.mcp.tools import AssistantTools

Lifespan = Callable[[Litestar], AbstractAsyncContextManager[None]]


class DeskTools:
    """Answers in the desk's workers, so that every call is counted and audited under "MCP <tool>" and the token's name."""

    def __init__(self, desk: Desk, loop: asyncio.AbstractEventLoop) -> None:
        self._desk, self._loop = desk, loop

    def call(self, name: str, data: Input, who: str) -> dict[str, Any]:
        return asyncio.run_coroutine_threadsafe(self._answer(name, data, who), self._loop).result()

    async def _answer(self, name: str, data: Input, who: str) -> dict[str, Any]:
        desk, visit = self._desk, Visit(who, f"MCP {name}")
        shape: object
        if isinstance(data, QuestionInput):
            shape = await desk.ask(visit, question_of(data), data.earlier, reply_out)
        elif isinstance(data, SearchInput):
            shape = await desk.search(visit, search_of(data), data.limit, search_out)
        elif isinstance(data, CaseInput):
            shape = await desk.case_examples(visit, data.query, case_filters(data), data.limit, cases_out, summarise=data.summarise)
        elif isinstance(data, QuoteInput):
            shape = quote_out(await desk.check_quote(visit, data.quote, data.document_id))
        else:
            shape = await desk.read(lambda: AssistantTools(desk.assistant).call(name, data))
        plain: dict[str, Any] = msgspec.to_builtins(shape)
        return plain


def mcp_routes(desk: Desk) -> tuple[list[ASGIRouteHandler], Lifespan]:
    """The handler to register, and the lifespan without which it answers nothing. Stateless: no session is kept between calls."""
    running: dict[str, Any] = {}

    @asgi("/mcp", copy_scope=True, guards=[same_origin])
    async def mcp_endpoint(scope: Scope, receive: Receive, send: Send) -> None:
        await running["manager"].handle_request(scope, receive, send)

    @asynccontextmanager
    async def lifespan(_app: Litestar) -> AsyncIterator[None]:
        from mcp.server.streamable_http_manager import StreamableHTTPSessionManager

        from assistant.mcp.server import build_server

        # The MCP library keeps the ASGI scope of each call in its request: the name that the door let in is read from there.
        server = build_server(DeskTools(desk, asyncio.get_running_loop()), lambda request: who_of(request.scope))
        running["manager"] = manager = StreamableHTTPSessionManager(app=server, json_response=True, stateless=True)
        async with manager.run():
            yield

    return [mcp_endpoint], lifespan
