"""O1, O2: sign-in, roles, decisions and the trail, through the front door."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from flask import Flask
from flask.testing import FlaskClient
from itsdangerous import TimestampSigner

from govdoc.__main__ import cli
from govdoc.audits import AuditQuery
from govdoc.document import Document, Kind
from govdoc.people import Deed, Role, TrailEntry
from govdoc.settings import Settings
from govdoc.store import Store, open_store
from indexer.decided import redecide
from indexer.derive import derive
from search_web.app import create_app
from search_web.review import base
from search_web.review.passwords import after_failure, fault_of_name, fault_of_password, locked, new_account
from search_web.review.trail import told, where

T0 = datetime(2026, 5, 6, 7, 8, 9, tzinfo=UTC)
PASSWORD = "清水河畔三棵老槐树下"
NOTICE = Document(
    "d-1", "关于加强养犬管理的通告", "一、禁止遛犬不牵绳。\n二、本通告自发布之日起施行。", number="清政告〔2020〕3号"
)
PLACES = {"<path:document_id>": "d-1", "<name>": "expiry", "<id>": "2026-1", "<digest>": "0" * 64, "<ending>": "docx"}
ROUTES_FOR_ALL = {"oidc.start", "oidc.back", "sign.sign_in", "sign.sign_out"}


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with open_store(f"sqlite:///{tmp_path / 'govdoc.sqlite3'}") as opened:
        opened.put_documents([NOTICE, replace(NOTICE, id="d/2", title="关于养犬收费的通告", number=None)], T0)
        for name, role in (("reader", Role.READER), ("li", Role.REVIEWER), ("wang", Role.REVIEWER), ("root", Role.ADMINISTRATOR)):  # fmt: skip
            opened.people.add_account(new_account(name, role, PASSWORD, T0), "test")
        yield opened


@pytest.fixture
def app(tmp_path: Path, store: Store) -> Flask:
    return create_app(Settings(tmp_path, store_url="", engine_url=str(tmp_path / "none")), store=store)


@pytest.fixture
def two(tmp_path: Path, store: Store) -> Flask:
    return create_app(Settings(tmp_path, engine_url=str(tmp_path / "none"), second_reviewer=True), store=store)


def token(client: FlaskClient, url: str = "/review/sign-in") -> str:
    found = re.search(r'name="csrf_token" value="([^"]+)"', client.get(url).get_data(as_text=True))
    assert found, url
    return found[1]


def signed_in(app: Flask, name: str) -> FlaskClient:
    client = app.test_client()
    answer = client.post("/review/sign-in", data={"csrf_token": token(client), "name": name, "password": PASSWORD})
    assert answer.status_code == 302, answer.get_data(as_text=True)
    return client


def decide(client: FlaskClient, id: str = "d-1", **fields: str) -> int:
    form = {"id": id, "decision": "repealed", "reason_code": "covered", "reason": "见清政办发〔2026〕1号"} | fields
    return client.post("/review/decide", data={"csrf_token": token(client, f"/review/d/{id}")} | form).status_code


def test_a_stranger_is_sent_to_sign_in_and_comes_back_to_where_he_wanted(app: Flask) -> None:
    client = app.test_client()
    sent = client.get("/review/d/d-1")
    assert sent.headers["Location"] == "/review/sign-in?next=/review/d/d-1"
    form = {"csrf_token": token(client), "name": "li", "password": PASSWORD, "next": "/review/d/d-1"}
    assert client.post("/review/sign-in", data=form).headers["Location"] == "/review/d/d-1"


@pytest.mark.parametrize("target", ["//evil.example", "https://evil.example/review", "/\\evil", "/search", "http://["])
def test_signing_in_leads_nowhere_else(app: Flask, target: str) -> None:
    client = app.test_client()
    form = {"csrf_token": token(client), "name": "li", "password": PASSWORD, "next": target}
    assert client.post("/review/sign-in", data=form).headers["Location"] == "/review/"


def test_o1_every_route_refuses_those_below_its_role(app: Flask) -> None:
    """The rule is checked over the routes themselves: a new one without a role fails here."""
    clients = {role: signed_in(app, name) for role, name in ((Role.READER, "reader"), (Role.REVIEWER, "li"))}
    seen = 0
    for rule in app.url_map.iter_rules():
        if not rule.rule.startswith("/review") or rule.endpoint in ROUTES_FOR_ALL:
            continue
        needed = app.view_functions[rule.endpoint].needed_role  # type: ignore[attr-defined]
        url = re.sub("<[^>]+>", lambda part: PLACES[part[0]], rule.rule)
        for method in (rule.methods or set()) - {"OPTIONS", "HEAD"}:
            seen += 1
            stranger = app.test_client()
            data = {"csrf_token": token(stranger)} if method == "POST" else None
            assert stranger.open(url, method=method, data=data).status_code in ((302,) if method == "GET" else (401,))
            for role, client in clients.items():
                if not role.covers(needed):
                    data = {"csrf_token": token(client, "/review/password")} if method == "POST" else None
                    assert client.open(url, method=method, data=data).status_code == 403, (role, method, url)
        for method in ("GET", "POST", "PUT", "PATCH", "DELETE"):
            assert 300 <= app.test_client().open(url, method=method).status_code < 500, (method, url)
    assert seen > 40


def test_a_post_without_its_token_changes_nothing(app: Flask, store: Store) -> None:
    client = signed_in(app, "li")
    form = {"id": "d-1", "decision": "repealed", "reason_code": "covered"}
    assert client.post("/review/decide", data=form).status_code == 400
    assert store.people.reviews() == {}


def test_public_pages_set_and_read_no_session(app: Flask) -> None:
    client = signed_in(app, "li")
    answer = client.get("/d/d-1")
    assert "Set-Cookie" not in answer.headers
    cookie = client.get_cookie("govdoc_session", path="/review")
    assert cookie is not None
    assert (cookie.http_only, cookie.same_site) == (True, "Lax")


def test_a_decision_changes_the_status_and_says_so_on_the_public_page(app: Flask, store: Store) -> None:
    client = signed_in(app, "li")
    before = store.revision()
    assert decide(client) == 302
    assert store.changed_since(before) == ("d-1",)
    derive(store)
    page = app.test_client().get("/d/d-1").get_data(as_text=True)
    assert "人工审核：废止。已有新的规定完全涵盖：见清政办发〔2026〕1号" in page
    assert "badge-repealed" in page
    history = client.get("/review/d/d-1").get_data(as_text=True)
    assert "作出清理意见" in history


def test_the_public_page_has_the_new_status_at_once_and_the_old_one_when_it_is_undone(app: Flask, store: Store) -> None:
    derive(store)
    client, public = signed_in(app, "li"), app.test_client()
    decide(client)
    page = public.get("/d/d-1").get_data(as_text=True)
    assert "badge-repealed" in page
    assert "人工审核：废止。已有新的规定完全涵盖：见清政办发〔2026〕1号" in page
    assert "随后更新" not in page
    assert derive(store).changed == ()
    sequence = str(store.people.standing(["d-1"])["d-1"][-1].sequence)
    client.post("/review/undo", data={"csrf_token": token(client, "/review/d/d-1"), "id": "d-1", "sequence": sequence})
    assert "badge-unknown" in public.get("/d/d-1").get_data(as_text=True)
    assert derive(store).changed == ()


@pytest.mark.parametrize("decided_on", ["d-3", "d-4"])
def test_what_audits_found_before_a_decision_does_not_contradict_it(app: Flask, store: Store, decided_on: str) -> None:
    """The decision may be on either copy of the text: both pages and both lists say that they are made anew later."""
    text = "第一条 本办法自2020年1月1日起施行，有效期至2099年12月31日。"
    one = Document("d-3", "清水区犬只管理办法", text, number="清政发〔2020〕9号", kind=Kind.NORMATIVE)
    store.put_documents([one, replace(one, id="d-4"), replace(one, id="d-5", title="清水区猫只管理办法", number="清政发〔2020〕10号")], T0)  # fmt: skip
    derive(store)
    client, later = signed_in(app, "li"), "清单将在下次推算后更新"
    pages = ("/d/d-3", "/d/d-4", "/audit/expiry", "/review/list/expiry")
    said = {page: client.get(page).get_data(as_text=True) for page in (*pages, "/d/d-5")}
    assert not any(later in page for page in said.values())
    assert all(
        "到期和评估</a>" in page and "应当启动评估" in page for url, page in said.items() if url.startswith("/d/")
    )
    decide(client, decided_on)
    now = {page: client.get(page).get_data(as_text=True) for page in (*pages, "/d/d-5")}
    assert [page.count(later) for page in now.values()] == [1, 1, 1, 1, 0]
    assert all("到期和评估</a>" not in now[url] and "应当启动评估" not in now[url] for url in pages[:2])
    assert "到期和评估</a>" in now["/d/d-5"]
    derive(store)
    assert not any(later in client.get(page).get_data(as_text=True) for page in now)
    assert "d-3" not in {row.document_id for row in store.audit(AuditQuery("expiry", date(2026, 5, 6)))}


def test_too_many_to_derive_in_a_request_are_said_to_follow(app: Flask, store: Store, monkeypatch: pytest.MonkeyPatch) -> None:  # fmt: skip
    derive(store)
    monkeypatch.setattr(base, "AT_ONCE", 0)
    client, public = signed_in(app, "li"), app.test_client()
    decide(client)
    said = "人工审核：废止。已有新的规定完全涵盖：见清政办发〔2026〕1号。有效性随后更新。"
    assert said in public.get("/d/d-1").get_data(as_text=True)
    redecide(store, ["d-1"])  # as the indexer process does
    assert "随后更新" not in public.get("/d/d-1").get_data(as_text=True)
    sequence = str(store.people.standing(["d-1"])["d-1"][-1].sequence)
    client.post("/review/undo", data={"csrf_token": token(client, "/review/d/d-1"), "id": "d-1", "sequence": sequence})
    assert "审核意见已经撤回，有效性随后更新" in public.get("/d/d-1").get_data(as_text=True)


def test_documents_of_the_queue_are_asked_of_a_reviewer_and_found_by_him(app: Flask, store: Store) -> None:
    term = Document("d-3", "清水区犬只管理办法", "第一条 本办法自2020年1月1日起施行，有效期至2099年12月31日。")
    store.put_documents([term, replace(term, id="d-4", title="清水区猫只管理办法")], T0)
    derive(store)
    client = signed_in(app, "li")
    form = {"csrf_token": token(client, "/review/list/expiry"), "list": "expiry", "id": "d-3", "to": "wang"}
    assert client.post("/review/assign", data=form).status_code == 303
    assert client.post("/review/assign", data=form | {"to": "reader"}).status_code == 400
    for asked, there in (("wang", {"d-3"}), ("li", set()), ("/", {"d-4"}), ("", {"d-3", "d-4"})):
        page = client.get(f"/review/list/expiry?assignee={asked}").get_data(as_text=True)
        assert set(re.findall(r'name="id" value="([^"]+)"', page)) == there, asked
    assert client.post("/review/assign", data=form | {"to": "/"}).status_code == 303
    assert store.people.assignees(["d-3"]) == {}
    told = [e.deed.after for e in store.people.trail() if e.deed.action == "assigned"]
    assert told == [{"to": "wang"}, {"to": None}]


def test_the_home_page_shows_what_waits_and_the_newest_without_reading_everything(two: Flask, store: Store) -> None:
    client = signed_in(two, "li")
    decide(client)
    decide(client, "d/2")
    page = client.get("/review/").get_data(as_text=True)
    assert "等待另一位审核人员复核（2 件）" in page
    (first, *_) = [one for one in store.people.waiting() if one.review.document_id == "d-1"]
    store.people.decide([Deed(T0, "wang", "confirmed", "d-1", None, {"confirms": first.sequence})])
    assert [one.review.document_id for one in store.people.waiting()] == ["d/2"]
    assert store.people.decided_lately(1) == ("d/2",)


def test_a_decision_is_undone_by_a_further_entry(app: Flask, store: Store) -> None:
    client = signed_in(app, "li")
    decide(client)
    sequence = store.people.standing(["d-1"])["d-1"][-1].sequence
    form = {"csrf_token": token(client, "/review/d/d-1"), "id": "d-1", "sequence": str(sequence)}
    assert client.post("/review/undo", data=form).status_code == 302
    assert store.people.reviews() == {}
    assert [e.deed.action for e in store.people.deeds_on("d-1")] == ["decided", "undone"]
    assert client.post("/review/undo", data=form).status_code == 409


def test_where_two_must_agree_the_second_confirms(two: Flask, store: Store) -> None:
    first, second = signed_in(two, "li"), signed_in(two, "wang")
    decide(first)
    assert store.people.reviews() == {}
    sequence = str(store.people.standing(["d-1"])["d-1"][-1].sequence)
    own = {"csrf_token": token(first, "/review/d/d-1"), "id": "d-1", "sequence": sequence}
    assert first.post("/review/confirm", data=own).status_code == 400
    other = {"csrf_token": token(second, "/review/d/d-1"), "id": "d-1", "sequence": sequence}
    assert second.post("/review/confirm", data=other).status_code == 302
    assert store.people.reviews()["d-1"][0].reviewer == "li"


def test_several_documents_at_once_get_the_decision_or_none(app: Flask, store: Store) -> None:
    client = signed_in(app, "li")
    page = client.get("/review/decide?id=d-1&id=d/2").get_data(as_text=True)
    assert "2 件文件的清理意见" in page
    form = {"csrf_token": token(client, "/review/decide?id=d-1"), "decision": "retained", "reason_code": "needed"}
    assert client.post("/review/decide", data=form | {"id": ["d-1", "unknown"]}).status_code == 404
    assert store.people.reviews() == {}
    assert client.post("/review/decide", data=form | {"id": ["d-1", "d/2"]}).status_code == 302
    assert set(store.people.reviews()) == {"d-1", "d/2"}


def test_a_list_is_ticked_and_decided_on_together(app: Flask, store: Store) -> None:
    text = "第一条 本办法自2020年1月1日起施行，有效期至2099年12月31日。"
    term = Document("d-3", "清水区犬只管理办法", text, number="清政发〔2020〕9号")
    store.put_documents([term], T0)
    derive(store)
    client = signed_in(app, "li")
    page = client.get("/review/list/expiry?page=1").get_data(as_text=True)
    assert 'name="id" value="d-3"' in page
    assert "有效期至2099年12月31日" in page
    assert client.get("/review/list/nothing").status_code == 404
    assert client.get("/review/list/expiry?reason=x").status_code == 400
    assert "到期和评估" in client.get("/review/").get_data(as_text=True)


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"decision": ""}, "请选择清理意见"),
        ({"reason_code": "x"}, "请选择理由"),
        ({"decision": "extended"}, "请填写延长至哪一天"),
        ({"decision": "extended", "until": "2020-01-01"}, "已经过去"),
        ({"decision": "extended", "until": "明年"}, "看不懂"),
        ({"until": "2030-01-01"}, "只有“延长有效期”"),
        ({"reason_code": "other", "reason": " "}, "写明"),
        ({"reason": "长" * 501}, "最多 500 字"),
    ],
)
def test_a_faulty_decision_is_refused_with_its_faults_and_kept_in_the_form(
    app: Flask, store: Store, fields: dict[str, str], said: str
) -> None:
    client = signed_in(app, "li")
    form = {"id": "d-1", "decision": "repealed", "reason_code": "covered", "reason": "说明文字"} | fields
    answer = client.post("/review/decide", data={"csrf_token": token(client, "/review/d/d-1")} | form)
    assert answer.status_code == 400
    assert said in answer.get_data(as_text=True)
    assert store.people.reviews() == {}


def test_a_text_that_changed_meanwhile_is_not_decided_on(app: Flask, store: Store) -> None:
    client = signed_in(app, "li")
    assert decide(client, **{"version-d-1": "000000000000"}) == 400
    assert store.people.reviews() == {}


def test_five_wrong_passwords_lock_the_account(app: Flask, store: Store) -> None:
    client = app.test_client()
    for _ in range(5):
        form = {"csrf_token": token(client), "name": "li", "password": "wrong"}
        assert client.post("/review/sign-in", data=form).status_code == 401
    form = {"csrf_token": token(client), "name": "li", "password": PASSWORD}
    answer = client.post("/review/sign-in", data=form)
    assert answer.status_code == 401
    assert "已锁定" in answer.get_data(as_text=True)
    assert [e.deed.action for e in store.people.trail()][-1] == "locked"


def test_a_lock_ends_by_itself_and_the_next_five_lock_again() -> None:
    one = new_account("li", Role.REVIEWER, PASSWORD, T0)
    for _ in range(5):
        one = after_failure(one, T0)
    assert locked(one, T0)
    assert not locked(one, T0 + timedelta(minutes=15))
    assert not locked(after_failure(one, T0), T0)


@pytest.mark.parametrize(("hours", "status"), [(7, 200), (9, 302)])
def test_a_session_ends_after_a_working_day_without_a_click(
    app: Flask, monkeypatch: pytest.MonkeyPatch, hours: int, status: int
) -> None:
    then = int(time.time()) - hours * 3600
    with monkeypatch.context() as earlier:
        earlier.setattr(TimestampSigner, "get_timestamp", lambda _: then)
        client = signed_in(app, "li")
    assert client.get("/review/").status_code == status


def test_a_new_password_ends_every_other_session(app: Flask) -> None:
    here, there = signed_in(app, "li"), signed_in(app, "li")
    form = {
        "csrf_token": token(here, "/review/password"),
        "old": PASSWORD,
        "new": "新的一句好记的话吧",
        "again": "新的一句好记的话吧",
    }
    assert here.post("/review/password", data=form).status_code == 400  # nine characters
    form |= {"new": "这是一句新的好记的话呢", "again": "这是一句新的好记的话呢"}
    assert here.post("/review/password", data=form).status_code == 302
    assert here.get("/review/").status_code == 200
    assert there.get("/review/").status_code == 302


def test_an_administrator_adds_changes_and_disables_accounts_but_not_himself(app: Flask, store: Store) -> None:
    root = signed_in(app, "root")
    form = {"csrf_token": token(root, "/review/accounts"), "name": "赵", "role": "reader", "password": PASSWORD}
    assert root.post("/review/accounts", data=form).status_code == 302
    assert root.post("/review/accounts", data=form).status_code == 400
    zhao = signed_in(app, "赵")
    csrf = form["csrf_token"]
    for to in ("reviewer", "disabled"):
        assert (
            root.post("/review/accounts/change", data={"csrf_token": csrf, "name": "赵", "to": to}).status_code == 302
        )
    assert zhao.get("/review/").status_code == 302
    assert store.people.account("赵").role is Role.REVIEWER
    for name, to in (("root", "reader"), ("赵", "emperor")):
        assert (
            root.post("/review/accounts/change", data={"csrf_token": csrf, "name": name, "to": to}).status_code == 400
        )


@pytest.mark.parametrize(
    ("action", "subject", "before", "after", "said", "way"),
    [
        ("decided", "d-1", {"decision": "retained"}, {"decision": "repealed", "reason": "废止。已有新规定", "until": None}, "废止。已有新规定（原为保留）", "/review/d/d-1"),
        ("item undone", "2026-1/d/2", {"decision": "repealed"}, {"document": "d/2", "undoes": 12}, "撤回第 12 号（原为废止）", "/review/campaigns/2026-1/items/d/2"),
        ("item assigned", "2026-1/d-1", {"to": "li"}, {"to": None}, "交给空缺（原为li）", "/review/campaigns/2026-1/items/d-1"),
        ("role changed", "wang", {"role": "reader"}, {"role": "reviewer"}, "审核人员（原为查阅人员）", None),
        ("campaign published", "2026-1", None, {"documents": 7}, "共 7 件", "/review/campaigns/2026-1"),
        ("report saved", "annual:2022:云溪区", {"version": 3}, {"texts": {"a": "b"}, "figures": {}}, "写了 1 部分", "/review/annual?year=2022&issuer=%E4%BA%91%E6%BA%AA%E5%8C%BA"),
        ("signed in", "li", None, None, "", None),
    ],
)  # fmt: skip
def test_an_entry_of_the_trail_is_told_in_a_line_and_leads_to_its_page(app: Flask, action: str, subject: str, before: Any, after: Any, said: str, way: str | None) -> None:  # fmt: skip
    entry = TrailEntry(1, Deed(T0, "li", action, subject, before, after), "")
    assert told(entry) == said
    with app.test_request_context():
        assert where(entry) == way


def test_the_trail_is_shown_and_exported_without_formulas(app: Flask, store: Store) -> None:
    client = signed_in(app, "li")
    decide(client, reason="=1+1")
    assert "作出清理意见" in client.get("/review/trail").get_data(as_text=True)
    assert client.get("/review/trail?before=abc").status_code == 200
    sheet = client.get("/review/trail.csv").get_data(as_text=True)
    assert not re.search(r'(^|,)"?[=+@]', sheet, re.MULTILINE)
    assert store.people.trail_head()[1] in sheet


@pytest.mark.parametrize(
    ("password", "fault"),
    [("短", "10"), ("a" * 300, "200"), ("aaaaaaaaaaaa", "重复"), ("reviewerli123", "账号名"), (PASSWORD, None)],
)
def test_passwords_are_judged_by_length_not_by_mixture(password: str, fault: str | None) -> None:
    found = fault_of_password(password, "li")
    assert (found is None) if fault is None else (found is not None and fault in found)


@pytest.mark.parametrize("name", ["", " li", "a/b", "x" * 41, "a\nb"])
def test_odd_names_are_refused(name: str) -> None:
    assert fault_of_name(name)


def test_the_first_administrator_is_made_by_a_command(tmp_path: Path) -> None:
    def run(*words: str) -> str:
        result = CliRunner().invoke(cli, ["--data", str(tmp_path), *words], standalone_mode=False)
        if result.exception:
            raise result.exception
        return result.output

    assert "added" in run("account", "add", "admin", "--role", "administrator", "--password", PASSWORD)
    assert "administrator\tactive" in run("account", "list")
    run("account", "disable", "admin")
    assert "disabled" in run("account", "list")
    run("account", "disable", "admin", "--again")
    assert "ended" in run("account", "password", "admin", "--password", PASSWORD + "！")
    assert "trail: 4 entries" in run("verify")
