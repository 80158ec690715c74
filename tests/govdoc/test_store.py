"""Room: tests. The contract of the store, on SQLite and, where it can be started, on PostgreSQL."""

from __future__ import annotations

import dataclasses
import sqlite3
import tracemalloc
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory

from govdoc.document import Attachment, Document, Kind
from govdoc.errors import ConfigError, NotFoundError, StoreError
from govdoc.store import Counts, Derivation, PageState, RedactedError, Run, Store, Visit, open_store
from govdoc.store.dialect import make_engine, parse_url, shown
from govdoc.store.migrate import SCRIPTS
from govdoc.store.schema import HEAD, metadata

T0 = datetime(2024, 5, 6, 7, 8, 9, 123456, UTC)
HASH = {letter: letter * 64 for letter in "abcdef"}
NOTICE = Document(
    "sample-1",
    "关于开展农村低保复核的通知",
    "各镇人民政府：\n一、复核对象……",
    kind=Kind.NOTICE,
    issuers=("清水区民政局", "清水区财政局"),
    issued_on=date(2023, 3, 1),
    attachments=(Attachment("附件.docx", sha256=HASH["a"], text="申请表", state="stored"),),
    origins=(("title", "meta:ArticleTitle"),),
)


@pytest.fixture
def store(url: str) -> Iterator[Store]:
    with open_store(url) as store:
        yield store


def page(url: str = "http://www.example.gov.cn/1.html", **values: object) -> PageState:
    base = PageState(url, "sample", "notices", "sample-1", "new", T0, fetched_at=T0, checked_at=T0, sha256=HASH["b"])
    return dataclasses.replace(base, **values)  # type: ignore[arg-type]


# documents


def test_a_document_comes_back_as_it_went_in(store: Store) -> None:
    assert store.put_documents([NOTICE], T0) == Counts(new=1)
    found = store.document("sample-1")
    assert (found, found.origins) == (NOTICE, NOTICE.origins)
    assert store.documents_by_ids(["sample-1", "absent"]) == {"sample-1": NOTICE}
    assert store.count() == 1


@pytest.mark.parametrize("id", [" ", "../x", "公文 1号", "x" * 2000, "a'b\"c%_", "😀"])
def test_any_text_is_an_id(store: Store, id: str) -> None:
    document = Document(id, "通知", "半个字 \ud83d 和 \0 也还回来")
    store.put_documents([document], T0)
    assert store.document(id) == document
    assert list(store.documents()) == [document]


def test_the_same_again_is_unchanged_and_moves_no_revision(store: Store) -> None:
    store.put_documents([NOTICE], T0)
    before = store.revision()
    renamed = dataclasses.replace(NOTICE, origins=(("title", "h1"),))
    assert store.put_documents([NOTICE, renamed], T0 + timedelta(days=1)) == Counts(unchanged=2)
    assert store.revision() == before
    assert len(store.history("sample-1")) == 1


def test_every_version_is_kept_in_order(store: Store) -> None:
    second = dataclasses.replace(NOTICE, text="改了")
    third = dataclasses.replace(second, declared_status="失效")
    days = [T0 + timedelta(days=n) for n in range(4)]
    for day, document in zip(days, [NOTICE, second, third, NOTICE], strict=True):
        store.put_documents([document], day)
    history = store.history("sample-1")
    assert [v.document for v in history] == [NOTICE, second, third, NOTICE]
    assert [v.seen_at for v in history] == days
    assert [v.version for v in history] == [NOTICE.version, second.version, second.version, NOTICE.version]
    assert store.document("sample-1") == NOTICE


def test_an_id_twice_in_one_load_is_two_versions(store: Store) -> None:
    second = dataclasses.replace(NOTICE, text="改了")
    assert store.put_documents([NOTICE, second], T0) == Counts(new=1, changed=1)
    assert [v.document for v in store.history("sample-1")] == [NOTICE, second]


def test_documents_stream_in_order_of_code_points(store: Store) -> None:
    ids = [f"{prefix}{n}" for n in range(180) for prefix in ("z", "A", "a", "Ä", "公")]
    store.put_documents((Document(id, "通知") for id in ids), T0)
    assert [document.id for document in store.documents()] == sorted(ids)


def test_a_stream_takes_constant_memory(tmp_path: Path) -> None:
    with open_store(f"sqlite:///{tmp_path}/x.sqlite3") as store:
        store.put_documents((Document(f"{n:05}", "通知", f"{n}正文" * 8000) for n in range(2000)), T0)
        tracemalloc.start()
        characters = sum(len(document.text) for document in store.documents())
        _, peak = tracemalloc.get_traced_memory()
        tracemalloc.stop()
    assert characters > 80_000_000
    assert peak < 20_000_000


