"""C6. Attachments: what is read, what is refused, and that nothing a file holds can end a run."""

from __future__ import annotations

import io
import json
import zipfile
from pathlib import Path

import docx
import openpyxl
import pytest
from reportlab.pdfgen.canvas import Canvas

from crawl.attachment import Limits, read_attachment
from crawl.attachment_reader import mojibake, sniff, tidy
from crawl.ofd import read_ofd
from govdoc.errors import DataError

KNOWN_MISSES: frozenset[str] = frozenset()
"""Real files whose text lacks one of its expected strings."""


def make_zip(parts: dict[str, bytes | str], compression: int = zipfile.ZIP_DEFLATED) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", compression) as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    return buffer.getvalue()


def make_docx(*paragraphs: str) -> bytes:
    document = docx.Document()
    for paragraph in paragraphs:
        document.add_paragraph(paragraph)
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def make_xlsx(*rows: tuple[str, ...]) -> bytes:
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def make_pdf(text: str | None) -> bytes:
    buffer = io.BytesIO()
    canvas = Canvas(buffer)
    if text is None:
        canvas.rect(100, 100, 50, 50, fill=1)
    else:
        canvas.drawString(100, 700, text)
    canvas.save()
    return buffer.getvalue()


OFD = '<ofd:OFD xmlns:ofd="http://www.ofdspec.org/2016"><ofd:DocBody><ofd:DocRoot>Doc_0/Document.xml</ofd:DocRoot></ofd:DocBody></ofd:OFD>'
OFD_DOCUMENT = (
    '<ofd:Document xmlns:ofd="http://www.ofdspec.org/2016"><ofd:CommonData><ofd:TemplatePage ID="9" BaseLoc="Tpls/T.xml"/></ofd:CommonData>'
    '<ofd:Pages><ofd:Page ID="1" BaseLoc="Pages/P.xml"/></ofd:Pages></ofd:Document>'
)


def ofd_page(objects: str) -> str:
    return f'<ofd:Page xmlns:ofd="http://www.ofdspec.org/2016"><ofd:Template TemplateID="9"/><ofd:Content><ofd:Layer>{objects}</ofd:Layer></ofd:Content></ofd:Page>'


def text_object(x: float, y: float, text: str, delta: str = "g 9 4") -> str:
    return f'<ofd:TextObject Boundary="{x} {y} 60 5" Size="4"><ofd:TextCode X="0" Y="4" DeltaX="{delta}">{text}</ofd:TextCode></ofd:TextObject>'


def make_ofd(objects: str, template: str = "") -> bytes:
    return make_zip(
        {
            "OFD.xml": OFD,
            "Doc_0/Document.xml": OFD_DOCUMENT,
            "Doc_0/Pages/P.xml": ofd_page(objects),
            "Doc_0/Tpls/T.xml": ofd_page(template),
        }
    )


@pytest.mark.parametrize(
    ("body", "name", "holds", "media_type"),
    [
        (make_docx("测试区补贴名录", "第一条"), "名录.docx", "测试区补贴名录", "wordprocessingml.document"),
        (make_docx("改了名的文件"), "其实是docx.doc", "改了名的文件", "wordprocessingml.document"),
        (make_xlsx(("序号", "文件名称"), ("1", "测试办法")), "目录.xlsx", "测试办法", "spreadsheetml.sheet"),
        (make_pdf("Notice 2020"), "a.pdf", "Notice 2020", "application/pdf"),
        ("第一条　试验。".encode("gb18030"), "a.txt", "第一条", "text/plain"),
        ("<html><meta charset=gb2312><table><tr><td>姓名</td><td>岗位</td></tr></table>".encode("gb18030"), "岗位.xls", "姓名\t岗位", "text/html"),
        (make_zip({"说明.txt": "压缩包里的说明", "表.xlsx": make_xlsx(("甲", "乙"))}), "a.zip", "压缩包里的说明", "application/zip"),
        (make_ofd(text_object(20, 30, "第二行") + text_object(20, 20, "第一行")), "a.ofd", "第一行\n第二行", "application/ofd"),
    ],
    ids=["docx", "docx-as-doc", "xlsx", "pdf", "txt", "html-as-xls", "zip", "ofd"],
)  # fmt: skip
def test_read(body: bytes, name: str, holds: str, media_type: str) -> None:
    found = read_attachment(body, name)
    assert (found.state, found.note) == ("stored", None)
    assert holds in found.text
    assert (found.media_type or "").endswith(media_type)
    assert len(found.sha256 or "") == 64


