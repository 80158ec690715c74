"""List pages nobody described, of the systems that government sites run on: what is guessed reads them."""

from __future__ import annotations

import json
import tomllib
from typing import Any

import pytest

from crawl.draft import Draft, as_toml, channel_id, guess_match, kind_of, site_id
from crawl.guess_list import guess_list
from crawl.guess_page import guess_pages
from crawl.listing import read_list
from crawl.site_new import channel_of, spread

BASE = "http://www.yunxun.example.gov.cn"
NAV = (
    '<div class="nav"><ul><li><a href="/">网站首页</a></li><li><a href="/zwgk/">政务公开专栏</a></li><li><a href="/bsfw/">办事服务</a></li>'
    '<li><a href="/hdjl/">互动交流平台</a></li><li><a href="/zjyx/">走进云浔专题</a></li></ul></div>'
)
TITLES = [f"云浔区人民政府关于第{n}号事项的通知" for n in "一二三四五六"]


def html(inner: str) -> bytes:
    return f'<html><head><meta charset="utf-8"><title>通知公告-云浔区人民政府</title></head><body>{NAV}{inner}</body></html>'.encode()


def lines(form: str) -> str:
    return "".join(form.format(n=n, title=title) for n, title in enumerate(TITLES, 1))


LI = lines('<li><a href="/tz/{n}.html" title="{title}">{title}</a><span>2023-05-0{n}</span></li>')
VSB = lines('<li id="line_u8_{n}"><em>2023-05-0{n}</em><a href="../info/1434/2105{n}.htm">{title}</a></li>')
ROWS = lines(
    '<tr><td>{n}</td><td><a href="t2023050{n}_88.html">{title}</a></td><td>云政发〔2023〕{n}号</td><td>2023年5月{n}日</td></tr>'
)
DIVS = lines(
    '<div class="item"><h4><a href="/d/{n}.shtml">{title}</a></h4><p>摘要：为做好工作，现就有关事项通知。</p><i>2023.05.0{n}</i></div>'
)
DL = lines('<dl><dt>2023-05-0{n}</dt><dd><a href="/c/{n}.htm">{title}</a></dd></dl>')
RECORDS = "".join(
    f'<record><![CDATA[<li><a href="/art/2023/5/{n}/art_7_{n}.html">{t}</a><b>2023-05-0{n}</b></li>]]></record>' for n, t in enumerate(TITLES, 1)
)  # fmt: skip
PROXY = "/module/web/jpage/dataproxy.jsp?page=1&amp;webid=4&amp;columnid=7&amp;unitid=9"

CASES = [
    ("TRS", f'<ul class="list">{LI}</ul><script>createPageHTML(5, 0, "index", "html");</script>', "/tz/index.html",
     {"list": "script"}, "/tz/index_1.html"),
    ("TRS in variables", f'<ul class="list">{LI}</ul><script>var countPage = 56; var currentPage = 0; document.write("<a href=\\"index_"+nextpage+".shtml\\">")</script>',
     "/tz/index.shtml", {"list": "script"}, "/tz/index_1.shtml"),
    ("VSB counts down", f'<div class="lb"><ul>{VSB}</ul></div><div class="pb_sys_common"><span class="p_no_d">1</span><span class="p_no"><a href="tzgg/12.htm">2</a></span><span class="p_next"><a href="tzgg/12.htm">下页</a></span><span class="p_last"><a href="tzgg/1.htm">尾页</a></span></div>',
     "/xxgk/tzgg.htm", {"list": "static"}, "/xxgk/tzgg/12.htm"),
    ("numbered", f'<table class="tab"><tr><th>序号</th><th>名称</th><th>文号</th><th>日期</th></tr>{ROWS}</table><div class="pages"><b>1</b><a href="index_1.html">2</a><a href="index_2.html">3</a></div>',
     "/zfwj/index.html", {"list": "static", "pages": f"{BASE}/zfwj/index_{{page}}.html", "first_page": 0}, "/zfwj/index_1.html"),
    ("a query", f'<div class="main">{DIVS}</div><div class="fy"><a href="?page=2">2</a><a href="?page=3">3</a></div>', "/list",
     {"list": "static", "pages": f"{BASE}/list?page={{page}}", "first_page": 1}, "/list?page=2"),
    ("dl", f'<div id="wjlist">{DL}</div><a href="list_2.htm">下一页</a>', "/gk/list.htm", {"list": "static"}, "/gk/list_2.htm"),
    ("hanweb", f"<script type='text/xml'><datastore><nextgroup><![CDATA[<a href=\"{PROXY}\"></a>]]></nextgroup><recordset>{RECORDS}</recordset></datastore></script><script>$('#1').jpage({{perPage:2,totalRecord:30,proxyUrl:'/module/web/jpage/dataproxy.jsp'}})</script>",
     "/col/col7/index.html", {"list": "jpage", "step": 6}, f"{PROXY.replace('&amp;', '&').replace('page=1&', '')}&startrecord=7&endrecord=12&perpage=2"),
]  # fmt: skip


