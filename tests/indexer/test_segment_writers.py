"""Many entries are written by processes beside this one: the same index, and a plain error when one of them dies."""

from __future__ import annotations

import os
import signal
from dataclasses import replace
from pathlib import Path

import pytest

from govdoc.errors import IndexUnavailableError
from indexer import segment_writers
from indexer.fields import FACETS
from indexer.query import SearchQuery
from indexer.whoosh_engine import WhooshEngine
from tests.indexer.helpers import ON, SAMPLE

MANY = [replace(entry, id=f"{entry.id}{n}", title=f"{entry.title}{n}") for n in range(5) for entry in SAMPLE]


def test_processes_write_what_one_would(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    one, several = WhooshEngine(tmp_path / "one"), WhooshEngine(tmp_path / "several")
    one.rebuild(MANY)
    monkeypatch.setattr(segment_writers, "SHEAF_CHARACTERS", 100)
    monkeypatch.setattr(segment_writers, "SHEAVES", 2)
    assert several.rebuild(MANY) == len(MANY)
    assert len(several.generation.segments) > 2
    for words in ("", "农村低保", "津贴 老人"):
        query = SearchQuery(on=ON, words=words, limit=30, facets=FACETS)
        first, second = one.search(query), several.search(query)
        assert [(hit.id, hit.score) for hit in first.hits] == [(hit.id, hit.score) for hit in second.hits]
        assert first.facets == second.facets


@pytest.mark.parametrize(
    ("sheaves", "portions"),
    [
        (0, []),
        (1, [1]),
        (2, [1, 1]),
        (5, [2, 3]),
        (8, [4, 4]),
        (9, [8, 1]),
        (16, [8, 8]),
        (10, [8, 2]),
        (17, [8, 8, 1]),
        (21, [8, 8, 2, 3]),
        (27, [8, 8, 8, 3]),
    ],
)
def test_the_rest_is_shared_by_both_processes(sheaves: int, portions: list[int]) -> None:
    paths = [Path(str(number)) for number in range(sheaves)]
    shared = list(segment_writers._portions(iter(paths)))
    assert [len(portion) for portion in shared] == portions
    assert [path for portion in shared for path in portion] == paths


def test_nothing_of_the_drafts_is_left(tmp_path: Path) -> None:
    engine = WhooshEngine(tmp_path)
    engine.rebuild(SAMPLE)
    assert not [path for path in engine.generation.directory.iterdir() if path.is_dir()]


def _die(folder: Path, sheaves: list[Path]) -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def test_a_writer_that_is_killed_is_said_and_changes_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    engine = WhooshEngine(tmp_path)
    engine.rebuild(SAMPLE)
    monkeypatch.setattr(segment_writers, "SHEAF_CHARACTERS", 400)
    monkeypatch.setattr(segment_writers, "write_sheaves", _die)
    with pytest.raises(IndexUnavailableError, match="memory"):
        engine.rebuild(MANY)
    assert WhooshEngine(tmp_path).search(SearchQuery(on=ON)).total == len(SAMPLE)
