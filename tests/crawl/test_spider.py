"""The harvest over real HTTP against a scripted loopback site: every list kind, every state, every refusal."""

from __future__ import annotations

import contextlib
import json
import random
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from crawl.harvest import job_of
from crawl.lock import only_one
from crawl.urls import document_id
from govdoc.document import Kind
from govdoc.errors import FetchError
from govdoc.store import open_store
from tests.crawl.harvester import STATIC, TEXT, Harvester, counts, fill
from tests.crawl.replay import Reply, serve


@pytest.fixture
def harvester(tmp_path: Path) -> Iterator[Harvester]:
    with serve() as server:
        yield Harvester(server, tmp_path)


def test_first_run_stores_what_the_list_shows(harvester: Harvester) -> None:
    links = fill(harvester.server)
    harvester.server.listing("/tz/", links)
    tally = harvester.run()
    assert tally.ok
    assert counts(tally) == {"listed": 3, "new": 3, "changed": 0, "unchanged": 0, "gone": 0, "failed": 0}
    documents = harvester.documents()
    assert set(documents) == set(links)
    one = documents["/tz/1.html"]
    assert one.id == document_id("s", f"{harvester.server.base}/tz/1.html")
    assert (one.kind, one.channel, one.site) == (Kind.NOTICE, "栏目0", "s")
    assert "加强组织领导" in one.text
    assert all("govdoc" in agent and "it@x.cn" in agent for agent in harvester.server.agents)


def test_second_run_fetches_no_page_again(harvester: Harvester) -> None:
    links = fill(harvester.server)
    harvester.server.listing("/tz/", links)
    harvester.run()
    tally = harvester.run()
    assert counts(tally) == {"listed": 3, "new": 0, "changed": 0, "unchanged": 3, "gone": 0, "failed": 0}
    assert [harvester.server.statuses(path) for path in links] == [[304]] * 3


def test_without_etag_the_bytes_decide(harvester: Harvester) -> None:
    links = fill(harvester.server)
    for path in links:
        harvester.server.replies[path].etag = False
    harvester.server.listing("/tz/", links)
    harvester.run()
    assert counts(harvester.run())["unchanged"] == 3


def test_c3_changed_text_makes_a_new_version_and_a_changed_footer_none(harvester: Harvester) -> None:
    links = fill(harvester.server)
    harvester.server.listing("/tz/", links)
    harvester.run()
    harvester.server.page("/tz/1.html", links["/tz/1.html"], TEXT.format(topic="另一项"))
    footer = harvester.server.replies["/tz/2.html"]
    harvester.server.replies["/tz/2.html"] = Reply(footer.body.replace("版权所有".encode(), "版权所有 2024".encode()))
    tally = harvester.run()
    assert (tally.total("changed"), tally.total("unchanged")) == (1, 2)
    with open_store(harvester.settings.store_url) as store:
        history = store.history(document_id("s", f"{harvester.server.base}/tz/1.html"))
        assert ["另一项" in version.document.text for version in history] == [False, True]
        assert len(store.history(document_id("s", f"{harvester.server.base}/tz/2.html"))) == 1


