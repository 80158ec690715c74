"""Room: what a government document is. Of what does a clause about time speak: of this document, or of something else?"""

from __future__ import annotations

import re
from dataclasses import dataclass

from govdoc.terms import DAY

_FORMS = (
    "办法|规定|细则|条例|通知|意见|公告|通告|决定|规则|措施|政策|方案|标准|规范|解释|批复|准则|守则|章程|制度|指南|目录|清单"
    "|计划|规程|文件|纲要|规划|决议|命令|令|导则|指引|指导意见|预案|法|要点|函|举措|若干措施|基准|大纲|公约|布告|通报|条款|修正案|须知|规约|定额|安排|名录"
)
_OTHERTHIS = r"(?!省|市|县|区|级|部门|单位|人|年|届|次|条[^例]|款|章[^程]|项|级|企业|公司|合同|协议|地|院|机关|辖区|行政区|系统|行业|案|期)"
_NOTE = r"(?:[（(](?:[^）)\n]{1,12}|(?:原|即|简称|以下)[^）)\n]{1,60})[）)])?"
_TAIL = rf"{_NOTE}[》〉]?{_NOTE}(?:的|所列|所称|规定的)?(?:内容|各项规定|各项政策|有关规定|政策规定|政策)?"
THIS = re.compile(
    rf"此件(?!公开|主动|依申请|不予)|本(?:规范性文件|《[^》\n]{{1,40}}》|{_OTHERTHIS}[〈《]?[\u4e00-\u9fff]{{0,8}}?(?:{_FORMS})){_TAIL}"
)
_SHORT = re.compile(rf"《(?:[\u4e00-\u9fff]{{0,6}}?(?:{_FORMS}))》{_TAIL}")
# 以上措施自…起施行 closes a text of measures; 以上减税政策 is one of them.
_ABOVE = re.compile(
    r"(?:以上|上述)(?:各条|(?:各项|全部|所有|各|若干)?(?:政策措施|政策规定|措施|政策|意见|规定|条款|办法|通知|条))(?:均|统一)?$"
)
_TITLE = re.compile(r"《[^《》\n]{2,80}(?:〈[^〉\n]{1,60}〉[^《》\n]{0,40})?》(?:[（(][^）)\n]{1,40}[）)])?")
_PREPOSITION = "按照据依与和及对在由到将为经以至反合除因凭从于同自把用的原该遵守"
_HEADING = re.compile(
    r"(?:\s|\*|#|[（(]?[一二三四五六七八九十0-9]{1,4}[）)、.．]|第[一二三四五六七八九十百零〇0-9]{1,6}[章条节款项]"
    r"|附[ 　]*则|其[他它]|实施日期|施行日期|有效期限?|执行时间|生效|[（(][^）)\n]{0,80}[）)]|[：:])*"
)
_PUBLISHED = re.compile(
    r"现(?:予|将|已|正式|批准)?[^。；]{0,60}?(?:公布|发布|颁布|印发|下发|转发)|予以(?:公布|发布|印发)|特此(?:通告|公告|通知)|(?:请|望)[^。；，]{0,20}(?:执行|落实)"
)
_HISTORY = re.compile(r"[（(][^（）()]{0,200}(?:公布|发布|颁布|通过|令第?)[^（）()]{0,40}$")
# A history at the head of a text without its brackets: 2010年3月31日…会议批准 2010年3月31日…公告公布.
_HISTORY_LINE = re.compile(rf"{DAY}[^《》。；]{{0,200}}(?:公布|发布|颁布|通过|批准)[，, 　]*$")
# 将第九条修改为：本办法自…: words that another text will hold.
_FOR_ANOTHER = re.compile(
    r"(?:修改为|修订为|改为|调整为|表述为|增加一[条款]|作为第[^，。；]{1,8}[条款])[，,：:]*[“‘]?[^“”‘’]*$"
)
_NAMED_SHORT = re.compile(r"[（(][^（）()]{0,8}(?:以下|下称|简称)")
_REPORTED = re.compile(r"该(?:办法|规定|条例|通知|意见|细则|决定|规则|公告|令)")
_STEPS = re.compile(r"(?:已|经|于|由|业经|自)[^。；]{0,160}(?:通过|批准|同意|审议)")
_THING = re.compile(
    r"证(?!据|监|明事项|券)|执照|许可|合同|协议|资质|资格|批准文件|批复文件|审批表|注册|登记(?!号)|项目|补贴|补助|津贴|优惠|缓缴|减免|税率|费率|待遇"
    r"|名单|称号|牌|检验|包修|三包|过渡期|保险|担保|贷款|聘期|任期|规范性文件|规章(?!制度)|处分|决定书|裁决|判决"
)
_NOTTHIS = re.compile(r"(?:该|此|上述|以上|前述|前款|原|旧|新|其他|调整后的?|修订后的?|修改后的?)[^，。；]{0,12}$")
_WINDOW = 400
PART = "a part of the document"
_PLACE = r"第[一二三四五六七八九十百零〇0-9]{1,6}[章节条款项]"
_PARTS = re.compile(
    rf"(?:^|(?<=[，,；;。：\s]))(?P<lead>其中|但是?|(?:{THIS.pattern})|[，,])*(?:的|中)?"
    rf"(?P<parts>{_PLACE}(?:[、和及与至]?{_PLACE}){{0,12}}|附[件表录][一二三四五六七八九十\d、和及]{{1,12}})(?:的?(?:规定|内容))?$"
)
# …第五条自2025年1月1日起施行，其余条款自公布之日起施行
_REST = re.compile(r"[，,；;]?\s*(?:其余|其他|其它)(?:的)?(?:条款|规定|内容|部分|各条|条文|事项|附件)?$")


