"""Site files are read strictly: whatever is wrong is named with file, line and key."""

from __future__ import annotations

from pathlib import Path

import pytest

from crawl.site import Channel
from crawl.site_file import SHIPPED, load_site, load_sites
from govdoc.document import Kind
from govdoc.errors import ConfigError

GOOD = """\
id = "a_gov_cn"
title = "某区人民政府"
base_url = "http://www.a.gov.cn"
region = "某省某市某区"
hosts = ["xxgk.a.gov.cn", "*.b.gov.cn"]
delay = 2

[selectors]
title = "h1.bt"
body = ["div.zw", "#zoom"]

[labels]
number = ["文号", "发文号"]

[limits]
pages = 500

[[channels]]
id = "tz"
title = "通知公告"
kind = "notice"
url = "/tz/"
items = "ul.list li"
next = "a.next"

[[channels]]
id = "gfxwj"
title = "规范性文件"
kind = "normative"
list = "json"
url = "http://xxgk.a.gov.cn/api/list?page={page}"
pages = "/api/list?page={page}"
items = "data.rows"
"""


def write(folder: Path, source: str, name: str = "a_gov_cn.toml") -> Path:
    path = folder / name
    path.write_text(source, encoding="utf-8")
    return path


def test_a_good_file(tmp_path: Path) -> None:
    site = load_site(write(tmp_path, GOOD))
    assert (site.id, site.delay, site.enabled, site.allow_private, site.limits.pages) == (
        "a_gov_cn",
        2.0,
        True,
        False,
        500,
    )
    hosts = ("www.a.gov.cn", "xxgk.a.gov.cn", "tzgg.b.gov.cn", "a.gov.cn", "b.gov.cn", "evilb.gov.cn")
    assert [host for host in hosts if site.allows(host)] == ["www.a.gov.cn", "xxgk.a.gov.cn", "tzgg.b.gov.cn"]
    assert site.channels[0] == Channel("tz", "通知公告", "/tz/", Kind.NOTICE, items="ul.list li", next="a.next")
    assert site.absolute("/tz/") == "http://www.a.gov.cn/tz/"
    hints = site.hints
    assert (hints.id, hints.region) == ("a_gov_cn", "某省某市某区")
    assert hints.selectors == {"title": "h1.bt", "body": "div.zw, #zoom"}
    assert hints.labels == {"number": ("文号", "发文号")}


WRONG = [
    ("delay = 2", "dealy = 2", 6, "dealy", "unknown key"),
    ("delay = 2", 'delay = "2"', 6, "delay", "a number"),
    ("delay = 2", "delay = -1", 6, "delay", "0 or more"),
    ("delay = 2", 'hours = "20-7"', 6, "hours", "20:00-07:00"),
    ("delay = 2", 'schedule = "nightly"', 6, "schedule", "every 6h"),
    ("delay = 2", "connections = 0", 6, "connections", "1 or more"),
    ("delay = 2", "enabled = 1", 6, "enabled", "true or false"),
    ('id = "a_gov_cn"', 'id = "b"', 1, "id", "name of the file"),
    ('id = "a_gov_cn"', 'id = "A.GOV"', 1, "id", "small letters"),
    ('title = "某区人民政府"\n', "", 1, "title", "missing"),
    ('"http://www.a.gov.cn"', '"www.a.gov.cn"', 3, "base_url", "http"),
    ('["xxgk.a.gov.cn", "*.b.gov.cn"]', "[1]", 5, "hosts", "list of texts"),
    ('["xxgk.a.gov.cn", "*.b.gov.cn"]', '["*"]', 5, "hosts", "is no host"),
    ('["xxgk.a.gov.cn", "*.b.gov.cn"]', '["http://b.gov.cn/"]', 5, "hosts", "is no host"),
    ("pages = 500", "pages = 0", 16, "limits.pages", "1 or more"),
    ('title = "h1.bt"', 'titel = "h1.bt"', 9, "selectors.titel", "unknown field"),
    ('title = "h1.bt"', 'title = "h1..bt"', 9, "selectors.title", "CSS selector"),
    ("number = [", "numbre = [", 13, "labels.numbre", "unknown field"),
    ("pages = 500", "page = 500", 16, "limits.page", "unknown key"),
    ('kind = "notice"', 'kind = "news"', 21, "channels.0.kind", "one of notice"),
    ('items = "ul.list li"', 'items = "ul >> li"', 23, "channels.0.items", "CSS selector"),
    ('list = "json"', 'list = "xml"', 30, "channels.1.list", "one of static"),
    ('items = "data.rows"', "", 26, "channels.1.items", "missing"),
    ("xxgk.a.gov.cn/api", "else.gov.cn/api", 31, "channels.1.url", "neither base_url nor hosts"),
    ('"/api/list?page={page}"', '"/api/list?page=2"', 32, "channels.1.pages", "{page}"),
    ('id = "gfxwj"', 'id = "tz"', 27, "channels.1.id", "used twice"),
    ('next = "a.next"', 'match = "(["', 24, "channels.0.match", "regular expression"),
]


@pytest.mark.parametrize(("old", "new", "line", "key", "problem"), WRONG)
def test_what_is_wrong_is_named_with_file_line_and_key(
    tmp_path: Path, old: str, new: str, line: int, key: str, problem: str
) -> None:
    assert old in GOOD
    path = write(tmp_path, GOOD.replace(old, new, 1))
    with pytest.raises(ConfigError) as caught:
        load_site(path)
    assert str(caught.value).startswith(f"{path}:{line}: {key}: ")
    assert problem in str(caught.value)


def test_broken_toml_names_file_and_line(tmp_path: Path) -> None:
    path = write(tmp_path, GOOD.replace("delay = 2", "delay = = 2"))
    with pytest.raises(ConfigError, match=r"a_gov_cn\.toml:6: not valid TOML: "):
        load_site(path)


def test_bytes_that_are_no_text_are_a_config_error(tmp_path: Path) -> None:
    path = tmp_path / "a.toml"
    path.write_bytes(b'title = "\xff\xfe"')
    with pytest.raises(ConfigError, match="UTF-8"):
        load_site(path)


def test_sites_of_a_directory(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="no site file"):
        load_sites(tmp_path)
    with pytest.raises(ConfigError, match="no such directory"):
        load_sites(tmp_path / "none")
    write(tmp_path, GOOD)
    assert [site.id for site in load_sites(tmp_path)] == ["a_gov_cn"]


def test_shipped_sites_are_valid_and_only_the_sample_is_enabled() -> None:
    sites = {site.id: site for site in load_sites(SHIPPED)}
    assert {"sample", "www_gov_cn", "www_boshan_gov_cn", "www_zibo_gov_cn"} <= set(sites)
    assert [site.id for site in sites.values() if site.enabled] == ["sample"]
    assert all(site.delay >= 1 and not site.allow_private for site in sites.values() if site.id != "sample")
