"""Room: from index to pages. Sign-in by OpenID Connect, where a provider is set: authorization code with PKCE, state and nonce.

Authlib speaks the protocol. An account is bound to the person (`sub`) who first signed in with its name, by a deed in the
trail, so that a name given to somebody else later does not open it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from authlib.common.errors import AuthlibBaseError
from authlib.integrations.flask_client import OAuth
from flask import Flask, Response, abort, current_app, redirect, render_template, request, session, url_for
from joserfc.errors import JoseError
from requests import RequestException

from govdoc.errors import GovdocError, NotFoundError
from govdoc.openid import OpenId
from govdoc.people import Account, Deed, Role
from search_web.review.base import people, review_blueprint
from search_web.review.passwords import fault_of_name, new_session
from search_web.review.sign import enter, inside
from search_web.services import services

blueprint = review_blueprint("oidc")
KEY, NEXT = "govdoc_oidc", "oidc_next"
SAFE = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA")
"""Signatures that only the provider can make: neither `none` nor a secret that both sides know."""
PATIENCE = 10
"""Seconds to wait for the provider."""
LINKED = "linked"


class RefusedError(GovdocError):
    """The provider's answer is good, but the person may not in; the message is shown to him."""


def prepare(app: Flask, openid: OpenId | None) -> None:
    """Nothing is asked of the provider before somebody signs in."""
    if openid is None:
        return
    app.extensions[KEY] = OAuth(app).register(
        "govdoc",
        client_id=openid.client,
        client_secret=openid.secret or None,
        server_metadata_url=f"{openid.issuer}/.well-known/openid-configuration",
        client_kwargs={
            "scope": "openid profile",
            "code_challenge_method": "S256",
            "default_timeout": PATIENCE,
            "token_endpoint_auth_method": "client_secret_basic" if openid.secret else "none",
        },
    )


@blueprint.get("/oidc")
def start() -> Response | tuple[str, int]:
    """To the provider; where to go afterwards is kept in the session."""
    client, openid = _client()
    try:
        _check(client.load_server_metadata(), openid)
        answer: Response = client.authorize_redirect(url_for("oidc.back", _external=True))
    except (RequestException, ValueError, RuntimeError, AuthlibBaseError) as error:
        return _failed(error, 502)
    session[NEXT] = request.args.get("next", "")
    return answer


@blueprint.get("/oidc/back")
def back() -> Response | tuple[str, int]:
    """From the provider: every token is checked before anything in it is believed."""
    client, openid = _client()
    target = session.get(NEXT, "")
    options = {
        "iss": {"essential": True, "value": openid.issuer},
        "aud": {"essential": True, "value": openid.client},
    }
    try:
        _check(client.load_server_metadata(), openid)
        token = client.authorize_access_token(claims_options=options, leeway=30)
        account = admitted(token.get("userinfo") or {}, openid)
    except RefusedError as error:
        return _page(str(error), 403)
    except (AuthlibBaseError, JoseError) as error:
        return _failed(error, 401)
    except (RequestException, ValueError, RuntimeError, KeyError) as error:
        return _failed(error, 502)
    enter(account, {"by": openid.issuer})
    return redirect(inside(target))  # type: ignore[return-value]


def admitted(claims: Mapping[str, Any], openid: OpenId) -> Account:
    """The account of a person whose ID token was found good; RefusedError says why there is none."""
    name, subject = claims.get(openid.name_claim), claims.get("sub")
    if not isinstance(name, str) or not isinstance(subject, str) or not subject or fault_of_name(name):
        raise RefusedError("统一身份认证没有给出可用的账号名，请联系管理员。")
    role = openid.role_of(claims)
    if openid.roles and role is None:
        raise RefusedError("你在统一身份认证里的权限不包括本系统，请联系管理员。")
    account = _account(name, role, openid)
    _link(account, {"issuer": openid.issuer, "sub": subject})
    if account.disabled:
        raise RefusedError("账号已停用，请联系管理员。")
    if role is not None and role is not account.role:
        deed = Deed(_now(), name, "role changed", name, {"role": account.role.value}, {"role": role.value})
        account = people().change_account(name, lambda one: replace(one, role=role), deed)
    return account


def _account(name: str, role: Role | None, openid: OpenId) -> Account:
    try:
        return people().account(name)
    except NotFoundError:
        if not openid.create:
            raise RefusedError(f"还没有账号“{name}”，请联系管理员新增。") from None
    made = Account(name, role or Role.READER, "", new_session(), _now())
    people().add_account(made, openid.issuer)
    return made


def _link(account: Account, person: dict[str, str]) -> None:
    """The first person who comes with the name is its person for good."""
    known = people().deeds_on(account.name, (LINKED,))
    if not known:
        people().record([Deed(_now(), account.name, LINKED, account.name, None, person)])
    elif known[-1].deed.after != person:
        raise RefusedError("这个账号名已经属于另一个人，请联系管理员。")


def _check(metadata: dict[str, Any], openid: OpenId) -> None:
    """The provider must be who it is set to be (OpenID Connect Discovery 1.0, 4.3) and sign with a key of its own."""
    if str(metadata.get("issuer", "")).rstrip("/") != openid.issuer:
        raise ValueError(f"the provider calls itself {metadata.get('issuer')!r}")
    offered = metadata.get("id_token_signing_alg_values_supported") or ["RS256"]
    metadata["id_token_signing_alg_values_supported"] = [one for one in offered if one in SAFE]
    metadata["issuer"] = openid.issuer


def _failed(error: Exception, status: int) -> tuple[str, int]:
    """Logged for the operator in one line; the visitor learns what to do."""
    current_app.logger.warning("OpenID Connect sign-in failed: %s: %s", type(error).__name__, error)
    if status == 502:
        return _page("统一身份认证暂时没有正确应答，请稍后再试，或者用账号和密码登录。", status)
    return _page("统一身份认证的登录没有成功或者已经过期，请重新登录。", status)


def _page(fault: str, status: int) -> tuple[str, int]:
    session.clear()
    return render_template("review/sign_in.html", fault=fault, name="", next=""), status


def _client() -> tuple[Any, OpenId]:
    """404 where no provider is set."""
    openid = services().settings.openid
    if openid is None:
        abort(404)
    return current_app.extensions[KEY], openid


def _now() -> datetime:
    return datetime.now(UTC)
