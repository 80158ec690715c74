"""Room: from index to pages. The metadata table: 14 core elements of the disclosure catalogue, 7 of a normative document. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from typing import Any

from govdoc.document import Document, Kind
from indexer import labels
from search_web.catalogue import summary
from search_web.record import Row, rows_of, words

OPENNESS = re.compile(
    r"此件(公开发布|主动公开|依申请公开|删减后公开)|公开(?:类别|属性|选项|方式|形式)[：:]\s{0,4}(主动公开|依申请公开)"
)
KEYWORDS = re.compile(r"^\s*主题词[：:][ \t\u3000]*(\S[^\n。]{1,60}?)[ \t\u3000]*$", re.MULTILINE)
ACTS = ("amended", "repealed", "declared_lapsed", "replaced", "overridden")


def metadata(document: Document, payload: Mapping[str, Any]) -> tuple[Row, ...]:
    """The 14 core and 7 normative elements, filled or not, then what else is known."""
    filled = payload.get("filled")
    filled = filled if isinstance(filled, Mapping) else {}

    def row(label: str, name: str, group: str = "core", needed: bool = False) -> Row:
        stated = words(getattr(document, name))
        value = stated or words(filled.get(name))
        return Row(label, value, bool(value and not stated), group, needed)

    normative = document.kind is Kind.NORMATIVE
    interpreted, acts = len(payload.get("interpreted_by") or ()), "；".join(_acts(payload))
    return (
        row("索引号", "index_number", needed=True),
        row("名称", "title", needed=True),
        row("发文机关", "issuers", needed=True),
        row("发文字号", "number", needed=True),
        row("成文日期", "issued_on", needed=True),
        row("发布日期", "published_on", needed=True),
        row("主题分类", "subject", needed=True),
        row("文种", "form"),
        _stated("内容概述", document.summary, summary(document.text)),
        _stated("主题词", document.keywords, _keywords(document.text)),
        _stated("公开类别", document.openness, _openness(document.text)),
        Row("载体类型", "、".join(_carriers(document))),
        Row("语种", "中文" if document.text or document.title else ""),
        Row("相关信息", _enclosed(document, payload)),
        row("统一登记号", "registration_number", "normative", normative),
        _dated("施行日期", document.effective_on, payload.get("effective_on"), normative),
        _dated("有效期至", document.expires_on, payload.get("expires_on"), normative),
        row("原网页标注的有效性", "declared_status", "normative", normative),
        Row("修改、废止情况", acts, False, "normative"),
        Row("解读", f"{interpreted} 份" if interpreted else "", False, "normative"),
        row("备案情况", "filing", "normative"),
        Row("类别", labels.value_label("kind", document.kind.value), False, "other"),
        row("栏目", "channel", "other"),
        row("地区", "region", "other"),
        row("信息来源", "source", "other"),
    )


def _dated(label: str, stated: date | None, found: object, needed: bool) -> Row:
    """The day that search and status go by; what the source states stands only where it says the same, or nothing else is known."""
    stated = stated if found in (None, str(stated)) else None
    value = words(stated or found)
    return Row(label, value, bool(value and not stated), "normative", needed)


def _stated(label: str, stated: str | None, found: str) -> Row:
    return Row(label, stated or found, bool(found and not stated))


def _openness(text: str) -> str:
    """The note at the end of a document: （此件公开发布）."""
    match = OPENNESS.search(text)
    return next((g for g in match.groups() if g), "") if match else ""


def _keywords(text: str) -> str:
    """The line that documents before 2012 end with: 主题词：农业　补贴　通知."""
    lines = KEYWORDS.findall(text)
    return "、".join(lines[-1].split()) if lines else ""


def _carriers(document: Document) -> list[str]:
    ends = dict.fromkeys(a.name.rpartition(".")[2].lower() for a in document.attachments if "." in a.name)
    return ["网页"] * bool(document.url) + [labels.ATTACHMENT_TYPES.get(end, end) for end in ends if end]


def _enclosed(document: Document, payload: Mapping[str, Any]) -> str:
    named = len({str(c.get("target")) for c in rows_of(payload, "citations") if c.get("target")})
    said = [f"附件 {len(document.attachments)} 个"] * bool(document.attachments)
    return "，".join(said + [f"提到的文件 {named} 份"] * bool(named))


def _acts(payload: Mapping[str, Any]) -> list[str]:
    """What later documents did to this one, in their order."""
    said = [str(f.get("basis") or "") for f in rows_of(payload, "findings") if f.get("rule") in ACTS]
    return list(dict.fromkeys(s for s in said if s))
