"""Room: what a government document is. Leases: which machine works on what, for how long. One row each, claimed by one statement."""

from __future__ import annotations

import os
import signal
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

from sqlalchemy import Connection, delete, or_, select
from sqlalchemy.dialects import postgresql, sqlite

from govdoc.errors import StoreError
from govdoc.store.people import Transaction
from govdoc.store.rows import Lease
from govdoc.store.schema import leases

LEASE = timedelta(minutes=2)
"""A dead worker's work is taken over after so long."""
RENEWALS = 4
"""So many times in a lease it is renewed, so that one slow answer of the database loses nothing."""


class LeasedError(StoreError):
    """Another machine holds it."""


def holder_of(data: Path) -> str:
    """This machine with this data directory: runs on it keep out of each other's way by locks, which end with their process."""
    return f"{socket.gethostname()}:{data.resolve()}"


class Leases:
    """Reached as `Store.leases`."""

    def __init__(self, reading: Transaction, claiming: Transaction) -> None:
        self._reading, self._claiming = reading, claiming

    def take(self, name: str, holder: str, at: datetime, length: timedelta = LEASE) -> bool:
        """Claim or renew; False while another holds it. Two that claim at once: the database lets one through."""
        with self._claiming() as connection:
            return _claim(connection, Lease(name, holder, at + length), at)

    def give_back(self, name: str, holder: str) -> None:
        with self._claiming() as connection:
            connection.execute(delete(leases).where(leases.c.name == name, leases.c.holder == holder))

    def all(self) -> tuple[Lease, ...]:
        """Also those that have run out."""
        with self._reading() as connection:
            rows = connection.execute(select(leases).order_by(leases.c.name))
            return tuple(Lease(row.name, row.holder, row.until) for row in rows)

    @contextmanager
    def held(self, name: str, holder: str, length: timedelta = LEASE) -> Iterator[None]:
        """Hold it while the work goes on, renewed beside it. LeasedError when another does.

        Where it cannot be renewed in time, this process is told to end: another one may have begun the work.
        """
        if not self.take(name, holder, datetime.now(UTC), length):
            other = next((lease for lease in self.all() if lease.name == name), None)
            said = f"{other.holder.partition(':')[0]} until {other.until:%H:%M:%S} UTC" if other else "another machine"
            raise LeasedError(
                f"{name} is being worked on by {said}, or longer while it renews its claim: wait for it to end"
            )
        done = threading.Event()
        renewer = threading.Thread(target=_renew, args=(self.take, name, holder, length, done), daemon=True)
        renewer.start()
        try:
            yield
        finally:
            done.set()
            renewer.join()
            self.give_back(name, holder)


def _claim(connection: Connection, lease: Lease, at: datetime) -> bool:
    insert = postgresql.insert if connection.dialect.name == "postgresql" else sqlite.insert
    statement = insert(leases).values(name=lease.name, holder=lease.holder, until=lease.until)
    mine_or_over = or_(leases.c.holder == lease.holder, leases.c.until < at)
    changes = {"holder": statement.excluded.holder, "until": statement.excluded.until}
    claimed = statement.on_conflict_do_update(index_elements=["name"], set_=changes, where=mine_or_over)
    return connection.execute(claimed.returning(leases.c.name)).first() is not None


def _renew(take: Callable[[str, str, datetime, timedelta], bool], name: str, holder: str, length: timedelta, done: threading.Event) -> None:  # fmt: skip
    until = datetime.now(UTC) + length
    while not done.wait(length.total_seconds() / RENEWALS):
        now = datetime.now(UTC)
        try:
            kept = take(name, holder, now, length)
        except StoreError:
            kept = now < until  # the database is away: it may come back in time
        else:
            until = now + length
        if not kept:
            os.kill(os.getpid(), signal.SIGTERM)
            return
