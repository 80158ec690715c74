"""Room: what a government document is. The clean-up worksheet (U11): an xlsx to fill in, nothing in it is ever a formula.

Opinion, last day, reason and note can be written; opinion and reason are chosen from lists. The last columns are hidden: the
document's id, which decision the row was exported with, and hashes of what must not and of what may be changed, by which a
filled sheet finds its way back (`worksheet_reading`, and the plan that the reviewer sees before anything is recorded).
"""

from __future__ import annotations

import hashlib
import io
import re
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from xml.sax.saxutils import escape

from govdoc.audits.cleanup import REASONS as SUGGESTIONS
from govdoc.audits.row import Row
from govdoc.campaign import Item
from govdoc.cells import CONTROL, safe_cell
from govdoc.people import DECISIONS, REASONS

WIDTHS = {
    "序号": 6,
    "文件名称": 46,
    "文号": 20,
    "成文日期": 12,
    "发布日期": 12,
    "有效期": 15,
    "实施单位": 22,
    "建议": 8,
    "建议的理由": 32,
    "依据原文": 50,
    "清理意见": 12,
    "延长至": 12,
    "理由": 30,
    "说明": 40,
    "承办人": 10,
    "复核人": 10,
    "文件编号": 18,
    "版本": 10,
    "校验": 26,
}
WRITABLE = ("清理意见", "延长至", "理由", "说明")
HIDDEN = ("文件编号", "版本", "校验")
FROZEN = tuple(name for name in WIDTHS if name not in (*WRITABLE, "承办人", "复核人", "校验"))
"""What must come back as it went out. 承办人 and 复核人 may have changed in the meantime and are not looked at."""
SHEET, LISTS = "规范性文件清理底稿", "选项"
HELP = (
    "填写说明",
    "1. 只填写“清理意见”“延长至”“理由”“说明”四列；其余各列已经锁定，改动过的行不会导入。",
    "2. “清理意见”和“理由”从下拉列表里选。“延长至”只在“延长有效期”时填写，写成 2027-12-31，是有效的最后一天。",
    "3. 不要删除隐藏的列，也不要复制行；不处理的文件留空，可以整行删除。",
    "4. 填好以后在“导入填好的底稿”页面上传，先看到每一行会怎样，确认以后才记录。同一张表导入两次，第二次什么也不改变。",
)
Line = Mapping[str, str]


def row_line(row: Row, position: int) -> dict[str, str]:
    """What the list says of a document; nothing is decided yet."""
    issued, published, term = (*row.details, "", "", "")[:3]
    quotes = "；".join(f"「{evidence.quote}」" for evidence in row.evidence)
    told = (str(position), row.title, row.number or "", issued, published, term, row.issuer, SUGGESTIONS[row.reason])
    values = dict.fromkeys(WIDTHS, "") | dict(zip(WIDTHS, (*told, row.said, quotes), strict=False))
    return {name: safe_cell(value) for name, value in (values | {"文件编号": row.document_id or ""}).items()}


def item_line(item: Item) -> dict[str, str]:
    """An item with the decision that stands; 版本 is the trail number of that decision, 0 for none."""
    line, stood = row_line(item.row, item.position), item.state.standing
    line |= {"承办人": item.state.assignee or "", "版本": "0"}
    if stood:
        made = stood.review
        line |= {"清理意见": DECISIONS[made.decision], "延长至": made.until.isoformat() if made.until else ""}
        line |= {"理由": REASONS[stood.reason_code], "说明": safe_cell(stood.note)}
        line |= {"复核人": stood.confirmed_by or "", "版本": str(stood.sequence)}
    return line | {"校验": check(item.campaign, line)}


def check(campaign: str, line: Line) -> str:
    """Two hashes: of the campaign with what must not change, of what may be written."""
    frozen, written = ([squeezed(line.get(name, "")) for name in names] for names in (FROZEN, WRITABLE))
    return f"{_hash(campaign, *frozen)}-{_hash(*written)}"


def squeezed(text: str) -> str:
    """Programs wrap, trim and re-encode line ends: only what is not space counts."""
    return "".join(text.split())


def worksheet(lines: Iterable[Line]) -> bytes:
    """The workbook: the sheet to fill in, how to, and the hidden lists that are chosen from."""
    from openpyxl import Workbook

    book, rows = Workbook(), list(lines)
    sheet, lists, told = book.active, book.create_sheet(LISTS), book.create_sheet(HELP[0])
    sheet.title = SHEET
    sheet.append(list(WIDTHS))
    styles = _styles(book, sheet)
    _dress(sheet, len(rows) + 1)
    _offer(sheet, lists, len(rows) + 1, {"清理意见": tuple(DECISIONS.values()), "理由": tuple(REASONS.values())})
    for text in HELP:
        told.append([text])
    told.column_dimensions["A"].width = 100
    lists.sheet_state, lists.protection.sheet, told.protection.sheet = "hidden", True, True
    out = io.BytesIO()
    book.save(out)
    return _filled(out.getvalue(), rows, styles)


