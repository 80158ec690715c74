"""Room: from facts to a searchable index. A Whoosh codec and writer whose postings are flat arrays in mapped files.

Whoosh keeps the schema, the table of contents, the term dictionary, the stored fields and the list of deleted documents.
Its own writer makes one Python call a posting; here a segment is inverted by one sort (`inversion`). Whoosh's searcher
and matchers still work on the result; `array_search` reads the arrays themselves.
"""

from __future__ import annotations

import struct
from collections.abc import Callable, Iterator
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
from whoosh.codec.whoosh3 import W3Codec, W3TermInfo, W3TermsReader
from whoosh.filedb.filetables import OrderedHashWriter
from whoosh.matching import ListMatcher
from whoosh.query.spans import Span
from whoosh.reading import TermNotFound

from indexer.bigrams import Bigrams, save_bigrams
from indexer.columns import ColumnBuilder, load_columns, save_columns
from indexer.fields import TEXT_FIELDS, IndexEntry, cited_terms, dump_entry, number_terms, schema
from indexer.inversion import BigramInverter, Ints, Postings, WordInverter
from indexer.tokenizer import fold, raw_terms

CODEC_VERSION = 2
INDEX_NAME = "MAIN"
_TERM_INFO = struct.Struct("!QIfIIf")
"""Start in the arrays, documents, total frequency, first and last document, greatest frequency."""
_FIELD_NUMBER = struct.Struct("!H")


class ArrayTermInfo(W3TermInfo):  # type: ignore[misc]
    start: int = 0

    @classmethod
    def from_bytes(cls, data: bytes) -> ArrayTermInfo:
        info = cls()
        info.start, info._df, info._weight, info._minid, info._maxid, info._maxweight = _TERM_INFO.unpack(data)
        info._minlength, info._maxlength = 1, 0xFFFFFFFF
        return info


class ArrayFieldWriter:
    """Writes whole fields; terms of a field come sorted, fields in any order, once each."""

    def __init__(self, storage: Any, segment: Any) -> None:
        self._table = OrderedHashWriter(segment.create_file(storage, W3Codec.TERMS_EXT))
        self._fields: dict[str, int] = {}
        self._table.extras["fieldmap"] = self._fields
        folder = Path(storage.folder)
        self._ids = (folder / segment.make_filename(".ids")).open("wb")
        self._frequencies = (folder / segment.make_filename(".frq")).open("wb")
        self._written = 0
        self.is_closed = False

    def write_field(self, name: str, words: list[bytes], postings: Postings) -> None:
        prefix = _FIELD_NUMBER.pack(self._fields.setdefault(name, len(self._fields)))
        if words:
            starts, ids, frequencies = postings.starts[:-1], postings.ids, postings.frequencies
            columns = (
                (starts + self._written).tolist(),
                np.diff(postings.starts).tolist(),
                np.add.reduceat(frequencies.astype(np.float64), starts).tolist(),
                ids[starts].tolist(),
                ids[postings.starts[1:] - 1].tolist(),
                np.maximum.reduceat(frequencies, starts).tolist(),
            )
            for word, *info in zip(words, *columns, strict=True):
                self._table.add(prefix + word, _TERM_INFO.pack(*info))
        self._ids.write(postings.ids.astype("<u4", copy=False).tobytes())
        self._frequencies.write(postings.frequencies.astype("<u2", copy=False).tobytes())
        self._written += len(postings.ids)

    def close(self) -> None:
        self._table.close()
        self._ids.close()
        self._frequencies.close()
        self.is_closed = True


class _NoFile:
    """Whoosh's terms reader wants to close a postings file; ours are mapped arrays."""

    def close(self) -> None: ...


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


