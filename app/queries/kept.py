"""What a process keeps of the prepared sets that it has read: so many bytes, the least recently used go first."""

from array import array
from collections import OrderedDict
from collections.abc import AsyncIterator, Hashable, Sized
from dataclasses import dataclass
from typing import Any
from weakref import WeakKeyDictionary

from pyroaring import BitMap
from sqlalchemy import Select

from app.db import Reader
from app.queries.sets import Piece

MOST_BYTES = 8_000_000
BATCH = 64
"""Sets that are read before others have their turn."""
ENTRY, CONTAINER, ITEM = 400, 40, 200
"""Bytes that an entry takes besides key and value, a set for each of its containers, and one item of a list."""


class Kept:
    """A bounded memory of values that nobody changes."""

    def __init__(self, most: int = MOST_BYTES) -> None:
        self.most = most
        self.size = 0
        self.entries: OrderedDict[Hashable, tuple[Any, int]] = OrderedDict()

    def get(self, key: Hashable) -> Any:
        """The value, or None."""
        if (entry := self.entries.get(key)) is None:
            return None
        self.entries.move_to_end(key)
        return entry[0]

    def put(self, key: Hashable, value: Any) -> None:
        """Keep a value in place of an older one, and make room; one that would take most of it is not kept."""
        size = ENTRY + len(repr(key)) + bytes_of(value)
        if size > self.most // 2:
            return
        self.size += size - self.entries.pop(key, (None, 0))[1]
        self.entries[key] = value, size
        while self.size > self.most:
            self.size -= self.entries.popitem(last=False)[1][1]


def bytes_of(value: Any) -> int:
    """The memory that a value takes, as nearly as can be told."""
    if isinstance(value, BitMap):
        told = value.get_statistics()
        plain = told["n_bytes_array_containers"] + told["n_bytes_run_containers"] + told["n_bytes_bitset_containers"]
        return plain + CONTAINER * told["n_containers"]
    if isinstance(value, array):
        return ITEM + value.itemsize * len(value)
    if isinstance(value, Piece):
        return sum(map(bytes_of, (value.before, value.values, value.ends, value.ids)))
    if isinstance(value, dict):
        return bytes_of([*value, *value.values()])
    if isinstance(value, tuple | list):
        return sum(ITEM + bytes_of(one) for one in value)
    return len(value) if isinstance(value, Sized) else 0


# One whose file was replaced takes what was kept along.
KEPT: WeakKeyDictionary[object, Kept] = WeakKeyDictionary()


@dataclass(frozen=True, slots=True)
class Prepared:
    """The prepared sets of the release that a reader sees."""

    reader: Reader
    kept: Kept

    def recall(self, *key: Hashable) -> Any:
        """What was kept of this release, or None."""
        return self.kept.get((self.reader.release.number, self.reader.release.digest, *key))

    def keep(self, value: Any, *key: Hashable) -> None:
        self.kept.put((self.reader.release.number, self.reader.release.digest, *key), value)

    async def batches(self, statement: Select[Any]) -> AsyncIterator[list[Any]]:
        """The rows of a long answer; between two batches others have their turn."""
        async for rows in self.reader.batches(statement, BATCH):
            yield rows

    @property
    def all(self) -> BitMap:
        """Every version, known or not."""
        return BitMap(range(1, self.reader.release.counts["event_versions"] + 1))


def prepared(reader: Reader) -> Prepared:
    return Prepared(reader, KEPT.setdefault(reader.origin, Kept()))
