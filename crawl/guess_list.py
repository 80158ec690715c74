"""Room: from web to facts. What a list page nobody described seems to be: its lines, and how it goes on. Pure guesses, each with why.

`govdoc site new` writes them into a first draft; a person looks at it, and `govdoc site check` tries it.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urljoin, urlsplit

from lxml.cssselect import CSSSelector

from crawl.decode import decode
from crawl.guess_json import JsonShape, json_shape
from crawl.guess_tries import asked_by_scripts, likely_details, likely_turns
from crawl.lines import clean
from crawl.list_lines import DATE, line_text, list_tree
from crawl.list_records import NEXT_GROUP, PROXY_URL, RECORD
from crawl.listing import NEXT, script_next, turn_address
from crawl.titles import FORM

LINES = frozenset({"li", "tr", "dd", "dt", "p", "div", "dl", "h3", "h4", "article", "section"})
PLAIN_NAME = re.compile(r"[A-Za-z][\w-]*")
TURN = re.compile(r"(?:\d{1,3}|下一?页|后一页|尾页|末页|next|[>»›]+)", re.I)
GKMLPT = re.compile(r"_CONFIG[\s\S]{0,3000}?\bSID[\"']?\s*:\s*[\"']?(\d+)")
MORE_PAGES = re.compile(
    r"共\s*<?[^<>\d]{0,20}>?\s*\d+\s*<?[^<>]{0,20}>?\s*页|下一?页|尾页|count_?page|page_?count|total_?pages?|lay_?page|paginat|createPage",
    re.I,
)
"""What a page says that has further list pages."""

NO_ADDRESS = "the records give an id ({key}) and no address: give `link`, the address that shows one of them, with {{{key}}} in it"
NO_TURN = "no way to a second list page was found: is this the whole list?"
LEAST = 3
"""Lines that make a list, where not every line has a date."""


@dataclass(frozen=True, slots=True)
class Guess:
    """A value for a key of the site file. `sure`: `sure`, `likely` or `unsure`; `why` in words."""

    key: str
    value: str | int
    sure: str
    why: str


@dataclass(frozen=True, slots=True)
class ListGuess:
    """The guessed keys of a channel; `lines` counts what the guessed list shows."""

    keys: tuple[Guess, ...] = ()
    lines: int = 0
    remarks: tuple[str, ...] = ()
    details: tuple[str, ...] = ()
    """Where records that have an id and no address may be shown: `link` with the id in braces, to be tried."""
    turns: tuple[tuple[str, int], ...] = ()
    """Where a page that speaks of further ones but links to none may have them: address with {page}, and its first number."""
    asked: tuple[str, ...] = ()
    """Addresses that scripts of a page without sure lines ask for data, best first: one of them may be the list."""


def guess_list(body: bytes, url: str, content_type: str | None = None) -> ListGuess:
    """What kind of list the answer is, and the keys that read it."""
    text = decode(body, content_type)[0].strip()
    if (
        re.match(r"(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)?<(?:urlset|sitemapindex)\b", text, re.S)
        or body[:2] == b"\x1f\x8b"
    ):
        return ListGuess((Guess("list", "sitemap", "sure", "the answer is a sitemap"),), text.count("<loc>"))
    if shape := json_shape(text):
        return _of_json(shape, url)
    if text.startswith(("{", "[")):
        return ListGuess(remarks=(f"the answer is JSON without a list of documents: {clean(text[:120])}",))
    if sid := GKMLPT.search(text):
        column = urlsplit(url).fragment
        address = f"/gkmlpt/api/all/{column if column.isdigit() else '0'}?page=1&sid={sid[1]}"
        why = (
            f"the shell of a gkmlpt platform; column {column} is asked"
            if column.isdigit()
            else "column 0 is all of them; the number is behind # in the address"
        )
        return ListGuess((Guess("url", address, "likely" if column.isdigit() else "unsure", why),))
    tree = list_tree(text)
    if RECORD.search(text) or NEXT_GROUP.search(text) or PROXY_URL.search(text):
        return _of_records(text)
    lines = _best_lines(tree)
    pager = _pager(text, tree, url)
    asked = () if lines and lines.dated * 2 >= len(lines.nodes) else tuple(asked_by_scripts(tree, url))
    if lines is None:
        remark = "no repeated lines with a link were found: the list may be filled in by a script; look for the address it asks"
        nothing = Guess("list", "static", "unsure", "no list was found on the page")
        return ListGuess((nothing, *pager), 0, (remark,), asked=asked)
    kind = "script" if any(g.key == "list" for g in pager) else "static"
    keys = (
        ()
        if kind == "script"
        else (Guess("list", "static", "sure" if pager else "likely", "the lines stand in the page itself"),)
    )
    remarks = () if pager else (NO_TURN,)
    turns = tuple(likely_turns(url)) if not pager and MORE_PAGES.search(text) else ()
    return ListGuess((*keys, *pager, *lines.guesses()), len(lines.nodes), remarks, turns=turns, asked=asked)


def _of_records(text: str) -> ListGuess:
    records = len(RECORD.findall(text))
    keys = [Guess("list", "jpage", "sure", "the page holds records and a data proxy of hanweb")]
    per_page = re.search(r"perPage\s*[:=]\s*[\"']?(\d{1,3})", text, re.I)
    if per_page and int(per_page[1]) > 0:
        keys.append(
            Guess(
                "step", int(per_page[1]) * 3, "likely", f"the proxy gives groups of three pages of {per_page[1]} lines"
            )
        )
    remarks = () if records else ("the page holds no record itself: the first ones come from the data proxy",)
    return ListGuess(tuple(keys), records, remarks)


def _of_json(shape: JsonShape, url: str) -> ListGuess:
    keys = [Guess("list", "json", "sure", "the answer is JSON")]
    keys.append(Guess("items", shape.items or ".", "sure", f"{shape.count} records with a title stand there"))
    keys += [Guess(key, path, "likely", f"for example {example}") for key, path, example in shape.paths]
    if shape.total:
        keys.append(Guess("total", shape.total, "likely", "a count of all records"))
    remarks = []
    numbered = re.search(r"([?&](?:page|p|pageNo|pageNum|pageIndex|currentPage|curPage)=)(\d+)", url, re.I)
    if numbered:
        pages = f"{url[: numbered.end(1)]}{{page}}{url[numbered.end() :]}"
        keys += [
            Guess("pages", pages, "likely", "the number in the address"),
            Guess("first_page", int(numbered[2]), "likely", "as asked"),
        ]
    else:
        remarks.append("the address holds no page number: is this the whole list? If not, give `pages`")
    if shape.key:
        remarks.append(NO_ADDRESS.format(key=shape.key))
    details = tuple(likely_details(url, shape.key)) if shape.key else ()
    return ListGuess(tuple(keys), shape.count, tuple(remarks), details)


@dataclass(slots=True)
class _Lines:
    """Elements that look like lines of one list."""

    nodes: list[Any] = field(default_factory=list)
    css: str = ""

    @property
    def dated(self) -> int:
        return sum(bool(DATE.search(line_text(node).replace(_title(node), " "))) for node in self.nodes)

    def score(self) -> float:
        titles = [_title(node) for node in self.nodes]
        addresses = {_href(node) for node in self.nodes}
        formal = sum(bool(FORM.search(title)) for title in titles)
        long = sum(len(title) >= 10 for title in titles)
        # menus have no dates: a short list with dates is more of a list than a long menu
        return len(addresses) * (20 * self.dated + 1.5 * formal + long) / len(self.nodes)

    @property
    def enough(self) -> bool:
        return len(self.nodes) >= LEAST or self.dated == len(self.nodes)

    def guesses(self) -> Iterator[Guess]:
        count, dated = len(self.nodes), self.dated
        sure = "sure" if count >= 8 and dated == count else "likely" if dated * 2 >= count else "unsure"
        if self.css:
            yield Guess("items", self.css, sure, f"{count} lines with a link, {dated} of them with a date")


def _href(node: Any) -> str:
    links = node.xpath("descendant-or-self::a[@href]")
    return str(links[0].get("href")) if links else ""


def _title(node: Any) -> str:
    """The longest text of a link in the line."""
    return max((line_text(link) for link in node.xpath("descendant-or-self::a[@href]")), key=len, default="")


def _best_lines(tree: Any) -> _Lines | None:
    """The repeated elements, each with a link of its own, that most look like a list of documents."""
    groups: dict[str, _Lines] = defaultdict(_Lines)
    for link in tree.xpath("//a[@href]"):
        if len(line_text(link)) < 4 or str(link.get("href")).startswith(("javascript:", "#", "mailto:")):
            continue
        for node in _around(link):
            group = groups[_signature(node)]
            if not group.nodes or group.nodes[-1] is not node:
                group.nodes.append(node)
    found = [group for group in groups.values() if group.enough]
    for group in found:
        group.css = _selector(tree, group.nodes)
    # lines that nothing names are found by their dates, without a selector
    found = [group for group in found if group.css or group.dated == len(group.nodes)]
    return max(found, key=lambda group: (group.score(), -len(group.css)), default=None)


def _around(link: Any) -> Iterator[Any]:
    """Elements around a link that hold no second title: what may be its line."""
    for count, node in enumerate(link.iterancestors()):
        others = [
            a
            for a in node.xpath(".//a[@href]")
            if a is not link and len(line_text(a)) >= 8 and a.get("href") != link.get("href")
        ]
        if count > 5 or others or node.tag in ("body", "html", "ul", "ol", "table", "tbody"):
            return
        if node.tag in LINES:
            yield node


def _signature(node: Any) -> str:
    return " > ".join(_step(e) for e in [*list(node.iterancestors())[:3][::-1], node])


def _step(node: Any) -> str:
    """`ul.list`, `div#main`, `li`: what a selector may say of an element. A line's own number (`line1`) is no name."""
    names = [
        n
        for n in (node.get("class") or "").split()
        if PLAIN_NAME.fullmatch(n) and not re.search(r"\d$|^(?:on|cur|active|first|last|odd|even)$", n)
    ]
    return str(node.tag) + "".join(f".{n}" for n in names[:1])


