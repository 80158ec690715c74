"""Room: from index to pages. How a reader wants pages shown (colours, size of type), kept in two cookies. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit, urlunsplit

THEMES = {"auto": "随系统", "light": "浅色", "dark": "深色"}
SIZES = {"normal": "标准", "large": "大字"}
CHOICES: dict[str, dict[str, str]] = {"theme": THEMES, "size": SIZES}


@dataclass(frozen=True, slots=True)
class Display:
    """`theme` is a key of THEMES, `size` of SIZES; the first of each is the default."""

    theme: str = "auto"
    size: str = "normal"

    @property
    def schemes(self) -> str:
        """What browsers are told: `light dark` leaves the choice to the system."""
        return "light dark" if self.theme == "auto" else self.theme

    @property
    def dark_media(self) -> str | None:
        """Where the dark colours hold; None: nowhere. Paper stays white."""
        return {"auto": "screen and (prefers-color-scheme: dark)", "dark": "screen"}.get(self.theme)


def read_display(cookies: Mapping[str, str]) -> Display:
    """A cookie that says anything else counts as not there."""
    chosen = {name: cookies.get(name, "") for name in CHOICES}
    return Display(**{name: value for name, value in chosen.items() if value in CHOICES[name]})


def way_back(referrer: str | None, host: str) -> str:
    """The page of this host that the reader came from, else the start page: never a way out to another host.

    A path of two slashes would be read as a host by browsers.
    """
    try:
        parts = urlsplit(referrer or "")
    except ValueError:
        return "/"
    if parts.netloc != host or parts.path.startswith(("//", "/\\")):
        return "/"
    return urlunsplit(("", "", parts.path or "/", parts.query, ""))
