"""Room: what a government document is. Mentions: a title in 《》 or a bare number, with the number and short name it carries.

《办法》（海关总署令第169号，以下简称《办法》) is one mention; so is 交通部令2005年第11号公布的《…规定》, whose number comes first.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from govdoc.number import FoundNumber, NumberType, find_numbers
from govdoc.quotes import Quoted, find_quoted, note_after, tidy_title


@dataclass(frozen=True, slots=True)
class Mention:
    """`start`–`end` is the whole mention, title, number and note; a bare number has no title."""

    title: str | None
    number: str | None
    short_name: str | None
    start: int
    end: int
    annex: str | None = None


MASK = "\x01"
MAX_NOTES = 3
LONGEST_CHAIN = 12
_SHORT = re.compile(
    r"(?:以下|下文)?(?:分别|统一|一并)?[并统合]?(?:简称|称|下称)(?:为)?[：:]?\s{0,3}(?:[“\"]?《(?P<titled>[^《》]{1,40})》"
    r"|[《“\"「‘〈]?(?P<plain>[^《》“”\"「」‘’〈〉（）()，,。；;、\s]{1,30}))"
)
_SHORT_GUARD = re.compile("以下|下称|简称")
_LOOSE_SHORT = re.compile(
    r"[，,]?\s{0,3}以下(?:统|合)?简?称(?:为)?[：:]?\s{0,3}[《“\"]?([^《》“”\"（）()，,。；\s]{1,30})[》”\"]?[）)]?"
)
_ISSUED = "(?:公布|发布|颁布|印发|下发|制发|转发|批转|批准|公告)"
_TO_TITLE = re.compile(rf"(?:文件?|修[改订正]|{_ISSUED}|施行|实施|[、，,和\s])*的?\s{{0,4}}")
_DAY = r"[\d０-９一二三四五六七八九十〇○零]{4}年(?:[\d０-９一二三四五六七八九十元]{1,3}月[\d０-９一二三四五六七八九十]{1,3}日)?"
# Between two numbers of one history: 公布、根据2014年3月13日(令第218号)修改的 · 号文公布、1998年3月6日以(交水发…)文修改、
_CHAIN = re.compile(
    rf"[文件\s]{{0,3}}(?:{_ISSUED}|施行|实施|(?:第[一二三四五六七八九十]次)?修[改订正])*[、，,；\s]{{0,3}}"
    rf"(?:根据|依据|经|以|由|并|和|又)?\s?(?:{_DAY})?(?:[\u4e00-\u9fff]{{0,14}}以|由|原|根据|经)?"
)
_ABOUT = re.compile(r"[（(](关于.{2,80}的?(?:公告|通知|通告|决定|意见|办法|规定|批复|函))[）)]$", re.S)
_ANNEX = re.compile(r"(?:中)?(?:的)?(附件|附表|附录)[\d一二三四五六七八九十]{0,3}[：:]?\s?$")


@lru_cache(maxsize=4)
def find_mentions(text: str) -> tuple[tuple[Mention, ...], str]:
    """Mentions in order, and the text with every mention masked (same length), so that verbs inside titles stay unread.

    The last texts are remembered: what a document cites and what terms it changes are read from the same mentions.
    """
    titles = find_quoted(text)
    numbers = [n for n in find_numbers(text) if n.number.type is not NumberType.REGISTRATION]
    bare = _outside(numbers, titles)
    mentions: list[Mention] = []
    queue = 0
    for title in titles:
        if mentions and title.start < mentions[-1].end:
            continue
        while queue < len(bare) and bare[queue].end <= title.start:
            queue += 1
        before = bare[max(0, queue - LONGEST_CHAIN) : queue]
        floor = mentions[-1].end if mentions else 0
        mentions.append(_mention(text, title, [n for n in before if n.start >= floor], numbers))
    mentions = _with_bare(text, mentions, bare)
    return tuple(mentions), _masked(text, mentions)


def _outside(numbers: list[FoundNumber], titles: tuple[Quoted, ...]) -> list[FoundNumber]:
    kept, at = [], 0
    for number in numbers:
        while at < len(titles) and titles[at].end <= number.start:
            at += 1
        if at == len(titles) or number.end <= titles[at].start:
            kept.append(number)
    return kept


def _mention(text: str, title: Quoted, before: list[FoundNumber], numbers: list[FoundNumber]) -> Mention:
    end, number, short = _notes(text, title.end)
    start, annex = title.start, None
    if number is None and before:
        first = _number_before(text, before, title.start)
        if first and (match := _ANNEX.search(text[before[-1].end : title.start])):
            annex = match[1] + text[title.start : title.end]
            return Mention(None, first.number.normal, None, before[-1].start, title.end, annex)
        if first:
            # 令第59号修订的《…》: the order changed the document, its own number is another.
            changed = re.match(r"\s?修[改订正]", text[first.end : first.end + 3])
            start, number = first.start, None if changed else first.number.normal
    return Mention(title.title, number, short, start, end)


def _number_before(text: str, before: list[FoundNumber], at: int) -> FoundNumber | None:
    """令第166号公布、根据…令第218号修改的《…》: the first of the chain is the document's number, the rest is its history."""
    last = before[-1]
    between = text[last.end : at]
    if len(between) > 24:
        return None
    if _ANNEX.fullmatch(between):
        return last
    if not _TO_TITLE.fullmatch(between) or re.fullmatch(r"\s*[、，,和]\s*", between):
        return None
    first = last
    if last.start == 0 and not between:
        return None  # 某社发〔2018〕57号《…条例》已…: the text's own number in its head, run into the first line.
    if not between.strip().endswith("的"):
        return last  # 令第396号《…的决定》: the number stands at its own title.
    for earlier in reversed(before[:-1]):
        if not _CHAIN.fullmatch(text[earlier.end : first.start]):
            break
        first = earlier
    return first