def test_c2_list_kinds_are_read_to_their_end(harvester: Harvester) -> None:
    server = harvester.server
    paths = {
        name: list(fill(server, 4, f"/{name}")) for name in ("static", "numbered", "script", "jpage", "json", "sitemap")
    }
    two = {
        name: ({p: f"{name}通知标题之{p}" for p in found[:2]}, {p: f"{name}通知标题之{p}" for p in found[2:]})
        for name, found in paths.items()
    }
    server.listing("/static/", two["static"][0], '<a class="next" href="list2.html">下一页</a>')
    server.listing("/static/list2.html", two["static"][1])
    server.listing("/numbered/", two["numbered"][0])
    server.listing("/numbered/index_2.html", two["numbered"][1])
    server.listing("/script/", two["script"][0], '<script>createPageHTML(2, 0, "index", "html");</script>')
    server.listing("/script/index_1.html", two["script"][1], '<script>createPageHTML(2, 1, "index", "html");</script>')
    records = [
        "".join(
            f"<record><![CDATA[<li><a href='{p}'>{t}</a><span>2023-05-06</span></li>]]></record>"
            for p, t in half.items()
        )
        for half in two["jpage"]
    ]
    proxy = "/module/web/jpage/dataproxy.jsp?columnid=7&unitid=9"
    head = f'<nextgroup><![CDATA[<a href="{proxy}&amp;page=2"></a>]]></nextgroup><totalrecord>4</totalrecord>'
    script = f"<html><body><script type='text/xml'><datastore>{head}<recordset>{records[0]}</recordset></datastore></script></body></html>"
    server.text("/jpage/", script, "text/html; charset=utf-8")
    following = f"{proxy}&startrecord=3&endrecord=4&perpage=1"
    server.text(
        following, f"<datastore><totalrecord>4</totalrecord><recordset>{records[1]}</recordset></datastore>", "text/xml"
    )
    for page, half in enumerate(two["json"], 1):
        rows = [{"url": p, "title": t, "date": 1683331200000} for p, t in half.items()]
        server.text(f"/api/list?page={page}", json.dumps({"data": {"rows": rows, "total": 4}}), "application/json")
    entries = "".join(f"<url><loc>{server.base}{p}</loc><lastmod>2023-05-06</lastmod></url>" for p in paths["sitemap"])
    space = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'
    index = f"<sitemapindex {space}><sitemap><loc>{server.base}/sitemap1.xml</loc></sitemap></sitemapindex>"
    server.text("/sitemap.xml", index, "application/xml")
    server.text(
        "/sitemap1.xml", f'<?xml version="1.0" encoding="UTF-8"?><urlset {space}>{entries}</urlset>', "application/xml"
    )
    harvester.site_file(
        {"url": "/static/", "items": "ul.list li", "next": "a.next"},
        {"url": "/numbered/", "items": "ul.list li", "pages": "index_{page}.html"},
        {"url": "/script/", "list": "script"},
        {"url": "/jpage/", "list": "jpage", "step": 2},
        {
            "url": "/api/list?page=1",
            "list": "json",
            "items": "data.rows",
            "pages": "/api/list?page={page}",
            "total": "data.total",
        },
        {"url": "/sitemap.xml", "list": "sitemap"},
    )
    tally = harvester.run()
    assert [c.problems + c.notes for c in tally.channels.values()] == [[]] * 6
    assert [c.new for c in tally.channels.values()] == [4] * 6
    assert set(harvester.documents()) == {path for found in paths.values() for path in found}


def test_page_in_two_channels_belongs_to_the_first(harvester: Harvester) -> None:
    links = fill(harvester.server)
    harvester.server.listing("/a/", links)
    harvester.server.listing("/b/", links)
    harvester.site_file(STATIC | {"url": "/a/"}, STATIC | {"url": "/b/"})
    tally = harvester.run()
    assert [c.listed for c in tally.channels.values()] == [3, 0]
    assert {d.channel for d in harvester.documents().values()} == {"栏目0"}


def test_c1_forbidden_path_is_never_requested(harvester: Harvester) -> None:
    links = fill(harvester.server) | {"/manage/1.html": "内部页面"}
    harvester.server.page("/manage/1.html", "内部页面", TEXT.format(topic="内部"))
    harvester.server.listing("/tz/", links)
    harvester.server.text("/robots.txt", "User-agent: *\nDisallow: /manage/\n", "text/plain")
    tally = harvester.run()
    assert harvester.server.statuses("/robots.txt") == [200]
    assert harvester.server.statuses("/manage/1.html") == []
    assert tally.total("new") == 3
    assert "robots.txt" in tally.channels["c0"].notes[0]


