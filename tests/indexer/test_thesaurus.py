"""S9: everyday words find the official ones; the expansion is shown and can be switched off."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from govdoc.errors import ConfigError
from indexer.engine import SearchEngine, open_engine
from indexer.fields import IndexEntry
from indexer.query import SearchQuery
from indexer.thesaurus import THESAURUS, read_thesaurus, runs, thesaurus
from indexer.units import PARTICLES
from tests.indexer.helpers import ON

CASES = [(word, entry.official) for word, entry in thesaurus().items() if entry.official][::7]
BY_HAND = [
    line.split()
    for line in (Path(__file__).parents[1] / "cases" / "plain_by_hand.txt").read_text("utf-8").splitlines()[1:]
]
"""Pairs that were written before anybody looked whether the file has them: at first 78 of the 110 words were there."""
FOUND_BY_HAND = 0.95
OFFICIAL = sorted(
    {
        official
        for words in (
            *(words for _, words in CASES),
            *(thesaurus()[w].official for w, _ in BY_HAND if w in thesaurus()),
        )
        for official in words
    }
)


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SearchEngine]:
    opened = open_engine(str(tmp_path_factory.mktemp("index")))
    opened.rebuild(IndexEntry(id=word, title=f"有关{word}的规定") for word in OFFICIAL)
    yield opened
    opened.close()


def found(engine: SearchEngine, words: str, *, expand: bool = True) -> tuple[set[str], dict[str, tuple[str, ...]]]:
    results = engine.search(SearchQuery(on=ON, words=words, expand=expand, limit=1000))
    return {hit.id for hit in results.hits}, dict(results.expansions)


def test_the_cases_are_many() -> None:
    assert len(CASES) >= 200


@pytest.mark.parametrize(("word", "official"), CASES)
def test_an_everyday_word_finds_its_official_words_unless_switched_off(
    engine: SearchEngine, word: str, official: tuple[str, ...]
) -> None:
    ids, shown = found(engine, word)
    assert set(official) <= ids
    assert set(official) <= {one for words in shown.values() for one in words}
    literal, none_shown = found(engine, word, expand=False)
    assert all(set(word) - PARTICLES <= set(identifier) for identifier in literal)
    assert none_shown == {}


def test_pairs_that_people_wrote(engine: SearchEngine) -> None:
    """The official word is searched as well, shown, and left out when the reader says so."""
    assert len(BY_HAND) >= 100
    missed = []
    for word, meant in BY_HAND:
        ids, shown = found(engine, word)
        fitting = {one for words in shown.values() for one in words if meant in one or one in meant}
        missed += [] if fitting and fitting <= ids else [(word, meant)]
        literal, none_shown = found(engine, word, expand=False)
        assert none_shown == {}
        assert all(set(word) - PARTICLES <= set(identifier) for identifier in literal)
    assert len(missed) <= (1 - FOUND_BY_HAND) * len(BY_HAND), missed


@pytest.mark.parametrize(
    ("asked", "official"),
    [("炒鱿鱼", "解除劳动合同"), ("低保", "最低生活保障"), ("酒驾", "饮酒后驾驶机动车"), ("老赖", "失信被执行人")],
)
def test_well_known_words(asked: str, official: str) -> None:
    assert official in thesaurus()[asked].official


def test_the_file_covers_life_and_names_a_source_in_every_row() -> None:
    entries = read_thesaurus(THESAURUS)
    topics = [line for line in THESAURUS.read_text("utf-8").splitlines() if line.startswith("## ")]
    assert len(entries) >= 600
    assert len(topics) >= 10
    assert all(len(entry.source) > 2 for entry in entries.values())


def test_an_everyday_word_is_known_though_the_tokenizer_cuts_it() -> None:
    assert runs(["我", "打", "老婆", "了"], official=True) == [(1, 3)]
    assert runs(["没", "有", "此事"], official=False) == []


def test_an_everyday_word_that_the_tokenizer_cuts_finds_itself_too(tmp_path: Path) -> None:
    """采|砂 are two words of the tokenizer and one of the thesaurus: a title with it must still be found."""
    engine = open_engine(str(tmp_path))
    titles = [f"{word}管理办法" for word, entry in thesaurus().items() if entry.official and len(word) in (2, 3)]
    engine.rebuild(IndexEntry(id=title, title=title) for title in titles)
    missed = [t for t in titles[::5] if engine.search(SearchQuery(on=ON, words=t, limit=1)).hits[0].id != t]
    assert missed == []


@pytest.mark.parametrize(
    "line",
    ["低保 | 最低生活保障 | ", "低保 | | | 办法", "低保 | 最低生活保障 | | ", " | 最低生活保障 | | 办法", "低保 | 保障 | | 办法\n低保 | 救助 | | 办法"],
)  # fmt: skip
def test_a_wrong_line_is_named(tmp_path: Path, line: str) -> None:
    path = tmp_path / "thesaurus.txt"
    path.write_text(line, "utf-8")
    with pytest.raises(ConfigError, match=r"thesaurus\.txt: line [12]"):
        read_thesaurus(path)
