"""Room: from index to pages. URL parameters to a `Request` and back: one grammar for page, API and feed. Pure."""

from __future__ import annotations

import base64
import re
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date
from functools import lru_cache
from typing import Any
from urllib.parse import quote_plus

from govdoc.errors import UsageError
from indexer.fields import FACETS
from indexer.query import RANGES, DateRange, SearchQuery
from indexer.syntax import Parsed, parse
from search_web.parameters import BY_NAME, KNOWN, MAX_TEXT, MAX_VALUE, MAX_VALUES, MAX_WITHIN, OPEN_CHOICES

Pairs = tuple[tuple[str, str], ...]

CURSOR = re.compile(r"o(\d{1,7})(?:\.([\w-]{1,700}))?\Z", re.ASCII)
NUMBER = re.compile(r"\d{1,6}\Z", re.ASCII)
CONTROL = re.compile(r"[\x00-\x1f\x7f\ud800-\udfff\ufffe\uffff]")


class BadParameters(UsageError):
    """Every problem of a request at once: pairs of parameter name and a Chinese sentence that says what to write."""

    def __init__(self, problems: Iterable[tuple[str, str]]) -> None:
        self.problems = tuple(problems)
        super().__init__("；".join(f"{name}：{text}" for name, text in self.problems))


@dataclass(frozen=True, slots=True)
class Cursor:
    """Where a walk goes on: behind the document `after`; at `offset` where that one is no longer found."""

    offset: int
    after: str = ""


@dataclass(frozen=True, slots=True)
class Request:
    """What the URL asks. `on` None means today; a cursor replaces the page."""

    q: str = ""
    within: tuple[str, ...] = ()
    cites: str = ""
    search_in: str = "all"
    exact: bool = False
    filters: dict[str, tuple[str, ...]] = field(default_factory=dict)
    ranges: dict[str, DateRange] = field(default_factory=dict)
    on: date | None = None
    sort: str = "relevance"
    page: int = 1
    size: int = 10
    cursor: Cursor | None = None
    expand: bool = True
    correct: bool = True
    fold: bool = False
    explain: bool = False

    @property
    def offset(self) -> int:
        return self.cursor.offset if self.cursor else (self.page - 1) * self.size

    @property
    def first_page(self) -> Request:
        return replace(self, page=1, cursor=None)

    @property
    def words(self) -> Parsed:
        return parse(self.q)

    def query(self, today: date, facets: tuple[str, ...] = FACETS, facet_size: int = 30) -> SearchQuery:
        """What the engine is asked. An empty `q` means: everything that the filters let through."""
        words = self.words
        return SearchQuery(
            on=self.on or today,
            words=words.words,
            phrases=words.phrases,
            excluded=words.excluded,
            numbers=words.numbers,
            conditions=words.conditions,
            notice=words.notice,
            within=self.within,
            cites=self.cites,
            search_in=self.search_in,
            exact=self.exact,
            expand=self.expand,
            relax=self.correct and not self.exact,
            correct=self.correct,
            fold=self.fold,
            filters=dict(self.filters),
            ranges=dict(self.ranges),
            sort=self.sort,
            offset=self.offset,
            after=self.cursor.after if self.cursor else "",
            limit=self.size,
            facets=facets,
            facet_size=facet_size,
            explain=self.explain,
        )


class _Reader:
    """Takes values out of the parameters and collects what is wrong with them."""

    def __init__(self, pairs: Iterable[tuple[str, str]]) -> None:
        self.values: dict[str, list[str]] = {}
        self.problems: list[tuple[str, str]] = []
        for name, value in pairs:
            self.values.setdefault(name, []).append(CONTROL.sub(" ", value).strip())

    def bad(self, name: str, text: str) -> None:
        self.problems.append((name, text))

    def one(self, name: str) -> str:
        """The only value that is not empty; given twice with different values is a problem."""
        found = sorted({v for v in self.values.get(name, ()) if v})
        if len(found) > 1:
            self.bad(name, "给出了几个不同的值，请只保留一个。")
        return found[0] if found else ""

    def text(self, name: str) -> str:
        value = self.one(name)
        if len(value) > MAX_TEXT:
            self.bad(name, f"最多 {MAX_TEXT} 个字，现有 {len(value)} 个，请缩短。")
        return value

    def choice(self, name: str) -> str:
        known, default = BY_NAME[name].choices, BY_NAME[name].default
        value = self.one(name) or default
        if value not in known:
            self.bad(name, f"不能是“{shortened(value)}”，可选：{'、'.join(known)}。")
            return default
        return value

    def whole(self, name: str) -> int:
        highest, value = BY_NAME[name].highest, self.one(name) or BY_NAME[name].default
        if not NUMBER.match(value) or not 1 <= int(value) <= highest:
            self.bad(name, f"应当是 1 到 {highest} 之间的整数。")
            return 1
        return int(value)

    def flag(self, name: str) -> bool:
        return self.choice(name) == "1"

    def day(self, name: str) -> date | None:
        value = self.one(name)
        if not value:
            return None
        try:
            if not re.fullmatch(r"\d{4}-\d{2}-\d{2}", value, re.ASCII):
                raise ValueError
            return date.fromisoformat(value)
        except ValueError:
            self.bad(name, f"“{shortened(value)}”不是日期，请写成 2023-05-01 这样的形式。")
            return None

    def many(self, name: str) -> tuple[str, ...]:
        """Distinct values, sorted. The empty value means 未标明, except where a value is always stated."""
        known, unstated = BY_NAME[name].choices, not BY_NAME[name].choices or name in OPEN_CHOICES
        values = {v for v in self.values.get(name, ()) if v or unstated}
        for value in sorted(values - {""}):
            if len(value) > MAX_VALUE:
                self.bad(name, f"“{shortened(value)}”太长，最多 {MAX_VALUE} 个字。")
            elif known and value not in known:
                self.bad(name, f"不能是“{shortened(value)}”，可选：{'、'.join(known)}。")
            elif name == "year" and not re.fullmatch(r"\d{4}", value, re.ASCII):
                self.bad(name, f"“{shortened(value)}”不是年份，请写成四位数字，例如 2023。")
        if len(values) > MAX_VALUES:
            self.bad(name, f"最多选 {MAX_VALUES} 项。")
        return tuple(sorted(values))

    def searches(self, name: str) -> tuple[str, ...]:
        values = tuple(dict.fromkeys(v for v in self.values.get(name, ()) if v))
        if len(values) > MAX_WITHIN or any(len(v) > MAX_TEXT for v in values):
            self.bad(name, f"最多 {MAX_WITHIN} 个，每个最多 {MAX_TEXT} 个字。")
        return values

    def range(self, name: str) -> DateRange:
        start, end = self.day(f"{name}_from"), self.day(f"{name}_to")
        if start and end and start > end:
            self.bad(f"{name}_from", "起始日期晚于截止日期，请对调。")
        return DateRange(start, end)

    def cursor(self, name: str) -> Cursor | None:
        value = self.one(name)
        if not value:
            return None
        if (match := CURSOR.match(value)) and (after := _decoded(match[2] or "")) is not None:
            return Cursor(int(match[1]), after)
        self.bad(name, "请原样使用上一次回答里的 next_cursor。")
        return None