@pytest.mark.parametrize(
    ("target", "reason"), [("http://other.example/x", "does not name"), ("http://127.1:{port}/x", "does not name")]
)
def test_c10_redirect_off_the_named_hosts_is_refused(harvester: Harvester, target: str, reason: str) -> None:
    links = fill(harvester.server) | {"/tz/away.html": "关于搬走的页面"}
    location = target.format(port=harvester.server.port)
    harvester.server.replies["/tz/away.html"] = Reply(b"", 302, headers={"Location": location})
    harvester.server.page("/x", "不该取的页面", TEXT.format(topic="x"))
    harvester.server.listing("/tz/", links)
    tally = harvester.run()
    assert (tally.ok, tally.total("new"), tally.total("failed")) == (False, 3, 1)
    assert reason in tally.channels["c0"].problems[0]
    assert harvester.server.statuses("/x") == []


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost"])
def test_c10_private_address_is_refused_unless_the_site_file_says_so(harvester: Harvester, host: str) -> None:
    harvester.server.listing("/tz/", fill(harvester.server))
    harvester.site_file(STATIC, private=False)
    source = harvester.file.read_text(encoding="utf-8").replace("127.0.0.1", host)
    harvester.file.write_text(source, encoding="utf-8")
    tally = harvester.run()
    assert not tally.ok
    assert "private address" in " ".join([tally.error or "", *tally.channels["c0"].problems])
    assert harvester.server.log == []


def test_endless_list_is_cut_and_said(harvester: Harvester) -> None:
    links = fill(harvester.server, 6)
    for page, (path, title) in enumerate(links.items()):
        harvester.server.listing(f"/tz/p{page}", {path: title}, f'<a class="next" href="p{page + 1}">下一页</a>')
    harvester.site_file(STATIC | {"url": "/tz/p0", "max_pages": 4})
    tally = harvester.run()
    assert tally.total("new") == 4
    assert "max_pages" in tally.channels["c0"].notes[0]


def test_list_that_repeats_itself_ends(harvester: Harvester) -> None:
    links = fill(harvester.server)
    for page in range(1, 9):
        harvester.server.listing(f"/tz/?p={page}", links, f'<a class="next" href="?p={page + 1}">下一页</a>')
    harvester.site_file(STATIC | {"url": "/tz/?p=1"})
    tally = harvester.run()
    assert tally.total("new") == 3
    assert harvester.server.statuses("/tz/?p=3") == []


BAD_PAGES = {
    "title-less": Reply(b"<html><head><title></title></head><body><div></div></body></html>"),
    "challenge": Reply(
        "<html><script>var $_ts=window['$_ts'];</script><title>某区</title><body></body></html>".encode()
    ),
    "challenge status": Reply("<html><title>某区</title><body>稍候</body></html>".encode(), 412),
    "soft 404": Reply("<html><title>页面不存在</title><body><h1>您访问的页面不存在</h1></body></html>".encode()),
    "empty": Reply(b""),
    "server error": Reply("<html><title>错误</title></html>".encode(), 500),
    "not html": Reply(bytes(range(256)) * 20, content_type="application/octet-stream"),
    "home page": Reply(b"", 302, headers={"Location": "/"}),
}


def test_c11_bad_pages_are_reported_change_nothing_and_the_run_goes_on(harvester: Harvester) -> None:
    server = harvester.server
    links = fill(server, len(BAD_PAGES) + 2)
    server.listing("/tz/", links)
    server.page("/", "某区人民政府", "<p>首页</p>")
    harvester.run()
    before = harvester.documents()
    good = dict(server.replies)
    bad = dict(zip(links, BAD_PAGES, strict=False))
    server.replies |= {path: BAD_PAGES[name] for path, name in bad.items()}
    changed = list(links)[-1]
    server.page(changed, links[changed], TEXT.format(topic="改动"))
    tally = harvester.run()
    assert not tally.ok
    assert (tally.total("failed"), tally.total("changed"), tally.total("unchanged")) == (len(bad), 1, 1)
    problems = tally.channels["c0"].problems
    assert {path for path in bad if any(path in problem for problem in problems)} == set(bad)
    after = harvester.documents()
    assert {path: after[path] for path in bad} == {path: before[path] for path in bad}
    assert {harvester.state(path) for path in bad} == {"failed"}
    server.replies = good | {changed: server.replies[changed]}
    assert counts(harvester.run())["unchanged"] == len(links)


