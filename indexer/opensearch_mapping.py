"""Room: from facts to a searchable index. What an index entry is in OpenSearch: fields, settings, and the entry as a document. Pure.

Nothing is analysed there: words, pairs of characters and letters are our own, joined by blanks and cut at them again.
Days are ordinals (0: none), so that the first day of the calendar and a missing one are ordinary numbers.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from datetime import date
from itertools import pairwise
from typing import Any

from govdoc.document import Status
from indexer.acts import act_and_article, named
from indexer.fields import (
    DATE_FIELDS,
    FACETS,
    TEXT_FIELDS,
    IndexEntry,
    cited_terms,
    dump_entry,
    exists_since,
    facet_values,
    number_key,
    number_terms,
)
from indexer.manifest import versions
from indexer.readings import main_reading
from indexer.sounds import BRACKETS
from indexer.tokenizer import squeeze, terms
from indexer.vocabulary import is_han

MAPPING_VERSION = 2
TALLY = "tally"
"""The field of the few documents that hold what is counted of all others (`tally.py`); `part` tells them from those."""
FIRST_DAY, LAST_DAY = 0, date.max.toordinal() + 1
SPELLED = ("letters", "initials", "bare_number")
"""Fields of pairs for what is suggested: titles by sound, numbers without brackets."""
LONGEST_TITLE_KEY = 400


def digest() -> str:
    """Names what an index depends on: programs of one digest read each other's indexes, others never do."""
    stated = json.dumps({**versions(), "mapping": MAPPING_VERSION}, sort_keys=True)
    return hashlib.sha256(stated.encode()).hexdigest()[:10]


def body(shards: int, replicas: str) -> dict[str, Any]:
    """Settings and mapping of a new index. `replicas`: a number, or a range that grows with the cluster (0-1)."""
    copies = {"number_of_replicas": int(replicas)} if replicas.isdecimal() else {"auto_expand_replicas": replicas}
    settings = {"number_of_shards": shards, "refresh_interval": "-1", "max_result_window": 100_000, **copies}
    text = {"type": "text", "analyzer": "whitespace"}
    number, word = {"type": "integer"}, {"type": "keyword"}
    properties: dict[str, Any] = {
        "id": word,
        "entry": {"type": "object", "enabled": False},
        TALLY: {"type": "binary"},
        "part": word,
    }
    properties["leads"] = {"type": "boolean"}
    properties |= {name: {**text, "index_options": "freqs"} for name in TEXT_FIELDS}
    properties |= {pairs_of(name): text for name in (*TEXT_FIELDS, *SPELLED)}
    properties |= dict.fromkeys(
        ("number", "number_ends", "agency", "cites", "title_key", "act", "article", "names", "leader"), word
    )
    properties |= {facet_field(name): word for name in FACETS if name != "status"}
    properties |= {during(status.value): {"type": "integer_range"} for status in Status}
    properties |= {day_field(name): number for name in DATE_FIELDS} | {"exists_since": number}
    return {"settings": {"index": settings}, "mappings": {"dynamic": "strict", "properties": properties}}


def pairs_of(field: str) -> str:
    return f"{field}_pairs"


def facet_field(name: str) -> str:
    return f"facet_{name}"


def day_field(name: str) -> str:
    return f"day_{name}"


def during(status: str) -> str:
    """The field with the days on which a document has the status: [first, last] each."""
    return f"during_{status}"


def document(entry: IndexEntry) -> dict[str, Any]:
    """The entry as OpenSearch takes it; `entry` is what hits are made of, everything else is only searched."""
    made: dict[str, Any] = {"id": entry.id, "entry": dump_entry(entry)}
    for name, attribute in TEXT_FIELDS.items():
        stated: str = getattr(entry, attribute)
        made |= {name: " ".join(terms(stated)), pairs_of(name): pairs(squeeze(stated))}
    made |= {facet_field(name): list(facet_values(entry, name)) for name in FACETS if name != "status"}
    for name, attribute in DATE_FIELDS.items():
        if day := getattr(entry, attribute):
            made[day_field(name)] = day.toordinal()
    since = exists_since(entry)
    made["exists_since"] = since.toordinal() if since else FIRST_DAY
    for status, first, last in periods(entry):
        made.setdefault(during(status), []).append({"gte": first, "lte": last})
    return {**made, **_numbers(entry), **_title(entry), "cites": list(cited_terms(entry))}


def periods(entry: IndexEntry) -> Iterator[tuple[str, int, int]]:
    """The days of each status, first and last, without a gap: what `status_at` says of each."""
    starts = sorted({FIRST_DAY, *(step.since.toordinal() for step in entry.timeline if step.since)})
    for first, following in zip(starts, [*starts[1:], LAST_DAY + 1], strict=True):
        yield entry.status_at(date.fromordinal(max(first, 1))).status.value, first, following - 1


def _numbers(entry: IndexEntry) -> dict[str, Any]:
    """`number_ends`: the number under each end of its agency, so that 政办发〔2017〕5号 finds 博政办发〔2017〕5号."""
    key = number_key(entry.number) if entry.number else None
    made: dict[str, Any] = {"number": list(number_terms(entry))}
    if entry.number:
        made[pairs_of("bare_number")] = pairs(squeeze(entry.number).translate(BRACKETS))
    if key:
        made["number_ends"] = [f"{key.agency[at:]}:{key.term}" for at in range(len(key.agency) + 1)]
        made["agency"] = f"{key.agency}:{key.term}"
    return made


def _title(entry: IndexEntry) -> dict[str, Any]:
    title = squeeze(entry.title)
    readings = [main_reading(character) if is_han(character) else character for character in title]
    act, article = act_and_article(entry.title)
    return {
        "title_key": title_key(title),
        "act": act[:LONGEST_TITLE_KEY],
        "article": article[:LONGEST_TITLE_KEY],
        "leader": entry.explains[0] if entry.explains else entry.id,
        "leads": not entry.explains,
        "names": sorted(name[:LONGEST_TITLE_KEY] for name in named(entry.text, act)),
        pairs_of("letters"): pairs("".join(readings)),
        pairs_of("initials"): pairs("".join(reading[0] for reading in readings)),
    }


def title_key(squeezed: str) -> str:
    """What the same titles have in common; keywords must not be long."""
    return squeezed[:LONGEST_TITLE_KEY]


def pairs(squeezed: str) -> str:
    """Neighbouring characters, and the last one by itself, so that a single character is found as the start of a pair."""
    return " ".join([*(first + second for first, second in pairwise(squeezed)), squeezed[-1:]])
