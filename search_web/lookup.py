"""Room: from index to pages. A list of numbers and titles, each line answered: which document is it, and is it in force? Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from govdoc.number import DocumentNumber, NumberType, find_numbers
from indexer import labels
from indexer.fields import whole_number
from indexer.query import SearchQuery
from indexer.results import Hit, SearchResults
from indexer.tokenizer import squeeze

Search = Callable[[SearchQuery], SearchResults]
MAX_LINES, CANDIDATES = 500, 5
RESULTS = {"found": "已找到", "several": "有多份", "similar": "有相近的", "unknown": "未收录"}
AROUND = " \t\u3000、，,;；。.《》<>“”\"'（）()"


@dataclass(frozen=True, slots=True)
class Line:
    """`result`: found (one document), several (all fit), similar (none fits quite), unknown. `hits` are the candidates.

    `mentioned_in`: for an unknown number, how many documents cite it: it exists, but is not here.
    """

    line: int
    asked: str
    result: str
    hits: tuple[Hit, ...] = ()
    mentioned_in: int = 0
    number: str = ""


def asked_lines(text: str) -> tuple[str, ...]:
    """The lines that say something, numbering marks and all; at most MAX_LINES + 1, so that too many can be told."""
    found = (" ".join(line.split()) for line in text.splitlines())
    return tuple(line for line in found if line.strip(AROUND))[: MAX_LINES + 1]


def look_up(lines: Iterable[str], on: date, search: Search) -> tuple[Line, ...]:
    """Every line answered, in order: 「国办发[2016]80号」, 「博政办发2017 5」, 「QHCR-2020-0050002」, a title with or without 《》."""
    return tuple(_answered(place, line, on, search) for place, line in enumerate(lines, 1))


def _answered(place: int, line: str, on: date, search: Search) -> Line:
    numbers = [found.number for found in find_numbers(line)]
    for number in numbers:
        if hits := search(_query(on, numbers=(number.normal,), search_in="number")).hits:
            return Line(place, line, *_judged(hits, [hit for hit in hits if _bears(hit, number)]), number=number.normal)
    if numbers:
        mentions = search(_query(on, cites=numbers[0].normal, limit=0)).total
        return Line(place, line, "unknown", (), mentions, numbers[0].normal)
    if any(c.isdecimal() for c in line) and (hits := search(_query(on, words=line, search_in="number")).hits):
        return Line(place, line, *_judged(hits, list(hits)))
    return _by_title(place, line, on, search)


def _by_title(place: int, line: str, on: date, search: Search) -> Line:
    title = line.strip(AROUND)
    hits = search(_query(on, phrases=(title,), search_in="title")).hits
    same = [hit for hit in hits if _bare(hit.title.text) == _bare(title)]
    hits = hits or search(_query(on, words=title, search_in="title")).hits
    return Line(place, line, *_judged(hits, same))


def _judged(hits: tuple[Hit, ...], fitting: list[Hit]) -> tuple[str, tuple[Hit, ...]]:
    if fitting:
        return ("found" if len(fitting) == 1 else "several"), tuple(fitting)
    return ("similar", hits) if hits else ("unknown", ())


def _bare(title: str) -> str:
    return squeeze(title).strip(AROUND)


def _bears(hit: Hit, asked: DocumentNumber) -> bool:
    """A registration number is no part of a hit, but is only ever found whole."""
    same = whole_number(hit.number or "") == whole_number(asked.normal)
    return same or asked.type is NumberType.REGISTRATION


def _query(on: date, limit: int = CANDIDATES, **parts: Any) -> SearchQuery:
    return SearchQuery(on, limit=limit, correct=False, expand=False, **parts)


def said(line: Line) -> str:
    """One sentence for the page and the file: 未收录；有 3 份文件引用了它"""
    mentions = f"；本站有 {line.mentioned_in} 份文件引用了它" if line.mentioned_in else ""
    return RESULTS[line.result] + mentions


COLUMNS = ("行", "查的是", "结果", "文号", "标题", "发文机关", "成文日期", "有效性", "依据", "网址")


def rows(lines: Iterable[Line], address: Callable[[str], str]) -> list[tuple[str, ...]]:
    """A row for each candidate; a line without any has one row that says so. `address`: document id → URL."""
    made: list[tuple[str, ...]] = []
    for line in lines:
        head = (str(line.line), line.asked, said(line))
        made += [(*head, *_facts(hit), address(hit.id)) for hit in line.hits] or [(*head, *[""] * (len(COLUMNS) - 3))]
    return made


def _facts(hit: Hit) -> tuple[str, ...]:
    day = hit.issued_on.isoformat() if hit.issued_on else ""
    status = labels.STATUSES[hit.status.value]
    return (hit.number or "", hit.title.text, "、".join(hit.issuers), day, status, hit.status_reason)


def line_json(line: Line, address: Callable[[str], str]) -> dict[str, Any]:
    documents = [
        {
            "id": hit.id,
            "title": hit.title.text,
            "number": hit.number,
            "issuers": list(hit.issuers),
            "issued_on": hit.issued_on.isoformat() if hit.issued_on else None,
            "status": hit.status.value,
            "status_reason": hit.status_reason,
            "url": address(hit.id),
        }
        for hit in line.hits
    ]
    return {
        "line": line.line,
        "asked": line.asked,
        "result": line.result,
        "mentioned_in": line.mentioned_in,
        "documents": documents,
    }