def test_reading_a_stream_while_writing(store: Store) -> None:
    store.put_documents((Document(f"{n:04}", "通知") for n in range(450)), T0)
    seen = []
    for document in store.documents():
        seen.append(document.id)
        store.put_derivations([Derivation(document.id, "w")])
    assert len(seen) == 450
    assert len(list(store.derivations())) == 450


def test_changed_since(store: Store) -> None:
    assert (store.revision(), store.changed_since(0)) == (0, ())
    store.put_documents([NOTICE, Document("b", "通知")], T0)
    first = store.revision()
    store.put_documents([NOTICE, Document("c", "通知")], T0)
    second = store.revision()
    store.redact("b", "法院决定", T0)
    assert store.changed_since(0) == ("b", "c", "sample-1")
    assert store.changed_since(first) == ("b", "c")
    assert store.changed_since(second) == ("b",)
    assert store.changed_since(store.revision()) == ()


def test_what_was_stored_before_an_error_stays(store: Store) -> None:
    def documents() -> Iterator[Document]:
        for n in range(1200):
            yield Document(f"{n:04}", "通知")
        raise RuntimeError("the source broke off")

    with pytest.raises(RuntimeError, match="broke off"):
        store.put_documents(documents(), T0)
    assert store.count() == 1000


def test_two_writers_and_a_reader(url: str) -> None:
    open_store(url).close()

    def write(name: str) -> None:
        with open_store(url) as store:
            for n in range(20):
                store.put_documents([Document(f"{name}{n}", "通知"), Document("both", f"{name}{n}")], T0)
                store.count()

    with ThreadPoolExecutor(2) as pool:
        list(pool.map(write, "ab"))
    with open_store(url) as store:
        assert (store.count(), store.revision(), len(store.history("both"))) == (41, 40, 40)


# redaction


def test_redaction_removes_everything_but_a_tombstone(store: Store) -> None:
    store.put_documents([NOTICE], T0)
    store.put_documents([dataclasses.replace(NOTICE, text="改了")], T0)
    store.put_page(page())
    store.put_page(page(sha256=HASH["c"], fetched_at=T0 + timedelta(days=1)))
    store.put_derivations([Derivation("sample-1", "w", {"quote": "低保"})])
    redaction = store.redact("sample-1", "含公民个人信息", T0)
    assert redaction.files == (HASH["a"], HASH["b"], HASH["c"])
    assert redaction.shared == ()
    for read in (store.document, store.history):
        with pytest.raises(RedactedError, match="2024-05-06: 含公民个人信息") as caught:
            read("sample-1")
    assert caught.value.http_status == 410
    assert store.documents_by_ids(["sample-1"]) == {}
    assert (store.count(), list(store.documents()), store.derivation("sample-1")) == (0, [], None)
    assert store.tombstone("sample-1") == redaction.tombstone
    left = store.page(page().url)
    assert left is not None
    assert (left.state, left.sha256, left.note) == ("gone", None, "redacted")
    assert store.page_versions(page().url) == ()


def test_a_redacted_id_does_not_come_back(store: Store) -> None:
    store.put_documents([NOTICE], T0)
    store.redact("sample-1", "法院决定", T0)
    before = store.revision()
    assert store.put_documents([NOTICE, Document("b", "通知")], T0) == Counts(new=1, redacted=1)
    store.put_page(page())
    store.put_derivations([Derivation("sample-1", "w")])
    assert store.changed_since(before) == ("b",)
    assert store.page_versions(page().url) == ()
    assert store.derivation("sample-1") is None
    with pytest.raises(RedactedError):
        store.document("sample-1")


def test_redacting_again_repeats_the_first_answer(store: Store) -> None:
    store.put_documents([NOTICE], T0)
    first = store.redact("sample-1", "法院决定", T0)
    assert store.redact("sample-1", "另一个理由", T0 + timedelta(days=9)) == first


def test_bytes_that_others_need_are_shared(store: Store) -> None:
    copy = dataclasses.replace(NOTICE, id="copy")
    store.put_documents([NOTICE, copy], T0)
    store.put_page(page())
    assert store.redact("sample-1", "法院决定", T0).shared == (HASH["a"],)
    redaction = store.redact("copy", "法院决定", T0)
    assert redaction.files == (HASH["a"],)
    assert store.redact("sample-1", "法院决定", T0).files == (HASH["a"], HASH["b"])


def test_an_unknown_id_cannot_be_redacted(store: Store) -> None:
    with pytest.raises(NotFoundError, match="check the id"):
        store.redact("absent", "法院决定", T0)


