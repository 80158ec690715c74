"""Reports through the front door: figures over time, the statutory matrix, personal data that stays masked."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from openpyxl import load_workbook

from govdoc.audits import AUDITS, AuditQuery, Row
from govdoc.document import Attachment, Document, Kind
from govdoc.settings import Settings, today
from govdoc.store import PageState, Store, open_store
from indexer.derive import derive
from indexer.figures import note_figures
from search_web.app import create_app
from search_web.trend import HEIGHT, MARGIN, trend

T0 = datetime(2026, 5, 6, tzinfo=UTC)
IDENTITY = "11010519491231002X"
BUREAU, TOWN = "云溪区财政局", "石桥镇人民政府"


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with open_store(f"sqlite:///{tmp_path / 'govdoc.sqlite3'}") as opened:
        opened.put_documents(
            [
                Document("budget", "云溪区2024年财政预算公开", "预算表", site="yx", channel="通知公告", issuers=(BUREAU,), published_on=today()),
                Document("list", "补助名单公示", f"张某 {IDENTITY}", site="yx", channel="通知公告", issuers=(TOWN,), published_on=today() - timedelta(days=700)),
                Document("copy", "补助名单公示", f"张某 {IDENTITY}", site="other", channel="工作动态", published_on=date(2020, 1, 2), attachments=(Attachment("表.xls", "http://gov.test/x.xls", state="failed", note="the site answers 404"),)),
                Document("annual", "2023年政府信息公开工作年度报告", "共10件，其中网上4件，当面7件。", kind=Kind.NOTICE, issuers=(BUREAU,)),
            ],
            T0,
        )  # fmt: skip
        opened.put_page(PageState("http://gov.test/b", "yx", None, "budget", "gone", T0, http_status=404, gone_at=T0))
        derive(opened)
        note_figures(opened, today() - timedelta(days=10))
        note_figures(opened, today())
        yield opened


@pytest.fixture
def client(tmp_path: Path, store: Store) -> FlaskClient:
    return create_app(Settings(tmp_path, engine_url=str(tmp_path / "none")), store=store).test_client()


def body(client: FlaskClient, url: str) -> str:
    response = client.get(url)
    assert response.status_code == 200, url
    return response.get_data(as_text=True)


@pytest.mark.parametrize("name", AUDITS)
def test_every_audit_has_a_page_a_csv_an_xlsx_and_figures(client: FlaskClient, store: Store, name: str) -> None:
    rows = store.audit(AuditQuery(name, today()))
    assert f"共 {len(rows)} 条" in body(client, f"/audit/{name}")
    assert len(list(csv.reader(io.StringIO(body(client, f"/audit/{name}.csv"))))) == len(rows) + 1
    assert client.get(f"/audit/{name}.xlsx").status_code == 200
    noted = list(csv.reader(io.StringIO(body(client, f"/audit/{name}/figures.csv"))))
    found = AUDITS[name].found(store.audit_totals(today()).get(name, {}))
    assert [row[0] for row in noted[1:]] == [(today() - timedelta(days=10)).isoformat(), today().isoformat()]
    assert sum(map(int, noted[-1][1:])) == sum(found.values())


def test_personal_data_is_masked_on_the_page_and_in_every_file(client: FlaskClient, store: Store) -> None:
    page = body(client, "/audit/personal")
    assert "1101************2X" in page
    assert 'content="noindex' in page
    assert "共 2 条" in page  # a copy is read as well as its original
    book = load_workbook(io.BytesIO(client.get("/audit/personal.xlsx").data)).active
    cells = " ".join(str(cell.value) for row in book.iter_rows() for cell in row)
    for words in (page, body(client, "/audit/personal.csv"), cells, str(store.audit(AuditQuery("personal", today())))):
        assert IDENTITY not in words


def test_what_the_crawl_saw_of_a_copy_is_listed_too(client: FlaskClient) -> None:
    page = body(client, "/audit/links")
    assert "原网页已经没有了" in page
    assert "附件1“表.xls”，对方返回 404" in page
    assert "工作动态" in body(client, "/audit/columns")
    assert "10 ≠ 4 + 7（合计 11）" in body(client, "/audit/sums")


def test_the_matrix_shows_each_issuer_and_opens_lists(client: FlaskClient) -> None:
    page = body(client, "/audit/statutory/matrix")
    row = page.split(f'scope="row">{BUREAU}')[1].split("</tr>")[0]
    assert "item=20-7" in row
    assert 'class="square square-held"' in row
    gap = re.search(r'square-gap"><a href="([^"]+)"', row)
    assert gap
    missing = body(client, gap[1].replace("&amp;", "&"))
    assert row.count("square-gap") == int(re.search(r"共 (\d+) 条", missing)[1])  # type: ignore[index]
    assert TOWN not in body(client, "/audit/statutory/matrix?level=county")
    assert "没有这一层级" in body(client, "/audit/statutory/matrix?level=national")


def test_the_matrix_as_files_says_the_same(client: FlaskClient) -> None:
    rows = list(csv.reader(io.StringIO(body(client, "/audit/statutory/matrix.csv?level=county"))))
    assert [row[0] for row in rows[1:]] == [BUREAU]
    line = dict(zip(rows[0], rows[1], strict=True))
    assert line["20-7 财政预算、决算"] == f"1 件，最近 {today()}"
    assert line["21-乡镇 乡镇事项（农业、宅基地、救助等）"] == "不适用"
    assert sum(value == "没有收录过" for value in rows[1]) == int(rows[1][1])
    assert load_workbook(io.BytesIO(client.get("/audit/statutory/matrix.xlsx").data)).active.max_row >= 3
    assert client.get("/audit/statutory/matrix.pdf").status_code == 404
    assert client.get("/audit/statutory/matrix?page=0").status_code == 400


def test_figures_are_drawn_to_scale_with_the_table_beside(client: FlaskClient, store: Store) -> None:
    store.note_figures(today() - timedelta(days=20), {"personal": {"identity": 8}})
    page = body(client, "/audit/personal")
    assert page.count('class="mark"') == 3
    assert f"<td>{today() - timedelta(days=20)}</td><td>8</td>" in page
    drawn = trend({date(2024, 1, 1): 0, date(2024, 1, 3): 10, date(2024, 1, 11): 5})
    assert drawn is not None
    assert [dot.y for dot in drawn.dots] == [HEIGHT - MARGIN, MARGIN, HEIGHT / 2]
    assert drawn.dots[1].x - drawn.first.x == pytest.approx((drawn.last.x - drawn.first.x) * 0.2)
    assert drawn.change == -5
    assert trend({date(2024, 1, 1): 3}) is None


def test_figures_outlive_the_derivations_and_are_noted_once_a_day(store: Store) -> None:
    before = store.figures("personal")
    store.clear_derivations()
    assert store.figures("personal") == before
    note_figures(store, today())
    assert store.figures("personal")[today()] == {}
    assert len(store.figures("personal")) == 2


def test_the_index_counts_findings_only(client: FlaskClient, store: Store) -> None:
    store.put_audit("statutory", [Row("held", "有", issuer=BUREAU, details=("20-1", "1", "")), Row("gap", "无", issuer=BUREAU, details=("20-2", "0", ""))])  # fmt: skip
    card = body(client, "/audit/").split("法定公开事项</a></h2>")[1]
    assert re.search(r'class="figure">(\d+)<', card)[1] == "1"  # type: ignore[index]
