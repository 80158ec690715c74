"""The worksheet through the front door: out, filled in, looked at, recorded once; the notice; both for those who may."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator, Mapping
from datetime import date, datetime
from pathlib import Path

import pytest
from docx import Document as Docx
from flask import Flask
from flask.testing import FlaskClient
from openpyxl import Workbook, load_workbook
from sqlalchemy import Connection

from govdoc.cleanup import read_cleanup
from govdoc.notice_reader import read_notice
from govdoc.settings import Settings
from govdoc.store import Store, campaign_rows
from govdoc.worksheet import WIDTHS
from search_web.app import create_app
from tests.search_web.campaigns import OFFICE, begun, made_store, outcomes, seen, signed_in, token

FILLED = {"清理意见": "废止", "理由": "已有新的规定完全涵盖", "说明": "见清政办发〔2026〕1号"}


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with made_store(tmp_path) as opened:
        yield opened


@pytest.fixture
def app(tmp_path: Path, store: Store) -> Flask:
    return create_app(Settings(tmp_path, engine_url=str(tmp_path / "none")), store=store)


def filled(client: FlaskClient, id: str, changes: Mapping[str, Mapping[str, object]]) -> bytes:
    """The campaign's worksheet with these cells written, by document."""
    book = load_workbook(io.BytesIO(client.get(f"/review/campaigns/{id}/worksheet.xlsx").data))
    columns = {name: place for place, name in enumerate(WIDTHS, 1)}
    for row in range(2, book.active.max_row + 1):
        for name, value in changes.get(str(book.active.cell(row, columns["文件编号"]).value), {}).items():
            book.active.cell(row, columns[name]).value = value
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def upload(client: FlaskClient, id: str, body: bytes, name: str = "a.xlsx") -> tuple[int, str]:
    """Status, and the address of the preview or the page that says what is wrong."""
    data = {"csrf_token": token(client, "/review/password"), "sheet": (io.BytesIO(body), name)}
    answer = client.post(f"/review/campaigns/{id}/import", data=data)
    return answer.status_code, answer.headers.get("Location") or answer.get_data(as_text=True)


def confirm(client: FlaskClient, where: str) -> int:
    page = client.get(where).get_data(as_text=True)
    plan = re.search(r'name="plan" value="([^"]+)"', page)
    data = {"csrf_token": token(client, "/review/password"), "plan": plan[1] if plan else ""}
    return client.post(where, data=data).status_code


def test_out_filled_in_looked_at_and_recorded_once(app: Flask, store: Store) -> None:
    client, id = signed_in(app, "li"), begun(store).id
    body = filled(client, id, {"m-00000": FILLED, "m-00001": FILLED})
    status, where = upload(client, id, body)
    assert status == 303
    assert set(outcomes(store, id).values()) == {"open"}  # nothing before it was looked at
    page = client.get(where).get_data(as_text=True)
    assert "<b>2</b>行将记录新的意见" in page
    assert "<b>10</b>行没有变化" in page
    assert confirm(client, where) == 303
    now = outcomes(store, id)
    assert {d for d, o in now.items() if o == "repealed"} == {"m-00000", "m-00001"}
    entries = store.people.trail_head()
    assert "没有要记录的意见" in client.get(upload(client, id, body)[1]).get_data(as_text=True)
    assert store.people.trail_head() == entries
    assert [e.deed.action for e in store.campaigns.deeds_on(id, "m-00000")] == ["item decided"]
    assert store.campaigns.deeds_on(id, "m-00000")[0].deed.after["sheet"]  # type: ignore[index]


@pytest.mark.parametrize("day", ["2099-12-30", "2099/12/30", "2099年12月30日", " ２０９９.12.30", datetime(2099, 12, 30), date(2099, 12, 30)])  # fmt: skip
def test_a_sheet_saved_by_another_program_is_read_all_the_same(app: Flask, store: Store, day: object) -> None:
    """Another sheet name, a title above, columns and rows in another order, blank rows, days as dates, words typed by hand."""
    client, id = signed_in(app, "li"), begun(store).id
    row = {"清理意见": " 延长有效期", "延长至": day, "理由": "仍需执行,合法有效", "说明": "见会议纪要"}
    book = load_workbook(io.BytesIO(filled(client, id, {"m-00003": row})))
    head, *lines = [[cell.value for cell in line][::-1] for line in book.active.iter_rows()]
    other = Workbook()
    other.active.title = "填好了"
    for line in (["清水区清理底稿"], [], head, *lines[::-1], [], []):
        other.active.append(line)
    out = io.BytesIO()
    other.save(out)
    where = upload(client, id, out.getvalue())[1]
    assert "<b>1</b>行将记录新的意见" in client.get(where).get_data(as_text=True)
    assert confirm(client, where) == 303
    stood = store.campaigns.item(id, "m-00003").state.standing
    assert stood is not None
    assert (stood.review.decision, stood.review.until, stood.reason_code) == ("extended", date(2099, 12, 30), "needed")
    assert "没有要记录的意见" in client.get(upload(client, id, out.getvalue())[1]).get_data(as_text=True)


def test_conflicts_are_told_row_by_row_and_the_other_rows_are_taken(app: Flask, store: Store) -> None:
    li, wang, id = signed_in(app, "li"), signed_in(app, "wang"), begun(store).id
    body = filled(li, id, {"m-00000": FILLED, "m-00001": FILLED, "m-00002": {"文件名称": "别的名称"} | FILLED, "m-00003": {"清理意见": "作废"}})  # fmt: skip
    form = {"csrf_token": token(wang, "/review/password"), "decision": "retained", "reason_code": "needed"}
    wang.post(f"/review/campaigns/{id}/decide", data=form | seen(store, id, "m-00001"))
    where = upload(li, id, body)[1]
    page = li.get(where).get_data(as_text=True)
    assert "<b>1</b>行将记录新的意见" in page
    assert "<b>3</b>行有问题" in page
    assert "wang 把意见改成了“保留。仍需执行，合法有效”" in page
    assert "“文件名称”原为" in page
    assert "“作废”不在列表里" in page
    assert confirm(li, where) == 303
    assert {o for d, o in outcomes(store, id).items() if d in ("m-00000", "m-00001", "m-00002", "m-00003")} == {"repealed", "retained", "open"}  # fmt: skip


