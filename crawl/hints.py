"""Room: from web to facts. What a site file tells about the site's pages; apart from the parsers, which are slow to load."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Protocol


@dataclass(frozen=True, slots=True)
class PageHints:
    """What a site file knows about its pages. `selectors`: field → CSS selector; `labels`: field → labels of this site."""

    id: str
    region: str | None = None
    selectors: Mapping[str, str] = field(default_factory=dict)
    labels: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


class HintedSite(Protocol):
    @property
    def hints(self) -> PageHints: ...