def _notes(text: str, at: int) -> tuple[int, str | None, str | None]:
    """End of the notes after a title, the number and the short name in them."""
    number = short = None
    end = at
    for _ in range(MAX_NOTES):
        note = note_after(text, end)
        if note is None:
            break
        inside = text[note[0] + 1 : note[1] - 1]
        if short is None and _SHORT_GUARD.search(inside) and (match := _SHORT.search(inside, _short_at(inside))):
            short = match["titled"] or match["plain"]
        # The bracket goes with it: （原国家经贸委令第13号） keeps its 原.
        found = find_numbers(text[note[0] : note[1]].split("以下", 1)[0])
        if number is None and found:
            number = found[0].number.normal
        end = note[1]
    if number is None and end == at:
        # From the closing 》 on, so that the 和 in 》和某政发〔2019〕7号 is seen to join and not to begin a code.
        direct = find_numbers(text[at - 1 : at + 40])
        between = text[at : at - 1 + direct[0].start].strip() if direct else None
        if direct and between in ("", "《") and direct[0].number.agency:
            # 《甲通知》《工商企字［1992］第283号》: the number in marks of its own.
            number, end = direct[0].number.normal, at - 1 + direct[0].end
            end += text[end : end + 1] == "》" and between == "《"
    if short is None and (match := _LOOSE_SHORT.match(text, end)):
        short, end = match[1], match.end()
    return end, number, short


def _short_at(inside: str) -> int:
    match = _SHORT_GUARD.search(inside)
    return match.start() if match else 0


def _with_bare(text: str, mentions: list[Mention], bare: list[FoundNumber]) -> list[Mention]:
    """Numbers that no mention took, each with the title its own bracket gives: 公告2022年第15号（关于防止…的公告）."""
    merged: list[Mention] = []
    at = 0
    for number in bare:
        while at < len(mentions) and mentions[at].end <= number.start:
            merged.append(mentions[at])
            at += 1
        if at < len(mentions) and number.end > mentions[at].start:
            continue
        title, end = None, number.end
        note = note_after(text, number.end)
        if note and (match := _ABOUT.fullmatch(text[note[0] : note[1]])):
            title, end = tidy_title(match[1]), note[1]
        if not merged or merged[-1].end <= number.start:
            merged.append(Mention(title, number.number.normal, None, number.start, end))
            while at < len(mentions) and mentions[at].start < end:
                at += 1  # a title inside the bracket's title is a part of that name
    return merged + mentions[at:]


def _masked(text: str, mentions: list[Mention]) -> str:
    pieces, at = [], 0
    for mention in mentions:
        pieces.append(text[at : mention.start])
        pieces.append(MASK * (mention.end - mention.start))
        at = mention.end
    return "".join([*pieces, text[at:]])
