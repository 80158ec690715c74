"""Room: from index to pages. What an assistant may do here: search, read a document, check numbers. Arguments as in the API."""

from __future__ import annotations

from typing import Any

from govdoc.errors import UsageError
from govdoc.settings import today
from search_web import openapi, record
from search_web.api import document_answer, search_answer
from search_web.asked import permalink
from search_web.lookup import asked_lines, line_json, look_up
from search_web.mcp import Json, Tool
from search_web.parameters import BY_NAME, MAX_TEXT, PARAMETERS
from search_web.params import read_request
from search_web.services import services

LONGEST_TEXT, MOST_LINES, SIZE = 20_000, 100, 10
LEFT_OUT = {"page", "explain", "fold"}
"""Parameters that an assistant has no use for: what interprets a document is always told under it."""


def tools() -> dict[str, Tool]:
    on = _property("on")
    asked = {p.name: _property(p.name) for p in PARAMETERS if p.name not in LEFT_OUT}
    document = {
        "id": {"type": "string", "description": "检索结果里的 id。"},
        "on": on,
        "start": {"type": "integer", "minimum": 0, "description": f"正文从第几个字开始，每次最多 {LONGEST_TEXT} 字。"},
    }
    lines = {
        "type": "array",
        "items": {"type": "string"},
        "maxItems": MOST_LINES,
        "description": "文号、登记号或者标题。",
    }
    made = (
        Tool("search", "检索文件", "按关键词、文号、条件检索，每条结果都有效力状态、依据和 permalink。", _object(asked, []), search),
        Tool("get_document", "读一份文件", "一份文件的全文、效力状态、依据原文、引用和附件。", _object(document, ["id"]), get_document),
        Tool("look_up", "核对文号", "逐条核对文号或标题：是哪份文件，是否有效；未收录的会说明。", _object({"lines": lines, "on": on}, ["lines"]), look_up_lines),
    )  # fmt: skip
    return {tool.name: tool for tool in made}


def search(arguments: Json) -> Json:
    """The API's answer without scores, each hit with its permalink, interpretations under what they explain."""
    asked = read_request(_pairs({"size": SIZE, "fold": 1, **arguments}), strict=True)
    query = asked.query(today(), facet_size=10)
    body = search_answer(asked, query, services().search(query))
    for hit in (one for top in body["hits"] for one in (top, *top["folded"])):
        hit["permalink"] = permalink(hit["id"])
        hit.pop("marks"), hit.pop("score")
    return body


def get_document(arguments: Json) -> Json:
    document_id, start = str(arguments["id"]), arguments.get("start", 0)
    if not isinstance(start, int) or start < 0:
        raise UsageError("start：应当是 0 或者更大的整数。")
    on = read_request(_pairs({"on": arguments.get("on", "")})).on or today()
    found, derived = services().store.document(document_id), services().store.derivation(document_id)
    payload = derived.payload if derived else {}
    body = document_answer(found, payload, derived.work if derived else found.id, on)
    body["derived"] = {name: payload.get(name) for name in ("timeline", "effective_on", "expires_on", "interpreted_by")}
    text, bases = found.text, record.validity(payload, on).bases
    return {
        **body,
        "text": text[start : start + LONGEST_TEXT],
        "text_characters": len(text),
        "attachments": [{k: a[k] for k in ("name", "url", "state")} for a in body["attachments"]],
        "evidence": [
            {"quote": b.quote, "document_id": b.document_id, "conclusions": list(b.conclusions)} for b in bases
        ],
        "permalink": permalink(document_id),
    }


def look_up_lines(arguments: Json) -> Json:
    given = arguments["lines"]
    if not isinstance(given, list) or len(given) > MOST_LINES:
        raise UsageError(f"lines：应当是列表，最多 {MOST_LINES} 项。")
    on = read_request(_pairs({"on": arguments.get("on", "")})).on or today()
    lines = asked_lines("\n".join(str(line)[:MAX_TEXT] for line in given))
    return {
        "on": on.isoformat(),
        "lines": [line_json(line, permalink) for line in look_up(lines, on, services().search)],
    }


def _pairs(arguments: Json) -> list[tuple[str, str]]:
    return [(n, str(v)) for n, value in arguments.items() for v in (value if isinstance(value, list) else [value])]


def _property(name: str) -> Json:
    parameter = openapi.described(BY_NAME[name])
    return {**parameter["schema"], "description": parameter["description"]}


def _object(properties: Json, required: list[str]) -> Json:
    schema: dict[str, Any] = {"type": "object", "properties": properties, "required": required}
    return {**schema, "additionalProperties": False}
