"""Room: from index to pages. A document for machines that read pages: schema.org Legislation and the tags of 47号. Pure."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from govdoc.document import Document, Kind, Status
from indexer import labels
from search_web.record import Row, Validity, issuers_of, value_of

FORCE = {
    Status.IN_FORCE: "https://schema.org/InForce",
    Status.PENDING: "https://schema.org/NotInForce",
    Status.SUPERSEDED: "https://schema.org/NotInForce",
    Status.LAPSED: "https://schema.org/NotInForce",
    Status.REPEALED: "https://schema.org/NotInForce",
}
"""Unknown has no value: schema.org knows only in force, partially, and not in force."""


def legislation(document: Document, rows: Sequence[Row], validity: Validity, address: str) -> str:
    """JSON-LD that can stand inside a script element: no `<` in it."""
    issuers = issuers_of(rows)
    said: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": "CreativeWork" if document.kind is Kind.INTERPRETATION else "Legislation",
        "@id": address,
        "url": address,
        "name": document.title,
        "inLanguage": "zh-CN",
        "datePublished": value_of(rows, "发布日期"),
        "publisher": {"@type": "GovernmentOrganization", "name": issuers[0]} if issuers else None,
        "about": value_of(rows, "主题分类"),
        "isBasedOn": document.url if document.url and document.url.startswith(("http://", "https://")) else None,
    }
    if said["@type"] == "Legislation":
        said |= {
            "legislationIdentifier": value_of(rows, "发文字号"),
            "legislationType": value_of(rows, "文种"),
            "legislationDate": value_of(rows, "成文日期"),
            "legislationDateVersion": value_of(rows, "成文日期") or value_of(rows, "发布日期"),
            "legislationDateOfApplicability": value_of(rows, "施行日期"),
            "legislationPassedBy": [{"@type": "GovernmentOrganization", "name": name} for name in issuers],
            "legislationJurisdiction": value_of(rows, "地区"),
            "legislationLegalForce": FORCE.get(validity.status),
            "temporalCoverage": _coverage(value_of(rows, "施行日期"), value_of(rows, "有效期至")),
        }
    filled = {name: value for name, value in said.items() if value}
    return (
        json.dumps(filled, ensure_ascii=False).replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")
    )


def meta_tags(document: Document, rows: Sequence[Row], address: str) -> tuple[tuple[str, str], ...]:
    """The content tags that 国办发〔2017〕47号 asks for, and the keywords a document has: subject, form, number."""
    issuers = value_of(rows, "发文机关")
    keywords = [value_of(rows, label) for label in ("主题分类", "文种", "发文字号")]
    tags = (
        ("ArticleTitle", document.title or value_of(rows, "发文字号")),
        ("PubDate", value_of(rows, "发布日期") or value_of(rows, "成文日期")),
        ("ContentSource", document.source or issuers),
        ("Keywords", ",".join(k for k in keywords if k)),
        ("Author", issuers),
        ("Description", " ".join(document.text.split())[:120]),
        ("Url", address),
        ("ColumnName", document.channel or labels.value_label("kind", document.kind.value)),
        ("ColumnType", labels.value_label("kind", document.kind.value)),
    )
    return tuple((name, value) for name, value in tags if value)


def _coverage(start: str, end: str) -> str:
    """An ISO 8601 interval; `..` is open: 2020-01-01/2024-12-31."""
    return f"{start or '..'}/{end or '..'}" if start or end else ""
