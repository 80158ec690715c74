"""Room: from index to pages. Every search parameter declared once: read by `params`, described by `openapi`. Data."""

from __future__ import annotations

from dataclasses import dataclass

from govdoc.document import Kind, Status
from govdoc.statutory_items import LABELS as ITEMS
from indexer import labels
from indexer.fields import FACETS, NO, YES
from indexer.query import RANGES, SEARCH_IN, SORTS

MAX_TEXT, MAX_VALUE, MAX_VALUES, MAX_WITHIN, MAX_PAGE, MAX_SIZE = 500, 300, 50, 5, 100_000, 100


@dataclass(frozen=True, slots=True)
class Parameter:
    """`kind`: text, choice, flag, whole, day, cursor, or repeatable: searches, values.

    `choices` empty: any value. `default` is how the value left out reads in a URL; `highest` is for whole numbers.
    """

    name: str
    kind: str
    text: str
    example: str
    choices: tuple[str, ...] = ()
    default: str = ""
    highest: int = 0


CLOSED = {
    "status": tuple(s.value for s in Status),
    "kind": tuple(k.value for k in Kind),
    "interpreted": (YES, NO),
}
"""Facets whose value is always stated, and all that can be."""
OPEN_CHOICES = {"item": tuple(ITEMS)}
"""Facets with a closed list of values where a document may have none (the empty value: 未标明)."""
EXAMPLES = {
    "status": "in_force",
    "kind": "normative",
    "form": "通知",
    "issuer": "国务院办公厅",
    "level": "county",
    "channel": "通知公告",
    "subject": "教育",
    "item": "20-7",
    "region": "山东省",
    "site": "www.gov.cn",
    "year": "2019",
    "interpreted": "yes",
    "attachment_type": "pdf",
}


def _range(name: str) -> tuple[Parameter, Parameter]:
    label = labels.RANGES[name]
    return (
        Parameter(f"{name}_from", "day", f"{label}不早于这一天（含当天）。", "2015-01-01"),
        Parameter(f"{name}_to", "day", f"{label}不晚于这一天（含当天）。", "2024-12-31"),
    )


def _facet(name: str) -> Parameter:
    choices = CLOSED.get(name, ()) + OPEN_CHOICES.get(name, ())
    text = f"按{labels.FACETS[name]}筛选，可以重复：同一项的几个值是“或”，不同项之间是“且”。"
    unstated = "" if name in CLOSED else "空值表示未标明。"
    return Parameter(name, "values", text + unstated, EXAMPLES[name], choices)


PARAMETERS = (
    Parameter("q", "text", "检索词：平常的话、标题、文号；加引号的词一字不差；词前加减号表示排除。", "政务公开"),
    Parameter("in", "choice", "检索范围。", "title", SEARCH_IN, "all"),
    Parameter("match", "choice", "匹配方式：fuzzy 智能匹配，exact 一字不差。", "exact", ("fuzzy", "exact"), "fuzzy"),
    Parameter("sort", "choice", "排序。日期晚的在前，没有日期的在最后。", "published", SORTS, "relevance"),
    Parameter("page", "whole", "第几页，从 1 开始。", "1", default="1", highest=MAX_PAGE),
    Parameter("size", "whole", "每页几条。", "20", default="10", highest=MAX_SIZE),
    Parameter("cursor", "cursor", "上一次回答里的 next_cursor，原样交回，可以不重不漏地取完全部结果。", "o10"),
    Parameter("within", "searches", f"在结果中再查：同时还要符合的检索词，可以重复，最多 {MAX_WITHIN} 个。", "申请"),
    Parameter("cites", "text", "只看引用了这个文号的文件。", "国办发〔2016〕80号"),
    *(parameter for name in RANGES for parameter in _range(name)),
    Parameter("on", "day", "按哪一天判断效力；那一天以后成文的文件不在结果中。默认是今天（北京时间）。", "2020-06-01"),
    Parameter("expand", "flag", "0：不查相近的官方说法，只查原词。", "0", ("0", "1"), "1"),
    Parameter("correct", "flag", "0：不纠错，也不放宽条件。", "0", ("0", "1"), "1"),
    Parameter(
        "fold",
        "flag",
        "1：解读列在它所解读的文件之下，同一部法规的旧文本列在现行文本之下（folded），不另占一条；total 不变。",
        "1",
        ("0", "1"),
        "0",
    ),
    Parameter("explain", "flag", "1：在回答里附上检索词怎样被理解。", "1", ("0", "1"), "0"),
    *(_facet(name) for name in FACETS),
)
BY_NAME = {parameter.name: parameter for parameter in PARAMETERS}
KNOWN = tuple(BY_NAME)
