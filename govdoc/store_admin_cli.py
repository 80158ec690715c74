"""Room: what a government document is. Commands over a whole store: `govdoc store copy` and `govdoc store leases`."""

from __future__ import annotations

from datetime import UTC, datetime

import click

from govdoc.settings import Settings
from govdoc.store import open_store
from govdoc.store.copying import copy_store


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
    total = 0
    for done in copy_store(settings.store_url, url):
        click.echo(f"{done.table:20} {done.rows:>12,} rows  sha256 {done.hash[:16]}  equal")
        total += done.rows
    click.echo(f"copied {total:,} rows; every table has the same count and hash on both sides")


@store.command()
@click.pass_obj
def leases(settings: Settings) -> None:
    """Which machine works on what, and until when it has claimed it."""
    now = datetime.now(UTC)
    with open_store(settings.store_url, create=False) as opened:
        for lease in opened.leases.all():
            state = "" if lease.until > now else "  (run out: free to be taken)"
            click.echo(f"{lease.name}  {lease.holder}  until {lease.until:%Y-%m-%d %H:%M:%S} UTC{state}")
