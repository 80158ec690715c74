"""Room: what a government document is. Entries of clean-up tables: rows of cells, columns of ticks, tables broken into one cell a line."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace

from govdoc.entries import Entry, lines_of, number_in, split_title
from govdoc.given_term import NOTHING, GivenTerm, given_in
from govdoc.number import find_numbers
from govdoc.terms import LAST, read_last

_COLUMNS = (
    ("serial", re.compile(r"序[ 　]?号|^编号$|^No\.?$", re.I)),
    (
        "outcome",
        re.compile(
            r"清理(?:结果|意见|结论|建议|情况)|处理(?:结果|意见|决定|方式)|^(?:拟)?(?:结论|结果|意见|处理|清理)(?:类型|类别)?$|效力(?:状态)?$|^(?:类别|分类|类型|状态|时效性?|有效性)$"
        ),
    ),
    ("reason", re.compile(r"理由|原因|说明|备注|依据")),
    ("title", re.compile(r"名[ 　]?称|标[ 　]?题|题[ 　]?名")),
    ("number", re.compile(r"文[ 　]?号|发文字号|文件编号|文件号|发文号|编[ 　]?号")),
    ("former", re.compile(r"原(?:定)?(?:有效期|到期|截止|期限)")),
    ("longer", re.compile(r"延长|延续|续期|顺延")),
    ("until", re.compile(r"有效期|截止|失效(?:日期|时间)|到期")),
    ("title", re.compile(r"文件|规章")),
)
# Columns that are ticked: 继续有效 | 废止 | 修改.
_VERDICT = re.compile(
    r"(?:(?:清理|处理)(?:结果|意见|结论)[（(:：\-—]?)?(?:是否)?"
    r"(?P<word>(?:拟|建议|予以|宣布)?(?:保留|继续有效|有效|废止|失效|修改|修订|延长有效期|延期|继续执行))[）)]?"
)
_TICK = re.compile(r"[√✓✔☑●■◆*Vv是有]")
_CROSS = re.compile(r"[否×xX✗✘]|不是|不")
_LABEL = re.compile(
    r"序\s?号|(?:文件|规范性文件|规章)?(?:名\s?称|标\s?题|题\s?名)|(?:发文)?(?:文\s?号|字号)|发文字号|(?:制定|发文|发布|起草|实施)(?:机关|单位|部门)"
    r"|(?:制定|发文|发布|印发|成文|公布|实施|施行)(?:日期|时间)|备\s?注|清理(?:结果|意见|结论)|处理(?:结果|意见)|(?:废止|失效|清理)?(?:理由|原因|说明|依据)|有效期(?:至|限)?"
)


@dataclass(frozen=True, slots=True)
class Columns:
    """What the columns of a table hold: `names` by title, number, reason …; `verdicts` for columns that are ticked.

    `asks`: columns that are answered (是否继续有效: 是, 否).
    """

    names: dict[str, int] = field(default_factory=dict)
    verdicts: dict[int, str] = field(default_factory=dict)
    asks: dict[int, str] = field(default_factory=dict)


def table_entries(text: str, start: int, end: int) -> tuple[Entry, ...]:
    """Rows whose cells are parted by tabs, under a header that names the columns (or none: serial, title, number).

    A header holds for the sections of its table too: the last one before `start` counts until another comes.
    """
    rows = [(at, line) for at, line in lines_of(text, start, end) if "\t" in line]
    if not rows:
        return ()
    columns = _header_before(text, start)
    entries: list[Entry] = []
    for at, line in rows:
        cells = line.split("\t")
        if header := _header(cells):
            columns = header
            continue
        fits = columns and columns.names["title"] < len(cells)
        if entry := _row(at, line, cells, columns if columns and fits else _guess(cells)):
            entries.append(entry)
    return tuple(entries)


def _header_before(text: str, start: int) -> Columns | None:
    """The header of the table that a section's heading stands in: the line before the heading is a row of it."""
    for line in reversed(text[:start].rstrip("\n").split("\n")[-_SECTION:]):
        if "\t" in line and (header := _header(line.split("\t"))):
            return header
    return None


_SECTION = 400
"""Lines looked back over for a header."""


def _header(cells: list[str]) -> Columns | None:
    found: dict[str, int] = {}
    verdicts: dict[int, str] = {}
    asks: dict[int, str] = {}
    for n, cell in enumerate(cells):
        label = re.sub(r"\s", "", cell)
        if not label or len(label) > 16:
            continue
        if ticked := _VERDICT.fullmatch(label):
            (asks if "是否" in label else verdicts)[n] = ticked["word"]
            continue
        name = next((name for name, pattern in _COLUMNS if pattern.search(label)), None)
        if name and name not in found:
            found[name] = n
    usable = "title" in found and len(found) + len(verdicts) + len(asks) > 1
    return Columns(found, verdicts if len(verdicts) > 1 else {}, asks) if usable else None


