"""A later notice that prolongs a document's term reaches it: in force past its own last day, and lapsed after the new one."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

from govdoc.document import Document, Kind, Status
from govdoc.store import open_store
from indexer.derive import derive, entries

NOW = datetime(2026, 1, 2, tzinfo=UTC)
RULES = Document(
    id="rules",
    title="云川市人才公寓管理办法",
    number="云政规〔2018〕3号",
    issuers=("云川市人民政府",),
    issued_on=date(2018, 3, 1),
    kind=Kind.NORMATIVE,
    text="第一条 为了管理人才公寓，制定本办法。\n第九条 本办法自2018年3月1日起施行，有效期至2020年12月31日。",
)
NOTICE = Document(
    id="notice",
    title="云川市人民政府关于人才公寓有关事项的通知",
    number="云政发〔2020〕9号",
    issuers=("云川市人民政府",),
    issued_on=date(2020, 11, 1),
    kind=Kind.NOTICE,
    text="各区人民政府：\n经评估，《云川市人才公寓管理办法》（云政规〔2018〕3号）有效期延长至2023年12月31日。\n本通知自印发之日起施行。",
)


def test_the_new_last_day_counts(tmp_path: Path) -> None:
    with open_store(f"sqlite:///{tmp_path / 's.sqlite3'}") as store:
        store.put_documents([RULES, NOTICE], NOW)
        derive(store)
        entry = next(one for one in entries(store) if one.id == "rules")
        row = store.derivation("rules")
    assert row is not None
    days = {
        date(2019, 6, 1): Status.IN_FORCE,
        date(2023, 12, 31): Status.IN_FORCE,
        date(2024, 1, 1): Status.LAPSED,
    }
    assert {day: entry.status_at(day).status for day in days} == days
    assert any("2023年12月31日" in str(finding["quote"]) for finding in row.payload["findings"])
