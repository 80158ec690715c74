"""Room: from index to pages. Which searches may be counted and shown to others: none that may tell of a person. Pure.

Judged by what a text looks like, and rather too strictly: a harmless search that is left out costs nothing.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from pathlib import Path

import jieba

from govdoc.places import full_place
from indexer.tokenizer import words

LONGEST = 40
SECRETS = re.compile(
    r"\d(?:[\s-]?\d){6}"  # telephone, identity card, account, 微信 and QQ numbers
    r"|[^\s@]@[^\s@]"
    r"|https?:|www\."
    r"|[京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼][A-Z][·・]?[A-Z0-9]{5}"  # number plates
    r"|\d+(?:号楼|栋|幢|单元|室|弄)",
    re.IGNORECASE,
)
YEARS = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
SURNAMES = frozenset(
    "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎余潘杜戴夏钟汪田任姜范方石姚谭廖邹熊金陆郝孔白崔康毛邱秦江史顾侯邵孟龙万段雷钱汤尹黎易常武乔贺赖龚文"
)
LONG_SURNAMES = ("欧阳", "司马", "上官", "诸葛", "东方", "皇甫", "尉迟", "公孙", "慕容", "令狐", "司徒", "夏侯")
UNNAMED = ("某某", "某")
HAN = re.compile(r"[\u4e00-\u9fff]+")
TITLES = re.compile(r"[\u4e00-\u9fff](?:先生|女士|同志|局长|书记|主任|老师|医生|家里?人)(?![\u4e00-\u9fff])")


def shareable(typed: str) -> str | None:
    """The search in the form in which it is counted; None for one that may tell of a person, and for empty and long ones."""
    text = " ".join(unicodedata.normalize("NFKC", typed).split()).lower()
    if not text or len(text) > LONGEST or SECRETS.search(YEARS.sub(" ", text)) or TITLES.search(text):
        return None
    return None if any(map(_names_somebody, HAN.findall(text))) else text


def _names_somebody(run: str) -> bool:
    """Whether a name of the dictionary stands there, or a surname before characters that are no longer word (王 + 某某, 张 + 伟)."""
    cut = [word for word, _, _ in words(run)]
    for at, word in enumerate(cut):
        if word[0] in SURNAMES and len(word) > 1 and word in _names() and not _is_place(word):
            return True
        given = "".join(cut[at + 1 : at + 3])
        if word in LONG_SURNAMES and given:
            return True
        if word in SURNAMES and given and (len(cut[at + 1]) == 1 or cut[at + 1] in UNNAMED or len(run) <= 3):
            return True
    return False


def _is_place(word: str) -> bool:
    return any(full_place(word + end) != word + end for end in ("", "市", "县", "区"))


@lru_cache(maxsize=1)
def _names() -> frozenset[str]:
    """What jieba's dictionary knows as names of people."""
    dictionary = Path(jieba.__file__).with_name("dict.txt").read_text(encoding="utf-8")
    lines = (line.split(" ") for line in dictionary.splitlines())
    return frozenset(line[0] for line in lines if line[-1].startswith("nr"))
