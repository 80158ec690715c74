"""The sample site holds what its README promises, and answers as a government site does."""

from __future__ import annotations

import re
import signal
import subprocess
import sys
import tomllib
import zipfile
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from email.message import Message
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import urljoin, urlsplit

import pytest
from lxml import html

EXAMPLES = Path(__file__).resolve().parents[2] / "examples"
sys.path.insert(0, str(EXAMPLES))

from content import Content, read_content  # noqa: E402
from site_file import site_toml  # noqa: E402

REQUIRED = (
    *(
        "信息公开目录",
        "政策解读",
        "规范性文件",
        "重大行政决策",
        "权责清单",
        "双随机",
        "行政审批目录",
        "政务服务",
        "社会救助与扶贫",
    ),
    *(
        "住房保障与征地",
        "环境保护",
        "食品药品",
        "教育卫生人社",
        "财政预决算",
        "统计",
        "PPP",
        "依申请公开",
        "年度报告",
        "区长信箱回应",
    ),
)
GB18030_ID = 1801
CLEANUP_ID = 1019
CATALOGUE_ID = 1025


@dataclass(frozen=True)
class Answer:
    status: int
    headers: Message
    body: bytes


@dataclass(frozen=True)
class Visitor:
    """Asks the running site, one connection a request."""

    base: str
    sites: Path

    def get(self, path: str, method: str = "GET", **headers: str) -> Answer:
        connection = HTTPConnection(urlsplit(self.base).netloc, timeout=20)
        try:
            connection.request(method, path, headers={k.replace("_", "-"): v for k, v in headers.items()})
            response = connection.getresponse()
            return Answer(response.status, response.headers, response.read())
        finally:
            connection.close()

    def text(self, path: str) -> str:
        return self.get(path).body.decode()


@pytest.fixture(scope="module")
def content() -> Content:
    return read_content()


