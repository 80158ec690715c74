"""Real pages, harvested over HTTP: a loopback proxy serves them under their own host names behind lists made here."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from crawl.harvest import harvest
from crawl.site import Site
from crawl.site_file import load_site
from crawl.urls import canonical_url
from govdoc.settings import Settings
from govdoc.store import open_store
from tests.crawl.replay import ReplaySite, Reply, serve

HELD = 0.97
"""Share of the articles that must come through; a page that holds no document may be refused."""
TITLES = 0.97


@pytest.fixture
def articles(real_data: Path) -> dict[str, list[tuple[str, Path]]]:
    """Host -> (address, file) of every saved article that has an address and an expected reading."""
    found: dict[str, list[tuple[str, Path]]] = defaultdict(list)
    for index in sorted((real_data / "pages").glob("*/index.json")):
        for entry in json.loads(index.read_text(encoding="utf-8")):
            if entry["kind"] == "article" and entry["url"]:
                # the proxy speaks plain HTTP; the document's key is the same for both
                url = entry["url"].replace("https://", "http://")
                found[urlsplit(url).netloc].append((url, index.parent / entry["file"]))
    return dict(found)


@pytest.fixture
def proxy(monkeypatch: pytest.MonkeyPatch) -> Iterator[ReplaySite]:
    with serve() as server:
        monkeypatch.setenv("http_proxy", server.base)
        monkeypatch.setenv("no_proxy", "")
        yield server


def site_file(folder: Path, host: str) -> tuple[Site, Path]:
    name = host.replace(".", "_")
    path = folder / f"{name}.toml"
    path.write_text(
        f'id = "{name}"\ntitle = "{host}"\nbase_url = "http://{host}/"\ndelay = 0\n'
        '[[channels]]\nid = "all"\ntitle = "全部"\nkind = "normative"\nurl = "/govdoc-list.html"\nitems = "ul.list li"\n',
        encoding="utf-8",
    )
    return load_site(path), path


@pytest.mark.slow
def test_every_saved_article_is_harvested(
    articles: dict[str, list[tuple[str, Path]]], proxy: ReplaySite, tmp_path: Path
) -> None:
    for host, pages in articles.items():
        proxy.listing(f"//{host}/govdoc-list.html", {url: "标题" for url, _ in pages})
        for url, file in pages:
            parts = urlsplit(url)
            path = f"//{host}{parts.path}" + (f"?{parts.query}" if parts.query else "")
            proxy.replies[path] = Reply(file.read_bytes(), content_type="text/html")
    sites = [site_file(tmp_path, host) for host in sorted(articles)]
    settings = Settings(tmp_path, store_url=f"sqlite:///{tmp_path / 'govdoc.sqlite3'}")
    tallies = harvest(sites, settings)
    assert [tally.error for tally in tallies] == [None] * len(sites)
    total = sum(len(pages) for pages in articles.values())
    assert sum(tally.total("listed") for tally in tallies) == total
    with open_store(settings.store_url) as store:
        titles = {canonical_url(d.url or ""): d.title for d in store.documents()}
    problems = [problem for tally in tallies for c in tally.channels.values() for problem in c.problems]
    assert len(titles) / total >= HELD, problems
    assert _right_titles(articles, titles) / total >= TITLES
    again = harvest(sites, settings)
    assert sum(tally.total("unchanged") for tally in again) == len(titles)
    assert sum(tally.total("new") + tally.total("changed") for tally in again) == 0


def _right_titles(articles: dict[str, list[tuple[str, Path]]], titles: dict[str, str]) -> int:
    right = 0
    for url, file in (pair for pages in articles.values() for pair in pages):
        expected = json.loads(file.with_name(f"{file.name}.json").read_text(encoding="utf-8"))
        title = titles.get(canonical_url(url), "")
        right += "title" in expected.get("ambiguous", ()) or _squeezed(title) == _squeezed(expected["title"])
    return right


def _squeezed(text: str | None) -> str:
    return "".join((text or "").split())
