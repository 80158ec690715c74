"""U20: the public comments on items of a clean-up; a reviewer lets pass or turns down, and answers."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from govdoc.comments import Comment, CommentState, for_the_public
from govdoc.people import Deed
from govdoc.settings import Settings
from govdoc.store import Store
from govdoc.store.comments import PER_ITEM
from search_web.app import create_app
from tests.search_web.campaigns import begun, made_store, seen, signed_in, token

LATER = date(2999, 12, 31)
WORDS = "这个办法已经没有单位在执行，建议废止。"


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with made_store(tmp_path) as opened:
        yield opened


@pytest.fixture
def app(tmp_path: Path, store: Store) -> Flask:
    return create_app(Settings(tmp_path, engine_url=str(tmp_path / "none")), store=store)


@pytest.fixture
def id(store: Store) -> str:
    """A campaign that the public may comment on."""
    begun_id = begun(store).id
    heard(store, begun_id, LATER)
    return begun_id


def heard(store: Store, id: str, until: date) -> None:
    deed = Deed(datetime.now(UTC), "li", "consultation set", id)
    store.campaigns.change(id, lambda one: replace(one, consulted_until=until), deed)


def seal(client: FlaskClient, id: str, document: str = "m-00000") -> str:
    found = re.search(
        r'name="form" value="([^"]+)"', client.get(f"/cleanup/{id}/items/{document}").get_data(as_text=True)
    )
    return found[1] if found else ""


def say(client: FlaskClient, id: str, message: str = WORDS, document: str = "m-00000", **more: str) -> tuple[int, str]:
    form = {"form": seal(client, id, document), "message": message, "contact": "13900000000"} | more
    answer = client.post(f"/cleanup/{id}/items/{document}", data=form)
    return answer.status_code, answer.get_data(as_text=True)


def handle(client: FlaskClient, id: str, comment: Comment, do: str, answer: str = "") -> int:
    form = {"csrf_token": token(client, "/review/password"), "do": do, "answer": answer}
    form |= {"comment": str(comment.id), "seen": str(comment.revision)}
    return client.post(f"/review/campaigns/{id}/comments", data=form).status_code


def test_a_comment_is_shown_with_its_answer_once_a_reviewer_let_it_pass(app: Flask, store: Store, id: str) -> None:
    public, li = app.test_client(), signed_in(app, "li")
    status, page = say(public, id, WORDS + "电话13800000000，邮箱a.b@c.cn。")
    assert status == 200
    assert "已经收到" in page
    assert WORDS not in public.get(f"/cleanup/{id}/items/m-00000").get_data(as_text=True)
    (comment,) = store.comments.of_campaign(id)
    desk = li.get(f"/review/campaigns/{id}/comments").get_data(as_text=True)
    assert "13900000000" in desk  # the office may ask back
    assert handle(li, id, comment, "publish", "已经采纳。") == 303
    shown = public.get(f"/cleanup/{id}/items/m-00000").get_data(as_text=True)
    assert WORDS in shown
    assert "已经采纳。" in shown
    for private in ("13800000000", "13900000000", "a.b@c.cn"):
        assert private not in shown
    assert "公众意见 1" in public.get(f"/cleanup/{id}").get_data(as_text=True)
    assert [e.deed.action for e in store.people.trail()][-1] == "comment published"


def test_what_is_turned_down_is_not_shown_and_stays_on_file(app: Flask, store: Store, id: str) -> None:
    public, li = app.test_client(), signed_in(app, "li")
    say(public, id)
    assert handle(li, id, store.comments.of_campaign(id)[0], "refuse") == 303
    assert WORDS not in public.get(f"/cleanup/{id}/items/m-00000").get_data(as_text=True)
    table = li.get(f"/review/campaigns/{id}/comments.csv").get_data(as_text=True)
    assert WORDS in table
    assert "不予公开" in table


def test_two_reviewers_on_one_comment_the_second_is_told(app: Flask, store: Store, id: str) -> None:
    say(app.test_client(), id)
    (comment,) = store.comments.of_campaign(id)
    li, wang = signed_in(app, "li"), signed_in(app, "wang")
    assert handle(li, id, comment, "publish") == 303
    assert handle(wang, id, comment, "refuse") == 409
    assert store.comments.get(comment.id).state is CommentState.PUBLISHED
    assert handle(li, "2020-1", comment, "refuse") == 404
    assert handle(li, id, comment, "burn") == 400


@pytest.mark.parametrize(
    ("message", "more", "said"),
    [
        ("短", {}, "用 5 到 1000 个字"),
        ("长" * 1001, {}, "用 5 到 1000 个字"),
        ("看这里 https://a.b https://a.c www.d.e", {}, "最多写 2 个网址"),
        (WORDS, {"contact": "x" * 101}, "联系方式最多"),
        (WORDS, {"form": "forged"}, "表单已经过期"),
        (WORDS, {"form": ""}, "表单已经过期"),
    ],
)
def test_a_faulty_comment_comes_back_with_what_was_typed(
    app: Flask, store: Store, id: str, message: str, more: dict[str, str], said: str
) -> None:
    status, page = say(app.test_client(), id, message, **more)
    assert status == 400
    assert said in page
    assert message in page
    assert store.comments.of_campaign(id) == ()


def test_a_form_serves_its_own_item_only_and_no_other_site(app: Flask, store: Store, id: str) -> None:
    public = app.test_client()
    form = {"form": seal(public, id, "m-00001"), "message": WORDS}
    assert public.post(f"/cleanup/{id}/items/m-00000", data=form).status_code == 400
    own = {"form": seal(public, id), "message": WORDS}
    for headers in ({"Sec-Fetch-Site": "cross-site"}, {"Origin": "https://evil.example"}):
        assert public.post(f"/cleanup/{id}/items/m-00000", data=own, headers=headers).status_code == 400
    assert store.comments.of_campaign(id) == ()


def test_robots_and_floods_are_kept_out(app: Flask, store: Store, id: str) -> None:
    public = app.test_client()
    assert say(public, id, website="http://buy.example")[0] == 200  # the robot is told nothing
    assert store.comments.of_campaign(id) == ()
    assert say(public, id)[0] == 200
    assert "已经收到过了" in say(public, id)[1]
    now = datetime.now(UTC)
    for n in range(PER_ITEM - 1):
        assert store.comments.add(Comment(id, "m-00000", f"第{n}条意见", now)) is None
    assert "意见太多" in say(public, id, "再来一条意见")[1]
    assert say(public, id, "另一件的意见", document="m-00001")[0] == 200
    later = now + timedelta(days=1, seconds=1)
    assert store.comments.add(Comment(id, "m-00000", "第二天的意见", later)) is None


def test_nobody_comments_before_after_or_on_what_is_not_listed(app: Flask, store: Store, id: str) -> None:
    public = app.test_client()
    form = seal(public, id)
    hidden = begun(store).id
    assert public.get(f"/cleanup/{hidden}").status_code == 404
    assert public.get(f"/cleanup/{hidden}/items/m-00000").status_code == 404
    assert public.get(f"/cleanup/{id}/items/nothing").status_code == 404
    heard(store, id, date(2020, 1, 1))
    status, page = say(public, id, form=form)
    assert status == 400
    assert "征求意见已经结束" in page
    assert 'name="message"' not in public.get(f"/cleanup/{id}/items/m-00000").get_data(as_text=True)
    assert store.comments.of_campaign(id) == ()


def test_the_public_sees_opinions_that_hold_and_nobody_s_account(app: Flask, store: Store, id: str) -> None:
    li, public = signed_in(app, "li"), app.test_client()
    data = {"csrf_token": token(li, "/review/password"), "decision": "repealed", "reason_code": "covered", "reason": "见新办法"}  # fmt: skip
    li.post(f"/review/campaigns/{id}/decide", data=data | seen(store, id, "m-00000"))
    li.post(f"/review/campaigns/{id}/remove", data=data | seen(store, id, "m-00001") | {"why": "不是"})
    for path in (f"/cleanup/{id}", f"/cleanup/{id}/items/m-00000"):
        page = public.get(path)
        text = page.get_data(as_text=True)
        assert "废止" in text
        assert "Set-Cookie" not in page.headers
        assert not re.search(r"\bli\b", re.sub(r"<[^>]*>", " ", text))
    assert public.get(f"/cleanup/{id}/items/m-00001").status_code == 404
    assert public.get(f"/cleanup/{id}/notice").status_code == 404
    assert public.get(f"/cleanup/{id}?outcome=x").status_code == 400
    assert "可以提出意见" in public.get("/d/m-00000").get_data(as_text=True)
    assert "可以提出意见" not in public.get("/d/m-00001").get_data(as_text=True)
    assert id in public.get("/cleanup/").get_data(as_text=True)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("电话13800000000", "电话＊＊＊"),
        ("138 0000 0000", "＊＊＊"),
        ("0533-4110000转", "＊＊＊转"),
        ("身份证11010119900307447X。", "身份证＊＊＊。"),
        ("写信到a.b@mail.gov.cn", "写信到＊＊＊"),
        ("微信号：abcd_1234", "微信号：＊＊＊"),
        ("见清政办发〔2016〕1号，2016年1月1日起", "见清政办发〔2016〕1号，2016年1月1日起"),
        ("自2016-01-01至2020-12-31，共12345元", "自2016-01-01至2020-12-31，共12345元"),
    ],
)
def test_numbers_and_addresses_of_people_are_hidden(text: str, shown: str) -> None:
    assert for_the_public(text) == shown