class ArrayTermsReader(W3TermsReader):  # type: ignore[misc]
    def __init__(self, codec: W3Codec, storage: Any, segment: Any) -> None:
        name = segment.make_filename(W3Codec.TERMS_EXT)
        super().__init__(codec, storage.open_file(name), storage.file_length(name), _NoFile())
        folder = Path(storage.folder)
        self._folder, self._segment = folder, segment
        self._ids = _mapped(folder / segment.make_filename(".ids"), "<u4")
        self._frequencies = _mapped(folder / segment.make_filename(".frq"), "<u2")

    def term_info(self, fieldname: str, termbytes: bytes) -> ArrayTermInfo:
        try:
            return ArrayTermInfo.from_bytes(self._tindex[self._keycoder(fieldname, termbytes)])
        except KeyError as error:
            raise TermNotFound(f"no term {fieldname}:{termbytes!r}") from error

    def doc_frequency(self, fieldname: str, termbytes: bytes) -> int:
        return self._statistic(fieldname, termbytes, "_df")

    def frequency(self, fieldname: str, termbytes: bytes) -> int:
        return self._statistic(fieldname, termbytes, "_weight")

    def _statistic(self, field: str, word: bytes, name: str) -> int:
        try:
            return int(getattr(self.term_info(field, word), name))
        except TermNotFound:
            return 0

    def items(self) -> Iterator[tuple[tuple[str, bytes], ArrayTermInfo]]:
        return ((self._keydecoder(key), ArrayTermInfo.from_bytes(data)) for key, data in self._tindex.items())

    def han_words(self, field: str) -> Iterator[tuple[str, int]]:
        """The field's words that begin with a Han character, in order, and the documents of the segment that have them."""
        for (name, word), info in self.items_from(field, "一".encode()):
            if name != field or word > "鿿".encode():
                return
            yield word.decode("utf-8", "surrogatepass"), info._df

    def items_from(self, field: str, prefix: bytes) -> Iterator[tuple[tuple[str, bytes], ArrayTermInfo]]:
        if field not in self._fieldmap:
            return
        for key, data in self._tindex.items_from(self._keycoder(field, prefix)):
            yield self._keydecoder(key), ArrayTermInfo.from_bytes(data)

    def field(self, name: str) -> tuple[list[bytes], Postings]:
        """Whole: its words in byte order and their postings, which lie one after the other in the arrays."""
        words, first, starts = list[bytes](), 0, [0]
        for (found, word), info in self.items_from(name, b""):
            if found != name:
                break
            first = first if words else info.start
            words.append(word)
            starts.append(info.start + info._df - first)
        stop = first + starts[-1]
        return words, Postings(np.array(starts, np.int64), self._ids[first:stop], self._frequencies[first:stop])

    def arrays(self, field: str, word: str) -> tuple[Ints, Ints] | None:
        """Documents of the segment in order, and frequencies; None when the word is not there."""
        try:
            info = self.term_info(field, word.encode("utf-8", "surrogatepass"))
        except TermNotFound:
            return None
        stop = info.start + info._df
        return self._ids[info.start : stop], self._frequencies[info.start : stop]

    @cached_property
    def _bigrams(self) -> dict[str, Bigrams]:
        sizes = load_columns(columns_path(self._folder, self._segment)).sizes
        return {field: Bigrams(self._folder, self._segment, field, sizes[field]) for field in TEXT_FIELDS}

    def matcher(self, fieldname: str, termbytes: bytes, format_: Any, scorer: Any = None) -> ListMatcher:
        info = self.term_info(fieldname, termbytes)
        stop = info.start + info._df
        weights = self._frequencies[info.start : stop].astype(float).tolist()
        ids = self._ids[info.start : stop].tolist()
        found = ArrayMatcher(ids, weights, None, format_, scorer=scorer, term=(fieldname, termbytes), terminfo=info)
        if fieldname in TEXT_FIELDS:
            found.occurrences = lambda: self._bigrams[fieldname].occurrences(termbytes.decode("utf-8", "surrogatepass"))
        return found


def _mapped(path: Path, dtype: str) -> Ints:
    return np.memmap(path, dtype, "r").view(np.ndarray) if path.stat().st_size else np.zeros(0, dtype)


class ArrayCodec(W3Codec):  # type: ignore[misc]
    def field_writer(self, storage: Any, segment: Any) -> ArrayFieldWriter:
        return ArrayFieldWriter(storage, segment)

    def terms_reader(self, storage: Any, segment: Any) -> ArrayTermsReader:
        return ArrayTermsReader(self, storage, segment)


def columns_path(folder: Path, segment: Any) -> Path:
    return folder / str(segment.make_filename(".columns.npz"))


class ArrayWriter:
    """Takes index entries; everything is held in memory until `finish`, which writes one segment."""

    def __init__(self, storage: Any) -> None:
        codec = ArrayCodec()
        self._storage = storage
        self._segment = codec.new_segment(storage, INDEX_NAME)
        self._documents = codec.per_document_writer(storage, self._segment)
        self._terms = codec.field_writer(storage, self._segment)
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
        for field in sorted(self._words):
            self._terms.write_field(field, *self._words.pop(field).invert())
        columns = self._columns.build()
        ids = WordInverter(plain=True)
        for number, identifier in enumerate(columns.ids):
            ids.add(number, [identifier])
        self._terms.write_field("id", *ids.invert())
        self._terms.close()
        folder = Path(self._storage.folder)
        for field in sorted(self._bigrams):
            save_bigrams(folder, self._segment, field, self._bigrams.pop(field).invert())
        save_columns(columns, columns_path(folder, self._segment))
        self._segment.set_doc_count(self._count)
        return self._segment
