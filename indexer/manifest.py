"""Room: from facts to a searchable index. Versioned directories, their manifests, and the pointer that says which is served.

index/CURRENT          the name of a directory
index/000042/          one generation, never changed once it is complete
index/000042/manifest.json   versions, and size and hash of every file; read before anything else is
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import zlib
from dataclasses import asdict, dataclass, field
from pathlib import Path

from govdoc.errors import IndexUnavailableError
from indexer.array_codec import ARRAYS, CODEC_VERSION
from indexer.fields import SCHEMA_VERSION
from indexer.tokenizer import TOKENIZER_VERSION, USER_DICTIONARIES

CURRENT, MANIFEST = "CURRENT", "manifest.json"
REBUILD = "run `govdoc index --rebuild`"
_CHUNK = 1 << 20


@dataclass(frozen=True, slots=True)
class Manifest:
    """`revision` is the store's when the index was made; `files` name → size and hash."""

    versions: dict[str, str]
    documents: int
    revision: int | None
    files: dict[str, tuple[int, str]] = field(default_factory=dict)


def versions() -> dict[str, str]:
    """What an index depends on: when one of these changes, documents must be indexed again."""
    dictionary = hashlib.sha256(b"".join(path.read_bytes() for path in USER_DICTIONARIES)).hexdigest()[:12]
    return {"schema": str(SCHEMA_VERSION), "codec": str(CODEC_VERSION), "tokenizer": str(TOKENIZER_VERSION), "dictionary": dictionary}  # fmt: skip


def current(root: Path) -> Path:
    """The served generation's directory. IndexUnavailableError when there is none."""
    try:
        name = (root / CURRENT).read_text("utf-8").strip()
    except FileNotFoundError as error:
        raise IndexUnavailableError(f"no index at {root}: {REBUILD}") from error
    except (OSError, UnicodeDecodeError) as error:
        raise IndexUnavailableError(f"{root / CURRENT} cannot be read ({error}): {REBUILD}") from error
    if not name.isdecimal() or not (root / name).is_dir():
        raise IndexUnavailableError(f"{root / CURRENT} names no index directory: {REBUILD}")
    return root / name


def next_directory(root: Path) -> Path:
    """A new, empty directory after all that exist, finished or not."""
    root.mkdir(parents=True, exist_ok=True)
    taken = [int(path.name) for path in root.iterdir() if path.name.isdecimal()]
    directory = root / f"{max(taken, default=0) + 1:06}"
    directory.mkdir()
    return directory


def switch(root: Path, directory: Path) -> None:
    """Serve the directory from now on: one atomic rename. Older generations but the last are removed."""
    try:
        before = current(root).name
    except IndexUnavailableError:  # none yet, or a damaged pointer: a rebuild is what mends it
        before = ""
    draft = root / f"{CURRENT}.draft"
    with draft.open("w", encoding="utf-8") as file:
        file.write(directory.name + "\n")
        file.flush()
        os.fsync(file.fileno())
    draft.replace(root / CURRENT)
    for path in root.iterdir():
        if path.name.isdecimal() and path.name not in (directory.name, before):
            shutil.rmtree(path, ignore_errors=True)


def write_manifest(directory: Path, documents: int, revision: int | None, known: Manifest | None = None) -> Manifest:
    """Hashes every file but those that `known` has hashed already (hard links to files that never change)."""
    files: dict[str, tuple[int, str]] = {}
    for path in sorted(directory.iterdir()):
        if path.name in (MANIFEST, "MAIN_WRITELOCK") or path.is_dir():
            continue
        size = path.stat().st_size
        old = known.files.get(path.name) if known else None
        files[path.name] = old if old and old[0] == size else (size, _digest(path))
    manifest = Manifest(versions(), documents, revision, files=files)
    save_manifest(directory, manifest)
    return manifest


def save_manifest(directory: Path, manifest: Manifest) -> None:
    body = json.dumps(asdict(manifest), ensure_ascii=False, sort_keys=True)
    check = hashlib.sha256(body.encode()).hexdigest()
    with (directory / MANIFEST).open("w", encoding="utf-8") as file:
        file.write(check + "\n" + body + "\n")
        file.flush()
        os.fsync(file.fileno())


def read_manifest(directory: Path) -> Manifest:
    """IndexUnavailableError when it is missing, damaged, or of other versions than this program's."""
    try:
        check, body, end = (directory / MANIFEST).read_text("utf-8").split("\n")
        if end or hashlib.sha256(body.encode()).hexdigest() != check:
            raise ValueError("checksum differs")
        raw = json.loads(body)
        files = {name: (int(size), str(digest)) for name, (size, digest) in raw.pop("files").items()}
        manifest = Manifest(**raw, files=files)
    except (OSError, ValueError, TypeError, KeyError, AttributeError) as error:
        raise IndexUnavailableError(f"{directory / MANIFEST} is missing or damaged ({error}): {REBUILD}") from error
    if manifest.versions != versions():
        raise IndexUnavailableError(f"the index at {directory} was built by another version: {REBUILD}")
    return manifest


def verify(directory: Path, manifest: Manifest, trusted: Manifest | None = None) -> None:
    """Every file is there, whole and unchanged; files that `trusted` (an opened generation) shares are only measured."""
    for name, (size, digest) in manifest.files.items():
        path = directory / name
        if not path.is_file() or path.stat().st_size != size:
            raise IndexUnavailableError(f"{path} is missing or cut short: {REBUILD}")
        if trusted and trusted.files.get(name) == (size, digest):
            continue
        if _digest(path) != digest:
            raise IndexUnavailableError(f"{path} is damaged: {REBUILD}")


def _digest(path: Path) -> str:
    """SHA-256 of what Whoosh unpickles; CRC-32 of plain arrays, which can only be damaged, never be made to run."""
    plain = path.suffix == ARRAYS
    checksum, digest = 0, hashlib.sha256()
    with path.open("rb") as file:
        while chunk := file.read(_CHUNK):
            if plain:
                checksum = zlib.crc32(chunk, checksum)
            else:
                digest.update(chunk)
    return f"crc32:{checksum:08x}" if plain else f"sha256:{digest.hexdigest()}"
