"""Room: tests. A clean-up campaign over documents written here: some lapsed, some in force, some whose status is unknown."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

from flask import Flask
from flask.testing import FlaskClient

from govdoc.audits import AuditQuery
from govdoc.campaign import Campaign, ItemQuery, listed
from govdoc.document import Document, Kind
from govdoc.people import Role
from govdoc.store import Store, open_store
from indexer.derive import derive
from search_web.review.passwords import new_account

T0 = datetime(2026, 5, 6, 7, 8, 9, tzinfo=UTC)
PASSWORD = "清水河畔三棵老槐树下"
OFFICE = "清水区人民政府办公室"
TERMS = ("有效期至2020年12月31日", "有效期至2099年12月31日", "")
TOPICS = ("养犬管理", "燃气安全", "渣土运输", "公园保护", "供热管理")
PEOPLE = (("reader", Role.READER), ("li", Role.REVIEWER), ("wang", Role.REVIEWER), ("root", Role.ADMINISTRATOR))


def measures(many: int, office: str = OFFICE) -> Iterator[Document]:
    """Measures of one office, issued one a day from 2016 on; every third lapsed, every third runs on, every third says nothing."""
    for n in range(many):
        term, topic = TERMS[n % 3], TOPICS[n % len(TOPICS)]
        yield Document(
            f"m-{n:05}",
            f"清水区{topic}办法（第{n}号）",
            f"第一条　为了{topic}，制定本办法。\n第二条　本办法自2016年1月1日起施行{'，' + term if term else ''}。",
            number=f"清政办发〔{2016 + n % 5}〕{n + 1}号",
            kind=Kind.NORMATIVE,
            issuers=(office,),
            issued_on=date(2016 + n % 5, 1 + n % 12, 1 + n % 28),
            published_on=date(2016 + n % 5, 1 + n % 12, 1 + n % 28),
        )


def made_store(folder: Path, many: int = 12) -> Store:
    """A store with the measures, derived, and four accounts."""
    store = open_store(f"sqlite:///{folder / 'govdoc.sqlite3'}")
    store.put_documents(measures(many), T0)
    derive(store)
    for name, role in PEOPLE:
        store.people.add_account(new_account(name, role, PASSWORD, T0), "test")
    return store


def begun(store: Store, cutoff: date = date(2025, 12, 31), two_must_agree: bool = False) -> Campaign:
    """A campaign over everything that the office issued up to the cut-off."""
    rows = store.audit(AuditQuery("cleanup", date(2026, 5, 6), issuers=(OFFICE,)))
    campaign = Campaign("", "2026年规范性文件清理", OFFICE, (OFFICE,), cutoff, two_must_agree, "li", T0)
    return store.campaigns.open(campaign, listed(rows, cutoff))


def token(client: FlaskClient, url: str = "/review/sign-in") -> str:
    found = re.search(r'name="csrf_token" value="([^"]+)"', client.get(url).get_data(as_text=True))
    assert found, url
    return found[1]


def signed_in(app: Flask, name: str) -> FlaskClient:
    client = app.test_client()
    answer = client.post("/review/sign-in", data={"csrf_token": token(client), "name": name, "password": PASSWORD})
    assert answer.status_code == 302, answer.get_data(as_text=True)
    return client


def seen(store: Store, campaign: str, *ids: str) -> dict[str, object]:
    """The fields of a form that has ticked these items as they stand."""
    items = store.campaigns.items_by_ids(campaign, ids)
    return {"item": list(ids)} | {f"seen-{id}": str(items[id].state.revision) for id in ids}


def outcomes(store: Store, campaign: str) -> dict[str, str]:
    return {item.document_id: item.state.outcome for item in store.campaigns.items(ItemQuery(campaign))}