@pytest.fixture(scope="module")
def visitor(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Visitor]:
    sites = tmp_path_factory.mktemp("sites")
    command = [sys.executable, str(EXAMPLES / "serve.py"), "--port", "0", "--write-site", str(sites)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        try:
            yield Visitor(process.stdout.readline().strip().rstrip("/"), sites)
        finally:
            process.send_signal(signal.SIGTERM)
            assert process.wait(20) == 0


def test_how_much_there_is(content: Content) -> None:
    assert len(content.entries) >= 100
    assert len({entry.published.year for entry in content.entries}) >= 6
    assert {column.level for column in content.columns} == {"区本级", "镇办"}
    assert {file.rsplit(".")[-1] for entry in content.entries for _, file in entry.files} == {"pdf", "docx", "xlsx"}
    assert sum(entry.copy_of is not None for entry in content.entries) >= 3


def test_every_column_has_documents(content: Content) -> None:
    counts = Counter(entry.column.title for entry in content.entries)
    assert not [column.title for column in content.columns if counts[column.title] < 2]
    assert not [name for name in REQUIRED if not any(name in title for title in counts)]


def test_every_text_is_a_real_length_and_its_own(content: Content) -> None:
    texts = {entry.id: entry.text for entry in content.entries if entry.copy_of is None}
    assert not [number for number, text in texts.items() if len(text) < 200]
    assert len(set(texts.values())) == len(texts)


def test_a_number_is_used_once(content: Content) -> None:
    numbers = Counter(entry.number for entry in content.entries if entry.number and entry.copy_of is None)
    assert not [number for number, times in numbers.items() if times > 1]


def test_the_cleanup_adds_up_and_lists_what_exists(content: Content) -> None:
    text = content.by_id(CLEANUP_ID).text
    total, *parts = (int(n) for n in re.search(r"清理规范性文件(\d+)件，其中继续有效(\d+)件，拟修改(\d+)件，废止(\d+)件，宣布失效(\d+)件", text).groups())  # type: ignore[union-attr]  # fmt: skip
    listed = [_rows(block) for block in re.split(r"\n附件\d\n", text)[1:]]
    assert [len(rows) for rows in listed] == parts
    assert sum(parts) == total == 16
    known = {(entry.title, entry.number) for entry in content.entries}
    assert not [row for rows in listed for row in rows if row not in known]


def test_the_catalogue_lists_what_exists(content: Content) -> None:
    text = content.by_id(CATALOGUE_ID).text
    rows = _rows(text)
    assert len(rows) == int(re.search(r"共(\d+)件", text)[1])  # type: ignore[index]
    assert not set(rows) - {(entry.title, entry.number or "") for entry in content.entries}


def test_the_kinds_of_validity_clause(content: Content) -> None:
    texts = "\n".join(entry.text for entry in content.of(next(c for c in content.columns if c.id == "gfxwj")))
    for clause in (
        "有效期至",
        "有效期5年",
        "有效期五年",
        "试行两年",
        "试行期三年",
        "30日后施行",
        "同时废止",
        "停止执行",
    ):
        assert clause in texts, clause


def test_what_is_cited_exists(content: Content) -> None:
    known = {entry.number for entry in content.entries}
    outside = {"国办函〔2020〕109号"}
    cited = {
        number for entry in content.entries for number in re.findall(r"[云国][一-龥]{1,5}〔\d{4}〕\d+号", entry.text)
    }
    assert cited - known - outside == set()


def test_every_link_answers(visitor: Visitor, content: Content) -> None:
    waiting, seen = ["/"], {"/"}
    while waiting:
        path = waiting.pop()
        answer = visitor.get(path)
        assert answer.status == 200, path
        if "html" not in answer.headers["Content-Type"]:
            continue
        # The charset in the header is believed, as a browser does: it reads gb2312 as its superset.
        encoding = "gb18030" if "gb2312" in answer.headers["Content-Type"] else "utf-8"
        page = html.fromstring(answer.body.decode(encoding))
        script = re.search(r'createPageHTML\((\d+), 0, "index", "html"\)', answer.body.decode(encoding))
        paged = [f"index_{n}.html" for n in range(1, int(script[1]))] if script else []
        for link in [*page.xpath("//a/@href | //link/@href | //script/@src"), *paged]:
            target = urljoin(path, link)
            if not link.startswith("#") and target not in seen:
                seen.add(target)
                waiting.append(target)
    assert {entry.path for entry in content.entries} <= seen


def test_the_script_list_has_three_pages(visitor: Visitor) -> None:
    assert 'createPageHTML(3, 0, "index", "html");' in visitor.text("/zwgk/gfxwj/index.html")
    items = [html.fromstring(visitor.text(f"/zwgk/gfxwj/index{n}.html")) for n in ("", "_1", "_2")]
    assert [len(page.xpath("//ul[contains(@class,'channel-list')]/li[a and span]")) for page in items] == [10, 10, 7]


def test_the_static_list_goes_on_by_a_link(visitor: Visitor) -> None:
    page = html.fromstring(visitor.text("/zwgk/zcjd/index.html"))
    assert page.xpath("//a[text()='下一页']/@href") == ["/zwgk/zcjd/index_1.html"]


def test_the_gb18030_page(visitor: Visitor, content: Content) -> None:
    answer = visitor.get(content.by_id(GB18030_ID).path)
    assert answer.headers["Content-Type"] == "text/html; charset=gb2312"
    assert b'<meta charset="gb2312">' in answer.body
    assert "松浔镇碁湾、㘵塘两村" in answer.body.decode("gb18030")
    with pytest.raises(UnicodeDecodeError):
        answer.body.decode("gb2312")


def test_metadata_of_a_page(visitor: Visitor, content: Content) -> None:
    page = html.fromstring(visitor.text(content.by_id(1008).path))
    tags = {name.lower(): page.xpath(f"//meta[@name='{name}']/@content")[0] for name in page.xpath("//meta/@name")}
    assert tags["articletitle"] == content.by_id(1008).title
    assert {"sitename", "sitedomain", "siteidcode", "columnname", "pubdate", "contentsource"} <= set(tags)
    labels = [label.text_content() for label in page.xpath("//table[@class='xxgk']//th")]
    assert "发 文 机 关：" in labels


def test_conditional_requests(visitor: Visitor, content: Content) -> None:
    path = content.by_id(1008).path
    first = visitor.get(path)
    assert visitor.get(path, If_None_Match=first.headers["ETag"]).status == 304
    assert visitor.get(path, If_None_Match='"other"').status == 200
    assert visitor.get(path, If_Modified_Since=first.headers["Last-Modified"]).status == 304
    assert visitor.get(path, If_Modified_Since="Mon, 01 Jan 2001 00:00:00 GMT").status == 200
    assert visitor.get(path, If_None_Match='"other"', If_Modified_Since=first.headers["Last-Modified"]).status == 200
    assert visitor.get(path, If_None_Match=first.headers["ETag"]).body == b""


def test_head_sends_no_body(visitor: Visitor) -> None:
    answer = visitor.get("/", "HEAD")
    assert (answer.status, answer.body) == (200, b"")
    assert int(answer.headers["Content-Length"]) > 1000


def test_missing_pages(visitor: Visitor) -> None:
    for path in ("/nothing.html", "/files/../columns.toml", "/files/%2e%2e/columns.toml", "/static/"):
        answer = visitor.get(path)
        assert answer.status == 404, path
        assert "您访问的页面不存在" in answer.body.decode()


def test_robots_and_sitemap(visitor: Visitor, content: Content) -> None:
    robots = visitor.text("/robots.txt")
    assert "Disallow: /manage/" in robots
    assert f"Sitemap: {visitor.base}/sitemap.xml" in robots
    addresses = re.findall(r"<loc>(.*?)</loc>", visitor.text("/sitemap.xml"))
    assert {f"{visitor.base}{entry.path}" for entry in content.entries} <= set(addresses)
    assert not [address for address in addresses if "/manage/" in address]


def test_the_site_file_that_is_written(visitor: Visitor, content: Content) -> None:
    written = tomllib.loads((visitor.sites / "sample.toml").read_text(encoding="utf-8"))
    assert written["base_url"] == visitor.base
    assert [channel["id"] for channel in written["channels"]] == [column.id for column in content.columns]


def test_the_site_file_that_ships_is_the_one_written() -> None:
    shipped = EXAMPLES.parent / "crawl" / "sites" / "sample.toml"
    assert shipped.read_text(encoding="utf-8") == site_toml("http://127.0.0.1:8001")


def test_attachments_are_what_their_names_say(content: Content) -> None:
    for entry in content.entries:
        for _, name in entry.files:
            path = EXAMPLES / "site" / "files" / name
            assert path.read_bytes()[:4] == b"%PDF" if name.endswith("pdf") else zipfile.is_zipfile(path), name


def test_pages_load_nothing_from_elsewhere(visitor: Visitor) -> None:
    for path in ("/", "/zwgk/gfxwj/index.html", "/static/site.css"):
        assert not re.search(r"""(?:src|href)=["']https?:|url\(|@import""", visitor.text(path))


def _rows(text: str) -> list[tuple[str, str]]:
    """Title and number of each numbered table row."""
    cells = [
        [cell.strip() for cell in line.strip("|").split("|")] for line in text.split("\n") if line.startswith("| ")
    ]
    return [(row[1], row[2]) for row in cells if row[0].isdigit()]
