"""Where a place lies, and which place's rules follow."""

from __future__ import annotations

import pytest

from govdoc.places import full_place, write
from govdoc.rulepacks import pack_for, shipped_packs


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("博山区人民政府", "山东省淄博市博山区"),
        ("长沙市", "湖南省长沙市"),
        ("淄博", "山东省淄博"),
        ("浦东新区教育局", "上海市浦东新区"),
        ("即墨县", "山东省青岛市即墨县"),
        ("鼓楼区人民政府", "鼓楼区人民政府"),
        ("山东省交通运输厅", "山东省交通运输厅"),
        ("教育部", "教育部"),
        ("", ""),
    ],
)
def test_a_place_with_what_it_lies_in(name: str, expected: str) -> None:
    assert full_place(name) == expected


@pytest.mark.parametrize(
    ("region", "issuers", "pack"),
    [
        ("山东省淄博市", (), "zibo"),
        (None, ("博山区人民政府办公室",), "zibo"),
        (None, ("即墨区人民政府",), "shandong"),
        (None, ("浦东新区人民政府",), "shanghai"),
        ("鲁甸县", (), None),
        ("鲁", (), "shandong"),
        (None, ("鼓楼区人民政府",), None),
        (None, ("市科委",), None),
        (None, ("市科委", "石家庄市人民政府"), "hebei"),
        (None, ("国务院办公厅",), "national"),
        ("广西壮族自治区", ("上海市教育委员会",), None),
    ],
)
def test_the_rules_of_a_place(region: str | None, issuers: tuple[str, ...], pack: str | None) -> None:
    found = pack_for(region, issuers, shipped_packs())
    assert (found.id if found else None) == pack


def test_the_list_is_written_from_the_open_table() -> None:
    rows = [
        {"一级行政区": "甲省", "二级行政区": "", "名称": "甲省", "级别": "省级"},
        {"一级行政区": "甲省", "二级行政区": "乙市", "名称": "乙市", "级别": "地级"},
        {"一级行政区": "甲省", "二级行政区": "乙市", "名称": "丙县", "级别": "县级"},
        {"一级行政区": "甲省", "二级行政区": "乙市", "名称": "丙县", "级别": "县级"},
        {"一级行政区": "甲省", "二级行政区": "直辖", "名称": "丁市", "级别": "县级"},
    ]
    assert list(write(rows)) == ["甲省 乙市 丙县", "甲省 直辖 丁市"]
