"""A decision takes effect at once: as much is derived again as it touches, and it comes to what deriving everything gives."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from govdoc.case import Case
from govdoc.document import Document, Kind, Status
from govdoc.people import Deed
from govdoc.settings import Settings
from govdoc.store import Store, open_store
from indexer import follow, payload
from indexer.decided import redecide
from indexer.derive import at_once, derive, entries
from indexer.query import SearchQuery
from indexer.status import DerivedStatus, derive_status
from indexer.whoosh_engine import WhooshEngine

NOW = datetime(2026, 1, 2, tzinfo=UTC)
OFFICE = "云岭区人民政府"
BASE = Document(
    "base", "云岭区燃气管理办法", "第一条 本办法自2014年5月1日起施行。", number="云政发〔2014〕3号", kind=Kind.NORMATIVE, issuers=(OFFICE,), issued_on=date(2014, 4, 1)
)  # fmt: skip
RESTS = "第一条 根据《云岭区燃气管理办法》（云政发〔2014〕3号）和《临江省燃气条例》，制定本规定。\n第二条 本规定自2016年1月1日起施行。"
LIBRARY = (
    BASE,
    Document("base-copy", BASE.title, BASE.text, number=BASE.number, declared_status="有效", published_on=date(2014, 4, 9)),
    Document("base-third", BASE.title, BASE.text, number=BASE.number, declared_status="失效", published_on=date(2015, 4, 9)),
    Document("rests", "云岭区燃气设施保护规定", RESTS, number="云政发〔2015〕8号", kind=Kind.NORMATIVE, issuers=(OFFICE,), issued_on=date(2015, 12, 1)),
    Document("law", "临江省燃气条例", "第一条 本条例自2020年1月1日起施行。", kind=Kind.LAW, issued_on=date(2019, 11, 1)),
    Document("ended", "云岭区煤气管理办法", "第一条 本办法自2010年1月1日起施行。", number="云政发〔2009〕7号", kind=Kind.NORMATIVE, issuers=(OFFICE,), issued_on=date(2009, 12, 1)),
    Document("ends", "云岭区人民政府关于废止《云岭区煤气管理办法》的决定", "《云岭区煤气管理办法》（云政发〔2009〕7号）自2018年1月1日起废止。", issuers=(OFFICE,), issued_on=date(2017, 12, 1)),
    Document("list", "云岭区人民政府关于公布继续有效的规范性文件目录的通知", "继续有效的规范性文件目录：\n1. 《云岭区燃气设施保护规定》（云政发〔2015〕8号）\n2. 《云岭区燃气管理办法》（云政发〔2014〕3号）\n凡未列入本目录的规范性文件一律废止。", number="云政发〔2021〕2号", issuers=(OFFICE,), issued_on=date(2021, 3, 1)),
)  # fmt: skip
DECIDABLE = ("base", "base-copy", "rests", "law", "ended", "list")


def unrelated(many: int) -> Iterator[Document]:
    for n in range(many):
        yield Document(f"u-{n:04}", f"云岭区第{n}号公园管理办法", f"第一条 公园{n}自2016年1月1日起开放。", kind=Kind.NORMATIVE, issuers=(f"第{n}公园管理处",))  # fmt: skip


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with open_store(f"sqlite:///{tmp_path / 's.sqlite3'}") as opened:
        opened.put_documents(LIBRARY, NOW)
        derive(opened)
        yield opened


def decide(store: Store, id: str, decision: str, at: datetime = NOW, **more: Any) -> None:
    after = {"decision": decision, "reason_code": "other", "reason": f"{decision}。{at:%H%M}", **more}
    after["version"] = store.document(id).version
    store.people.decide([Deed(at, "li", "decided", id, None, after)])


def last(store: Store, id: str) -> str:
    row = store.derivation(id)
    assert row is not None
    return str(row.payload["timeline"][-1]["status"])


@pytest.mark.parametrize("seed", range(4))
def test_what_was_decided_at_once_is_what_deriving_everything_gives(store: Store, seed: int) -> None:
    chance, made = random.Random(seed), list[tuple[int, str]]()
    for step in range(6):
        at = NOW + timedelta(minutes=step)
        if made and chance.random() < 0.3:
            sequence, id = made.pop(chance.randrange(len(made)))
            store.people.decide([Deed(at, "li", "undone", id, None, {"undoes": sequence})])
        else:
            id, decision = (
                chance.choice(DECIDABLE),
                chance.choice(["retained", "amend", "repealed", "lapsed", "extended"]),
            )
            decide(store, id, decision, at, **({"until": "2027-12-31"} if decision == "extended" else {}))
            made.append((store.people.trail_head()[0], id))
        assert redecide(store, [id]) == {id}
        assert derive(store).changed == ()


def test_a_decision_and_its_undoing_turn_the_status_and_what_rests_on_it(store: Store) -> None:
    before = list(store.derivations())
    decide(store, "base-copy", "repealed")
    redecide(store, ["base-copy"])
    assert last(store, "base") == last(store, "base-copy") == Status.REPEALED
    told = store.derivation("rests")
    assert told is not None
    assert any("所依据的《云岭区燃气管理办法》已于2026-01-02废止" in f["basis"] for f in told.payload["findings"])
    assert any("所依据的《临江省燃气条例》" in f["basis"] for f in told.payload["findings"])
    store.people.decide([Deed(NOW, "li", "undone", "base-copy", None, {"undoes": store.people.trail_head()[0]})])
    redecide(store, ["base-copy"])
    assert list(store.derivations()) == before


@pytest.mark.parametrize("id", ["ended", "base"])
def test_as_many_are_derived_again_as_a_decision_touches(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, id: str) -> None:  # fmt: skip
    done: list[str] = []

    def counted(case: Case) -> DerivedStatus:
        done.append(case.document.id)
        return derive_status(case)

    monkeypatch.setattr(payload, "derive_status", counted)
    for many in (10, 300):
        with open_store(f"sqlite:///{tmp_path / str(many)}") as store:
            store.put_documents([*LIBRARY, *unrelated(many)], NOW)
            derive(store)
            decide(store, id, "lapsed")
            done.clear()
            assert [entry.id for entry in at_once(store, [id])] == [id]
            assert sorted(done) == {"ended": ["ended"], "base": ["base", "base-copy", "base-third", "rests"]}[id]


def test_what_is_decided_while_everything_is_derived_is_not_written_over(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:  # fmt: skip
    put = store.put_derivations

    def decided_meanwhile(rows: Sequence[Any]) -> tuple[str, ...]:
        if not store.people.trail_head()[0]:
            decide(store, "base-copy", "lapsed")  # these rows were made before
        return put(rows)

    monkeypatch.setattr(store, "put_derivations", decided_meanwhile)
    derive(store)
    assert last(store, "base") == Status.LAPSED


def test_a_text_that_changed_meanwhile_waits_for_the_derivation(store: Store) -> None:
    decide(store, "ended", "retained")
    store.put_documents([Document("ended", "云岭区煤气管理办法", "第一条 本办法自2011年1月1日起施行。", kind=Kind.NORMATIVE)], NOW)  # fmt: skip
    assert redecide(store, ["ended", "nothing"]) == frozenset()


def test_search_and_facets_follow_without_a_derivation(store: Store, tmp_path: Path) -> None:
    engine = WhooshEngine(tmp_path / "index")
    engine.rebuild(entries(store), store.revision())
    query = SearchQuery(
        on=date(2026, 2, 1), words="燃气设施保护规定", filters={"status": ("lapsed",)}, facets=("status",)
    )
    assert engine.search(query).total == 0
    decide(store, "rests", "lapsed")
    assert engine.update(at_once(store, store.changed_since(engine.revision() or 0))) == 1
    found = engine.search(query)
    assert [hit.id for hit in found.hits] == ["rests"]
    assert {value.value: value.count for value in found.facets[0].values}["lapsed"] == 1
    engine.close()


def test_the_follower_shows_a_decision_before_the_derivation_and_again_in_an_index_begun_before_it(store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:  # fmt: skip
    begun: list[object] = []
    monkeypatch.setattr(follow.subprocess, "Popen", lambda *_, **__: begun.append(0) or SimpleNamespace(poll=lambda: None, terminate=lambda: None, wait=lambda: None))  # fmt: skip
    engine = WhooshEngine(tmp_path / "index")
    engine.rebuild(entries(store), store.revision())
    query = SearchQuery(on=date(2026, 2, 1), words="燃气", filters={"status": ("lapsed",)})
    follower = follow.Follower(Settings(tmp_path, engine_url=str(tmp_path / "index")), store)
    decide(store, "rests", "lapsed")
    follower.step()
    assert engine.search(query).total == 1
    made, revision = list(entries(store)), store.revision()  # an index is begun
    decide(store, "base", "lapsed")
    follower.step()
    assert engine.search(query).total == 2
    engine.rebuild(made, revision)  # and goes live, without what was decided meanwhile
    assert engine.search(query).total == 1
    follower.step()
    assert engine.search(query).total == 2
    assert begun  # everything else follows from the derivation that runs beside
    follower.close()
    engine.close()
