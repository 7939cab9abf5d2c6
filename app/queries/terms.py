"""From the values of a query to the terms that versions are found by."""

from itertools import product
from math import asin, cos, degrees, radians, sin

from sqlalchemy import select

from app.models import Place
from app.params import EventsQuery
from app.queries.kept import Prepared
from app.space import EARTH_KM, Box, Point, box_distance_km, distance_km

ID_FILTERS = ("timeline", "place", "party", "measure", "source", "part_of")
VALUE_FILTERS = ("kind", "status", "role", "country")
NEAR_KM = 50.0
DEGREE_KM = radians(1) * EARTH_KM
SLACK_KM = 0.001
"""Far is only what is so by more than rounding."""
Spot = tuple[str, Point, float]
"""A place's id, where it lies, and its radius in kilometres."""


def wanted_terms(query: EventsQuery) -> list[tuple[str, list[str]]]:
    """The facets and values asked for; `party` with `role` is one and the same participation."""
    wanted = [(name, [str(value) for value in getattr(query, name) or []]) for name in ID_FILTERS + VALUE_FILTERS]
    if query.party and query.role:
        pairs = [f"{party}:{role}" for party, role in product(query.party, query.role)]
        wanted = [(facet, values) for facet, values in wanted if facet not in ("party", "role")]
        wanted.append(("party_role", pairs))
    return [(facet, values) for facet, values in wanted if values]


async def touched_places(sets: Prepared, query: EventsQuery) -> list[str] | None:
    """The places that a box and a circle both touch; None where neither is asked for."""
    if query.bbox is None and query.near is None:
        return None
    return [name for name, place, radius in await spots(sets) if touches(query, place, radius)]


async def spots(sets: Prepared) -> list[Spot]:
    """All places with coordinates. They are few; distances are reckoned here."""
    found: list[Spot] | None = sets.recall("spots")
    if found is None:
        statement = select(Place.id, Place.lon, Place.lat, Place.radius_km).where(Place.lon.is_not(None))
        rows = await sets.reader.rows(statement)
        found = [(row.id, Point(row.lon, row.lat), row.radius_km or 0.0) for row in rows]
        sets.keep(found, "spots")
    return found


def touches(query: EventsQuery, place: Point, radius: float) -> bool:
    """Whether a place, with its own radius, meets the box and the circle that were asked for."""
    if query.bbox is not None and (is_far(query.bbox, place, radius) or box_distance_km(query.bbox, place) > radius):
        return False
    return query.near is None or distance_km(query.near, place) <= radius + (query.radius_km or NEAR_KM)


def is_far(box: Box, place: Point, radius: float) -> bool:
    """Whether a place lies too far from a box by its latitude alone, or by its longitude: that is soon reckoned.

    On the way to the box one crosses its parallel or one of its meridians, to which no way is shorter than the
    perpendicular; beyond a right angle none is shorter than that over the pole.
    """
    if max(box.south - place.lat, place.lat - box.north) * DEGREE_KM > radius + SLACK_KM:
        return True
    if box.holds_lon(place.lon):
        return False
    apart = min(abs((place.lon - side + 180) % 360 - 180) for side in (box.west, box.east))
    across = asin(cos(radians(place.lat)) * sin(radians(min(apart, 90.0))))
    return degrees(across) * DEGREE_KM > radius + SLACK_KM
