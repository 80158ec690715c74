"""Room: tests. One record of a JSONL file: what is accepted, and the words for what is not."""

from __future__ import annotations

import json
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from govdoc.document import Attachment, Document, Kind
from govdoc.records import RecordError, document_from_json, document_to_json, read_line, read_record
from govdoc.store import payload

FULL = {
    "id": "sample-1",
    "title": "关于印发清水区公共停车场管理办法的通知",
    "text": "各镇人民政府：\n现将办法印发给你们。",
    "url": "http://www.example.gov.cn/a.html",
    "site": "www.example.gov.cn",
    "kind": "normative",
    "form": "通知",
    "number": "清政办发〔2023〕7号",
    "registration_number": "QSDR-2023-0020001",
    "index_number": "000014349/2023-00007",
    "issuer": "清水区人民政府办公室、清水区公安局",
    "issued_on": "2023-03-01",
    "published_on": "2023-03-04",
    "effective_on": "2023-04-01",
    "expires_on": "2028-03-31",
    "declared_status": "有效",
    "channel": "规范性文件",
    "subject": "城乡建设",
    "region": "清水区",
    "interprets": "sample-0",
    "attachments": [{"name": "附件.docx", "url": "http://www.example.gov.cn/f.docx", "text": "申请表"}, "附件2.pdf"],
}


def test_every_key_of_the_contract_is_read() -> None:
    document = read_record(FULL)
    assert document.issuers == ("清水区人民政府办公室", "清水区公安局")
    assert document.expires_on == date(2028, 3, 31)
    assert document.kind is Kind.NORMATIVE
    assert document.attachments == (
        Attachment("附件.docx", url="http://www.example.gov.cn/f.docx", text="申请表"),
        Attachment("附件2.pdf"),
    )
    for key in set(FULL) - {"issuer", "attachments", "kind", "issued_on", "published_on", "effective_on", "expires_on"}:
        assert getattr(document, key) == FULL[key]


@pytest.mark.parametrize("id", ["a", " ", "../../etc", "公文 1号", "x" * 5000, "a/b?c#d", "%00", "😀"])
def test_any_text_may_be_an_id(id: str) -> None:
    assert read_record({"id": id, "title": "通知"}).id == id


@pytest.mark.parametrize(
    ("issuer", "issuers"),
    [
        ("国务院、中央军委", ("国务院", "中央军委")),
        ("海关总署 公安部", ("海关总署", "公安部")),
        ("区“双随机、一公开”联席会议、区司法局", ("区“双随机、一公开”联席会议", "区司法局")),
        ("省财政厅，省教育厅;省科技厅", ("省财政厅", "省教育厅", "省科技厅")),
        ("Asian Development Bank", ("Asian Development Bank",)),
        (["甲局", "乙局", "甲局"], ("甲局", "乙局")),
        ("", ()),
    ],
)
def test_issuers(issuer: object, issuers: tuple[str, ...]) -> None:
    assert read_record({"id": "1", "title": "通知", "issuer": issuer}).issuers == issuers


BAD = [
    ({"title": "通知"}, "id", "missing"),
    ({"id": "", "title": "通知"}, "id", "missing"),
    ({"id": None, "title": "通知"}, "id", "missing"),
    ({"id": 7, "title": "通知"}, "id", "found a number"),
    ({"id": "a\0b", "title": "通知"}, "id", "NUL"),
    ({"id": "1"}, "title", "none of title, text and number"),
    ({"id": "1", "title": " ", "text": "\n", "number": ""}, "title", "none of title, text and number"),
    ({"id": "1", "title": ["通知"]}, "title", "found a list"),
    ({"id": "1", "title": True}, "title", "found true or false"),
    ({"id": "1", "title": "通知", "Title": "通知"}, "Title", "unknown key"),
    ({"id": "1", "title": "通知", "source": "x"}, "source", "unknown key"),
    ({"id": "1", "title": "通知", "a\nb": "x"}, "a\\x0ab", "unknown key"),
    ({"id": "1", "title": "通知", "issued_on": "2023-02-30"}, "issued_on", "bad date"),
    ({"id": "1", "title": "通知", "issued_on": "20230201"}, "issued_on", "bad date"),
    ({"id": "1", "title": "通知", "issued_on": "2023-2-1"}, "issued_on", "bad date"),
    ({"id": "1", "title": "通知", "issued_on": "２０２３-０２-０１"}, "issued_on", "bad date"),
    ({"id": "1", "title": "通知", "issued_on": ""}, "issued_on", "bad date"),
    ({"id": "1", "title": "通知", "issued_on": 20230201}, "issued_on", "found a number"),
    ({"id": "1", "title": "通知", "kind": "decree"}, "kind", "unknown kind"),
    ({"id": "1", "title": "通知", "issuer": 3}, "issuer", "found a number"),
    ({"id": "1", "title": "通知", "issuer": ["甲局", 3]}, "issuer[1]", "found a number"),
    ({"id": "1", "title": "通知", "attachments": {}}, "attachments", "found an object"),
    ({"id": "1", "title": "通知", "attachments": [{"url": "x"}]}, "attachments[0].name", "missing"),
    ({"id": "1", "title": "通知", "attachments": [{"name": "x", "size": "1"}]}, "attachments[0].size", "unknown key"),
    (
        {"id": "1", "title": "通知", "attachments": [{"name": "x", "state": "lost"}]},
        "attachments[0].state",
        "unknown state",
    ),
    ([], "", "expected a JSON object, found a list"),
    (None, "", "expected a JSON object, found null"),
]


