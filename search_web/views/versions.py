"""Room: from index to pages. What changed: the versions of one document, and two texts side by side."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise

from flask import Blueprint, render_template, request

from govdoc.document import Document
from govdoc.settings import SHANGHAI
from govdoc.store import DocumentVersion
from search_web.differences import Difference, compare
from search_web.params import BadParameters
from search_web.record import stated
from search_web.services import services

blueprint = Blueprint("versions", __name__)


@dataclass(frozen=True, slots=True)
class Step:
    """One version and what it changed; `difference` None for the first. `fields`: (label, before, after)."""

    version: str
    seen_at: datetime
    length: int
    difference: Difference | None = None
    fields: tuple[tuple[str, str, str], ...] = ()


@blueprint.get("/d/<path:document_id>/versions")
def versions(document_id: str) -> str:
    """What was seen when, the newest first, each with what changed since the one before."""
    history = services().store.history(document_id)
    return render_template("versions.html", document=history[-1].document, steps=steps(history)[::-1])


def steps(history: Sequence[DocumentVersion]) -> list[Step]:
    made = [_step(history[0])]
    for before, now in pairwise(history):
        old, new = stated(before.document), stated(now.document)
        fields = tuple((label, old[label], new[label]) for label in new if old[label] != new[label])
        made.append(_step(now, compare(_said(before.document), _said(now.document)), fields))
    return made


def _step(
    seen: DocumentVersion, found: Difference | None = None, fields: tuple[tuple[str, str, str], ...] = ()
) -> Step:
    return Step(seen.version, seen.seen_at.astimezone(SHANGHAI), len(seen.document.text), found, fields)


def _said(document: Document) -> str:
    """All that the version says: the text, then each attachment's under its name."""
    return "\n".join([document.text, *(f"附件：{a.name}\n{a.text}" for a in document.attachments if a.text)])


@blueprint.get("/d/<path:document_id>/compare")
def comparison(document_id: str) -> str:
    """The document's text against that of another (`with`), the earlier one taken as the old."""
    other = request.args.get("with", "")
    if not other:
        raise BadParameters([("with", "请写明要比较的另一份文件的编号。")])
    pair = [services().store.document(one) for one in (other, document_id)]
    old, new = sorted(pair, key=lambda d: str(d.issued_on or d.published_on or ""))
    return render_template("compare.html", old=old, new=new, found=compare(old.text, new.text))
