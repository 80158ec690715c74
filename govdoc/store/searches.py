"""Room: what a government document is. What is searched for, counted week by week without knowing who asks (O7, S13).

No address is kept, nor a hash of one: an asker falls into one of DRAWERS drawers, by a key that is new every week and forgotten with
it. The drawers filled are never more than the people who asked, so a query with that many drawers was asked by that many at least.
What fewer than `least` people asked for is forgotten when its week is over, everything after KEPT_WEEKS.
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Mapping
from dataclasses import asdict
from datetime import date, timedelta
from ipaddress import IPv6Address, ip_address

from sqlalchemy import Connection, delete, func, select, update

from govdoc.store.dialect import upsert
from govdoc.store.people import Transaction
from govdoc.store.rows import SearchCount
from govdoc.store.schema import searches, week_keys

DRAWERS = 60
"""As many as fit the whole numbers of both databases; who knows a drawer has a sixtieth of all addresses to guess from."""
KEPT_WEEKS = 8
MOST_WORDS = 50_000
"""Different searches kept of a week, so that a flood of senseless ones fills no disk."""


def week_of(day: date) -> str:
    """2026-11-24 → 2026-W48"""
    year, week, _ = day.isocalendar()
    return f"{year}-W{week:02}"


def drawer(key: bytes, address: str) -> int:
    """The bit of the drawer that an address falls into. A household has one IPv6 network, whatever its devices call themselves."""
    digest = hashlib.blake2b(_network(address).encode(), key=key, digest_size=8).digest()
    return 1 << (int.from_bytes(digest) % DRAWERS)


def _network(address: str) -> str:
    try:
        found = ip_address(address)
    except ValueError:
        return address
    return str(found.ipv4_mapped or int(found) >> 64) if isinstance(found, IPv6Address) else address


class Searches:
    """Reached as `Store.searches`."""

    def __init__(self, reading: Transaction, writing: Transaction) -> None:
        self._reading = reading
        self._writing = writing

    def key(self, day: date) -> bytes:
        """The key of the week, made by whoever asks first; the same for all processes."""
        week = week_of(day)
        with self._writing() as connection:
            upsert(connection, week_keys, [{"week": week, "key": secrets.token_bytes(16)}], keep=True)
            found: bytes = connection.execute(select(week_keys.c.key).where(week_keys.c.week == week)).scalar_one()
            return found

    def add(self, day: date, counts: Mapping[str, SearchCount], least: int) -> None:
        """Add to what the week has, and close the weeks before it."""
        week = week_of(day)
        with self._writing() as connection:
            known = _counts(connection, week, counts)
            fresh = sorted(set(counts) - set(known))[: _room(connection, week)]
            sums = {words: known.get(words, SearchCount()).plus(counts[words]) for words in (*known, *fresh)}
            rows = [asdict(one) | {"week": week, "words": words, "people": one.people} for words, one in sums.items()]
            upsert(connection, searches, rows)
            _close(connection, day, least)

    def often(self, day: date, least: int) -> tuple[tuple[str, int, int, int], ...]:
        """(words, people, times, found last time) of this week and the last, by how many people asked: `least` or more in one week."""
        weeks = (week_of(day - timedelta(weeks=1)), week_of(day))
        statement = select(searches).where(searches.c.week.in_(weeks), searches.c.people >= least)
        with self._reading() as connection:
            rows = connection.execute(statement.order_by(searches.c.week)).all()
        found: dict[str, tuple[int, int, int]] = {}
        for row in rows:
            people, times, _ = found.get(row.words, (0, 0, 0))
            found[row.words] = (max(people, row.people), times + row.times, row.found)
        order = sorted(found, key=lambda words: (-found[words][0], -found[words][1], words))
        return tuple((words, *found[words]) for words in order)

    def forget(self) -> int:
        """Forget every search; how many there were. The key stays: with a new one somebody could count twice in a week."""
        with self._writing() as connection:
            return connection.execute(delete(searches)).rowcount


def _room(connection: Connection, week: str) -> int:
    statement = select(func.count()).select_from(searches).where(searches.c.week == week)
    return max(0, MOST_WORDS - int(connection.execute(statement).scalar_one()))


def _counts(connection: Connection, week: str, wanted: Mapping[str, SearchCount]) -> dict[str, SearchCount]:
    statement = select(searches).where(searches.c.week == week, searches.c.words.in_(list(wanted)))
    return {row.words: SearchCount(row.times, row.drawers, row.found) for row in connection.execute(statement)}


def _close(connection: Connection, day: date, least: int) -> None:
    """What weeks before this one keep: what many asked for, and how many; no key and no drawers."""
    week, oldest = week_of(day), week_of(day - timedelta(weeks=KEPT_WEEKS))
    before = searches.c.week < week
    connection.execute(delete(week_keys).where(week_keys.c.week < week))
    connection.execute(delete(searches).where(before, (searches.c.people < least) | (searches.c.week < oldest)))
    connection.execute(update(searches).where(before, searches.c.drawers != 0).values(drawers=0))
