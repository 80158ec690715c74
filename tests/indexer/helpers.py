"""Entries of our own, and a brute-force engine to hold the real one against."""

from __future__ import annotations

from collections import Counter
from datetime import date

from govdoc.document import Status
from indexer.fields import DATE_FIELDS, IndexEntry, TimelineStep, exists_since, facet_values
from indexer.query import SearchQuery
from indexer.tokenizer import squeeze, terms

ON = date(2024, 6, 1)
OFFICE = "清河区人民政府办公室"
CIVIL = "清河区民政局"

SAMPLE = (
    IndexEntry(
        id="a",
        title="关于做好农村低保工作的通知",
        text="为做好农村居民最低生活保障工作，根据有关规定，现通知如下。\n一、提高农村低保标准。本通知自2017年5月1日起施行。",
        number="清政办发〔2017〕5号",
        issuers=(OFFICE,),
        kind="normative",
        form="通知",
        issued_on=date(2017, 4, 20),
        published_on=date(2017, 4, 25),
        timeline=(
            TimelineStep(date(2017, 5, 1), Status.IN_FORCE, "自2017年5月1日起施行"),
            TimelineStep(date(2022, 5, 1), Status.LAPSED, "有效期至2022年4月30日"),
        ),
    ),
    IndexEntry(
        id="b",
        title="关于公布低保标准的公告",
        text="支持农业发展银行办理业务。农村低保标准为每人每年6000元，清政办发〔2017〕5号同时废止。",
        number="清政办发〔2017〕6号",
        issuers=(OFFICE, CIVIL),
        form="公告",
        issued_on=date(2018, 1, 10),
        attachment_text="高龄津贴发放名册格式",
        attachment_types=("docx",),
    ),
    IndexEntry(
        id="c",
        title="高龄老人津贴发放办法",
        text="八十周岁以上老人可以申请。国有土地。",
        number="清民发〔2020〕15号",
        registration_number="QHCR-2020-0050002",
        issuers=(CIVIL,),
        form="办法",
        issued_on=date(2020, 3, 1),
        published_on=date(2020, 3, 5),
    ),
    IndexEntry(
        id="d",
        title="年度报告",
        text="政务 公开\n工作情况；中国有一部分。",
        published_on=date(2023, 1, 31),
        interpreted=True,
    ),
)


def matches(entry: IndexEntry, query: SearchQuery) -> bool:
    """One word of the vocabulary in title, text or attachment; the day; ranges. Filters are apart."""
    since = exists_since(entry)
    if since and since > query.on:
        return False
    for name, span in query.ranges.items():
        day = getattr(entry, DATE_FIELDS[name])
        if day is None or (span.start and day < span.start) or (span.end and day > span.end):
            return False
    fields = {"title": entry.title, "text": entry.text, "attachment": entry.attachment_text}
    searched = list(fields.values()) if query.search_in == "all" else [fields[query.search_in]]
    has_words = all(any(word in terms(text) for text in searched) for word in query.words.split())
    has_phrases = all(any(squeeze(phrase) in squeeze(text) for text in searched) for phrase in query.phrases)
    unwanted = any(word in terms(text) for word in query.excluded for text in searched)
    return has_words and has_phrases and not unwanted


def value_of(entry: IndexEntry, facet: str, on: date) -> tuple[str, ...]:
    return (entry.status_at(on).status.value,) if facet == "status" else facet_values(entry, facet)


def passes(entry: IndexEntry, query: SearchQuery, but: str | None = None) -> bool:
    return all(
        set(values) & set(value_of(entry, name, query.on))
        for name, values in query.filters.items()
        if name != but and values
    )


def brute_force(entries: list[IndexEntry], query: SearchQuery) -> tuple[set[str], dict[str, dict[str, int]]]:
    """Ids that match, and the counts of each facet asked for without its own filter."""
    base = [entry for entry in entries if matches(entry, query)]
    counts = {
        name: dict(Counter(v for e in base if passes(e, query, but=name) for v in set(value_of(e, name, query.on))))
        for name in query.facets
    }
    return {entry.id for entry in base if passes(entry, query)}, counts
