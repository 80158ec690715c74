"""U19: what a page lacks of what it has to carry, exactly; the score card of a column; no network."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest

from crawl.lint_page import CORE, TAGS, Finding, lint_page
from crawl.site_lint import Card
from tests.crawl.forked import govdoc
from tests.crawl.replay import Reply, serve

URL = "http://www.yunxun.example.gov.cn/zwgk/1.html"
FULL = dict.fromkeys(TAGS, "x") | {
    "ArticleTitle": "云浔区人民政府关于公布名录的通知", "PubDate": "2023-05-06 09:00", "ColumnName": "通知公告",
}  # fmt: skip
TABLE = (
    "<table><tr><td>索引号</td><td>YX01/2023-0001</td><td>发布机构</td><td>云浔区人民政府</td></tr><tr><td>成文日期</td><td>2023-05-04</td>"
    "<td>发布日期</td><td>2023-05-06</td></tr><tr><td>主题分类</td><td>综合政务</td><td>文号</td><td>云政发〔2023〕1号</td></tr></table>"
)


def page(tags: dict[str, str] = FULL, table: str = TABLE, rest: str = "", charset: str = "utf-8") -> str:
    metas = "".join(f'<META content="{content}" NAME="{name.upper()}">' for name, content in tags.items())
    return f'<html><head><meta charset="{charset}"><title>公布名录</title>{metas}</head><body>{table}<div id="zoom"><p>现将名录予以公布，请遵照执行。</p></div>{rest}</body></html>'


def found(source: str | bytes, **more: object) -> set[tuple[str, str]]:
    body = source if isinstance(source, bytes) else source.encode()
    return {(f.check, f.what) for f in lint_page(body, URL, **more) if f.check != "core-told"}  # type: ignore[arg-type]


def without(*names: str, **changed: str) -> dict[str, str]:
    return {name: content for name, content in (FULL | changed).items() if name not in names}


def test_a_page_that_carries_everything() -> None:
    assert found(page()) == set()


@pytest.mark.parametrize(
    ("source", "findings"),
    [
        (page(without("SiteIDCode")), {("tag", "SiteIDCode")}),
        (page(without(SiteName="")), {("tag", "SiteName")}),
        (page(without(ArticleTitle="云浔区人民政府关于公布名录的…")), {("tag-cut", "云浔区人民政府关于公布名录的…")}),
        (page(without(PubDate="2024-11-03 02:11:09")), {("date", "PubDate 2024-11-03，页面所示 2023-05-06")}),
        (page(without(PubDate="2023-05-07")), set()),
        (page(without(PubDate="昨天")), {("date", "PubDate 不是日期：昨天")}),
        (page(table=TABLE.replace("索引号", "编码")), {("core", "索引号")}),
        (page(table=""), {("core", name) for name in ("索引号", "生成日期", "发布机构", "主题分类")}),
        (page(charset="gb2312"), {("encoding", "声明 gb2312，实际为 utf-8")}),
        (page(charset="gb2312").replace("名录予", "㙍村予").encode("gb18030"), {("encoding", "声明 gb2312，实际为 gb18030")}),
        (page(charset="gb2312").encode("gb2312"), set()),
        (page().replace('<meta charset="utf-8">', ""), {("encoding", "没有声明编码，实际为 utf-8")}),
        ("<html><body><p>页面不存在</p></body></html>", {("unreadable", "no title found: name a `title` selector in the site file")}),
    ],
)  # fmt: skip
def test_exact_findings(source: str | bytes, findings: set[tuple[str, str]]) -> None:
    assert found(source) == findings


def test_links_to_what_is_gone() -> None:
    rest = '<p><a href="/zwgk/2.html?utm_source=wx">旧文件</a><a href="2.html">旧文件</a><a href="3.html">在</a></p>'
    dead = {"https://www.yunxun.example.gov.cn/zwgk/2.html"}
    assert [c for c, _ in found(page(rest=rest), dead=dead)] == ["link"]


def test_the_fourteen_are_told_one_by_one() -> None:
    assert len(CORE) == 14
    told = {f.what for f in lint_page(page().encode(), URL) if f.check == "core-told"}
    assert told == {"体裁分类", "内容概述", "关键词", "公开类别", "载体类型", "语种", "相关信息"}
    more = TABLE.replace("<table>", "<table><tr><td>公开方式：</td><td>主动公开</td><td>关键词</td><td></td></tr>")
    assert "公开类别" not in {f.what for f in lint_page(page(table=more).encode(), URL)}


def test_points_are_shares() -> None:
    card = Card("tz", "通知公告")
    assert card.points is None
    card.add_page("a", ())
    assert card.points == 100
    card.add_page("b", tuple(Finding("tag", name) for name in TAGS))
    assert card.points == 85  # half of the pages lack all tags: half of 30 points
    card.newest, card.stale_days = date(2023, 1, 1), 400
    assert card.points == 75
    assert list(card.lines())[-1] == "栏目久未更新：最新一件 2023-01-01，已 400 天"


def test_score_card_of_a_harvested_site(tmp_path: Path) -> None:
    with serve() as site:
        site.listing("/tz/", {"/tz/1.html": "通知甲", "/tz/2.html": "通知乙"})
        site.listing("/gf/", {"/gf/1.html": "办法甲"})
        site.replies["/tz/1.html"] = Reply(page().encode())
        site.replies["/tz/2.html"] = Reply(page(without("PubDate")).encode())
        scan = '<p><a href="/f/a.png.pdf">附件：扫描件.pdf</a></p>'
        site.replies["/gf/1.html"] = Reply(page(table="", rest=scan).encode())
        site.replies["/f/a.png.pdf"] = Reply(b"\x89PNG\r\n\x1a\n" + bytes(64), content_type="application/pdf")
        (tmp_path / "a.toml").write_text(
            f'id = "a"\ntitle = "某区"\nbase_url = "{site.base}"\nallow_private = true\ndelay = 0\n'
            '[[channels]]\nid = "tz"\ntitle = "通知公告"\nurl = "/tz/"\n[[channels]]\nid = "gf"\ntitle = "规范性文件"\nurl = "/gf/"\n',
            encoding="utf-8",
        )
        assert govdoc(tmp_path, "crawl", "--sites", str(tmp_path)).returncode == 0
        asked = len(site.log)
        options = ("--sites", str(tmp_path), "--on", "2023-06-01", "--json")
        done = govdoc(tmp_path, "site", "lint", "a", *options)
        assert len(site.log) == asked
    assert done.returncode == 0, done.stderr
    cards = {card["title"]: card for card in json.loads(done.stdout)["cards"]}
    assert [(t, c["pages"], c["points"], c["newest"]) for t, c in cards.items()] == [
        ("通知公告", 2, 98, "2023-05-06"), ("规范性文件", 1, 80, "2023-05-06"), ("全站", 3, 92, "2023-05-06"),
    ]  # fmt: skip
    told = [(f["check"], f["what"]) for f in cards["通知公告"]["findings"] if f["check"] != "core-told"]
    assert told == [("tag", "PubDate")]
    assert ("scan", "附件：扫描件.pdf") in [(f["check"], f["what"]) for f in cards["规范性文件"]["findings"]]
    stale = govdoc(tmp_path, "site", "lint", "a", "--sites", str(tmp_path), "--on", "2024-06-01")
    assert "栏目久未更新：最新一件 2023-05-06，已 392 天" in stale.stdout
