"""Room: from web to facts. Documents held in a script: `window._CONFIG = {…}` of gkmlpt sites, page state, JSON-LD, plain variables.

An object literal is read as data, never run: tokens are turned into JSON one by one, and what is neither JSON nor close to it is left.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

from crawl.api_answer import record_values
from crawl.lines import Element
from crawl.metadata import Found

MAX_SCRIPT = 2_000_000
"""Characters of one script that are looked at."""

MAX_OBJECTS = 40
MAX_DEPTH = 100
"""Objects within objects; more is no data but an attack on whoever reads it."""

_ASSIGNED = re.compile(r"[=:(]\s{0,20}(?=[{\[])")
"""Where an object may begin. No name before it: a name of any length made this cubic on the base64 images that scripts hold."""

_VARIABLE = re.compile(
    r"(?:var|let|const)\s+([A-Za-z_$][\w$]{2,30})\s*=\s*(\"(?:[^\"\\\n]|\\.)*\"|'(?:[^'\\\n]|\\.)*')"
)
_TOKEN = re.compile(
    r"""(?P<space>[\s\ufeff]+|//[^\n]*|/\*.*?\*/)|(?P<string>"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'|`(?:[^`\\]|\\.)*`)"""
    r"|(?P<flag>![01])|(?P<number>-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?)|(?P<word>[A-Za-z_$][\w$.]*)|(?P<mark>[{}\[\],:])",
    re.DOTALL,
)
_WORDS = {"true": "true", "false": "false", "!0": "true", "!1": "false"}
_CALLED = re.compile(r"\(function\s*\(([\w$,\s]*)\)\s*\{[^{}]{0,2000}?return\s*(?=[{\[])")
"""Nuxt's state: `(function(a,b){return {title:a,…}}("关于…","某市"))`, values that occur twice given as arguments."""

_SCHEMA = re.compile(r"Article|Legislation|Report|BlogPosting|Announcement")
"""JSON-LD's types (schema.org) of what a page is about."""

_UNDEFINED = re.compile(r"\bvoid 0\b|\bArray\(\d+\)")
_VARIABLES = {"title": "title", "articletitle": "title", "doctitle": "title", "pubdate": "published_on", "publishdate": "published_on",
              "docreltime": "published_on", "contentsource": "source", "docsource": "source", "channelname": "channel", "columnname": "channel",
              "fileno": "number", "filenum": "number", "wenhao": "number", "indexno": "index_number", "idxid": "index_number"}  # fmt: skip


def script_values(root: Element) -> tuple[dict[str, Found], Mapping[str, Any]]:
    """Fields of the document that the page's scripts hold, of all objects the fullest record, then single variables; and that record."""
    best: dict[str, Found] = {}
    whole: Mapping[str, Any] = {}
    variables: dict[str, Found] = {}
    for script in root.iter("script"):
        source = (script.text or "")[:MAX_SCRIPT]
        if not source.strip():
            continue
        for value in _objects(source, script.get("type") or ""):
            for record in _dicts(value):
                found = record_values(record, "script")
                if _tells(record, found) and (len(found), len(found["text"].raw) if "text" in found else 0) > (
                    len(best),
                    0,
                ):
                    best, whole = found, record
        for name, literal in _VARIABLE.findall(source):
            field = _VARIABLES.get(name.lower().replace("_", ""))
            if field and (text := _string(literal).strip()):
                variables.setdefault(field, Found(field, text, f"script:{name}"))
    return {**variables, **best}, whole


def _tells(record: Mapping[str, Any], found: dict[str, Found]) -> bool:
    """A record that is the page's document, not an entry of a menu (title and address): it says so, or shows what only documents have."""
    said = bool(_SCHEMA.search(str(record.get("@type", ""))))
    return "title" in found and (said or bool({"text", "number", "index_number", "issuers"} & found.keys()))


def _objects(source: str, kind: str) -> Iterator[Any]:
    if "json" in kind:
        try:
            yield json.loads(source, strict=False)
        except (ValueError, RecursionError):
            return
        return
    end = 0
    if called := _CALLED.search(source):
        value, end = _literal(source, called.end(), _arguments(source, called[1]))
        if value is not None:
            yield value
    for count, match in enumerate(_ASSIGNED.finditer(source)):
        if count >= MAX_OBJECTS:
            return
        if match.end() < end:
            continue
        value, end = _literal(source, match.end())
        if value is not None:
            yield value


def _arguments(source: str, names: str) -> dict[str, str]:
    """What each parameter stands for, as JSON: the arguments stand at the end of the script, behind the function."""
    last = source.rfind("}(") + 2
    given, _ = _literal(f"[{_UNDEFINED.sub('null', source[last : source.rfind('))')])}]", 0)
    parameters = [name.strip() for name in names.split(",")]
    return {name: json.dumps(value) for name, value in zip(parameters, given or (), strict=False)}


def _literal(source: str, start: int, known: Mapping[str, str] = _WORDS) -> tuple[Any, int]:
    """(value, end) of the object literal that begins at `start`; (None, where to go on) when it is code rather than data.

    `known`: words that stand for a value, as JSON; all others stand for null.
    """
    out: list[str] = []
    depth = 0
    position = start
    while match := _TOKEN.match(source, position):
        position = match.end()
        kind, token = match.lastgroup, match.group()
        if kind == "space":
            continue
        if kind == "mark":
            depth += (token in "{[") - (token in "}]")
            if token in "}]" and out and out[-1] == ",":
                out.pop()
            out.append(token)
            if depth > MAX_DEPTH:
                return None, position
            if depth == 0:
                return _loads("".join(out)), position
        elif kind == "string":
            out.append(json.dumps(_string(token)))
        elif kind == "number":
            out.append(f'"{token}"' if out and out[-1] in "{," and _is_key(source, position) else token)
        else:
            out.append(json.dumps(token) if _is_key(source, position) else known.get(token, _WORDS.get(token, "null")))
    return None, start


def _is_key(source: str, position: int) -> bool:
    return bool(re.compile(r"\s*:").match(source, position))


def _loads(text: str) -> Any:
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return None


_ESCAPES = {"n": "\n", "r": "\r", "t": "\t", "b": "", "f": "", "v": "", "0": ""}


def _string(literal: str) -> str:
    def replace(match: re.Match[str]) -> str:
        code = match[1] or match[2]
        return chr(int(code, 16)) if code else _ESCAPES.get(match[3], match[3])

    text = re.sub(r"\\(?:u([0-9a-fA-F]{4})|x([0-9a-fA-F]{2})|(.))", replace, literal[1:-1], flags=re.DOTALL)
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def _dicts(value: Any) -> Iterator[dict[str, Any]]:
    stack = [value]
    while stack:
        value = stack.pop()
        if isinstance(value, dict):
            yield value
            stack.extend(value.values())
        elif isinstance(value, list):
            stack.extend(value[:500])
