"""S14: related documents are on the same matter, and never the document itself, its copies or another text of the same title."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from indexer.engine import SearchEngine, open_engine
from indexer.fields import IndexEntry
from indexer.query import SearchQuery
from indexer.related import matter, related
from tests.indexer.conftest import Place
from tests.indexer.helpers import ON

TOPICS = ("养犬管理", "高龄津贴", "渔业捕捞", "古树名木保护", "河道采砂")
FORMS = ("{}办法", "关于加强{}的通知", "{}实施细则解读")


@pytest.fixture(scope="module")
def engine(place: Place) -> Iterator[SearchEngine]:
    opened = open_engine(place())
    entries = [
        IndexEntry(id=f"{topic}{place}", title=form.format(topic), text=f"为做好{topic}工作，制定本文件。")
        for topic in TOPICS
        for place, form in enumerate(FORMS)
    ]
    entries[0] = IndexEntry(id="养犬管理0", title="养犬管理办法", text=entries[0].text, also_at=("copy",))
    opened.rebuild([*entries, IndexEntry(id="older", title="养犬管理办法", text="旧的养犬管理办法。")])
    yield opened
    opened.close()


@pytest.mark.parametrize("topic", TOPICS)
def test_documents_on_the_same_matter_come_first(engine: SearchEngine, topic: str) -> None:
    found = [hit.id for hit in related(engine, f"{topic}1", f"关于加强{topic}的通知", ON)]
    assert f"{topic}1" not in found
    assert set(found[:2]) & {f"{topic}0", f"{topic}2"}


def test_never_the_document_itself_nor_a_copy_nor_another_text_of_the_same_title(engine: SearchEngine) -> None:
    for identifier in ("养犬管理0", "copy", "older"):
        found = {hit.id for hit in related(engine, identifier, "养犬管理办法", ON)}
        assert found
        assert not found & {"养犬管理0", "copy", "older"}


def test_what_is_told_elsewhere_is_not_told_again(engine: SearchEngine) -> None:
    told = {"养犬管理0", "older"}
    assert [hit.id for hit in related(engine, "养犬管理1", "关于加强养犬管理的通知", ON, without=told)] == ["养犬管理2"]


@pytest.mark.parametrize(
    ("title", "about"),
    [
        ("云溪区人民政府关于印发《云溪区农村低保办法》的通知", "云溪区农村低保办法"),
        ("关于印发《关于进一步加强养犬管理的方案》的通知", "进一步加强养犬管理的方案"),
        ("《电梯安全管理办法》解读", "电梯安全管理办法"),
        ("通知", "通知"),
        ("关于", "关于"),
    ],
)
def test_a_title_is_about_what_stands_in_its_shell(title: str, about: str) -> None:
    assert matter(title) == about


def test_a_document_without_a_title_has_none(engine: SearchEngine) -> None:
    assert related(engine, "x", " ", ON) == ()
    assert related(engine, "x", "𠮷" * 300, ON) == ()


def test_some_of_the_words_are_enough_only_where_asked_for(engine: SearchEngine) -> None:
    query = SearchQuery(on=ON, words="养犬管理 津贴", relax=False)
    assert engine.search(query).total == 0
    assert engine.search(SearchQuery(on=ON, words="养犬管理 津贴", relax=True, some=True)).total > 3
