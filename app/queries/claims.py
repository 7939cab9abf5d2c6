"""Claims: one function a filter; comparison; and the rows that totals are made of."""

from typing import Any

from sqlalchemy import ColumnElement, Select, and_, or_, select

from app.dates import Span
from app.models import ClaimVersion, EventTimeline
from app.params import ClaimSort, ClaimsQuery
from app.queries.page import Order

C = ClaimVersion
COLUMNS = ("measure", "claimant", "scope", "source", "qualifier")
SORTS = {"asserted": C.asserted_sort, "as_of": C.as_of_sort}


def claim_known_on(day: int) -> ColumnElement[bool]:
    return and_(C.known_from <= day, C.known_until > day)


def about_timelines(names: list[str]) -> ColumnElement[bool]:
    """Claims about a timeline, or about an event that belongs to it."""
    events = select(EventTimeline.event_id).where(EventTimeline.timeline_id.in_(names))
    return or_(C.timeline_id.in_(names), C.event_id.in_(events))


def meets(first: Any, last: Any, span: Span) -> ColumnElement[bool]:
    """A date that may lie in the span."""
    return and_(first <= span.last, last >= span.first)


def claim_filters(query: ClaimsQuery, day: int) -> list[ColumnElement[bool]]:
    """Every filter that was asked for."""
    filters = [claim_known_on(day)]
    filters += [getattr(C, name).in_(getattr(query, name)) for name in COLUMNS if getattr(query, name)]
    if query.event:
        filters.append(C.event_id.in_(query.event))
    if query.timeline:
        filters.append(about_timelines(query.timeline))
    if query.value_min is not None:
        filters.append(C.value_high >= query.value_min)
    if query.value_max is not None:
        filters.append(C.value_low <= query.value_max)
    if query.as_of:
        filters.append(meets(C.as_of_min, C.as_of_max, query.as_of))
    if query.asserted:
        filters.append(meets(C.asserted_min, C.asserted_max, query.asserted))
    if query.conflicting is not None:
        filters.append(C.conflicting.is_(query.conflicting))
    if query.derived is not None:
        filters.append(C.derived.is_(query.derived))
    return filters


def select_claims(query: ClaimsQuery, day: int) -> tuple[Select[Any], Order]:
    """The claims that match, led by their sort values."""
    column = SORTS[query.sort.removeprefix("-")]
    order = Order((column, C.claim_id), descending=query.sort in (ClaimSort.AS_OF_DOWN, ClaimSort.ASSERTED_DOWN))
    return select(*order.columns, C.claim_id, C.document).where(*claim_filters(query, day)), order
