"""Room: the `govdoc` command. `reports`: what readers say is wrong, for the operator."""

from __future__ import annotations

import json
from dataclasses import asdict
from datetime import datetime, time

import click

from govdoc.report_topics import TOPICS
from govdoc.settings import SHANGHAI, Settings, asked_day
from govdoc.store import Report, open_store


@click.command()
@click.option("--since", metavar="DATE", help="Only reports from that day on (in China).")
@click.option("--document", "document_id", metavar="ID", help="Only reports about that document.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object a report.")
@click.pass_obj
def reports(settings: Settings, since: str | None, document_id: str | None, as_json: bool) -> None:
    """Print what readers reported, oldest first, with the version of the text that each of them saw."""
    start = datetime.combine(asked_day(since), time.min, SHANGHAI) if since else None
    with open_store(settings.store_url, create=False) as store:
        for report in store.reports.read(start, document_id):
            click.echo(_json(report) if as_json else _plain(report))


def _json(report: Report) -> str:
    return json.dumps(asdict(report) | {"reported_at": report.reported_at.isoformat()}, ensure_ascii=False)


def _plain(report: Report) -> str:
    at = report.reported_at.astimezone(SHANGHAI).strftime("%Y-%m-%d %H:%M")
    head = f"{at}  {report.document_id}@{report.version}  {TOPICS.get(report.topic, report.topic)}"
    contact = f"\n    联系方式：{report.contact}" if report.contact else ""
    return f"{head}\n    {' '.join(report.message.split())}{contact}"
