"""Nothing unfinished or damaged is ever served: directories, manifests, the pointer, and what their errors say."""

from __future__ import annotations

import os
import random
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from whoosh.filedb.filestore import FileStorage
from whoosh.index import FileIndex
from whoosh.query import And, Term

from govdoc.errors import IndexUnavailableError
from indexer import golden, manifest
from indexer.array_file import MAGIC, ArrayFile
from indexer.array_known import ArrayKnown
from indexer.fields import IndexEntry, dump_entry, load_entry, number_key
from indexer.query import SearchQuery
from indexer.whoosh_engine import WhooshEngine
from tests.indexer.helpers import ON, SAMPLE


@pytest.fixture
def root(tmp_path: Path) -> Path:
    WhooshEngine(tmp_path).rebuild(SAMPLE, revision=7)
    return tmp_path


def total(root: Path, words: str = "") -> int:
    return WhooshEngine(root).search(SearchQuery(on=ON, words=words)).total


def test_the_revision_is_kept_and_an_empty_index_is_an_index(root: Path, tmp_path: Path) -> None:
    engine = WhooshEngine(root)
    assert engine.revision() == 7
    engine.update([], ["a"], revision=9)
    assert WhooshEngine(root).revision() == 9
    assert engine.rebuild([]) == 0
    assert total(root) == 0


def test_no_index_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(IndexUnavailableError, match="govdoc index --rebuild"):
        total(tmp_path / "nowhere")


def files(root: Path) -> list[Path]:
    return sorted(path for path in manifest.current(root).iterdir() if path.name != "MAIN_WRITELOCK")


def test_every_file_is_guarded_against_damage_and_truncation(root: Path) -> None:
    for path in files(root):
        whole = path.read_bytes()
        if not whole:
            continue
        damaged = bytes([whole[0] ^ 0xFF]) + whole[1:]
        for body in (damaged, whole[:-1]):
            path.write_bytes(body)
            with pytest.raises(IndexUnavailableError, match="govdoc index --rebuild") as caught:
                total(root)
            assert "\n" not in str(caught.value)
        path.write_bytes(whole)
    assert total(root) == 4


def test_damage_anywhere_in_any_file_is_an_error_and_never_an_answer(root: Path) -> None:
    """A bit turned at many places, a tail cut off at many lengths, bytes put in: the manifest knows each file's size and hash."""
    draw = random.Random(4)
    for path in files(root):
        whole = path.read_bytes()
        spots = sorted({draw.randrange(len(whole)) for _ in range(5)} | {0, len(whole) - 1}) if whole else []
        for at in spots:
            turned = whole[:at] + bytes([whole[at] ^ 1 << draw.randrange(8)]) + whole[at + 1 :]
            for body in (turned, whole[:at], whole[:at] + b"\x00" + whole[at:]):
                path.unlink()
                path.write_bytes(body)
                with pytest.raises(IndexUnavailableError, match="govdoc index --rebuild"):
                    total(root)
        path.write_bytes(whole)
    assert total(root) == 4


def test_an_array_file_that_is_foreign_or_cut_is_refused_by_itself(root: Path) -> None:
    """Also where no manifest guards it."""
    (path,) = (path for path in files(root) if path.suffix == ".arrays")
    whole = path.read_bytes()
    for body in (
        b"",
        b"x" * 15,
        b"x" * 64,
        whole[:-1],
        whole[:-16],
        whole[1:],
        whole + b"\x00",
        whole[:-16] + b"\xff" * 8 + MAGIC,
    ):
        path.write_bytes(body)
        with pytest.raises(ValueError, match=r"MAIN|Expecting|Extra"):
            ArrayFile(path)


def test_a_missing_file_and_a_strange_pointer(root: Path) -> None:
    for body in ("../elsewhere", "", "999999", "x" * 9):
        (root / "CURRENT").write_text(body)
        with pytest.raises(IndexUnavailableError, match="govdoc index --rebuild"):
            total(root)


def test_a_rebuild_mends_a_damaged_pointer(root: Path) -> None:
    (root / "CURRENT").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(IndexUnavailableError, match="govdoc index --rebuild"):
        total(root)
    assert WhooshEngine(root).rebuild(SAMPLE) == 4
    assert total(root) == 4


