"""`/api/v1`: the shape that programs rely on, errors as problem details, and what caches and browsers need."""

from __future__ import annotations

import json

import pytest
from flask.testing import FlaskClient

HIT = {"id", "title", "url", "number", "issuers", "kind", "form", "published_on", "issued_on"}
HIT |= {"status", "status_reason", "snippet", "score"}


def test_search_has_the_agreed_shape(client: FlaskClient) -> None:
    body = client.get("/api/v1/search?q=低保").get_json()
    assert {"total", "took_ms", "query", "correction", "hits", "facets"} <= set(body)
    assert body["query"] == "低保"
    assert body["total"] == len(body["hits"]) == 1
    assert set(body["hits"][0]) >= HIT
    assert body["hits"][0]["issuers"] == ["云溪区人民政府"]
    for facet in body["facets"]:
        assert set(facet) >= {"name", "label", "values"}
        assert all(set(value) == {"value", "label", "count", "selected"} for value in facet["values"])


def test_cursor_walks_all_results_once(client: FlaskClient) -> None:
    seen, cursor = [], ""
    while True:
        body = client.get(f"/api/v1/search?size=1{cursor}").get_json()
        seen += [hit["id"] for hit in body["hits"]]
        if body["next_cursor"] is None:
            break
        cursor = f"&cursor={body['next_cursor']}"
    assert sorted(seen) == ["a1", "b/2", "c3"]


def test_document_has_fields_status_and_citations(client: FlaskClient) -> None:
    body = client.get("/api/v1/documents/a1?on=2022-06-01").get_json()
    assert body["number"] == "云政发〔2021〕3号"
    assert body["status"] == "unknown"
    assert body["issued_on"] == "2021-03-01"
    assert body["attachments"][0]["name"] == "标准表.xlsx"
    assert body["derived"]["citations"]
    assert client.get("/api/v1/documents/a1").get_json()["status"] == "repealed"
    assert client.get("/api/v1/documents/b%2F2").get_json()["id"] == "b/2"


def test_suggestions_begin_with_what_was_typed(client: FlaskClient) -> None:
    found = client.get("/api/v1/suggest?q=关于提高").get_json()["suggestions"]
    assert found == [{"text": "关于提高农村低保标准的通知", "kind": "title", "id": "a1"}]
    assert client.get("/api/v1/suggest?q=").get_json()["suggestions"] == []


@pytest.mark.parametrize(
    ("url", "status"),
    [
        ("/api/v1/search?nonsense=1&page=x", 400),
        ("/api/v1/suggest?x=1", 400),
        ("/api/v1/documents/a1?x=1", 400),
        ("/api/v1/documents/unknown", 404),
        ("/api/v1/documents/gone", 410),
        ("/api/v1/nothing", 404),
    ],
)
def test_errors_are_problem_details(client: FlaskClient, url: str, status: int) -> None:
    response = client.get(url)
    assert response.status_code == status
    assert response.mimetype == "application/problem+json"
    body = json.loads(response.data)
    assert body["status"] == status
    assert {"type", "title", "detail", "instance"} <= set(body)


def test_all_parameter_problems_are_listed(client: FlaskClient) -> None:
    body = json.loads(client.get("/api/v1/search?nonsense=1&page=x&on=2023-13-01").data)
    assert {error["parameter"] for error in body["errors"]} == {"nonsense", "page", "on"}


def test_unchanged_answers_are_not_sent_again(client: FlaskClient) -> None:
    first = client.get("/api/v1/search?q=低保")
    again = client.get("/api/v1/search?q=低保", headers={"If-None-Match": first.headers["ETag"]})
    assert again.status_code == 304
    assert again.data == b""
    assert client.get("/api/v1/search?q=通知").headers["ETag"] != first.headers["ETag"]


def test_other_sites_may_read(client: FlaskClient) -> None:
    assert client.get("/api/v1/search").headers["Access-Control-Allow-Origin"] == "*"
    assert client.get("/api/v1/search?x=1").headers["Access-Control-Allow-Origin"] == "*"
    assert "Access-Control-Allow-Origin" not in client.get("/search").headers


def test_writing_is_refused(client: FlaskClient) -> None:
    response = client.post("/api/v1/search")
    assert response.status_code == 405
    assert "GET" in response.headers["Allow"]


def test_the_description_names_every_parameter_and_answers_fit_it(client: FlaskClient) -> None:
    from search_web.params import KNOWN

    description = client.get("/api/v1/openapi.json").get_json()
    assert description["openapi"].startswith("3.1")
    named = {p["name"] for p in description["paths"]["/api/v1/search"]["get"]["parameters"]}
    assert named == set(KNOWN)
    schemas = description["components"]["schemas"]
    body = client.get("/api/v1/search?q=低保").get_json()
    assert set(schemas["SearchAnswer"]["required"]) <= set(body)
    assert set(schemas["Hit"]["required"]) <= set(body["hits"][0])
