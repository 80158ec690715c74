"""Room: what a government document is. Does an item of a list speak of a whole document, or of an article or annex of it?"""

from __future__ import annotations

import re
from itertools import islice

ARTICLE = r"第[一二三四五六七八九十百零〇\d]{1,6}[章节条款项]"
_PART_OF = re.compile(
    rf"(?:文件)?中?的?(?:{ARTICLE}|附[件表录][一二三四五六七八九十\d、和]{{0,8}}(?=[，。；、\s]|$)|(?:有关|关于|部分|涉及)[^，。；\n]{{0,40}}?(?:规定|内容|条款|条文|政策|措施))"
    r"(?![^，。；\n]{0,20}的(?:通知|决定|公告|意见|批复|函))"
)
_NAMED = re.compile(r"》(?:[（(][^（）()]{0,60}[）)])?|号[）)]?")


def names_a_part(item: str, after: str) -> bool:
    """《甲办法》（云政发〔2016〕5号）第五条: the item speaks of an article, or of an annex; `after`: what follows in its line."""
    line = item + re.split(r"[《\n\t]", after)[0]
    return any(_PART_OF.match(line, named.end()) for named in islice(_NAMED.finditer(line), 3))
