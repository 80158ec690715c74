"""Room: from index to pages. The API's description, made from the table that also reads the parameters. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from search_web.parameters import (
    BY_NAME,
    CLOSED,
    MAX_TEXT,
    MAX_VALUE,
    MAX_VALUES,
    MAX_WITHIN,
    OPEN_CHOICES,
    PARAMETERS,
    Parameter,
)

Json = dict[str, Any]
TEXT: Json = {"type": "string"}
NULLABLE: Json = {"type": ["string", "null"]}
DAY: Json = {"type": "string", "format": "date"}
NULLABLE_WHOLE: Json = {"type": ["integer", "null"]}
NULLABLE_DAY: Json = {"type": ["string", "null"], "format": "date"}
WHOLE: Json = {"type": "integer"}
FLAG: Json = {"type": "boolean"}
STATUS: Json = {**TEXT, "enum": list(CLOSED["status"])}
ERRORS = {
    "400": "参数有误，errors 里列出全部问题",
    "404": "没有这份文件",
    "406": "没有这种格式",
    "410": "该文件已依法撤下",
    "413": "内容过大",
    "415": "内容的格式不对",
    "429": "请求太频繁，请按 Retry-After 等待",
    "503": "检索服务正在准备",
}


def description(server: str) -> Json:
    """OpenAPI 3.1."""
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "政府文件检索接口",
            "version": "1",
            "description": "检索政府文件，并说明每份文件的有效性及依据。只读，不需要密钥；请求次数见回答里的 RateLimit 各项。",
            "license": {"name": "MIT", "identifier": "MIT"},
        },
        "servers": [{"url": server}],
        "paths": paths(),
        "components": {"schemas": schemas(), "headers": headers()},
    }


def paths() -> Json:
    on = described(BY_NAME["on"])
    typed = {**described(BY_NAME["q"]), "description": "已经输入的字，也可以是拼音。", "example": "低保"}
    line = {"type": "array", "items": {**TEXT, "maxLength": MAX_TEXT}, "maxItems": 100}
    lines = _query("line", line, "一个文号、登记号或者标题，可以重复，每个一行回答。", ["国办发〔2016〕80号"])
    several = _operation("逐条核对文号或者标题", "lookUp", [lines, on], "LookUp", ("400",))
    posted = _operation("逐条核对，内容较多时用", "lookUpMany", [on], "LookUp", ("400", "413", "415"))
    posted["requestBody"] = {
        "required": True,
        "description": "纯文本，每行一个文号、登记号或者标题。",
        "content": {"text/plain": {"schema": TEXT, "example": "国办发〔2016〕80号"}},
    }
    every = [described(parameter) for parameter in PARAMETERS]
    return {
        "/api/v1/search": {"get": _operation("检索", "search", every, "SearchAnswer", ("400",))},
        "/api/v1/documents/{id}": {
            "get": _operation(
                "一份文件", "document", [_path("id", "文件的编号。"), on], "Document", ("400", "404", "410")
            )
        },
        "/api/v1/suggest": {"get": _operation("输入提示", "suggest", [typed], "Suggestions", ("400",))},
        "/api/v1/lookup": {"get": several, "post": posted},
    }


def described(parameter: Parameter) -> Json:
    made = _query(parameter.name, _schema(parameter), parameter.text, parameter.example)
    if parameter.kind in ("values", "searches"):
        made["example"] = [parameter.example]
    elif parameter.kind == "whole":
        made["example"] = int(parameter.example)
    return made


def _schema(parameter: Parameter) -> Json:
    if parameter.kind == "whole":
        return {**WHOLE, "minimum": 1, "maximum": parameter.highest, "default": int(parameter.default)}
    if parameter.kind == "day":
        return DAY
    if parameter.kind == "searches":
        return {"type": "array", "items": {**TEXT, "maxLength": MAX_TEXT}, "maxItems": MAX_WITHIN}
    if parameter.kind == "values":
        return {"type": "array", "items": _value_schema(parameter), "maxItems": MAX_VALUES}
    if parameter.kind == "cursor":
        return {**TEXT, "pattern": r"^o\d{1,7}(\.[A-Za-z0-9_-]+)?$"}
    if parameter.choices:
        return {**TEXT, "enum": list(parameter.choices), "default": parameter.default}
    return {**TEXT, "maxLength": MAX_TEXT}


def _value_schema(parameter: Parameter) -> Json:
    if parameter.choices:
        unstated = [""] if parameter.name in OPEN_CHOICES else []
        return {**TEXT, "enum": [*parameter.choices, *unstated]}
    if parameter.name == "year":
        return {**TEXT, "pattern": r"^(\d{4})?$"}
    return {**TEXT, "maxLength": MAX_VALUE}


def schemas() -> Json:
    day = {**NULLABLE_DAY}
    attachment = _object({"place": WHOLE, "name": TEXT})
    hit = {
        **dict.fromkeys(
            ("id", "title", "kind", "status_reason", "snippet", "part", "place", "anchor", "best_bet"), TEXT
        ),
        **dict.fromkeys(("url", "number", "form"), NULLABLE),
        **dict.fromkeys(("published_on", "issued_on"), day),
        **{name: _array(TEXT) for name in ("issuers", "also_at", "explains")},
        "attachment": {**attachment, "type": ["object", "null"]},
        "folded": _array(_reference("Hit")),
        "status": STATUS,
        "score": {"type": "number"},
        "marks": _object({name: _array(_array(WHOLE)) for name in ("title", "snippet")}),
    }
    answer = {
        "total": WHOLE,
        "folded": WHOLE,
        "took_ms": {"type": "number"},
        "query": TEXT,
        "correction": NULLABLE,
        "relaxed": FLAG,
        "notices": _array(TEXT),
        "blockers": _array(_object({"kind": TEXT, "value": TEXT, "total": WHOLE, "alone": NULLABLE_WHOLE})),
        "expansions": _array(_object({"word": TEXT, "also": _array(TEXT)})),
        "hits": _array(_reference("Hit")),
        "facets": _array(_reference("Facet")),
        "on": DAY,
        "page": WHOLE,
        "size": WHOLE,
        "next_cursor": NULLABLE,
    }
    asked = {"id": TEXT, "title": TEXT, "text": TEXT, "work": TEXT, "version": TEXT, "derived": {"type": "object"}}
    found = {"id": TEXT, "title": TEXT, "number": NULLABLE, "issuers": _array(TEXT), "issued_on": day, "url": TEXT}
    line = {"line": WHOLE, "asked": TEXT, "result": {**TEXT, "enum": ["found", "several", "similar", "unknown"]}}
    value = {"value": TEXT, "label": TEXT, "count": WHOLE, "selected": FLAG}
    suggestion = {"text": TEXT, "kind": TEXT, "id": NULLABLE}
    problem = {"type": TEXT, "title": TEXT, "status": WHOLE, "detail": TEXT, "instance": TEXT}
    return {
        "Hit": _object(hit),
        "Facet": _object({"name": TEXT, "label": TEXT, "values": _array(_object(value)), "distinct": WHOLE}),
        "SearchAnswer": _object(answer),
        "Document": _object({**asked, "status": STATUS, "status_reason": TEXT, "on": DAY}),
        "Suggestions": _object({"query": TEXT, "suggestions": _array(_object(suggestion))}),
        "LookUp": _object({"on": DAY, "lines": _array(_reference("LookUpLine"))}),
        "LookUpLine": _object({**line, "mentioned_in": WHOLE, "documents": _array(_reference("LookedUp"))}),
        "LookedUp": _object({**found, "status": STATUS, "status_reason": TEXT}),
        "Problem": {
            **_object(problem),
            "properties": {**problem, "errors": _array(_object({"parameter": TEXT, "detail": TEXT}))},
        },
    }


def headers() -> Json:
    texts = {
        "RateLimit-Limit": "每分钟可以请求的次数",
        "RateLimit-Remaining": "这一分钟内还剩的次数",
        "RateLimit-Reset": "多少秒以后重新计数",
    }
    return {name: {"description": text, "schema": WHOLE} for name, text in texts.items()}


def _operation(summary: str, name: str, parameters: list[Json], schema: str, errors: Iterable[str]) -> Json:
    limits = {name: {"$ref": f"#/components/headers/{name}"} for name in headers()}
    fine = {"description": "成功", "headers": limits, "content": _content("application/json", schema)}
    wrong = {
        status: {"description": ERRORS[status], "content": _content("application/problem+json", "Problem")}
        for status in (*errors, "429", "503")
    }
    responses = {"200": fine, "304": {"description": "没有变化"}, **wrong}
    return {"summary": summary, "operationId": name, "parameters": parameters, "responses": responses}


def _content(media_type: str, schema: str) -> Json:
    return {media_type: {"schema": _reference(schema)}}


def _query(name: str, schema: Json, text: str, example: Any) -> Json:
    made = {"name": name, "in": "query", "required": False, "schema": schema, "description": text, "example": example}
    return made


def _path(name: str, text: str) -> Json:
    return {"name": name, "in": "path", "required": True, "schema": {**TEXT, "minLength": 1}, "description": text}


def _object(properties: Json) -> Json:
    return {"type": "object", "required": list(properties), "properties": properties}


def _array(items: Json) -> Json:
    return {"type": "array", "items": items}


def _reference(schema: str) -> Json:
    return {"$ref": f"#/components/schemas/{schema}"}
