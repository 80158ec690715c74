"""Room: from web to facts. The child process that reads one attachment: bytes on standard input, one JSON object on standard output.

It may be killed, run out of memory, or be misled by the file; its parent (`crawl/attachment.py`) takes all of that as an answer.
"""

from __future__ import annotations

import asyncio
import inspect
import io
import json
import re
import resource
import signal
import sys
import zipfile
import zlib
from typing import Any

from lxml import etree
from lxml import html as lxml_html

from crawl.attachment_kind import sniff
from crawl.decode import decode
from crawl.lines import lines_of
from crawl.ofd import read_ofd
from govdoc.errors import DataError
from govdoc.pdf_text import in_page_order
from govdoc.radicals import without_radicals

MAX_ENTRIES = 200
MAX_EXPANDED = 300 * 1024 * 1024
MAX_RATIO = 200
"""Expansion beyond which a ZIP is a bomb; XML of office files reaches about 40."""

MAX_PAGES = 3000
"""Pages of a PDF, as far as its directory shows them uncompressed; the time cap holds for the rest."""

ORDERED_PAGES = 150
PDF_SECONDS = 20.0
"""Processor seconds for a PDF in page order; the whole reading has SECONDS of crawl/attachment.py."""

_MIME = {
    "pdf": "application/pdf",
    "doc": "application/msword",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xls": "application/vnd.ms-excel",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "ppt": "application/vnd.ms-powerpoint",
    "pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    "ofd": "application/ofd",
    "html": "text/html",
    "txt": "text/plain",
    "rtf": "application/rtf",
    "zip": "application/zip",
}
_COMMON = frozenset("的一在人不和有大国中年为上地市工会作对行业发生民以理法方成关部经区学第全公政务规定办理本单位时月日十五三二四六项及于由号实施通知条件安表省县名称"
                    "序数量目内容相应期管标准按照要求")  # fmt: skip
"""Characters that make up about a fifth of official Chinese; a text of rare characters without them was decoded wrongly."""


class RefusedError(Exception):
    """Beyond a cap."""


def read(body: bytes, name: str, depth: int = 0) -> dict[str, str]:
    """`text`, `state`, `note`, `media_type` of one file."""
    kind = sniff(body, name)
    try:
        text, images, note = _text(body, kind, name, depth)
    except RefusedError as error:
        return {"state": "refused", "note": str(error), "media_type": _MIME.get(kind, "")}
    except DataError as error:
        return {"state": "failed", "note": str(error), "media_type": _MIME.get(kind, "")}
    text = tidy(text)
    state = "stored"
    if mojibake(text):
        text, state, note = "", "failed", "the text comes out as mojibake: read the original"
    elif not re.search(r"\w", text):
        text, state, note = (
            "",
            ("image_only" if images else "stored"),
            note or ("no text, only images" if images else "no text"),
        )
    return {"text": text, "state": state, "note": note, "media_type": _MIME.get(kind, "")}


def _text(body: bytes, kind: str, name: str, depth: int) -> tuple[str, bool, str]:
    """(text, whether images are shown, note)."""
    if kind in ("docx", "xlsx", "pptx", "ofd", "zip"):
        _check_expansion(body)
    if kind == "ofd":
        text, images = read_ofd(body)
        return text, images, ""
    if kind == "zip":
        return _entries(body, depth)
    if kind == "html":
        return _html(body), False, ""
    if kind == "txt":
        return decode(body)[0], False, ""
    if kind == "image":
        return "", True, "an image"
    if kind == "archive":
        raise DataError("an archive of a kind that is not opened (rar, 7z, gz; only zip is): open the original")
    if kind == "damaged":
        raise DataError("a ZIP file that cannot be opened: the download may be cut short")
    if kind == "unknown":
        raise DataError("no known kind of document")
    return _pdf(body, name) if kind == "pdf" else _by_xberg(body, kind, name)


def _check_expansion(body: bytes) -> None:
    """The directory's own figures; entries that lie about theirs meet the memory cap."""
    try:
        entries = zipfile.ZipFile(io.BytesIO(body)).infolist()
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError) as error:
        raise DataError(f"a ZIP file that cannot be opened ({error}): the download may be cut short") from error
    expanded = sum(entry.file_size for entry in entries)
    if expanded > MAX_EXPANDED or (expanded > 10_000_000 and expanded > MAX_RATIO * len(body)):
        raise RefusedError(f"expands from {len(body)} to {expanded} bytes")


def _html(body: bytes) -> str:
    """Pages, and tables that were saved as .xls: `<table>` in the clothes of a workbook."""
    source = re.sub(r"<\?xml[^>]*\?>", "", decode(body)[0].replace("\x00", ""))
    try:
        parser = lxml_html.HTMLParser(encoding="utf-8", huge_tree=False)
        return "\n".join(lines_of(lxml_html.document_fromstring(source.encode("utf-8", "replace"), parser=parser)))
    except (etree.ParserError, ValueError) as error:
        raise DataError(f"HTML without content ({error})") from error


def _pdf(body: bytes, name: str) -> tuple[str, bool, str]:
    """In the order of the page, tables in their places; where that fails or takes too long, tables behind the text (xberg).

    On ten real files this found up to 3.6 times the characters of tables, at 0.1 s a page where xberg takes 0.015.
    """
    pages = len(re.findall(rb"/Type\s*/Page(?![a-zA-Z])", body))
    if pages > MAX_PAGES:
        raise RefusedError(f"{pages} pages, more than {MAX_PAGES}")
    try:
        text = in_page_order(body, PDF_SECONDS) if pages <= ORDERED_PAGES else ""
    except Exception:  # noqa: BLE001 - pdfminer fails in many ways on damaged files; the other reader says what is wrong
        text = ""
    return (text, False, "") if re.search(r"\w", text) and not mojibake(text) else _by_xberg(body, "pdf", name)


