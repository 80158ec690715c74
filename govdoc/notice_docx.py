"""Room: what a government document is. A notice as .docx in the form of official documents (GB/T 9704-2012 党政机关公文格式).

A4, the text 156 mm × 225 mm; title 二号小标宋, text 三号仿宋 on 22 lines of 28 characters; annexes each on a page of their own;
page numbers 四号宋体 between dashes, outside. Fonts are named, not embedded: an office machine has them.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from typing import Any
from xml.sax.saxutils import escape

from docx.oxml.ns import nsmap, qn

from govdoc.cells import CONTROL
from govdoc.notice_draft import Annex, Draft

TITLE, TEXT, HEAD, SONG = "方正小标宋简体", "仿宋_GB2312", "黑体", "宋体"
SIZE_2, SIZE_3, SIZE_4 = 22, 16, 14
"""二号, 三号, 四号 in points."""
LINE = 28.95
"""Points from line to line: 22 lines fill 225 mm."""
RED = "C00000"
TWIPS = 1440 / 25.4
"""To a millimetre."""


def notice_docx(draft: Draft) -> bytes:
    """The draft as a Word document."""
    from docx import Document
    from docx.enum.text import WD_ALIGN_PARAGRAPH as ALIGN

    book = Document()
    _page(book)
    _paragraph(book, f"{draft.office}文件", TITLE, 36, ALIGN.CENTER, color=RED)
    _rule(_paragraph(book, f"〔{draft.year}〕　号", TEXT, SIZE_3, ALIGN.CENTER), RED)
    _paragraph(book, "")
    _paragraph(book, draft.title, TITLE, SIZE_2, ALIGN.CENTER)
    _paragraph(book, "")
    for text in draft.paragraphs:
        _paragraph(book, text, indent=2)
    _paragraph(book, "")
    for n, annex in enumerate(draft.annexes):
        lead = "附件：" if n == 0 and len(draft.annexes) > 1 else ""
        text = f"{lead}{n + 1}. {annex.headline}" if len(draft.annexes) > 1 else f"附件：{annex.headline}"
        _paragraph(book, text, indent=2 if n == 0 else 5)
    _paragraph(book, "")
    _paragraph(book, draft.office, align=ALIGN.RIGHT, right=2)
    _paragraph(book, draft.day, align=ALIGN.RIGHT, right=4)
    _paragraph(book, "（此件公开发布）", indent=2)
    for annex in draft.annexes:
        _annex(book, annex)
    _paragraph(book, "")
    _rule(_paragraph(book, f"{draft.office}　　{draft.day}印发", size=SIZE_4, indent=1))
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _annex(book: Any, annex: Annex) -> None:
    from docx.enum.text import WD_ALIGN_PARAGRAPH as ALIGN

    _paragraph(book, annex.label, HEAD, SIZE_3).paragraph_format.page_break_before = True
    _paragraph(book, annex.headline, TITLE, SIZE_2, ALIGN.CENTER)
    _table(book, annex)


def _table(book: Any, annex: Annex) -> None:
    """Borders, a head that repeats on each page; the title's column takes what the others leave.

    The rows are written as XML: python-docx looks through the whole table for each cell, which thousands of rows cannot pay.
    """
    widths = {"序号": 14, "文号": 36, "有效期延长至": 30, "理由": 40}
    rest = 156 - sum(widths.get(name, 0) for name in annex.columns)
    twips = [round(widths.get(name, rest) * TWIPS) for name in annex.columns]
    table = book.add_table(rows=0, cols=len(annex.columns), style="Table Grid")
    table.autofit = False
    for column, wide in zip(table._tbl.tblGrid, twips, strict=True):
        column.set(qn("w:w"), str(wide))
    table._tbl.append(_row(annex.columns, twips, HEAD, head=True))
    for values in annex.rows:
        table._tbl.append(_row(values, twips, TEXT))


def _row(values: Sequence[str], twips: Sequence[int], font: str, *, head: bool = False) -> Any:
    from docx.oxml import parse_xml

    run = f'<w:rPr><w:rFonts w:ascii="{font}" w:hAnsi="{font}" w:eastAsia="{font}"/><w:sz w:val="24"/></w:rPr>'
    cells = "".join(
        f'<w:tc><w:tcPr><w:tcW w:w="{wide}" w:type="dxa"/></w:tcPr><w:p><w:pPr><w:spacing w:after="0"/></w:pPr>'
        f'<w:r>{run}<w:t xml:space="preserve">{escape(CONTROL.sub("", value))}</w:t></w:r></w:p></w:tc>'
        for value, wide in zip(values, twips, strict=True)
    )
    repeats = "<w:trPr><w:tblHeader/></w:trPr>" if head else "<w:trPr><w:cantSplit/></w:trPr>"
    return parse_xml(f'<w:tr xmlns:w="{nsmap["w"]}">{repeats}{cells}</w:tr>')


def _page(book: Any) -> None:
    from docx.enum.text import WD_ALIGN_PARAGRAPH as ALIGN
    from docx.shared import Mm, Pt

    section = book.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.top_margin, section.left_margin, section.right_margin, section.bottom_margin = (
        Mm(37),
        Mm(28),
        Mm(26),
        Mm(35),
    )
    section.footer_distance = Mm(28)
    book.settings.odd_and_even_pages_header_footer = True
    for footer, side in ((section.footer, ALIGN.RIGHT), (section.even_page_footer, ALIGN.LEFT)):
        paragraph = footer.paragraphs[0]
        paragraph.alignment = side
        for part in ("— ", "PAGE", " —"):
            run = _run(paragraph, "" if part == "PAGE" else part, SONG, SIZE_4)
            if part == "PAGE":
                _field(run)
    style = book.styles["Normal"]
    style.font.name, style.font.size = TEXT, Pt(SIZE_3)


def _paragraph(
    book: Any,
    text: str,
    font: str = TEXT,
    size: int = SIZE_3,
    align: Any = None,
    *,
    indent: int = 0,
    right: int = 0,
    color: str = "",
) -> Any:
    """`indent` and `right` in characters."""
    from docx.shared import Pt

    paragraph = book.add_paragraph()
    form = paragraph.paragraph_format
    form.space_before = form.space_after = Pt(0)
    form.line_spacing = Pt(max(LINE, size * 1.3))
    form.first_line_indent, form.right_indent = Pt(indent * size), Pt(right * size)
    if align is not None:
        paragraph.alignment = align
    _run(paragraph, CONTROL.sub("", text), font, size, color)
    return paragraph


def _run(paragraph: Any, text: str, font: str, size: int, color: str = "") -> Any:
    from docx.shared import Pt, RGBColor

    run = paragraph.add_run(text)
    run.font.name, run.font.size = font, Pt(size)
    run._element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), font)
    if color:
        run.font.color.rgb = RGBColor.from_string(color)
    return run


def _rule(paragraph: Any, color: str = "000000") -> None:
    """A line under (red, of the heading) or over (black, of the imprint) a paragraph."""
    side = "w:top" if color == "000000" else "w:bottom"
    borders = _element("w:pBdr")
    borders.append(_element(side, val="single", sz="12", space="6", color=color))
    paragraph._p.get_or_add_pPr().append(borders)


def _field(run: Any) -> None:
    begin, end = _element("w:fldChar"), _element("w:fldChar")
    begin.set(qn("w:fldCharType"), "begin")
    end.set(qn("w:fldCharType"), "end")
    code = _element("w:instrText")
    code.text = "PAGE"
    for part in (begin, code, end):
        run._element.append(part)


def _element(name: str, **attributes: str) -> Any:
    from docx.oxml import OxmlElement

    element = OxmlElement(name)
    for key, value in attributes.items():
        element.set(qn(f"w:{key}"), value)
    return element
