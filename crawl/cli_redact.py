"""Room: from web to facts. `govdoc redact`: stands here because only crawl knows the archive that holds the raw bytes."""

from __future__ import annotations

from datetime import UTC, datetime

import click

from crawl.archive import Archive
from govdoc.settings import Settings
from govdoc.store import Store, open_store


@click.command("redact")
@click.argument("id")
@click.option("--reason", required=True, help="Why (personal data, court order …); stays readable in the tombstone.")
@click.pass_obj
def redact(settings: Settings, id: str, reason: str) -> None:
    """Remove a document's text, all its versions and its raw bytes for good. A tombstone with reason and date stays.

    The id never comes back, neither by import nor by crawl. Run it again when it was interrupted.
    """
    if not reason.strip():
        raise click.BadParameter("say why the document is removed", param_hint="--reason")
    archive = Archive(settings.archive)
    with open_store(settings.store_url, create=False) as store:
        siblings = _siblings(store, id)
        redaction = store.redact(id, reason.strip(), datetime.now(UTC))
    removed = sum(archive.remove(file) for file in redaction.files)
    stone = redaction.tombstone
    click.echo(f"{id} removed on {stone.redacted_at.date()}: {stone.reason}; files taken out of the archive: {removed}")
    if redaction.shared:
        click.echo(f"files kept because another document has the same bytes: {', '.join(redaction.shared)}", err=True)
    if siblings:
        click.echo(f"copies of the same work are still stored; look at them too: {', '.join(siblings)}", err=True)
    click.echo("run `govdoc index` to take it out of the search index, and remove it from your backups", err=True)


def _siblings(store: Store, id: str) -> list[str]:
    derived = store.derivation(id)
    return [other for other in store.ids_of_work(derived.work) if other != id] if derived else []
