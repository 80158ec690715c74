"""What follows from the facts: works, filled fields, relations, status; and that it follows the same way twice."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from govdoc.document import Document, Kind, Status
from govdoc.people import Deed
from govdoc.store import Store, open_store
from indexer.derive import alone, derive, entries, entries_for

NOW = datetime(2026, 1, 2, tzinfo=UTC)
OLD = Document(
    id="old",
    title="云岭区临时救助办法",
    number="云政发〔2014〕3号",
    kind=Kind.NORMATIVE,
    text="第一条 为做好临时救助，制定本办法。\n第二条 本办法自2014年5月1日起施行。",
    issued_on=date(2014, 4, 1),
    issuers=("云岭区人民政府",),
)
NEW = Document(
    id="new",
    title="云岭区人民政府关于印发《云岭区社会救助办法》的通知",
    number="云政发〔2019〕5号",
    kind=Kind.NORMATIVE,
    text="各镇人民政府：\n现印发给你们。\n第九条 本办法自2019年6月1日起施行。《云岭区临时救助办法》（云政发〔2014〕3号）同时废止。\n云岭区人民政府\n2019年5月6日",
    effective_on=date(2019, 6, 1),
    issued_on=date(2019, 5, 6),
)
COPY = Document(id="copy", title=NEW.title, number="云政发[2019]5号", text=NEW.text, published_on=date(2019, 6, 2))
READING = Document(
    id="reading",
    title="《云岭区社会救助办法》政策解读",
    kind=Kind.INTERPRETATION,
    text="近日，区政府印发了《云岭区社会救助办法》（云政发〔2019〕5号），现解读如下。",
    published_on=date(2019, 7, 1),
)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with open_store(f"sqlite:///{tmp_path / 's.sqlite3'}") as opened:
        opened.put_documents([OLD, NEW, COPY, READING], NOW)
        yield opened


def test_copies_become_one_entry(store: Store) -> None:
    assert derive(store).count == 4
    found = {entry.id: entry for entry in entries(store)}
    leader = found["new"] if "new" in found else found["copy"]
    assert len(found) == 3
    assert len(leader.also_at) == 1


def test_a_repeal_reaches_the_repealed_with_its_quote(store: Store) -> None:
    derive(store)
    old = next(entry for entry in entries(store) if entry.id == "old")
    assert old.status_at(date(2019, 5, 31)).status is not Status.REPEALED
    step = old.status_at(date(2019, 6, 1))
    assert step.status is Status.REPEALED
    assert "云政发〔2019〕5号" in step.reason


def test_an_interpretation_is_linked_and_repeals_nothing(store: Store) -> None:
    derive(store)
    work = store.derivation("new")
    assert work is not None
    leader = store.derivation(work.work)
    assert leader is not None
    assert leader.payload["interpreted_by"] == ["reading"]
    assert next(e for e in entries(store) if e.id == work.work).interpreted


def test_every_quote_stands_where_it_is_said_to(store: Store) -> None:
    derive(store)
    texts = {d.id: d for d in store.documents()}
    checked = 0
    for row in store.derivations():
        for one in [*row.payload["evidence"], *row.payload["citations"]]:
            part = texts[row.document_id].part(one.get("part") if one.get("part") in ("text", "title") else "text")
            assert part[one["start"] : one["end"]] == one["quote"]
            checked += 1
    assert checked > 3


def test_twice_is_the_same_and_writes_nothing(store: Store) -> None:
    assert derive(store).changed
    rows = list(store.derivations())
    assert derive(store).changed == ()
    store.clear_derivations()
    derive(store)
    assert list(store.derivations()) == rows


def test_a_change_reaches_those_it_names(store: Store) -> None:
    store.put_documents([], NOW)
    derive(store)
    later = Document(id="z", title="云岭区人民政府关于废止《云岭区社会救助办法》的决定", text="《云岭区社会救助办法》（云政发〔2019〕5号）自2025年1月1日起废止。", issued_on=date(2024, 12, 1))  # fmt: skip
    store.put_documents([later], NOW)
    changed = derive(store).changed
    assert "z" in changed
    assert {"new", "copy"} & set(changed)
    assert {e.id for e in entries_for(store, changed)} >= {"z"}


def test_an_interpretation_of_a_local_text_is_not_of_the_text_it_rests_on(store: Store) -> None:
    basis = Document(id="basis", title="引导地方科技资金管理办法", number="财教〔2023〕7号", text="第一条 制定本办法。")
    said = "为落实《引导地方科技资金管理办法》（财教〔2023〕7号），省财政厅印发了新办法。现解读如下。"
    title = "《临江省引导地方科技资金管理办法》解读"
    store.put_documents([basis, Document(id="read", title=title, kind=Kind.INTERPRETATION, text=said)], NOW)
    derive(store)
    row = store.derivation("read")
    assert row is not None
    assert row.payload["interprets"] == []


def test_laws_without_a_title_are_no_versions_of_each_other(store: Store) -> None:
    text = "第一条 为了规范通关，制定本规定。\n第二条 本规定自{}起施行。"
    laws = [
        Document(id=f"n{year}", number=f"署令〔{year}〕1号", kind=Kind.LAW, text=text.format(f"{year}年1月1日"))
        for year in (2019, 2024)
    ]
    store.put_documents(laws, NOW)
    derive(store)
    older = next(e for e in entries(store) if e.id == "n2019")
    assert older.status_at(date(2024, 6, 1)).status is Status.IN_FORCE


def test_the_newer_text_of_a_law_supersedes_the_older(store: Store) -> None:
    words = "第一条 为了保护水源，制定本条例。\n第二条 本条例自{}起施行。"
    store.put_documents(
        [
            Document(
                id="l1",
                title="临江省水源保护条例",
                kind=Kind.LAW,
                text=words.format("2001年1月1日"),
                issued_on=date(2000, 11, 1),
            ),
            Document(
                id="l2",
                title="临江省水源保护条例（2018修订）",
                kind=Kind.LAW,
                text=words.format("2019年1月1日"),
                issued_on=date(2018, 11, 1),
            ),
        ],
        NOW,
    )
    derive(store)
    older, newer = (next(e for e in entries(store) if e.id == one) for one in ("l1", "l2"))
    assert older.status_at(date(2018, 12, 31)).status is Status.IN_FORCE
    assert older.status_at(date(2019, 1, 1)).status is Status.SUPERSEDED
    assert newer.status_at(date(2018, 12, 31)).status is Status.PENDING
    assert newer.status_at(date(2019, 1, 1)).status is Status.IN_FORCE


def test_a_cleanup_notice_decides_about_those_it_lists(store: Store) -> None:
    text = (
        "各镇人民政府：\n经清理，决定保留1件，废止1件。现予公布。\n"
        "一、继续有效的规范性文件\n1.云岭区人民政府关于印发《云岭区社会救助办法》的通知（云政发〔2019〕5号）\n"
        "二、废止的规范性文件\n1.云岭区公园管理办法（云政发〔2012〕8号）\n云岭区人民政府\n2023年3月1日"
    )
    notice = Document(
        id="y", title="云岭区人民政府关于公布规范性文件清理结果的通知", text=text, issued_on=date(2023, 3, 1)
    )
    park = Document(
        id="park", title="云岭区公园管理办法", number="云政发〔2012〕8号", text="第一条 为管理公园，制定本办法。" * 4
    )
    store.put_documents([notice, park], NOW)
    derive(store)
    found = {entry.id: entry for entry in entries(store)}
    leader = found["new"] if "new" in found else found["copy"]
    assert leader.status_at(date(2023, 3, 1)).status is Status.IN_FORCE
    assert found["park"].status_at(date(2023, 2, 28)).status is not Status.REPEALED
    assert found["park"].status_at(date(2023, 3, 1)).status is Status.REPEALED


def test_a_text_of_a_law_without_a_day_of_issue_is_put_in_order_by_its_own_first_day(store: Store) -> None:
    words = "第一条 为了保护湿地，制定本条例。\n第二条 本条例自{}起施行。"
    undated = Document(id="u1", title="临江省湿地条例", kind=Kind.LAW, text=words.format("2004年9月1日"))
    dated = Document(
        id="u2", title=undated.title, kind=Kind.LAW, text=words.format("2022年8月1日"), issued_on=date(2022, 5, 25)
    )
    store.put_documents([undated, dated], NOW)
    derive(store)
    older, newer = (next(e for e in entries(store) if e.id == one) for one in ("u1", "u2"))
    assert older.status_at(date(2022, 7, 31)).status is Status.IN_FORCE
    assert older.status_at(date(2022, 8, 1)).status is Status.SUPERSEDED
    assert newer.status_at(date(2022, 8, 1)).status is Status.IN_FORCE


def test_a_decision_is_searchable_before_the_derivation_and_what_others_say_stays(store: Store) -> None:
    store.put_documents([OLD, NEW, READING], NOW)
    derive(store)
    after = {"decision": "lapsed", "reason_code": "task_done", "reason": "失效。", "version": NEW.version}
    store.people.decide([Deed(NOW, "li", "decided", "new", None, after)])
    (entry,) = alone(store, ["new"])
    assert entry.timeline[-1].status is Status.LAPSED
    assert entry.interpreted  # another document says so
    (repealed,) = alone(store, ["old"])
    assert repealed.timeline[-1].status is Status.REPEALED  # and so does the one that repealed it
