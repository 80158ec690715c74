"""Sign-in by OpenID Connect against a provider on loopback: the good way, and every way a token or an answer can be bad."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
import requests
from flask.testing import FlaskClient

from govdoc.errors import ConfigError
from govdoc.openid import OpenId, read_openid
from govdoc.people import Role
from govdoc.settings import Settings
from govdoc.store import Store, open_store
from search_web.app import create_app
from search_web.review.passwords import new_account
from tests.search_web.provider import CLIENT, SECRET, Provider, provided

T0 = datetime(2026, 5, 6, tzinfo=UTC)
PASSWORD = "一个足够长的密码 12"
ROLES = (("groups", "审核组", Role.REVIEWER), ("groups", "信息中心", Role.ADMINISTRATOR))


@pytest.fixture(scope="module")
def running() -> Iterator[Provider]:
    with provided() as provider:
        yield provider


@pytest.fixture
def provider(running: Provider) -> Provider:
    running.claims, running.metadata, running.forge = {"preferred_username": "李明"}, {}, running.signed
    running.asked.clear()
    return running


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with open_store(f"sqlite:///{tmp_path / 'govdoc.sqlite3'}") as opened:
        opened.people.add_account(new_account("李明", Role.REVIEWER, PASSWORD, T0), "test")
        yield opened


@pytest.fixture
def client_with(tmp_path: Path, store: Store, provider: Provider) -> Callable[..., FlaskClient]:
    def made(**options: Any) -> FlaskClient:
        openid = OpenId(provider.issuer, CLIENT, SECRET, **options)
        return create_app(Settings(tmp_path, openid=openid), store=store).test_client()

    return made


def sent_to(client: FlaskClient, next: str = "") -> str:
    """The address at the provider that the site sends a visitor to."""
    answer = client.get("/review/oidc", query_string={"next": next})
    assert answer.status_code == 302
    return str(answer.headers["Location"])


def brought_back(address: str) -> str:
    """The path on the site that the provider sends him back to."""
    answer = requests.get(address, allow_redirects=False, timeout=10)
    parts = urlsplit(answer.headers["Location"])
    return f"{parts.path}?{parts.query}"


def signed_in(client: FlaskClient) -> bool:
    return client.get("/review/").status_code == 200


def test_a_reviewer_signs_in_and_comes_to_the_page_he_wanted(
    client_with: Callable[..., FlaskClient], store: Store
) -> None:
    client = client_with()
    assert "用单位统一身份认证登录" in client.get("/review/sign-in").get_data(as_text=True)
    answer = client.get(brought_back(sent_to(client, "/review/trail")))
    assert (answer.status_code, answer.headers["Location"]) == (302, "/review/trail")
    assert client.get("/review/trail").status_code == 200
    assert [e.deed.action for e in store.people.newest(2)] == ["signed in", "linked"]


def test_state_nonce_and_proof_are_sent_and_are_new_each_time(
    client_with: Callable[..., FlaskClient], provider: Provider
) -> None:
    client = client_with()
    asked = [parse_qs(urlsplit(sent_to(client)).query) for _ in range(2)]
    for name in ("state", "nonce", "code_challenge"):
        first, second = (one[name][0] for one in asked)
        assert len(first) >= 20
        assert first != second
    assert asked[0]["code_challenge_method"] == ["S256"]
    assert "code_verifier" not in asked[0]


def test_an_answer_that_was_not_asked_for_is_refused(client_with: Callable[..., FlaskClient]) -> None:
    """Somebody else's answer, an answer used twice, an answer without state: a stranger must not sign you in as himself."""
    mine, other = client_with(), client_with()
    foreign = brought_back(sent_to(other))
    sent_to(mine)
    assert mine.get(foreign).status_code == 401
    assert not signed_in(mine)
    good = brought_back(sent_to(mine))
    assert mine.get(good).status_code == 302
    mine.post("/review/sign-out")
    fresh = client_with()
    assert fresh.get(good).status_code == 401
    assert fresh.get("/review/oidc/back?code=x").status_code == 401
    assert fresh.get("/review/oidc/back?error=access_denied").status_code == 401
    assert not signed_in(fresh)


NOW = int(time.time())
BAD_CLAIMS = {
    "expired": {"exp": NOW - 3600, "iat": NOW - 7200},
    "no end": {"exp": None},
    "for another site": {"aud": "somebody-else"},
    "for nobody": {"aud": None},
    "of another provider": {"iss": "https://elsewhere.test"},
    "of no provider": {"iss": None},
    "another nonce": {"nonce": "0" * 20},
    "no nonce": {"nonce": None},
    "nobody": {"sub": None},
}


@pytest.mark.parametrize("bad", BAD_CLAIMS)
def test_a_token_with_a_wrong_claim_is_refused(
    client_with: Callable[..., FlaskClient], provider: Provider, store: Store, bad: str
) -> None:
    client = client_with(create=True)
    provider.claims |= BAD_CLAIMS[bad]
    answer = client.get(brought_back(sent_to(client)))
    assert answer.status_code == 401
    assert "请重新登录" in answer.get_data(as_text=True)
    assert not signed_in(client)
    assert not store.people.deeds_on("李明", ("linked", "signed in"))


@pytest.mark.parametrize("way", ["signed_by_another", "signed_with_the_public_key", "unsigned", "nothing"])
def test_a_forged_token_is_refused(client_with: Callable[..., FlaskClient], provider: Provider, way: str) -> None:
    client = client_with(create=True)
    provider.forge = getattr(provider, way, lambda claims: None)
    assert client.get(brought_back(sent_to(client))).status_code in (401, 403)
    assert not signed_in(client)


