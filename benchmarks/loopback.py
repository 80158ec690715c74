"""A loopback site of many pages for the benchmarks: real in size and furniture, cheap to serve. `python -m benchmarks.loopback COUNT` prints its port."""

from __future__ import annotations

import asyncio
import random
import sys
from urllib.parse import urlsplit

PER_LIST = 200
WORDS = (
    "农村低保",
    "临时救助",
    "政务公开",
    "医疗保险",
    "住房公积金",
    "土地征收",
    "环境保护",
    "食品安全",
    "义务教育",
    "养老服务",
    "行政许可",
    "安全生产",
    "科技创新",
    "招标投标",
)
CLAUSE = (
    "各镇人民政府、街道办事处要加强{0}工作的组织领导，落实{1}的各项措施，按照{2}的要求做好登记、审核、公示和资金发放。"
)
HEAD = (
    '<!DOCTYPE html><html><head><meta charset="utf-8"><title>{title}_某区人民政府</title><meta name="SiteName" content="某区人民政府">'
    '<meta name="ArticleTitle" content="{title}"><meta name="PubDate" content="{day} 09:00"><meta name="ContentSource" content="区政府办公室">'
    '<meta name="ColumnName" content="通知公告"><link rel="stylesheet" href="/css/a.css">'
)
FACTS = (
    '<table class="xxgk"><tr><td>索 引 号：</td><td>11370304/2023-{n:05}</td><td>发文机关：</td><td>某区人民政府办公室</td></tr>'
    "<tr><td>文 号：</td><td>某政办发〔2023〕{n}号</td><td>成文日期：</td><td>{day}</td></tr></table>"
)


def furniture(kilobytes: int) -> str:
    """Menus, scripts and link lists, as they make up most of a real page."""
    links = "".join(
        f'<li class="menu-item"><a href="/col/col{n}/index.html" target="_blank" title="栏目{n}">政务公开栏目{n}</a></li>'
        for n in range(kilobytes * 5)
    )
    script = "<script>var site={id:1,name:'某区'};function share(x){window.open(x);}" + "/* s */" * 700 + "</script>"
    return f'{script}<div class="header"><div class="nav"><ul>{links}</ul></div></div>'


class Pages:
    """The pages of the site by path, made when they are asked for; the same for the same number."""

    def __init__(self, count: int) -> None:
        self.count = count
        self.furniture = [furniture(kilobytes) for kilobytes in (36, 50, 70)]

    def body(self, path: str) -> bytes | None:
        place = path.strip("/").removesuffix(".html")
        if place.startswith("tz/p"):
            return self.listing(int(place[4:])).encode()
        if place.startswith("art/") and place[4:].isdigit():
            return self.page(int(place[4:])).encode()
        return b"User-agent: *\nDisallow: /admin/\n" if path == "/robots.txt" else None

    def listing(self, number: int) -> str:
        first = number * PER_LIST
        lines = "".join(
            f'<li><a href="/art/{n}.html">关于做好{WORDS[n % len(WORDS)]}第{n}号工作的通知</a><span>2023-05-06</span></li>'
            for n in range(first, min(first + PER_LIST, self.count))
        )
        following = f'<a class="next" href="p{number + 1}">下一页</a>' if first + PER_LIST < self.count else ""
        return f'<html><head><meta charset="utf-8"><title>通知公告</title></head><body><ul class="list">{lines}</ul>{following}</body></html>'

    def page(self, n: int) -> str:
        draw = random.Random(n)
        title = f"关于做好{WORDS[n % len(WORDS)]}第{n}号工作的通知"
        day = f"2023-{n % 12 + 1:02}-{n % 28 + 1:02}"
        text = "".join(f"<p>{CLAUSE.format(*draw.sample(WORDS, 3))}</p>" for _ in range(draw.randrange(8, 40)))
        around = self.furniture[n % len(self.furniture)]
        body = f'<div class="main"><h1>{title}</h1><div id="zoom" class="TRS_Editor">{text}</div></div><div class="footer">版权所有 某区人民政府</div>'
        return (
            f"{HEAD.format(title=title, day=day)}</head><body>{around}{FACTS.format(n=n, day=day)}{body}</body></html>"
        )


class Protocol(asyncio.Protocol):
    """HTTP/1.1 with keep-alive and ETags, and no more."""

    pages: Pages
    etags: bool

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self.transport = transport
        self.waiting = b""

    def data_received(self, data: bytes) -> None:
        self.waiting += data
        while b"\r\n\r\n" in self.waiting:
            head, _, self.waiting = self.waiting.partition(b"\r\n\r\n")
            self.answer(urlsplit(head.split(b" ", 2)[1].decode()).path, head.lower())

    def answer(self, path: str, head: bytes) -> None:
        page = path.startswith("/art/")
        if page and self.etags and b"\nif-none-match:" in head:
            self.send(b"304 Not Modified", b"", f'ETag: "{path}"\r\n')
            return
        body = self.pages.body(path)
        extra = f'ETag: "{path}"\r\n' if page and self.etags else ""
        self.send(b"404 Not Found" if body is None else b"200 OK", body or b"", extra)

    def send(self, status: bytes, body: bytes, extra: str) -> None:
        head = f"{extra}Content-Type: text/html; charset=utf-8\r\nContent-Length: {len(body)}\r\n\r\n".encode()
        self.transport.write(b"HTTP/1.1 " + status + b"\r\n" + head + body)


async def serve(count: int, etags: bool) -> None:
    handler = type("Handler", (Protocol,), {"pages": Pages(count), "etags": etags})
    server = await asyncio.get_running_loop().create_server(handler, "127.0.0.1", 0)
    print(server.sockets[0].getsockname()[1], flush=True)
    await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(serve(int(sys.argv[1]), "--no-etags" not in sys.argv))
