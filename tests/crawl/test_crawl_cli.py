"""The commands, as a user calls them."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from crawl.tally import ChannelTally
from govdoc.store import open_store
from tests.crawl.forked import govdoc
from tests.crawl.replay import ReplaySite, Reply, serve


@pytest.fixture
def server(tmp_path: Path) -> Iterator[ReplaySite]:
    with serve() as site:
        for n in (1, 2):
            site.page(f"/tz/{n}.html", f"关于公布第{n}批名录的通知", "<p>现将名录予以公布。</p>")
        site.listing("/tz/", {f"/tz/{n}.html": f"关于公布第{n}批名录的通知" for n in (1, 2)})
        (tmp_path / "sites").mkdir()
        (tmp_path / "sites" / "a.toml").write_text(
            f'id = "a"\ntitle = "某区"\nbase_url = "{site.base}"\nallow_private = true\ndelay = 0\n'
            '[[channels]]\nid = "tz"\ntitle = "通知公告"\nkind = "notice"\nurl = "/tz/"\n',
            encoding="utf-8",
        )
        yield site


def process(folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    """The command as a process, which starts others for the site and its pages."""
    command = [sys.executable, "-m", "govdoc", "--data", str(folder / "data"), *words]
    return subprocess.run(command, capture_output=True, text=True, encoding="utf-8", timeout=120, check=False)


def test_a_failed_page_is_named_once() -> None:
    tally = ChannelTally("tz", "通知公告")
    for reason in ("http://a/1: a login page", "the site answers 404"):
        tally.fail("http://a/1", reason)
    assert tally.problems == ["http://a/1: a login page", "http://a/1: the site answers 404"]


def test_crawl_tells_a_person_and_a_machine(server: ReplaySite, tmp_path: Path) -> None:
    sites = str(tmp_path / "sites")
    first = process(tmp_path, "crawl", "--sites", sites)
    assert first.returncode == 0, first.stderr
    assert first.stderr == ""
    for word in ("listed", "new", "changed", "unchanged", "gone", "failed", "seconds", "通知公告"):
        assert word in first.stdout
    second = govdoc(tmp_path, "crawl", "a", "--sites", sites, "--json")
    (site,) = json.loads(second.stdout)["sites"]
    assert (site["site"], site["ok"], site["listed"], site["new"], site["unchanged"]) == ("a", True, 2, 0, 2)
    assert [channel["channel"] for channel in site["channels"]] == ["tz"]


def test_crawl_says_what_failed_and_exits_1(server: ReplaySite, tmp_path: Path) -> None:
    server.replies["/tz/2.html"] = Reply(b"", 500)
    done = govdoc(tmp_path, "crawl", "--sites", str(tmp_path / "sites"))
    assert done.returncode == 1
    assert "/tz/2.html" in done.stderr
    assert "Traceback" not in done.stderr


def test_wrong_use_is_one_line(server: ReplaySite, tmp_path: Path) -> None:
    sites = tmp_path / "sites"
    unknown = process(tmp_path, "crawl", "nosuch", "--sites", str(sites))
    assert (unknown.returncode, unknown.stderr.count("\n")) == (2, 1)
    (sites / "b.toml").write_text('id = "b"\ntitel = "x"\n', encoding="utf-8")
    wrong = govdoc(tmp_path, "crawl", "--sites", str(sites))
    assert (wrong.returncode, wrong.stderr.count("\n")) == (2, 1)
    assert "b.toml:2: titel: unknown key" in wrong.stderr
    checked = govdoc(tmp_path, "site", "check", "--sites", str(sites))
    assert checked.returncode == 1
    assert "a.toml: fine" in checked.stdout
    assert "b.toml:2" in checked.stderr


def test_site_check_of_nothing_says_so(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    for arguments in (["--sites", str(tmp_path / "empty")], ["--sites", str(tmp_path / "nowhere")], ["nosuch"]):
        checked = govdoc(tmp_path, "site", "check", *arguments)
        assert (checked.returncode, checked.stderr.count("\n")) == (2, 1), arguments


def test_disabled_site_is_harvested_only_by_name(server: ReplaySite, tmp_path: Path) -> None:
    file = tmp_path / "sites" / "a.toml"
    file.write_text("enabled = false\n" + file.read_text(encoding="utf-8"), encoding="utf-8")
    assert govdoc(tmp_path, "crawl", "--sites", str(file.parent)).returncode == 2
    assert govdoc(tmp_path, "crawl", "a", "--sites", str(file.parent)).returncode == 0


def test_c9_reparse_reads_the_archive_and_asks_no_site(server: ReplaySite, tmp_path: Path) -> None:
    sites = str(tmp_path / "sites")
    server.page("/tz/1.html", "关于公布名录的通知", '<p>现将名录公布。</p><p><a href="/f/a.txt">附件：名录.txt</a></p>')
    server.replies["/f/a.txt"] = Reply("甲、乙、丙".encode(), content_type="text/plain; charset=utf-8")
    govdoc(tmp_path, "crawl", "--sites", sites)
    url = f"sqlite:///{tmp_path / 'data' / 'govdoc.sqlite3'}"
    with open_store(url) as store:
        before = list(store.documents())
    server.log.clear()
    done = govdoc(tmp_path, "reparse", "--sites", sites)
    assert done.returncode == 0, done.stderr
    assert "2 unchanged, 0 failed" in done.stdout
    assert server.log == []
    with open_store(url) as store:
        assert list(store.documents()) == before
