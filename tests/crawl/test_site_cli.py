"""A new site from nothing: `site new` drafts it, `site check` tries it, `crawl` harvests it. Each obeys robots.txt and the guard."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from govdoc.store import open_store
from tests.crawl.forked import govdoc
from tests.crawl.replay import ReplaySite, serve
from tests.crawl.test_crawl_cli import process

COUNT = 5


@pytest.fixture
def server() -> Iterator[ReplaySite]:
    with serve() as site:
        titles = {
            f"/gfxwj/t2023050{n}_{n}.html": f"云浔区人民政府关于公布第{n}批名录的通知" for n in range(1, COUNT + 1)
        }
        for path, title in titles.items():
            site.page(path, title, "<p>现将名录予以公布，请遵照执行。</p>")
        first, second = dict(list(titles.items())[:3]), dict(list(titles.items())[3:])
        site.listing("/gfxwj/index.html", first, '<script>createPageHTML(2, 0, "index", "html");</script>')
        site.listing("/gfxwj/index_1.html", second, '<script>createPageHTML(2, 1, "index", "html");</script>')
        yield site


def test_a_site_from_its_list_page_to_its_documents(server: ReplaySite, tmp_path: Path) -> None:
    sites = tmp_path / "sites"
    url = f"{server.base}/gfxwj/index.html"
    made = govdoc(tmp_path, "site", "new", url, "--sites", str(sites), "--allow-private", "--sample", "2")
    assert made.returncode == 0, made.stderr
    (file,) = sites.glob("*.toml")
    assert "the second list page shows 2 further items" in made.stderr
    again = govdoc(tmp_path, "site", "new", url, "--sites", str(sites), "--allow-private")
    assert (again.returncode, "--force" in again.stderr) == (2, True)
    checked = govdoc(tmp_path, "site", "check", file.stem, "--sites", str(sites), "--sample", "2")
    assert checked.returncode == 0, checked.stderr
    for word in (
        "3 items, 2 on the second list page",
        "云浔区人民政府关于公布第1批名录的通知",
        "meta:articletitle",
        "document 2",
    ):
        assert word in checked.stdout.replace("\n", "")
    assert not (tmp_path / "data").exists()  # nothing is stored
    crawled = govdoc(tmp_path, "crawl", file.stem, "--sites", str(sites))
    assert crawled.returncode == 0, crawled.stderr
    with open_store(f"sqlite:///{tmp_path / 'data' / 'govdoc.sqlite3'}") as store:
        assert len(list(store.documents())) == COUNT


def test_private_addresses_and_robots(server: ReplaySite, tmp_path: Path) -> None:
    url = f"{server.base}/gfxwj/index.html"
    private = govdoc(tmp_path, "site", "new", url)
    assert (private.returncode, private.stderr.count("\n"), "--allow-private" in private.stderr) == (1, 1, True)
    assert server.log == []
    server.text("/robots.txt", "User-agent: *\nDisallow: /gfxwj/", "text/plain")
    refused = process(tmp_path, "site", "new", url, "--allow-private")  # with the process that fetches
    assert (refused.returncode, "robots.txt" in refused.stderr) == (1, True)
    assert [path for _, path, _ in server.log] == ["/robots.txt"]


def test_check_names_what_is_wrong(server: ReplaySite, tmp_path: Path) -> None:
    file = tmp_path / "a.toml"
    file.write_text(
        f'id = "a"\ntitle = "某区"\nbase_url = "{server.base}"\nallow_private = true\ndelay = 0\n'
        '[[channels]]\nid = "tz"\ntitle = "通知公告"\nurl = "/gfxwj/index.html"\nitems = "div.none a"\n'
        '[[channels]]\nid = "no"\ntitle = "没有的栏目"\nurl = "/nowhere/"\n',
        encoding="utf-8",
    )
    checked = govdoc(tmp_path, "site", "check", "a", "--sites", str(tmp_path))
    assert checked.returncode == 1
    assert "0 items where at least 1 are expected" in checked.stderr
    assert "the site answers 404" in checked.stderr
    assert govdoc(tmp_path, "site", "check", "a", "--sites", str(tmp_path), "--offline").returncode == 0


def test_an_address_that_is_none_is_wrong_use(tmp_path: Path) -> None:
    done = govdoc(tmp_path, "site", "new", "www.boshan.gov.cn")
    assert (done.returncode, done.stderr.count("\n")) == (2, 1)
