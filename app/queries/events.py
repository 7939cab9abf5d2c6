"""Events: one function a filter, each one boolean expression; and the statements that they make.

What is counted decides how a page is read. Where few events match, the rarest condition drives: a range of
its term's links, or of the words' index, both in date order. Where many match and another order was asked
for, the order's own index drives and every condition is a probe, one look-up a row.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Select, SQLColumnExpression, and_, false, func, literal, or_, select
from sqlalchemy.orm import aliased

from app.dates import NO_END
from app.db import Served
from app.models import EventVersion, VersionTermLink
from app.params import EventSort, EventsQuery
from app.queries.page import Order, Tiers
from app.queries.search import TIERS, WORDS, part_match, words_match
from app.vocabulary import DateMatch, DateRelation

V, Link = EventVersion, VersionTermLink
SPAN_CLASSES = NO_END.bit_length()
NARROW_DAYS = 3660
"""A query span of at most ten years is looked up class by class; a wider one matches so much that a walk is better."""


FEW = 50
"""Few: less than one version in so many."""
MANY_TERMS = 8
"""So many terms of one filter are better compared with those of a version than looked up one by one."""


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


def near_in_time(first: int, last: int, *, sqlite: bool) -> ColumnElement[bool]:
    """What any overlap implies, as ranges of an index, which SQLite gathers first so that the ids come in order.

    An event of class k lasts less than 2^k days, so it must have started after first - 2^k. A plain
    `start ≤ last` would walk through everything that ever began before.
    """
    ranges = or_(
        *(and_(V.span_class == k, V.start_min > first - (1 << k), V.start_min <= last) for k in range(SPAN_CLASSES + 1))
    )
    return V.id.in_(select(V.id).where(ranges)) if sqlite else ranges


def has_term(group: TermGroup, *, few: bool) -> ColumnElement[bool]:
    """Few versions are gathered; for many, one look-up a row."""
    if not group.ids:
        return false()
    if few:
        return V.id.in_(select(Link.version_id).where(Link.term_id.in_(group.ids)))
    probe = aliased(Link)
    term: SQLColumnExpression[int] = probe.term_id + 0 if len(group.ids) > MANY_TERMS else probe.term_id
    return select(probe.term_id).where(probe.version_id == V.id, term.in_(group.ids)).correlate(V).exists()


def date_filters(query: EventsQuery, *, sqlite: bool) -> Iterable[ColumnElement[bool]]:
    """The rule asked for; for a narrow span the ranges that it implies come first."""
    if query.date is None:
        return
    first, last = query.date.first, query.date.last
    if 0 <= last - first <= NARROW_DAYS:
        yield near_in_time(first, last, sqlite=sqlite)
    yield DATE_FILTERS[query.date_relation, query.date_match](first, last)


@dataclass(frozen=True, slots=True)
class Match:
    """What is looked for: `groups` are the terms of the query's filters, its places among them."""

    query: EventsQuery
    day: int
    groups: list[TermGroup]
    served: Served
    sqlite: bool

    @property
    def driver(self) -> TermGroup | None:
        """The rarest filter by a single term."""
        single = [group for group in self.groups if len(group.ids) == 1]
        return min(single, key=lambda group: group.versions, default=None)

    def is_few(self, number: int) -> bool:
        return number * FEW < self.served.counts["event_versions"]

    def filters(self, driver: TermGroup | None, few: bool | None) -> Iterable[ColumnElement[bool]]:
        """Everything but words, and but what drives; `few`: whether few match, None while they are counted."""
        yield self.knowledge(few)
        yield from date_filters(self.query, sqlite=self.sqlite)
        for group in self.groups:
            if group is not driver:
                yield has_term(group, few=self.is_few(group.versions))

    def knowledge(self, few: bool | None) -> ColumnElement[bool]:
        """The version in force on the day. SQLite would count by its index and then sort by it, too."""
        if few is None or not self.sqlite:
            return known_on(self.day)
        if few and not (self.groups or self.query.q or self.query.date):
            return V.id.in_(select(V.id).where(known_on(self.day)))
        return and_(V.known_from + 0 <= self.day, V.known_until > self.day)


@dataclass(frozen=True, slots=True)
class Found:
    """The versions that match, in no order; `rank` is the column by which they come in date order at no cost."""

    statement: Select[Any]
    rank: SQLColumnExpression[int]


