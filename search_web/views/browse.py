"""Room: from index to pages. Browsing: every value of a facet with its count, the same counts that the facet shows."""

from __future__ import annotations

from dataclasses import replace

from flask import Blueprint, render_template, request

from govdoc.settings import today
from indexer import labels
from search_web.filters import facet_box
from search_web.params import BadParameters, Request
from search_web.services import services

blueprint = Blueprint("browse", __name__)
WAYS = ("channel", "issuer", "subject", "kind", "form", "year", "region", "status")
MANY = 2000


@blueprint.get("/browse")
def browse() -> str:
    by = request.args.get("by") or WAYS[0]
    if by not in WAYS:
        raise BadParameters([("by", f"不能按这一项浏览，可选：{'、'.join(WAYS)}。")])
    query = replace(Request(size=1).query(today(), facets=(by,), facet_size=MANY), limit=0)
    results = services().search(query)
    box = next((facet_box(f, Request(), head=MANY) for f in results.facets if f.name == by), None)
    most = max((link.count for link in box.head), default=0) if box else 0
    ways = [(name, labels.FACETS[name], name == by) for name in WAYS]
    return render_template("browse.html", by=by, box=box, ways=ways, most=most, total=results.total)
