"""Room: what a government document is. How a table of the annual report is laid out: heads and labels in groups, as the form has them. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from govdoc.annual_form import Table, path_of


@dataclass(frozen=True, slots=True)
class Box:
    """A head or label over `across` columns and `down` lines, its upper left corner at `line` and `column` (from 0)."""

    text: str
    line: int
    column: int
    across: int = 1
    down: int = 1


@dataclass(frozen=True, slots=True)
class Line:
    """A line of figures: the labels that begin on it, the keys of its cells, and what each cell is called in full.

    A figure takes `across` columns. A line without figures is the title or the head of a band.
    """

    labels: tuple[Box, ...]
    keys: tuple[str, ...] = ()
    names: tuple[str, ...] = ()
    across: int = 1


@dataclass(frozen=True, slots=True)
class Layout:
    """`heads`: the boxes of each head line; `lines` begin below them; `margin`: columns that labels take on the left."""

    heads: tuple[tuple[Box, ...], ...]
    lines: tuple[Line, ...]
    margin: int

    @property
    def width(self) -> int:
        return self.margin + max(len(line.keys) * line.across for line in self.lines)

    @property
    def head(self) -> int:
        """How many lines stand over the first figures."""
        return next(n for n, line in enumerate(self.lines) if line.keys) + len(self.heads)

    @property
    def boxes(self) -> tuple[Box, ...]:
        """All heads and labels, with their place in the whole table."""
        labels = (replace(box, line=box.line + len(self.heads)) for line in self.lines for box in line.labels)
        return (*(box for line in self.heads for box in line), *labels)


def laid_out(table: Table) -> Layout:
    """As the form has it: a line for each row, or (`across`) the rows beside each other in one line without a label, or bands."""
    if table.bands:
        return _banded(table.bands)
    rows, columns = [path_of(label) for _, label in table.rows], [path_of(label) for _, label in table.columns]
    if table.across:
        keys = tuple(table.key(row, column) for row, _ in table.rows for column, _ in table.columns)
        names = tuple("，".join((*row, *column)) for row in rows for column in columns)
        over = _lines([row for row in rows for _ in columns], 0)
        under = tuple(Box(path[-1], len(over), n) for n, path in enumerate(columns * len(rows)))
        return Layout((*over, under), (Line((), keys, names),), 0)
    margin = max(map(len, rows))
    heads = _lines(columns, margin)
    corner = Box(table.corner, 0, 0, margin, len(heads))
    labels = [Box(box.text, box.column, box.line, box.down, box.across) for box in _boxes(rows)]
    lines = tuple(
        Line(
            tuple(label for label in labels if label.line == n),
            tuple(table.key(row, column) for column, _ in table.columns),
            tuple("，".join((*rows[n], *column)) for column in columns),
        )
        for n, (row, _) in enumerate(table.rows)
    )
    return Layout(((corner, *heads[0]), *heads[1:]), lines, margin)


def _banded(bands: Sequence[Table]) -> Layout:
    """Of each band its title over the whole width, its head, its rows; the columns of a band share the width of the widest."""
    width, lines = max(len(band.columns) for band in bands), list[Line]()
    for band in bands:
        across = width // len(band.columns)
        labels = [Box(label, 0, 1 + n * across, across) for n, (_, label) in enumerate(band.columns)]
        lines += [Line((Box(band.title, 0, 0, 1 + width),)), Line((Box(band.corner, 0, 0), *labels))]
        lines += [Line((Box(label, 0, 0),), *_cells(band, row, label), across) for row, label in band.rows]
    return Layout((), tuple(_moved(line, n) for n, line in enumerate(lines)), 1)


def _cells(band: Table, row: str, label: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    keys = tuple(band.key(row, column) for column, _ in band.columns)
    return keys, tuple(f"{label}，{name}" for _, name in band.columns)


def _moved(line: Line, number: int) -> Line:
    return replace(line, labels=tuple(replace(box, line=number) for box in line.labels))


def _lines(paths: Sequence[tuple[str, ...]], margin: int) -> tuple[tuple[Box, ...], ...]:
    boxes = [Box(box.text, box.line, box.column + margin, box.across, box.down) for box in _boxes(paths)]
    return tuple(tuple(box for box in boxes if box.line == line) for line in range(max(map(len, paths))))


def _boxes(paths: Sequence[tuple[str, ...]]) -> list[Box]:
    """A box for every run of paths that begin alike; what ends early reaches down to the last level."""
    depth, found = max(map(len, paths)), list[Box]()
    for level in range(depth):
        at = 0
        for beginning, run in groupby(paths, key=lambda path: path[: level + 1]):
            many = len(list(run))
            if len(beginning) == level + 1:
                ends = all(len(path) == level + 1 for path in paths[at : at + many])
                found.append(Box(beginning[level], level, at, many, depth - level if ends else 1))
            at += many
    return found
