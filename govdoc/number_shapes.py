"""Room: what a government document is. The shapes of document numbers, as named patterns over folded text (`numerals.FOLD`).

Groups: `year` in brackets, `plain` year before 年, `serial`, `word` (令, 公告, 通告), `agency` where the shape holds it; in
`NUMBER` each carries its shape's name as a suffix, so that one search finds all shapes.
"""

from __future__ import annotations

import re

from govdoc.numerals import GAP, HAN, ZEROS

YEAR4 = r"(?:1[89]|20)\d{2}"
_YEAR_CHINESE = rf"[一二][{ZEROS}一二三四五六七八九]{{3}}"
_YEAR = rf"(?P<year>{YEAR4}|\d{{2}}|{_YEAR_CHINESE})"
OPEN, CLOSE = r"[〔(]", r"[〕)]"
_BRACKETED_YEAR = rf"(?P<open>{OPEN}){GAP}{_YEAR}{GAP}年?{GAP}{CLOSE}"
_SERIAL = rf"(?P<serial>\d{{1,6}}|[零〇○一二三四五六七八九十百千]{{1,9}}){GAP}号"
_WORD = r"(?P<word>令|公告|通告)"
_JOINT_WORD = rf"(?:联合)?{_WORD}"
_NOT_A_THING = r"(?![楼线院路机门]|提案|建议|议案)"


def _variant(pattern: str, tag: str) -> str:
    """The groups of `pattern` renamed with `tag`, so that one alternation can hold several shapes."""
    return re.sub(r"\(\?P<(\w+)>", rf"(?P<\1__{tag}>", pattern)


_SHAPES = {
    # 海关总署公告2021年第82号 · 国务院令第647号 · 公安部令（第61号） · 农业部令〔2013〕第2号 · 公告〔2024〕151号
    "after": rf"{_WORD}{GAP}(?:{_BRACKETED_YEAR}{GAP}|(?P<plain>{YEAR4}|{_YEAR_CHINESE}){GAP}年{GAP}(?=第))?"
    rf"\(?{GAP}第?{GAP}{_SERIAL}\)?{_NOT_A_THING}",
    # 国务院令〔768〕号
    "boxed": rf"{_WORD}{GAP}{OPEN}{GAP}第?(?P<serial>\d{{1,3}}){GAP}{CLOSE}{GAP}号",
    # 国办发〔2023〕26号 · 农业部〔2013〕2号令
    "bracket": rf"{_BRACKETED_YEAR}{GAP}(?P<ordinal>第)?{GAP}{_SERIAL}(?:{GAP}{_JOINT_WORD}(?![{HAN}]))?{_NOT_A_THING}",
    # 〔88〕署货字第725号 · （87）国科发综字0810号
    "first": rf"{_BRACKETED_YEAR}{GAP}(?P<agency>[{HAN}]{{1,14}}?(?:字|[发函文政办电复批](?=第|\d))){GAP}第?{GAP}"
    rf"{_SERIAL}{_NOT_A_THING}",
    # 海关总署、农业农村部2023年联合公告第26号
    "year_word": rf"(?P<plain>{YEAR4}|{_YEAR_CHINESE}){GAP}年{GAP}{_JOINT_WORD}{GAP}第{GAP}{_SERIAL}",
    # 海关总署2010年第47号公告 · 国务院第588号令 · 第7号令
    "before": rf"(?:(?P<plain>{YEAR4}|{_YEAR_CHINESE}){GAP}年{GAP})?第{GAP}{_SERIAL}{GAP}{_JOINT_WORD}(?!牌|箭)",
    # 质检总局2016年第17号关于…的警示: the word left out after an organ's name
    "unworded": rf"(?P<plain>{YEAR4})年第(?P<serial>\d{{1,4}})号(?=关于|同时|全文|中的?|附件|附表|[、和及)》]|$)",
    # 冀科政2016〔22〕号: year and serial changed places with the brackets
    "swapped": rf"(?P<year>{YEAR4}){GAP}(?P<open>{OPEN}){GAP}(?P<serial>\d{{1,4}}){GAP}{CLOSE}{GAP}号{_NOT_A_THING}",
    # SDPR-2023-0010001 (Shandong), JFS-2015-04001
    "registration": rf"(?<![A-Za-z0-9/_-])(?P<letters>[A-Z]{{2,6}}){GAP}-{GAP}(?P<year>{YEAR4}){GAP}-{GAP}"
    r"(?P<digits>\d{3,8})(?![\w-])",
}
NUMBER = re.compile("|".join(f"(?P<{tag}>{_variant(shape, tag)})" for tag, shape in _SHAPES.items()), re.ASCII)
# 海关总署公告2015年第57号、2016年第52号 · 令第121号、第227号: what the number before says is left out.
FURTHER = re.compile(
    rf"{GAP}(?:[、和及与]|以及){GAP}(?P<item>(?:(?P<plain>{YEAR4}){GAP}年{GAP})?第{GAP}(?P<serial>\d{{1,6}}){GAP}号)"
    rf"(?!{GAP}(?:联合)?(?:令|公告|通告)){_NOT_A_THING}",
    re.ASCII,
)
# 某政发〔2018〕12号、13号文件同时废止: code and year are the first one's.
FURTHER_SERIAL = re.compile(
    rf"{GAP}[、和及]{GAP}(?P<item>(?P<serial>\d{{1,4}}){GAP}号)(?=文|[、和及）)]|同时|即行|废止|失效|停止)(?![、和及]\d{{1,4}}号[楼线院路机门])",
    re.ASCII,
)
# 云财税〔2015〕10号、〔2016〕3号: only the code is the first one's.
FURTHER_YEAR = re.compile(
    rf"{GAP}(?:[、和及与]|以及){GAP}(?P<item>{OPEN}{GAP}(?P<plain>{YEAR4}){GAP}{CLOSE}{GAP}(?P<serial>\d{{1,4}}){GAP}号){_NOT_A_THING}",
    re.ASCII,
)
