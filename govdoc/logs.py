"""Room: what a government document is. What programs say while they work, as lines of JSON (GOVDOC_LOG=json).

One object a line: at, level, event, and what belongs to the event. No address of a reader, no words of a search.
"""

from __future__ import annotations

import json
import logging
import sys
from datetime import UTC, datetime

EVENTS = logging.getLogger("govdoc")


class Lines(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        at = datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds")
        row = {"at": at, "level": record.levelname.lower(), "event": record.getMessage(), "logger": record.name}
        row |= getattr(record, "about", {})
        if record.exc_info:
            row["trace"] = self.formatException(record.exc_info)
        return json.dumps(row, ensure_ascii=False, default=str)


def begin(log: str) -> None:
    """`json`: every event of ours and every warning of others, to standard error. `text`: warnings only, as Python prints them."""
    if log != "json":
        return
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(Lines())
    logging.basicConfig(level=logging.WARNING, handlers=[handler], force=True)
    EVENTS.setLevel(logging.INFO)


def event(name: str, **about: object) -> None:
    EVENTS.info(name, extra={"about": about})
