"""Room: what a government document is. Where the issuing organ or its code begins, reading back from a document number.

根据国务院国发〔1981〕147号 names the code 国发; 2011年1月8日国务院令第588号 names the organ 国务院. Chinese writes no spaces, so
the beginning is found by what cannot belong to a name: verbs, dates, titles, the organ's full name before its own code.
"""

from __future__ import annotations

import re

from govdoc.numerals import HAN

NOT_QUOTED = "(?![^“”]*”)"
"""What parts two organs does not part “双随机、一公开”监管工作联席会议办公室: put behind the mark in a pattern."""

CODE_WINDOW = 40
ORGAN_WINDOW = 44
MAX_ORGANS = 12
LONGEST_CODE = 12
# How an organ speaks of itself: 部令第33号.
_OWN_ORGAN = "部省市署局国"

_PROVINCES = "京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵黔粤青藏川宁琼滇陇"
_VERBS = (
    "根据|依据|依照|按照|遵照|参照|对照|贯彻|落实|执行|实施|公布|发布|颁布|印发|下发|制发|转发|批转|通过|废止|修改|修订|修正|"
    "撤销|解除|停止|取消|收到|查收|现将|报来|报送|符合|违反|适用|参见|详见|详情见|原发|属于|替代|代替|以及|同时"
)
_TITLES = "通知|通告|公告|意见|决定|办法(?!监)|规定|规则|批复|方案|细则|条例|文件|文号|字号|编号|名称|请示|报告|解释|答复|公报|精神|要求|标准(?!化)"
_ORGANS = (
    "办公厅|办公室|委员会|人民政府|省政府|市政府|县政府|区政府|国务院|中共中央|总局|管理局|法院|检察院|银行|常委会|领导小组|"
    "联席会议|[你我贵该][院部省市县区厅局委州行]"
)
# Cut after any of these; what follows is the code.
_BEFORE_CODE = re.compile(f"(?:{_VERBS}|{_TITLES}|{_ORGANS}|关于|的函|[部局署委院府]令|对(?!外)|[的按由见等被])")
# These begin some places' codes (和政发, 于府发): a cut only inside the run, or after a closed bracket.
_SOFT = re.compile("[和与及以于为将在]")
_AFTER_DATE = re.compile("[0-9零〇○一二三四五六七八九十][年月日]")
_ORGAN_END = "部厅局委署院会"
# Codes begin with these short forms: 工信部信软, 人社厅发.
_SHORT_ORGAN = re.compile("(?:工信|人社|发改|卫健|卫计|住建|银保监|食药监)[部厅局委会]")
_CODE_RUN = re.compile(rf"(?:[{HAN}]{{1,4}}\([{HAN}]\)[{HAN}]{{1,6}}|[{HAN}]{{1,{CODE_WINDOW}}})$")
# 银 发〔2015〕221号: a space before the code's last character.
_CODE_TAIL = "发函字电"
_PARTED = re.compile(rf"(?P<head>[{HAN}]{{1,8}})[ \u3000][{_CODE_TAIL}]$")
_SPACE = " \t\r\n\u3000\u00a0\u200b\u200c\u200d\ufeff"


def code_start(text: str, end: int, floor: int = 0) -> int:
    """Where the code ending before `end` begins; `end` itself when there is none. `text` is folded (see `numerals.FOLD`)."""
    stop = _skip_space(text, end, floor)
    window = text[max(floor, stop - CODE_WINDOW) : stop]
    match = _CODE_RUN.search(window)
    if not match:
        return end
    run = match.group()
    if "(" in run:
        return stop - len(run)
    before = text[stop - len(run) - 1 : stop - len(run)] if stop > len(run) else ""
    code = _cut_code(run, before)
    if run in _CODE_TAIL and (parted := _PARTED.search(text, max(floor, stop - LONGEST_CODE), stop)):
        return stop - 2 - len(_cut_code(parted["head"], "")) if stop - parted.start() > 2 else stop - 1
    if len(run) == 1 and run not in "和与及或按见":
        return stop - 1  # 法〔2019〕261号 is how the Supreme Court numbers.
    return stop - len(code) if len(code) >= 2 else end


def organ_start(text: str, end: int, floor: int = 0) -> int:
    """Where the organ (or the joint organs 财政部、海关总署) written before `end` begins; `end` itself when there is none."""
    stop = _skip_space(text, end, floor)
    start = _one_organ(text, stop, floor)
    if start == stop:
        return end
    joint = 1
    while joint < MAX_ORGANS and (earlier := _joined(text, start, floor)) < start:
        start, joint = earlier, joint + 1
    if joint == 1:
        start = _without_former(text, start, stop)
    return start