def matching(match: Match, few: bool | None = None, tier: int | None = None) -> Found:
    """Found by what is rarest: a term, or the words; `tier`: only those of one rank of relevance.

    PostgreSQL would rather walk through all events in their order than gather a few: an expression is no order.
    """
    found = found_by(match, few, tier)
    return found if match.sqlite or not few else Found(found.statement, found.rank + 0)


def found_by(match: Match, few: bool | None, tier: int | None) -> Found:
    driver, phrases = match.driver, match.query.q
    if phrases and not (driver and match.is_few(driver.versions)):
        found = select(V.id).join_from(WORDS, V, V.id == WORDS.c.rowid + 0 if match.sqlite else V.id == WORDS.c.rowid)
        found = found.where(words_match(phrases, tier, sqlite=match.sqlite), *match.filters(None, few))
        return Found(found, WORDS.c.rowid if match.sqlite else V.id)
    found = select(V.id).where(*match.filters(driver, few))
    if phrases:
        found = found.where(has_words(match, tier))
    if driver is None:
        return Found(found, V.id)
    driven = found.join_from(Link, V, V.id == Link.version_id).where(Link.term_id == driver.ids[0])
    return Found(driven, Link.version_id)


def probed(match: Match) -> Found:
    """Every condition is a probe: for a walk along an index of events."""
    found = select(V.id).where(*match.filters(None, False))
    return Found(found.where(has_words(match)) if match.query.q else found, V.id)


def has_words(match: Match, tier: int | None = None) -> ColumnElement[bool]:
    """One look-up a row; two, because FTS5 would walk through all that a NOT in its own expression names."""
    phrases = match.query.q or []

    def has(part: int) -> ColumnElement[bool]:
        found = part_match(phrases, part, sqlite=match.sqlite)
        return select(literal(1)).select_from(WORDS).where(WORDS.c.rowid == V.id, found).correlate(V).exists()

    return and_(has(tier), ~has(tier - 1)) if tier else has(TIERS - 1 if tier is None else tier)


def order_of(match: Match, rank: SQLColumnExpression[int]) -> Order:
    """The columns of the order that was asked for, where it is no order by tiers."""
    sort = match.query.order
    if sort in (EventSort.KNOWN, EventSort.KNOWN_DOWN):
        return Order((V.first_known, V.event_id), descending=sort is EventSort.KNOWN_DOWN)
    return Order((rank,), descending=sort is EventSort.DATE_DOWN)


def select_count(match: Match) -> Select[Any]:
    """How many match."""
    return matching(match).statement.with_only_columns(func.count(), maintain_column_froms=True)


def select_page(match: Match, total: int) -> tuple[Select[Any], Order]:
    """The versions that match, led by their sort values."""
    few = match.is_few(total)
    found = matching(match, few)
    order = order_of(match, found.rank)
    if len(order.columns) > 1 and not few:
        found = probed(match)
    return with_documents(found.statement, order.columns), order


def select_tiers(match: Match, total: int) -> Tiers | None:
    """By relevance: tier by tier; newest first: those without a start come last here too. None for other orders."""
    sort, few = match.query.order, match.is_few(total)
    if sort is EventSort.RELEVANCE and match.query.q:
        founds = [matching(match, few, tier) for tier in range(TIERS)]
        return tiers([(one.statement, one.rank) for one in founds], descending=False)
    counts = match.served.counts
    if sort is EventSort.DATE_DOWN and counts["undated_versions"]:
        found = matching(match, few)
        last = found.rank <= counts["event_versions"] - counts["undated_versions"]
        return tiers([(found.statement.where(part), found.rank) for part in (last, ~last)], descending=True)
    return None


def tiers(parts: list[tuple[Select[Any], SQLColumnExpression[int]]], *, descending: bool) -> Tiers:
    """Each part led by its number and its rank in date order."""
    lists = [(with_documents(one, (literal(number), rank)), rank) for number, (one, rank) in enumerate(parts)]
    return Tiers(lists, descending)


def with_documents(statement: Select[Any], columns: tuple[SQLColumnExpression[Any], ...]) -> Select[Any]:
    return statement.with_only_columns(*columns, V.event_id, V.document, maintain_column_froms=True)
