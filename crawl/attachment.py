"""Room: from web to facts. The text of an attachment: pdf, doc, docx, wps, xls, xlsx, ofd, txt, html, and the entries of a zip.

Files come from anywhere, so they are read by a child process that can be killed, under caps on bytes, expansion, memory and time; whatever
happens there, the answer is an `Attachment` with a state and a note, never an exception. What the bytes are decides, not the name.
"""

from __future__ import annotations

import hashlib
import json
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from govdoc.document import Attachment

MAX_BYTES = 50 * 1024 * 1024
MAX_TEXT = 5_000_000
"""Characters kept of one file; the longest real table seen has 0.9 million."""

SECONDS = 120.0
"""A catalogue of 120 pages takes 2.2 s on one core."""

MEMORY = 2 * 1024 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Limits:
    """Bytes of the file, seconds of reading, bytes of address space of the reading process."""

    size: int = MAX_BYTES
    seconds: float = SECONDS
    memory: int = MEMORY


DEFAULT = Limits()


def read_attachment(body: bytes, name: str, media_type: str | None = None, limits: Limits = DEFAULT) -> Attachment:
    """The attachment with its text. Never raises for what is in the file.

    `state`: `stored` (text found, or a file that holds none), `image_only` (a scan), `failed` (damaged, protected, unknown or mojibake),
    `refused` (beyond a cap); `note` says why in one line.
    """
    base = Attachment(name=name, media_type=media_type, sha256=hashlib.sha256(body).hexdigest())
    if not body:
        return _with(base, state="failed", note="empty file: fetch it again")
    if len(body) > limits.size:
        return _with(base, state="refused", note=f"{len(body)} bytes, more than {limits.size}")
    answer = _in_child(body, name, limits)
    return _with(
        base,
        text=answer.get("text", "")[:MAX_TEXT],
        state=answer.get("state", "failed"),
        note=answer.get("note") or None,
        media_type=answer.get("media_type") or media_type,
    )


def _with(
    base: Attachment, *, state: str, text: str = "", note: str | None = None, media_type: str | None = None
) -> Attachment:
    return Attachment(base.name, base.url, media_type or base.media_type, base.sha256, text, state, note)


def _in_child(body: bytes, name: str, limits: Limits) -> dict[str, str]:
    command = [
        sys.executable,
        "-m",
        "crawl.attachment_reader",
        str(limits.memory),
        str(int(limits.seconds) + 1),
        Path(name).name or "file",
    ]
    try:
        done = subprocess.run(command, input=body, capture_output=True, timeout=limits.seconds, check=False, cwd=_HERE)
    except subprocess.TimeoutExpired:
        return {"state": "refused", "note": f"not read within {limits.seconds:g} s"}
    except OSError as error:
        return {"state": "failed", "note": f"the reading process cannot start: {error}"}
    try:
        answer = json.loads(done.stdout)
    except ValueError:
        why = done.stderr.decode("utf-8", "replace").strip().splitlines()[-1:] or [f"exit status {done.returncode}"]
        state = "refused" if done.returncode < 0 or "Memory" in why[0] else "failed"
        return {"state": state, "note": f"the reading process ended early: {why[0][:120]}"}
    return {str(k): str(v) for k, v in answer.items()} if isinstance(answer, dict) else {}


_HERE = str(Path(__file__).resolve().parent.parent)
"""Where the package can be imported from, whatever the caller's directory."""
