"""Room: from web to facts. What a site is: its channels, what may be asked of it and when, what is expected of it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from urllib.parse import urljoin

from crawl.hints import PageHints
from crawl.schedule import DAILY, Hours, Schedule
from crawl.urls import host_of
from govdoc.document import Kind


@dataclass(frozen=True, slots=True)
class Channel:
    """A column of a site (栏目), and how its list is read.

    Without `items` the lines with a link and a date are the items; without `next` and `pages`, 下一页 leads on.
    `items`, `link`, `name`, `date`, `next` are CSS selectors, and for `json` dotted paths; `link` may also be an address with paths in
    braces (`/api/detail?id={id}`). `pages` is the address of a
    further list page with `{page}` in it, from `first_page` on. `match` and `exclude` are regular expressions on the
    address of a detail page. `total` is the dotted path of the count that a JSON list states. `filled`: field -> share of the
    documents, 0 to 1, in which it must be found.
    """

    id: str
    title: str
    url: str
    kind: Kind = Kind.OTHER
    list: str = "static"
    items: str = ""
    link: str = ""
    name: str = ""
    date: str = ""
    next: str = ""
    pages: str = ""
    first_page: int = 1
    step: int = 45
    total: str = ""
    method: str = "GET"
    match: str = ""
    exclude: str = ""
    min_items: int = 1
    max_pages: int = 500
    filled: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Limits:
    """Ceilings of a run: detail pages, seconds, megabytes (`run_mb`), troubles in a row (`failures`).

    Ceilings of a request: `bytes` of the answer, `redirects`, seconds (`timeout`). `attachments`: files of one page.
    """

    pages: int = 20_000
    seconds: int = 6 * 3600
    run_mb: int = 4_000
    failures: int = 20
    bytes: int = 30_000_000
    redirects: int = 5
    timeout: int = 60
    attachments: int = 50


def is_named(host: str, names: Iterable[str]) -> bool:
    """Whether one of the names is the host, or a `*.` above it."""
    return any(host == name or (name.startswith("*.") and host.endswith(name[1:])) for name in names)


@dataclass(frozen=True, slots=True)
class Site:
    """A government site. `gone_after` counts the runs in a row that must miss a page before it is called gone.

    `delay`: seconds between two requests to a host, `connections` at once; `hours`: when it may be asked at all;
    `silent_after`: days without a new document after which somebody should look.
    `selectors`: field -> CSS selector, `body` for the text; `labels`: field -> what the site calls it (`number`: 文号).
    """

    id: str
    title: str
    base_url: str
    channels: tuple[Channel, ...]
    region: str | None = None
    enabled: bool = True
    hosts: tuple[str, ...] = ()
    allow_private: bool = False
    delay: float = 1.0
    connections: int = 1
    hours: Hours | None = None
    schedule: Schedule = DAILY
    silent_after: int = 60
    min_documents: int = 0
    gone_after: int = 3
    note: str = ""
    selectors: Mapping[str, str] = field(default_factory=dict)
    labels: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    limits: Limits = Limits()

    def allows(self, host: str) -> bool:
        """Whether the host may be asked: that of `base_url`, those named, and for `*.tj.gov.cn` every one below tj.gov.cn."""
        return is_named(host, (host_of(self.base_url), *self.hosts))

    @property
    def hints(self) -> PageHints:
        """What crawl/page.py needs to know of the site."""
        return PageHints(self.id, self.region, self.selectors, self.labels)

    def absolute(self, url: str) -> str:
        """The address of a list, relative to `base_url`."""
        return urljoin(self.base_url, url)

    def channel(self, channel_id: str) -> Channel | None:
        return next((c for c in self.channels if c.id == channel_id), None)
