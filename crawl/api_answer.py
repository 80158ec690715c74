"""Room: from web to facts. JSON answers of search platforms and list services as Documents.

Every platform has its own words for the same things (`DOCTITLE`, `BT`, `zc_doctitle` are titles; `FWZH`, `fileNum`, `pcode` numbers).
The words are data, crawl/api_words.py. Where keys say nothing (`table-1`, `f_2021…`), the shape of the value does.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from html import unescape
from typing import Any
from urllib.parse import parse_qs, urljoin, urlsplit

from lxml import html as lxml_html
from lxml.etree import ParserError

from crawl.api_words import WANTED, plain_key
from crawl.decode import decode
from crawl.lines import clean, lines_of, parsable, squeeze
from crawl.metadata import Found, LabelReader, cells_of
from crawl.urls import document_id, is_web
from crawl.values import as_date, as_index_number, as_issuers, as_number, as_short, as_text
from govdoc.document import Document
from govdoc.errors import DataError

MAX_RECORDS = 5000
_OPAQUE = re.compile(r"(?:f_|table-?|field_?|col_?|c)\d+$", re.IGNORECASE)
_NUMBER = re.compile(r"[\u4e00-\u9fff]{1,16}[〔\[（(【﹝]\s*(?:19|20)\d{2}\s*[〕\]）)】﹞]\s*第?\s*\d{1,5}\s*号")
_INDEX = re.compile(r"[0-9A-Za-z]{6,18}[/-](?:\d{2,6}-)?(?:19|20)\d{2}-\d+\S{0,6}")
_ISO = re.compile(r"(?:19|20)\d{2}-\d{1,2}-\d{1,2}(?:[ T].*)?")
_ORGAN = re.compile(r"[\u4e00-\u9fff、（）]{2,30}(?:政府|[局厅委部办署院会]|办公室|中心)")
_TITLE = re.compile(
    r".{6,200}(?:通知|意见|办法|公告|通告|决定|规定|批复|方案|细则|函|报告|条例|规划|通报|公示|解读|令)(?:[（(].*)?",
    re.DOTALL,
)
_TAG = re.compile(r"<[a-zA-Z/!][^>]{0,2000}>")
_JSONP = re.compile(r"^\s*[\w$.]{1,60}\s*\((.*)\)\s*;?\s*$", re.DOTALL)
_SKIP = frozenset({"highlight", "highlights", "filter", "search", "paramsvo", "facetmap"})
_READER = LabelReader()


def parse_answer(body: bytes, url: str, site_id: str | None = None, region: str | None = None) -> tuple[Document, ...]:
    """One Document a record, in the order of the answer.

    DataError: not JSON, an answer that reports an error, no record in it (an empty list is never taken for "no news").
    """
    data = load(body, url)
    documents = []
    for record in records(data):
        values = fragment_values(record, url) if isinstance(record, str) else record_values(record)
        document = document_of(values, url, site_id, region)
        if document is not None:
            documents.append(document)
    if not documents:
        raise DataError(f"{url}: {complaint(data)}: check the query of the channel, or try again later")
    return tuple(documents)


def load(body: bytes, url: str) -> Any:
    """The JSON value of an answer, out of a JSONP call if it is in one. DataError when it is neither."""
    text, _ = decode(body)
    if match := _JSONP.match(text):
        text = match[1]
    try:
        return json.loads(text, strict=False)
    except (ValueError, RecursionError) as error:
        raise DataError(f"{url}: not JSON ({str(error)[:60]}): check the address of the channel") from error


def complaint(data: Any) -> str:
    """Why an answer holds no document, in its own words where it gives any."""
    if isinstance(data, dict):
        message = data.get("msg") or data.get("errmessage") or data.get("message")
        if message and (data.get("success") is False or data.get("error")):
            return f"the platform answers an error ({clean(str(message))[:60]})"
    return "no document in the answer"


def records(data: Any) -> Iterator[Mapping[str, Any] | str]:
    """Objects that name a title beside a text, an address or a number; pieces of HTML that hold a link. Outermost first, in order."""
    stack = [data]
    count = 0
    while stack and count < MAX_RECORDS:
        value = stack.pop()
        if isinstance(value, dict):
            if _is_record(value):
                count += 1
                yield value
                continue
            stack.extend(v for k, v in reversed(value.items()) if k.lower() not in _SKIP)
        elif isinstance(value, list):
            stack.extend(reversed(value))
        elif isinstance(value, str) and "<a" in value and "href" in value:
            count += 1
            yield value


def _is_record(value: Mapping[str, Any]) -> bool:
    found = record_values(value)
    return "title" in found and bool({"text", "url", "number", "index_number"} & found.keys())


def record_values(record: Mapping[str, Any], prefix: str = "json") -> dict[str, Found]:
    """Field → value of one record, by key, then for the rest by shape when the keys are opaque."""
    best: dict[str, tuple[int, Found]] = {}
    opaque: list[tuple[str, str]] = []
    for key, value in record.items():
        if isinstance(value, bool) or not isinstance(value, str | int) or value == "":
            continue
        field, rank = WANTED.get(plain_key(key), ("", 0))
        raw = str(value)
        if _OPAQUE.match(key):
            opaque.append((key, raw))
        if not field or not _plausible(field, raw, plain_key(key)):
            continue
        if field not in best or rank < best[field][0]:
            best[field] = (rank, Found(field, raw, f"{prefix}:{key}"))
    found = {field: hit for field, (_, hit) in best.items()}
    if (
        "date" in record
        and "issued_on" not in found
        and as_date(record["date"])
        and not _from(found, "published_on", "date")
    ):
        found["issued_on"] = Found("issued_on", str(record["date"]), f"{prefix}:date")
    _by_shape(opaque, found, prefix)
    return _with_text(found)


def _from(found: Mapping[str, Found], field: str, key: str) -> bool:
    return field not in found or found[field].origin.endswith(f":{key}")


def _plausible(field: str, raw: str, key: str) -> bool:
    if field == "url":
        return bool(re.match(r"https?://|\.{0,2}/|[\w./-]+\.s?html?$", raw))
    if field == "index_number":
        return any(c.isdigit() for c in raw) and bool(re.search(r"\d", raw)) and "_" not in raw
    if field in ("published_on", "issued_on", "effective_on"):
        return as_date(raw) is not None
    if key == "status":  # elsewhere the word means the state of the editor's work: 10, published
        return "效" in raw or "废止" in raw
    if field in ("title", "issuers", "subject", "channel"):
        return not raw.strip().isdigit() and as_text(_plain(raw)) is not None
    return as_text(raw[:200]) is not None


_SHAPES = (("number", _NUMBER), ("index_number", _INDEX), ("issued_on", _ISO), ("issuers", _ORGAN))


def _by_shape(values: list[tuple[str, str]], found: dict[str, Found], prefix: str) -> None:
    """Fields that no key gave, from values whose shape leaves no doubt; the longest is the text, its beginning the title."""
    rest = []
    for key, raw in values:
        for field, shape in _SHAPES:
            if field not in found and shape.fullmatch(raw.strip()) and _sensible(field, raw, found):
                found[field] = Found(field, raw, f"{prefix}:{key}")
                break
        else:
            rest.append((key, raw))
    longest = max(rest, key=lambda pair: len(pair[1]), default=("", ""))
    if len(longest[1]) > 200 and "text" not in found:
        found["text"] = Found("text", longest[1], f"{prefix}:{longest[0]}")
    if "title" not in found:
        named = [pair for pair in rest if pair is not longest and _TITLE.fullmatch(pair[1])]
        if named:
            found["title"] = Found("title", named[0][1], f"{prefix}:{named[0][0]}")


def _sensible(field: str, raw: str, found: Mapping[str, Found]) -> bool:
    """A day without a name is the day of issue when it lies before the day of publication, and no news when it is the same."""
    published = as_date(found["published_on"].raw) if "published_on" in found else None
    day = as_date(raw)
    return field != "issued_on" or (published is not None and day is not None and day < published)


def _with_text(found: dict[str, Found]) -> dict[str, Found]:
    """Texts as lines; a summary stands in where the platform gives no text; titles without marks."""
    summary = found.pop("summary", None)
    hit = found.get("text") or summary
    if hit is not None and (text := html_text(hit.raw)):
        found["text"] = Found("text", text, hit.origin)
    else:
        found.pop("text", None)
    if "title" in found:
        found["title"] = Found("title", _plain(found["title"].raw), found["title"].origin)
    return found


def _plain(raw: str) -> str:
    return clean(unescape(_TAG.sub("", unescape(raw))))


def html_text(raw: str) -> str:
    """Lines of a text that may be HTML, text with `<em>` marks, or text with escaped line breaks and entities."""
    raw = raw.replace("\\r", "").replace("\\n", "\n")
    if "&lt;" in raw and "<" not in raw:
        raw = unescape(raw) if re.search(r"&lt;/?(?:p|div|span|br|table)\b", raw, re.IGNORECASE) else raw
    if re.search(r"<(?:p|div|br|table|span|td|section)\b", raw, re.IGNORECASE):
        try:
            return "\n".join(lines_of(lxml_html.fromstring(f"<div>{parsable(raw)}</div>")))
        except (ParserError, ValueError):
            return ""
    plain = unescape(re.sub(r"</?(?:em|b|font|strong|i|mark)\b[^>]{0,200}>", "", raw))
    return "\n".join(filter(None, (clean(line) for line in re.split(r"[\r\n]+|\u3000{2}", plain))))


def fragment_values(fragment: str, url: str) -> dict[str, Found]:
    """Fields of a result given as a piece of HTML: its first link, and what stands behind labels."""
    try:
        root = lxml_html.fromstring(f"<div>{parsable(fragment)}</div>")
    except (ParserError, ValueError):
        return {}
    found = _READER.values(cells_of(root))
    found.pop("title", None)
    link = next(iter(root.iter("a")), None)
    if link is not None and (title := as_text("".join(link.itertext()))):
        found["title"] = Found("title", title, "html:a")
        target = link.get("href") or ""
        inner = parse_qs(urlsplit(target).query).get("url", [""])[0]
        found["url"] = Found("url", inner if is_web(inner) else urljoin(url, target), "html:a")
    return found


def document_of(values: Mapping[str, Found], url: str, site_id: str | None, region: str | None) -> Document | None:
    """The Document that one record's values make; None without a title."""
    title = as_text(values["title"].raw) if "title" in values else None
    if title is None:
        return None

    def read(field: str, reader: Any) -> Any:
        return reader(_plain(values[field].raw)) if field in values else None

    address = urljoin(url, clean(values["url"].raw)) if "url" in values else None
    host = (urlsplit(address or url).hostname or "file").replace(".", "_")
    key = address or f"{url}#{title}"
    text = values["text"].raw if "text" in values else ""
    document = Document(
        id=document_id(
            site_id or host,
            key if is_web(key) else f"https://{host}/{title}{read('index_number', as_index_number) or ''}",
        ),
        title=title,
        text=text,
        url=address,
        site=site_id or (urlsplit(address or url).hostname or None),
        region=region,
        number=read("number", as_number),
        index_number=read("index_number", as_index_number),
        issuers=read("issuers", as_issuers) or (),
        published_on=read("published_on", as_date),
        issued_on=read("issued_on", as_date),
        effective_on=read("effective_on", as_date),
        subject=read("subject", as_short),
        channel=read("channel", as_short),
        source=read("source", as_short),
        declared_status=read("declared_status", as_short),
        origins=_origins(values),
    )
    return document


def _origins(values: Mapping[str, Found]) -> tuple[tuple[str, str], ...]:
    known: Iterable[str] = Document.__dataclass_fields__
    return tuple(sorted((field, hit.origin) for field, hit in values.items() if field in known))


__all__ = ["fragment_values", "html_text", "load", "parse_answer", "record_values", "records", "squeeze"]
