"""Room: what a government document is. Personal data in a published text: identity numbers, bank cards, telephones. Pure.

公布前应当去掉的个人信息（个人信息保护法第二十八条、政府信息公开条例第十五条）. A number is taken for what its own check digit says, and for
nothing where the words beside it name something else: document and index numbers, credit codes, accounts of offices,
hot-lines and the telephones of offices are no personal data.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from govdoc.check_digits import is_credit_code, is_identity, luhn

LABELS = {
    "identity": "身份证号码",
    "card": "银行卡号",
    "mobile": "手机号码",
    "home": "住宅电话",
    "contact": "作为联系方式公布的手机号码",
}
"""`contact`: an office may have published it on purpose; somebody should ask the person all the same."""

_WIDE = str.maketrans("０１２３４５６７８９Ｘｘ－", "0123456789XX-")
_ADDRESS = re.compile(
    r"(?:https?://|www\.)[^\s\u3000\u4e00-\u9fff]+|[\w.+-]+@[\w.-]+|/[\w./-]*\.(?:s?html?|pdf|docx?|xlsx?)", re.ASCII
)
_LONG = re.compile(r"\d(?:[ -]?\d){6}")
"""Nothing here is shorter than a telephone of seven digits."""
_SIDE = r"[0-9A-Za-z]"
_RUN = re.compile(rf"(?<!{_SIDE})(?<![*/＊〔\[-])\d(?:[ -]?\d){{13,19}}(?:[ -]?[Xx])?(?!{_SIDE})(?!\s*[*/＊]|[-－]\d)")
_MOBILE = re.compile(
    r"(?<![0-9A-Za-z./*〕\]-])(?:\+?86[- ]?)?1(?:3\d|4[014-9]|5[0-35-9]|6[2567]|7[0-8]|8\d|9[0-35-9])([- ]?)\d{4}\1\d{4}(?![0-9A-Za-z*]|[-.]\d)"
)
_LANDLINE = re.compile(r"(?<![0-9A-Za-z-])(?:0\d{2,3}[- ]?)?[2-8]\d{6,7}(?![0-9A-Za-z-])")
_HOME = re.compile(r"(?:住宅|家庭|家中|宅)\s*(?:固定)?电话(?:号码)?\s*[:：]?\s*$|宅电\s*[:：]?\s*$")
_CODE = re.compile(
    r"(?:信用代码|组织机构代码|机构代码|索引号|文号|编号|编码|代码|序号|备案号|许可证号|执照号?|合同号|项目号|单号|证书号|注册号|登记号|档案号"
    r"|设备号|批号|案号|发票号码?|税号|识别号|准考证号?|报名号|流水号|订单号|ISBN|QQ群?|微信号?|图号)\s*(?:为|是)?\s*[:：（(]?\s*$"
)
_OFFICE_ACCOUNT = re.compile(r"(?:开户|户名|收款单位|对公|账户名称|专户|财政|汇款|缴款|基本户)[^。\n]{0,60}$")
_CARD_WORD = re.compile(r"(?:卡号|银行卡|借记卡|信用卡|储蓄卡|一卡通|存折|个人账[号户]|社保卡)")
_IDENTITY_WORD = re.compile(r"身份证|公民身份|证件号")
_CONTACT = re.compile(
    r"(?:联系|咨询|监督|举报|投诉|服务|值班|报名|受理|求助|报警|办公|热线|预约|手机|移动)?(?:电话|方式|热线)|联\s*系\s*人|传\s*真|电\s*话"
)
_AMOUNT = re.compile(r"\s*(?:万|亿|元|股|吨|千瓦|平方|立方|公里|亩|人民币)")
_CARDS = {"62": (16, 17, 18, 19), "60": (16, 19), "95": (16, 19), "35": (16,), "4": (16,), "5": (16,)}
"""First digits → lengths of cards: UnionPay, old bank issues, JCB, Visa, Mastercard (GB/T 14504, ISO/IEC 7812-1)."""


@dataclass(frozen=True, slots=True)
class Personal:
    """`kind` is a key of LABELS; `masked` keeps four characters in front and two behind, so that nobody can use it."""

    kind: str
    start: int
    end: int
    masked: str


def find_personal(text: str) -> tuple[Personal, ...]:
    """In order of place; no two overlap. 「张某，身份证号：110101199003074477」 → identity, 1101************77."""
    wide = text.translate(_WIDE)
    if not _LONG.search(wide):
        return ()
    plain = _ADDRESS.sub(lambda match: " " * len(match[0]), wide)
    found = sorted((*_long_numbers(plain), *_telephones(plain)), key=lambda one: one.start)
    return tuple(one for at, one in enumerate(found) if at == 0 or one.start >= found[at - 1].end)


def _long_numbers(text: str) -> Iterator[Personal]:
    for match in _RUN.finditer(text):
        number = re.sub(r"[ -]", "", match[0]).upper()
        before, line = text[max(0, match.start() - 60) : match.start()], _line(text, match.start())
        kind = _kind_of(number, before, line, spaced=len(match[0]) != len(number))
        if kind and not _AMOUNT.match(text, match.end()):
            yield Personal(kind, match.start(), match.end(), mask(number))


def _kind_of(number: str, before: str, line: str, *, spaced: bool) -> str | None:
    """The label right before a number says most; then its own check digit. Parted digits need a word that names them."""
    named = _IDENTITY_WORD.search(line)
    if _CODE.search(before) or (is_credit_code(number) and not named):
        return None
    if is_identity(number) and (named or (len(number) == 18 and not spaced)):
        return "identity"
    if not number.isdecimal() or not _is_card(number) or _OFFICE_ACCOUNT.search(before):
        return None
    by_word = _CARD_WORD.search(line) is not None
    return "card" if by_word or (number.startswith("62") and len(number) in (16, 19) and not spaced) else None


def _is_card(number: str) -> bool:
    return any(number.startswith(head) and len(number) in lengths for head, lengths in _CARDS.items()) and luhn(number)


def _telephones(text: str) -> Iterator[Personal]:
    for match in _MOBILE.finditer(text):
        before = text[max(0, match.start() - 30) : match.start()]
        if not _CODE.search(before) and not _AMOUNT.match(text, match.end()):
            kind = "contact" if _CONTACT.search(before.rpartition("\n")[2]) else "mobile"
            yield Personal(kind, match.start(), match.end(), mask(re.sub(r"[ -]", "", match[0])))
    for match in _LANDLINE.finditer(text):
        if _HOME.search(text[max(0, match.start() - 12) : match.start()]):
            yield Personal("home", match.start(), match.end(), mask(match[0]))


def masked(text: str) -> str:
    """The text with the digits of everything personal covered; places stay where they are."""
    covered = list(text)
    for one in find_personal(text):
        inside = range(one.start + 4, one.end - 2)
        covered[one.start + 4 : one.end - 2] = ["*" if text[at].isdecimal() else text[at] for at in inside]
    return "".join(covered)


def mask(number: str) -> str:
    """13812345678 → 1381*****78."""
    return f"{number[:4]}{'*' * (len(number) - 6)}{number[-2:]}"


def _line(text: str, at: int) -> str:
    """What stands around a place: the line, at most 80 characters before; of a table the head of the column may be far above."""
    start = max(text.rfind("\n", 0, at) + 1, at - 80)
    return text[start : at + 40]
