"""Room: tests. `govdoc doctor`: what is wrong is found, named, and comes with what to do."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

import crawl.doctor
import indexer.doctor
from crawl.archive import Archive
from crawl.site_file import load_sites
from govdoc.__main__ import cli
from govdoc.doctor import CHECKS
from govdoc.document import Attachment, Document
from govdoc.errors import IndexUnavailableError
from govdoc.store import PageState, open_store
from indexer.query import SearchQuery
from indexer.results import SearchResults
from indexer.suggest import Suggestion

NOW = datetime(2024, 5, 6, tzinfo=UTC)


class Engine:
    def search(self, query: SearchQuery) -> SearchResults:
        return SearchResults(total=2)

    def suggest(self, typed: str) -> tuple[Suggestion, ...]:
        return ()

    def close(self) -> None:
        pass


@pytest.fixture
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A sound data directory: two documents, one page, one attachment, an index that answers."""
    folder = tmp_path / "data"
    archive = Archive(folder / "archive")
    page, file = archive.put(b"<html>page</html>"), archive.put(b"attachment")
    documents = [Document("1", "通知", attachments=(Attachment("附件.pdf", sha256=file),)), Document("2", "公告")]
    with open_store(f"sqlite:///{folder}/govdoc.sqlite3") as store:
        store.put_documents(documents, NOW)
        store.put_page(PageState("http://www.example.gov.cn/1.html", "sample", None, "2", "new", NOW, sha256=page))
    monkeypatch.setattr(indexer.doctor, "open_engine", lambda *_: Engine())
    monkeypatch.setattr(crawl.doctor, "load_sites", lambda folder: ())
    monkeypatch.setenv("GOVDOC_CONTACT", "webmaster@example.org")
    return folder


def doctor(data: Path) -> Result:
    return CliRunner().invoke(cli, ["--data", str(data), "doctor"])


def failures(result: Result) -> list[str]:
    return [line for line in result.stdout.splitlines() if line.startswith("FAIL")]


def archived(data: Path) -> list[Path]:
    return sorted((data / "archive").rglob("*.zst"))


def test_all_is_well(data: Path) -> None:
    result = doctor(data)
    assert failures(result) == []
    assert result.exit_code == 0
    for name in CHECKS:
        assert f"ok   {name}" in result.stdout
    assert "2 documents, 0 redacted, 1 pages" in result.stdout
    assert result.stdout.endswith("everything is fine\n")


def test_nothing_there_yet(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def absent(url: str, _operators: Path) -> Engine:
        raise IndexUnavailableError(f"no index at {url}: run `govdoc index`")

    monkeypatch.setattr(indexer.doctor, "open_engine", absent)
    monkeypatch.setattr(crawl.doctor, "load_sites", lambda folder: ())
    result = doctor(tmp_path / "absent")
    assert result.exit_code == 1
    assert [line.split()[1] for line in failures(result)] == ["settings", "store", "archive", "index"]
    assert "run `govdoc import` or `govdoc crawl`" in result.stdout
    assert not (tmp_path / "absent").exists()


def test_missing_bytes(data: Path) -> None:
    archived(data)[0].unlink()
    assert ["1 files missing: restore" in line for line in failures(doctor(data))] == [True]


def test_damaged_bytes(data: Path) -> None:
    path = archived(data)[1]
    path.write_bytes(b"damage")
    (line,) = failures(doctor(data))
    assert str(path) in line
    assert "restore it from a backup" in line


def test_bytes_of_a_redacted_document_that_are_still_there(data: Path) -> None:
    with open_store(f"sqlite:///{data}/govdoc.sqlite3") as store:
        store.redact("1", "法院决定", NOW)
    (line,) = failures(doctor(data))
    assert "run `govdoc redact 1 --reason" in line


def test_a_damaged_store(data: Path) -> None:
    database = data / "govdoc.sqlite3"
    raw = database.read_bytes()
    database.write_bytes(raw[: len(raw) // 2])
    result = doctor(data)
    assert result.exit_code == 1
    assert any(" store " in line and "restore a backup" in line for line in failures(result))


def test_a_wrong_site_file_is_named(data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    sites = tmp_path / "sites"
    sites.mkdir()
    (sites / "wrong.toml").write_text('id = "wrong"\nno_such_key = 1\n', encoding="utf-8")
    monkeypatch.setenv("GOVDOC_SITES", str(sites))
    monkeypatch.setattr(crawl.doctor, "load_sites", load_sites)
    (line,) = failures(doctor(data))
    assert "wrong.toml:" in line
