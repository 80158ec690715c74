"""Several machines on one store: claims on rows, a dead worker's work taken over, and the way from one database into another."""

from __future__ import annotations

import subprocess
import sys
import threading
from collections import Counter
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner
from sqlalchemy import select

from govdoc.__main__ import cli
from govdoc.document import Document
from govdoc.errors import StoreError
from govdoc.store import copying, open_store
from govdoc.store.copying import copy_store
from govdoc.store.dialect import make_engine
from govdoc.store.leases import LeasedError
from govdoc.store.rows import PageState, Visit
from govdoc.store.schema import metadata

NOW = datetime(2026, 11, 24, 8, 0, tzinfo=UTC)
LONG = timedelta(minutes=2)


def test_a_claim_is_one_holders_until_it_runs_out(url: str) -> None:
    with open_store(url) as store:
        leases = store.leases
        assert leases.take("site a", "one", NOW, LONG)
        assert not leases.take("site a", "two", NOW + timedelta(minutes=1), LONG)
        assert leases.take("site b", "two", NOW, LONG)
        assert leases.take("site a", "one", NOW + timedelta(minutes=1), LONG)
        assert not leases.take("site a", "two", NOW + timedelta(minutes=2), LONG)
        assert leases.take("site a", "two", NOW + timedelta(minutes=3, seconds=1), LONG)
        assert not leases.take("site a", "one", NOW + timedelta(minutes=4), LONG)
        leases.give_back("site a", "one")
        assert [lease.holder for lease in leases.all()] == ["two", "two"]
        leases.give_back("site a", "two")
        assert leases.take("site a", "one", NOW, LONG)


