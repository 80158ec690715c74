"""List pages of each kind: bytes in, items and following pages out."""

from __future__ import annotations

import gzip
import json
from datetime import date
from pathlib import Path

import pytest

from crawl.listing import ListItem, parse_list_date, read_list
from crawl.site import Channel
from govdoc.errors import FetchError

URL = "http://www.a.gov.cn/zwgk/tz/index.html"


def channel(**values: object) -> Channel:
    return Channel(id="tz", title="通知公告", url="/zwgk/tz/index.html", **values)  # type: ignore[arg-type]


def page(lines: str, tail: str = "") -> bytes:
    return f'<html><meta charset="utf-8"><body><div class="nav"><li><a href="/">首页</a></li></div><ul class="list">{lines}</ul>{tail}</body></html>'.encode()


LINE = '<li><a href="./202305/t20230506_11.html" title="关于公布行政规范性文件清理结果的通知">关于公布行政规范性文件…</a><span>2023-05-06</span></li>'


@pytest.mark.parametrize("items", ["ul.list li", "ul.list a", ""])
def test_static_list_takes_the_whole_title_and_the_date(items: str) -> None:
    found = read_list(page(LINE), URL, channel(items=items))
    address = "http://www.a.gov.cn/zwgk/tz/202305/t20230506_11.html"
    assert found.items == (ListItem(address, "关于公布行政规范性文件清理结果的通知", date(2023, 5, 6)),)


def test_table_rows_dates_first() -> None:
    rows = '<table><tr><th>日期</th><th>标题</th></tr><tr><td>2019年8月5日</td><td><a href="/a/1.html">某某办法</a></td></tr></table>'
    found = read_list(page("", rows), URL, channel())
    assert found.items == (ListItem("http://www.a.gov.cn/a/1.html", "某某办法", date(2019, 8, 5)),)


def test_date_in_the_title_is_not_the_date_of_the_line() -> None:
    line = '<li><a href="/a/1.html">2021年1月1日起施行的办法</a><span>2020-12-01</span></li>'
    assert read_list(page(line), URL, channel(items="li")).items[-1].date == date(2020, 12, 1)


def test_gbk_list_is_read() -> None:
    body = page(LINE).decode().replace("utf-8", "gb2312").replace("清理结果", "镕基故里清理结果").encode("gb18030")
    assert (
        read_list(body, URL, channel(items="ul.list li")).items[0].title
        == "关于公布行政规范性文件镕基故里清理结果的通知"
    )


@pytest.mark.parametrize(
    ("pager", "options", "expected"),
    [
        ('<a class="n" href="index_2.html">下页</a>', {"next": "a.n"}, "index_2.html"),
        ('<a href="index_2.html">下一页</a>', {}, "index_2.html"),
        ('<a href="javascript:go(2)">下一页</a>', {}, None),
        ('<a href="#">下一页</a>', {}, None),
        ("", {"pages": "index_{page}.html"}, "index_2.html"),
        ("", {"pages": "index_{page}.html", "first_page": 0}, "index_1.html"),
        ("", {}, None),
    ],
)
def test_following_page_of_static_lists(pager: str, options: dict[str, object], expected: str | None) -> None:
    found = read_list(page(LINE, pager), URL, channel(items="ul.list li", **options))
    assert found.next == ((f"http://www.a.gov.cn/zwgk/tz/{expected}",) if expected else ())


@pytest.mark.parametrize(
    ("call", "expected"),
    [
        ('createPageHTML(5, 0, "index", "html");', "index_1.html"),
        ("createPageHTML( 5 , 3, 'index' , 'shtml' )", "index_4.shtml"),
        ('createPageHTML(5, 4, "index", "html");', None),
        ('createPageHTML(1, 0, "index", "html");', None),
        ("function createPageHTML(_nPageCount, _nCurrIndex, _sPageName, _sPageExt){}", None),
        ("createPageHTML('page_div', 12, 1, 'list', 'shtml', 240);", "list_2.shtml"),
        ("createPageHTML('page_div', 12, 12, 'list', 'shtml', 240);", None),
    ],
)
def test_script_pagination(call: str, expected: str | None) -> None:
    found = read_list(page(LINE, f"<script>{call}</script>"), URL, channel(list="script"))
    assert found.next == ((f"http://www.a.gov.cn/zwgk/tz/{expected}",) if expected else ())


