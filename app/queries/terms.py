"""From the values of a query to the terms that versions are found by."""

from itertools import product

from sqlalchemy import and_, or_, select

from app.db import Reader
from app.models import Place
from app.models import VersionTerm as Term
from app.params import EventsQuery
from app.queries.events import TermGroup
from app.queries.ids import check_ids
from app.space import Point, box_distance_km, distance_km

ID_FILTERS = ("timeline", "place", "party", "measure", "source", "part_of")
VALUE_FILTERS = ("kind", "status", "role", "country")
NEAR_KM = 50.0


async def term_groups(reader: Reader, query: EventsQuery) -> list[TermGroup]:
    """One group a filter. BadRequest for ids that no record has."""
    wanted = wanted_terms(query)
    found = await fetch_terms(reader, {(facet, value) for facet, values in wanted for value in values})
    # Most ids are terms of some version; the records are asked only for the others.
    asked = {name: getattr(query, name) or [] for name in ID_FILTERS}
    await check_ids(reader, {name: [one for one in ids if (name, one) not in found] for name, ids in asked.items()})
    groups = []
    for facet, values in wanted:
        have = [found[facet, value] for value in values if (facet, value) in found]
        groups.append(TermGroup(tuple(term for term, _ in have), sum(versions for _, versions in have)))
    return groups


async def term_group(reader: Reader, facet: str, value: str) -> TermGroup:
    """The group of one term, empty when no version has it."""
    found = await fetch_terms(reader, {(facet, value)})
    return TermGroup(tuple(term for term, _ in found.values()), sum(versions for _, versions in found.values()))


def wanted_terms(query: EventsQuery) -> list[tuple[str, list[str]]]:
    """The facets and values asked for; `party` with `role` is one and the same participation."""
    wanted = [(name, [str(value) for value in getattr(query, name) or []]) for name in ID_FILTERS + VALUE_FILTERS]
    if query.party and query.role:
        pairs = [f"{party}:{role}" for party, role in product(query.party, query.role)]
        wanted = [(facet, values) for facet, values in wanted if facet not in ("party", "role")]
        wanted.append(("party_role", pairs))
    return [(facet, values) for facet, values in wanted if values]


async def fetch_terms(reader: Reader, terms: set[tuple[str, str]]) -> dict[tuple[str, str], tuple[int, int]]:
    """The number of each term that some version has, and of how many versions."""
    if not terms:
        return {}
    by_facet: dict[str, list[str]] = {}
    for facet, value in sorted(terms):
        by_facet.setdefault(facet, []).append(value)
    any_of = (and_(Term.facet == facet, Term.value.in_(values)) for facet, values in by_facet.items())
    rows = await reader.found(select(Term.facet, Term.value, Term.id, Term.versions).where(or_(*any_of)))
    return {(row.facet, row.value): (row.id, row.versions) for row in rows}


async def places_group(reader: Reader, query: EventsQuery) -> TermGroup | None:
    """The places that a box and a circle both touch, as one group. Places are few; distances are reckoned here."""
    if query.bbox is None and query.near is None:
        return None
    rows = await reader.rows(select(Place.id, Place.lon, Place.lat, Place.radius_km).where(Place.lon.is_not(None)))
    inside = [row.id for row in rows if touches(query, Point(row.lon, row.lat), row.radius_km or 0.0)]
    found = await fetch_terms(reader, {("at", name) for name in inside})
    return TermGroup(tuple(sorted(term for term, _ in found.values())), sum(n for _, n in found.values()))


def touches(query: EventsQuery, place: Point, radius: float) -> bool:
    """Whether a place, with its own radius, meets the box and the circle that were asked for."""
    if query.bbox is not None and box_distance_km(query.bbox, place) > radius:
        return False
    return query.near is None or distance_km(query.near, place) <= radius + (query.radius_km or NEAR_KM)