@pytest.mark.parametrize("name", ["empty list", "challenge", "missing"])
def test_c11_bad_list_is_an_error_never_no_news(harvester: Harvester, name: str) -> None:
    harvester.site_file(STATIC, head="gone_after = 1")
    harvester.server.listing("/tz/", fill(harvester.server))
    harvester.run()
    before = harvester.documents()
    if name == "empty list":
        harvester.server.listing("/tz/", {}, '<a class="next" href="p2.html">下一页</a>')
    elif name == "challenge":
        harvester.server.replies["/tz/"] = BAD_PAGES["challenge"]
    else:
        del harvester.server.replies["/tz/"]
    del harvester.server.replies["/tz/1.html"]
    assert not harvester.run().ok
    assert harvester.documents() == before
    assert harvester.state("/tz/1.html") == "new"
    assert harvester.server.statuses("/tz/1.html") == []


def test_a_page_that_says_it_is_gone_with_status_200_goes_as_one_that_answers_404(harvester: Harvester) -> None:
    harvester.site_file(STATIC, head="gone_after = 2")
    links = fill(harvester.server, 3)
    harvester.server.listing("/tz/", links)
    harvester.run()
    harvester.server.replies["/tz/2.html"] = BAD_PAGES["soft 404"]
    listed = harvester.run()
    assert (listed.total("failed"), listed.total("gone")) == (1, 0)  # still on its list: a fault of the site
    harvester.server.listing("/tz/", {path: title for path, title in links.items() if path != "/tz/2.html"})
    assert [harvester.run().total("gone") for _ in range(3)] == [0, 1, 0]
    assert harvester.state("/tz/2.html") == "gone"
    assert "惠民补贴" in harvester.documents()["/tz/2.html"].text


def test_c4_page_is_gone_after_misses_off_the_list_and_may_come_back(harvester: Harvester) -> None:
    harvester.site_file(STATIC, head="gone_after = 2")
    links = fill(harvester.server, 5)
    gone, kept, listed, *_ = links
    harvester.server.listing("/tz/", links)
    harvester.run()
    page = harvester.server.replies.pop(gone)
    missing = harvester.server.replies.pop(listed)
    harvester.server.listing("/tz/", {p: t for p, t in links.items() if p not in (gone, kept)})
    assert [harvester.run().total("gone") for _ in range(3)] == [0, 1, 0]
    assert harvester.state(gone) == "gone"
    assert gone in harvester.documents()
    assert harvester.state(kept) == "unchanged"  # off the list, but still served
    assert harvester.state(listed) == "failed"  # listed, but not served: a dead link, not gone
    harvester.server.replies |= {gone: page, listed: missing}
    harvester.server.listing("/tz/", links)
    assert harvester.run().ok
    assert {path: harvester.state(path) for path in links} == dict.fromkeys(links, "unchanged") | {gone: "back"}
    with open_store(harvester.settings.store_url) as store:
        life = store.life(document_id("s", harvester.server.base + gone))
    assert [entry.event.name for entry in life] == ["new", "gone", "back"]


def test_attachments_are_stored_with_their_text_and_not_fetched_twice(harvester: Harvester) -> None:
    server = harvester.server
    body = TEXT.format(topic="补贴") + '<p><a href="/files/mingdan.txt">附件：补贴标准.txt</a></p>'
    server.page("/tz/1.html", "关于发放补贴的通知", body)
    server.replies["/files/mingdan.txt"] = Reply("每户每月三百元".encode(), content_type="text/plain; charset=utf-8")
    server.listing("/tz/", {"/tz/1.html": "关于发放补贴的通知"})
    assert harvester.run().ok
    (attachment,) = harvester.documents()["/tz/1.html"].attachments
    assert "每户每月三百元" in attachment.text
    assert attachment.sha256
    assert counts(harvester.run())["unchanged"] == 1
    assert server.statuses("/files/mingdan.txt") == []
    server.page("/tz/1.html", "关于发放补贴的通知", body + "<p>三、本通知自印发之日起施行。</p>")
    assert counts(harvester.run())["changed"] == 1
    assert server.statuses("/files/mingdan.txt") == [304]
    assert harvester.documents()["/tz/1.html"].attachments[0].text == attachment.text


