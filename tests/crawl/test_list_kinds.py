"""C2: a list of N items on several pages gives N items, for each kind of list that Chinese government sites have.

Each site here answers as the real system does: the data proxy by record numbers, VSB by pages that count down.
"""

from __future__ import annotations

import gzip
import json
from collections.abc import Callable
from urllib.parse import parse_qs, urlsplit

import pytest

from crawl.listing import first_url, read_list
from crawl.site import Channel

N = 47
HOST = "http://www.yunxun.example.gov.cn"
Answer = Callable[[str], bytes | None]
"""Path with query → body; None is 404."""


def line(
    n: int, form: str = '<li><a href="/art/2023/5/6/art_7_{n}.html">通知{n}</a><span>2023-05-06</span></li>'
) -> str:
    return form.format(n=n)


def shown(numbers: range, tail: str = "") -> bytes:
    items = "".join(map(line, numbers))
    return f'<html><head><meta charset="utf-8"></head><body><ul class="list">{items}</ul>{tail}</body></html>'.encode()


def chunks(size: int) -> list[range]:
    return [range(start, min(start + size, N + 1)) for start in range(1, N + 1, size)]


def pages(
    name: Callable[[int], str], tail: Callable[[int, int], str] = lambda page, count: "", size: int = 10
) -> Answer:
    """A folder of static list pages: `name(page)` from 0, `tail(page, count)` is the pager."""
    parts = chunks(size)
    found = {name(page): shown(part, tail(page, len(parts))) for page, part in enumerate(parts)}
    return found.get


def indexed(page: int, start: str = "/tz/index") -> str:
    return f"{start}.html" if page == 0 else f"{start}_{page}.html"


def counting_down(page: int) -> str:
    """博达 VSB: tzgg.htm, then tzgg/4.htm … tzgg/1.htm, so that old pages keep their address."""
    return "/tzgg.htm" if page == 0 else f"/tzgg/{len(chunks(10)) - page}.htm"


def vsb_pager(page: int, count: int) -> str:
    if page == count - 1:
        return '<span class="p_next_d">下页</span>'
    target = f"{count - 1 - page}.htm"
    return f'<span class="p_next"><a href="{"tzgg/" if page == 0 else ""}{target}">下页</a></span>'


def hanweb(settings: str, first: int = 15) -> Answer:
    def answer(path: str) -> bytes | None:
        query = {name: values[0] for name, values in parse_qs(urlsplit(path).query).items()}
        if "dataproxy" not in path:
            records = "".join(f"<record><![CDATA[{line(n)}]]></record>" for n in range(1, first + 1))
            return f"<html><script type='text/xml'><datastore>{settings if '<nextgroup' in settings else ''}<recordset>{records}</recordset></datastore></script><script>$('#9').jpage({{perPage:5,totalRecord:{N},{settings if 'ajaxParam' in settings else ''}}})</script></html>".encode()
        if query.get("columnid") != "7" or query.get("unitid") != "9":
            return None
        numbers = range(int(query["startrecord"]), min(int(query["endrecord"]), N) + 1)
        records = "".join(f"<record><![CDATA[{line(n)}]]></record>" for n in numbers)
        return f"<datastore><totalrecord>{N}</totalrecord><totalpage>10</totalpage><recordset>{records}</recordset></datastore>".encode()

    return answer


NEXT_GROUP = '<nextgroup><![CDATA[<a href="/module/web/jpage/dataproxy.jsp?page=1&amp;webid=4&amp;columnid=7&amp;unitid=9"></a>]]></nextgroup>'
AJAX = "proxyUrl:'/module/web/jpage/dataproxy.jsp',ajaxParam:{columnid:7,unitid:'9',webname:'云浔区',path:'http://x/',webid:4,permissiontype:0}"


def api(rows: Callable[[range], object], name: str) -> Answer:
    def answer(path: str) -> bytes | None:
        page = int(parse_qs(urlsplit(path).query)[name][0])
        return json.dumps(
            rows(chunks(10)[page - 1] if page <= len(chunks(10)) else range(0)), ensure_ascii=False
        ).encode()

    return answer


def record(n: int) -> dict[str, object]:
    return {"title": f"通知{n}", "url": f"/art/2023/5/6/art_7_{n}.html", "date": 1683331200}