def _without_former(text: str, start: int, stop: int) -> int:
    """原海关总署: the writer's "former", no part of the name, unless a bracket quotes it so （原国家经贸委令第13号）."""
    quoted = start > 0 and text[start - 1] in "(〔"
    joint = re.search("[和与、].{2,}", text[start:stop]) and text.count("原", start, stop) > 1
    return start + 1 if text[start] == "原" and stop - start > 3 and not quoted and not joint else start


def _one_organ(text: str, stop: int, floor: int) -> int:
    window = text[max(floor, stop - ORGAN_WINDOW) : stop]
    match = re.search(rf"(?:[{HAN}]{{2,30}}[〈<(])?[{HAN}]{{1,30}}[〉>)]$|[{HAN}]{{1,{ORGAN_WINDOW}}}$", window)
    if not match:
        return stop
    run = match.group()
    if len(run) == 1:
        return stop - (run in _OWN_ORGAN)
    if run[-1] in "〉>)" and not re.search(r"[〈<(]", run):
        return stop
    before = window[match.start() - 1] if match.start() else (text[stop - len(run) - 1] if stop - len(run) > 0 else "")
    return stop - len(_cut_organ(run, before))


_BEFORE_ORGAN = re.compile(
    f"{_VERBS}|{_TITLES}|关于|自由贸易(?=.)|[的被按见即]|(?<!自)由|经(?![济贸信委合])|以(?!色)|(?<=.)于|为(?=.{{3}})|"
    f"(?<=[0-9零〇○一二三四五六七八九十])[年月日号]|日(?=.{{2}})"
)


def _cut_organ(run: str, before: str) -> str:
    cut = 0
    for match in _BEFORE_ORGAN.finditer(run):
        cut = match.end()
    if cut == 0 and before.isdecimal() and run[0] in "年月日号":
        cut = 1
    rest = run[cut:]
    if re.match("[和与及并在]|对(?!外)", rest) and (cut or before in ')》号”"，,；;。：:' or before == ""):
        rest = rest[1:]
    return rest if len(rest) >= 2 else ""


def _joined(text: str, start: int, floor: int) -> int:
    """The start of a further organ joined by 、 or one space: 海关总署、农业农村部; `start` when there is none."""
    at = start - 1
    if at <= floor or text[at] not in "、 \u3000":
        return start
    earlier = _one_organ(text, at, floor)
    name = text[earlier:at]
    return earlier if len(name) >= 3 and name[-1] in "部厅局委署院会府行办室" else start


def _cut_code(run: str, before: str) -> str:
    cut = 0
    for match in _BEFORE_CODE.finditer(run):
        if len(run) - match.end() >= 2:
            cut = match.end()
    for match in _AFTER_DATE.finditer(run, cut):
        cut = match.end()
    if cut == 0 and before.isdecimal() and run[0] in "年月日":
        cut = 1
    rest = _cut_soft(run[cut:], ")" if cut else before)
    rest = _cut_full_name(rest)
    if rest[:1] == "原" and len(rest) > 3 and rest[1] not in "政府办州平阳":
        rest = rest[1:]
    return rest if len(rest) <= LONGEST_CODE else _last_resort(rest)


def _cut_soft(run: str, before: str) -> str:
    cut = 0
    for match in _SOFT.finditer(run):
        inside = match.start() > 0 or (before != "" and before in ')》〉号”"、')
        if (inside and len(run) - match.end() >= 2) or _leads(run, match, before):
            cut = match.end()
    return run[cut:]


def _leads(run: str, soft: re.Match[str], before: str) -> bool:
    """将石政规〔2019〕4号文件第三条…: the verb of a clause that begins; 将政办发 is 将乐's own code."""
    begins = soft.start() == 0 and soft.group() == "将" and (before == "" or before in "，。；：、\n ")
    return begins and len(run) >= 4 and run[1] not in "政府办人财教公发"


def _cut_full_name(run: str) -> str:
    """劳动部劳险字 → 劳险字: the code repeats a character of the organ's name, or begins with the province's. 工信部企业 stays."""
    cut = 0
    for at in range(3, len(run) - 1):
        name, head = run[cut:at], run[at]
        if _SHORT_ORGAN.fullmatch(name):
            continue
        if run[at - 1] in _ORGAN_END and len(name) >= 3 and (head in name or head in _PROVINCES or head == "国"):
            cut = at
    return run[cut:]


def _last_resort(run: str) -> str:
    """A run too long for a code: from the last province's letter or 国 near its end, else its last six characters."""
    for at in range(len(run) - 3, max(-1, len(run) - 10), -1):
        if run[at] in _PROVINCES or run[at] == "国":
            return run[at:]
    return run[-6:]


def _skip_space(text: str, end: int, floor: int) -> int:
    stop = end
    while stop > floor and end - stop < 8 and text[stop - 1] in _SPACE:
        stop -= 1
    return stop
