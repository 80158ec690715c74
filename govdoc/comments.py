"""Room: what a government document is. A comment of the public on an item of a clean-up campaign. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class CommentState(StrEnum):
    WAITING = "waiting"
    PUBLISHED = "published"
    REFUSED = "refused"


STATES = {CommentState.WAITING: "待审核", CommentState.PUBLISHED: "已公开", CommentState.REFUSED: "不予公开"}


@dataclass(frozen=True, slots=True)
class Comment:
    """`contact` is for the office only and never shown. `revision`: the trail number of the last deed on it; `id` 0: not stored yet."""

    campaign: str
    document_id: str
    message: str
    sent_at: datetime
    contact: str | None = None
    state: CommentState = CommentState.WAITING
    answer: str | None = None
    revision: int = 0
    id: int = 0


_NUMBERS = re.compile(
    r"(?<![0-9])(?:1[0-9]{2}[ -][0-9]{4}[ -][0-9]{4}|0[0-9]{2,3}[ -]?[0-9]{7,8})(?![0-9])|[0-9０-９](?:[ ]?[0-9０-９]){5,}[0-9０-９XxＸ]"
)
_ADDRESSES = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+", re.ASCII)
_CHATS = re.compile(r"((?:微信|QQ|qq|vx|VX)(?:号|群)?\s*[:：是为]?\s*)[A-Za-z0-9_-]{5,20}")


def for_the_public(text: str) -> str:
    """For the public: whatever could be somebody's number or address goes. 「电话13800000000」 → 「电话＊＊＊」.

    Stricter than what is looked for in published texts: nobody loses anything when a comment's long number is hidden. Document
    numbers and days stay.
    """
    for pattern in (_ADDRESSES, _NUMBERS):
        text = pattern.sub("＊＊＊", text)
    return _CHATS.sub(r"\1＊＊＊", text)
