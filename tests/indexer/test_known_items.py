"""Known items: an exact title and a number come first, a remembered piece of a title is among the first three."""

from __future__ import annotations

import gzip
import json
import random
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from indexer.fields import IndexEntry, number_key
from indexer.query import SearchQuery
from indexer.tokenizer import squeeze
from indexer.whoosh_engine import WhooshEngine
from tests.indexer.helpers import ON

CASES = 300
FLOORS = {"title": 1.0, "number": 0.99, "partial": 0.97, "fragment": 0.95}
Row = dict[str, str]


@pytest.fixture(scope="module")
def rows(real_data: Path) -> list[Row]:
    """The records of twelve portals that have a title; their numbers are as the portals wrote them."""
    with gzip.open(real_data / "corpus" / "policy_metadata.jsonl.gz", "rt", encoding="utf-8") as lines:
        return [row for line in lines if (row := json.loads(line)).get("title")]


@pytest.fixture(scope="module")
def engine(rows: list[Row], tmp_path_factory: pytest.TempPathFactory) -> WhooshEngine:
    opened = WhooshEngine(tmp_path_factory.mktemp("index"))
    opened.rebuild(IndexEntry(id=row["id"], title=row["title"], number=row.get("number")) for row in rows)
    return opened


def share(engine: WhooshEngine, cases: Iterator[tuple[str, Callable[[str, str], bool]]], first: int) -> float:
    """Cases in which one of the first hits (title, number) is what was meant."""
    good, asked = 0, 0
    for words, meant in cases:
        hits = engine.search(
            SearchQuery(on=ON.replace(year=2026), words=words, limit=first, relax=True, correct=False)
        ).hits
        good += any(meant(squeeze(hit.title.text), hit.number or "") for hit in hits)
        asked += 1
    assert asked >= 200
    return good / asked


@pytest.mark.slow
def test_an_exact_title_is_first(engine: WhooshEngine, rows: list[Row]) -> None:
    chosen = random.Random(1).sample([row for row in rows if len(row["title"]) > 5], CASES)
    found = share(engine, ((r["title"], _titled(squeeze(r["title"]))) for r in chosen), 1)
    assert found >= FLOORS["title"], found


@pytest.mark.slow
@pytest.mark.parametrize(
    "style", ["〔{y}〕{s}号", "[{y}]{s}号", "（{y}）{s}号", "{y} {s}", "{y}年{s}号", "［{y}］第{s}号"]
)
def test_a_number_in_any_style_is_first(engine: WhooshEngine, rows: list[Row], style: str) -> None:
    keyed = [(r, key) for r in rows if r.get("number") and (key := number_key(r["number"])) and len(key.agency) > 1]
    chosen = random.Random(2).sample(keyed, CASES)
    cases = ((key.agency + style.format(y=key.year, s=key.serial), _numbered(key)) for _, key in chosen)
    found = share(engine, cases, 1)
    assert found >= FLOORS["partial" if "号" not in style else "number"], found


@pytest.mark.slow
def test_a_remembered_piece_of_a_title_is_among_the_first_three(engine: WhooshEngine, rows: list[Row]) -> None:
    """A piece of ten to sixteen characters that has no twin: other titles with the same piece are as right."""
    chance = random.Random(3)
    chosen = chance.sample([squeeze(row["title"]) for row in rows if len(squeeze(row["title"])) > 18], CASES)
    pieces = []
    for title in chosen:
        size = chance.randint(10, 16)
        start = chance.randint(0, len(title) - size)
        pieces.append(title[start : start + size])
    found = share(engine, ((piece, lambda title, _, p=piece: p in title) for piece in pieces), 3)
    assert found >= FLOORS["fragment"], found


def _titled(wanted: str) -> Callable[[str, str], bool]:
    return lambda title, _: title == wanted


def _numbered(wanted: object) -> Callable[[str, str], bool]:
    return lambda _, number: number_key(number) == wanted
