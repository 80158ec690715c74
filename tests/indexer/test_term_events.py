"""What later notices do to a document's term, from the sentence to the status of a day: put off, at rest, taken up, prolonged."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from govdoc.document import Document, Kind
from govdoc.store import open_store
from indexer.derive import derive, entries

NOW = datetime(2026, 1, 2, tzinfo=UTC)
RULES = Document(
    id="rules",
    title="云川市人才公寓管理办法",
    number="云政规〔2018〕3号",
    issuers=("云川市人民政府",),
    issued_on=date(2018, 2, 1),
    kind=Kind.NORMATIVE,
    text="第一条 为了管理人才公寓，制定本办法。\n第九条 本办法自2018年3月1日起施行，有效期3年。",
)
NAME = "《云川市人才公寓管理办法》（云政规〔2018〕3号）"


def notice(text: str, issued_on: str, id: str = "notice") -> Document:
    return Document(
        id=id,
        title="云川市人民政府关于人才公寓有关事项的通知",
        number=f"云政发〔{issued_on[:4]}〕{len(id)}号",
        issuers=("云川市人民政府",),
        issued_on=date.fromisoformat(issued_on),
        kind=Kind.NOTICE,
        text=f"各区人民政府：\n{text}",
    )


def derived(folder: Path, *documents: Document) -> tuple[Any, Mapping[str, Any]]:
    with open_store(f"sqlite:///{folder / 's.sqlite3'}") as store:
        store.put_documents(list(documents), NOW)
        derive(store)
        row = store.derivation(documents[0].id)
        entry = next(one for one in entries(store) if one.id == documents[0].id)
    assert row is not None
    return entry, row.payload


SAID = [
    pytest.param(
        f"经评估，{NAME}有效期延长至2023年12月31日。\n本通知自印发之日起施行。", "2020-11-01",
        {"2019-06-01": "in_force", "2023-12-31": "in_force", "2024-01-01": "lapsed"}, id="a new last day",
    ),
    pytest.param(
        f"{NAME}有效期延长2年。", "2020-12-01",
        {"2021-02-28": "in_force", "2023-02-28": "in_force", "2023-03-01": "lapsed"}, id="added to the old last day",
    ),
    pytest.param(
        f"{NAME}有效期由3年调整为5年。", "2020-12-01",
        {"2023-02-28": "in_force", "2023-03-01": "lapsed"}, id="the whole term",
    ),
    pytest.param(
        f"{NAME}继续有效2年。", "2020-12-01",
        {"2020-12-01": "in_force", "2022-11-30": "in_force", "2022-12-01": "lapsed"}, id="counted anew",
    ),
    pytest.param(
        f"{NAME}推迟至2019年1月1日施行。", "2018-02-20",
        {"2018-12-31": "pending", "2019-01-01": "in_force", "2021-12-31": "in_force", "2022-01-01": "lapsed"},
        id="put off, and its term with it",
    ),
    pytest.param(
        f"决定推迟{NAME}的施行，施行日期另行公布。", "2018-02-20", {"2018-12-31": "pending"}, id="put off to no day",
    ),
    pytest.param(
        f"自2020年2月1日起暂停执行{NAME}。", "2020-01-20",
        {"2020-01-31": "in_force", "2020-02-01": "unknown", "2021-03-01": "lapsed"}, id="at rest till its term ends",
    ),
    pytest.param(
        f"{NAME}自2020年2月1日起至2020年6月30日暂停执行。", "2020-01-20",
        {"2020-06-30": "unknown", "2020-07-01": "in_force"}, id="at rest between two days",
    ),
    pytest.param(f"暂停执行{NAME}第四条。", "2020-01-20", {"2020-02-01": "in_force"}, id="one article rests"),
    pytest.param(f"废止{NAME}第四条。", "2020-01-20", {"2020-02-01": "in_force"}, id="one article is repealed"),
    pytest.param(f"取消{NAME}第四条。", "2020-01-20", {"2020-02-01": "in_force"}, id="one article is struck"),
    pytest.param(
        f"{NAME}第三条修改为“一次付清”，第四条废止。", "2020-01-20", {"2020-02-01": "in_force"}, id="amended and struck",
    ),
]  # fmt: skip


@pytest.mark.parametrize(("text", "issued_on", "expected"), SAID)
def test_a_notice_reaches_the_document(tmp_path: Path, text: str, issued_on: str, expected: dict[str, str]) -> None:
    said = notice(text, issued_on)
    entry, payload = derived(tmp_path, RULES, said)
    assert {day: entry.status_at(date.fromisoformat(day)).status for day in expected} == expected
    quoted = [found for found in payload["findings"] if found["document"] == "notice"]
    assert quoted
    for found in quoted:
        assert said.text[found["start"] : found["end"]] == found["quote"]


def test_a_start_put_off_is_the_first_day(tmp_path: Path) -> None:
    _, payload = derived(tmp_path, RULES, notice(f"{NAME}推迟至2019年1月1日施行。", "2018-02-20"))
    assert (payload["effective_on"], payload["expires_on"]) == ("2019-01-01", "2021-12-31")


def test_a_page_that_says_in_force_contradicts_the_prolonged_term_once(tmp_path: Path) -> None:
    _, payload = derived(
        tmp_path, replace(RULES, declared_status="有效"), notice(f"{NAME}有效期延长2年。", "2020-12-01")
    )
    assert [pair["gone"]["rule"] for pair in payload["contradictions"]] == ["retained"]


def test_what_rests_is_taken_up_again(tmp_path: Path) -> None:
    rest = notice(f"自2019年2月1日起暂停执行{NAME}。", "2019-01-20", "rest")
    again = notice(f"自2019年9月1日起恢复执行{NAME}。", "2019-08-20", "again")
    entry, _ = derived(tmp_path, RULES, rest, again)
    found = {day: entry.status_at(date.fromisoformat(day)).status for day in ("2019-02-01", "2019-08-31", "2019-09-01")}
    assert list(found.values()) == ["unknown", "unknown", "in_force"]


def test_a_stop_is_taken_up_again(tmp_path: Path) -> None:
    rest = notice(f"{NAME}自2019年2月1日起停止执行。", "2019-02-01", "rest")
    again = notice(f"自2019年9月1日起恢复执行{NAME}。", "2019-08-20", "again")
    entry, _ = derived(tmp_path, RULES, rest, again)
    assert [entry.status_at(date(2019, month, 1)).status for month in (3, 9)] == ["repealed", "in_force"]


def test_an_organ_leaves_its_own_name_out(tmp_path: Path) -> None:
    old = Document(
        id="old", title="关于蔬菜检疫的公告", number="云川海关公告2019年第12号", issuers=("云川海关",),
        issued_on=date(2019, 5, 1), kind=Kind.NORMATIVE, text="本公告自2019年6月1日起施行。",
    )  # fmt: skip
    new = replace(
        notice("自本公告发布之日起，2019年第12号公告废止。", "2021-05-01"), issuers=("云川海关",), number="云川海关公告2021年第8号"
    )  # fmt: skip
    other = replace(
        new, id="other", issuers=("石溪海关",), number="石溪海关公告2020年第8号", issued_on=date(2020, 5, 1)
    )
    entry, _ = derived(tmp_path, old, new, other)
    assert [entry.status_at(date(year, 6, 1)).status for year in (2020, 2021)] == ["unknown", "repealed"]


def test_the_first_of_the_next_month(tmp_path: Path) -> None:
    text = "第一条 为了管理人才公寓，制定本办法。\n第九条 本办法自印发之日起次月1日起施行，有效期1年。"
    entry, payload = derived(tmp_path, replace(RULES, text=text))
    days = {"2018-02-28": "pending", "2018-03-01": "in_force", "2019-02-28": "in_force", "2019-03-01": "lapsed"}
    assert {day: entry.status_at(date.fromisoformat(day)).status for day in days} == days
    assert payload["effective_on"] == "2018-03-01"


def test_articles_that_begin_later_are_told(tmp_path: Path) -> None:
    text = "第一条 制定本办法。\n第九条 本办法自2018年3月1日起施行，有效期5年。第四条第二款自2019年7月1日起施行。"
    entry, payload = derived(tmp_path, replace(RULES, text=text))
    assert payload["effective_on"] == "2018-03-01"
    assert entry.status_at(date(2018, 6, 1)).status == "in_force"
    (part,) = [found for found in payload["findings"] if found["rule"] == "part_pending"]
    assert part["quote"] == "第四条第二款自2019年7月1日起施行"
    assert part["until"] == "2019-06-30"


def test_the_last_day_is_the_prolonged_one(tmp_path: Path) -> None:
    entry, payload = derived(tmp_path, RULES, notice(f"{NAME}有效期延长2年。", "2020-12-01"))
    assert entry.expires_on == date(2023, 2, 28)
    assert payload["expires_on"] == "2023-02-28"


LISTS = [
    pytest.param("经评估，以下文件有效期延长2年：", "2023-02-28", id="added to the old last day"),
    pytest.param(
        "经评估，下列文件有效期自本通知印发之日起延长2年：", "2022-11-30", id="from the notice's own first day"
    ),
    pytest.param("经评估，下列文件自原有效期届满之日起延长2年：", "2023-02-28", id="from the old last day, said so"),
    pytest.param("经评估，下列文件有效期自2021年1月1日起延长2年：", "2022-12-31", id="from a day that is said"),
    pytest.param("经评估，以下文件继续有效2年：", "2022-11-30", id="kept anew"),
]


@pytest.mark.parametrize(("heading", "last"), LISTS)
def test_a_list_that_extends_by_years(tmp_path: Path, heading: str, last: str) -> None:
    text = f"{heading}\n1.{NAME}；\n2.《云川市渡口管理办法》（云政规〔2018〕4号）。\n本通知自印发之日起施行。"
    listed = replace(notice(text, "2020-12-01"), title="云川市人民政府关于延长部分规范性文件有效期的通知")
    entry, payload = derived(tmp_path, RULES, listed)
    after = date.fromisoformat(last) + timedelta(days=1)
    assert [entry.status_at(day).status for day in (date.fromisoformat(last), after)] == ["in_force", "lapsed"]
    assert payload["expires_on"] == last


def test_a_list_that_extends_by_years_makes_nobody_without_a_term_in_force(tmp_path: Path) -> None:
    text = f"以下文件有效期延长2年：\n1.{NAME}；\n2.《云川市渡口管理办法》（云政规〔2018〕4号）。"
    listed = replace(notice(text, "2020-12-01"), title="云川市人民政府关于延长部分规范性文件有效期的通知")
    entry, _ = derived(tmp_path, replace(RULES, text="本办法自2018年3月1日起施行。"), listed)
    assert entry.status_at(date(2021, 1, 1)).status == "unknown"


WAITING = [
    pytest.param("本办法自《云川市住房条例》施行之日起自行废止。", date(2020, 7, 1), id="from its first day"),
    pytest.param("本办法执行至《云川市住房条例》施行之日止。", date(2020, 7, 2), id="up to its first day"),
    pytest.param("待《云川市住房条例》出台后，本办法自动失效。", date(2020, 5, 8), id="when it is issued"),
]


@pytest.mark.parametrize(("clause", "since"), WAITING)
def test_a_condition_is_met_by_the_document_it_names(tmp_path: Path, clause: str, since: date) -> None:
    rules = replace(RULES, text=f"第一条 为了管理人才公寓，制定本办法。\n第九条 本办法自2018年3月1日起施行。{clause}")
    awaited = replace(
        notice("第一条 制定本条例。\n第九条 本条例自2020年7月1日起施行。", "2020-05-08", "awaited"),
        title="云川市住房条例",
    )
    entry, payload = derived(tmp_path, rules, awaited)
    before = since - timedelta(days=1)
    assert [entry.status_at(day).status for day in (before, since)] == ["unknown", "lapsed"]
    (met,) = [found for found in payload["findings"] if found["rule"] == "condition_met"]
    assert met["document"] == "rules"
    assert met["quote"] in rules.text


def test_a_condition_waits_for_a_document_that_comes_later(tmp_path: Path) -> None:
    rules = replace(RULES, text="本办法自2018年3月1日起施行，自《云川市住房条例》施行之日起自行废止。")
    older = replace(notice("本条例自2016年7月1日起施行。", "2016-05-08", "older"), title="云川市住房条例")
    entry, payload = derived(tmp_path, rules, older)
    assert entry.status_at(date(2026, 1, 1)).status == "unknown"
    assert "conditional_end" in [found["rule"] for found in payload["findings"]]


@pytest.mark.parametrize("clause", ["自《云川市住房条例》施行之日起施行", "与《云川市住房条例》同时施行"])
def test_a_document_begins_with_the_one_it_names(tmp_path: Path, clause: str) -> None:
    rules = replace(RULES, text=f"第九条 本办法{clause}，有效期3年。")
    other = replace(notice("第九条 本条例自2018年7月1日起施行。", "2018-01-08", "other"), title="云川市住房条例")
    days = (date(2018, 6, 30), date(2018, 7, 1), date(2021, 6, 30), date(2021, 7, 1))
    entry, payload = derived(tmp_path, rules, other)
    assert [entry.status_at(day).status for day in days] == ["pending", "in_force", "in_force", "lapsed"]
    assert (payload["effective_on"], payload["expires_on"]) == ("2018-07-01", "2021-06-30")


def test_a_document_that_begins_with_an_unknown_one_has_no_first_day(tmp_path: Path) -> None:
    rules = replace(RULES, text="第九条 本办法自《云川市住房条例》施行之日起施行，有效期3年。")
    entry, payload = derived(tmp_path, rules)
    assert entry.status_at(date(2026, 1, 1)).status == "unknown"
    assert payload["effective_on"] is None
