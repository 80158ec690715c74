"""The statutory items (政府信息公开条例 arts. 20, 21) that a column, a subject and a title tell."""

from __future__ import annotations

from pathlib import Path

import pytest

from govdoc.document import Kind
from govdoc.statutory_items import ITEMS, LABELS, items_of

ROOT = Path(__file__).resolve().parent.parent.parent


@pytest.mark.parametrize(
    ("kind", "title", "channel", "level", "expected"),
    [
        (Kind.NOTICE, "2020年一般公共预算执行情况", "财政预决算", "county", {"20-7"}),
        (Kind.NORMATIVE, "水库移民后期扶持办法", None, "province", {"20-1"}),
        (Kind.NOTICE, "关于提高农村低保标准的通知", "通知公告", "county", {"20-11", "21-县"}),
        (Kind.NOTICE, "关于提高农村低保标准的通知", "通知公告", "township", {"20-11", "21-乡镇"}),
        (Kind.NOTICE, "关于提高农村低保标准的通知", "通知公告", "province", {"20-11"}),
        (Kind.OTHER, "政府信息公开工作年度报告", "年报", "county", {"20-15"}),
        (Kind.OTHER, "关于召开座谈会的通知", "通知公告", "county", set()),
    ],
)
def test_items(kind: Kind, title: str, channel: str | None, level: str | None, expected: set[str]) -> None:
    assert set(items_of(kind, title, channel, None, level)) == expected


def test_items_come_in_the_order_of_the_law_and_all_are_documented() -> None:
    assert [item.id for item in ITEMS[:15]] == [f"20-{n}" for n in range(1, 16)]
    found = items_of(Kind.LAW, "药品监督检查和行政处罚办法", None, None, None)
    assert list(found) == sorted(found, key=list(LABELS).index)
    table = (ROOT / "docs/statutory-items.md").read_text(encoding="utf-8")
    assert all(f"`{item.id}`" in table and item.label in table for item in ITEMS)
