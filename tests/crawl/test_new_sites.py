"""`govdoc site new` for every kind of list: its draft, with nothing added, reads each list to its end and finds every document.

The sites answer here as the real systems do, without a network: what is drafted and read is the same as live.
"""

from __future__ import annotations

import gzip
import json
from collections.abc import Callable, Sequence
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest

from crawl import site_new
from crawl.draft import as_toml
from crawl.listing import first_url, read_list
from crawl.plan import Plan
from crawl.site_file import load_site
from crawl.tally import SiteTally
from crawl.target import Answer

N = 23
BASE = "http://www.yunxun.example.gov.cn"
Web = Callable[[str], str | bytes | None]
"""Path with query → body; None is 404."""

NAV = '<div class="nav"><ul><li><a href="/zwgk/">政务公开专栏</a></li><li><a href="/bsfw/">办事服务大厅</a></li><li><a href="/hdjl/">互动交流平台</a></li></ul></div>'
TEXT = "<p>各镇人民政府：</p><p>现将有关事项通知如下，请认真贯彻执行。</p>"


def title(n: int) -> str:
    return f"云浔区人民政府关于做好第{n}项惠民工作的通知"


def html(inner: str, script: str = "") -> str:
    return f'<html><head><meta charset="utf-8"><title>通知公告-云浔区人民政府</title>{script}</head><body>{NAV}{inner}</body></html>'


def chunks() -> list[range]:
    return [range(start, min(start + 10, N + 1)) for start in range(1, N + 1, 10)]


def chunk(number: int) -> range:
    return chunks()[number - 1] if 0 < number <= len(chunks()) else range(0)


def lines(numbers: range, form: str = '<li><a href="/art/{n}.html">{title}</a><span>2023-05-{n:02}</span></li>') -> str:
    return "".join(form.format(n=n, title=title(n)) for n in numbers)


def pages(name: Callable[[int], str], tail: Callable[[int], str], form: str | None = None) -> Web:
    """Three static pages, numbered from 1; the first one also answers at its folder."""
    found = {
        name(n): html(f'<ul class="list">{lines(part, form) if form else lines(part)}</ul>{tail(n)}')
        for n, part in enumerate(chunks(), 1)
    }
    return found.get


def records(first: int) -> Web:
    """hanweb: `first` records in the page, the others (or all) from the data proxy."""
    form = '<record><![CDATA[<li><a href="/art/{n}.html">{title}</a><b>2023-05-{n:02}</b></li>]]></record>'
    proxy = "/module/web/jpage/dataproxy.jsp"
    group = f'<nextgroup><![CDATA[<a href="{proxy}?page=1&webid=1&columnid=1530&unitid=44"></a>]]></nextgroup>'

    def web(path: str) -> str | None:
        query = {name: values[0] for name, values in parse_qs(urlsplit(path).query).items()}
        if path == "/col/col1530/index.html":
            return html(
                f"<script type='text/xml'><datastore>{group}<recordset>{lines(range(1, first + 1), form)}</recordset></datastore></script><script>$('#44').jpage({{totalRecord:{N},perPage:3,proxyUrl:'{proxy}'}})</script>"
            )
        if not path.startswith(proxy) or query.get("columnid") != "1530":
            return None
        numbers = range(int(query["startrecord"]), min(int(query["endrecord"]), N) + 1)
        return f"<datastore><totalrecord>{N}</totalrecord><recordset>{lines(numbers, form)}</recordset></datastore>"

    return web


def rows(numbers: range, **more: object) -> list[dict[str, object]]:
    return [
        {"title": title(n), "publishDate": f"2023-05-{n:02}"} | {k: str(v).format(n=n) for k, v in more.items()}
        for n in numbers
    ]


def service(address: str, page: str, *, shell: str = "", path: str = "", **more: object) -> Web:
    """A JSON service by pages, and the list page whose script asks it."""

    def web(asked: str) -> str | None:
        parts, query = urlsplit(asked), parse_qs(urlsplit(asked).query)
        if path and asked == path:
            return html("<div id='list'></div>", shell)
        if parts.path == "/api/article/detail" and "key" in more:
            return json.dumps({"data": {"title": title(1), "content": TEXT}}, ensure_ascii=False)
        if parts.path != address:
            return None
        found = rows(chunk(int(query[page][0])), **more)
        return json.dumps({"data": {"list": found, "total": N}}, ensure_ascii=False)

    return web


def gkmlpt(path: str) -> str | None:
    if path == "/gkmlpt/index":
        return html("<div id='app'></div>", "<script>window._CONFIG = {TITLE: 'x', SID: '755018'}</script>")
    parts, query = urlsplit(path), parse_qs(urlsplit(path).query)
    if parts.path != "/gkmlpt/api/all/5500" or query.get("sid") != ["755018"]:
        return None
    found = rows(chunk(int(query["page"][0])), url=f"{BASE}/art/{{n}}.html", document_number="云府〔2023〕{n}号")
    return json.dumps({"articles": found, "total": N}, ensure_ascii=False)


