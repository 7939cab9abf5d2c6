"""Events: one function a filter, each one boolean expression; and the statement that they make.

A filter by term drives the statement when it is the rarest: then the page is a range of the term's links,
which stand in date order. The others are probes, one look-up a row.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Select, SQLColumnExpression, and_, false, or_, select
from sqlalchemy.orm import aliased

from app.dates import NO_END
from app.db import Served
from app.models import EventVersion, VersionTermLink
from app.params import EventSort, EventsQuery
from app.queries.page import Order
from app.queries.search import rank_of, words_match
from app.vocabulary import DateMatch, DateRelation

V, Link = EventVersion, VersionTermLink
SPAN_CLASSES = NO_END.bit_length()
NARROW_DAYS = 3660
"""A query span of at most ten years is looked up class by class; a wider one matches so much that a walk is better."""


@dataclass(frozen=True, slots=True)
class TermGroup:
    """The terms of one filter, any of which may hold, and how many versions they have together."""

    ids: tuple[int, ...]
    versions: int


def known_on(day: int) -> ColumnElement[bool]:
    """The version in force on a day."""
    return and_(V.known_from <= day, V.known_until > day)


def overlaps_possible(first: int, last: int) -> ColumnElement[bool]:
    return and_(V.start_min <= last, V.end_max >= first)


def overlaps_certain(first: int, last: int) -> ColumnElement[bool]:
    return and_(V.start_max <= last, V.end_min >= first, V.vague.is_(False))


def within_certain(first: int, last: int) -> ColumnElement[bool]:
    return and_(V.start_min >= first, V.end_max <= last, V.vague.is_(False))


def within_possible(first: int, last: int) -> ColumnElement[bool]:
    """Some start and end that the bounds allow lie in the span: max(…) ≤ min(…), written out."""
    return and_(
        V.start_max >= first, V.end_max >= first, V.start_min <= last, V.end_min <= last, V.end_max >= V.start_min
    )


DATE_FILTERS = {
    (DateRelation.OVERLAPS, DateMatch.POSSIBLE): overlaps_possible,
    (DateRelation.OVERLAPS, DateMatch.CERTAIN): overlaps_certain,
    (DateRelation.WITHIN, DateMatch.POSSIBLE): within_possible,
    (DateRelation.WITHIN, DateMatch.CERTAIN): within_certain,
}


def near_in_time(first: int, last: int) -> ColumnElement[bool]:
    """What any overlap implies, as ranges of an index.

    An event of class k lasts less than 2^k days, so it must have started after first - 2^k. A plain
    `start ≤ last` would walk through everything that ever began before.
    """
    ranges = (
        and_(V.span_class == k, V.start_min > first - (1 << k), V.start_min <= last) for k in range(SPAN_CLASSES + 1)
    )
    return V.id.in_(select(V.id).where(or_(*ranges)))


def has_term(group: TermGroup) -> ColumnElement[bool]:
    """One look-up a row."""
    if not group.ids:
        return false()
    probe = aliased(Link)
    return select(probe.term_id).where(probe.version_id == V.id, probe.term_id.in_(group.ids)).correlate(V).exists()


def date_filters(query: EventsQuery) -> Iterable[ColumnElement[bool]]:
    """The rule asked for; for a narrow span the ranges that it implies come first."""
    if query.date is None:
        return
    first, last = query.date.first, query.date.last
    if 0 <= last - first <= NARROW_DAYS:
        yield near_in_time(first, last)
    yield DATE_FILTERS[query.date_relation, query.date_match](first, last)


def order_of(query: EventsQuery, served: Served, driver: TermGroup | None, *, sqlite: bool) -> Order:
    """The columns of the order that was asked for."""
    sort = query.order
    if sort in (EventSort.KNOWN, EventSort.KNOWN_DOWN):
        return Order((V.first_known, V.event_id), descending=sort is EventSort.KNOWN_DOWN)
    if sort is EventSort.RELEVANCE and query.q:
        return Order((rank_of(query.q, sqlite=sqlite), V.id), descending=False)
    rank: SQLColumnExpression[int] = Link.version_id if driver else V.id
    if sort is EventSort.DATE_DOWN and served.counts.get("undated_versions"):
        return Order((V.dated, V.id), descending=True)
    return Order((rank,), descending=sort is EventSort.DATE_DOWN)


def select_events(
    query: EventsQuery, day: int, groups: list[TermGroup], served: Served, places: TermGroup | None, *, sqlite: bool
) -> tuple[Select[Any], Order]:
    """The versions that match, led by their sort values; `day` is the day of knowledge."""
    every = [*groups, *([places] if places else [])]
    driver = min((group for group in every if len(group.ids) == 1), key=lambda group: group.versions, default=None)
    order = order_of(query, served, driver, sqlite=sqlite)
    statement = select(*order.columns, V.id, V.event_id, V.document).where(known_on(day), *date_filters(query))
    if driver:
        statement = statement.join_from(V, Link, V.id == Link.version_id).where(Link.term_id == driver.ids[0])
    statement = statement.where(*(has_term(group) for group in every if group is not driver))
    if query.q:
        statement = statement.where(words_match(query.q, sqlite=sqlite))
    return statement, order
