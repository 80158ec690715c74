"""Room: what a government document is. Entries of clean-up lists: rows of tables, numbered items, flattened tables, sentences."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from govdoc.given_term import NOTHING, GivenTerm, given_in
from govdoc.number import find_numbers
from govdoc.terms import DAY, read_count


@dataclass(frozen=True, slots=True)
class Entry:
    """One document in a list. `outcome`: the words of its own result column or sentence, when it has any; `given`: the term they give."""

    title: str
    number: str | None
    start: int
    end: int
    outcome: str = ""
    reason: str | None = None
    given: GivenTerm = NOTHING


TITLE = re.compile(r"《((?:[^《》]|《[^《》]*》){2,200})》")
REASON_LABEL = re.compile(r"(?:说明|理由|原因|备注|废止理由|清理理由|失效理由|废止原因)[ 　]*[：:]")
_FIELD = re.compile(
    r"(?:发文单位|发布单位|制定机关|制定单位|发布机关|印发单位|实施单位|主办单位|起草单位|发文机关|发文时间|发布时间|发布日期|印发时间|施行日期|文[ 　]?号|发文字号|公布日期)[^：:\n]{0,12}[：:]"
)
_RAW_NUMBER = re.compile(r"(?:文[ 　]?号|发文字号)[^：:\n]{0,4}[：:][ 　]*(?P<n>[^\n\u3000 ；;，。]{3,40})")
_OUTCOME = re.compile(
    r"(?:拟|建议|宣布|予以|继续|修改后)?(?:保留|废止|失效|修改|修订|有效|延长有效期|延期|继续执行|继续有效|继续适用)(?:有效期)?(?:(?:延长)?至[^\s，。；]{4,14})?"
)
_SERIAL = re.compile(
    r"(?<![0-9０-９〔［\[﹝年月\-—.．第/])(?P<n>[0-9]{1,3})"
    r"(?:(?P<dot>[ 　]{0,2}[.、．][ 　]{0,2})(?=[《“\"〈（(\[［〔\u4e00-\u9fff]|[0-9]{2,4}[\u4e00-\u9fff])"
    r"|[ 　\t]{0,12}(?=[《“\"〈（(\[［〔\u4e00-\u9fff])(?![年月日号件条章项个批期届次部份元页岁名户人]|个月|[（(]年))"
)
# （1）《甲办法》；（2）《乙办法》。
_BRACKETED = re.compile(r"[（(](?P<n>[0-9]{1,3})(?P<dot>[）)])[ 　]?(?=[《“\"〈\u4e00-\u9fff])")
_CN_SERIAL = re.compile(
    r"(?:^|(?<=[\n\u3000。；）)”]))[ 　]*(?:(?P<n>[一二三四五六七八九十]{1,3})、|[（(](?P<m>[一二三四五六七八九十]{1,3})[）)](?![^\n]{0,24}[0-9][.、．]))[ 　]*(?=[^\n。；]{4,120}?(?:[（(][^）)\n]{4,40}号|》))"
)


def read_title(text: str) -> str:
    """A title for comparing: no brackets 《》, no spaces."""
    return re.sub(r"[《》〈〉<>\s\u3000]", "", text)


_FORM_END = re.compile(
    r"(?:办法|规定|细则|条例|规则|意见|通知|通告|公告|决定|方案|规划|措施|规范|标准|制度|章程|预案|计划|批复|函|解释|目录|清单|指南|规程|命令|令|要点|法|纲要)"
    r"(?:[（(][^（）()]{1,20}[）)]){0,2}$"
)


def is_document(entry: Entry, text: str) -> bool:
    """An entry with a number, in 《》, or named like a document: 「有规范的名称」 in a list of conditions is none."""
    return bool(entry.number or "《" in text[entry.start : entry.end] or _FORM_END.search(entry.title))


def number_in(text: str) -> str | None:
    found = find_numbers(text)
    if found:
        return found[0].number.normal
    raw = _RAW_NUMBER.search(text)
    return raw["n"].strip("，。；") if raw else None


def lines_of(text: str, start: int, end: int) -> Iterator[tuple[int, str]]:
    at = start
    for line in text[start:end].split("\n"):
        yield at, line
        at += len(line) + 1


def split_title(raw: str) -> tuple[str, str | None]:
    """Title and number of one cell or item: 《甲办法》（某政发〔2010〕1号）, 甲办法某政发〔2010〕1号, 某政发〔2010〕1号甲办法."""
    found = find_numbers(raw)
    quoted = TITLE.search(raw)
    if quoted and found and found[0].end <= quoted.start() and _FORM_END.search(_before(raw, found[0].start)):
        quoted = None  # 甲办法云政发〔2008〕3号已被《乙条例》替代: what follows the number is a reason
    if quoted and re.match(r"的|实施|执行|有关|补充|修改|若干|施行|解释|说明|操作|配套", raw[quoted.end() :]):
        quoted = None
    if quoted and (quoted.start() < 4 or not re.match(r"关于|[^《]{0,60}(?:关于|转发|印发)", raw)):
        return quoted[1], number_in(raw[quoted.end() :]) or number_in(raw[: quoted.start()])
    if not found:
        return raw.strip(" 　，。；、\n\t"), number_in(raw)
    first = found[0]
    before, after = _before(raw, first.start), raw[first.end :].lstrip(" 　，；、）)〕]\n\t")
    title = before if len(before.strip()) >= 4 else after
    return title.strip(" 　，；、\n\t"), first.number.normal


def _before(raw: str, at: int) -> str:
    """What stands before a number, without the bracket that it opened: 甲办法（1999年3月1日 → 甲办法."""
    return re.sub(r"[（(][^（）()]*$", "", raw[:at]).rstrip(" 　，；、（(〔[\n\t")


def list_entries(text: str, start: int, end: int, *, loose: bool = True) -> tuple[Entry, ...]:
    """Numbered items, on lines of their own or run together: 1《甲》某发〔2017〕1号2《乙》某发〔2018〕15号.

    `loose`: without serials, lines that look like documents count too.
    """
    spans = _serial_spans(text, start, end)
    if not spans and loose:
        lines = [(at, line) for at, line in lines_of(text, start, end) if _is_item(line)]
        if not lines and (said := _IN_A_SENTENCE.match(text, start, end)):
            lines = [(said.start("list"), said["list"])]
        spans = [span for at, line in lines for span in _side_by_side(line, at)]
    entries = (_item(text, at, stop) for at, stop in spans)
    return tuple(entry for entry in entries if entry)


def _side_by_side(line: str, at: int) -> Iterator[tuple[int, int]]:
    """《甲办法》（云政发〔2010〕1号）、《乙办法》；: several documents in one line."""
    begin = 0
    for cut in _BETWEEN.finditer(line):
        yield at + begin, at + cut.start()
        begin = cut.end()
    yield at + begin, at + len(line)


_BETWEEN = re.compile(
    r"(?<=[》）)条款项])[ 　]?[、；;和及]{1,2}[ 　]?(?=《|[\u4e00-\u9fff]{2,10}[〔\[（(][12][0-9]{3})"
)
# 宣布以下文件失效：《甲办法》（云政发〔2010〕1号）、《乙办法》。
_IN_A_SENTENCE = re.compile(
    r"[：: 　]*(?P<list>(?:《|[\u4e00-\u9fff]{2,10}[〔\[][12][0-9]{3})[^。\n]{8,1500}[》）)])(?=[。\n]|等|$)"
)
# （五）《甲办法》（某政发〔2016〕1号）。 closes a list.
_LONE_TITLE = re.compile(r"(?:[（(][一二三四五六七八九十]{1,3}[）)])?《[^》]{4,120}》(?:[（(][^（）()]{0,60}[）)])?。")


def _is_item(line: str) -> bool:
    """A line of a list whose serials are drawn by the word processor, so that they are not in the text."""
    plain = line.strip()
    return (
        6 <= len(plain) <= 200
        and ("。" not in plain or bool(_LONE_TITLE.fullmatch(plain)))
        and bool(re.match(r"《", plain) or find_numbers(plain[-45:]))
        and "附件" not in plain[:3]
    )


def _serial_spans(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """Items whose serials count up by one: digits inside titles and numbers are not taken for serials."""
    chinese = _of_one_style(list(_CN_SERIAL.finditer(text, start, end)))
    arabic = min(
        (_counting(text, start, end, shape) for shape in (_SERIAL, _BRACKETED)),
        key=lambda found: found[:1] or [(end, end)],
    )
    if chinese and (not arabic or chinese[0].start() < arabic[0][0]) and _serial_of(chinese[0]) == 1:
        begins = _counting_up(chinese)
    else:
        begins = arabic
    spans = []
    for n, (_, body) in enumerate(begins):
        stop = begins[n + 1][0] if n + 1 < len(begins) else _end_of_last(text, body, end)
        spans.append((body, stop))
    return spans


def _serial_of(found: re.Match[str]) -> int | None:
    return read_count(found["n"] or found["m"])


def _of_one_style(found: list[re.Match[str]]) -> list[re.Match[str]]:
    """一、 or （一）, as the first item has it."""
    return [one for one in found if bool(one["n"]) is bool(found[0]["n"])]


def _counting_up(found: list[re.Match[str]]) -> list[tuple[int, int]]:
    """一、二、三 in order: 「四、壮大中药产业」 quoted from an amended text is no item."""
    begins: list[tuple[int, int]] = []
    expected = 1
    for match in found:
        if _serial_of(match) == expected:
            begins.append((match.start(), match.end()))
            expected += 1
    return begins


def _counting(text: str, start: int, end: int, serial: re.Pattern[str]) -> list[tuple[int, int]]:
    begins: list[tuple[int, int]] = []
    expected = 1
    for found in serial.finditer(text, start, end):
        restart = found["n"] == "1" and expected > 1 and _restarts(text, found)
        if int(found["n"]) != expected and not restart:
            continue
        glued = (
            not found["dot"]
            and found.start() > start
            and text[found.start() - 1] not in "\n\u3000 \t号）)》】〕表注录件称果由明期止效留改"
        )
        if (
            glued
            and expected > 1
            and text[found.end()] != "《"
            and not find_numbers(text[found.end() : found.end() + 80])
        ):
            continue
        begins.append((found.start(), found.end()))
        expected = int(found["n"]) + 1
    return begins


def _restarts(text: str, found: re.Match[str]) -> bool:
    """A second list under the same heading begins with 1 again; the numbered edits inside an amendment do not."""
    after = text[found.end() : found.end() + 90]
    if re.match(r"将|删|第|修改|增加|原|在", after) or not ("《" in after[:30] or find_numbers(after)):
        return False
    return text[found.start() - 1] in "\n\u3000\t号称注表录件"


def _end_of_last(text: str, body: int, end: int) -> int:
    """The last item of a list ends with its paragraph; the signature after it does not belong to it."""
    stop = re.compile(
        r"\n(?![ 　]*(?:发文|发布|文[ 　]?号|说明|理由|原因|制定|备注))|。(?![^\n]{0,3}》)|[ 　]{3,}+(?![\u4e00-\u9fff]{1,12}[〔［（(\[][12][0-9]{3})|特此"
    ).search(text, body, end)
    return stop.start() if stop and stop.start() > body else end


_LONE_SERIAL = re.compile(r"[ 　]*(?:[（(][0-9０-９]{1,3}[）)]|[①-⑳]|[0-9]{1,3}[）)])?[ 　]*")
# 关于印发…办法的通知（责任科室：职建科，2024年底前完成）
_DATED = re.compile(rf"[ 　]+{DAY}[ 　]*$")
_ASIDE = re.compile(r"[（(][^（）()]{0,60}[：:][^（）()]{0,60}[）)]$")


def _item(text: str, at: int, stop: int) -> Entry | None:
    if serial := _LONE_SERIAL.match(text, at, stop):
        at = serial.end()
    raw = text[at:stop]
    label = REASON_LABEL.search(raw)
    head = raw[: label.start()] if label else raw
    reason = raw[label.end() :].strip(" 　\n；;") if label else None
    field = _FIELD.search(head)
    title, number = split_title(
        head[: field.start()]
        if field
        else head.split("\n")[0]
        if "\n" in head and _complete(head.split("\n")[0])
        else head
    )
    if field and number is None:
        number = number_in(head[field.start() :])
    if field is None and (number is None or "\n" in head):
        number = number_in(re.sub(r"\s*\n\s*", "", head))
    title = _DATED.sub("", _ASIDE.sub("", title))
    title = re.sub(r"\s+", "", title) if len(title) < 200 else title[:200]
    outcome = ""
    tail = _OUTCOME.fullmatch(_tail(head)) if field is None else None
    if tail:
        outcome = tail[0]
        if title.endswith(outcome) and "《" not in head:
            title = title[: -len(outcome)]
    if len(title) < 4:
        return None
    end = at + len(raw.rstrip(" 　\n\t；;"))
    return Entry(title, number, at, end, outcome, reason, given_in(raw))


def _complete(line: str) -> bool:
    """The first line of an item that needs no other: a title in 《》, or a number with a title that ends in a form."""
    title, number = split_title(line)
    whole = line.rfind("（") <= line.rfind("）") and line.rfind("(") <= line.rfind(")")
    return whole and ("》" in line or bool(number and _FORM_END.search(title)))


def _tail(head: str) -> str:
    """What follows the document number or the closing 》 and bracket of an item: the cell of its result."""
    cut = max(head.rfind("号"), head.rfind("》"), head.rfind("）"), head.rfind(")"))
    return head[cut + 1 :].strip(" 　\n\t，。；：:") if cut >= 0 else ""
