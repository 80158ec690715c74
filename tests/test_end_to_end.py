"""The whole road: harvest the sample site over HTTP, index it, read the result page through the application and in a browser."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from werkzeug.serving import make_server

from govdoc.settings import load_settings
from search_web.app import create_app

if TYPE_CHECKING:
    from playwright.sync_api import Browser

ROOT = Path(__file__).resolve().parent.parent


@dataclass(frozen=True)
class Road:
    """What the fixture built: a data directory, the site files, and how to run the command on them."""

    data: Path
    sites: Path

    def govdoc(self, *args: str, status: int = 0) -> str:
        command = [sys.executable, "-m", "govdoc", "--data", str(self.data), *args]
        clean = {k: v for k, v in os.environ.items() if not k.startswith("GOVDOC_")}
        done = subprocess.run(command, capture_output=True, text=True, cwd=ROOT, env=clean, timeout=300, check=False)
        assert done.returncode == status, done.stdout + done.stderr
        return done.stdout


@pytest.fixture(scope="module")
def road(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Road]:
    folder = tmp_path_factory.mktemp("road")
    built = Road(folder / "data", folder / "sites")
    command = [sys.executable, str(ROOT / "examples/serve.py"), "--port", "0", "--write-site", str(built.sites)]
    site = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    try:
        assert site.stdout is not None
        assert re.search(r"http://127\.0\.0\.1:\d+", site.stdout.readline())
        built.govdoc("crawl", "--sites", str(built.sites))
        built.govdoc("index")
        yield built
    finally:
        site.terminate()
        site.wait()


def test_the_sample_site_is_harvested_completely(road: Road) -> None:
    found = json.loads(road.govdoc("search", "云", "--json", "--size", "100"))
    assert found["total"] > 0
    everything = json.loads(road.govdoc("search", "的", "--json"))
    assert (
        sum(v["count"] for f in everything["facets"] if f["name"] == "site" for v in f["values"]) == everything["total"]
    )


def test_a_second_harvest_finds_nothing_new(road: Road) -> None:
    report = json.loads(road.govdoc("crawl", "--sites", str(road.sites), "--json"))
    rows = report["sites"][0]["channels"]
    assert rows
    assert sum(row["new"] + row["changed"] + row["failed"] for row in rows) == 0
    assert sum(row["unchanged"] for row in rows) >= 80


def test_the_result_page_shows_marked_hits_and_exact_counts(road: Road) -> None:
    client = create_app(load_settings(str(road.data), environ={})).test_client()
    page = client.get("/search?q=低保")
    assert page.status_code == 200
    assert "<mark>" in page.text
    api = client.get("/api/v1/search?q=低保").get_json()
    assert api["total"] > 0
    first = api["hits"][0]
    assert client.get(f"/d/{first['id']}").status_code == 200
    assert client.get(f"/api/v1/documents/{first['id']}").get_json()["title"] == first["title"]
    for value in next(f for f in api["facets"] if f["name"] == "kind")["values"]:
        narrowed = client.get("/api/v1/search", query_string={"q": "低保", "kind": value["value"]}).get_json()
        assert narrowed["total"] == value["count"]


def test_reparse_and_rebuild_change_nothing(road: Road) -> None:
    client = create_app(load_settings(str(road.data), environ={})).test_client()
    before = client.get("/api/v1/search?q=通知&size=50").get_json()
    road.govdoc("reparse")
    road.govdoc("index", "--rebuild")
    client = create_app(load_settings(str(road.data), environ={})).test_client()
    after = client.get("/api/v1/search?q=通知&size=50").get_json()
    assert (before["total"], before["hits"], before["facets"]) == (after["total"], after["hits"], after["facets"])


@pytest.mark.browser
def test_a_citizen_reads_the_result_page_in_a_browser(road: Road, browser: Browser) -> None:
    app = create_app(load_settings(str(road.data), environ={}))
    server = make_server("127.0.0.1", 0, app, threaded=True)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    page = browser.new_page()
    try:
        page.goto(f"http://127.0.0.1:{server.server_port}/")
        page.fill("input[name=q]", "临时救助")
        page.press("input[name=q]", "Enter")
        page.wait_for_url("**/search?**")
        assert page.locator("mark").count() > 0
        page.locator("main a[href^='/d/']").first.click()
        page.wait_for_url("**/d/**")
        assert page.locator("h1").inner_text()
    finally:
        page.close()
        server.shutdown()
