"""Room: what a government document is. Citations: which documents a text names, and what it does with them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from govdoc.mentions import Mention, find_mentions
from govdoc.relations import Reading, listed_relations, read_sentence
from govdoc.unwrap import unwrap


@dataclass(frozen=True, slots=True)
class Citation:
    """`relation`: cites, based_on, implements, amends, replaces, repeals, lapses, stops, lifts, overrides, interprets.

    `direction` is `out`, or `inverse` where a history note names the decision that changed the document at hand. `number`
    is in print form. `scope` is `whole`, or `part` with `part` naming the annexes or articles (附件2、6、17、20).
    `text[start:end] == quote`, offsets in characters.
    """

    relation: str
    direction: str
    title: str | None
    number: str | None
    short_name: str | None
    scope: str
    part: str | None
    start: int
    end: int
    quote: str


# A verb further away than this is not looked for, so that a page without a full stop costs linear time.
REACH = 400
_SENTENCE_END = re.compile(
    r"[。！？；;]|\n\s*\n|\n(?=[ \t\u3000]{0,8}(?:第[一二三四五六七八九十百\d]{1,5}[条章]|[一二三四五六七八九十]{1,3}、|[（(][一二三四五六七八九十]{1,3}[）)]|\d{1,3}[.、．]))"
    r"|(?<=[：:])\n"
)
_TRIAL = re.compile(r"[（(][^（）()]{0,12}[）)]$")
# Forms, ledgers, certificates, newspapers: printed in 《》 and no documents.
_NO_DOCUMENT = re.compile(
    r"(?:证|证书|证明|执照|凭证|牌照|[登申审呈统一报备调记汇评考计检批]\w{0,4}表|表|簿|台[账帐]|日志|记录|笔录|档案|手册|名册|花名册|(?<![清名])单|回执|存根|"
    r"收据|发票|卡|日报|晚报|早报|时报|周报|月报|(?<![公通])报|杂志|周刊|合同|合同书|协议书|标志|"
    r"(?:申请|通知|决定|意见|报告|承诺|责任|说明|任务|证明|委托|保证|认定|申报|建议|批准|鉴定|告知|确认|同意|裁定|判决|备案|计划|许可|检验|介绍|授权|登记|报名|聘|声明)书)$"
)
_FORM_WORDS = "办法|规定|规则|细则|条例|意见|决定|通知|通告|公告|通报|方案|规划|纲要|措施|政策|政策措施|指南|指引|标准|规范|批复|函|解释|法|章程|制度|预案|计划|清单|目录|要点|决议|协定|公约|报告"
_GENERIC = re.compile(
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
_GOES_ON = re.compile(
    r"\s?(?:[文、和及与的中已于自同以对第（(]|规定|要求|印发|发布|公布|执行|附[件表]|有效|继续|废止|失效)"
)
STRENGTH = (
    "cites",
    "implements",
    "based_on",
    "overrides",
    "replaces",
    "amends",
    "interprets",
    "stops",
    "lapses",
    "lifts",
    "repeals",
)


def find_citations(text: str, kind: str | None = None, title: str | None = None) -> tuple[Citation, ...]:
    """The documents that `text` names, in order of first mention, each once with its strongest relation.

    With `kind` interpretation one of them is what the text explains. `title` is the text's own: it is not listed.
    """
    lines = unwrap(text)
    return tuple(lines.in_place(text, c) for c in _find(lines.text, kind, title))


def _find(text: str, kind: str | None, title: str | None) -> tuple[Citation, ...]:
    mentions, masked = find_mentions(text)
    explains = kind == "interpretation"
    listed = {mentions[at]: relation for at, relation in listed_relations(masked, mentions).items()}
    found: list[tuple[Mention, Reading]] = []
    for start, end, inside in _sentences(masked, mentions):
        sentence = masked[start:end]
        readings = read_sentence(sentence, inside, start)
        for mention, reading in zip(inside, readings, strict=True):
            if reading.relation == "cites" and mention in listed:
                reading = Reading(listed[mention])
            before, after = (
                masked[max(start, mention.start - 120) : mention.start],
                masked[mention.end : min(end, mention.end + REACH)],
            )
            if explains:
                reading = _explained(mention, reading, before, after, title)
            elif _is_own(mention, reading, before, after, title):
                continue
            found.append((mention, reading))
    return _merge(text, _one_subject(found) if explains else found, explains)


def _sentences(masked: str, mentions: tuple[Mention, ...]) -> Iterator[tuple[int, int, list[Mention]]]:
    ends = [m.end() for m in _SENTENCE_END.finditer(masked)]
    ends.append(len(masked))
    at, start = 0, 0
    for end in ends:
        inside: list[Mention] = []
        while at < len(mentions) and mentions[at].start < end:
            inside.append(mentions[at])
            at += 1
        if inside:
            yield start, end, inside
        start = end


def _is_own(mention: Mention, reading: Reading, before: str, after: str, title: str | None) -> bool:
    """The text's own title, in a document that is no interpretation: 制定了《…》，现予公布."""
    if reading.relation not in ("cites", "based_on", "implements"):
        return False
    if title and mention.title and _same(title, mention.title):
        return True
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
    coded = "〔" in (mention.number or "") and "令" not in (mention.number or "")
    return coded and mention.start == 0 and not _GOES_ON.match(after)


