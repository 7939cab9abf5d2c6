"""What pages show beside their documents: the measures, and the days on which something became known."""

from typing import Any

from pyroaring import BitMap
from sqlalchemy import Select, select

from app.dates import day_text
from app.db import Reader
from app.models import ClaimVersion, EventVersion
from app.params import ListQuery
from app.queries.claims import about_timelines
from app.queries.kept import prepared
from app.queries.lines import days_of
from app.queries.members import of_terms
from app.reading.records import records_page

MOST_DAYS = 500
MOST_RECORDS = 1000
V, C = EventVersion, ClaimVersion


async def measures(reader: Reader, day: int) -> list[bytes]:
    """All measures."""
    return (await records_page(reader, "measure", ListQuery(), day, MOST_RECORDS, None)).items


async def days_of_timelines(reader: Reader, timelines: list[str] | None, today: int) -> list[str]:
    """The days on which an event or a figure of the timelines became known, in whatever form; None: of all."""
    sets, claims = prepared(reader), select(C.known_from).where(C.known_from <= today).distinct()
    events = sets.all
    if timelines is not None:
        found = await of_terms(sets, [("timeline", name) for name in timelines])
        events = BitMap.union(BitMap(), *found.values())
        claims = claims.where(about_timelines(timelines))
    return thinned(await days_of(sets, events, today) | await days_that(reader, claims))


async def days_of_event(reader: Reader, name: str, today: int) -> list[str]:
    """The days on which one event became known in another form."""
    statement = select(V.known_from).where(V.event_id == name, V.known_from <= today)
    return thinned(await days_that(reader, statement))


async def days_that(reader: Reader, statement: Select[Any]) -> set[int]:
    return {int(row.known_from) for row in await reader.rows(statement)}


def thinned(found: set[int]) -> list[str]:
    """In order; where there are very many, some are left out evenly, the first and the last never."""
    ordered = sorted(found)
    step = -(-len(ordered) // MOST_DAYS) or 1
    return [day_text(day) for number, day in enumerate(ordered) if number % step == 0 or day == ordered[-1]]
