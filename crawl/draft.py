"""Room: from web to facts. The first draft of a site file as TOML, each guess with how sure it is and why. Pure."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

from crawl.guess_list import Guess, ListGuess
from crawl.guess_page import PageGuess
from crawl.urls import host_of, is_loopback

KINDS = (
    ("interpretation", r"解读|jiedu|zcjd"),
    ("normative", r"规范性|行政规章|政策文件|政府文件|gfxwj|zfwj|zcwj"),
    ("law", r"法规|法律|flfg"),
    ("notice", r"通知|公告|公示|通告|tzgg|gsgg"),
)
"""Kind of a channel → what its title or address says; the first that fits."""


@dataclass(frozen=True, slots=True)
class Draft:
    """What was found out about one list page. `title`: of the column; `hosts`: others that its lines lead to."""

    url: str
    title: str
    site_title: str
    found: ListGuess
    pages: PageGuess | None = None
    match: Guess | None = None
    hosts: tuple[str, ...] = ()


def site_id(url: str) -> str:
    """`www_boshan_gov_cn`: the host, dots as underscores; a port is part of it."""
    return re.sub(r"[^a-z0-9]+", "_", urlsplit(url).netloc.lower()).strip("_")


def channel_id(url: str) -> str:
    """The last telling word of the path: `/zwgk/tzgg/index.html` gives tzgg, `/col/col1530/index.html` col1530."""
    path = re.sub(r"/(?:index|list|default)[^/]*$|\.\w+$", "", urlsplit(url).path.lower())
    words = [word for step in path.split("/") if re.match(r"[a-z0-9]", word := re.sub(r"[^a-z0-9_-]", "", step))]
    return words[-1] if words else "list"


def guess_match(addresses: Sequence[str]) -> Guess | None:
    """A pattern of detail pages: the one shape, digits open, that most of the listed addresses have."""
    shapes: dict[str, int] = {}
    for address in addresses:
        path = re.escape(urlsplit(address).path).replace(r"\-", "-")
        shape = re.sub(r"[0-9a-f]{16,}", "[0-9a-f]+", re.sub(r"\d+", r"\\d+", path))
        # what changes from line to line is the file; the directory before a date may change too
        shapes[re.sub(r"^.*?(?=(?:/\\d\+)*/[^/]*$)", "", shape)] = (
            shapes.get(re.sub(r"^.*?(?=(?:/\\d\+)*/[^/]*$)", "", shape), 0) + 1
        )
    if not shapes:
        return None
    shape, count = max(shapes.items(), key=lambda pair: pair[1])
    sure = "sure" if count == len(addresses) and count > 3 else "likely"
    end = r"(?:\?|$)" if any(urlsplit(address).query for address in addresses) else "$"
    return (
        Guess("match", f"{shape}{end}", sure, f"{count} of {len(addresses)} addresses look so")
        if count * 5 >= 4 * len(addresses)
        else None
    )


def kind_of(title: str, url: str) -> Guess:
    for kind, pattern in KINDS:
        if re.search(pattern, f"{title} {urlsplit(url).path}", re.IGNORECASE):
            return Guess("kind", kind, "likely", "the column's name or address says so")
    return Guess("kind", "other", "unsure", "neither the column's name nor its address says what it publishes")


def as_toml(draft: Draft, allow_private: bool = False) -> str:
    """The text of the site file. Every guessed key is followed by a comment: how sure, and why."""
    return "\n".join(_lines(draft, allow_private)) + "\n"


def _lines(draft: Draft, allow_private: bool) -> Iterator[str]:
    parts = urlsplit(draft.url)
    yield f"# A first draft, made by `govdoc site new` from {draft.url}"
    yield "# Look at every line that says likely or unsure, then try it: govdoc site check " + site_id(draft.url)
    yield f"id = {_value(site_id(draft.url))}"
    yield f"title = {_value(draft.site_title or parts.netloc)}"
    yield '# region = "山东省淄博市博山区"  # the place the site stands for, where it stands for one'
    yield f"base_url = {_value(f'{parts.scheme}://{parts.netloc}/')}"
    yield "enabled = false  # set to true once `govdoc site check` shows what you expect"
    if allow_private:
        yield "allow_private = true"
    if draft.hosts:
        yield f"# {len(draft.hosts)} other hosts are linked from the list; only those named here are asked:"
        yield f"# hosts = [{', '.join(map(_value, draft.hosts))}]"
    yield f"delay = {0 if is_loopback(host_of(draft.url)) else 2.0}"
    yield ""
    yield "[[channels]]"
    yield f"id = {_value(channel_id(draft.url))}"
    yield f"title = {_value(draft.title or channel_id(draft.url))}"
    if not any(guess.key == "url" for guess in draft.found.keys):
        yield f"url = {_value(draft.url[len(f'{parts.scheme}://{parts.netloc}') :] or '/')}"
    yield from _keys([kind_of(draft.title, draft.url), *draft.found.keys, *([draft.match] if draft.match else [])])
    if draft.found.lines:
        yield f"min_items = {max(draft.found.lines // 2, 1)}  # the list shows {draft.found.lines} now; half of it would be a changed page"
    yield from (f"# {remark}" for remark in draft.found.remarks)
    for table in ("selectors", "labels"):
        keys = [g for g in (draft.pages.keys if draft.pages else ()) if g.key.startswith(f"{table}.")]
        if keys:
            yield from ("", f"[{table}]")
            yield from _keys([Guess(g.key.partition(".")[2], g.value, g.sure, g.why) for g in keys])


def _keys(guesses: Iterable[Guess]) -> Iterator[str]:
    for guess in guesses:
        line = f"{guess.key} = {_value(guess.value)}" if guess.value != "" else f"# {guess.key}: no key needed"
        yield f"{line}  {'#' if guess.value != '' else '–'} {guess.sure}: {guess.why}"


def _value(value: str | int) -> str:
    """A TOML value; literal quotes where the text has backslashes (regular expressions)."""
    if isinstance(value, int):
        return str(value)
    return f"'{value}'" if "\\" in value and "'" not in value else json.dumps(value, ensure_ascii=False)