@dataclass(frozen=True, slots=True)
class Subject:
    """What a clause speaks of. `start` is where the subject begins; `chained`: taken over from the clause before."""

    about: bool
    start: int
    why_not: str | None = None
    chained: bool = False


def classify(
    text: str,
    sentence: int,
    at: int,
    shape: str,
    *,
    title: str | None,
    before: tuple[Subject, int] | None,
    previous: Subject | None,
) -> Subject:
    """The subject of the clause that begins at `at`, in the sentence that begins at `sentence`.

    `before`: subject and end of the clause before it in the sentence; `previous`: the last subject of the sentence before.
    """
    begin = max(sentence, at - _WINDOW)
    if _inside_quotes(text, begin, at) or _FOR_ANOTHER.search(text, begin, at):
        return Subject(False, at, "words quoted from or for another text")
    if (part := _part_of(text, begin, at, shape, previous)) is not None:
        return Subject(False, part, PART)
    if before and before[0].why_not == PART and _REST.match(text, before[1], at):
        return Subject(True, at)
    if before:
        return _after(text, before, at, title)
    head = _HEADING.match(text, begin, at)
    base = head.end() if head else begin
    prefix = re.sub(r"(?:[ 　]|并|且|将|均|统一|暂|就)+$", "", text[base:at])
    if not prefix:
        return _bare(text, base, at, shape, previous)
    own = _own_subject(prefix, title)
    if own is not None:
        return Subject(True, base + own)
    if shape in ("start", "from_to") and _ABOVE.fullmatch(prefix):
        return Subject(True, base)
    return _carried(prefix, base, at, title, shape)


def _part_of(text: str, begin: int, at: int, shape: str, previous: Subject | None) -> int | None:
    """Where 第五条 or 附件2 begins, of which the clause speaks. 第十三条 alone before 自…起施行 may be the clause's own heading."""
    found = _PARTS.search(text[max(begin, at - 80) : at]) if shape == "start" else None
    if found is None:
        return None
    parts = found["parts"]
    sure = found["lead"] or len(re.findall(_PLACE, parts)) != 1 or parts[-1] in "章节款项"
    stated = previous is not None and previous.about
    return max(begin, at - 80) + found.start() if sure or stated else None


def _inside_quotes(text: str, begin: int, at: int) -> bool:
    opened = text.rfind("“", begin, at)
    return opened > text.rfind("”", begin, at)


# 自甲日起施行，原《乙办法》（某发〔2019〕3号）同时废止，有效期5年: the repeal is said in passing.
_IN_PASSING = re.compile(
    r"[，,；;]\s*(?:原|此前[^，。；]{0,16})?(?:《[^》\n]{2,80}》(?:[（(][^）)\n]{1,60}[）)])?[、和及]?){1,8}(?:同时|同步|相应|即行|一并|自行)?(?:予以)?(?:废止|失效|停止执行)[，,；;]\s*"
)


