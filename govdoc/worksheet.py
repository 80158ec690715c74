"""Room: what a government document is. The clean-up worksheet (U11): an xlsx to fill in, nothing in it is ever a formula.

Only opinion, reason and reviewer can be written; the opinion is chosen from a list; the last, hidden column is the document's
id, by which the filled sheet finds its way back.
"""

from __future__ import annotations

import io
from collections.abc import Iterable
from typing import Any

from govdoc.audits.cleanup import REASONS
from govdoc.audits.row import Row
from govdoc.cells import safe_cell

COLUMNS = {
    "序号": 6,
    "文件名称": 48,
    "文号": 22,
    "发布日期": 13,
    "有效期": 16,
    "实施单位": 24,
    "清理意见": 12,
    "理由": 44,
    "依据原文": 56,
    "复核人": 12,
    "文件编号": 18,
}
OPINIONS = tuple(REASONS.values())
_WRITABLE = ("清理意见", "理由", "复核人")
_ROOM = 200
"""Empty rows are not offered; the list of opinions reaches so far beyond the last row, so that rows may be copied."""


def worksheet(rows: Iterable[Row], title: str = "规范性文件清理底稿") -> bytes:
    """One line for each row of the audit `cleanup`, in its order."""
    from openpyxl import Workbook

    book = Workbook()
    sheet = book.active
    sheet.title = title
    sheet.append(list(COLUMNS))
    for number, row in enumerate(rows, 1):
        sheet.append([number, *(safe_cell(value) for value in _cells(row))])
    _dress(sheet)
    _offer_opinions(sheet)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _dress(sheet: Any) -> None:
    """Widths, wrapping, and which cells can be written."""
    from openpyxl.styles import Alignment, Font, Protection
    from openpyxl.utils import get_column_letter

    for place, (name, width) in enumerate(COLUMNS.items(), 1):
        letter = get_column_letter(place)
        sheet.column_dimensions[letter].width = width
        for cell in sheet[letter]:
            cell.alignment = Alignment(wrap_text=True, vertical="top")
            cell.protection = Protection(locked=cell.row == 1 or name not in _WRITABLE)
            if cell.row > 1 and name != "序号":
                cell.number_format = "@"
    for cell in sheet[1]:
        cell.font = Font(bold=True)
    last = get_column_letter(len(COLUMNS))
    sheet.column_dimensions[last].hidden = True
    sheet.auto_filter.ref = f"A1:{last}{sheet.max_row}"
    sheet.freeze_panes = "C2"
    sheet.print_title_rows, sheet.page_setup.orientation = "1:1", "landscape"
    sheet.protection.sheet = True
    sheet.protection.formatColumns = sheet.protection.formatRows = sheet.protection.autoFilter = False


def _offer_opinions(sheet: Any) -> None:
    from openpyxl.utils import get_column_letter
    from openpyxl.worksheet.datavalidation import DataValidation

    choice = DataValidation(type="list", formula1=f'"{",".join(OPINIONS)}"', allow_blank=True, showErrorMessage=True)
    choice.errorTitle, choice.error = "清理意见", f"请从列表中选：{'、'.join(OPINIONS)}"
    letter = get_column_letter(list(COLUMNS).index("清理意见") + 1)
    choice.add(f"{letter}2:{letter}{sheet.max_row + _ROOM}")
    sheet.add_data_validation(choice)


def _cells(row: Row) -> tuple[str, ...]:
    quotes = "；".join(f"「{evidence.quote}」" for evidence in row.evidence)
    told = (row.title, row.number or "", *row.details, row.issuer)
    return (*told, REASONS[row.reason], row.said, quotes, "", row.document_id or "")
