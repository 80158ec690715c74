"""What a reader takes along: files of a search, a checked list, all values of a facet; and how often one may ask."""

from __future__ import annotations

import csv
import io
import json
import re
from dataclasses import replace

import pytest
from flask.testing import FlaskClient
from openpyxl import load_workbook

from govdoc.cells import csv_text, xlsx
from govdoc.settings import Settings
from govdoc.store import Store
from search_web import exports
from search_web.app import create_app
from search_web.reference import reference
from tests.search_web.conftest import SHELF, SubstringEngine

LINES = """云政发[2016] 2号
云政发２０１７ 3
《关于做好农村低保工作的通知（第0批）》
YXCR-2020-0010001
关于做好临时救助
国办发〔2016〕80号
云政发〔2015〕10号
毫无踪影的标题
"""


def total_of(client: FlaskClient, query: str) -> int:
    return int(client.get(f"/api/v1/search?{query}").get_json()["total"])


def shown_total(client: FlaskClient, query: str) -> int:
    page = client.get(f"/search?{query}").get_data(as_text=True)
    found = re.search(r"找到 <strong>([\d,]+)</strong>", page)
    return int(found[1].replace(",", "")) if found else 0


def rows_of(client: FlaskClient, form: str, query: str) -> list[str]:
    """The titles (or references) of an export."""
    data = client.get(f"/export.{form}?{query}").data
    if form == "csv":
        return [row["标题"] for row in csv.DictReader(io.StringIO(data.decode("utf-8-sig")))]
    if form == "xlsx":
        return [str(row[0]) for row in load_workbook(io.BytesIO(data)).active.iter_rows(min_row=2, values_only=True)]
    if form == "json":
        return [document["title"] for document in json.loads(data)["documents"]]
    return data.decode().splitlines()


@pytest.mark.parametrize("form", exports.FORMATS)
@pytest.mark.parametrize("query", ["", "q=工作", "q=农村低保&form=通知&sort=issued", "q=没有这样的词"])
def test_S18_an_export_has_as_many_rows_as_the_page_shows(
    shelf: FlaskClient, form: str, query: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(exports, "PORTION", 7)
    rows = rows_of(shelf, form, query)
    assert len(rows) == shown_total(shelf, query) == total_of(shelf, query)
    assert len(set(rows)) == len(rows)


def test_an_export_is_in_the_order_of_the_page(shelf: FlaskClient) -> None:
    hits = shelf.get("/api/v1/search?q=低保&sort=published&size=20").get_json()["hits"]
    assert rows_of(shelf, "csv", "q=低保&sort=published") == [hit["title"] for hit in hits]


def test_too_large_an_export_is_refused_with_the_way_out(shelf: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(exports, "MOST_ROWS", 50)
    answer = shelf.get("/export.csv")
    assert answer.status_code == 413
    assert "有 120 份文件，一个文件最多导出 50 份" in answer.get_data(as_text=True)
    assert shelf.get("/export.pdf").status_code == 404


@pytest.mark.parametrize("start", ["=1+1", "+1", "-1", "@x", "\t=1", " =1", "　＝1", "\r\n=1"])
def test_nothing_exported_is_a_formula(start: str) -> None:
    value = f'{start}HYPERLINK("http://x.test")'
    cells = list(csv.reader(io.StringIO(csv_text(("a",), [(value,)]), newline="")))[1]
    assert cells[0].startswith("'")
    sheet = load_workbook(io.BytesIO(xlsx("x", ("a",), [(value,), ("\x01好\ud800",)]))).active
    assert sheet["A2"].data_type == "s"
    assert sheet["A2"].value.startswith("'")
    assert sheet["A3"].value == "好"


def test_a_reference_is_written_as_the_standard_wants_it() -> None:
    made = reference(
        "关于低保的通知", ("甲局", "乙局", "丙局", "丁局"), "云政发〔2020〕1号", "2020-01-05", "https://x.test/d/a"
    )
    assert made == "甲局, 乙局, 丙局, 等. 关于低保的通知: 云政发〔2020〕1号[EB/OL]. (2020-01-05). https://x.test/d/a"
    assert (
        reference("", (), "云政发〔2020〕1号", "", "https://x.test/d/a")
        == "云政发〔2020〕1号[EB/OL]. https://x.test/d/a"
    )


def test_S25_every_line_is_answered_and_the_unknown_are_named(shelf: FlaskClient) -> None:
    answer = shelf.post("/api/v1/lookup", data=LINES, content_type="text/plain; charset=utf-8").get_json()
    told = [(line["result"], [d["id"] for d in line["documents"]]) for line in answer["lines"]]
    assert told[:4] == [("found", ["s001"]), ("found", ["s002"]), ("found", ["s000"]), ("found", ["s005"])]
    assert told[4][0] == "similar"
    assert told[5:] == [("unknown", [])] * 3
    assert [line["mentioned_in"] for line in answer["lines"][5:]] == [0, 1, 0]
    assert [line["asked"] for line in answer["lines"]] == LINES.split("\n")[:-1]


def test_a_list_is_checked_on_the_page_and_as_a_file(shelf: FlaskClient) -> None:
    page = shelf.post("/lookup", data={"text": LINES}).get_data(as_text=True)
    assert "共 8 行" in page
    assert "未收录" in page
    assert 'href="/d/s001"' in page
    sheet = shelf.post("/lookup", data={"text": LINES, "format": "csv"}).data.decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(sheet)))
    assert {row["行"] for row in rows} == {str(n) for n in range(1, 9)}
    assert next(row for row in rows if row["行"] == "1")["标题"] == SHELF[1].title
    assert shelf.post("/lookup", data={"text": "x\n" * 501}).status_code == 400
    assert shelf.post("/lookup", data={"text": "", "format": "exe"}).status_code == 406