def _guess(cells: list[str]) -> Columns:
    """Columns of a table without a header: the serial is digits, the title the longest cell that is no number."""
    columns: dict[str, int] = {}
    for n, cell in enumerate(cells):
        if re.fullmatch(r"[0-9]{1,4}", cell.strip()) and "serial" not in columns:
            columns["serial"] = n
        elif len(cell) < 40 and find_numbers(cell) and "《" not in cell and "number" not in columns:
            columns["number"] = n
    rest = [n for n in range(len(cells)) if n not in columns.values()]
    if rest:
        columns["title"] = max(rest, key=lambda n: (bool(re.match(r"\s*[《关]", cells[n])), len(cells[n])))
    return Columns(columns)


def _row(at: int, line: str, cells: list[str], columns: Columns) -> Entry | None:
    def cell(name: str) -> str:
        n = columns.names.get(name)
        return cells[n].strip() if n is not None and n < len(cells) else ""

    title, number = split_title(cell("title"))
    if len(title) < 4 or re.fullmatch(r"[\d\s]*|合\s*计|小\s*计|总\s*计", title):
        return None
    if cell("number"):
        number = number_in(cell("number")) or cell("number")
    outcome = re.sub(r"\s", "", cell("outcome")) or _ticked(cells, columns)
    if outcome is None:
        return None
    return Entry(
        title, number, at, at + len(line), outcome, cell("reason") or None, _given(line, cell("longer"), cell("until"))
    )


def _given(line: str, longer: str, until: str) -> GivenTerm:
    """What the row says, or its columns: 延长期限 3年, 延续至 2029年4月30日, 有效期 2019年5月1日至2024年4月30日 (its end)."""
    if given := given_in(line):
        return given
    if days := re.findall(LAST, longer or until):
        return GivenTerm(read_last(days[-1]))
    return given_in(f"延长{longer}") if longer else NOTHING


def _ticked(cells: list[str], columns: Columns) -> str | None:
    """What the ticks of a row say; None where the one question is answered with no: 是否继续有效, 否."""
    told = {**columns.verdicts, **columns.asks}
    said = [word for n, word in told.items() if n < len(cells) and _TICK.fullmatch(cells[n].strip())]
    if said:
        return said[0]
    denied = any(n < len(cells) and _CROSS.fullmatch(cells[n].strip()) for n in columns.asks)
    return None if denied else ""


def upright_entries(text: str, start: int, end: int) -> tuple[Entry, ...]:
    """A table whose cells stand one on a line, as plain text of a page often has it: 序号⏎文件名称⏎文号⏎1⏎…⏎….

    Rows are told by their serials, which count up by one, in whatever column they stand; a cell broken over two lines is joined.
    """
    lines = [(at + len(line) - len(line.lstrip()), line.strip()) for at, line in lines_of(text, start, end)]
    lines = [(at, line) for at, line in lines if line]
    head = next((n for n, (_, line) in enumerate(lines) if _LABEL.fullmatch(line)), None)
    if head is None:
        return ()
    width = 0
    while head + width < len(lines) and _LABEL.fullmatch(lines[head + width][1]):
        width += 1
    columns = _header([line for _, line in lines[head : head + width]])
    if columns is None or "serial" not in columns.names:
        return ()
    return tuple(_upright_rows(lines[head + width :], width, columns))


def _upright_rows(lines: list[tuple[int, str]], width: int, columns: Columns) -> list[Entry]:
    """The serial's column tells where a row begins; where it is the last column, the row before it ends there."""
    entries: list[Entry] = []
    place = columns.names["serial"]
    begins = [max(0, at - place) for at in _serials(lines)]
    if place == width - 1 and begins:
        begins = [0, *(at + 1 for at in _serials(lines)[:-1])]
    for n, first in enumerate(begins):
        last = begins[n + 1] if n + 1 < len(begins) else min(len(lines), first + width)
        block = lines[first:last]
        cells = _cells([line for _, line in block], width, columns)
        if entry := _row(block[0][0], "\t".join(cells), cells, columns):
            entries.append(replace(entry, end=block[-1][0] + len(block[-1][1])))
    return entries


def _serials(lines: list[tuple[int, str]]) -> list[int]:
    begins: list[int] = []
    for n, (_, line) in enumerate(lines):
        if line == str(len(begins) + 1):
            begins.append(n)
    return begins


def _cells(block: list[str], width: int, columns: Columns) -> list[str]:
    """The cells of one row; where there are more lines than columns, the title was broken over some of them."""
    surplus = len(block) - width
    title = columns.names["title"]
    if surplus > 0:
        block = [*block[:title], "".join(block[title : title + surplus + 1]), *block[title + surplus + 1 :]]
    return block
