"""Room: what a government document is. Citations: which documents a text names, and what it does with them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from govdoc.citation_subject import GENERIC, explained, is_own, one_subject
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
    own: set[str | None] = set()
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
                reading = explained(mention, reading, before, after, title)
            elif is_own(mention, reading, before, after, title) or _again(mention, reading, own):
                own |= {mention.title, mention.short_name}
                continue
            found.append((mention, reading))
    return _merge(text, one_subject(found) if explains else found, explains)


def _again(mention: Mention, reading: Reading, own: set[str | None]) -> bool:
    """The text's own title or short name once more; 原《甲办法》同时废止 is the old text of the same name."""
    return mention.title is not None and mention.title in own and mention.number is None and reading.relation == "cites"


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


def names_no_document(title: str) -> bool:
    """卫生许可证, 申请表, 某某日报: printed in 《》 and no documents."""
    return bool(_NO_DOCUMENT.search(_TRIAL.sub("", title)))


def _merge(text: str, found: list[tuple[Mention, Reading]], explains: bool) -> tuple[Citation, ...]:
    merged: list[Citation] = []
    by_title: dict[str, list[int]] = {}
    by_number: dict[str, int] = {}
    for mention, reading in found:
        if mention.title and names_no_document(mention.title):
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
    if mention.title is None or mention.number or not GENERIC.fullmatch(mention.title):
        return False
    return not (explains and reading.relation == "interprets")


def _short_target(title: str, merged: list[Citation], by_title: dict[str, list[int]]) -> int | None:
    """The citation that a short name speaks of: one given by 以下简称, or 《决定》 for the only 《…的决定》 so far."""
    if known := by_title.get(f"short:{title}"):
        return known[-1]
    if not GENERIC.fullmatch(title) or title in by_title:
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
