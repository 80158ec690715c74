"""Room: what a government document is. What an audit sees (a work without its text), what it says (rows), what it is."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import zip_longest
from typing import Any

from govdoc.document import Evidence, Kind, Status
from govdoc.traits import Leak


@dataclass(frozen=True, slots=True)
class Told:
    """A derived finding of a subject: rule, status (None: worth knowing), the Chinese sentence, the days, the words."""

    rule: str
    status: Status | None
    said: str
    since: date | None = None
    until: date | None = None
    presumed: bool = False
    evidence: Evidence | None = None


@dataclass(frozen=True, slots=True)
class Named:
    """A document that a subject names; `target` is the work it resolves to, None when it is not in the store."""

    relation: str
    number: str | None
    title: str | None
    target: str | None
    evidence: Evidence


@dataclass(frozen=True, slots=True)
class Contradiction:
    """Two findings that cannot both be right, since a day: one says in force, one says gone (U14)."""

    since: date | None
    alive: Told
    gone: Told


@dataclass(frozen=True, slots=True)
class ListedRow:
    """A row of a clean-up notice; `target` None: it fits no document of the store."""

    decision: str
    title: str
    number: str | None
    target: str | None
    evidence: Evidence


@dataclass(frozen=True, slots=True)
class BrokenPage:
    """A page of a document that its site does not serve any more (`gone`) or that could not be read (`failed`)."""

    url: str
    state: str
    since: date | None = None
    http_status: int | None = None


@dataclass(frozen=True, slots=True)
class Subject:
    """One work as audits see it: facts and findings, no text. `timeline`: (first day, status, reason), ascending.

    `named`: what it names in its text. `interprets`: the works it explains. `normative`: is it a normative document (None:
    a person has to judge), `normative_said`: why. `listed`: the rows of a clean-up notice; `not_swept`: why its sweep
    clause was not applied. `leaks`, `sums` of `summed` totals, and `unread` attachments are those of `Traits`; `broken`: its
    pages. `decided`: (day, decision, reason) of what reviewers and published campaigns decided on it, ascending.
    """

    id: str
    title: str = ""
    number: str | None = None
    issuers: tuple[str, ...] = ()
    region: str | None = None
    site: str | None = None
    url: str | None = None
    channel: str | None = None
    subject: str | None = None
    kind: Kind = Kind.OTHER
    form: str | None = None
    level: str | None = None
    registration_number: str | None = None
    index_number: str | None = None
    issued_on: date | None = None
    published_on: date | None = None
    effective_on: date | None = None
    expires_on: date | None = None
    declared_status: str | None = None
    is_interpretation: bool = False
    timeline: tuple[tuple[date | None, Status, str], ...] = ()
    findings: tuple[Told, ...] = ()
    named: tuple[Named, ...] = ()
    interprets: tuple[str, ...] = ()
    interpreted_by: tuple[str, ...] = ()
    copies: tuple[str, ...] = ()
    contradictions: tuple[Contradiction, ...] = ()
    normative: bool | None = None
    normative_said: Told | None = None
    red_lines: tuple[tuple[str, Evidence], ...] = ()
    listed: tuple[ListedRow, ...] = ()
    not_swept: Told | None = None
    leaks: tuple[Leak, ...] = ()
    sums: tuple[tuple[str, str, Evidence], ...] = ()
    summed: int = 0
    unread: tuple[tuple[int, str, str, str], ...] = ()
    broken: tuple[BrokenPage, ...] = ()
    decided: tuple[tuple[date, str, str], ...] = ()

    def status_at(self, on: date) -> Status:
        """The status that the timeline gives for the day."""
        return next((s for since, s, _ in reversed(self.timeline) if since is None or since <= on), Status.UNKNOWN)

    @property
    def name(self) -> str:
        return self.title or self.number or self.id

    def spans(self) -> Iterator[tuple[date | None, date | None, Status, str]]:
        """(first day, last day, status, reason) of each stretch of its life, both days included."""
        steps = (
            self.timeline
            if self.timeline and self.timeline[0][0] is None
            else ((None, Status.UNKNOWN, ""), *self.timeline)
        )
        for (since, status, reason), follower in zip_longest(steps, steps[1:]):
            until = follower[0] - timedelta(days=1) if follower and follower[0] else None
            yield since, until, status, reason


@dataclass(frozen=True, slots=True)
class Row:
    """One thing that an audit found. It holds from `since` to `until`, both included (None: without limit).

    `reason` is a key of `Audit.reasons`, `said` one Chinese sentence, `details` one value for each of `Audit.columns`.
    `document_id` None: it concerns no document of the store (a missing number, a department).
    """

    reason: str
    said: str
    document_id: str | None = None
    title: str = ""
    number: str | None = None
    issuer: str = ""
    region: str = ""
    evidence: tuple[Evidence, ...] = ()
    since: date | None = None
    until: date | None = None
    details: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Audit:
    """One audit. `rows` is pure: the same subjects, in any order, give the same rows in the audit's own order.

    No audit reads today's date: a row that is true on some days only says which (`since`, `until`). `every`: it is asked of
    every document, copies too, not of each work once. `quiet`: reasons that are no findings and do not count as such.
    """

    name: str
    title: str
    lead: str
    reasons: Mapping[str, str]
    rows: Callable[[Sequence[Subject]], Iterable[Row]]
    columns: tuple[str, ...] = ()
    every: bool = False
    quiet: tuple[str, ...] = ()

    def found(self, by_reason: Mapping[str, int]) -> dict[str, int]:
        """Of the rows by reason, the findings."""
        return {
            reason: by_reason[reason] for reason in self.reasons if reason not in self.quiet and by_reason.get(reason)
        }


@dataclass(frozen=True, slots=True)
class AuditQuery:
    """Which rows of an audit: those that hold on `on`, with one of the values of each filter (none: all).

    `assignees`: of documents that one of these reviewers was asked to look at; an empty name: of those nobody was.
    `ends`: only rows whose last day is from the first to the second day, both included.
    """

    name: str
    on: date
    reasons: tuple[str, ...] = ()
    issuers: tuple[str, ...] = ()
    regions: tuple[str, ...] = ()
    assignees: tuple[str, ...] = ()
    ends: tuple[date, date] | None = None


@dataclass(frozen=True, slots=True)
class Counted:
    """How many rows there are, and how many by value of each filter (each without its own)."""

    total: int = 0
    by: Mapping[str, tuple[tuple[str, int], ...]] = field(default_factory=dict)


def row_about(subject: Subject, reason: str, said: str, **more: Any) -> Row:
    """A row about this work, with its name, first issuer and region."""
    issuer = subject.issuers[0] if subject.issuers else ""
    return Row(reason, said, subject.id, subject.name, subject.number, issuer, subject.region or "", **more)


def row_json(row: Row) -> dict[str, Any]:
    """The row as a JSON object; `evidence` as objects with document, part, start, end and quote."""
    return {
        "reason": row.reason,
        "said": row.said,
        "document": row.document_id,
        "title": row.title,
        "number": row.number,
        "issuer": row.issuer,
        "region": row.region,
        "since": row.since.isoformat() if row.since else None,
        "until": row.until.isoformat() if row.until else None,
        "details": list(row.details),
        "evidence": [
            {
                "document": e.document_id,
                "version": e.version,
                "part": e.part,
                "start": e.start,
                "end": e.end,
                "quote": e.quote,
            }
            for e in row.evidence
        ],
    }


def row_from_json(fields: Mapping[str, Any]) -> Row:
    """What `row_json` gave."""
    return Row(
        fields["reason"],
        fields["said"],
        fields["document"],
        fields["title"],
        fields["number"],
        fields["issuer"],
        fields["region"],
        tuple(
            Evidence(e["document"], e["version"], e["part"], e["start"], e["end"], e["quote"])
            for e in fields["evidence"]
        ),
        date.fromisoformat(fields["since"]) if fields["since"] else None,
        date.fromisoformat(fields["until"]) if fields["until"] else None,
        tuple(fields["details"]),
    )
