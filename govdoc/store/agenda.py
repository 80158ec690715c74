"""Room: govdoc. What one run has seen on the lists of a site, in a table that lives as long as the run.

A private SQLite file that is gone when it is closed: what does not fit its page cache lies on disk, so that memory stays flat
however many pages a site lists.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from itertools import islice

PORTION = 500
CACHE_KB = 4_000

_SCHEMA = """
CREATE TABLE shown (place INTEGER PRIMARY KEY, key TEXT UNIQUE, url TEXT, channel INTEGER, day TEXT);
CREATE TABLE known (key TEXT PRIMARY KEY, rank TEXT) WITHOUT ROWID;
"""
_SHOW = """
INSERT INTO shown (key, url, channel, day) VALUES (?, ?, ?, ?)
ON CONFLICT (key) DO UPDATE SET url = excluded.url, channel = excluded.channel, day = excluded.day WHERE excluded.channel < channel
"""
_TO_VISIT = """
SELECT shown.key, url, channel, day FROM shown LEFT JOIN known ON known.key = shown.key
ORDER BY coalesce(rank, ''), channel, place
"""
_ABSENT = "SELECT key FROM known WHERE key NOT IN (SELECT key FROM shown) ORDER BY key"


@dataclass(frozen=True, slots=True)
class Shown:
    """A line of a list: the page's key and address, the place of the channel in the site file, the date beside it."""

    key: str
    url: str
    channel: int
    day: date | None


class Agenda:
    """The pages that lists show, and those that earlier runs visited."""

    def __init__(self) -> None:
        self._table = sqlite3.connect("", isolation_level=None, check_same_thread=False)
        self._table.execute(f"PRAGMA cache_size = -{CACHE_KB}")
        self._table.execute("PRAGMA synchronous = OFF")
        self._table.executescript(_SCHEMA)

    def show(self, shown: Shown) -> bool:
        """Remember a line; of two channels the first in the site file keeps the page. Whether the page is new to this run."""
        before = self._table.execute("SELECT 1 FROM shown WHERE key = ?", (shown.key,)).fetchone()
        day = shown.day.isoformat() if shown.day else None
        self._table.execute(_SHOW, (shown.key, shown.url, shown.channel, day))
        return before is None

    def know(self, ranks: Iterable[tuple[str, str]]) -> None:
        """Pages of earlier runs: key and rank, the lower of which is visited first."""
        rows = iter(ranks)
        while some := list(islice(rows, PORTION)):
            self._table.execute("BEGIN")
            self._table.executemany("INSERT OR REPLACE INTO known VALUES (?, ?)", some)
            self._table.execute("COMMIT")

    def by_channel(self) -> dict[int, int]:
        """Place of a channel -> how many pages it shows."""
        return dict(self._table.execute("SELECT channel, count(*) FROM shown GROUP BY channel"))

    def to_visit(self) -> Iterator[Shown]:
        """What the lists show: pages never read first, then by rank, channel and place in the lists."""
        for key, url, channel, day in self._table.execute(_TO_VISIT):
            yield Shown(key, url, channel, date.fromisoformat(day) if day else None)

    def absent(self) -> Iterator[str]:
        """Keys of known pages that no list shows."""
        return (key for (key,) in self._table.execute(_ABSENT))

    def count_absent(self) -> int:
        found: int = self._table.execute(f"SELECT count(*) FROM ({_ABSENT})").fetchone()[0]
        return found
