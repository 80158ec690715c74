"""Room: what a government document is. Is it a normative document (行政规范性文件)? With the item of the provision that says no (U15).

The list of what is none is 山东省行政规范性文件制定和监督管理办法 (省政府令第353号, in force 2024-02-01), art. 3; other places
exclude the same. Where neither the title nor the column tells, the answer is None: a person has to read it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from govdoc.document import Document, Evidence, Kind
from govdoc.interpretation import is_interpretation

PROVISION = "山东省行政规范性文件制定和监督管理办法（省政府令第353号）第三条"
LIST = (
    "内部执行的管理规范、工作制度、机构编制、会议纪要、工作方案、请示报告、表彰奖惩、人事任免等文件，"
    "对具体事项作出的行政处理决定，以及…技术操作规程、行业技术标准等不适用"
)
"""Art. 3 as far as it could be checked; … stands for words that were not."""

_TAIL = r"(?:[（(][^）)]{1,20}[）)])*[》〉”]?(?:的(?:通知|函|公告|通报))?$"
_MAKES_RULES = r"(?![^》]*(?:办法|规定|细则|规则|条例|意见|措施))"
_ABOUT = rf"{_MAKES_RULES}[^》]{{0,80}}(?:决定|通知|通报|命令|令|公告)$"
EXCLUDED: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("会议纪要", re.compile(rf"(?P<w>(?:会议)?纪要){_TAIL}")),
    (
        "工作方案",
        re.compile(
            r"(?P<w>工作方案|实施方案|行动方案|行动计划|工作计划|工作要点|要点|工作安排|任务分工|分工方案|立法计划)"
            + _TAIL
        ),
    ),
    ("请示报告", re.compile(rf"(?P<w>请示|报告){_TAIL}")),
    (
        "表彰奖惩",
        re.compile(
            rf"(?P<w>表彰|表扬|嘉奖|奖励|授予|(?<!地名)(?<!路名)(?<!道路)(?<!街路)命名|记功|处分|通报批评){_ABOUT}|关于[^》]{{0,80}}(?P<v>通报){_TAIL}"
        ),
    ),
    ("人事任免", re.compile(rf"(?P<w>任免|任命|免去|免职|任职|聘任|聘用){_ABOUT}")),
    (
        "机构编制",
        re.compile(
            rf"(?P<w>机构编制|主要职责|内设机构|领导小组|协调小组|工作专班|联席会议|指挥部|议事协调机构){_ABOUT}"
        ),
    ),
    (
        "对具体事项作出的行政处理决定",
        re.compile(
            rf"(?P<v>(?:地名|路名|道路|街路)命名){_ABOUT}|(?P<w>批复|复函|(?:处罚|处理|许可|复议|强制执行)决定书?){_TAIL}"
        ),
    ),
    ("技术操作规程、行业技术标准", re.compile(rf"(?P<w>操作规程|技术规程|技术标准|技术规范){_TAIL}")),
    ("内部执行的管理规范、工作制度", re.compile(rf"(?P<w>工作制度|值班制度|学习制度|内部[^》]{{0,20}}制度){_TAIL}")),
)
_NAMED = re.compile(
    r"(?P<w>办法|规定|细则|规则|意见|通告|措施|决定)(?:[（(][^）)]{1,12}[）)])*[》〉]?(?:的通知|的公告)?$"
)
_DRAFT = re.compile(r"征求[^》]{0,40}意见|意见征集|征集[^》]{0,40}意见|征求意见稿|送审稿|草案")
_ON_OTHERS = re.compile(r"关于(?:修改|废止|修订|清理|宣布)[^》]{0,80}[《〈]?.{0,80}(?:决定|通知|公告)$")
# Government orders and statutes are no 规范性文件: the rules about terms do not reach them.
_STATUTE = re.compile(r"(?:条例|(?<!办)法)(?:[（(][^）)]{1,20}[）)])*$")
_ORDER = re.compile(
    r"令\s{0,2}(?:[〔［\[（(]?(?:19|20)\d{2}年?[〕］\]）)]?)?\s{0,2}第?\s{0,2}[\d一二三四五六七八九十百零〇]{1,4}\s{0,2}号"
)
_PASSED = re.compile(r"(?:常务|全体|部务|局务|署务|委务|行务|党组|政府第)[^。；]{0,16}会议[^。；]{0,16}通过")
_CITED_BEFORE = re.compile(r"根据|依据|按照|贯彻|《[^》]*$|》[（(]?[^。]{0,20}$")


@dataclass(frozen=True, slots=True)
class Normative:
    """`verdict` None: it cannot be told. `item`: the item of `PROVISION` that excludes it, empty where another reason does.

    `reason` is one Chinese sentence; `evidence` quotes the words of the title, or a field, that decide.
    """

    verdict: bool | None
    reason: str
    item: str = ""
    evidence: Evidence | None = None

    @property
    def basis(self) -> str:
        """The reason with the provision it rests on."""
        return f"{self.reason}（{PROVISION}：「{LIST}」）" if self.item else self.reason


def classify(document: Document) -> Normative:
    """「云川市2024年工作要点」 → no, 工作方案; 「云川市节水办法」 → yes; 「关于做好防汛工作的通知」 → None."""
    if is_interpretation(document):
        return Normative(False, "是解读材料，不是文件本身")
    if document.kind is Kind.LAW or _is_statute(document):
        return Normative(False, "是法律、法规或者规章，不属于行政规范性文件")
    return _by_title(document) or _by_source(document)


def _by_title(document: Document) -> Normative | None:
    title = document.title.strip()
    if found := _DRAFT.search(title):
        return Normative(False, f"标题有“{found[0]}”，尚未制定", evidence=_quote(document, found))
    if found := _ON_OTHERS.search(title):
        return Normative(False, "只修改、废止或者清理其他文件，本身不设定规则", evidence=_quote(document, found))
    for item, pattern in EXCLUDED:
        if found := pattern.search(title):
            if found["w"] in _PLANS and _listed_as_normative(document):
                reason = f"标题有“{found['w']}”，原网站却列为规范性文件，需要人工判断"
                return Normative(None, reason, evidence=_quote(document, found, found["w"]))
            word = found["w"] or found["v"] if "v" in pattern.groupindex else found["w"]
            return Normative(False, f"标题有“{word}”，属于“{item}”", item, _quote(document, found, word))
    if found := _NAMED.search(title):
        return Normative(
            True, f"标题以“{found['w']}”为名，是规范性文件使用的名称", evidence=_quote(document, found, found["w"])
        )
    return None


_PLANS = ("实施方案", "行动方案", "行动计划")
"""Some plans bind people outside (职称制度改革实施方案): there a site's column may know better than the title."""