@pytest.mark.parametrize(("name", "inner", "path", "keys", "following"), CASES, ids=[case[0] for case in CASES])
def test_a_list_is_described_so_that_it_can_be_read(
    name: str, inner: str, path: str, keys: dict[str, Any], following: str
) -> None:
    guess = guess_list(html(inner), BASE + path)
    found = {g.key: g.value for g in guess.keys}
    assert {key: found.get(key) for key in keys} == keys
    page = read_list(html(inner), BASE + path, channel_of(guess, BASE + path))
    assert [item.title for item in page.items] == TITLES
    assert [item.date.day for item in page.items if item.date] == [1, 2, 3, 4, 5, 6]
    assert page.next == (BASE + following,)
    assert guess.lines == 6
    assert all(g.why and g.sure in ("sure", "likely", "unsure") for g in guess.keys)


def json_rows(**names: str) -> list[dict[str, Any]]:
    return [
        {names["title"]: title, names["url"]: f"/c/{n}.html", names["date"]: f"2023-05-0{n} 10:00:00"} for n, title in enumerate(TITLES, 1)
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("answer", "path", "keys"),
    [
        ({"articles": json_rows(title="title", url="url", date="display_publish_time"), "total": 40}, "/gkmlpt/api/all/5500?page=1&sid=755",
         {"items": "articles", "total": "total", "pages": f"{BASE}/gkmlpt/api/all/5500?page={{page}}&sid=755"}),
        ({"data": {"list": json_rows(title="DOCTITLE", url="DOCPUBURL", date="PUBDATE"), "pager": {"total": "40"}}}, "/api?pageNo=1",
         {"items": "data.list", "link": "DOCPUBURL", "name": "DOCTITLE", "date": "PUBDATE", "total": "data.pager.total"}),
        (json_rows(title="FileName", url="url", date="pubdate"), "/zcwj/zcwj.json", {"items": ".", "link": "url"}),
        ({"result": [f'<div><a href="/c/{n}.html">{t}</a> 2023-05-0{n}</div>' for n, t in enumerate(TITLES, 1)]}, "/s?p=1", {"items": "result"}),
    ],
)  # fmt: skip
def test_json_answers(answer: Any, path: str, keys: dict[str, Any]) -> None:
    body = json.dumps(answer, ensure_ascii=False).encode()
    guess = guess_list(body, BASE + path)
    found = {g.key: g.value for g in guess.keys}
    assert found["list"] == "json"
    assert {key: found.get(key) for key in keys} == keys
    page = read_list(body, BASE + path, channel_of(guess, BASE + path))
    assert [item.url for item in page.items] == [f"{BASE}/c/{n}.html" for n in range(1, 7)]
    assert [item.title for item in page.items] == TITLES


def test_an_error_answer_is_no_list() -> None:
    guess = guess_list('{"success": false, "msg": "系统错误", "data": null}'.encode(), BASE + "/api")
    assert (guess.lines, guess.keys) == (0, ())
    assert "系统错误" in guess.remarks[0]


def test_the_shell_of_gkmlpt_leads_to_its_answers() -> None:
    shell = b"<html><body><div id=app></div><script>window._CONFIG = {TITLE: 'x', SID: '755018', COLUMN: {}}</script></body></html>"
    (guess,) = guess_list(shell, BASE + "/gkmlpt/index#5500").keys
    assert (guess.key, guess.value, guess.sure) == ("url", "/gkmlpt/api/all/5500?page=1&sid=755018", "likely")


