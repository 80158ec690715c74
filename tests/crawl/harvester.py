"""A scripted site and a data directory: harvests as `govdoc crawl` does, for the tests that look at what came of it."""

from __future__ import annotations

import json
from pathlib import Path

from crawl.harvest import harvest, job_of
from crawl.site_file import load_site
from crawl.tally import SiteTally
from crawl.urls import canonical_url
from govdoc.document import Document
from govdoc.settings import Settings
from govdoc.store import open_store
from tests.crawl.forked import call, harvest_of
from tests.crawl.replay import ReplaySite

TEXT = "<p>各镇人民政府，区政府各部门：</p><p>为做好{topic}工作，现将有关事项通知如下。</p><p>一、加强组织领导。二、落实各项措施。</p>"
STATIC = {"list": "static", "items": "ul.list li", "next": "a.next", "url": "/tz/"}


class Harvester:
    """One scripted site and one data directory; `run` harvests as `govdoc crawl` does."""

    def __init__(self, server: ReplaySite, root: Path) -> None:
        self.server = server
        self.root = root
        self.settings = Settings(
            root / "data", store_url=f"sqlite:///{root / 'data' / 'govdoc.sqlite3'}", contact="it@x.cn"
        )
        self.file = root / "s.toml"
        self.settings.data.mkdir(parents=True)
        self.site_file(STATIC)

    def site_file(self, *channels: dict[str, object], head: str = "", tail: str = "", private: bool = True) -> None:
        lines = ['id = "s"', 'title = "某区人民政府"', f'base_url = "{self.server.base}"', "delay = 0"]
        lines += [f"allow_private = {'true' if private else 'false'}", head]
        for place, channel in enumerate(channels):
            rows = {"id": f"c{place}", "title": f"栏目{place}", "kind": "notice"} | channel
            lines += [
                "[[channels]]",
                *(f"{key} = {json.dumps(value, ensure_ascii=False)}" for key, value in rows.items()),
            ]
        self.file.write_text("\n".join([*lines, tail]), encoding="utf-8")

    def run(self) -> SiteTally:
        self.server.log.clear()
        tally: SiteTally = call(harvest_of, job_of(self.file, self.settings))
        return tally

    def run_in_processes(self) -> SiteTally:
        """The same as `govdoc crawl` does it: a process for the site, and others that read its pages."""
        self.server.log.clear()
        (tally,) = harvest([(load_site(self.file), self.file)], self.settings)
        return tally

    def documents(self) -> dict[str, Document]:
        """Documents by the path of their address."""
        with open_store(self.settings.store_url) as store:
            return {(d.url or "").removeprefix(self.server.base): d for d in store.documents()}

    def state(self, path: str) -> str | None:
        with open_store(self.settings.store_url) as store:
            page = store.page(canonical_url(self.server.base + path))
        return page.state if page else None


def fill(server: ReplaySite, count: int = 3, prefix: str = "/tz") -> dict[str, str]:
    """Pages `prefix`/1.html … and their titles by path."""
    links = {f"{prefix}/{n}.html": f"关于做好第{n}批惠民补贴发放工作的通知" for n in range(1, count + 1)}
    for path, title in links.items():
        server.page(path, title, TEXT.format(topic=title))
    return links


def counts(tally: SiteTally) -> dict[str, int]:
    return {name: tally.total(name) for name in ("listed", "new", "changed", "unchanged", "gone", "failed")}
