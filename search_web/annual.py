"""Room: from index to pages. The annual report of a year and an issuer: what is computed, what people entered, side by side. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

from govdoc.annual_form import Form, Table, faults, form_of
from govdoc.annual_layout import Layout, laid_out

DUE = {"department": "1月31日", "government": "3月31日"}
"""条例 art. 49, 50: departments report to the office in charge, governments publish."""
NUMERALS = "一二三四五六"


@dataclass(frozen=True, slots=True)
class Figure:
    """`value` empty: not filled in. `href`: the list behind a computed number; without one it was entered by hand."""

    value: str = ""
    href: str = ""


@dataclass(frozen=True, slots=True)
class Saved:
    """What people wrote. `sequence`: the entry of the trail that holds it, 0 for nothing yet."""

    texts: Mapping[str, str] = field(default_factory=dict)
    figures: Mapping[str, str] = field(default_factory=dict)
    sequence: int = 0
    actor: str = ""
    at: str = ""


@dataclass(frozen=True, slots=True)
class Report:
    """`issuer` empty: of all. `figures`: the key of a cell → its figure."""

    year: int
    issuer: str
    form: Form
    figures: Mapping[str, Figure]
    texts: Mapping[str, str]

    @property
    def title(self) -> str:
        return f"{self.issuer or '全部机关'}{self.year}年政府信息公开工作年度报告"

    @property
    def faults(self) -> tuple[str, ...]:
        return tuple(faults(self.form, {key: figure.value for key, figure in self.figures.items()}))

    def layout(self, table: Table) -> Layout:
        return laid_out(table)


def report(year: int, issuer: str, counts: Mapping[str, Mapping[str, int]], saved: Saved | None = None) -> Report:
    """`counts`: audit → reason → rows on 31 December of the year. A computed number is never replaced by an entered one."""
    form, said = form_of(year), saved or Saved()
    figures: dict[str, Figure] = {}
    for table in form.tables:
        for key in table.keys:
            if key in table.computed:
                audit, reasons = table.computed[key]
                count = sum(counts.get(audit, {}).get(reason, 0) for reason in reasons)
                figures[key] = Figure(str(count), _list(year, issuer, audit, reasons))
            else:
                figures[key] = Figure(said.figures.get(key, ""))
    return Report(year, issuer, form, figures, said.texts)


def entered(form: Form) -> tuple[str, ...]:
    """The keys of the cells that people fill in."""
    return tuple(key for table in form.tables for key in table.keys if key not in table.computed)


def _list(year: int, issuer: str, audit: str, reasons: tuple[str, ...]) -> str:
    pairs = [("on", f"{year}-12-31"), *(("reason", one) for one in reasons), *([("issuer", issuer)] if issuer else [])]
    return f"/audit/{audit}?{urlencode(pairs)}"


def saved_of(entry: Any) -> Saved:
    """What an entry of the trail holds of a report."""
    after = entry.deed.after or {}
    return Saved(after["texts"], after["figures"], entry.sequence, entry.deed.actor, entry.deed.at.isoformat())