def test_a_sitemap() -> None:
    body = b'<?xml version="1.0"?><urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"><url><loc>http://a/1</loc></url></urlset>'
    assert [(g.key, g.value) for g in guess_list(body, BASE + "/sitemap.xml").keys] == [("list", "sitemap")]


def test_a_menu_alone_is_no_sure_list() -> None:
    guess = guess_list(html("<p>欢迎访问</p>"), BASE + "/")
    assert {g.sure for g in guess.keys if g.key == "items"} <= {"unsure"}
    assert guess.remarks


PAGE = """<html><head><meta charset="utf-8"><meta name="ArticleTitle" content="云浔区第{n}号办法"></head><body><table>
<tr><td>公文代号</td><td>云政发〔2023〕{n}号</td></tr><tr><td>办公日期</td><td>2023-05-0{n}</td></tr></table>
<div class="wrap"><div class="wjzw"><p>第一条　为了规范有关事项，根据有关法律法规，制定本办法。</p><p>第二条　本办法适用于本区范围内的有关活动，另有规定的，从其规定。</p><p>第三条　本办法自2023年6月1日起施行，有效期五年。</p></div></div></body></html>"""


def test_what_pages_need_beside_the_defaults() -> None:
    pages = [(f"{BASE}/c/{n}.html", PAGE.format(n=n).encode(), None) for n in (1, 2)]
    guess = guess_pages(pages)
    assert {(g.key, g.value, g.sure) for g in guess.keys} == {
        ("selectors.body", "div.wjzw", "likely"), ("labels.number", "公文代号", "likely"), ("labels.issued_on", "办公日期", "likely"),
    }  # fmt: skip
    assert [s.document.title for s in guess.samples if s.document] == ["云浔区第1号办法", "云浔区第2号办法"]


def test_the_draft_is_a_site_file_that_says_how_sure_it_is() -> None:
    inner, path = CASES[0][1], CASES[0][2]
    pages = guess_pages([(f"{BASE}/c/{n}.html", PAGE.format(n=n).encode(), None) for n in (1, 2)])
    text = as_toml(Draft(BASE + path, "规范性文件", "云浔区人民政府", guess_list(html(inner), BASE + path), pages))
    data = tomllib.loads(text)
    assert (data["id"], data["enabled"], data["channels"][0]["kind"]) == (
        "www_yunxun_example_gov_cn",
        False,
        "normative",
    )
    assert data["labels"] == {"number": "公文代号", "issued_on": "办公日期"}
    assert data["channels"][0]["min_items"] == 3
    for word in ("# sure: ", "# likely: "):
        assert word in text


def test_small_pieces() -> None:
    assert site_id("http://www.Boshan.gov.cn:8080/a") == "www_boshan_gov_cn_8080"
    paths = ("/zwgk/tzgg/index_2.html", "/col/col7/index.html", "/gfxwj.htm", "/")
    assert [channel_id(BASE + path) for path in paths] == ["tzgg", "col7", "gfxwj", "list"]
    assert [kind_of(t, "").value for t in ("政策解读", "规范性文件", "通知公告", "区情")] == [
        "interpretation",
        "normative",
        "notice",
        "other",
    ]
    match = guess_match([f"{BASE}/zfwj/2023/5/{n}/art_7_{n}.html" for n in range(10, 16)])
    assert match is not None
    assert match.value == r"/\d+/\d+/\d+/art_\d+_\d+\.html$"
    assert guess_match(["http://a/x.html", "http://a/b/c"]) is None
    assert spread(list("abcdefg"), 3) == ["a", "d", "g"]


def test_numbered_lines_without_a_class_and_lines_that_nothing_names() -> None:
    """博达 VSB names its lines by number only; older pages name nothing, and dates tell the list from the menus."""
    for form in (VSB, LI):
        found = guess_list(html(f"<ul>{form}</ul>"), f"{BASE}/tz.htm")
        page = read_list(html(f"<ul>{form}</ul>"), f"{BASE}/tz.htm", channel_of(found, f"{BASE}/tz.htm"))
        assert [item.title for item in page.items] == TITLES
