"""Room: what a government document is. The forms of the annual report on open government information, and the sums they must keep. Pure.

From the report on 2019 on: 国办公开办函〔2021〕30号 (and its forerunner of 2019), six parts. Before: the five parts of the reports under the
regulation of 2007, as that of 博山区 on 2017 has them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal

from govdoc.people import DECISIONS

FIRST_OFFICIAL = 2019
VALUE = re.compile(r"[0-9]{1,12}(?:\.[0-9]{1,6})?")


@dataclass(frozen=True, slots=True)
class Table:
    """`rows` and `columns`: (id, label); a label under a common head is written head/label. A cell's key is table.row.column.

    `computed`: cell → (audit, its reasons) whose rows on 31 December are counted. `total`: a column that is the sum of the others.
    `reference`: not in the form, shown to those who write the text. `corner`: what stands over the labels; `across`: the form has
    the rows beside each other in one line. `bands`: the tables that the form has below each other in one, which has no rows of its own.
    """

    id: str
    title: str
    rows: tuple[tuple[str, str], ...]
    columns: tuple[tuple[str, str], ...]
    computed: Mapping[str, tuple[str, tuple[str, ...]]]
    total: str = ""
    reference: bool = False
    corner: str = "信息内容"
    across: bool = False
    bands: tuple[Table, ...] = ()

    def key(self, row: str, column: str) -> str:
        return f"{self.id}.{row}.{column}"

    @property
    def keys(self) -> tuple[str, ...]:
        own = tuple(self.key(row, column) for row, _ in self.rows for column, _ in self.columns)
        return own + tuple(key for band in self.bands for key in band.keys)


def path_of(label: str) -> tuple[str, ...]:
    """行政诉讼/复议后起诉 → 行政诉讼, 复议后起诉"""
    return tuple(label.split("/"))


@dataclass(frozen=True, slots=True)
class Part:
    """A part of the report: what people write, and its tables."""

    id: str
    heading: str
    hint: str
    tables: tuple[Table, ...] = ()


@dataclass(frozen=True, slots=True)
class Form:
    title: str
    basis: str
    parts: tuple[Part, ...]

    @property
    def tables(self) -> tuple[Table, ...]:
        return tuple(table for part in self.parts for table in part.tables)


ONE = (("count", "数量"),)
_LAID_DOWN = Table(
    "20-1",
    "第二十条第（一）项",
    (("rule", "规章"), ("normative", "行政规范性文件")),
    (("made", "本年制发件数"), ("ended", "本年废止件数"), ("in_force", "现行有效件数")),
    {f"20-1.{s}.{c}": ("annual", (f"{s}_{c}",)) for s in ("rule", "normative") for c in ("made", "ended", "in_force")},
)
_SHOWN = Table(
    "shown",
    "主动公开政府信息",
    (("total", "主动公开政府信息总数"), ("own", "其中：本级公开"), ("below", "其中：镇办及以下公开"), ("explained", "发布政策解读")),
    (("count", "条数"),),
    {
        "shown.total.count": ("annual", ("shown_own", "shown_below")),
        "shown.own.count": ("annual", ("shown_own",)),
        "shown.below.count": ("annual", ("shown_below",)),
        "shown.explained.count": ("annual", ("explained",)),
    },
)  # fmt: skip
_CLEANED = Table(
    "cleanup",
    "规范性文件清理",
    (("total", "经过清理的规范性文件"), *((id, f"其中：{word}") for id, word in DECISIONS.items())),
    (("count", "件数"),),
    {
        "cleanup.total.count": ("annual", tuple(f"cleaned_{id}" for id in DECISIONS)),
        **{f"cleanup.{id}.count": ("annual", (f"cleaned_{id}",)) for id in DECISIONS},
    },
)
_ASKED = Table("asked", "依申请公开", (("received", "收到申请"), ("answered", "按时答复")), (("count", "件数"),), {})
_DISPUTED = Table(
    "disputed",
    "复议、诉讼和举报",
    (("review", "行政复议"), ("court", "行政诉讼"), ("report", "举报")),
    (("count", "件数"),),
    {},
)
OLD = Form(
    "政府信息公开工作年度报告（2018年及以前）",
    "政府信息公开条例（国务院令第492号）第三十一条、第三十二条",
    (
        Part("overview", "概述", "组织领导、制度建设、政策解读和回应关切、公开渠道。"),
        Part("public", "主动公开政府信息情况", "各重点领域公开情况，规范性文件和清理情况。", (_SHOWN, _LAID_DOWN, _CLEANED)),
        Part("applications", "依申请公开政府信息情况", "收到、答复、收费情况。", (_ASKED,)),
        Part("disputes", "政府信息公开复议、诉讼和举报情况", "没有发生的也写明。", (_DISPUTED,)),
        Part("problems", "存在的不足及改进措施", "上一年提出的改进措施落实得怎样，也在这里写。"),
    ),
)  # fmt: skip

_APPLICANTS = (
    ("person", "申请人情况/自然人"),
    ("business", "申请人情况/法人或其他组织/商业企业"),
    ("science", "申请人情况/法人或其他组织/科研机构"),
    ("charity", "申请人情况/法人或其他组织/社会公益组织"),
    ("law", "申请人情况/法人或其他组织/法律服务机构"),
    ("other", "申请人情况/法人或其他组织/其他"),
    ("total", "申请人情况/总计"),
)
WAYS = (
    ("granted", "（一）予以公开"),
    ("partial", "（二）部分公开（区分处理的，只计这一情形，不计其他情形）"),
    ("secret", "（三）不予公开/1.属于国家秘密"),
    ("forbidden", "（三）不予公开/2.其他法律行政法规禁止公开"),
    ("safety", "（三）不予公开/3.危及“三安全一稳定”"),
    ("third", "（三）不予公开/4.保护第三方合法权益"),
    ("internal", "（三）不予公开/5.属于三类内部事务信息"),
    ("process", "（三）不予公开/6.属于四类过程性信息"),
    ("enforcement", "（三）不予公开/7.属于行政执法案卷"),
    ("query", "（三）不予公开/8.属于行政查询事项"),
    ("absent", "（四）无法提供/1.本机关不掌握相关政府信息"),
    ("make", "（四）无法提供/2.没有现成信息需要另行制作"),
    ("unclear", "（四）无法提供/3.补正后申请内容仍不明确"),
    ("petition", "（五）不予处理/1.信访举报投诉类申请"),
    ("again", "（五）不予处理/2.重复申请"),
    ("publication", "（五）不予处理/3.要求提供公开出版物"),
    ("many", "（五）不予处理/4.无正当理由大量反复申请"),
    ("confirm", "（五）不予处理/5.要求行政机关确认或重新出具已获取信息"),
    ("late", "（六）其他处理/1.申请人无正当理由逾期不补正、行政机关不再处理其政府信息公开申请"),
    ("unpaid", "（六）其他处理/2.申请人逾期未按收费通知要求缴纳费用、行政机关不再处理其政府信息公开申请"),
    ("rest", "（六）其他处理/3.其他"),
)
_APPLICATIONS = Table(
    "applications",
    "收到和处理政府信息公开申请情况",
    (
        ("new", "一、本年新收政府信息公开申请数量"),
        ("carried", "二、上年结转政府信息公开申请数量"),
        *((id, f"三、本年度办理结果/{label}") for id, label in WAYS),
        ("done", "三、本年度办理结果/（七）总计"),
        ("next", "四、结转下年度继续办理"),
    ),
    _APPLICANTS,
    {},
    "total",
    corner="（本列数据的勾稽关系为：第一项加第二项之和，等于第三项加第四项之和）",
)
_LAWSUITS = Table(
    "lawsuits",
    "政府信息公开行政复议、行政诉讼情况",
    (("review", "行政复议"), ("court", "行政诉讼/未经复议直接起诉"), ("after", "行政诉讼/复议后起诉")),
    (("upheld", "结果维持"), ("corrected", "结果纠正"), ("else", "其他结果"), ("open", "尚未审结"), ("total", "总计")),
    {},
    "total",
    across=True,
)
_PERMITS = Table("20-5", "第二十条第（五）项", (("permit", "行政许可"),), (("count", "本年处理决定数量"),), {})
_FORCE = Table("20-6", "第二十条第（六）项", (("penalty", "行政处罚"), ("force", "行政强制")), (("count", "本年处理决定数量"),), {})  # fmt: skip
_FEES = Table(
    "20-8", "第二十条第（八）项", (("fee", "行政事业性收费"),), (("amount", "本年收费金额（单位：万元）"),), {}
)
_BANDS = (_LAID_DOWN, _PERMITS, _FORCE, _FEES)
_PUBLIC = Table("20", "主动公开政府信息情况", (), (), _LAID_DOWN.computed, bands=_BANDS)
_FOR_REFERENCE = tuple(replace(one, title=f"供参考：{one.title}", reference=True) for one in (_SHOWN, _CLEANED))
OFFICIAL = Form(
    "政府信息公开工作年度报告（2019年起）",
    "《政府信息公开工作年度报告格式》（国办公开办函〔2021〕30号），条例第四十九条、第五十条",
    (
        Part("overview", "总体情况", "主动公开、依申请公开、政府信息管理、平台建设、监督保障。", _FOR_REFERENCE),
        Part("public", "主动公开政府信息情况", "有说明的写在这里。", (_PUBLIC,)),
        Part("applications", "收到和处理政府信息公开申请情况", "有说明的写在这里。", (_APPLICATIONS,)),
        Part("lawsuits", "政府信息公开行政复议、行政诉讼情况", "有说明的写在这里。", (_LAWSUITS,)),
        Part("problems", "存在的主要问题及改进情况", "上一年提出的改进措施落实得怎样，也在这里写。"),
        Part("other", "其他需要报告的事项", "收取信息处理费的情况等；没有的写明没有。"),
    ),
)


def form_of(year: int) -> Form:
    """The form of the report on a year."""
    return OFFICIAL if year >= FIRST_OFFICIAL else OLD


def faults(form: Form, values: Mapping[str, str]) -> Iterator[str]:
    """What does not add up, in Chinese sentences with the figure that would be right. An empty cell counts as nought.

    A row without any figure is not judged: it was not filled in yet.
    """
    for table in form.tables:
        if table.total:
            yield from _rows(table, values)
    if _APPLICATIONS in form.tables:
        yield from _columns(values)
    for table in (_SHOWN, _CLEANED):
        if table in form.tables:
            yield from _whole(table, values)


def _rows(table: Table, values: Mapping[str, str]) -> Iterator[str]:
    for row, label in ((id, "，".join(path_of(label))) for id, label in table.rows):
        given = [values.get(table.key(row, column), "") for column, _ in table.columns]
        parts = sum((_number(one) for one in given[:-1]), Decimal(0))
        if any(given) and _number(given[-1]) != parts:
            yield f"“{label}”一行，总计应当是 {parts:f}，现在是 {given[-1] or '空'}。"


def _columns(values: Mapping[str, str]) -> Iterator[str]:
    table = _APPLICATIONS
    for column, label in ((id, path_of(label)[-1]) for id, label in table.columns):
        of = {row: values.get(table.key(row, column), "") for row, _ in table.rows}
        ways = sum((_number(of[way]) for way, _ in WAYS), Decimal(0))
        if any(of.values()) and _number(of["done"]) != ways:
            yield f"“{label}”一列，办理结果的总计应当是 {ways:f}，现在是 {of['done'] or '空'}。"
        came, left = _number(of["new"]) + _number(of["carried"]), _number(of["done"]) + _number(of["next"])
        if came != left:
            yield f"“{label}”一列，新收加上年结转是 {came:f}，办理总计加结转下年度是 {left:f}，应当相等。"


def _whole(table: Table, values: Mapping[str, str]) -> Iterator[str]:
    """The first row is the sum of those that say 其中."""
    parts = [values.get(table.key(row, "count"), "") for row, label in table.rows if label.startswith("其中")]
    total = values.get(table.key("total", "count"), "")
    added = sum(map(_number, parts), Decimal(0))
    if total and any(parts) and _number(total) != added:
        yield f"“{table.title}”的总数是 {total}，分项之和是 {added:f}，应当相等。"


def _number(text: str) -> Decimal:
    return Decimal(text) if VALUE.fullmatch(text) else Decimal(0)
