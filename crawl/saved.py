"""Room: from web to facts. Pages that were refused, kept as they came so that a person can look at them."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path

KEPT = 200
"""Files kept of a site; the oldest go."""


@dataclass(frozen=True, slots=True)
class Saved:
    """The folder of one site's refused pages."""

    folder: Path

    def put(self, body: bytes) -> Path:
        """Write the bytes to a file named by their hash; where it is."""
        self.folder.mkdir(parents=True, exist_ok=True)
        path = self.folder / f"{hashlib.sha256(body).hexdigest()[:12]}{_suffix(body)}"
        path.write_bytes(body)
        for old in sorted(self.folder.iterdir(), key=lambda file: file.stat().st_mtime_ns)[:-KEPT]:
            old.unlink(missing_ok=True)
        return path


def _suffix(body: bytes) -> str:
    head = body.lstrip()[:200].lower()
    if head.startswith((b"{", b"[")):
        return ".json"
    return ".html" if b"<" in head else ".bin"
