"""S15: what an operator lists for a query comes first and says so; nothing else changes."""

from __future__ import annotations

from pathlib import Path

import pytest

from govdoc.errors import ConfigError
from indexer.best_bets import OPERATORS_FILE, read_bets
from indexer.engine import SearchEngine, open_engine
from indexer.fields import IndexEntry
from indexer.query import SearchQuery
from tests.indexer.conftest import Place
from tests.indexer.helpers import ON, SAMPLE

BETS = """
[[bet]]
words = ["低保", "最低生活保障怎么办"]
finds = ["guide", "c", "not here"]
label = "办事指南"
until = 2024-12-31
"""


@pytest.fixture(scope="module")
def rows(place: Place, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, SearchEngine]:
    """The operator's file, and an engine that reads it."""
    url = place()
    folder = tmp_path_factory.mktemp("operators") if "://" in url else Path(url)
    opened = open_engine(url, folder)
    opened.rebuild([*SAMPLE, IndexEntry(id="guide", title="办事指南", text="窗口办理。", kind="notice")])
    return folder / OPERATORS_FILE, opened


@pytest.fixture
def engine(rows: tuple[Path, SearchEngine]) -> SearchEngine:
    path, opened = rows
    path.write_text(BETS, "utf-8")
    return opened


def found(engine: SearchEngine, words: str, **rest: object) -> list[tuple[str, str]]:
    query = SearchQuery(on=ON, words=words, relax=True, **rest)  # type: ignore[arg-type]
    return [(hit.id, hit.best_bet) for hit in engine.search(query).hits]


@pytest.mark.parametrize("typed", ["低保", " 低 保 ", "低保？", "最低生活保障怎么办"])
def test_what_is_listed_comes_first_in_its_order_with_its_label(engine: SearchEngine, typed: str) -> None:
    hits = found(engine, typed)
    assert hits[:2] == [("guide", "办事指南"), ("c", "办事指南")]
    assert {("a", ""), ("b", "")} & set(hits[2:])


def test_other_queries_are_as_they_were(engine: SearchEngine) -> None:
    for typed in ("农村低保", "津贴", ""):
        assert not any(label for _, label in found(engine, typed))
    assert not any(label for _, label in found(engine, "低保", sort="published"))
    assert not any(label for _, label in found(engine, "低保", phrases=("低保",)))


def test_filters_and_the_day_hold_for_what_is_listed_too(engine: SearchEngine) -> None:
    assert found(engine, "低保", filters={"kind": ("notice",)}) == [("guide", "办事指南")]
    assert not any(label for _, label in found(engine, "低保", filters={"kind": ("normative",)}))
    assert engine.search(SearchQuery(on=ON.replace(year=2025), words="低保")).hits[0].best_bet == ""


def test_counts_include_it_and_the_reason_is_told(engine: SearchEngine) -> None:
    results = engine.search(SearchQuery(on=ON, words="低保", facets=("kind",), explain=True))
    assert results.total == len(results.hits) == sum(value.count for value in results.facets[0].values)
    assert results.hits[0].reasons[0].text == "本站为这个检索词推荐：办事指南"


def test_the_file_is_read_again_when_it_changes_and_a_slip_in_it_stops_no_search(rows: tuple[Path, SearchEngine], engine: SearchEngine) -> None:  # fmt: skip
    path, _ = rows
    assert found(engine, "津贴")[0][1] == ""
    path.write_text(BETS.replace('"低保", ', '"津贴", '), "utf-8")
    assert found(engine, "津贴")[0] == ("guide", "办事指南")
    path.write_text("[[bet]]\nwords = 低保", "utf-8")
    assert found(engine, "津贴")[0] == ("guide", "办事指南")
    path.unlink()
    assert found(engine, "津贴")[0][1] == ""


@pytest.mark.parametrize(
    "text",
    [
        "[[bet]]",
        '[[bet]]\nwords = ["低保"]\nfinds = []\nlabel = "x"',
        '[[bet]]\nwords = "低保"\nfinds = ["a"]\nlabel = "x"',
        '[[bet]]\nwords = ["低保"]\nfinds = ["a"]\nlabel = ""',
        '[[bet]]\nwords = ["低保"]\nfinds = ["a"]\nlabel = "x"\nuntil = "soon"',
        '[[bet]]\nwords = ["低保"]\nfinds = ["a"]\nlabel = "x"\nwhen = 1',
        "bets = 1",
        "[[bet",
    ],
)
def test_a_wrong_row_is_named(tmp_path: Path, text: str) -> None:
    path = tmp_path / OPERATORS_FILE
    path.write_text(text, "utf-8")
    with pytest.raises(ConfigError, match="words"):
        read_bets(path)