def _filled(body: bytes, rows: Sequence[Line], styles: Mapping[str, int]) -> bytes:
    """The workbook with the rows below the head. They are written as XML: a library's cell costs ten times what it holds."""
    from openpyxl.utils import get_column_letter

    columns = [(get_column_letter(place), name) for place, name in enumerate(WIDTHS, 1)]
    made = "".join(
        f'<row r="{n}">{"".join(_cell(f"{letter}{n}", styles[name], name, line[name]) for letter, name in columns)}</row>'
        for n, line in enumerate(rows, 2)
    )
    reach = f'ref="A1:{columns[-1][0]}{len(rows) + 1}"'.encode()
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(body)) as parts, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as filled:
        for name in parts.namelist():
            part = parts.read(name)
            if name == "xl/worksheets/sheet1.xml":
                before, end, after = part.partition(b"</sheetData>")
                part = (
                    re.sub(rb'(?<=<dimension )ref="[^"]*"', reach, before)
                    + made.encode("utf-8", "replace")
                    + end
                    + after
                )
            filled.writestr(name, part)
    return out.getvalue()


def _cell(place: str, style: int, name: str, value: str) -> str:
    """A serial number is a number, all else text that no program reads as anything else."""
    if not value:
        return f'<c r="{place}" s="{style}"/>'
    if name == "序号" and value.isdecimal():
        return f'<c r="{place}" s="{style}"><v>{int(value)}</v></c>'
    told = escape(CONTROL.sub("", value))
    return f'<c r="{place}" s="{style}" t="inlineStr"><is><t xml:space="preserve">{told}</t></is></c>'


def _styles(book: Any, sheet: Any) -> dict[str, int]:
    """Column → the number of its cells' style in the book: which can be written, which is a number."""
    from openpyxl.styles import Alignment, NamedStyle, PatternFill, Protection

    around, ground = Alignment(wrap_text=True, vertical="top"), PatternFill("solid", start_color="FFF6E5")
    shut = NamedStyle("已锁定", alignment=around, protection=Protection(locked=True), number_format="@")
    free = NamedStyle("可填写", alignment=around, protection=Protection(locked=False), number_format="@", fill=ground)
    serial = NamedStyle("序号", alignment=around, protection=Protection(locked=True))
    for style in (shut, free, serial):
        book.add_named_style(style)
    kinds = {n: free.name if n in WRITABLE else serial.name if n == "序号" else shut.name for n in WIDTHS}
    return {name: _number_of(sheet, kind) for name, kind in kinds.items()}


def _number_of(sheet: Any, kind: str) -> int:
    """As the book counts it, from a cell that is not kept."""
    model = sheet.cell(2, 1)
    model.style = kind
    number = int(model.style_id)
    sheet.delete_rows(2)
    return number


def _dress(sheet: Any, last: int) -> None:
    """Widths, the head, how it is printed, and what may be done to it while its cells are locked. `last`: its last row."""
    from openpyxl.styles import Font
    from openpyxl.utils import get_column_letter

    for place, (name, width) in enumerate(WIDTHS.items(), 1):
        column = sheet.column_dimensions[get_column_letter(place)]
        column.width, column.hidden = width, name in HIDDEN
    for cell in sheet[1]:
        cell.font = Font(bold=True)
    sheet.auto_filter.ref = f"A1:{get_column_letter(len(WIDTHS) - len(HIDDEN))}{last}"
    sheet.freeze_panes = "C2"
    sheet.print_title_rows, sheet.page_setup.orientation, sheet.page_setup.paperSize = "1:1", "landscape", 8
    sheet.page_setup.fitToHeight, sheet.sheet_properties.pageSetUpPr.fitToPage = 0, True
    sheet.protection.sheet = True
    for allowed in ("formatColumns", "formatRows", "autoFilter", "sort", "deleteRows"):
        setattr(sheet.protection, allowed, False)


def _offer(sheet: Any, lists: Any, last: int, choices: Mapping[str, Sequence[str]]) -> None:
    """Lists to choose from stand on a sheet of their own: a list in the cell's own rule may not have 255 characters."""
    from openpyxl.utils import get_column_letter
    from openpyxl.worksheet.datavalidation import DataValidation

    for place, (name, values) in enumerate(choices.items(), 1):
        for row, value in enumerate(values, 1):
            lists.cell(row, place, value)
        where = f"{LISTS}!${get_column_letter(place)}$1:${get_column_letter(place)}${len(values)}"
        rule = DataValidation(type="list", formula1=where, allow_blank=True, showErrorMessage=True)
        rule.errorTitle, rule.error = name, f"请从列表中选：{'、'.join(values)}"[:220]
        letter = get_column_letter(list(WIDTHS).index(name) + 1)
        rule.add(f"{letter}2:{letter}{max(2, last)}")
        sheet.add_data_validation(rule)


def _hash(*parts: str) -> str:
    return hashlib.sha256("\0".join(parts).encode("utf-8", "surrogatepass")).hexdigest()[:12]
