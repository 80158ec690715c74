"""Room: what a government document is. What the law says must be published: 政府信息公开条例 (国务院令第711号) arts. 20 and 21.

A document falls under every item whose words its column, subject or title has; the words are a rule of thumb, the item is the
law's. Nothing is said (no item) where no word tells. docs/statutory-items.md shows this table to readers.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from govdoc.document import Kind


@dataclass(frozen=True, slots=True)
class Item:
    """`id`: article and item, `20-7`; `words`: alternatives of a regular expression; `levels` empty: every level of government."""

    id: str
    label: str
    words: str
    levels: tuple[str, ...] = ()


CITY_COUNTY, TOWNSHIP = "21-县", "21-乡镇"
ITEMS = (
    Item("20-1", "法规、规章和规范性文件", r"规范性文件|行政法规|地方性法规|政府规章|部门规章|法规规章|法律法规|海关规章"),
    Item("20-2", "机构职能与负责人", r"机构(?:职能|设置|改革|编制)|机关职能|主要职责|领导(?:分工|信息|之窗)|负责人|权力清单|责任清单|权责清单|任免|任职"),
    Item("20-3", "规划及相关政策", r"规划|五年计划|国民经济和社会发展"),
    Item("20-4", "统计信息", r"统计(?:信息|公报|数据|年鉴|调查)|普查|经济运行情况|主要经济指标"),
    Item("20-5", "行政许可和管理服务事项", r"行政许可|行政审批|审批(?:事项|服务|制度)|政务服务|办事指南|便民服务|证明事项|放管服|核准|备案(?:管理|事项|目录)"),
    Item("20-6", "行政处罚和行政强制", r"行政处罚|行政强制|处罚(?:裁量|决定)|裁量(?:权|基准)|行政执法"),
    Item("20-7", "财政预算、决算", r"预算|决算|“?三公”?经费|财政(?:收支|资金)|专项(?:资金|经费)"),
    Item("20-8", "行政事业性收费", r"行政事业性收费|收费(?:标准|项目|目录|清单|管理|政策)"),
    Item("20-9", "政府采购", r"政府采购|集中采购|采购目录"),
    Item("20-10", "重大建设项目", r"重大(?:建设|工程)?项目|重点(?:建设|工程)?项目|政府和社会资本合作|PPP|工程建设项目"),
    Item("20-11", "扶贫、教育、医疗、社保、就业", r"扶贫|脱贫|教育|学校|学生|教师|招生|高考|幼儿园|医疗|医保|卫生服务|社会保障|社会保险|养老|工伤|失业|低保|最低生活保障|救助|住房保障|公租房|就业|创业"),
    Item("20-12", "突发公共事件", r"应急(?:预案|管理|救援|处置)?|预警|突发|防汛|抗旱|地震|自然灾害|疫情"),
    Item("20-13", "监督检查", r"环境保护|生态环境|环保|污染|公共卫生|安全生产|食品|药品|产品质量|质量监督|抽检|监督检查|双随机"),
    Item("20-14", "公务员招考", r"公务员\S{0,12}(?:招|录|考)|(?:招|考)录\S{0,6}公务员|选调生|遴选"),
    Item("20-15", "其他应当主动公开的信息", r"政府信息公开|信息公开(?:年报|年度报告|指南|目录|制度)|依申请公开|建议提案|提案办理|重大行政决策|政务公开"),
    Item(CITY_COUNTY, "市县事项（市政、征收、救助等）", r"市政|城市(?:管理|建设|供水|供热|供气|公共交通)|公共服务|公益|征地|(?:土地|房屋)\S{0,6}征收|征收补偿|拆迁|治安|社会救助|低保|最低生活保障|特困|临时救助", ("city", "county")),
    Item(TOWNSHIP, "乡镇事项（农业、宅基地、救助等）", r"农业|农村|农田|水利|承包经营权|宅基地|(?:土地|房屋)\S{0,6}征收|征收补偿|筹资筹劳|社会救助|低保|最低生活保障|特困|临时救助", ("township",)),
)  # fmt: skip
"""In the order of the law."""
LABELS = {item.id: item.label for item in ITEMS}


def items_of(kind: Kind, title: str, channel: str | None, subject: str | None, level: str | None) -> tuple[str, ...]:
    """Ids in the order of the law. A law or normative document is 20-1 whatever its title; art. 21 binds local levels only.

    (notice, 关于2020年财政预算的公告, 财政预决算, None, county) → 20-7
    """
    place = "\n".join(filter(None, (title, channel, subject)))
    issued_rules = kind in (Kind.LAW, Kind.NORMATIVE)
    return tuple(
        item.id
        for item in ITEMS
        if (not item.levels or level in item.levels)
        and (_pattern(item.id).search(place) or (issued_rules and item.id == "20-1"))
    )


@lru_cache(maxsize=len(ITEMS))
def _pattern(item_id: str) -> re.Pattern[str]:
    return re.compile(next(item.words for item in ITEMS if item.id == item_id))
