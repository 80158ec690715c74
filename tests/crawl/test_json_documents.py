"""Documents that a JSON service gives: readers are led to their page, the crawler goes on asking the service."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner

from crawl.detail import parse_detail
from crawl.keeper import now
from crawl.urls import canonical_url, document_id
from govdoc.__main__ import cli
from govdoc.store import open_store
from tests.crawl.harvester import Harvester, counts
from tests.crawl.replay import Reply, serve

CHANNEL: dict[str, object] = {
    "list": "json", "url": "/api/list", "items": "rows", "name": "title", "link": "/api/detail?type=1&id={id}",
}  # fmt: skip
TITLE = "关于做好惠民补贴发放工作的通知"
TEXT = "<p>各镇人民政府，区政府各部门：</p><p>为做好惠民补贴发放工作，现将有关事项通知如下，请认真贯彻执行。</p>"
ASKED = "/api/detail?type=1&id=7"


@pytest.fixture
def harvester(tmp_path: Path) -> Iterator[Harvester]:
    with serve() as server:
        found = Harvester(server, tmp_path)
        found.site_file(CHANNEL | {"min_items": 0}, head="gone_after = 1")
        yield found


def answer(title: str = TITLE, **more: str) -> bytes:
    return json.dumps({"data": {"title": title, "content": TEXT, **more}}, ensure_ascii=False).encode()


def show(harvester: Harvester, *numbers: int) -> None:
    rows = [{"id": n, "title": TITLE} for n in numbers]
    harvester.server.text("/api/list", json.dumps({"rows": rows}), "application/json")


def test_readers_get_the_page_and_the_service_is_asked_again(harvester: Harvester) -> None:
    show(harvester, 7, 8)
    harvester.server.replies[ASKED] = Reply(answer(url="/zwgk/7.html"), content_type="application/json")
    harvester.server.replies[ASKED[:-1] + "8"] = Reply(answer("其他通知"), content_type="application/json")
    assert counts(harvester.run())["new"] == 2
    found = harvester.documents()
    # the second record names no page: its address is the one that was asked
    assert set(found) == {"/zwgk/7.html", ASKED[:-1] + "8"}
    assert found["/zwgk/7.html"].id == document_id("s", harvester.server.base + ASKED)
    tally = harvester.run()
    assert (counts(tally)["unchanged"], harvester.server.statuses(ASKED)) == (2, [304])
    # no list shows it any more: the service is asked as the list wrote it, in the order of its parameters
    show(harvester, 8)
    assert counts(harvester.run())["unchanged"] == 2
    del harvester.server.replies[ASKED]
    assert (counts(harvester.run())["gone"], harvester.server.statuses("/zwgk/7.html")) == (1, [])


def test_what_is_stored_with_the_address_of_the_service_is_mended_by_reading_it_again(harvester: Harvester) -> None:
    show(harvester, 7)
    harvester.server.replies[ASKED] = Reply(answer(url="/zwgk/7.html"), content_type="application/json")
    harvester.run()
    asked = harvester.server.base + ASKED
    with open_store(harvester.settings.store_url) as store:
        page = store.page(canonical_url(asked))
        (document,) = store.documents()
        assert page is not None
        assert page.asked == asked
        store.put_documents([replace(document, url=asked)], now())
        store.put_page(replace(page, asked=None))
    command = ["--data", str(harvester.settings.data), "reparse", "s", "--sites", str(harvester.root)]
    for state in ("changed", "unchanged"):
        assert f"1 {state}" in CliRunner().invoke(cli, command, catch_exceptions=False).output
    assert set(harvester.documents()) == {"/zwgk/7.html"}
    with open_store(harvester.settings.store_url) as store:
        assert store.page(canonical_url(asked)) == page


@pytest.mark.parametrize("named", ["/", "/files/7.pdf", "/api/detail?id=7&type=1", "javascript:void(0)"])
def test_what_is_no_page_of_the_document_is_not_its_address(named: str) -> None:
    asked = f"https://www.yunxun.example.gov.cn{ASKED}"
    assert parse_detail(answer(url=named), asked, None).url == asked


def test_a_page_on_a_host_that_the_site_file_does_not_name_is_not_shown(harvester: Harvester) -> None:
    show(harvester, 7)
    harvester.server.replies[ASKED] = Reply(answer(url="https://elsewhere.example.cn/7.html"))
    harvester.run()
    assert set(harvester.documents()) == {ASKED}
