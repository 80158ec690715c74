"""A document's facts and derivations as its page tells them."""

from __future__ import annotations

from datetime import date

import pytest

from govdoc.document import Document, Kind, Status
from search_web.metadata import metadata
from search_web.record import citation_text, validity, value_of

TIMELINE = [
    {"since": None, "status": "pending", "reason": "自2020-01-01起施行，尚未施行"},
    {"since": "2020-01-01", "status": "in_force", "reason": "有效期至2024-12-31，尚在有效期内"},
    {"since": "2025-01-01", "status": "lapsed", "reason": "有效期至2024-12-31，已届满"},
]
QUOTE = "本办法自2020年1月1日起施行，有效期五年"


@pytest.mark.parametrize(
    ("on", "status"),
    [
        (date(2019, 12, 31), Status.PENDING),
        (date(2020, 1, 1), Status.IN_FORCE),
        (date(2024, 12, 31), Status.IN_FORCE),
        (date(2025, 1, 1), Status.LAPSED),
    ],
)
def test_status_turns_on_the_day_itself(on: date, status: Status) -> None:
    assert validity({"timeline": TIMELINE}, on).status == status


@pytest.mark.parametrize(
    "payload", [{}, {"timeline": None}, {"timeline": [3]}, {"timeline": [{"status": "x"}]}, {"findings": [{}]}]
)
def test_what_is_not_derived_is_unknown_and_no_error(payload: dict[str, object]) -> None:
    found = validity(payload, date(2024, 1, 1))
    assert found.status == Status.UNKNOWN
    assert found.reason == "未见施行、废止或失效依据"
    assert found.bases == ()


def test_findings_on_the_same_words_are_one_basis_and_the_deciding_one_is_first() -> None:
    act = {"status": None, "basis": "被云政发〔2021〕2号修改", "document": "b", "part": "text", "quote": "《办法》"}
    own = {"document": "a", "part": "text", "quote": QUOTE}
    running = {**own, "status": "in_force", "basis": "有效期至2024-12-31，尚在有效期内"}
    ended = {**own, "status": "lapsed", "basis": "有效期至2024-12-31，已届满"}
    found = validity({"timeline": TIMELINE, "findings": [act, running, ended, ended]}, date(2025, 6, 1))
    assert [b.quote for b in found.bases] == [QUOTE, "《办法》"]
    assert found.bases[0].conclusions == ("有效期至2024-12-31，已届满",)
    assert found.bases[1].document_id == "b"


def test_a_presumed_finding_says_so_once() -> None:
    findings = [{"basis": "推定至2024-01-01", "presumed": True}, {"basis": "自2020-01-01起施行", "presumed": True}]
    said = validity({"findings": findings}, date(2024, 1, 1)).bases[0].conclusions
    assert said == ("推定至2024-01-01", "自2020-01-01起施行（推定）")


def test_what_the_source_states_stands_before_what_the_text_says() -> None:
    document = Document("a", number="云政发〔2020〕1号")
    rows = metadata(document, {"filled": {"number": "云政发〔1999〕9号", "issuers": ["云溪区人民政府"]}})
    assert [(r.value, r.found) for r in rows if r.label in ("发文字号", "发文机关")] == [
        ("云溪区人民政府", True),
        ("云政发〔2020〕1号", False),
    ]
    assert value_of(rows, "索引号") == ""


@pytest.mark.parametrize(("label", "field"), [("施行日期", "effective_on"), ("有效期至", "expires_on")])
def test_a_day_is_the_one_that_search_and_status_go_by(label: str, field: str) -> None:
    day, other = date(2020, 1, 1), date(2020, 3, 1)
    rows = {
        found: metadata(Document("a", kind=Kind.NORMATIVE, **{field: day}), {field: found})  # type: ignore[arg-type]
        for found in (None, str(day), str(other))
    }
    told = {found: next((r.value, r.found) for r in row if r.label == label) for found, row in rows.items()}
    assert told == {None: (str(day), False), str(day): (str(day), False), str(other): (str(other), True)}


def test_D1_all_21_elements_are_told_and_what_must_be_there_is_missed() -> None:
    rows = metadata(Document("a", kind=Kind.NORMATIVE, text="（此件公开发布）"), {})
    assert [sum(r.group == g for r in rows) for g in ("core", "normative")] == [14, 7]
    missed = [r.label for r in rows if r.needed and not r.value]
    assert missed == [
        "索引号", "名称", "发文机关", "发文字号", "成文日期", "发布日期", "主题分类",
        "统一登记号", "施行日期", "有效期至", "原网页标注的有效性",
    ]  # fmt: skip
    assert value_of(rows, "公开类别") == "公开发布"
    assert [r.label for r in metadata(Document("a"), {}) if r.needed and r.group == "normative"] == []


def test_what_the_source_says_of_content_keywords_openness_and_filing_is_shown_else_what_the_text_says() -> None:
    stated = Document(
        "a", summary="概述", keywords="低保", openness="主动公开", filing="云备〔2021〕3号", text="（此件公开发布）"
    )
    labels = ("内容概述", "主题词", "公开类别", "备案情况")
    assert [(value_of(metadata(stated, {}), label)) for label in labels] == [
        "概述",
        "低保",
        "主动公开",
        "云备〔2021〕3号",
    ]
    old = Document(
        "b", text="各镇人民政府：\n现将提高农村低保标准的有关事项通知如下。\n主题词：民政　救助　通知\n（此件公开发布）"
    )
    found = {r.label: (r.value, r.found) for r in metadata(old, {})}
    assert found["内容概述"] == ("现将提高农村低保标准的有关事项通知如下。", True)
    assert found["主题词"] == ("民政、救助、通知", True)
    assert (found["公开类别"], found["备案情况"]) == (("公开发布", True), ("", False))


def test_a_citation_without_issuer_and_number_is_still_one() -> None:
    rows = metadata(Document("a"), {})
    assert citation_text("关于低保的公告", rows, "http://x.test/d/a") == "关于低保的公告[EB/OL]. http://x.test/d/a"
