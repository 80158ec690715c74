"""Room: what a government document is. Lists in a sentence: which of its documents one verb governs.

《甲》、2010年5月1日市政府发布的《乙》和《丙》第三条同时废止 is one list; a decision that only tells how the next document came about
(根据《…的决定》修正的《丁》) belongs to none. Sentences come masked, see `mentions.MASK`.
"""

from __future__ import annotations

import re

from govdoc.mentions import MASK

DATE = r"(?:[\d０-９]{4}年[\d０-９]{1,2}月[\d０-９]{1,2}日|[〇○零一二三四五六七八九]{4}年[一二三四五六七八九十]{1,2}月[一二三四五六七八九十]{1,3}日)"
ENACTED = "(?:发布|公布|颁布|印发|制定|下发|批准|通过|修订|修改|修正|出台|转发|实施|施行|执行|发文)"
_ORGAN = rf"[^{MASK}。，,]{{0,24}}(?:院|部|厅|局|委|署|会|府|室|组|中心|省|市|县|区|原|我省|我市|的)"
_BY = rf"{DATE}[^{MASK}。，,]{{0,12}}?(?:以|由|经|原)?"
# What may stand between two documents of one list: 《甲》第三条、2010年5月1日市政府发布的《乙》; words without a separator join nothing but
# an organ's name, so that 《甲》已公布，某部印发的《乙》 is no list.
_JOIN = re.compile(
    rf"(?:文件?)?(?:(?:中)?的?(?:第[^，。；{MASK}]{{1,16}}[条款项]|附[件表录][^，。；、{MASK}]{{0,6}})(?:的?(?:规定|内容))?|及其[^，。；、{MASK}]{{1,12}})?\s{{0,3}}(?:"
    rf"(?:(?:[、，,;；和及与并]\s?){{1,4}}(?:以及)?|以及)\s?(?:|[^{MASK}。]{{0,200}}{ENACTED}(?:、?(?:施行|实施|试行))?的"
    rf"|(?:[^{MASK}。]{{0,200}}{ENACTED}[、，,])?{_BY}|{_ORGAN})"
    rf"|{_ORGAN}|)\s{{0,3}}"
)
# 根据《…的决定》第二次修正的《丙》: the decision is a step in 丙's own history.
_STEP = re.compile(r"(?:第[一二三四五六七八九十\d]{1,3}次)?(?:予以)?修[正订改](?P<more>的|[、，,])")
_BACKGROUND = "\x02"
# Words that end a list: what stands before them belongs to another clause.
_BREAK = re.compile(
    "根据|依据|按照|依照|废止|失效|停止|决定[，,]|要求|精神|制定了|如下|执行[，,。]|施行[，,]|修改为|予以"
)


def steps_of(masked: str, spans: list[tuple[int, int]]) -> set[int]:
    """Mentions that only tell how the next document came about: 根据《决定》第一次修正、根据《决定》第二次修正的《丙》."""
    found: set[int] = set()
    for at in range(len(spans) - 2, -1, -1):
        end, following = spans[at][1], spans[at + 1][0]
        step = _STEP.match(masked, end, min(following, end + 20))
        if not step or following - end > 120:
            continue
        if (step["more"] == "的" and not masked[step.end() : following].strip()) or (
            step["more"] != "的" and at + 1 in found
        ):
            found.add(at)
    return found


def without(masked: str, spans: list[tuple[int, int]]) -> str:
    """The sentence with these mentions as plain words."""
    for start, end in spans:
        masked = masked[:start] + _BACKGROUND * (end - start) + masked[end:]
    return masked


def lists_of(masked: str, spans: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Index ranges of mentions that one verb governs: 《甲》、《乙》和某部发布的《丙》."""
    groups: list[tuple[int, int]] = []
    for at, (start, _) in enumerate(spans):
        between = masked[spans[at - 1][1] : start] if at else ""
        joined = at and len(between) <= 260 and _JOIN.fullmatch(between) and not _BREAK.search(between)
        if joined and groups:
            groups[-1] = (groups[-1][0], at)
        else:
            groups.append((at, at))
    return groups
