"""D7: the image edition says what the text says, on sheets of 22 lines, and nothing in it acts."""

from __future__ import annotations

import re
from html import unescape
from xml.etree import ElementTree

from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st

from search_web.reading import read
from search_web.sheets import CHARACTERS, LINES, NO_START, Head, drawn, sheets, width, wrapped
from tests.search_web.conftest import LONG_TEXT

HEAD = Head("云溪区人民政府", "云政发〔2021〕3号", "关于提高农村低保标准的通知", "效力待定", "网址 x")


def said(svg: str) -> str:
    return "".join(unescape(text) for text in re.findall(r"<text[^>]*>([^<]*)</text>", svg))


def bare(text: str) -> str:
    return re.sub(r"\s", "", text)


def test_every_character_of_the_text_is_on_a_sheet_once_and_in_order() -> None:
    text = LONG_TEXT * 6
    every = sheets(HEAD, read(text))
    assert len(every) > 3
    assert all(0 < len(sheet) <= LINES for sheet in every)
    rows = "".join(bare(row.text) for sheet in every for row in sheet)
    assert rows == bare(HEAD.title + text)
    for number in range(1, len(every) + 1):
        svg = drawn(HEAD, every, number)
        assert bare("".join(row.text for row in every[number - 1])) in bare(said(svg))
        ElementTree.fromstring(svg)


@given(st.text(alphabet="政府文件低保，。（《a1 ", max_size=200))
def test_lines_keep_their_measure_and_no_stop_begins_one(text: str) -> None:
    lines = list(wrapped(text, 2, CHARACTERS))
    assert "".join(lines) == text
    for n, line in enumerate(lines):
        stops = len(line) - len(line.rstrip("".join(NO_START)))
        assert width(line[: len(line) - stops] if stops else line) <= CHARACTERS - (2 if n == 0 else 0)
        assert n == 0 or line[0] not in NO_START


def test_D7_sheets_can_be_seen_and_taken_away(client: FlaskClient) -> None:
    page = client.get("/d/a1/sheets").get_data(as_text=True)
    (address,) = set(re.findall(r'src="(/d/a1/sheets/1\.svg)"', page))
    sheet = client.get(address)
    assert sheet.mimetype == "image/svg+xml"
    assert "应保尽保" in sheet.get_data(as_text=True)
    assert "不是原件的影印" in sheet.get_data(as_text=True)
    assert client.get(address, headers={"If-None-Match": sheet.headers["ETag"]}).status_code == 304
    assert client.get("/d/a1/sheets/99.svg").status_code == client.get("/d/none/sheets").status_code == 404
    assert 'href="/d/a1/sheets"' in client.get("/d/a1").get_data(as_text=True)


def test_markup_of_a_harvested_page_is_only_text_on_a_sheet(client: FlaskClient) -> None:
    svg = client.get("/d/b%2F2/sheets/1.svg").get_data(as_text=True)
    assert "<script" not in svg
    assert "<script>alert(1)</script>" in said(svg)
    assert "\x0b" not in svg
