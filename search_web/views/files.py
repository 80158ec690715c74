"""Room: from index to pages. What of a document can be taken away: the stored page, its text, attachments and their texts."""

from __future__ import annotations

import re
from urllib.parse import quote

from flask import Blueprint, Response, abort, render_template, request

from govdoc.document import Attachment
from govdoc.settings import SHANGHAI
from govdoc.store import PageState
from search_web import snapshot
from search_web.reading import lines_of
from search_web.services import services

blueprint = Blueprint("files", __name__)


@blueprint.get("/d/<path:document_id>/snapshot")
def stored_page(document_id: str) -> str:
    """The page as it was stored, bannered 已归档, with nothing in it that loads or acts."""
    found, state = services().store.document(document_id), page_of(document_id)
    html = snapshot.sanitised(snapshot.readable(services().archive.get(str(state.sha256))))
    at = state.fetched_at.astimezone(SHANGHAI) if state.fetched_at else None
    return render_template("snapshot.html", document=found, html=html, sha256=state.sha256, at=at, state=state)


@blueprint.get("/d/<path:document_id>/original")
def original(document_id: str) -> Response:
    """The stored bytes of the page: their SHA-256 is the one that the archive copy shows."""
    sha256 = str(page_of(document_id).sha256)
    return handed_over(services().archive.get(sha256), f"{file_name(document_id)}.html", sha256)


@blueprint.get("/d/<path:document_id>/text")
def plain_text(document_id: str) -> Response:
    """The text alone: title, number, then the lines, as UTF-8."""
    found = services().store.document(document_id)
    head = [found.title, found.number or ""]
    body = "\n".join([line for line in head if line] + ["", *lines_of(found.text)]) + "\n"
    return handed_over(body.encode(), f"{file_name(found.title or found.id)}.txt", found.fingerprint, "text/plain")


@blueprint.get("/d/<path:document_id>/attachments/<int:number>")
def attachment(document_id: str, number: int) -> Response:
    """The stored bytes, to be saved and never to be run by the browser on this site."""
    file = attachment_of(document_id, number)
    if not file.sha256:
        abort(404)
    return handed_over(services().archive.get(file.sha256), file_name(file.name), file.sha256)


@blueprint.get("/d/<path:document_id>/attachments/<int:number>/text")
def attachment_text(document_id: str, number: int) -> Response:
    file = attachment_of(document_id, number)
    if not file.text:
        abort(404)
    return handed_over(file.text.encode("utf-8", "replace"), f"{file_name(file.name)}.txt", "", "text/plain")


def page_of(document_id: str) -> PageState:
    """The page that the document was read from, with its stored bytes; 404 without."""
    services().store.document(document_id)
    stored = (p for p in services().store.pages_of(document_id) if p.channel != "attachment" and p.sha256)
    return next(stored, None) or abort(404)


def attachment_of(document_id: str, number: int) -> Attachment:
    found = services().store.document(document_id)
    return found.attachments[number] if number < len(found.attachments) else abort(404)


def file_name(name: str) -> str:
    """A name that no system minds: without separators, quotes and control characters, at most 80 characters."""
    return re.sub(r'[\x00-\x1f\x7f/\\:*?"<>|]+', "", name).strip(". ")[-80:] or "attachment"


def handed_over(body: bytes, name: str, tag: str, mimetype: str = "application/octet-stream") -> Response:
    response = Response(body, mimetype=mimetype)
    kept = "".join(c for c in name if c.isprintable())
    response.headers["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(kept, safe='')}"
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    if tag:
        response.set_etag(tag)
        response.make_conditional(request)
    return response
