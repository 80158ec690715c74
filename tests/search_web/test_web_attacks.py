"""A corpus of attacks, harvested into every field of a document, on every page kind and answer; and no question breaks a page."""

from __future__ import annotations

import json
import re
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from datetime import UTC, date, datetime
from urllib.parse import quote, urlencode

import html5lib
import pytest
from flask.testing import FlaskClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from govdoc.document import Attachment, Document, Kind
from govdoc.people import Role
from govdoc.settings import Settings
from govdoc.store import open_store
from indexer.derive import derive, entries
from indexer.engine import open_engine
from search_web.app import create_app
from search_web.parameters import PARAMETERS
from search_web.review.passwords import new_account
from tests.search_web.campaigns import PASSWORD, signed_in

ATTACKS = (
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "'><svg/onload=alert(1)>",
    "</title></textarea></style><script>alert(1)</script>",
    "</script><script>alert(1)</script>",
    "<!--<script>alert(1)//-->",
    "<iframe srcdoc='<script>alert(1)</script>'>",
    "javascript:alert(1)",
    "JaVaScRiPt&colon;alert(1)",
    "data:text/html,<script>alert(1)</script>",
    "{{ 7 * 7 }}{% raw %}<%= 7*7 %>${7*7}",
    "]]><script>alert(1)</script><![CDATA[",
    "<mark>假的</mark><b>粗</b>",
    "\u202egnp.exe\u2028\u2029\x00\x1b[31m",
    "' OR 1=1 --",
    "<a href=javascript:alert(1) style=position:fixed>点</a>",
    "&lt;script&gt;alert(1)&lt;/script&gt;",
    "=cmd|' /C calc'!A0",
)
PAGES = (
    *(
        "/",
        "/search",
        "/search?q={0}",
        "/search?within={0}&q=通知",
        "/search?issuer={0}",
        "/search?cites={0}",
        "/lookup?text={0}",
    ),
    *(
        "/browse?by=issuer",
        "/browse?by=issuer&find={0}",
        "/facet/channel?find={0}",
        "/facet/issuer?q={0}",
        "/catalogue",
        "/embed",
    ),
    *("/receipt?q={0}&was={0}", "/d/{1}?q={0}", "/d/{1}/versions", "/audit/", "/search?page={0}", "/{0}", "/d/{0}"),
    *(
        "/d/{1}?at={0}&on={0}",
        "/d/{1}/compare?with=d0",
        "/d/{1}/report",
        "/d/{1}/sheets",
        "/d/{0}/snapshot",
        "/verify/{0}",
    ),
    *("/verify?hash={0}", "/leave?to={0}", "/search?year_from={0}", "/calendar?issuer={0}", "/audit/queue?issuer={0}"),
    *("/audit/statutory/matrix", "/report/?issuer={0}", "/report/annual?issuer={0}", "/cleanup/", "/cleanup/{0}"),
    *(
        "/review/",
        "/review/d/{1}",
        "/review/decide?id={1}&id=d0",
        "/review/list/cleanup?issuer={0}",
        "/review/trail?q={0}",
    ),
    *("/review/annual?issuer={0}", "/review/campaigns/new?find={0}&issuer={0}&cutoff=2025-12-31", "/review/accounts"),
)


@pytest.fixture(scope="module")
def attacked(tmp_path_factory: pytest.TempPathFactory) -> Iterator[FlaskClient]:
    root = tmp_path_factory.mktemp("attacked")
    made = Settings(root, store_url=f"sqlite:///{root / 's.sqlite3'}", engine_url=str(root / "index"), rate_limit=0)
    with open_store(made.store_url) as store:
        store.put_documents(documents(), datetime(2024, 1, 1, tzinfo=UTC))
        derive(store)
        engine = open_engine(made.engine_url)
        engine.rebuild(entries(store))
        store.people.add_account(
            new_account("root", Role.ADMINISTRATOR, PASSWORD, datetime(2024, 1, 1, tzinfo=UTC)), "test"
        )
        yield signed_in(create_app(made, engine, store), "root")
        engine.close()


def documents() -> Iterator[Document]:
    for n, attack in enumerate(ATTACKS):
        yield Document(
            id=f"d{n}",
            title=f"{attack}通知",
            text=f"各镇：\n第一条　{attack}\n通知{attack}通知",
            url=attack,
            source=attack,
            site=attack,
            channel=attack,
            region=attack,
            subject=attack,
            kind=Kind.NORMATIVE,
            form=attack,
            number=f"{attack}〔2020〕{n}号",
            index_number=attack,
            issuers=(attack,),
            declared_status=attack,
            published_on=date(2020, 1, 2),
            attachments=(Attachment(attack, attack, attack, None, f"附件{attack}", "linked", attack),),
        )


