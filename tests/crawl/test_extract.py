"""`govdoc extract` through the front door: pages, API answers, attachments; and the vocabularies of search platforms."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from crawl.api_answer import html_text, parse_answer, record_values
from crawl.page import parse_page
from govdoc.__main__ import cli
from govdoc.errors import DataError, UsageError

URL = "http://search.example.gov.cn/api"
PAGE = (
    '<html><head><meta charset="utf-8"><meta name="ArticleTitle" content="测试区关于试验的通知"><meta name="PubDate" content="2020-01-02"></head>'
    '<body><p>发文机关：测试区教育局、测试区财政局</p><div id="zoom"><p>请遵照执行。</p><a href="f/1.pdf">名单.pdf</a></div></body></html>'
)
SITE = """
id = "trial"
title = "测试区"
base_url = "http://www.example.gov.cn/"
region = "测试区"
[selectors]
body = ".own"
[[channels]]
id = "tzgg"
title = "通知公告"
url = "/tzgg/"
"""


def run(*args: str, stdin: bytes | None = None) -> Result:
    return CliRunner().invoke(cli, ["extract", *args], input=stdin)


def lines(result: Result) -> list[dict[str, Any]]:
    return [json.loads(line) for line in result.stdout.splitlines()]


def test_page(tmp_path: Path) -> None:
    path = tmp_path / "a.html"
    path.write_text(PAGE, "utf-8")
    result = run(str(path), "--url", "http://www.example.gov.cn/tzgg/a.html")
    (found,) = lines(result)
    assert result.exit_code == 0
    assert found["issuers"] == ["测试区教育局", "测试区财政局"]
    assert found["published_on"] == "2020-01-02"
    assert found["text"] == "请遵照执行。\n名单.pdf"
    assert found["attachments"][0]["title"] == found["attachments"][0]["name"] == "名单.pdf"
    assert found["attachments"][0]["url"] == "http://www.example.gov.cn/tzgg/f/1.pdf"
    assert found["origins"]["title"] == "meta:articletitle"


def test_page_without_an_address_invents_none(tmp_path: Path) -> None:
    path = tmp_path / "a.html"
    path.write_text(PAGE, "utf-8")
    (found,) = lines(run(str(path)))
    assert (found["id"], found["url"], found["site"]) == ("a", None, None)
    assert "invalid" not in json.dumps(found)


def test_the_address_a_browser_saved_is_used(tmp_path: Path) -> None:
    path = tmp_path / "a.html"
    path.write_text("<!-- saved from url=(0037)http://www.example.gov.cn/tzgg/b.html -->\n" + PAGE, "utf-8")
    assert lines(run(str(path)))[0]["url"] == "http://www.example.gov.cn/tzgg/b.html"


def test_standard_input_answer_and_attachment(tmp_path: Path) -> None:
    answer = {
        "data": {
            "list": [
                {"title": "甲通知", "url": "http://a.example.gov.cn/1.html"},
                {"title": "乙通知", "content": "<p>正文</p>"},
            ]
        }
    }
    found = lines(run("-", stdin=json.dumps(answer).encode()))
    assert [d["title"] for d in found] == ["甲通知", "乙通知"]
    note = tmp_path / "附件1.txt"
    note.write_text("名单如下", "utf-8")
    (found_note,) = lines(run(str(note)))
    assert (found_note["title"], found_note["text"], found_note["attachments"][0]["state"]) == (
        "附件1",
        "名单如下",
        "stored",
    )


def test_a_bad_file_is_reported_and_the_rest_read(tmp_path: Path) -> None:
    good, bad, broken = tmp_path / "a.html", tmp_path / "b.html", tmp_path / "c.pdf"
    good.write_text(PAGE, "utf-8")
    bad.write_text("", "utf-8")
    broken.write_bytes(b"%PDF-1.4")
    result = run(str(bad), str(tmp_path / "none.html"), str(broken), str(good))
    assert (result.exit_code, len(lines(result))) == (1, 1)
    report = result.stderr.splitlines()
    assert [name in line for name, line in zip(("b.html", "none.html", "c.pdf"), report, strict=True)] == [True] * 3
    assert report[2].endswith("look at the original, or fetch it again")


def test_usage(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert run().exit_code == 2
    sites = tmp_path / "sites"
    sites.mkdir()
    (sites / "trial.toml").write_text(SITE, "utf-8")
    monkeypatch.setenv("GOVDOC_SITES", str(sites))
    page = tmp_path / "a.html"
    page.write_text(PAGE.replace("</body>", "<div class=own>站点的正文。</div></body>"), "utf-8")
    (found,) = lines(run(str(page), "--site", "trial"))
    assert (found["text"], found["site"], found["region"]) == ("站点的正文。", "trial", "测试区")
    assert isinstance(run(str(page), "--site", "nobody").exception, UsageError)


@pytest.mark.parametrize(
    ("record", "expected"),
    [
        ({"DOCTITLE": "甲<em>通知</em>", "DOCPUBURL": "http://a.gov.cn/1", "fileNum": "甲发〔2020〕1号"}, {"title": "甲通知", "number": "甲发〔2020〕1号"}),
        ({"BT": "乙批复", "FWZH": "乙函〔2020〕2号", "YXX": "0", "ZW": "正文一。\\n正文二。"}, {"title": "乙批复", "declared_status": "0", "text": "正文一。\n正文二。"}),
        ({"title": "丙令", "pcode": "丙〔2020〕3号", "index": "search_zc", "pubtime": 1574758500000}, {"title": "丙令", "published_on": "1574758500000"}),
        ({"title": "丁函", "content": "&lt;p&gt;一&lt;/p&gt;&lt;p&gt;二&lt;/p&gt;", "publisher": ""}, {"title": "丁函", "text": "一\n二"}),
        ({"title": "戊", "url": "http://a.gov.cn/2", "date": 1643385600, "publish_time": 1643472000}, {"title": "戊", "issued_on": "1643385600", "published_on": "1643472000"}),
        ({"table-1": "己发〔2021〕9号", "table-2": "000012345/2021-00077", "title": "己通知"}, {"number": "己发〔2021〕9号", "index_number": "000012345/2021-00077"}),
    ],
)  # fmt: skip
def test_vocabularies(record: dict[str, Any], expected: dict[str, str]) -> None:
    found = {field: hit.raw for field, hit in record_values(record).items()}
    assert {field: found.get(field) for field in expected} == expected
    assert "index_number" not in found or "_" not in found["index_number"]


def test_answer_of_html_pieces() -> None:
    piece = '<div><a href="visit?url=http%3A%2F%2Fa.example.gov.cn%2F7.html">关于<em>乙</em>的通知</a><span>来源：乙局</span><span>时间：2019-06-12</span></div>'
    (found,) = parse_answer(json.dumps({"result": [piece]}).encode(), URL)
    assert (found.title, found.url, found.source, str(found.published_on)) == (
        "关于乙的通知",
        "http://a.example.gov.cn/7.html",
        "乙局",
        "2019-06-12",
    )


@pytest.mark.parametrize(
    ("body", "says"),
    [
        (b"", "not JSON"),
        (b"<html>", "not JSON"),
        (b"[" * 100_000, "not JSON"),
        (b'{"success": false, "msg": "\xe7\xb3\xbb\xe7\xbb\x9f\xe9\x94\x99\xe8\xaf\xaf"}', "系统错误"),
        (b'{"list": []}', "no document"),
    ],
)
def test_an_answer_without_documents_is_an_error(body: bytes, says: str) -> None:
    with pytest.raises(DataError, match=says):
        parse_answer(body, URL)


def test_jsonp_and_text_forms() -> None:
    (found,) = parse_answer(b'cb_1({"list":[{"title":"\xe7\x94\xb2","url":"/1.html"}]});', URL)
    assert found.url == "http://search.example.gov.cn/1.html"
    assert html_text("<p>甲</p><table><tr><td>乙</td><td>丙</td></tr></table>") == "甲\n乙\t丙"
    assert html_text("甲<em>乙</em>&nbsp;丙") == "甲乙 丙"


@pytest.mark.parametrize(
    "script",
    [
        "window._CONFIG={a:[1,2,],'DETAIL':{title:\"甲通知\",content:'<p>正文</p>',document_number:'甲发〔2020〕1号'}};",
        "var x = 1; window.__STATE__ = {\"page\":{\"data\":{\"doctitle\":\"甲通知\",\"doccontent\":\"正文\",\"fileno\":\"甲发〔2020〕1号\"}}}",
        "/* {not} */ const d = {/*c*/ \"title\": '甲通知', // x\n content: `正文`, fileNum: \"甲发\\u30142020\\u30151号\", f: undefined};",
    ],
)  # fmt: skip
def test_script_objects(script: str) -> None:
    found = parse_page(f"<html><body><script>{script}</script></body></html>".encode(), URL)
    assert (found.title, found.text, found.number) == ("甲通知", "正文", "甲发〔2020〕1号")


REAL_RECORDS = 145
"""Records in the eleven real answers that hold any."""


def test_real_answers(real_data: Path) -> None:
    documents, refused = [], []
    for path in sorted((real_data / "pages/search_api_json").glob("*_success.json")):
        try:
            documents += parse_answer(path.read_bytes(), URL)
        except DataError as error:
            refused.append(str(error))
    assert [("系统错误" in message) for message in refused] == [True]
    assert len(documents) == REAL_RECORDS
    assert all(d.title and d.url and "<em>" not in d.title + d.text for d in documents)
    assert all(d.published_on for d in documents)
    assert sum(bool(d.text) for d in documents) >= 124
    assert sum(bool(d.number) for d in documents) >= 92
    assert sum(bool(d.index_number) for d in documents) >= 118
