"""The MCP server over a set of tools: strict arguments, wire objects as results, every failure an error that says so."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import anyio.to_thread
import msgspec
from mcp.server.lowlevel import Server
from mcp.types import CallToolRequestParams, CallToolResult, ListToolsResult, PaginatedRequestParams, TextContent, Tool, ToolAnnotations

from assistant.api.auth import LOCAL
from assistant.api.bodies import Input
from assistant.api.problems import Problem, describe, report
from assistant.errors import UnknownItem
from assistant.mcp.tools import TOOLS, Tools

VERSION = "1"
INSTRUCTIONS = (
    "Answers about UK safeguarding guidance, from a library whose quotes are verified. Never ask about a person who could be recognised, "
    "named or not. When an outcome is 'signposted', show its contacts before anything else. 'abstained' and 'nothing' mean that the "
    "library was searched and does not hold it; an error means that nobody looked. Show statements with their citations and notices."
)
_BY_NAME = {spec.name: spec for spec in TOOLS}


def build_server(tools: Tools, who_of: Callable[[Any], str] = lambda _request: LOCAL) -> Server[Any]:
    """The server; run it over stdio, or mount it (`assistant.api.routes.mcp`). `who_of` names the caller by the HTTP request, None on stdio."""

    async def list_tools(_context: Any, _params: PaginatedRequestParams | None) -> ListToolsResult:
        return ListToolsResult(tools=[_described(spec.name) for spec in TOOLS])

    async def call_tool(context: Any, params: CallToolRequestParams) -> CallToolResult:
        try:
            data = _read(params.name, params.arguments or {})
            who = who_of(context.request)
            found = await anyio.to_thread.run_sync(lambda: tools.call(params.name, data, who))
        except Exception as error:  # noqa: BLE001 - a failure must reach the client as one, and never with the text of an exception
            return _failed(report(error))
        return CallToolResult(content=[TextContent(type="text", text=json.dumps(found, ensure_ascii=False))], structured_content=found)

    return Server(
        "safeguarding-assistant",
        version=VERSION,
        title="Safeguarding assistant",
        instructions=INSTRUCTIONS,
        on_list_tools=list_tools,
        on_call_tool=call_tool,
    )


def _read(name: str, arguments: dict[str, Any]) -> Input:
    spec = _BY_NAME.get(name)
    if spec is None:
        raise UnknownItem("There is no such tool. List the tools to see their names.")
    try:
        return msgspec.convert(arguments, type=spec.takes)
    except msgspec.ValidationError as error:
        raise describe(str(error)) from None


def _failed(problem: Problem) -> CallToolResult:
    text = f"{problem.title}: {problem.detail}"
    return CallToolResult(content=[TextContent(type="text", text=text)], structured_content=problem.body, is_error=True)


def _described(name: str) -> Tool:
    spec = _BY_NAME[name]
    (_,), parts = msgspec.json.schema_components([spec.takes], ref_template="#/$defs/{name}")
    schema: dict[str, Any] = dict(parts.pop(spec.takes.__name__))
    if parts:
        schema["$defs"] = parts
    annotations = ToolAnnotations(
        title=spec.title, read_only_hint=True, destructive_hint=False, idempotent_hint=True, open_world_hint=False
    )
    return Tool(name=spec.name, title=spec.title, description=spec.description, input_schema=schema, annotations=annotations)
