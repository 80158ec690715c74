"""A small library: a real store with documents written here, and an engine that searches it by plain substring."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from govdoc.blobs import Archive
from govdoc.document import Attachment, Document, Kind, Status
from govdoc.settings import SHANGHAI, Settings
from govdoc.store import Derivation, PageState, Store, open_store
from indexer.derive import derive, entries
from indexer.engine import open_engine
from indexer.fields import IndexEntry
from indexer.query import SearchQuery
from indexer.results import Facet, FacetValue, Hit, SearchResults, Snippet
from indexer.suggest import Suggestion
from search_web.app import create_app

SEEN = datetime(2024, 3, 1, 9, 30, tzinfo=SHANGHAI)
SCRIPT = "<script>alert(1)</script>"
LONG_TEXT = "各镇人民政府：\n第一章　总则\n" + "\n".join(
    f"第{n}条　为了规范农村低保工作，按照应保尽保的原则，制定本条规定。" for n in "一二三四五六七八九十"
)
RAW_PAGE = (
    "<html><head><meta charset='gb2312'><title>t</title></head><body onload='x()'><h1>关于农村低保的通知</h1>"
    "<p onclick='x()'>各镇：</p><script>alert(1)</script><img src='http://x.test/a.png'>"
    "<a href='javascript:alert(1)'>点</a><a href='http://gov.test/b.html'>下一页</a></body></html>"
).encode("gb18030")

DOCUMENTS = (
    Document(
        id="a1",
        title="关于提高农村低保标准的通知",
        text=LONG_TEXT,
        url="http://gov.test/a1.html",
        site="sample",
        channel="规范性文件",
        kind=Kind.NORMATIVE,
        form="通知",
        number="云政发〔2021〕3号",
        issuers=("云溪区人民政府",),
        issued_on=date(2021, 3, 1),
        published_on=date(2021, 3, 5),
        attachments=(Attachment("标准表.xlsx", "http://gov.test/a.xlsx", text="农村低保 每月 600 元", state="stored"),),
    ),
    Document(
        id="b/2", title=f"{SCRIPT}标题", text=f"{SCRIPT}正文\x0b", url="javascript:alert(1)", channel=f"{SCRIPT}栏目"
    ),
    Document(id="c3", title="", text="", number="云政发〔2019〕8号"),
    Document(id="gone", title="撤下的文件", text="个人信息"),
)
TIMELINE = [
    {"since": "2021-04-01", "status": "unknown", "reason": "2021-04-01起施行，未见废止或失效依据"},
    {"since": "2023-01-01", "status": "repealed", "reason": "云政发〔2022〕9号：同时废止"},
]
PAYLOAD = {
    "timeline": TIMELINE,
    "findings": [
        {"rule": "later_act", "status": "repealed", "since": "2023-01-01", "document": "c3", "quote": "同时废止"}
    ],
    "filled": {"region": "云溪区"},
    "citations": [
        {"relation": "based_on", "title": "社会救助暂行办法", "number": None, "target": None, "quote": "根据"}
    ],
    "copies": ["c3"],
    "cited_by": [{"id": "c3", "relation": "repeals"}],
    "interpreted_by": [],
}


class SubstringEngine:
    """Brute force over the documents: what a page shows can be counted by hand."""

    def __init__(self, documents: Iterable[Document]) -> None:
        self.documents = tuple(documents)
        self.asked: list[SearchQuery] = []

    def search(self, query: SearchQuery) -> SearchResults:
        self.asked.append(query)
        found = [d for d in self.documents if query.words in d.title + d.text + (d.number or "")]
        passing = [d for d in found if self._passes(d, query.filters)]
        hits = tuple(self._hit(d, query) for d in passing[query.offset : query.offset + query.limit])
        facets = tuple(self._facet(found, name, query) for name in query.facets)
        return SearchResults(len(passing), hits, facets, offset=query.offset)

    def count(self) -> int:
        return len(self.documents)

    def revision(self) -> int | None:
        return 1

    def suggest(self, typed: str) -> tuple[Suggestion, ...]:
        return tuple(Suggestion(d.title, "title", d.id) for d in self.documents if typed and d.title.startswith(typed))

    def _passes(self, document: Document, filters: dict[str, tuple[str, ...]]) -> bool:
        return all(self._value(document, name) in accepted for name, accepted in filters.items())

    def _value(self, document: Document, name: str) -> str:
        known = {"kind": document.kind.value, "channel": document.channel or "", "form": document.form or ""}
        known["issuer"] = document.issuers[0] if document.issuers else ""
        return known.get(name, "")

    def _facet(self, found: list[Document], name: str, query: SearchQuery) -> Facet:
        others = {k: v for k, v in query.filters.items() if k != name}
        values = [self._value(d, name) for d in found if self._passes(d, others)]
        chosen = query.filters.get(name, ())
        counted = sorted({*values, *chosen}, key=lambda v: (-values.count(v), v))
        return Facet(name, tuple(FacetValue(v, values.count(v), v in chosen) for v in counted))

    def _hit(self, document: Document, query: SearchQuery) -> Hit:
        at = document.text.find(query.words) if query.words else -1
        marks = ((at, at + len(query.words)),) if 0 <= at < 100 else ()
        return Hit(
            id=document.id,
            title=Snippet(document.title, part="title"),
            snippet=Snippet(document.text[:120], marks),
            score=1.0,
            status=Status.UNKNOWN,
            status_reason="未见施行、废止或失效依据",
            url=document.url,
            number=document.number,
            issuers=document.issuers,
            kind=document.kind,
            form=document.form,
            published_on=document.published_on,
            also_at=("c3", "http://gov.test/copy.html") if document.id == "a1" else (),
        )

    def version(self) -> str:
        return "000001-r1"

    def rebuild(self, entries: Iterable[IndexEntry]) -> int:
        raise NotImplementedError

    def update(self, entries: Iterable[IndexEntry], deleted: Iterable[str] = ()) -> int:
        raise NotImplementedError

    def close(self) -> None:
        pass


@pytest.fixture(scope="session")
def settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    root = tmp_path_factory.mktemp("web")
    return Settings(data=root, store_url=f"sqlite:///{root / 'govdoc.sqlite3'}", engine_url=str(root / "index"))


@pytest.fixture(scope="session")
def store(settings: Settings) -> Iterator[Store]:
    archive = Archive(settings.archive)
    sheet = archive.put(b"PK sheet")
    first = DOCUMENTS[0]
    stored = replace(first, attachments=(replace(first.attachments[0], sha256=sheet),))
    with open_store(settings.store_url) as opened:
        opened.put_documents([replace(stored, text=LONG_TEXT.replace("应保尽保", "公开公平"))], SEEN)
        opened.put_documents([stored, *DOCUMENTS[1:]], SEEN.replace(month=4))
        opened.put_derivations([Derivation("a1", "a1", PAYLOAD)])
        opened.put_page(page_state("http://gov.test/a1.html", "a1", archive.put(RAW_PAGE)))
        opened.redact("gone", "含有个人信息", SEEN)
        yield opened


def page_state(url: str, document_id: str, sha256: str) -> PageState:
    values: dict[str, object] = {
        "url": url,
        "site": "sample",
        "channel": "规范性文件",
        "document_id": document_id,
        "state": "new",
        "first_seen_at": SEEN,
        "fetched_at": SEEN,
        "checked_at": SEEN,
        "http_status": 200,
        "etag": None,
        "last_modified": None,
        "sha256": sha256,
        "text_hash": None,
        "misses": 0,
        "note": None,
    }
    return PageState(**values)  # type: ignore[arg-type]


@pytest.fixture(scope="session")
def engine() -> SubstringEngine:
    return SubstringEngine(DOCUMENTS[:3])


@pytest.fixture(scope="session")
def app(settings: Settings, engine: SubstringEngine, store: Store) -> Flask:
    return create_app(settings, engine, store)


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()


@pytest.fixture
def bare(tmp_path: Path) -> FlaskClient:
    """An application whose store and index do not exist yet."""
    empty = Settings(tmp_path, store_url=f"sqlite:///{tmp_path / 'none.sqlite3'}", engine_url=str(tmp_path / "none"))
    return create_app(empty).test_client()


TOPICS = ("农村低保", "临时救助", "义务教育招生", "财政预算", "食品安全监督检查", "房屋征收补偿")
SHELF = tuple(
    Document(
        id=f"s{n:03}",
        title=f"关于做好{TOPICS[n % 6]}工作的{('通知', '意见', '办法')[n % 3]}（第{n}批）",
        text=f"各镇人民政府：现就{TOPICS[n % 6]}工作通知如下。根据云政发〔2015〕{n}号办理。"
        if n
        else "各镇：现通知如下。",
        url=f"http://gov.test/{n}.html",
        site="sample",
        channel=("规范性文件", "通知公告", "")[n % 3] or None,
        kind=(Kind.NORMATIVE, Kind.NOTICE, Kind.OTHER)[n % 3],
        form=("通知", "意见", "办法")[n % 3],
        number=f"云政发〔{2015 + n % 8}〕{n + 1}号",
        registration_number="YXCR-2020-0010001" if n == 5 else None,
        issuers=(f"云溪区{TOPICS[n % 6][:2]}局",) if n % 4 else (),
        issued_on=date(2015 + n % 8, 1 + n % 12, 3) if n % 5 else None,
        published_on=date(2016 + n % 8, 2, 4),
        attachments=(Attachment("名册.xlsx", text="高龄津贴发放名册", state="stored"),) if n == 7 else (),
    )
    for n in range(120)
)
"""Documents for the real engine: every facet has a value not stated, numbers and dates can be counted by hand."""


@pytest.fixture(scope="session")
def shelf_app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    root = tmp_path_factory.mktemp("shelf")
    made = Settings(
        root, store_url=f"sqlite:///{root / 'govdoc.sqlite3'}", engine_url=str(root / "index"), rate_limit=0
    )
    with open_store(made.store_url) as opened:
        opened.put_documents(SHELF, SEEN)
        real = open_engine(made.engine_url)
        derive(opened)
        real.rebuild(entries(opened))
        yield create_app(made, real, opened)
        real.close()


@pytest.fixture
def shelf(shelf_app: Flask) -> FlaskClient:
    """A client of pages over SHELF, found by the real engine."""
    return shelf_app.test_client()