def test_nobody_gets_an_account_unless_it_is_set(
    client_with: Callable[..., FlaskClient], provider: Provider, store: Store
) -> None:
    provider.claims["preferred_username"] = "王芳"
    client = client_with()
    answer = client.get(brought_back(sent_to(client)))
    assert answer.status_code == 403
    assert "还没有账号“王芳”" in answer.get_data(as_text=True)
    assert [a.name for a in store.people.accounts()] == ["李明"]
    opened = client_with(create=True)
    assert opened.get(brought_back(sent_to(opened))).status_code == 302
    assert store.people.account("王芳").role is Role.READER
    assert opened.post("/review/sign-in", data={"name": "王芳", "password": ""}).status_code in (400, 401)


@pytest.mark.parametrize(
    ("groups", "role"),
    [(["审核组"], Role.REVIEWER), (["审核组", "信息中心"], Role.ADMINISTRATOR), ("审核组", Role.REVIEWER), (["别的"], None), (None, None), ({"审核组": 1}, None)],
)  # fmt: skip
def test_roles_follow_the_claims_at_each_sign_in(
    client_with: Callable[..., FlaskClient], provider: Provider, store: Store, groups: object, role: Role | None
) -> None:
    provider.claims["groups"] = groups
    client = client_with(roles=ROLES)
    answer = client.get(brought_back(sent_to(client)))
    assert answer.status_code == (302 if role else 403)
    assert store.people.account("李明").role is (role or Role.REVIEWER)
    changed = store.people.deeds_on("李明", ("role changed",))
    assert len(changed) == (role is Role.ADMINISTRATOR)


def test_a_name_that_goes_to_another_person_does_not_open_the_account(
    client_with: Callable[..., FlaskClient], provider: Provider
) -> None:
    first, second = client_with(), client_with()
    assert first.get(brought_back(sent_to(first))).status_code == 302
    provider.claims["sub"] = "person-2"
    assert second.get(brought_back(sent_to(second))).status_code == 403
    assert not signed_in(second)


def test_a_disabled_account_stays_out(client_with: Callable[..., FlaskClient], store: Store) -> None:
    store.people.change_account("李明", lambda one: replace(one, disabled=True), None)
    client = client_with()
    assert client.get(brought_back(sent_to(client))).status_code == 403


@pytest.mark.parametrize("name", [None, 7, "", "甲/乙", "x" * 99])
def test_a_name_that_cannot_be_one_is_refused(
    client_with: Callable[..., FlaskClient], provider: Provider, name: object
) -> None:
    provider.claims["preferred_username"] = name
    client = client_with(create=True)
    assert client.get(brought_back(sent_to(client))).status_code == 403


def test_a_provider_that_is_not_itself_or_does_not_answer_is_said(
    client_with: Callable[..., FlaskClient], provider: Provider, tmp_path: Path, store: Store
) -> None:
    provider.metadata = {"issuer": "https://elsewhere.test"}
    assert client_with().get("/review/oidc").status_code == 502
    nowhere = Settings(tmp_path, openid=OpenId("http://127.0.0.1:9", CLIENT))
    answer = create_app(nowhere, store=store).test_client().get("/review/oidc")
    assert answer.status_code == 502
    assert "用账号和密码登录" in answer.get_data(as_text=True)


def test_afterwards_one_stays_on_this_site(client_with: Callable[..., FlaskClient]) -> None:
    client = client_with()
    answer = client.get(brought_back(sent_to(client, "https://elsewhere.test/review/")))
    assert answer.headers["Location"] == "/review/"


def test_without_a_provider_there_is_no_such_page(tmp_path: Path, store: Store) -> None:
    client = create_app(Settings(tmp_path), store=store).test_client()
    assert client.get("/review/oidc").status_code == 404
    assert client.get("/review/oidc/back").status_code == 404
    assert "统一身份认证" not in client.get("/review/sign-in").get_data(as_text=True)


GOOD = {"GOVDOC_OIDC_ISSUER": "https://id.gov.test/", "GOVDOC_OIDC_CLIENT": "govdoc"}


def test_settings_are_read(tmp_path: Path) -> None:
    assert read_openid({}) is None
    read = read_openid(
        GOOD | {"GOVDOC_OIDC_ROLES": "groups=a:b:reviewer, title=科长:administrator", "GOVDOC_OIDC_CREATE": "1"}
    )
    assert read == OpenId(
        "https://id.gov.test",
        "govdoc",
        roles=(("groups", "a:b", Role.REVIEWER), ("title", "科长", Role.ADMINISTRATOR)),
        create=True,
    )


@pytest.mark.parametrize(
    ("wrong", "named"),
    [
        ({"GOVDOC_OIDC_ISSUER": "http://id.gov.test"}, "https://"),
        ({"GOVDOC_OIDC_ISSUER": "id.gov.test"}, "https://"),
        ({"GOVDOC_OIDC_CLIENT": ""}, "GOVDOC_OIDC_CLIENT"),
        ({"GOVDOC_OIDC_CREATE": "yes"}, "GOVDOC_OIDC_CREATE"),
        ({"GOVDOC_OIDC_ROLES": "groups:reviewer"}, "claim=value:role"),
        ({"GOVDOC_OIDC_ROLES": "groups=a:boss"}, "reviewer"),
    ],
)
def test_wrong_settings_are_named(wrong: dict[str, str], named: str) -> None:
    with pytest.raises(ConfigError, match=named):
        read_openid(GOOD | wrong)