@pytest.mark.parametrize(
    ("body", "name", "state", "note"),
    [
        (b"", "a.pdf", "failed", "empty"),
        (b"%PDF-1.4 broken", "a.pdf", "failed", "pdf"),
        (b"PK\x03\x04broken", "a.docx", "failed", "ZIP"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600, "a.doc", "failed", "doc"),
        (b"\x89PNG\r\n\x1a\n", "a.png", "image_only", "image"),
        (make_pdf(None), "scan.pdf", "image_only", "no text"),
        (b"Rar!\x1a\x07\x00", "a.rar", "failed", "archive"),
        (bytes(range(256)) * 8, "a.bin", "failed", "no known kind"),
        (make_zip({"OFD.xml": "<a/>"}), "a.ofd", "stored", "no text"),
        (make_zip({"OFD.xml": OFD}), "a.ofd", "stored", "no text"),
        (make_zip({"a.txt": b"0" * 60_000_000}), "bomb.zip", "refused", "expands"),
        (make_zip({"word/document.xml": b" " * 60_000_000}), "bomb.docx", "refused", "expands"),
        (make_zip({"a.zip": make_zip({"b.zip": make_zip({"c.txt": "x"})})}), "deep.zip", "stored", "ZIP within"),
    ],
    ids=["empty", "pdf", "docx", "doc", "png", "scan", "rar", "binary", "ofd-empty", "ofd-no-document", "bomb", "docx-bomb", "deep"],
)  # fmt: skip
def test_what_cannot_be_read_is_a_state(body: bytes, name: str, state: str, note: str) -> None:
    found = read_attachment(body, name)
    assert found.state == state
    assert note in (found.note or "")
    assert found.text == ""


def test_entities_and_outside_files_are_not_read() -> None:
    evil = '<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd"><!ENTITY y "yyyy">]>' + ofd_page(
        text_object(1, 1, "甲&x;乙")
    )
    found = read_attachment(
        make_zip({"OFD.xml": OFD, "Doc_0/Document.xml": OFD_DOCUMENT, "Doc_0/Pages/P.xml": evil}), "a.ofd"
    )
    assert "root:" not in found.text


def test_caps_on_size_and_time() -> None:
    assert read_attachment(b"x" * 11, "a.txt", limits=Limits(size=10)).state == "refused"
    slow = read_attachment(make_docx("甲"), "a.docx", limits=Limits(seconds=0.01))
    assert (slow.state, slow.text) == ("refused", "")


def test_the_reader_adds_no_words_of_its_own() -> None:
    word, made = docx.Document(), io.BytesIO()
    word.add_heading("补贴申请指南", 0)
    word.add_heading("一、申请条件", 1)
    word.add_paragraph("低收入家庭 (见附表)")
    word.save(made)
    assert read_attachment(made.getvalue(), "a.docx").text.split() == [
        *("补贴申请指南", "一、申请条件", "低收入家庭", "(见附表)"),
    ]
    book, made = openpyxl.Workbook(), io.BytesIO()
    book.active.append(("乡镇", "户数"))
    book.create_sheet("填表说明").append(("由民政局填写",))
    book["填表说明"].sheet_state = "hidden"
    book.save(made)
    assert read_attachment(made.getvalue(), "a.xlsx").text.split() == [
        "Sheet",
        "乡镇",
        "户数",
        "填表说明",
        "由民政局填写",
    ]


def test_what_a_packed_archive_leaves_out_is_told_beside_its_text() -> None:
    text = "请各镇人民政府按要求办理。".encode("gb18030")
    inner = make_zip({"b.txt": text, "deeper.zip": make_zip({"c.txt": text})})
    found = read_attachment(make_zip({"说明.txt": text, "inner.zip": inner}), "a.zip")
    assert found.text.count("请各镇人民政府") == 2
    assert "deeper.zip: ZIP within ZIP within ZIP" in (found.note or "")


def test_a_gbk_entry_name_is_read() -> None:
    name = "附件一.txt".encode("gb18030").decode("cp437")
    body = make_zip({"x.txt": "正文"}).replace(b"x.txt", b"y.txt")
    assert read_attachment(body, "a.zip").text == "y.txt\n正文"
    entry = zipfile.ZipInfo("x")
    entry.filename, entry.flag_bits = name, 0
    from crawl.attachment_reader import entry_name

    assert entry_name(entry) == "附件一.txt"


