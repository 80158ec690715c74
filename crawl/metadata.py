"""Room: from web to facts. What a page says about its document: meta tags, labelled tables, lists and spans, script objects.

Meta tags are those that every government site has to carry (国办发〔2017〕47号, annex): ArticleTitle, PubDate, ContentSource,
ColumnName … in any case and order. Labels are those printed beside a document (索引号, 发文机关, 成文日期 …), often with
spaces inside (`索 引 号`). What stands in an HTML comment is not shown to readers and is not read.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import groupby, pairwise, takewhile

from crawl.lines import BLOCKS, Element, clean, hidden, squeeze, walk
from crawl.values import as_text

META: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("title", ("articletitle", "pagetitle", "doctitle", "dc.title", "og:title")),
    (
        "published_on",
        ("pubdate", "publishdate", "publish_date", "article:published_time", "firstpublishedtime", "dc.date"),
    ),
    ("source", ("contentsource", "source", "dc.source")),
    ("channel", ("columnname", "channelname", "articlesection", "article:section")),
)

LABELS: dict[str, tuple[str, ...]] = {
    "index_number": ("索引号", "信息索引号", "索引编号", "索取号", "信息索引", "索引码", "信息编号", "公开编号"),
    "title": ("信息名称", "文件名称", "文件标题", "公文标题", "公文名称", "信息标题", "法规名称", "政策名称", "题名", "标题", "名称"),
    "number": ("发文字号", "发文文号", "公文字号", "公文编号", "文件编号", "文件字号", "文件号", "文号", "公文文号", "发文编号", "发文号", "文件文号", "公文号", "公告号"),
    "registration_number": ("规范性文件登记号", "规范性文件统一登记号", "统一登记号", "统一编号", "登记号", "登记编号"),
    "issuers": (
        "发文机关", "制定机关", "制发机关", "发文单位", "发文部门", "发文机构", "发布机关", "发布机构", "公布机关", "发布单位",
        "发布部门", "公开机构", "公开机关", "公开主体", "公开单位", "信息公开责任单位", "公开责任部门", "公开责任单位", "责任部门", "责任单位", "制定单位", "颁布机关",
        "颁布单位", "颁布部门", "公布单位", "公布部门", "公布机构", "发文主体", "发布主体", "信息公开机构", "信息发布单位",
    ),
    "issued_on": ("成文日期", "成文时间", "发文日期", "发文时间", "印发日期", "印发时间", "签发日期", "签发时间", "制发日期", "颁布日期", "颁布时间", "公文日期", "签署日期", "制定日期"),
    "published_on": (
        "发布日期", "发布时间", "公开日期", "公开时间", "公布日期", "公布时间", "发稿时间", "上网日期", "上网时间", "发表日期", "发表时间", "公告日期", "公告时间", "录入时间", "添加时间", "上传时间", "信息提供日期", "提供日期", "信息时间", "信息日期", "发布于", "更新于", "更新日期", "更新时间",
        "日期", "时间",
    ),
    "formed_on": ("生成日期", "生成时间", "形成日期", "产生日期"),
    "effective_on": ("生效日期", "生效时间", "实施日期", "实施时间", "施行日期", "施行时间"),
    "expires_on": ("有效期至", "有效期截止日期", "有效截止日期", "失效日期", "失效时间"),
    "source": ("信息来源", "文章来源", "稿件来源", "来源", "发布来源", "来源单位", "文章出处", "稿源"),
    "subject": ("主题分类", "主题类别", "主题类型", "信息分类", "服务主题", "公文主题", "所属主题", "内容分类", "主题"),
    "category": ("分类", "信息类别", "所属类别", "类别"),
    "channel": ("所属栏目", "所在栏目", "栏目名称", "栏目", "组配分类"),
    "declared_status": ("有效性", "公文时效", "效力状态", "文件有效性", "文件状态", "是否有效", "时效性", "时效状态", "时效", "效力", "文件时效", "文件效力", "有效状态", "效力情况", "当前状态"),
    "summary": ("内容概述", "信息概述", "内容概要", "摘要"),
    "keywords": ("主题词", "关键词", "关键字"),
    "openness": ("公开类别", "公开属性", "公开方式"),
    "filing": ("备案登记号", "备案登记编号", "备案编号", "备案号", "备案情况"),
    "form": ("公文种类", "文件种类", "文种", "体裁分类", "公文体裁"),
}  # fmt: skip
"""Field → labels, the more telling first. `formed_on` and `category` are doubtful: `page.py` decides what they mean.

