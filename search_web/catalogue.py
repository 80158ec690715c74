"""Room: from index to pages. The disclosure catalogue (政府信息公开目录): one line a document, fields as the rules name them. Pure.

政府信息公开条例 art. 12: 索引、名称、内容概述、生成日期. 政府信息公开目录系统实施指引（试行）: 14 core metadata, of which these four are part.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

from govdoc.document import Document
from indexer import labels
from indexer.results import Hit
from indexer.tokenizer import words

COLUMNS = (
    *("索引号", "名称", "内容概述", "生成日期", "发布日期", "发布机构", "文号", "主题分类", "体裁分类", "公开方式"),
    *("载体类型", "语种", "关键词", "相关信息", "有效性", "网址"),
)
"""The 14 core metadata, then what this service adds."""
SHOWN = ("索引号", "名称", "内容概述", "生成日期", "发布机构", "文号")
SUMMARY, KEYWORDS = 120, 5
SALUTATION = re.compile(r"[：:]\s*$")
STOP = re.compile(r"[，。；！？]")
SENTENCE = re.compile(r"[。！？；]")


def line(hit: Hit, document: Document, payload: Mapping[str, Any], address: Callable[[str], str]) -> dict[str, str]:
    """Column → value, empty where nobody states it. The text's own number and date stand in where the page gives none."""
    interpreted = len(payload.get("interpreted_by") or ())
    related = [f"附件：{'、'.join(a.name for a in document.attachments)}"] if document.attachments else []
    related += [f"解读 {interpreted} 篇"] if interpreted else []
    values = (
        *(document.index_number or "", hit.title.text, document.summary or summary(document.text), _day(hit.issued_on)),
        *(_day(hit.published_on), "、".join(hit.issuers), hit.number or "", document.subject or "", hit.form or ""),
        *(
            document.openness or "主动公开",
            carrier(document),
            "中文",
            document.keywords or "、".join(keywords(hit.title.text)),
            "；".join(related),
        ),
        *(f"{labels.STATUSES[hit.status.value]}（{hit.status_reason}）", address(hit.id)),
    )
    return dict(zip(COLUMNS, values, strict=True))


def summary(text: str) -> str:
    """The first paragraph that says something: no title, no number, no 「各镇人民政府：」; whole sentences within SUMMARY characters,
    else cut with …."""
    for paragraph in text.splitlines():
        said = " ".join(paragraph.split())
        if len(said) < 12 or SALUTATION.search(said) or (len(said) <= SUMMARY and not STOP.search(said)):
            continue
        if len(said) <= SUMMARY:
            return said
        ends = [match.end() for match in SENTENCE.finditer(said, 0, SUMMARY)]
        return said[: ends[-1]] if ends and ends[-1] > SUMMARY // 3 else said[:SUMMARY] + "…"
    return ""


def keywords(title: str) -> tuple[str, ...]:
    """The title's longest words, in the order of the title."""
    found = list(dict.fromkeys(word for word, _, _ in words(title) if len(word) > 1 and not word.isascii()))
    chosen = set(sorted(found, key=len, reverse=True)[:KEYWORDS])
    return tuple(word for word in found if word in chosen)


def carrier(document: Document) -> str:
    kinds = sorted({ending for a in document.attachments if (ending := a.name.rpartition(".")[2].upper()) != a.name})
    return "、".join(["网页", *kinds])


def _day(day: Any) -> str:
    return day.isoformat() if day else ""
