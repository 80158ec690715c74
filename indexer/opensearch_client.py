"""Room: from facts to a searchable index. Speaking with an OpenSearch cluster: its address, its errors, bulk loads under pressure."""

from __future__ import annotations

import json
import random
import re
import ssl
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from opensearchpy import OpenSearch
from opensearchpy.exceptions import ConnectionError as Unreachable
from opensearchpy.exceptions import ImproperlyConfigured, OpenSearchException, SSLError, TransportError

from govdoc.errors import ConfigError, IndexUnavailableError

NAME = re.compile(r"[a-z0-9][a-z0-9_-]{0,60}")
OPTIONS = ("ca", "shards", "replicas")
CHUNK_BYTES, CHUNK_DOCUMENTS = 4_000_000, 500
BUSY = {429, 502, 503, 504}
"""The cluster has too much to do, or is just choosing who leads: the same request may succeed later."""
ATTEMPTS, FIRST_WAIT, LONGEST_WAIT = 12, 0.2, 10.0
"""Together about a minute and a half of patience with a cluster that has lost a node."""
SHOWN = 5
TIMEOUT = 60


@dataclass(frozen=True, slots=True)
class Address:
    """https://user:password@host:9200,other:9200/name?ca=/etc/ca.pem&shards=3&replicas=1"""

    hosts: tuple[str, ...]
    name: str = "govdoc"
    user: str = ""
    password: str = ""
    ca: str = ""
    shards: int = 1
    replicas: str = "0-1"

    @property
    def shown(self) -> str:
        """Without what is secret."""
        return f"{','.join(self.hosts)}/{self.name}"


def read_address(url: str) -> Address:
    """ConfigError says which part of the URL is wrong, and never repeats a password."""
    split = urlsplit(url)
    login, _, places = split.netloc.rpartition("@")
    user, _, password = login.partition(":")
    hosts = tuple(f"{split.scheme}://{place}" for place in places.split(",") if place)
    name = split.path.strip("/") or "govdoc"
    options = dict(parse_qsl(split.query, keep_blank_values=True))
    unknown = sorted(set(options) - set(OPTIONS))
    if split.scheme not in ("https", "http") or not hosts or not NAME.fullmatch(name) or unknown:
        wrong = f"unknown option {unknown[0]}" if unknown else "not an address"
        raise ConfigError(
            f"GOVDOC_ENGINE: {wrong}: write https://user:password@host:9200/name?ca=FILE&shards=1&replicas=1"
        )
    shards, replicas = options.get("shards", "1"), options.get("replicas", "0-1")
    if not re.fullmatch(r"[1-9]\d{0,2}", shards) or not re.fullmatch(r"\d{1,2}|\d{1,2}-(\d{1,2}|all)", replicas):
        raise ConfigError("GOVDOC_ENGINE: shards is a number from 1, replicas a number or a range as 0-1")
    return Address(hosts, name, unquote(user), unquote(password), options.get("ca", ""), int(shards), replicas)


def connect(address: Address) -> OpenSearch:
    """A client that goes on with the next host when one does not answer. Nothing is asked yet. ConfigError for a bad CA file."""
    secure = address.hosts[0].startswith("https:")
    stated: dict[str, Any] = {"http_auth": (address.user, address.password)} if address.user else {}
    stated |= {"ca_certs": address.ca} if address.ca else {}
    try:
        if address.ca:
            ssl.create_default_context(cafile=address.ca)  # the client would only complain when it first connects
        return OpenSearch(
            list(address.hosts), **stated, use_ssl=secure, verify_certs=secure, timeout=TIMEOUT, http_compress=True,
            max_retries=max(3, 2 * len(address.hosts)), retry_on_timeout=True, retry_on_status=(502, 503, 504),
        )  # fmt: skip
    except (OSError, ImproperlyConfigured) as error:
        raise ConfigError(
            f"GOVDOC_ENGINE: ca={address.ca}: cannot be used ({error}): name the CA's PEM file"
        ) from error


