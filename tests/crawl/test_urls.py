"""C7. One page has one key; addresses that look public but are not are known."""

from __future__ import annotations

import pytest

from crawl.urls import canonical_url, document_id, is_private, is_web, literal_address

SAME = [
    ("HTTP://WWW.Example.gov.cn/zfwj/a.html", "https://www.example.gov.cn/zfwj/a.html"),
    ("http://www.example.gov.cn:80/zfwj/a.html", "http://www.example.gov.cn/zfwj/a.html"),
    ("https://www.example.gov.cn:443/zfwj/", "http://www.example.gov.cn/zfwj/index.html"),
    ("http://www.example.gov.cn/zfwj/index.shtml#top", "http://www.example.gov.cn/zfwj/"),
    ("http://www.example.gov.cn", "http://www.example.gov.cn/"),
    ("http://www.example.gov.cn/a.html?utm_source=wx&from=timeline", "http://www.example.gov.cn/a.html"),
    ("http://www.example.gov.cn/a.jsp;jsessionid=0AF3?id=5", "http://www.example.gov.cn/a.jsp?id=5"),
    ("http://www.example.gov.cn/a?b=2&a=1", "http://www.example.gov.cn/a?a=1&b=2"),
    ("http://www.example.gov.cn/%E6%94%BF%E7%AD%96/a.html", "http://www.example.gov.cn/政策/a.html"),
    ("http://www.example.gov.cn./a.html", "http://www.example.gov.cn/a.html"),
]
DIFFERENT = [
    ("http://www.example.gov.cn/a.html", "http://www.example.gov.cn/A.html"),
    ("http://www.example.gov.cn/a?id=1", "http://www.example.gov.cn/a?id=2"),
    ("http://www.example.gov.cn:8080/a", "http://www.example.gov.cn/a"),
    ("http://www.example.gov.cn/a?from=2019", "http://www.example.gov.cn/a"),
    ("http://www.example.gov.cn/myindex.html", "http://www.example.gov.cn/my"),
    ("http://zf.example.gov.cn/a", "http://www.example.gov.cn/a"),
]


@pytest.mark.parametrize(("one", "other"), SAME)
def test_variants_of_one_address_are_one_document(one: str, other: str) -> None:
    assert canonical_url(one) == canonical_url(other)
    assert document_id("s", one) == document_id("s", other)


@pytest.mark.parametrize(("one", "other"), DIFFERENT)
def test_different_pages_stay_different(one: str, other: str) -> None:
    assert canonical_url(one) != canonical_url(other)


@pytest.mark.parametrize(("one", "other"), SAME + DIFFERENT)
def test_canonical_is_stable(one: str, other: str) -> None:
    assert canonical_url(canonical_url(one)) == canonical_url(one)


def test_document_id_is_site_and_twelve_hex_digits() -> None:
    site, _, digits = document_id("www_example_gov_cn", "http://www.example.gov.cn/a.html").rpartition("-")
    assert site == "www_example_gov_cn"
    assert len(digits) == 12
    assert int(digits, 16) >= 0


@pytest.mark.parametrize(
    "address",
    ["127.0.0.1", "10.1.2.3", "192.168.0.1", "169.254.169.254", "::1", "fe80::1", "::ffff:10.0.0.1", "0.0.0.0", "no"],
)
def test_private_addresses(address: str) -> None:
    assert is_private(address)


@pytest.mark.parametrize("address", ["8.8.8.8", "2400:3200::1"])
def test_public_addresses(address: str) -> None:
    assert not is_private(address)


@pytest.mark.parametrize("host", ["127.1", "0x7f000001", "2130706433", "0177.0.0.1", "127.0.0.1"])
def test_disguised_loopback_is_read(host: str) -> None:
    assert literal_address(host) == "127.0.0.1"


def test_names_are_not_addresses() -> None:
    assert literal_address("www.example.gov.cn") is None


@pytest.mark.parametrize(
    "url", ["javascript:void(0)", "mailto:a@b.cn", "http://", "http://[::1", "ftp://a.cn/x", "/a.html"]
)
def test_not_web(url: str) -> None:
    assert not is_web(url)
