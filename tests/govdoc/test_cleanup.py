"""Clean-up notices: the table of wordings, five file formats, totals, sweep clauses, spans."""

from __future__ import annotations

import gzip
import io
import json
import re
import tomllib
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from docx import Document as Docx
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas

from govdoc.cleanup import CleanupNotice, read_cleanup
from govdoc.cleanup_words import stated_counts
from govdoc.errors import DataError
from govdoc.notice_reader import read_notice
from govdoc.radicals import without_radicals
from tests.govdoc.growth import grows_linearly

TABLE = tomllib.loads((Path(__file__).parents[1] / "cases" / "cleanup.toml").read_text(encoding="utf-8"))
HEAD = "云川县人民政府关于公布规范性文件清理结果的通知"
COUNTS = "经清理，共清理规范性文件4件，其中继续有效1件，废止2件，宣布失效1件。"
SWEEP = "凡未纳入本次公布继续有效目录的规范性文件，一律废止，不再引用和执行。"
LISTS = (
    ("附件1 继续有效的规范性文件目录", (("云川县广告管理办法", "云政发〔2015〕3号", "有效期延长至2022年12月31日"),)),
    (
        "附件2 废止的规范性文件目录",
        (
            ("云川县畜禽养殖规定", "云政发〔2009〕7号", "依据的《云川省畜禽条例》已废止"),
            ("关于粮食收购的通知", "云政发〔2008〕17号", ""),
        ),
    ),
    ("附件3 宣布失效的规范性文件目录", (("关于冬季防火的通告", "云政发〔2012〕41号", "适用期已过"),)),
)
COLUMNS = ("序号", "文件名称", "文号", "理由")


def rows(notice: CleanupNotice) -> list[str]:
    return [f"{d.decision} | {'yes' if d.proposed else 'no'} | {d.title} | {d.number or ''}" for d in notice.decisions]


@pytest.mark.parametrize("case", TABLE["case"], ids=lambda case: case["note"][:40])
def test_table(case: dict[str, Any]) -> None:
    text = case["text"] if "text" in case else read_notice(case["html"].encode(), "a.html")
    notice = read_cleanup(text)
    assert rows(notice) == case["decisions"], case["note"]
    if "until" in case:
        assert [str(d.until) for d in notice.decisions] == case["until"], case["note"]
    if "totals" in case:
        assert [notice.totals.stated, notice.totals.found, notice.totals.agree] == case["totals"], case["note"]
    for decision in notice.decisions:
        assert text[decision.start : decision.end] == decision.quote
        assert decision.title in re.sub(r"\s", "", decision.quote)


@pytest.mark.parametrize("case", TABLE["sweep"], ids=lambda case: case["text"][:24])
def test_sweep_clauses(case: dict[str, Any]) -> None:
    found = [[s.decision, str(s.cutoff or ""), s.owners or ""] for s in read_cleanup(case["text"]).sweeps]
    assert found == case["found"]


@pytest.mark.parametrize("case", TABLE["count"], ids=lambda case: case["text"][:24])
def test_counts_of_the_notice(case: dict[str, Any]) -> None:
    stated = stated_counts(case["text"])
    assert (stated.total, dict(stated.parts)) == (case.get("total"), case["parts"])


def as_html() -> bytes:
    tables = "".join(
        f"<p>{title}</p><table><tr>{''.join(f'<td>{c}</td>' for c in COLUMNS)}</tr>"
        + "".join(
            f"<tr><td>{n}</td><td>《{a}》</td><td>{b}</td><td>{c}</td></tr>" for n, (a, b, c) in enumerate(entries, 1)
        )
        + "</table>"
        for title, entries in LISTS
    )
    page = f"<html><head><meta charset='gb18030'><title>x</title></head><body><h1>{HEAD}</h1><p>{COUNTS}</p><p>{SWEEP}</p>{tables}</body></html>"
    return page.encode("gb18030")


def as_docx() -> bytes:
    file = Docx()
    for line in (HEAD, COUNTS, SWEEP):
        file.add_paragraph(line)
    for title, entries in LISTS:
        file.add_paragraph(title)
        table = file.add_table(rows=0, cols=len(COLUMNS))
        for values in (COLUMNS, *((str(n), *entry) for n, entry in enumerate(entries, 1))):
            for cell, value in zip(table.add_row().cells, values, strict=True):
                cell.text = value
    return saved(file)


def as_xlsx() -> bytes:
    book = Workbook()
    book.active.title = "清理结果"
    book.active.append([HEAD])
    book.active.append([COUNTS])
    book.active.append([SWEEP])
    for title, entries in LISTS:
        sheet = book.create_sheet(title.split(" ")[0])
        sheet.append([title])
        sheet.append(list(COLUMNS))
        for n, entry in enumerate(entries, 1):
            sheet.append([n, *entry])
    return saved(book)


