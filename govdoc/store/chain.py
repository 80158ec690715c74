"""Room: what a government document is. Chains of hashes: each entry's hash covers the entry and the hash before it. Pure."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from typing import Any

START = "0" * 64


def link(before: str, sequence: int, at: datetime, fields: Iterable[Any]) -> str:
    """SHA-256 of the hash before and of the entry's number, time and fields as a JSON list."""
    body = json.dumps([sequence, at.astimezone(UTC).isoformat(timespec="microseconds"), *fields])
    return hashlib.sha256(f"{before}\n{body}".encode("utf-8", "surrogatepass")).hexdigest()


def faults(entries: Iterable[tuple[int, str, datetime, Iterable[Any]]]) -> Iterator[tuple[int, str]]:
    """(number, missing | altered) of the first entry that breaks the chain; `entries` are (number, hash, time, fields)."""
    before, expected = START, 1
    for sequence, digest, at, fields in entries:
        if sequence != expected:
            yield expected, "missing"
            return
        if digest != link(before, sequence, at, fields):
            yield sequence, "altered"
            return
        before, expected = digest, expected + 1
