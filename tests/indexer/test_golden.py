"""U18: only an index that answers goes live; the operator's own queries join in."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

import indexer.array_codec
import indexer.edits
import indexer.golden as golden
import indexer.sounds
from govdoc.errors import ConfigError, IndexUnavailableError
from indexer.array_known import ArrayKnown
from indexer.query import SearchQuery
from indexer.thesaurus import Entry
from indexer.whoosh_engine import WhooshEngine
from tests.indexer.helpers import ON, SAMPLE


@pytest.fixture
def engine(tmp_path: Path) -> WhooshEngine:
    opened = WhooshEngine(tmp_path)
    opened.rebuild(SAMPLE)
    return opened


def refused(engine: WhooshEngine) -> None:
    with pytest.raises(IndexUnavailableError, match="golden query"):
        engine.rebuild(SAMPLE)
    assert engine.search(SearchQuery(on=ON, words="低保")).total == 2


def test_a_broken_analyzer_is_refused_and_the_old_index_serves(
    engine: WhooshEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(indexer.array_codec, "raw_terms", lambda text: ["坏"])
    refused(engine)


def test_pinyin_that_leads_nowhere_is_refused(engine: WhooshEngine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(indexer.sounds, "main_reading", lambda character: "x")
    refused(engine)


def test_words_said_otherwise_than_their_characters_are_no_fault(engine: WhooshEngine) -> None:
    entries = [
        replace(SAMPLE[0], id=str(n), title=t)
        for n, t in enumerate(["银行业监督管理办法", "分行政区域公布", "重庆市会计条例"])
    ]
    assert engine.rebuild(entries) == 3


def test_slips_that_are_not_put_right_are_refused(engine: WhooshEngine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(golden, "edits", lambda text, known: iter(()))
    monkeypatch.setattr(golden, "words", lambda title: [("津贴发放", 0, 4)])
    monkeypatch.setattr(ArrayKnown, "spelled", lambda index, letters: ["津贴发放"])
    refused(engine)


def test_a_thesaurus_that_does_not_reach_the_search_is_refused(
    engine: WhooshEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(golden, "thesaurus", lambda: {"航天器": Entry(("津贴",), (), "办法")})
    refused(engine)


def test_the_operators_queries_decide_too_and_absent_documents_are_skipped(engine: WhooshEngine) -> None:
    own = engine.root / golden.OPERATORS_FILE
    own.write_text(
        '[[query]]\nwords = "高龄老人津贴"\nfinds = ["c"]\nfirst = 2\n[[query]]\nwords = "低保"\nfinds = ["zz"]\n',
        "utf-8",
    )
    engine.rebuild(SAMPLE)
    assert golden.check_own(ArrayKnown(engine.generation.collection), golden.read_own(own)) == (1, 1)
    own.write_text('[[query]]\nwords = "政务公开"\nfinds = ["c"]\n', "utf-8")
    refused(engine)


@pytest.mark.parametrize("text", ["[[query]]\nwords = 'a'\n", "x", "[[query]]\nwords='a'\nfinds=['a']\nfirst='b'\n"])
def test_a_wrong_file_of_queries_is_named(tmp_path: Path, text: str) -> None:
    (tmp_path / golden.OPERATORS_FILE).write_text(text, "utf-8")
    with pytest.raises(ConfigError, match=r"golden\.toml"):
        golden.read_own(tmp_path / golden.OPERATORS_FILE)
