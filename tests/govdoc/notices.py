"""Clean-up notices of an invented county, in the shapes in which governments publish them: writers for the tests of `govdoc cleanup`."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import datetime
from typing import Any

from docx import Document as Docx
from openpyxl import Workbook
from reportlab.lib import colors
from reportlab.lib.styles import ParagraphStyle
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.platypus import Paragraph, SimpleDocTemplate, Table

Row = tuple[str, str]
KEPT: list[Row] = [
    ("青川县城镇燃气管理办法", "青政发〔2015〕3号"),
    ("关于进一步加强烟花爆竹管理的通告", "青政发〔2016〕12号"),
    ("青川县人民政府办公室关于印发青川县2012年森林防火若干规定的通知", "青政办发〔2012〕107号"),
]
REPEALED: list[Row] = [
    ("青川县畜禽养殖污染防治办法", "青政发〔2009〕7号"),
    ("关于调整粮食收购价格的通知", "青政发〔2008〕117号"),
]
LAPSED: list[Row] = [("青川县第三次全国经济普查工作方案", "青政办发〔2013〕41号")]
AMENDED: list[Row] = [("青川县政府投资项目管理办法（试行）", "青政规〔2019〕2号")]
EXTENDED: list[Row] = [("青川县小微企业贷款风险补偿办法", "青政规〔2018〕5号")]
LAST = "2025年12月31日"
GROUPS = (
    ("继续有效", KEPT),
    ("废止", REPEALED),
    ("失效", LAPSED),
    ("修改", AMENDED),
    ("延长有效期", EXTENDED),
)
RESULTS = [
    (title, number, f"{word}至{LAST}" if rows is EXTENDED else word) for word, rows in GROUPS for title, number in rows
]
COUNTS = "共清理规范性文件8件，其中继续有效3件、废止2件、失效1件、修改1件、延长有效期1件。"


def running_text() -> str:
    """One sentence per decision, the longest list first."""
    kept, gone = ["、".join(f"《{a}》（{b}）" for a, b in rows) for rows in (KEPT, REPEALED)]
    return f"""青川县人民政府关于公布规范性文件清理结果的决定
各镇人民政府，县政府各部门：
县政府对2020年底前制定的规范性文件进行了全面清理，{COUNTS}经县政府第30次常务会议研究，决定：
一、{kept}等3件规范性文件继续有效。
二、废止{gone}。
三、《{LAPSED[0][0]}》（{LAPSED[0][1]}）宣布失效。
四、对《{AMENDED[0][0]}》（{AMENDED[0][1]}）予以修改。
五、《{EXTENDED[0][0]}》（{EXTENDED[0][1]}）有效期延长至{LAST}。
本决定自公布之日起施行。
青川县人民政府
2021年3月1日"""


def numbered_lists() -> str:
    """Annexes with headings; their titles stand in the body too."""
    names = "\n".join(f"{n}.{word}的规范性文件目录" for n, (word, _) in enumerate(GROUPS, 1))
    annexes = "\n".join(
        f"附件{n}\n{word}的规范性文件目录（{len(rows)}件）\n"
        + "\n".join(
            f"{i}.{a}（{b}）" + (f"，有效期延长至{LAST}" if rows is EXTENDED else "")
            for i, (a, b) in enumerate(rows, 1)
        )
        for n, (word, rows) in enumerate(GROUPS, 1)
    )
    return f"青川县人民政府关于规范性文件清理结果的通知\n经清理，{COUNTS}现予公布。\n附件：{names}\n{annexes}\n"


def flattened_table() -> str:
    """A table that became one line: serials run into numbers, results into serials."""
    rows = "".join(f"{n}{a}{b}{c}" for n, (a, b, c) in enumerate(RESULTS, 1))
    return f"{COUNTS}青川县规范性文件清理结果目录序号文件名称发文字号清理结果{rows}"


def flattened_annexes() -> str:
    """Several tables in one line."""
    annexes = "".join(
        f"附件{n}{word}的规范性文件目录序号文件名称文号"
        + "".join(f"{i}{a}{b}" for i, (a, b) in enumerate(rows, 1))
        + (f"有效期延长至{LAST}" if rows is EXTENDED else "")
        for n, (word, rows) in enumerate(GROUPS, 1)
    )
    return f"关于公布规范性文件清理结果的通知　　现将清理结果公布如下。{COUNTS}{annexes}"


def upright_table() -> str:
    """One cell a line, as a page's text has it when its table is lost."""
    annexes = (
        [f"附件{n}", f"{word}的规范性文件目录", "序号", "文件名称", "文号", "备注"]
        + [
            cell
            for i, (a, b) in enumerate(rows, 1)
            for cell in (str(i), a, b, f"有效期延长至{LAST}" if rows is EXTENDED else "县政府办公室")
        ]
        for n, (word, rows) in enumerate(GROUPS, 1)
    )
    return "\n".join([COUNTS, *(line for annex in annexes for line in annex)])


