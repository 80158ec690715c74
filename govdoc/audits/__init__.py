"""Room: what a government document is. The audits: each a pure function from subjects to rows, in a file of its own.

To add one: a module with `AUDIT`, a line in `AUDITS`, a table of cases in its test. Derivation stores the rows; the
command `govdoc audit` and the pages under /audit/ show whatever is in this list.
"""

from __future__ import annotations

from govdoc.audits import (
    annual,
    cleanup,
    columns,
    coverage,
    expiry,
    links,
    normative,
    number_gaps,
    personal,
    queue,
    red_lines,
    statutory,
    sums,
    timeliness,
    wanted,
)
from govdoc.audits.row import Audit, AuditQuery, Counted, Named, Row, Subject, Told, row_about

AUDITS: dict[str, Audit] = {
    one.AUDIT.name: one.AUDIT
    for one in (
        queue,
        cleanup,
        coverage,
        number_gaps,
        wanted,
        timeliness,
        statutory,
        columns,
        links,
        personal,
        sums,
        expiry,
        annual,
        normative,
        red_lines,
    )
}

__all__ = ["AUDITS", "Audit", "AuditQuery", "Counted", "Named", "Row", "Subject", "Told", "row_about"]
