"""Room: from index to pages. Where the words that a status rests on can be read: on the page itself or on another. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from indexer import labels
from search_web.dossier import Dossier
from search_web.present import document_url
from search_web.reading import Quote
from search_web.record import Basis
from search_web.relations import place_url, sentence

AT = re.compile(r"([0-9]{1,7})-([0-9]{1,7})")


@dataclass(frozen=True, slots=True)
class Ground:
    """A basis as the page shows it: its quote in the sentence it stands in. `href` leads to the words, empty when they
    cannot be shown; `source` names where they stand, `other` the document when it is another one."""

    basis: Basis
    rules: tuple[str, ...]
    href: str = ""
    source: str = ""
    other: str = ""
    before: str = ""
    after: str = ""


def grounds(bases: Iterable[Basis], dossier: Dossier) -> tuple[tuple[Ground, ...], tuple[Quote, ...]]:
    """The bases with links, and the quotes to set apart in this document's own text."""
    found: list[Ground] = []
    quotes: list[Quote] = []
    for number, basis in enumerate(bases, 1):
        own = not basis.document_id or basis.document_id == dossier.document.id
        href = _href(basis, dossier, own, number)
        if href.startswith("#q"):
            quotes.append(Quote(basis.start, basis.end, f"q{number}"))
        source = labels.part_label(basis.part) if basis.quote else ""
        other = "" if own else basis.document_id
        around = _around(basis, dossier, own) if "#q" in href or "#at" in href else ("", "")
        found.append(Ground(basis, tuple(labels.rule_label(r) for r in basis.rules), href, source, other, *around))
    return tuple(found), tuple(quotes)


def _around(basis: Basis, dossier: Dossier, own: bool) -> tuple[str, str]:
    """The rest of the sentence: a name alone (《…办法》) does not say what happens to it (…同时废止)."""
    document = dossier.document if own else dossier.others[basis.document_id][0]
    return sentence(document.text, basis.start, basis.end)


def _href(basis: Basis, dossier: Dossier, own: bool, number: int) -> str:
    """A link only where the words still stand: a text may have changed since it was derived from."""
    if not basis.quote:
        return ""
    document = dossier.document if own else dossier.others.get(basis.document_id, (None,))[0]
    if document is None:
        return ""
    try:
        stands = document.part(basis.part)[basis.start : basis.end] == basis.quote
    except KeyError:
        return ""
    page = "" if own else document_url(basis.document_id)
    if basis.part.startswith("attachment:"):
        return f"{page}#file-{int(basis.part.partition(':')[2]) + 1}"
    if basis.part != "text" or not stands:
        return page
    return f"#q{number}" if own else place_url(basis.document_id, basis.start, basis.end)


def asked_place(at: str) -> tuple[Quote, ...]:
    """`at=120-180` → the characters to set apart; anything else is ignored, as links gain tracking parameters."""
    match = AT.fullmatch(at)
    return (Quote(int(match[1]), int(match[2]), "at"),) if match and int(match[1]) < int(match[2]) else ()
