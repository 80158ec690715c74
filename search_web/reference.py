"""Room: from index to pages. How a document is cited in a list of references: GB/T 7714—2015, electronic bulletin [EB/OL]. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

MOST_AUTHORS = 3


def reference(
    title: str, issuers: Sequence[str], number: str, day: str, address: str, cited_on: date | None = None
) -> str:
    """某市人民政府. 关于……的通知: 某政发〔2020〕1号[EB/OL]. (2020-01-05)[2024-06-01]. https://…

    `day` is when it was published or issued; more than three issuers are 前三个, 等. What is missing is left out.
    """
    named = ", ".join(issuers[:MOST_AUTHORS]) + (", 等" if len(issuers) > MOST_AUTHORS else "")
    head = f"{named}. " if named else ""
    what = f"{title}: {number}" if title and number else title or number or "无标题"
    seen = f"[{cited_on.isoformat()}]" if cited_on else ""
    when = (f"({day})" if day else "") + seen
    return f"{head}{what}[EB/OL].{' ' + when + '.' if when else ''} {address}"
