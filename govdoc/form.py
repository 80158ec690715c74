"""Room: what a government document is. The official form (文种) that a title ends with, and the level an issuer stands on."""

from __future__ import annotations

import re

# The 15 forms of 党政机关公文处理工作条例 (中办发〔2012〕14号) art. 8, then the forms of legislation and normative documents.
FORMS = (
    "决议", "决定", "命令", "公报", "公告", "通告", "意见", "通知", "通报", "报告", "请示", "批复", "议案", "复函", "函", "纪要",
    "实施条例", "条例", "实施细则", "细则", "实施办法", "办法", "规定", "规则", "规程", "规范", "准则", "标准", "目录", "清单",
    "实施方案", "方案", "规划", "计划", "要点", "预案", "指南", "解读", "解释", "章程", "法",
)  # fmt: skip
_SAME = {"实施条例": "条例", "实施细则": "细则", "实施办法": "办法", "实施方案": "方案", "复函": "函", "命令": "令"}
_TAIL = re.compile(r"(?:[（(][^（()）]{0,60}[）)]|[〔\[【][^〔\[【〕\]】]{0,60}[〕\]】]|[\s》〉」\"”.…])+$")
_ORDER = re.compile(r"(?:令|第\d{1,5}号令|命令)$")

# A rule of thumb by the words of the name: the most local unit that the name states decides.
_LEVELS = (
    ("township", re.compile(r"[镇乡]人民政府|街道办|[镇乡]党委|村民委员会|居民委员会")),
    ("county", re.compile(r"[县旗区](?:人民)?政府|[县旗区](?!域)\S{0,16}(?:局|办公室|委员会|办|中心)$|(?:自治县|自治旗)|^区")),
    ("city", re.compile(r"[市州盟](?:人民)?政府|[市州盟]\S{0,20}(?:局|办公室|委员会|办|中心|委)$|^市")),
    ("province", re.compile(r"省|自治区|^(?:北京|天津|上海|重庆)市|新疆生产建设兵团|特别行政区")),
    ("national", re.compile(r"国务院|全国|中华人民共和国|^国家|总署|总局|最高人民|中国人民银行|中国\S{1,8}委员会|部$|部办公厅$|中共中央|中央")),
)  # fmt: skip


def form_of(title: str) -> str | None:
    """The form in the title: 「关于印发《临时救助办法》的通知」 gives 通知, 「…办法（试行）」 gives 办法; None when it has none."""
    core = _TAIL.sub("", title.strip()[-500:])
    if _ORDER.search(core):
        return "令"
    for form in FORMS:
        if core.endswith(form):
            return _SAME.get(form, form)
    return None


def level_of(issuer: str) -> str | None:
    """`national`, `province`, `city`, `county` or `township`; None when the name does not tell. 「博山区人民政府」 gives county.

    Municipalities directly under the central government count as provinces (上海市人民政府), their districts as counties.
    """
    if re.match(r"(?:北京|天津|上海|重庆)市(?!\S{1,6}[区县镇乡])", issuer):
        return "province"
    for level, pattern in _LEVELS:
        if pattern.search(issuer):
            return level
    return None
