"""U17 on the page: what is in the way, a link without it, and the text of an application."""

from __future__ import annotations

from datetime import date

import pytest

from indexer.results import Blocker
from search_web.no_result import application, ways, without
from search_web.params import Request, read_request


@pytest.mark.parametrize(
    ("asked", "blocker", "left"),
    [
        ([("q", "农村 低保 航天器")], Blocker("word", "航天器", 2, 0), [("q", "农村 低保")]),
        ([("q", "低保 “没有此事”")], Blocker("phrases", "没有此事", 2), [("q", "低保")]),
        ([("q", "低保 -津贴")], Blocker("excluded", "津贴", 2), [("q", "低保")]),
        (
            [("q", "低保"), ("kind", "law"), ("form", "通知")],
            Blocker("filter", "kind", 2),
            [("q", "低保"), ("form", "通知")],
        ),
        ([("q", "低保"), ("issued_from", "2020-01-01")], Blocker("range", "issued", 2), [("q", "低保")]),
        ([("q", "低保"), ("within", "津贴")], Blocker("within", "津贴", 2), [("q", "低保")]),
        ([("q", "低保"), ("in", "title")], Blocker("in", "title", 2), [("q", "低保")]),
        ([("q", "低保"), ("match", "exact")], Blocker("exact", "", 2), [("q", "低保")]),
    ],
)
def test_one_click_takes_one_condition_away(
    asked: list[tuple[str, str]], blocker: Blocker, left: list[tuple[str, str]]
) -> None:
    assert without(read_request(asked), blocker) == read_request(left)
    (way,) = ways((blocker,), read_request(asked))
    assert way.total == 2
    assert way.sentence.endswith("。")


def test_words_that_were_typed_otherwise_lead_nowhere_rather_than_astray() -> None:
    (way,) = ways((Blocker("word", "规范性文件", 5, 0),), Request(q="規範性文件"))
    assert (way.total, way.sentence) == (0, "没有一份文件含有“规范性文件”。")


def test_the_application_has_what_the_regulation_wants() -> None:
    text = application(Request(q="农村饮水安全规划"), date(2024, 6, 1))
    wanted = (
        "第二十九条",
        "农村饮水安全规划",
        "名称、文号或者便于查询的其他特征性描述",
        "形式要求",
        "身份证明",
        "联系方式",
        "2024年6月1日",
    )
    assert all(piece in text for piece in wanted)
