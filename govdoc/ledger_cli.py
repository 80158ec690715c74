"""Room: the `govdoc` command. `changes`: what sources published, changed and took away; `verify`: is the ledger of it whole?"""

from __future__ import annotations

import difflib
import json
import sys
from collections.abc import Iterator
from datetime import datetime
from typing import Any

import click

from govdoc.date_doubts import DateDoubt, Sighting, date_doubts
from govdoc.document import Document
from govdoc.errors import GovdocError, UsageError
from govdoc.settings import SHANGHAI, Settings
from govdoc.store import DocumentVersion, LedgerEntry, Store, open_store


@click.command()
@click.option("--head", metavar="N:HASH", help="A head noted earlier: is it still there?")
@click.pass_obj
def verify(settings: Settings, head: str | None) -> None:
    """Check the ledger and the trail: their chains of hashes, and that every stored version is the text the ledger tells of.

    Prints both heads. Note them elsewhere: with --head a later run also notices a chain that was rewritten as a whole.
    """
    noted = _noted(head)
    with open_store(settings.store_url, create=False) as store:
        problems = [*store.ledger_problems(), *store.people.trail_problems(), *store.campaigns.problems()]
        if noted is not None and not _holds(store, *noted):
            problems.append(f"no entry {noted[0]} has the hash that was noted: the chain was rewritten")
        count, newest = store.ledger_head()
        deeds, latest = store.people.trail_head()
    for problem in problems:
        click.echo(f"govdoc: {problem}", err=True)
    if problems:
        click.echo(f"govdoc: the record does not hold ({len(problems)} problems): restore a backup", err=True)
        sys.exit(1)
    click.echo(f"ledger: {count} entries, every version as told; head {count}:{newest}")
    click.echo(f"trail: {deeds} entries of what reviewers did, none altered; head {deeds}:{latest}")


def _noted(head: str | None) -> tuple[int, str] | None:
    if head is None:
        return None
    number, _, digest = head.partition(":")
    if not number.isdigit() or len(digest) != 64:
        raise UsageError(f"--head {head!r}: write it as `govdoc verify` printed it, N:HASH")
    return int(number), digest


def _holds(store: Store, number: int, digest: str) -> bool:
    chains = (store.ledger(), store.people.trail())
    return any(entry.hash == digest for chain in chains for entry in chain if entry.sequence == number)


@click.command()
@click.option("--since", type=click.DateTime(["%Y-%m-%d"]), help="From this day on (Asia/Shanghai).")
@click.option("--site", "site_id", metavar="SITE", help="Only documents of this site.")
@click.option("--doubtful", is_flag=True, help="Only documents whose dates contradict each other.")
@click.option("--diff", "show_diff", is_flag=True, help="Show which lines of the text changed.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object a line.")
@click.pass_obj
def changes(
    settings: Settings, since: datetime | None, site_id: str | None, doubtful: bool, show_diff: bool, as_json: bool
) -> None:
    """List what happened to documents, oldest first: new, changed, gone, back, redacted, with dates that do not fit."""
    with open_store(settings.store_url, create=False) as store:
        for entry in store.ledger(since.replace(tzinfo=SHANGHAI) if since else None):
            versions = _versions(store, entry.event.document_id)
            document = versions[-1].document if versions else None
            if site_id and (document is None or document.site != site_id):
                continue
            doubts = _doubts(store, entry, versions)
            if doubtful and not doubts:
                continue
            lines = list(_diff(entry, versions)) if show_diff or as_json else []
            row = _row(entry, document, doubts, lines)
            click.echo(json.dumps(row, ensure_ascii=False) if as_json else _line(row))


def _versions(store: Store, id: str) -> tuple[DocumentVersion, ...]:
    try:
        return store.history(id)
    except GovdocError:  # redacted since
        return ()


def _doubts(store: Store, entry: LedgerEntry, versions: tuple[DocumentVersion, ...]) -> tuple[DateDoubt, ...]:
    """What is doubtful about the version that the entry brought; an entry that brought none has none."""
    known = [version for version in versions if version.seen_at <= entry.event.at]
    if entry.event.digest is None or not known:
        return ()
    return date_doubts([version.document for version in known], sighting(store, known[0]))


def sighting(store: Store, first: DocumentVersion) -> Sighting:
    """When the document was first seen, and the last run in good order before that, which did not see it."""
    runs = store.runs(first.document.site) if first.document.site else ()
    before = (run.started_at for run in runs if run.ok and run.ended_at and run.ended_at < first.seen_at)
    absent = next(iter(before), None)
    return Sighting(_day(first.seen_at), _day(absent) if absent else None)


def _day(at: datetime) -> Any:
    return at.astimezone(SHANGHAI).date()


def _diff(entry: LedgerEntry, versions: tuple[DocumentVersion, ...]) -> Iterator[str]:
    """`-` and `+` lines between the version that the entry brought and the one before."""
    known = [version.document for version in versions if version.seen_at <= entry.event.at]
    if entry.event.name != "changed" or len(known) < 2:
        return
    for line in difflib.unified_diff(_lines(known[-2]), _lines(known[-1]), lineterm="", n=0):
        if not line.startswith(("---", "+++", "@@")):
            yield line


def _lines(document: Document) -> list[str]:
    return [document.title, *document.text.split("\n")]


def _row(
    entry: LedgerEntry, document: Document | None, doubts: tuple[DateDoubt, ...], diff: list[str]
) -> dict[str, Any]:
    event = entry.event
    return {
        "at": event.at.astimezone(SHANGHAI).isoformat(timespec="seconds"),
        "event": event.name,
        "id": event.document_id,
        "title": document.title if document else None,
        "url": document.url if document else None,
        "note": event.note,
        "doubts": [{"rule": doubt.rule, "reason": doubt.reason} for doubt in doubts],
        "diff": diff,
    }


def _line(row: dict[str, Any]) -> str:
    head = f"{row['at'].replace('T', ' ')[:19]}  {row['event']:<8}  {row['id']}  {row['title'] or ''}"
    doubts = [f"    ? {doubt['reason']}" for doubt in row["doubts"]]
    return "\n".join([head.rstrip(), *doubts, *(f"    {line}" for line in row["diff"])])