def merged_cells_page() -> str:
    """One table, its columns in an unusual order; the result is merged down over the rows it holds for."""
    body = []
    n = 0
    for word, rows in GROUPS:
        for i, (title, number) in enumerate(rows):
            n += 1
            result = f"{word}至{LAST}" if rows is EXTENDED else word
            first = f'<td rowspan="{len(rows)}">{result}</td>' if i == 0 else ""
            organ = '<td rowspan="8">县政府</td>' if n == 1 else ""
            body.append(f"<tr>{first}{organ}<td>{number}</td><td>{title}</td><td>{n}</td></tr>")
    head = "".join(f"<th>{c}</th>" for c in ("清理意见", "制定机关", "发文字号", "规范性文件名称", "序号"))
    return f"<html><body><h1>清理结果</h1><p>{COUNTS}</p><table><tr>{head}</tr>{''.join(body)}</table></body></html>"


def sections_page() -> str:
    """One table with a wide row before each decision."""
    head = "<tr><td>序号</td><td>文件名称</td><td>文号</td><td>备注</td></tr>"
    body = "".join(
        f'<tr><td colspan="4">{word}的规范性文件（{len(rows)}件）</td></tr>'
        + "".join(
            f"<tr><td>{i}</td><td>《{a}》</td><td>{b}</td><td>{f'有效期延长至{LAST}' if rows is EXTENDED else ''}</td></tr>"
            for i, (a, b) in enumerate(rows, 1)
        )
        for word, rows in GROUPS
    )
    return f"<html><head><meta charset='gbk'></head><body><p>{COUNTS}</p><table>{head}{body}</table></body></html>"


def ticked_page() -> str:
    """A header of two rows, and a tick in the column of the decision."""
    words = "".join(f"<td>{word}</td>" for word, _ in GROUPS)
    head = (
        "<tr><td rowspan=2>序号</td><td rowspan=2>文件名称</td><td rowspan=2>文号</td>"
        f"<td colspan=5>清理意见</td><td rowspan=2>备注</td></tr><tr>{words}</tr>"
    )
    body, n = "", 0
    for at, (_, rows) in enumerate(GROUPS):
        for title, number in rows:
            n += 1
            ticks = "".join(f"<td>{'√' if column == at else ''}</td>" for column in range(5))
            note = f"有效期至{LAST}" if rows is EXTENDED else ""
            body += f"<tr><td>{n}</td><td>{title}</td><td>{number}</td>{ticks}<td>{note}</td></tr>"
    return f"<html><body><p>{COUNTS}</p><table>{head}{body}</table></body></html>"


def annexed_tables_docx() -> bytes:
    """A table an annex; title and number in one cell, then in columns of either order."""
    file = Docx()
    file.add_paragraph(COUNTS)
    for n, (word, rows) in enumerate(GROUPS, 1):
        file.add_paragraph(f"附件{n}")
        file.add_paragraph(f"青川县人民政府{word}的规范性文件目录")
        if rows is KEPT:
            _word_table(
                file,
                [
                    ("序号", "文件名称及文号", "实施日期"),
                    *((str(i), f"《{a}》（{b}）", "2015-05-01") for i, (a, b) in enumerate(rows, 1)),
                ],
            )
        elif rows is EXTENDED:
            _word_table(file, [("序号", "文件名称", "文号", "延长后有效期至"), ("1", *rows[0], LAST)])
        else:
            _word_table(file, [("序号", "文号", "文件标题"), *((str(i), b, a) for i, (a, b) in enumerate(rows, 1))])
    return _saved(file)


def automatic_numbers_docx() -> bytes:
    """Serials that the word processor draws are not in the text."""
    file = Docx()
    file.add_paragraph(COUNTS)
    for n, (word, rows) in enumerate(GROUPS):
        file.add_paragraph(f"{'一二三四五'[n]}、{word}的规范性文件")
        for title, number in rows:
            tail = f"，有效期延长至{LAST}" if rows is EXTENDED else ""
            file.add_paragraph(f"{title}（{number}）{tail}", style="List Number")
    return _saved(file)


