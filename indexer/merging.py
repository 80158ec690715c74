"""Room: from facts to a searchable index. Several segments made one, array by array; no text is read or cut again.

Deleted documents are left out, the others keep their order. What comes out is what writing their entries anew would give.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import compress
from pathlib import Path
from typing import Any

import numpy as np

from indexer.array_codec import INDEX_NAME, WORD_FIELDS, ArrayCodec, arrays_path, columns_path, write_field
from indexer.array_file import ArrayFileWriter
from indexer.bigrams import Bigrams, stretches, write_bigrams
from indexer.columns import merge_columns, save_columns
from indexer.fields import TEXT_FIELDS, schema
from indexer.found import Mask
from indexer.inversion import BigramPostings, Ints, Postings, narrowed
from indexer.segment import Segment


@dataclass(frozen=True, slots=True)
class Part:
    """A segment, the mask of its documents that stay, and the new number of each (of those that stay)."""

    segment: Segment
    live: Mask
    numbers: Ints


def merge(storage: Any, segments: Sequence[tuple[Segment, Sequence[int]]]) -> Any:
    """Whoosh's description of a new segment in `storage`, of segments beside the numbers of their deleted documents."""
    parts, count = _parts(segments)
    codec = ArrayCodec()
    merged = codec.new_segment(storage, INDEX_NAME)
    _write_documents(codec.per_document_writer(storage, merged), parts)
    folder = Path(storage.folder)
    out = ArrayFileWriter(arrays_path(folder, merged))
    for field in WORD_FIELDS:
        write_field(out, field, *_words(parts, field), count)
    for field in TEXT_FIELDS:
        write_bigrams(out, field, [_bigrams(parts, field)], count)
    out.close()
    columns = merge_columns([(part.segment.columns, part.live) for part in parts])
    save_columns(columns, columns_path(folder, merged))
    merged.set_doc_count(count)
    return merged


def _parts(segments: Sequence[tuple[Segment, Sequence[int]]]) -> tuple[list[Part], int]:
    parts, count = list[Part](), 0
    for segment, deleted in segments:
        live = np.ones(len(segment), bool)
        live[np.array(sorted(deleted), np.int64)] = False
        parts.append(Part(segment, live, np.cumsum(live) - 1 + count))
        count += int(live.sum())
    return parts, count


def _write_documents(writer: Any, parts: Sequence[Part]) -> None:
    """Lengths of fields and the stored entry, as it is stored."""
    known = schema()
    for part in parts:
        lengths = {field: part.segment.columns.lengths[field].tolist() for field in TEXT_FIELDS}
        for document in np.flatnonzero(part.live).tolist():
            writer.start_doc(int(part.numbers[document]))
            for field in TEXT_FIELDS:
                if length := lengths[field][document]:
                    writer.add_field(field, known[field], None, length)
            writer.add_field("entry", known["entry"], part.segment.stored(document), 0)
            writer.finish_doc()
    writer.close()


def _words(parts: Sequence[Part], field: str) -> tuple[list[bytes], Postings]:
    read = [part.segment.terms_of(field) for part in parts]
    words = sorted({word for held, _ in read for word in held})
    rank = {word: number for number, word in enumerate(words)}
    terms = [np.array([rank[word] for word in held], np.int64) for held, _ in read]
    postings, _ = _postings(parts, terms, [posted for _, posted in read], len(words))
    kept = np.diff(postings.starts) > 0
    return list(compress(words, kept.tolist())), _without_empty(postings, kept)


def _without_empty(postings: Postings, kept: Mask) -> Postings:
    starts = np.append(postings.starts[:-1][kept], postings.starts[-1])
    return Postings(starts, postings.ids, postings.frequencies)


def _postings(
    parts: Sequence[Part], terms: Sequence[Ints], posted: Sequence[Postings], count: int
) -> tuple[Postings, Ints]:
    """`terms[i][t]` is the new number of term t of part i. Terms whose documents are all deleted end up empty.

    Beside them the place of each of the postings among those of all parts, one after the other.
    """
    keys, places, before = list[Ints](), list[Ints](), 0
    for part, numbers, one in zip(parts, terms, posted, strict=True):
        term = np.repeat(numbers, np.diff(one.starts))
        live = part.live[one.ids]
        keys.append((term[live] << 32) | part.numbers[one.ids[live]])
        places.append(np.flatnonzero(live) + before)
        before += len(live)
    joined = np.concatenate(keys)
    order = np.argsort(joined, kind="stable")  # ascending runs, one a part: merged, not sorted
    joined, held = joined[order], np.concatenate(places)[order]
    starts = np.searchsorted(joined >> 32, np.arange(count + 1))
    frequencies = np.concatenate([one.frequencies for one in posted])[held]
    return Postings(starts, joined.astype(np.uint32), frequencies), held


def _bigrams(parts: Sequence[Part], field: str) -> BigramPostings:
    """Each posting takes its offsets along."""
    read: list[Bigrams] = [part.segment.bigrams(field) for part in parts]
    codes = np.unique(np.concatenate([one.codes for one in read]))
    posted = [one.postings.whole() for one in read]
    postings, held = _postings(parts, [np.searchsorted(codes, one.codes) for one in read], posted, len(codes))
    taken = np.concatenate([one.frequencies for one in posted]).astype(np.int64)
    begins = (np.cumsum(taken) - taken)[held]
    offsets = np.concatenate([one.offsets(0, len(one.codes)) for one in read])[stretches(begins, taken[held])]
    kept = np.diff(postings.starts) > 0
    postings = _without_empty(postings, kept)
    offset_starts = np.cumsum(np.append(0, postings.frequencies.astype(np.int64)))[postings.starts]
    return BigramPostings(codes[kept], postings, offset_starts, narrowed(offsets))