def test_no_trace_of_a_redacted_text_in_the_file(tmp_path: Path) -> None:
    word = "unmistakable-id-0123456789"
    with open_store(f"sqlite:///{tmp_path}/x.sqlite3") as store:
        store.put_documents((Document(f"{word}-{n}", "通知", "正文" * 3000) for n in range(3)), T0)
        for n in range(3):
            store.redact(f"{word}-{n}", "法院决定", T0)
        raw = b"".join(path.read_bytes() for path in tmp_path.iterdir())
    zstd_frames = raw.count(b"\x28\xb5\x2f\xfd")
    assert zstd_frames == 0
    assert raw.count(word.encode()) <= (2 + 2 * 2) * 3  # the tombstones, two ledger entries each, and their indexes


# pages


def test_pages_and_their_versions(store: Store) -> None:
    assert store.page("http://absent") is None
    first = page(etag='"1"', last_modified="Mon, 06 May 2024 07:08:09 GMT", http_status=200, text_hash="abc", note="x")
    store.put_page(first)
    assert store.page(first.url) == first
    later = T0 + timedelta(hours=1)
    store.put_page(dataclasses.replace(first, state="unchanged", checked_at=later))
    store.put_page(dataclasses.replace(first, state="changed", sha256=HASH["c"], fetched_at=later, checked_at=later))
    assert [v.sha256 for v in store.page_versions(first.url)] == [HASH["b"], HASH["c"]]
    assert store.pages_of("sample-1")[0].state == "changed"
    assert store.files(10) == (HASH["c"], HASH["b"])


def test_pages_of_a_site_stream_in_order_of_url(store: Store) -> None:
    for n in range(250):
        store.put_page(page(f"http://www.example.gov.cn/{n}.html", site="ab"[n % 2]))
    urls = [p.url for p in store.pages("a")]
    assert len(urls) == 125
    assert urls == sorted(urls)
    assert len(list(store.pages())) == store.page_count() == 250


def test_wrong_page_state_and_naive_time_are_refused(store: Store) -> None:
    with pytest.raises(ValueError, match="unknown page state"):
        store.put_page(page(state="fine"))
    with pytest.raises(Exception, match="time zone"):
        store.put_page(page(first_seen_at=datetime(2024, 1, 1)))
    assert store.page_count() == 0


# derivations


def test_derivations(store: Store) -> None:
    store.put_documents([NOTICE, Document("b", "通知")], T0)
    rows = [
        Derivation("sample-1", "w", {"number": "清民发〔2023〕7号", "deep": [1, None, {"x": 0.5}]}),
        Derivation("b", "w"),
    ]
    store.put_derivations(rows)
    assert store.derivation("sample-1") == rows[0]
    assert list(store.derivations()) == [rows[1], rows[0]]
    assert store.ids_of_work("w") == ("b", "sample-1")
    store.put_derivations([Derivation("b", "v"), Derivation("b", "u"), Derivation("absent", "w")])
    assert store.ids_of_work("w") == ("sample-1",)
    assert store.derivations_by_ids(["b", "absent"]) == {"b": Derivation("b", "u")}
    store.clear_derivations()
    assert list(store.derivations()) == []


# the harvest's batches and the ledger (more in test_ledger.py)


def test_visits_are_stored_together_with_their_events(store: Store) -> None:
    page = PageState("https://s.cn/1.html", "s", "tz", NOTICE.id, "new", T0, checked_at=T0, sha256=HASH["a"])
    image = PageState("https://s.cn/f.pdf", "s", "attachment", NOTICE.id, "new", T0)
    store.put_visits([Visit(page, NOTICE), Visit(image), Visit(image)], T0)
    later = T0 + timedelta(days=1)
    gone = dataclasses.replace(page, state="gone", checked_at=later, gone_at=later)
    store.put_visits([Visit(gone)], later)
    assert store.pages_by_urls([page.url, "https://s.cn/none"]) == {page.url: gone}
    assert [version.sha256 for version in store.page_versions(page.url)] == [HASH["a"]]
    assert [(e.sequence, e.event.name, e.event.at) for e in store.ledger()] == [(1, "new", T0), (2, "gone", later)]
    assert [entry.event.name for entry in store.ledger(since=later)] == ["gone"]
    assert store.ledger_head()[0] == 2
    assert list(store.ledger_problems()) == []
    store.put_run(Run("s", T0))
    store.put_run(Run("s", T0, later, True, {"listed": 1}))
    assert store.runs("s") == (Run("s", T0, later, True, {"listed": 1}),)
    assert store.newest_by_channel("s") == {"attachment": T0, "tz": T0}


# schema and opening


def test_the_migrations_make_the_schema(store: Store) -> None:
    with store._engine.connect() as connection:
        context = MigrationContext.configure(connection)
        assert compare_metadata(context, metadata) == []
        assert context.get_current_revision() == HEAD
    assert ScriptDirectory(str(SCRIPTS)).get_current_head() == HEAD


