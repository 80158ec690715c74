"""Room: what a government document is. The words of clean-up notices: decisions, headings of lists, counts, sweep clauses."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from itertools import chain

from govdoc.number import find_numbers
from govdoc.parts import ARTICLE
from govdoc.terms import LAST, read_count, read_last

_WORDS = (
    (
        "extended",
        re.compile(
            r"延长(?:有效期|期限|执行)?|有效期(?:限)?(?:延长|延续|顺延|延至)|延期|延续[^，。；]{0,24}有效期|继续延用"
        ),
    ),
    ("amend", re.compile(r"修改|修订|修正|修编")),
    ("repealed", re.compile(r"废止|撤销|停止执行|停止施行")),
    ("lapsed", re.compile(r"(?<!废止或)(?:宣布|自行|自动|自然)?失效")),
    ("retained", re.compile(r"保留|继续有效|继续执行|继续适用|继续施行|现行有效|继续实施|予以继续")),
)
_PROPOSED = re.compile(r"拟(?!定|订)|建议|初步意见|计划(?:予以)?(?:废止|修改)|列入修[改订]计划|征求意见")
_HOLLOW = re.compile(
    r"(?:逾期|超过(?:修改)?期限|(?:到期|期满)(?!后?不再))[^。；]{0,40}(?:失效|废止|停止执行)|(?:不需|无需|不再|未)要?(?:延长|延续)[^，。]{0,6}|超过有效期|未(?:被)?(?:废止|失效|修改)|不(?:予|再)?(?:继续)?(?:保留|修改|废止|有效|执行)|(?:已|被)[^，。]{0,12}(?:废止|替代|取代)"
)
# An article of the document itself, not the one by which it is repealed (依据《乙》第三条废止) or where the list stands (第一条所列文件).
_GROUND = "根据|依据|按照|依照|遵照|符合|属于|违反|[与和同对由见]"
_SOME = "(?:部分|有关|个别|相关)(?:条款|条文|内容|规定)"
_IN_PART = re.compile(
    rf"部分(?:废止|失效)|{_SOME}[^，。；已被不与]{{0,12}}(?:废止|失效|停止执行)|(?:废止|失效|停止执行)[^，。；]{{0,30}}{_SOME}"
    rf"|(?:废止|失效|停止执行)[^，。；（(]{{0,4}}{ARTICLE}(?!所[列述])"
    rf"|(?:^|[，。；（(])(?:(?!{_GROUND})[^，。；（(]){{0,40}}{ARTICLE}(?:(?!所[列述]|文件)[^，。；]){{0,6}}(?:废止|失效|停止执行)"
)
# A cell that says no more than the state: 已废止, 有效.
_PLAIN_WORD = re.compile("(?:现|仍|已|已经)?(?P<word>废止|失效|有效)")
_NUMBERING = r"(?:附[ 　]?[件表录][ 　]?[0-9０-９一二三四五六七八九十]{0,3}[ 　]?[：:.、．]?[ 　]*|[（(][一二三四五六七八九十0-9]{1,3}[）)]|[一二三四五六七八九十]{1,3}[、.．]|[0-9]{1,2}[、.．][ 　]?)?"
# A flattened text runs one annex into the next: a heading does not reach over 附件.
_PLAIN = r"(?:(?!附件)[^\n\t\u3000。；：:《》])"
_HEADING = re.compile(
    rf"(?:^|(?<=[\n\u3000。；])|(?<=号)(?=[^\n\t。；：:《》号]{{2,40}}(?:目录|清单)[（(：:\d序])|(?=附件[ 　]?[0-9一二三四五六七八九十]))[ 　]*(?P<all>{_NUMBERING}[ 　]*(?P<phrase>{_PLAIN}{{0,60}}?"
    rf"(?:废止|失效|修改|修订|修正|保留|有效|延长|延期|继续执行|继续适用|撤销){_PLAIN}{{0,40}}?"
    r"(?:目录|清单|名单|一览表|情况表|明细表|汇总表|文件|规章|规定|条目|项目|的)?(?:[（(]共?[ 　]?[0-9一二三四五六七八九十百]{1,5}[ 　]?[件个部项份][）)])?))"
    r"(?=[ 　]*(?:\n|\t|\u3000|$|[：:]|序[ 　]?号|1[、.．《 　]|一、|《))"
)
_INTRO = re.compile(
    r"[^。；\n\u3000]{0,80}?(?:以下|下列|如下)[^。；：:\n《]{0,40}?(?:文件|规章|规定|办法|通知|公告)?[^。；：:\n《]{0,60}"
    r"(?:[：:]|。(?=\s{0,4}(?:1[.、．]|[（(]一[）)]|《[^》]{4,80}》[^。]{0,40}$)))",
    re.M,
)
# 二、以下文件……： begins another list, whatever it decides: the heading before it has said its say.
_NUMBERED = re.compile(
    r"\s*(?:[一二三四五六七八九十]{1,3}、|[（(][一二三四五六七八九十]{1,3}[）)])[^。]*文件[^。]*[：:]$"
)
# 《甲办法》等2件规范性文件继续有效，有效期5年。文件目录：
_TOLD_BEFORE = re.compile(
    r"[^。；\n]{4,160}?等[0-9一二两三四五六七八九十]{1,4}[件部份个][^。\n]{0,80}。[^。：:\n]{0,8}(?:目录|清单|名单)(?:如下)?[：:]"
)
# 现行有效规范性文件共3件：
_COUNTED = re.compile(
    r"(?:^|(?<=[，。；\n\u3000]))[^，。；：:\n《]{0,30}(?:有效|保留|废止|失效|修改)[^，。；：:\n《]{0,20}(?:文件|规章)"
    r"(?:共|计|为|有|总计|合计){0,2}[ 　]?[0-9一二三四五六七八九十百]{1,5}[ 　]?[件部份个](?:[，,]?(?:具体|分别)?(?:如下|为|是))?[：:]"
)
_COUNT = re.compile(
    r"(?P<n>[0-9０-９]{1,5}|[一二三四五六七八九十两百零]{1,7})[ 　]?(?:件|份|部|个(?=规范性|文件))(?!以上)"
)
_DECIDING = re.compile("废止|失效|修改|修订|修正|保留|有效|延长|延期|继续执行|继续适用|撤销")
_WITHIN = re.compile(r"[（(][^（）()]{0,80}[）)]")
# 凡…未列入…目录的，一律废止: the three steps of a sweep clause, looked for one after another in its sentence.
_UNLISTED = re.compile(r"(?:未|没有|不)(?:被)?(?:纳入|列入|收入|载入|列|在)")
_CATALOGUE = re.compile(r"目录|清单|名录|公布|范围|公告|通知|决定")
_SWEPT = re.compile(r"(?P<word>废止|失效|停止执行|不再执行|不再作为)")
_SENTENCE_REACH = 180
_DOCUMENTS = re.compile("文件|规章|法规|(?:保留|有效|现行)[^，。]{0,8}(?:目录|清单)")
# 2020年12月31日（含）前 · 2020年底前: the last day of issue that the sweep reaches.
_CUTOFF = re.compile(
    rf"(?P<last>{LAST})(?:[（(]含[^）)]{{0,6}}[）)])?[ 　]?(?P<word>以前|之前|前|底前|止|及以前|（含）以前)"
)
# 对2020年12月31日前制定的规范性文件进行了清理
_CLEANED = re.compile(_CUTOFF.pattern + r"[^。；，]{0,40}(?:制定|印发|发布|颁布|出台|制发)[^。；]{0,60}清理")
_OWNERS = re.compile(
    r"以(?P<name>[^，。；以]{2,60}?)(?:的)?名义|(?:由|，|凡|对)?(?P<maker>[^，。；]{2,40}?(?:政府|办公室|办公厅|局|委员会|厅|部门|委|办))"
    r"(?:制定|制发|印发|发布|出台|颁布)"
    r"|的(?P<whose>[^，。；的]{2,30}?(?:政府|办公室|办公厅|局|委员会|厅|部门|委|办))的?(?:行政|现行)?规范性文件"
)


@dataclass(frozen=True, slots=True)
class Heading:
    """Where a list begins and what its entries are: 附件2 宣布失效的规范性文件目录 → lapsed."""

    start: int
    end: int
    decision: str | None
    proposed: bool


@dataclass(frozen=True, slots=True)
class Sweep:
    """凡未纳入本目录的一律废止: absence from the list is a decision, for this issuer and day only.

    `cutoff`: the last day of issue that it reaches; `owners`: in whose name (县政府、县政府办公室), as the clause writes it; None
    where the clause does not say, then it is the notice's own issuer and day.
    """

    decision: str
    start: int
    end: int
    quote: str
    cutoff: date | None = None
    owners: str | None = None


@dataclass(frozen=True, slots=True)
class Stated:
    """The notice's own counts by decision; `total` when it gives one. 71 = 63 + 6 + 2."""

    total: int | None
    parts: tuple[tuple[str, int], ...]

    @property
    def sum(self) -> int | None:
        return sum(n for _, n in self.parts) if self.parts else None


