"""Bytes by hash, in a folder and in an object store."""

from __future__ import annotations

import uuid
from pathlib import Path

import pytest
import zstandard

from govdoc.blobs import Archive, files_at
from govdoc.errors import ConfigError, DataError, NotFoundError


@pytest.fixture(params=["folder", "object store"])
def archive(request: pytest.FixtureRequest, tmp_path: Path) -> Archive:
    """fsspec's store in memory stands in for s3:// and the like: it is reached in the same way."""
    return Archive(tmp_path if request.param == "folder" else f"memory://archive-{uuid.uuid4().hex}/raw")


def test_bytes_come_back_by_their_hash(archive: Archive) -> None:
    one, other = archive.put(b"one"), archive.put(b"other")
    assert archive.put(b"one") == one
    assert (archive.get(one), archive.get(other)) == (b"one", b"other")
    assert list(archive.hashes()) == sorted([one, other])
    assert archive.remove(one)
    assert not archive.remove(one)
    assert not archive.has(one)
    with pytest.raises(NotFoundError):
        archive.get(one)


def test_damaged_bytes_are_never_handed_out(archive: Archive) -> None:
    sha256 = archive.put(b"as it was")
    for packed in (b"no zstd", zstandard.compress(b"as it never was")):
        files_at(archive.root).write(f"{sha256[:2]}/{sha256[2:]}.zst", packed)
        with pytest.raises(DataError, match="is damaged"):
            archive.get(sha256)


def test_no_name_leads_out_of_the_archive(archive: Archive) -> None:
    with pytest.raises(DataError, match="no SHA-256"):
        archive.get("../../etc/passwd")


def test_a_store_whose_package_is_missing_is_named() -> None:
    with pytest.raises(ConfigError, match="GOVDOC_ARCHIVE=nosuch://bucket"):
        Archive("nosuch://bucket").has("0" * 64)
