"""Room: from index to pages. What other pages and browsers put in: the search box as HTML to copy, OpenSearch and its suggestions."""

from __future__ import annotations

import json

from flask import Blueprint, Response, render_template

from search_web.api import suggestions
from search_web.asked import all_pairs, root
from search_web.params import read_request
from search_web.views.feeds import xml

blueprint = Blueprint("embed", __name__)


@blueprint.get("/embed")
def embed() -> str:
    return render_template("embed.html", root=root())


@blueprint.get("/opensearch.xml")
def opensearch() -> Response:
    return xml("opensearch.xml", "application/opensearchdescription+xml")


@blueprint.get("/suggestions.json")
def completions() -> Response:
    """OpenSearch suggestions: ["低保", ["农村低保标准", …]]."""
    typed = read_request((name, value) for name, value in all_pairs() if name == "q").q
    body = [typed, [one["text"] for one in suggestions(typed)] if typed else []]
    return Response(json.dumps(body, ensure_ascii=False), mimetype="application/x-suggestions+json")
