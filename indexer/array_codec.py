"""Room: from facts to a searchable index. A Whoosh codec and writer whose postings are flat arrays in mapped files.

Whoosh keeps the schema, the table of contents, the stored fields and the list of deleted documents.
Its own writer makes one Python call a posting; here a segment is inverted by one sort (`inversion`). Whoosh's searcher
and matchers still work on the result; `array_search` reads the arrays themselves.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cached_property
from pathlib import Path
from typing import Any
from uuid import uuid4

import numpy as np
from whoosh.codec.base import TermsReader
from whoosh.codec.whoosh3 import W3Codec
from whoosh.matching import ListMatcher
from whoosh.query.spans import Span
from whoosh.reading import TermInfo, TermNotFound

from indexer.array_file import ArrayFile, ArrayFileWriter
from indexer.bigrams import Bigrams, write_bigrams
from indexer.columns import ColumnBuilder, save_columns
from indexer.fields import TEXT_FIELDS, IndexEntry, cited_terms, dump_entry, number_terms, schema
from indexer.inversion import BigramInverter, Ints, Postings, WordInverter
from indexer.packed import PackedPostings, Words, write_postings, write_words
from indexer.tokenizer import fold, raw_terms

CODEC_VERSION = 4
INDEX_NAME = "MAIN"
ARRAYS = ".arrays"
WORD_FIELDS = (*TEXT_FIELDS, "number", "cites", "id")


def term_info(ids: Ints, frequencies: Ints) -> TermInfo:
    """Whoosh's statistics of a term; lengths of fields are in the columns."""
    return TermInfo(
        weight=float(frequencies.sum(dtype=np.int64)), df=len(ids), minlength=1, maxlength=0xFFFFFFFF,
        maxweight=float(frequencies.max()), minid=int(ids[0]), maxid=int(ids[-1]),
    )  # fmt: skip


class ArrayMatcher(ListMatcher):  # type: ignore[misc]
    """Words have no positions; where they stand as strings is found by the pairs of characters, in characters of the text.

    So phrases and other queries of Whoosh's that go by spans hold when the words' strings stand side by side.
    """

    occurrences: Callable[[], tuple[Ints, Ints]] | None = None

    def copy(self) -> ArrayMatcher:
        copied: ArrayMatcher = super().copy()
        copied._term, copied._terminfo, copied.occurrences = self._term, self._terminfo, self.occurrences
        return copied

    def spans(self) -> list[Span]:
        if self.occurrences is None:
            return []
        documents, starts = self._found
        first, last = np.searchsorted(documents, (self.id(), self.id() + 1)).tolist()
        length = len(self._term[1].decode("utf-8", "surrogatepass"))
        return [Span(start, start + length - 1) for start in starts[first:last].tolist()]

    @cached_property
    def _found(self) -> tuple[Ints, Ints]:
        assert self.occurrences is not None
        return self.occurrences()


class ArrayCursor:
    """Walks the words of one field, for Whoosh's fuzzy queries and its spelling."""

    def __init__(self, reader: ArrayTermsReader, field: str, whoosh_field: Any) -> None:
        self._reader, self._field, self._whoosh_field = reader, field, whoosh_field
        self._words = reader.words.get(field)
        self._at = 0

    def is_valid(self) -> bool:
        return self._words is not None and self._at < len(self._words)

    def text(self) -> Any:
        return self._whoosh_field.from_bytes(self._words[self._at]) if self._words and self.is_valid() else None

    def first(self) -> Any:
        self._at = 0
        return self.text()

    def next(self) -> Any:
        self._at += 1
        return self.text()

    def find(self, word: Any) -> Any:
        wanted = word if isinstance(word, bytes) else self._whoosh_field.to_bytes(word)
        self._at = self._words.first_from(wanted) if self._words is not None else 0
        return self.text()

    def term_info(self) -> TermInfo | None:
        word = self._words[self._at] if self._words and self.is_valid() else None
        return None if word is None else self._reader.term_info(self._field, word)


