"""Room: what a government document is. The term that a heading, a row or a sentence gives to the documents of its list.

下列文件有效期延长3年 · 有效期自本公告发布之日起延长两年 · 继续有效，有效期五年 · 延长至2025年12月31日.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Literal

from govdoc.change_shapes import LENGTHENED
from govdoc.terms import DAY, LAST, SPAN, Period, last_day, read_day, read_last, read_period

Counted = Literal["added", "anew", "whole"]


@dataclass(frozen=True, slots=True)
class GivenTerm:
    """A last day, or a length: added to the old last day (延长3年), anew from the notice's own first day (自本通知印发之日起延长3年,
    继续有效3年), or the whole term from the document's first day (由3年调整为5年).
    """

    until: date | None = None
    period: Period | None = None
    counted: Counted = "added"

    def __bool__(self) -> bool:
        return bool(self.until or self.period)


NOTHING = GivenTerm()
_UNTIL = re.compile(
    rf"(?:延长|延续|有效期|顺延|延期|继续有效|执行)[^，。；\n]{{0,14}}?(?:至|到)[ 　]?(?P<last>{LAST})"
    rf"|有效期(?:限)?(?:再)?(?:延长|延续)[^，。；\n]{{1,8}}[，,（(]?[自从]?{DAY}起?[ 　]?(?:至|到|-|—)[ 　]?(?P<end>{LAST})"
)
_COUNTED = re.compile(
    rf"有效期(?:限)?(?:再)?(?:延长|延续|为)?(?P<span>{SPAN})[，,（(]?(?:自|从)(?P<since>{DAY})起(?:重新)?(?:计算|算起|起算)?"
)
# 保留…，有效期5年 · 继续适用，有效期重新计算为五年
_KEPT_FOR = re.compile(
    rf"(?P<still>继续(?:有效|适用|执行|施行|实施)|保留|重新(?:公布|计算|确定))[^。；\n]{{0,40}}?有效期(?:限)?(?:均|统一|重新计算|重新确定)?(?:为)?(?P<span>{SPAN})(?![内前])"
)


def given_by(words: Mapping[str, str]) -> GivenTerm:
    """What the named groups of a shape say (see `change_shapes`); 自2024年1月1日起延长3年 counts anew, from that day."""
    last = words.get("last") or words.get("end")
    return GivenTerm(
        read_last(last) if last else None,
        read_period(words["span"]) if "span" in words else None,
        "whole" if "set" in words else "anew" if words.keys() & {"still", "anew", "since"} else "added",
    )


def given_in(text: str) -> GivenTerm:
    """What a heading or an entry gives: 有效期延长至2025年12月31日; 延长5年，自2024年3月1日起至2029年2月28日止; 延长3年."""
    for shape in (_UNTIL, _COUNTED, *LENGTHENED, _KEPT_FOR):
        if found := shape.search(text):
            words = {name: value for name, value in found.groupdict().items() if value}
            if given := _dated(given_by(words), words.get("since")):
                return given
    return NOTHING


def _dated(given: GivenTerm, since: str | None) -> GivenTerm:
    """自2024年3月1日起延长3年 has a last day of its own."""
    start = read_day(since) if since else None
    if given.until or start is None or given.period is None:
        return given
    return GivenTerm(last_day(start, given.period))
