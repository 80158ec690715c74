"""Room: from web to facts. A list page looked at live, and what its site file would say: for `govdoc site new`."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from urllib.parse import urljoin

from crawl.checks import refusal
from crawl.decode import decode
from crawl.draft import Draft, guess_match, site_id
from crawl.guess_list import NO_TURN, Guess, ListGuess, guess_list
from crawl.guess_page import guess_pages
from crawl.list_lines import line_text, list_tree
from crawl.listing import ListPage, read_list
from crawl.metadata import meta_values
from crawl.page import parse_page
from crawl.probe import fetch
from crawl.site import Channel, Site
from crawl.target import Answer
from crawl.urls import host_of, is_loopback
from govdoc.errors import FetchError, GovdocError

SAMPLE = 3


def draft_site(url: str, contact: str, allow_private: bool = False, sample: int = SAMPLE) -> Draft:
    """Asks for the list page, its second page and `sample` documents; nothing is stored.

    FetchError: the page cannot be had (robots.txt, private address, challenge), or is no list.
    """
    delay = 0.0 if is_loopback(host_of(url)) else 1.0
    site = Site(site_id(url), host_of(url), urljoin(url, "/"), (), allow_private=allow_private, delay=delay)
    page = answer = _ask(site, url, contact)
    found = guess_list(answer.body, url, answer.content_type)
    if elsewhere := next((guess for guess in found.keys if guess.key == "url"), None):
        answer = _ask(site, urljoin(url, str(elsewhere.value)), contact)
        found = guess_list(answer.body, answer.final_url, answer.content_type)
        found = replace(found, keys=(elsewhere, *found.keys))
    answer, found = _where_scripts_ask(site, answer, found, contact)
    found = _with_link(site, answer, _with_turn(site, answer, found, contact), contact)
    channel = channel_of(found, answer.final_url)
    first = _read(answer, channel, 1)
    own = [item.url for item in first.items if site.allows(host_of(item.url))]
    chosen = spread(own, sample)
    answers = fetch(site, [(page, "GET") for page in (*first.next[:1], *chosen)], contact)
    found = _tried(found, channel, first, answers)
    pages = [(u, a.body, a.content_type) for u in chosen if isinstance(a := answers[u], Answer) and a.status == 200]
    title, site_title = _names(page)
    others = sorted({host for item in first.items if not site.allows(host := host_of(item.url))})
    return Draft(
        page.final_url, title, site_title, found, guess_pages(pages), guess_match(own or [i.url for i in first.items]), tuple(others)
    )  # fmt: skip


def _ask(site: Site, url: str, contact: str) -> Answer:
    answer = fetch(site, [(url, "GET")], contact)[url]
    if isinstance(answer, str):
        raise FetchError(f"{url}: {answer}")
    if reason := refusal(answer.body, answer.status, url, answer.final_url, answer.content_type):
        raise FetchError(f"{url}: {reason}")
    return answer


def _where_scripts_ask(site: Site, answer: Answer, found: ListGuess, contact: str) -> tuple[Answer, ListGuess]:
    """The JSON list that a page without sure lines asks by script, where it does; else the page as it is."""
    answers = fetch(site, [(url, "GET") for url in found.asked], contact)
    for url in found.asked:
        data = answers[url]
        if isinstance(data, Answer) and data.status == 200:
            listed = guess_list(data.body, data.final_url, data.content_type)
            if listed.lines and any(g.key == "list" and g.value == "json" for g in listed.keys):
                why = Guess("url", _beside(url, site), "likely", "a script of the page asks it for the list")
                return data, replace(listed, keys=(why, *listed.keys))
    return answer, found


def _with_turn(site: Site, answer: Answer, found: ListGuess, contact: str) -> ListGuess:
    """The guess with the address of further list pages, where one of the usual ones shows lines that the first page has not."""
    seen = {item.url for item in _read(answer, channel_of(found, answer.final_url), 1).items}
    seconds = {(pages, first): pages.replace("{page}", str(first + 1)) for pages, first in found.turns}
    answers = fetch(site, [(url, "GET") for url in seconds.values()], contact)
    for (pages, first), url in seconds.items():
        second = answers[url]
        if not isinstance(second, Answer) or refusal(second.body, second.status, url, second.final_url):
            continue
        keys = (
            *found.keys,
            Guess("pages", pages, "likely", f"tried: {url} is a further list page"),
            Guess("first_page", first, "likely", "so the pages are numbered"),
        )
        if {item.url for item in _read(second, channel_of(replace(found, keys=keys), url), 2).items} - seen:
            return replace(found, keys=keys, remarks=tuple(r for r in found.remarks if r != NO_TURN))
    return found


def _with_link(site: Site, answer: Answer, found: ListGuess, contact: str) -> ListGuess:
    """The guess with the address that shows one record, where one of the usual ones gives a document with a text."""
    firsts: dict[str, str] = {}
    for link in dict.fromkeys(found.details):
        items = _read(answer, replace(channel_of(found, answer.final_url), link=link), 1).items
        if items:
            firsts[link] = items[0].url
    answers = fetch(site, [(url, "GET") for url in firsts.values()], contact)
    for link, url in firsts.items():
        shown = answers[url]
        if isinstance(shown, Answer) and shown.status == 200 and _has_text(shown, url):
            why = Guess("link", link, "likely", f"tried: {url} gives a document")
            return replace(found, keys=(*found.keys, why), remarks=tuple(r for r in found.remarks if "`link`" not in r))
    return found


def _has_text(answer: Answer, url: str) -> bool:
    try:
        return bool(parse_page(answer.body, url, None, answer.content_type).text)
    except GovdocError:
        return False


def _beside(url: str, site: Site) -> str:
    """The address as the site file writes it, without the site's own base."""
    return url.removeprefix(site.base_url.rstrip("/"))


