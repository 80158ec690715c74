"""Room: what a government document is. The shapes of clauses about time: 自…起施行, 有效期…, 至…止, each a named pattern.

Groups: `day` first day, `opens` the month whose first day it is, `event`/`now`/`other` a first day by event, `after` and `unit` how long after it, `last` last day,
`span` length, `stop` first day out of force, `name` the word of the term, `verb`, `trial`.
"""

from __future__ import annotations

import re

from govdoc.terms import DAY, LAST, MONTH, SPAN

_VERB = r"(?:施行|实施|实行|执行|生效|试行|适用|有效|启用)"
_ADVERB = r"(?:[，,]?(?:开始|正式|统一|全面|在[^，。；,]{1,8}|同时|将|予以|试点|再)?)"
_EVENT = "(?:公布|发布|颁布|印发|下发|下文|发文|成文|签发)"
_EVENT_DAY = (
    rf"(?:(?P<event>(?:20[0-9]{{2}}年)?{_EVENT})(?:之日|之时|当日|日|(?P<next>之?次日)|之后|后)?"
    r"|(?<=[自从])[ 　]?(?P<other>(?:《[^》\n]{2,60}》(?:[（(][^（）()\n]{2,30}[）)])?[^，。；,;自从《]{0,12}?|[^，。；,;自从]{2,30}?))(?:之日|之时|当日|之后|后))"
)
_BLANK_DAY = r"(?P<blank>[XxＸ×*_ 　\d]{0,6}年[XxＸ×*_ 　\d]{0,6}月[XxＸ×*_ 　\d]{0,6}日)"
_HOUR = r"(?:[零一二三四五六七八九十\d]{1,3}[时点](?:整)?|\d{1,2}[:：]00)"
_UNIT = r"(?:个)?(?P<unit>工作日|日|天|个月|月|年)"
_AFTER = (
    r"(?:(?:起|的|开始)?[，,]?(?P<month>次月)的?(?:[1１一]日|首日|第一[日天])?|(?:起|开始)?[，,]?(?:满|(?P<nth>第))?[ 　]?(?P<after>[0-9０-９一二三四五六七八九十]{1,3})"
    rf"{_UNIT}(?:后|之后|起|以后)?)?"
)
_RUNS = rf"(?P<verb>{_VERB})(?:[ 　]?(?P<span>{SPAN})(?![内前后以]))?"
_START = re.compile(
    r"(?:[自从于由])[ 　]?"
    rf"(?:(?P<day>{DAY}){_HOUR}?|(?P<opens>{MONTH})(?=起)|(?P<now>即日)|{_BLANK_DAY}|{_EVENT_DAY})[ 　]?"
    rf"{_AFTER}起?[ 　]?{_ADVERB}{_RUNS}"
)
_BARE_START = re.compile(rf"(?P<day>{DAY})(?:零时)?起{_ADVERB}{_RUNS}")
# 本办法印发之日起30日后施行 · 本通知即日起执行 · 公布后30日施行
_BARE_EVENT = re.compile(
    rf"(?:(?P<now>即日)起|(?P<event>{_EVENT})(?:之日起|(?P<next>次日)起?|之?后(?=[0-9０-９一二三四五六七八九十]))){_AFTER}起?{_ADVERB}{_RUNS}"
)
_PUT_OFF = re.compile(rf"(?:推迟|延迟|延后|延期|顺延)(?:至|到)[ 　]?(?P<day>{DAY})起?{_ADVERB}{_RUNS}")
_SET_START = re.compile(rf"(?:施行|实施|执行|生效)(?:日期|时间|之日)(?:为|是|：|:)(?:自)?(?P<day>{DAY})(?:起)?")
AFTER_START = re.compile(
    r"(?=[ 　]*(?:[，。；、,;.）)”』」！!]|$|\n|至|为期|有效|暂|试行|期限|到|并|且|《[^》\n]{2,60}》[^。；]{0,80}(?:废止|失效)|[第附一二三四五六七八九十（(]|20[0-9]{2}年))"
)

