"""Room: from facts to a searchable index. Which act a document is, or is an article of, and which acts its text names. Pure.

How often others name an act says how much weight it has; 刑法 and 民法典 are named by hundreds, a local rule by none.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from hashlib import blake2b

from indexer.tokenizer import chinese_number, squeeze

_NUMERAL = r"[一二三四五六七八九十百千零〇两\d]{1,7}"
_ARTICLE = rf"第(?P<article>{_NUMERAL})条(?:之(?P<inserted>[一二三四五六七八九十]{{1,3}}))?"
_ENDING = re.compile(rf"{_ARTICLE}$")
_VERSION = re.compile(r"\((?:(?:19|20)\d\d年?)?(?:修正|修订|修改|修正本|修订本)?(?:(?:19|20)\d\d年?)?\)$")
_COUNTRY = "中华人民共和国"
_QUOTED = re.compile(rf"《(?P<name>[^《》\n]{{2,60}})》(?:{_ARTICLE})?")
_ANY_ARTICLE = re.compile(_ARTICLE)
_NAME_ENDS = frozenset("法典例定则")
_BARE = re.compile(r"[一-鿿]{0,30}(?:法|典|条例|规定|办法|规则|细则|决定)$")
_LONGEST_BARE = 32
_LEADING = re.compile(
    r".*(?:依照|按照|根据|依据|遵照|参照|违反|适用|符合|属于|执行|以及|或者|[和与及或对在由按因为的是])(?=.{2})"
)
"""What stands before a name that no title marks enclose: 符合刑法第二十条, 以及公司法第三条."""


def act_and_article(title: str) -> tuple[str, str]:
    """中华人民共和国刑法第二百六十四条 → (刑法, 刑法#264); a document that is no article has its own name twice."""
    name = squeeze(title)
    ending = _ENDING.search(name)
    act = _plain(name[: ending.start()] if ending else name)
    return act, _article(act, ending) if ending else act


def named(text: str, own: str) -> frozenset[str]:
    """Acts and articles of acts that the text names, as `act_and_article` writes them, but for the act `own`.

    适用《民法典》第一百条、刑法第二百六十四条 → {民法典, 民法典#100, 刑法, 刑法#264}
    """
    found = set[str]()
    for name, mention in _mentions(text):
        act = _plain(name)
        if act and act != own and not act.startswith("本"):
            found |= {act, _article(act, mention)} if mention["article"] else {act}
    return frozenset(found)


def _mentions(text: str) -> Iterator[tuple[str, re.Match[str]]]:
    for mention in _QUOTED.finditer(text):
        yield mention["name"], mention
    for mention in _ANY_ARTICLE.finditer(text):
        start = mention.start()
        if not start or text[start - 1] not in _NAME_ENDS:
            continue
        if bare := _BARE.search(text[max(0, start - _LONGEST_BARE) : start]):
            yield _LEADING.sub("", bare.group(), count=1), mention


def fingerprint(name: str) -> int:
    """64 bits, by which names are compared across segments; two of a million names meet once in ten million indexes."""
    return int.from_bytes(blake2b(name.encode("utf-8", "surrogatepass"), digest_size=8).digest(), "little")


@lru_cache(maxsize=20_000)
def _plain(name: str) -> str:
    name = squeeze(name)
    return _VERSION.sub("", name).strip('《》"“”').removeprefix(_COUNTRY)


def _article(act: str, found: re.Match[str]) -> str:
    inserted = f"-{chinese_number(found['inserted'])}" if found["inserted"] else ""
    return f"{act}#{chinese_number(found['article'])}{inserted}"
