"""Room: what a government document is. Document numbers (发文字号), found in running text and brought to one form.

Five shapes are told apart: bracket 国办发〔2023〕26号, telegram 国办发明电〔2018〕15号, order 国务院令第647号,
announcement 海关总署公告2021年第82号, registration SDPR-2023-0010001. Real texts write them with any bracket, full-width
digits, spaces, zero-width characters and line breaks inside; see `tests/cases/numbers.toml`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from enum import StrEnum

from govdoc.number_shapes import CLOSE, FURTHER, FURTHER_SERIAL, FURTHER_YEAR, NUMBER, OPEN, YEAR4
from govdoc.numerals import FOLD, GAP, HAN, INVISIBLE, chinese_int
from govdoc.organs import code_start, organ_start


class NumberType(StrEnum):
    BRACKET = "bracket"
    ORDER = "order"
    ANNOUNCEMENT = "announcement"
    TELEGRAM = "telegram"
    REGISTRATION = "registration"


@dataclass(frozen=True, slots=True)
class DocumentNumber:
    """Equal numbers are the same number, however they were written.

    `agency` is the code (国办发) or the organ's name (海关总署; joint ones keep their 、), None where the text leaves it
    out (第7号令). `detail` holds what the print form needs beyond the four: a registration's digits with the department's
    code in them (04001), or 通告. `bracketed` only remembers the writer's style of 令〔2010〕第1号 against 令2010年第1号.
    """

    type: NumberType
    agency: str | None
    year: int | None
    serial: int
    detail: str = ""
    bracketed: bool = field(default=False, compare=False)

    @property
    def normal(self) -> str:
        """The form to print: 国办发〔2023〕26号, 国务院令第647号, 交通部令2001年第7号, 海关总署公告2021年第82号."""
        agency = self.agency or ""
        match self.type:
            case NumberType.REGISTRATION:
                return f"{agency}-{self.year}-{self.detail}"
            case NumberType.ORDER:
                return f"{agency}令{self._year()}第{self.serial}号"
            case NumberType.ANNOUNCEMENT:
                ordinal = "" if self.bracketed and self.year else "第"
                return f"{agency}{self.detail or '公告'}{self._year()}{ordinal}{self.serial}号"
        return f"{agency}〔{self.year}〕{self.serial}号"

    @property
    def key(self) -> str:
        """One string per number for look-ups: as `normal`, but 令〔2010〕第1号 and 令2010年第1号 give the same."""
        plain = DocumentNumber(self.type, self.agency, self.year, self.serial, self.detail)
        return plain.normal

    def _year(self) -> str:
        if self.year is None:
            return ""
        return f"〔{self.year}〕" if self.bracketed else f"{self.year}年"


@dataclass(frozen=True, slots=True)
class FoundNumber:
    """`text[start:end] == quote`; offsets in characters."""

    number: DocumentNumber
    start: int
    end: int
    quote: str


# An index number (索引号) of the disclosure catalogue is no registration: TCXXGK-2020-011721.
_INDEX_LETTERS = re.compile("XXGK|GK$")
# 广电, 水电 and 宣传 end like a telegram's code and are none.
_TELEGRAM = re.compile("明电|明传|(?<![广水供机邮火家核])电$|(?<!宣)传$|传真$")
_ORGAN_NAME = re.compile("(?:部|厅|局|委|委员会|署|银行|办公室|办公厅)$")
_COMMAND = "责命指法口禁勒律"
_LABEL = re.compile(rf"^(?:发文字号|发文文号|发文编号|文件编号|文件字号|公文字号|文书字号|文号|字号|编号){GAP}[:：]?")
_DAMAGED = re.compile(
    rf"[{HAN}]{{2,14}}{GAP}{OPEN}{GAP}({YEAR4}){GAP}{CLOSE}{GAP}(?:号{GAP}(\d{{1,5}})|第?(\d{{1,5}}))"
)


def find_numbers(text: str) -> tuple[FoundNumber, ...]:
    """All document numbers in `text`, in order, none overlapping.

    国家标准 (GB/T 35273—2020), 6号线 and 第2996号建议 look like numbers and are none.
    """
    return tuple(_scan(text))


def parse_number(text: str) -> DocumentNumber | None:
    """The number that the whole of `text` is; labels (发文字号：), odd spacing and empty brackets around it do not matter."""
    bare = INVISIBLE.sub("", text).strip()
    bare = _LABEL.sub("", bare).strip(" \t\r\n\u3000，。；;,、")
    found = find_numbers(bare)
    if len(found) == 1 and not re.sub(
        r"[\s〔〕（）()\[\]]|[发公]布$|印发$|文件?$", "", bare.replace(found[0].quote, "", 1)
    ):
        return found[0].number
    return None if found else _damaged(bare)


def normalise_number(text: str) -> str:
    """The print form of a number, else the stripped text: 晋政发(2007)18号 → 晋政发〔2007〕18号."""
    number = parse_number(text)
    return number.normal if number else text.strip()


def _scan(text: str) -> Iterator[FoundNumber]:
    folded = text.translate(FOLD)
    position = floor = 0
    while match := NUMBER.search(folded, position):
        found = _read(folded, match, floor)
        if found is None:
            position = match.start() + 1
            continue
        number, start = found
        position = _trim_end(folded, match)
        yield FoundNumber(number, start, position, text[start:position])
        for further, begin, end in _further(folded, number, position):
            yield FoundNumber(further, begin, end, text[begin:end])
            position = end
        floor = position


def _further(folded: str, first: DocumentNumber, end: int) -> Iterator[tuple[DocumentNumber, int, int]]:
    """The numbers of a list that leave out what the first says: 公告2015年第57号、2016年第52号; 令第121号、第227号."""
    if first.type in (NumberType.BRACKET, NumberType.TELEGRAM):
        while match := FURTHER_SERIAL.match(folded, end) or (first.agency and FURTHER_YEAR.match(folded, end)) or None:
            end = match.end()
            first = replace(
                first, year=_year(match.groupdict().get("plain")) or first.year, serial=_serial(match["serial"])
            )
            yield first, match.start("item"), end
    if first.type not in (NumberType.ORDER, NumberType.ANNOUNCEMENT):
        return
    while match := FURTHER.match(folded, end):
        year = _year(match["plain"])
        if (year is None) != (first.year is None):
            return
        end = match.end()
        # With a year of its own the organ is left out, as in 2011年第55号公告; a bare serial is the same organ's.
        agency = first.agency if year is None else None
        yield DocumentNumber(first.type, agency, year, _serial(match["serial"]), first.detail), match.start("item"), end


def _trim_end(folded: str, match: re.Match[str]) -> int:
    """公安部令（第61号） keeps its closing bracket; （…公安部令第61号） does not take the sentence's."""
    whole = match.group()
    surplus = whole.endswith(")") and whole.count("(") + whole.count("〔") < whole.count(")") + whole.count("〕")
    return match.end() - surplus


