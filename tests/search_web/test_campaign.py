"""U11, review items 2 and 3: a clean-up campaign through the front door, alone and with others."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import event

from govdoc.campaign import OUTCOMES, ItemQuery, Phase, totals
from govdoc.document import Kind
from govdoc.people import Deed
from govdoc.settings import Settings
from govdoc.store import Store
from govdoc.store.campaigns import CampaignClosed, ChangedMeanwhile
from indexer.derive import derive
from search_web.app import create_app
from tests.search_web.campaigns import OFFICE, begun, made_store, measures, outcomes, seen, signed_in, token

DECISION = {"decision": "repealed", "reason_code": "covered", "reason": "见清政办发〔2026〕1号"}


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with made_store(tmp_path) as opened:
        yield opened


@pytest.fixture
def app(tmp_path: Path, store: Store) -> Flask:
    return create_app(Settings(tmp_path, engine_url=str(tmp_path / "none")), store=store)


@pytest.fixture
def two(tmp_path: Path, store: Store) -> Flask:
    return create_app(Settings(tmp_path, engine_url=str(tmp_path / "none"), second_reviewer=True), store=store)


def post(client: FlaskClient, path: str, **fields: object) -> int:
    data = {"csrf_token": token(client, "/review/password")} | fields
    return client.post(f"/review/campaigns/{path}", data=data).status_code


def counted(store: Store, id: str) -> Counter[str]:
    """Each outcome counted item by item, which is what the totals must be."""
    return Counter(outcomes(store, id).values())


def test_a_campaign_is_begun_from_issuer_and_cutoff_and_lists_each_document_once(app: Flask, store: Store) -> None:
    client = signed_in(app, "li")
    assert OFFICE in client.get("/review/campaigns/new?q=清水").get_data(as_text=True)
    preview = client.get(f"/review/campaigns/new?issuer={OFFICE}&cutoff=2018-12-31").get_data(as_text=True)
    wanted = [d.id for d in measures(12) if d.issued_on and d.issued_on <= date(2018, 12, 31)]
    assert f"<strong>{len(wanted)}</strong> 件" in preview
    form = {"issuer": [OFFICE], "cutoff": "2018-12-31", "title": "清理", "office": OFFICE}
    assert post(client, "", **form) == 303
    (campaign,) = store.campaigns.all()
    assert sorted(outcomes(store, campaign.id)) == sorted(wanted)
    assert campaign.id == f"{datetime.now(UTC).year}-1"


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"title": ""}, "名称"),
        ({"office": "x" * 61}, "公布结果的机关"),
        ({"issuer": []}, "选择发文机关"),
        ({"cutoff": "去年"}, "截止日期"),
        ({"cutoff": "1999-01-01"}, "没有规范性文件"),
    ],
)
def test_a_campaign_over_nothing_is_not_begun(app: Flask, store: Store, fields: dict[str, object], said: str) -> None:
    client = signed_in(app, "li")
    form = {"issuer": [OFFICE], "cutoff": "2025-12-31", "title": "清理", "office": OFFICE} | fields
    answer = client.post("/review/campaigns/", data={"csrf_token": token(client, "/review/password")} | form)
    assert answer.status_code == 400
    assert said in answer.get_data(as_text=True)
    assert store.campaigns.all() == ()


def test_an_undated_document_is_listed_and_another_issuers_is_not(store: Store) -> None:
    undated = replace(next(measures(1)), id="undated", number="清政办发〔2016〕90号", issued_on=None, published_on=None, text="第一条　本办法自公布之日起施行。")  # fmt: skip
    other = replace(next(measures(1, "清水区民政局")), id="other", number="清民发〔2016〕1号")
    store.put_documents([undated, other], datetime.now(UTC))
    derive(store)
    items = outcomes(store, begun(store, date(2016, 12, 31)).id)
    assert "undated" in items
    assert "other" not in items


def test_decisions_in_bulk_add_up_and_change_no_status_before_they_are_published(app: Flask, store: Store) -> None:
    client, id = signed_in(app, "li"), begun(store).id
    assert post(client, f"{id}/decide", **seen(store, id, "m-00000", "m-00003"), **DECISION) == 303
    assert post(client, f"{id}/decide", **seen(store, id, "m-00001"), decision="extended", reason_code="needed", until="2099-12-31") == 303  # fmt: skip
    sums = totals(store.campaigns.groups(id)[id])
    assert dict(sums.by_outcome) == {name: counted(store, id)[name] for name in OUTCOMES}
    assert (sums.listed, sums.open, sums.decided) == (12, 9, 3)
    assert store.people.reviews() == {}
    page = client.get(f"/review/campaigns/{id}").get_data(as_text=True)
    assert (
        "列入 <strong>12</strong> 件 = 保留 <strong>0</strong> + 修改 <strong>0</strong> + 废止 <strong>2</strong>"
        in page
    )


def test_suggestions_are_adopted_for_all_that_the_filter_lets_through(app: Flask, store: Store) -> None:
    client, id = signed_in(app, "li"), begun(store).id
    as_of = str(store.campaigns.get(id).revision)
    assert post(client, f"{id}/adopt", all="1", as_of=as_of) == 400  # some say 待定: nothing is recorded
    assert counted(store, id) == {"open": 12}
    assert post(client, f"{id}/adopt", all="1", as_of=as_of, suggestion="lapse") == 303
    assert {d for d, o in outcomes(store, id).items() if o == "lapsed"} == {f"m-{n:05}" for n in (0, 3, 6, 9)}
    item = store.campaigns.item(id, "m-00000")
    assert item.state.standing is not None
    assert item.state.standing.review.evidence[0].quote.endswith("有效期至2020年12月31日")
    assert item.state.standing.reason_code == "term_over"


def test_filters_count_what_they_let_through(app: Flask, store: Store) -> None:
    client, id = signed_in(app, "li"), begun(store).id
    post(client, f"{id}/decide", **seen(store, id, "m-00000"), **DECISION)
    post(client, f"{id}/assign", **seen(store, id, "m-00001", "m-00002"), to="wang")
    assert "由我承办" in signed_in(app, "wang").get("/review/").get_data(as_text=True)
    for query, many in (
        ("outcome=open", 11),
        ("outcome=repealed", 1),
        ("assignee=wang", 2),
        ("assignee=/", 10),
        ("suggestion=lapse&outcome=open", 3),
        ("q=第1号", 1),
        ("q=清政办发〔2016〕1号", 1),
        ("q=第1号&outcome=repealed", 0),
        ("state=removed", 0),
    ):
        page = client.get(f"/review/campaigns/{id}?{query}").get_data(as_text=True)
        assert f"筛选出 {many} 件" in page, query
        assert page.count('name="item"') == many, query
    assert client.get(f"/review/campaigns/{id}?outcome=x&page=0").status_code == 400
    assert client.get("/review/campaigns/2020-9").status_code == 404


def test_undo_brings_back_what_stood_before_as_a_further_entry(app: Flask, store: Store) -> None:
    client, id = signed_in(app, "li"), begun(store).id
    post(client, f"{id}/decide", **seen(store, id, "m-00000"), **DECISION)
    post(client, f"{id}/decide", **seen(store, id, "m-00000"), **DECISION | {"decision": "retained", "reason_code": "needed"})  # fmt: skip
    assert outcomes(store, id)["m-00000"] == "retained"
    assert post(client, f"{id}/undo", **seen(store, id, "m-00000")) == 303
    assert outcomes(store, id)["m-00000"] == "repealed"
    assert post(client, f"{id}/undo", **seen(store, id, "m-00000")) == 303
    assert outcomes(store, id)["m-00000"] == "open"
    assert post(client, f"{id}/undo", **seen(store, id, "m-00000")) == 400
    assert [e.deed.action for e in store.campaigns.deeds_on(id, "m-00000")] == ["item decided"] * 2 + [
        "item undone"
    ] * 2


def test_who_is_second_sees_what_changed_loses_nothing_and_may_record_all_the_same(app: Flask, store: Store) -> None:
    li, wang, id = signed_in(app, "li"), signed_in(app, "wang"), begun(store).id
    opened = seen(store, id, "m-00000", "m-00001")
    assert post(li, f"{id}/decide", **seen(store, id, "m-00000"), **DECISION) == 303
    form = {"csrf_token": token(wang, "/review/password")} | opened
    form |= {"decision": "lapsed", "reason_code": "task_done", "reason": "我写的很长的说明", "outcome": "", "page": "1"}
    answer = wang.post(f"/review/campaigns/{id}/decide", data=form)
    page = answer.get_data(as_text=True)
    assert answer.status_code == 409
    assert "见清政办发〔2026〕1号" in page
    assert "我写的很长的说明" in page
    assert counted(store, id) == {"repealed": 1, "open": 11}
    again = fields_of(page)
    assert post(wang, f"{id}/decide", **again | {"skip": "1"}) == 303
    assert counted(store, id) == {"repealed": 1, "lapsed": 1, "open": 10}
    assert post(wang, f"{id}/decide", **again) == 409  # the other item changed since that page
    fresh = fields_of(wang.post(f"/review/campaigns/{id}/decide", data=form).get_data(as_text=True))
    assert post(wang, f"{id}/decide", **fresh) == 303
    assert counted(store, id) == {"lapsed": 2, "open": 10}


def fields_of(page: str) -> dict[str, object]:
    """The hidden fields of the form on a page, as a browser sends them."""
    from bs4 import BeautifulSoup

    found: dict[str, list[str]] = {}
    for tag in BeautifulSoup(page, "lxml").select("main form:last-of-type input[type=hidden]"):
        found.setdefault(str(tag["name"]), []).append(str(tag["value"]))
    return {name: values if len(values) > 1 else values[0] for name, values in found.items() if name != "csrf_token"}


def test_two_must_agree_before_anything_is_published(two: Flask, store: Store) -> None:
    li, wang = signed_in(two, "li"), signed_in(two, "wang")
    form = {"issuer": [OFFICE], "cutoff": "2025-12-31", "title": "清理", "office": OFFICE}
    assert post(li, "", **form) == 303
    id = store.campaigns.all()[0].id
    everything = {"all": "1", "as_of": "9999"}
    assert post(li, f"{id}/decide", **everything, **DECISION) == 303
    assert post(li, f"{id}/confirm", **everything) == 400  # nobody confirms himself
    revision = str(store.campaigns.get(id).revision)
    assert post(li, f"{id}/publish", revision=revision) == 400
    assert post(wang, f"{id}/confirm", **everything) == 303
    assert totals(store.campaigns.groups(id)[id]).waiting == 0
    assert post(li, f"{id}/publish", revision=str(store.campaigns.get(id).revision)) == 303
    made = store.people.standing(["m-00000"])["m-00000"][-1]
    assert (made.review.reviewer, made.confirmed_by, made.holds) == ("li", "wang", True)


def test_publishing_makes_every_decision_current_and_says_who_when_and_why(app: Flask, store: Store) -> None:
    client, id = signed_in(app, "li"), begun(store).id
    post(client, f"{id}/adopt", all="1", as_of="9999", suggestion="lapse")
    assert post(client, f"{id}/publish", revision=str(store.campaigns.get(id).revision)) == 400
    post(client, f"{id}/decide", all="1", as_of="9999", outcome="open", **DECISION)
    before, stale = store.revision(), store.campaigns.get(id).revision
    post(client, f"{id}/assign", **seen(store, id, "m-00000"), to="wang")
    assert post(client, f"{id}/publish", revision=str(stale)) == 409
    assert store.people.reviews() == {}
    assert post(client, f"{id}/publish", revision=str(store.campaigns.get(id).revision)) == 303
    assert len(store.changed_since(before)) == 12
    derive(store)
    public = app.test_client()
    lapsed = public.get("/d/m-00000").get_data(as_text=True)
    assert f"{OFFICE}公布清理结果：失效。" in lapsed
    assert "有效期至2020年12月31日" in lapsed
    assert "badge-repealed" in public.get("/d/m-00001").get_data(as_text=True)
    assert store.campaigns.get(id).phase is Phase.PUBLISHED
    assert post(client, f"{id}/decide", **seen(store, id, "m-00000"), **DECISION) == 409
    with pytest.raises(CampaignClosed):
        store.campaigns.change(id, lambda one: one, Deed(datetime.now(UTC), "li", "x", id))


def test_a_text_that_changed_after_its_decision_must_be_read_again(app: Flask, store: Store) -> None:
    client, id = signed_in(app, "li"), begun(store).id
    post(client, f"{id}/decide", all="1", as_of="9999", **DECISION)
    changed = replace(next(measures(1)), text="第一条　全部改了。\n第二条　本办法自2026年1月1日起施行。")
    store.put_documents([changed], datetime.now(UTC))
    assert post(client, f"{id}/publish", revision=str(store.campaigns.get(id).revision)) == 400
    assert "正文在作出意见之后有变化" in client.get(f"/review/campaigns/{id}/publish").get_data(as_text=True)
    old = {"version-m-00000": next(measures(1)).version}
    assert post(client, f"{id}/decide", **seen(store, id, "m-00000"), **DECISION, **old, single="m-00000") == 400
    new = {"version-m-00000": changed.version}
    assert post(client, f"{id}/decide", **seen(store, id, "m-00000"), **DECISION, **new, single="m-00000") == 303
    assert post(client, f"{id}/publish", revision=str(store.campaigns.get(id).revision)) == 303


def test_what_is_no_normative_document_is_taken_off_the_list_with_a_reason(app: Flask, store: Store) -> None:
    client, id = signed_in(app, "li"), begun(store).id
    assert post(client, f"{id}/remove", **seen(store, id, "m-00000"), why=" ") == 400
    assert post(client, f"{id}/remove", **seen(store, id, "m-00000"), why="会议通知") == 303
    sums = totals(store.campaigns.groups(id)[id])
    assert (sums.listed, sums.removed) == (11, 1)
    assert "会议通知" in client.get(f"/review/campaigns/{id}?state=removed").get_data(as_text=True)
    assert post(client, f"{id}/restore", **seen(store, id, "m-00000")) == 303
    assert totals(store.campaigns.groups(id)[id]).listed == 12


def test_faults_come_back_with_all_that_was_typed(app: Flask, store: Store) -> None:
    client, id = signed_in(app, "li"), begun(store).id
    data = {"csrf_token": token(client, "/review/password"), "decision": "extended", "reason": "写了很久的说明"}
    answer = client.post(f"/review/campaigns/{id}/decide", data=data | seen(store, id, "m-00002"))
    page = answer.get_data(as_text=True)
    assert answer.status_code == 400
    assert "写了很久的说明" in page
    assert 'value="m-00002" aria-label="选择 清水区渣土运输办法（第2号）" checked' in page
    assert post(client, f"{id}/decide", **DECISION) == 400
    assert post(client, f"{id}/decide", **DECISION, item="unknown") == 404
    assert post(client, f"{id}/assign", **seen(store, id, "m-00000"), to="reader") == 400


def test_the_rows_of_items_are_what_their_deeds_say(app: Flask, store: Store) -> None:
    client, id = signed_in(app, "li"), begun(store).id
    post(client, f"{id}/decide", **seen(store, id, "m-00000"), **DECISION)
    assert list(store.campaigns.problems()) == []
    with store._writing() as connection:
        connection.exec_driver_sql("UPDATE campaign_items SET outcome = 'lapsed' WHERE document_id = 'm-00000'")
    assert len(list(store.campaigns.problems())) == 1


def test_the_store_refuses_what_was_not_seen_and_records_all_or_nothing(store: Store) -> None:
    id = begun(store).id
    deed = Deed(datetime.now(UTC), "li", "item assigned", "", None, {"to": "li"})
    with pytest.raises(ChangedMeanwhile) as error:
        store.campaigns.record(id, {"m-00000": 0, "m-00001": 5}, [("m-00000", deed), ("m-00001", deed)])
    assert error.value.ids == ("m-00001",)
    assert store.campaigns.deeds_on(id, "m-00000") == ()


PATHS = (
    "",
    "?outcome=open",
    "?q=办法",
    "?page=2",
    "/publish",
    "/notice",
    "/items/m-00001",
    "/worksheet.xlsx",
    "/comments",
)


def test_pages_of_long_campaigns_ask_the_store_no_more_often_than_those_of_short_ones(tmp_path: Path) -> None:
    """No question an item: 110 items and 220 cost the same number of statements (portions of 500)."""
    asked = []
    for many in (110, 220):
        folder = tmp_path / str(many)
        folder.mkdir()
        with made_store(folder, many) as store:
            app = create_app(Settings(folder, engine_url=str(folder / "none")), store=store)
            client, id = signed_in(app, "li"), begun(store).id
            asked.append([statements(store, client, f"/review/campaigns/{id}{path}") for path in PATHS])
    assert asked[0] == asked[1]
    assert max(asked[0]) <= 9


def statements(store: Store, client: FlaskClient, url: str) -> int:
    count = 0

    def one_more(connection: object, cursor: object, statement: str, *_: object) -> None:
        nonlocal count
        count += statement.startswith("SELECT")

    event.listen(store._engine, "before_cursor_execute", one_more)
    try:
        assert client.get(url).status_code in (200, 400)
    finally:
        event.remove(store._engine, "before_cursor_execute", one_more)
    return count


def test_no_kind_of_document_but_normative_ones_is_listed(store: Store) -> None:
    notice = replace(next(measures(1)), id="notice", title="关于召开会议的通知", number="清政办发〔2016〕91号", kind=Kind.NOTICE, text="定于下周召开会议。")  # fmt: skip
    store.put_documents([notice], datetime.now(UTC))
    derive(store)
    assert "notice" not in outcomes(store, begun(store).id)


def test_items_are_read_in_the_order_of_the_list(store: Store) -> None:
    items = store.campaigns.items(ItemQuery(begun(store).id))
    days = [item.cells[0] for item in items]
    assert days == sorted(days)
    assert [item.position for item in items] == list(range(1, 13))
