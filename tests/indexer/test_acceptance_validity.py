"""The acceptance tests of REQUIREMENTS §7 that are about validity, each under its number, from stored documents to what is shown."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from govdoc.__main__ import cli
from govdoc.audits import AUDITS, AuditQuery
from govdoc.citations import find_citations
from govdoc.document import Document, Kind, Status
from govdoc.normative import classify
from govdoc.red_lines import red_lines
from govdoc.store import Store, open_store
from indexer.build import build
from indexer.derive import derive, entries
from indexer.fields import FACETS
from indexer.query import SearchQuery
from indexer.whoosh_engine import WhooshEngine
from tests.indexer.cleanup_library import LIBRARY
from tests.indexer.helpers import brute_force

NOW = datetime(2026, 1, 2, tzinfo=UTC)
ON = date(2026, 1, 2)
Derive = Callable[[list[Document]], dict[str, dict[str, Any]]]
OLD_RULES = "第一条 为了公开政府信息，制定本条例。\n第三十八条 本条例自2008年5月1日起施行。"
NEW_RULES = "第一条 为了公开政府信息，制定本条例。\n第五十六条 本条例自2019年5月15日起施行。"


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with open_store(f"sqlite:///{tmp_path / 's.sqlite3'}") as opened:
        yield opened


@pytest.fixture
def derived(store: Store) -> Derive:
    """Store the documents, derive, and give the payloads."""

    def run(documents: list[Document]) -> dict[str, dict[str, Any]]:
        store.put_documents(documents, NOW)
        derive(store)
        return {row.document_id: row.payload for row in store.derivations()}

    return run


def findings(payload: dict[str, Any], rule: str) -> list[dict[str, Any]]:
    return [finding for finding in payload["findings"] if finding["rule"] == rule]


def test_u1_the_quote_is_the_source_slice(store: Store, derived: Derive) -> None:
    document = Document(id="a", title="云川县节水办法", text="本办法自2016年1月1日起施行，有效期至2020年12月31日。")
    (finding,) = findings(derived([document])["a"], "own_end")
    assert (finding["status"], finding["since"]) == ("lapsed", "2021-01-01")
    assert document.text[finding["start"] : finding["end"]] == finding["quote"]
    (entry,) = entries(store)
    assert [entry.status_at(date(2020, 12, n)).status for n in (30, 31)] == [Status.IN_FORCE] * 2
    assert entry.status_at(date(2021, 1, 1)).status is Status.LAPSED


@pytest.mark.parametrize(
    ("issuer", "expected"),
    [("上海市水务局", "lapsed"), ("山东省水利厅", "unknown"), ("博山区人民政府", "unknown"), ("水务局", "unknown")],
)
def test_u2_an_undated_interim_measure_of_2015(tmp_path: Path, issuer: str, expected: str) -> None:
    file = tmp_path / "t.txt"
    file.write_text("第一条 为了节约用水，制定本办法。\n第九条 本办法自2015年3月1日起施行。", encoding="utf-8")
    words = ["assess", str(file), "--title", "节水管理暂行办法", "--issuer", issuer, "--issued-on", "2015-03-01", "--on", "2020-01-01"]  # fmt: skip
    result = CliRunner().invoke(cli, words, catch_exceptions=False)
    found = json.loads(result.output)
    assert found["status"] == expected
    assert all(f["presumed"] for f in found["findings"] if f["status"] == "lapsed")


def basis(day: date, text: str, id: str, number: str) -> Document:
    return Document(
        id=id, title="中华人民共和国政府信息公开条例", kind=Kind.LAW, number=number, text=text, issued_on=day
    )


@pytest.mark.parametrize("both", [True, False], ids=["both texts in the store", "only the new text"])
def test_u5_a_revised_basis(derived: Derive, both: bool) -> None:
    file = Document(
        id="file",
        title="云川县政务公开办法",
        text="第一条 根据《中华人民共和国政府信息公开条例》，制定本办法。\n第九条 本办法自2017年3月1日起施行。",
        issuers=("云川县人民政府",),
        issued_on=date(2017, 2, 1),
    )
    laws = [basis(date(2019, 4, 3), NEW_RULES, "new", "国务院令第711号")]
    laws += [basis(date(2007, 4, 5), OLD_RULES, "old", "国务院令第492号")] if both else []
    payload = derived([file, *laws])["file"]
    (decayed,), (changed,) = findings(payload, "basis_decayed"), findings(payload, "basis_changed")
    assert changed["basis"] == "依据已于2019-05-15修订施行"
    assert decayed["document"] == "file"
    assert "政府信息公开条例" in decayed["quote"]
    assert (changed["document"], changed["since"]) == ("new", "2019-05-15")


def test_u5_a_basis_that_changed_before_is_no_decay(derived: Derive) -> None:
    file = Document(
        id="file",
        title="云川县政务公开办法",
        text="第一条 根据《中华人民共和国政府信息公开条例》，制定本办法。\n第九条 本办法自2020年3月1日起施行。",
        issued_on=date(2020, 2, 1),
    )
    laws = [basis(date(2019, 4, 3), NEW_RULES, "new", "国务院令第711号"), basis(date(2007, 4, 5), OLD_RULES, "old", "国务院令第492号")]  # fmt: skip
    assert findings(derived([file, *laws])["file"], "basis_decayed") == []


def test_u6_as_of_two_days_each_equals_brute_force(store: Store, tmp_path: Path) -> None:
    store.put_documents(LIBRARY, NOW)
    engine = WhooshEngine(tmp_path / "index")
    build(store, engine, rebuild=True)
    known = list(entries(store))
    totals = []
    for on in (date(2013, 6, 1), date(2019, 2, 28), date(2019, 3, 1), ON):
        for filters in ({}, {"status": ("repealed",)}, {"status": ("in_force", "unknown"), "kind": ("normative",)}):
            query = SearchQuery(on=on, filters=filters, facets=tuple(FACETS), facet_size=100, limit=100)
            results = engine.search(query)
            ids, counts = brute_force(known, query)
            assert {hit.id for hit in results.hits} == ids
            assert results.total == len(ids)
            shown = {facet.name: {v.value: v.count for v in facet.values if v.count} for facet in results.facets}
            assert shown == {name: counts[name] for name in shown}
            for hit in results.hits:
                assert hit.status is next(e for e in known if e.id == hit.id).status_at(on).status
            totals.append(results.total)
    engine.close()
    assert totals[0] != totals[3]
    assert totals[4] != totals[7]


def test_u13_what_is_cited_and_not_there_is_wanted(store: Store, derived: Derive) -> None:
    report = Document(id="r", title="云川县政府信息公开工作年度报告", text="按照《关于做好政务公开工作的通知》（临政办发〔2017〕17号）要求，公开信息1227条。")  # fmt: skip
    derived([report])
    rows = store.audit(AuditQuery("wanted", ON))
    assert [row.number for row in rows] == ["临政办发〔2017〕17号"]


def test_u14_the_page_says_in_force_and_the_text_says_lapsed(store: Store, derived: Derive) -> None:
    document = Document(
        id="a",
        title="云川县节水办法",
        text="本办法自2016年1月1日起施行，有效期至2020年12月31日。",
        declared_status="有效",
    )
    payload = derived([document])["a"]
    (pair,) = payload["contradictions"]
    assert (pair["alive"]["rule"], pair["gone"]["rule"], pair["since"]) == ("declared_alive", "own_end", "2021-01-01")
    assert [row.reason for row in store.audit(AuditQuery("queue", date(2021, 1, 1)))] == ["declared"]
    assert store.audit(AuditQuery("queue", date(2020, 1, 1))) == []


def test_u14_two_copies_that_disagree(store: Store, derived: Derive) -> None:
    text = "第一条 为了节约用水，制定本办法。\n第九条 本办法由县水务局负责解释，并由其组织实施，自2016年1月1日起施行。"
    copies = [Document(id=id, title="云川县节水办法", text=text, declared_status=said) for id, said in (("a", "有效"), ("b", "已废止"))]  # fmt: skip
    payloads = derived(copies)
    assert {f["quote"] for f in findings(payloads["a"], "copies_disagree")} == {"有效", "已废止"}
    assert "copies" in {row.reason for row in store.audit(AuditQuery("queue", ON))}


@pytest.mark.parametrize(
    ("title", "verdict", "item"),
    [
        ("云川市2024年政务公开工作要点", False, "工作方案"),
        ("云川市人民政府常务会议纪要", False, "会议纪要"),
        ("云川市人民政府关于张某等同志任免职务的通知", False, "人事任免"),
        ("关于表彰2023年度先进单位的决定", False, "表彰奖惩"),
        ("关于成立防汛指挥部的通知", False, "机构编制"),
        ("关于云川县土地征收的批复", False, "对具体事项作出的行政处理决定"),
        ("关于成立云川市数据安全协调小组的通知", False, "机构编制"),
        ("关于云川花园等五处地名命名的通知", False, "对具体事项作出的行政处理决定"),
        ("养老机构安全操作规程", False, "技术操作规程、行业技术标准"),
        ("云川市节水办法", True, ""),
        ("关于印发《云川市停车管理规定》的通知", True, ""),
        ("云川市人民政府关于禁止燃放烟花爆竹的通告", True, ""),
        ("关于做好春耕生产的通知", None, ""),
        ("云川市节水办法（征求意见稿）", False, ""),
        ("云川市节水条例", False, ""),
    ],
)
def test_u15_normative_or_not_with_the_item(title: str, verdict: bool | None, item: str) -> None:
    document = Document(id="d", title=title)
    found = classify(document)
    assert (found.verdict, found.item) == (verdict, item)
    assert found.reason
    if found.evidence:
        assert document.title[found.evidence.start : found.evidence.end] == found.evidence.quote
    assert not item or f"「{item[:2]}" in found.basis or item[:4] in found.basis


def test_u15_a_plan_that_its_site_lists_as_normative_is_for_a_person() -> None:
    plan = Document(id="d", title="云川市职称制度改革实施方案")
    assert classify(plan).verdict is False
    assert classify(replace(plan, kind=Kind.NORMATIVE)).verdict is None
    assert classify(replace(plan, title="云川市2024年工作要点", kind=Kind.NORMATIVE)).verdict is False


def test_u21_a_short_name_is_resolved_inside_the_document() -> None:
    text = (
        "为贯彻落实《云川省政府信息公开办法》（以下简称《办法》），我县印发了通知。各单位要按照《办法》要求，及时公开。"
    )
    found = find_citations(text)
    assert [(one.title, one.short_name) for one in found] == [("云川省政府信息公开办法", "办法")]


@pytest.mark.parametrize(
    ("sentence", "term"),
    [
        ("对拒不改正的，处以五百元以上二千元以下罚款。", "penalty"),
        ("从事该项经营活动的，应当向区城管局申请办理经营许可证。", "licence"),
        ("逾期不拆除的，由镇政府予以强制拆除。", "force"),
        ("参加培训的人员每人收取培训费300元。", "fee"),
        ("申请人应当提供居委会出具的无犯罪证明。", "proof"),
        ("违反本规定的，依照《云川省水资源条例》第三十条的规定处以罚款。", None),
        ("对违法行为依法给予行政处罚。", None),
        ("不得向企业收取任何费用。", None),
        ("严禁以任何名义收取押金。", None),
        ("各单位要加强组织领导。", None),
    ],
)
def test_u22_red_line_sentences(sentence: str, term: str | None) -> None:
    text = f"一、总体要求\n{sentence}\n特此通知。"
    found = red_lines(text)
    assert [one.term for one in found] == ([term] if term else [])
    assert all(text[one.start : one.end] == one.quote == sentence for one in found)


def test_u22_only_normative_documents_are_looked_at(store: Store, derived: Derive) -> None:
    text = "第三条 对拒不改正的，处以五百元罚款。"
    derived(
        [Document(id="a", title="云川县养犬管理办法", text=text), Document(id="b", title="云川县养犬条例", text=text)]
    )
    assert [row.document_id for row in store.audit(AuditQuery("red-lines", ON))] == ["a"]


def test_every_row_of_every_audit_quotes_its_document(store: Store, derived: Derive) -> None:
    derived(list(LIBRARY))
    documents = {document.id: document for document in store.documents()}
    checked = 0
    for name in AUDITS:
        for day in (date(2015, 1, 1), ON):
            for row in store.audit(AuditQuery(name, day)):
                for words in row.evidence:
                    document = documents[words.document_id]
                    assert document.part(words.part)[words.start : words.end] == words.quote
                    assert words.version == document.version
                    checked += 1
    assert checked
