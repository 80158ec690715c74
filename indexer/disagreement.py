"""Room: from facts to a searchable index. Two copies of one document that say different things of its validity (U14)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from govdoc.document import Evidence
from govdoc.validity import Finding
from indexer.reading import Reading


@dataclass(frozen=True, slots=True)
class Claim:
    """What one copy says: the status its page shows, the last day by its text, each with the words."""

    document_id: str
    declared: str
    expires_on: date | None
    status_words: Evidence | None
    end_words: Evidence | None


def claim_of(one: Reading) -> Claim:
    said = (one.document.declared_status or "").strip()
    words = Evidence(one.document.id, one.version, "field:declared_status", 0, len(said), said) if said else None
    return Claim(one.document.id, said, one.term.expires_on, words, one.term.ending)


def disagreement(claims: Sequence[Claim]) -> tuple[Finding, ...]:
    """Findings that quote both copies: 「同一文件的两处发布标注不一致：“有效”与“失效”」."""
    ordered = sorted(claims, key=lambda claim: claim.document_id)
    told = [claim for claim in ordered if claim.declared]
    ended = [claim for claim in ordered if claim.expires_on]
    found: list[Finding] = []
    for one, other in pairwise(told):
        if one.declared != other.declared:
            said = f"同一文件的两处发布标注不一致：“{one.declared}”与“{other.declared}”"
            found += [_finding(said, one.status_words), _finding(said, other.status_words)]
    for one, other in pairwise(ended):
        if one.expires_on != other.expires_on:
            said = f"同一文件的两处发布有效期不一致：{one.expires_on}与{other.expires_on}"
            found += [_finding(said, one.end_words), _finding(said, other.end_words)]
    return tuple(dict.fromkeys(found))


def _finding(said: str, words: Evidence | None) -> Finding:
    return Finding("copies_disagree", None, said, evidence=words, decisive=False)
