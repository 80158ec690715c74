"""Room: from index to pages. What programs read beside the API: feed, OpenSearch, sitemap, robots, health, metrics."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, datetime, time

from flask import Blueprint, Response, abort, jsonify, render_template, request

from govdoc.errors import GovdocError
from govdoc.settings import SHANGHAI, today
from indexer.query import SearchQuery
from search_web.asked import asked_search, root
from search_web.params import to_url
from search_web.present import hit_card
from search_web.services import services

blueprint = Blueprint("feeds", __name__)
PER_SITEMAP = 50_000
NOT_XML = re.compile(r"[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def xml(template: str, media_type: str, **values: object) -> Response:
    """XML 1.0 has no control characters, harvested text may: they are left out."""
    body = NOT_XML.sub("", render_template(template, root=root(), **values))
    return Response(body, content_type=f"{media_type}; charset=utf-8")


@blueprint.get("/feed.atom")
def feed() -> Response:
    """The newest hits of any search, under the search page's own parameters."""
    asked = asked_search()
    results = services().search(replace(asked.query(today(), facets=()), relax=False))
    entries = []
    for hit in results.hits:
        day = hit.published_on or hit.issued_on
        at = datetime.combine(day, time(), SHANGHAI) if day else datetime(1970, 1, 1, tzinfo=UTC)
        entries.append((hit_card(hit, asked), at.isoformat()))
    updated = max((at for _, at in entries), default=datetime(1970, 1, 1, tzinfo=UTC).isoformat())
    response = xml(
        "feed.xml",
        "application/atom+xml",
        asked=asked,
        entries=entries,
        updated=updated,
        page_url=to_url("/search", asked),
        self_url=to_url("/feed.atom", asked),
    )
    response.add_etag()
    response.make_conditional(request)
    return response


@blueprint.get("/opensearch.xml")
def opensearch() -> Response:
    return xml("opensearch.xml", "application/opensearchdescription+xml")


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
    """200 when both store and index answer, else 503; the parts say which."""
    parts: dict[str, str] = {}
    for name, ask in (
        ("store", lambda: services().store.count()),
        ("index", lambda: services().engine.search(SearchQuery(on=today(), limit=0))),
    ):
        try:
            ask()
            parts[name] = "ok"
        except GovdocError:
            parts[name] = "unavailable"
    fine = set(parts.values()) == {"ok"}
    return jsonify({"status": "ok" if fine else "unavailable", **parts}), 200 if fine else 503


@blueprint.get("/metrics")
def metrics() -> Response:
    """This worker's counts since its start, in the Prometheus text format."""
    counts = dict(services().counts)
    lines = ["# TYPE govdoc_searches_total counter", f"govdoc_searches_total {counts.get('searches', 0)}"]
    seconds = counts.get("search_ms", 0) / 1000
    lines += ["# TYPE govdoc_search_seconds_total counter", f"govdoc_search_seconds_total {seconds}"]
    lines += ["# TYPE govdoc_responses_total counter"]
    for name in sorted(n for n in counts if n.startswith("responses_")):
        lines.append(f'govdoc_responses_total{{class="{name.removeprefix("responses_")}"}} {counts[name]}')
    return Response("\n".join(lines) + "\n", content_type="text/plain; version=0.0.4; charset=utf-8")
