"""Room: what a government document is. The shapes of sentences that change another document's term, each a named pattern.

Groups: `last`, `end` a new last day; `span` a length; `still` it counts anew (继续有效3年); `set` it is the whole term now
(由3年调整为5年); `day` a new first day; `since` the first day of a rest or of its end; `part` articles or annexes only.
"""

from __future__ import annotations

import re
from typing import Literal

from govdoc.mentions import MASK
from govdoc.terms import DAY, LAST, SPAN

Change = Literal["extended", "postponed", "suspended", "resumed"]

_TO = r"(?:至|到)[ 　]?"
_COUNT = r"(?:等[0-9０-９一二两三四五六七八九十百]{1,4}[件个部项份][^，。；]{0,16})?"
_TERM = r"(?:的)?(?:文件)?(?:有效期限|有效期|有效时间|执行期限|施行期限|试行期限|试行期|实施期限|执行期|执行时间|实施时间|期限)"
_LONGER = r"(?:均|统一|再)?(?:延长|延续|顺延|延期|续期)"
_RUNS = r"(?:有效|执行|施行|实施|适用|使用|沿用|生效)"
_DUE = r"(?:(?:有效期)?(?:到期|期满|届满)(?:之?后)?[，,]?)?"
_HOW = rf"(?:决定|同意|现|将|均|予以|经[^，。；{MASK}]{{2,20}}[，,]|经(?:评估|研究|清理|审查|审核)后?|{_DUE}|[，,、 　]){{0,5}}"
_FROM_TO = rf"[，,（(]?(?:即)?(?:自|从)?{DAY}(?:起)?[ 　]?(?:至|到|-|—|－|~)[ 　]?(?P<end>{LAST})"
# …5年，自2022年1月1日起至2026年12月31日 · …五年，有效期至2026年12月31日
_UP_TO = rf"[，,（(]?(?:即)?(?:延长|延续|{_TERM}(?:为|是)?|(?:自|从)?{DAY}(?:起)?[ 　]?)?(?:至|到|-|—|－|~)[ 　]?(?P<end>{LAST})"
_GOES_ON = rf"(?:(?:自|从)[ 　]?(?P<since>{DAY})起[，,]?)?(?P<still>继续{_RUNS})"
_IS = r"(?:暂定为|定为|为|是|：|:)?[ 　]?"
_SPAN = rf"(?P<span>{SPAN})(?![内前])(?:{_UP_TO})?"
_FORMER = rf"(?:由|从)[^，。；{MASK}]{{1,24}}?[，,]?"
_SET = rf"(?:{_FORMER})?(?:统一)?(?P<set>调整|修改|变更|更改|修订|改)(?:为|至|到)[“”]?[ 　]?"
_OF = r"[）)]?(?:文件)?"
_PART = r"(?:中)?的?(?P<part>(?:第[一二三四五六七八九十百零\d]{1,6}(?:[章节条款项]|条第[一二三四五六七八九十\d]{1,4}[款项])[、和及至]{0,2}){1,12}|附[件表录][\d一二三四五六七八九十、和及]{0,20})(?:的?规定|内容)?"

_FIRST = rf"(?:自|从)[ 　]?(?P<since>{DAY})(?:零时)?起[，,]?"
# 自原有效期届满之日起延长3年 adds to the old term; 自本公告发布之日起延长3年 counts anew, as 自2024年3月1日起延长3年 does.
_FROM_OLD = r"(?:自|从)[^，。；]{0,12}(?:到期|届满|期满|截止)(?:之?日|之次日|次日|之?后)?起?[，,]?"
_ANEW = r"(?P<anew>(?:自|从)(?:本|该|此)?(?:通知|公告|决定|通告|文件|目录|件)?(?:公布|发布|颁布|印发|下发|施行|实施|执行)(?:之日|当日|日)起)[，,]?(?:重新计算[，,])?"
_LENGTHENED = (
    rf"{_TERM}?(?:{_FROM_OLD}|{_ANEW}|{_FIRST})?(?:{_FORMER})?{_LONGER}(?:有效期(?:限)?|执行期限|执行|施行|实施)?(?:{_TO}(?P<last>{LAST})|{_SPAN})",
    rf"{_TERM}{_SET}(?:(?P<last>{LAST})|{_SPAN})",
    rf"{_GOES_ON}[，,]?{_TERM}?(?:{_LONGER})?{_IS}(?:{_TO}(?P<last>{LAST})|{_SPAN})",
    rf"{_GOES_ON}[，,]{_TERM}{_FROM_TO}",
)
LENGTHENED = tuple(re.compile(shape) for shape in _LENGTHENED)
"""What is said of a list as a whole: 下列文件有效期延长3年."""
_WHEN = r"(?:施行|实施|执行|生效)"
_PUT_OFF = (
    rf"[^，。；{MASK}]{{0,30}}?(?:推迟|延迟|延后|延期|顺延|暂缓){_TO}(?P<day>{DAY})(?:起)?(?:正式|再|开始)?{_WHEN}",
    rf"的?{_WHEN}(?:日期|时间)(?:{_FORMER})?(?:推迟|延迟|延后|延期|顺延|调整|变更|改)(?:至|到|为)[ 　]?(?P<day>{DAY})",
    rf"{_HOW}(?:推迟|延期|延后|延迟)(?!至|到){_WHEN}(?=[，,。；;]|$|\n)",
)
_VERB_OF_REST = rf"(?:暂停|暂缓|中止){_WHEN[:-1]}|适用|使用)"
_REST = rf"(?:文件|的规定)?(?:{_PART})?(?:{_FIRST})?(?:{_HOW})?{_VERB_OF_REST}(?:{_TO}(?P<last>{LAST}))?(?!期间|的|时|之?后|前)"
_REST_FROM_TO = (
    rf"(?:{_PART})?(?:自|从|于)?[ 　]?(?P<since>{DAY})(?:起)?{_TO}(?P<last>{LAST})(?:期间|止)?[，,]?{_VERB_OF_REST}"
)
_AGAIN = rf"(?:文件|的规定)?(?:{_PART})?(?:{_FIRST})?(?:{_HOW})?恢复{_WHEN[:-1]}|适用|效力)(?!的|时|之?后|之?前)"


