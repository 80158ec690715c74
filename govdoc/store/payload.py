"""Room: what a government document is. A document as bytes for the store: JSON without empty fields, zstd around it. Pure."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from typing import Any

import zstandard

from govdoc.document import Document
from govdoc.records import document_from_json, document_to_json

LEVEL = 3


def encode(document: Document) -> tuple[str, bytes]:
    """32 hex digits that change with any field, and the JSON bytes.

    `origins` (how a value was read) is kept but not part of the digest: a renamed selector is no new version.
    """
    fields = document_to_json(document)
    origins = fields.pop("origins", None)
    body = to_bytes(fields)
    return _hash(body), (to_bytes({**fields, "origins": origins}) if origins else body)


def digest_of(fields: dict[str, Any]) -> str:
    """The digest of a stored payload, as `encode` gave it."""
    return _hash(to_bytes({name: value for name, value in fields.items() if name != "origins"}))


def _hash(body: bytes) -> str:
    return hashlib.sha256(body).hexdigest()[:32]


def to_bytes(value: Any) -> bytes:
    # surrogatepass: half characters stand in real pages, and a store must give back what it was given
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "surrogatepass")


def from_bytes(body: bytes) -> Any:
    return json.loads(body.decode("utf-8", "surrogatepass"))


def packer() -> Callable[[bytes], bytes]:
    """A compressor for one batch in one thread: making one costs more than a short document."""
    return zstandard.ZstdCompressor(level=LEVEL).compress


def unpacker() -> Callable[[bytes], Document]:
    """A reader of payloads for one query in one thread."""
    unpack = json_unpacker()
    return lambda payload: document_from_json(unpack(payload))


def json_unpacker() -> Callable[[bytes], Any]:
    decompress = zstandard.ZstdDecompressor().decompress
    return lambda payload: from_bytes(decompress(payload))
