"""Room: from facts to a searchable index. What is counted, filtered and sorted by: one set of columns per segment.

Stored as plain numpy arrays and JSON, never pickled; read whole into memory when a segment is opened.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from govdoc.document import Kind, Status
from indexer.acts import act_and_article, fingerprint, named
from indexer.fields import DATE_FIELDS, FACETS, TEXT_FIELDS, IndexEntry, exists_since, facet_values
from indexer.inversion import Ints
from indexer.passages import cuts
from indexer.tokenizer import squeeze

STATUSES = tuple(status.value for status in Status)
COLUMN_FACETS = tuple(name for name in FACETS if name != "status")
NO_DATE = 0
PLAIN_ARRAYS = ("acts", "articles", "named", "named_by", "explaining", "passage_documents", "passage_starts")


@dataclass(frozen=True, slots=True)
class FacetColumn:
    """`documents[i]` has value `values[codes[i]]`; a document with several values stands there several times."""

    values: tuple[str, ...]
    documents: Ints
    codes: Ints


@dataclass(frozen=True, slots=True)
class FacetValues:
    """A facet by document: `codes[starts[d]:starts[d + 1]]`, or `codes[d]` where `starts` is None, each having one value.

    `order`: the codes in the order of their values.
    """

    values: tuple[str, ...]
    codes: Ints
    order: Ints
    starts: Ints | None = None

    def counts(self, documents: Ints) -> Ints:
        """How many of the documents have each value."""
        codes = self.codes[documents] if self.starts is None else self._spread(documents, self.starts)[0]
        return np.bincount(codes, minlength=len(self.values))

    def commonest(self, documents: Ints) -> tuple[Ints, Ints]:
        """The codes that the documents have and how many have each, the most frequent first, equals by value."""
        counts = self.counts(documents)
        there = self.order[counts[self.order] > 0]
        ranked = there[np.argsort(-counts[there], kind="stable")]
        return ranked, counts[ranked]

    def any_of(self, documents: Ints, values: Sequence[str]) -> NDArray[np.bool_]:
        """True for the documents that have one of the values."""
        wanted = np.array([value in values for value in self.values], bool)
        if self.starts is None:
            return wanted[self.codes[documents]]
        codes, owners = self._spread(documents, self.starts)
        found = np.zeros(len(documents), bool)
        found[owners[wanted[codes]]] = True
        return found

    def _spread(self, documents: Ints, starts: Ints) -> tuple[Ints, Ints]:
        """All codes of the documents, and beside each the place of its document."""
        first = starts[documents]
        sizes = starts[documents + 1] - first
        owners = np.repeat(np.arange(len(documents)), sizes)
        steps = np.arange(len(owners)) - np.repeat(np.cumsum(sizes) - sizes, sizes)
        return self.codes[np.repeat(first, sizes) + steps], owners


def by_document(column: FacetColumn, size: int) -> FacetValues:
    """`size`: how many documents there are; the column has at least one value of each, in their order."""
    starts = None if len(column.codes) == size else np.searchsorted(column.documents, np.arange(size + 1))
    return FacetValues(column.values, column.codes, in_order(column.values), starts)


def in_order(values: Sequence[str]) -> Ints:
    return np.array(sorted(range(len(values)), key=values.__getitem__), np.int64)


@dataclass(frozen=True, slots=True)
class Columns:
    """Dates are proleptic ordinals, NO_DATE where missing; `lengths` are words, `sizes` squeezed UTF-16 units, by searched field.

    The timeline is three parallel arrays in order of documents and steps: document, since (NO_DATE: always), status.
    `explained` are ids of the works that the documents `explaining` interpret, in order of documents.
    `passage_starts` are places in the squeezed text, in UTF-16 units, at which the passages of the long texts
    `passage_documents` begin. `acts` and `articles` are fingerprints (indexer/acts.py) of what each document is; `named` of what `named_by` names.
    """

    ids: tuple[str, ...]
    titles: tuple[str, ...]
    numbers: tuple[str, ...]
    facets: dict[str, FacetColumn]
    dates: dict[str, Ints]
    exists_since: Ints
    step_documents: Ints
    step_since: Ints
    step_status: Ints
    lengths: dict[str, Ints]
    sizes: dict[str, Ints]
    acts: Ints
    articles: Ints
    named: Ints
    named_by: Ints
    explained: tuple[str, ...]
    explaining: Ints
    passage_documents: Ints
    passage_starts: Ints


class ColumnBuilder:
    def __init__(self) -> None:
        self._ids: list[str] = []
        self._titles: list[str] = []
        self._numbers: list[str] = []
        self._facets: dict[str, tuple[dict[str, int], list[int], list[int]]] = {n: ({}, [], []) for n in COLUMN_FACETS}
        self._dates: dict[str, list[int]] = {name: [] for name in DATE_FIELDS}
        self._exists: list[int] = []
        self._steps: list[tuple[int, int, int]] = []
        self._lengths: dict[str, list[int]] = {name: [] for name in TEXT_FIELDS}
        self._sizes: dict[str, list[int]] = {name: [] for name in TEXT_FIELDS}
        self._acts: list[tuple[int, int]] = []
        self._named: list[tuple[int, int]] = []
        self._explained: list[tuple[str, int]] = []
        self._passages: list[tuple[int, int]] = []

    def add(self, entry: IndexEntry, lengths: dict[str, int], sizes: dict[str, int]) -> None:
        """`lengths` in words and `sizes` in squeezed UTF-16 units by searched field, 0 where not given."""
        document = len(self._ids)
        self._ids.append(entry.id)
        self._titles.append(squeeze(entry.title))
        self._numbers.append(squeeze(entry.number or ""))
        for name, (numbers, documents, codes) in self._facets.items():
            for value in dict.fromkeys(facet_values(entry, name)):
                documents.append(document)
                codes.append(numbers.setdefault(value, len(numbers)))
        for name, column in self._dates.items():
            day = getattr(entry, DATE_FIELDS[name])
            column.append(day.toordinal() if day else NO_DATE)
        since = exists_since(entry)
        self._exists.append(since.toordinal() if since else NO_DATE)
        for step in entry.timeline:
            start = step.since.toordinal() if step.since else NO_DATE
            self._steps.append((document, start, STATUSES.index(step.status.value)))
        for name in TEXT_FIELDS:
            self._lengths[name].append(lengths.get(name, 0))
            self._sizes[name].append(sizes.get(name, 0))
        if entry.kind == Kind.INTERPRETATION:
            self._explained += [(work, document) for work in entry.explains]
        self._passages += [(document, start) for start in cuts(entry.text)]
        act, article = act_and_article(entry.title)
        self._acts.append((fingerprint(act), fingerprint(article)))
        self._named += [(fingerprint(name), document) for name in named(entry.text, act)]

    def build(self) -> Columns:
        facets = {
            name: FacetColumn(tuple(numbers), _ints(documents), _ints(codes))
            for name, (numbers, documents, codes) in self._facets.items()
        }
        steps = np.array(self._steps, np.int32).reshape(-1, 3)
        acts = np.array(self._acts, np.uint64).reshape(-1, 2)
        named_ones = np.array(sorted(self._named), np.uint64).reshape(-1, 2)
        passages = np.array(self._passages, np.int32).reshape(-1, 2)
        return Columns(
            ids=tuple(self._ids), titles=tuple(self._titles), numbers=tuple(self._numbers), facets=facets,
            dates={name: _ints(days) for name, days in self._dates.items()}, exists_since=_ints(self._exists),
            step_documents=steps[:, 0], step_since=steps[:, 1], step_status=steps[:, 2],
            lengths={name: _ints(v) for name, v in self._lengths.items()},
            sizes={name: _ints(v) for name, v in self._sizes.items()},
            acts=acts[:, 0], articles=acts[:, 1], named=named_ones[:, 0], named_by=named_ones[:, 1].astype(np.int32),
            explained=tuple(work for work, _ in self._explained), explaining=_ints([d for _, d in self._explained]),
            passage_documents=passages[:, 0], passage_starts=passages[:, 1],
        )  # fmt: skip


def merge_columns(parts: Sequence[tuple[Columns, NDArray[np.bool_]]]) -> Columns:
    """The columns one after the other, without the documents that the masks leave out."""
    columns = [part for part, _ in parts]
    masks = [live for _, live in parts]
    before = np.cumsum([0, *(int(live.sum()) for live in masks)])
    numbers = [np.where(live, np.cumsum(live) - 1 + at, -1) for live, at in zip(masks, before, strict=False)]

    def words(name: str) -> tuple[str, ...]:
        found = (zip(getattr(part, name), live, strict=True) for part, live in parts)
        return tuple(value for pairs in found for value, keep in pairs if keep)

    def kept(arrays: Sequence[Ints]) -> Ints:
        return np.concatenate([array[live] for array, live in zip(arrays, masks, strict=True)])

    def rows(owner: str, *names: str) -> list[Ints]:
        """Arrays that go by documents in `owner`: that array renumbered, then the others."""
        owners = [number[getattr(part, owner)] for part, number in zip(columns, numbers, strict=True)]
        others = [
            np.concatenate([getattr(part, name)[o >= 0] for part, o in zip(columns, owners, strict=True)])
            for name in names
        ]
        return [np.concatenate([o[o >= 0] for o in owners]).astype(np.int32), *others]

    (explaining,) = rows("explaining")
    explained = [
        work
        for part, number in zip(columns, numbers, strict=True)
        for work, document in zip(part.explained, part.explaining, strict=True)
        if number[document] >= 0
    ]
    steps, (named_by, named) = rows("step_documents", "step_since", "step_status"), rows("named_by", "named")
    passage_documents, passage_starts = rows("passage_documents", "passage_starts")
    order = np.lexsort((named_by, named))
    return Columns(
        ids=words("ids"), titles=words("titles"), numbers=words("numbers"),
        facets={name: _merge_facet([part.facets[name] for part in columns], numbers) for name in columns[0].facets},
        dates={name: kept([part.dates[name] for part in columns]) for name in columns[0].dates},
        exists_since=kept([part.exists_since for part in columns]),
        step_documents=steps[0], step_since=steps[1], step_status=steps[2],
        lengths={name: kept([part.lengths[name] for part in columns]) for name in columns[0].lengths},
        sizes={name: kept([part.sizes[name] for part in columns]) for name in columns[0].sizes},
        acts=kept([part.acts for part in columns]), articles=kept([part.articles for part in columns]),
        named=named[order], named_by=named_by[order], explained=tuple(explained), explaining=explaining,
        passage_documents=passage_documents, passage_starts=passage_starts,
    )  # fmt: skip


def _merge_facet(parts: Sequence[FacetColumn], numbers: Sequence[Ints]) -> FacetColumn:
    values: dict[str, int] = {}
    documents, codes = list[Ints](), list[Ints]()
    for part, number in zip(parts, numbers, strict=True):
        owners = number[part.documents]
        used = np.array([values.setdefault(value, len(values)) for value in part.values], np.int32)
        documents.append(owners[owners >= 0])
        codes.append(used[part.codes[owners >= 0]] if len(used) else part.codes)
    return FacetColumn(tuple(values), np.concatenate(documents).astype(np.int32), np.concatenate(codes))


def _ints(values: Sequence[int]) -> Ints:
    return np.array(values, np.int32)


def save_columns(columns: Columns, path: Path) -> None:
    """One .npz without pickles; names and values as one JSON text in it."""
    words = {name: getattr(columns, name) for name in ("ids", "titles", "numbers", "explained")}
    facets = {name: column.values for name, column in columns.facets.items()}
    text = json.dumps({**words, "facets": facets}, ensure_ascii=False).encode("utf-8", "surrogatepass")
    arrays: dict[str, Any] = {"words": np.frombuffer(text, np.uint8), "exists_since": columns.exists_since}
    arrays |= {
        "step_documents": columns.step_documents,
        "step_since": columns.step_since,
        "step_status": columns.step_status,
    }
    arrays |= {name: getattr(columns, name) for name in PLAIN_ARRAYS}
    for name, column in columns.facets.items():
        arrays |= {f"facet_{name}_documents": column.documents, f"facet_{name}_codes": column.codes}
    for group, members in (("date", columns.dates), ("length", columns.lengths), ("size", columns.sizes)):
        arrays |= {f"{group}_{name}": values for name, values in members.items()}
    with path.open("wb") as file:
        np.savez(file, **arrays)


def load_columns(path: Path) -> Columns:
    with np.load(path, allow_pickle=False) as arrays:
        words = json.loads(arrays["words"].tobytes().decode("utf-8", "surrogatepass"))
        facets = {
            name: FacetColumn(tuple(values), arrays[f"facet_{name}_documents"], arrays[f"facet_{name}_codes"])
            for name, values in words["facets"].items()
        }
        return Columns(
            ids=tuple(words["ids"]), titles=tuple(words["titles"]), numbers=tuple(words["numbers"]), facets=facets,
            dates={name: arrays[f"date_{name}"] for name in DATE_FIELDS}, exists_since=arrays["exists_since"],
            step_documents=arrays["step_documents"], step_since=arrays["step_since"], step_status=arrays["step_status"],
            lengths={name: arrays[f"length_{name}"] for name in TEXT_FIELDS},
            sizes={name: arrays[f"size_{name}"] for name in TEXT_FIELDS},
            explained=tuple(words["explained"]),
            **{name: arrays[name] for name in PLAIN_ARRAYS},
        )  # fmt: skip