def channel_of(found: ListGuess, url: str) -> Channel:
    """The channel that the guessed keys describe."""
    keys = {guess.key: guess.value for guess in found.keys if guess.value != ""}
    return Channel(**({"id": "draft", "title": "draft", "url": url} | keys))  # type: ignore[arg-type]


def spread(addresses: Sequence[str], count: int) -> list[str]:
    """The first, the last, and what lies evenly between: old documents often have another template."""
    if len(addresses) <= count:
        return list(addresses)
    step = (len(addresses) - 1) / max(count - 1, 1)
    return list(dict.fromkeys(addresses[round(place * step)] for place in range(count)))


def _read(answer: Answer, channel: Channel, page: int) -> ListPage:
    try:
        return read_list(answer.body, answer.final_url, channel, page, answer.content_type)
    except GovdocError:
        return ListPage(())


def _tried(found: ListGuess, channel: Channel, first: ListPage, answers: dict[str, Answer | str]) -> ListGuess:
    """The guess with what the second list page showed; a pager that leads nowhere new is doubtful."""
    if not first.next:
        return found
    second = answers[first.next[0]]
    page = _read(second, channel, 2) if isinstance(second, Answer) and second.status == 200 else ListPage(())
    fresh = {item.url for item in page.items} - {item.url for item in first.items}
    total = f"; the list states {first.total or page.total} items" if first.total or page.total else ""
    if fresh:
        return replace(
            found, remarks=(*found.remarks, f"tried: the second list page shows {len(fresh)} further items{total}")
        )
    said = second if isinstance(second, str) else f"status {second.status}"
    doubt = f"unsure: the second list page ({first.next[0]}) shows nothing new ({said}); correct how the list goes on{total}"
    keys = tuple(
        Guess(g.key, g.value, "unsure", g.why) if g.key in ("list", "pages", "next", "step") else g for g in found.keys
    )
    return replace(found, keys=keys, remarks=(*found.remarks, doubt))


def _names(answer: Answer) -> tuple[str, str]:
    """(name of the column, name of the site), from the mandated meta tags, else out of the title tag."""
    tree = list_tree(decode(answer.body, answer.content_type)[0])
    meta = meta_values(tree)
    tag = tree.find(".//title")
    parts = [part for part in re.split(r"\s*[-_|–—]+\s*", line_text(tag)) if part] if tag is not None else []
    column = meta["channel"].raw if "channel" in meta else parts[0] if parts else ""
    site = meta["site_name"].raw if "site_name" in meta else parts[-1] if len(parts) > 1 else ""
    return column, site or host_of(answer.final_url)
