"""Room: what a government document is. Raw bytes, kept by what they are: a file's name is the SHA-256 of its content.

They lie in a folder, or in an object store that fsspec reaches (`s3://bucket/folder`, with the package for it installed).
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import re
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import zstandard
from fsspec.core import url_to_fs
from fsspec.spec import AbstractFileSystem

from govdoc.errors import ConfigError, DataError, NotFoundError

HASH = re.compile(r"[0-9a-f]{64}")
PART = ".part"


class Files(Protocol):
    """Where the archive's files lie. Names are ab/cdef….zst."""

    def read(self, name: str) -> bytes:
        """FileNotFoundError when absent."""

    def write(self, name: str, packed: bytes) -> None:
        """Whole or not at all, whenever the process is killed."""

    def exists(self, name: str) -> bool: ...

    def remove(self, name: str) -> None:
        """FileNotFoundError when absent."""

    def names(self) -> Iterator[str]: ...


@dataclass(frozen=True, slots=True)
class Folder:
    """On a disk of this machine, or mounted."""

    root: Path

    def read(self, name: str) -> bytes:
        return (self.root / name).read_bytes()

    def write(self, name: str, packed: bytes) -> None:
        _write(self.root / name, packed)

    def exists(self, name: str) -> bool:
        return (self.root / name).exists()

    def remove(self, name: str) -> None:
        (self.root / name).unlink()
        _sync((self.root / name).parent)

    def names(self) -> Iterator[str]:
        for folder in sorted(self.root.glob("[0-9a-f][0-9a-f]")):
            yield from sorted(f"{folder.name}/{path.name}" for path in folder.glob("*.zst"))


@dataclass(frozen=True, slots=True)
class Bucket:
    """In an object store: it takes an object as a whole, or not."""

    system: AbstractFileSystem
    root: str

    def read(self, name: str) -> bytes:
        found: bytes = self.system.cat_file(f"{self.root}/{name}")
        return found

    def write(self, name: str, packed: bytes) -> None:
        self.system.pipe_file(f"{self.root}/{name}", packed)

    def exists(self, name: str) -> bool:
        return bool(self.system.exists(f"{self.root}/{name}"))

    def remove(self, name: str) -> None:
        if not self.exists(name):
            raise FileNotFoundError(name)
        self.system.rm_file(f"{self.root}/{name}")

    def names(self) -> Iterator[str]:
        found = (str(path).rpartition(f"{self.root.strip('/')}/")[2] for path in self.system.find(self.root))
        yield from sorted(name for name in found if name.endswith(".zst"))


def files_at(root: Path | str) -> Files:
    """A folder for a path, a bucket for a URL. ConfigError where fsspec lacks what the URL needs."""
    if "://" not in str(root):
        return Folder(Path(root))
    try:
        system, place = url_to_fs(str(root))
    except (ImportError, ValueError) as error:
        raise ConfigError(f"GOVDOC_ARCHIVE={root}: {error}: install that package, or give a folder") from None
    return Bucket(system, place)


@dataclass(frozen=True, slots=True)
class Archive:
    """Bytes at `root`/ab/cdef….zst, a folder or the URL of one in an object store."""

    root: Path | str

    @property
    def _files(self) -> Files:
        return files_at(self.root)

    def put(self, body: bytes) -> str:
        """Keep the bytes; their SHA-256. Bytes that are there already are not written again."""
        sha256 = hashlib.sha256(body).hexdigest()
        if not self.has(sha256):
            self._files.write(_name(sha256), zstandard.compress(body, 9))
        return sha256

    def get(self, sha256: str) -> bytes:
        """The bytes. NotFoundError when absent, DataError when the file no longer holds what its name says."""
        try:
            packed = self._files.read(_name(sha256))
        except FileNotFoundError:
            raise NotFoundError(f"no bytes {sha256} in the archive {self.root}: crawl the page again") from None
        try:
            body = zstandard.decompress(packed)
        except zstandard.ZstdError:
            body = b""
        if hashlib.sha256(body).hexdigest() != sha256:
            raise DataError(
                f"{self.root}/{_name(sha256)} is damaged: restore it from a backup, or delete it and crawl the page again"
            )
        return body

    def has(self, sha256: str) -> bool:
        return self._files.exists(_name(sha256))

    def remove(self, sha256: str) -> bool:
        """Delete the bytes for good; False when they were not there. Only a redaction may call this."""
        try:
            self._files.remove(_name(sha256))
        except FileNotFoundError:
            return False
        return True

    def hashes(self) -> Iterator[str]:
        """All that is kept, in order of hash, without reading it."""
        return (name.removesuffix(".zst").replace("/", "") for name in self._files.names())


def _name(sha256: str) -> str:
    if not HASH.fullmatch(sha256):  # never let a name out of the archive's folder
        raise DataError(f"{sha256[:80]!r} is no SHA-256 (64 hex digits in lower case)")
    return f"{sha256[:2]}/{sha256[2:]}.zst"


def _write(target: Path, packed: bytes) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=target.parent, suffix=PART)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(packed)
            file.flush()
            os.fsync(file.fileno())
        os.replace(name, target)
    except BaseException:
        with contextlib.suppress(FileNotFoundError):
            os.unlink(name)
        raise
    _sync(target.parent)


def _sync(folder: Path) -> None:
    """Make a new or removed name in the folder durable: after a power cut the store must not point at nothing."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