def sitemap(path: str) -> bytes | None:
    space = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'
    if path == "/sitemap.xml":
        return f"<sitemapindex {space}>{''.join(f'<sitemap><loc>{HOST}/map{n}.xml.gz</loc></sitemap>' for n in range(5))}</sitemapindex>".encode()
    part = chunks(10)[int(path[4])]
    entries = "".join(f"<url><loc>{HOST}/art/2023/5/6/art_7_{n}.html</loc></url>" for n in part)
    return gzip.compress(f"<urlset {space}>{entries}</urlset>".encode())


CASES: list[tuple[str, dict[str, object], Answer]] = [
    ("下一页", {"url": "/tz/index.html"}, pages(indexed, lambda p, c: f'<a href="index_{p + 1}.html">下一页</a>' if p + 1 < c else "")),
    ("numbered", {"url": "/tz/index.html", "pages": "/tz/index_{page}.html", "first_page": 0}, pages(indexed)),
    ("list_2.htm", {"url": "/tz/list.htm", "pages": "/tz/list_{page}.htm"}, pages(lambda p: "/tz/list.htm" if p == 0 else f"/tz/list_{p + 1}.htm")),
    ("?page=2", {"url": "/tz/?page=1", "pages": "/tz/?page={page}"}, pages(lambda p: f"/tz/?page={p + 1}")),
    ("TRS", {"url": "/tz/index.html", "list": "script"}, pages(indexed, lambda p, c: f'<script>createPageHTML({c}, {p}, "index", "html");</script>')),
    ("TRS in variables", {"url": "/tz/index.html", "list": "script"},
     pages(indexed, lambda p, c: f'<script>var countPage={c};var currentPage={p};w("<a href=\\"index_"+next+".html\\">")</script>')),
    ("counted from 1", {"url": "/tz/list.shtml", "list": "script"},
     pages(lambda p: "/tz/list.shtml" if p == 0 else f"/tz/list_{p + 1}.shtml", lambda p, c: f"<script>createPageHTML('page_div',{c}, {p + 1},'list','shtml',{N});</script>")),
    ("VSB", {"url": "/tzgg.htm"}, pages(counting_down, vsb_pager)),
    ("hanweb", {"url": "/col/col7/index.html", "list": "jpage", "step": 15}, hanweb(NEXT_GROUP)),
    ("hanweb, ajaxParam", {"url": "/col/col7/index.html", "list": "jpage", "step": 15}, hanweb(AJAX)),
    ("hanweb, all from the proxy", {"url": "/col/col7/index.html", "list": "jpage", "step": 15}, hanweb(AJAX, 0)),
    ("gkmlpt", {"url": "/gkmlpt/api/all/5500?page={page}&sid=7", "pages": "/gkmlpt/api/all/5500?page={page}&sid=7", "list": "json", "items": "articles", "total": "total"},
     api(lambda part: {"articles": [record(n) for n in part], "total": N}, "page")),
    ("JSON without a total", {"url": "/api?p={page}", "pages": "/api?p={page}", "list": "json", "items": "data.list"},
     api(lambda part: {"data": {"list": [record(n) for n in part]}}, "p")),
    ("static JSON", {"url": "/zc/zcwj.json", "list": "json", "items": "."}, lambda path: json.dumps([record(n) for n in range(1, N + 1)]).encode()),
    ("sitemaps, packed", {"url": "/sitemap.xml", "list": "sitemap"}, sitemap),
]  # fmt: skip


@pytest.mark.parametrize(("keys", "answer"), [case[1:] for case in CASES], ids=[case[0] for case in CASES])
def test_every_item_of_every_page(keys: dict[str, object], answer: Answer) -> None:
    channel = Channel(id="tz", title="通知公告", **keys)  # type: ignore[arg-type]
    found: list[str] = []
    waiting = [(HOST + first_url(channel.url, channel), 1)]
    while waiting:
        url, page = waiting.pop(0)
        body = answer(url.removeprefix(HOST))
        if body is None:
            assert page > 1, url
            continue
        read = read_list(body, url, channel, page)
        found += [item.url for item in read.items]
        waiting += [(following, page + 1) for following in read.next]
        assert page < 2 * N
    assert found == [f"{HOST}/art/2023/5/6/art_7_{n}.html" for n in range(1, N + 1)]
