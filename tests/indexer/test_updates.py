"""An updated Whoosh index answers as a rebuilt one does, to the last figure of each score."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from indexer.fields import FACETS, IndexEntry
from indexer.query import SearchQuery
from indexer.whoosh_engine import WhooshEngine
from tests.indexer.helpers import SAMPLE
from tests.indexer.test_engine import entry_lists


@settings(max_examples=15, deadline=None)
@given(entry_lists(), st.data())
def test_an_updated_index_answers_as_a_rebuilt_one(tmp_path_factory: pytest.TempPathFactory, entries: list[IndexEntry], data: st.DataObject) -> None:  # fmt: skip
    updated, rebuilt = (WhooshEngine(tmp_path_factory.mktemp("index")) for _ in range(2))
    updated.rebuild(entries)
    state = {entry.id: entry for entry in entries}
    for _ in range(data.draw(st.integers(1, 3))):
        names = data.draw(st.lists(st.sampled_from([f"id{n}" for n in range(14)]), max_size=4, unique=True))
        changed = [replace(state.get(name, SAMPLE[0]), id=name, title="低保，标准") for name in names[1:]]
        updated.update(changed, names[:1])
        state |= {entry.id: entry for entry in changed}
        for name in names[:1]:
            state.pop(name, None)
    rebuilt.rebuild(state.values())
    for words in ("", "低保", "农村 标准"):
        query = SearchQuery(on=date(2030, 1, 1), words=words, limit=50, facets=FACETS)
        first, second = updated.search(query), rebuilt.search(query)
        assert [(h.id, h.score) for h in first.hits] == [(h.id, h.score) for h in second.hits]
        assert first.facets == second.facets
