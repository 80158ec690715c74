"""O7 and S13: searches are counted without who asks; what few people search for, and what may tell of a person, is never shown."""

from __future__ import annotations

import logging
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import date, timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner
from flask import Flask

from govdoc.__main__ import cli
from govdoc.document import Document
from govdoc.errors import ConfigError
from govdoc.settings import Settings, load_settings, today
from govdoc.store import SearchCount, Store, open_store
from govdoc.store.searches import DRAWERS, drawer
from search_web import query_log
from search_web.app import create_app
from search_web.private_words import shareable
from search_web.query_log import QueryLog, akin, beginning
from tests.search_web.conftest import SubstringEngine

MONDAY = date(2026, 11, 23)
KEY = b"k" * 16
PEOPLE = [f"198.51.100.{n}" for n in range(1, 13)]
"""Twelve askers; under KEY they fall into more than five drawers."""


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with open_store(f"sqlite:///{tmp_path / 'govdoc.sqlite3'}") as opened:
        yield opened


def app_over(root: Path, store: Store, hot_searches: int = 5) -> Flask:
    documents = [
        Document("a", "关于农村低保的通知", text="各镇：农村低保"),
        Document("b", "高龄津贴办法", text="高龄津贴"),
    ]
    made = Settings(root, store_url=f"sqlite:///{root / 'govdoc.sqlite3'}", hot_searches=hot_searches, rate_limit=0)
    return create_app(made, SubstringEngine(documents), store)


def ask(app: Flask, words: str, people: list[str], path: str = "/search", **headers: str) -> None:
    for address in people:
        asked = app.test_client().get(
            f"{path}{'&' if '?' in path else '?'}q={words}", environ_base={"REMOTE_ADDR": address}, headers=headers
        )
        assert asked.status_code == 200


def shown(app: Flask) -> str:
    """The start page after what was counted is written, and read anew."""
    log: QueryLog = app.extensions["govdoc"].query_log
    log.write(today())
    log._often = None
    return app.test_client().get("/").get_data(as_text=True)


def test_S13_what_many_ask_is_shown_what_few_ask_is_not(tmp_path: Path, store: Store) -> None:
    app = app_over(tmp_path, store)
    ask(app, "农村低保", PEOPLE)
    ask(app, "高龄津贴", PEOPLE[:4])
    ask(app, "高龄津贴", PEOPLE[:4] * 10)
    ask(app, "没有的东西", PEOPLE)
    page = shown(app)
    assert ">农村低保</a>" in page.partition("大家常查")[2]
    assert ">高龄津贴</a>" not in page
    assert ">没有的东西</a>" not in page, "what finds nothing helps nobody"
    hot = app.test_client().get("/api/v1/suggest?q=").get_json()["suggestions"]
    assert hot == [{"text": "农村低保", "kind": "hot", "id": None}]
    typed = app.test_client().get("/api/v1/suggest?q=低保").get_json()["suggestions"]
    assert typed[0] == hot[0]
    other = app.test_client().get("/search?q=低保标准").get_data(as_text=True)
    assert ">农村低保</a>" in other.partition("大家还查")[2]


def test_O7_no_address_in_store_or_log(tmp_path: Path, store: Store, caplog: pytest.LogCaptureFixture) -> None:
    app = app_over(tmp_path, store)
    with caplog.at_level(logging.DEBUG):
        ask(app, "农村低保", PEOPLE)
        shown(app)
    assert not any(address in caplog.text for address in PEOPLE)
    with closing(sqlite3.connect(tmp_path / "govdoc.sqlite3")) as database:
        columns = [row[1] for row in database.execute("PRAGMA table_info(searches)")]
        database.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        (drawers,) = database.execute("SELECT drawers FROM searches").fetchone()
    assert columns == ["week", "words", "times", "drawers", "people", "found"]
    assert 0 < drawers < 2**DRAWERS
    kept = b"".join(file.read_bytes() for file in tmp_path.iterdir() if file.is_file())
    assert not any(address.encode() in kept for address in PEOPLE)
    assert "农村低保".encode() in kept


def test_only_what_somebody_typed_is_counted_once(tmp_path: Path, store: Store) -> None:
    app = app_over(tmp_path, store)
    ask(app, "农村低保", PEOPLE, **{"Sec-GPC": "1"})
    ask(app, "农村低保", PEOPLE, path="/api/v1/search")
    ask(app, "农村低保", PEOPLE, path="/search?kind=notice")
    assert "大家常查" not in shown(app)


def test_a_setting_switches_it_off(tmp_path: Path, store: Store) -> None:
    app = app_over(tmp_path, store, hot_searches=0)
    ask(app, "农村低保", PEOPLE)
    assert "大家常查" not in shown(app)
    assert store.searches.often(today(), 1) == ()
    assert load_settings(environ={"GOVDOC_HOT_SEARCHES": "0"}).hot_searches == 0
    with pytest.raises(ConfigError, match="5 or more"):
        load_settings(environ={"GOVDOC_HOT_SEARCHES": "2"})


@pytest.mark.parametrize(
    "typed",
    ["13812345678", "联系电话 0533-4110000", "110101 19900307 7758", "a.b@example.org", "鲁C·12345", "3号楼加装电梯",
     "王某某举报", "张伟", "赵女士 低保", "欧阳娜娜 公示", "https://example.org/x", "微信 12345678", "", "查" * 41],
)  # fmt: skip
def test_nothing_that_may_tell_of_a_person_is_counted(typed: str) -> None:
    assert shareable(typed) is None


