"""Several crawlers and one indexer on one PostgreSQL store at once: each site is one machine's, and nothing is lost or told twice."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from crawl.harvest import harvest
from crawl.site_file import load_site
from crawl.tally import SiteTally
from govdoc.settings import Settings, today
from govdoc.store import open_store
from govdoc.store.dialect import make_engine
from indexer.build import build
from indexer.engine import open_engine
from indexer.query import SearchQuery
from tests.crawl.harvester import fill
from tests.crawl.replay import ReplaySite, serve

pytestmark = pytest.mark.slow
SITES, PAGES = ("甲", "乙", "丙"), 8


def site_file(server: ReplaySite, folder: Path, place: int) -> Path:
    """A site of its own on the same server."""
    prefix = f"/s{place}"
    server.listing(f"{prefix}/", fill(server, PAGES, prefix))
    path = folder / f"s{place}.toml"
    path.write_text(
        f'id = "s{place}"\ntitle = "{SITES[place]}区人民政府"\nbase_url = "{server.base}"\ndelay = 0\nallow_private = true\n'
        f'[[channels]]\nid = "c"\ntitle = "通知"\nkind = "notice"\nlist = "static"\nitems = "ul.list li"\nurl = "{prefix}/"\n',
        "utf-8",
    )
    return path


def test_each_site_is_harvested_by_one_machine_while_another_indexes(postgres: str, tmp_path: Path) -> None:
    engine = make_engine(postgres, create=True)
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.exec_driver_sql("DROP SCHEMA public CASCADE")
        connection.exec_driver_sql("CREATE SCHEMA public")
    engine.dispose()
    open_store(postgres).close()
    harvested = threading.Event()

    def machine(number: int, files: list[Path]) -> tuple[SiteTally, ...]:
        settings = Settings(tmp_path / f"machine{number}", store_url=postgres, contact="it@x.cn")
        settings.data.mkdir()
        return harvest([(load_site(file), file) for file in files], settings)

    def indexer() -> int:
        rounds, built = 0, open_engine(str(tmp_path / "index"))
        with open_store(postgres) as store:
            while not harvested.is_set() or not rounds:
                build(store, built, rebuild=False)
                rounds += 1
            build(store, built, rebuild=False)
        return rounds

    with serve() as server, ThreadPoolExecutor(3) as pool:
        files = [site_file(server, tmp_path, place) for place in range(len(SITES))]
        machines = [pool.submit(machine, number, files) for number in range(2)]
        indexing = pool.submit(indexer)
        try:
            tallies = [tally for one in machines for tally in one.result()]
        finally:
            harvested.set()
        assert indexing.result() >= 1
    refused = [tally for tally in tallies if tally.error]
    assert all("is being worked on by" in str(tally.error) for tally in refused)
    assert {tally.site for tally in tallies if tally.ok} == {"s0", "s1", "s2"}
    with open_store(postgres) as store:
        assert store.count() == len(SITES) * PAGES
        assert [len(store.history(document.id)) for document in store.documents()] == [1] * store.count()
        assert (list(store.ledger_problems()), store.leases.all()) == ([], ())
    found = open_engine(str(tmp_path / "index")).search(SearchQuery(on=today()))
    assert found.total == PAGES  # what three sites published alike is one work
    assert all(len(hit.also_at) == len(SITES) - 1 for hit in found.hits)
