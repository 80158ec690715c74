"""Room: tests. `govdoc import`, `history` and `redact` through the front door."""

from __future__ import annotations

import gzip
import json
import os
import pty
import random
import select
import signal
import sqlite3
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from crawl.archive import Archive
from govdoc import jsonl
from govdoc.__main__ import cli
from govdoc.document import Document
from govdoc.errors import GovdocError, NotFoundError
from govdoc.store import Derivation, RedactedError, open_store
from tests.effort import calls

GOVDOC = [sys.executable, "-m", "govdoc"]
EMPTY_RECORDS = 920
CORPUS_RECORDS = 109_479


def run(data: Path, *args: object, input: bytes | None = None) -> Result:
    return CliRunner().invoke(cli, ["--data", str(data), *map(str, args)], input=input)


def stored(data: Path) -> dict[str, Document]:
    with open_store(f"sqlite:///{data}/govdoc.sqlite3", create=False) as store:
        return {document.id: document for document in store.documents()}


def line(id: str, **fields: Any) -> bytes:
    return json.dumps({"id": id, "title": f"通知 {id}", **fields}, ensure_ascii=False).encode() + b"\n"


def test_plain_gzip_and_standard_input(tmp_path: Path) -> None:
    plain, packed = tmp_path / "a.jsonl", tmp_path / "b.jsonl.gz"
    plain.write_bytes(b"\xef\xbb\xbf" + line("1") + b"\r\n\n" + line("2").rstrip())
    packed.write_bytes(gzip.compress(line("3")) + gzip.compress(line("4")))
    done = run(tmp_path, "import", plain, packed, "-", input=line("5"))
    assert (done.exit_code, done.stderr) == (0, "")
    assert done.stdout.startswith("5 documents read: 5 new, 0 changed, 0 unchanged (")
    assert sorted(stored(tmp_path)) == ["1", "2", "3", "4", "5"]
    packed_input = run(tmp_path, "import", "-", input=gzip.compress(line("6")))
    assert packed_input.stdout.startswith("1 documents read: 1 new")


def test_twice_is_unchanged(tmp_path: Path) -> None:
    file = tmp_path / "a.jsonl"
    file.write_bytes(line("1", attachments=[{"name": "附件.docx"}]) + line("2", issued_on="2023-01-02"))
    run(tmp_path, "import", file)
    again = run(tmp_path, "import", file)
    assert again.exit_code == 0
    assert again.stdout.startswith("2 documents read: 0 new, 0 changed, 2 unchanged")


def test_a_repeated_id_is_a_new_version_and_the_last_wins(tmp_path: Path) -> None:
    done = run(tmp_path, "import", "-", input=line("1", text="旧") + line("2") + line("1", text="新"))
    assert done.stdout.startswith("3 documents read: 2 new, 1 changed, 0 unchanged")
    assert stored(tmp_path)["1"].text == "新"
    with open_store(f"sqlite:///{tmp_path}/govdoc.sqlite3") as store:
        assert [version.document.text for version in store.history("1")] == ["旧", "新"]


