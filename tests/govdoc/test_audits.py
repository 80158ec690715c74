"""The audits: pure functions from subjects to rows; stored, filtered and counted; printed by `govdoc audit`."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from click.testing import CliRunner

from govdoc.__main__ import cli
from govdoc.audits import AUDITS, AuditQuery, Named, Row, Subject
from govdoc.audits.coverage import coverage
from govdoc.audits.row import row_from_json, row_json
from govdoc.audits.table import audit_csv
from govdoc.audits.wanted import wanted
from govdoc.cells import safe_cell
from govdoc.document import Document, Evidence, Kind
from govdoc.store import Store, open_store
from indexer.derive import derive

ON = date(2026, 1, 5)


def named(number: str | None, title: str | None = None, target: str | None = None, by: str = "a") -> Named:
    quote = f"《{title}》（{number}）"
    return Named("cites", number, title, target, Evidence(by, "0" * 12, "text", 0, len(quote), quote))


def test_wanted_ranks_what_is_named_and_not_there() -> None:
    known = named("云政发〔2020〕9号", target="k")
    first = Subject("a", "甲", named=(named("云政办发〔2017〕17号", "农业补贴办法"), known))
    second = Subject("b", "乙", named=(named("云政办发[2017]17号", by="b"), named(None, "云川省节水条例", by="b")))
    vague = Subject("c", "丙", named=(named("〔2019〕第4号", by="c"),))
    rows = list(wanted([second, vague, first]))
    assert [(row.reason, row.number, row.details) for row in rows] == [
        ("number", "云政办发〔2017〕17号", ("2",)),
        ("title", None, ("1",)),
    ]
    assert rows[0].title == "农业补贴办法"
    assert [e.document_id for e in rows[0].evidence] == ["a", "b"]


def files(count: int, explained: int) -> list[Subject]:
    """`count` documents, the first `explained` of them with an interpretation on the same day."""
    day = date(2025, 3, 3)
    made = [
        Subject(f"f{n}", f"办法{n}", kind=Kind.NORMATIVE, issuers=("云川市民政局",), published_on=day)
        for n in range(count)
    ]
    for n in range(explained):
        made[n] = replace(made[n], interpreted_by=(f"i{n}",))
        made.append(Subject(f"i{n}", is_interpretation=True, interprets=(f"f{n}",), published_on=day))
    return made


def test_u7_ten_files_and_eight_interpretations() -> None:
    rows = list(coverage(files(10, 8)))
    assert [(row.reason, row.document_id) for row in rows] == [("none", "f8"), ("none", "f9")]
    assert {row.issuer for row in rows} == {"云川市民政局"}


@pytest.mark.parametrize(("day", "late"), [(3, False), (6, False), (7, True)])
def test_u7_lag_counts_from_publication(day: int, late: bool) -> None:
    subjects = files(1, 1)
    subjects[1] = replace(subjects[1], published_on=date(2025, 3, day))
    rows = list(coverage(subjects))
    assert bool(rows) is late
    assert not late or (rows[0].reason, rows[0].details) == ("late", (str(day - 3),))


def test_u7_an_interpretation_of_nothing_known_points_nowhere() -> None:
    rows = list(coverage([Subject("i", "解读", is_interpretation=True)]))
    assert [(row.reason, row.document_id) for row in rows] == [("nowhere", "i")]


ROW = Row(
    "none",
    "=1+1",
    "d",
    "名",
    "云政发〔2020〕1号",
    "甲局",
    "云川市",
    (Evidence("d", "v", "text", 1, 3, "原文"),),
    ON,
    None,
    ("3",),
)


def test_a_row_survives_its_json() -> None:
    assert row_from_json(json.loads(json.dumps(row_json(ROW)))) == ROW


def test_csv_runs_no_formula() -> None:
    text = audit_csv(AUDITS["coverage"], [ROW])
    header, line = list(csv.reader(io.StringIO(text.lstrip("\ufeff"))))
    assert len(header) == len(line)
    assert line[header.index("说明")] == "'=1+1"


@pytest.mark.parametrize(
    ("given", "safe"),
    [
        ("=1+1", "'=1+1"),
        (" @SUM(1)", "' @SUM(1)"),
        ("-3", "'-3"),
        ("＝1", "'＝1"),
        ("2020-01-01", "2020-01-01"),
        ("甲\x00乙", "甲乙"),
        (None, ""),
        ("'=1+1", "'=1+1"),
    ],
)
def test_cells_are_safe(given: object, safe: str) -> None:
    assert safe_cell(given) == safe


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with open_store(f"sqlite:///{tmp_path / 'govdoc.sqlite3'}") as opened:
        yield opened


def test_rows_hold_on_their_days_and_counts_ignore_their_own_filter(store: Store) -> None:
    rows = [
        replace(ROW, since=None, until=date(2026, 1, 4)),
        replace(ROW, since=ON, issuer="乙局"),
        replace(ROW, since=None, reason="late"),
        replace(ROW, since=date(2026, 1, 6)),
    ]
    assert store.put_audit("coverage", rows) == 4
    everything = AuditQuery("coverage", ON)
    assert store.audit(everything) == rows[1:3]
    assert store.audit(everything, limit=1, offset=1) == rows[2:3]
    counted = store.audit_counts(replace(everything, issuers=("乙局",)))
    assert (counted.total, counted.by["issuer"], counted.by["reason"]) == (
        1,
        (("乙局", 1), ("甲局", 1)),
        (("none", 1),),
    )
    assert store.put_audit("coverage", rows[:1]) == 1
    assert store.audit(everything) == []
    assert [name for name, _ in store.audited("d")] == ["coverage"]


def test_redaction_leaves_no_row_that_may_quote_the_document(store: Store) -> None:
    store.put_documents([Document(id="d", title="名", text="原文")], datetime(2026, 1, 1, tzinfo=UTC))
    store.put_audit("wanted", [replace(ROW, document_id=None)])
    store.redact("d", "个人信息", datetime(2026, 1, 2, tzinfo=UTC))
    assert store.audit(AuditQuery("wanted", ON)) == []


def test_the_command_prints_what_derivation_found(store: Store, tmp_path: Path) -> None:
    document = Document(
        id="a",
        title="云川市民政局关于救助的通知",
        text="根据《云川省救助条例》，按照《云川市救助办法》（云政发〔2019〕7号），通知如下。",
    )
    store.put_documents([document], datetime(2026, 1, 1, tzinfo=UTC))
    derive(store)

    def run(*words: str) -> str:
        result = CliRunner().invoke(cli, ["--data", str(tmp_path), "audit", *words], catch_exceptions=False)
        assert result.exit_code == 0, result.output
        return result.output

    assert "待收录文件" in run()
    found = [json.loads(line) for line in run("wanted", "--json").splitlines()]
    assert {row["number"] for row in found} == {None, "云政发〔2019〕7号"}
    for row in found:
        for quote in row["evidence"]:
            assert document.part(quote["part"])[quote["start"] : quote["end"]] == quote["quote"]
    assert run("wanted", "--csv").startswith("\ufeff问题,")
    assert "「" in run("wanted", "--limit", "1")


def test_the_command_says_what_it_does_not_know(tmp_path: Path) -> None:
    for words, told in ((["nothing"], "no audit nothing"), (["wanted", "--reason", "x"], "--reason x")):
        result = CliRunner().invoke(cli, ["--data", str(tmp_path), "audit", *words])
        assert told in str(result.exception)
