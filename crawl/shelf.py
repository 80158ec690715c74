"""Room: from web to facts. Documents that were read, until enough of their channel were read to judge them."""

from __future__ import annotations

from crawl.expect import Filled
from crawl.keeper import Keeper
from crawl.plan import Plan
from crawl.site import Channel
from crawl.target import Answer, Target
from govdoc.document import Document
from govdoc.errors import FetchError


class Shelf:
    """Holds the first documents of each channel whose site file expects filled fields (crawl/expect.py)."""

    def __init__(self, keeper: Keeper, plan: Plan) -> None:
        self.keeper, self.plan = keeper, plan
        self.filled = {channel.id: Filled(channel.filled) for channel in keeper.site.channels}
        self.waiting: dict[str, list[tuple[Target, Answer, Document, Document | None]]] = {}

    def check(self, channel: Channel) -> None:
        """FetchError when the channel's pages do not read as they should: nothing more of it is stored."""
        filled = self.filled[channel.id]
        if filled.enough and filled.missing:
            raise FetchError(filled.missing)

    def put(self, target: Target, answer: Answer, document: Document, stored: Document | None) -> None:
        filled = self.filled[target.channel.id]
        filled.add(document)
        waiting = self.waiting.setdefault(target.channel.id, [])
        waiting.append((target, answer, document, stored))
        if filled.enough or not filled.expected:
            self.settle(target.channel)

    def clear(self) -> None:
        """The run is over: what waits is too little to judge, and is taken."""
        for channel in self.keeper.site.channels:
            self.settle(channel)

    def settle(self, channel: Channel) -> None:
        """Store what waits, or refuse it."""
        filled, tally = self.filled[channel.id], self.plan.count(channel)
        problem = filled.missing if filled.enough else None
        for target, answer, document, stored in self.waiting.pop(channel.id, ()):
            if problem:
                tally.fail(target.url, self.keeper.failed(target, problem, answer.status, answer.body))
            else:
                tally.count(self.keeper.finish(target, answer, document, stored))
                tally.back += target.back
