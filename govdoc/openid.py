"""Room: what a government document is. Sign-in by OpenID Connect: its settings, and what a provider's claims mean here. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from govdoc.errors import ConfigError
from govdoc.people import Role

KNOWN = {
    "GOVDOC_OIDC_ISSUER": "sign-in by OpenID Connect: the provider's issuer, https://… (default: none, passwords only)",
    "GOVDOC_OIDC_CLIENT": "the client id that the provider gave this site",
    "GOVDOC_OIDC_SECRET": "its secret (default: none, a public client; PKCE is used either way)",
    "GOVDOC_OIDC_NAME": "claim of the ID token that holds the account's name (default preferred_username)",
    "GOVDOC_OIDC_ROLES": "roles by claim, claim=value:role, comma-separated; who has none may not in (default: the account's own role)",
    "GOVDOC_OIDC_CREATE": "1: an unknown person gets an account at the first sign-in (default 0: an administrator adds it)",
}
LOOPBACK = ("127.0.0.1", "::1", "localhost")


@dataclass(frozen=True, slots=True)
class OpenId:
    """`roles`: (claim, value, role); of several that fit the highest counts. Empty: an account keeps the role it has."""

    issuer: str
    client: str
    secret: str = ""
    name_claim: str = "preferred_username"
    roles: tuple[tuple[str, str, Role], ...] = ()
    create: bool = False

    def role_of(self, claims: Mapping[str, Any]) -> Role | None:
        """The highest role that the claims give; a claim may be a word or a list of words."""
        given = [role for claim, value, role in self.roles if value in _words(claims.get(claim))]
        return max(given, key=list(Role).index, default=None)


def read_openid(env: Mapping[str, str]) -> OpenId | None:
    """None without an issuer. ConfigError says which setting is wrong and how to write it."""
    issuer = env.get("GOVDOC_OIDC_ISSUER", "").rstrip("/")
    if not issuer:
        return None
    parts = urlsplit(issuer)
    if not parts.hostname or (parts.scheme != "https" and parts.hostname not in LOOPBACK):
        raise ConfigError(f"GOVDOC_OIDC_ISSUER={issuer}: write the provider's address, beginning with https://")
    if not env.get("GOVDOC_OIDC_CLIENT"):
        raise ConfigError("GOVDOC_OIDC_ISSUER needs GOVDOC_OIDC_CLIENT: the client id that the provider gave this site")
    create = env.get("GOVDOC_OIDC_CREATE", "") or "0"
    if create not in ("0", "1"):
        raise ConfigError(f"GOVDOC_OIDC_CREATE={create}: write 1 (unknown people get an account) or 0")
    return OpenId(
        issuer=issuer,
        client=env["GOVDOC_OIDC_CLIENT"],
        secret=env.get("GOVDOC_OIDC_SECRET", ""),
        name_claim=env.get("GOVDOC_OIDC_NAME") or "preferred_username",
        roles=tuple(_role(one) for one in env.get("GOVDOC_OIDC_ROLES", "").split(",") if one.strip()),
        create=create == "1",
    )


def _role(text: str) -> tuple[str, str, Role]:
    """`groups=审核组:reviewer`."""
    rule, _, role = text.strip().rpartition(":")
    claim, _, value = rule.partition("=")
    if not claim or not value or role not in list(Role):
        known = ", ".join(Role)
        raise ConfigError(
            f"GOVDOC_OIDC_ROLES has {text.strip()!r}: write claim=value:role, where role is one of {known}"
        )
    return claim.strip(), value.strip(), Role(role)


def _words(claim: object) -> tuple[str, ...]:
    if isinstance(claim, str):
        return (claim,)
    return tuple(one for one in claim if isinstance(one, str)) if isinstance(claim, list) else ()
