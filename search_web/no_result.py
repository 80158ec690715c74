"""Room: from index to pages. What helps where nothing is found: the condition that leaves nothing, a link without it, an application. Pure."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from indexer import labels
from indexer.results import Blocker
from search_web.params import Request, to_url

PLACES = {"title": "标题", "text": "正文", "attachment": "附件", "number": "文号"}


@dataclass(frozen=True, slots=True)
class Way:
    """What is in the way, in one sentence; where a search without it leads, and how many documents it finds."""

    sentence: str
    relax: str
    url: str
    total: int


def ways(blockers: tuple[Blocker, ...], asked: Request) -> tuple[Way, ...]:
    found = []
    for blocker in blockers:
        relaxed = without(asked, blocker)
        label, relax = _told(blocker)
        found.append(Way(label, relax, to_url("/search", relaxed), blocker.total if relaxed != asked else 0))
    return tuple(found)


def without(asked: Request, blocker: Blocker) -> Request:
    """The request less one condition; the same request where the words cannot be taken out as they were typed."""
    first = replace(asked, page=1, cursor=None)
    if blocker.kind == "filter":
        return replace(first, filters={n: v for n, v in asked.filters.items() if n != blocker.value})
    if blocker.kind == "range":
        return replace(first, ranges={n: s for n, s in asked.ranges.items() if n != blocker.value})
    if blocker.kind == "within":
        return replace(first, within=tuple(v for v in asked.within if v != blocker.value))
    if blocker.kind == "in":
        return replace(first, search_in="all")
    if blocker.kind == "exact":
        return replace(first, exact=False)
    return replace(first, q=_cut_out(asked.q, blocker))


def _cut_out(typed: str, blocker: Blocker) -> str:
    marks = [f"“{blocker.value}”", f'"{blocker.value}"'] if blocker.kind == "phrases" else []
    marks += [f"-{blocker.value}"] if blocker.kind == "excluded" else []
    piece = next((mark for mark in marks if mark in typed), blocker.value)
    return " ".join(typed.replace(piece, " ", 1).split())


def _told(blocker: Blocker) -> tuple[str, str]:
    value = blocker.value
    if blocker.kind == "word" and blocker.alone == 0:
        return f"没有一份文件含有“{value}”。", f"不要“{value}”"
    return {
        "word": (f"没有文件同时含有“{value}”和其余条件。", f"不要“{value}”"),
        "phrases": (f"没有文件在其余条件下含有完整的“{value}”。", f"不要“{value}”"),
        "numbers": (f"没有符合其余条件的文件与文号“{value}”对得上。", f"不限文号“{value}”"),
        "excluded": (f"符合的文件都含有您排除的“{value}”。", f"不排除“{value}”"),
        "within": (f"先前的检索“{value}”里没有这样的文件。", f"不限于“{value}”的结果"),
        "filter": (
            f"筛选条件“{labels.FACETS.get(value, value)}”把它们都排除了。",
            f"不限{labels.FACETS.get(value, value)}",
        ),
        "range": (f"“{labels.RANGES.get(value, value)}”的范围里没有。", f"不限{labels.RANGES.get(value, value)}"),
        "in": (f"{PLACES.get(value, value)}里没有。", "查全部内容"),
        "exact": ("没有文件一字不差地含有所输入的内容。", "改为智能匹配"),
    }[blocker.kind]


def application(asked: Request, on: date) -> str:
    """A request for disclosure with what 政府信息公开条例 第二十九条 wants in it, to be completed and sent to the authority."""
    name = asked.q or "（请写明文件名称）"
    return "\n".join(
        (
            "政府信息公开申请",
            "",
            "（行政机关名称）：",
            "根据《中华人民共和国政府信息公开条例》第二十九条，申请公开下列政府信息：",
            f"一、名称、文号或者便于查询的其他特征性描述：{name}",
            f"　　（本人已于{on.year}年{on.month}月{on.day}日在政府文件检索系统以上述内容检索，未找到。）",
            "二、形式要求：□纸质　□电子文档；获取方式：□邮寄　□电子邮件　□当面领取",
            "三、申请人姓名或者名称：　　　　　　身份证明（附后）：　　　　　　联系方式：",
            f"申请日期：{on.year}年{on.month}月{on.day}日",
        )
    )
