"""Room: from facts to a searchable index. Several segments made one, array by array; no text is read or cut again.

Deleted documents are left out, the others keep their order. What comes out is what writing their entries anew would give.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from indexer.array_codec import INDEX_NAME, ArrayCodec, columns_path
from indexer.bigrams import Bigrams, save_bigrams
from indexer.columns import merge_columns, save_columns
from indexer.fields import TEXT_FIELDS, schema
from indexer.found import Mask
from indexer.inversion import BigramPostings, Ints, Postings
from indexer.segment import Segment

WORD_FIELDS = (*TEXT_FIELDS, "number", "cites", "id")


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
    terms = codec.field_writer(storage, merged)
    for field in WORD_FIELDS:
        terms.write_field(field, *_words(parts, field))
    terms.close()
    folder = Path(storage.folder)
    for field in TEXT_FIELDS:
        save_bigrams(folder, merged, field, [_bigrams(parts, field)])
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
    postings = _postings(parts, terms, [posted for _, posted in read], len(words))
    kept = np.diff(postings.starts) > 0
    starts = np.append(postings.starts[:-1][kept], postings.starts[-1])
    return [word for word, keep in zip(words, kept.tolist(), strict=True) if keep], Postings(
        starts, postings.ids, postings.frequencies
    )


def _postings(parts: Sequence[Part], terms: Sequence[Ints], posted: Sequence[Postings], count: int) -> Postings:
    """`terms[i][t]` is the new number of term t of part i. Terms whose documents are all deleted end up empty."""
    keys, frequencies = list[Ints](), list[Ints]()
    for part, numbers, one in zip(parts, terms, posted, strict=True):
        term = np.repeat(numbers, np.diff(one.starts))
        live = part.live[one.ids]
        keys.append((term[live] << 32) | part.numbers[one.ids[live]])
        frequencies.append(one.frequencies[live])
    joined = np.concatenate(keys)
    order = np.argsort(joined, kind="stable")  # ascending runs, one a part: merged, not sorted
    joined = joined[order]
    starts = np.searchsorted(joined >> 32, np.arange(count + 1))
    return Postings(starts, (joined & 0xFFFFFFFF).astype(np.uint32), np.concatenate(frequencies)[order])


def _bigrams(parts: Sequence[Part], field: str) -> BigramPostings:
    read: list[Bigrams] = [part.segment.bigrams(field) for part in parts]
    codes = np.unique(np.concatenate([one.codes for one in read]))
    terms = [np.searchsorted(codes, one.codes) for one in read]
    postings = _postings(parts, terms, [one.postings for one in read], len(codes))
    keys, before = list[Ints](), 0
    for part, numbers, one in zip(parts, terms, read, strict=True):
        shifts, size = _shifts(part, field, before)
        text = one.text_of(one.places)
        live = part.live[one.documents][text]
        term = np.repeat(numbers, np.diff(one.place_starts))
        keys.append((term[live] << 32) | (one.places.astype(np.int64) + shifts[text])[live])
        before += size
    joined = np.concatenate(keys)
    joined.sort(kind="stable")
    place_starts = np.searchsorted(joined >> 32, np.arange(len(codes) + 1))
    kept = np.diff(place_starts) > 0
    return BigramPostings(
        codes[kept],
        Postings(np.append(postings.starts[:-1][kept], postings.starts[-1]), postings.ids, postings.frequencies),
        np.append(place_starts[:-1][kept], place_starts[-1]),
        (joined & 0xFFFFFFFF).astype(np.uint32),
    )


def _shifts(part: Part, field: str, before: int) -> tuple[Ints, int]:
    """How far each text of the part moves when only living ones stand after `before` units, and the units they take."""
    sizes = part.segment.columns.sizes[field].astype(np.int64)
    documents = np.flatnonzero(sizes)
    taken = sizes[documents] + 1
    staying = np.where(part.live[documents], taken, 0)
    return before + (np.cumsum(staying) - staying) - (np.cumsum(taken) - taken), int(staying.sum())
