"""Room: from index to pages. The citation card: its QR code, and /verify/<hash> where a text in hand is held against it."""

from __future__ import annotations

import io

import segno
from flask import Blueprint, Response, redirect, render_template, request
from werkzeug.wrappers import Response as Answer

from govdoc.settings import SHANGHAI, today
from search_web.params import BadParameters
from search_web.present import document_url
from search_web.record import validity
from search_web.services import services
from search_web.verification import Verified, asked_hash, look_up, same_words

blueprint = Blueprint("verify", __name__)
PASTED = 4 * 1024 * 1024


@blueprint.get("/d/<path:document_id>/qr.svg")
def qr(document_id: str) -> Response:
    """The document's permanent address as a QR code, black on white in every theme, so that phones can read it."""
    services().store.document(document_id)
    address = request.url_root.rstrip("/") + document_url(document_id)
    drawn = io.BytesIO()
    segno.make(address, error="m", micro=False).save(drawn, kind="svg", scale=4, border=3, light="#fff", xmldecl=False)
    return Response(drawn.getvalue(), mimetype="image/svg+xml", headers={"Cache-Control": "public, max-age=3600"})


@blueprint.get("/verify")
def ask() -> str | Answer:
    """The form; with `hash`, the page of that hash."""
    written = request.args.get("hash", "")
    if not written:
        return render_template("verify.html", asked="", found=(), compared=None)
    return redirect(f"/verify/{checked(written)}")


@blueprint.get("/verify/<written>")
def verify(written: str) -> tuple[str, int]:
    """Whose text has this hash, and whether it is still the newest; 404 when nobody's."""
    asked = checked(written)
    found = versions_of(asked)
    return render_template("verify.html", asked=asked, found=told(found), compared=None), 200 if found else 404


@blueprint.post("/verify/<written>")
def hold_against(written: str) -> tuple[str, int]:
    """The text in hand (`text`) against the stored one: the same words, or what differs."""
    request.max_content_length = request.max_form_memory_size = PASTED
    asked = checked(written)
    found = versions_of(asked)
    pasted = request.form.get("text", "")
    if not pasted.strip():
        raise BadParameters([("text", "请粘贴要核对的正文。")])
    compared = [(one, same_words(one.document, pasted)) for one in found[:1]]
    return render_template("verify.html", asked=asked, found=told(found), compared=compared), 200 if found else 404


def checked(written: str) -> str:
    asked = asked_hash(written)
    if asked is None:
        raise BadParameters([("hash", "校验码是 12 到 64 位的数字和字母 a–f，请照引用卡片上的原样填写。")])
    return asked


def versions_of(asked: str) -> tuple[Verified, ...]:
    store = services().store
    return look_up(asked, [(store.document(i), seen) for i, seen in store.documents_of_version(asked[:12])])


def told(found: tuple[Verified, ...]) -> list[tuple[Verified, str, str]]:
    """Each with the time it was seen in China, and the document's status today."""
    rows = services().store.derivations_by_ids(one.document.id for one in found)
    statuses = {i: validity(row.payload, today()).status.value for i, row in rows.items()}
    times = [one.seen_at.astimezone(SHANGHAI).strftime("%Y-%m-%d %H:%M") for one in found]
    return [(one, at, statuses.get(one.document.id, "unknown")) for one, at in zip(found, times, strict=True)]
