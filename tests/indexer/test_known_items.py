"""Known items: an exact title and a number come first, a remembered piece of a title is among the first three."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from indexer.fields import NumberKey, number_key
from indexer.query import SearchQuery
from indexer.tokenizer import squeeze
from indexer.whoosh_engine import WhooshEngine
from tests.indexer.conftest import entries, indexed
from tests.indexer.helpers import ON

CASES = 120
CORPORA = ("portals", "notices", "laws", "announcements")
TITLED = ("portals", "notices", "laws")
NUMBERED = ("portals", "notices", "announcements")
FRAGMENT = {"portals": 0.95, "notices": 0.95, "laws": 0.96}
TWO_PIECES = {"portals": 0.9, "notices": 0.93, "laws": 0.91}
NUMBER, INCOMPLETE = 0.99, 0.97
STYLES = (
    "{a}〔{y}〕{s}号",
    "{a}[{y}]{s}号",
    "{a}（{y}）{s}号",
    "{a}［{y}］第{s}号",
    "{a}﹝{y}﹞{s}号",
    "{a}【{y}】{s}",
    "{a} {y}年{s}号",
    "{a}{y} {s}",
)
Meant = Callable[[str, str], bool]
"""Whether a hit of this (squeezed) title and number is what was meant."""


@dataclass(frozen=True)
class Corpus:
    name: str
    engine: WhooshEngine
    titles: tuple[str, ...]
    keys: tuple[NumberKey, ...]


@pytest.fixture(scope="module")
def portals(real_data: Path, tmp_path_factory: pytest.TempPathFactory) -> WhooshEngine:
    """Titles and numbers of twelve portals, as the portals wrote them, without texts."""
    return indexed(
        (one for one in entries(real_data, "policy_metadata") if one.title), tmp_path_factory.mktemp("portals")
    )


@pytest.fixture(scope="module")
def announcements(real_data: Path, tmp_path_factory: pytest.TempPathFactory) -> WhooshEngine:
    """Of the customs: numbers and texts, no titles."""
    return indexed(entries(real_data, "customs_regulations"), tmp_path_factory.mktemp("customs"))


@pytest.fixture(scope="module")
def corpora(portals: WhooshEngine, announcements: WhooshEngine, notices_engine: WhooshEngine, laws_engine: WhooshEngine) -> dict[str, Corpus]:  # fmt: skip
    engines = (portals, notices_engine, laws_engine, announcements)
    return {name: _corpus(name, engine) for name, engine in zip(CORPORA, engines, strict=True)}


def _corpus(name: str, engine: WhooshEngine) -> Corpus:
    known = engine.generation.collection
    keys = (number_key(number) for number in known.numbers if number)
    full = {key for key in keys if key and len(key.agency) > 1}
    return Corpus(
        name, engine, tuple(sorted(set(known.titles))), tuple(sorted(full, key=lambda key: (key.agency, key.term)))
    )


def missed(corpus: Corpus, cases: Iterator[tuple[str, Meant]], first: int) -> tuple[float, list[str]]:
    """The share of cases in which one of the first hits is what was meant, and the others."""
    asked, without = 0, list[str]()
    for words, meant in cases:
        query = SearchQuery(on=ON.replace(year=2026), words=words, limit=first, relax=True, correct=False)
        hits = corpus.engine.search(query).hits
        without += [] if any(meant(squeeze(hit.title.text), hit.number or "") for hit in hits) else [words]
        asked += 1
    assert asked >= 100
    return 1 - len(without) / asked, without


def sampled(corpus: Corpus, longer_than: int, seed: int) -> list[str]:
    return random.Random(seed).sample([title for title in corpus.titles if len(title) > longer_than], CASES)


@pytest.mark.slow
@pytest.mark.parametrize("name", TITLED)
def test_an_exact_title_is_first(corpora: dict[str, Corpus], name: str) -> None:
    corpus = corpora[name]
    found, without = missed(corpus, ((title, _titled(title)) for title in sampled(corpus, 5, 1)), 1)
    assert found == 1.0, without


@pytest.mark.slow
@pytest.mark.parametrize("style", STYLES)
@pytest.mark.parametrize("name", NUMBERED)
def test_a_number_in_any_style_is_first(corpora: dict[str, Corpus], name: str, style: str) -> None:
    corpus = corpora[name]
    keys = random.Random(2).sample(corpus.keys, min(CASES, len(corpus.keys)))
    cases = ((style.format(a=key.agency, y=key.year, s=key.serial), _numbered(key)) for key in keys)
    found, without = missed(corpus, cases, 1)
    assert found >= (NUMBER if style.endswith("号") else INCOMPLETE), without


@pytest.mark.slow
@pytest.mark.parametrize("name", TITLED)
def test_a_remembered_piece_of_a_title_is_among_the_first_three(corpora: dict[str, Corpus], name: str) -> None:
    """A piece of ten to sixteen characters: other titles with the same piece are as right."""
    corpus, chance = corpora[name], random.Random(3)
    pieces = []
    for title in sampled(corpus, 18, 3):
        size = chance.randint(10, 16)
        start = chance.randint(0, len(title) - size)
        pieces.append(title[start : start + size])
    found, without = missed(corpus, ((piece, _having(piece)) for piece in pieces), 3)
    assert found >= FRAGMENT[name], (found, without)


@pytest.mark.slow
@pytest.mark.parametrize("name", TITLED)
def test_two_remembered_pieces_of_a_title_are_enough(corpora: dict[str, Corpus], name: str) -> None:
    """Six characters of its first half and six of its second, cut anywhere, also inside words."""
    corpus, chance = corpora[name], random.Random(4)
    pairs = []
    for title in sampled(corpus, 18, 4):
        half = len(title) // 2
        first, second = chance.randint(0, half - 6), chance.randint(half, len(title) - 6)
        pairs.append((title[first : first + 6], title[second : second + 6]))
    found, without = missed(corpus, ((" ".join(pair), _having(*pair)) for pair in pairs), 3)
    assert found >= TWO_PIECES[name], (found, without)


def _titled(wanted: str) -> Meant:
    return lambda title, _: title == wanted


def _having(*pieces: str) -> Meant:
    return lambda title, _: all(piece in title for piece in pieces)


def _numbered(wanted: NumberKey) -> Meant:
    return lambda _, number: number_key(number) == wanted
