"""Room: what a government document is. What sentences decide: 对《甲》（某令第1号）、《乙》予以废止; 决定废止《丙》和《丁》."""

from __future__ import annotations

import re
from collections.abc import Iterator

from govdoc.entries import REASON_LABEL, TITLE, Entry, number_in
from govdoc.given_term import given_in

_DOING = (
    r"(?:(?:同时|一并|即行|均|现|正式|一律|自[^，。；]{2,20}起|自?即日起|立即|全部)?(?:予以)?(?P<after>废止|宣布失效|失效|停止执行|修改|修订|保留|继续有效|延长有效期"
    r"|有效期(?:限)?(?:再)?(?:延长|延续)(?:至)?[^，。；]{1,14}|延长至[^，。；]{4,14}|宣布废止))"
)
_AFTER = re.compile(
    rf"(?P<list>《[^。；\n]{{2,1500}}?[》）)](?:等(?:[0-9一二两三四五六七八九十]{{1,4}}(?:件|部|份|个)[^，。；]{{0,20}}|(?:规范性|政策|相关|有关)?文件))?)[ 　]?(?:，|,)?{_DOING}"
)
_BEFORE = re.compile(
    r"(?P<word>(?:拟|决定|现|予以|宣布|，|,|。|^|\n|：|、|并|应当)(?:予以|宣布)?(?P<verb>废止|撤销|保留|宣布失效|失效|修改))(?:以下|下列)?[^《。；，\n]{0,20}(?P<list>《[^。；\n]{2,1500}?》[^。；\n]{0,60})"
)


def running_entries(text: str, start: int, end: int) -> tuple[Entry, ...]:
    """Documents that a sentence decides about: 对《甲》（某令第1号）、《乙》予以废止; 决定废止《丙》."""
    entries: list[Entry] = []
    for at, line in _sentences(text, start, end):
        if "《" not in line or "》" not in line or "\t" in line or re.search(r"未[纳列]入", line):
            continue  # a row of cells is no sentence
        waiting: list[tuple[int, str]] = []
        leading = ""
        for begin, phrase in _phrases(line):
            after, led = _AFTER.search(phrase), _BEFORE.search(phrase)
            if led and not after and not _leads_elsewhere(phrase, led):
                leading, waiting = led["word"], []
                entries += _pieces(phrase, at + begin, led.start("list"), led.end("list"), leading, line)
            elif after and not _about_reason(phrase, after.start("after")):
                for where, earlier in [*waiting, (begin, phrase[: after.end("list")])]:
                    entries += _pieces(earlier, at + where, 0, len(earlier), after["after"], line[begin:])
                leading, waiting = "", []
            elif leading and re.match(r"[ 　]*(?:和|及|以及)?《", phrase):
                entries += _pieces(phrase, at + begin, 0, len(phrase), leading, line)
            elif re.search(r"《", phrase) and not re.search(
                r"根据|依据|按照|依照|为了?(?:贯彻|落实)|精神|要求", phrase
            ):
                waiting.append((begin, phrase))
    return tuple(entries)


def _leads_elsewhere(phrase: str, led: re.Match[str]) -> bool:
    """关于废止《甲》的通知 is a name; 废止理由：依据的《乙》已修订 gives a reason."""
    return phrase[: led.start("verb")].endswith("关于") or bool(REASON_LABEL.search(phrase, 0, led.start("list")))


def _phrases(line: str) -> Iterator[tuple[int, str]]:
    """Parts of a sentence at commas that stand in no bracket."""
    depth = begin = 0
    for n, char in enumerate(line):
        depth += (char in "《（(〈") - (char in "》）)〉")
        if char in "，,；;" and depth <= 0:
            yield begin, line[begin : n + 1]
            begin = n + 1
    yield begin, line[begin:]


def _sentences(text: str, start: int, end: int) -> Iterator[tuple[int, str]]:
    at = start
    for part in re.split(r"(?<=[。；\n\u3000])", text[start:end]):
        yield at, part
        at += len(part)


def _about_reason(line: str, at: int) -> bool:
    return bool(re.search(r"(?:已|被|说明[：:]|因|由于|鉴于)[^，。]{0,4}$", line[:at])) or bool(
        REASON_LABEL.search(line[:at])
    )


def _pieces(line: str, at: int, start: int, end: int, word: str, sentence: str) -> Iterator[Entry]:
    """Each 《title》 of a list with the number beside it. Titles after 根据 are a basis; those of decisions are no targets."""
    titles = list(TITLE.finditer(line, start, end))
    given = given_in(sentence)
    for n, found in enumerate(titles):
        if re.search(r"(?:根据|依据|按照|依照|关于(?:废止|修改)?|由于|因|精神|要求)$", line[: found.start()][-6:]):
            continue
        stop = titles[n + 1].start() if n + 1 < len(titles) else end
        beside = line[found.end() : stop]
        if re.match(r"[（(]", beside) and "号" not in beside[:60]:
            beside = ""
        number = number_in(beside) if re.match(r"[ 　]*[（(]", beside) else None
        if number is None:
            number = (
                number_in(line[(titles[n - 1].end() if n else start) : found.start()][-40:]) if n or start else None
            )
        close = re.match(r"[ 　]*[（(][^）)]{0,60}[）)]", beside)
        stop_at = found.end() + (close.end() if close and number else 0)
        proposed = (
            "拟" if re.search(r"拟[^，。]{0,12}$|拟", sentence[max(0, found.start() - 30) : end + len(word)]) else ""
        )
        yield Entry(
            found[1],
            number,
            at + found.start(),
            at + stop_at,
            proposed + word,
            None,
            given,
        )