def decide(phrase: str) -> tuple[str, bool] | None:
    """The one decision a heading, cell or sentence speaks of, and whether it is only intended (拟废止).

    None when there is none or several: 继续有效、废止和失效的目录. 废止和宣布失效 together count as repealed. What repeals some
    articles only (部分条款废止的文件目录) amends the document.
    """
    if found := _PLAIN_WORD.fullmatch(phrase.strip()):
        return {"废止": "repealed", "失效": "lapsed", "有效": "retained"}[found["word"]], False
    said = _HOLLOW.sub("", phrase)
    words = [name for name, pattern in _WORDS if pattern.search(said)]
    proposed = bool(_PROPOSED.search(phrase))
    if words and set(words) <= {"repealed", "lapsed"} and _IN_PART.search(said):
        return "amend", proposed
    if words == ["repealed", "lapsed"]:
        return "repealed", proposed
    if words[:1] == ["extended"] and set(words) <= {"extended", "retained"}:
        return "extended", proposed
    if words[:1] == ["amend"] and set(words) <= {"amend", "retained"}:
        return "amend", proposed
    return (words[0], proposed) if len(words) == 1 else None


def headings(text: str) -> tuple[Heading, ...]:
    """Headings and opening sentences of lists, in order."""
    found: list[Heading] = []
    for match in _HEADING.finditer(text):
        phrase = match["phrase"]
        line_end = text.find("\n", match.end())
        if "\t" in text[match.start() : line_end if line_end >= 0 else len(text)] or not _is_heading(
            match["all"], phrase
        ):
            continue
        answer = decide(_WITHIN.sub("", phrase))
        found.append(Heading(match.start("all"), match.end("all"), *(answer or (None, False))))
    for match in chain(*(shape.finditer(text) for shape in (_INTRO, _TOLD_BEFORE, _COUNTED))):
        answer = decide(match[0])
        if answer or _NUMBERED.match(match[0]):
            found.append(Heading(match.start(), match.end(), *(answer or (None, False))))
    found.sort(key=lambda h: (h.start, -h.end))
    kept: list[Heading] = []
    for heading in found:
        if not kept or heading.start >= kept[-1].end:
            kept.append(heading)
    return tuple(kept)


