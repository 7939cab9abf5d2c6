"""Sets of event versions: pure algebra on compressed bitmaps, without a database.

A version's id is its rank in date order, dense from 1, so that any set of versions is a Roaring bitmap of ids
and a page in date order is a slice of one. Days are kept as lines: all ids in the order of one column, cut into
pieces, each with the set of all that came before it. `value ≤ day` is then that set and part of a piece.
"""

import datetime
import sys
from array import array
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from pyroaring import BitMap

from app.dates import NO_END, NO_START

Numbers: TypeAlias = "array[int]"
PIECE = 8192
"""Ids in a piece: to build a set of so many takes 0.4 ms, and a million ids are some 120 pieces."""
SHORTEST = PIECE // 16
"""A piece of so many ends with its year: whole years need no part of a piece."""


@dataclass(frozen=True, slots=True)
class Piece:
    """Ids in the order of a column's values: the first `ends[i]` have one of `values[: i + 1]`.

    `before`: the ids of all earlier pieces.
    """

    before: BitMap
    values: Numbers
    ends: Numbers
    ids: Numbers

    def until(self, day: int) -> BitMap:
        """The ids of this and all earlier pieces whose value is not above the day."""
        known = bisect_right(self.values, day)
        return self.before | BitMap(self.ids[: self.ends[known - 1]]) if known else self.before

    def value_at(self, index: int) -> int:
        """The value of the id at an index."""
        return self.values[bisect_right(self.ends, index)]

    def values_in(self, match: BitMap) -> Iterator[int]:
        """The values that an id of a set has."""
        start = 0
        for value, end in zip(self.values, self.ends, strict=True):
            if any(one in match for one in self.ids[start:end]):
                yield value
            start = end


def pack(members: "BitMap | Numbers") -> bytes:
    """As small as it gets, and the same bytes for the same set."""
    packed = BitMap(members)
    packed.run_optimize()
    return packed.serialize()


def unpack(stored: bytes) -> BitMap:
    return BitMap.deserialize(stored)


def pack_numbers(numbers: Numbers) -> bytes:
    """Four bytes each, the least first, on whatever machine."""
    stored = array("I", numbers)
    if sys.byteorder == "big":
        stored.byteswap()
    return stored.tobytes()


def unpack_numbers(stored: bytes) -> Numbers:
    numbers = array("I")
    numbers.frombytes(stored)
    if sys.byteorder == "big":
        numbers.byteswap()
    return numbers


def line(values: Sequence[int], ids: Sequence[int]) -> Iterator[Piece]:
    """The pieces of the ids, which are in the order of their values; `values[id - 1]` is an id's value."""
    before, start = BitMap(), 0
    while start < len(ids):
        own = ids[start : end_of_piece(values, ids, start)]
        yield piece(before, values, own)
        before, start = before | BitMap(own), start + len(own)


def piece(before: BitMap, values: Sequence[int], ids: Sequence[int]) -> Piece:
    changes = [at for at in range(1, len(ids)) if values[ids[at] - 1] != values[ids[at - 1] - 1]]
    starts = [0, *changes] if ids else []
    ends = [*changes, len(ids)] if ids else []
    return Piece(before, array("I", (values[ids[at] - 1] for at in starts)), array("I", ends), array("I", ids))


def knowledge(begun: Sequence[int], ended: Sequence[int]) -> Iterator[tuple[int, Piece, Piece]]:
    """What was known when: pairs of pieces, each with its last day.

    The first of a pair holds what was known before, and the ids that begin to be known until that day; the second
    those that end. What was known on a day in between is what the first says less what the second says. The last
    pair has no last day.
    """
    starting = sorted(range(1, len(begun) + 1), key=lambda one: begun[one - 1])
    ending = sorted((one for one in starting if ended[one - 1] < NO_END), key=lambda one: ended[one - 1])
    known, done = BitMap(), 0
    for at in range(0, len(starting), PIECE // 2):
        own = starting[at : at + PIECE // 2]
        last = begun[own[-1] - 1]
        over = ending[done : bisect_right(ending, last, key=lambda one: ended[one - 1])]
        yield last, piece(known, begun, own), piece(BitMap(), ended, over)
        known, done = (known | BitMap(own)) - BitMap(over), done + len(over)
    yield NO_END, piece(known, begun, []), piece(BitMap(), ended, ending[done:])


def end_of_piece(values: Sequence[int], ids: Sequence[int], start: int) -> int:
    """Where the piece ends that begins there: with a year, if it is long enough by then."""
    last = min(start + PIECE, len(ids))
    for at in range(start + SHORTEST, last):
        before, after = values[ids[at - 1] - 1], values[ids[at] - 1]
        if before != after and year_of(before) != year_of(after):
            return at
    return last


def year_of(day: int) -> int:
    """The year of a day; 0 and 10000 for a start and an end that have none."""
    if day <= NO_START:
        return 0
    return 10_000 if day >= NO_END else datetime.date.fromordinal(day).year