def test_of_many_that_claim_at_once_one_gets_each(url: str) -> None:
    won: Counter[str] = Counter()
    names = [f"site {number}" for number in range(12)]
    start = threading.Barrier(6)

    def worker(holder: str) -> None:
        with open_store(url) as store:
            start.wait()
            for name in names:
                if store.leases.take(name, holder, NOW, LONG):
                    won[name] += 1

    open_store(url).close()
    threads = [threading.Thread(target=worker, args=(f"machine {number}",)) for number in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert won == Counter(names)


def test_work_under_a_claim_keeps_it_and_gives_it_back(url: str) -> None:
    with open_store(url) as store:
        with store.leases.held("index", "one", timedelta(seconds=0.4)):
            first = store.leases.all()[0].until
            renewed = threading.Event()
            while not renewed.wait(0.02) and store.leases.all()[0].until == first:
                pass
            with (
                pytest.raises(LeasedError, match=r"index is being worked on by two|one"),
                store.leases.held("index", "two"),
            ):
                pass
        assert store.leases.all() == ()


TAKES = """
import sys
from datetime import timedelta
from govdoc.store import open_store
with open_store(sys.argv[1]) as store, store.leases.held("site a", "machine one", timedelta(seconds=1)):
    print("held", flush=True)
    sys.stdin.read()
"""


def test_a_dead_workers_site_is_taken_over_after_its_lease(url: str) -> None:
    with open_store(url) as store:
        worker = subprocess.Popen(
            [sys.executable, "-c", TAKES, url], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        try:
            assert worker.stdout is not None
            assert worker.stdout.readline() == "held\n"
            assert not store.leases.take("site a", "machine two", datetime.now(UTC))
        finally:
            worker.kill()
            worker.wait()
        until = store.leases.all()[0].until
        assert not store.leases.take("site a", "machine two", until)
        assert store.leases.take("site a", "machine two", until + timedelta(seconds=1))


def test_a_worker_that_lost_its_claim_ends(url: str) -> None:
    with open_store(url) as store:
        worker = subprocess.Popen(
            [sys.executable, "-c", TAKES, url], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        try:
            assert worker.stdout is not None
            worker.stdout.readline()
            later = datetime.now(UTC) + timedelta(hours=1)
            assert store.leases.take("site a", "machine two", later)
            assert worker.wait(30) != 0
        finally:
            worker.kill()
            worker.wait()
        assert store.leases.all()[0].holder == "machine two"


def filled(url: str) -> None:
    documents = [
        Document(id=f"文件{number}", url=f"http://x/{number}", title=f"关于第{number}号的通知", text="全文\n" * number, issued_on=date(2020, 1, 1))
        for number in range(1, 1203)
    ]  # fmt: skip
    with open_store(url) as store:
        store.put_documents(documents, NOW)
        store.put_documents([Document(id="文件1", title="改了", text="改了")], NOW + LONG)
        store.redact("文件2", "含个人信息", NOW)
        store.leases.take("site a", "one", NOW)


def test_a_store_is_copied_into_postgresql_and_back(postgres: str, tmp_path: Path) -> None:
    source, back = f"sqlite:///{tmp_path}/a.sqlite3", f"sqlite:///{tmp_path}/b.sqlite3"
    filled(source)
    engine = make_engine(postgres, create=True)
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.exec_driver_sql("DROP SCHEMA public CASCADE")
        connection.exec_driver_sql("CREATE SCHEMA public")
    there = list(copy_store(source, postgres))
    assert {done.table: done.rows for done in there}["document_versions"] == 1202
    assert list(copy_store(postgres, back)) == there
    assert {done.table for done in there} == set(metadata.tables) - {"leases"}
    with open_store(source) as first, open_store(postgres) as second:
        assert list(first.documents()) == list(second.documents())
        assert first.ledger_head() == second.ledger_head()
        assert list(second.ledger_problems()) == []
        assert second.history("文件1")[-1].document.title == "改了"
        assert second.put_documents([Document(id="neu", title="新")], NOW).new == 1
        assert second.revision() == first.revision() + 1
    with pytest.raises(StoreError, match=r"has rows already: copy into an empty database"):
        list(copy_store(source, postgres))
    engine.dispose()


def test_a_copy_that_comes_out_different_is_not_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    source, target = f"sqlite:///{tmp_path}/a.sqlite3", f"sqlite:///{tmp_path}/b.sqlite3"
    filled(source)
    honest = copying._portions
    monkeypatch.setattr(copying, "_portions", lambda connection, table: (rows[1:] or rows for rows in honest(connection, table)))  # fmt: skip
    with pytest.raises(StoreError, match="came out different"):
        list(copy_store(source, target))
    with make_engine(target, create=False).connect() as connection:
        assert connection.execute(select(metadata.tables["documents"])).first() is None


def test_the_command_names_each_table(tmp_path: Path) -> None:
    filled(f"sqlite:///{tmp_path}/govdoc.sqlite3")
    run = CliRunner().invoke(cli, ["--data", str(tmp_path), "store", "copy", f"sqlite:///{tmp_path}/new.sqlite3"])
    assert run.exit_code == 0, run.output
    assert "document_versions           1,202 rows" in run.output
    assert "the same count and hash on both sides" in run.output
    leases = CliRunner().invoke(cli, ["--data", str(tmp_path), "store", "leases"])
    assert "site a  one  until 2026-11-24" in leases.output


def visit(site: str, text: str) -> Visit:
    page = PageState(
        url=f"https://{site}.example/1", site=site, channel=None, document_id=site, state="unchanged", first_seen_at=NOW
    )
    return Visit(page, Document(id=site, url=page.url, title=f"{site}的通知", text=text))


def test_crawlers_that_find_nothing_new_go_on_side_by_side(postgres: str) -> None:
    """While one site's batch is being written, another site's is too; who brings a new text waits for both."""
    done: list[str] = []

    def put(site: str, text: str) -> None:
        with open_store(postgres) as store:
            store.put_visits([visit(site, text)], NOW + LONG)
        done.append(text)

    with open_store(postgres) as store:
        for site in ("甲", "乙"):
            store.put_visits([visit(site, "原文")], NOW)
        known, brought = (threading.Thread(target=put, args=one) for one in (("甲", "原文"), ("乙", "新文")))
        with store._sharing():
            known.start()
            known.join(60)
            brought.start()
            assert done == ["原文"]
            brought.join(0.3)
            assert brought.is_alive()
        brought.join(60)
        assert done == ["原文", "新文"]
        assert store.document("乙").text == "新文"
        assert list(store.ledger_problems()) == []
