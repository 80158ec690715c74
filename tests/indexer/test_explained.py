"""Interpretations stand under the document that they explain, where both are found; every document is still there once."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from govdoc.document import Attachment, Document, Kind
from govdoc.store import open_store
from indexer.build import build
from indexer.engine import SearchEngine, open_engine
from indexer.query import SearchQuery
from indexer.results import Hit, SearchResults
from indexer.whoosh_engine import WhooshEngine
from tests.indexer.conftest import Place

ON = date(2024, 6, 1)
ALL = SearchQuery(on=ON, words="高龄津贴", facets=("kind",), limit=100)


def documents() -> Iterator[Document]:
    for n in range(12):
        number = f"清政办发〔2020〕{n + 1}号"
        issued = date(2020, 1 + n, 1)
        yield Document(
            f"act{n:02}",
            f"清河区人民政府办公室关于发放第{n}批高龄津贴的通知",
            text=f"各镇人民政府：为做好第{n}批高龄津贴的发放，现通知如下。" + "请认真办理。" * n,
            number=number,
            kind=Kind.NORMATIVE,
            issued_on=issued,
        )
        if n % 3 == 0:
            yield Document(
                f"why{n:02}",
                f"《清河区人民政府办公室关于发放第{n}批高龄津贴的通知》政策解读",
                text=f"日前，清河区印发了《清河区人民政府办公室关于发放第{n}批高龄津贴的通知》（{number}）。高龄津贴，高龄津贴怎么领？",
                kind=Kind.INTERPRETATION,
                issued_on=issued,
            )
    table = (
        Attachment("人员范围.docx", text="八十周岁以上老人"),
        Attachment("发放流程.docx", text="社区核实养老认证结果"),
    )
    yield Document("files", "关于老人补助的公告", text="现公告如下。", attachments=(Attachment("空.jpg"), *table))


@pytest.fixture(scope="module")
def engine(place: Place, tmp_path_factory: pytest.TempPathFactory) -> SearchEngine:
    root = tmp_path_factory.mktemp("explained")
    with open_store(f"sqlite:///{root}/store.sqlite3") as store:
        store.put_documents(documents(), datetime(2024, 6, 1, tzinfo=UTC))
        made = open_engine(place())
        build(store, made, rebuild=True)
    return made


def every(results: SearchResults) -> list[Hit]:
    return [one for hit in results.hits for one in (hit, *hit.folded)]


def test_each_interpretation_stands_under_its_document_and_counts_stay(engine: SearchEngine) -> None:
    flat, folded = engine.search(ALL), engine.search(replace(ALL, fold=True))
    assert (flat.total, flat.folded, len(flat.hits)) == (16, 0, 16)
    assert (folded.total, folded.folded, folded.listed, len(folded.hits)) == (16, 4, 12, 12)
    assert flat.facets == folded.facets
    under = {hit.id: [one.id for one in hit.folded] for hit in folded.hits if hit.folded}
    assert under == {f"act{n:02}": [f"why{n:02}"] for n in (0, 3, 6, 9)}
    assert sorted(hit.id for hit in every(folded)) == sorted(hit.id for hit in flat.hits)


def test_a_document_stands_where_the_best_of_its_group_would(engine: SearchEngine) -> None:
    flat, folded = engine.search(ALL), engine.search(replace(ALL, fold=True))
    leader = {"why": "act"}
    order = dict.fromkeys(leader.get(hit.id[:3], hit.id[:3]) + hit.id[3:] for hit in flat.hits)
    assert [hit.id for hit in folded.hits] == list(order)


def test_by_date_and_page_by_page_everything_comes_once(engine: SearchEngine) -> None:
    for sort in ("relevance", "issued"):
        seen: list[str] = []
        asked = replace(ALL, fold=True, sort=sort, limit=5)
        while hits := (page := engine.search(asked)).hits:
            seen += [one.id for one in every(page)]
            asked = replace(asked, offset=asked.offset + len(hits), after=hits[-1].id)
        assert len(seen) == len(set(seen)) == 16


def test_alone_it_stands_for_itself_and_says_what_it_explains(engine: SearchEngine) -> None:
    only = engine.search(replace(ALL, fold=True, filters={"kind": ("interpretation",)}))
    assert (only.total, only.folded) == (4, 0)
    assert {hit.explains for hit in only.hits} == {(f"act{n:02}",) for n in (0, 3, 6, 9)}
    before = engine.search(replace(ALL, fold=True, words="怎么领"))
    assert before.folded == 0
    assert len(before.hits) == before.total >= 4


def test_after_an_update_it_is_still_folded_and_a_deleted_document_takes_nothing_under_itself(tmp_path: Path) -> None:
    with open_store(f"sqlite:///{tmp_path}/store.sqlite3") as store:
        store.put_documents(documents(), datetime(2024, 6, 1, tzinfo=UTC))
        engine = WhooshEngine(tmp_path / "index")
        build(store, engine, rebuild=True)
    entry = engine.entry("why03")
    assert entry is not None
    for n in range(8):  # so many small segments that they are merged
        engine.update([replace(entry, text=entry.text + f"第{n}次修改。")])
        assert engine.search(replace(ALL, fold=True)).folded == 4
    engine.update([], deleted=["act03"])
    results = engine.search(replace(ALL, fold=True))
    assert (results.total, results.folded) == (15, 3)
    assert "why03" in {hit.id for hit in results.hits}


def test_D6_a_hit_in_an_attachment_names_it(engine: SearchEngine) -> None:
    (hit,) = engine.search(SearchQuery(on=ON, words="养老认证", search_in="attachment")).hits
    assert (hit.id, hit.snippet.part, hit.attachment) == ("files", "attachment", (2, "发放流程.docx"))
    (hit,) = engine.search(SearchQuery(on=ON, words="八十周岁", search_in="attachment")).hits
    assert hit.attachment == (1, "人员范围.docx")


def test_a_walk_by_date_meets_everything_once_while_documents_come_and_go(tmp_path: Path) -> None:
    with open_store(f"sqlite:///{tmp_path}/store.sqlite3") as store:
        store.put_documents(documents(), datetime(2024, 6, 1, tzinfo=UTC))
        engine = WhooshEngine(tmp_path / "index")
        build(store, engine, rebuild=True)
    asked, seen = replace(ALL, sort="issued", limit=3), list[str]()
    while hits := engine.search(asked).hits:
        seen += [hit.id for hit in hits]
        asked = replace(asked, offset=asked.offset + len(hits), after=hits[-1].id)
        first = engine.entry(seen[0])
        fresh = engine.entry(hits[-1].id)
        assert fresh is not None
        newer = replace(fresh, id=f"new{len(seen):02}", issued_on=date(2024, 1, len(seen)))
        engine.update([newer], deleted=[seen[0]] if first else [])
    assert len(seen) == len(set(seen)) == 16
    assert not any(one.startswith("new") for one in seen)
