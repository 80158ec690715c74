"""Feeds of a search, receipts, the catalogue and browsing: what others subscribe to, file and look through."""

from __future__ import annotations

import csv
import io
import re
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from flask.testing import FlaskClient
from openpyxl import load_workbook

from govdoc.document import Document
from govdoc.settings import Settings
from govdoc.store import Store, open_store
from indexer.build import build
from indexer.engine import open_engine
from indexer.fields import FACETS
from search_web.app import create_app
from search_web.catalogue import COLUMNS, keywords, summary
from search_web.filters import FacetLink
from search_web.tree import tree

ATOM = "{http://www.w3.org/2005/Atom}"
NEW = Document(
    id="new",
    title="关于农村低保的批复",
    text="根据云政发〔2015〕8号，批复如下：同意提高农村低保标准。",
    issued_on=date(2015, 5, 1),
)


@pytest.fixture
def growing(tmp_path: Path) -> Iterator[tuple[FlaskClient, Store]]:
    """Pages over a store that a test adds to."""
    made = Settings(tmp_path, store_url=f"sqlite:///{tmp_path / 's.sqlite3'}", engine_url=str(tmp_path / "index"))
    with open_store(made.store_url) as store:
        old = [
            Document(id=f"o{n}", title=f"农村低保通知{n}", text="农村低保", published_on=date(2023, 1, 9))
            for n in range(60)
        ]
        store.put_documents(old, datetime(2023, 1, 10, tzinfo=UTC))
        engine = open_engine(made.engine_url)
        build(store, engine, rebuild=True)
        yield create_app(made, engine, store).test_client(), store
        engine.close()


def add(store: Store, url: str, document: Document, day: datetime) -> None:
    store.put_documents([document], day)
    build(store, open_engine(url), rebuild=False)


def atom(client: FlaskClient, query: str) -> list[ET.Element]:
    return ET.fromstring(client.get(f"/feed.atom?{query}").data).findall(f"{ATOM}entry")


def test_S19_a_new_match_appears_once_with_the_reason(growing: tuple[FlaskClient, Store], tmp_path: Path) -> None:
    """A document of 2015 that arrives in 2024 is new, and a later version of it is no second entry."""
    client, store = growing
    before = {entry.findtext(f"{ATOM}id") for entry in atom(client, "q=低保")}
    for day, text in (
        (datetime(2024, 2, 1, tzinfo=UTC), NEW.text),
        (datetime(2024, 3, 1, tzinfo=UTC), NEW.text + "改"),
    ):
        add(
            store,
            str(tmp_path / "index"),
            Document(id=NEW.id, title=NEW.title, text=text, issued_on=NEW.issued_on),
            day,
        )
        fresh = [entry for entry in atom(client, "q=低保") if entry.findtext(f"{ATOM}id") not in before]
        assert [entry.findtext(f"{ATOM}title") for entry in fresh] == [NEW.title]
        assert fresh[0].findtext(f"{ATOM}updated") == "2024-02-01T00:00:00+08:00"
        assert "收录原因：标题、正文符合“低保”" in str(fresh[0].findtext(f"{ATOM}summary"))
    items = client.get("/feed.json?q=低保").get_json(force=True)["items"]
    assert [item["title"] for item in items].count(NEW.title) == 1
    assert items[0]["_govdoc"]["reason"].endswith("符合“低保”")
    assert len(items) == 50


def test_S19_who_cites_a_number_is_told_with_the_words(growing: tuple[FlaskClient, Store], tmp_path: Path) -> None:
    client, store = growing
    assert atom(client, "cites=云政发[2015]8号") == []
    add(store, str(tmp_path / "index"), NEW, datetime(2024, 2, 1, tzinfo=UTC))
    entries = atom(client, "cites=云政发[2015]8号")
    assert [entry.findtext(f"{ATOM}title") for entry in entries] == [NEW.title]
    assert "引用了云政发[2015]8号：“" in str(entries[0].findtext(f"{ATOM}summary"))


def test_a_feed_that_did_not_change_is_not_sent_again(client: FlaskClient) -> None:
    for path in ("/feed.atom", "/feed.json"):
        first = client.get(f"{path}?q=低保")
        again = client.get(f"{path}?q=低保", headers={"If-None-Match": first.headers["ETag"]})
        assert (again.status_code, again.data) == (304, b"")