@pytest.mark.parametrize(
    "typed",
    [
        "农村低保怎么申请",
        "博政办发〔2017〕5号",
        "高龄津贴",
        "石家庄",
        "2021-2025年规划",
        "万元以下",
        "马路 停车",
        "住房公积金",
    ],
)
def test_what_tells_of_no_person_is(typed: str) -> None:
    assert shareable(typed)


def test_one_form_for_all_ways_to_write() -> None:
    assert shareable(" ＷＴＯ　 规则 ") == shareable("wto 规则") == "wto 规则"


def test_drawers_never_say_more_people_than_there_were(store: Store) -> None:
    for people in range(1, 40):
        asked = SearchCount()
        for n in range(people):
            asked = asked.plus(SearchCount(1, drawer(KEY, f"203.0.113.{n}"))).plus(
                SearchCount(1, drawer(KEY, f"203.0.113.{n}"))
            )
        assert asked.people <= people
        assert asked.times == 2 * people
    assert drawer(KEY, "2001:db8:1:2::1") == drawer(KEY, "2001:db8:1:2:ffff::9")
    assert drawer(KEY, "::ffff:198.51.100.7") == drawer(KEY, "198.51.100.7")
    assert store.searches.key(MONDAY) == store.searches.key(MONDAY + timedelta(days=6))
    assert store.searches.key(MONDAY) != store.searches.key(MONDAY + timedelta(days=7))


def test_when_a_week_is_over_only_numbers_of_what_many_asked_stay(store: Store, tmp_path: Path) -> None:
    many, few = SearchCount(9, (1 << 6) - 1, 3), SearchCount(4, 0b1111, 3)
    store.searches.key(MONDAY)
    store.searches.add(MONDAY, {"农村低保": many, "高龄津贴": few}, 5)
    next_week = MONDAY + timedelta(days=7)
    assert store.searches.often(next_week, 5) == (("农村低保", 6, 9, 3),)
    store.searches.add(next_week, {"农村低保": SearchCount(1, 1, 5)}, 5)
    with closing(sqlite3.connect(tmp_path / "govdoc.sqlite3")) as database:
        rows = database.execute("SELECT week, words, drawers, people FROM searches ORDER BY week").fetchall()
        assert rows == [("2026-W48", "农村低保", 0, 6), ("2026-W49", "农村低保", 1, 1)]
        assert database.execute("SELECT count(*) FROM week_keys").fetchone() == (0,)
    assert store.searches.often(next_week + timedelta(days=14), 5) == ()
    store.searches.add(MONDAY + timedelta(weeks=9), {"低保": few}, 5)
    assert store.searches.often(MONDAY, 1) == ()


def test_a_flood_of_different_searches_fills_no_disk(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("govdoc.store.searches.MOST_WORDS", 3)
    store.searches.add(MONDAY, {f"词{n}": SearchCount(1, 1) for n in range(3)}, 5)
    store.searches.add(MONDAY, {"词1": SearchCount(1, 2), "词9": SearchCount(1, 1)}, 5)
    assert {row[0]: row[2] for row in store.searches.often(MONDAY, 1)} == {"词0": 1, "词1": 2, "词2": 1}


def test_a_store_that_cannot_be_written_costs_no_answer(tmp_path: Path) -> None:
    app = create_app(
        Settings(tmp_path, store_url=f"sqlite:///{tmp_path / 'none' / 'no.sqlite3'}"),
        SubstringEngine([Document("a", "低保")]),
    )
    assert app.test_client().get("/search?q=低保").status_code == 200
    assert app.test_client().get("/api/v1/suggest?q=低保").status_code == 200


def test_counts_are_written_by_the_minute(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    started: list[object] = []
    monkeypatch.setattr(query_log.threading, "Thread", lambda **made: started.append(made) or _Ran(made))
    log = QueryLog(lambda: store.searches, 5)
    log.note("农村低保", PEOPLE[0], 1, MONDAY)
    assert started == []
    monkeypatch.setattr(query_log, "WRITTEN_EVERY", -1.0)
    log.note("农村低保", PEOPLE[1], 1, MONDAY)
    assert len(started) == 1
    assert store.searches.often(MONDAY, 1)[0][2] == 2


class _Ran:
    """A thread that has run before it is started."""

    def __init__(self, made: dict[str, object]) -> None:
        self._made = made

    def start(self) -> None:
        target, arguments = self._made["target"], self._made["args"]
        target(*arguments)  # type: ignore[operator, misc]


def test_which_searches_are_proposed() -> None:
    often = ("农村低保标准", "低保", "高龄津贴怎么领", "城市低保")
    assert beginning(often, "低保", 3) == ["农村低保标准", "城市低保"]
    assert beginning(often, "", 2) == ["农村低保标准", "低保"]
    assert akin(often, "低保", 5) == ["农村低保标准", "城市低保"]
    assert akin(often, "领高龄津贴", 5) == ["高龄津贴怎么领"]


def test_the_operator_reads_and_deletes_them(tmp_path: Path, store: Store) -> None:
    store.searches.add(today(), {"农村低保": SearchCount(9, (1 << 6) - 1, 3)}, 5)

    def run(*options: str) -> str:
        result = CliRunner().invoke(cli, ["--data", str(tmp_path), "searches", *options])
        assert result.exit_code == 0, result.output
        return result.output

    assert run().split() == ["6", "人", "9", "次", "3", "份", "农村低保"]
    assert '"people": 6' in run("--json")
    assert run("--forget") == "1 searches deleted\n"
    assert run() == ""