def records(*numbers: int) -> str:
    lines = (f'<li><a href="/art/2023/5/6/art_7_{n}.html">通知{n}</a><b>2023-05-06</b></li>' for n in numbers)
    return "".join(f"<record><![CDATA[{line}]]></record>" for line in lines)


def test_jpage_goes_from_the_list_page_to_the_proxy_and_to_the_end() -> None:
    proxy = (
        "/module/web/jpage/dataproxy.jsp?page=1&amp;webid=4&amp;path=http://www.a.gov.cn/&amp;columnid=7&amp;unitid=9"
    )
    group = f'<nextgroup><![CDATA[<a href="{proxy}"></a>]]></nextgroup>'
    body = f"<html><script type='text/xml'><datastore>{group}<recordset>{records(1, 2, 3)}</recordset></datastore></script><script>({{totalRecord:5}})</script></html>"
    first = read_list(body.encode(), "http://www.a.gov.cn/col/col7/index.html", channel(list="jpage", step=3))
    assert [item.title for item in first.items] == ["通知1", "通知2", "通知3"]
    assert first.total == 5
    (following,) = first.next
    assert "startrecord=4&endrecord=6" in following
    assert "columnid=7" in following
    answer = f"<datastore><totalrecord>5</totalrecord><recordset>{records(4, 5)}</recordset></datastore>".encode()
    last = read_list(answer, following, channel(list="jpage", step=3), 2)
    assert [item.url for item in last.items] == [f"http://www.a.gov.cn/art/2023/5/6/art_7_{n}.html" for n in (4, 5)]
    assert last.next == ()


def test_json_paths_timestamps_and_pages() -> None:
    rows = [{"doc": {"u": "/a/1.html"}, "t": "<em>农村</em>低保办法", "d": 1683331200000}, {"t": "没有地址"}]
    wanted = channel(
        list="json", items="data.0.list", link="doc.u", name="t", date="d", pages="/api?p={page}", total="data.0.n"
    )
    body = json.dumps({"data": [{"list": rows, "n": "30"}]}).encode()
    found = read_list(body, "http://www.a.gov.cn/api?p=1", wanted)
    assert found.items == (ListItem("http://www.a.gov.cn/a/1.html", "农村低保办法", date(2023, 5, 6)),)
    assert (found.next, found.total) == (("http://www.a.gov.cn/api?p=2",), 30)
    assert read_list(b'cb({"data":[{"list":[],"n":30}]});', URL, wanted, 2).next == ()


@pytest.mark.parametrize("body", [b"<html>login</html>", b"{}", b'{"data": 5}', b"", b"[" * 100_000])
def test_json_of_another_shape_is_an_error(body: bytes) -> None:
    with pytest.raises(FetchError):
        read_list(body, URL, channel(list="json", items="data.rows"))


def test_sitemap_and_its_index_also_packed() -> None:
    space = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'
    body = f'<?xml version="1.0" encoding="UTF-8"?><urlset {space}><url><loc>http://www.a.gov.cn/a/1.html</loc><lastmod>2023-05-06T08:00:00+08:00</lastmod></url><url><loc>http://www.a.gov.cn/b/</loc></url></urlset>'.encode()
    wanted = channel(list="sitemap", match=r"/a/\d+\.html$")
    for packed in (body, gzip.compress(body)):
        assert read_list(packed, URL, wanted).items == (ListItem("http://www.a.gov.cn/a/1.html", "", date(2023, 5, 6)),)
    index = f"<sitemapindex {space}><sitemap><loc>/s1.xml</loc></sitemap></sitemapindex>".encode()
    assert read_list(index, URL, wanted).next == ("http://www.a.gov.cn/s1.xml",)