def as_text() -> bytes:
    lines = [HEAD, COUNTS, SWEEP]
    for title, entries in LISTS:
        lines.append(title)
        lines += [f"{n}.《{a}》（{b}）" + (f"  说明：{c}" if c else "") for n, (a, b, c) in enumerate(entries, 1)]
    return "\n".join(lines).encode()


def as_pdf() -> bytes:
    pdfmetrics.registerFont(UnicodeCIDFont("STSong-Light"))
    buffer = io.BytesIO()
    canvas = Canvas(buffer)
    canvas.setFont("STSong-Light", 11)
    for n, line in enumerate(as_text().decode().split("\n")):
        canvas.drawString(60, 780 - 22 * n, line)
    canvas.save()
    return buffer.getvalue()


def saved(file: Any) -> bytes:
    buffer = io.BytesIO()
    file.save(buffer)
    return buffer.getvalue()


@pytest.mark.parametrize(
    ("make", "name"),
    [(as_text, "a.txt"), (as_html, "a.html"), (as_docx, "a.docx"), (as_xlsx, "a.xlsx"), (as_pdf, "a.pdf")],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_every_format_says_the_same(make: Any, name: str) -> None:
    text = read_notice(make(), name)
    notice = read_cleanup(text)
    assert rows(notice) == [
        "retained | no | 云川县广告管理办法 | 云政发〔2015〕3号",
        "repealed | no | 云川县畜禽养殖规定 | 云政发〔2009〕7号",
        "repealed | no | 关于粮食收购的通知 | 云政发〔2008〕17号",
        "lapsed | no | 关于冬季防火的通告 | 云政发〔2012〕41号",
    ]
    assert notice.decisions[0].until == date(2022, 12, 31)
    assert (notice.totals.stated, notice.totals.found, notice.totals.agree) == (4, 4, True)
    assert [s.decision for s in notice.sweeps] == ["repealed"]
    assert notice.sweeps[0].quote == text[notice.sweeps[0].start : notice.sweeps[0].end]
    assert notice.sweeps[0].quote.strip() == SWEEP


@pytest.mark.parametrize(
    "body", [b"PK\x03\x04broken", b"\xd0\xcf\x11\xe0old", b"%PDF-1.4 broken", b"\xff\xfe\xff\xff\xff"]
)
def test_what_cannot_be_read_says_what_to_do(body: bytes) -> None:
    with pytest.raises(DataError, match=r"bad\.bin") as error:
        read_notice(body, "bad.bin")
    assert "\n" not in str(error.value)


@pytest.mark.parametrize(
    ("id_", "count", "agree"), [("hebei-00955", 130, True), ("hebei-00958", 96, True), ("hebei-00960", 36, True)]
)
def test_real_notices_add_up(real_data: Path, id_: str, count: int, agree: bool) -> None:
    with gzip.open(real_data / "corpus" / "hebei_province.jsonl.gz", "rt", encoding="utf-8") as lines:
        text = next(row["text"] for row in map(json.loads, lines) if row["id"] == id_)
    totals = read_cleanup(text).totals
    assert (totals.stated, totals.found, totals.agree) == (count, count, agree)


HOSTILE = ["《", "附件1废止的目录", "未列入目录的文件一律", "序号\n文件名称\n", "废止", "（"]
HOSTILE_SLOW = ["《甲地办法》、", "1", "1.《甲地办法》\n", "1\t甲办法\t某发〔2010〕1号\t废止\n", "一、"]


@pytest.mark.parametrize("unit", [*HOSTILE, *(pytest.param(u, marks=pytest.mark.slow) for u in HOSTILE_SLOW)])
def test_hostile_text_costs_linear_time(unit: str) -> None:
    assert grows_linearly(read_cleanup, unit)


PIECES = st.sampled_from(
    ["《甲地办法》", "（云政发〔2010〕5号）", "废止", "予以", "、", "，", "。", "\n", "1.", "2", "附件", "目录", "继续有效", "\t", "序号", "《", "》", "拟", "未纳入", "说明："]
)  # fmt: skip


@given(st.lists(PIECES, max_size=30).map("".join) | st.text(max_size=120))
def test_every_quote_is_the_text_at_its_span(text: str) -> None:
    notice = read_cleanup(text)
    for found in (*notice.decisions, *notice.sweeps):
        assert text[found.start : found.end] == found.quote
    assert notice.totals.found == len(notice.decisions)


def test_radicals_of_a_pdf_are_read_as_characters() -> None:
    said = "⽯溪市关于进⼀步促进外贸稳定增⻓的实施办法（试⾏）"
    assert without_radicals(said) == "石溪市关于进一步促进外贸稳定增长的实施办法（试行）"
