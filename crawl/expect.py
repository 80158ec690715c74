"""Room: from web to facts. Does a page read as its site's pages do? What was lost since the last visit, what is missing. Pure.

A template that changed still gives pages with status 200; without these checks its half-read pages would replace what
is stored.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field

from govdoc.document import Document

FACTS = ("number", "registration_number", "index_number", "issuers", "subject", "issued_on", "published_on")
LONG = 200
"""Characters from which on the length of a text tells something."""

SHRUNK = 0.3
SAMPLE = 5
"""Documents of a channel that are read before any of them is stored, where its site file expects filled fields."""


def lost(before: Document, after: Document) -> str | None:
    """What a page lost since it was stored, when that looks like a changed template; None when it may be an edit."""
    gone = [name for name in FACTS if getattr(before, name) and not getattr(after, name)]
    left = len(after.text) / len(before.text) if len(before.text) >= LONG else 1.0
    if left >= SHRUNK and len(gone) < 2:
        return None
    told = ([f"{1 - left:.0%} of its text"] if left < SHRUNK else []) + gone
    return f"the page lost {', '.join(told)}: a changed template?"


@dataclass(slots=True)
class Filled:
    """Counts how many documents of a channel have the fields its site file expects (`filled`)."""

    expected: Mapping[str, float]
    read: int = 0
    found: Counter[str] = field(default_factory=Counter)

    def add(self, document: Document) -> None:
        self.read += 1
        self.found.update(name for name in self.expected if getattr(document, name))

    @property
    def enough(self) -> bool:
        """Whether as many were read as it takes to judge."""
        return self.read >= SAMPLE

    @property
    def missing(self) -> str | None:
        """The fields that too few documents have, in words; None when all is as expected."""
        wrong = [
            f"{name} in {self.found[name]} of {self.read}, expected {share:.0%}"
            for name, share in self.expected.items()
            if self.found[name] < share * self.read
        ]
        return f"a changed template? Filled fields: {'; '.join(wrong)}" if wrong else None
