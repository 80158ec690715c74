"""An OpenID Connect provider on loopback, written for the tests: it checks what a client sends, and lies when it is told to."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import secrets
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import urlencode

from flask import Flask, Response, jsonify, redirect, request
from joserfc import jwt
from joserfc.jwk import RSAKey
from werkzeug.serving import make_server

CLIENT, SECRET = "govdoc-test", "a secret of the tests, long enough"


def _word(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).decode().rstrip("=")


def _joined(*parts: dict[str, Any]) -> str:
    return ".".join(_word(json.dumps(part).encode()) for part in parts)


class Provider:
    """`claims` go into the next ID token; `forge` may replace the finished token; `asked` remembers what clients sent."""

    def __init__(self) -> None:
        self.issuer = ""
        self.key = RSAKey.generate_key(2048, {"kid": "k1"}, private=True)
        self.claims: dict[str, Any] = {}
        self.forge: Callable[[dict[str, Any]], str | None] = self.signed
        self.metadata: dict[str, Any] = {}
        self.asked: list[dict[str, str]] = []
        self._codes: dict[str, dict[str, str]] = {}

    def signed(self, claims: dict[str, Any]) -> str:
        return jwt.encode({"alg": "RS256", "kid": "k1"}, claims, self.key)

    def signed_by_another(self, claims: dict[str, Any]) -> str:
        other = RSAKey.generate_key(2048, {"kid": "k1"}, private=True)
        return jwt.encode({"alg": "RS256", "kid": "k1"}, claims, other)

    def signed_with_the_public_key(self, claims: dict[str, Any]) -> str:
        """The old trick: the public key, which everybody knows, taken for a shared secret."""
        head = _joined({"alg": "HS256", "kid": "k1"}, claims)
        return f"{head}.{_word(hmac.digest(self.key.as_pem(private=False), head.encode(), 'sha256'))}"

    def unsigned(self, claims: dict[str, Any]) -> str:
        return _joined({"alg": "none", "kid": "k1"}, claims) + "."

    def app(self) -> Flask:
        app = Flask("provider")
        app.get("/.well-known/openid-configuration")(self._configuration)
        app.get("/authorize")(self._authorize)
        app.post("/token")(self._token)
        app.get("/keys")(lambda: jsonify(keys=[self.key.as_dict(private=False)]))
        return app

    def _configuration(self) -> Response:
        told = {
            "issuer": self.issuer,
            "authorization_endpoint": f"{self.issuer}/authorize",
            "token_endpoint": f"{self.issuer}/token",
            "jwks_uri": f"{self.issuer}/keys",
            "id_token_signing_alg_values_supported": ["RS256", "HS256", "none"],
        }
        return jsonify(told | self.metadata)

    def _authorize(self) -> Response:
        """Nobody is asked: whoever comes is the person of `claims`."""
        asked = request.args.to_dict()
        self.asked.append(asked)
        code = secrets.token_hex(8)
        self._codes[code] = asked
        return redirect(f"{asked['redirect_uri']}?{urlencode({'code': code, 'state': asked['state']})}")  # type: ignore[return-value]

    def _token(self) -> tuple[Response, int]:
        form = request.form
        asked = self._codes.pop(form.get("code", ""), None)
        proof = _word(hashlib.sha256(form.get("code_verifier", "").encode()).digest())
        known = request.authorization and (request.authorization.username, request.authorization.password)
        if known != (CLIENT, SECRET):
            return jsonify(error="invalid_client"), 401
        if asked is None or asked["redirect_uri"] != form.get("redirect_uri"):
            return jsonify(error="invalid_grant"), 400
        if asked.get("code_challenge_method") != "S256" or asked["code_challenge"] != proof:
            return jsonify(error="invalid_grant"), 400
        now = int(time.time())
        claims = {
            "iss": self.issuer,
            "aud": CLIENT,
            "sub": "person-1",
            "iat": now,
            "exp": now + 300,
            "nonce": asked["nonce"],
        }
        token = self.forge({name: value for name, value in (claims | self.claims).items() if value is not None})
        answer = {"access_token": secrets.token_hex(8), "token_type": "Bearer", "expires_in": 300}
        return jsonify(answer | ({"id_token": token} if token else {})), 200


@contextmanager
def provided() -> Iterator[Provider]:
    provider = Provider()
    server = make_server("127.0.0.1", 0, provider.app(), threaded=True)
    provider.issuer = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield provider
    server.shutdown()
    thread.join()
