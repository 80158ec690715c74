"""Room: what a government document is. What the text itself says of its number, issuers, date, region and form, with evidence.

Most imported records state none of these as fields; they stand in the text. What the source states is never overwritten.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date

from govdoc.dates import find_dates
from govdoc.document import Document, Evidence
from govdoc.form import form_of
from govdoc.number import find_numbers

HEAD = 400
TAIL = 400
# An organ's name as it stands before 关于 in a title or above the date at the end.
_ORGAN_END = (
    r"人民政府办公厅|人民政府办公室|人民政府|政府办公厅|政府办公室|街道办事处|办事处|委员会办公室|委员会|办公厅|办公室|总署|总局|管理局|监督局|分局|局|厅|"
    r"人民法院|人民检察院|法院|检察院|国务院|银行|管委会|指挥部|领导小组|工作组|领导小组办公室|常务委员会|部|署|委|院|中心|总会|协会|总队|支队|联合会"
)
_ORGAN = re.compile(rf"[\u4e00-\u9fff（）()、\s]{{1,90}}?(?:{_ORGAN_END})(?=$|[\s、]|关于|印发|转发|令|公告|通告)")
_TITLE_HEAD = re.compile(
    rf"^\s*(?P<organs>[\u4e00-\u9fff（）()、,，\s]{{2,120}}?(?:{_ORGAN_END}))\s*(?=关于|印发|转发|令|公告|通告|办公室关于)"
)
_SPLIT = re.compile(r"[\s、,，]+")
_SPACED = re.compile(r"(?<!\S)\S(?:\s+\S)+(?!\S)")
_NOT_OWN = re.compile(
    r"(?:根据|依据|按照|依照|贯彻|落实|执行|废止|转发|参照|印发的?|公布的?|发布的?|修订|修改|[》〉（(，、和及与])\s*$"
)
_AFTER_DATE = re.compile(r"^[\s）)】\]]*(?:印发|发布|公布)?\s*(?:[（(]此件[^）)]{0,12}[）)]|[（(](?:主动|依申请|不予)公开[）)]|附件|附：|附表|抄送|相关|政策解读|扫一扫|$)")  # fmt: skip
_REGION = re.compile(
    r"^(?:中华人民共和国)?(?P<province>[\u4e00-\u9fff]{2,3}省|[\u4e00-\u9fff]{2,6}自治区|(?:北京|天津|上海|重庆)市)?"
    r"(?P<city>[\u4e00-\u9fff]{2,7}?(?:自治州|地区|[州盟]|市(?!场|政|民)))?(?P<county>[\u4e00-\u9fff]{1,7}?(?:自治县|新区|[县旗]|区(?!域)|市(?!场|政|民)))?"
)


@dataclass(frozen=True, slots=True)
class Identified:
    """`document` with its gaps filled; `evidence` has one entry per filled field (issuers may have several)."""

    document: Document
    evidence: tuple[tuple[str, Evidence], ...] = ()


def identify(document: Document) -> Identified:
    """Fill number, issued_on, issuers, region and form from title and text, each with the words it was read from."""
    found: list[tuple[str, Evidence]] = []
    filled = document
    if document.form is None and (form := form_of(document.title)):
        filled = replace(filled, form=form)
    if document.number is None and (own := _own_number(document)):
        filled = replace(filled, number=own[0])
        found.append(("number", own[1]))
    if not document.issuers:
        names, where = _issuers(document)
        filled = replace(filled, issuers=names)
        found.extend(("issuers", evidence) for evidence in where)
    if document.issued_on is None and (day := _issued_on(document)):
        filled = replace(filled, issued_on=day[0])
        found.append(("issued_on", day[1]))
    if document.region is None and (region := _region(filled)):
        filled = replace(filled, region=region)
    return Identified(filled, tuple(found))


def _own_number(document: Document) -> tuple[str, Evidence] | None:
    """A number in the title, or standing free at the head of the text: 「冀人社规［2016］9号经省政府同意…」.

    One after 根据, after a title in 《》 or inside brackets is a cited document's.
    """
    if not document.title.endswith("解读"):
        for one in find_numbers(document.title):
            if not _NOT_OWN.search(document.title[: one.start].rstrip("（(〔[【")):
                return one.number.normal, _evidence(document, "title", one.start, one.end)
    head = document.text[:HEAD]
    for one in find_numbers(head):
        before = head[: one.start]
        if one.end >= HEAD or _NOT_OWN.search(before) or "《" in before[-80:] or "。" in before:
            continue
        return one.number.normal, _evidence(document, "text", one.start, one.end)
    return None


def _issuers(document: Document) -> tuple[tuple[str, ...], tuple[Evidence, ...]]:
    """The organs before 关于 in the title, else those above the date at the end: 「博山区人民政府\\n2017年3月1日」."""
    if match := _TITLE_HEAD.match(document.title):
        names = _names(match["organs"])
        if names:
            return names, (_evidence(document, "title", match.start("organs"), match.end("organs")),)
    signed = _signature(document)
    if signed is None:
        return (), ()
    day_start = signed[0]
    lines = document.text[max(0, day_start - 160) : day_start].splitlines(keepends=True)
    names_found: list[str] = []
    evidence: list[Evidence] = []
    position = day_start
    for line in reversed(lines):
        position -= len(line)
        name = line.strip()
        if not name and not names_found:
            continue
        if not _ORGAN.fullmatch(name) or len(name) > 60:
            break
        start = position + line.index(name)
        names_found = [*_names(name), *names_found]
        evidence.append(_evidence(document, "text", start, start + len(name)))
    return tuple(names_found), tuple(reversed(evidence))


def _issued_on(document: Document) -> tuple[date, Evidence] | None:
    """The day under the signature; a day far above the end is some other day."""
    signed = _signature(document)
    if signed is None or not _signed_by(document, signed[0]):
        return None
    return signed[2], _evidence(document, "text", signed[0], signed[1])


def _signature(document: Document) -> tuple[int, int, date] | None:
    """Start, end and day of the date that closes the text, before 附件, 此件公开发布 or nothing."""
    text = document.text
    offset = max(0, len(text) - 20_000)
    for one in reversed(find_dates(text[offset:])):
        start, end = one.start + offset, one.end + offset
        if one.until is None and _AFTER_DATE.match(text[end : end + 40]) and _is_signed(text, start):
            return start, end, one.date
        if len(text) - end > TAIL and "附" not in text[end : end + 60]:
            return None
    return None


def _signed_by(document: Document, day_start: int) -> bool:
    """Whether the organ above the date is an issuer; in 转发 the forwarded text ends with the signature of its own author."""
    title = _TITLE_HEAD.match(document.title)
    line = document.text[max(0, day_start - 60) : day_start].rstrip().rpartition("\n")[2].strip()
    if title is None or not line or len(line) > 40 or line.endswith("。"):
        return title is None or "转发" not in document.title
    names = [re.sub(r"\s", "", name) for name in (title["organs"], line)]
    return (
        names[1].endswith(names[0])
        or names[0].endswith(names[1])
        or any(n in names[1] for n in _names(title["organs"]))
    )


def _is_signed(text: str, start: int) -> bool:
    """A signature's date stands on a line of its own or right behind an organ's name, never inside a sentence."""
    before = text[max(0, start - 60) : start]
    line = before.rpartition("\n")[2].strip()
    return not line or bool(re.search(rf"(?:{_ORGAN_END})$", line)) or line.endswith("。")


def _names(organs: str) -> tuple[str, ...]:
    """The single names; a name printed with a space between all its characters (河 北 省 教 育 厅) is closed up first."""
    organs = _SPACED.sub(lambda run: re.sub(r"\s", "", run[0]), organs)
    return tuple(dict.fromkeys(name for part in _SPLIT.split(organs) if len(name := part.strip("（）()")) > 1))


def _region(document: Document) -> str | None:
    """The place in front of an issuer's name: 「山东省淄博市博山区人民政府」 gives 山东省淄博市博山区.

    A title counts for its province only: 城市 and 开发区 at its head look like places.
    """
    for issuer in document.issuers:
        match = _REGION.match(issuer)
        if match and (place := "".join(part or "" for part in match.group("province", "city", "county"))):
            return place
    title = _REGION.match(document.title)
    return title["province"] if title else None


def _evidence(document: Document, part: str, start: int, end: int) -> Evidence:
    return Evidence(document.id, document.version, part, start, end, document.part(part)[start:end])
