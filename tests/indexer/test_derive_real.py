"""Real statutes of several versions: the older text is never shown as in force beside the newer one."""

from __future__ import annotations

import gzip
import json
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from govdoc.document import Status
from govdoc.records import read_record
from govdoc.store import open_store
from indexer.derive import derive, entries

INTERPRETATION_PRECISION = 0.97
INTERPRETATION_RECALL = 0.85


def load(store_url: str, files: list[Path]) -> dict[str, dict[str, object]]:
    with open_store(store_url) as store:
        for file in files:
            with gzip.open(file, "rt", encoding="utf-8") as lines:
                records = (read_record(json.loads(line)) for line in lines)
                store.put_documents(list(records), datetime(2026, 1, 1, tzinfo=UTC))
        derive(store)
        return {row.document_id: {"work": row.work, **row.payload} for row in store.derivations()}


@pytest.mark.slow
def test_superseded_versions(real_data: Path, tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 's.sqlite3'}"
    rows = load(url, [real_data / "corpus/laws.jsonl.gz"])
    with open_store(url) as store:
        found = {entry.id: entry for entry in entries(store)}
    pairs = [json.loads(line) for line in (real_data / "truth/law_versions_dev.jsonl").open(encoding="utf-8")]
    on = date(2026, 1, 1)
    for pair in pairs:
        if rows[pair["id"]]["work"] == pair["id"]:
            assert found[pair["id"]].status_at(on).status is not Status.IN_FORCE, pair


@pytest.mark.slow
def test_interpretation_links(real_data: Path, tmp_path: Path) -> None:
    pairs = [json.loads(line) for line in (real_data / "truth/interpretation_links_dev.jsonl").open(encoding="utf-8")]
    names = (
        "hebei_province",
        "customs_regulations",
        "customs_interpretations",
        "waystowork_rules",
        "govcn_statecouncil_2019",
    )
    rows = load(f"sqlite:///{tmp_path / 's.sqlite3'}", [real_data / f"corpus/{name}.jsonl.gz" for name in names])
    truth = {
        (pair["interpretation_id"], rows[pair["document_id"]]["work"]) for pair in pairs if pair["document_id"] in rows
    }
    asked = {one for one, _ in truth}
    found = {
        (one, link["target"])
        for one in asked
        for link in rows[one]["interprets"]  # type: ignore[attr-defined]
    }
    right = len(found & truth)
    print(right, len(found), len(truth), found - truth, truth - found)
    assert right / len(found) >= INTERPRETATION_PRECISION
    assert right / len(truth) >= INTERPRETATION_RECALL
