"""Room: from index to pages. The statutory coverage matrix: issuers down, the items of 条例 20 and 21 across. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from govdoc.audits import Row
from govdoc.form import level_of
from govdoc.statutory_items import ITEMS

ISSUERS = 25
"""Issuers on a page."""
LEVELS = {
    "national": "国家",
    "province": "省级",
    "city": "市级",
    "county": "县级",
    "township": "乡镇",
    "": "名称里看不出层级",
}
STATES = {"held": "有", "old": "一年没有更新", "gap": "没有收录过", "": "不适用"}


@dataclass(frozen=True, slots=True)
class Square:
    """One issuer and one item. `state` empty: the law does not lay this item upon this level. The link opens the list."""

    state: str = ""
    count: int = 0
    newest: str = ""
    href: str = ""

    @property
    def told(self) -> str:
        return f"{self.count} 件，最近 {self.newest or '日期不明'}" if self.count else STATES[self.state]


@dataclass(frozen=True, slots=True)
class Line:
    issuer: str
    squares: tuple[Square, ...]

    @property
    def gaps(self) -> int:
        return sum(one.state == "gap" for one in self.squares)


def of_level(issuers: Iterable[str], level: str | None) -> list[str]:
    """In order of name; `level` None: all."""
    return sorted(name for name in issuers if level is None or (level_of(name) or "") == level)


def matrix(issuers: Sequence[str], rows: Iterable[Row]) -> list[Line]:
    """`rows`: those of the audit `statutory` that hold on one day, for these issuers."""
    found: dict[str, dict[str, Row]] = {issuer: {} for issuer in issuers}
    for row in rows:
        if row.issuer in found:
            found[row.issuer][row.details[0]] = row
    return [Line(issuer, tuple(_square(issuer, of_issuer.get(item.id)) for item in ITEMS)) for issuer, of_issuer in found.items()]  # fmt: skip


def _square(issuer: str, row: Row | None) -> Square:
    if row is None:
        return Square()
    item, count, newest = row.details
    if row.reason == "gap":
        return Square("gap", href="/audit/statutory?" + urlencode([("issuer", issuer), ("reason", "gap")]))
    return Square(row.reason, int(count), newest, "/search?" + urlencode([("issuer", issuer), ("item", item)]))


def table(lines: Iterable[Line]) -> Iterator[tuple[str, ...]]:
    """For a spreadsheet: the issuer, how many items it lacks, and each item."""
    for line in lines:
        yield (line.issuer, str(line.gaps), *(one.told for one in line.squares))


HEADER = ("发文机关", "没有收录的事项数", *(f"{item.id} {item.label}" for item in ITEMS))
