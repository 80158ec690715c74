"""The site files that ship: each with a list page and two documents, imitations of what the site serves, and their expected reading."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from crawl.listing import read_list
from crawl.page import parse_page
from crawl.site_file import SHIPPED, load_site, load_sites

FIXTURES = Path(__file__).parent / "sites"
SITES = sorted(path.stem for path in SHIPPED.glob("*.toml") if path.stem != "sample")
DOCUMENTS = [(site, place) for site in SITES for place in (1, 2)]


def expected(site: str, name: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((FIXTURES / site / f"{name}.expected.json").read_text("utf-8"))
    return found


def test_every_site_has_its_pages_and_no_page_is_without_a_site() -> None:
    assert sorted(path.name for path in FIXTURES.iterdir()) == SITES
    for site in SITES:
        names = {path.name for path in (FIXTURES / site).iterdir()} - {"list.html", "list.json"}
        assert names == {
            "list.expected.json", "document_1.html", "document_1.expected.json", "document_2.html", "document_2.expected.json",
        }  # fmt: skip


def test_what_was_not_verified_live_is_not_enabled() -> None:
    assert {site.id for site in load_sites() if site.enabled} == {"sample"}
    assert all(site.note for site in load_sites() if not site.enabled)


@pytest.mark.parametrize("site_id", SITES)
def test_the_list_is_read(site_id: str) -> None:
    wanted = expected(site_id, "list")
    channel = load_site(SHIPPED / f"{site_id}.toml").channel(wanted["channel"])
    assert channel is not None
    (body,) = (path.read_bytes() for path in (FIXTURES / site_id).glob("list.*") if "expected" not in path.name)
    page = read_list(body, wanted["url"], channel)
    assert [[item.title, item.url, item.date.isoformat() if item.date else None] for item in page.items] == wanted[
        "items"
    ]
    assert len(page.next) == 1
    assert wanted["next"] == "any" or list(page.next) == wanted["next"]
    assert page.total == wanted["total"]


@pytest.mark.parametrize(("site_id", "place"), DOCUMENTS)
@pytest.mark.parametrize("described", [True, False], ids=["with its file", "without"])
def test_the_documents_are_read(site_id: str, place: int, described: bool) -> None:
    wanted = expected(site_id, f"document_{place}")
    site = load_site(SHIPPED / f"{site_id}.toml") if described else None
    body = (FIXTURES / site_id / f"document_{place}.html").read_bytes()
    document = parse_page(body, wanted.pop("url"), site)
    assert {field: _plain(getattr(document, field)) for field in wanted} == wanted


def _plain(value: Any) -> Any:
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, tuple):
        return [[one.name, one.url] if hasattr(one, "url") else one for one in value]
    return value