失效日期 is read as the last day in force: sites fill it with the day of 有效期至.
"""

_WORDINGS = {
    "issuers": ("发文 制定 制发 印发 签发 成文 发布 颁布 公布 公开 制作 编制 生成", "机关 机构 单位 部门 主体"),
    "number": ("发文 公文 文件 文书 制发 发布 公布 颁布 印发", "字号 文号 编号"),
    "issued_on": ("成文 发文 印发 签发 制发 制定 制文 签署 颁布 形成", "日期 时间"),
    "published_on": ("发布 公开 公布 上网 上传 发表 公告 发稿 录入 添加 挂网 刊登 信息发布 信息公开 网站发布", "日期 时间"),
    "index_number": ("信息 文件 公开 目录", "索引号 索取号 索引码 索引编号"),
}  # fmt: skip
"""Labels made of two words, each pair of which some site prints; they rank behind those that are spelt out."""

for _field, (_firsts, _seconds) in _WORDINGS.items():
    _pairs = [first + second for first in _firsts.split() for second in _seconds.split()]
    LABELS[_field] = tuple(dict.fromkeys((*LABELS[_field], *(p for p in _pairs if p not in LABELS["formed_on"]))))

OTHER_LABELS = (
    "发布人", "发布者", "录入", "录入人", "文章录入", "信息员", "审核人", "签发人", "责任人", "概述", "公开目录", "公开类型", "公示时间", "公开时限", "公开范围", "公开形式", "公开程序",
    "作者", "责任编辑", "编辑", "审核", "浏览次数", "访问量", "阅读次数", "阅读量", "点击数", "点击率", "点击量",
    "浏览量", "点击次数", "有效期", "有效期限", "废止日期", "语种", "载体类型", "记录形式", "信息格式", "字体", "字号大小",
    "打印", "分享", "分享到", "保存", "关闭", "收藏", "扫一扫", "附件", "联系电话", "背景颜色", "字体大小", "服务对象", "体裁", "是否公开",
)  # fmt: skip
"""Labels that end a value and give none themselves."""

ALL_LABELS = frozenset({*OTHER_LABELS, *(label for labels in LABELS.values() for label in labels)})

MARK = "\x1f"
"""Stands where one inline element ends and the next begins: `<b>索引号</b>11370/2021` has no colon."""

WALL = "\x1d"
"""A cell of its own where a row, list or entry ends: what comes after it answers no label before it."""

_WALLS = frozenset(["li", "tr", "dd", "dl", "ul", "ol", "table"])

_NUMBER_LINE = re.compile(r"[（(]?[\u4e00-\u9fff]{2,16}[〔\[【（(﹝](?:19|20)\d{2}[〕\]】）)﹞]第?\d{1,5}号[）)]?")

_BRACKETED_DAY = re.compile(r"[（(]\s*((?:19|20)\d{2}[-./]\d{1,2}[-./]\d{1,2})(?:\s+[\d:]{4,8})?\s*[）)]")

_LEADING_DAY = re.compile(r"(?:由[^于]{0,20}于)?[\s\x1f\[【(（]*((?:19|20)\d{2}[-./年]\d{1,2}[-./月]\d{1,2}日?)(?!\d)")

ORGAN = re.compile(r"[\u4e00-\u9fff、]{2,36}(?:政府|办公室|委员会|[局厅委部办署院会])")
"""The name of an organ, alone."""

CONTAINER_LIMIT = 400
"""Characters of a block beyond which it is prose, where 时间： is no label."""


@dataclass(frozen=True, slots=True)
class Found:
    """A value as the page prints it and where: `label:发文机关`, `meta:PubDate`."""

    field: str
    raw: str
    origin: str


def meta_values(root: Element) -> dict[str, Found]:
    """First filled meta tag of each field; names compared in lower case. Also `generated`: when the page was made."""
    tags: dict[str, str] = {}
    for tag in root.iter("meta"):
        name = (tag.get("name") or tag.get("property") or "").strip().lower()
        value = as_text(tag.get("content") or "")
        if name and value:
            tags.setdefault(name, value)
    found = {}
    for field, names in META:
        name = next((n for n in names if n in tags), None)
        if name is not None:
            found[field] = Found(field, tags[name], f"meta:{name}")
    for name in ("others", "maketime", "generatedtime"):
        if name in tags:
            found.setdefault("generated", Found("generated", tags[name], f"meta:{name}"))
    if "sitename" in tags:
        found["site_name"] = Found("site_name", tags["sitename"], "meta:sitename")
    return found


def spaced(label: str) -> str:
    """The label with any white space inside, as a regular expression: `索 引 号`."""
    return r"\s*".join(map(re.escape, label))


class LabelReader:
    """Finds `label: value` in cells of text. One per set of labels; building it costs a regular expression."""

    def __init__(self, extra: Mapping[str, Iterable[str]] | None = None) -> None:
        labels = {field: (*tuple((extra or {}).get(field, ())), *names) for field, names in LABELS.items()}
        self.rank = {
            label: (field, n) for field, names in labels.items() for n, label in reversed(list(enumerate(names)))
        }
        words = sorted({*self.rank, *OTHER_LABELS}, key=len, reverse=True)
        word = "|".join(spaced(w) for w in words)
        opened = r"(?:^|(?<=[\s\x1f|丨/【\[（(]))"
        self.whole = re.compile(rf"[\s\x1f【\[]*({word})[\s\x1f】\]]*[:：]?[\s\x1f]*")
        self.inline = re.compile(
            rf"[【\[](?P<boxed>{word})[】\]][\s\x1f]*[:：]?"
            rf"|{opened}(?P<plain>{word})(?:[\s\x1f]*[:：]|[ \t\u3000\xa0]*\x1f+|(?=\s+[12]\d{{3}}[-年./]))"
            rf"|{opened}[\u4e00-\u9fff]{{2,8}}[:：]|[【\[]\s*(?:字体|字号|打印|关闭)"
        )

    def values(self, cells: list[str]) -> dict[str, Found]:
        """The best-ranked filled value of each field; an empty value is no value, a label is never the value of another."""
        best: dict[str, tuple[int, Found]] = {}
        for label, raw in self._pairs(cells):
            field, rank = self.rank.get(label, ("", 0))
            value = as_text(raw.replace(MARK, " ")) if field else None
            if value is None or (field in best and best[field][0] <= rank):
                continue
            best[field] = (rank, Found(field, value, f"label:{label}"))
        return {field: found for field, (_, found) in best.items()}

    def _pairs(self, cells: list[str]) -> Iterable[tuple[str, str]]:
        yield from self._columns(cells)
        for n, cell in enumerate(cells):
            if len(cell) > CONTAINER_LIMIT:
                continue
            if match := self.whole.fullmatch(cell):
                value = self._answer(cells, n)
                if value != WALL and not self._is_label(value):
                    yield squeeze(match[1]), self._with_organs(cells, n + 1, value)
                continue
            matches = list(self.inline.finditer(cell))
            for match, following in zip(matches, [*matches[1:], None], strict=False):
                if word := match["plain"] or match["boxed"]:
                    value = cell[match.end() : following.start() if following else len(cell)]
                    yield squeeze(word), value if following else self._with_organs(cells, n, value)

    def _columns(self, cells: list[str]) -> Iterable[tuple[str, str]]:
        """Facts in columns: a row of nothing but labels, and under it a row of as many values."""
        rows = [list(row) for wall, row in groupby(cells, WALL.__eq__) if not wall]
        for asked, given in pairwise(rows):
            if (
                len(asked) == len(given) >= 3
                and all(map(self._is_label, asked))
                and not any(map(self._is_label, given))
            ):
                yield from ((squeeze(label).strip(":："), value) for label, value in zip(asked, given, strict=True))

    def _answer(self, cells: list[str], asked: int) -> str:
        """The cell after a label; where the label ends its entry without a colon, the entry after it (`<li>文号</li><li>…</li>`)."""
        following = [*cells[asked + 1 : asked + 3], WALL, WALL]
        crossed = following[0] == WALL and not re.search(r"[:：]\s*$", cells[asked])
        return following[1] if crossed else following[0]

    def _with_organs(self, cells: list[str], place: int, value: str) -> str:
        """The answer at a place with the organs on the lines right behind it: `民政局<br>财政局` is one answer of two."""
        if not ORGAN.fullmatch(squeeze(value.replace(MARK, ""))):
            return value
        more = takewhile(lambda cell: ORGAN.fullmatch(squeeze(cell.replace(MARK, ""))), cells[place + 1 :])
        return "、".join([value, *(cell for cell in more if not self._is_label(cell))])

    def _is_label(self, cell: str) -> bool:
        """Whether a cell asks rather than answers: `发布日期：` or `发布日期：2020-03-06`."""
        return bool(self.whole.fullmatch(cell) or self.inline.match(cell))


def cells_of(root: Element, leave_out: Iterable[Element] = ()) -> list[str]:
    """The text of each smallest block, in order. Empty table cells and leaf blocks are kept as "": they answer a label too."""
    banned = set(leave_out)
    cells: list[str] = []
    piece: list[str] = []
    opened_at = 0

    def close(keep_empty: bool) -> None:
        text = _cell("".join(piece))
        piece.clear()
        if text or keep_empty:
            cells.append(text)

    for event, element in walk(root, lambda e: e in banned or hidden(e)):
        tag = element.tag if isinstance(element.tag, str) else ""
        if event == "start":
            if tag in BLOCKS:
                close(False)
                opened_at = len(cells)
            else:
                piece.append(MARK)
            piece.append(element.text or "")
            continue
        if tag in BLOCKS:
            close(event == "end" and tag in {"td", "th", "dd", "div", "p"} and opened_at == len(cells))
            if tag in _WALLS and cells and cells[-1] != WALL:
                cells.append(WALL)
        elif tag == "br":
            close(False)
        elif event == "end":
            piece.append(MARK)
        if element is not root:
            piece.append(element.tail or "")
    close(False)
    return cells


def _cell(text: str) -> str:
    return MARK.join(filter(None, (clean(part) for part in text.split(MARK))))


def number_line(lines: Iterable[str]) -> Found | None:
    """The document's own number on a line of nothing else, under the title or at the head of the text (GB/T 9704): 某政发〔2021〕1号."""
    line = next((line for line in lines if _NUMBER_LINE.fullmatch(squeeze(line.replace(MARK, "")))), None)
    return Found("number", line.replace(MARK, ""), "number line") if line else None


