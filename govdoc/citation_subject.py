"""Room: what a government document is. Of the documents a text names: which is the text itself, and which does it explain?"""

from __future__ import annotations

import re
from dataclasses import replace

from govdoc.mentions import MASK, Mention
from govdoc.relations import Reading

_FORM_WORDS = "办法|规定|规则|细则|条例|意见|决定|通知|通告|公告|通报|方案|规划|纲要|措施|政策|政策措施|指南|指引|标准|规范|批复|函|解释|法|章程|制度|预案|计划|清单|目录|要点|决议|协定|公约|报告"
GENERIC = re.compile(
    rf"(?:本|该|新|原|旧|两个|总体|实施|管理|暂行|若干|指导|工作|行动|试行|暂行管理|实施管理|补充|监督管理)?(?:{_FORM_WORDS})"
)
_MAKES = re.compile(
    r"(?:制定|制订|研究制定|起草|编制|形成|修订|修改完善|出台|印发|发布|公布|颁布|下发)(?:出台|印发|并印发|发布|形成)?了?"
    r"(?:我[省市县区厅局委]|本[省市县区])?(?:新的|新版|新修订的)?$"
)
_ISSUES = re.compile(
    r"(?:制定|制订|起草|编制|形成|修订)(?:出台|印发|并印发|发布|形成)?了?(?:我[省市县区厅局委]|本[省市县区])?$"
)
_NOW = re.compile(r"(?:现将|现[予]?以?(?:发布|公布|印发)|关于(?:印发|发布|公布|颁布))[^，。；]{0,20}$")
_HANDED_OUT = re.compile(
    r"[^。；]{0,60}?(?:现予(?:以)?(?:发布|公布|印发)|现印发|印发给|现(?:发布|公布)|请[^，。]{0,10}(?:遵照|贯彻)执行)"
)
_PASSED = re.compile(r"[，,]?(?:已|业)[经于由]?[^。；]{0,50}(?:通过|审议|批准|同意)")
_SUPERIOR = re.compile(r"(?:国务院(?!令)|中共中央|党中央|全国人大|中办|国办)[^，。；]{0,30}$")
_EXPLAINS = re.compile(r"[^。]{0,80}?(?:解读|现就[^。]{0,20}说明|问答|解答)")
_EXPLAINS_TITLE = re.compile(r"(?:的)?(?:政策|有关|相关|文件|图文)?(?:解读|问答|解答|说明|一图读懂)")
# 现将《甲办法》《乙办法》和《丙办法》印发给你们: what is said of one is said of all of them.
_LISTED_BEFORE = re.compile(rf"(?:{MASK}++[、，和及与]?(?:以及)?)++$")
_LISTED_AFTER = re.compile(rf"^(?:[、，和及与]?(?:以及)?{MASK}++)++")
# 某政办字〔2017〕73号各市（含…）人民政府: the letter begins.
_ADDRESSED = re.compile(r"\s{0,8}各(?:市|县|区|镇|乡|街道|省|设区|有关|部门|单位|直属|委|局|科)")
_GOES_ON = re.compile(
    r"\s?(?:[文、和及与的中已于自同以对第（(]|规定|要求|印发|发布|公布|执行|附[件表]|有效|继续|废止|失效)"
)


def is_own(mention: Mention, reading: Reading, before: str, after: str, title: str | None) -> bool:
    """The text's own title, in a document that is no interpretation: 制定了《…》，现予公布."""
    if reading.relation not in ("cites", "based_on", "implements"):
        return False
    if title and mention.title and _same(title, mention.title):
        return True
    if reading.relation == "cites" and mention.number is None:
        before, after = _LISTED_BEFORE.sub("", before), _LISTED_AFTER.sub("", after)
    if mention.title is None:
        return reading.relation == "cites" and (_alone(before, after) or _heads(mention, after))
    if mention.number is None and _NOW.search(before):
        return True
    if _PASSED.match(after):
        return True
    return bool(_ISSUES.search(before) and (_HANDED_OUT.match(after) or mention.number is None))


def _alone(before: str, after: str) -> bool:
    """A number on a line of its own is the document's, in its head."""
    return not before.rsplit("\n", 1)[-1].strip() and not after.split("\n", 1)[0].strip() and "\n" in after


def _heads(mention: Mention, after: str) -> bool:
    """The same where the page lost its line breaks: 某社规〔2016〕9号经省政府同意，现就…."""
    if _ADDRESSED.match(after):
        return True
    coded = "〔" in (mention.number or "") and "令" not in (mention.number or "")
    return coded and mention.start == 0 and not _GOES_ON.match(after)


def _same(title: str, mentioned: str) -> bool:
    own, other = _bare(title), _bare(mentioned)
    return own == other or (len(other) >= 6 and (f"印发{other}的" in own or own.endswith(other)))


def _bare(title: str) -> str:
    return re.sub(r"[《》〈〉<>\s“”\"]", "", title)


def explained(mention: Mention, reading: Reading, before: str, after: str, title: str | None) -> Reading:
    if mention.title is None:
        return reading
    named = title and len(_bare(mention.title)) >= 6 and _bare(mention.title) in _bare(title)
    if named and reading.relation in ("cites", "implements", "based_on"):
        return Reading("interprets", part="!")
    if reading.relation != "cites":
        return reading
    if _EXPLAINS_TITLE.match(after) or _EXPLAINS.match(after.split("\x01")[0]):
        return Reading("interprets", part="!")
    if _MAKES.search(before) and not _SUPERIOR.search(before):
        return Reading("interprets", part="?")
    return reading


def one_subject(found: list[tuple[Mention, Reading]]) -> list[tuple[Mention, Reading]]:
    """An interpretation explains what its title or 解读 names; only without that, what it says was issued (`part` ? )."""
    sure = any(r.part == "!" for _, r in found)
    maybe = [m for m, r in found if r.part == "?"]
    named = [m for m in maybe if m.short_name or not GENERIC.fullmatch(m.title or "")]
    chosen = [m for m in named if m.short_name] or named or maybe
    settled = []
    for mention, reading in found:
        if reading.part == "?" and (sure or mention not in chosen):
            reading = Reading()
        settled.append((mention, replace(reading, part=None) if reading.relation == "interprets" else reading))
    return settled
