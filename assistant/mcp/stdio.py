"""`assistant mcp`: the MCP server on standard input and output, over this process's library or the server that owns it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

import anyio

from assistant.bootstrap import open_parts
from assistant.door import announced_server
from assistant.errors import StoreLocked
from assistant.mcp.tools import AssistantTools, HttpTools, Tools

if TYPE_CHECKING:
    from assistant.settings import Settings


def run_stdio(settings: Settings) -> None:
    """Serve until standard input closes. Raises AssistantError when there is nothing to serve; nothing else is printed."""
    from mcp.server.stdio import stdio_server

    from assistant.mcp.server import build_server

    async def serve(tools: Tools) -> None:
        server = build_server(tools)
        async with stdio_server() as (read, write):
            await server.run(read, write, server.create_initialization_options())

    with open_tools(settings) as tools:
        anyio.run(serve, tools)


@contextmanager
def open_tools(settings: Settings) -> Iterator[Tools]:
    """The assistant itself, or where another process owns the embedded index, the server that announced itself there."""
    with open_parts(settings) as parts:
        try:
            assistant = parts.assistant
        except StoreLocked:
            announced = announced_server(settings)
            if announced is None:
                raise
            yield HttpTools(*announced)
            return
        yield AssistantTools(assistant)