def _listed_as_normative(document: Document) -> bool:
    return document.kind is Kind.NORMATIVE or bool(document.registration_number)


def _by_source(document: Document) -> Normative:
    if document.registration_number:
        return Normative(
            True, f"有统一登记号 {document.registration_number}", evidence=_field(document, "registration_number")
        )
    if document.kind is Kind.NORMATIVE:
        return Normative(True, "原网站列在规范性文件栏目")
    return Normative(None, "从标题和栏目看不出，需要人工判断")


def _is_statute(document: Document) -> bool:
    """A law, a regulation, or a government order: 河北省人民政府令〔2009〕第5号, 已经省政府第3次常务会议通过，现予公布."""
    if _STATUTE.search(document.title.strip()) or "令" in (document.number or ""):
        return True
    head = document.text[:300]
    order = _ORDER.search(head)
    named = order and not _CITED_BEFORE.search(head[: order.start()])
    return bool(named) or ("现予" in head and bool(_PASSED.search(head)))


def _quote(document: Document, found: re.Match[str], word: str | None = None) -> Evidence:
    lead = len(document.title) - len(document.title.lstrip())
    start = lead + (found.start() if word is None else found.string.rindex(word))
    end = start + len(word or found[0])
    return Evidence(document.id, document.version, "title", start, end, document.title[start:end])


def _field(document: Document, name: str) -> Evidence:
    value = document.part(f"field:{name}")
    return Evidence(document.id, document.version, f"field:{name}", 0, len(value), value)
