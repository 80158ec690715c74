"""U16, the ledger of silent changes: edited texts show their difference, the chain holds, tampering is found."""

from __future__ import annotations

import json
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from alembic import command
from alembic.config import Config

from govdoc.date_doubts import Sighting, date_doubts
from govdoc.document import Document
from govdoc.store import PageState, Run, Store, Visit, open_store
from govdoc.store import payload as payloads
from govdoc.store.dialect import WRITES, make_engine
from govdoc.store.migrate import SCRIPTS

T0 = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)
DAY = timedelta(days=1)
FIRST = Document(
    "s-1", "关于调整补贴标准的通知", "一、每户三百元。\n二、按月发放。", site="s", url="https://s.cn/1.html"
)
PAGE = PageState("https://s.cn/1.html", "s", "tz", "s-1", "new", T0, checked_at=T0)


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """A store in which one document changed, went and came back, and another stayed."""
    with open_store(f"sqlite:///{tmp_path / 'govdoc.sqlite3'}") as store:
        store.put_visits([Visit(PAGE, FIRST)], T0)
        store.put_documents([replace(FIRST, id="s-2", url="https://s.cn/2.html")], T0)
        edited = replace(FIRST, text="一、每户二百元。\n二、按月发放。")
        store.put_visits([Visit(replace(PAGE, state="changed", checked_at=T0 + DAY), edited)], T0 + DAY)
        gone = replace(PAGE, state="gone", misses=3, checked_at=T0 + 2 * DAY, gone_at=T0 + 2 * DAY, note="404")
        store.put_page(gone)
        store.put_page(replace(gone, state="back", gone_at=None, checked_at=T0 + 3 * DAY))
    return tmp_path


@pytest.fixture
def store(data: Path) -> Iterator[Store]:
    with open_store(f"sqlite:///{data / 'govdoc.sqlite3'}") as opened:
        yield opened


def govdoc(data: Path, *words: str) -> subprocess.CompletedProcess[str]:
    line = [sys.executable, "-m", "govdoc", "--data", str(data), *words]
    return subprocess.run(line, capture_output=True, text=True, encoding="utf-8", timeout=60, check=False)


def test_u16_states_of_a_document_have_their_days(store: Store) -> None:
    events = [(entry.event.name, (entry.event.at - T0).days) for entry in store.life("s-1")]
    assert events == [("new", 0), ("changed", 1), ("gone", 2), ("back", 3)]
    assert list(store.ledger_problems()) == []


def test_u16_an_edited_page_shows_its_difference_and_the_chain_verifies(data: Path) -> None:
    shown = govdoc(data, "changes", "--diff")
    assert "-一、每户三百元。" in shown.stdout
    assert "+一、每户二百元。" in shown.stdout
    assert "二、按月发放" not in shown.stdout
    rows = [json.loads(line) for line in govdoc(data, "changes", "--json", "--since", "2026-03-03").stdout.splitlines()]
    assert [row["event"] for row in rows] == ["changed", "gone", "back"]
    verified = govdoc(data, "verify")
    assert (verified.returncode, verified.stderr) == (0, "")
    head = verified.stdout.split("head ")[1].split()[0]
    assert govdoc(data, "verify", "--head", head).returncode == 0


def alter_text(file: sqlite3.Connection) -> None:
    """The newest text of s-1 becomes another one, digest and all."""
    (packed,) = file.execute("SELECT payload FROM document_versions WHERE document_id='s-1' AND sequence=2").fetchone()
    fields = payloads.json_unpacker()(packed) | {"text": "一、每户五百元。"}
    new = payloads.packer()(payloads.to_bytes(fields))
    file.execute("UPDATE document_versions SET payload=? WHERE document_id='s-1' AND sequence=2", (new,))
    file.execute("UPDATE documents SET digest=? WHERE id='s-1'", (payloads.digest_of(fields),))


TAMPERING = {
    "a text altered": (alter_text, "s-1: version 2 is not the text"),
    "a version taken out": ("DELETE FROM document_versions WHERE document_id='s-1' AND sequence=1", "s-1: 1 versions"),
    "a document taken out": ("DELETE FROM documents WHERE id='s-2'", "s-2: 0 versions are stored"),
    "an entry taken out": ("DELETE FROM ledger WHERE sequence=3", "entry 3 is missing"),
    "an entry altered": ("UPDATE ledger SET at='2020-01-01T00:00:00.000000+00:00' WHERE sequence=4", "entry 4"),
    "a document slipped in": (
        "INSERT INTO documents SELECT 's-3', sequence, digest, revision FROM documents WHERE id='s-2';"
        "INSERT INTO document_versions SELECT 's-3', sequence, version, seen_at, payload "
        "FROM document_versions WHERE document_id='s-2'",
        "s-3: stored, but not in the ledger",
    ),
    "the end cut off": ("DELETE FROM ledger WHERE sequence>4", "the chain was rewritten"),
}


