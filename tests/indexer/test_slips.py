"""S8: wrong characters are corrected, of every kind; the correction is shown, finds more, and can be refused."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from indexer.engine import SearchEngine, open_engine
from indexer.fields import IndexEntry
from indexer.query import SearchQuery
from tests.indexer.helpers import ON

CASES = [
    line.split() for line in (Path(__file__).parents[1] / "cases" / "slips.txt").read_text("utf-8").splitlines()[1:]
]
MEANT = sorted({meant for _, _, meant in CASES})
SENTENCES = (
    "关于{}的通知。",
    "做好{}工作，提高水平。",
    "各单位应当重视{}，并按时报告。",
    "{}由主管部门负责。",
    "加强监督，推进{}。",
)
FLOORS = {"sound": 0.97, "look": 0.97, "swapped": 0.97, "missing": 0.9, "extra": 0.85}


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SearchEngine]:
    """Each term in a dozen documents, among others, as an index of any size has them."""
    opened = open_engine(str(tmp_path_factory.mktemp("index")))
    texts = [
        (
            f"{number}-{turn}",
            "".join(s.format(MEANT[(number + turn * 7 + i) % len(MEANT)]) for i, s in enumerate(SENTENCES)),
        )
        for number in range(len(MEANT))
        for turn in range(3)
    ]
    opened.rebuild(IndexEntry(id=identifier, title=f"文件{identifier}", text=text) for identifier, text in texts)
    yield opened
    opened.close()


def test_wrong_characters_of_every_kind_are_corrected(engine: SearchEngine) -> None:
    asked, right, wrong = Counter[str](), Counter[str](), []
    for kind, typed, meant in CASES:
        correction = engine.search(SearchQuery(on=ON, words=typed, relax=True)).correction
        asked[kind] += 1
        right[kind] += correction == meant
        wrong += [] if correction == meant else [(typed, meant, correction)]
    assert sum(asked.values()) >= 100
    assert all(right[kind] >= floor * asked[kind] for kind, floor in FLOORS.items()), (right, asked, wrong)


def test_a_correction_finds_something_and_can_be_refused(engine: SearchEngine) -> None:
    for _, typed, _ in CASES[::10]:
        results = engine.search(SearchQuery(on=ON, words=typed))
        if results.correction:
            assert engine.search(SearchQuery(on=ON, words=results.correction)).total > 0
        assert engine.search(SearchQuery(on=ON, words=typed, correct=False)).correction is None


def test_what_is_right_is_left_alone(engine: SearchEngine) -> None:
    assert [engine.search(SearchQuery(on=ON, words=meant, relax=True)).correction for meant in MEANT] == [None] * len(
        MEANT
    )