def test_another_version_is_not_opened(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(manifest, "SCHEMA_VERSION", 999)
    with pytest.raises(IndexUnavailableError, match="another version"):
        total(root)


def test_a_damaged_index_can_be_rebuilt(root: Path) -> None:
    files(root)[0].write_bytes(b"")
    assert WhooshEngine(root).rebuild(SAMPLE) == 4
    assert total(root) == 4


def test_a_failed_build_leaves_the_old_index(root: Path) -> None:
    def failing() -> Iterator[IndexEntry]:
        yield SAMPLE[0]
        raise OSError(28, "No space left on device")

    with pytest.raises(IndexUnavailableError, match=r"No space left on device.*unchanged") as caught:
        WhooshEngine(root).rebuild(failing())
    assert str(root) in str(caught.value)
    assert total(root) == 4
    assert [path.name for path in root.iterdir() if path.is_dir()] == [manifest.current(root).name]


def test_an_index_that_fails_a_golden_query_is_not_served(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def failing(*_: object) -> int:
        raise IndexUnavailableError("the new index fails its golden query")

    monkeypatch.setattr(golden, "check", failing)
    with pytest.raises(IndexUnavailableError, match="golden"):
        WhooshEngine(root).rebuild(SAMPLE[:1])
    assert total(root) == 4


def test_golden_queries_ask_for_titles_and_numbers(root: Path) -> None:
    assert golden.check(ArrayKnown(WhooshEngine(root).generation.collection)) == 7


def test_titles_that_look_like_queries_are_still_golden(tmp_path: Path) -> None:
    titles = [
        "清河海关公告2016年第8号（关于调整样品申报的公告）",
        "转发清政办发〔2017〕5号文件的通知",
        "農村低保辦法",
        "的",
        "……！！",
        "A-1 \x00 第 五 条 2017-05-01 -x",
        "半个\ud800字符",
    ]
    entries = [
        IndexEntry(id=str(n), title=title, number=number)
        for n, (title, number) in enumerate(zip(titles, ["政办发〔2017〕5号", *["-", "1", "号"] * 2], strict=True))
    ]
    entries += [*SAMPLE, replace(SAMPLE[2], id="x", index_number="1", title="转发")]
    assert WhooshEngine(tmp_path).rebuild(entries) == len(entries)


KILLED = """
import os, sys
from indexer import manifest
from indexer.whoosh_engine import WhooshEngine
manifest.switch = lambda *_: os._exit(9)
WhooshEngine(sys.argv[1]).rebuild([])
"""


def test_a_kill_between_build_and_switch_leaves_the_old_index(root: Path) -> None:
    ended = subprocess.run(
        [sys.executable, "-c", KILLED, str(root)], env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    )
    assert ended.returncode == 9
    assert len([path for path in root.iterdir() if path.is_dir()]) == 2
    assert total(root) == 4
    WhooshEngine(root).update([replace(SAMPLE[0], id="e")])
    assert total(root) == 5


def test_many_small_updates_do_not_leave_many_segments(root: Path) -> None:
    engine = WhooshEngine(root)
    for number in range(12):
        engine.update([replace(SAMPLE[number % 4], id=f"n{number}")])
    assert len(engine.generation.segments) <= 9
    assert total(root) == 16


def test_a_program_that_seeds_its_randomness_gets_new_segments_each_time(root: Path) -> None:
    engine = WhooshEngine(root)
    for number in range(3):
        random.seed(1)
        engine.update([replace(SAMPLE[0], id=f"s{number}", title=f"第{number}号办法")])
    assert {hit.id for hit in engine.search(SearchQuery(on=ON, limit=20)).hits} >= {"s0", "s1", "s2"}


def test_whoosh_itself_can_read_the_segments(root: Path) -> None:
    index = FileIndex(FileStorage(str(manifest.current(root))))
    with index.searcher() as searcher:
        both = And([Term("text", "农村"), Term("text", "标准")])
        found = {load_entry(hit["entry"]).id for hit in searcher.search(both, limit=None)}
        assert searcher.doc_frequency("text", "低保") == 2
        assert {name for (name, _), _ in searcher.reader().leaf_readers()[0][0]._terms.items()} >= {"text", "title"}
    assert found == {"a", "b"}


def test_entries_survive_the_stored_field() -> None:
    assert all(load_entry(dump_entry(entry)) == entry for entry in SAMPLE)


@pytest.mark.parametrize(
    ("number", "key"),
    [
        ("清政办发〔2017〕5号", ("清政办发", 2017, 5)),
        ("（2017）第12号", ("", 2017, 12)),
        ("国务院令第711号", None),
        ("清政2017年", None),
    ],
)
def test_number_keys(number: str, key: tuple[str, int, int] | None) -> None:
    found = number_key(number)
    assert (found and (found.agency, found.year, found.serial)) == key
