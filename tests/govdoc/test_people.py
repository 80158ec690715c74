"""O1, O2: accounts, decisions on documents and the append-only trail, on SQLite and, where it can be started, on PostgreSQL."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
import sqlalchemy as sa

from govdoc.document import Document
from govdoc.errors import NotFoundError, StoreError, UsageError
from govdoc.people import Account, Deed, Role, TrailEntry, reviews, standing
from govdoc.store import Store, open_store

T0 = datetime(2026, 5, 6, 7, 8, 9, tzinfo=UTC)
FIRST = Document("d-1", "关于废止旧办法的通知", "旧办法停止执行。")
LI = Account("李", Role.REVIEWER, "scrypt:…", "s1", T0)


@pytest.fixture
def store(url: str) -> Iterator[Store]:
    with open_store(url) as opened:
        opened.put_documents([FIRST, replace(FIRST, id="d-2")], T0)
        yield opened


def decided(subject: str = "d-1", actor: str = "李", day: int = 0, **after: object) -> Deed:
    told = {
        "decision": "repealed",
        "reason_code": "covered",
        "reason": "新办法已涵盖",
        "version": FIRST.version,
    } | after
    return Deed(T0 + timedelta(days=day), actor, "decided", subject, None, told)


def entries(*deeds: Deed) -> list[TrailEntry]:
    return [TrailEntry(number, deed, "") for number, deed in enumerate(deeds, 1)]


def test_a_role_covers_those_before_it() -> None:
    assert Role.ADMINISTRATOR.covers(Role.REVIEWER)
    assert Role.REVIEWER.covers(Role.REVIEWER)
    assert not Role.READER.covers(Role.REVIEWER)


def test_a_decision_stands_until_it_is_undone() -> None:
    undo = Deed(T0, "王", "undone", "d-1", None, {"undoes": 1})
    assert [one.decision for one in reviews(entries(decided(until="2027-01-01")))] == ["repealed"]
    assert reviews(entries(decided(until="2027-01-01")))[0].until == date(2027, 1, 1)
    assert reviews(entries(decided(), undo)) == ()
    assert [one.decision for one in reviews(entries(decided(), undo, decided(decision="retained")))] == ["retained"]


def test_where_two_must_agree_one_alone_decides_nothing_and_nobody_agrees_with_himself() -> None:
    first = decided(awaits_second=True)
    own, other = (Deed(T0, who, "confirmed", "d-1", None, {"confirms": 1}) for who in ("李", "王"))
    assert reviews(entries(first)) == ()
    assert reviews(entries(first, own)) == ()
    assert reviews(entries(first, other))[0].reviewer == "李"
    assert standing(entries(first, other))[0].confirmed_by == "王"
    undone = Deed(T0, "李", "undone", "d-1", None, {"undoes": 1})
    assert reviews(entries(first, undone, replace(other))) == ()


def test_accounts_are_kept_and_each_change_is_in_the_trail(store: Store) -> None:
    store.people.add_account(LI, "root")
    with pytest.raises(UsageError, match="exists already"):
        store.people.add_account(LI, "root")
    deed = Deed(T0, "root", "role changed", "李", {"role": "reviewer"}, {"role": "administrator"})
    store.people.change_account("李", lambda a: replace(a, role=Role.ADMINISTRATOR), deed)
    store.people.change_account("李", lambda a: replace(a, failures=a.failures + 1, locked_until=T0), None)
    found = store.people.account("李")
    assert (found.role, found.failures, found.locked_until) == (Role.ADMINISTRATOR, 1, T0)
    assert [e.deed.action for e in store.people.trail()] == ["account added", "role changed"]
    assert "scrypt" not in "".join(str(e.deed) for e in store.people.trail())
    with pytest.raises(NotFoundError, match="no account"):
        store.people.account("赵")


def test_a_decision_makes_its_document_count_as_changed(store: Store) -> None:
    before = store.revision()
    store.people.decide([decided(), decided("d-2")])
    assert store.changed_since(before) == ("d-1", "d-2")
    assert set(store.people.reviews()) == {"d-1", "d-2"}
    assert store.people.standing(["d-1", "nothing"])["d-1"][0].reason_code == "covered"


def test_of_a_bulk_with_an_unknown_document_nothing_is_recorded(store: Store) -> None:
    with pytest.raises(NotFoundError, match="nothing was recorded"):
        store.people.decide([decided(), decided("d-9")])
    assert list(store.people.trail()) == []
    assert store.people.reviews() == {}


def test_o2_the_database_refuses_to_edit_or_delete_the_trail(store: Store) -> None:
    store.people.decide([decided()])
    for statement in ("UPDATE trail SET actor='x'", "DELETE FROM trail"):
        with pytest.raises(StoreError, match="append-only"), store._writing() as connection:
            connection.execute(sa.text(statement))
    assert len(list(store.people.trail())) == 1


def test_o2_a_trail_altered_behind_the_database_is_found(store: Store) -> None:
    store.people.decide([decided(), decided("d-2"), decided(day=1)])
    assert list(store.people.trail_problems()) == []
    sqlite = store._engine.dialect.name == "sqlite"
    off = "DROP TRIGGER trail_no_update" if sqlite else "ALTER TABLE trail DISABLE TRIGGER ALL"
    with store._writing() as connection:
        connection.execute(sa.text(off))
        connection.execute(sa.text("UPDATE trail SET actor='王' WHERE sequence=2"))
    assert list(store.people.trail_problems()) == ["trail entry 2 was altered"]


def test_the_trail_is_read_from_its_end_in_pages(store: Store) -> None:
    store.people.decide([decided(day=n) for n in range(5)])
    newest = store.people.newest(2)
    assert [e.sequence for e in newest] == [5, 4]
    assert [e.sequence for e in store.people.newest(9, before=4)] == [3, 2, 1]
    assert store.people.trail_head()[0] == 5
