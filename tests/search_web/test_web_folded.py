"""The search page with interpretations under their documents: numbers, pages and files say the same."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from flask.testing import FlaskClient

from govdoc.settings import Settings
from govdoc.store import open_store
from indexer.derive import derive, entries
from indexer.engine import open_engine
from search_web.app import create_app
from tests.indexer.test_explained import documents
from tests.search_web.conftest import SEEN


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> Iterator[FlaskClient]:
    root = tmp_path_factory.mktemp("folded")
    made = Settings(root, store_url=f"sqlite:///{root / 'govdoc.sqlite3'}", engine_url=str(root / "index"))
    with open_store(made.store_url) as store:
        store.put_documents(documents(), SEEN)
        engine = open_engine(made.engine_url)
        derive(store)
        engine.rebuild(entries(store))
        yield create_app(made, engine, store).test_client()
        engine.close()


def test_page_api_and_file_agree_on_how_many_there_are(pages: FlaskClient) -> None:
    page = pages.get("/search?q=高龄津贴&size=100").get_data(as_text=True)
    flat = pages.get("/api/v1/search?q=高龄津贴&size=100").get_json()
    folded = pages.get("/api/v1/search?q=高龄津贴&size=100&fold=1").get_json()
    rows = pages.get("/export.csv?q=高龄津贴").get_data(as_text=True).splitlines()
    assert "找到 <strong>16</strong> 份文件" in page
    assert "其中 4 份解读或旧文本列在相应的文件下" in page
    assert (flat["total"], flat["folded"], folded["total"], folded["folded"], len(rows) - 1) == (16, 0, 16, 4, 16)
    assert (page.count('<li class="hit">'), page.count('<details class="under"')) == (12, 4)
    assert {hit["id"] for hit in flat["hits"]} == {one["id"] for hit in folded["hits"] for one in (hit, *hit["folded"])}


def test_the_pages_of_a_search_show_every_document_once(pages: FlaskClient) -> None:
    seen: list[str] = []
    for number in (1, 2, 3):
        page = pages.get(f"/search?q=高龄津贴&size=5&page={number}").get_data(as_text=True)
        seen += re.findall(r'<a href="/d/(act\d\d|why\d\d)\?', page)
    assert len(seen) == len(set(seen)) == 16
    last = pages.get("/search?q=高龄津贴&size=5&page=4")
    assert last.headers["Location"].endswith("page=3&size=5")


def test_a_cursor_walks_groups(pages: FlaskClient) -> None:
    seen, cursor = [], ""
    while cursor is not None:
        body = pages.get(f"/api/v1/search?q=高龄津贴&size=5&fold=1{cursor and '&cursor=' + cursor}").get_json()
        seen += [one["id"] for hit in body["hits"] for one in (hit, *hit["folded"])]
        cursor = body["next_cursor"]
    assert len(seen) == len(set(seen)) == 16


def test_an_assistant_finds_the_documents_with_their_interpretations_under_them(pages: FlaskClient) -> None:
    call = {"name": "search", "arguments": {"q": "高龄津贴", "size": 100}}
    answer = pages.post("/mcp", json={"jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": call}).get_json()
    hits = answer["result"]["structuredContent"]["hits"]
    assert (len(hits), sum(len(hit["folded"]) for hit in hits)) == (12, 4)
    assert all(one["permalink"].endswith(f"/d/{one['id']}") for hit in hits for one in (hit, *hit["folded"]))


def test_an_interpretation_alone_leads_to_what_it_explains(pages: FlaskClient) -> None:
    page = pages.get("/search?q=高龄津贴&kind=interpretation").get_data(as_text=True)
    assert page.count('<dt>解读的文件</dt><dd><a href="/d/act') == 4
    assert "列在所解读的文件下" not in page


def test_D6_the_page_names_the_attachment_and_leads_to_it(pages: FlaskClient) -> None:
    page = pages.get("/search?q=养老认证&in=attachment").get_data(as_text=True)
    place = re.search(r'<a class="part" href="(/d/files[^"]*)#(file-\d)">附件：发放流程.docx</a>', page)
    assert place
    assert f'id="{place[2]}"' in pages.get(place[1]).get_data(as_text=True)
