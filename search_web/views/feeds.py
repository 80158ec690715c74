"""Room: from index to pages. What programs read beside the API: feeds, sitemap, robots, health, metrics."""

from __future__ import annotations

import json
import re
import uuid
from dataclasses import replace

from flask import Blueprint, Response, abort, jsonify, render_template, request

from govdoc.errors import GovdocError
from govdoc.settings import today
from indexer.query import SearchQuery
from search_web import feed
from search_web.asked import asked_search, permalink, root
from search_web.metrics import exposition
from search_web.params import Request, to_url
from search_web.services import services

blueprint = Blueprint("feeds", __name__)
PER_SITEMAP = 50_000
NOT_XML = re.compile(r"[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def xml(template: str, media_type: str, **values: object) -> Response:
    """XML 1.0 has no control characters, harvested text may: they are left out."""
    body = NOT_XML.sub("", render_template(template, root=root(), **values))
    return Response(body, content_type=f"{media_type}; charset=utf-8")


@blueprint.get("/feed.atom")
def atom() -> Response:
    """What came in last of any search, under the search page's own parameters."""
    asked, entries = newest()
    response = xml(
        "feed.xml",
        "application/atom+xml",
        title=feed.title(asked),
        entries=entries,
        updated=feed.updated(entries),
        page_url=to_url("/search", asked),
        self_url=to_url("/feed.atom", asked),
    )
    return conditional(response)


@blueprint.get("/feed.json")
def json_feed() -> Response:
    """The same as JSON Feed 1.1."""
    asked, entries = newest()
    body = feed.json_feed(asked, entries, root() + to_url("/search", asked), root() + to_url("/feed.json", asked))
    response = Response(json.dumps(body, ensure_ascii=False), mimetype="application/feed+json")
    response.headers["Access-Control-Allow-Origin"] = "*"
    return conditional(response)


def newest() -> tuple[Request, list[feed.Entry]]:
    asked = feed.asked_feed(asked_search())
    hits = services().search(replace(asked.query(today(), facets=()), relax=False, correct=False)).hits
    rows = services().store.derivations_by_ids(hit.id for hit in hits) if asked.cites else {}
    quotes = feed.cited_quotes({i: row.payload for i, row in rows.items()}, asked.cites)
    return asked, [feed.entry(hit, asked, permalink, quotes) for hit in hits]


def conditional(response: Response) -> Response:
    response.add_etag()
    response.make_conditional(request)
    return response


def public_ids() -> list[str]:
    """Every document that was not taken away."""
    store = services().store
    return sorted(set(store.changed_since(0)) - {stone.document_id for stone in store.tombstones()})


@blueprint.get("/sitemap.xml")
def sitemap_index() -> Response:
    total = len(public_ids())
    return xml("sitemap_index.xml", "application/xml", parts=range(1, max(1, -(-total // PER_SITEMAP)) + 1))


@blueprint.get("/sitemap-<int:part>.xml")
def sitemap(part: int) -> Response:
    ids = public_ids()[(part - 1) * PER_SITEMAP : part * PER_SITEMAP] if part else []
    if not ids and part != 1:
        abort(404)
    return xml("sitemap.xml", "application/xml", ids=ids)


@blueprint.get("/robots.txt")
def robots() -> Response:
    """Search result pages are endless and say nothing new; the documents are what should be found."""
    lines = ["User-agent: *", "Disallow: /search", "Disallow: /api/", f"Sitemap: {request.url_root}sitemap.xml"]
    return Response("\n".join(lines) + "\n", mimetype="text/plain")


@blueprint.get("/healthz")
def health() -> tuple[Response, int]:
    """200 when both store and index answer, else 503; the parts say which. `behind`: the store has changes that the index lacks."""
    parts: dict[str, str] = {}
    revisions: dict[str, int | None] = {}
    asks = {"store": lambda: services().store.revision(), "index": _index_revision}
    for name, ask in asks.items():
        try:
            revisions[name] = ask()
            parts[name] = "ok"
        except GovdocError:
            parts[name] = "unavailable"
    fine = set(parts.values()) == {"ok"}
    behind = {"behind": revisions["store"] != revisions["index"]} if fine else {}
    return jsonify({"status": "ok" if fine else "unavailable", **parts, **behind}), 200 if fine else 503


def _index_revision() -> int | None:
    """Of an index that answers: a search, which nothing remembers, comes first."""
    engine = services().engine
    engine.search(SearchQuery(on=today(), words=uuid.uuid4().hex, limit=1, correct=False))
    return engine.revision()


@blueprint.get("/metrics")
def metrics() -> Response:
    """Counts of all workers since the service began, and the state of store and index, in the Prometheus text format."""
    return Response(exposition(services()), content_type="text/plain; version=0.0.4; charset=utf-8")