@pytest.mark.parametrize(("record", "key", "problem"), BAD)
def test_bad_records_name_the_key(record: object, key: str, problem: str) -> None:
    with pytest.raises(RecordError) as caught:
        read_record(record)
    assert caught.value.key == key
    assert problem in caught.value.problem
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    ("line", "problem"),
    [
        (b'{"id": "1", "title": "\xc4\xe3"}', "not UTF-8 at byte 23"),
        (b'{"id": "1", ', "not JSON"),
        (b"plain words", "not JSON"),
        (b'{"id": "1", "id": "2", "title": "x"}', "id: the key stands twice"),
        (b'{"id": "1", "title": "\\ud83d"}', "title: holds half a character"),
        (b"[" * 200_000, "not a usable JSON value"),
        (b'{"id": ' + b"1" * 5000 + b"}", "not a usable JSON value"),
    ],
)
def test_bad_lines(line: bytes, problem: str) -> None:
    with pytest.raises(RecordError) as caught:
        read_line(line)
    assert problem in str(caught.value)
    assert "\n" not in str(caught.value)


def test_null_counts_as_absent() -> None:
    assert read_record({"id": "1", "title": "通知", "url": None, "issued_on": None}) == Document("1", "通知")


texts = st.text(st.characters(exclude_categories=()), max_size=20)
maybe = st.none() | texts
days = st.none() | st.dates()
attachment = st.builds(Attachment, texts, maybe, maybe, maybe, texts, texts, maybe)
document = st.builds(
    Document,
    id=texts,
    title=texts,
    text=texts,
    url=maybe,
    site=maybe,
    source=maybe,
    channel=maybe,
    region=maybe,
    kind=st.sampled_from(Kind),
    form=maybe,
    number=maybe,
    registration_number=maybe,
    index_number=maybe,
    issuers=st.lists(texts, max_size=3).map(tuple),
    subject=maybe,
    issued_on=days,
    published_on=days,
    effective_on=days,
    expires_on=days,
    declared_status=maybe,
    interprets=maybe,
    summary=maybe,
    keywords=maybe,
    openness=maybe,
    filing=maybe,
    attachments=st.lists(attachment, max_size=2).map(tuple),
    origins=st.lists(st.tuples(texts, texts), max_size=2).map(tuple),
)


@given(document)
def test_a_document_survives_json_and_the_store_payload(document: Document) -> None:
    again = document_from_json(json.loads(json.dumps(document_to_json(document))))
    assert (again, again.origins) == (document, document.origins)
    packed = payload.packer()(payload.encode(document)[1])
    stored = payload.unpacker()(packed)
    assert (stored, stored.origins) == (document, document.origins)


def test_the_digest_sees_every_field_but_origins() -> None:
    document = read_record(FULL)
    digest = payload.encode(document)[0]
    for key, value in document_to_json(document).items():
        if key not in ("kind", "issuers", "attachments"):
            other = "2001-01-01" if key.endswith("_on") else f"{value}改"
            changed = document_from_json({**document_to_json(document), key: other})
            assert payload.encode(changed)[0] != digest, key
    labelled = document_from_json({**document_to_json(document), "origins": [["title", "meta:ArticleTitle"]]})
    assert payload.encode(labelled)[0] == digest
