"""Room: what a government document is. Settings: one frozen object, made at the edge from options and GOVDOC_* variables."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta, timezone
from pathlib import Path

from govdoc import openid
from govdoc.dates import parse_date
from govdoc.errors import ConfigError, UsageError
from govdoc.openid import OpenId

SHANGHAI = timezone(timedelta(hours=8), "Asia/Shanghai")


@dataclass(frozen=True, slots=True)
class Settings:
    """Where things are. `store_url` and `engine_url` default to places inside `data`.

    `rate_limit`: requests a minute that one address may make, 0 for no limit; `rate_store`: where they are counted. `proxies`: how many
    trusted proxies stand before the web service, whose X-Forwarded headers then say who asks.
    `hot_searches`: so many different people must have searched for something in a week before it is shown to others; 0: nothing
    that is searched for is counted.
    `site_code`: the 网站标识码 that the authorities gave this very site.
    """

    data: Path
    sites: Path | None = None
    store_url: str = ""
    engine_url: str = ""
    contact: str = ""
    second_reviewer: bool = False
    rate_limit: int = 2000
    rate_store: str = "shared://"
    proxies: int = 0
    site_code: str = ""
    hot_searches: int = 5
    openid: OpenId | None = None

    archive_url: str = ""
    log: str = "text"

    @property
    def operators(self) -> Path:
        """The folder of `best_bets.toml` and `golden.toml`: the index directory, also where the index is in a cluster."""
        return self.data / "index" if "://" in self.engine_url else Path(self.engine_url)

    @property
    def archive(self) -> Path | str:
        """A folder, or the URL of one in an object store."""
        return self.archive_url or self.data / "archive"


LEAST_PEOPLE = 5
"""What fewer people searched for is never shown to others, whatever is set."""

KNOWN = {
    "GOVDOC_DATA": "data directory (default ./data)",
    "GOVDOC_SITES": "directory of site files (default: those that ship with govdoc)",
    "GOVDOC_STORE": "database URL (default: SQLite in the data directory)",
    "GOVDOC_ENGINE": "index: a directory, or https://… of an OpenSearch cluster (default: a directory in the data directory)",
    "GOVDOC_ARCHIVE": "raw pages and files: a folder, or s3://… and the like (default: in the data directory)",
    "GOVDOC_LOG": "json: a line of JSON for every request and every step of work, on standard error (default: text, warnings only)",
    "GOVDOC_CONTACT": "address named in the crawler's user agent, so that a site's operator can write to you",
    "GOVDOC_SECOND_REVIEWER": "1: a reviewer's decision counts only when a second one has confirmed it (default 0)",
    "GOVDOC_RATE_LIMIT": "requests a minute that one address may make (default 2000; 0: no limit)",
    "GOVDOC_RATE_STORE": "where requests are counted: redis://HOST:PORT when several machines serve (default: memory that the workers of one machine share)",
    "GOVDOC_PROXIES": "how many trusted proxies stand before the web service (default 0)",
    "GOVDOC_HOT_SEARCHES": "how many people must search for something in a week before it is shown as often searched (default 5, the least; 0: searches are not counted)",
    "GOVDOC_SITE_CODE": "网站标识码 of this site, for the meta tags of its own pages (default: 未分配)",
    **openid.KNOWN,
}
ELSEWHERE = {"GOVDOC_TEST_DATA", "GOVDOC_TEST_OPENSEARCH"}


def load_settings(
    data: str | None = None, sites: str | None = None, environ: Mapping[str, str] | None = None
) -> Settings:
    """Settings from options, then GOVDOC_* variables, then defaults. ConfigError names an unknown variable."""
    env = os.environ if environ is None else environ
    unknown = sorted(k for k in env if k.startswith("GOVDOC_") and k not in KNOWN and k not in ELSEWHERE)
    if unknown:
        raise ConfigError(f"unknown setting {', '.join(unknown)}: known are {', '.join(KNOWN)}")
    second = env.get("GOVDOC_SECOND_REVIEWER", "") or "0"
    if second not in ("0", "1"):
        raise ConfigError(f"GOVDOC_SECOND_REVIEWER={second}: write 1 (two must agree) or 0")
    log = env.get("GOVDOC_LOG") or "text"
    if log not in ("text", "json"):
        raise ConfigError(f"GOVDOC_LOG={log}: write json or text")
    root = Path(data or env.get("GOVDOC_DATA") or "data")
    site_dir = sites or env.get("GOVDOC_SITES")
    return Settings(
        data=root,
        sites=Path(site_dir) if site_dir else None,
        store_url=env.get("GOVDOC_STORE") or f"sqlite:///{root / 'govdoc.sqlite3'}",
        engine_url=env.get("GOVDOC_ENGINE") or str(root / "index"),
        archive_url=env.get("GOVDOC_ARCHIVE", ""),
        log=log,
        contact=env.get("GOVDOC_CONTACT", ""),
        second_reviewer=second == "1",
        rate_limit=_whole(env, "GOVDOC_RATE_LIMIT", 2000),
        rate_store=env.get("GOVDOC_RATE_STORE") or "shared://",
        proxies=_whole(env, "GOVDOC_PROXIES", 0),
        site_code=env.get("GOVDOC_SITE_CODE", ""),
        hot_searches=_hot_searches(env),
        openid=openid.read_openid(env),
    )


def _hot_searches(env: Mapping[str, str]) -> int:
    least = _whole(env, "GOVDOC_HOT_SEARCHES", 5)
    if 0 < least < LEAST_PEOPLE:
        raise ConfigError(f"GOVDOC_HOT_SEARCHES={least} would show what few people search for: write {LEAST_PEOPLE} or more, or 0 to count nothing")  # fmt: skip
    return least


def _whole(env: Mapping[str, str], name: str, default: int) -> int:
    value = env.get(name) or str(default)
    if not value.isascii() or not value.isdecimal():
        raise ConfigError(f"{name}={value} is no whole number: write one, 0 or more, or leave it out")
    return int(value)


def today() -> date:
    """Today's date in China. Called by commands and views only; everything below takes `on`."""
    return datetime.now(SHANGHAI).date()


def asked_day(text: str | None, option: str = "--on") -> date:
    """The day that an option gives, today when it is not given. UsageError when it is no day."""
    if text is None:
        return today()
    day = parse_date(text)
    if day is None:
        raise UsageError(f"{option} {text}: not a date: write it as 2024-05-01 or 2024年5月1日")
    return day
