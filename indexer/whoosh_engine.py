"""Room: from facts to a searchable index. The Whoosh engine: generations in directories, one served, one built beside it."""

from __future__ import annotations

import os
import shutil
import threading
import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from whoosh.filedb.filestore import FileStorage
from whoosh.index import TOC, clean_files

from govdoc.errors import IndexUnavailableError
from indexer import golden, manifest
from indexer.array_codec import INDEX_NAME
from indexer.array_known import ArrayKnown
from indexer.array_search import Collection
from indexer.best_bets import OPERATORS_FILE, BetsFile, pinned
from indexer.correction import correct
from indexer.fields import IndexEntry, schema
from indexer.manifest import Manifest
from indexer.merging import merge
from indexer.present_hits import to_results
from indexer.query import SearchQuery
from indexer.ranking import rank
from indexer.results import SearchResults
from indexer.segment import Segment
from indexer.segment_writers import write_segments
from indexer.suggest import Suggestion, suggest

SMALL_SEGMENTS = 6
UPDATE_SAMPLE = 4
"""Golden queries' documents after an update, which has to be quick."""
OPEN_ATTEMPTS = 3


@dataclass(frozen=True, slots=True)
class Generation:
    """One opened directory."""

    directory: Path
    manifest: Manifest
    collection: Collection
    segments: dict[str, Segment]


def open_generation(directory: Path, before: Generation | None = None) -> Generation:
    """Verified first, then opened; segments that the generation before shares are not read again."""
    known = manifest.read_manifest(directory)
    manifest.verify(directory, known, before.manifest if before else None)
    try:
        storage = FileStorage(str(directory))
        stated = TOC.read(storage, INDEX_NAME, schema=schema()).segments
        segments = {
            s.segment_id(): (before.segments.get(s.segment_id()) if before else None) or Segment(directory, storage, s)
            for s in stated
        }
        collection = Collection(list(segments.values()), [_deleted(s) for s in stated])
    except (OSError, ValueError, TypeError, KeyError, IndexError, EOFError) as error:
        raise IndexUnavailableError(
            f"the index at {directory} cannot be opened ({error}): {manifest.REBUILD}"
        ) from error
    return Generation(directory, known, collection, segments)


class WhooshEngine:
    """Implements `SearchEngine`. Safe across threads; many processes may search while one builds or updates."""

    def __init__(self, path: str | Path) -> None:
        self.root = Path(path)
        self._lock = threading.Lock()
        self._opened: Generation | None = None
        self._bets = BetsFile(self.root / OPERATORS_FILE)

    def close(self) -> None:
        self._opened = None

    @property
    def generation(self) -> Generation:
        """The served generation, opened again when the pointer has moved. IndexUnavailableError when there is none."""
        directory = manifest.current(self.root)
        opened = self._opened
        if opened is not None and opened.directory == directory:
            return opened
        with self._lock:
            if self._opened is None or self._opened.directory != directory:
                self._opened = self._open(self._opened)
            return self._opened

    def _open(self, before: Generation | None) -> Generation:
        """Writers remove old directories: when the pointer moved while one was being opened, the next is tried."""
        for _ in range(OPEN_ATTEMPTS):
            directory = manifest.current(self.root)
            try:
                return open_generation(directory, before)
            except IndexUnavailableError:
                if manifest.current(self.root) == directory:
                    raise
        raise IndexUnavailableError(f"the index at {self.root} changes faster than it can be opened: try again")

    def count(self) -> int:
        return self.generation.collection.count

    def revision(self) -> int | None:
        """The store's revision that the served index was made from."""
        return self.generation.manifest.revision

    def version(self) -> str:
        """Directory and the store's revision: 000042-r17."""
        opened = self.generation
        return f"{opened.directory.name}-r{opened.manifest.revision or 0}"

    def search(self, query: SearchQuery) -> SearchResults:
        started = time.perf_counter()
        collection = self.generation.collection
        query = replace(query, pinned=pinned(self._bets.read(), query))
        ranked = rank(collection, query)
        literal = 0 if ranked.relaxed else ranked.total
        meant = correct(ArrayKnown(collection), query, ranked.plan, literal)
        return to_results(collection, ranked, query, started, meant)

    def suggest(self, typed: str) -> tuple[Suggestion, ...]:
        """What may be meant by what has been typed so far."""
        return suggest(ArrayKnown(self.generation.collection), typed)

    def entry(self, identifier: str) -> IndexEntry | None:
        """What the index knows of a document, None when it is not there."""
        collection = self.generation.collection
        number = collection.by_id.get(identifier)
        return None if number is None else collection.entry(number)

    def rebuild(self, entries: Iterable[IndexEntry], revision: int | None = None) -> int:
        with self._writing():
            directory = manifest.next_directory(self.root)
            with _removed_on_failure(directory):
                storage = FileStorage(str(directory))
                TOC.create(storage, schema(), INDEX_NAME)
                _write(storage, entries)
                return self._go_live(directory, revision)

    def update(self, entries: Iterable[IndexEntry], deleted: Iterable[str] = (), revision: int | None = None) -> int:
        """The new generation shares the files of the old one; only the changed entries are written."""
        with self._writing():
            before = self.generation
            changed = {entry.id: entry for entry in entries}
            gone = set(deleted) | set(changed)
            directory = manifest.next_directory(self.root)
            with _removed_on_failure(directory):
                for name in before.manifest.files:
                    _share(before.directory / name, directory / name)
                storage = FileStorage(str(directory))
                _replace(storage, before, gone)
                _write(storage, changed.values())
                self._go_live(directory, before.manifest.revision if revision is None else revision, before)
                return len(changed)

    def _go_live(self, directory: Path, revision: int | None, before: Generation | None = None) -> int:
        """Golden queries on the finished directory, then the switch; a generation that fails them never serves."""
        storage = FileStorage(str(directory))
        segments = TOC.read(storage, INDEX_NAME, schema=schema()).segments
        documents = sum(int(segment.doc_count()) for segment in segments)
        manifest.write_manifest(directory, documents, revision, before.manifest if before else None)
        opened = open_generation(directory, before)
        index = ArrayKnown(opened.collection)
        golden.check(index, golden.SAMPLE if before is None else UPDATE_SAMPLE)
        golden.check_own(index, golden.read_own(self.root / golden.OPERATORS_FILE))
        if before is None:
            golden.check_words(index)
        manifest.switch(self.root, directory)
        with self._lock:
            self._opened = opened
        return documents

    @contextmanager
    def _writing(self) -> Iterator[None]:
        """One writer at a time, across processes. IndexUnavailableError where the disk is full or the place not writable."""
        try:
            self.root.mkdir(parents=True, exist_ok=True)
            with self._locked():
                yield
        except OSError as error:
            raise IndexUnavailableError(
                f"the index at {self.root} cannot be written ({error.strerror or error}): check the free disk space and the "
                "permissions, and run `govdoc index` again; what was served before is unchanged"
            ) from error

    @contextmanager
    def _locked(self) -> Iterator[None]:
        lock = FileStorage(str(self.root)).lock("WRITER")
        if not lock.acquire(blocking=False):
            raise IndexUnavailableError(
                f"another process is writing the index at {self.root}: wait for it and try again"
            )
        try:
            yield
        finally:
            lock.release()


