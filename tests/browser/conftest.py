"""A real browser on a real application: store, derivations, index and pages, with documents written here."""

from __future__ import annotations

import threading
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from flask import Flask
from werkzeug.serving import make_server

from govdoc.blobs import Archive
from govdoc.document import Attachment, Document, Kind
from govdoc.people import Role
from govdoc.settings import SHANGHAI, Settings
from govdoc.store import PageState, open_store
from indexer.derive import derive, entries
from indexer.engine import open_engine
from search_web.app import create_app
from search_web.review.passwords import new_account
from tests.browser.sample import sample_documents
from tests.search_web.campaigns import PASSWORD

SEEN = datetime(2024, 5, 6, 10, 0, tzinfo=SHANGHAI)
TOPICS = ("农村低保", "临时救助", "城乡环境整治", "义务教育招生", "财政预算公开", "食品安全", "征地补偿", "政务服务")
FORMS = ("通知", "意见", "办法", "公告")
ARTICLES = "\n".join(
    f"第{n}条　区民政局负责{{topic}}的组织实施，镇人民政府、街道办事处负责受理和审核，并将结果在村（社区）公示七日。"
    for n in ("一", "二", "三", "四", "五", "六", "七", "八", "九", "十", "十一", "十二")
)


def documents() -> Iterator[Document]:
    """Forty documents of a district, one of them long, with an attachment and a very long unbroken word."""
    for n in range(40):
        topic, form, year = TOPICS[n % 8], FORMS[n % 4], 2015 + n % 9
        attachments = ()
        if n == 0:
            attachments = (
                Attachment("申请表.docx", "http://gov.test/a.docx", text="申请人姓名\n家庭人口", state="stored"),
            )
        yield Document(
            id=f"yx-{n:03}",
            title=f"云溪区人民政府关于印发云溪区{topic}工作{form}（第{n + 1}批）的通知",
            text=f"各镇人民政府，各街道办事处：\n第一章　总则\n{ARTICLES.format(topic=topic)}\n" + "A" * 90 * (n == 0),
            url=f"http://gov.test/{n}.html",
            site="sample",
            channel=("规范性文件", "通知公告", "政策解读")[n % 3],
            kind=(Kind.NORMATIVE, Kind.NOTICE, Kind.INTERPRETATION)[n % 3],
            form=form,
            number=f"云政发〔{year}〕{n + 1}号",
            issuers=("云溪区人民政府",),
            region="云溪区",
            issued_on=date(year, 3, 1 + n % 28),
            published_on=date(year, 4, 1 + n % 28),
            expires_on=date(year + 5, 3, 31) if n % 5 == 0 else None,
            attachments=attachments,
        )


@contextmanager
def serving(app: Flask) -> Iterator[str]:
    """The address at which an application answers, in a thread of this process."""
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()


@contextmanager
def served(root: Path, *batches: Iterable[Document], url: str, document_id: str) -> Iterator[str]:
    """The address of an application over the documents; each batch after the first brings new versions."""
    settings = Settings(root, store_url=f"sqlite:///{root / 'govdoc.sqlite3'}", engine_url=str(root / "index"))
    raw = Archive(settings.archive).put("<meta charset=utf-8><body><h1>存档</h1><p>各镇：</p>".encode())
    with open_store(settings.store_url) as store:
        for days, batch in enumerate(batches):
            store.put_documents(batch, SEEN + timedelta(days=days))
        store.put_page(PageState(url, "sample", "规范性文件", document_id, "new", SEEN, SEEN, sha256=raw))
        store.people.add_account(new_account("root", Role.ADMINISTRATOR, PASSWORD, SEEN), "test")
        derive(store)
        engine = open_engine(settings.engine_url)
        engine.rebuild(entries(store))
        with serving(create_app(settings, engine, store)) as place:
            yield place
        engine.close()


@pytest.fixture(scope="session")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of an application over forty documents."""
    root = tmp_path_factory.mktemp("browser")
    with served(root, documents(), url="http://gov.test/0.html", document_id="yx-000") as place:
        yield place


@pytest.fixture(scope="session")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of an application over the documents of the sample site, one of them with two versions."""
    found = list(sample_documents())
    changed = next(d for d in found if d.id == "yx-1004")
    before = [replace(d, text=d.text.replace("15平方米", "14平方米")) if d is changed else d for d in found]
    root = tmp_path_factory.mktemp("sample")
    with served(root, before, [changed], url=str(changed.url), document_id=changed.id) as place:
        yield place