_NAME = (
    r"(?:(?:(?<![本性])(?:政策|文件|措施))?(?:有效期限|有效期|有效时间|执行期限|执行期|实施期限|实施期|施行期限|施行期|适用期限|适用期|执行时间"
    r"|暂定期限|试行期限|试行期|试行有效期限|试行有效期|试行时间|暂行期限|暂行期|期限))"
)
_IS = r"(?:[ 　]?(?:暂定为|暂定|暂为|定为|限为|均为|为|是|：|:|共)?[ 　]?)"
_PLUS = r"(?:自(?:公布|发布|颁布|印发|下发|施行|实施|执行)(?:之日)?起(?:计算)?[，,]?(?:为)?)?"
_TERM = re.compile(rf"(?P<name>{_NAME}){_IS}(?P<plus>{_PLUS})(?P<span>{SPAN})(?![内前])")
# 有效期3年（自2022年6月1日至2025年5月31日）
_TERM_OF_TO = re.compile(
    rf"(?P<name>{_NAME}){_IS}(?P<span>{SPAN})[，,（(]{{1,2}}(?:即)?(?:自|从)?[ 　]?(?P<day>{DAY})[ 　]?起?[ 　]?(?:至|到|—|－|-|–|~|～|——)[ 　]?(?P<last>{LAST})(?:止)?[）)]?"
)
_TERM_FROM_TO = re.compile(
    rf"(?P<name>{_NAME}){_IS}(?:自|从)?[ 　]?(?P<day>{DAY})[ 　]?(?:起)?[ 　]?(?:至|到|—|－|-|–|~|～|——)[ 　]?(?P<last>{LAST})(?:止)?"
)
_FROM_TO = re.compile(
    rf"(?:自|从)?[ 　]?(?P<day>{DAY})(?:零时|0时)?(?:起)?[ 　]?(?:{_VERB})?[，,]?(?:至|到|—|－|–|~|～|——)[ 　]?(?P<last>{LAST})(?:24时)?(?:止)?(?:期间)?[ 　]?(?P<verb>{_VERB})"
)
_UNTIL = re.compile(
    rf"(?P<name>{_NAME})[ 　]?(?:暂定|延长|延续|延期|顺延)?(?:为|是|：|:)?[ 　]?(?:截止(?:日期|时间|日)(?:为|是|：|:)?|截止到|截止至|截至到|截至|截止|延长至|延续至|至|到)[ 　]?(?P<last>{LAST})"
)
_RUN_UNTIL = re.compile(
    rf"(?:执行|施行|实施|试行|有效|适用|延续|延长|继续有效)(?:时间|期限|期)?(?:截止到|截止至|截至|截止|至|到)[ 　]?(?P<last>{LAST})"
)
_RUN_FOR = re.compile(rf"(?P<trial>试行|暂行|执行|施行|有效|为期){_IS}?(?P<span>{SPAN})(?![内前后以])")
_TILL_STOP = re.compile(
    rf"(?:至|到)[ 　]?(?P<last>{LAST})(?:{_HOUR}?(?:时|起)?(?:止|终止|停止执行|失效|自动失效|自行失效|废止|自动废止|自行废止|有效|结束|期满|届满))"
)
_STOP_ON = re.compile(
    rf"(?P<since>自)?(?:于)?[ 　]?(?P<stop>{DAY})(?P<from>起)?(?:即行|自动|自行)?(?:失效|废止|停止执行|终止执行)"
)
_COUNTED = re.compile(
    rf"[自从](?:(?P<day>{DAY})|(?P<event>{_EVENT}|施行|实施)(?:之日|当日|日)?)起?(?:开始)?(?:计算|起算|算起)"
)
_VALID_FOR = re.compile(
    rf"[自从由](?:(?P<day>{DAY})|(?P<event>{_EVENT})(?:之日|当日|日)?)起[，,]?(?P<span>{SPAN})内?有效"
)
_EVENT_TO = re.compile(
    rf"(?:(?P<name>{_NAME}){_IS})?[自从由](?P<event>{_EVENT})(?:之日|当日|日)?起?(?:施行|实施|执行)?[，,]?(?:至|到)[ 　]?(?P<last>{LAST})"
    rf"(?:止)?(?:期间|内)?(?P<verb>{_VERB})?(?=[，。；、,;（(]|$|\n)"
)
_START_TERM = re.compile(
    rf"[自从由](?:(?P<day>{DAY})|(?P<event>{_EVENT})(?:之日|当日|日)?)起[，,]?有效期限?{_IS}(?P<span>{SPAN})(?![内前])"
)
# What follows 自…起执行 without a comma: 至2022年12月31日.
_ON_UNTIL = re.compile(rf"(?<=施行|实施|实行|执行|生效|试行|适用|有效)(?:截止|截)?[至到][ 　]?(?P<last>{LAST})(?:止)?")
_OWN_STOP = re.compile(
    rf"(?P<since>自)[ 　]?(?P<stop>{DAY})起[，,]本(?:办法|规定|细则|条例|通知|意见|公告|通告|决定|规则|措施|政策|方案|标准|文件)"
    r"(?:即行|自动|自行|同时)?(?:失效|废止|停止执行|终止执行)"
)
# 与《乙条例》同时施行
_TOGETHER = re.compile(
    r"[与和同]\s?(?P<other>《[^》\n]{2,60}》(?:[（(][^（）()\n]{2,30}[）)])?(?:同时|同步|同日|一并)(?:起)?(?:施行|实施|生效))(?=[，。；、,;\s]|$)"
)
BEGINNING = ("start", "from_to", "valid")
"""Shapes that say a first day. `valid` (自签发之日起1年内有效) speaks of the document only where its subject is said."""
SHAPES = (
    ("valid", _VALID_FOR),
    ("start", _START_TERM),
    ("own_stop", _OWN_STOP),
    ("until", _ON_UNTIL),
    ("start", _START),
    ("start", _BARE_START),
    ("start", _BARE_EVENT),
    ("start", _TOGETHER),
    ("start", _PUT_OFF),
    ("start", _SET_START),
    ("start", _COUNTED),
    ("from_to", _TERM_OF_TO),
    ("from_to", _TERM_FROM_TO),
    ("from_to", _EVENT_TO),
    ("from_to", _FROM_TO),
    ("term", _TERM),
    ("until", _UNTIL),
    ("until", _RUN_UNTIL),
    ("until", _TILL_STOP),
    ("stop", _STOP_ON),
    ("run_for", _RUN_FOR),
)
