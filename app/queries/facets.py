"""Counts over the whole match."""

import datetime
from collections.abc import Iterator
from dataclasses import replace

from pyroaring import BitMap

from app.dates import NO_END, NO_START, Span, day_text
from app.params import Facet
from app.queries.events import PLAIN, Match
from app.queries.kept import Prepared
from app.queries.lines import Mark, stretch, until
from app.queries.members import counts_of, of_facet
from app.queries.page import FacetCount
from app.queries.sets import year_of
from app.vocabulary import Role

WIDTHS = {Facet.YEAR: 1, Facet.DECADE: 10}
SEVERAL = (Facet.PLACE, Facet.PARTY, Facet.TIMELINE, Facet.MEASURE)
"""What one event may have several of."""
AT_ONCE = 8
"""Years that are counted before others have their turn."""
Counts = list[FacetCount]


async def count_facet(sets: Prepared, match: Match, found: BitMap, facet: Facet) -> Counts:
    """A facet's values with their counts, the most frequent first; years in order."""
    counts: Counts | None = sets.recall("counts", match.key, facet)
    if counts is None:
        counts = await counted(sets, match, found, facet)
        sets.keep(counts, "counts", match.key, facet)
    return counts


async def counted(sets: Prepared, match: Match, found: BitMap, facet: Facet) -> Counts:
    if facet in WIDTHS:
        return await count_years(sets, match, found, WIDTHS[facet])
    if facet is Facet.PARTY and match.query.role:
        return in_order(await count_parties(sets, found, match.query.role))
    return in_order(await counts_of(sets, found, facet))


def in_order(counts: dict[str, int]) -> Counts:
    ordered = sorted(counts.items(), key=lambda one: (-one[1], one[0]))
    return [FacetCount(value, number, value) for value, number in ordered if number]


async def count_parties(sets: Prepared, found: BitMap, roles: list[Role]) -> dict[str, int]:
    """Parties only in the roles asked for."""
    played: dict[str, BitMap] = {}
    async for batch in of_facet(sets, "party_role"):
        for pair, members in batch:
            party, _, role = pair.rpartition(":")
            if role in roles:
                played[party] = played.get(party, BitMap()) | (found & members)
    return {party: len(members) for party, members in played.items()}


def held_to(counts: Counts, wide: Counts) -> Counts:
    """The counts of a parameter that is already set: the same parameter with another value takes its place.

    `wide` are the counts without that parameter: where they are higher, no value finds these events alone.
    """
    without = {one.value: one.count for one in wide}
    return [one if without[one.value] == one.count else replace(one, narrowed=None) for one in counts]


async def count_years(sets: Prepared, match: Match, found: BitMap, width: int) -> Counts:
    """How many events each year (or decade) meets, by the query's own rule, so that narrowing gives that number.

    Clipped to the dates asked for, to the day of knowledge, and to the first year that a date names.
    """
    if match.certain:
        found = found & (await until(sets, [PLAIN]))[PLAIN]
    first, last = await limits(sets, match, found, width) if found else (0, -1)
    counts: Counts = []
    for start in range(first, last + 1, AT_ONCE):
        counts += await count_some(sets, match, found, width, range(start, min(start + AT_ONCE, last + 1)))
    return counts


async def count_some(sets: Prepared, match: Match, found: BitMap, width: int, years: range) -> Counts:
    """The years (or decades) of a range that any event meets."""
    below, above = match.rule
    ending = (above, NO_END - 1)
    marks = {at: ((below, last), (above, first - 1)) for at in years for first, last in [days_of(at, width)]}
    members = await until(sets, [ending, *(mark for pair in marks.values() for mark in pair)])
    return list(year_counts(match, found, width, marks, members, members[ending]))


def year_counts(
    match: Match,
    found: BitMap,
    width: int,
    marks: dict[int, tuple[Mark, Mark]],
    members: dict[Mark, BitMap],
    ending: BitMap,
) -> Iterator[FacetCount]:
    """What goes on without an end is not counted after the day of knowledge, though `date` would find it there."""
    for at, (below, above) in marks.items():
        met = (found & members[below]) - members[above]
        number = len(met) if at * width <= year_of(match.day) else met.intersection_cardinality(ending)
        if number:
            one = year_count(at, number, width, match.query.date)
            yield one if number == len(met) else replace(one, narrowed=None)


async def limits(sets: Prepared, match: Match, found: BitMap, width: int) -> tuple[int, int]:
    """The first and the last year (or decade) to look at."""
    below, above = match.rule
    unnamed, ending = (below, NO_START), (above, NO_END - 1)
    members = await until(sets, [unnamed, ending])
    if named := found - members[unnamed]:
        [(_, first)] = await stretch(sets, named, below, 0, 1)
    else:
        [(_, first)] = await stretch(sets, found, above, 0, 1)
    ended = found & members[ending]
    last = match.day if len(ended) < len(found) else NO_START
    if ended:
        last = max(last, (await stretch(sets, ended, above, len(ended) - 1, len(ended)))[0][1])
    if asked := match.query.date:
        first = max(first, asked.first)
        last = min(last, match.day if asked.last >= NO_END else asked.last)
    return year_of(first) // width, year_of(last) // width


def days_of(at: int, width: int) -> tuple[int, int]:
    """The first and the last day of a year (or decade)."""
    first = datetime.date(max(at * width, 1), 1, 1).toordinal()
    return first, datetime.date(at * width + width - 1, 12, 31).toordinal()


def year_count(at: int, number: int, width: int, asked: Span | None) -> FacetCount:
    """A year (or decade); narrowed to those of its days that were asked for."""
    value = f"{at:04d}" if width == 1 else f"{at:03d}X"
    first, last = days_of(at, width)
    if asked is None or (asked.first <= first and last <= asked.last):
        return FacetCount(value, number, value)
    days = [day_text(max(first, asked.first)), day_text(min(last, asked.last))]
    return FacetCount(value, number, "/".join(dict.fromkeys(days)))
