"""C9. Room: tests. The archive of raw bytes: whole or absent, and never wrong without saying so."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path

import pytest

from crawl.archive import Archive
from govdoc.errors import DataError, NotFoundError

PAGE = "<html><title>清水区人民政府公报</title></html>".encode("gb18030")


def files(root: Path) -> list[Path]:
    return [path for path in root.rglob("*") if path.is_file()]


@pytest.mark.parametrize("body", [PAGE, b"", b"\0" * 3_000_000, os.urandom(1000)])
def test_bytes_come_back_exactly(tmp_path: Path, body: bytes) -> None:
    archive = Archive(tmp_path / "archive")
    sha256 = archive.put(body)
    assert sha256 == hashlib.sha256(body).hexdigest()
    assert archive.has(sha256)
    assert archive.get(sha256) == body
    assert list(archive.hashes()) == [sha256]


def test_the_same_bytes_are_kept_once(tmp_path: Path) -> None:
    archive = Archive(tmp_path)
    first = archive.put(PAGE)
    written = files(tmp_path)[0].stat().st_mtime_ns
    assert archive.put(PAGE) == first
    assert [path.stat().st_mtime_ns for path in files(tmp_path)] == [written]


def test_absent_and_removed(tmp_path: Path) -> None:
    archive = Archive(tmp_path)
    assert not archive.has("ab" * 32)
    with pytest.raises(NotFoundError, match="crawl the page again"):
        archive.get("ab" * 32)
    sha256 = archive.put(PAGE)
    assert archive.remove(sha256) is True
    assert archive.remove(sha256) is False
    assert files(tmp_path) == []


@pytest.mark.parametrize("damage", [b"", b"not zstd", None])
def test_damage_is_an_error_that_names_the_file(tmp_path: Path, damage: bytes | None) -> None:
    archive = Archive(tmp_path)
    sha256 = archive.put(PAGE)
    path = files(tmp_path)[0]
    path.write_bytes(path.read_bytes()[:-4] if damage is None else damage)
    with pytest.raises(DataError, match=path.name):
        archive.get(sha256)


def test_other_content_under_a_good_name_is_an_error(tmp_path: Path) -> None:
    archive = Archive(tmp_path)
    one, two = archive.put(b"one"), archive.put(b"two")
    (tmp_path / one[:2] / f"{one[2:]}.zst").write_bytes((tmp_path / two[:2] / f"{two[2:]}.zst").read_bytes())
    with pytest.raises(DataError, match="damaged"):
        archive.get(one)


@pytest.mark.parametrize("name", ["../../etc/passwd", "", "AB" * 32, "ab" * 31, "ab" * 32 + "/.."])
def test_only_hashes_are_names(tmp_path: Path, name: str) -> None:
    with pytest.raises(DataError, match="SHA-256"):
        Archive(tmp_path).get(name)


def test_a_failed_write_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("govdoc.blobs.os.replace", full)
    archive = Archive(tmp_path)
    with pytest.raises(OSError, match="No space"):
        archive.put(PAGE)
    assert files(tmp_path) == []
    assert list(archive.hashes()) == []
