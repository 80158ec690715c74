"""Room: what a government document is. Commands over a whole store: copy, leases, backup, restore."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path

import click

from govdoc.backup import Copies, back_up
from govdoc.backup import restore as restore_from
from govdoc.settings import Settings
from govdoc.store import open_store
from govdoc.store.copying import Copied, copy_store


@click.group()
def store() -> None:
    """Move the store to another database; see who works on it."""


@store.command()
@click.argument("url")
@click.pass_obj
def copy(settings: Settings, url: str) -> None:
    """Copy everything into the empty database at URL (sqlite:///FILE or postgresql://…), counted and hashed table by table.

    Stop crawls and the web service first; afterwards set GOVDOC_STORE to URL. The old store is left as it is.
    """
    _tell(copy_store(settings.store_url, url))


@store.command()
@click.pass_obj
def leases(settings: Settings) -> None:
    """Which machine works on what, and until when it has claimed it."""
    now = datetime.now(UTC)
    with open_store(settings.store_url, create=False) as opened:
        for lease in opened.leases.all():
            state = "" if lease.until > now else "  (run out: free to be taken)"
            click.echo(f"{lease.name}  {lease.holder}  until {lease.until:%Y-%m-%d %H:%M:%S} UTC{state}")


@click.command()
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path))
@click.pass_obj
def backup(settings: Settings, folder: Path) -> None:
    """Copy the store and the archive into FOLDER, verified; again into the same folder copies only new files of the archive.

    Crawls and the web service may go on. The index is not copied: `govdoc index` makes it anew.
    """
    _tell(back_up(settings, folder))


@click.command()
@click.argument("folder", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.pass_obj
def restore(settings: Settings, folder: Path) -> None:
    """Bring back what `govdoc backup FOLDER` kept, into an empty store; then run `govdoc index --rebuild`."""
    _tell(restore_from(settings, folder))


def _tell(steps: Iterable[Copied | Copies]) -> None:
    total = 0
    for done in steps:
        if isinstance(done, Copies):
            click.echo(f"archive: {done.looked_at:,} files, {done.files:,} of them copied and verified by their hash")
            continue
        click.echo(f"{done.table:20} {done.rows:>12,} rows  sha256 {done.hash[:16]}  equal")
        total += done.rows
    click.echo(f"copied {total:,} rows; every table has the same count and hash on both sides")
