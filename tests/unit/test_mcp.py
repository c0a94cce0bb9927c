"""The MCP server with its ordinary client: over a direct line, over streamable HTTP and over stdio; an outage is never an empty list."""

from __future__ import annotations

import json
import socket
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import anyio
import pytest
from mcp.client.client import Client
from mcp.client.stdio import StdioServerParameters
from mcp.types import CallToolResult

from assistant.errors import StoreUnavailable
from assistant.mcp.server import build_server
from assistant.mcp.tools import TOOLS, AssistantTools, HttpTools
from assistant.service import Assistant
from tests.doors import make_app
from tests.fakes import make_assistant

CALLS: dict[str, dict[str, Any]] = {
    "search_guidance": {"query": "share information without consent", "limit": 3},
    "ask": {"question": "When can I share information without consent?", "nation": "england"},
    "find_case_examples": {"query": "bruise on a baby"},
    "check_quote": {"quote": "Record why you decided so."},
}


def call(server: Any, name: str, arguments: dict[str, Any]) -> CallToolResult:
    async def talk() -> CallToolResult:
        async with Client(server) as client:
            result = await client.call_tool(name, arguments)
            assert isinstance(result, CallToolResult)
            return result

    return anyio.run(talk)


def local(assistant: Assistant | None = None) -> Any:
    return build_server(AssistantTools(assistant or make_assistant()))


def text_of(result: CallToolResult) -> str:
    return "".join(getattr(part, "text", "") for part in result.content)


def test_five_read_only_tools_are_listed_with_their_arguments() -> None:
    async def talk() -> list[Any]:
        async with Client(local()) as client:
            return (await client.list_tools()).tools

    tools = anyio.run(talk)
    assert [tool.name for tool in tools] == ["search_guidance", "ask", "get_passage", "find_case_examples", "check_quote"]
    assert all(tool.annotations.read_only_hint and not tool.annotations.destructive_hint for tool in tools)
    assert all(tool.input_schema["type"] == "object" and tool.input_schema["properties"] for tool in tools)
    assert tools[1].input_schema["required"] == ["question"]


@pytest.mark.parametrize("name", sorted(CALLS))
def test_a_tool_gives_the_wire_object_of_its_route(name: str) -> None:
    result = call(local(), name, CALLS[name])
    assert not result.is_error
    assert json.loads(text_of(result)) == result.structured_content
    assert result.structured_content is not None
    assert result.structured_content["outcome"] in ("found", "answered", "checked")


def test_a_cited_passage_can_be_read_in_full() -> None:
    server = local()
    answer = call(server, "ask", CALLS["ask"]).structured_content
    assert answer is not None
    citation = answer["statements"][0]["citations"][0]
    view = call(server, "get_passage", {"passage_id": citation["passage_id"]}).structured_content
    assert view is not None
    assert view["passage"]["text"][citation["start"] : citation["end"]] == citation["quote"]


@pytest.mark.parametrize(
    ("name", "key"), [("ask", "question"), ("search_guidance", "query"), ("find_case_examples", "query"), ("check_quote", "quote")]
)
def test_every_tool_that_takes_words_passes_the_guard(name: str, key: str) -> None:
    result = call(local(), name, {key: "What happened to Tommy?"})
    assert result.structured_content is not None
    assert result.structured_content["outcome"] == "refused"


def test_earlier_turns_are_guarded_and_resolved() -> None:
    asked = {"question": "what about Wales?", "earlier": ["Who must inform the local authority about a child at risk?"]}
    answer = call(local(), "ask", asked).structured_content
    assert answer is not None
    assert answer["statements"][0]["citations"][0]["document_id"] == "d58-wales"


class Down(AssistantTools):
    def __init__(self, error: Exception) -> None:
        self._error = error

    def call(self, name: str, data: object, who: str = "") -> dict[str, Any]:
        raise self._error


@pytest.mark.parametrize("name", sorted(CALLS))
def test_an_outage_is_an_error_and_never_an_empty_list(name: str) -> None:
    result = call(build_server(Down(StoreUnavailable("The index cannot be reached. Try again."))), name, CALLS[name])
    assert result.is_error
    assert "The index cannot be reached" in text_of(result)


