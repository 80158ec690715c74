"""S17: an original and its republications are one hit that says where else it stands, and count once; so are the texts of one law."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from govdoc.document import Document, Kind, Status
from govdoc.store import open_store
from indexer.build import build
from indexer.query import SearchQuery
from indexer.whoosh_engine import WhooshEngine

TEXT = "为做好农村居民最低生活保障工作，根据有关规定，现就提高保障标准的事项通知如下，请各镇认真贯彻执行。" * 4


def test_an_original_and_three_republications_are_one_hit(tmp_path: Path) -> None:
    documents = [
        Document(
            f"d{i}",
            "关于提高农村低保标准的通知",
            text=TEXT,
            number="清政办发〔2017〕5号",
            url=f"http://{i}.example.gov.cn/5.html",
        )
        for i in range(4)
    ]
    other = Document("e", "关于公布收费目录的公告", text="收费目录如下，请遵照执行，并接受监督。" * 6)
    with open_store(f"sqlite:///{tmp_path}/store.sqlite3") as store:
        store.put_documents([*documents, other], datetime(2024, 6, 1, tzinfo=UTC))
        engine = WhooshEngine(tmp_path / "index")
        build(store, engine, rebuild=True)
    results = engine.search(SearchQuery(on=date(2024, 6, 1), words="农村低保标准", facets=("kind",)))
    (hit,) = results.hits
    assert results.total == 1
    assert {hit.id, *hit.also_at} == {"d0", "d1", "d2", "d3"}
    assert [value.count for value in results.facets[0].values] == [1]


TEXTS = (
    ("old", "清河省市容管理条例", "2004年3月1日", 2004),
    ("middle", "清河省市容管理条例（2012修正）", "2012年5月1日", 2012),
    ("now", "清河省市容管理条例(2021修订)", "2021年7月1日", 2021),
    ("next", "清河省市容管理条例（2025修正）", "2025年9月1日", 2025),
)
LAW = SearchQuery(on=date(2024, 6, 1), words="市容管理条例", fold=True, limit=10)


@pytest.fixture(scope="module")
def laws(tmp_path_factory: pytest.TempPathFactory) -> WhooshEngine:
    """Four texts of one law, one of them not made yet in 2024, and a law of the same field."""
    folder = tmp_path_factory.mktemp("laws")
    documents = [
        Document(
            id,
            title,
            text=f"第一条 为了加强市容管理，制定本条例。{'市容管理条例。' * (9 - n)}\n第二条 本条例自{day}起施行。",
            kind=Kind.LAW,
            issued_on=date(year, 1, 20),
        )
        for n, (id, title, day, year) in enumerate(TEXTS)
    ]
    other = Document(
        "other",
        "清河省环境卫生条例",
        text="市容管理条例另有规定的，从其规定。",
        kind=Kind.LAW,
        issued_on=date(2015, 1, 1),
    )
    with open_store(f"sqlite:///{folder}/store.sqlite3") as store:
        store.put_documents([*documents, other], datetime(2024, 6, 1, tzinfo=UTC))
        engine = WhooshEngine(folder / "index")
        build(store, engine, rebuild=True)
    return engine


def test_texts_of_one_law_are_one_hit_led_by_the_one_in_force(laws: WhooshEngine) -> None:
    results = laws.search(LAW)
    assert (results.total, results.folded, [hit.id for hit in results.hits]) == (4, 2, ["now", "other"])
    assert {(one.id, one.status) for one in results.hits[0].folded} == {
        ("old", Status.SUPERSEDED),
        ("middle", Status.SUPERSEDED),
    }


@pytest.mark.parametrize(
    ("on", "leads"), [(date(2010, 1, 1), "old"), (date(2021, 3, 1), "middle"), (date(2025, 3, 1), "now"), (date(2026, 1, 1), "next")]
)  # fmt: skip
def test_the_day_decides_which_text_leads(laws: WhooshEngine, on: date, leads: str) -> None:
    assert laws.search(replace(LAW, on=on)).hits[0].id == leads


def test_whoever_types_the_title_of_an_older_text_gets_it_first(laws: WhooshEngine) -> None:
    asked = replace(LAW, words="清河省市容管理条例（2012修正）")
    assert laws.search(asked).hits[0].id == "middle"
    assert {one.id for one in laws.search(asked).hits[0].folded} <= {"old", "now"}


def test_without_folding_and_by_its_own_state_each_text_stands_for_itself(laws: WhooshEngine) -> None:
    assert laws.search(replace(LAW, fold=False)).hits[0].id == "now"
    only = laws.search(replace(LAW, filters={"status": ("superseded",)}))
    assert (only.total, only.folded, only.hits[0].id) == (2, 1, "middle")
