"""Room: from web to facts. Site files: TOML read strictly; a wrong key is named with file and line."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import urljoin, urlsplit

from crawl.schedule import read_hours, read_schedule
from crawl.site import Channel, Limits, Site, is_named
from crawl.urls import host_of, is_web
from govdoc.document import Kind
from govdoc.errors import ConfigError, DataError

T = TypeVar("T")
LIST_KINDS = ("static", "script", "jpage", "json", "sitemap")
SHIPPED = Path(__file__).parent / "sites"
FIELDS = (
    *("number", "registration_number", "index_number", "issuers", "subject", "issued_on", "published_on"),
    *("effective_on", "expires_on", "declared_status", "source", "channel"),
)
SELECTED = ("title", "body", *FIELDS)
IDENTIFIER = re.compile(r"[a-z0-9][a-z0-9_-]*")


def load_sites(directory: Path | None = None) -> tuple[Site, ...]:
    """Every site file of a directory (default: those that ship with govdoc), by id. ConfigError when one is wrong."""
    return tuple(load_site(path) for path in paths_of_sites(directory or SHIPPED))


def paths_of_sites(root: Path) -> tuple[Path, ...]:
    """The site files of a directory, by id. ConfigError when there is none."""
    if not root.is_dir():
        raise ConfigError(f"{root}: no such directory of site files; give one with --sites or GOVDOC_SITES")
    paths = tuple(sorted(root.glob("*.toml")))
    if not paths:
        raise ConfigError(f"{root}: no site file (*.toml) in it; docs/adding-a-site.md shows how to write one")
    return paths


def load_site(path: Path) -> Site:
    """A site from its file. ConfigError `FILE:LINE: key: what is wrong` for an unknown, missing or wrong key."""
    try:
        source = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError(f"{path}: cannot be read as UTF-8 text ({error}): save it as UTF-8") from error
    try:
        data = tomllib.loads(source)
    except tomllib.TOMLDecodeError as error:
        line = re.search(r"line (\d+)", str(error))
        raise ConfigError(f"{path}:{line[1] if line else len(source.splitlines())}: not valid TOML: {error}") from error
    return _Reader(path, _lines(source)).site(data)


def _lines(source: str) -> dict[str, int]:
    """Dotted key -> line number, from 1; array tables carry their place: `channels.0.url`."""
    found: dict[str, int] = {}
    counts: dict[str, int] = {}
    prefix = ""
    for number, line in enumerate(source.splitlines(), 1):
        if header := re.match(r"\s*\[\[\s*([\w.-]+)\s*\]\]", line):
            name = header[1]
            prefix = f"{name}.{counts.setdefault(name, 0)}."
            counts[name] += 1
            found[prefix.rstrip(".")] = number
        elif header := re.match(r"\s*\[\s*([\w.-]+)\s*\]", line):
            prefix = f"{header[1]}."
            found[header[1]] = number
        elif pair := re.match(r"""\s*(?:"([^"]+)"|'([^']+)'|([\w-]+))\s*(?:\.[\w.-]+\s*)?=""", line):
            found.setdefault(prefix + (pair[1] or pair[2] or pair[3]), number)
    return found


TOP = {
    "id": str, "title": str, "base_url": str, "region": str, "enabled": bool, "hosts": list, "allow_private": bool,
    "delay": float, "connections": int, "hours": str, "schedule": str, "silent_after": int, "min_documents": int, "gone_after": int, "note": str, "selectors": dict,
    "labels": dict, "limits": dict, "channels": list,
}  # fmt: skip
CHANNEL = {
    "id": str, "title": str, "url": str, "kind": str, "list": str, "items": str, "link": str, "name": str, "date": str,
    "next": str, "pages": str, "first_page": int, "step": int, "total": str, "method": str, "match": str,
    "exclude": str, "min_items": int, "max_pages": int, "filled": dict,
}  # fmt: skip
LIMITS = {
    "pages": int, "seconds": int, "run_mb": int, "failures": int, "bytes": int, "redirects": int, "timeout": int,
    "attachments": int,
}  # fmt: skip
HOST = re.compile(r"(?:\*\.)?[a-z0-9][a-z0-9.:-]*")
"""A host as it is compared: small letters, no scheme, no path."""

TYPE_NAMES = {str: "a text", bool: "true or false", int: "a whole number, 0 or more", float: "a number, 0 or more"}
TYPE_NAMES |= {list: "a list", dict: "a table"}