@pytest.mark.parametrize("name", TAMPERING)
def test_u16_tampering_fails(data: Path, name: str) -> None:
    with open_store(f"sqlite:///{data / 'govdoc.sqlite3'}") as store:
        number, head = store.ledger_head()
    how, problem = TAMPERING[name]
    file = sqlite3.connect(data / "govdoc.sqlite3")
    file.execute("PRAGMA foreign_keys=ON")
    file.executescript(how) if isinstance(how, str) else how(file)
    file.commit()
    file.close()
    done = govdoc(data, "verify", "--head", f"{number}:{head}")
    assert done.returncode == 1
    assert problem in done.stderr
    assert "Traceback" not in done.stderr


def test_a_redacted_document_leaves_a_ledger_that_holds(store: Store) -> None:
    store.redact("s-1", "个人信息", T0 + 4 * DAY)
    assert [entry.event.name for entry in store.life("s-1")][-1] == "redacted"
    assert list(store.ledger_problems()) == []


def test_a_store_from_before_the_ledger_gets_one(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'old.sqlite3'}"
    engine = make_engine(url, create=True)
    with engine.connect().execution_options(**{WRITES: True}) as connection, connection.begin():
        config = Config()
        config.set_main_option("script_location", str(SCRIPTS))
        config.attributes["connection"] = connection
        command.upgrade(config, "0001")
        for number, text in enumerate(("旧文", "新文"), 1):
            digest, body = payloads.encode(replace(FIRST, text=text, origins=(("title", "h1"),)))
            row = {"d": digest, "n": number, "p": payloads.packer()(body), "at": T0.isoformat(timespec="microseconds")}
            for statement in (
                "INSERT OR IGNORE INTO documents VALUES ('s-1', :n, :d, :n)",
                "INSERT INTO document_versions VALUES ('s-1', :n, 'x', :at, :p)",
            ):
                connection.exec_driver_sql(statement, row)
    engine.dispose()
    with open_store(url) as store:
        assert [entry.event.name for entry in store.life("s-1")] == ["new", "changed"]
        assert list(store.ledger_problems()) == []


def test_runs_are_kept_and_the_oldest_go(store: Store) -> None:
    for night in range(405):
        store.put_run(Run("s", T0 + night * DAY, T0 + night * DAY, night % 2 == 0, {"listed": night}))
    store.put_run(Run("s", T0 + 500 * DAY))
    runs = store.runs("s")
    assert len(runs) == 400
    assert (runs[0].ended_at, runs[0].ok) == (None, None)
    assert (runs[1].summary, runs[1].ok) == ({"listed": 404}, True)
    assert store.newest_by_channel("s") == {"tz": T0}


SEEN = Sighting(date(2026, 3, 2), date(2026, 3, 1))
SIGNED = "各科室：\n请遵照执行。\n云浔区人民政府办公室\n2026年2月20日"
DOUBTS = [
    ("nothing", {"published_on": date(2026, 2, 25)}, ()),
    ("seen before the date it bears", {"published_on": date(2026, 3, 9)}, ("seen_before",)),
    ("not in its column a day ago", {"published_on": date(2020, 5, 6)}, ("appeared_late",)),
    ("before it was signed", {"published_on": date(2026, 2, 19), "text": SIGNED}, ("published_before_issued",)),
    ("another day under the text", {"issued_on": date(2026, 1, 20), "text": SIGNED}, ("issued_differs",)),
]


@pytest.mark.parametrize(("name", "fields", "rules"), DOUBTS)
def test_u16_dates_that_contradict_are_flagged(name: str, fields: dict[str, object], rules: tuple[str, ...]) -> None:
    doubts = date_doubts([replace(FIRST, **fields)], SEEN)  # type: ignore[arg-type]
    assert tuple(doubt.rule for doubt in doubts) == rules


def test_u16_a_changed_date_is_flagged() -> None:
    before = replace(FIRST, published_on=date(2026, 2, 20))
    (doubt,) = date_doubts([before, replace(before, published_on=date(2026, 2, 27))], SEEN)
    assert doubt.rule == "redated"
    assert doubt.reason == "发布日期由 2026-02-20 改为 2026-02-27，正文未改"


def test_an_old_page_of_a_first_harvest_is_no_late_one() -> None:
    assert date_doubts([replace(FIRST, published_on=date(2016, 5, 6))], Sighting(date(2026, 3, 2))) == ()
