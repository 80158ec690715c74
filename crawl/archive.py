"""Room: from web to facts. What a server answered; its bytes are in the archive that pages and harvest share."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from govdoc.blobs import Archive

__all__ = ["Archive", "RawPage"]


@dataclass(frozen=True, slots=True)
class RawPage:
    """One answer of a server. `sha256` names its bytes in the archive; `url` was asked, `final_url` answered."""

    url: str
    final_url: str
    fetched_at: datetime
    status: int
    media_type: str
    sha256: str