def beside(path: str) -> str | None:
    """Static JSON beside the list page that shows it."""
    if path == "/zc/zcwj.json":
        return json.dumps(rows(range(1, N + 1), url="/art/{n}.html"), ensure_ascii=False)
    return html('<ul id="l"></ul>', "<script>$.getJSON('./zcwj.json', show)</script>") if path == "/zc/" else None


def sitemap(path: str) -> bytes | None:
    space = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'
    if path == "/sitemap.xml":
        parts = "".join(f"<sitemap><loc>{BASE}/{n}.xml.gz</loc></sitemap>" for n in (1, 2, 3))
        return f"<sitemapindex {space}>{parts}</sitemapindex>".encode()
    if not path.endswith(".xml.gz"):
        return None
    entries = "".join(f"<url><loc>{BASE}/art/{n}.html</loc></url>" for n in chunk(int(path[1])))
    return gzip.compress(f"<urlset {space}>{entries}</urlset>".encode())


def index(n: int) -> str:
    return "/tz/" if n == 1 else f"/tz/index_{n - 1}.html"


def vsb(n: int) -> str:
    return "/tz.htm" if n == 1 else f"/tz/{4 - n}.htm"


def vsb_pager(n: int) -> str:
    return "" if n == 3 else f'<span class="p_next"><a href="{"tz/" if n == 1 else ""}{3 - n}.htm">下页</a></span>'


ASPX = '<tr><td><a href="/Show.aspx?id={n}">{title}</a></td><td>[2023-5-{n}]</td></tr>'
CASES: dict[str, tuple[str, Web]] = {
    "numbered": ("/tz/", pages(index, lambda n: '<div><a href="/tz/">1</a><a href="index_1.html">2</a><a href="index_2.html">3</a></div>')),
    "下一页 and addresses with a query": ("/List.aspx?cid=3", pages(lambda n: "/List.aspx?cid=3" + (f"&page={n}" if n > 1 else ""),
        lambda n: f'共{N}条 <a href="List.aspx?cid=3&page={n + 1}">下一页</a>' if n < 3 else f"共{N}条 下一页", ASPX)),
    "numbered by a script nobody knows": ("/zc/list.html", pages(lambda n: f"/zc/list{f'_{n}' if n > 1 else ''}.html", lambda n: "<script>pager({pageCount:3})</script>")),
    "TRS": ("/tz/", pages(index, lambda n: f'<script>createPageHTML(3, {n - 1}, "index", "html");</script>')),
    "VSB": ("/tz.htm", pages(vsb, vsb_pager)),
    "hanweb": ("/col/col1530/index.html", records(9)),
    "hanweb, all from the proxy": ("/col/col1530/index.html", records(0)),
    "gkmlpt, its page": ("/gkmlpt/index#5500", gkmlpt),
    "gkmlpt, its service": ("/gkmlpt/api/all/5500?page=1&sid=755018", gkmlpt),
    "JSON service": ("/api/list?c=8&pageNo=1", service("/api/list", "pageNo", url="/art/{n}.html")),
    "JSON, addresses under a name of its own": ("/api/list?p=1", service("/api/list", "p", pcHref="/art/{n}.html")),
    "a page that asks a service": ("/l.html", service("/api/list", "pageNo", path="/l.html", url="/art/{n}.html",
        shell='<script>$.ajax({type:"get", url: "/api/list?c=8&pageNo=" + n, success: f})</script>')),
    "JSON with ids": ("/api/article/list?page=1", service("/api/article/list", "page", key="", articleId="a{n}")),
    "static JSON beside the list": ("/zc/", beside),
    "sitemaps, packed": ("/sitemap.xml", sitemap),
}  # fmt: skip


def answer_of(web: Web, url: str) -> Answer:
    path = url.removeprefix(BASE).partition("#")[0]
    body = web(path) or (
        html(f"<h1>{title(1)}</h1><div class='TRS_Editor'>{TEXT}</div>") if path.startswith(("/art", "/Show")) else None
    )
    found = body.encode() if isinstance(body, str) else body
    return Answer(found or b"<html><title>404</title></html>", 200 if found else 404, url.partition("#")[0], None)


@pytest.mark.parametrize(("path", "web"), CASES.values(), ids=CASES)
def test_the_draft_reads_the_whole_list(path: str, web: Web, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fetch(site: object, requests: Sequence[tuple[str, str]], contact: str) -> dict[str, Answer]:
        return {url: answer_of(web, url) for url, _ in requests}

    monkeypatch.setattr(site_new, "fetch", fetch)
    file = tmp_path / "www_yunxun_example_gov_cn.toml"
    file.write_text(as_toml(site_new.draft_site(BASE + path, "it@x.cn")), encoding="utf-8")
    site = load_site(file)
    (channel,) = site.channels
    plan = Plan(site, SiteTally(site.id, site.title))
    waiting = [(site.absolute(first_url(channel.url, channel)), 1)]
    while waiting:
        url, page = waiting.pop(0)
        answer = answer_of(web, url)
        if answer.status == 200 or page == 1:
            shown = read_list(answer.body, url, channel, page)
            waiting += [(following, page + 1) for following in plan.take(shown, channel, page, url)]
    assert plan.agenda.by_channel() == {0: N}
    assert not plan.count(channel).problems