@pytest.mark.parametrize(
    ("objects", "lines"),
    [
        ("".join(text_object(20 + 4 * n, 20, c, "") for n, c in enumerate("逐字排列")), ["逐字排列"]),
        (text_object(20, 20, "左栏", "4") + text_object(90, 20.4, "右栏", "4"), ["左栏  右栏"]),
        (text_object(20, 40, "下") + text_object(20, 20, "上"), ["上", "下"]),
        (
            '<ofd:TextObject Boundary="20 x y" Size="nan?"><ofd:TextCode X="?">坏数</ofd:TextCode></ofd:TextObject>',
            ["坏数"],
        ),
    ],
)
def test_ofd_order(objects: str, lines: list[str]) -> None:
    text, images = read_ofd(make_ofd(objects))
    assert (text.split("\n"), images) == (lines, False)


def test_ofd_template_words_stand_on_the_page() -> None:
    text, _ = read_ofd(make_ofd(text_object(20, 30, "填写的内容"), text_object(20, 20, "印好的标题")))
    assert text == "印好的标题\n填写的内容"


def test_ofd_that_is_none() -> None:
    for body in (b"PK\x03\x04", make_zip({"a": "b"}), b""):
        with pytest.raises(DataError):
            read_ofd(body)


def test_a_cut_or_flipped_file_never_raises() -> None:
    whole = make_ofd(text_object(20, 20, "完整"))
    for cut in range(0, len(whole), 97):
        for body in (whole[:cut], whole[:cut] + b"\xff" + whole[cut + 1 :]):
            try:
                read_ofd(body)
            except DataError:
                continue


def test_mojibake() -> None:
    good = "为规范管理，根据有关法律的规定，结合本地实际，制定本办法。" * 20
    assert not mojibake(good)
    assert mojibake(good.encode("utf-16-le").decode("gb18030", "replace"))
    assert mojibake("\ufffd\ufffd甲\ufffd" * 30)
    assert not mojibake("Annex 1, 2020")


def test_sniff_believes_bytes() -> None:
    assert sniff(b"%PDF-1.7", "a.doc") == "pdf"
    assert sniff("工作方案".encode(), "a.doc") == "txt"
    assert tidy("甲\x07乙\r\n\r\n\r\n\r\n丙 ") == "甲乙\n\n丙"


LARGE_PDF = 300_000
"""Bytes; a PDF is read at 0.1 s a page, so that the large ones take most of a minute."""


@pytest.mark.parametrize("large", [False, pytest.param(True, marks=pytest.mark.slow)], ids=["the most", "large PDFs"])
def test_real_attachments(real_data: Path, large: bool) -> None:
    """Every expected string of DATA.md §4 in the text, white space aside: 35 of 35."""
    folder = real_data / "attachments"
    entries = json.loads((folder / "index.json").read_text("utf-8"))
    assert len(entries) == 35
    misses = set()
    for entry in entries:
        body = (folder / entry["file"]).read_bytes()
        if (entry["kind"] == "pdf" and len(body) > LARGE_PDF) != large:
            continue
        found = read_attachment(body, entry["file"])
        text = "".join(found.text.split())
        if found.state != "stored" or not all("".join(words.split()) in text for words in entry["must_contain"]):
            misses.add(entry["file"])
    assert misses == KNOWN_MISSES


def test_a_table_in_a_pdf_stands_where_it_is_printed() -> None:
    """xberg gives all tables of a page behind its text; a list must keep the heading above it."""
    found = read_attachment(make_pdf_with_table(), "a.pdf")
    lines = found.text.split("\n")
    assert lines == ["Repealed", "1\tRule A\tNo. 1", "2\tRule B\tNo. 2", "Retained"]


def make_pdf_with_table() -> bytes:
    from reportlab.lib.styles import getSampleStyleSheet
    from reportlab.platypus import Paragraph, SimpleDocTemplate, Table

    style, out = getSampleStyleSheet()["Normal"], io.BytesIO()
    table = Table([["1", "Rule A", "No. 1"], ["2", "Rule B", "No. 2"]], style=[("GRID", (0, 0), (-1, -1), 1, "black")])
    SimpleDocTemplate(out).build([Paragraph("Repealed", style), table, Paragraph("Retained", style)])
    return out.getvalue()