def test_what_changed_after_the_preview_is_looked_at_again(app: Flask, store: Store) -> None:
    li, wang, id = signed_in(app, "li"), signed_in(app, "wang"), begun(store).id
    where = upload(li, id, filled(li, id, {"m-00000": FILLED, "m-00001": FILLED}))[1]
    plan = re.search(r'name="plan" value="([^"]+)"', li.get(where).get_data(as_text=True))
    form = {"csrf_token": token(wang, "/review/password"), "decision": "retained", "reason_code": "needed"}
    wang.post(f"/review/campaigns/{id}/decide", data=form | seen(store, id, "m-00001"))
    assert plan
    answer = li.post(where, data={"csrf_token": token(li, "/review/password"), "plan": plan[1]})
    assert answer.status_code == 409
    assert "请看过下面新的预览再确认" in answer.get_data(as_text=True)
    assert outcomes(store, id)["m-00000"] == "open"


def test_an_import_that_fails_half_way_leaves_nothing(
    app: Flask, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    client, id = signed_in(app, "li"), begun(store).id
    where = upload(client, id, filled(client, id, {f"m-{n:05}": FILLED for n in range(12)}))[1]
    whole = campaign_rows.fold

    def half(connection: Connection, campaign: str, ids: list[str]) -> None:
        whole(connection, campaign, ids[:6])
        raise OSError("the disk is full")

    monkeypatch.setattr(campaign_rows, "fold", half)
    assert confirm(client, where) == 500
    assert set(outcomes(store, id).values()) == {"open"}
    assert list(store.campaigns.problems()) == []
    monkeypatch.undo()
    assert confirm(client, where) == 303  # what was uploaded was kept
    assert set(outcomes(store, id).values()) == {"repealed"}


@pytest.mark.parametrize(
    ("body", "said"),
    [(b"", "请先选择|不是表格文件"), (b"\xd0\xcf\x11\xe0", "旧格式"), (b"PK\x03\x04rubbish", "损坏")],
)
def test_what_is_no_worksheet_is_refused_in_words(app: Flask, store: Store, body: bytes, said: str) -> None:
    client, id = signed_in(app, "li"), begun(store).id
    status, page = upload(client, id, body)
    assert status == 400
    assert re.search(said, page)
    assert client.get(f"/review/campaigns/{id}/import/{'0' * 64}").status_code == 404


def test_a_sheet_larger_than_an_ordinary_form_is_taken(app: Flask, store: Store) -> None:
    client, id = signed_in(app, "li"), begun(store).id
    heavy = filled(client, id, {}) + b""
    book = load_workbook(io.BytesIO(heavy))
    extra = book.create_sheet("备注")
    for n in range(60_000):
        extra.append([f"{n}-{n * 7919 % 100_003}-{n * 104_729 % 1_000_003}"])
    out = io.BytesIO()
    book.save(out)
    assert len(out.getvalue()) > 1024 * 1024 or len(out.getvalue()) > 300_000
    assert upload(client, id, out.getvalue())[0] == 303


def test_the_notice_says_what_is_decided_and_reads_back(app: Flask, store: Store) -> None:
    client, id = signed_in(app, "li"), begun(store).id
    form = {"csrf_token": token(client, "/review/password"), "all": "1", "as_of": "9999"}
    client.post(f"/review/campaigns/{id}/adopt", data=form | {"suggestion": "lapse"})
    client.post(f"/review/campaigns/{id}/adopt", data=form | {"suggestion": "keep"})
    assert "这是草稿：还有 4 件没有意见" in client.get(f"/review/campaigns/{id}/notice").get_data(as_text=True)
    word = client.get(f"/review/campaigns/{id}/notice.docx").data
    page = client.get(f"/review/campaigns/{id}/notice.html").data
    for text in (read_notice(word, "a.docx"), read_notice(page, "a.html")):
        notice = read_cleanup(text)
        assert sorted(one.decision for one in notice.decisions) == ["lapsed"] * 4 + ["retained"] * 4
        assert notice.totals.agree
    assert any(f"{OFFICE}关于公布" in p.text for p in Docx(io.BytesIO(word)).paragraphs)


def test_after_publishing_everybody_reads_the_notice_of_that_day(app: Flask, store: Store) -> None:
    client, id = signed_in(app, "li"), begun(store, date(2016, 12, 31)).id
    public = app.test_client()
    assert public.get(f"/cleanup/{id}").status_code == 404
    form = {"csrf_token": token(client, "/review/password"), "all": "1", "as_of": "9999"}
    client.post(f"/review/campaigns/{id}/decide", data=form | {"decision": "repealed", "reason_code": "covered"})
    form["revision"] = str(store.campaigns.get(id).revision)
    assert client.post(f"/review/campaigns/{id}/publish", data=form).status_code == 303
    page = public.get(f"/cleanup/{id}").get_data(as_text=True)
    assert f"{OFFICE}于" in page
    assert "li" not in re.findall(r">([a-z]+)<", page)  # nobody's account
    word = public.get(f"/cleanup/{id}/notice.docx").data
    assert len(read_cleanup(read_notice(word, "a.docx")).decisions) == len(outcomes(store, id))