def merged_cells_docx() -> bytes:
    """The result merged down in a Word table."""
    file = Docx()
    file.add_paragraph(COUNTS)
    seen: set[str] = set()
    rows = [("序号", "文件名称", "文号", "清理结果")]
    for n, (title, number, word) in enumerate(RESULTS, 1):
        rows.append((str(n), title, number, "" if word in seen else word))
        seen.add(word)
    table = _word_table(file, rows)
    table.cell(1, 3).merge(table.cell(3, 3))
    table.cell(4, 3).merge(table.cell(5, 3))
    return _saved(file)


def grouped_xlsx() -> bytes:
    """One sheet: a title over all columns, rows that name the organ, results merged down."""
    book = Workbook()
    sheet = book.active
    sheet.append(["青川县行政规范性文件清理结果汇总表"])
    sheet.append([COUNTS])
    sheet.append(["序号", "文件名称", "文号", "清理结果", "备注"])
    sheet.append(["一、县政府文件"])
    for n, row in enumerate(RESULTS[:4], 1):
        sheet.append([n, *row])
    sheet.append(["二、县政府办公室文件"])
    for n, row in enumerate(RESULTS[4:], 5):
        sheet.append([n, *row])
    sheet.merge_cells("A1:E1")
    sheet.merge_cells("D5:D7")
    return _saved(book)


def sheets_xlsx() -> bytes:
    """A sheet a decision, named by it; the last day as a date."""
    book = Workbook()
    book.active.title = "说明"
    book.active.append([COUNTS])
    for word, rows in GROUPS:
        sheet = book.create_sheet(word)
        sheet.append(["序号", "标题", "发文字号", *(["有效期至"] if rows is EXTENDED else [])])
        for n, row in enumerate(rows, 1):
            sheet.append([n, *row, *([datetime(2025, 12, 31)] if rows is EXTENDED else [])])
    return _saved(book)


def tables_pdf() -> bytes:
    """Ruled tables between their headings; long titles wrap in their cells."""
    parts: list[Any] = [_paragraph(COUNTS)]
    for n, (word, rows) in enumerate(GROUPS, 1):
        parts.append(_paragraph(f"附件{n} {word}的规范性文件目录"))
        note = f"有效期延长至{LAST}" if rows is EXTENDED else ""
        parts.append(
            _pdf_table([("序号", "文件名称", "文号", "备注"), *((str(i), *row, note) for i, row in enumerate(rows, 1))])
        )
    return _pdf(parts)


def lines_pdf() -> bytes:
    """The numbered lists, wrapped by the page's width."""
    return _pdf([_paragraph(line) for line in numbered_lists().split("\n") if line])


SHAPES: dict[str, Callable[[], str | bytes]] = {
    "running.txt": running_text,
    "lists.txt": numbered_lists,
    "flattened.txt": flattened_table,
    "annexes.txt": flattened_annexes,
    "upright.txt": upright_table,
    "merged.html": merged_cells_page,
    "sections.html": sections_page,
    "ticked.html": ticked_page,
    "annexes.docx": annexed_tables_docx,
    "automatic.docx": automatic_numbers_docx,
    "merged.docx": merged_cells_docx,
    "grouped.xlsx": grouped_xlsx,
    "sheets.xlsx": sheets_xlsx,
    "tables.pdf": tables_pdf,
    "lines.pdf": lines_pdf,
}


def written(name: str) -> bytes:
    """The bytes of one shape; the page with sections is GBK, as many old portals are."""
    made = SHAPES[name]()
    return made if isinstance(made, bytes) else made.encode("gbk" if name == "sections.html" else "utf-8")


def _saved(file: Any) -> bytes:
    buffer = io.BytesIO()
    file.save(buffer)
    return buffer.getvalue()


def _word_table(file: Any, rows: list[tuple[str, ...]]) -> Any:
    table = file.add_table(rows=0, cols=len(rows[0]))
    for row in rows:
        for cell, value in zip(table.add_row().cells, row, strict=True):
            cell.text = value
    return table


def _style(size: int) -> ParagraphStyle:
    if "STSong-Light" not in pdfmetrics.getRegisteredFontNames():
        pdfmetrics.registerFont(UnicodeCIDFont("STSong-Light"))
    return ParagraphStyle("text", fontName="STSong-Light", fontSize=size, leading=1.4 * size, wordWrap="CJK")


def _paragraph(text: str) -> Any:
    return Paragraph(text, _style(11))


def _pdf_table(rows: list[tuple[str, ...]]) -> Any:
    cells = [[Paragraph(value, _style(9)) for value in row] for row in rows]
    return Table(cells, colWidths=[40, 170, 110, 110], style=[("GRID", (0, 0), (-1, -1), 0.5, colors.black)])


def _pdf(parts: list[Any]) -> bytes:
    buffer = io.BytesIO()
    SimpleDocTemplate(buffer).build(parts)
    return buffer.getvalue()
