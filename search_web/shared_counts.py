"""Room: from index to pages. Counts of requests in memory that all worker processes share, for the rate limit.

Made before the workers are forked: a table in anonymous shared memory, guarded by a lock that the system frees when its holder dies.
Addresses are not in it, only hashes with a key that ends with the service.
"""

from __future__ import annotations

import hashlib
import mmap
import secrets
import struct
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

from limits.storage import Storage

if sys.platform != "win32":
    import fcntl

SLOTS, TRIED = 16_384, 16
"""So many counters; a key may stand in so many of them, and takes the one that ends first when all are in use."""
SLOT = struct.Struct("<QdQ")
"""Key (0: free), when it ends (seconds since 1970), count."""


class SharedCounts(Storage):
    """`shared://`, as a storage of the package limits."""

    STORAGE_SCHEME = ["shared"]  # noqa: RUF012 (the base class says so)

    def __init__(self, uri: str | None = None, wrap_exceptions: bool = False, **options: float | str | bool) -> None:
        super().__init__(uri, wrap_exceptions, **options)
        self._table = mmap.mmap(-1, SLOTS * SLOT.size)
        self._secret = secrets.token_bytes(16)
        self._threads = threading.Lock()
        self._guard = tempfile.TemporaryFile()  # noqa: SIM115 (open as long as the service runs)

    @property
    def base_exceptions(self) -> type[Exception]:
        return OSError

    def incr(self, key: str, expiry: int, amount: int = 1) -> int:
        with self._locked():
            now, name = time.time(), self._name(key)
            place, ends, count = self._slot(name, now)
            count += amount
            self._put(place, name, ends if ends > now else now + expiry, count)
            return count

    def get(self, key: str) -> int:
        with self._locked():
            return self._slot(self._name(key), time.time())[2]

    def get_expiry(self, key: str) -> float:
        with self._locked():
            now = time.time()
            return max(now, self._slot(self._name(key), now)[1])

    def check(self) -> bool:
        return True

    def reset(self) -> int | None:
        with self._locked():
            self._table[:] = bytes(len(self._table))
        return None

    def clear(self, key: str) -> None:
        with self._locked():
            place, _, _ = self._slot(self._name(key), time.time())
            self._put(place, 0, 0.0, 0)

    def _name(self, key: str) -> int:
        digest = hashlib.blake2b(key.encode("utf-8", "surrogatepass"), key=self._secret, digest_size=8).digest()
        return int.from_bytes(digest) | 1  # never 0

    def _slot(self, name: int, now: float) -> tuple[int, float, int]:
        """Where the key stands, or may stand, with its end and count; 0 of both where it is new or has ended."""
        places = [(name + step) % SLOTS for step in range(TRIED)]
        found = [(place, *SLOT.unpack_from(self._table, place * SLOT.size)) for place in places]
        for place, held, ends, count in found:
            if held == name and ends > now:
                return place, ends, count
        return min(found, key=lambda one: one[2])[0], 0.0, 0

    def _put(self, place: int, name: int, ends: float, count: int) -> None:
        SLOT.pack_into(self._table, place * SLOT.size, name, ends, count)

    @contextmanager
    def _locked(self) -> Iterator[None]:
        """One thread of one process at a time. Where the system has no file locks there is one process only."""
        with self._threads:
            if sys.platform == "win32":
                yield
            else:
                fcntl.lockf(self._guard, fcntl.LOCK_EX)
                try:
                    yield
                finally:
                    fcntl.lockf(self._guard, fcntl.LOCK_UN)
