"""Room: from index to pages. One document: its page with all that is known of it."""

from __future__ import annotations

from datetime import date
from typing import Any

from flask import Blueprint, render_template, request

from govdoc.audits import AUDITS, Audit, Row
from govdoc.document import Document
from govdoc.errors import GovdocError
from govdoc.settings import today
from indexer import labels
from indexer.related import related
from search_web import record
from search_web.dossier import Dossier, open_dossier
from search_web.life import life, picture
from search_web.linked_data import legislation, meta_tags
from search_web.metadata import metadata
from search_web.params import read_request
from search_web.places import asked_place, grounds
from search_web.present import document_url
from search_web.reading import read
from search_web.relations import explained, explaining, grouped, incoming, outgoing
from search_web.relations_map import draw
from search_web.services import services
from search_web.words import marked_terms

blueprint = Blueprint("document", __name__)
PREVIEW = 1500


@blueprint.get("/d/<path:document_id>")
def document(document_id: str) -> str:
    """`q` are words to mark, `on` the day whose status is shown, `at` the characters that a link points to."""
    asked = read_request((n, v) for n, v in request.args.items(multi=True) if n in ("q", "on"))
    on = asked.on or today()
    dossier = open_dossier(services().store, document_id)
    found = dossier.document
    rows = metadata(found, dossier.payload)
    title = found.title or record.value_of(rows, "发文字号") or "（无标题）"
    validity = record.validity(dossier.payload, on)
    bases, quotes = grounds(validity.bases, dossier)
    terms = marked_terms(asked.q)
    reading = read(found.text, terms, (*asked_place(request.args.get("at", "")), *quotes), found.title)
    named, naming = outgoing(dossier, reading, on), incoming(dossier, on)
    days = life(dossier, validity)
    address = request.url_root.rstrip("/") + document_url(document_id)
    return render_template(
        "document/page.html",
        asked=asked,
        on=on,
        dossier=dossier,
        document=found,
        title=title,
        address=address,
        issuers=record.issuers_of(rows),
        number=record.value_of(rows, "发文字号"),
        rows=rows,
        validity=validity,
        hearing=services().store.campaigns.hearing(dossier.work, today()),
        unsettled=record.unsettled(dossier.payload, dossier.review),
        grounds=bases,
        reading=reading,
        files=files(found, terms),
        days=days,
        picture=picture(days, validity, on),
        named=grouped(named, labels.RELATIONS),
        naming=grouped([m for m in naming if m.relation != "interprets"], labels.RELATIONS_TO_THIS),
        explains=explained(dossier, on),
        explained_by=explaining(dossier, on),
        map=draw(title, named, naming),
        versions=[i for i in dossier.payload.get("versions") or () if i in dossier.others or i == found.id],
        audited=audited(dossier, on),
        normative=dossier.payload.get("normative") or {},
        alike=alike(dossier, on, {m.id for m in (*named, *naming)}),
        citation=record.citation_text(title, rows, address),
        metas=meta_tags(found, rows, address),
        linked=legislation(found, rows, validity, address),
    )


def files(found: Document, terms: tuple[str, ...]) -> list[dict[str, Any]]:
    """The attachments, each with the first PREVIEW characters of its text."""
    return [
        {"number": n, "file": a, "reading": read(a.text[:PREVIEW], terms), "longer": len(a.text) > PREVIEW}
        for n, a in enumerate(found.attachments)
    ]


def audited(dossier: Dossier, on: date) -> list[tuple[Audit, Row]]:
    """What the audits found about the document that holds on the day."""
    known = [(AUDITS[name], row) for name, row in dossier.audited if name in AUDITS]
    return [(a, r) for a, r in known if (not r.since or r.since <= on) and (not r.until or on <= r.until)]


def alike(dossier: Dossier, on: date, told: set[str | None]) -> list[tuple[str, str, str]]:
    """(id, title, status) of documents on the same matter: never the document, a copy, another text of its act, or one `told` already."""
    payload, title = dossier.payload, dossier.document.title
    own = {dossier.work, *(payload.get("copies") or ()), *(payload.get("versions") or ()), *told}
    try:
        hits = related(services().engine, dossier.document.id, title, on, without=own)
    except GovdocError:
        return []
    return [(h.id, h.title.text or h.number or h.id, h.status.value) for h in hits]