def harmless(body: str) -> None:
    """Parsed as a browser does: no script but our files, no handler, no style, no address but of the web; no parse error."""
    parser = html5lib.HTMLParser(tree=html5lib.getTreeBuilder("etree"), namespaceHTMLElements=False)
    tree = parser.parse(body)
    assert parser.errors == []
    for element in tree.iter():
        tag = str(element.tag).rpartition("}")[2].lower()
        assert tag not in {"iframe", "object", "embed", "base", "math", "style", "frame"}, body
        assert (
            tag != "script"
            or (element.get("type") == "application/ld+json")
            or str(element.get("src")).startswith("/static/")
        )
        if tag == "script" and element.get("src") is None:
            json.loads(element.text or "")
        assert tag != "img" or str(element.get("src")).startswith(("/", "data:image/svg+xml", "data:image/png"))
        for name, value in element.attrib.items():
            assert not str(name).lower().startswith("on"), (tag, name)
            assert name != "style", (tag, value)
            if name in ("href", "src", "action", "formaction", "{http://www.w3.org/1999/xlink}href"):
                assert re.match(r"(https?://|/(?!/)|#|\?)", value) or value == "", (tag, name, value)


@pytest.mark.parametrize("page", PAGES)
def test_nothing_harvested_or_typed_acts_on_a_page(attacked: FlaskClient, page: str) -> None:
    for n, attack in enumerate(ATTACKS):
        if "{" not in page and n:
            continue
        answer = attacked.get(page.format(quote(attack, safe=""), f"d{n}"))
        assert answer.status_code in (200, 302, 308, 400, 404), (page, attack)
        if answer.mimetype == "text/html" and answer.status_code not in (302, 308):
            harmless(answer.get_data(as_text=True))
        assert "unsafe" not in answer.headers["Content-Security-Policy"]


@pytest.mark.parametrize("attack", ATTACKS)
def test_what_a_list_says_does_not_act(attacked: FlaskClient, attack: str) -> None:
    harmless(attacked.post("/lookup", data={"text": f"{attack}\n{attack}〔2020〕0号"}).get_data(as_text=True))


def test_feeds_and_data_carry_attacks_as_text(attacked: FlaskClient) -> None:
    feed = ET.fromstring(attacked.get("/feed.atom").data)
    atom = "{http://www.w3.org/2005/Atom}"
    assert len(feed.findall(f"{atom}entry")) == len(ATTACKS)
    assert {element.tag.removeprefix(atom) for element in feed.iter()} <= {
        *("feed", "id", "title", "updated", "author", "name", "link", "entry", "published", "category", "summary")
    }
    assert all(link.get("href", "").startswith("http://localhost/") for link in feed.iter(f"{atom}link"))
    for url in ("/feed.json", "/export.json", "/api/v1/search", "/api/v1/documents/d0", "/suggestions.json?q=script"):
        answer = attacked.get(url)
        assert answer.mimetype != "text/html"
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        json.loads(answer.data)
    sheet = attacked.get("/export.csv").get_data(as_text=True)
    assert "'=cmd|" in sheet
    assert not re.search(r'(?m)(?:^|,)"?[=+@]', sheet)


ANY_VALUE = st.text(max_size=30) | st.sampled_from(
    [
        *ATTACKS,
        "",
        "0",
        "-1",
        "9999999",
        "0001-01-01",
        "9999-12-31",
        "2023-02-30",
        "o1.AAAA",
        "o9999999",
        "(((",
        '"',
        "a OR",
        "NEAR/",
    ]
)
NAMES = st.sampled_from(
    [*(p.name for p in PARAMETERS), "find", "part", "by", "year_from", "year_to", "was", "line", "text", "x"]
)
PATHS = st.sampled_from(
    [
        *(
            "/search",
            "/facet/issuer",
            "/facet/year",
            "/browse",
            "/catalogue",
            "/receipt",
            "/lookup",
            "/export.csv",
            "/export.txt",
        ),
        *(
            "/feed.atom",
            "/feed.json",
            "/api/v1/search",
            "/api/v1/suggest",
            "/api/v1/lookup",
            "/suggestions.json",
            "/d/d0",
        ),
    ]
)


@settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(PATHS, st.lists(st.tuples(NAMES, ANY_VALUE), max_size=6))
def test_no_question_breaks_a_page(attacked: FlaskClient, path: str, pairs: list[tuple[str, str]]) -> None:
    query = urlencode([(name, value.encode("utf-8", "surrogatepass")) for name, value in pairs])
    answer = attacked.get(f"{path}?{query}")
    assert answer.status_code in (200, 302, 400, 404), answer.get_data(as_text=True)[:300]
    assert "Traceback" not in answer.get_data(as_text=True)
