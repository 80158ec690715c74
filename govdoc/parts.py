"""Room: what a government document is. Does an item of a list speak of a whole document, or of an article or annex of it?"""

from __future__ import annotations

import re

ARTICLE = r"第[一二三四五六七八九十百零〇\d]{1,6}[章节条款项]"
_PART_OF = re.compile(
    rf"(?:文件)?中?的?(?:{ARTICLE}|附[件表录][一二三四五六七八九十\d、和]{{0,8}}(?=[，。；、\s]|$)|(?:有关|关于|部分|涉及)[^，。；\n]{{0,40}}?(?:规定|内容|条款|条文|政策|措施)(?!已|不|被|因|[与和同][^，。；]{{2,40}}(?:不一致|抵触|不符|冲突)))"
    r"(?![^，。；\n]{0,20}的(?:通知|决定|公告|意见|批复|函))"
)
_NAMED = re.compile(r"》(?:[（(][^（）()]{0,60}[）)])?|号[）)]?")
_BEHIND_TITLE = re.compile(r"[》〉]*(?:[（(][^（）()]{0,60}[）)])?")


def names_a_part(item: str, after: str, title: str) -> bool:
    """《甲办法》（云政发〔2016〕5号）第五条: the item speaks of an article or an annex of what it lists.

    `title`: of the document listed (empty: it is known by number alone); what a later cell or words behind it say of other documents
    does not count. `after`: what follows in the item's line.
    """
    line = item + re.split(r"[《\n\t]", after)[0]
    at = line.find(title) if title else -1
    behind = _BEHIND_TITLE.match(line, at + len(title)) if at >= 0 else _NAMED.search(line)
    return behind is not None and _PART_OF.match(line, behind.end()) is not None