def _is_heading(whole: str, phrase: str) -> bool:
    """附件2 宣布失效的文件目录, 一、废止的文件（3件）, and a line of one word (a sheet's name); not an entry's own title."""
    bare = _WITHIN.sub("", phrase).strip()
    if re.search(
        r"[，,]|^关于|^将|第[一二三四五六七八九十百\d]{1,5}[条款项]|关于(?:公布|废止|修改|修订|宣布失效|撤销|延长|和|、)+$|的通知|的决定|的公告|未[纳列]入",
        bare,
    ) or re.search(r"(?:办法|细则|意见|条例|规则|通知|方案)$", bare):
        return False
    if re.fullmatch(r"[^，。]{0,6}(?:理由|原因|依据|说明|时间|日期|意见|结果|情况)", bare):
        return False  # a label: 废止理由：…
    if find_numbers(phrase) or not _DECIDING.search(bare):
        return False  # an item: 二、甲规定（2001年某令第15号公布，2010年修正）
    listed = bool(re.search(r"(?:目录|清单|名单|表|汇总)$", bare))
    if "结果" in bare and not listed:
        return False
    numbered = len(whole.strip()) > len(phrase.strip())
    counted = bool(re.search(r"[0-9一二三四五六七八九十]{1,5}[ 　]?[件个部项份][）)]$", phrase))
    return (
        listed
        or counted
        or (numbered and bool(re.search(r"文件|规章|规定|目录", bare) or len(bare) <= 8))
        or len(bare) <= 12
    )


