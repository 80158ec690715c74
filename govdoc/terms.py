"""Room: what a government document is. Terms: days as clauses write them (2017年底), periods, and the last day in force."""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass
from datetime import date, timedelta

DIGITS = {digit: str(n) for n, digits in enumerate(("零〇○ＯＯOo", *"一二三四五六七八九")) for digit in digits} | {
    "两": "2"
}
DIGITS |= {"l": "1", "I": "1"}
DIGITS |= {chr(0xFF10 + n): str(n) for n in range(10)} | {str(n): str(n) for n in range(10)}

_N = r"[0-9０-９lI一二三四五六七八九十两〇○零]"
_YEAR = r"(?:[12l][0-9lOo]{3}|[１２][０-９]{3}|[一二][一二三四五六七八九〇○零ＯOo0０]{3})"
GAP = r"[ \t\u3000\u200b\n]{0,3}"
DAY = (
    rf"(?:{_YEAR}{GAP}年{GAP}(?:元|{_N}{{1,3}}){GAP}月{GAP}{_N}{{1,3}}{GAP}[日曰号]"
    r"|(?<![0-9])[12][0-9]{3}[-./][0-9]{1,2}[-./][0-9]{1,2}(?![0-9]))"
)
"""A full day; no groups. 2020年12月31日, 二○○八年九月十八日, 1995年8月l日 (letter l for 1), 2020-12-31."""
MONTH = rf"(?:{_YEAR}{GAP}年{GAP}(?:元|{_N}{{1,3}}){GAP}月{GAP}(?:份|初)?)"
"""A month without a day: 2022年1月, 二〇二二年一月份."""
LAST = rf"(?:{DAY}|{_YEAR}{GAP}年{GAP}{_N}{{1,3}}{GAP}月{GAP}(?:底|末|份)?|{_YEAR}{GAP}年{GAP}(?:底|末|年底|年末))"
"""A last day: a full day, or the end of a month or year (2017年底, 2022年12月)."""
SPAN = (
    rf"(?:{_N}{{1,3}}{GAP}(?:个)?(?:周)?年半?|半年|{_N}{{1,3}}{GAP}个半?月|{_N}{{1,3}}{GAP}(?:个)?(?:自然)?(?:天|日))"
)
"""A length of time: 5年, 两年, 一年半, 六个月, 30日."""

_READ_DAY = re.compile(rf"({_YEAR})年(元|{_N}{{1,3}})月({_N}{{1,3}})[日曰号]")
_READ_ISO = re.compile(r"([12][0-9]{3})[-./]([0-9]{1,2})[-./]([0-9]{1,2})")
_READ_LAST = re.compile(rf"({_YEAR})年(?:({_N}{{1,3}})月)?")
_READ_SPAN = re.compile(rf"({_N}{{1,3}})(?:个)?(?:周)?(?:自然)?(年半|年|半月|月|天|日)")


@dataclass(frozen=True, slots=True)
class Period:
    """A term of years, months, days. `iso` is its ISO 8601 form: 五年 → P5Y, 一年半 → P1Y6M."""

    years: int = 0
    months: int = 0
    days: int = 0

    @property
    def iso(self) -> str:
        parts = ((self.years, "Y"), (self.months, "M"), (self.days, "D"))
        return "P" + "".join(f"{n}{unit}" for n, unit in parts if n)


def read_count(text: str) -> int | None:
    """A number up to 999, in any digits: 十二 → 12, 二十 → 20, 30 → 30, ３０ → 30."""
    if "十" in text:
        tens, _, ones = text.partition("十")
        head, tail = (DIGITS.get(tens) if tens else "1"), (DIGITS.get(ones) if ones else "0")
        return int(head + tail) if head and tail else None
    if text == "元":
        return 1
    digits = "".join(DIGITS.get(c, "x") for c in text)
    return int(digits) if digits.isdigit() else None


def _make(year: int | None, month: int | None, day: int | None) -> date | None:
    if not year or not month or not day or month > 12 or day > calendar.monthrange(year, month)[1]:
        return None
    return date(year, month, day)


def read_day(text: str) -> date | None:
    """The day a `DAY` says; None where there is no such day (2月30日)."""
    squeezed = re.sub(r"[\s\u3000\u200b]", "", text)
    found = _READ_DAY.fullmatch(squeezed) or _READ_ISO.fullmatch(squeezed)
    return _make(*(read_count(part) for part in found.groups())) if found else None


def read_last(text: str) -> date | None:
    """The last day a `LAST` says: 2017年底 → 2017-12-31, 2020年2月 → 2020-02-29."""
    day = read_day(text)
    if day:
        return day
    squeezed = re.sub(r"[\s\u3000\u200b]", "", text)
    found = _READ_LAST.match(squeezed)
    if not found or squeezed.endswith(("日", "曰", "号")):
        return None
    year, month = read_count(found[1]), (read_count(found[2]) if found[2] else 12)
    if not year or not month or month > 12:
        return None
    return date(year, month, calendar.monthrange(year, month)[1])


def read_period(text: str) -> Period | None:
    """The period a `SPAN` says: 半年 → P6M. None for nothing and for no time at all."""
    squeezed = re.sub(r"[\s\u3000\u200b]", "", text)
    if squeezed == "半年":
        return Period(months=6)
    found = _READ_SPAN.fullmatch(squeezed)
    count = read_count(found[1]) if found else None
    if not found or not count:
        return None
    match found[2]:
        case "年半":
            return Period(years=count, months=6)
        case "年":
            return Period(years=count)
        case "月":
            return Period(months=count)
        case "天" | "日":
            return Period(days=count)
    return None


def parse_period(iso: str) -> Period | None:
    """The period of an ISO 8601 duration in years, months and days: P5Y, P1Y6M, P30D."""
    found = re.fullmatch(r"P(?:(\d{1,3})Y)?(?:(\d{1,4})M)?(?:(\d{1,5})D)?", iso)
    return Period(*(int(part or 0) for part in found.groups())) if found and iso != "P" else None


def last_day(start: date, period: Period) -> date | None:
    """The last day in force of a period that begins with `start`: five years from 2012-09-10 end on 2017-09-09.

    Where the month has no corresponding day the month's last day ends it (民法典 art. 202): one year from 2020-02-29
    ends on 2021-02-28, a month from 2021-01-31 on 2021-02-28. None beyond year 9999.
    """
    months = start.month - 1 + period.months + 12 * period.years
    year, month = start.year + months // 12, months % 12 + 1
    if year > 9998:
        return None
    length = calendar.monthrange(year, month)[1]
    if start.day > length:
        end = date(year, month, length)
        return end + timedelta(days=period.days)
    return date(year, month, start.day) + timedelta(days=period.days - 1)


def start_after(day: date, delay: Period) -> date | None:
    """The first day when a start is put off: 公布之日起三十日后 from 2020-01-31 is 2020-03-01. None beyond year 9999."""
    last = last_day(day, delay)
    return next_day(last) if last else None


def first_of_next_month(day: date) -> date | None:
    """自印发次月起施行: from 2024-01-31 on, 2024-02-01. None beyond year 9999."""
    year, month = day.year + day.month // 12, day.month % 12 + 1
    return date(year, month, 1) if year <= date.max.year else None


def next_day(day: date) -> date:
    """The day after; the last representable day is its own successor."""
    return day if day == date.max else day + timedelta(days=1)
