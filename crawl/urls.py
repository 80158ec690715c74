"""Room: from web to facts. One page, one key: the canonical URL, and the document id made from it."""

from __future__ import annotations

import hashlib
import ipaddress
import re
from urllib.parse import parse_qsl, quote, unquote, urlencode, urlsplit, urlunsplit

DEFAULT_PORTS = {"http": 80, "https": 443}
INDEX_PAGE = re.compile(r"(?<=/)(?:index|default)\.(?:s?html?|jsp|aspx?|php)$", re.IGNORECASE)
SESSION = re.compile(r";jsessionid=[^/?#]*", re.IGNORECASE)
TRACKING = re.compile(
    r"^(?:utm_\w+|spm|jsessionid|isappinstalled|wx_\w+|share_token|from_wecom|_t|timestamp)$", re.IGNORECASE
)
SHARED_FROM = frozenset({"timeline", "singlemessage", "groupmessage", "message"})
SAFE = "/%:@!$&'()*+,;=~-._"


def canonical_url(url: str) -> str:
    """The key of a page: equal for every address under which a site serves the same page. A key, not always an address.

    Folded: case of scheme and host, http and https on their default ports (to https), index pages, fragments,
    session and tracking parameters, the order of parameters, needless percent signs.
    `HTTP://WWW.Boshan.gov.cn:80/zfwj/index.html?utm_source=wx#top` and `https://www.boshan.gov.cn/zfwj/` are one.
    """
    parts = urlsplit(url.strip())
    scheme = parts.scheme.lower()
    host = host_of(url)
    port = parts.port
    if port == DEFAULT_PORTS.get(scheme):
        port = None
    if scheme == "http" and port is None:
        scheme = "https"
    netloc = f"[{host}]" if ":" in host else host
    if port is not None:
        netloc = f"{netloc}:{port}"
    path = quote(unquote(SESSION.sub("", parts.path) or "/"), safe=SAFE)
    path = INDEX_PAGE.sub("", path)
    return urlunsplit((scheme, netloc, path, _query(parts.query), ""))


def document_id(site_id: str, url: str) -> str:
    """`www_boshan_gov_cn-` and 12 hex digits of the SHA-256 of the canonical URL."""
    digest = hashlib.sha256(canonical_url(url).encode("utf-8")).hexdigest()
    return f"{site_id}-{digest[:12]}"


def host_of(url: str) -> str:
    """The host in lower case, without port and final dot; empty when there is none."""
    return (urlsplit(url.strip()).hostname or "").lower().rstrip(".")


def is_web(url: str) -> bool:
    """Whether the address is http or https with a host (not `javascript:`, `mailto:`, or broken)."""
    try:
        parts = urlsplit(url.strip())
        return parts.scheme.lower() in DEFAULT_PORTS and bool(parts.hostname) and (parts.port or 1) > 0
    except ValueError:
        return False


def is_private(address: str) -> bool:
    """Whether an IP address is anything but a public one: loopback, LAN, link-local, those inside IPv6."""
    try:
        ip = ipaddress.ip_address(address.strip("[]"))
    except ValueError:
        return True
    mapped = getattr(ip, "ipv4_mapped", None)
    return is_private(str(mapped)) if mapped is not None else not ip.is_global or ip.is_multicast


def is_loopback(host: str) -> bool:
    """Whether the host is this machine, by its name or a written-out address."""
    address = literal_address(host)
    return host == "localhost" or bool(address and ipaddress.ip_address(address).is_loopback)


def literal_address(host: str) -> str | None:
    """The IP address when the host is one written out, also in the forms browsers accept (`127.1`, `0x7f000001`)."""
    try:
        return str(ipaddress.ip_address(host.strip("[]")))
    except ValueError:
        pass
    if not re.fullmatch(r"(?:0x[0-9a-f]+|\d+)(?:\.(?:0x[0-9a-f]+|\d+)){0,3}", host, re.IGNORECASE):
        return None
    return _loose_ipv4(host.lower().split("."))


def _loose_ipv4(parts: list[str]) -> str | None:
    """inet_aton's reading: the last part fills what is left; 0x is hexadecimal, a leading 0 octal."""
    try:
        numbers = [
            int(p, 16) if p.startswith("0x") else int(p, 8) if len(p) > 1 and p[0] == "0" else int(p) for p in parts
        ]
    except ValueError:
        return None
    value = numbers[-1]
    for place, number in enumerate(numbers[:-1]):
        value += number << (8 * (3 - place))
    return str(ipaddress.IPv4Address(value)) if 0 <= value < 2**32 else None


def _query(query: str) -> str:
    pairs = parse_qsl(query, keep_blank_values=True)
    kept = [(k, v) for k, v in pairs if not TRACKING.match(k) and not (k == "from" and v in SHARED_FROM)]
    return urlencode(sorted(kept))
