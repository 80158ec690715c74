"""Room: what does the sample site publish? Reads the columns and documents in examples/site; writes nothing."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent / "site"


@dataclass(frozen=True, slots=True)
class Column:
    """One column. `list_kind` is `static` (numbered links) or `script` (createPageHTML); `level` 区本级 or 镇办."""

    id: str
    title: str
    section: str
    section_title: str
    description: str = ""
    per_page: int = 6
    list_kind: str = "static"
    kind: str = "other"
    level: str = "区本级"

    @property
    def folder(self) -> str:
        """Path of the column, e.g. `/zwgk/gfxwj/`."""
        return f"/{self.section}/{self.id}/"

    def list_path(self, page: int) -> str:
        """Path of list page `page` counted from 0: index.html, index_1.html …, as TRS names them."""
        return f"{self.folder}index{f'_{page}' if page else ''}.html"


@dataclass(frozen=True, slots=True)
class Entry:
    """One document as it stands in documents/*.toml. `layout`: table, inline (labels in a list), plain (no labels, the
    number above the text) or bare (not even that)."""

    id: int
    title: str
    column: Column
    published: date
    text: str
    issuer: str
    issued: date | None = None
    number: str | None = None
    registration: str | None = None
    subject: str | None = None
    effective: str | None = None
    expires: str | None = None
    status: str | None = None
    layout: str = "table"
    encoding: str = "utf-8"
    interprets: int | None = None
    files: tuple[tuple[str, str], ...] = ()
    copy_of: int | None = None

    @property
    def path(self) -> str:
        """Path of the detail page, e.g. `/zwgk/gfxwj/201903/t20190312_1006.html`."""
        return f"{self.column.folder}{self.published:%Y%m}/t{self.published:%Y%m%d}_{self.id}.html"


@dataclass(frozen=True, slots=True)
class Content:
    """Everything the site shows; `entries` newest first."""

    site: Mapping[str, str]
    columns: tuple[Column, ...]
    entries: tuple[Entry, ...]

    def of(self, column: Column) -> tuple[Entry, ...]:
        """The documents of one column, newest first."""
        return tuple(entry for entry in self.entries if entry.column.id == column.id)

    def by_id(self, number: int) -> Entry:
        """KeyError when no document has this id."""
        for entry in self.entries:
            if entry.id == number:
                return entry
        raise KeyError(number)


def read_content(root: Path = ROOT) -> Content:
    """Read columns.toml and documents/*.toml. ValueError names the file whose document is wrong."""
    described = tomllib.loads((root / "columns.toml").read_text(encoding="utf-8"))
    sections = {row["id"]: row["title"] for row in described["section"]}
    columns = {row["id"]: _column(row, sections) for row in described["column"]}
    entries: dict[int, Entry] = {}
    copies: list[dict[str, Any]] = []
    for path in sorted((root / "documents").glob("*.toml")):
        rows = tomllib.loads(path.read_text(encoding="utf-8"))
        copies += rows.get("copy", [])
        for row in rows.get("document", []):
            try:
                entry = _entry(row, columns)
            except (KeyError, TypeError) as error:
                raise ValueError(f"{path.name}: document {row.get('id')}: {error}") from error
            if entry.id in entries:
                raise ValueError(f"{path.name}: document id {entry.id} is used twice")
            entries[entry.id] = entry
    for row in copies:
        entries[row["id"]] = replace(
            entries[row["of"]],
            id=row["id"],
            copy_of=row["of"],
            column=columns[row["column"]],
            published=row["published"],
            layout=row.get("layout", "plain"),
        )
    ordered = sorted(entries.values(), key=lambda entry: (entry.published, entry.id), reverse=True)
    return Content(described["site"], tuple(columns.values()), tuple(ordered))


def _column(row: Mapping[str, Any], sections: Mapping[str, str]) -> Column:
    fields = {("list_kind" if key == "list" else key): value for key, value in row.items()}
    return Column(section_title=sections[row["section"]], **fields)


def _entry(row: Mapping[str, Any], columns: Mapping[str, Column]) -> Entry:
    fields = dict(row)
    fields["column"] = columns[fields["column"]]
    fields["files"] = tuple((name, file) for name, file in fields.get("files", ()))
    fields["text"] = fields["text"].strip("\n")
    return Entry(**fields)
