"""Room: from web to facts. The files a page links to: its document's attachments, by address, by download service, by frame."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any
from urllib.parse import parse_qsl, unquote, urljoin, urlsplit

from lxml import html

from crawl.furniture import is_shown_furniture
from crawl.lines import Element, clean
from crawl.urls import is_web
from govdoc.document import Attachment

EXTENSIONS = "pdf|doc|docx|wps|xls|xlsx|et|ofd|zip|rar|txt|ppt|pptx|rtf|csv|7z"
FILE = re.compile(rf"\.({EXTENSIONS})$", re.IGNORECASE)
PAGE = re.compile(r"\.(?:[sx]?html?|jsp|aspx?|php)$|/$", re.IGNORECASE)
_SERVED = re.compile(r"down|attach|file", re.IGNORECASE)
SERVICE = re.compile(
    r"/downfile\.jsp|/module/download/|/download\.jsp|/_component_attach/|/_upload/article/files/|filedownload|downloadfile|/download\.do|attach(?:ment)?/?download"
    r"|/(?:attachments?|download|downfile|file|upload)[\w/.]*\?(?:[^#]*&)?(?:id|fid|aid|fileid|attid|attachid|file|uuid)=",
    re.IGNORECASE,
)
"""Download services whose address does not end in a file name (hanweb, 博达 VSB)."""

NAME_KEY = re.compile(r"(?:file|att(?:ach)?(?:ment)?|doc|show)?_?(?:name|title|desc)", re.IGNORECASE)
_HINT = re.compile(rf"\.(?:{EXTENSIONS})(?![a-z])|%2e|down|attach|file|upload", re.IGNORECASE)
_WRITTEN = re.compile(
    rf"<a\b[^<>]{{0,300}}\bhref\s*=\s*\\?[\"'][^\"'<>\s]{{1,300}}\.(?:{EXTENSIONS})\\?[\"'][^<>]{{0,300}}>[^<>]{{0,200}}</a>",
    re.IGNORECASE,
)
_QUOTED = re.compile(r"[\"']([^\"'\s](?:[^\"'\s]| (?! )){2,498}[^\"'\s])[\"']")
_ADDRESS = re.compile(r"^(?:https?:|\.{0,2}/|[\w-]+/)", re.IGNORECASE)
"""What a script opens is looked at when it is an address: `downloadFile('/upload/1.xls', '预算表.xls')`."""

MAX_SCRIPT = 200_000
_NAME_SHAPE = re.compile(rf"[^\s/\\:*?\"<>|]*[^\s/\\:*?\"<>|.]\.(?:{EXTENSIONS})\b", re.IGNORECASE)
_BEFORE = re.compile(r"^(?:附件|附|点击下载|下载)?[0-9一二三四五六七八九十]*\s*[:：.、]?\s*(?=\S)")
_GENERIC = re.compile(
    r"(?:点击|点此|请|文件|附件|本地|立即)*(?:下载|查看|预览|浏览|打开)(?:附件|文件|全文|原文|地址|链接)*|附件|(?:PDF|OFD|DOCX?|WORD|WPS|XLSX?|EXCEL|ZIP)(?:版|格式)?(?:下载)?"
)


def attachments_of(root: Element, bodies: Iterable[Element], url: str) -> tuple[Attachment, ...]:
    """Each linked file once, in order of the page, with the name its link shows, else the one in its address. Nothing is fetched."""
    inside = list(bodies)
    found: dict[str, str] = {}
    for element, target in _targets(root):
        if not _may_be_file(target, element):
            continue
        address = _resolve(target, url)
        if address is None or not _is_file(address, element) or _surrounding(element, inside):
            continue
        name = _name(element, address)
        if address not in found or _GENERIC.fullmatch(found[address]):
            found[address] = name
    return tuple(Attachment(name=name, url=address) for address, name in found.items())


def files_of_record(record: Mapping[str, Any], url: str) -> tuple[Attachment, ...]:
    """Files that a record in a script names: `{"name": "一览表.xls", "url": "/files/1.xls"}`, and links in its pieces of HTML."""
    found: dict[str, Attachment] = {}
    stack: list[Any] = [record]
    while stack:
        value = stack.pop()
        if isinstance(value, dict):
            for attachment in _named_file(value, url):
                found.setdefault(attachment.url or "", attachment)
            stack.extend(reversed([v for v in value.values() if isinstance(v, dict | list | str)]))
        elif isinstance(value, list):
            stack.extend(reversed(value[:200]))
        elif isinstance(value, str) and "<a" in value:
            root = html.fragment_fromstring(value, create_parent="div")
            for attachment in attachments_of(root, (root,), url):
                found.setdefault(attachment.url or "", attachment)
    return tuple(found.values())


def _named_file(entry: Mapping[str, Any], url: str) -> Iterator[Attachment]:
    """The file an object stands for: one value is the address of a file, another its name."""
    texts = [v.strip() for v in entry.values() if isinstance(v, str) and len(v) < 500]
    for text in texts:
        address = _resolve(text, url) if "/" in text and "<" not in text else None
        if address is not None and FILE.search(unquote(urlsplit(address).path)):
            names = [t for t in texts if t != text and "/" not in t and _NAME_SHAPE.fullmatch(t)]
            named = [str(v) for k, v in entry.items() if NAME_KEY.fullmatch(k) and isinstance(v, str) and v.strip()]
            yield Attachment(name=clean((names or named or [_file_name(address)])[0]), url=address)
            return


def files_of_scripts(root: Element, url: str) -> tuple[Attachment, ...]:
    """Files that scripts write links to: `document.write('<a href="1.pdf">名单.pdf</a>')`, `appendix = '<a …>|<a …>'`."""
    pieces = [tag for script in root.iter("script") for tag in _WRITTEN.findall((script.text or "")[:MAX_SCRIPT])]
    if not pieces:
        return ()
    written = html.fragment_fromstring("".join(pieces).replace("\\", ""), create_parent="div")
    return attachments_of(written, (written,), url)


def _targets(root: Element) -> Iterator[tuple[Element, str]]:
    for element in root.iter("a", "iframe", "embed", "object", "button", "span", "li"):
        target = (element.get("href") or element.get("src") or element.get("data") or "").strip()
        if (code := element.get("onclick") or "") or target[:11].lower() == "javascript:":
            yield from ((element, quoted) for quoted in _QUOTED.findall(code or target) if _ADDRESS.search(quoted))
        target = _viewed(element, target)
        if target:
            yield element, target


def _viewed(element: Element, target: str) -> str:
    """The file that a viewer is told to show (pdf.js, Office's and WPS's, in a frame); any other address as it is."""
    if "?" not in target or (element.tag == "a" and "viewer" not in target):
        return target
    shown = (
        value for _, value in parse_qsl(target.partition("?")[2]) if "/" in value and FILE.search(urlsplit(value).path)
    )
    return next(shown, target)


def _resolve(target: str, url: str) -> str | None:
    """The absolute web address, or None: scripts, mail, fragments, and addresses no parser can read."""
    if target.lower().startswith(("javascript:", "mailto:", "#", "data:", "tel:")):
        return None
    try:
        address = urljoin(url, re.sub(r"[\r\n\t]", "", target).replace(" ", "%20"))
    except ValueError:
        return None
    if "://" not in url:
        return address
    return address if is_web(address) else None


def _may_be_file(target: str, element: Element) -> bool:
    """Whether it is worth reading the address: nearly all links of a page are menus, and reading them took half its time."""
    if _HINT.search(target):
        return True
    return not PAGE.search(target) and element.tag == "a" and bool(FILE.search("".join(element.itertext()).strip()))


def _is_file(address: str, element: Element) -> bool:
    parts = urlsplit(address)
    if FILE.search(unquote(parts.path)) or SERVICE.search(address):
        return True
    if any(FILE.search(value) for _, value in parse_qsl(parts.query)):
        return True
    # a download service nobody knows, whose link shows the file's name
    served = not PAGE.search(parts.path) or _SERVED.search(parts.path)
    return bool(served) and element.tag == "a" and bool(FILE.search(clean("".join(element.itertext()))))


def _surrounding(element: Element, bodies: list[Element]) -> bool:
    """Whether the link is part of the page's furniture (the footer's user manual.pdf) and outside the text."""
    for ancestor in element.iterancestors():
        if any(ancestor is body for body in bodies):
            return False
        if ancestor.tag in ("body", "html"):
            return False
        name = f"{ancestor.get('class') or ''} {ancestor.get('id') or ''}".strip()
        if (
            name not in ("fj-a",)
            and is_shown_furniture(ancestor)
            and not re.search(r"fj|fujian|attach|download|xz|file", name, re.IGNORECASE)
        ):
            return True
    return False


def _name(element: Element, address: str) -> str:
    shown = clean("".join(element.itertext())) or clean(element.get("title") or "")
    if shown and not _GENERIC.fullmatch(shown):
        return shown
    title = clean(element.get("title") or "")
    if title and not _GENERIC.fullmatch(title):
        return title
    return _file_name(address) or shown or address


def _file_name(address: str) -> str:
    parts = urlsplit(address)
    named = [value for _, value in parse_qsl(parts.query) if FILE.search(value)]
    return clean(unquote((named or [parts.path])[0].rstrip("/").rsplit("/", 1)[-1]))