def test_attachment_that_failed_is_tried_again(harvester: Harvester) -> None:
    server = harvester.server
    server.page(
        "/tz/1.html", "关于发放补贴的通知", TEXT.format(topic="补贴") + '<p><a href="/f/a.txt">附件：标准.txt</a></p>'
    )
    server.replies["/f/a.txt"] = Reply(b"x", 503, etag=False)
    server.listing("/tz/", {"/tz/1.html": "关于发放补贴的通知"})
    harvester.run()
    assert harvester.documents()["/tz/1.html"].attachments[0].state == "failed"
    server.replies["/f/a.txt"] = Reply("每户三百元".encode(), content_type="text/plain; charset=utf-8")
    harvester.run()
    assert "每户三百元" in harvester.documents()["/tz/1.html"].attachments[0].text


def test_body_beyond_the_cap_and_redirect_loop_are_errors_and_the_run_goes_on(harvester: Harvester) -> None:
    links = fill(harvester.server) | {"/tz/big.html": "过大的页面", "/tz/loop.html": "打转的页面"}
    harvester.server.page("/tz/big.html", "过大的页面", "<p>" + "大" * 200_000 + "</p>")
    harvester.server.replies["/tz/loop.html"] = Reply(b"", 302, headers={"Location": "/tz/loop.html"})
    harvester.server.listing("/tz/", links)
    harvester.site_file(STATIC, tail="[limits]\nbytes = 100000\nredirects = 3\n")
    tally = harvester.run()
    assert (tally.total("new"), tally.total("failed")) == (3, 2)
    assert len(harvester.server.statuses("/tz/loop.html")) <= 4


def test_ceiling_of_a_run_leaves_the_rest_for_the_next(harvester: Harvester) -> None:
    harvester.server.listing("/tz/", fill(harvester.server, 5))
    harvester.site_file(STATIC, tail="[limits]\npages = 3\n")
    assert harvester.run().total("new") == 3
    assert harvester.run().total("new") == 2


def test_redacted_document_is_not_fetched_again(harvester: Harvester) -> None:
    harvester.server.listing("/tz/", fill(harvester.server))
    harvester.run()
    from datetime import UTC, datetime

    with open_store(harvester.settings.store_url) as store:
        store.redact(document_id("s", f"{harvester.server.base}/tz/1.html"), "含个人信息", datetime.now(UTC))
    assert harvester.run().ok
    assert harvester.server.statuses("/tz/1.html") == []
    assert set(harvester.documents()) == {"/tz/2.html", "/tz/3.html"}


def test_second_run_at_the_same_time_refuses(harvester: Harvester) -> None:
    harvester.server.listing("/tz/", fill(harvester.server))
    with only_one(harvester.settings.data, "s"):
        tally = harvester.run()
        with pytest.raises(FetchError, match="another run"), only_one(harvester.settings.data, "s"):
            pass
    assert "another run" in (tally.error or "")
    assert harvester.run().ok


def kill_during_runs(harvester: Harvester, kills: int, seed: int) -> None:
    """`kills` runs, each ended by SIGKILL: after a random number of requests, and a random moment more."""
    chance = random.Random(seed)
    print(f"seed {seed}")
    job = job_of(harvester.file, harvester.settings)
    for _ in range(kills):
        harvester.server.log.clear()
        child = subprocess.Popen([sys.executable, "-m", "crawl.harvest", json.dumps(job)], stdout=subprocess.DEVNULL)
        until, deadline = chance.randrange(0, 30), time.monotonic() + 60
        while child.poll() is None and len(harvester.server.log) < until and time.monotonic() < deadline:
            with contextlib.suppress(subprocess.TimeoutExpired):
                child.wait(0.002)
        with contextlib.suppress(subprocess.TimeoutExpired):
            child.wait(chance.random() * 0.4)
        child.send_signal(signal.SIGKILL)
        child.wait()


