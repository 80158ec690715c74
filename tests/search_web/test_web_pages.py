"""Every page through the front door: what it shows, what it escapes, what it sends along."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from urllib.parse import quote

import pytest
from flask.testing import FlaskClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

OWN_SCRIPTS = re.compile(r'<script (?:src="/static/[a-z.?=0-9]+" defer|type="application/ld\+json")>[^<]*</script>')
PAGES = (
    *("/", "/search", "/search?q=低保", "/search?q=没有", "/browse", "/browse?by=year", "/d/a1", "/d/b%2F2", "/d/c3"),
    *("/d/a1?q=农村低保&on=2022-01-01", "/d/a1/versions", "/d/a1/snapshot", "/feed.atom?q=低保", "/opensearch.xml"),
    *("/sitemap.xml", "/sitemap-1.xml", "/robots.txt", "/healthz", "/metrics"),
)


def text(client: FlaskClient, url: str, status: int = 200) -> str:
    response = client.get(url)
    assert response.status_code == status, url
    return response.get_data(as_text=True)


@pytest.mark.parametrize("url", PAGES)
def test_a_page_answers_with_its_headers(client: FlaskClient, url: str) -> None:
    response = client.get(url)
    assert response.status_code == 200
    policy = response.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert response.headers["X-Frame-Options"] == "DENY"
    body = response.get_data(as_text=True)
    assert "<script" not in OWN_SCRIPTS.sub("", body)
    assert " style=" not in body
    assert "javascript:" not in body.replace("javascript:alert(1)</dd>", "")


@pytest.mark.parametrize(
    "url", ["/search", "/d/b%2F2", "/d/b%2F2/versions", "/browse", "/feed.atom", f"/search?q={quote('<script>')}"]
)
def test_markup_from_the_web_is_escaped(client: FlaskClient, url: str) -> None:
    body = text(client, url)
    assert "<script" not in OWN_SCRIPTS.sub("", body)
    assert "&lt;script&gt;" in body


def test_hits_are_marked_and_explained(client: FlaskClient) -> None:
    body = text(client, "/search?q=农村低保")
    assert "<mark>农村低保</mark>" in body
    assert "效力待定" in body
    assert "未见施行、废止或失效依据" in body
    assert "另有 2 处发布" in body
    assert 'href="/d/a1?q=' in body


def test_filters_show_as_chips_and_reach_the_engine(client: FlaskClient, engine) -> None:  # type: ignore[no-untyped-def]
    body = text(client, "/search?kind=normative&form=通知&utm_source=x")
    assert engine.asked[-1].filters == {"kind": ("normative",), "form": ("通知",)}
    assert "已选条件" in body
    assert "utm_source" not in body
    assert 'name="kind" value="normative"' in body


def test_nothing_found_says_what_to_try(client: FlaskClient) -> None:
    assert "可以试试" in text(client, "/search?q=无此内容&kind=law")


def test_a_page_beyond_the_last_leads_to_the_last(client: FlaskClient) -> None:
    response = client.get("/search?page=900")
    assert response.status_code == 302
    assert response.headers["Location"] == "/search"


def test_bad_values_are_all_named(client: FlaskClient) -> None:
    body = text(client, "/search?page=x&on=1&size=1000", 400)
    assert all(f"<code>{name}</code>" in body for name in ("page", "on", "size"))


def test_document_page(client: FlaskClient) -> None:
    body = text(client, "/d/a1?q=农村低保")
    assert "已废止" in body
    assert "同时废止" in body
    assert '<th scope="row">索引号</th><td><span class="missing">未载明</span>' in body
    assert 'id="art-3"' in body
    assert "<mark>" in body
    assert "目录" in body
    assert "标准表.xlsx" in body
    assert "每月 600 元" in body
    assert "《社会救助暂行办法》" in body
    assert (
        "云溪区人民政府. 关于提高农村低保标准的通知: 云政发〔2021〕3号[EB/OL]. (2021-03-05). http://localhost/d/a1"
        in body
    )


def test_status_is_that_of_the_day_asked_for(client: FlaskClient) -> None:
    body = text(client, "/d/a1?on=2022-06-01")
    assert "verdict-unknown" in body
    assert "verdict-repealed" not in body


def test_versions_show_what_changed_inside_each_article(client: FlaskClient) -> None:
    body = text(client, "/d/a1/versions")
    assert (
        '按照<del><span class="sr">删除：</span>公开公平</del><ins><span class="sr">新增：</span>应保尽保</ins>的原则'
        in body
    )
    assert "修改 10 处，新增 0 处，删除 0 处。涉及第一条、第二条、" in body


def test_two_texts_are_compared_the_older_as_the_old(client: FlaskClient) -> None:
    one, other = text(client, "/d/a1/compare?with=c3"), text(client, "/d/c3/compare?with=a1")
    assert '<th scope="row">旧</th><td><a href="/d/c3">' in one
    assert one.count("<ins>") == other.count("<ins>") > 10
    assert client.get("/d/a1/compare").status_code == 400
    assert client.get("/d/a1/compare?with=nobody").status_code == 404


def test_D8_snapshot_is_bannered_and_harmless(client: FlaskClient) -> None:
    body = text(client, "/d/a1/snapshot")
    assert "已归档" in body
    assert "2024-03-01 09:30:00" in body
    assert "关于农村低保的通知" in body
    assert 'href="/leave?to=http%3A%2F%2Fgov.test%2Fb.html"' in body
    assert not any(bad in body for bad in ("onclick", "onload", "javascript:", "<img", "alert(1)"))
    assert client.get("/d/c3/snapshot").status_code == 404


def test_attachment_is_saved_never_shown(client: FlaskClient) -> None:
    response = client.get("/d/a1/attachments/0")
    assert response.data == b"PK sheet"
    assert response.headers["Content-Disposition"].startswith("attachment; filename*=UTF-8''%E6%A0%87")
    assert "sandbox" in response.headers["Content-Security-Policy"]
    assert client.get("/d/a1/attachments/1").status_code == 404


def test_a_redacted_document_is_gone_with_its_reason(client: FlaskClient) -> None:
    body = text(client, "/d/gone", 410)
    assert "含有个人信息" in body
    assert "撤下的文件" not in body


@pytest.mark.parametrize(("url", "status"), [("/nothing", 404), ("/d/unknown", 404), ("/browse?by=x", 400)])
def test_errors_in_plain_words(client: FlaskClient, url: str, status: int) -> None:
    body = text(client, url, status)
    assert f"错误代码 {status}" in body
    assert "回到首页" in body


def test_before_anything_is_harvested_pages_say_so(bare: FlaskClient) -> None:
    for url in ("/", "/search?q=低保", "/d/a1", "/browse", "/healthz"):
        response = bare.get(url)
        assert response.status_code == 503, url
        assert "Traceback" not in response.get_data(as_text=True)


def test_an_unforeseen_error_shows_no_trace(client: FlaskClient, engine, monkeypatch: pytest.MonkeyPatch) -> None:  # type: ignore[no-untyped-def]
    def broken(query: object) -> None:
        raise ValueError("/secret/place")

    monkeypatch.setattr(engine, "search", broken)
    body = text(client, "/search?q=低保", 500)
    assert "secret" not in body
    assert "系统出错了" in body


def test_browse_counts_are_those_of_the_facet(client: FlaskClient) -> None:
    body = text(client, "/browse?by=kind")
    facets = client.get("/api/v1/search?size=1").get_json()["facets"]
    kinds = next(f for f in facets if f["name"] == "kind")["values"]
    for value in kinds:
        assert f"{value['label']}</span>" in body
    assert body.count('class="count"') == len(kinds)


@pytest.mark.parametrize("url", ["/feed.atom", "/opensearch.xml", "/sitemap.xml", "/sitemap-1.xml"])
def test_xml_is_well_formed_even_with_control_characters(client: FlaskClient, url: str) -> None:
    ET.fromstring(text(client, url))


@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.sampled_from(["/search", "/browse", "/feed.atom", "/d/a1", "/api/v1/search", "/api/v1/suggest"]),
    st.lists(
        st.tuples(
            st.sampled_from(
                ["q", "page", "size", "on", "kind", "issuer", "year", "within", "cursor", "issued_from", "by", "x"]
            ),
            st.text(max_size=20)
            | st.sampled_from(["0", "-1", "9999-12-31", "0001-01-01", "99999999999", "\x00", "%", '"', "第条"]),
        ),
        max_size=5,
    ),
)
def test_no_query_string_breaks_a_page(client: FlaskClient, path: str, pairs: list[tuple[str, str]]) -> None:
    query = "&".join(f"{name}={quote(value.encode('utf-8', 'surrogatepass'))}" for name, value in pairs)
    assert client.get(f"{path}?{query}").status_code in (200, 302, 400)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.binary(max_size=30))
def test_no_bytes_break_a_page(client: FlaskClient, junk: bytes) -> None:
    for path in ("/search?q=", "/d/", "/search?"):
        assert client.get(path + quote(junk)).status_code in (200, 302, 308, 400, 404)


def test_pages_are_compressed_for_those_who_can_read_it(client: FlaskClient) -> None:
    import gzip

    plain = client.get("/search?q=低保")
    packed = client.get("/search?q=低保", headers={"Accept-Encoding": "gzip"})
    assert packed.headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(packed.data) == plain.data
    assert "Accept-Encoding" in plain.headers["Vary"]


def test_the_sitemap_has_every_public_document_and_no_other(client: FlaskClient) -> None:
    places = [e.text or "" for e in ET.fromstring(text(client, "/sitemap-1.xml")).iter() if e.tag.endswith("loc")]
    assert [p.removeprefix("http://localhost") for p in places] == ["/", "/d/a1", "/d/b%2F2", "/d/c3"]
