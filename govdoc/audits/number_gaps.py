"""Room: what a government document is. Gaps in the numbers (U12): which documents of a series are not in the store.

A series is one code, one year (博政办发〔2017〕, 博政办函〔2017〕 and 区政府令 are three): its numbers run from 1 without a hole
(党政机关公文处理工作条例，发文字号由机关代字、年份、顺序号组成). Orders without a year run on over the years, and begin where the store begins.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

from govdoc.audits.row import Audit, Row, Subject
from govdoc.number import DocumentNumber, NumberType, parse_number

REASONS = {"gap": "缺号", "sparse": "收录过少"}
LONGEST = 5000
"""A serial above this is a damaged number (〔2017〕20170503号), not the end of a series."""

DENSE = 0.5
"""Share of a series that must be there for what is missing to be called a gap; below it the series is hardly collected."""

RUNS = 12
"""Runs of missing numbers written out in a row."""


@dataclass(slots=True)
class _Series:
    """`first` is one number of the series, to print others like it; `held`: serial → a subject that bears it."""

    first: DocumentNumber
    held: dict[int, Subject] = field(default_factory=dict)
    named: set[int] = field(default_factory=set)

    @property
    def start(self) -> int:
        return 1 if self.first.year else min(self.held)

    def missing(self) -> list[int]:
        return [n for n in range(self.start, max(self.held)) if n not in self.held]


def number_gaps(subjects: Sequence[Subject]) -> Iterable[Row]:
    """A row for each series with missing numbers below its highest: dense series first, newest year first."""
    found: dict[tuple[str, ...], _Series] = {}
    for subject in sorted(subjects, key=lambda one: one.id):
        if (number := _serial_number(subject.number)) is not None:
            series = found.setdefault(_key(number), _Series(number))
            series.held.setdefault(number.serial, subject)
    for subject in subjects:
        for named in subject.named:
            number = _serial_number(named.number)
            if number is not None and (known := found.get(_key(number))) is not None:
                known.named.add(number.serial)
    rows = [row for series in found.values() if (row := _row(series)) is not None]
    return sorted(rows, key=lambda row: (list(REASONS).index(row.reason), row.issuer, row.title))


def _serial_number(text: str | None) -> DocumentNumber | None:
    number = parse_number(text) if text else None
    if number is None or number.type is NumberType.REGISTRATION or not number.agency:
        return None
    return number if 0 < number.serial <= LONGEST else None


def _key(number: DocumentNumber) -> tuple[str, ...]:
    return (number.type, number.agency or "", str(number.year or ""), number.detail)


def _row(series: _Series) -> Row | None:
    missing = series.missing()
    if not missing:
        return None
    highest, one = max(series.held), series.held[max(series.held)]
    length = highest - series.start + 1
    reason = "gap" if len(series.held) >= DENSE * length else "sparse"
    cited = [n for n in missing if n in series.named]
    issuers = _most_common([subject.issuers[0] for subject in series.held.values() if subject.issuers])
    said = f"已收{len(series.held)}件，最大{highest}号，缺{len(missing)}个号：{runs(missing)}"
    if cited:
        said += f"；其中{runs(cited)}被库中文件引用，确有其文"
    name = _name(series.first)
    number = replace(series.first, serial=missing[0]).normal if len(missing) == 1 else None
    details = (str(len(series.held)), str(highest), str(len(missing)), runs(missing))
    return Row(reason, said, None, name, number, issuers, one.region or "", details=details)


def runs(numbers: Sequence[int]) -> str:
    """`3号、7–9号`; the first runs only, with how many numbers follow."""
    spans: list[list[int]] = []
    for number in numbers:
        if spans and number == spans[-1][1] + 1:
            spans[-1][1] = number
        else:
            spans.append([number, number])
    shown = "、".join(f"{a}号" if a == b else f"{a}–{b}号" for a, b in spans[:RUNS])
    rest = sum(b - a + 1 for a, b in spans[RUNS:])
    return f"{shown}及其后{rest}个号" if rest else shown


def _name(number: DocumentNumber) -> str:
    """The series as a reader knows it: 博政办发〔2017〕, 国务院令, 海关总署公告2021年."""
    printed = number.normal
    return printed[: printed.rindex(str(number.serial))].removesuffix("第")


def _most_common(names: Sequence[str]) -> str:
    counts = Counter(names)
    return max(counts, key=lambda name: (counts[name], name), default="")


AUDIT = Audit(
    "number_gaps",
    "文号缺号",
    "同一机关代字、同一年份的文号应当从1号起连续。最大号以下没有收到的号列在这里：可能没有公开，也可能漏采。函、令等各成系列，分别计算。",
    REASONS,
    number_gaps,
    ("已收件数", "最大号", "缺号数", "缺号"),
)