@dataclass(frozen=True, slots=True)
class _Reader:
    """Reads one file; knows its path and lines for the messages."""

    path: Path
    lines: Mapping[str, int]

    def error(self, key: str, problem: str) -> ConfigError:
        line = self.lines.get(key) or self.lines.get(key.rpartition(".")[0]) or 1
        return ConfigError(f"{self.path}:{line}: {key}: {problem}")

    def table(self, data: Mapping[str, Any], known: Mapping[str, type], prefix: str = "") -> dict[str, Any]:
        """The table with every key known and of its type."""
        for key, value in data.items():
            if key not in known:
                raise self.error(prefix + key, f"unknown key; known are {', '.join(known)}")
            if not _is(value, known[key]):
                raise self.error(prefix + key, f"must be {TYPE_NAMES[known[key]]}")
        return dict(data)

    def need(self, data: Mapping[str, Any], keys: str, prefix: str = "") -> None:
        for key in keys.split():
            if not data.get(key):
                raise self.error(prefix + key, "is missing")

    def site(self, data: Mapping[str, Any]) -> Site:
        top = self.table(data, TOP)
        self.need(top, "id title base_url channels")
        if not IDENTIFIER.fullmatch(top["id"]):
            raise self.error("id", "use small letters, digits, - and _ only")
        if top["id"] != self.path.stem:
            raise self.error("id", f"must be the name of the file, {self.path.stem}")
        if not is_web(top["base_url"]):
            raise self.error("base_url", "must be an http or https address")
        top["base_url"] = top["base_url"] if urlsplit(top["base_url"]).path else top["base_url"] + "/"
        top["hosts"] = self.hosts(top.get("hosts", []))
        top["selectors"] = self.selectors(top.get("selectors", {}))
        top["labels"] = self.labels(top.get("labels", {}))
        top["limits"] = self.limits(top.get("limits", {}))
        top["delay"] = float(top.get("delay", 1.0))
        for key, reader in (("hours", read_hours), ("schedule", read_schedule)):
            if key in top:
                top[key] = self.parsed(reader, top[key], key)
        if top.get("connections") == 0:
            raise self.error("connections", "must be 1 or more")
        top["channels"] = self.channels(top["channels"], top["base_url"], top["hosts"])
        return Site(**top)

    def channels(self, rows: list[Any], base: str, hosts: tuple[str, ...]) -> tuple[Channel, ...]:
        found: dict[str, Channel] = {}
        for place, row in enumerate(rows):
            prefix = f"channels.{place}."
            if not isinstance(row, dict):
                raise self.error("channels", "must be tables, each under [[channels]]")
            channel = self.channel(row, prefix)
            if channel.id in found:
                raise self.error(prefix + "id", f"{channel.id} is used twice")
            if not is_named(host_of(urljoin(base, channel.url)), (host_of(base), *hosts)):
                raise self.error(prefix + "url", "is on a host that neither base_url nor hosts names")
            found[channel.id] = channel
        return tuple(found.values())

    def channel(self, row: Mapping[str, Any], prefix: str) -> Channel:
        data = self.table(row, CHANNEL, prefix)
        self.need(data, "id title url", prefix)
        for key, allowed in (("kind", tuple(Kind)), ("list", LIST_KINDS), ("method", ("GET", "POST"))):
            if key in data and data[key] not in allowed:
                raise self.error(prefix + key, f"must be one of {', '.join(allowed)}")
        if data.get("list") == "json":
            self.need(data, "items", prefix)
        for name, share in data.get("filled", {}).items():
            if name not in FIELDS or not _is(share, float) or share > 1:
                raise self.error(
                    prefix + "filled", f"must give a share from 0 to 1 for fields; known are {', '.join(FIELDS)}"
                )
        for key in ("match", "exclude"):
            self.pattern(data.get(key, ""), prefix + key)
        if "pages" in data and "{page}" not in data["pages"]:
            raise self.error(prefix + "pages", "must hold {page}, the place of the page number")
        if data.get("list") not in ("json", "sitemap"):
            for key in ("items", "link", "name", "date", "next"):
                self.css(data.get(key, ""), prefix + key)
        return Channel(**(data | {"kind": Kind(data.get("kind", "other"))}))

    def selectors(self, data: Mapping[str, Any]) -> dict[str, str]:
        """Field -> one CSS selector; several alternatives become one with commas."""
        found = {}
        for key, value in data.items():
            if key not in SELECTED:
                raise self.error(f"selectors.{key}", f"unknown field; known are {', '.join(SELECTED)}")
            found[key] = ", ".join(self.texts([value] if isinstance(value, str) else value, f"selectors.{key}"))
            self.css(found[key], f"selectors.{key}")
        return found

    def labels(self, data: Mapping[str, Any]) -> dict[str, tuple[str, ...]]:
        for key in data:
            if key not in FIELDS:
                raise self.error(f"labels.{key}", f"unknown field; known are {', '.join(FIELDS)}")
        return {key: self.texts([v] if isinstance(v, str) else v, f"labels.{key}") for key, v in data.items()}

    def hosts(self, data: list[Any]) -> tuple[str, ...]:
        names = self.texts(data, "hosts")
        if wrong := [name for name in names if not HOST.fullmatch(name)]:
            raise self.error("hosts", f"{wrong[0]} is no host: write www.tj.gov.cn, or *.tj.gov.cn for all below one")
        return names

    def limits(self, data: Mapping[str, Any]) -> Limits:
        table = self.table(data, LIMITS, "limits.")
        for key, value in table.items():
            if value == 0 and key not in ("attachments", "redirects"):
                raise self.error(f"limits.{key}", "must be 1 or more: with 0 nothing could be read")
        return Limits(**table)

    def texts(self, value: Any, key: str) -> tuple[str, ...]:
        if not isinstance(value, list) or not all(isinstance(v, str) and v for v in value):
            raise self.error(key, "must be a list of texts")
        return tuple(value)

    def parsed(self, reader: Callable[[str], T], value: str, key: str) -> T:
        try:
            return reader(value)
        except DataError as error:
            raise self.error(key, str(error)) from error

    def pattern(self, value: str, key: str) -> None:
        try:
            re.compile(value)
        except re.error as error:
            raise self.error(key, f"is no regular expression: {error}") from error

    def css(self, value: str, key: str) -> None:
        # cssselect is slow to import and only site files with selectors need it
        from cssselect import HTMLTranslator, SelectorError

        try:
            _ = value and HTMLTranslator().css_to_xpath(value)
        except SelectorError as error:
            raise self.error(key, f"is no CSS selector: {error}") from error


def _is(value: Any, kind: type) -> bool:
    if kind is float:
        return isinstance(value, int | float) and not isinstance(value, bool) and value >= 0
    if kind is int:
        return isinstance(value, int) and not isinstance(value, bool) and value >= 0
    return isinstance(value, kind)
