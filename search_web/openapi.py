"""Room: from index to pages. The API's description, made from the tables that also read the parameters. Pure."""

from __future__ import annotations

from typing import Any

from indexer import labels
from indexer.fields import FACETS
from indexer.query import SEARCH_IN, SORTS
from search_web.params import CLOSED, DATES, FLAGS, MAX_PAGE, MAX_SIZE, MAX_TEXT

TEXT = {"type": "string"}
NULLABLE = {"type": ["string", "null"]}
DAY = {"type": "string", "format": "date"}
NULLABLE_DAY = {"type": ["string", "null"], "format": "date"}
WHOLE = {"type": "integer"}


def description(server: str) -> dict[str, Any]:
    """OpenAPI 3.1."""
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "政府文件检索接口",
            "version": "1",
            "description": "检索政府文件，并说明每份文件的有效性及依据。",
        },
        "servers": [{"url": server}],
        "paths": {
            "/api/v1/search": {"get": _get("检索", search_parameters(), "SearchAnswer", ("400", "503"))},
            "/api/v1/documents/{id}": {
                "get": _get("一份文件", [_path_id(), _parameter("on", DAY)], "Document", ("400", "404", "410", "503"))
            },
            "/api/v1/suggest": {
                "get": _get(
                    "输入提示", [_parameter("q", {**TEXT, "maxLength": MAX_TEXT})], "Suggestions", ("400", "503")
                )
            },
        },
        "components": {"schemas": schemas()},
    }


def search_parameters() -> list[dict[str, Any]]:
    found = [
        _parameter("q", {**TEXT, "maxLength": MAX_TEXT}),
        _parameter("in", {**TEXT, "enum": list(SEARCH_IN)}),
        _parameter("match", {**TEXT, "enum": ["fuzzy", "exact"]}),
        _parameter("sort", {**TEXT, "enum": list(SORTS)}),
        _parameter("page", {**WHOLE, "minimum": 1, "maximum": MAX_PAGE}),
        _parameter("size", {**WHOLE, "minimum": 1, "maximum": MAX_SIZE}),
        _parameter("cursor", TEXT),
        _parameter("within", {"type": "array", "items": TEXT, "maxItems": 5}),
    ]
    found += [_parameter(name, DAY) for name in DATES]
    found += [_parameter(name, {**TEXT, "enum": ["0", "1"]}) for name in FLAGS]
    for name in FACETS:
        item = {**TEXT, "enum": list(CLOSED[name])} if name in CLOSED else TEXT
        found.append(_parameter(name, {"type": "array", "items": item}, labels.FACETS[name]))
    return found


def schemas() -> dict[str, Any]:
    status = {**TEXT, "enum": list(CLOSED["status"])}
    hit = {
        **dict.fromkeys(("id", "title", "kind", "status_reason", "snippet", "part"), TEXT),
        **dict.fromkeys(("url", "number", "form"), NULLABLE),
        **dict.fromkeys(("published_on", "issued_on"), NULLABLE_DAY),
        **{name: {"type": "array", "items": TEXT} for name in ("issuers", "also_at")},
        "status": status,
        "score": {"type": "number"},
        "marks": {"type": "object"},
    }
    value = {"value": TEXT, "label": TEXT, "count": WHOLE, "selected": {"type": "boolean"}}
    return {
        "Hit": _object(hit),
        "FacetValue": _object(value),
        "Facet": _object({"name": TEXT, "label": TEXT, "values": _list("FacetValue")}),
        "SearchAnswer": _object(
            {
                "total": WHOLE,
                "took_ms": {"type": "number"},
                "query": TEXT,
                "correction": NULLABLE,
                "relaxed": {"type": "boolean"},
                "expansions": {"type": "array", "items": {"type": "object"}},
                "hits": _list("Hit"),
                "facets": _list("Facet"),
                "on": DAY,
                "page": WHOLE,
                "size": WHOLE,
                "next_cursor": NULLABLE,
            }
        ),
        "Document": _object(
            {"id": TEXT, "title": TEXT, "text": TEXT, "status": status, "status_reason": TEXT, "on": DAY}
        ),
        "Suggestion": _object({"text": TEXT, "kind": {**TEXT, "enum": ["title", "number"]}, "id": TEXT}),
        "Suggestions": _object({"query": TEXT, "suggestions": _list("Suggestion")}),
        "Problem": _object({"type": TEXT, "title": TEXT, "status": WHOLE, "detail": TEXT, "instance": TEXT}),
    }


def _get(summary: str, parameters: list[dict[str, Any]], schema: str, errors: tuple[str, ...]) -> dict[str, Any]:
    fine = {"description": "成功", "content": {"application/json": {"schema": _reference(schema)}}}
    wrong = {"description": "未成功", "content": {"application/problem+json": {"schema": _reference("Problem")}}}
    responses = {"200": fine, "304": {"description": "没有变化"}, **dict.fromkeys(errors, wrong)}
    return {"summary": summary, "parameters": parameters, "responses": responses}


def _parameter(name: str, schema: dict[str, Any], text: str = "") -> dict[str, Any]:
    made = {"name": name, "in": "query", "required": False, "schema": schema}
    return {**made, "description": text} if text else made


def _path_id() -> dict[str, Any]:
    return {"name": "id", "in": "path", "required": True, "schema": TEXT}


def _object(properties: dict[str, Any]) -> dict[str, Any]:
    return {"type": "object", "required": list(properties), "properties": properties}


def _list(schema: str) -> dict[str, Any]:
    return {"type": "array", "items": _reference(schema)}


def _reference(schema: str) -> dict[str, str]:
    return {"$ref": f"#/components/schemas/{schema}"}