def _by_xberg(body: bytes, kind: str, name: str) -> tuple[str, bool, str]:
    import xberg

    config = xberg.ExtractionConfig(use_cache=False, disable_ocr=True, enable_quality_processing=False)
    given = xberg.ExtractInput(kind="bytes", bytes=body, mime_type=_MIME.get(kind), filename=f"file.{kind}")
    try:
        result = _wait(xberg.extract(given, config))
    except (RuntimeError, ValueError, OSError, TypeError) as error:
        raise DataError(f"cannot be read as {kind}: {_one_line(error)}") from error
    if not result.results:
        why = _one_line(result.errors[0].message if result.errors else "no text")
        raise DataError(f"cannot be read as {kind}: {why}")
    text = without_marks(without_radicals(str(result.results[0].content or "")), kind)
    return text, kind == "pdf" and not re.search(r"\w", text), ""


def without_marks(text: str, kind: str) -> str:
    """Without what the reader adds of its own: `指南 (style_name: Title)`, `家庭[^2]` for a footnote, `  附表 (hidden)` for a sheet."""
    if kind == "docx":
        return re.sub(r"[ \t]*\(style_name: [^()\n]*\)[ \t]*$|\[\^\d+\]", "", text, flags=re.MULTILINE)
    return re.sub(r"^ {2}(\S.*?)(?: \(hidden\))?$", r"\1", text, flags=re.MULTILINE) if kind == "xlsx" else text


def _wait(result: Any) -> Any:
    if not inspect.isawaitable(result):
        return result

    async def done() -> Any:
        return await result

    return asyncio.run(done())


def _one_line(error: object) -> str:
    return " ".join(str(error).split())[:160]


def _entries(body: bytes, depth: int) -> tuple[str, bool, str]:
    """The readable entries of a ZIP one after the other, each under its name. A ZIP inside a ZIP is opened once, no deeper."""
    if depth > 1:
        raise RefusedError("ZIP within ZIP within ZIP")
    parts, notes, images, left = [], [], False, MAX_EXPANDED
    with zipfile.ZipFile(io.BytesIO(body)) as archive:
        for entry in archive.infolist()[:MAX_ENTRIES]:
            name = entry_name(entry)
            if entry.is_dir() or name.startswith("__MACOSX"):
                continue
            try:
                with archive.open(entry) as part:
                    data = part.read(left + 1)
            except (zipfile.BadZipFile, RuntimeError, NotImplementedError, OSError, EOFError, zlib.error) as error:
                notes.append(f"{name}: {_one_line(error)}")
                continue
            left -= len(data)
            if left < 0:
                raise RefusedError(f"expands to more than {MAX_EXPANDED} bytes")
            found = read(data, name, depth + 1)
            images = images or found["state"] == "image_only"
            if found.get("text"):
                parts.append(f"{name}\n{found['text']}")
            if found["note"]:
                notes.append(f"{name}: {found['note']}")
    return "\n\n".join(parts), images, "; ".join(notes)[:300]


def entry_name(entry: zipfile.ZipInfo) -> str:
    """The entry's name; Windows writes Chinese names in GBK without saying so, which `zipfile` takes for code page 437."""
    if entry.flag_bits & 0x800:
        return entry.filename
    try:
        return entry.filename.encode("cp437").decode("gb18030")
    except (UnicodeEncodeError, UnicodeDecodeError):
        return entry.filename


def tidy(text: str) -> str:
    text = re.sub(
        r"[\x00-\x08\x0b\x0e-\x1f\u200b\ufeff\ufffe\uffff]",
        "",
        text.replace("\r\n", "\n").replace("\r", "\n").replace("\f", "\n"),
    )
    return re.sub(r"\n{3,}", "\n\n", "\n".join(line.rstrip() for line in text.split("\n"))).strip()


def mojibake(text: str) -> bool:
    """Whether a text of Han characters lacks the ones that all official Chinese has, or is strewn with U+FFFD or private characters.

    Word 97 text read as GBK gives 㔀㈀ and 楗湤: rare characters, no 的, no 一.
    """
    sample = text[:50_000]
    bad = sum(1 for c in sample if c == "\ufffd" or "\ue000" <= c <= "\uf8ff")
    han = [c for c in sample if "\u3400" <= c <= "\u9fff"]
    if bad * 5 > len(sample) > 0:
        return True
    return len(han) > 200 and sum(c in _COMMON for c in han) * 50 < len(han)


def main() -> None:
    memory, seconds, name = int(sys.argv[1]), int(sys.argv[2]), sys.argv[3]
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds + 1))
    try:
        answer = read(sys.stdin.buffer.read(), name)
    except MemoryError:
        answer = {"state": "refused", "note": f"needs more than {memory} bytes of memory"}
    except Exception as error:  # noqa: BLE001 - the edge: a file nobody foresaw is a failed file, not a failed run
        answer = {"state": "failed", "note": f"{type(error).__name__}: {_one_line(error)}"}
    sys.stdout.write(json.dumps(answer, ensure_ascii=True))
    sys.stdout.flush()


if __name__ == "__main__":
    main()