def read_request(pairs: Iterable[tuple[str, str]], *, strict: bool = False) -> Request:
    """BadParameters with all problems together. `strict` (the API): unknown names are problems too."""
    reader = _Reader(pairs)
    if strict:
        for name in sorted(set(reader.values) - set(KNOWN)):
            reader.bad(shortened(name), f"没有这个参数，可用：{'、'.join(KNOWN)}。")
    filters = {name: values for name in FACETS if (values := reader.many(name))}
    ranges = {name: span for name in RANGES if (span := reader.range(name)) != DateRange()}
    request = Request(
        q=reader.text("q"),
        within=reader.searches("within"),
        cites=reader.text("cites"),
        search_in=reader.choice("in"),
        exact=reader.choice("match") == "exact",
        filters=filters,
        ranges=ranges,
        on=reader.day("on"),
        sort=reader.choice("sort"),
        page=reader.whole("page"),
        size=reader.whole("size"),
        cursor=reader.cursor("cursor"),
        expand=reader.flag("expand"),
        correct=reader.flag("correct"),
        fold=reader.flag("fold"),
        explain=reader.flag("explain"),
    )
    if reader.problems:
        raise BadParameters(reader.problems)
    return request


def to_pairs(request: Request) -> Pairs:
    """The shortest parameters that give the request back; what is the default is left out."""
    single: list[tuple[str, Any, Any]] = [
        ("q", request.q, ""),
        ("in", request.search_in, "all"),
        ("match", "exact" if request.exact else "fuzzy", "fuzzy"),
    ]
    pairs = [(name, value) for name, value, default in single if value != default]
    pairs += [("within", value) for value in request.within]
    pairs += [("cites", request.cites)] if request.cites else []
    pairs += [(name, value) for name in FACETS for value in request.filters.get(name, ())]
    for name, span in request.ranges.items():
        pairs += [(f"{name}_from", span.start.isoformat())] if span.start else []
        pairs += [(f"{name}_to", span.end.isoformat())] if span.end else []
    pairs += [("on", request.on.isoformat())] if request.on else []
    pairs += [("sort", request.sort)] if request.sort != "relevance" else []
    pairs += [("page", str(request.page))] if request.page != 1 else []
    pairs += [("size", str(request.size))] if request.size != 10 else []
    pairs += [("cursor", cursor_text(request.cursor))] if request.cursor else []
    flags = (
        ("expand", request.expand, True),
        ("correct", request.correct, True),
        ("fold", request.fold, False),
        ("explain", request.explain, False),
    )
    pairs += [(name, str(int(value))) for name, value, default in flags if value != default]
    return tuple(pairs)


def to_url(path: str, request: Request) -> str:
    query = "&".join(f"{_quoted(name)}={_quoted(value)}" for name, value in to_pairs(request))
    return f"{path}?{query}" if query else path


@lru_cache(maxsize=8_192)
def _quoted(text: str) -> str:
    """As urlencode has it; a page says the same words in a hundred links."""
    return quote_plus(text)


def cursor_text(cursor: Cursor) -> str:
    """Opaque to callers: they hand back what the API gave them."""
    after = base64.urlsafe_b64encode(cursor.after.encode("utf-8", "surrogatepass")).decode().rstrip("=")
    return f"o{cursor.offset}" + (f".{after}" if after else "")


def _decoded(text: str) -> str | None:
    """None where the text is none that `cursor_text` made."""
    try:
        return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)).decode("utf-8", "surrogatepass")
    except ValueError:
        return None


def shortened(value: str) -> str:
    return value if len(value) <= 40 else value[:40] + "…"
