"""Audits of what sites publish: columns, links, statutory items, personal data, sums; each against a count by brute force."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from govdoc.audits import AUDITS, Row, Subject
from govdoc.audits.columns import LIMITS, columns, sort_of
from govdoc.audits.links import links
from govdoc.audits.personal import personal
from govdoc.audits.row import BrokenPage
from govdoc.audits.statutory import statutory
from govdoc.audits.sums import sums
from govdoc.document import Evidence, Kind
from govdoc.form import level_of
from govdoc.statutory_items import ITEMS, items_of
from govdoc.traits import Leak

DAY = date(2024, 6, 30)


def holding(rows: list[Row], on: date) -> list[Row]:
    return [row for row in rows if (row.since or date.min) <= on <= (row.until or date.max)]


@pytest.mark.parametrize(
    ("channel", "sort"),
    [
        ("工作动态", "news"),
        ("云溪要闻", "news"),
        ("通知公告", "notice"),
        ("规范性文件", "notice"),
        ("人事任免", "other"),
    ],
)
def test_the_limit_follows_the_sort_of_column(channel: str, sort: str) -> None:
    assert sort_of(channel) == sort


@given(
    st.lists(
        st.tuples(st.sampled_from("ab"), st.sampled_from(["工作动态", "通知公告", "规划"]), st.integers(0, 800)),
        max_size=20,
    )
)
def test_stale_columns_are_those_of_a_look_at_each(published: list[tuple[str, str, int]]) -> None:
    subjects = [
        Subject(f"d{n}", site=site, channel=channel, published_on=DAY - timedelta(days=ago))
        for n, (site, channel, ago) in enumerate(published)
    ]
    expected = set()
    for key in {(site, channel) for site, channel, _ in published}:
        least = min(ago for *rest, ago in published if tuple(rest) == key)
        if least > LIMITS[sort_of(key[1])].days:
            expected.add(key)
    found = holding(list(columns(subjects)), DAY)
    assert {(row.details[0], row.title) for row in found} == expected
    assert [row.details[1] for row in found] == sorted(row.details[1] for row in found)


def test_a_column_without_days_or_name_is_not_judged() -> None:
    assert not list(columns([Subject("a", site="s", channel="通知公告"), Subject("b", site="s", published_on=DAY)]))


def test_broken_pages_and_attachments_are_told_with_what_the_crawl_saw() -> None:
    page = BrokenPage("http://gov.test/a.html", "gone", DAY, 404)
    subject = Subject("d", "通知", site="s", broken=(page,), unread=((1, "表.xls", "failed", "the site answers 503"), (2, "大.zip", "refused", "x")))  # fmt: skip
    rows = list(links([subject, Subject("ok", "好的")]))
    assert [row.reason for row in rows] == ["gone", "attachment", "refused"]
    assert "2024-06-30起" in rows[0].said
    assert "404" in rows[0].said
    assert rows[1].said == "附件2“表.xls”，对方返回 503"
    assert not holding(rows[:1], DAY - timedelta(days=1))


ISSUERS = ("云川市人民政府", "云溪区财政局", "石桥镇人民政府", "某某中心")
TITLES = ("关于预算的公告", "行政处罚裁量基准", "土地征收补偿方案", "宅基地管理的通知", "无关的事")
PAPER = st.tuples(
    st.lists(st.sampled_from(ISSUERS), unique=True, max_size=2),
    st.sampled_from(TITLES),
    st.none() | st.integers(0, 900),
)


@given(st.lists(PAPER, max_size=15))
def test_u23_the_matrix_equals_brute_force(papers: list[tuple[list[str], str, int | None]]) -> None:
    subjects = [
        Subject(f"d{n}", title, issuers=tuple(issuers), kind=Kind.NOTICE, published_on=None if ago is None else DAY - timedelta(days=ago))
        for n, (issuers, title, ago) in enumerate(papers)
    ]  # fmt: skip
    found = {(row.issuer, row.details[0]): row for row in holding(list(statutory(subjects)), DAY)}
    for issuer in {issuer for issuers, _, _ in papers for issuer in issuers}:
        for item in ITEMS:
            level = level_of(issuer)
            mine = [
                s for s in subjects if issuer in s.issuers and item.id in items_of(s.kind, s.title, None, None, level)
            ]
            days = [s.published_on for s in mine if s.published_on]
            if item.levels and level not in item.levels:
                assert (issuer, item.id) not in found
                continue
            row = found.pop((issuer, item.id))
            assert row.details == (item.id, str(len(mine)), max(days).isoformat() if days else "")
            old = bool(days) and (DAY - max(days)).days > 365
            assert row.reason == ("gap" if not mine else "old" if old else "held")
    assert not found


def test_what_is_there_is_no_finding() -> None:
    assert AUDITS["statutory"].found({"held": 9, "gap": 2}) == {"gap": 2}
    assert AUDITS["coverage"].found({"none": 3, "unheard": 1}) == {"none": 3}


def test_personal_data_rows_quote_nothing_and_the_most_sensitive_come_first() -> None:
    leaks = (Leak("mobile", "text", 4, 2, "1380*****00"), Leak("identity", "attachment:0", 0, 3, "1101************2X"))
    rows = list(personal([Subject("b", "名单", leaks=leaks), Subject("a", "公示", leaks=leaks[:1])]))
    assert [(row.reason, row.document_id) for row in rows] == [("identity", "b"), ("mobile", "a"), ("mobile", "b")]
    assert rows[0].said == "附件1里有 3 个身份证号码，第一个在第 1 字：1101************2X"
    assert not any(row.evidence for row in rows)


def test_sums_are_listed_by_how_sure_they_are() -> None:
    def words(n: int) -> Evidence:
        return Evidence("d", "0" * 12, "text", n, n + 1, "7")

    subject = Subject("d", "年报", sums=(("partial", "x", words(0)), ("over", "y", words(9)), ("short", "z", words(3))), summed=8)  # fmt: skip
    rows = list(sums([subject]))
    assert [(row.reason, row.said) for row in rows] == [("over", "y"), ("short", "z"), ("partial", "x")]
    assert Counter(row.details for row in rows) == {("正文", "8"): 3}
