"""Room: what a government document is. The draft of a clean-up notice (清理结果的通知) with its annexes, from what was decided. Pure.

Its wording is what `govdoc.cleanup` reads: what is published by this service is understood by this service, and by others.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from govdoc.campaign import Campaign, Item
from govdoc.people import REASONS

ORDER = ("retained", "extended", "amend", "repealed", "lapsed")
NUMERALS = "一二三四五六七八九十"
COUNTED = {
    "retained": "保留{}件",
    "extended": "延长有效期{}件",
    "amend": "修改{}件",
    "repealed": "废止{}件",
    "lapsed": "宣布失效{}件",
}
CATALOGUES = {
    "retained": "继续有效的规范性文件目录",
    "extended": "延长有效期的规范性文件目录",
    "amend": "予以修改的规范性文件目录",
    "repealed": "予以废止的规范性文件目录",
    "lapsed": "宣布失效的规范性文件目录",
}
CLAUSES = {
    "retained": "继续有效的规范性文件{many}件（见{annex}），继续执行。",
    "extended": "延长有效期的规范性文件{many}件（见{annex}），在延长的有效期内继续执行。",
    "amend": "予以修改的规范性文件{many}件（见{annex}），由起草单位按照程序提出修改稿；公布新的文本以前，原文件继续执行。",
    "repealed": "予以废止的规范性文件{many}件（见{annex}），自本通知印发之日起停止执行。",
    "lapsed": "宣布失效的规范性文件{many}件（见{annex}），不再作为行政管理的依据。",
}


@dataclass(frozen=True, slots=True)
class Annex:
    """`label`: 附件1. `columns` head the table; `rows` have a cell for each."""

    label: str
    title: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]

    @property
    def headline(self) -> str:
        return f"{self.title}（{len(self.rows)}件）"


@dataclass(frozen=True, slots=True)
class Draft:
    """A notice in its parts, top to bottom. `paragraphs` before the list of annexes, `day` under the office's name."""

    office: str
    title: str
    paragraphs: tuple[str, ...]
    annexes: tuple[Annex, ...]
    day: str
    year: int


def draft(campaign: Campaign, items: Iterable[Item], on: date) -> Draft:
    """The notice of what stands and needs no second person any more. `on`: the day it is dated."""
    decided = [item for item in items if item.state.standing and not item.state.waits]
    sorted_out = [(name, [item for item in decided if item.state.outcome == name]) for name in ORDER]
    parts = [(name, some) for name, some in sorted_out if some]
    annexes = tuple(_annex(n, name, some) for n, (name, some) in enumerate(parts, 1))
    return Draft(
        campaign.office,
        f"{campaign.office}关于公布规范性文件清理结果的通知",
        (_opening(campaign, parts), *_clauses(parts, annexes)),
        annexes,
        chinese_day(on),
        on.year,
    )


def _opening(campaign: Campaign, parts: Sequence[tuple[str, list[Item]]]) -> str:
    total = sum(len(some) for _, some in parts)
    counts = "，".join(COUNTED[name].format(len(some)) for name, some in parts)
    whose = "" if campaign.issuers == (campaign.office,) else f"{'、'.join(campaign.issuers)}"
    return (
        f"根据规范性文件清理工作的要求，{campaign.office}对{whose}{chinese_day(campaign.cutoff)}以前印发的规范性文件进行了清理。"
        f"本次共清理规范性文件{total}件，其中{counts}。现将清理结果公布如下。"
    )


def _clauses(parts: Sequence[tuple[str, list[Item]]], annexes: Sequence[Annex]) -> list[str]:
    return [
        f"{NUMERALS[n]}、{CLAUSES[name].format(many=len(some), annex=annex.label)}"
        for n, ((name, some), annex) in enumerate(zip(parts, annexes, strict=True))
    ]


def _annex(number: int, name: str, items: Sequence[Item]) -> Annex:
    more = ("有效期延长至",) if name == "extended" else ()
    rows = tuple(_row(n, item, bool(more)) for n, item in enumerate(items, 1))
    return Annex(f"附件{number}", CATALOGUES[name], ("序号", "文件名称", "文号", *more, "理由"), rows)


def _row(number: int, item: Item, with_day: bool) -> tuple[str, ...]:
    stood = item.state.standing
    assert stood is not None
    until = (chinese_day(stood.review.until) if stood.review.until else "",) if with_day else ()
    why = [REASONS[stood.reason_code] if stood.reason_code != "other" else "", stood.note]
    name = _line(item.row.title or item.row.number or item.document_id)
    return (str(number), name, _line(item.row.number or ""), *until, _line("：".join(part for part in why if part)))


def _line(text: str) -> str:
    return " ".join(text.split())


def chinese_day(day: date) -> str:
    """2027年1月31日."""
    return f"{day.year}年{day.month}月{day.day}日"
