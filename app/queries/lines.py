"""Lines: all versions in the order of one column, from which those until a day are read, and any stretch."""

from array import array
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable
from functools import partial
from typing import Any

from pyroaring import BitMap
from sqlalchemy import and_, or_, select

from app.models import DayPiece
from app.queries.kept import Prepared
from app.queries.sets import Numbers, Piece, unpack, unpack_numbers

Mark = tuple[str, int]
"""A line and a day: the versions whose value is not above it."""
Place = tuple[str, int]
"""A line and the number of a piece of it."""


async def last_days(sets: Prepared) -> defaultdict[str, Numbers]:
    """The last day of each piece of every line, which has none where there are no versions."""
    found: defaultdict[str, Numbers] | None = sets.recall("lines")
    if found is None:
        columns = (DayPiece.line, DayPiece.last)
        found = defaultdict(partial(array, "I"))
        for row in await sets.reader.rows(select(*columns).order_by(DayPiece.line, DayPiece.number)):
            found[row.line].append(row.last)
        sets.keep(found, "lines")
    return found


async def until(sets: Prepared, marks: Iterable[Mark]) -> dict[Mark, BitMap]:
    """The versions of each mark."""
    lasts = await last_days(sets)
    # All that lies in pieces before this one is not above the day.
    places = {(line, day): (line, bisect_right(lasts[line], day)) for line, day in marks}
    pieces = await pieces_at(sets, {(line, number) for line, number in places.values() if number < len(lasts[line])})
    return {mark: pieces[place].until(mark[1]) if place in pieces else sets.all for mark, place in places.items()}


async def pieces_at(sets: Prepared, places: Iterable[Place]) -> dict[Place, Piece]:
    recalled = {place: sets.recall("piece", *place) for place in places}
    found: dict[Place, Piece] = {place: piece for place, piece in recalled.items() if piece is not None}
    missing: dict[str, list[int]] = {}
    for line, number in sorted(recalled.keys() - found.keys()):
        missing.setdefault(line, []).append(number)
    if missing:
        any_of = (and_(DayPiece.line == line, DayPiece.number.in_(numbers)) for line, numbers in missing.items())
        for row in await sets.reader.found(select(*DayPiece.__table__.columns).where(or_(*any_of))):
            piece = Piece(unpack(row.before), *map(unpack_numbers, (row.days, row.ends, row.ids)))
            found[row.line, row.number] = piece
            sets.keep(piece, "piece", row.line, row.number)
    return found


async def known(sets: Prepared, day: int) -> BitMap:
    """The versions in force on a day."""
    return (await known_and(sets, day, ()))[0]


async def known_and(sets: Prepared, day: int, marks: Iterable[Mark]) -> tuple[BitMap, dict[Mark, BitMap]]:
    """The versions in force on a day, and those of each mark, read together."""
    members: BitMap | None = sets.recall("known", day)
    begun, ended = ("known", day), ("ended", day)
    found = await until(sets, [*marks, *([begun, ended] if members is None else [])])
    if members is None:
        members = found[begun] - found[ended]
        sets.keep(members, "known", day)
    return members, found


async def stretch(sets: Prepared, match: BitMap, line: str, start: int, stop: int) -> list[tuple[int, int]]:
    """The versions of a match from one position to another in the order of a line, each with its value."""
    found: list[tuple[int, int]] = []
    number, passed = await piece_of(sets, match, line, start)
    while passed < stop and passed < len(match):
        piece = (await pieces_at(sets, [(line, number)]))[line, number]
        here = [(one, piece.value_at(at)) for at, one in enumerate(piece.ids) if one in match]
        found += here[max(0, start - passed) : stop - passed]
        number, passed = number + 1, passed + len(here)
    return found


async def extent(sets: Prepared, match: BitMap) -> tuple[int, int] | None:
    """The first day on which one may have begun, and the last on which one may have ended; None for no versions."""
    if not match:
        return None
    [(_, first)] = await stretch(sets, match, "start_min", 0, 1)
    [(_, last)] = await stretch(sets, match, "end_max", len(match) - 1, len(match))
    return first, last


async def days_of(sets: Prepared, match: BitMap, last: int) -> set[int]:
    """The days until the last on which a version of a match became known."""
    columns: list[Any] = [DayPiece.days, DayPiece.ends, DayPiece.ids]
    found: set[int] = set()
    async for rows in sets.batches(select(*columns).where(DayPiece.line == "known")):
        for row in rows:
            piece = Piece(BitMap(), *map(unpack_numbers, row))
            found.update(day for day in piece.values_in(match) if day <= last)
    return found


async def piece_of(sets: Prepared, match: BitMap, line: str, position: int) -> tuple[int, int]:
    """The piece in which a match has a position, and how many of the match lie in earlier pieces."""
    low, high, passed = 0, len((await last_days(sets))[line]), 0
    while high - low > 1:
        middle = (low + high) // 2
        before = (await pieces_at(sets, [(line, middle)]))[line, middle].before
        count = match.intersection_cardinality(before)
        low, high, passed = (middle, high, count) if count <= position else (low, middle, passed)
    return low, passed