def _compiled(*shapes: tuple[Change, str]) -> tuple[tuple[Change, re.Pattern[str]], ...]:
    return tuple((change, re.compile(shape)) for change, shape in shapes)


AFTER = _compiled(
    *(("postponed", _OF + shape) for shape in _PUT_OFF),
    *(("extended", _OF + _COUNT + _HOW + shape) for shape in _LENGTHENED),
    ("suspended", _OF + _REST_FROM_TO),
    ("suspended", _OF + _REST),
    ("resumed", _OF + _AGAIN),
)
"""Behind the name: 《甲办法》有效期延长3年."""

_THING = rf"{_OF}{_COUNT}"
_BETWEEN = rf"(?:自|从)[ 　]?(?P<since>{DAY})(?:零时)?起?(?:{_TO}(?P<last>{LAST})(?:止|期间)?)?[，,]?"
_NOT_OF = r"(?!的|规定|中|所|项下|里)"
_VERB_FIRST: tuple[tuple[Change, str, str], ...] = (
    ("extended", r"(?:延长|延续)", rf"{_TERM}[，,]?(?:{_TERM})?(?:{_LONGER})?{_IS}(?:{_TO}(?P<last>{LAST})|{_SPAN})"),
    ("extended", r"(?P<still>继续(?:执行|施行|实施|适用|使用|沿用))", rf"[，,]?(?:{_TERM})?{_IS}(?:{_TO}(?P<last>{LAST})|{_SPAN})"),
    ("extended", r"(?P<still>继续(?:执行|施行|实施|适用|使用|沿用))", rf"[，,]{_TERM}{_FROM_TO}"),
    ("postponed", rf"(?:推迟|延期|延后|延迟)(?:{_WHEN})?", rf"(?:的?{_WHEN}(?:日期|时间)?)?(?:{_TO}|[，,](?:施行|实施)(?:日期|时间)(?:为|至))(?P<day>{DAY})"),
    ("postponed", rf"(?:推迟|延期|延后|延迟){_WHEN}", r"(?=[，,。；;]|$|\n)"),
    ("postponed", r"(?:推迟|延期|延后|延迟)", rf"的?{_WHEN}(?=[，,。；;]|$|\n)"),
    ("suspended", r"(?:暂停|暂缓|中止)", rf"的?{_WHEN[:-1]}|适用)(?=[，,。；;]|$|\n)"),
    ("suspended", rf"(?:{_BETWEEN})?[^，。；]{{0,6}}{_VERB_OF_REST}(?:了)?", rf"(?:{_PART})?(?:{_TO}(?P<last>{LAST}))?{_NOT_OF}"),
    ("resumed", rf"(?:{_BETWEEN})?[^，。；]{{0,6}}恢复{_WHEN[:-1]}|适用)", rf"(?:{_PART})?{_NOT_OF}"),
)  # fmt: skip
BEFORE = tuple((change, re.compile(verb + "$"), re.compile(_THING + rest)) for change, verb, rest in _VERB_FIRST)
"""The verb before the name: 延长《甲办法》有效期至2025年12月31日."""

_LED = r"(?<=[，,。；：:将其定意件法定现 　\n])(?:将|其|该(?:办法|规定|文件|通知|意见|细则|政策)|上述文件|原)?"
CARRIED = _compiled(
    *(("extended", _LED + shape) for shape in _LENGTHENED),
    ("postponed", rf"{_LED}(?:推迟|延迟|延后|延期|顺延){_TO}(?P<day>{DAY})(?:起)?(?:正式|再)?{_WHEN}"),
    ("suspended", rf"{_LED}(?:{_FIRST})?{_VERB_OF_REST}(?:该|上述|原)"),
    ("resumed", rf"{_LED}(?:{_FIRST})?恢复{_WHEN[:-1]}|适用)(?:该|上述|原)"),
)
"""Away from the name, in a notice whose title tells what it does: 经研究，决定将有效期延长至2025年12月31日."""
CHANGING_TITLE = re.compile(
    r"延长|延续|延期|继续(?:有效|执行|施行|实施|适用)|推迟|暂停|暂缓|中止|恢复|(?:调整|变更)[^《》]{0,40}(?:有效期|施行)"
)
WORDS = re.compile(
    r"延长|延续|顺延|延期|续期|延迟|延后|推迟|暂停|暂缓|中止|恢复|继续|(?:期限?|日期|时间)[^，。；]{0,30}(?:调整|修改|变更|更改|修订|改)"
)
"""A cheap test before the patterns: without one of these a sentence changes no term."""
NOT_DONE = re.compile(r"(?:根据|按照|依据|依照|按)$|拟|建议|可以|应当|申请|如需|如|若|未|不|是否|符合条件|需要")