def unavailable(address: Address, error: OpenSearchException) -> IndexUnavailableError:
    """The cluster's own words, on one line."""
    if isinstance(error, SSLError):
        said = "has a certificate that is not trusted: name its CA in GOVDOC_ENGINE (?ca=FILE)"
    elif isinstance(error, Unreachable):
        said = "does not answer: start it, or correct GOVDOC_ENGINE"
    elif isinstance(error, TransportError) and error.status_code in (401, 403):
        said = "refuses the user or password: correct GOVDOC_ENGINE"
    else:
        said = f"answers with an error ({_reason(error)}): look into its log"
    return IndexUnavailableError(f"OpenSearch at {address.shown} {said}")


def _reason(error: OpenSearchException) -> str:
    info = error.info if isinstance(error, TransportError) else None
    if isinstance(info, dict) and isinstance(info.get("error"), dict):
        causes = info["error"].get("root_cause") or [info["error"]]
        return " ".join(f"{causes[0].get('type')}: {causes[0].get('reason')}".split())[:300]
    return " ".join(str(error).split())[:300]


@dataclass(frozen=True, slots=True)
class Refused:
    """A document that the cluster did not take, and why."""

    id: str
    reason: str


def load(
    client: OpenSearch, index: str, actions: Iterable[tuple[str, dict[str, Any] | None]]
) -> tuple[int, list[Refused]]:
    """Put documents (id and body; None deletes) into the index, in requests of bounded size. How many were taken, and which were not.

    A cluster that is busy is asked again, with only what it did not take, after waits that grow; nothing is ever written twice
    under another id, so that a request whose answer was lost does no harm.
    """
    taken, refused = 0, list[Refused]()
    for chunk in _chunks(actions):
        done, bad = _send(client, index, chunk)
        taken += done
        refused += bad
    return taken, refused


def _chunks(actions: Iterable[tuple[str, dict[str, Any] | None]]) -> Iterator[dict[str, str]]:
    """Document id → its lines of the request."""
    chunk, size = dict[str, str](), 0
    for identifier, made in actions:
        head = json.dumps({"delete" if made is None else "index": {"_id": identifier}}, ensure_ascii=True)
        lines = f"{head}\n" if made is None else f"{head}\n{json.dumps(made, ensure_ascii=False)}\n"
        if chunk and (size + len(lines) > CHUNK_BYTES or len(chunk) == CHUNK_DOCUMENTS or identifier in chunk):
            yield chunk
            chunk, size = {}, 0
        chunk[identifier] = lines.encode("utf-8", "replace").decode()
        size += len(lines)
    if chunk:
        yield chunk


def _send(client: OpenSearch, index: str, chunk: dict[str, str]) -> tuple[int, list[Refused]]:
    waiting, refused, last = dict(chunk), list[Refused](), "busy"
    for attempt in range(ATTEMPTS):
        try:
            items = client.bulk(body="".join(waiting.values()), index=index)["items"]
        except TransportError as error:
            if not isinstance(error, Unreachable) and error.status_code not in BUSY:
                raise
            last, items = _reason(error), []
        for item in items:
            (answer,) = item.values()
            if answer["status"] in BUSY:
                last = str(answer.get("error", {}).get("type"))
                continue
            waiting.pop(answer["_id"], None)
            if answer["status"] >= 400 and answer.get("result") != "not_found":
                refused.append(Refused(answer["_id"], str(answer["error"].get("reason"))))
        if not waiting:
            break
        time.sleep(min(LONGEST_WAIT, FIRST_WAIT * 2**attempt) * random.uniform(0.5, 1.0))
    refused += [Refused(identifier, last) for identifier in waiting]
    return len(chunk) - len(refused), refused


def told(refused: list[Refused]) -> str:
    """The first of them by name and reason."""
    some = "; ".join(f"{one.id}: {' '.join(one.reason.split())[:200]}" for one in refused[:SHOWN])
    return f"{some}; and {len(refused) - SHOWN:,} more" if len(refused) > SHOWN else some
