"""Room: what a government document is. What a sentence does with the documents it names: repeal, amend, rest on, carry out.

Each reader sees the masked sentence (`mentions.MASK` stands where a document is named), so only the sentence's own words count.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from govdoc.mentions import MASK, Mention
from govdoc.sentence_lists import DATE, ENACTED, lists_of, steps_of, without


@dataclass(frozen=True, slots=True)
class Reading:
    """What one mention is found to be. `part` names the annexes, articles or subject when only a part is meant."""

    relation: str = "cites"
    direction: str = "out"
    part: str | None = None


_ITEM = r"[第\d０-９一二三四五六七八九十百、，,和及至条款项章节目附件表录（）()\s－—-]"
_PART = (
    rf"(?:中)?的?\s?(?P<part>除{_ITEM}{{1,40}}(?:以外|之外|外)|附[件表录](?:{_ITEM}{{1,40}})?(?:“[^”。]{{1,40}}”)?|第{_ITEM}{{1,60}}(?:的?(?:规定|内容))?"
    rf"|(?:有关|相关|关于|部分|涉及|对)[^，。；{MASK}]{{0,50}}?(?:规定|内容|条款|部分|要求|禁令|政策|措施|事项|限制|警示|警示通报))"
)
_COUNT = r"(?:等[\d０-９一二三四五六七八九十百]{1,4}[件个部项份][^，。；]{0,16}|等[^，。；]{0,16})"
_ACT = (
    r"(?P<act>废止|失效|停止(?:执行|施行|实施|使用)|不再(?:执行|适用|施行|有效)|终止执行|终止(?=[，。；]|$)|作废|撤销)"
)
_HOW = (
    rf"(?:同时|同步|同日|全文|因[^，。；{MASK}]{{2,20}}[，,]|即行|一并|相应|也|均|亦|即|现|已|已经|宣布|全部|予以|自行|自动|自然|立即|随之|作|决定|依法|正式|一律|再|将|应当|"
    rf"本{{1}}[^，。；]{{1,12}}之日起|自本[^，。；]{{1,14}}(?:之日|之时)起|自(?:发布|公布|印发|通过)之日起|自?即日起|自{DATE}起?|从{DATE}起?|于{DATE}|"
    rf"执行[到至]{DATE}(?:止)?|有效期限?已?届?满后?|经[^，。；{MASK}]{{1,20}}(?:批准|同意)|到期后?|[，,、\s])"
)
_ENDS = re.compile(
    rf"[）)]?\s?(?:文件|文|决定)?(?:及其[^，。；{MASK}]{{1,14}}?)?{_COUNT}?(?:{_PART})?(?:的?规定)?{_HOW}{{0,8}}{_ACT}"
)
_STARTS = re.compile(
    rf"(?<!拟)(?:废止|宣布失效|停止执行|撤销)(?:了|下列|以下)?(?:{DATE}[^，。；、]{{0,12}}?{ENACTED}的)?[^，。；、]{{0,6}}$"
)
_ONLY = re.compile(_PART)
# 取消《甲办法》第三条 repeals an article; 取消《收费许可证》 no document.
_STRIKES = re.compile(r"(?<!拟)(?:(?P<drops>取消)|删[去除])(?:了)?$")
_LIFT = re.compile(r"(?:解除|取消)[^，。；]{0,12}$")
_LIFTED = re.compile(
    r"\s?(?:中|项下)?的?(?P<part>(?:有关|关于|对)[^，。；]{1,60}?(?:禁令|限制|措施|要求|警示通报|警示)|[^，。；]{0,20}(?:禁令|限制))"
)
# 自即日起解除《甲县关于森林防火的禁火令》。: a ban as a whole.
_FREED = re.compile(r"(?:解除|撤除)(?:了|执行|实施)?$")
_DONE = re.compile(r"[）)]?\s?(?=[，,。；;\n]|$)")
_PROPOSED = re.compile("拟(?:对|予以|废止|于)|研究|适时|计划|不再将|不得|不应|未|建议|可以|提出|征求意见|是否|如果|若")
# 《甲》废止前已受理的 speaks of a time and repeals nothing.
# So do 废止的项目 and 失效的许可证; 关于《甲》失效的通知 does repeal.
_TIME_ONLY = re.compile(r"(?:之)?(?:前|后|时|以前|以后)(?!续)|的(?!(?:通知|公告|决定|通告|命令|令|意见|批复|函))")
_CONDITIONAL = re.compile(
    r"(?:^|[。；;，,])[^。；;，,]{0,6}(?:待|等)[^。；;，,]{2,40}[后时][，,][^，。；]{0,6}$"
    r"|(?:逾期|届期|届时|到期|期满|期限届满)(?:后|前)?(?:仍|尚)?[未不没][^，。；]{1,24}[，,][^，。；]{0,6}$"
)
_CONFLICTING = re.compile(r"(?:不一致|相抵触|抵触|不符|冲突)的?[，,]?[^，。；]{0,4}$")
_WISH = re.compile(
    r"(?:适时|及时|尽快|抓紧|推动|推进|加快|研究|建议|拟|计划|启动|开展|组织|配合|争取|积极|需要|应当|可以|提出|申请|要求|提请|参与|负责|做好|制定(?:或者|或|和|、)|或者)[^，。；、]{0,6}$"
)
_OVERRIDE = re.compile(
    r"\s?(?:中|的)?[^，。；]{0,16}(?:与|同|和)本[^，。；]{1,14}(?:不一致|抵触|不符|冲突)的?[^。；]{0,20}(?:以本|按本|依照本|适用本)"
)
_REPLACED = re.compile(r"\s?(?:已?被|已?由)本?[^，。；]{0,20}(?:代替|取代|替代)")
_REPLACING = re.compile(r"(?:代替|取代|替代)(?:原|了)?(?:[^，。；]{0,20}的)?$")
_HISTORY_TITLE = re.compile("(?:修改|修订|修正|废止)")
_HISTORY_AFTER = re.compile(
    r"[^，。；作进拟]{0,12}?(?:第[一二三四五六七八九十\d]{1,2}次)?(?:修正|修订|修改|予以修[改正订])(?![^，。；]{0,4}(?:如下|为))"
)
_AMEND_BEFORE = re.compile(r"(?<!拟)(?:修改|修订|修正)(?:了|完善)?$")
_AMEND_AFTER = re.compile(
    rf"{_COUNT}?[^。；，{MASK}]{{0,30}}?[，,]?(?:现)?(?:作出?|进行|予以|做出?)(?:了)?(?:如下|以下|相应|部分)?(?:修改|修订|修正)"
    rf"(?![^，。；]{{0,8}}(?:的[，,]|之?后|之?时|之?前))"
    rf"|(?:的?第[^，。；]{{1,20}}条)?[^，。；{MASK}]{{0,20}}(?:修改为|修订为)"
    rf"|的?第[^，。；]{{1,20}}[条款项](?:予以)?删[去除]"
)
_EXPLAINED_BEFORE = re.compile(r"(?:对|就|关于)$")
_EXPLAINED_AFTER = re.compile(
    r"(?:的?第[^，。；]{1,40}[条款项])?[^，。；]{0,20}?(?:(?:作出?|进行|做出?)如下解释|[，,]?(?:现)?解释如下)"
)
_IMPLEMENT = re.compile(
    r"(?:贯彻落实|贯彻实施|贯彻执行|贯彻|落实|(?:为|为了|推动|推进|深入|全面|组织)实施)(?:好|了)?(?P<who>[^，。；]{0,80})$"
)
_BASIS = re.compile(r"(?P<word>根据|依据|遵照|按照|依照)(?P<or>或者?参照)?(?P<who>[^，。；]{0,80})$")
_WHO = re.compile(
    r"|.{0,78}(?:院|部|厅|局|委|署|会|府|室|省|市|县|区|央|国|行|等|[关有]|[和及与、]|印发的|发布的|公布的|下发的|制定的|出台的|修订的|令|我|《|\d|日)"
)
_ENACTS = re.compile("制定|制订|订立|修订本|[公通解批函规布答]?[告知释复定]?如下|决定|解释|提出|编制|现就|公告|通知")
# 本报告根据《条例》要求编制。
_DRAWS_UP = re.compile(r"(?:的?(?:有关|相关)?(?:规定|要求|精神))?[^，。；]{0,4}(?:编制|起草|拟定|拟订|编写)")
_CLAUSE_END = re.compile(
    r"(?:等[^，。；]{0,30})?(?:及其?[^，。；]{0,20})?(?:第[^，。；]{1,20}[条款项])?(?:的?(?:有关|相关)?[^，。；]{0,8}(?:规定|要求|精神|部署|文件))?[^，。；]{0,8}[，,：:]"
)


_NUMBERED = r"(?:\d{1,3}[.、．)）]?|[（(]?[一二三四五六七八九十\d]{1,4}[）)、.．])"
_HEADING = re.compile(
    rf"(?P<act>废止|失效|停止执行)[^。；{MASK}]{{0,14}}[：:]\s{{0,6}}{_NUMBERED}?[^，。；：:{MASK}]{{0,16}}$"
)
_NEXT_ITEM = re.compile(
    rf"[^{MASK}。：:]{{0,12}}(?:[；;。]?\s{{0,6}}{_NUMBERED}[^{MASK}。：:；，]{{0,16}}|[；;、和，]?\s{{0,6}})"
)


def listed_relations(masked: str, mentions: tuple[Mention, ...]) -> dict[int, str]:
    """Relations that a heading gives to the items under it (下列文件同时废止：1.《甲》 2.《乙》), by index of the mention."""
    found: dict[int, str] = {}
    carried: str | None = None
    for at, mention in enumerate(mentions):
        heading = _HEADING.search(masked[max(0, mention.start - 60) : mention.start])
        if heading:
            lead = masked[max(0, mention.start - 100) : mention.start]
            carried = None if _PROPOSED.search(lead) else _relation_of(heading["act"])
        elif carried:
            between = masked[mentions[at - 1].end : mention.start]
            carried = carried if len(between) <= 60 and _NEXT_ITEM.fullmatch(between) else None
        if carried:
            found[at] = carried
    return found


def _relation_of(act: str) -> str:
    return "lapses" if act == "失效" else "repeals" if act in ("废止", "作废", "撤销") else "stops"


def read_sentence(masked: str, mentions: list[Mention], offset: int) -> list[Reading]:
    """One reading per mention; `masked` is the sentence, `offset` its place in the text."""
    spans = [(m.start - offset, m.end - offset) for m in mentions]
    steps = steps_of(masked, spans)
    if steps:
        masked = without(masked, [spans[at] for at in steps])
        kept = [m for at, m in enumerate(mentions) if at not in steps]
        others = iter(read_sentence(masked, kept, offset))
        return [Reading() if at in steps else next(others) for at in range(len(mentions))]
    readings = [Reading() for _ in mentions]
    for first, last in _parted(masked, spans):
        before, after = (
            masked[max(0, spans[first][0] - 120) : spans[first][0]],
            masked[spans[last][1] : spans[last][1] + 600],
        )
        for at in range(first, last + 1):
            readings[at] = _read(before, after, mentions[at])
        _own_parts(masked, spans, readings, first, last)
    return [replace(r, part=r.part or m.annex) for r, m in zip(readings, mentions, strict=True)]


def _parted(masked: str, spans: list[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """The lists of a sentence. 根据《甲》，《乙》已废止 are two, though a comma joins them: a basis is not repealed."""
    for first, last in lists_of(masked, spans):
        comma = next((at for at in range(last, first, -1) if masked[spans[at - 1][1]] in "，,"), None)
        based = _BASIS.search(masked[max(0, spans[first][0] - 60) : spans[first][0]])
        if comma and based and _ENDS.match(masked, spans[last][1], spans[last][1] + 200):
            yield first, comma - 1
            yield comma, last
        else:
            yield first, last


def _read(before: str, after: str, mention: Mention) -> Reading:
    return (
        _read_repeal(before, after)
        or _read_amendment(before, after, mention)
        or _read_interpretation(before, after)
        or _read_override(before, after)
        or _read_basis(before, after)
        or Reading()
    )


def _read_repeal(before: str, after: str) -> Reading | None:
    clause = re.split("[，,。；]", before)[-1]
    if _LIFT.search(clause) and (match := _LIFTED.match(after)):
        return Reading("lifts", part=match["part"])
    if _FREED.search(clause) and _DONE.match(after):
        return Reading("lifts")
    if before.endswith("被"):
        return None
    if match := _ENDS.match(after[:200]):
        if _PROPOSED.search(clause) or "拟" in match.group() or _TIME_ONLY.match(after, match.end()):
            return None
        if _CONDITIONAL.search(before) or re.search("到期后|期满后|届满后|应当", match.group()):
            return None  # not yet: 待新办法出台后即行废止
        if _CONFLICTING.search(before):
            return Reading("overrides")
        part = (match["part"] or "").strip(" ，,、") or None
        return Reading(_relation_of(match["act"]), part=part)
    return _read_order(before, clause, after)


def _read_order(before: str, clause: str, after: str) -> Reading | None:
    """The verb stands first: 废止《甲办法》, or only 废止《甲办法》第三条; 取消 and 删去 always speak of a part."""
    if _PROPOSED.search(clause):
        return None
    only = _ONLY.match(after[:160])
    part = only["part"].strip(" ，,、") if only else None
    if match := _STARTS.search(before):
        word = match.group()
        return Reading("lapses" if "失效" in word else "stops" if "停止" in word else "repeals", part=part)
    if part and (match := _STRIKES.search(before)):
        return Reading("repeals" if match["drops"] else "amends", part=part)
    return None


def _read_amendment(before: str, after: str, mention: Mention) -> Reading | None:
    if _HISTORY_AFTER.match(after) and (mention.title is None or _HISTORY_TITLE.search(mention.title)):
        return Reading("amends", "inverse")
    if re.match(r"的决定[^，。；]{0,6}(?:修正|修订)", after):
        return Reading("amends", "inverse")
    if re.search("(?:按照|依照|根据|依据|参照|按)$", before):
        return None
    if _AMEND_AFTER.match(after[:120]):
        return Reading("amends")
    if mention.title is None and not before.endswith("对"):
        return None
    changing = _AMEND_BEFORE.search(before)
    if changing and (
        _WISH.search(before[: changing.start()]) or re.match(r"(?:应当|应|时|需|必须|之?前|之?后)", after)
    ):
        return None
    return Reading("amends") if changing else None


def _read_interpretation(before: str, after: str) -> Reading | None:
    """现对《甲条例》第三条作如下解释：; a policy interpretation is told by its kind, see `citations`."""
    return Reading("interprets") if _EXPLAINED_BEFORE.search(before) and _EXPLAINED_AFTER.match(after[:120]) else None


def _read_override(before: str, after: str) -> Reading | None:
    if _OVERRIDE.match(after[:120]):
        return Reading("overrides")
    if _REPLACED.match(after[:60]) or _REPLACING.search(before):
        return Reading("replaces")
    return None


def _read_basis(before: str, after: str) -> Reading | None:
    if (match := _IMPLEMENT.search(before)) and _WHO.fullmatch(match["who"]):
        return Reading("implements")
    match = _BASIS.search(before)
    if not match or match["or"] or not _WHO.fullmatch(match["who"]):
        return None
    prefix = before[: match.start()]
    duty = re.search(r"(?:应当|可以|必须|有权)[^。；]*$|(?:应|并|由|要|须)$", prefix)
    weak = match["word"] in ("按照", "依照", "遵照") or duty
    rest = after[:400]
    if _enacts(rest):
        return Reading("based_on")
    return Reading("based_on") if not weak and (_CLAUSE_END.match(rest) or _DRAWS_UP.match(rest)) else None


def _enacts(after: str) -> bool:
    return bool(re.search(r"制定|制订|订立|特?作(?:出)?如下|如下|现[就将予]|决定[：:，,]|研究决定", after))


_FILE = re.compile("^[）)]?文件?(?=[中的第附有相关部涉])")
_PARTLY = ("repeals", "lapses", "stops", "lifts", "amends")


def _own_parts(masked: str, spans: list[tuple[int, int]], readings: list[Reading], first: int, last: int) -> None:
    """In a list each document has the part that stands behind it: 《甲》第二条、《乙》同时废止, 《甲》、《乙》第三条同时废止."""
    for at in range(first, last):
        own = (
            _ONLY.match(_FILE.sub("", masked[spans[at][1] : spans[at + 1][0]]))
            if readings[at].relation in _PARTLY
            else None
        )
        readings[at] = replace(readings[at], part=own["part"].strip(" ，,、和及") if own else None)
