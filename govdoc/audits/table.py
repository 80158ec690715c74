"""Room: what a government document is. The rows of an audit as a table for people: one header, one line a row."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from govdoc.audits.row import Audit, Row
from govdoc.cells import csv_text

HEADER = ("问题", "文件名称", "文号", "发文机关", "地区", "说明")
TAIL = ("起", "止", "依据原文", "文件编号")


def header(audit: Audit) -> tuple[str, ...]:
    return (*HEADER, *audit.columns, *TAIL)


def lines(audit: Audit, rows: Iterable[Row]) -> Iterator[tuple[str, ...]]:
    for row in rows:
        days = (row.since.isoformat() if row.since else "", row.until.isoformat() if row.until else "")
        quotes = "；".join(f"「{e.quote}」" for e in row.evidence)
        told = (audit.reasons.get(row.reason, row.reason), row.title, row.number or "", row.issuer, row.region)
        yield (*told, row.said, *row.details, *days, quotes, row.document_id or "")


def audit_csv(audit: Audit, rows: Iterable[Row]) -> str:
    return csv_text(header(audit), lines(audit, rows))
