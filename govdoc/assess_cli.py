"""Room: the `govdoc` command. `assess`: is a text still in force, and why; `cleanup`: what a clean-up notice decides."""

from __future__ import annotations

import sys
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import click

from govdoc.cleanup import CleanupNotice, Decision, read_cleanup
from govdoc.cleanup_words import Sweep
from govdoc.dates import parse_date
from govdoc.document import Document, Kind
from govdoc.errors import UsageError
from govdoc.identify import identify
from govdoc.notice_reader import read_notice
from govdoc.settings import today
from govdoc.text_input import TextInput, echo_json, options_of, run_on
from govdoc.validity import Assessment, Finding, make_case
from govdoc.validity import assess as assess_case

_OPTIONS = ("kind", "title", "issuer", "region", "issued_on", "published_on", "on", "number", "declared_status")
_NEW_LINE_TITLE = 80


@click.command()
@click.argument("file", metavar="FILE")
@click.option("--lines", is_flag=True, help="Each line is a text of its own, or a JSON object with `text`.")
@click.option(
    "--kind", type=click.Choice([k.value for k in Kind]), help="An interpretation speaks of another document."
)
@click.option("--title", help="The document's title.")
@click.option("--issuer", help="Who issued it; tells which jurisdiction's rules apply.")
@click.option("--region", help="Its region, e.g. 上海市; goes before the issuer.")
@click.option("--issued-on", metavar="DATE", help="Its date of issue (成文日期).")
@click.option("--published-on", metavar="DATE", help="When the page appeared; used last, and presumed.")
@click.option("--on", metavar="DATE", help="The day asked for (default: today in China).")
def assess(file: str, lines: bool, **given: str | None) -> None:
    """Print whether the text in FILE (- for standard input) is in force, with the clause it rests on."""

    def work(text: TextInput) -> dict[str, Any]:
        options = options_of(text, _OPTIONS, given)
        on = _day(options["on"], "on") or today()
        document = _document(text.text, options)
        return assessment_json(assess_case(make_case(document), on))

    run_on(file, lines, work)


def _document(text: str, options: dict[str, str | None]) -> Document:
    kind = options["kind"]
    if kind and kind not in list(Kind):
        raise UsageError(f"kind is {kind}: use one of {', '.join(Kind)}")
    document = Document(
        id="text",
        title=options["title"] or _first_line(text),
        text=text,
        kind=Kind(kind) if kind else Kind.OTHER,
        region=options["region"],
        number=options["number"],
        issuers=(options["issuer"],) if options["issuer"] else (),
        issued_on=_day(options["issued_on"], "issued_on"),
        published_on=_day(options["published_on"], "published_on"),
        declared_status=options["declared_status"],
    )
    found = identify(document).document
    return replace(document, issuers=found.issuers, issued_on=found.issued_on, region=found.region)


def _first_line(text: str) -> str:
    """The first line as the title, when more lines follow it and it reads like one."""
    first, _, rest = text.lstrip().partition("\n")
    return (
        first.strip()
        if rest.strip() and len(first) <= _NEW_LINE_TITLE and not any(c in first for c in "。；，")
        else ""
    )


def _day(value: str | None, name: str) -> date | None:
    if not value:
        return None
    day = parse_date(value)
    if day is None:
        raise UsageError(f"{name} is {value}, which is no day: write it as 2020-12-31")
    return day


def assessment_json(found: Assessment) -> dict[str, Any]:
    """The JSON of `govdoc assess` (contract in docs/validity.md)."""
    term = found.term
    return {
        "status": found.status.value,
        "as_of": found.as_of.isoformat(),
        "about_document": term.about_document,
        "effective_on": _iso(term.effective_on),
        "effective_rule": term.effective_rule,
        "expires_on": _iso(term.expires_on),
        "period": term.period,
        "trial": term.trial,
        "findings": [finding_json(finding) for finding in found.findings],
    }


def finding_json(finding: Finding) -> dict[str, Any]:
    """One finding; `part`, `start`, `end`, `quote` are null where no words of the document bear it."""
    evidence = finding.evidence
    return {
        "rule": finding.rule,
        "status": finding.status.value if finding.status else None,
        "since": _iso(finding.since),
        "until": _iso(finding.until),
        "presumed": finding.presumed,
        "part": evidence.part if evidence else None,
        "start": evidence.start if evidence else None,
        "end": evidence.end if evidence else None,
        "quote": evidence.quote if evidence else None,
        "basis": finding.basis,
    }


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None


@click.command()
@click.argument("file", metavar="FILE")
def cleanup(file: str) -> None:
    """Print what the clean-up notice in FILE (txt, html, docx, xlsx, pdf) decides about which documents."""
    body = sys.stdin.buffer.read() if file == "-" else Path(file).read_bytes()
    echo_json(cleanup_json(read_cleanup(read_notice(body, file))))


def cleanup_json(notice: CleanupNotice) -> dict[str, Any]:
    """The JSON of `govdoc cleanup`; spans are characters of the text as `read_notice` gives it."""
    totals = notice.totals
    return {
        "decisions": [decision_json(decision) for decision in notice.decisions],
        "totals": {"stated": totals.stated, "found": totals.found, "agree": totals.agree},
        "sweeps": [sweep_json(sweep) for sweep in notice.sweeps],
    }


def sweep_json(sweep: Sweep) -> dict[str, Any]:
    """凡未列入…的一律废止; `cutoff` and `owners` null where the notice does not say."""
    return {
        "decision": sweep.decision,
        "cutoff": _iso(sweep.cutoff),
        "owners": sweep.owners,
        "start": sweep.start,
        "end": sweep.end,
        "quote": sweep.quote,
    }


def decision_json(decision: Decision) -> dict[str, Any]:
    """One decision; `until` is the last day of an extension."""
    return {
        "decision": decision.decision,
        "proposed": decision.proposed,
        "title": decision.title,
        "number": decision.number,
        "reason": decision.reason,
        "until": _iso(decision.until),
        "start": decision.start,
        "end": decision.end,
        "quote": decision.quote,
    }