def _same(title: str, mentioned: str) -> bool:
    own, other = _bare(title), _bare(mentioned)
    return own == other or (len(other) >= 6 and (f"印发{other}的" in own or own.endswith(other)))


def _bare(title: str) -> str:
    return re.sub(r"[《》〈〉<>\s“”\"]", "", title)


def _explained(mention: Mention, reading: Reading, before: str, after: str, title: str | None) -> Reading:
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


def _one_subject(found: list[tuple[Mention, Reading]]) -> list[tuple[Mention, Reading]]:
    """An interpretation explains what its title or 解读 names; only without that, what it says was issued (`part` ? )."""
    sure = any(r.part == "!" for _, r in found)
    maybe = [m for m, r in found if r.part == "?"]
    named = [m for m in maybe if m.short_name or not _GENERIC.fullmatch(m.title or "")]
    chosen = [m for m in named if m.short_name] or named or maybe
    settled = []
    for mention, reading in found:
        if reading.part == "?" and (sure or mention not in chosen):
            reading = Reading()
        settled.append((mention, replace(reading, part=None) if reading.relation == "interprets" else reading))
    return settled


def _merge(text: str, found: list[tuple[Mention, Reading]], explains: bool) -> tuple[Citation, ...]:
    merged: list[Citation] = []
    by_title: dict[str, list[int]] = {}
    by_number: dict[str, int] = {}
    for mention, reading in found:
        if mention.title and _NO_DOCUMENT.search(_TRIAL.sub("", mention.title)):
            continue
        if mention.title and (target := _short_target(mention.title, merged, by_title)) is not None:
            merged[target] = _stronger(merged[target], reading)
            continue
        if _is_generic(mention, reading, explains):
            continue
        at = _known(mention, reading, merged, by_title, by_number)
        if at is None:
            at = len(merged)
            merged.append(_citation(text, mention, reading))
            if mention.title:
                by_title.setdefault(mention.title, []).append(at)
        else:
            merged[at] = _joined(text, merged[at], mention, reading)
        if number := merged[at].number:
            by_number.setdefault(number, at)
        if mention.short_name:
            by_title.setdefault(f"short:{mention.short_name}", []).append(at)
    return tuple(merged)


def _is_generic(mention: Mention, reading: Reading, explains: bool) -> bool:
    """《实施意见》 alone names no document that could be looked up; an interpretation's subject may be called so."""
    if mention.title is None or mention.number or not _GENERIC.fullmatch(mention.title):
        return False
    return not (explains and reading.relation == "interprets")


def _short_target(title: str, merged: list[Citation], by_title: dict[str, list[int]]) -> int | None:
    """The citation that a short name speaks of: one given by 以下简称, or 《决定》 for the only 《…的决定》 so far."""
    if known := by_title.get(f"short:{title}"):
        return known[-1]
    if not _GENERIC.fullmatch(title) or title in by_title:
        return None
    fitting = [n for n, c in enumerate(merged[-8:], max(0, len(merged) - 8)) if c.title and c.title.endswith(title)]
    return fitting[0] if len(fitting) == 1 else None


def _stronger(known: Citation, reading: Reading) -> Citation:
    if reading.direction != known.direction or _weaker(known, reading):
        return known
    return replace(known, relation=reading.relation)


def _weaker(known: Citation, reading: Reading) -> bool:
    return bool(reading.part) or STRENGTH.index(reading.relation) <= STRENGTH.index(known.relation)


def _known(
    mention: Mention,
    reading: Reading,
    merged: list[Citation],
    by_title: dict[str, list[int]],
    by_number: dict[str, int],
) -> int | None:
    if mention.title is None:
        at = by_number.get(mention.number or "")
        return at if at is not None and (merged[at].part == reading.part or reading.relation == "cites") else None
    for at in by_title.get(mention.title, []):
        numbers = {merged[at].number, mention.number} - {None}
        if len(numbers) < 2 and (merged[at].part == reading.part or reading.relation == "cites"):
            return at
    return None


def _joined(text: str, known: Citation, mention: Mention, reading: Reading) -> Citation:
    """Both mentions in one; the evidence is the place that says the stronger thing."""
    number, short = known.number or mention.number, known.short_name or mention.short_name
    if _weaker(known, reading):
        return replace(known, number=number, short_name=short)
    return replace(_citation(text, mention, reading), number=number, short_name=short)


def _citation(text: str, mention: Mention, reading: Reading) -> Citation:
    return Citation(
        relation=reading.relation,
        direction=reading.direction,
        title=mention.title,
        number=mention.number,
        short_name=mention.short_name,
        scope="part" if reading.part else "whole",
        part=reading.part,
        start=mention.start,
        end=mention.end,
        quote=text[mention.start : mention.end],
    )