@pytest.mark.parametrize("body", [b"", b"<html><body>404</body></html>", b"\x1f\x8bbroken", b"<urlset"])
def test_what_is_no_sitemap_is_an_error(body: bytes) -> None:
    if body == b"<urlset":
        assert read_list(body, URL, channel(list="sitemap")).items == ()
        return
    with pytest.raises(FetchError):
        read_list(body, URL, channel(list="sitemap"))


def test_entities_of_a_hostile_sitemap_are_not_expanded() -> None:
    bomb = b'<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;">]><urlset><url><loc>http://a.cn/&b;</loc></url></urlset>'
    assert all("aaaa" not in item.url for item in read_list(bomb, URL, channel(list="sitemap")).items)


def test_match_exclude_and_repeats() -> None:
    lines = "".join(
        f'<li><a href="{u}">标题</a>2023-05-06</li>'
        for u in ("/a/1.html", "/a/1.html", "/a/2.html", "/v/3.html", "mailto:x@a.cn")
    )
    found = read_list(page(lines), URL, channel(match="/a/", exclude="2"))
    assert [item.url for item in found.items] == ["http://www.a.gov.cn/a/1.html"]


@pytest.mark.parametrize("body", [b"", b"\x00\x01\x02", b"<", b"<html>" + b"<div>" * 3000, bytes(range(256)) * 50])
@pytest.mark.parametrize("kind", ["static", "script", "jpage"])
def test_hostile_bytes_give_no_items_and_no_crash(body: bytes, kind: str) -> None:
    assert read_list(body, URL, channel(list=kind)).items == ()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("[2019-08-05]", date(2019, 8, 5)),
        ("2019.8.5", date(2019, 8, 5)),
        ("2019-13-45 2020/1/2", date(2020, 1, 2)),
        ("8-5", None),
    ],
)
def test_list_dates(text: str, expected: date | None) -> None:
    assert parse_list_date(text) == expected


def test_real_list_page(real_data: Path) -> None:
    """The saved list of a prefecture's disclosure site: its lines are found without any selector."""
    folder = real_data / "pages" / "hdzfxxgk_hd_gov_cn"
    (entry,) = (e for e in json.loads((folder / "index.json").read_text(encoding="utf-8")) if e["kind"] == "list")
    found = read_list((folder / entry["file"]).read_bytes(), entry["url"], channel())
    urls = {item.url for item in found.items}
    assert {item["url"] for item in entry["items"]} <= urls


def test_json_records_with_an_id_and_no_address() -> None:
    channel = Channel("j", "通知", "/api/list", list="json", items="rows", link="/api/detail?id={id}&type={kind.code}")
    rows = [{"id": 7, "title": "关于甲的通知", "kind": {"code": "a b"}, "date": "2023-05-06"}, {"title": "无编号"}]
    page = read_list(json.dumps({"rows": rows}).encode(), "http://a.example.gov.cn/api/list", channel)
    assert [(item.url, item.title) for item in page.items] == [
        ("http://a.example.gov.cn/api/detail?id=7&type=a%20b", "关于甲的通知")
    ]


@pytest.mark.parametrize(
    "link",
    [
        '<a href="javascript:void(0)" onclick="jump(\'index_1.html\')">下一页</a>',
        "<a href=\"javascript:go('?page=2')\">下一页</a>",
        "<a onclick=\"location.href='list_2.jsp?c=3'\">下一页</a>",
    ],
)
def test_a_pager_that_turns_by_script(link: str) -> None:
    body = f'<ul><li><a href="1.html">关于甲的通知</a>2023-05-06</li></ul>{link}'.encode()
    (following,) = read_list(body, "http://a.example.gov.cn/tz/", Channel("t", "通知", "/tz/")).next
    assert following.rsplit("/", 1)[1] in ("index_1.html", "?page=2", "list_2.jsp?c=3")
