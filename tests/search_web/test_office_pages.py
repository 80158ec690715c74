"""The calendar (U10) and the annual report (U9) through the front door, against counts by hand."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from docx import Document as Docx
from flask.testing import FlaskClient
from icalendar import Calendar
from openpyxl import load_workbook

from govdoc.document import Document, Kind
from govdoc.settings import Settings, today
from govdoc.store import Store, open_store
from indexer.derive import derive
from search_web.app import create_app

T0 = datetime(2026, 5, 6, tzinfo=UTC)
OFFICE = "云川市人民政府"


def rule(id: str, issued: date, ends: date | None, number: str) -> Document:
    term = f"，有效期至{ends.year}年{ends.month}月{ends.day}日" if ends else ""
    text = f"第九条 本办法自{issued.year}年{issued.month}月{issued.day}日起施行{term}。"
    return Document(
        id, f"云川市节水管理办法（{id}）", text, kind=Kind.NORMATIVE, issuers=(OFFICE,), number=number, issued_on=issued
    )


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    ahead = today() + timedelta(days=400)
    with open_store(f"sqlite:///{tmp_path / 'govdoc.sqlite3'}") as opened:
        opened.put_documents(
            [
                rule("a", date(2017, 2, 1), date(2021, 12, 31), "云政发〔2017〕1号"),
                rule("b", date(2017, 3, 1), date(2022, 2, 28), "云政发〔2017〕2号"),
                rule("c", date(2021, 3, 1), ahead, "云政发〔2021〕3号"),
            ],
            T0,
        )
        derive(opened)
        yield opened


@pytest.fixture
def client(tmp_path: Path, store: Store) -> FlaskClient:
    return create_app(Settings(tmp_path, engine_url=str(tmp_path / "none")), store=store).test_client()


def figures(client: FlaskClient, year: int) -> list[int]:
    """The second row of the table: 行政规范性文件."""
    page = client.get(f"/report/annual?year={year}&issuer={OFFICE}").get_data(as_text=True)
    row = page.split("行政规范性文件</th>")[1].split("</tr>")[0]
    return [int(number) for number in re.findall(r">(\d+)</a>", row)]


@pytest.mark.parametrize(("year", "made", "ended", "in_force"), [(2017, 2, 0, 2), (2021, 1, 0, 3), (2022, 0, 2, 1)])
def test_u9_the_figures_are_those_of_a_count_by_hand(client: FlaskClient, year: int, made: int, ended: int, in_force: int) -> None:  # fmt: skip
    assert figures(client, year) == [made, ended, in_force]


def test_u9_each_number_opens_the_list_behind_it(client: FlaskClient) -> None:
    page = client.get(f"/report/annual?year=2022&issuer={OFFICE}").get_data(as_text=True)
    row = page.split("行政规范性文件</th>")[1].split("</tr>")[0]
    links = [link.replace("&amp;", "&") for link in re.findall(r'href="([^"]+)"', row)]
    lists = [client.get(link).get_data(as_text=True) for link in links]
    assert "共 2 条" in lists[1]
    assert "云政发〔2017〕1号" in lists[1]
    assert "云政发〔2021〕3号" in lists[2]


def test_u9_the_report_as_docx_and_xlsx_has_the_form_and_the_figures(client: FlaskClient) -> None:
    paper = Docx(io.BytesIO(client.get(f"/report/annual.docx?year=2022&issuer={OFFICE}").data))
    assert [p.text for p in paper.paragraphs if p.text.startswith("二、")] == ["二、主动公开政府信息情况"]
    rows = [[cell.text for cell in row.cells] for row in paper.tables[0].rows]
    assert ["行政规范性文件", "0", "2", "1"] in rows
    sheet = load_workbook(io.BytesIO(client.get("/report/annual.xlsx?year=2022").data)).active
    assert ["行政规范性文件", 0, 2, 1, "本站计算"] in [[cell.value for cell in row] for row in sheet.iter_rows()]
    assert client.get("/report/annual.pdf").status_code == 404


@pytest.mark.parametrize("query", ["year=二〇二二", "year=99", "year=99999999", "issuer=" + "长" * 500, "year=²⁰²²"])
@pytest.mark.parametrize("path", ["/report/annual", "/report/annual.xlsx", "/calendar"])
def test_bad_values_are_said(client: FlaskClient, path: str, query: str) -> None:
    assert client.get(f"{path}?{query}").status_code == 400


def test_u10_the_calendar_file_parses_and_its_uids_stay(client: FlaskClient) -> None:
    first, again = (Calendar.from_ical(client.get(f"/calendar.ics?issuer={OFFICE}").data) for _ in range(2))
    events = {str(e["UID"]): e for e in first.walk("VEVENT")}
    assert len(events) == 2
    assert set(events) == {str(e["UID"]) for e in again.walk("VEVENT")}
    days = sorted((e["DTSTART"].dt, str(e["SUMMARY"])[:2]) for e in events.values())
    assert days[1] == (today() + timedelta(days=400), "有效")
    assert days[0][1] == "评估"
    assert "有效期至" in str(next(iter(events.values()))["DESCRIPTION"])
    assert not list(Calendar.from_ical(client.get("/calendar.ics?issuer=别的机关").data).walk("VEVENT"))


def test_u10_the_year_shows_what_falls_into_it(client: FlaskClient) -> None:
    year = (today() + timedelta(days=400)).year
    page = client.get(f"/calendar?year={year}").get_data(as_text=True)
    assert "云川市节水管理办法（c）" in page
    assert "云政发〔2017〕1号" not in page
    assert "没有已知的届满" in client.get("/calendar?year=1999").get_data(as_text=True)
