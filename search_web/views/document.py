"""Room: from index to pages. One document: its page, its versions, its stored snapshot, its attachments."""

from __future__ import annotations

from urllib.parse import quote

from flask import Blueprint, Response, abort, render_template, request

from govdoc.document import Attachment, Document
from govdoc.settings import SHANGHAI, today
from search_web import record, snapshot
from search_web.params import read_request
from search_web.present import document_url
from search_web.reading import read
from search_web.services import services
from search_web.words import marked_terms

blueprint = Blueprint("document", __name__)
PREVIEW = 1500
RELATED = 100


@blueprint.get("/d/<path:document_id>")
def document(document_id: str) -> str:
    """The page of one document; `q` are words to mark, `on` the day whose status is shown."""
    asked = read_request((n, v) for n, v in request.args.items(multi=True) if n in ("q", "on"))
    store = services().store
    found = store.document(document_id)
    derived = store.derivation(document_id)
    payload = derived.payload if derived else {}
    terms = marked_terms(asked.q)
    rows = record.metadata(found, payload)
    related = record.related_ids(payload)
    ids = {i for pairs in related.values() for i, _ in pairs[:RELATED]}
    named = record.validity(payload, today())
    ids |= {b.document_id for b in named.bases if b.document_id}
    page_state = store.page(found.url) if found.url else None
    return render_template(
        "document.html",
        asked=asked,
        document=found,
        title=found.title or record.value_of(rows, "发文字号") or "（无标题）",
        issuers=record.value_of(rows, "发文机关").split("、"),
        number=record.value_of(rows, "发文字号"),
        rows=rows,
        validity=record.validity(payload, asked.on or today()),
        on=asked.on or today(),
        reading=read(found.text, terms),
        attachments=[(n, a, read(a.text[:PREVIEW], terms), len(a.text) > PREVIEW) for n, a in _numbered(found)],
        relations=record.relations(payload, record.value_of(rows, "发文字号"))[:RELATED],
        related={name: pairs[:RELATED] for name, pairs in related.items()},
        others=store.documents_by_ids(sorted(ids)),
        has_snapshot=bool(page_state and page_state.sha256),
        gone=bool(page_state and page_state.state == "gone"),
        versions=len(store.history(document_id)),
        citation=record.citation_text(found.title, rows, request.url_root.rstrip("/") + document_url(document_id)),
    )


def _numbered(found: Document) -> list[tuple[int, Attachment]]:
    return list(enumerate(found.attachments))


@blueprint.get("/d/<path:document_id>/snapshot")
def stored_page(document_id: str) -> str:
    found = services().store.document(document_id)
    state = services().store.page(found.url) if found.url else None
    if state is None or not state.sha256:
        abort(404)
    html = snapshot.sanitised(snapshot.readable(services().archive.get(state.sha256)))
    at = state.fetched_at.astimezone(SHANGHAI) if state.fetched_at else None
    return render_template("snapshot.html", document=found, html=html, sha256=state.sha256, at=at)


@blueprint.get("/d/<path:document_id>/attachments/<int:number>")
def attachment(document_id: str, number: int) -> Response:
    """The stored bytes, to be saved and never to be run by the browser on this site."""
    found = services().store.document(document_id)
    if number >= len(found.attachments):
        abort(404)
    file = found.attachments[number]
    if not file.sha256:
        abort(404)
    response = Response(services().archive.get(file.sha256), mimetype="application/octet-stream")
    name = "".join(c for c in file.name if c.isprintable() and c not in '/\\"') or "attachment"
    response.headers["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(name, safe='')}"
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response.set_etag(file.sha256)
    response.make_conditional(request)
    return response
