"""A text is read once: again only when it or the rules changed; and what was kept gives what a fresh run gives."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from govdoc.audits import AUDITS, AuditQuery
from govdoc.document import Attachment, Document, Kind
from govdoc.plain import from_plain, to_plain
from govdoc.store import Store, open_store
from indexer import refresh as refreshing
from indexer.derive import derive
from indexer.reading import Reading, read_document
from tests.indexer.cleanup_library import LIBRARY

NOW = datetime(2026, 1, 2, tzinfo=UTC)
ON = date(2026, 1, 2)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with open_store(f"sqlite:///{tmp_path / 's.sqlite3'}") as opened:
        opened.put_documents(LIBRARY, NOW)
        yield opened


@pytest.fixture
def read(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The ids of the documents whose text is read from now on."""
    ids: list[str] = []

    def spy(document: Document) -> Reading:
        ids.append(document.id)
        return read_document(document)

    monkeypatch.setattr(refreshing, "read_document", spy)
    return ids


@pytest.mark.parametrize("document", LIBRARY, ids=lambda d: d.id)
def test_a_reading_survives_its_json(document: Document) -> None:
    reading = read_document(document)
    assert from_plain(Reading, json.loads(json.dumps(to_plain(reading), ensure_ascii=False))) == reading
    assert not reading.document.text


def test_what_has_no_plain_form_is_refused() -> None:
    with pytest.raises(TypeError, match="list"):
        to_plain([1])


def test_only_what_changed_is_read_again(store: Store, read: list[str]) -> None:
    derive(store)
    assert sorted(read) == sorted(d.id for d in LIBRARY)
    read.clear()
    derive(store)
    assert read == []
    changed = replace(LIBRARY[0], text=LIBRARY[0].text + "\n特此通知。")
    store.put_documents([changed], NOW)
    derive(store)
    assert read == [LIBRARY[0].id]


def test_changed_rules_read_everything_again(store: Store, read: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    derive(store)
    read.clear()
    monkeypatch.setattr(refreshing, "stamp", lambda: "0" * 16)
    derive(store)
    assert len(read) == len(LIBRARY)


def everything(store: Store) -> tuple[object, ...]:
    return (
        list(store.derivations()),
        [store.audit(AuditQuery(name, ON)) for name in AUDITS],
    )


def test_incremental_equals_rebuild(store: Store) -> None:
    derive(store)
    later = [
        replace(LIBRARY[1], text=LIBRARY[1].text + "\n本办法自2030年1月1日起施行。"),
        Document(
            id="zz",
            title="云川县人民政府关于废止《云川县渡口管理办法》的决定",
            text="《云川县渡口管理办法》自2025年1月1日起废止。",
            issued_on=date(2024, 12, 1),
        ),
    ]
    store.put_documents(later, NOW)
    assert "zz" in derive(store).changed
    grown = everything(store)
    store.clear_derivations()
    derive(store)
    assert everything(store) == grown


def test_the_order_of_arrival_does_not_matter(store: Store, tmp_path: Path) -> None:
    derive(store)
    with open_store(f"sqlite:///{tmp_path / 'other.sqlite3'}") as other:
        other.put_documents(list(reversed(LIBRARY)), NOW)
        derive(other)
        assert everything(other) == everything(store)


def test_many_texts_are_read_by_several_processes_with_the_same_result(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    derive(store)
    monkeypatch.setattr(refreshing, "MANY", 3)
    monkeypatch.setattr(refreshing, "CHUNK", 2)
    with open_store(f"sqlite:///{tmp_path / 'other.sqlite3'}") as other:
        other.put_documents(LIBRARY, NOW)
        derive(other)
        assert everything(other) == everything(store)


def test_a_redacted_document_leaves_no_reading(store: Store) -> None:
    derive(store)
    store.redact(LIBRARY[0].id, "个人信息", NOW)
    assert LIBRARY[0].id not in {row.document_id for row in store.readings()}
    derive(store)
    assert store.derivation(LIBRARY[0].id) is None


def test_annexes_are_part_of_what_is_read(store: Store, read: list[str]) -> None:
    derive(store)
    read.clear()
    with_annex = replace(
        LIBRARY[0], kind=Kind.NORMATIVE, attachments=(Attachment("表.docx", text="云政发〔2018〕1号"),)
    )
    store.put_documents([with_annex], NOW)
    derive(store)
    assert read == [LIBRARY[0].id]
