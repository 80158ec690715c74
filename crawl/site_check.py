"""Room: from web to facts. A site file tried live, nothing stored: what its lists show and what each field of a few documents gave."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from crawl.checks import refusal
from crawl.listing import ListPage, first_url, read_list
from crawl.page import parse_page
from crawl.plan import ELSEWHERE
from crawl.probe import Asked, fetch
from crawl.site import Channel, Site
from crawl.site_new import spread
from crawl.target import Answer
from crawl.urls import host_of
from govdoc.document import Document
from govdoc.errors import FetchError, GovdocError

FIELDS = (
    *(
        "title",
        "number",
        "issuers",
        "issued_on",
        "published_on",
        "effective_on",
        "expires_on",
        "index_number",
        "registration_number",
    ),
    *(
        "subject",
        "channel",
        "source",
        "declared_status",
        "summary",
        "keywords",
        "openness",
        "filing",
        "attachments",
        "text",
    ),
)


@dataclass(slots=True)
class ChannelTrial:
    """One channel tried: `items` on the first list page, `further` on the second, `stated` by the list itself; why not, in `problems`."""

    channel: Channel
    items: int = 0
    further: int | None = None
    stated: int | None = None
    elsewhere: int = 0
    documents: list[tuple[str, Document | str]] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)
    next: str = ""
    sample: list[str] = field(default_factory=list)

    @property
    def ok(self) -> bool:
        return not self.problems and all(isinstance(found, Document) for _, found in self.documents)


def try_site(site: Site, contact: str, sample: int) -> list[ChannelTrial]:
    """Every channel's first and second list page, and `sample` of its documents."""
    trials = [ChannelTrial(channel) for channel in site.channels]
    lists = [(site.absolute(first_url(t.channel.url, t.channel)), t.channel.method) for t in trials]
    answers = fetch(site, lists, contact)
    for trial, (url, _) in zip(trials, lists, strict=True):
        _first_page(trial, answers[url], url, site, sample)
    answers = fetch(site, list(_second_round(trials)), contact)
    for trial in trials:
        _second_page(trial, answers)
        trial.documents = [(url, _document(answers[url], url, site)) for url in trial.sample]
    return trials


def _second_round(trials: Sequence[ChannelTrial]) -> Iterator[Asked]:
    for trial in trials:
        if trial.next:
            yield trial.next, trial.channel.method
        yield from ((url, "GET") for url in trial.sample)


def _read(answer: Answer | str, url: str, channel: Channel, page: int) -> ListPage:
    """FetchError when the answer is no such list."""
    if isinstance(answer, str):
        raise FetchError(f"list {url}: {answer}")
    if reason := refusal(answer.body, answer.status, url, answer.final_url, answer.content_type):
        raise FetchError(f"list {url}: {reason}")
    return read_list(answer.body, answer.final_url, channel, page, answer.content_type)


def _first_page(trial: ChannelTrial, answer: Answer | str, url: str, site: Site, sample: int) -> None:
    try:
        found = _read(answer, url, trial.channel, 1)
    except GovdocError as error:
        trial.problems.append(str(error))
        return
    own = [item.url for item in found.items if site.allows(host_of(item.url))]
    trial.items, trial.stated, trial.elsewhere = len(found.items), found.total, len(found.items) - len(own)
    trial.next = found.next[0] if found.next else ""
    trial.sample = spread(own, sample)
    if trial.items < trial.channel.min_items and not (trial.channel.list in ELSEWHERE and trial.next):
        trial.problems.append(f"list {url}: {trial.items} items where at least {trial.channel.min_items} are expected")
    if found.items and not own:
        hosts = ", ".join(sorted({host_of(item.url) for item in found.items})[:5])
        trial.problems.append(f"list {url}: every item lies on a host that the site file does not name ({hosts})")


def _second_page(trial: ChannelTrial, answers: dict[str, Answer | str]) -> None:
    if not trial.next:
        return
    try:
        trial.further = len(_read(answers[trial.next], trial.next, trial.channel, 2).items)
    except GovdocError as error:
        trial.problems.append(str(error))


def _document(answer: Answer | str, url: str, site: Site) -> Document | str:
    if isinstance(answer, str):
        return answer
    if reason := refusal(answer.body, answer.status, url, answer.final_url, answer.content_type):
        return reason
    try:
        return parse_page(answer.body, answer.final_url, site, answer.content_type)
    except GovdocError as error:
        return str(error)


def shown(document: Document, name: str) -> str:
    """A field as a cell of the table: the value, and where it came from on the next line."""
    value: Any = getattr(document, name)
    if name == "text":
        text = " ".join(document.text.split())
        value = f"{len(document.text)} characters: {text[:24]} … {text[-16:]}" if text else ""
    elif name == "attachments":
        value = "\n".join(a.name for a in document.attachments)
    elif isinstance(value, tuple):
        value = "、".join(value)
    origin = dict(document.origins).get(name)
    return "–" if not value else f"{value}\n({origin})" if origin else str(value)