def test_a_store_of_a_newer_program_is_refused(url: str) -> None:
    open_store(url).close()
    engine = make_engine(url, create=True)
    with engine.begin() as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")
    engine.dispose()
    with pytest.raises(StoreError, match=r"newer govdoc \(schema 9999.*update this program"):
        open_store(url)


def test_a_database_of_another_program_is_left_alone(url: str) -> None:
    engine = make_engine(url, create=True)
    with engine.begin() as connection:
        connection.exec_driver_sql("CREATE TABLE strangers (x INTEGER)")
    engine.dispose()
    with pytest.raises(StoreError, match="another program"):
        open_store(url)


def test_in_memory() -> None:
    with open_store("sqlite://") as store:
        store.put_documents([NOTICE], T0)
        assert [document.id for document in store.documents()] == ["sample-1"]


def test_nothing_there(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="govdoc import"):
        open_store(f"sqlite:///{tmp_path}/data/x.sqlite3", create=False)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("url", ["mysql://x/y", "nonsense", "", "postgresql://u:p@h:notaport/x"])
def test_urls_of_no_known_kind(url: str) -> None:
    with pytest.raises(ConfigError, match="GOVDOC_STORE"):
        open_store(url)


def test_no_password_in_messages() -> None:
    url = parse_url("postgresql://u:secret@127.0.0.1:1/x?password=secret")
    assert "secret" not in shown(url)
    with pytest.raises(StoreError) as caught:
        open_store("postgresql://u:secret@127.0.0.1:1/x?connect_timeout=2")
    assert "secret" not in str(caught.value)
    assert "the server does not answer" in str(caught.value)


def test_a_file_that_is_no_database(tmp_path: Path) -> None:
    path = tmp_path / "x.sqlite3"
    path.write_text("公告" * 5000, encoding="utf-8")
    with pytest.raises(StoreError, match=r"x\.sqlite3.*no SQLite database: check --data"):
        open_store(f"sqlite:///{path}")
    assert path.read_text(encoding="utf-8") == "公告" * 5000


def test_a_locked_database(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/x.sqlite3"
    with open_store(f"{url}?timeout=0.05") as store:
        other = sqlite3.connect(tmp_path / "x.sqlite3", isolation_level=None)
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(StoreError, match="another process is writing"):
            store.put_documents([NOTICE], T0)
        assert store.count() == 0
        other.execute("ROLLBACK")
        other.close()
        assert store.put_documents([NOTICE], T0) == Counts(new=1)


def test_a_read_only_database(tmp_path: Path) -> None:
    with open_store(f"sqlite:///{tmp_path}/x.sqlite3") as store:
        store.put_documents([NOTICE], T0)
    with open_store(f"sqlite:///file:{tmp_path}/x.sqlite3?mode=ro&uri=true", create=False) as store:
        assert store.document("sample-1") == NOTICE
        with pytest.raises(StoreError, match="may only be read: check the permissions"):
            store.put_documents([Document("b", "通知")], T0)


def test_a_full_disk_keeps_what_was_stored(tmp_path: Path) -> None:
    with open_store(f"sqlite:///{tmp_path}/x.sqlite3") as store:
        store.put_documents([NOTICE], T0)
        with store._writer.connect() as connection:  # one pooled connection: the limit stays with it
            pages = connection.exec_driver_sql("PRAGMA page_count").scalar_one()
            connection.exec_driver_sql(f"PRAGMA max_page_count={pages + 20}")
            connection.rollback()
        texts = (
            Document(f"{n}", "通知", "".join(chr(0x4E00 + (n * 7919 + i * i) % 20000) for i in range(2000)))
            for n in range(400)
        )
        with pytest.raises(StoreError, match="disk is full: free some space"):
            store.put_documents(texts, T0)
        assert store.document("sample-1") == NOTICE
    with open_store(f"sqlite:///{tmp_path}/x.sqlite3") as store:
        assert store.damage() is None
        assert store.count() == 1


def test_a_damaged_database_is_noticed(tmp_path: Path) -> None:
    path = tmp_path / "x.sqlite3"
    with open_store(f"sqlite:///{path}") as store:
        store.put_documents((Document(f"{n}", "通知", "正文" * 50) for n in range(500)), T0)
    raw = bytearray(path.read_bytes())
    raw[len(raw) // 2 :] = b"\xff" * (len(raw) - len(raw) // 2)
    path.write_bytes(raw)
    with pytest.raises(StoreError, match="restore a backup"):
        _read_all(f"sqlite:///{path}")


def _read_all(url: str) -> None:
    with open_store(url) as store:
        list(store.documents())