def _read(folded: str, match: re.Match[str], floor: int) -> tuple[DocumentNumber, int] | None:
    tag = match.lastgroup or ""
    groups = {k.removesuffix(f"__{tag}"): v for k, v in match.groupdict().items() if k.endswith(f"__{tag}")}
    readers = {
        "after": _read_named,
        "before": _read_named,
        "boxed": _read_named,
        "year_word": _read_named,
        "unworded": _read_unworded,
        "swapped": _read_bracket,
        "bracket": _read_bracket,
        "first": _read_first,
    }
    reader = readers.get(tag, _read_registration)
    return reader(folded, match.start(), floor, groups)


_Groups = dict[str, str | None]


def _read_named(folded: str, at: int, floor: int, groups: _Groups) -> tuple[DocumentNumber, int] | None:
    word = groups["word"] or ""
    if word == "令" and at > 0 and folded[at] == "令" and folded[at - 1] in _COMMAND:
        return None
    start = organ_start(folded, at, floor)
    agency = _tidy(folded[start:at])
    number = _named(word, agency, groups)
    bare = number.agency is None and number.year is None
    # 公告第3号 without organ and year is a heading inside some other list; 第7号令 is how people speak of an order.
    return None if bare and word != "令" else (number, start)


def _read_unworded(folded: str, at: int, floor: int, groups: _Groups) -> tuple[DocumentNumber, int] | None:
    start = organ_start(folded, at, floor)
    agency = _tidy(folded[start:at])
    return (_named("公告", agency, groups), start) if _ORGAN_NAME.search(agency) else None