def prepare_kills(harvester: Harvester) -> dict[str, str]:
    links = fill(harvester.server, 20)
    harvester.server.replies["/f/a.txt"] = Reply("附表内容".encode(), content_type="text/plain; charset=utf-8")
    for path, title in list(links.items())[::3]:
        harvester.server.page(path, title, TEXT.format(topic=title) + '<p><a href="/f/a.txt">附件：附表.txt</a></p>')
    harvester.server.listing("/tz/", links)
    return links


def facts(harvester: Harvester) -> tuple[object, ...]:
    """What a store says, its times left out: documents, versions, states and bytes of pages, what the ledger tells.

    A file that several documents share is noted with the one whose page came first, which no run decides.
    """
    with open_store(harvester.settings.store_url) as store:
        documents = list(store.documents())
        pages = [
            (p.url, p.channel, p.channel == "attachment" or p.document_id, p.sha256, p.text_hash, p.misses, p.note)
            for p in store.pages()
        ]
        bytes_ = [[version.sha256 for version in store.page_versions(url)] for url, *_ in pages]
        texts = [[version.version for version in store.history(document.id)] for document in documents]
        lives = [[entry.event.name for entry in store.life(document.id)] for document in documents]
        assert list(store.ledger_problems()) == []
    return documents, pages, bytes_, texts, lives


def check_after_kills(harvester: Harvester, links: dict[str, str]) -> None:
    assert harvester.run().ok
    undisturbed = Harvester(harvester.server, harvester.root / "undisturbed")
    assert undisturbed.run().total("new") == len(links)
    assert facts(harvester) == facts(undisturbed)


def test_c5_killed_runs_lose_and_double_nothing(harvester: Harvester) -> None:
    links = prepare_kills(harvester)
    kill_during_runs(harvester, 3, seed=7)
    check_after_kills(harvester, links)


@pytest.mark.slow
def test_c5_thirty_kills(harvester: Harvester) -> None:
    links = prepare_kills(harvester)
    kill_during_runs(harvester, 30, seed=11)
    check_after_kills(harvester, links)


@pytest.mark.slow
def test_c5_thirty_kills_while_the_site_changes(harvester: Harvester) -> None:
    """Pages change, go and come after a first harvest; the killed runs and one undisturbed run end in the same store."""
    links = prepare_kills(harvester)
    undisturbed = Harvester(harvester.server, harvester.root / "undisturbed")
    for each in (harvester, undisturbed):
        assert each.run().ok
    for path, title in list(links.items())[:10]:
        harvester.server.page(path, title, TEXT.format(topic=title) + "<p>三、本通知自印发之日起施行。</p>")
    more = fill(harvester.server, 30)
    harvester.server.listing("/tz/", more)
    for path, title in list(links.items())[:10]:
        harvester.server.page(path, title, TEXT.format(topic=title) + "<p>三、本通知自印发之日起施行。</p>")
    kill_during_runs(harvester, 30, seed=23)
    assert harvester.run().ok
    assert undisturbed.run().ok
    assert facts(harvester) == facts(undisturbed)


def test_c7_variants_of_an_address_are_one_document(harvester: Harvester) -> None:
    title = "关于公布名录的通知"
    harvester.server.page("/tz/9.html", title, TEXT.format(topic=title))
    variants = ("/tz/9.html", "/tz/9.html?utm_source=wx", "/tz/9.html#top")
    harvester.server.listing("/tz/", dict.fromkeys(variants, title))
    harvester.server.replies["/tz/9.html?utm_source=wx"] = harvester.server.replies["/tz/9.html"]
    assert counts(harvester.run()) == {"listed": 1, "new": 1, "changed": 0, "unchanged": 0, "gone": 0, "failed": 0}
