"""Room: what a government document is. The part of the store that may be deleted at any time: readings, derivations, audits."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date

from govdoc.audits.row import AuditQuery, Counted, Row
from govdoc.store import audit_figures, audit_rows, derivations, readings
from govdoc.store.rows import Derivation, Reread, StoredReading
from govdoc.store.transactions import PORTION, Transactions, portions


class DerivedStore(Transactions):
    """What follows from the facts: texts as they were read, what was derived from all of them, rows of audits."""

    def put_derivations(self, rows: Iterable[Derivation]) -> tuple[str, ...]:
        """Write those that are not what they were; the ids of these."""
        changed: list[str] = []
        for some in portions(rows):
            with self._writing() as connection:
                changed += derivations.put_batch(connection, some)
        return tuple(changed)

    def derivation(self, document_id: str) -> Derivation | None:
        return self.derivations_by_ids([document_id]).get(document_id)

    def derivations_by_ids(self, ids: Iterable[str]) -> dict[str, Derivation]:
        found: dict[str, Derivation] = {}
        with self._reading() as connection:
            for some in portions(ids):
                found.update(derivations.by_ids(connection, some))
        return found

    def derivations(self) -> Iterator[Derivation]:
        """All derivations in order of document id, in constant memory."""
        return self._all(
            lambda connection, last: derivations.after(connection, last, PORTION), lambda row: row.document_id
        )

    def ids_of_work(self, work: str) -> tuple[str, ...]:
        """The documents that were grouped into a work, in order of id."""
        with self._reading() as connection:
            return derivations.of_work(connection, work)

    def clear_derivations(self) -> None:
        with self._writing() as connection:
            derivations.clear(connection)
            audit_rows.clear(connection)
            readings.clear(connection)

    def unread(self, stamp: str) -> Iterator[Reread]:
        """Documents whose present state was not read yet with the rules of this stamp, in order of id."""
        return self._all(
            lambda connection, last: readings.stale(connection, stamp, last, PORTION), lambda row: row.document.id
        )

    def put_readings(self, stamp: str, rows: Iterable[StoredReading]) -> int:
        """Keep what was read; how many rows were handed in."""
        count = 0
        for some in portions(rows):
            with self._writing() as connection:
                readings.put_batch(connection, stamp, some)
            count += len(some)
        return count

    def readings(self) -> Iterator[StoredReading]:
        """What was read, in order of document id, in constant memory."""
        return self._all(
            lambda connection, last: readings.after(connection, last, PORTION), lambda row: row.document_id
        )

    def readings_by_ids(self, stamp: str, ids: Iterable[str]) -> Iterator[StoredReading]:
        """Of those documents whose present state was read with the rules of this stamp, in portions of `ids`, each in order."""
        for some in portions(ids):
            with self._reading() as connection:
                rows = readings.by_ids(connection, stamp, some)
            yield from rows

    def put_audit(self, name: str, rows: Iterable[Row]) -> int:
        """Replace all rows of an audit, in the order given; how many there are."""
        with self._writing() as connection:
            return audit_rows.replace(connection, name, rows)

    def note_audited(self, sequence: int) -> None:
        """All audits were made anew, with what reviewers had decided up to this entry of the trail."""
        with self._writing() as connection:
            audit_rows.note_upto(connection, sequence)

    def audited_upto(self) -> int:
        """The entry of the trail up to which the audits know what reviewers decided."""
        with self._reading() as connection:
            return audit_rows.upto(connection)

    def audit(self, query: AuditQuery, limit: int | None = None, offset: int = 0) -> list[Row]:
        """The rows of an audit that the query asks for, in the audit's order; all of them without a limit."""
        with self._reading() as connection:
            return audit_rows.found(connection, query, limit, offset)

    def audit_counts(self, query: AuditQuery) -> Counted:
        with self._reading() as connection:
            return audit_rows.counted(connection, query)

    def audit_totals(self, on: date, issuer: str = "") -> dict[str, dict[str, int]]:
        """Audit → reason → rows that hold on the day; of one issuer where it is named."""
        with self._reading() as connection:
            return audit_rows.totals(connection, on, issuer)

    def ending_by_month(self, name: str, first: str, last: str, issuer: str = "") -> dict[str, int]:
        """Month (2026-11) → rows of an audit whose last day is in it."""
        with self._reading() as connection:
            return audit_rows.ending_by_month(connection, name, first, last, issuer)

    def note_figures(self, day: date, counts: Mapping[str, Mapping[str, int]]) -> None:
        """Audit → reason → findings on a day. Kept for good, unlike the rows: tomorrow nobody could count them again."""
        with self._writing() as connection:
            for name, by_reason in counts.items():
                audit_figures.put(connection, name, day, by_reason)

    def figures(self, name: str) -> dict[date, dict[str, int]]:
        """Day → reason → findings of an audit, in order of day."""
        with self._reading() as connection:
            return audit_figures.read(connection, name)

    def audit_issuers(self, query: AuditQuery) -> list[tuple[str, int]]:
        """Issuer and number of rows, the most frequent first."""
        with self._reading() as connection:
            return audit_rows.issuers(connection, query)

    def audited(self, document_id: str) -> tuple[tuple[str, Row], ...]:
        """What the audits found about one document: (audit, row)."""
        with self._reading() as connection:
            return tuple(audit_rows.about(connection, document_id))
