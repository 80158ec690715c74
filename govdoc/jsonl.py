"""Room: what a government document is. Lines of a JSONL file, plain or gzip, whatever is wrong with it, in bounded memory."""

from __future__ import annotations

import gzip
import io
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from govdoc.document import Document
from govdoc.records import RecordError, read_line

MAX_LINE = 20_000_000
"""Bytes. The longest law with its annexes stays under 2 MB; a longer line is a file without line breaks."""

GZIP = b"\x1f\x8b"
BOM = b"\xef\xbb\xbf"


@dataclass(frozen=True, slots=True)
class Problem:
    """Why a line was not loaded. `key` is empty when it is the line as a whole, `line` 0 when it is the file."""

    file: str
    line: int
    key: str
    message: str

    def __str__(self) -> str:
        where = f"{self.file}:{self.line}" if self.line else self.file
        return ": ".join(part for part in (where, self.key, self.message) if part)


def read_documents(stream: io.BufferedReader, file: str, report: Callable[[Problem], None]) -> Iterator[Document]:
    """The good documents of a stream, gzip or not; each bad line goes to `report` and the next one is read.

    A file that breaks off (a download that was cut) is reported once, after what could be read.
    """
    number = 0
    try:
        for number, line in _lines(_unpacked(stream)):
            if line is None:
                report(Problem(file, number, "", f"longer than {MAX_LINE:,} bytes: one record a line is expected"))
                continue
            if not line.strip():
                continue
            try:
                yield read_line(line)
            except RecordError as error:
                report(Problem(file, number, error.key, error.problem))
    except EOFError:
        report(
            Problem(file, number, "", "the gzip file is cut short: lines up to here were read; fetch the file again")
        )
    except (gzip.BadGzipFile, zlib.error) as error:
        report(Problem(file, number, "", f"the gzip file is damaged after this line ({error}): fetch the file again"))
    except OSError as error:
        report(Problem(file, number, "", f"cannot be read any further: {error.strerror or error}"))


def _unpacked(stream: io.BufferedReader) -> io.BufferedIOBase:
    """By what the file is, not by how it is called: standard input has no name."""
    if stream.peek(2)[:2] == GZIP:
        return gzip.GzipFile(fileobj=stream, mode="rb")
    return stream


def _lines(stream: io.BufferedIOBase) -> Iterator[tuple[int, bytes | None]]:
    """Lines with their numbers from 1; None for one that is too long, which is skipped piece by piece."""
    number = 0
    while line := stream.readline(MAX_LINE + 1):
        number += 1
        if number == 1:
            line = line.removeprefix(BOM)
        if len(line) <= MAX_LINE or line.endswith(b"\n"):
            yield number, line
            continue
        while (piece := stream.readline(MAX_LINE)) and not piece.endswith(b"\n"):
            pass
        yield number, None
