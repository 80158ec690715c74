"""Room: the `govdoc` command. `audit`: what the audits found in the stored documents, as text, JSON or CSV."""

from __future__ import annotations

import json
from datetime import date

import click

from govdoc.audits import AUDITS, Audit, AuditQuery, Row
from govdoc.audits.row import row_json
from govdoc.audits.table import audit_csv
from govdoc.errors import UsageError
from govdoc.settings import Settings, asked_day
from govdoc.store import open_store


@click.command()
@click.argument("name", required=False)
@click.option("--json", "as_json", is_flag=True, help="One JSON object a row.")
@click.option("--csv", "as_csv", is_flag=True, help="A table for a spreadsheet.")
@click.option("--on", metavar="DATE", help="The day asked for (default: today in China).")
@click.option("--reason", "reasons", multiple=True, help="Only rows with this reason; repeatable.")
@click.option("--issuer", "issuers", multiple=True, help="Only rows of this issuer; repeatable.")
@click.option("--region", "regions", multiple=True, help="Only rows of this region; repeatable.")
@click.option("--limit", type=click.IntRange(1), help="At most so many rows.")
@click.pass_obj
def audit(settings: Settings, name: str | None, as_json: bool, as_csv: bool, on: str | None, reasons: tuple[str, ...], issuers: tuple[str, ...], regions: tuple[str, ...], limit: int | None) -> None:  # fmt: skip
    """Print what audit NAME found, each row with the words it rests on; without NAME, the list of audits.

    The rows are derived: run `govdoc derive` (or `govdoc index`) first.
    """
    day = asked_day(on)
    if name is None:
        _overview(settings, day)
        return
    if name not in AUDITS:
        raise UsageError(f"no audit {name}: known are {', '.join(AUDITS)}")
    chosen = AUDITS[name]
    if unknown := sorted(set(reasons) - set(chosen.reasons)):
        raise UsageError(f"--reason {unknown[0]}: {name} has {', '.join(chosen.reasons)}")
    with open_store(settings.store_url, create=False) as store:
        rows = store.audit(AuditQuery(name, day, reasons, issuers, regions), limit)
    if as_csv:
        click.echo(audit_csv(chosen, rows), nl=False)
    else:
        for row in rows:
            click.echo(json.dumps(row_json(row), ensure_ascii=False) if as_json else _plain(chosen, row))


def _overview(settings: Settings, day: date) -> None:
    with open_store(settings.store_url, create=False) as store:
        for one in AUDITS.values():
            count = store.audit_counts(AuditQuery(one.name, day)).total
            click.echo(f"{one.name:16}{count:>8,}  {one.title}")


def _plain(audit: Audit, row: Row) -> str:
    name = " ".join(part for part in (row.title, row.number) if part)
    lines = [f"{audit.reasons.get(row.reason, row.reason)}  {name}", f"    {row.said}"]
    lines += [f"    [{e.document_id} {e.part} {e.start}-{e.end}] 「{e.quote}」" for e in row.evidence]
    return "\n".join(lines)
