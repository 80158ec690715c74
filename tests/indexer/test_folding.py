"""S17: an original and its republications are one hit that says where else it stands, and count once."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

from govdoc.document import Document
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