def _named(word: str, agency: str, groups: _Groups) -> DocumentNumber:
    bracketed = bool(groups.get("year"))
    year = _year(groups.get("year") or groups.get("plain"))
    kind = NumberType.ORDER if word == "令" else NumberType.ANNOUNCEMENT
    agency = agency.removesuffix("联合")
    detail = word if word == "通告" else ""
    return DocumentNumber(kind, agency or None, year, _serial(groups["serial"]), detail, bracketed)


def _read_bracket(folded: str, at: int, floor: int, groups: _Groups) -> tuple[DocumentNumber, int] | None:
    if word := groups.get("word"):
        start = organ_start(folded, at, floor)
        return _named(word, _tidy(folded[start:at]), groups), start
    start = code_start(folded, at, floor)
    agency = _tidy(folded[start:at])
    if not agency:
        # （2016）1号 alone is a list item more often than a number; 〔1991〕1号 follows another one.
        if groups["open"] == "(" or len(groups["year"] or "") == 2:
            return None
        return DocumentNumber(NumberType.BRACKET, None, _year(groups["year"]), _serial(groups["serial"])), at
    return _coded(agency, groups), start


def _read_first(folded: str, at: int, floor: int, groups: _Groups) -> tuple[DocumentNumber, int] | None:
    return _coded(_tidy(groups["agency"] or ""), groups), at


def _read_registration(folded: str, at: int, floor: int, groups: _Groups) -> tuple[DocumentNumber, int] | None:
    letters, digits = groups["letters"] or "", groups["digits"] or ""
    if _INDEX_LETTERS.search(letters):
        return None
    # The digits are the department's code and its serial: 3 digits of serial in up to 6, else 4 (鲁府法发 2012 numbering).
    width = len(digits) if len(digits) <= 4 else 3 if len(digits) <= 6 else 4
    return DocumentNumber(NumberType.REGISTRATION, letters, _year(groups["year"]), int(digits[-width:]), digits), at


def _coded(agency: str, groups: _Groups) -> DocumentNumber:
    kind = NumberType.TELEGRAM if _TELEGRAM.search(agency) else NumberType.BRACKET
    return DocumentNumber(kind, agency, _year(groups["year"]), _serial(groups["serial"]))


def _damaged(bare: str) -> DocumentNumber | None:
    """晋政发〔2014〕号16 and 晋政办发〔2012〕18: only where the whole field is the number."""
    folded = bare.translate(FOLD)
    match = _DAMAGED.fullmatch(folded)
    if not match:
        return None
    agency = _tidy(folded[: match.start(1)].rstrip("〔( \t\u3000"))
    return _coded(agency, {"year": match[1], "serial": match[2] or match[3]})


def _tidy(agency: str) -> str:
    return re.sub(r"\s", "", INVISIBLE.sub("", agency)).replace("(", "（").replace(")", "）")


def _year(written: str | None) -> int | None:
    if not written:
        return None
    if not written.isdecimal():
        return chinese_int(written)
    return int(written) + (1900 if len(written) == 2 else 0)


def _serial(written: str | None) -> int:
    digits = written or ""
    return int(digits) if digits.isdecimal() else chinese_int(digits)
