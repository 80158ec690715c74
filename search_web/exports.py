"""Room: from index to pages. Search results as files: every hit of a search, as many rows as the page says it has. Pure."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from datetime import date
from typing import Any

from govdoc import cells
from indexer import labels
from indexer.query import SearchQuery
from indexer.results import Hit, SearchResults
from search_web.reference import reference

Address = Callable[[str], str]
MOST_ROWS, PORTION = 50_000, 500
FORMATS = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": cells.XLSX,
    "json": "application/json",
    "txt": "text/plain; charset=utf-8",
}
COLUMNS = {
    "title": "标题",
    "number": "文号",
    "issuers": "发文机关",
    "kind": "类别",
    "form": "文种",
    "issued_on": "成文日期",
    "published_on": "发布日期",
    "status": "有效性",
    "status_reason": "有效性依据",
    "permalink": "本站网址",
    "url": "原网址",
}


def walk(query: SearchQuery, search: Callable[[SearchQuery], SearchResults]) -> Iterator[Hit]:
    """Every hit in order, each once, also when the index is updated on the way: each portion begins behind the last hit."""
    asked = replace(query, offset=0, after="", limit=PORTION, facets=(), correct=False)
    while hits := search(asked).hits:
        yield from hits
        asked = replace(asked, offset=asked.offset + len(hits), after=hits[-1].id)
        if len(hits) < PORTION:
            return


def row(hit: Hit, address: Address) -> tuple[str, ...]:
    """In the order of COLUMNS, values in the words of the pages."""
    return (
        hit.title.text,
        hit.number or "",
        "、".join(hit.issuers),
        labels.value_label("kind", hit.kind),
        hit.form or "",
        _day(hit.issued_on),
        _day(hit.published_on),
        labels.STATUSES[hit.status.value],
        hit.status_reason,
        address(hit.id),
        hit.url or "",
    )


def body(form: str, hits: Iterable[Hit], address: Address, head: dict[str, Any], on: date) -> Iterator[bytes]:
    """The file in pieces. `head`: what the JSON says before its documents; `on`: the day of citing."""
    rows = (row(hit, address) for hit in hits)
    if form == "csv":
        yield from (line.encode("utf-8", "replace") for line in cells.csv_lines(tuple(COLUMNS.values()), rows))
    elif form == "xlsx":
        yield cells.xlsx("检索结果", tuple(COLUMNS.values()), rows)
    elif form == "json":
        yield from _json(hits, address, head)
    else:
        for place, hit in enumerate(hits, 1):
            yield f"[{place}] {hit_reference(hit, address, on)}\n".encode("utf-8", "replace")


def hit_reference(hit: Hit, address: Address, on: date) -> str:
    day = _day(hit.published_on) or _day(hit.issued_on)
    return reference(hit.title.text, hit.issuers, hit.number or "", day, address(hit.id), on)


def _json(hits: Iterable[Hit], address: Address, head: dict[str, Any]) -> Iterator[bytes]:
    opening = json.dumps(head, ensure_ascii=False)[:-1]
    yield f'{opening}, "documents": ['.encode("utf-8", "replace")
    for place, hit in enumerate(hits):
        told = {name: getattr(hit, name, None) for name in COLUMNS}
        told |= {"id": hit.id, "title": hit.title.text, "issuers": list(hit.issuers), "permalink": address(hit.id)}
        told |= {name: _day(told[name]) or None for name in ("issued_on", "published_on")}
        line = json.dumps(told, ensure_ascii=False)
        yield f"{',' if place else ''}\n{line}".encode("utf-8", "replace")
    yield b"\n]}\n"


def _day(day: date | None) -> str:
    return day.isoformat() if day else ""