@contextmanager
def _removed_on_failure(directory: Path) -> Iterator[None]:
    """An unfinished directory is of no use to anyone; after a kill the next writer passes over it."""
    try:
        yield
    except BaseException:
        shutil.rmtree(directory, ignore_errors=True)
        raise


def _share(old: Path, new: Path) -> None:
    """A hard link; a copy where the file system has none."""
    try:
        os.link(old, new)
    except OSError:
        shutil.copyfile(old, new)


def _write(storage: Any, entries: Iterable[IndexEntry]) -> None:
    """Write the entries' segments and name them in the table of contents, which was complete before and is complete after."""
    toc = TOC.read(storage, INDEX_NAME, schema=schema())
    segments = [*toc.segments, *write_segments(Path(storage.folder), entries)]
    TOC(toc.schema, segments, toc.generation + 1).write(storage, INDEX_NAME)
    clean_files(storage, INDEX_NAME, toc.generation + 1, segments)


def _replace(storage: Any, before: Generation, gone: set[str]) -> None:
    """Mark the ids deleted, then merge: the smallest segments when many are small, and those that are mostly deleted."""
    toc = TOC.read(storage, INDEX_NAME, schema=schema())
    offsets = before.collection.offsets
    for number in sorted(before.collection.by_id[i] for i in gone & before.collection.by_id.keys()):
        at = int(offsets.searchsorted(number, side="right")) - 1
        toc.segments[at].delete_document(number - int(offsets[at]))
    merged = _to_merge(toc.segments)
    kept = [segment for at, segment in enumerate(toc.segments) if at not in merged and segment.doc_count()]
    worth = [at for at in merged if toc.segments[at].doc_count()]
    if worth:
        opened = before.collection.segments
        kept.append(merge(storage, [(opened[at], _deleted(toc.segments[at])) for at in worth]))
    TOC(toc.schema, kept, toc.generation + 1).write(storage, INDEX_NAME)
    clean_files(storage, INDEX_NAME, toc.generation + 1, kept)


def _deleted(segment: Any) -> Sequence[int]:
    return tuple(segment.deleted_docs()) if segment.has_deletions() else ()


def _to_merge(segments: Sequence[Any]) -> list[int]:
    """Places of the segments to be made one, in their order."""
    sizes = [segment.doc_count_all() for segment in segments]
    small = sorted((size, at) for at, size in enumerate(sizes) if size <= max(sizes) // 4)
    chosen = {at for _, at in small[:SMALL_SEGMENTS]} if len(small) > SMALL_SEGMENTS else set()
    return sorted(chosen | {at for at, segment in enumerate(segments) if segment.doc_count() < sizes[at] // 2})
