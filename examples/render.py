"""Room: how does the sample site look? Answers a path with the finished page; writes nothing."""

from __future__ import annotations

import hashlib
import mimetypes
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from functools import cached_property
from pathlib import Path
from urllib.parse import unquote

from content import ROOT, Column, Content, Entry, read_content
from jinja2 import Environment, FileSystemLoader
from markupsafe import Markup, escape

ROBOTS = "User-agent: *\nDisallow: /manage/\nCrawl-delay: 0.02\n\nSitemap: {base}/sitemap.xml\n"
_HEADING = re.compile(r"第[一二三四五六七八九十]+[章节](?:\s|　)|附件[0-9一二三四五]?[:：]?$|附 则")
_ANNEX = re.compile(r"(?:云浔区|松浔镇|沙塘街道)[^，。：]{4,40}(?:办法|规定|细则|规程)(?:（试行）)?$")
_LABEL = re.compile(
    r"(第[一二三四五六七八九十百]+条|[一二三四五六七八九十]+、[^。；]{2,24}$|（[一二三四五六七八九十]+）[^。，；]{2,18}。)"
)
_LINK = re.compile(r"\{(\d+)\|([^}]+)\}")


@dataclass(frozen=True, slots=True)
class Page:
    """One answer: bytes, header values, and the ETag made of the bytes."""

    body: bytes
    content_type: str
    modified: datetime

    @property
    def etag(self) -> str:
        """Quoted, as it goes into the header."""
        return f'"{hashlib.sha256(self.body).hexdigest()[:20]}"'