def test_bad_lines_are_named_and_the_rest_loads(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(jsonl, "MAX_LINE", 2000)
    file = tmp_path / "a.jsonl"
    lines = [
        line("1"),
        b'{"id": "2"\n',
        line("3", publishd_on="2023-01-01"),
        line("4", published_on="2023-13-01"),
        line("5", text="字" * 5000),
        b'{"id": "6", "title": "\xc4\xe3"}\n',
        line("7", title="", text=""),
        b'{"title": "x"}\n',
        b"\n",
        line("10", number=7),
        line("11", text="字" * 600),
    ]
    file.write_bytes(b"".join(lines))
    done = run(tmp_path, "import", file)
    assert done.exit_code == 1
    assert "8 reported and not loaded" in done.stdout
    starts = [
        "2: not JSON",
        "3: publishd_on: unknown key",
        "4: published_on: bad date",
        "5: longer than",
        "6: not UTF-8",
    ]
    starts += ["7: title: none of", "8: id: missing", "10: number: expected a string, found a number"]
    reported = done.stderr.splitlines()
    assert len(reported) == len(starts)
    for got, start in zip(reported, starts, strict=True):
        assert got.startswith(f"{file}:{start}")
    assert sorted(stored(tmp_path)) == ["1", "11"]


@pytest.mark.parametrize(("keep", "word"), [(-12, "cut short"), (60, "cut short"), (None, "damaged")])
def test_broken_gzip_loads_what_can_be_read(tmp_path: Path, keep: int | None, word: str) -> None:
    packed = bytearray(gzip.compress(b"".join(line(f"{n}", text=f"{n * 7919}") for n in range(3000))))
    if keep is None:
        packed[len(packed) // 2 : len(packed) // 2 + 200] = b"\0" * 200
    bad, good = tmp_path / "bad.jsonl.gz", tmp_path / "good.jsonl"
    bad.write_bytes(packed[:keep])
    good.write_bytes(line("good"))
    done = run(tmp_path, "import", bad, good)
    assert done.exit_code == 1
    (report,) = [report for report in done.stderr.splitlines() if word in report]
    assert report.startswith(f"{bad}:")
    assert f"{bad}:0:" not in report
    assert "good" in stored(tmp_path)


def test_empty_and_absent_files(tmp_path: Path) -> None:
    (tmp_path / "empty.jsonl").touch()
    assert run(tmp_path, "import", tmp_path / "empty.jsonl").exit_code == 0
    absent = run(tmp_path, "import", tmp_path / "absent.jsonl")
    assert (absent.exit_code, "absent.jsonl" in absent.stderr) == (2, True)
    assert run(tmp_path, "import", tmp_path).exit_code == 2
    assert run(tmp_path, "import").exit_code == 2


def test_a_store_that_cannot_be_opened_is_one_line(tmp_path: Path) -> None:
    (tmp_path / "govdoc.sqlite3").write_bytes(b"not a database at all" * 100)
    done = subprocess.run(
        [*GOVDOC, "--data", tmp_path, "import", "-"], input=line("1"), capture_output=True, check=False
    )
    assert done.returncode == 1
    assert len(done.stderr.splitlines()) == 1
    assert b"check --data and GOVDOC_STORE" in done.stderr


def test_no_bar_but_on_a_terminal(tmp_path: Path) -> None:
    file = tmp_path / "a.jsonl"
    file.write_bytes(b"".join(line(f"{n}") for n in range(2000)))
    main, worker = pty.openpty()
    done = subprocess.Popen(
        [*GOVDOC, "--data", tmp_path, "import", file],
        stdout=subprocess.PIPE,
        stderr=worker,
        env={**os.environ, "TERM": "xterm"},
    )
    out, _ = done.communicate(timeout=60)
    os.close(worker)
    shown = b""
    while select.select([main], [], [], 0)[0]:
        try:
            shown += os.read(main, 65536)
        except OSError:  # Linux says so when the other side is closed and all is read
            break
    os.close(main)
    assert b"import" in shown
    assert out.startswith(b"2000 documents read: 2000 new")


def test_history(tmp_path: Path) -> None:
    for text in ("旧", "新"):
        run(tmp_path, "import", "-", input=line("1", text=text))
    lines = run(tmp_path, "history", "1").stdout.splitlines()
    assert len(lines) == 2
    assert "first seen  通知 1" in lines[0]
    assert "changed: text  通知 1" in lines[1]
    rows = [json.loads(row) for row in run(tmp_path, "history", "1", "--json").stdout.splitlines()]
    assert [row["document"]["text"] for row in rows] == ["旧", "新"]
    assert isinstance(run(tmp_path, "history", "absent").exception, NotFoundError)


def test_redact(tmp_path: Path) -> None:
    archive = Archive(tmp_path / "archive")
    file = archive.put("申请人身份证号".encode())
    run(tmp_path, "import", "-", input=line("1", attachments=[{"name": "附件.pdf", "sha256": file}]) + line("2"))
    with open_store(f"sqlite:///{tmp_path}/govdoc.sqlite3") as store:
        store.put_derivations([Derivation("1", "w"), Derivation("2", "w")])
    assert run(tmp_path, "redact", "1").exit_code == 2
    assert run(tmp_path, "redact", "1", "--reason", " ").exit_code == 2
    done = run(tmp_path, "redact", "1", "--reason", "含公民身份证号")
    assert (done.exit_code, archive.has(file)) == (0, False)
    assert "copies of the same work are still stored; look at them too: 2\n" in done.stderr
    assert "含公民身份证号; files taken out of the archive: 1" in done.stdout
    again = run(tmp_path, "import", "-", input=line("1") + line("2") + line("3"))
    assert again.exit_code == 0
    assert "1 new, 0 changed, 1 unchanged, 1 redacted earlier and left out" in again.stdout
    assert isinstance(run(tmp_path, "history", "1").exception, RedactedError)
    assert isinstance(run(tmp_path, "redact", "absent", "--reason", "x").exception, NotFoundError)


def test_a_redaction_that_was_interrupted_can_be_finished(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    archive = Archive(tmp_path / "archive")
    file = archive.put(b"x")
    run(tmp_path, "import", "-", input=line("1", attachments=[{"name": "附件.pdf", "sha256": file}]))
    with monkeypatch.context() as patch:
        patch.setattr(Archive, "remove", lambda self, sha256: (_ for _ in ()).throw(KeyboardInterrupt))
        run(tmp_path, "redact", "1", "--reason", "法院决定")
    assert archive.has(file)
    assert run(tmp_path, "redact", "1", "--reason", "再来一次").exit_code == 0
    assert not archive.has(file)


def test_errors_are_of_the_one_family() -> None:
    assert issubclass(RedactedError, GovdocError)


def test_real_import(real_data: Path, tmp_path: Path) -> None:
    files = [
        real_data / "corpus" / f"{name}.jsonl.gz"
        for name in ("govcn_statecouncil_2019", "hebei_province", "policy_metadata")
    ]
    done = run(tmp_path, "import", *files)
    assert done.exit_code == 0
    assert done.stdout.startswith("33873 documents read: 33873 new")


def test_a_record_costs_the_same_in_a_larger_import(tmp_path: Path) -> None:
    """Counted in calls, also against a store that already holds as many: nothing is read again for each record."""

    def imported(first: int, last: int) -> int:
        rows = b"".join(line(f"{n:06}", text=f"第{n}号通知", issued_on="2023-01-02") for n in range(first, last))
        return calls(lambda: run(tmp_path, "import", "-", input=rows))

    imported(0, 10)
    small, large, again = imported(1_000, 2_000), imported(2_000, 6_000), imported(6_000, 7_000)
    assert large < 4.4 * small
    assert again < 1.1 * small


@pytest.mark.slow
def test_the_whole_corpus(real_data: Path, tmp_path: Path) -> None:
    done = run(tmp_path, "import", *sorted((real_data / "corpus").glob("*.jsonl.gz")))
    assert done.exit_code == 1
    assert len(done.stderr.splitlines()) == EMPTY_RECORDS
    assert done.stdout.startswith(
        f"{CORPUS_RECORDS - EMPTY_RECORDS} documents read: {CORPUS_RECORDS - EMPTY_RECORDS} new"
    )


@pytest.mark.slow
def test_killed_at_any_moment_and_run_again_equals_undisturbed(tmp_path: Path) -> None:
    file = tmp_path / "a.jsonl.gz"
    rows = (line(f"{n:06}", text=f"第{n}号" * (n % 50), issued_on="2023-01-02") for n in range(40_000))
    file.write_bytes(gzip.compress(b"".join(rows), 1))
    undisturbed, killed = tmp_path / "undisturbed", tmp_path / "killed"
    started = time.perf_counter()
    run(undisturbed, "import", file)
    whole = time.perf_counter() - started
    moments = random.Random(20230501)
    interrupted = 0
    for _ in range(25):
        process = subprocess.Popen([*GOVDOC, "--data", killed, "import", file], stdout=subprocess.DEVNULL)
        try:
            process.wait(moments.uniform(0.05, whole))
        except subprocess.TimeoutExpired:
            process.send_signal(signal.SIGKILL)
            process.wait()
            interrupted += 1
        database = killed / "govdoc.sqlite3"
        if database.exists() and database.stat().st_size:
            with sqlite3.connect(database) as connection:
                assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
            connection.close()
    assert interrupted >= 5
    assert run(killed, "import", file).exit_code == 0
    assert stored(killed) == stored(undisturbed)
    with open_store(f"sqlite:///{killed}/govdoc.sqlite3") as store:
        assert all(len(store.history(id)) == 1 for id in ("000000", "020000", "039999"))
        assert len(store.changed_since(0)) == 40_000