class ArrayTermsReader(TermsReader):  # type: ignore[misc]
    """What Whoosh asks of a segment's words. Safe across threads."""

    def __init__(self, storage: Any, segment: Any) -> None:
        self.arrays = ArrayFile(arrays_path(Path(storage.folder), segment))
        self.words = {field: Words(self.arrays, field) for field in WORD_FIELDS}
        self._postings = {field: PackedPostings(self.arrays, field) for field in self.words}

    def __contains__(self, term: tuple[str, bytes]) -> bool:
        return self.postings(*term) is not None

    def indexed_field_names(self) -> list[str]:
        return sorted(self.words)

    def postings(self, field: str, word: bytes) -> tuple[Ints, Ints] | None:
        """Documents of the segment in order, and frequencies; None when the word is not there."""
        number = self.words[field].number(word) if field in self.words else None
        return None if number is None else self._postings[field].of(number)

    def field(self, name: str) -> tuple[list[bytes], Postings]:
        """Whole: its words in byte order and their postings."""
        return list(self.words[name]), self._postings[name].whole()

    def _found(self, field: str, word: bytes) -> tuple[Ints, Ints]:
        found = self.postings(field, word)
        if found is None:
            raise TermNotFound(f"no term {field}:{word!r}")
        return found

    def term_info(self, field: str, word: bytes) -> TermInfo:
        return term_info(*self._found(field, word))

    def doc_frequency(self, field: str, word: bytes) -> int:
        found = self.postings(field, word)
        return 0 if found is None else len(found[0])

    def frequency(self, field: str, word: bytes) -> int:
        found = self.postings(field, word)
        return 0 if found is None else int(found[1].sum(dtype=np.int64))

    def terms(self) -> Iterator[tuple[str, bytes]]:
        return ((field, word) for field in self.indexed_field_names() for word in self.words[field])

    def terms_from(self, field: str, prefix: bytes) -> Iterator[tuple[str, bytes]]:
        """The words of the field from the prefix on, then those of the fields after it."""
        for name in self.indexed_field_names():
            if name >= field:
                words = self.words[name]
                first = words.first_from(prefix) if name == field else 0
                yield from ((name, words[number]) for number in range(first, len(words)))

    def items(self) -> Iterator[tuple[tuple[str, bytes], TermInfo]]:
        return ((term, self.term_info(*term)) for term in self.terms())

    def items_from(self, field: str, prefix: bytes) -> Iterator[tuple[tuple[str, bytes], TermInfo]]:
        return ((term, self.term_info(*term)) for term in self.terms_from(field, prefix))

    def cursor(self, field: str, whoosh_field: Any) -> ArrayCursor:
        return ArrayCursor(self, field, whoosh_field)

    def han_words(self, field: str) -> Iterator[tuple[str, int]]:
        """The field's words that begin with a Han character, in order, and the documents of the segment that have them."""
        words, starts = self.words[field], self._postings[field].starts
        first, last = words.first_from("一".encode()), words.first_from("鿿".encode() + b"\xff")
        many = np.diff(starts[first : last + 1].astype(np.int64)).tolist()
        return zip((words[n].decode("utf-8", "surrogatepass") for n in range(first, last)), many, strict=True)

    @cached_property
    def _bigrams(self) -> dict[str, Bigrams]:
        return {field: Bigrams(self.arrays, field) for field in TEXT_FIELDS}

    def matcher(self, field: str, word: bytes, format_: Any, scorer: Any = None) -> ListMatcher:
        ids, frequencies = self._found(field, word)
        info, weights = term_info(ids, frequencies), frequencies.astype(float).tolist()
        found = ArrayMatcher(ids.tolist(), weights, None, format_, scorer=scorer, term=(field, word), terminfo=info)
        if field in TEXT_FIELDS:
            found.occurrences = lambda: self._bigrams[field].find(word.decode("utf-8", "surrogatepass"))
        return found


class ArrayCodec(W3Codec):  # type: ignore[misc]
    def new_segment(self, storage: Any, indexname: str) -> Any:
        """Named by the system's own randomness: Whoosh's name may come again where a program seeds `random`."""
        segment = super().new_segment(storage, indexname)
        segment.segid = uuid4().hex[:16]
        return segment

    def terms_reader(self, storage: Any, segment: Any) -> ArrayTermsReader:
        return ArrayTermsReader(storage, segment)


def arrays_path(folder: Path, segment: Any) -> Path:
    return folder / str(segment.make_filename(ARRAYS))


def columns_path(folder: Path, segment: Any) -> Path:
    return folder / str(segment.make_filename(".columns.npz"))


class ArrayWriter:
    """Takes index entries; everything is held in memory until `finish`, which writes one segment."""

    def __init__(self, storage: Any) -> None:
        codec = ArrayCodec()
        self._storage = storage
        self._segment = codec.new_segment(storage, INDEX_NAME)
        self._documents = codec.per_document_writer(storage, self._segment)
        self._words = {name: WordInverter() for name in TEXT_FIELDS} | {
            "number": WordInverter(plain=True),
            "cites": WordInverter(plain=True),
        }
        self._bigrams = {name: BigramInverter() for name in TEXT_FIELDS}
        self._columns = ColumnBuilder()
        self._schema = schema()
        self._count = 0

    def add_entry(self, entry: IndexEntry) -> None:
        number = self._count
        lengths, sizes = {}, {}
        for field, attribute in TEXT_FIELDS.items():
            if not (text := getattr(entry, attribute)):
                continue
            folded = fold(text)
            lengths[field] = self._words[field].add(number, raw_terms(folded))
            sizes[field] = self._bigrams[field].add(number, "".join(folded.split()))
        self._words["number"].add(number, list(number_terms(entry)))
        self._words["cites"].add(number, list(cited_terms(entry)))
        self._columns.add(entry, lengths, sizes)
        self._documents.start_doc(number)
        for field, length in lengths.items():
            self._documents.add_field(field, self._schema[field], None, length)
        self._documents.add_field("entry", self._schema["entry"], dump_entry(entry), 0)
        self._documents.finish_doc()
        self._count += 1

    def finish(self) -> Any:
        """Whoosh's description of the segment, for the table of contents; its files are complete."""
        self._documents.close()
        folder = Path(self._storage.folder)
        columns = self._columns.build()
        self._words["id"] = WordInverter(plain=True)
        for number, identifier in enumerate(columns.ids):
            self._words["id"].add(number, [identifier])
        save_columns(columns, columns_path(folder, self._segment))
        out = ArrayFileWriter(arrays_path(folder, self._segment))
        for field in WORD_FIELDS:
            write_field(out, field, *self._words.pop(field).invert(), self._count)
        for field in TEXT_FIELDS:
            write_bigrams(out, field, self._bigrams.pop(field).invert(), self._count)
        out.close()
        self._segment.set_doc_count(self._count)
        return self._segment


def write_field(out: ArrayFileWriter, field: str, words: list[bytes], postings: Postings, documents: int) -> None:
    """`words` in byte order; `documents`: how many the segment has."""
    write_words(out, field, words)
    write_postings(out, field, [postings], documents)
