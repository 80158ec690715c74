"""Room: from index to pages. `/facet/<name>`: all values of one facet of a search, to be filtered, ticked and applied at once."""

from __future__ import annotations

from dataclasses import replace

from flask import Blueprint, abort, render_template, request

from govdoc.settings import today
from indexer import labels
from indexer.fields import FACETS
from search_web.asked import asked_search
from search_web.filters import value_list
from search_web.params import to_pairs, to_url
from search_web.services import services

blueprint = Blueprint("facets", __name__)


@blueprint.get("/facet/<name>")
def facet(name: str) -> str:
    """`find`: only values that have these characters; `part`: which part of a long list."""
    if name not in FACETS:
        abort(404)
    asked = asked_search().first_page
    query = replace(asked.query(today(), facets=(name,), facet_size=10**9), limit=0)
    results = services().search(query)
    found = next(f for f in results.facets if f.name == name)
    listed = value_list(found, asked, request.args.get("find", "").strip()[:50], request.args.get("part", ""))
    return render_template(
        "facet.html",
        asked=asked,
        name=name,
        label=labels.FACETS[name],
        listed=listed,
        hidden=[pair for pair in to_pairs(asked) if pair[0] != name],
        here=to_pairs(asked),
        unseen=sorted(set(asked.filters.get(name, ())) - {link.value for link in listed.links}),
        back=to_url("/search", asked),
        total=results.total,
    )