def test_a_list_is_checked_as_of_a_day(shelf: FlaskClient) -> None:
    """SHELF[1] was issued on 2016-02-03."""
    for on, result in (("2016-02-02", "unknown"), ("2016-02-03", "found")):
        answer = shelf.get("/api/v1/lookup", query_string={"line": "云政发〔2016〕2号", "on": on}).get_json()
        assert (answer["on"], answer["lines"][0]["result"]) == (on, result)


def test_all_values_of_a_facet_add_up_to_the_results(shelf: FlaskClient) -> None:
    page = shelf.get("/facet/channel?q=工作").get_data(as_text=True)
    counts = [int(n) for n in re.findall(r'class="count">(\d+)<', page)]
    assert sum(counts) == total_of(shelf, "q=工作")
    assert "未标明" in page
    assert shelf.get("/facet/nonsense").status_code == 404
    sifted = shelf.get("/facet/issuer?find=临时&issuer=云溪区农村局").get_data(as_text=True)
    assert "云溪区临时局" in sifted
    assert '<input type="hidden" name="issuer" value="云溪区农村局">' in sifted


def test_years_from_a_form_lead_to_the_address_with_each_year(shelf: FlaskClient) -> None:
    answer = shelf.get("/search?q=低保&year_from=2016&year_to=2018")
    assert answer.headers["Location"] == "/search?q=%E4%BD%8E%E4%BF%9D&year=2016&year=2017&year=2018"
    assert "2016—2018年" in shelf.get(answer.headers["Location"]).get_data(as_text=True)


def test_S21_who_asks_too_often_is_told_to_wait(settings: Settings, engine: SubstringEngine, store: Store) -> None:
    client = create_app(replace(settings, rate_limit=21), engine, store).test_client()
    first = client.get("/api/v1/search")
    assert (first.headers["RateLimit-Limit"], first.headers["RateLimit-Remaining"]) == ("21", "20")
    assert 0 < int(first.headers["RateLimit-Reset"]) <= 60
    assert client.get("/export.csv").status_code == 200
    refused = client.get("/api/v1/search")
    assert refused.status_code == 429
    assert refused.mimetype == "application/problem+json"
    assert 0 < int(refused.headers["Retry-After"]) <= 60
    assert client.get("/healthz").status_code == 200
    assert client.get("/search", headers={"X-Forwarded-For": "10.0.0.9"}).status_code == 429


def test_behind_a_trusted_proxy_each_visitor_counts_apart(
    settings: Settings, engine: SubstringEngine, store: Store
) -> None:
    client = create_app(replace(settings, rate_limit=1, proxies=1), engine, store).test_client()
    told = [client.get("/", headers={"X-Forwarded-For": f"10.0.0.{n}"}).status_code for n in (1, 2, 1)]
    assert told == [200, 200, 429]
