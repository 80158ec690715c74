"""Room: what a government document is. Raw bytes, kept by what they are: a file's name is the SHA-256 of its content."""

from __future__ import annotations

import contextlib
import hashlib
import os
import re
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import zstandard

from govdoc.errors import DataError, NotFoundError

HASH = re.compile(r"[0-9a-f]{64}")
PART = ".part"


@dataclass(frozen=True, slots=True)
class Archive:
    """Bytes under `root`/ab/cdef….zst. A file is there whole or not at all, whenever the process is killed."""

    root: Path

    def put(self, body: bytes) -> str:
        """Keep the bytes; their SHA-256. Bytes that are there already are not written again."""
        sha256 = hashlib.sha256(body).hexdigest()
        target = self._path(sha256)
        if not target.exists():
            _write(target, zstandard.compress(body, 9))
        return sha256

    def get(self, sha256: str) -> bytes:
        """The bytes. NotFoundError when absent, DataError when the file no longer holds what its name says."""
        try:
            packed = self._path(sha256).read_bytes()
        except FileNotFoundError:
            raise NotFoundError(f"no bytes {sha256} in the archive {self.root}: crawl the page again") from None
        try:
            body = zstandard.decompress(packed)
        except zstandard.ZstdError:
            body = b""
        if hashlib.sha256(body).hexdigest() != sha256:
            raise DataError(
                f"{self._path(sha256)} is damaged: restore it from a backup, or delete it and crawl the page again"
            )
        return body

    def has(self, sha256: str) -> bool:
        return self._path(sha256).exists()

    def remove(self, sha256: str) -> bool:
        """Delete the bytes for good; False when they were not there. Only a redaction may call this."""
        path = self._path(sha256)
        try:
            path.unlink()
        except FileNotFoundError:
            return False
        _sync(path.parent)
        return True

    def hashes(self) -> Iterator[str]:
        """All that is kept, in order of hash, without reading it."""
        for folder in sorted(self.root.glob("[0-9a-f][0-9a-f]")):
            yield from sorted(folder.name + path.stem for path in folder.glob("*.zst"))

    def _path(self, sha256: str) -> Path:
        if not HASH.fullmatch(sha256):  # never let a name out of the archive's folder
            raise DataError(f"{sha256[:80]!r} is no SHA-256 (64 hex digits in lower case)")
        return self.root / sha256[:2] / f"{sha256[2:]}.zst"


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
