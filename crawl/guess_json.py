"""Room: from web to facts. Where the records of a JSON list stand, and which of their keys say what. Pure guesses."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from crawl.api_answer import record_values
from crawl.list_records import JSONP

ID = re.compile(r"_?(?:[a-z]+_?)?(?:id|ID|Id|guid|uuid)")
"""Keys of a record's own number: `id`, `articleId`, `uuid`."""

TOTAL = re.compile(r"(?:total(?:count|records?|num)?|record_?count|count|allcount|numfound)", re.I)


@dataclass(frozen=True, slots=True)
class JsonShape:
    """`items`: dotted path of the records, "" for the whole; `paths`: (link, name or date; path inside a record; example), none where
    the records are pieces of HTML."""

    items: str
    count: int
    paths: tuple[tuple[str, str, str], ...]
    total: str = ""
    key: str = ""
    """Path of the id, where the records have no address: a detail service is asked with it."""


def json_shape(text: str) -> JsonShape | None:
    """The longest list of records that each have a title and an address, or at least a day and an id. None when the text is no JSON or holds none."""
    if (wrapped := JSONP.fullmatch(text)) is not None:
        text = wrapped[1]
    if not text.startswith(("{", "[")):
        return None
    try:
        data = json.loads(text, strict=False)
    except (ValueError, RecursionError):
        return None
    found = [(path, rows) for path, rows in _lists(data, "") if all(_is_line(row) for row in rows[:5])]
    if not found:
        return None
    # any list with addresses before one with ids alone: columns and organs of a site have ids and names too
    items, rows = max(found, key=lambda pair: (not _key(pair[1][0]), len(pair[1])))
    paths = () if isinstance(rows[0], str) else tuple(_paths(rows[0]))
    return JsonShape(items, len(rows), paths, _total(data, items, len(rows)), _key(rows[0]))


def _lists(data: Any, path: str, depth: int = 0) -> Iterator[tuple[str, list[Any]]]:
    if depth > 6:
        return
    if isinstance(data, list):
        if data and all(isinstance(row, dict | str) for row in data[:5]):
            yield path, data
        for place, value in enumerate(data[:3]):
            yield from _lists(value, f"{path}.{place}".lstrip("."), depth + 1)
    elif isinstance(data, dict):
        for key, value in data.items():
            if "." not in str(key):
                yield from _lists(value, f"{path}.{key}".lstrip("."), depth + 1)


def _is_line(row: Any) -> bool:
    return "<a" in row and "href" in row if isinstance(row, str) else bool(_paths(row))


def _key(row: Any) -> str:
    """The key of the record's id where it has no address; "" where it has one, or no id."""
    if isinstance(row, str) or any(key == "link" for key, _, _ in _paths(row)):
        return ""
    named = [
        k for k, v in row.items() if ID.fullmatch(str(k)) and isinstance(v, str | int) and v != "" and "." not in k
    ]
    return min(named, key=len, default="")


def _paths(row: Mapping[str, Any]) -> list[tuple[str, str, str]]:
    """(key of the site file, path, example) of a record; [] when it has no title, or neither an address nor a day and an id."""
    found = record_values(row)
    with_id = {"title", "published_on"} <= found.keys() and any(ID.fullmatch(str(key)) for key in row)
    if not {"url", "title"} <= found.keys() and not with_id:
        inner = next(
            (k for k, v in row.items() if isinstance(v, dict) and {"url", "title"} <= record_values(v).keys()), None
        )
        return [(key, f"{inner}.{path}", example) for key, path, example in _paths(row[inner])] if inner else []
    fields = (("link", "url"), ("name", "title"), ("date", "published_on"))
    return [(key, found[name].origin.partition(":")[2], found[name].raw[:40]) for key, name in fields if name in found]


def _total(data: Any, items: str, count: int) -> str:
    """The path of a number, not below the count of records, that is called a total; the one nearest to the records."""
    steps = items.split(".") if items else []
    for depth in range(len(steps) - 1, -1, -1):
        holder = data
        for step in steps[:depth]:
            holder = holder[int(step)] if isinstance(holder, list) else holder[step]
        for path, value in _numbers(holder, ""):
            if TOTAL.fullmatch(path.rpartition(".")[2]) and value >= count:
                return ".".join([*steps[:depth], path])
    return ""


def _numbers(data: Any, path: str, depth: int = 0) -> Iterator[tuple[str, int]]:
    if isinstance(data, dict) and depth < 2:
        for key, value in data.items():
            yield from _numbers(value, f"{path}.{key}".lstrip("."), depth + 1)
    elif isinstance(data, int | str) and not isinstance(data, bool) and str(data).isdigit():
        yield path, int(data)
