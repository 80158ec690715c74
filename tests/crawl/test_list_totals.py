"""Completeness: a list that states how many items it has, and shows fewer, is noted at the end of the run. Found without a network."""

from __future__ import annotations

import tracemalloc

import pytest

from crawl.list_lines import ListItem, ListPage
from crawl.listing import read_list
from crawl.plan import Plan
from crawl.site import Channel, Site
from crawl.tally import SiteTally

URL = "http://www.yunxun.example.gov.cn/tz/"
CHANNEL = Channel("tz", "通知公告", "/tz/")
SITE = Site("yx", "云浔区", URL, (CHANNEL,))


def body(lines: int, tail: str) -> bytes:
    shown = "".join(f'<li><a href="/tz/{n}.html">通知{n}</a>2023-05-06</li>' for n in range(lines))
    return f'<html><meta charset="utf-8"><ul>{shown}</ul>{tail}</html>'.encode()


@pytest.mark.parametrize(
    ("tail", "total"),
    [
        ("<div>共 12 条记录</div>", 12), ("<span>共有<b>12</b>条信息</span>", 12), ("总计：共12篇，第1页/共2页", 12),
        ("共3页", None), ("共 12 条 … 共 40 条", None), ("第十二条 共和国公民", None), ("", None),
    ],
)  # fmt: skip
def test_what_a_list_states(tail: str, total: int | None) -> None:
    assert read_list(body(3, tail), URL, CHANNEL).total == total


@pytest.mark.parametrize(
    ("stated", "notes"), [(3, []), (2, []), (5, ["the list states 5 items and showed 3: 2 are missing"])]
)
def test_a_shortfall_is_noted_and_fails_nothing(stated: int, notes: list[str]) -> None:
    tally = SiteTally("yx", "云浔区")
    plan = Plan(SITE, tally)
    plan.take(read_list(body(3, f"共{stated}条"), URL, CHANNEL), CHANNEL, 1, URL)
    plan.expect_totals()
    assert tally.channels["tz"].notes == notes
    assert tally.channels["tz"].problems == []


def test_memory_stays_flat_however_much_is_listed() -> None:
    """An address and its line took 0.33 KB each, for as long as the run."""
    plan = Plan(SITE, SiteTally(SITE.id, SITE.title))

    def show(pages: range) -> None:
        for page in pages:
            items = tuple(ListItem(f"{URL}{page}/{n}.html", "关于做好工作的通知") for n in range(500))
            plan.take(ListPage(items), CHANNEL, page, URL)

    show(range(1, 5))
    tracemalloc.start()
    try:
        show(range(5, 45))
        kept, _ = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert plan.agenda.by_channel() == {0: 44 * 500}
    assert kept < 200_000
