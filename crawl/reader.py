"""Room: from web to facts. The process that reads pages (crawl/readers.py starts it): bytes in, documents out."""

from __future__ import annotations

import contextlib
import json
import os
import sys
from pathlib import Path

from crawl.archive import Archive
from crawl.checks import is_gone, is_trouble, refusal
from crawl.hints import HintedSite
from crawl.page import parse_page
from crawl.readers import Page, Reading, receive, send
from crawl.site_file import load_site
from govdoc.errors import FetchError, GovdocError


def read_page(page: Page, site: HintedSite, archive: Archive) -> Reading:
    """The document on a page; its bytes go to the archive first, also those that cannot be read (yet)."""
    try:
        if page.status == 200:
            archive.put(page.body)
        if reason := refusal(page.body, page.status, page.url, page.final_url, page.content_type):
            raise FetchError(reason)
        return Reading(parse_page(page.body, page.final_url, site, page.content_type))
    except GovdocError as error:
        return Reading(None, str(error), is_trouble(page.status, str(error)), is_gone(str(error)))
    except Exception as error:  # noqa: BLE001  an unforeseen page must not end the run
        return Reading(None, f"cannot be read ({type(error).__name__}: {error})")


def main(job: dict[str, str]) -> None:
    """The child: answers until its input ends. What libraries print must not get between the answers."""
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    site, archive = load_site(Path(job["site"])), Archive(job["archive"])
    with contextlib.suppress(EOFError, BrokenPipeError):  # the parent is gone
        while True:
            send(answers, read_page(receive(sys.stdin.buffer), site, archive))


if __name__ == "__main__":
    main(json.loads(sys.argv[1]))