def _selector(tree: Any, nodes: list[Any]) -> str:
    """The shortest selector that finds all of the nodes and little else; "" when there is none."""
    chain = [nodes[0], *nodes[0].iterancestors()]
    own = _step(nodes[0])
    wanted = set(nodes)
    for anchor in chain[1:6]:
        name = anchor.get("id") or ""
        around = f"#{name}" if PLAIN_NAME.fullmatch(name) and not re.search(r"\d{3}", name) else _step(anchor)
        if around.startswith("#") or "." in around:
            css = f"{around} {own}"
            found = CSSSelector(css)(tree)
            if wanted <= set(found) and len(found) <= 1.2 * len(nodes) + 1:
                return css
    first, last = (re.match(r"[A-Za-z]+", node.get("id") or "") for node in (nodes[0], nodes[-1]))
    if first and last and first[0] == last[0]:  # 博达 VSB numbers its lines: line_u9_0, line_u9_1
        return f'{nodes[0].tag}[id^="{first[0]}"]'
    found = CSSSelector(own)(tree)
    return own if wanted <= set(found) and len(found) <= 1.2 * len(nodes) + 1 else ""


def _pager(text: str, tree: Any, url: str) -> tuple[Guess, ...]:
    """How the list goes on: a pager written by a script, 下一页, or numbered addresses."""
    if following := script_next(text):
        return (Guess("list", "script", "sure", f"a script writes the pager; the next page is {following}"),)
    turns = [
        a
        for a in tree.xpath("//a[@href]")
        if TURN.fullmatch(line_text(a)) and not a.get("href").startswith(("javascript:", "#"))
    ]
    onward = next((where for a in tree.xpath("//a") if NEXT.fullmatch(line_text(a)) and (where := turn_address(a))), "")
    if onward:
        return (Guess("next", "", "sure", f"下一页 leads to {onward}, and is followed without a key"),)
    return tuple(_numbered(url, [(line_text(a), urljoin(url, a.get("href"))) for a in turns]))


def _numbered(url: str, turns: Iterable[tuple[str, str]]) -> Iterator[Guess]:
    """Links 2, 3, 4 whose addresses differ in one number give the address with {page}, and where counting begins."""
    seen: Counter[tuple[str, int]] = Counter()
    for shown, address in turns:
        for number in re.finditer(r"\d+", address) if shown.isdigit() else ():
            shift = int(shown) - int(number[0])
            if shift in (0, 1) and urlsplit(address).hostname == urlsplit(url).hostname:
                seen[f"{address[: number.start()]}{{page}}{address[number.end() :]}", shift] += 1
    if seen:
        (pages, shift), count = seen.most_common(1)[0]
        sure = "sure" if count > 1 else "likely"
        yield Guess("pages", pages, sure, f"{count} numbered links have this address")
        yield Guess("first_page", 1 - shift, sure, "so the links are numbered")
