"""Room: from facts to a searchable index. Every word that a value has in Chinese, for shell, page and API. Data, no logic."""

from __future__ import annotations

from govdoc import statutory_items

FACETS = {
    "status": "有效性",
    "kind": "类别",
    "form": "文种",
    "issuer": "发文机关",
    "level": "层级",
    "channel": "栏目",
    "subject": "主题",
    "item": "法定公开事项",
    "region": "地区",
    "site": "来源网站",
    "year": "年份",
    "interpreted": "有无解读",
    "attachment_type": "附件类型",
}
STATUSES = {
    "in_force": "现行有效",
    "pending": "尚未施行",
    "superseded": "已被替代",
    "lapsed": "已失效",
    "repealed": "已废止",
    "unknown": "效力待定",
}
STATUS_MEANINGS = {
    "in_force": "有依据表明该文件现在仍然有效。",
    "pending": "该文件已经发布，但施行日期还没有到。",
    "superseded": "该文件已被更新的文本替代，请查阅新的文本。",
    "lapsed": "该文件有效期已满，或者已被宣布失效。",
    "repealed": "该文件已被后来的文件明文废止。",
    "unknown": "没有足够的依据判断该文件是否有效，请向发文机关核实。",
}
KINDS = {
    "notice": "通知公告",
    "normative": "规范性文件",
    "interpretation": "政策解读",
    "law": "法律法规",
    "other": "其他",
}
INTERPRETED = {"yes": "有解读", "no": "无解读", "true": "有解读", "false": "无解读", "1": "有解读", "0": "无解读"}
ATTACHMENT_TYPES = {
    "pdf": "PDF 文件",
    "doc": "Word 文件",
    "docx": "Word 文件（docx）",
    "xls": "Excel 表格",
    "xlsx": "Excel 表格（xlsx）",
    "wps": "WPS 文字",
    "et": "WPS 表格",
    "ofd": "OFD 版式文件",
    "zip": "ZIP 压缩包",
    "rar": "RAR 压缩包",
    "txt": "纯文本",
    "jpg": "图片（jpg）",
    "png": "图片（png）",
}
LEVELS = {
    "national": "国家",
    "province": "省级",
    "city": "市级",
    "county": "县（区）级",
    "district": "县（区）级",
    "town": "乡镇（街道）",
    "township": "乡镇（街道）",
}
ATTACHMENT_STATES = {
    "stored": "已保存",
    "image_only": "只有图像，没有可检索的文字",
    "failed": "未能读取",
    "refused": "原网站拒绝提供",
    "linked": "尚未保存，请到原网站下载",
}
VALUES = {
    "item": statutory_items.LABELS,
    "status": STATUSES,
    "kind": KINDS,
    "interpreted": INTERPRETED,
    "attachment_type": ATTACHMENT_TYPES,
    "level": LEVELS,
}
SEARCH_IN = {"all": "全部内容", "title": "标题", "text": "正文", "attachment": "附件", "number": "文号"}
MATCH = {"fuzzy": "智能匹配", "exact": "精确匹配"}
SORTS = {
    "relevance": "最相关",
    "published": "最新发布",
    "issued": "最新成文",
    "effective": "最近施行",
    "expires": "最晚到期",
    "added": "最新收录",
}
AS_OF = "效力截至"
RANGES = {"published": "发布日期", "issued": "成文日期", "effective": "施行日期", "expires": "有效期至"}
PARAMETERS = {
    **FACETS,
    **{f"{name}_from": f"{label}（从）" for name, label in RANGES.items()},
    **{f"{name}_to": f"{label}（到）" for name, label in RANGES.items()},
    "q": "检索词",
    "in": "检索范围",
    "match": "匹配方式",
    "sort": "排序",
    "page": "页码",
    "size": "每页份数",
    "within": "在结果中再查",
    "cites": "引用的文号",
    "on": "有效性按哪一天看",
    "text": "文本",
    "hash": "校验码",
    "with": "要比较的文件",
    "by": "浏览方式",
    "to": "网址",
}
"""What people call the parameters of an address."""
RELATIONS = {
    "cites": "引用",
    "based_on": "依据",
    "implements": "贯彻落实",
    "amends": "修改",
    "replaces": "替代",
    "repeals": "废止",
    "lapses": "宣布失效",
    "stops": "停止执行",
    "lifts": "取消",
    "overrides": "优先适用于",
    "interprets": "解读",
}
RELATIONS_TO_THIS = {
    "cites": "引用本文件",
    "based_on": "以本文件为依据",
    "implements": "贯彻落实本文件",
    "amends": "修改本文件",
    "replaces": "替代本文件",
    "repeals": "废止本文件",
    "lapses": "宣布本文件失效",
    "stops": "停止执行本文件",
    "lifts": "取消本文件",
    "overrides": "优先于本文件适用",
    "interprets": "解读本文件",
}
RULES = {
    "review": "人工复核",
    "repealed": "后来的文件废止",
    "declared_lapsed": "后来的文件宣布失效",
    "condition_met": "文件自定的失效条件已成就",
    "replaced": "新文本替代旧文本",
    "retained": "清理后继续有效",
    "not_yet": "施行日期未到",
    "postponed": "后来的文件推迟施行",
    "suspended": "后来的文件暂停执行",
    "part_pending": "部分条款尚未施行",
    "omitted": "未列入后来的继续有效目录",
    "own_end": "文件自定的有效期届满",
    "own_running": "在文件自定的有效期内",
    "own_open": "文件自定了有效期，起算日不明",
    "conditional_end": "附条件失效，条件是否成就待查",
    "title_mark": "标题中的标注",
    "declared_gone": "网页标注，仅作参考",
    "declared_alive": "网页标注，不作依据",
    "declared_end": "网页标注的失效日期",
    "law_in_force": "法律法规已施行，未见废止",
    "amended": "后来的文件修改",
    "overridden": "后来的文件规定优先适用",
    "proposed": "拟议中的处理",
    "swept_perhaps": "未列入继续有效目录，性质待定",
    "basis_decayed": "所依据的文件后来有变化",
    "basis_changed": "依据的变化",
    "copies_disagree": "两处发布不一致",
    "effective": "已施行，未见废止",
}
NORMATIVE = {True: "属于规范性文件", False: "不属于规范性文件", None: "是否规范性文件待定"}
CHANGES = {"same": "未变", "added": "新增", "removed": "删除", "changed": "修改", "moved": "条号变动"}
PARTS = {"text": "正文", "title": "标题", "attachment": "附件", "number": "文号"}
NOT_STATED = "未标明"


def value_label(facet: str, value: str) -> str:
    """What a citizen reads for a facet's value: `lapsed` → 已失效, `2017` of year → 2017年, the empty value → 未标明."""
    if not value:
        return NOT_STATED
    if facet == "year":
        return f"{value}年"
    return VALUES.get(facet, {}).get(value, value)


def part_label(part: str) -> str:
    """`attachment:0` → 附件1, `field:number` → 网页标注, `text` → 正文."""
    name, _, rest = part.partition(":")
    if name == "attachment" and rest.isdigit():
        return f"附件{int(rest) + 1}"
    return "网页标注" if name == "field" else PARTS.get(name, name)


def rule_label(rule: str) -> str:
    """`own_end` → 文件自定的有效期届满; a rule pack's row (`shanghai.default-5y`) → 地方规定的有效期."""
    return RULES.get(rule, "地方规定的有效期" if "." in rule else rule)
