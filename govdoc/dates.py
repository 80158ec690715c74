"""Room: what a government document is. Full dates in running text: digits, Chinese numerals, compact, and ranges.

Only a year, month and day make a date: 2013年5月 and 次年5月31日 are none. Line breaks and spaces inside, full-width digits,
a letter l for 1, 曰 for 日 and nine ways to write zero occur in published texts and are read.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterator
from dataclasses import dataclass

from govdoc.numerals import FOLD, GAP, ZEROS, chinese_int


@dataclass(frozen=True, slots=True)
class FoundDate:
    """`until` is the last day of a range (2019年1月1日至2023年12月31日), else None; `text[start:end] == quote`."""

    date: datetime.date
    until: datetime.date | None
    start: int
    end: int
    quote: str


_NUMERAL = "一二三四五六七八九"
_CHINESE_DIGIT = rf"[{ZEROS}{_NUMERAL}]"
_YEAR_CHINESE = rf"[{_NUMERAL}](?:[ \u3000]?{_CHINESE_DIGIT}){{3}}"
_YEAR_DIGITS = r"(?<![0-9])[12l][0-9lOo]{3}"
_SMALL = rf"(?:[0-3lI]?[0-9lIOo]|[{_NUMERAL}十廿卅元正〇○零]{{1,3}})"
_DAY = r"[日曰号]"
_LONG = rf"(?P<y>{_YEAR_DIGITS}|{_YEAR_CHINESE}){GAP}年{GAP}(?P<m>{_SMALL}){GAP}月{GAP}(?P<d>{_SMALL}){GAP}{_DAY}"
_ISO = r"(?<![A-Za-z0-9_.@/-])(?P<y>(?:19|20)\d{2})(?P<sep>[-./])(?P<m>\d{1,2})(?P=sep)(?P<d>\d{1,2})(?![\d%]|[./]\d)"
# 8 digits are a date only where no amount, telephone or e-mail address goes on.
_COMPACT = (
    r"(?<![A-Za-z0-9_.@/-])(?P<y>(?:19|20)\d{2})(?P<m>0[1-9]|1[0-2])(?P<d>[0-2]\d|3[01])"
    r"(?![\dA-Za-z_@元人户吨亩万亿个号]|\.\d|,\d{3}(?!\d)|-\d{1,6}(?!\d))"
)
_TO = rf"{GAP}起?{GAP}(?:至|到|-{{1,2}}|~|～|起至)+{GAP}"
_NOTE = r"(?:[（(](?:含|含当日|星期[一二三四五六日天]|周[一二三四五六日])[）)])?"
_CLOCK = r"(?:\d{1,2}[:：]\d{2}时?|[零\d]{1,2}[时点](?:\d{1,2}分|整|半)?)"
_TIME = rf"{GAP}{_NOTE}{GAP}(?:上午|下午|晚上?|中午)?(?:{_CLOCK})?"
_SAME_YEAR = rf"(?P<rel>同年|当年|次年|翌年)?{GAP}(?P<m>{_SMALL}){GAP}月{GAP}(?P<d>{_SMALL}){GAP}{_DAY}"
_SAME_MONTH = rf"(?P<d>{_SMALL}){GAP}日"
# 2021年11月12～18日: the first day leaves its 日 to the last.
_OPEN = rf"(?P<y>{_YEAR_DIGITS}){GAP}年{GAP}(?P<m>\d{{1,2}}){GAP}月{GAP}(?P<d>\d{{1,2}})(?={GAP}(?:至|到|-{{1,2}}|~|～){GAP}(?:\d{{1,2}}月)?\d{{1,2}}[日号])"


def _compile(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern)


_SHAPES = (_LONG, _OPEN, _ISO, _COMPACT)
_STARTS = tuple(_compile(p) for p in _SHAPES)
_ANY = _compile("|".join(re.sub(r"\(\?P<\w+>", "(?:", p).replace("(?P=sep)", "[-./]") for p in _SHAPES))
_JOIN = _compile(_TIME + _TO)
# After the joining word the look-behinds of a date's own start do not hold (2021-01-01-2021-12-31).
_ENDS = tuple(_compile(re.sub(r"^\(\?<!\[[^]]*\]\)", "", p)) for p in (_LONG, _ISO, _COMPACT))
_END_SAME_YEAR, _END_SAME_MONTH = _compile(_SAME_YEAR), _compile(_SAME_MONTH)
_TELEPHONE = re.compile(r"(?:电话|传真|手机|邮编|账号|帐号|QQ|编号|证号)[:：]?\s{0,3}$")
_LOOKALIKE = str.maketrans({"l": "1", "I": "1", "O": "0", "o": "0"})


def find_dates(text: str) -> tuple[FoundDate, ...]:
    """All full dates and ranges, in order: 自二○○七年三月一日起 gives 2007-03-01."""
    return tuple(_scan(text))


def parse_date(text: str) -> datetime.date | None:
    """The date that the whole of `text` is (a time of day after it, or 印发, does not matter), else None."""
    found = find_dates(text)
    if not found or found[0].until or text[: found[0].start].strip(" \t\n\u3000:：（("):
        return None
    rest = text[found[0].end :].strip()
    return (
        found[0].date if not rest or re.fullmatch(r"[T\s\d:：.,+Z时分秒]{0,30}|[）)起]|印发|发布|公布", rest) else None
    )


def _scan(text: str) -> Iterator[FoundDate]:
    folded = text.translate(FOLD)
    position = 0
    while match := _ANY.search(folded, position):
        position = match.start() + 1
        read = _read_at(folded, match.start())
        if read is None:
            continue
        first, end = read
        until, end = _range_end(folded, end, first)
        yield FoundDate(first, until, match.start(), end, text[match.start() : end])
        position = end


def _read_at(folded: str, at: int) -> tuple[datetime.date, int] | None:
    for pattern in _STARTS:
        match = pattern.match(folded, at)
        if match and (day := _date(match["y"], match["m"], match["d"])):
            compact = pattern is _STARTS[-1]
            return None if compact and _TELEPHONE.search(folded[max(0, at - 8) : at]) else (day, match.end())
    return None


def _range_end(folded: str, end: int, first: datetime.date) -> tuple[datetime.date | None, int]:
    join = _JOIN.match(folded, end)
    if not join:
        return None, end
    for pattern in _ENDS:
        if (match := pattern.match(folded, join.end())) and (last := _date(match["y"], match["m"], match["d"])):
            return (last, match.end()) if last >= first else (None, end)
    if match := _END_SAME_YEAR.match(folded, join.end()):
        later = match["rel"] in ("次年", "翌年")
        last = _date(str(first.year + later), match["m"], match["d"])
    elif match := _END_SAME_MONTH.match(folded, join.end()):
        last = _date(str(first.year), str(first.month), match["d"])
    else:
        return None, end
    return (last, match.end()) if last and last >= first else (None, end)


def _date(year: str, month: str, day: str) -> datetime.date | None:
    try:
        return datetime.date(_year(year), _small(month), _small(day))
    except ValueError:
        return None


def _year(written: str) -> int:
    digits = re.sub(r"\s", "", written)
    plain = digits.translate(_LOOKALIKE)
    return int(plain) if plain.isdecimal() else chinese_int(digits)


def _small(written: str) -> int:
    plain = written.translate(_LOOKALIKE)
    if plain.isdecimal():
        return int(plain)
    return chinese_int(written.replace("廿", "二十").replace("卅", "三十"))
