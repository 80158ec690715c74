"""Room: from facts to a searchable index. A file of named arrays: written one after the other, mapped when read, never pickled.

arrays, each at a multiple of 64 bytes │ JSON: name → [type, offset, length] │ size of the JSON, 8 bytes │ MAGIC, 8 bytes
"""

from __future__ import annotations

import json
import struct
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from indexer.inversion import Ints

MAGIC = b"govarray"
ALIGNED = 64
TYPES = {name: np.dtype(f"<{name}") for name in ("u1", "u2", "u4", "u8")}
_END = struct.Struct("<Q8s")


def narrowest(most: int) -> str:
    """The smallest type that holds numbers from 0 to `most`."""
    return next(name for name, dtype in TYPES.items() if most <= np.iinfo(dtype).max)


class ArrayFileWriter:
    """OSError where the disk is full. What is written counts only once `close` has added the directory."""

    def __init__(self, path: Path) -> None:
        self._file = path.open("wb")
        self._directory: dict[str, tuple[str, int, int]] = {}
        self._at = 0

    def write(self, name: str, parts: Sequence[Ints], dtype: str) -> None:
        """One array of parts that lie one after the other; they are never joined in memory."""
        self._put(b"\0" * (-self._at % ALIGNED))
        self._directory[name] = (dtype, self._at, sum(map(len, parts)))
        for part in parts:
            self._put(np.ascontiguousarray(part, TYPES[dtype]).data)

    def _put(self, data: bytes | memoryview) -> None:
        self._file.write(data)
        self._at += memoryview(data).nbytes

    def close(self) -> None:
        directory = json.dumps(self._directory).encode()
        self._put(directory + _END.pack(len(directory), MAGIC))
        self._file.close()


class ArrayFile:
    """ValueError where the file is not one of ours or not whole. Processes that map the same file share its pages."""

    def __init__(self, path: Path) -> None:
        size = path.stat().st_size
        if size < _END.size:
            raise ValueError(f"{path.name} is cut short")
        self._bytes: Ints = np.memmap(path, np.uint8, "r").view(np.ndarray)
        taken, magic = _END.unpack(self._bytes[-_END.size :].tobytes())
        end = size - _END.size - taken
        if magic != MAGIC or end < 0:
            raise ValueError(f"{path.name} is no file of arrays")
        self._directory: dict[str, tuple[str, int, int]] = json.loads(self._bytes[end : end + taken].tobytes())
        if any(at + length * TYPES[dtype].itemsize > end for dtype, at, length in self._directory.values()):
            raise ValueError(f"{path.name} is cut short")

    def get(self, name: str) -> Ints | None:
        return self[name] if name in self._directory else None

    def __getitem__(self, name: str) -> Ints:
        """KeyError where there is none of the name."""
        dtype, at, length = self._directory[name]
        return self._bytes[at : at + length * TYPES[dtype].itemsize].view(TYPES[dtype])
