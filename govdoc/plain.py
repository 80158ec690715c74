"""Room: what a government document is. Frozen dataclasses to plain JSON values and back, by their annotations alone.

A dataclass becomes the list of its values in the order of its fields: short, and quick to read back. Only what our own types
are made of is known: str, int, bool, None, dates, StrEnums, tuples and dataclasses of these.
"""

from __future__ import annotations

import dataclasses
import types
import typing
from collections.abc import Callable
from datetime import date
from enum import Enum
from functools import cache
from typing import Any, TypeVar

T = TypeVar("T")
_Read = Callable[[Any], Any]
_ATOMS = (str, int, bool, float, type(None))


def to_plain(value: object) -> Any:
    """The value as JSON can hold it. TypeError for anything else than the types named above."""
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, _ATOMS):
        return value
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, tuple):
        return [to_plain(one) for one in value]
    if dataclasses.is_dataclass(value):
        return [to_plain(getattr(value, name)) for name in _names(value.__class__)]
    raise TypeError(f"no plain form for {type(value).__name__}")


def from_plain(cls: type[T], plain: Any) -> T:
    """What `to_plain` gave, as `cls` again."""
    hint: Any = cls
    value: T = _reader(hint)(plain)
    return value


@cache
def _names(cls: Any) -> tuple[str, ...]:
    return tuple(field.name for field in dataclasses.fields(cls))


@cache
def _reader(hint: Any) -> _Read:
    if isinstance(hint, type) and dataclasses.is_dataclass(hint):
        hints: dict[str, Any] = typing.get_type_hints(hint)
        return _dataclass_reader(hint, [_reader(hints[name]) for name in _names(hint)])
    origin = typing.get_origin(hint)
    if origin is tuple:
        return _tuple_reader(typing.get_args(hint))
    if origin in (typing.Union, types.UnionType):
        return _optional_reader(_reader(next(one for one in typing.get_args(hint) if one is not type(None))))
    if hint is date:
        return date.fromisoformat
    return hint if isinstance(hint, type) and issubclass(hint, Enum) else _same


def _same(value: Any) -> Any:
    return value


def _dataclass_reader(cls: Any, readers: list[_Read]) -> _Read:
    changed = [(n, read) for n, read in enumerate(readers) if read is not _same]

    def read_fields(values: list[Any]) -> Any:
        values = values.copy()
        for n, read in changed:
            values[n] = read(values[n])
        return cls(*values)

    return read_fields if changed else lambda values: cls(*values)


def _tuple_reader(hints: tuple[Any, ...]) -> _Read:
    if len(hints) == 2 and hints[1] is Ellipsis:
        read = _reader(hints[0])
        return tuple if read is _same else lambda values: tuple([read(value) for value in values])
    readers = [_reader(hint) for hint in hints]
    return lambda values: tuple([read(value) for read, value in zip(readers, values, strict=True)])


def _optional_reader(read: _Read) -> _Read:
    return _same if read is _same else lambda value: None if value is None else read(value)