def test_a_receipt_runs_again_to_the_same_count_and_tells_a_changed_index(
    growing: tuple[FlaskClient, Store], tmp_path: Path
) -> None:
    client, store = growing
    page = client.get("/receipt?q=低保&in=title").get_data(as_text=True)
    assert "找到 <strong>60</strong> 份文件" in page
    again = re.findall(r'<a href="http://localhost(/receipt\?[^"]+)"', page)[0].replace("&amp;", "&")
    assert "与原凭证一致" in client.get(again).get_data(as_text=True)
    assert "可能被改动过" in client.get(again.replace("was=60.", "was=61.")).get_data(as_text=True)
    add(store, str(tmp_path / "index"), Document(id="p", title="低保"), datetime(2024, 2, 1, tzinfo=UTC))
    assert "现在是 61 份" in client.get(again).get_data(as_text=True)


@pytest.mark.parametrize("form", ["csv", "xlsx"])
@pytest.mark.parametrize("query", ["", "channel=通知公告", "issuer=&year=2016"])
def test_the_catalogue_file_has_every_document_and_every_field(shelf: FlaskClient, form: str, query: str) -> None:
    data = shelf.get(f"/catalogue.{form}?{query}").data
    if form == "csv":
        rows = [list(row) for row in csv.reader(io.StringIO(data.decode("utf-8-sig")))]
    else:
        rows = [
            [str(v or "") for v in row] for row in load_workbook(io.BytesIO(data)).active.iter_rows(values_only=True)
        ]
    assert tuple(rows[0]) == COLUMNS
    assert len(rows) - 1 == shelf.get(f"/api/v1/search?{query}").get_json()["total"]
    page = shelf.get(f"/catalogue?{query}").get_data(as_text=True)
    assert f"共 <strong>{len(rows) - 1}</strong> 份" in page
    assert rows[1][1] in page


def test_a_summary_is_the_first_paragraph_that_says_something() -> None:
    assert summary("各镇人民政府，各街道办事处：\n为了做好低保工作，现通知如下。") == "为了做好低保工作，现通知如下。"
    long = "第一句话说明本办法的目的和依据以及适用的范围，并且说明由哪个机关负责组织实施和监督检查工作。" * 4
    assert summary(long) == long[: len(long) // 4 * 2]
    assert summary("甲：\n") == ""
    assert len(summary("字" * 500)) == 121
    assert keywords("关于印发农村最低生活保障办法的通知")


@pytest.mark.parametrize("name", [n for n in FACETS if n not in ("site", "interpreted", "attachment_type")])
def test_S24_node_counts_equal_the_facet(shelf: FlaskClient, name: str) -> None:
    page = shelf.get(f"/browse?by={name}").get_data(as_text=True)
    nodes = {label: int(n) for label, n in re.findall(r'class="name">([^<]+)</span>.*?class="count">(\d+)<', page)}
    facets = shelf.get("/api/v1/search?size=1").get_json()["facets"]
    values = next(f for f in facets if f["name"] == name)["values"]
    assert nodes == {value["label"]: value["count"] for value in values}
    for link in set(re.findall(r'<a href="(/search\?[^"]+)"><span class="name"', page)):
        total = shelf.get(f"/api/v1/search?{urlsplit(link.replace('&amp;', '&')).query}").get_json()["total"]
        assert total in nodes.values()


def test_values_with_a_path_stand_in_a_tree_whose_sums_are_exact() -> None:
    links = [
        FacetLink(v, v, n, False, "") for v, n in (("科技\\教育", 3), ("科技\\知识产权", 2), ("民政", 4), ("科技", 1))
    ]
    nodes = tree("subject", links)
    assert [(node.label, node.count, len(node.leaves)) for node in nodes] == [("科技", 6, 3), ("民政", 4, 1)]
    assert (
        nodes[0].href
        == "/search?subject=%E7%A7%91%E6%8A%80&subject=%E7%A7%91%E6%8A%80%5C%E6%95%99%E8%82%B2&subject=%E7%A7%91%E6%8A%80%5C%E7%9F%A5%E8%AF%86%E4%BA%A7%E6%9D%83"
    )


def test_S22_the_box_for_other_sites_is_a_plain_form(shelf: FlaskClient) -> None:
    page = shelf.get("/embed").get_data(as_text=True)
    assert (
        "&lt;form action=&#34;http://localhost/search&#34;" in page
        or '&lt;form action="http://localhost/search"' in page
    )
    description = ET.fromstring(shelf.get("/opensearch.xml").data)
    templates = {url.get("type"): url.get("template") or "" for url in description.iter() if url.tag.endswith("Url")}
    for template in templates.values():
        assert shelf.get(template.replace("{searchTerms}", "低保").removeprefix("http://localhost")).status_code == 200
    completions = shelf.get("/suggestions.json?q=关于做好农村").get_json(force=True)
    assert completions[0] == "关于做好农村"
    assert all("关于做好农村" in text for text in completions[1])
