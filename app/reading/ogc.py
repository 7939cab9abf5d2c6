"""Where and when the events lie that are known on a day."""

from sqlalchemy import func, select

from app.dates import NO_END, NO_START, day_text
from app.db import Reader
from app.models import EventVersion, Place, VersionTerm, VersionTermLink
from app.queries.events import known_on

V, Term, Link = EventVersion, VersionTerm, VersionTermLink


async def bounding_box(reader: Reader, day: int) -> list[float] | None:
    """West, south, east and north of the places of all events; None where no event has a coordinate."""
    used = (
        select(Term.value)
        .join(Link, Link.term_id == Term.id)
        .join(V, V.id == Link.version_id)
        .where(Term.facet == "at", known_on(day))
    )
    sides = (func.min(Place.lon), func.min(Place.lat), func.max(Place.lon), func.max(Place.lat))
    [row] = await reader.rows(select(*sides).where(Place.id.in_(used)))
    return None if row[0] is None else list(row)


async def time_span(reader: Reader, day: int) -> list[str | None] | None:
    """From the first day on which an event may have begun to the last on which one may have ended, as instants.

    None for an open side; None instead of the pair where there are no events.
    """
    [(first, last)] = await reader.rows(select(func.min(V.start_min), func.max(V.end_max)).where(known_on(day)))
    if first is None:
        return None
    start = None if first == NO_START else f"{day_text(first)}T00:00:00Z"
    return [start, None if last >= NO_END else f"{day_text(last)}T23:59:59Z"]
