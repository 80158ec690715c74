"""Room: from index to pages. The parameters of an audit page: filters, the day, the page. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from urllib.parse import urlencode

from govdoc.audits import Audit, AuditQuery, Counted
from search_web.parameters import MAX_PAGE, MAX_VALUE, MAX_VALUES
from search_web.params import NUMBER, BadParameters, Pairs

SIZE = 30
SHOWN = 40
FILTERS = {"reason": "问题", "issuer": "发文机关", "region": "地区"}


@dataclass(frozen=True, slots=True)
class AuditRequest:
    """What the URL asks of an audit. `on` None means today; `filters` are pairs of name and value."""

    filters: Pairs = ()
    on: date | None = None
    page: int = 1

    @property
    def offset(self) -> int:
        return (self.page - 1) * SIZE

    def query(self, name: str, today: date) -> AuditQuery:
        chosen = {key: tuple(v for k, v in self.filters if k == key) for key in FILTERS}
        return AuditQuery(name, self.on or today, chosen["reason"], chosen["issuer"], chosen["region"])

    def url(self, audit: Audit, ending: str = "", page: int = 1) -> str:
        pairs = [*self.filters, *([("on", self.on.isoformat())] if self.on else [])]
        pairs += [("page", str(page))] if page > 1 else []
        return f"/audit/{audit.name}{ending}" + (f"?{urlencode(pairs)}" if pairs else "")

    def toggled(self, pair: tuple[str, str]) -> AuditRequest:
        """With the value added to the filter, or taken out; on the first page."""
        others = tuple(one for one in self.filters if one != pair)
        return AuditRequest(others if pair in self.filters else (*self.filters, pair), self.on)


@dataclass(frozen=True, slots=True)
class Choice:
    """A value of a filter with its exact count; the link adds it to the filter or takes it out."""

    label: str
    count: int
    selected: bool
    href: str


def read_audit_request(pairs: Iterable[tuple[str, str]], audit: Audit) -> AuditRequest:
    """BadParameters with all problems together; unknown names are ignored, since links gain tracking parameters."""
    problems: list[tuple[str, str]] = []
    given = [(name, value.strip()) for name, value in pairs]
    filters = tuple(dict.fromkeys((name, value) for name, value in given if name in FILTERS))
    for name, value in filters:
        if name == "reason" and value not in audit.reasons:
            problems.append((name, f"没有这一项，可选：{'、'.join(audit.reasons)}。"))
        if len(value) > MAX_VALUE or len(filters) > MAX_VALUES:
            problems.append((name, f"最多选 {MAX_VALUES} 项，每项最多 {MAX_VALUE} 个字。"))
    on = _day([v for k, v in given if k == "on" and v], problems)
    page = _page([v for k, v in given if k == "page" and v], problems)
    if problems:
        raise BadParameters(problems)
    return AuditRequest(filters, on, page)


def choices(audit: Audit, asked: AuditRequest, counted: Counted) -> list[tuple[str, list[Choice]]]:
    """Each filter that tells rows apart, its most frequent values first; those chosen are always among them."""
    return [
        (label, [_choice(audit, asked, name, *pair) for n, pair in enumerate(values) if n < SHOWN or _on(asked, name, pair[0])])
        for name, label in FILTERS.items()
        if len(values := _with_chosen(asked, name, counted.by.get(name, ()))) > 1 or any(_on(asked, name, v) for v, _ in values)
    ]  # fmt: skip


def _with_chosen(asked: AuditRequest, name: str, values: tuple[tuple[str, int], ...]) -> tuple[tuple[str, int], ...]:
    there = {value for value, _ in values}
    return values + tuple((v, 0) for k, v in asked.filters if k == name and v not in there)


def _on(asked: AuditRequest, name: str, value: str) -> bool:
    return (name, value) in asked.filters


def _choice(audit: Audit, asked: AuditRequest, name: str, value: str, count: int) -> Choice:
    label = audit.reasons.get(value, value) if name == "reason" else value or "未标明"
    return Choice(label, count, _on(asked, name, value), asked.toggled((name, value)).url(audit))


def _day(values: list[str], problems: list[tuple[str, str]]) -> date | None:
    try:
        return date.fromisoformat(values[-1]) if values else None
    except ValueError:
        problems.append(("on", "不是日期，请写成 2023-05-01 这样的形式。"))
        return None


def _page(values: list[str], problems: list[tuple[str, str]]) -> int:
    number = values[-1] if values else "1"
    if not NUMBER.match(number) or not 1 <= int(number) <= MAX_PAGE:
        problems.append(("page", f"应当是 1 到 {MAX_PAGE} 之间的整数。"))
        return 1
    return int(number)
