"""Room: what a government document is. Text of a PDF, read in a process of its own: a broken file can end that one only.

`python -m govdoc.pdf_text < file.pdf` prints UTF-8 text; exit status 1 and the reason on standard error when it fails.
"""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
from typing import Any

from govdoc.errors import DataError

TIMEOUT = 300


def pdf_text(body: bytes, name: str) -> str:
    """The text of a PDF, one line per printed line. DataError when it is damaged or holds images only."""
    command = [sys.executable, "-m", "govdoc.pdf_text"]
    try:
        done = subprocess.run(command, input=body, capture_output=True, timeout=TIMEOUT, check=False)
    except subprocess.TimeoutExpired:
        raise DataError(f"{name}: reading the PDF took more than {TIMEOUT} s: split it") from None
    if done.returncode:
        lines = done.stderr.decode("utf-8", "replace").strip().splitlines() or [f"exit status {done.returncode}"]
        raise DataError(f"{name}: the PDF cannot be read ({lines[-1][:80]}): open it and print it to a new PDF")
    text = done.stdout.decode("utf-8", "replace")
    if not text.strip():
        raise DataError(f"{name}: the PDF holds no text, only images: run text recognition on it first")
    return text


async def _extract(body: bytes) -> str:
    """Plain text keeps the lines; only where there are tables are they asked for as Markdown, which keeps their rows."""
    found = await _run(body, "plain")
    if any(one.tables for one in found):
        found = await _run(body, "markdown")
    return "\n".join(str(one.content) for one in found)


async def _run(body: bytes, form: str) -> list[Any]:
    import xberg

    source = xberg.ExtractInput(kind="bytes", bytes=body, mime_type="application/pdf")
    config = xberg.ExtractionConfig(use_cache=False, disable_ocr=True, output_format=form)
    found = await xberg.extract(source, config)
    for problem in found.errors or ():
        raise ValueError(str(getattr(problem, "message", problem)))
    return list(found.results)


def main() -> None:
    """The child process. It leaves by os._exit: the library's threads abort an ordinary interpreter exit."""
    import xberg

    status = 0
    try:
        text = asyncio.run(_extract(sys.stdin.buffer.read()))
        sys.stdout.buffer.write(text.encode("utf-8", "replace"))
    except (RuntimeError, ValueError, OSError, xberg.XbergError) as error:
        sys.stderr.write(str(error))
        status = 1
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(status)


if __name__ == "__main__":
    main()
