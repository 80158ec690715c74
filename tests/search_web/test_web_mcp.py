"""The Model Context Protocol, spoken by its own client: over standard input and output, and over HTTP."""

from __future__ import annotations

import json
import sys
import threading
from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import anyio
import pytest
from flask import Flask
from flask.testing import FlaskClient
from mcp import ClientSession, StdioServerParameters
from mcp.client.stdio import stdio_client
from mcp.client.streamable_http import streamable_http_client
from werkzeug.serving import make_server

from govdoc.settings import Settings
from tests.search_web.conftest import SHELF


async def exchange(session: ClientSession) -> dict[str, Any]:
    """What an assistant does: greet, ask for tools, search, read the first hit, check a list."""
    await session.initialize()
    tools = [tool.name for tool in (await session.list_tools()).tools]
    found = told(await session.call_tool("search", {"q": "农村低保", "form": ["通知"], "sort": "issued"}))
    read = told(await session.call_tool("get_document", {"id": found["hits"][0]["id"], "on": "2030-01-01"}))
    lines = told(await session.call_tool("look_up", {"lines": ["云政发[2016]2号", "国办发〔2016〕80号"]}))
    wrong = await session.call_tool("search", {"sort": "nonsense"})
    missing = await session.call_tool("get_document", {"id": "nowhere"})
    texts = [block.text for answer in (wrong, missing) for block in answer.content]
    return {"tools": tools, "found": found, "read": read, "lines": lines, "failed": texts}


def told(answer: Any) -> dict[str, Any]:
    """The structured answer; the text beside it must say the same."""
    dumped = answer.model_dump(by_alias=True)
    assert not dumped["isError"], dumped
    assert json.loads(dumped["content"][0]["text"]) == dumped["structuredContent"]
    return dict(dumped["structuredContent"])


def held(said: dict[str, Any], address: str) -> None:
    assert said["tools"] == ["search", "get_document", "look_up"]
    ids = [document.id for document in SHELF if document.form == "通知" and "农村低保" in document.title]
    assert said["found"]["total"] == len(ids)
    assert said["read"]["id"] in ids
    assert said["read"]["permalink"] == f"{address}/d/{said['read']['id']}"
    assert said["read"]["status"] == "unknown"
    assert said["read"]["status_reason"]
    assert "农村低保" in said["read"]["text"] or "各镇" in said["read"]["text"]
    assert [line["result"] for line in said["lines"]["lines"]] == ["found", "unknown"]
    assert "sort" in said["failed"][0]
    assert "没有找到" in said["failed"][1]


def run(talk: Callable[[], Awaitable[dict[str, Any]]]) -> dict[str, Any]:
    """In a thread of its own: in this one the browser of other tests may have its event loop running."""
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(anyio.run, talk).result()


def test_over_standard_input_and_output(shelf_app: Flask) -> None:
    settings: Settings = shelf_app.extensions["govdoc"].settings
    arguments = ["-m", "govdoc", "--data", str(settings.data), "mcp", "--address", "https://docs.test"]

    async def talk() -> dict[str, Any]:
        server = StdioServerParameters(command=sys.executable, args=arguments)
        async with stdio_client(server) as (read, write), ClientSession(read, write) as session:
            return await exchange(session)

    held(run(talk), "https://docs.test")


def test_over_http(shelf_app: Flask) -> None:
    server = make_server("127.0.0.1", 0, shelf_app, threaded=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    address = f"http://127.0.0.1:{server.server_port}"

    async def talk() -> dict[str, Any]:
        async with streamable_http_client(f"{address}/mcp") as (read, write, *_), ClientSession(read, write) as session:
            return await exchange(session)

    try:
        held(run(talk), address)
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (b"{", -32700),
        (b"[" * 100_000, -32700),
        (b"[]", -32600),
        (b'{"jsonrpc":"2.0","id":1,"method":"tools/remove"}', -32601),
        (b'{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"rm"}}', -32602),
        (b'{"jsonrpc":"2.0","id":1,"method":"tools/call","params":[]}', -32602),
    ],
)
def test_what_is_no_message_gets_the_error_of_the_protocol(client: FlaskClient, body: bytes, code: int) -> None:
    assert json.loads(client.post("/mcp", data=body).data)["error"]["code"] == code


def test_notifications_want_no_answer_and_other_sites_may_not_ask(client: FlaskClient) -> None:
    hello = {"jsonrpc": "2.0", "method": "notifications/initialized"}
    assert client.post("/mcp", json=hello).status_code == 202
    assert client.post("/mcp", json=hello, headers={"Origin": "https://evil.test"}).status_code == 403
    assert client.post("/mcp", json=hello, headers={"Origin": "http://localhost"}).status_code == 202
    assert client.get("/mcp").status_code == 405
