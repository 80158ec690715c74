"""Room: from web to facts. What a page writes for a field, as a value: empty marks dropped, dates read, issuers split."""

from __future__ import annotations

import re
from datetime import date, datetime

from crawl.lines import clean, squeeze
from govdoc.organs import NOT_QUOTED
from govdoc.settings import SHANGHAI

DATES = frozenset({"issued_on", "published_on", "effective_on", "expires_on"})
NOTHING = frozenset(
    ["", *["无", "暂无", "空", "略", "null", "none", "undefined", "nan", "n/a", "-", "--", "---", "—", "——", "/", "\\"]]
)
"""What templates print where a field is empty."""

_DATE = re.compile(r"(?<!\d)((?:19|20)\d{2})\s*[-./年]\s*(\d{1,2})\s*[-./月]\s*(\d{1,2})(?!\d)")
_COMPACT = re.compile(r"(?<!\d)((?:19|20)\d{2})(\d{2})(\d{2})(?!\d)")
_STAMP = re.compile(r"1\d{9}(?:\d{3})?|\d{12}")
_DIGITS = str.maketrans("０１２３４５６７８９〇○零一二三四五六七八九", "0123456789000123456789")
_CHINESE_DATE = re.compile(
    r"([一二三四五六七八九〇○零]{4})年([一二三四五六七八九十]{1,3})月([一二三四五六七八九十]{1,3})日"
)
_NUMBER_SPACE = re.compile(r"\s+")
_ISSUER_SPLIT = re.compile(rf"[、，,;；|]+(?![^（(]*[)）]){NOT_QUOTED}")
"""Not inside brackets: `市府办（市金融办、市外事办）` is one organ."""

_BOXED = re.compile(r"[\[【]([^\[\]【】]*)[\]】]")
"""`[有效]`, `【2020-05-06】`: marks round a whole value are the template's."""

_FURNITURE_AFTER = re.compile(
    r"\s*(?:[【\[(（]?\s*(?:字体|字号|打印|关闭|分享|收藏)|[【\[(（]\s*大\s*中\s*小|浏览|访问量|点击|阅读|作者[:：]|编辑[:：]).*$"
)


def as_text(raw: str) -> str | None:
    """The value on one line, or None when the page shows none: `无`, `--`, a template's `{{title}}`."""
    value = clean(raw).strip(":：|丨").strip()
    if boxed := _BOXED.fullmatch(value):
        value = boxed[1].strip()
    if squeeze(value).lower() in NOTHING or "{{" in value or "${" in value or "<%" in value:
        return None
    return value


LONGEST_SUMMARY = 500


def as_short(raw: str) -> str | None:
    """A name (issuer, source, channel) without the buttons that follow it on the same line: `区政府办 【字体：大 中 小】`."""
    value = as_text(_FURNITURE_AFTER.sub("", clean(raw)))
    return value if value and len(value) <= 200 else None


def as_summary(raw: str) -> str | None:
    """内容概述, at most LONGEST_SUMMARY characters: the rules allow 300 to 500."""
    value = as_text(clean(raw))
    return value[:LONGEST_SUMMARY] if value else None


def as_number(raw: str) -> str | None:
    """A document number as printed, without white space: `国发 〔2019〕 5号`. None when it holds no digit (`无`)."""
    value = as_text(raw)
    if value is None:
        return None
    value = _NUMBER_SPACE.sub("", value)
    return value if any(c.isdigit() for c in value) and len(value) <= 80 else None


def as_index_number(raw: str) -> str | None:
    value = as_text(raw)
    return value if value and any(c.isdigit() for c in value) and len(value) <= 80 else None


def as_issuers(raw: str) -> tuple[str, ...]:
    """`教育部、财政部` gives two names; the space in `教育部 财政部` parts names too when each is one of an organ."""
    value = as_short(raw)
    if value is None:
        return ()
    names = [name.strip() for name in _ISSUER_SPLIT.split(value) if name.strip()]
    return tuple(dict.fromkeys(name for whole in names for name in _by_space(whole)))


def _by_space(name: str) -> list[str]:
    parts = name.split()
    return parts if len(parts) > 1 and all(len(p) >= 3 and not p.isascii() for p in parts) else [name]


def as_date(raw: object) -> date | None:
    """A day: `2019年02月15日`, `2019-2-15 10:08`, `20190215`, 二〇一九年二月十五日; None for what is no day of 1900–2099.

    Seconds or milliseconds since 1970 and `…Z` are read in China's time.
    """
    text = str(raw).strip()
    if _STAMP.fullmatch(text):
        return _from_stamp(int(text))
    text = text.translate(_DIGITS) if not _CHINESE_DATE.search(text) else _arabic(text)
    match = _DATE.search(text) or _COMPACT.search(text)
    if match is None:
        return None
    if text[match.end() :].startswith("T") and text.rstrip().endswith("Z"):
        return _from_iso(text) or _day(*match.groups())
    return _day(*match.groups())


def _day(year: str, month: str, day: str) -> date | None:
    try:
        return date(int(year), int(month), int(day))
    except ValueError:
        return None


def _from_stamp(stamp: int) -> date | None:
    seconds = stamp / 1000 if stamp > 99_999_999_999 else stamp
    return datetime.fromtimestamp(seconds, SHANGHAI).date()


def _from_iso(text: str) -> date | None:
    """`2021-11-18T16:00:00.000Z` is midnight of the 19th in China."""
    try:
        return datetime.fromisoformat(text.replace("Z", "+00:00")).astimezone(SHANGHAI).date()
    except ValueError:
        return None


def _arabic(text: str) -> str:
    def tens(word: str) -> int:
        left, ten, right = word.partition("十")
        digits = [int(c.translate(_DIGITS)) for c in (left, right) if len(c) == 1]
        if not ten:
            return int(word.translate(_DIGITS)) if len(word) == 1 else 0
        return (int(left.translate(_DIGITS)) if left else 1) * 10 + (digits[-1] if right else 0)

    def replace(match: re.Match[str]) -> str:
        return f"{match[1].translate(_DIGITS)}-{tens(match[2])}-{tens(match[3])}"

    return _CHINESE_DATE.sub(replace, text)