def _after(text: str, before: tuple[Subject, int], at: int, title: str | None) -> Subject:
    """A clause after another in one sentence: same subject unless it brings its own (…，原许可证有效期至…)."""
    subject, end = before
    if at - end > _WINDOW:
        return Subject(False, at, "another subject")
    between = text[end:at]
    if re.fullmatch(
        r"[ 　\n]*[，,、；（(]?[ 　\n]*(?:并|且|将|其|暂定|暂|均|政策|文件|本文件|同时|以及|和|一直)?[ 　]*(?:[，,])?",
        between,
    ):
        return Subject(subject.about, subject.start, subject.why_not, chained=True)
    if subject.about and _IN_PASSING.fullmatch(between):
        return Subject(True, subject.start, chained=True)
    phrase = re.split(r"[，,；]", between)[-1]
    own = _own_subject(phrase.strip(), title) if phrase else None
    if own is not None:
        return Subject(True, end + between.rfind(phrase) + own, chained=subject.about)
    if (
        subject.about
        and not phrase.strip()
        and not _THING.search(between)
        and "《" not in between
        and len(between) < 120
    ):
        return Subject(True, subject.start, chained=True)
    return Subject(False, at, "another subject")


def _own_subject(prefix: str, title: str | None) -> int | None:
    """Where 本办法 (or the document's own title) begins when it stands directly before the clause; else None."""
    tail_from = max(0, len(prefix) - 90)
    for found in THIS.finditer(prefix, tail_from):
        if found.end() == len(prefix) and _may_start(prefix, found.start()):
            return found.start()
    quoted = None
    for quoted in _TITLE.finditer(prefix, tail_from):
        if quoted.end() == len(prefix) and _names(quoted[0], title):
            return quoted.start()
    return None


def _may_start(prefix: str, at: int) -> bool:
    return at == 0 or prefix[at - 1] not in _PREPOSITION


def _names(quoted: str, title: str | None) -> bool:
    name = re.sub(r"[《》〈〉\s]", "", re.sub(r"》[（(][^）)]*[）)]$", "》", quoted))
    return bool(title) and len(name) >= 6 and name in re.sub(r"[《》〈〉\s]", "", title or "")


def _bare(text: str, base: int, at: int, shape: str, previous: Subject | None) -> Subject:
    """自印发之日起施行 at a sentence's head. A start speaks of the document; a term needs the sentence before it."""
    if previous is not None and not previous.about:
        return Subject(False, at, "the sentence before speaks of something else")
    if shape in ("start", "from_to", "own_stop"):
        return Subject(True, at)
    if previous is not None and previous.about:
        return Subject(True, at)
    around = text[max(0, base - 120) : at]
    if shape == "until" and not _THING.search(around):
        return Subject(True, at)
    return Subject(False, at, "no subject")


def _carried(prefix: str, base: int, at: int, title: str | None, shape: str) -> Subject:
    """A clause after other phrases of its sentence: 本办法由省科技厅负责解释，自印发之日起施行."""
    if shape == "start" and (_HISTORY.search(prefix) or _HISTORY_LINE.match(prefix)):
        return Subject(True, at)
    last = re.split(r"[，,；：:]", prefix)[-1].strip()
    if last and not re.search(r"[，,；：:、 　\n（(]$", prefix):
        reason = (
            "another document" if _TITLE.search(last) or _SHORT.search(last) or "文件" in last else "another subject"
        )
        return Subject(False, at, reason)
    if shape in ("start", "from_to") and _PUBLISHED.search(prefix) and not _REPORTED.search(prefix):
        return Subject(True, at)
    lead = re.match(r"[\s\u3000]*", prefix)
    lead_end = lead.end() if lead else 0
    found = THIS.match(prefix, lead_end) or _last_this(prefix)
    if found and not re.match(r"第|施行|实施|生效|发布前|所称|中|适用于|规定的", prefix[found.end() :]):
        rest = prefix[found.end() :]
        if not _THING.search(rest) and not _NOTTHIS.search(rest):
            return Subject(True, base + found.start())
    passed = shape == "start" and _TITLE.match(prefix, lead_end)
    if passed and _STEPS.search(prefix) and not _NAMED_SHORT.search(prefix[: passed.end() + 60]):
        return Subject(True, at)
    return Subject(False, at, "another subject")


def _last_this(prefix: str) -> re.Match[str] | None:
    """The last 本办法 that begins a phrase, when only phrases about explaining or publishing follow it."""
    result = None
    for found in THIS.finditer(prefix):
        if _may_start(prefix, found.start()):
            result = found
    if result and re.fullmatch(r"由[^，]{1,60}(?:解释|实施)[，,]|[，,]|经[^，]{1,60}[，,]", prefix[result.end() :]):
        return result
    return None
