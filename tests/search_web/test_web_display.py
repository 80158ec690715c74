"""Colours and size of type: chosen by forms that need no script, kept in cookies, never a way out of the site."""

from __future__ import annotations

import hashlib
import re
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

import search_web
from search_web.display import Display, read_display, way_back

STATIC = Path(search_web.__file__).parent / "static"


def test_large_type_stays_on_until_it_is_turned_off(client: FlaskClient) -> None:
    assert 'data-size="large"' not in client.get("/browse").text
    answer = client.post("/display", data={"size": "large"}, headers={"Referer": "http://localhost/browse?by=year"})
    assert (answer.status_code, answer.headers["Location"]) == (303, "/browse?by=year")
    page = client.get("/browse")
    assert 'data-size="large"' in page.text
    assert "Cookie" in page.headers["Vary"]
    client.post("/display", data={"size": "normal"})
    assert 'data-size="large"' not in client.get("/browse").text


def test_dark_is_linked_by_choice(app: Flask) -> None:
    client = app.test_client()
    assert re.search(
        r'href="/static/dark.css\?v=\w+" media="screen and \(prefers-color-scheme: dark\)"', client.get("/browse").text
    )
    client.post("/display", data={"theme": "dark"})
    page = client.get("/browse").text
    assert re.search(r'href="/static/dark.css\?v=\w+" media="screen"', page)
    assert '<meta name="color-scheme" content="dark">' in page
    client.post("/display", data={"theme": "light"})
    assert "dark.css" not in client.get("/browse").text


@pytest.mark.parametrize(
    "referrer",
    [
        "https://x.test/",
        "http://localhost//x.test",
        "http://localhost/\\x.test",
        "",
        "http://[/",
        "javascript:alert(1)",
    ],
)
def test_the_way_back_stays_inside(client: FlaskClient, referrer: str) -> None:
    assert way_back(referrer, "localhost") == "/"
    answer = client.post("/display", data={"size": "normal"}, headers={"Referer": referrer})
    assert answer.headers["Location"] == "/"


def test_what_is_not_offered_is_refused(client: FlaskClient) -> None:
    assert client.post("/display", data={"theme": "<b>"}).status_code == 400
    assert read_display({"theme": "<b>", "size": "huge"}) == Display()


def test_every_colour_token_that_is_used_has_a_light_and_a_dark_value() -> None:
    sheets = {path.name: path.read_text("utf-8") for path in STATIC.glob("*.css")}
    used = {name for text in sheets.values() for name in re.findall(r"var\((--[a-z0-9-]+)\)", text)}
    light = dict(re.findall(r"(--[a-z0-9-]+): ([^;]+);", sheets["style.css"]))
    dark = dict(re.findall(r"(--[a-z0-9-]+): ([^;]+);", sheets["dark.css"]))
    assert used <= set(light)
    assert set(dark) == {name for name, value in light.items() if value.startswith("#")}


def test_a_colour_is_written_only_as_a_token() -> None:
    for path in STATIC.glob("*.css"):
        rules = re.sub(r"--[a-z0-9-]+: [^;]+;", "", path.read_text("utf-8"))
        assert re.findall(r"#[0-9a-fA-F]{3,6}\b", rules) == [], path.name


def test_stylesheets_stay_small() -> None:
    sizes = {path.name: len(path.read_bytes()) for path in STATIC.glob("*.css")}
    assert sizes["style.css"] < 25_000
    assert sizes.pop("style.css") + max(sizes.values()) < 32_000  # no page has more than one of the others


def test_a_static_file_is_asked_for_once_until_its_bytes_change(app: Flask) -> None:
    client = app.test_client()
    linked = re.findall(r'(?:href|src)="(/static/[^"]+)"', client.get("/search?q=低保").text)
    assert len(linked) == 6
    for address in linked:
        answer = client.get(address)
        assert answer.headers["Cache-Control"] == "public, max-age=31536000, immutable"
        assert hashlib.sha256(answer.data).hexdigest().startswith(address.partition("?v=")[2]), address
    for other in ("/static/style.css", "/static/style.css?v=0"):
        assert client.get(other).headers["Cache-Control"] == "no-cache"
    assert "immutable" not in client.get("/static/none.css?v=0").headers.get("Cache-Control", "")
