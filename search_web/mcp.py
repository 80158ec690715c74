"""Room: from index to pages. The Model Context Protocol: assistants search, read and check documents, always with status and evidence.

JSON-RPC 2.0 as the protocol wants it, without its SDK: three tools that only read need no sessions and no second web server.
https://modelcontextprotocol.io/specification
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from govdoc.errors import GovdocError, UsageError
from search_web.problems import problem_of

Json = dict[str, Any]

VERSIONS = ("2025-11-25", "2025-06-18", "2025-03-26", "2024-11-05")
PARSE_ERROR, INVALID_REQUEST, NO_METHOD, INVALID_PARAMS = -32700, -32600, -32601, -32602
INSTRUCTIONS = (
    "检索中国政府文件。引用任何文件前，先看 status 和 status_reason：unknown 表示效力待定，不能当作有效；"
    "repealed、lapsed、superseded 的文件不再适用。引用时写明标题、文号、效力状态及其依据，并附 permalink。"
)


@dataclass(frozen=True, slots=True)
class Tool:
    """`run` takes the arguments and gives what the assistant reads; a GovdocError is told to it as a failed call."""

    name: str
    title: str
    description: str
    schema: Json
    run: Callable[[Json], Json]

    def described(self) -> Json:
        hints = {"readOnlyHint": True, "idempotentHint": True, "openWorldHint": False}
        told = {"name": self.name, "title": self.title, "description": self.description}
        return {**told, "inputSchema": self.schema, "annotations": hints}


def reply(message: Any, tools: Mapping[str, Tool]) -> Json | None:
    """The answer to one message; None for a notification or an answer, which want none."""
    if not isinstance(message, dict) or message.get("jsonrpc") != "2.0":
        return _error(None, INVALID_REQUEST, "not a JSON-RPC 2.0 request")
    asked, identifier = message.get("method"), message.get("id")
    if not isinstance(asked, str) or "id" not in message:
        return None if "id" not in message or "result" in message or "error" in message else _unknown(identifier, asked)
    params = message.get("params")
    given: Json = params if isinstance(params, dict) else {}
    if asked == "initialize":
        return _result(identifier, _hello(given))
    if asked == "ping":
        return _result(identifier, {})
    if asked == "tools/list":
        return _result(identifier, {"tools": [tool.described() for tool in tools.values()]})
    if asked == "tools/call":
        return _call(identifier, given, tools)
    return _unknown(identifier, asked)


def reply_text(text: str | bytes, tools: Mapping[str, Tool]) -> str | None:
    """The same on the wire: one message of JSON in, one out."""
    try:
        message = json.loads(text)
    except (ValueError, RecursionError):
        return json.dumps(_error(None, PARSE_ERROR, "not JSON"))
    answer = reply(message, tools)
    return None if answer is None else json.dumps(answer, ensure_ascii=False)


def _hello(given: Json) -> Json:
    wanted = given.get("protocolVersion")
    return {
        "protocolVersion": wanted if wanted in VERSIONS else VERSIONS[0],
        "capabilities": {"tools": {"listChanged": False}},
        "serverInfo": {"name": "govdoc", "title": "政府文件检索", "version": "1"},
        "instructions": INSTRUCTIONS,
    }


def _call(identifier: Any, given: Json, tools: Mapping[str, Tool]) -> Json:
    tool, arguments = tools.get(str(given.get("name"))), given.get("arguments") or {}
    if tool is None or not isinstance(arguments, dict):
        return _error(identifier, INVALID_PARAMS, f"no such tool; there are: {', '.join(tools)}")
    unknown = sorted(set(arguments) - set(tool.schema["properties"]))
    missing = sorted(set(tool.schema.get("required", ())) - set(arguments))
    if unknown or missing:
        return _result(identifier, _told(f"参数有误：多了 {unknown}，缺了 {missing}。", failed=True))
    try:
        found = tool.run(arguments)
    except GovdocError as error:
        return _result(identifier, _told(_said(error), failed=True))
    text = json.dumps(found, ensure_ascii=False)
    return _result(identifier, {**_told(text), "structuredContent": found})


def _said(error: GovdocError) -> str:
    """What was wrong with the arguments; of other errors only what the public may read."""
    if isinstance(error, UsageError):
        return str(error)
    problem = problem_of(error)
    return f"{problem.title}。{problem.reason or problem.advice}"


def _told(text: str, *, failed: bool = False) -> Json:
    return {"content": [{"type": "text", "text": text}], "isError": failed}


def _unknown(identifier: Any, asked: Any) -> Json:
    return _error(identifier, NO_METHOD, f"unknown method {str(asked)[:60]}")


def _result(identifier: Any, result: Json) -> Json:
    return {"jsonrpc": "2.0", "id": identifier, "result": result}


def _error(identifier: Any, code: int, message: str) -> Json:
    return {"jsonrpc": "2.0", "id": identifier, "error": {"code": code, "message": message}}
