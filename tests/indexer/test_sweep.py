"""U3, U4: clean-up notices applied: the catalogue keeps, absence repeals, for its issuer and cut-off only."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from govdoc.document import Document, Status
from govdoc.store import Store, open_store
from indexer.derive import derive, entries
from tests.indexer.cleanup_library import BY_ANNEX, LIBRARY, MARKET, NOTICE, SWEEP

NOW = datetime(2026, 1, 2, tzinfo=UTC)
DAY = date(2019, 3, 1)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with open_store(f"sqlite:///{tmp_path / 's.sqlite3'}") as opened:
        yield opened


def statuses(store: Store, documents: list[Document], on: date = DAY) -> dict[str, Status]:
    store.put_documents(documents, NOW)
    derive(store)
    return {entry.id: entry.status_at(on).status for entry in entries(store)}


def rules(store: Store, id: str) -> dict[str, dict[str, Any]]:
    row = store.derivation(id)
    assert row is not None
    return {finding["rule"]: finding for finding in row.payload["findings"]}


def with_notice(notice: Document) -> list[Document]:
    return [*(d for d in LIBRARY if d.id != "notice"), notice]


@pytest.mark.parametrize("notice", [NOTICE, BY_ANNEX], ids=["in the text", "in an annex"])
def test_u3_what_the_catalogue_leaves_out_is_repealed(store: Store, notice: Document) -> None:
    found = statuses(store, with_notice(notice))
    assert found["ferry"] is Status.REPEALED
    assert found["water"] is Status.IN_FORCE
    assert found["market"] is Status.IN_FORCE
    finding = rules(store, "ferry")["repealed"]
    assert finding["quote"] == SWEEP
    assert notice.part(finding["part"])[finding["start"] : finding["end"]] == SWEEP
    assert finding["since"] == "2019-03-01"


@pytest.mark.parametrize("id", ["neighbour", "after", "minutes", "office", "notice"])
def test_u3_nothing_else_is_swept(store: Store, id: str) -> None:
    found = statuses(store, LIBRARY, date(2026, 1, 1))
    assert found[id] is not Status.REPEALED
    assert "swept_perhaps" not in rules(store, id)


def test_u3_before_the_notice_nothing_is_repealed(store: Store) -> None:
    assert statuses(store, LIBRARY, date(2019, 2, 28))["ferry"] is not Status.REPEALED


def test_u3_what_may_be_no_normative_document_is_only_told(store: Store) -> None:
    assert statuses(store, LIBRARY)["vague"] is Status.UNKNOWN
    assert "继续有效目录" in rules(store, "vague")["swept_perhaps"]["basis"]


def test_u3_the_office_is_swept_when_the_catalogue_lists_its_numbers(store: Store) -> None:
    listed = NOTICE.text.replace("2件", "3件").replace(
        "\n云川县人民政府\n", "\n3.云川县会议管理规定（云川政办发〔2011〕6号）\n云川县人民政府\n"
    )
    assert statuses(store, with_notice(replace(NOTICE, text=listed)))["office"] is Status.REPEALED


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("2件", "3件", "应有3件，读到2件"),
        ("\n1.云川县节约用水管理办法（云川政发〔2015〕3号）\n2.云川县农贸市场的管理规定", "", "没有读到继续有效的目录"),
    ],
)
def test_u3_a_catalogue_that_was_not_read_whole_sweeps_nothing(store: Store, old: str, new: str, told: str) -> None:
    found = statuses(store, with_notice(replace(NOTICE, text=NOTICE.text.replace(old, new))))
    assert found["ferry"] is not Status.REPEALED
    row = store.derivation("notice")
    assert row is not None
    assert told in row.payload["not_swept"]


def test_u3_the_cut_off_that_the_notice_states(store: Store) -> None:
    text = NOTICE.text.replace("经清理", "对2012年12月31日以前制定的规范性文件进行了清理。经清理")
    found = statuses(store, with_notice(replace(NOTICE, text=text)))
    assert found["ferry"] is Status.REPEALED
    late = replace(
        MARKET, id="late", title="云川县河道管理办法", number="云川政发〔2013〕7号", issued_on=date(2013, 1, 2)
    )
    assert statuses(store, [late])["late"] is not Status.REPEALED


def test_u4_a_title_that_is_nearly_right_is_joined_with_its_score(store: Store) -> None:
    statuses(store, LIBRARY)
    finding = rules(store, "market")["retained"]
    assert finding["presumed"]
    assert "相似度0.9" in finding["basis"]
    row = store.derivation("notice")
    assert row is not None
    assert [(one["title"], one["target"]) for one in row.payload["listed"]][1] == ("云川县农贸市场的管理规定", "market")


def test_u4_a_proposal_changes_nothing_and_is_told(store: Store) -> None:
    text = NOTICE.text.replace(SWEEP, "").replace("决定继续有效", "拟废止").replace("继续有效的", "拟废止的")
    found = statuses(store, with_notice(replace(NOTICE, text=text)))
    assert found["water"] is Status.UNKNOWN
    assert "拟废止，尚未决定" in rules(store, "water")["proposed"]["basis"]
    assert "repealed" not in rules(store, "water")


LATER = replace(
    NOTICE, id="later", number="云川政发〔2023〕2号", issued_on=date(2023, 3, 1),
    text="各镇人民政府：\n经清理，县政府决定继续有效的规范性文件1件。" + SWEEP + "\n附件：继续有效的规范性文件目录（1件）\n"
    "1.云川县农贸市场管理规定\n云川县人民政府\n2023年3月1日",
)  # fmt: skip


@pytest.mark.parametrize(
    ("sweeps", "status", "rule"), [(True, "repealed", "repealed"), (False, "unknown", "omitted")]
)  # fmt: skip
def test_what_an_earlier_catalogue_kept_and_a_later_one_leaves_out(
    store: Store, sweeps: bool, status: str, rule: str
) -> None:
    later = LATER if sweeps else replace(LATER, text=LATER.text.replace(SWEEP, ""))
    store.put_documents([*LIBRARY, later], NOW)
    derive(store)
    entry = next(one for one in entries(store) if one.id == "water")
    assert [entry.status_at(date(year, 6, 1)).status for year in (2019, 2023)] == ["in_force", status]
    kept = next(one for one in entries(store) if one.id == "market")
    assert kept.status_at(date(2023, 6, 1)).status == "in_force"
    row = store.derivation("water")
    assert row is not None
    found = next(one for one in row.payload["findings"] if one["rule"] == rule)
    part = later.text if found["part"] == "text" else later.title
    assert (found["document"], part[found["start"] : found["end"]]) == ("later", found["quote"])


def test_what_a_catalogue_kept_is_normative_for_a_later_one(store: Store) -> None:
    listed = replace(
        NOTICE, text=NOTICE.text.replace("2件", "3件") + "\n3.关于做好春耕生产的通知（云川政发〔2013〕4号）"
    )
    store.put_documents([*LIBRARY[:-1], listed, LATER], NOW)
    derive(store)
    entry = next(one for one in entries(store) if one.id == "vague")
    assert [entry.status_at(date(year, 6, 1)).status for year in (2019, 2023)] == ["in_force", "repealed"]
