"""Counts over the whole match."""

import datetime
from collections import Counter
from dataclasses import replace
from typing import Any

from sqlalchemy import ColumnElement, Select, func, select
from sqlalchemy.orm import aliased

from app.dates import NO_END, NO_START, Span, day_text
from app.db import Reader
from app.models import EventVersion, VersionTerm, VersionTermLink
from app.params import EventsQuery, Facet
from app.queries.page import FacetCount
from app.vocabulary import DateMatch, DateRelation, Role

V, Link, Term = EventVersion, VersionTermLink, VersionTerm
IN_TIME = (Facet.YEAR, Facet.DECADE)
SEVERAL = (Facet.PLACE, Facet.PARTY, Facet.TIMELINE, Facet.MEASURE)
"""What one event may have several of."""
Counts = list[FacetCount]
DAYS: dict[tuple[DateRelation, DateMatch], tuple[tuple[Any, ...], tuple[Any, ...]]] = {
    (DateRelation.OVERLAPS, DateMatch.POSSIBLE): ((V.start_min,), (V.end_max,)),
    (DateRelation.OVERLAPS, DateMatch.CERTAIN): ((V.start_max,), (V.end_min,)),
    (DateRelation.WITHIN, DateMatch.POSSIBLE): ((V.start_min, V.end_min), (V.start_max, V.end_max)),
    (DateRelation.WITHIN, DateMatch.CERTAIN): ((V.end_max,), (V.start_min,)),
}
"""For each rule: an event meets a year when the year is not before the year of any of the first days, nor after
the year of any of the last ones."""


async def count_facets(reader: Reader, statement: Select[Any], query: EventsQuery, day: int) -> dict[str, Counts]:
    """Each facet's values with their counts, the most frequent first; years in order."""
    match = statement.subquery()
    facets: dict[str, Counts] = {}
    for facet in query.facets or ():
        if facet in IN_TIME:
            facets[facet] = await count_years(reader, match, query, day, 1 if facet is Facet.YEAR else 10)
        else:
            roles = query.role if facet is Facet.PARTY else None
            facets[facet] = await count_terms(reader, match, facet, roles or [])
    return facets


async def count_terms(reader: Reader, match: Any, facet: str, roles: list[Role]) -> Counts:
    """How many of the matching events have each value; parties only in the roles asked for."""
    statement = (
        select(Term.value, func.count())
        .join(Link, Link.term_id == Term.id)
        .join(match, match.c.id == Link.version_id)
        .where(Term.facet == facet)
        .group_by(Term.value)
    )
    if roles:
        statement = statement.where(in_role(roles))
    rows = [(str(value), int(number)) for value, number in await reader.rows(statement)]
    rows.sort(key=lambda row: (-row[1], row[0]))
    return [FacetCount(value, number, value) for value, number in rows]


def in_role(roles: list[Role]) -> ColumnElement[bool]:
    """The party of a term has one of the roles in the same event."""
    pair, at = aliased(Term), aliased(Link)
    played = pair.value.in_([Term.value + f":{role}" for role in roles])
    return (
        select(at.term_id)
        .join(pair, pair.id == at.term_id)
        .where(at.version_id == Link.version_id, pair.facet == "party_role", played)
        .exists()
    )


def held_to(counts: Counts, wide: Counts) -> Counts:
    """The counts of a parameter that is already set: the same parameter with another value takes its place.

    `wide` are the counts without that parameter: where they are higher, no value finds these events alone.
    """
    without = {one.value: one.count for one in wide}
    return [one if without[one.value] == one.count else replace(one, narrowed=None) for one in counts]


async def count_years(reader: Reader, match: Any, query: EventsQuery, day: int, width: int) -> Counts:
    """How many events each year (or decade) meets, by the query's own rule, so that narrowing gives that number.

    Clipped to the dates asked for, to the day of knowledge, and to the first year that a date names.
    """
    matching = query.date_match
    firsts, lasts = DAYS[query.date_relation, matching]
    statement = select(*firsts, *lasts, func.count()).join(match, match.c.id == V.id).group_by(*firsts, *lasts)
    if matching is DateMatch.CERTAIN:
        statement = statement.where(V.vague.is_(False))
    spans: list[tuple[int, int, int]] = []
    for row in await reader.rows(statement):
        years = [year_of(int(at), day) // width for at in row[:-1]]
        first, last = max(years[: len(firsts)]), min(years[len(firsts) :])
        spans.append((first, last, int(row[-1])))
    counts = tally(spans, *limits(query, spans, width, day))
    return [year_count(at, counts[at], width, query.date) for at in sorted(counts)]


def year_count(at: int, number: int, width: int, asked: Span | None) -> FacetCount:
    """A year (or decade); narrowed to those of its days that were asked for."""
    value = f"{at:04d}" if width == 1 else f"{at:03d}X"
    first = datetime.date(max(at * width, 1), 1, 1).toordinal()
    last = datetime.date(at * width + width - 1, 12, 31).toordinal()
    if asked is None or (asked.first <= first and last <= asked.last):
        return FacetCount(value, number, value)
    days = [day_text(max(first, asked.first)), day_text(min(last, asked.last))]
    return FacetCount(value, number, "/".join(dict.fromkeys(days)))


def year_of(day: int, today: int) -> int:
    """The year of a day; an open end is clipped to the day of knowledge, an unknown start is year 0."""
    if day == NO_START:
        return 0
    return year(today if day >= NO_END else day)


def year(day: int) -> int:
    return datetime.date.fromordinal(day).year


def limits(query: EventsQuery, spans: list[tuple[int, int, int]], width: int, day: int) -> tuple[int, int]:
    """The first and the last year (or decade) to list."""
    starts = [first for first, _, _ in spans if first > 0] or [last for _, last, _ in spans]
    low, high = min(starts, default=0), max((last for _, last, _ in spans), default=-1)
    if query.date is None:
        return low, high
    asked_low = 0 if query.date.first == NO_START else year(query.date.first) // width
    asked_high = year_of(query.date.last, day) // width
    return max(low, asked_low), min(high, asked_high)


def tally(spans: list[tuple[int, int, int]], low: int, high: int) -> Counter[int]:
    """Spread the spans over the years."""
    counts: Counter[int] = Counter()
    for first, last, number in spans:
        for at in range(max(first, low), min(last, high) + 1):
            counts[at] += number
    return counts