def sweeps(text: str) -> tuple[Sweep, ...]:
    """The sweep clauses, each with its sentence, its cut-off (else the one of the whole clean-up) and its owners."""
    found: list[Sweep] = []
    whole = _cutoff(_CLEANED.search(text))
    for unlisted in _UNLISTED.finditer(text):
        if found and unlisted.start() < found[-1].end:
            continue
        start, end = _sentence(text, unlisted.start())
        quote = text[start:end]
        listed = _CATALOGUE.search(text, unlisted.end(), min(end, unlisted.end() + 70))
        swept = listed and _SWEPT.search(text, listed.end(), min(end, listed.end() + 70))
        # 未列入目录且有效期届满的自动失效 says no more than the documents' own terms.
        if (
            not swept
            or re.search("届满|到期", text[unlisted.end() : swept.start()])
            or _PROPOSED.search(quote)
            or re.search("应当|可以", quote)
            or not _DOCUMENTS.search(quote)
        ):
            continue
        decision = "lapsed" if swept["word"] == "失效" else "repealed"
        found.append(Sweep(decision, start, end, quote, _cutoff(_CUTOFF.search(quote)) or whole, _owners(quote)))
    return tuple(found)


def _sentence(text: str, at: int) -> tuple[int, int]:
    """Start and end of the sentence around `at`, its full stop included, within reach."""
    first, last = max(0, at - _SENTENCE_REACH), min(len(text), at + _SENTENCE_REACH)
    start = max(text.rfind("。", first, at), text.rfind("\n", first, at), first - 1) + 1
    stops = [stop for stop in (text.find("。", at, last), text.find("\n", at, last)) if stop >= 0]
    end = min(stops) + 1 if stops else last
    return start + len(text[start:end]) - len(text[start:end].lstrip()), end


def _owners(quote: str) -> str | None:
    owner = _OWNERS.search(quote)
    return (owner["name"] or owner["maker"] or owner["whose"]).lstrip("凡对由") or None if owner else None


def _cutoff(found: re.Match[str] | None) -> date | None:
    return read_last(found["last"]) if found else None


def stated_counts(text: str) -> Stated:
    """The counts in the notice's sentences: 保留30件、延长23件、废止和失效11件（含1件…）; what stands in brackets is within."""
    total: int | None = None
    parts: dict[str, int] = {}
    seen: set[tuple[str, int]] = set()
    plain = _WITHIN.sub("", text)
    for sentence in re.split(r"[。；;\n\u3000]", plain):
        pieces = _pieces(sentence)
        for piece, following in zip(pieces, [*pieces[1:], ""], strict=True):
            for found in _COUNT.finditer(piece):
                count = _number(found["n"])
                answer = decide(piece)
                if count is None or re.search(r"其中.*其中|[0-9一二三四五六七八九十](?:个|条|项)条款", piece):
                    continue
                whole = not parts and "其中" in following[:4] and decide(following) is not None
                if answer and not whole:
                    if (answer[0], count) not in seen:
                        seen.add((answer[0], count))
                        parts[answer[0]] = parts.get(answer[0], 0) + count
                elif total is None and (parts or _FILES.search(sentence)) and _is_total(piece, bool(parts)):
                    total = count
    return Stated(total, tuple(parts.items()))


_FILES = re.compile("文件|规章|法规|清理")


def _is_total(piece: str, after_parts: bool) -> bool:
    """共清理71件, 对71件进行清理; after the first part only with 共 or 合计: 「其中市政府文件40件」 is part of a part."""
    if piece.endswith("等") or re.match(r"[：:]?其中", piece) or re.search("信息|提案|建议|申请|案件|事项|条数", piece):
        return False
    return bool(re.search(r"共|总|合计|累计" if after_parts else r"文件|规章|清理|共|总", piece))


def _pieces(sentence: str) -> list[str]:
    """Parts of a sentence with one count each: cut at commas, and at 、 and 和 after a count."""
    rough = re.split(r"[，,]|(?<=[件份部])[、和及]", sentence)
    pieces: list[str] = []
    for part in rough:
        if (pieces and not _COUNT.search(pieces[-1]) and _COUNT.search(part) and decide(part) is None) or (
            pieces
            and _COUNT.search(pieces[-1])
            and decide(pieces[-1]) is None
            and not _COUNT.search(part)
            and decide(part)
        ):
            pieces[-1] += "，" + part
        else:
            pieces.append(part)
    return pieces


def _number(text: str) -> int | None:
    if "百" in text:
        hundreds, _, rest = text.partition("百")
        head, tail = read_count(hundreds or "一"), read_count(rest.lstrip("零")) if rest else 0
        return head * 100 + tail if head is not None and tail is not None else None
    digits = text.translate({0xFF10 + n: str(n) for n in range(10)})
    return int(digits) if digits.isdigit() else read_count(text)
