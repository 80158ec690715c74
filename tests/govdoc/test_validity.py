"""Assessment: the order of authority, on any day; what may and what may not make a document in force."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from govdoc.document import Document, Kind, Review, Status
from govdoc.errors import ConfigError
from govdoc.rulepacks import pack_for, parse_pack, shipped_packs
from govdoc.validity import LaterAct, assess, make_case

TERM = "本办法自2016年1月1日起施行，有效期至2020年12月31日。"
OPEN = "本办法自2016年1月1日起施行。"


def document(text: str = TERM, **fields: Any) -> Document:
    return Document(id="d", text=text, **{"title": "云川市节水管理办法", **fields})


def status(doc: Document, on: str, **more: Any) -> Status:
    return assess(make_case(doc, **more), date.fromisoformat(on)).status


@pytest.mark.parametrize(
    ("on", "expected"),
    [
        ("2015-12-31", Status.PENDING),
        ("2016-01-01", Status.IN_FORCE),
        ("2020-12-31", Status.IN_FORCE),
        ("2021-01-01", Status.LAPSED),
    ],
)
def test_its_own_term_to_the_day(on: str, expected: Status) -> None:
    assert status(document(), on) is expected


def test_the_quote_is_evidence() -> None:
    doc = document()
    found = assess(make_case(doc), date(2021, 1, 1)).decided_by
    assert found is not None
    assert found.evidence is not None
    assert doc.text[found.evidence.start : found.evidence.end] == found.evidence.quote
    assert found.since == date(2021, 1, 1)


def test_in_force_needs_more_than_a_reached_day_or_a_page_that_says_so() -> None:
    doc = document(OPEN, declared_status="有效")
    assert status(doc, "2019-01-01") is Status.UNKNOWN
    assert "未见废止" in assess(make_case(document(OPEN)), date(2019, 1, 1)).findings[-1].basis


def test_a_condition_that_may_have_happened_is_shown_and_decides_nothing() -> None:
    doc = document("第九条 本办法自2016年1月1日起施行。本办法自新办法施行之日起自行废止。")
    found = {f.rule: f for f in assess(make_case(doc), date(2019, 1, 1)).findings}
    ended = found["conditional_end"]
    assert ended.status is None
    assert ended.evidence is not None
    assert doc.text[ended.evidence.start : ended.evidence.end] == ended.evidence.quote
    assert status(doc, "2019-01-01") is Status.UNKNOWN


def test_a_law_is_presumed_in_force_until_a_newer_version_is_there() -> None:
    law = document("第九条 本条例自2016年1月1日起施行。", title="云川市节水条例", kind=Kind.LAW)
    found = assess(make_case(law), date(2019, 1, 1))
    assert found.status is Status.IN_FORCE
    assert found.decided_by is not None
    assert found.decided_by.presumed
    newer = LaterAct("replaces", "n", "云川市节水条例", on=date(2018, 5, 1))
    assert status(law, "2019-01-01", later_acts=[newer]) is Status.SUPERSEDED
    assert status(law, "2018-04-30", later_acts=[newer]) is Status.IN_FORCE


def test_a_later_repeal_stands_before_the_term_and_counts_from_its_day() -> None:
    act = LaterAct("repeals", "n", "云川市节水条例", on=date(2018, 7, 1))
    assert status(document(), "2018-06-30", later_acts=[act]) is Status.IN_FORCE
    assert status(document(), "2018-07-01", later_acts=[act]) is Status.REPEALED
    timeline = assess(make_case(document(), later_acts=[act]), date(2018, 7, 1)).timeline
    assert [row[1] for row in timeline] == [Status.PENDING, Status.IN_FORCE, Status.REPEALED]


@pytest.mark.parametrize("relation", ["amends", "overrides"])
def test_amendment_is_a_finding_and_no_status(relation: str) -> None:
    act = LaterAct(relation, "n", "某决定", on=date(2018, 7, 1))
    found = assess(make_case(document(), later_acts=[act]), date(2019, 1, 1))
    assert found.status is Status.IN_FORCE
    assert any(f.status is None for f in found.findings)


def test_partial_proposed_and_earlier_repeals_decide_nothing() -> None:
    doc = document(issued_on=date(2015, 12, 1))
    for act in (
        LaterAct("repeals", "n", on=date(2018, 7, 1), scope="part"),
        LaterAct("repeals", "n", on=date(2018, 7, 1), proposed=True),
        LaterAct("repeals", "n", on=date(2010, 7, 1)),
    ):
        assert status(doc, "2019-01-01", later_acts=[act]) is Status.IN_FORCE


def test_a_list_keeps_and_extends() -> None:
    kept = LaterAct("retains", "n", "清理公告", on=date(2019, 5, 1))
    assert status(document(OPEN), "2019-05-01", later_acts=[kept]) is Status.IN_FORCE
    assert status(document(), "2021-01-01", later_acts=[kept]) is Status.LAPSED
    longer = LaterAct("extends", "n", "延期通知", on=date(2020, 12, 1), until=date(2022, 12, 31))
    assert status(document(), "2022-12-31", later_acts=[longer]) is Status.IN_FORCE
    assert status(document(), "2023-01-01", later_acts=[longer]) is Status.LAPSED


def test_a_review_is_first_but_only_of_the_text_it_saw() -> None:
    doc = document()
    seen = datetime(2020, 1, 1, tzinfo=UTC)
    right = Review("d", doc.version, "repealed", "已由新办法替代", "a", seen)
    other = Review("d", "0" * 12, "repealed", "旧文本", "a", seen)
    assert status(doc, "2020-06-01", reviews=[right]) is Status.REPEALED
    assert status(doc, "2020-06-01", reviews=[other]) is Status.IN_FORCE
    assert status(doc, "2019-06-01", reviews=[right]) is Status.IN_FORCE


@pytest.mark.parametrize(
    ("decision", "until", "acts", "on", "expected"),
    [
        ("retained", None, [], "2020-06-01", Status.IN_FORCE),
        ("retained", None, [], "2021-01-01", Status.LAPSED),
        ("extended", date(2022, 6, 30), [], "2022-06-30", Status.IN_FORCE),
        ("extended", date(2022, 6, 30), [], "2022-07-01", Status.LAPSED),
        ("retained", None, [LaterAct("repeals", "n", "新办法", on=date(2020, 3, 1))], "2020-03-01", Status.REPEALED),
        ("retained", None, [LaterAct("repeals", "n", "旧公告", on=date(2019, 3, 1))], "2020-03-01", Status.IN_FORCE),
        ("amend", None, [], "2020-06-01", Status.IN_FORCE),
    ],
)
def test_a_review_that_keeps_a_document_ends_with_its_term_and_with_what_ends_it_later(
    decision: str, until: date | None, acts: list[LaterAct], on: str, expected: Status
) -> None:
    doc = document()
    made = Review("d", doc.version, decision, "仍需执行", "a", datetime(2020, 1, 1, tzinfo=UTC), until)
    assert status(doc, on, reviews=[made], later_acts=acts) is expected


def test_a_review_made_late_in_the_evening_of_utc_counts_from_the_chinese_day() -> None:
    doc = document(OPEN)
    made = Review("d", doc.version, "repealed", "已替代", "a", datetime(2020, 1, 1, 17, tzinfo=UTC))
    assert status(doc, "2020-01-01", reviews=[made]) is Status.UNKNOWN
    assert status(doc, "2020-01-02", reviews=[made]) is Status.REPEALED


@pytest.mark.parametrize(
    ("fields", "effective", "presumed"),
    [
        ({"issued_on": date(2012, 9, 10), "published_on": date(2013, 1, 5)}, "2012-09-10", False),
        ({"published_on": date(2013, 1, 5)}, "2013-01-05", True),
    ],
)
def test_the_day_of_the_page_comes_last(fields: dict[str, Any], effective: str, presumed: bool) -> None:
    term = make_case(document("本办法自发布之日起施行，有效期5年。", **fields)).term
    assert term.effective_on == date.fromisoformat(effective)
    assert term.presumed is presumed


def test_the_promulgation_day_in_the_text_comes_first() -> None:
    text = "（2003年4月2日云川市人民政府令第12号发布）\n第一条 总则。\n第九条 本办法自发布之日起施行，有效期五年。"
    term = make_case(document(text, issued_on=date(2004, 1, 1))).term
    assert (term.effective_on, term.expires_on) == (date(2003, 4, 2), date(2008, 4, 1))


def test_a_term_without_a_start_is_unknown() -> None:
    assert status(document("本办法自发布之日起施行，有效期5年。"), "2030-01-01") is Status.UNKNOWN
    assert status(document("本办法自新区挂牌之日起施行，有效期至2030年1月1日。"), "2025-01-01") is Status.UNKNOWN


def test_the_annexed_text_goes_before_the_notice() -> None:
    text = "本通知自2018年1月1日起执行。\n云川市节水办法\n第九条 本办法自2018年3月1日起施行，有效期2年。"
    term = make_case(document(text, title="关于印发《云川市节水办法》的通知")).term
    assert term.effective_on == date(2018, 3, 1)


def test_an_interpretation_has_no_term() -> None:
    assert status(document(kind=Kind.INTERPRETATION), "2018-01-01") is Status.UNKNOWN


@pytest.mark.parametrize(
    ("region", "expected"),
    [
        ("上海市", Status.LAPSED),
        ("山东省", Status.UNKNOWN),
        ("山东省淄博市", Status.UNKNOWN),
        ("浙江省", Status.UNKNOWN),
        (None, Status.UNKNOWN),
    ],
)
def test_terms_differ_by_place(region: str | None, expected: Status) -> None:
    doc = document("本办法自2015年3月1日起施行。", title="节水管理暂行办法", issued_on=date(2015, 3, 1), region=region)
    assert status(doc, "2019-01-01") is expected
    found = assess(make_case(doc), date(2019, 1, 1))
    assert all(f.presumed for f in found.findings if f.status is Status.LAPSED)


def test_a_default_term_never_keeps_in_force() -> None:
    doc = document(
        "本办法自2015年3月1日起施行。", title="节水管理暂行办法", issued_on=date(2015, 3, 1), region="上海市"
    )
    assert status(doc, "2016-01-01") is Status.UNKNOWN


def test_hebei_spares_what_implements_statutes() -> None:
    fields: dict[str, Any] = {"issued_on": date(2017, 6, 1), "region": "河北省"}
    plain = document("本办法自2017年6月1日起施行。", **fields)
    implementing = document("根据《河北省节水条例》，制定本办法。本办法自2017年6月1日起施行。", **fields)
    assert status(plain, "2023-01-01") is Status.LAPSED
    assert status(implementing, "2023-01-01") is Status.UNKNOWN


def test_declared_gone_and_title_marks() -> None:
    assert status(document(OPEN, declared_status="已废止"), "2019-01-01") is Status.REPEALED
    assert status(document(OPEN, declared_status="失效"), "2019-01-01") is Status.LAPSED
    assert status(document(OPEN, declared_status="部分失效"), "2019-01-01") is Status.UNKNOWN
    assert status(document(OPEN, title="（已废止）云川市节水办法"), "2019-01-01") is Status.REPEALED


def test_a_page_that_says_in_force_of_a_lapsed_text_is_a_contradiction() -> None:
    found = assess(make_case(document(declared_status="有效")), date(2022, 1, 1))
    assert [(a.rule, b.rule) for a, b in found.contradictions] == [("declared_alive", "own_end")]


def test_packs_are_found_by_region_then_issuer() -> None:
    packs = shipped_packs()
    assert {"national", "shandong", "zibo", "hebei", "hunan", "shanghai", "guangdong", "zhejiang"} == {
        p.id for p in packs
    }
    for region, issuers, expected in (
        (None, ("上海市科学技术委员会",), "shanghai"),
        ("山东省淄博市博山区", (), "zibo"),
        (None, ("市科委",), None),
    ):
        found = pack_for(region, issuers, packs)
        assert (found.id if found else None) == expected
    for pack in packs:
        for rule in pack.rules:
            assert rule.provision
            assert rule.id.startswith(pack.id)


@pytest.mark.parametrize("region", ["山东省", "广东省", "浙江省"])
def test_a_pack_without_a_term_is_told_and_ends_nothing(region: str) -> None:
    doc = document("第九条 本办法自2021年1月1日起施行。", region=region, issued_on=date(2020, 12, 20))
    found = assess(make_case(doc), date(2035, 1, 1))
    assert found.status is Status.UNKNOWN
    (told,) = [f for f in found.findings if "." in f.rule]
    assert (told.status, told.decisive) == (None, False)
    assert "不作推定" in told.basis
    assert told.law


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("[pack]\nid='x'\nname='x'\nnames=['x']\n[[rule]]\nid='x.a'\nterm='P5Y'", "term"),
        ("[pack]\nid='x'\nname='x'", "names"),
        ("[pack", "TOML"),
        (
            "[pack]\nid='x'\nname='x'\nnames=['x']\n[[rule]]\nid='x.a'\neffect='default'\nprovision='p'\nperiod='5'\nstatus='checked'\ndates='checked'",
            "period",
        ),
    ],
)
def test_a_wrong_pack_names_file_and_key(text: str, named: str) -> None:
    with pytest.raises(ConfigError, match=named) as error:
        parse_pack(text, "x.toml")
    assert "x.toml" in str(error.value)


DAYS = st.dates(date(2000, 1, 1), date(2035, 12, 31))
ACTS = st.builds(
    LaterAct,
    relation=st.sampled_from(["repeals", "lapses", "stops", "replaces", "retains", "extends", "amends", "sweeps"]),
    document_id=st.just("n"),
    on=DAYS,
    until=st.none() | DAYS,
)


@given(
    st.lists(ACTS, max_size=4),
    DAYS,
    st.sampled_from([TERM, OPEN, "本办法自发布之日起施行，有效期2年。"]),
    st.none() | DAYS,
)
def test_the_timeline_says_what_assess_says_on_every_day(
    acts: list[LaterAct], on: date, text: str, issued: date | None
) -> None:
    case = make_case(document(text, issued_on=issued, region="上海市"), later_acts=acts)
    found = assess(case, on)
    rows = [row for row in found.timeline if row[0] is None or row[0] <= on]
    assert rows[-1][1] is found.status
    starts = [row[0] for row in found.timeline[1:]]
    assert starts == sorted(starts, key=lambda day: day or date.min)


@pytest.mark.parametrize(
    ("title", "text"),
    [
        ("上海市云川区关于表彰先进集体的决定", "一、表彰。"),
        ("上海市云川区关于甲某等同志任免职务的通知", "一、任命。"),
        ("上海市云川区关于同意设立学校的批复", "一、同意。"),
        ("上海市云川区会议纪要", "一、议定。"),
        ("关于印发2015年工作要点的通知", "一、要点。"),
        ("节水管理暂行办法", "上海市人民政府令第5号\n第一条 本办法自2015年3月1日起施行。"),
        ("关于印发《节水管理暂行办法》的通知", "现印发给你们。附件：节水管理暂行办法.docx"),
    ],
)
def test_rule_packs_spare_what_is_not_normative_and_what_was_not_read(title: str, text: str) -> None:
    doc = document(text, title=title, issued_on=date(2015, 3, 1), region="上海市", kind=Kind.NORMATIVE)
    assert status(doc, "2026-01-01") is Status.UNKNOWN


def test_a_rule_about_awards_is_normative() -> None:
    doc = document("一、奖励。", title="节水表彰奖励办法", issued_on=date(2015, 3, 1), region="上海市")
    assert status(doc, "2026-01-01") is Status.LAPSED


def test_the_last_sentence_of_measures_gives_their_term() -> None:
    text = "一、上述补贴政策执行至2020年6月30日。\n二、以上措施自发布之日起施行，有效期至2020年12月31日。"
    term = make_case(document(text, title="若干措施", issued_on=date(2020, 2, 1))).term
    assert (term.effective_on, term.expires_on) == (date(2020, 2, 1), date(2020, 12, 31))


def test_a_title_within_a_title_is_quoted_with_single_marks() -> None:
    act = LaterAct("stops", "n", "关于停止执行《节水办法》的通知", on=date(2018, 7, 1))
    found = assess(make_case(document(), later_acts=[act]), date(2019, 1, 1))
    assert found.reason == "被《关于停止执行〈节水办法〉的通知》停止执行"


def test_the_note_of_a_repealed_text_is_no_promulgation_day() -> None:
    text = "市政府决定废止《云川市采砂办法》（2009年7月1日市政府令第9号公布）。本决定自公布之日起施行。"
    term = make_case(document(text, title="关于废止《云川市采砂办法》的决定", issued_on=date(2018, 8, 2))).term
    assert term.effective_on == date(2018, 8, 2)
