"""Where and when the events lie that are known on a day."""

from app.dates import NO_END, NO_START, day_text
from app.db import Reader
from app.queries.kept import prepared
from app.queries.lines import extent, known
from app.queries.members import of_facet
from app.queries.terms import spots


async def bounding_box(reader: Reader, day: int) -> list[float] | None:
    """West, south, east and north of the places of all events; None where no event has a coordinate."""
    sets = prepared(reader)
    events, used = await known(sets, day), set[str]()
    async for batch in of_facet(sets, "at"):
        used |= {name for name, members in batch if events.intersect(members)}
    points = [point for name, point, _ in await spots(sets) if name in used]
    if not points:
        return None
    lons, lats = [point.lon for point in points], [point.lat for point in points]
    return [min(lons), min(lats), max(lons), max(lats)]


async def time_span(reader: Reader, day: int) -> list[str | None] | None:
    """From the first day on which an event may have begun to the last on which one may have ended, as instants.

    None for an open side; None instead of the pair where there are no events.
    """
    sets = prepared(reader)
    if (span := await extent(sets, await known(sets, day))) is None:
        return None
    first, last = span
    start = None if first == NO_START else f"{day_text(first)}T00:00:00Z"
    return [start, None if last >= NO_END else f"{day_text(last)}T23:59:59Z"]