class SampleSite:
    """All pages of the site by path. `base_url` (no slash at the end) goes into robots.txt, sitemap and the Url tags."""

    def __init__(self, base_url: str, root: Path = ROOT) -> None:
        self.base_url = base_url
        self.root = root
        self.content: Content = read_content(root)
        self._templates = Environment(loader=FileSystemLoader(root / "templates"), autoescape=True, trim_blocks=True)
        self._templates.filters["body"] = self._body
        self._templates.globals.update(
            site=self.content.site, columns=self.content.columns, content=self.content, base_url=base_url
        )

    @cached_property
    def paths(self) -> tuple[str, ...]:
        """Every page, list pages and detail pages, in the order of the sitemap."""
        lists = [c.list_path(page) for c in self.content.columns for page in range(self._pages(c))]
        return ("/", *lists, *(entry.path for entry in self.content.entries))

    def answer(self, path: str) -> Page | None:
        """The page at `path` (no query), or None for 404."""
        path = unquote(path)
        if path.endswith("/"):
            path += "index.html"
        if path in self._details:
            return self._detail(self._details[path])
        if path in self._lists:
            return self._list(*self._lists[path])
        if path.startswith(("/files/", "/static/")):
            return self._file(path)
        return self._special(path)

    def not_found(self) -> Page:
        """The page sent with status 404."""
        return self._html("404.html", self._newest)

    @cached_property
    def _details(self) -> dict[str, Entry]:
        return {entry.path: entry for entry in self.content.entries}

    @cached_property
    def _lists(self) -> dict[str, tuple[Column, int]]:
        return {c.list_path(page): (c, page) for c in self.content.columns for page in range(self._pages(c))}

    @property
    def _newest(self) -> date:
        return max((entry.published for entry in self.content.entries), default=date(2017, 1, 1))

    def _pages(self, column: Column) -> int:
        return max(1, -(-len(self.content.of(column)) // column.per_page))

    def _special(self, path: str) -> Page | None:
        if path == "/index.html":
            return self._html("home.html", self._newest, latest=self.content.entries[:9])
        if path == "/manage/index.html":
            return self._html("manage.html", self._newest)
        if path == "/robots.txt":
            return _page(ROBOTS.format(base=self.base_url), "text/plain; charset=utf-8", self._newest)
        if path == "/sitemap.xml":
            return _page(self._sitemap(), "application/xml; charset=utf-8", self._newest)
        return None

    def _list(self, column: Column, page: int) -> Page:
        entries = self.content.of(column)
        shown = entries[page * column.per_page : (page + 1) * column.per_page]
        newest = max((entry.published for entry in entries), default=self._newest)
        return self._html("list.html", newest, column=column, entries=shown, page=page, pages=self._pages(column))

    def _detail(self, entry: Entry) -> Page:
        about = self.content.by_id(entry.interprets) if entry.interprets else None
        readings = [other for other in self.content.entries if other.interprets == entry.id]
        return self._html(
            "detail.html",
            entry.published,
            encoding=entry.encoding,
            entry=entry,
            column=entry.column,
            labels=self._labels(entry),
            about=about,
            readings=readings,
            odd=entry.id % 4 == 3,
        )

    def _labels(self, entry: Entry) -> list[tuple[str, str]]:
        """Label and value in the order of the table; some labels are spaced out as the real ones are: 发 文 机 关."""
        wide = entry.id % 2 == 0
        issued = f"{entry.issued.year}年{entry.issued.month}月{entry.issued.day}日" if entry.issued else ""
        rows = [
            ("索引号" if not wide else "索 引 号", self._index_number(entry)),
            ("主题分类", entry.subject or ""),
            ("发文机关" if not wide else "发 文 机 关", entry.issuer),
            ("成文日期", issued),
            ("标题" if not wide else "标　　题", entry.title),
            ("发文字号" if not wide else "发 文 字 号", entry.number or ""),
            ("发布日期", entry.published.isoformat()),
            ("统一登记号", entry.registration or ""),
            ("实施日期", entry.effective or ""),
            ("有效期至", entry.expires or ""),
            ("有效性" if not wide else "有 效 性", entry.status or ""),
        ]
        keep = ("索", "主", "发", "成", "标")
        return [(label, value) for label, value in rows if value or label.startswith(keep)]

    def _index_number(self, entry: Entry) -> str:
        number = entry.copy_of or entry.id
        return f"{self.content.site['index_prefix']}/{entry.published.year}-{number:05d}"

    def _html(self, template: str, modified: date, encoding: str = "utf-8", **values: object) -> Page:
        declared = "gb2312" if encoding == "gb18030" else encoding
        text = self._templates.get_template(template).render(charset=declared, **values)
        return Page(text.encode(encoding, "xmlcharrefreplace"), f"text/html; charset={declared}", _moment(modified))

    def _sitemap(self) -> str:
        dates = {entry.path: entry.published for entry in self.content.entries}
        rows = [
            f"<url><loc>{self.base_url}{path}</loc><lastmod>{dates.get(path, self._newest)}</lastmod></url>"
            for path in self.paths
        ]
        head = '<?xml version="1.0" encoding="UTF-8"?>\n<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n'
        return head + "\n".join(rows) + "\n</urlset>\n"

    def _file(self, path: str) -> Page | None:
        folder, name = path.lstrip("/").split("/", 1)
        if "/" in name or not (self.root / folder / name).is_file():
            return None
        media_type = mimetypes.guess_type(name)[0] or "application/octet-stream"
        if media_type.startswith("text/"):
            media_type += "; charset=utf-8"
        return Page((self.root / folder / name).read_bytes(), media_type, _moment(date(2025, 1, 2)))

    def _body(self, text: str) -> Markup:
        """Paragraphs, centred chapter headings, tables (lines beginning with `|`), right-aligned signature (`>`)."""
        parts: list[str] = []
        rows: list[str] = []
        for line in [*text.split("\n"), ""]:
            if line.startswith("|"):
                rows.append(line)
                continue
            if rows:
                parts.append(_table(rows))
                rows = []
            if line.strip():
                parts.append(self._paragraph(line.strip()))
        return Markup("\n".join(parts))

    def _paragraph(self, line: str) -> str:
        if line.startswith(">"):
            return f'<p class="right">{escape(line[1:].strip())}</p>'
        if _HEADING.match(line) or _ANNEX.match(line):
            return f'<p class="chapter"><strong>{escape(line)}</strong></p>'
        linked = _LINK.sub(self._link, str(escape(line)))
        label = _LABEL.match(line)
        if label and linked.startswith(label[0]):
            linked = f"<strong>{label[0]}</strong>{linked[len(label[0]) :]}"
        return f"<p>　　{linked}</p>"

    def _link(self, match: re.Match[str]) -> str:
        return f'<a href="{self.content.by_id(int(match[1])).path}">{match[2]}</a>'


def _table(lines: Sequence[str]) -> str:
    cells = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]
    head = "".join(f"<th>{escape(cell)}</th>" for cell in cells[0])
    body = "".join("<tr>" + "".join(f"<td>{escape(cell)}</td>" for cell in row) + "</tr>" for row in cells[1:])
    return f'<table class="data"><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>'


def _page(text: str, content_type: str, modified: date) -> Page:
    return Page(text.encode(), content_type, _moment(modified))


def _moment(day: date) -> datetime:
    return datetime.combine(day, time(1, 30), UTC)
