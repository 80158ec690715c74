"""Room: from facts to a searchable index. The latest values that were made, as long as they weigh no more than allowed."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from typing import Generic, TypeVar

Value = TypeVar("Value")


class Cache(Generic[Value]):
    """Least recently used goes first. Safe across threads; two threads may make the same value at the same time."""

    def __init__(self, most: int, weigh: Callable[[Value], int]) -> None:
        """`most`: the sum of `weigh` over all values kept."""
        self._most, self._weigh, self._weight = most, weigh, 0
        self._values: OrderedDict[Hashable, Value] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, key: Hashable, make: Callable[[], Value]) -> Value:
        with self._lock:
            if key in self._values:
                self._values.move_to_end(key)
                return self._values[key]
        value = make()
        with self._lock:
            if key not in self._values:
                self._values[key] = value
                self._weight += self._weigh(value)
            while self._weight > self._most and self._values:
                self._weight -= self._weigh(self._values.popitem(last=False)[1])
        return value

    def __contains__(self, key: Hashable) -> bool:
        """Asked without counting as a use."""
        return key in self._values

    def clear(self) -> None:
        with self._lock:
            self._values.clear()
            self._weight = 0
