"""Credentials and CA settings against an endpoint as clusters have it: TLS with a CA of its own and basic authentication."""

from __future__ import annotations

import base64
import http.client
import ssl
import threading
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from ipaddress import ip_address
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from govdoc.errors import IndexUnavailableError
from indexer.engine import open_engine
from indexer.query import SearchQuery
from tests.indexer.helpers import ON, SAMPLE

LOGIN = "indexer:p@ss"
STATED = "indexer:p%40ss"
"""As it stands in a URL."""


@dataclass(frozen=True, slots=True)
class Endpoint:
    """`ca` signed the endpoint's certificate, `other_ca` did not."""

    port: int
    ca: Path
    other_ca: Path

    def url(self, login: str, ca: Path | None) -> str:
        return f"https://{login}@127.0.0.1:{self.port}/tls{uuid.uuid4().hex[:8]}" + (f"?ca={ca}" if ca else "")


def authority(name: str) -> tuple[x509.Certificate, ec.EllipticCurvePrivateKey]:
    """A CA that signs itself."""
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    made = _begun(subject, subject, key).add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
    return made.sign(key, hashes.SHA256()), key


def _begun(subject: x509.Name, issuer: x509.Name, key: ec.EllipticCurvePrivateKey) -> x509.CertificateBuilder:
    now = datetime.now(UTC)
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(hours=1))
        .not_valid_after(now + timedelta(hours=1))
    )


def server_context(ca: x509.Certificate, ca_key: ec.EllipticCurvePrivateKey, folder: Path) -> ssl.SSLContext:
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "127.0.0.1")])
    names = x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))])
    signed = _begun(subject, ca.subject, key).add_extension(names, critical=False).sign(ca_key, hashes.SHA256())
    pem = folder / "server.pem"
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    pem.write_bytes(private + signed.public_bytes(serialization.Encoding.PEM))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(pem)
    return context


def handler_for(node: str) -> type[BaseHTTPRequestHandler]:
    """Passes on to the node what bears the login."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def handle_one(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            expected = "Basic " + base64.b64encode(LOGIN.encode()).decode()
            if self.headers.get("Authorization") != expected:
                return self._answer(401, {"Content-Type": "text/plain"}, b"Unauthorized")
            passed = {name: value for name, value in self.headers.items() if name not in ("Authorization", "Host")}
            upstream = http.client.HTTPConnection(urlsplit(node).netloc, timeout=60)
            upstream.request(self.command, self.path, body, passed)
            answer = upstream.getresponse()
            kept = {name: value for name, value in answer.getheaders() if name.lower() in ("content-type", "content-encoding")}  # fmt: skip
            return self._answer(answer.status, kept, answer.read())

        do_GET = do_POST = do_PUT = do_DELETE = do_HEAD = handle_one

        def _answer(self, status: int, headers: dict[str, str], body: bytes) -> None:
            self.send_response(status)
            for name, value in {**headers, "Content-Length": str(len(body))}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None: ...

    return Handler


class Quiet(ThreadingHTTPServer):
    """A client that does not trust us hangs up: nothing to tell."""

    def handle_error(self, request: object, client_address: object) -> None: ...


@pytest.fixture(scope="module")
def endpoint(opensearch: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Endpoint]:
    folder = tmp_path_factory.mktemp("tls")
    ca, key = authority("our CA")
    for name, one in (("ca.pem", ca), ("other.pem", authority("another CA")[0])):
        (folder / name).write_bytes(one.public_bytes(serialization.Encoding.PEM))
    served = Quiet(("127.0.0.1", 0), handler_for(opensearch))
    served.socket = server_context(ca, key, folder).wrap_socket(served.socket, server_side=True)
    thread = threading.Thread(target=served.serve_forever, daemon=True)
    thread.start()
    yield Endpoint(served.server_address[1], folder / "ca.pem", folder / "other.pem")
    served.shutdown()
    served.server_close()


def test_with_its_ca_and_the_right_login_everything_works(endpoint: Endpoint) -> None:
    engine = open_engine(endpoint.url(STATED, endpoint.ca))
    assert engine.rebuild(SAMPLE[:2], revision=3) == 2
    assert engine.search(SearchQuery(on=ON, words="低保")).total == 2
    assert engine.revision() == 3
    engine.close()


@pytest.mark.parametrize("ca", ["other_ca", None])
def test_a_certificate_of_another_ca_is_told(endpoint: Endpoint, ca: str | None) -> None:
    engine = open_engine(endpoint.url(STATED, getattr(endpoint, ca) if ca else None))
    with pytest.raises(IndexUnavailableError, match=r"certificate that is not trusted.*\?ca=FILE") as caught:
        engine.search(SearchQuery(on=ON))
    assert "p%40ss" not in str(caught.value)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("login", ["indexer:wrong", "someone:p%40ss"])
def test_a_wrong_login_is_told(endpoint: Endpoint, login: str) -> None:
    engine = open_engine(endpoint.url(login, endpoint.ca))
    with pytest.raises(IndexUnavailableError, match="refuses the user or password: correct GOVDOC_ENGINE") as caught:
        engine.search(SearchQuery(on=ON))
    assert "wrong" not in str(caught.value)
