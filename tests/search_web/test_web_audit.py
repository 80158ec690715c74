"""The audit pages through the front door: rows with their quotes, filters that add up, paging, CSV, bad parameters."""

from __future__ import annotations

import csv
import io
import re
from dataclasses import replace
from datetime import date

import pytest
from flask.testing import FlaskClient

from govdoc.audits import Row
from govdoc.document import Evidence
from govdoc.store import Store

ROW = Row(
    "none",
    "库中没有它的解读<script>",
    "a1",
    "关于提高农村低保标准的通知",
    "云政发〔2021〕3号",
    "云溪区人民政府",
    evidence=(Evidence("c3", "0" * 12, "text", 0, 4, "同时废止"),),
    details=("",),
)


@pytest.fixture
def filled(store: Store) -> None:
    rows = [replace(ROW, document_id="a1", title=f"第{n}件") for n in range(35)]
    rows += [replace(ROW, reason="late", issuer="", details=("9",)), replace(ROW, until=date(2020, 1, 1))]
    store.put_audit("coverage", rows)


def text(client: FlaskClient, url: str, status: int = 200) -> str:
    response = client.get(url)
    assert response.status_code == status, url
    return response.get_data(as_text=True)


@pytest.mark.usefixtures("filled")
def test_the_index_counts_what_each_page_lists(client: FlaskClient) -> None:
    body = text(client, "/audit/")
    assert "政策解读覆盖" in body
    assert re.search(r'class="figure">36<', body)
    assert "共 36 条" in text(client, "/audit/coverage")


@pytest.mark.usefixtures("filled")
def test_a_row_links_its_document_and_quotes_its_words(client: FlaskClient) -> None:
    body = text(client, "/audit/coverage?on=2019-01-01&reason=none")
    assert 'href="/d/a1"' in body
    assert "<blockquote>同时废止" in body
    assert 'href="/d/c3"' in body
    assert "&lt;script&gt;" in body
    assert "<script>" not in body


@pytest.mark.usefixtures("filled")
def test_filters_and_pages_add_up(client: FlaskClient) -> None:
    assert "共 1 条" in text(client, "/audit/coverage?reason=late")
    assert "共 1 条" in text(client, "/audit/coverage?issuer=")
    first, second = text(client, "/audit/coverage"), text(client, "/audit/coverage?page=2")
    assert len(re.findall(r"第\d+件", first)) == 30
    assert "第 2 / 2 页" in second
    assert "第0件" not in second
    assert "这一页没有内容" in text(client, "/audit/coverage?page=9")
    assert "没有发现问题" in text(client, "/audit/wanted")


@pytest.mark.usefixtures("filled")
def test_the_table_has_every_row_of_the_filter(client: FlaskClient) -> None:
    response = client.get("/audit/coverage.csv?reason=none")
    lines = list(csv.reader(io.StringIO(response.get_data(as_text=True).lstrip("\ufeff"))))
    assert len(lines) == 36
    assert response.headers["Content-Disposition"].startswith("attachment; filename=coverage-")


@pytest.mark.parametrize("bad", ["on=gestern", "page=0", "page=x", "reason=unknown", "issuer=" + "长" * 400])
def test_bad_values_are_told(client: FlaskClient, bad: str) -> None:
    assert "请求有误" in text(client, f"/audit/coverage?{bad}", 400)


def test_unknown_audits_are_not_found_and_unknown_names_ignored(client: FlaskClient) -> None:
    text(client, "/audit/nothing", 404)
    text(client, "/audit/nothing.csv", 404)
    text(client, "/audit/coverage?utm_source=x")
