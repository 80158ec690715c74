"""Room: from index to pages. Browsing: every value of a facet with its count, the same counts that the facet shows."""

from __future__ import annotations

from dataclasses import replace

from flask import Blueprint, render_template, request

from govdoc.settings import today
from indexer import labels
from search_web.filters import facet_links, value_list
from search_web.params import BadParameters, Request
from search_web.services import services
from search_web.tree import TREES, leaf_label, tree

blueprint = Blueprint("browse", __name__)
WAYS = ("channel", "issuer", "subject", "item", "kind", "form", "year", "region", "level", "status")


@blueprint.get("/browse")
def browse() -> str:
    """`by` a facet, `find` names that have these characters, `part` of a long list."""
    by = request.args.get("by") or WAYS[0]
    if by not in WAYS:
        raise BadParameters([("by", f"不能按这一项浏览，可选：{'、'.join(WAYS)}。")])
    everything = Request()
    results = services().search(replace(everything.query(today(), facets=(by,), facet_size=10**9), limit=0))
    facet = next(f for f in results.facets if f.name == by)
    find = request.args.get("find", "").strip()[:50]
    listed = value_list(facet, everything, find, request.args.get("part", ""), f"/browse?by={by}")
    nodes = tree(by, facet_links(facet, everything)) if by in TREES else ()
    grouped = any(len(node.leaves) > 1 for node in nodes) and not find
    return render_template(
        "browse.html",
        by=by,
        listed=listed,
        nodes=nodes if grouped else (),
        leaf_label=leaf_label,
        ways=[(name, labels.FACETS[name], name == by) for name in WAYS],
        most=max((link.count for link in listed.links), default=0),
        total=results.total,
    )