def under_title(cells: list[str], title: str) -> list[str]:
    """The first cells with anything in them right behind the title."""
    at = _title_at(cells, title)
    return [cell for cell in cells[at + 1 : at + 9] if cell not in ("", WALL)][:3] if at is not None else []


def above_title(cells: list[str], title: str) -> list[str]:
    """The last cells with anything in them right before the title: the red head of a document puts its number there."""
    at = _title_at(cells, title) or 0
    return [cell for cell in cells[max(at - 6, 0) : at] if cell not in ("", WALL)][-2:]


def _title_at(cells: list[str], title: str) -> int | None:
    """The cell that is the title, or the rest of it behind the issuer on the line above: 某区人民政府 / 关于…的通告."""
    plain = squeeze(title)
    shown = [squeeze(cell.replace(MARK, "")) for cell in cells] if plain else []
    whole = next((n for n, cell in enumerate(shown) if cell == plain), None)
    rest = (n for n, cell in enumerate(shown) if cell.startswith("关于") and plain.endswith(cell))
    return whole if whole is not None else next(rest, None)


def beside_title(cells: list[str], title: str) -> Found | None:
    """A day that stands without a label right behind the title: `2019年08月09日 09:30 区住建局 点击：12`, `作者：区水利局 (2008-7-3 10:22)`."""
    for cell in under_title(cells, title):
        if match := _LEADING_DAY.match(cell) or _BRACKETED_DAY.search(cell):
            return Found("published_on", match[1], "beside title")
    return None
