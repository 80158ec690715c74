"""Room: from web to facts. What `govdoc doctor` asks of the archive and the site files."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, datetime
from itertools import islice

from crawl.archive import Archive
from crawl.health import health
from crawl.lock import is_held
from crawl.site_file import load_sites
from govdoc.checks import Check
from govdoc.errors import DataError, StoreError
from govdoc.settings import Settings
from govdoc.store import Store, open_store

SAMPLE = 200
"""Files that are read and hashed again; the whole archive would take minutes."""
NAMED = 5


def check_archive(settings: Settings) -> Iterator[Check]:
    """The newest bytes the store points at are there and whole, and redacted ones are gone."""
    archive = Archive(settings.archive)
    with open_store(settings.store_url, create=False) as store:
        wanted = store.files(SAMPLE)
        left = list(_left_over(store, archive))
    missing = [file for file in wanted if not archive.has(file)]
    damaged = list(_damaged(archive, (file for file in wanted if archive.has(file))))
    if missing:
        yield Check(
            "archive", False, f"{len(missing)} files missing: restore {settings.archive} from a backup{_some(missing)}"
        )
    for message in damaged[:NAMED]:
        yield Check("archive", False, message)
    for id in left:
        yield Check(
            "archive", False, f"bytes of the redacted {id} are still there: run `govdoc redact {id} --reason …` again"
        )
    if not (missing or damaged or left):
        yield Check("archive", True, f"{settings.archive}: {len(wanted)} files looked at, all whole")


def _left_over(store: Store, archive: Archive) -> Iterator[str]:
    for stone in store.tombstones():
        if any(map(archive.has, store.redact(stone.document_id, stone.reason, stone.redacted_at).files)):
            yield stone.document_id


def _damaged(archive: Archive, files: Iterator[str]) -> Iterator[str]:
    for file in islice(files, SAMPLE):
        try:
            archive.get(file)
        except DataError as error:
            yield str(error)


def _some(files: list[str]) -> str:
    return f" ({', '.join(file[:12] for file in files[:NAMED])}{' …' if len(files) > NAMED else ''})"


def check_sites(settings: Settings) -> Iterator[Check]:
    """Site files, and the alerts of sources that were harvested (`govdoc site status` has more of them)."""
    sites = load_sites(settings.sites)
    yield Check("sites", True, f"{len(sites)} site files are valid")
    with (
        suppress(StoreError),
        open_store(settings.store_url, create=False) as store,
    ):  # without a store the store's check fails
        for site in (site for site in sites if site.enabled):
            running, now = is_held(settings.data, site.id), datetime.now(UTC)
            found = health(site, store.runs(site.id), store.newest_by_channel(site.id), now, running=running)
            for alert in found.alerts:
                yield Check("sites", False, f"{site.id}: {alert}")