def test_an_unexpected_failure_says_nothing_of_its_own() -> None:
    result = call(build_server(Down(RuntimeError("secret words of a user"))), "ask", CALLS["ask"])
    assert result.is_error
    assert "secret" not in text_of(result)


@pytest.mark.parametrize(
    ("name", "arguments", "said"),
    [
        ("ask", {}, "'question' is needed"),
        ("ask", {"question": "x?", "nation": "atlantis"}, "must be one of: england"),
        ("ask", {"question": "x?", "color": "red"}, "not known here"),
        ("search_guidance", {"query": "x", "limit": 9999}, "at most 50"),
        ("get_passage", {"passage_id": "no-such-passage"}, "No passage has that id"),
        ("no_such_tool", {}, "no such tool"),
    ],
)
def test_wrong_arguments_are_errors_that_say_what_is_wrong(name: str, arguments: dict[str, Any], said: str) -> None:
    result = call(local(), name, arguments)
    assert result.is_error
    assert said in text_of(result)
    assert "atlantis" not in text_of(result)


@contextmanager
def served(assistant: Assistant, **options: Any) -> Iterator[str]:
    """The whole application, in a real server on loopback."""
    import uvicorn

    app = make_app(assistant, **options)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    server = uvicorn.Server(uvicorn.Config(app, host="127.0.0.1", port=port, log_level="error"))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.02)
    try:
        yield f"http://127.0.0.1:{port}/mcp"
    finally:
        server.should_exit = True
        thread.join(5)


def test_streamable_http_answers_the_ordinary_client(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    with served(make_assistant()) as url:
        answer = call(url, "ask", CALLS["ask"])
        assert answer.structured_content is not None
        assert answer.structured_content["outcome"] == "answered"
        assert call(url, "ask", {"question": "What happened to Tommy?"}).structured_content["outcome"] == "refused"
        assert call(url, "get_passage", {"passage_id": "none"}).is_error


def test_calls_are_on_record_under_the_name_of_the_token(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Two people at once over streamable HTTP: each line of the audit names who asked; nobody gets in without a token."""
    import httpx2 as httpx
    from mcp.client.streamable_http import streamable_http_client

    monkeypatch.setenv("NO_PROXY", "127.0.0.1")

    async def ask(url: str, token: str) -> None:
        headers = {"Authorization": f"Bearer {token}"}
        async with httpx.AsyncClient(headers=headers) as http, Client(streamable_http_client(url, http_client=http)) as client:
            assert not (await client.call_tool("ask", CALLS["ask"])).is_error

    async def talk(url: str) -> None:
        async with anyio.create_task_group() as together:
            for token in ("one", "two", "one"):
                together.start_soon(ask, url, token)

    with served(make_assistant(), tokens="ada:one,grace:two", audit_dir=tmp_path) as url:
        anyio.run(talk, url)
        assert httpx.post(url, json={}).status_code == 401
    lines = [json.loads(line) for line in (tmp_path / "audit.jsonl").read_text().splitlines()]
    assert sorted(line["who"] for line in lines) == ["ada", "ada", "grace"]
    assert {line["route"] for line in lines} == {"MCP ask"}


def test_stdio_answers_the_ordinary_client() -> None:
    program = (
        "import anyio\nfrom mcp.server.stdio import stdio_server\nfrom assistant.mcp.server import build_server\n"
        "from assistant.mcp.tools import AssistantTools\nfrom tests.fakes import make_assistant\n"
        "async def main():\n    server = build_server(AssistantTools(make_assistant()))\n"
        "    async with stdio_server() as (read, write):\n"
        "        await server.run(read, write, server.create_initialization_options())\nanyio.run(main)\n"
    )
    root = str(Path(__file__).parents[2])
    parameters = StdioServerParameters(command=sys.executable, args=["-c", program], cwd=root, env={"PYTHONPATH": root})
    answer = call(parameters, "ask", CALLS["ask"])
    assert answer.structured_content is not None
    assert answer.structured_content["outcome"] == "answered"


def test_a_server_that_is_gone_is_an_error() -> None:
    result = call(build_server(HttpTools("http://127.0.0.1:9")), "search_guidance", CALLS["search_guidance"])
    assert result.is_error
    assert "did not answer" in text_of(result)


def test_the_tools_are_those_of_the_design() -> None:
    assert {spec.name for spec in TOOLS} == {*CALLS, "get_passage"}
