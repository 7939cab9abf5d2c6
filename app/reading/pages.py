"""What pages show beside their documents: the measures, and the days on which something became known."""

from typing import Any

from sqlalchemy import Select, select

from app.dates import day_text
from app.db import Reader
from app.models import ClaimVersion, EventTimeline, EventVersion
from app.params import ListQuery
from app.queries.claims import about_timelines
from app.reading.records import records_page

MOST_DAYS = 500
MOST_RECORDS = 1000
V, C = EventVersion, ClaimVersion


async def measures(reader: Reader, day: int) -> list[bytes]:
    """All measures."""
    return (await records_page(reader, "measure", ListQuery(), day, MOST_RECORDS, None)).items


async def days_of_timelines(reader: Reader, timelines: list[str] | None, today: int) -> list[str]:
    """The days on which an event or a figure of the timelines became known, in whatever form; None: of all."""
    events: Select[Any] = select(V.known_from).where(V.known_from <= today)
    claims: Select[Any] = select(C.known_from).where(C.known_from <= today)
    if timelines is not None:
        members = select(EventTimeline.event_id).where(EventTimeline.timeline_id.in_(timelines))
        events = events.where(V.event_id.in_(members))
        claims = claims.where(about_timelines(timelines))
    return await days(reader, events, claims)


async def days_of_event(reader: Reader, name: str, today: int) -> list[str]:
    """The days on which one event became known in another form."""
    return await days(reader, select(V.known_from).where(V.event_id == name, V.known_from <= today))


async def days(reader: Reader, *statements: Select[Any]) -> list[str]:
    """In order; where there are very many, some are left out evenly, the first and the last never."""
    found: set[int] = set()
    for statement in statements:
        found |= {int(row.known_from) for row in await reader.rows(statement.distinct())}
    ordered = sorted(found)
    step = -(-len(ordered) // MOST_DAYS) or 1
    return [day_text(day) for number, day in enumerate(ordered) if number % step == 0 or day == ordered[-1]]
